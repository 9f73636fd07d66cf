"""The API's documentation page in a real browser: under the strict policy, from this server alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop, faults
from tests.server import Portal


@desktop
def test_the_documentation_leads_from_an_operation_to_its_answer(
    portal: Portal, page: Page, axe: Callable[[Page], str], overflow: Callable[[Page], str]
) -> None:
    page.goto(f"{portal.url}/api/v1/docs/#measures-list")
    operation = page.locator("#measures-list")
    operation.locator("summary").click()

    expect(page).to_have_title("Документація API – Портал програм")
    assert (axe(page), faults(page, overflow)) == ("", {})
    operation.get_by_role("link", name="Відкрити відповідь").click()
    expect(page).to_have_url(f"{portal.url}/api/v1/measures/?format=json")


@desktop
def test_the_root_of_the_api_is_a_page_for_people(
    portal: Portal, page: Page, axe: Callable[[Page], str], overflow: Callable[[Page], str]
) -> None:
    page.goto(f"{portal.url}/api/v1/")

    expect(page.locator("h1")).to_have_text("API порталу програм")
    assert page.locator("h2").count() == 31
    assert (axe(page), faults(page, overflow)) == ("", {})
