"""A plan imported and taken back by keyboard: every page on the way is accessible and fits the screen."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop, faults
from tests.programs import annex_1
from tests.programs.office_files import docx
from tests.server import Portal

LogIn = Callable[[str], Page]
Look = Callable[[Page], str]
FIELDS = {"title": "Програма з документа", "short_title": "З документа", "slug": "from-a-document"}
YEARS = {"start_year": "2021", "end_year": "2023"}


def press(page: Page, name: str) -> None:
    """Press a button or a link by keyboard."""
    page.locator("#content").get_by_text(name, exact=True).or_(page.locator(f"input[value='{name}']")).first.focus()
    page.keyboard.press("Enter")


@desktop
def test_a_plan_is_imported_and_taken_back_by_keyboard(
    portal: Portal, log_in: LogIn, axe: Look, overflow: Look, tmp_path: Path
) -> None:
    (tmp_path / "annex.docx").write_bytes(docx(annex_1.table(), before=[annex_1.CAPTION]))
    page = log_in("coordinator")
    found = []

    page.goto(f"{portal.url}/admin/programs/importbatch/new/plan/?new=1")
    found.append(faults(page, axe, overflow))
    for name, value in (FIELDS | YEARS).items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=file]").set_input_files(tmp_path / "annex.docx")
    press(page, "Переглянути розпізнане")
    expect(page.locator(".import-will")).to_contain_text("Буде створено нову програму")
    found.append(faults(page, axe, overflow))
    press(page, "Записати все")
    expect(page.locator(".messagelist")).to_contain_text("Імпорт записано")
    found.append(faults(page, axe, overflow))
    press(page, "Скасувати імпорт")
    page.locator("[name=reason]").fill("проба")
    press(page, "Скасувати весь імпорт")
    expect(page.locator(".messagelist")).to_contain_text("Імпорт скасовано повністю")
    page.goto(f"{portal.url}/admin/programs/importbatch/")
    found.append(faults(page, axe, overflow))

    assert found == [{}] * 4
