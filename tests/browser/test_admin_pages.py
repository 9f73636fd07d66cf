"""The staff's pages in a browser: accessible at both widths, live totals, nothing that the policy forbids."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop, faults, phone
from tests.server import Portal

LogIn = Callable[[str], Page]
Look = Callable[[Page], str]

PAGES = {
    "desk": ("coordinator", "/admin/"),
    "card of a measure": ("coordinator", "/staff/measures/1/"),
    "list of measures": ("coordinator", "/admin/programs/measurerow/"),
    "form of a measure": ("coordinator", "/admin/programs/measurerow/1/change/"),
    "form of an edition": ("coordinator", "/admin/programs/edition/1/change/"),
    "history of a measure": ("coordinator", "/admin/programs/measurerow/1/history/"),
    "form of an activity": ("coordinator", "/admin/programs/activity/add/"),
    "form of a contract": ("coordinator", "/admin/media_contracts/contract/add/"),
    "sheet of publications": ("coordinator", "/admin/media_contracts/publication/sheet/"),
    "sheet of a quarter": ("coordinator", "/staff/progress/"),
    "ledger": ("accountant", "/admin/programs/ledgerentry/"),
    "form of an entry": ("accountant", "/admin/programs/ledgerentry/add/"),
    "new person": ("administrator", "/admin/auth/user/add/"),
    "password": ("head", "/accounts/password/change/"),
}


@desktop
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_of_the_staff_is_accessible_and_fits_the_screen(
    portal: Portal, log_in: LogIn, axe: Look, overflow: Look, name: str
) -> None:
    role, address = PAGES[name]
    page = log_in(role)

    page.goto(f"{portal.url}{address}")

    assert (axe(page), faults(page, overflow)) == ("", {})


@desktop
def test_the_log_in_is_accessible_and_says_what_was_wrong(
    portal: Portal, page: Page, axe: Look, overflow: Look
) -> None:
    page.goto(f"{portal.url}/accounts/login/")
    page.locator("input[name=login]").fill("nobody")
    page.locator("input[name=password]").fill("wrong")
    page.locator("input[name=password]").press("Enter")

    expect(page.locator(".account-errors")).to_be_visible()
    assert (axe(page), faults(page, overflow)) == ("", {})


@desktop
def test_the_totals_follow_the_typing(portal: Portal, log_in: LogIn) -> None:
    page = log_in("coordinator")
    page.goto(f"{portal.url}/admin/programs/measurerow/2/change/")
    difference = page.locator("[data-sum=difference][data-year='2022']")
    field = page.locator(".amounts-table input[data-year='2022']").first
    verdict = page.locator(".totals-verdict")
    expect(verdict).to_have_text("План сходиться з паспортом")

    field.fill("50 000,50 грн")

    expect(difference).to_have_text("1\u00a0000,50")
    expect(difference).to_have_class("over")
    expect(page.locator("[data-sum=plan][data-year=total]")).to_have_text("1\u00a0001\u00a0000,50")
    expect(verdict).to_have_text("План не сходиться з паспортом")
    field.fill("48 000")
    expect(difference).to_have_text("−1\u00a0000,00")
    field.fill("49000")
    expect(verdict).to_have_text("План сходиться з паспортом")
    assert (difference.text_content(), difference.get_attribute("class")) == ("0,00", "")


@phone
def test_an_amount_that_cannot_be_read_is_marked_while_typing(portal: Portal, log_in: LogIn) -> None:
    page = log_in("coordinator")
    page.goto(f"{portal.url}/admin/programs/measurerow/2/change/")
    field = page.locator(".amounts-table input[data-year='2022']").first

    field.fill("сорок")

    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.input_value() == "сорок"
    field.fill("40 000")
    expect(field).not_to_have_attribute("aria-invalid", "true")


@phone
def test_an_executor_is_added_on_the_form_of_a_measure(portal: Portal, log_in: LogIn) -> None:
    page = log_in("coordinator")
    page.goto(f"{portal.url}/admin/programs/measurerow/2/change/")
    rows = page.locator("#executor_links-group tr.form-row:not(.empty-form)")
    before = rows.count()

    page.get_by_role("button", name="Додати виконавця").click()

    expect(rows).to_have_count(before + 1)
    added = rows.last.locator("select").first
    assert (added.get_attribute("name"), added.input_value()) == (f"executor_links-{before}-executor", "")


@desktop
def test_the_preview_of_an_import_is_accessible(
    portal: Portal, log_in: LogIn, axe: Look, overflow: Look, tmp_path: Path
) -> None:
    page = log_in("accountant")
    page.goto(f"{portal.url}/admin/programs/ledgerentry/import/")
    answer = page.request.get(f"{portal.url}/admin/programs/ledgerentry/export/xlsx/")
    book = openpyxl.load_workbook(io.BytesIO(answer.body()))
    columns = [cell.value for cell in book.active[1]]
    entry: dict[str, Any] = {
        "Етап": "сплачено",
        "Дата": "01.03.2021",
        "Програма (адреса)": "information-space-2021-2023",
    }
    entry |= {"Код заходу": "online-media", "Бюджетний рік": 2021, "Джерело фінансування": "Бюджет громади"}
    entry |= {"Фонд": "загальний фонд", "Сума, грн": 1, "Документ №": "Б-77"}
    book.active.append([entry.get(column) for column in columns])
    book.save(tmp_path / "ledger.xlsx")

    page.locator("input[type=file]").set_input_files(tmp_path / "ledger.xlsx")
    page.get_by_role("button", name="Показати, що зміниться").click()

    expect(page.locator(".preview-table ins").filter(has_text="Б-77")).to_have_count(1)
    assert (axe(page), faults(page, overflow)) == ("", {})


def test_the_menu_opens_by_keyboard_and_closes_with_escape(portal: Portal, log_in: LogIn) -> None:
    page = log_in("coordinator")
    page.goto(f"{portal.url}/admin/")
    group, toggle = page.locator("#menu details").first, page.locator("#menu-toggle summary")
    if toggle.is_visible():  # a phone's menu is folded
        toggle.press("Enter")
    group.locator("summary").focus()

    page.keyboard.press("Enter")
    expect(group.locator("a").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(group.locator("a").first).to_be_hidden()
    assert group.locator("summary").evaluate("summary => summary === document.activeElement")


@phone
def test_on_a_phone_the_menu_is_one_line_until_it_is_asked_for(portal: Portal, log_in: LogIn, axe: Look) -> None:
    page = log_in("coordinator")
    page.goto(f"{portal.url}/admin/programs/edition/")
    header, group = page.locator("#header"), page.locator("#menu details").first
    line = page.locator("#menu-toggle summary").bounding_box()
    folded = header.bounding_box()
    assert line and folded and folded["height"] < 2 * line["height"]
    expect(group).to_be_hidden()

    page.locator("#menu-toggle summary").press("Enter")
    group.locator("summary").press("Enter")

    expect(group.locator("a").first).to_be_visible()
    assert axe(page) == ""
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(group).to_be_hidden()
    expect(page.locator("#menu-toggle summary")).to_be_focused()
