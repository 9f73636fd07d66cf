"""The staff's pages in a browser: accessible at both widths, live totals, nothing that the policy forbids."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import desktop, faults, phone
from tests.server import Portal

LogIn = Callable[[str], Page]
Look = Callable[[Page], str]

# A quarter that nobody has judged, what was judged of it, and what a test has added to the directories.
UNJUDGED = """
from programs.models import Progress
Progress.objects.filter(period_start="2023-10-01").delete()
"""
JUDGED = """
from programs.models import Progress
rows = Progress.objects.filter(period_start="2023-10-01")
print(rows.count(), rows.filter(state="in_progress").count())
"""
UNDONE = """
from programs.models import Executor, FundingSource
Executor.objects.filter(name="Відділ архітектури").delete()
FundingSource.objects.filter(code="regional").delete()
"""

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
    "consultation": ("coordinator", "/admin/civil_society/consultation/4/change/"),
    "proposals": ("coordinator", "/admin/civil_society/proposal/"),
    "release": ("coordinator", "/admin/civil_society/pressevent/2/change/"),
    "course": ("coordinator", "/admin/civil_society/course/4/change/"),
    "publications of the site": ("coordinator", "/admin/civil_society/sitepublication/"),
    "sitting": ("secretary", "/admin/programs/sitting/1/change/"),
    "report": ("coordinator", "/admin/programs/executionreport/4/change/"),
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
def test_what_is_added_by_plus_stands_in_every_list_at_once(portal: Portal, log_in: LogIn) -> None:
    """Nothing that was typed meanwhile is lost, and a source of funding has its cells."""
    page = log_in("coordinator")
    page.goto(f"{portal.url}/admin/programs/measurerow/2/change/")
    page.locator("[name=results]").fill("Щойно набрано")
    rows = page.locator("#executor_links-group tr.form-row:not(.empty-form)")
    for _twice in range(2):
        page.get_by_role("button", name="Додати виконавця").click()

    def added_by(plus: Locator, **texts: str) -> None:
        with page.expect_popup() as opened:
            plus.click()
        for field, text in texts.items():
            opened.value.locator(f"input[name={field}]").fill(text)
        for choice in opened.value.locator("#content select").all():
            choice.select_option(index=1)
        with opened.value.expect_event("close"):
            opened.value.locator("[name=_save]").first.click()

    added_by(rows.last.locator(".add-related"), name="Відділ архітектури")
    added_by(page.locator(".field-source .add-related"), name="Субвенція області", code="regional")

    lists = page.locator("#executor_links-group tr.form-row select")
    offered = [each.locator("option", has_text="Відділ архітектури").count() for each in lists.all()]
    assert (set(offered), len(offered) > 3) == ({1}, True)
    assert rows.last.locator("select").first.evaluate("list => list.selectedOptions[0].text") == "Відділ архітектури"
    expect(page.locator(".amounts-table input[aria-label^='Субвенція області']")).to_have_count(3)
    expect(page.locator("[name=results]")).to_have_value("Щойно набрано")
    portal.colleague.run(UNDONE)


@desktop
def test_a_quarter_is_judged_by_keyboard_alone(portal: Portal, log_in: LogIn) -> None:
    quarter = "2023-10-01--2023-12-31"
    portal.colleague.run(UNJUDGED)
    page = log_in("coordinator")
    page.goto(f"{portal.url}/staff/progress/information-space-2021-2023/{quarter}/")
    judged: set[str] = set()
    for _stop in range(300):
        page.keyboard.press("Tab")
        name, value = page.evaluate("() => (a => [a.name || '', a.value || ''])(document.activeElement)")
        if name.endswith("-state") and name not in judged:
            while value != "in_progress":
                page.keyboard.press("ArrowDown")
                value = page.evaluate("() => document.activeElement.value")
            judged.add(name)
        elif name.endswith("-reason"):
            page.keyboard.type("Роботи тривають")
        elif value == "Зберегти оцінки":
            page.keyboard.press("Enter")
            break

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert portal.colleague.run(JUDGED) == f"{len(judged)} {len(judged)}" == "17 17"


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
