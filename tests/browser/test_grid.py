"""The plan grid in a real browser: a draft of Annex 1 edited by keyboard alone, from Excel, without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import desktop, faults, phone
from tests.programs.grid.sheets import ODDITIES
from tests.server import Portal

NBSP = "\u00a0"
Open = Callable[[], Page]

PRELUDE = """
from decimal import Decimal
from django.contrib.auth.models import User
from programs.grid.sheet import Place, read_sheet
from programs.models import Edition, FundingSource, Program
from programs.services import delete_edition, open_draft_edition, save_measure
program = Program.objects.get()
head, coordinator = User.objects.get(username="head"), User.objects.get(username="coordinator")
def drop():
    for edition in program.editions.filter(status="draft"):
        delete_edition(edition=edition, by=head)
    FundingSource.objects.filter(code="state").delete()
"""


def shell(portal: Portal, code: str) -> str:
    """Run some lines against the data of the running portal, as another person's work or a look at what was saved."""
    return portal.colleague.run(PRELUDE + code)


def saved(portal: Portal, *places: tuple[str, int]) -> list[str]:
    """What the draft holds now at these measures and years."""
    wanted = [(measure, "community-budget", year) for measure, year in places]
    code = (
        "sheet = read_sheet(program.editions.get(status='draft'))\n"
        f"print('|'.join(sheet.content(Place(*place)) for place in {wanted!r}))"
    )
    return shell(portal, code).split("|")


@pytest.fixture
def sheet(portal: Portal, page: Page, log_in: Callable[[str], Page]) -> Iterator[Open]:
    """Open the sheet of a fresh draft as the coordinator."""
    pk = shell(portal, "drop()\nprint(open_draft_edition(program=program, by=coordinator).pk)")

    def visit() -> Page:
        log_in("coordinator")
        page.goto(f"{portal.url}/admin/programs/edition/{pk}/grid/")
        return page

    yield visit
    shell(portal, "drop()")


def cell(page: Page, measure: str, year: int, source: str = "community-budget") -> Locator:
    return page.locator(f"[name='{measure}:{source}:{year}']")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name ?? ''"))


def total(page: Page, scope: str, of: str = "", year: int | str = "") -> str:
    return page.locator(f"[data-sum='{scope}'][data-of='{of}'][data-year='{year}']").first.inner_text()


def difference(page: Page, year: int) -> str:
    return " ".join(page.locator(f"[data-difference='{year}']").inner_text().replace(NBSP, " ").split())


def paste(page: Page, text: str) -> None:
    """Ctrl+V with this text on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


@desktop
def test_the_plan_is_edited_by_keyboard_alone(portal: Portal, sheet: Open) -> None:
    page = sheet()
    for _step in range(60):
        page.keyboard.press("Tab")
        if focused(page) == "print-media:community-budget:2021":
            break
    steps = []
    for key in (
        "Enter",
        "ArrowRight",
        "ArrowDown",
        "ArrowLeft",
        "Shift+Enter",
        "ArrowRight",
        "End",
        "Home",
        "Control+End",
        "Control+Home",
    ):
        page.keyboard.press(key)
        steps.append(focused(page).replace(":community-budget:", " "))

    assert steps == [
        "online-media 2021",
        "online-media 2022",
        "printed-materials 2022",  # over the measure that needs no funding
        "printed-materials 2021",
        "online-media 2021",
        "online-media 2022",
        "online-media 2023",
        "online-media 2021",
        "mini-grant-contests 2023",
        "print-media 2021",
    ]

    page.keyboard.press("ArrowLeft")  # the source of funding stands left of the amounts
    source = page.evaluate("document.activeElement.name")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")  # the whole sheet is one stop
    outside = page.evaluate("!document.activeElement.closest('table')")
    page.keyboard.press("Shift+Tab")
    assert (source, outside, focused(page)) == ("print-media:funding", True, "print-media:community-budget:2021")
    assert page.locator("table[role=grid] [tabindex='0']").count() == 1

    page.keyboard.type("100000")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    for _digit in f"188{NBSP}000,00":
        page.keyboard.press("Backspace")
    page.keyboard.type("3 600 грн")
    page.keyboard.press("Home")  # inside the cell: moves the caret, not the cell
    page.keyboard.type("19")
    page.keyboard.press("Enter")
    page.keyboard.type("1")
    page.keyboard.press("Escape")
    inside = cell(page, "online-media", 2022).input_value()
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    assert inside == f"49{NBSP}000,00"
    assert saved(portal, ("print-media", 2021), ("print-media", 2022), ("online-media", 2022)) == [
        "100000.00",
        "193600.00",
        "49000.00",
    ]
    assert "Збережено 2 клітинки" in page.locator(".messagelist").inner_text()


@desktop
def test_totals_and_the_difference_follow_the_typing_before_saving(portal: Portal, sheet: Open) -> None:
    page = sheet()
    before = [total(page, "task", "media-cooperation", 2022), difference(page, 2022)]

    cell(page, "print-media", 2022).click()
    page.keyboard.type("193 000,5")
    during = [
        total(page, "measure", "print-media"),
        total(page, "plan", "", 2022),
        difference(page, 2022),
        difference(page, 0),
    ]
    page.keyboard.press("Tab")

    assert before == [f"279{NBSP}000,00", "✓ 0,00 сходиться"]
    assert during == [
        f"328{NBSP}600,50",
        f"405{NBSP}000,50",
        "▲ +5 000,50 понад паспорт",
        "▲ +5 000,50 понад паспорт",
    ]
    assert "2022: +5 000,50 понад паспорт" in page.locator("[data-status]").inner_text().replace(NBSP, " ")
    assert page.locator(".grid-changed").inner_text().replace(NBSP, " ") == "було 188 000,00"
    assert saved(portal, ("print-media", 2022)) == ["188000.00"]


@desktop
def test_the_script_reads_every_oddity_as_the_server_does(sheet: Open) -> None:
    page = sheet()
    field = cell(page, "print-media", 2021)
    read = {}
    for typed in ODDITIES:
        field.focus()
        field.fill(typed)
        page.keyboard.press("Tab")
        bad = field.get_attribute("aria-invalid") == "true"
        read[typed] = None if bad else field.input_value().replace(NBSP, "").replace(",", ".")

    assert read == ODDITIES


@desktop
def test_a_cell_that_cannot_be_read_says_so_and_stays_as_typed(sheet: Open) -> None:
    page = sheet()
    cell(page, "print-media", 2022).fill("багато")
    page.keyboard.press("Tab")
    live = cell(page, "print-media", 2022).locator("..").inner_text()
    sums = [total(page, "plan", "", 2022), total(page, "plan", "", 2021), difference(page, 2022)]
    with page.expect_navigation():
        page.locator(".grid-save").click()

    assert "Це не сума" in live
    assert sums == ["не пораховано", f"200{NBSP}000,00", "? не пораховано є нерозпізнана сума"]
    assert [total(page, "plan", "", 2022), total(page, "plan", "", 2021), difference(page, 2022)] == sums
    assert cell(page, "print-media", 2022).input_value() == "багато"
    assert "1.1.1, 2022, Бюджет громади" in page.locator(".grid-panel-bad").inner_text()
    assert page.evaluate("document.activeElement.className").startswith("grid-panel")


@desktop
def test_a_block_copied_from_excel_is_pasted_and_what_does_not_fit_is_told(portal: Portal, sheet: Open) -> None:
    page = sheet()
    cell(page, "print-media", 2022).focus()

    # four measures: the third needs no funding; the last column stands to the right of the sheet
    paste(page, "180 000,00\t160000\t340000\r\n50000 грн\t-\t50000\r\n1500\t\t\r\n0,0\t48 000,00\t\r\n")

    shown = [
        cell(page, measure, year).input_value()
        for measure in ("print-media", "online-media", "printed-materials")
        for year in (2022, 2023)
    ]
    assert shown == [f"180{NBSP}000,00", f"160{NBSP}000,00", f"50{NBSP}000,00", "", "0,00", f"48{NBSP}000,00"]
    note = page.locator("[data-note]").inner_text()
    assert [line for line in note.splitlines() if "«" in line] == [
        "«340000» – праворуч від останнього стовпця",
        "«50000» – праворуч від останнього стовпця",
        "«1500» – захід 1.1.3 не фінансується і не має клітинок",
    ]
    page.keyboard.press("Control+z")
    assert cell(page, "online-media", 2023).input_value() == f"65{NBSP}000,00"
    assert page.locator("[data-count]").inner_text() == "Змін ще немає"


@desktop
def test_a_block_that_runs_out_of_the_sheet_loses_nothing_silently(sheet: Open) -> None:
    page = sheet()
    cell(page, "mini-grant-contests", 2023).focus()

    paste(page, "21000\n22000\n")

    assert cell(page, "mini-grant-contests", 2023).input_value() == f"21{NBSP}000,00"
    assert "«22000» – нижче останнього заходу" in page.locator("[data-note]").inner_text()


@desktop
def test_steps_are_undone_and_done_again_even_across_a_check(sheet: Open) -> None:
    page = sheet()
    field, other = cell(page, "print-media", 2021), cell(page, "online-media", 2021)
    field.focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.keyboard.type("-")
    page.keyboard.press("Enter")
    seen = [(field.input_value(), other.input_value())]
    for key in ("Control+z", "Control+z", "Control+y"):
        page.keyboard.press(key)
        seen.append((field.input_value(), other.input_value()))
    field.fill("мільйон")
    with page.expect_navigation():
        page.locator(".grid-save").click()
    for _step in range(2):
        page.keyboard.press("Control+z")

    whole = f"36{NBSP}000,00"
    first = f"105{NBSP}600,00"
    assert seen == [("1,00", ""), ("1,00", whole), (first, whole), ("1,00", whole)]
    assert (field.input_value(), other.input_value()) == (first, whole)


@desktop
def test_a_measure_that_needs_no_money_has_no_cells_and_the_way_back_is_open(portal: Portal, sheet: Open) -> None:
    page = sheet()
    funding = page.locator("[name='print-media:funding']")
    row = page.locator("tr[data-measure='print-media']")

    funding.focus()
    funding.select_option("not_required")
    without = (row.locator("input:visible").count(), row.locator(".grid-words").inner_text(), difference(page, 2022))
    page.keyboard.press("Control+z")

    assert without == (0, "не потребує фінансування", "▼ −188 000,00 менше за паспорт")
    assert (cell(page, "print-media", 2022).input_value(), difference(page, 2022)) == (
        f"188{NBSP}000,00",
        "✓ 0,00 сходиться",
    )
    funding.select_option("not_required")
    with page.expect_navigation():
        page.locator(".grid-save").click()
    assert saved(portal, ("print-media", 2021), ("print-media", 2022)) == ["", ""]


@desktop
def test_a_zero_and_an_empty_cell_cannot_be_taken_for_each_other(sheet: Open) -> None:
    page = sheet()
    empty, zero = cell(page, "print-media", 2021), cell(page, "online-media", 2021)
    empty.fill("—")
    zero.fill("0")
    page.keyboard.press("Tab")

    assert (empty.input_value(), empty.get_attribute("placeholder")) == ("", "—")
    assert zero.input_value() == "0,00"
    assert "запланований нуль" in zero.locator("..").inner_text()
    assert "запланований нуль" not in empty.locator("..").inner_text()


@desktop
def test_the_second_of_two_people_sees_both_versions_and_chooses(
    portal: Portal, sheet: Open, axe: Callable[[Page], str]
) -> None:
    page = sheet()
    cell(page, "print-media", 2022).fill("190000")
    cell(page, "online-media", 2022).fill("47000")
    shell(
        portal,
        "row = program.editions.get(status='draft').measure_rows.get(measure__code='print-media')\n"
        "source = FundingSource.objects.get(code='community-budget')\n"
        "save_measure(row=row, amounts={(source, 2022): Decimal(180000)}, by=head)",
    )

    with page.expect_navigation():
        page.locator(".grid-save").click()

    panel = page.locator(".conflict tbody tr")
    assert panel.count() == 1
    assert panel.locator("th").inner_text().endswith("– 2022, Бюджет громади")
    assert [text.replace(NBSP, " ").split("\n")[0] for text in panel.locator("td").all_inner_texts()] == [
        "188 000,00",
        "180 000,00",
        f"190{NBSP}000,00".replace(NBSP, " "),
    ]
    assert "Керівник" in panel.inner_text()
    assert axe(page) == ""
    page.locator("input[type=radio][value=theirs]").check()
    assert cell(page, "print-media", 2022).input_value() == f"180{NBSP}000,00"
    with page.expect_navigation():
        page.locator(".grid-save").click()
    assert saved(portal, ("print-media", 2022), ("online-media", 2022)) == ["180000.00", "47000.00"]


@desktop
def test_what_was_typed_survives_a_closed_page_in_its_tab(sheet: Open) -> None:
    page = sheet()
    page.on("dialog", lambda dialog: dialog.accept())
    cell(page, "print-media", 2022).fill("190000")
    page.keyboard.press("Tab")

    page.reload()
    offered = page.locator("[data-restore]").is_visible()
    page.locator("[data-restore-yes]").click()

    assert offered
    assert cell(page, "print-media", 2022).input_value() == f"190{NBSP}000,00"
    page.keyboard.press("Control+z")
    assert cell(page, "print-media", 2022).input_value() == f"188{NBSP}000,00"


@desktop
def test_another_source_is_added_without_losing_what_is_typed(portal: Portal, sheet: Open) -> None:
    page = sheet()
    shell(portal, "FundingSource.objects.create(code='state', name='Державний бюджет', level='state')")
    page.reload()
    cell(page, "print-media", 2022).fill("190000")

    page.locator("#grid-add-source").select_option("state")
    with page.expect_navigation():
        page.locator(".grid-add button").click()
    cell(page, "print-media", 2022, "state").fill("500000")
    page.keyboard.press("Tab")

    assert cell(page, "print-media", 2022).input_value() == f"190{NBSP}000,00"
    year = page.locator("[data-sum='measure'][data-of='print-media'][data-source=''][data-year='2022']")
    assert year.inner_text() == f"690{NBSP}000,00"
    with page.expect_navigation():
        page.locator(".grid-save").click()
    assert cell(page, "print-media", 2022, "state").input_value() == f"500{NBSP}000,00"
    shell(portal, "drop()")


@desktop
def test_the_sheet_is_complete_as_a_plain_form(portal: Portal, chromium: Browser, sheet: Open, page: Page) -> None:
    address = sheet().url
    context = chromium.new_context(
        java_script_enabled=False,
        locale="uk-UA",
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
    )
    plain = context.new_page()
    plain.goto(address)
    cell(plain, "print-media", 2022).fill("193000 грн")

    plain.locator(".grid-check").click()
    checked = (difference(plain, 2022), cell(plain, "print-media", 2022).input_value())
    untouched = saved(portal, ("print-media", 2022))
    plain.locator(".grid-save").click()

    assert checked == ("▲ +5 000,00 понад паспорт", f"193{NBSP}000,00")
    assert untouched == ["188000.00"]
    assert saved(portal, ("print-media", 2022)) == ["193000.00"]
    context.close()


@phone
def test_the_sheet_is_accessible_and_scrolls_in_its_own_frame(
    sheet: Open, axe: Callable[[Page], str], overflow: Callable[[Page], str]
) -> None:
    page = sheet()
    cell(page, "print-media", 2022).fill("багато")
    cell(page, "online-media", 2022).fill("0")
    cell(page, "printed-materials", 2022).focus()

    assert faults(page, axe, overflow) == {}
    frame = page.locator(".grid-frame")
    frame.evaluate("frame => { frame.scrollLeft = frame.scrollWidth; }")
    name = page.locator("tr[data-measure='print-media'] .grid-name")
    left = [box["x"] for box in (frame.bounding_box(), name.bounding_box()) if box]
    assert left[1] - left[0] < 2
