"""The public pages in a browser, as wide as a desktop and as a phone: accessible, within the screen, scriptless."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import at_every_size, desktop, faults, new_page, phone
from tests.server import Portal

HOME = "/programs/information-space-2021-2023/"
PAGES = [
    "/",
    HOME,
    f"{HOME}?on=2020-01-01",
    f"{HOME}?on=вчора",
    f"{HOME}passport/",
    f"{HOME}editions/",
    f"{HOME}measures/print-media/",
    f"{HOME}measures/?state=done",
    f"{HOME}measures/press-releases/",
    f"{HOME}measures/community-development-budget/",
    "/search/",
    "/search/?q=журналіст",
    "/open-data/",
    "/contracts/?kind=coverage_print",
    "/contracts/1/",
    "/media/demonstratsiinyi-visnyk/",
    "/no-such-page/",
]
# What has a layout of its own beside those; axe and the sizes of targets are asked of them too.
REGISTERS = [
    *("/payments/", "/publications/", "/civil-society/", "/calendar/", "/consultations/", f"{HOME}reports/"),
    *("/consultations/2023-4/", "/consultations/2023-4/proposals/", "/consultations/2023-4/result/1/"),
    *("/consultations/plan/2023/", "/consultations/quarters/2023-4/", "/press/2/", "/courses/4/", "/monitoring/"),
    *(
        "/site-publications/",
        "/commission/sittings/1/",
        "/reports/",
        f"{HOME}reports/3/2/",
        f"{HOME}reports/3/2/since/",
    ),
]
# Together they have every colour and every component.
COLOURFUL = [HOME, f"{HOME}?on=вчора", f"{HOME}measures/print-media/", "/search/?q=журналіст"]
Judge = Callable[[Page], str]


def unfold(page: Page) -> None:
    """Open the branches of the page's tree."""
    page.eval_on_selector_all("details", "all => all.forEach(branch => branch.open = true)")


def problems(page: Page, portal: Portal, addresses: list[str], judge: Judge) -> dict[str, str]:
    """What the judge has against each of the pages, at the size of the page."""
    found = {}
    for address in addresses:
        page.goto(f"{portal.url}{address}")
        unfold(page)
        if text := judge(page):
            found[address] = text
    return found


def small_targets(page: Page) -> list[str]:
    """Less than 24 pixels in height or width, but for links within a sentence, which WCAG excepts."""
    script = """all => all
        .filter(e => e.offsetParent && getComputedStyle(e).display !== "inline" && !e.classList.contains("skip"))
        .filter(e => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)
        .map(e => e.outerHTML.slice(0, 120))"""
    return list(page.eval_on_selector_all("a, button, input, summary", script))


@dataclass
class Visit:
    """What was found on one walk through all pages at every size: targets as the page comes, the rest opened. Axe looks
    once at each; at those that together have everything it looks on a phone too, in the dark scheme below.
    """

    small: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    faults: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def visit(chromium: Browser, portal: Portal, axe: Judge, overflow: Judge) -> Visit:
    found = Visit()
    with new_page(chromium, portal, "desktop") as page:
        for address in [*PAGES, *REGISTERS]:
            page.goto(f"{portal.url}{address}")
            found.small |= {(address, size): small for size in at_every_size(page) if (small := small_targets(page))}
            unfold(page)
            if (wrong := (axe(page), faults(page, overflow))) != ("", {}):
                found.faults[address] = wrong
    return found


def test_every_page_is_accessible_and_fits(visit: Visit) -> None:
    assert visit.faults == {}


def test_targets_are_large_enough_for_a_finger(visit: Visit) -> None:
    assert visit.small == {}


@desktop
def test_the_menu_and_the_three_amounts_keep_to_their_lines(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}")
    lines = "all => new Set(all.map(each => each.getBoundingClientRect().top)).size"
    found = {}
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("width => innerWidth === width", arg=width)
        groups = (".site-nav li", ".amounts-three > *")
        found[width] = tuple(page.eval_on_selector_all(which, lines) for which in groups)

    assert found == {360: (2, 3), 768: (1, 1), 1280: (1, 1)}


@desktop
def test_nothing_sticks_out_on_tablets_either(page: Page, portal: Portal, overflow: Judge) -> None:
    found: set[tuple[int, str, str]] = set()
    for address in COLOURFUL:
        page.goto(f"{portal.url}{address}")
        unfold(page)
        for width in (320, 640, 768, 1000, 1200):  # no script reads it: as if the page came at that width
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_function("width => innerWidth === width", arg=width)
            if text := overflow(page):
                found.add((width, address, text))

    assert found == set()


@phone
def test_the_dark_scheme_keeps_its_contrast(page: Page, portal: Portal, axe: Judge) -> None:
    page.emulate_media(color_scheme="dark")

    assert problems(page, portal, COLOURFUL, axe) == {}


@phone
def test_english_pages_fit_a_phone(page: Page, portal: Portal, overflow: Judge) -> None:
    page.goto(portal.url)
    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
    assert problems(page, portal, PAGES, overflow) == {}


@phone
def test_a_phone_gets_the_three_amounts_on_its_first_screen_in_forty_kilobytes(page: Page, portal: Portal) -> None:
    network, sizes = page.context.new_cdp_session(page), []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{portal.url}{HOME}", wait_until="networkidle")

    box = page.locator(".amount").nth(2).bounding_box()

    assert box is not None
    assert box["y"] + box["height"] <= 740
    # the page and its sheet; a browser with a window asks for the icon too
    assert len(sizes) <= 4
    assert sum(sizes) <= 40 * 1024


@desktop
def test_the_tree_opens_by_keyboard_and_leads_to_a_measure(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}")
    page.locator("#task-information-security > summary").focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measures/security-seminars/")

    assert page.locator("h1").inner_text() == "3.1 Семінари з інформаційної безпеки"


@desktop
def test_the_first_tab_leads_past_the_header(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}")

    page.keyboard.press("Tab")
    visible = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")

    assert visible is not None
    assert visible["y"] >= 0
    assert page.evaluate("document.activeElement.id") == "content"


@phone
def test_the_date_form_shows_the_programme_of_that_day(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}")

    page.get_by_text("змінити", exact=True).click()
    page.get_by_label("Станом на дату").fill("2021-12-31")
    page.get_by_role("button", name="Показати").click()

    assert page.url == f"{portal.url}{HOME}?on=2021-12-31"
    assert page.locator(".dated strong").inner_text() == "31.12.2021"


@phone
def test_the_switch_of_languages_keeps_the_page(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}?on=2022-06-30")

    page.get_by_role("button", name="English").click()
    english = (page.url, page.locator("#years-title").inner_text())
    page.get_by_role("button", name="Українська").click()

    assert english == (f"{portal.url}{HOME}?on=2022-06-30", "By year")
    assert page.locator("#years-title").inner_text() == "За роками"


def test_without_scripts_nothing_is_missing(chromium: Browser, portal: Portal) -> None:
    context = chromium.new_context(locale="uk-UA", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}{HOME}")

    page.locator("#task-civil-society > summary").click()
    words = page.locator("#task-civil-society .task-measures .task-money").all_inner_texts()
    context.close()

    assert words == [
        "не потребує фінансування",
        "не потребує фінансування",
        "суму не визначено",
        "не потребує фінансування",
    ]


@desktop
def test_paper_has_what_is_open_and_no_menu_on_three_pages(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}")
    pages = len(pikepdf.open(BytesIO(page.pdf())).pages)
    page.emulate_media(media="print")
    closed = page.get_by_text("Увесь план").is_visible()
    page.emulate_media(media="screen")
    page.get_by_text("Увесь план").click()
    page.emulate_media(media="print")

    assert (pages <= 3, closed) == (True, False)
    assert page.locator(".site-nav").is_hidden()
    assert page.locator(".folds > details").first.locator("tbody th:visible").count() == 5 + 17 + 1


@desktop
def test_paper_keeps_each_cell_of_a_row_under_its_heading(page: Page, portal: Portal) -> None:
    """A sheet is as narrow as a tablet, whose cards leave dashes out."""
    page.goto(f"{portal.url}{HOME}reports/3/2/since/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})
    across = (
        "rows => rows.map(row => [...row.cells].reduce((n, cell) => n + (cell.checkVisibility() && cell.colSpan), 0))"
    )

    assert set(page.eval_on_selector_all(".table--since tbody tr", across)) == {8}


@phone
def test_the_whole_plan_goes_by_under_its_names_on_a_phone(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{HOME}?on=2022-06-30")
    page.get_by_text("Увесь план").click()
    row = page.locator(".folds .sheet-item").first

    def place(of: str) -> float:
        box = row.locator(of).bounding_box()
        assert box is not None
        return box["x"]

    before = place("th"), place("td >> nth=0")
    page.locator(".wide-table").first.evaluate("table => table.scrollLeft = 200")

    assert (place("th"), place("td >> nth=0")) == (before[0], before[1] - 200)


# ---- what a reader asks ----------------------------------------------------------------------------------------------

TO_THE_MEASURE = ("Завдання, кошти, результати", "Співпраця із засобами", "Висвітлення у друкованих ЗМІ")
CONTRACT = "договір № 3 від 04.01.2022"
# Six questions of a reader: the visible texts that are tapped from the first page on, and what then stands there.
QUESTIONS = {
    "how much was planned for print media in 2022": (TO_THE_MEASURE, "main", "188 000,00"),
    "how much was paid": (TO_THE_MEASURE, "main", "27 500,00"),
    "to whom": (TO_THE_MEASURE, "main", "Редакція газети «Демонстраційний вісник»"),
    "by which contract": ((*TO_THE_MEASURE, CONTRACT), "h1", "Договір № 3 від 04.01.2022"),
    "what was published for it": ((*TO_THE_MEASURE, CONTRACT, "Акт № 1"), ".act[open]", "Рішення сесії: про бюджет"),
    "which decision allowed it": ((*TO_THE_MEASURE, CONTRACT, "рішення № 751"), "#acts-title", "Розпорядчі документи"),
}


@phone
def test_six_questions_are_answered_in_five_taps_of_visible_words(page: Page, portal: Portal) -> None:
    answers: dict[str, str] = {}
    for question, (taps, place, _answer) in QUESTIONS.items():
        page.goto(portal.url)
        for words in taps:
            page.locator("a:visible, summary:visible", has_text=words).first.click()
        answers[question] = " ".join(page.locator(place).first.inner_text().split())

    wrong = {
        question: answers[question]
        for question, (*_way, answer) in QUESTIONS.items()
        if answer not in answers[question]
    }
    assert (wrong, max(len(taps) for taps, *_rest in QUESTIONS.values())) == ({}, 5)
