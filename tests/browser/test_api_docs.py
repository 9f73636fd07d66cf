"""The API's documentation page in a real browser: under the strict policy, from this server alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.server import Portal


def test_the_documentation_is_drawn_and_tries_a_request(portal: Portal, page: Page) -> None:
    page.goto(f"{portal.url}/api/v1/docs/")
    operation = page.locator("[id$=measures_list]")
    operation.locator(".opblock-summary-control").click()
    operation.locator(".try-out__btn").click()
    operation.locator(".execute").click()

    expect(page).to_have_title("Документація API – Портал програм")
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_root_of_the_api_is_a_page_for_people(
    portal: Portal, page: Page, axe: Callable[[Page], str], overflow: Callable[[Page], str]
) -> None:
    page.goto(f"{portal.url}/api/v1/")

    expect(page.locator("h1")).to_have_text("API порталу програм")
    assert page.locator("h2").count() == 9
    assert (axe(page), overflow(page)) == ("", "")
