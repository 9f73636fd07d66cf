"""«Було / стало» in a browser: accessible, within the screen, chosen without a script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import desktop, faults, phone
from tests.server import Portal

from .test_grid import shell

EDITIONS = "/programs/information-space-2021-2023/editions/"
Judge = Callable[[Page], str]

AMEND = """
drop()
edition = open_draft_edition(program=program, by=coordinator)
row = edition.measure_rows.get(measure__code="print-media")
source = FundingSource.objects.get(code="community-budget")
save_measure(row=row, amounts={(source, 2022): Decimal("168000.50")}, by=coordinator)
from programs.services import delete_plan_row, save_plan_row
row.title = row.title.replace("друкованих", "друкованих та електронних")
save_plan_row(row=row, by=coordinator)
delete_plan_row(row=edition.measure_rows.get(measure__code="press-releases"), by=coordinator)
print(edition.number)
"""


@pytest.fixture
def draft(portal: Portal) -> Iterator[str]:
    """The number of a draft edition with an amount, a title and a whole measure changed."""
    yield shell(portal, AMEND)
    shell(portal, "drop()")


@desktop
def test_the_comparison_is_accessible_and_fits(
    page: Page, portal: Portal, draft: str, log_in: Callable[[str], Page], axe: Judge, overflow: Judge
) -> None:
    log_in("coordinator")
    found = {}
    for address in ("", "?was=1&became=1", f"1-{draft}/"):
        page.goto(f"{portal.url}{EDITIONS}{address}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if wrong := faults(page, axe, overflow):
                found[address, scheme] = wrong

    assert found == {}


@phone
def test_two_editions_are_chosen_by_keyboard(
    page: Page, portal: Portal, draft: str, log_in: Callable[[str], Page]
) -> None:
    log_in("coordinator")
    page.goto(f"{portal.url}{EDITIONS}")

    page.get_by_label("Було", exact=True).select_option(draft)
    page.get_by_label("Стало", exact=True).select_option("3")
    page.get_by_role("button", name="Порівняти").press("Enter")
    page.wait_for_url(f"**/editions/{draft}-3/")

    assert page.locator(".table--wording del").all_inner_texts() == ["та електронних"]
    assert page.locator(".table--money tbody tr").nth(1).locator("td").last.inner_text() == "19\u00a0999,50"
