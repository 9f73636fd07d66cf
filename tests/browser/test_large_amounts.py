"""Every page with the amounts of a programme of 2,4 billion: nothing scrolls sideways, no figure leaves its box.

The demonstration's own pages are walked through once; in each the browser itself multiplies every amount that is
printed, so that no second portal is needed and a new page is tried like any other.
"""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from tests.browser.conftest import desktop
from tests.browser.test_public_pages import COLOURFUL, HOME, unfold
from tests.browser.test_public_pages import PAGES as PUBLIC
from tests.server import Portal

WIDTHS = (320, 768, 1280, 1440)
A4 = 680  # CSS pixels between the margins of an upright sheet; a browser prints what is wider on a smaller scale
MORE_PUBLIC = [
    f"{HOME}reports/",
    f"{HOME}reports/2022-01-01--2022-12-31/",
    f"{HOME}reports/2022-01-01--2022-03-31/",
    f"{HOME}editions/1-2/",
    f"{HOME}measures/",
    "/payments/",
    "/contracts/",
    "/media/",
]
STAFF = [
    "/admin/",
    "/staff/measures/1/",
    "/admin/programs/measurerow/",
    "/admin/programs/measurerow/1/change/",
    "/admin/programs/edition/3/grid/",
    "/admin/programs/ledgerentry/",
    "/admin/programs/override/",
    "/staff/progress/information-space-2021-2023/2023-01-01--2023-12-31/",
    "/admin/media_contracts/contract/",
    "/admin/media_contracts/contract/1/change/",
    "/admin/media_contracts/act/1/change/",
    "/commission/",
]
# 1 000 000,00 becomes 2 400 000 000,00, on the page and in its fields; what has two decimals or thousands is an amount.
ENLARGE = """() => {
    const whole = "\\\\d{1,3}(?:[\\\\u00a0,]\\\\d{3})+|\\\\d+(?=[.,]\\\\d{2}(?![\\\\d.]|[\\\\u00a0 ]?%))";
    const amount = new RegExp(`(?<![\\\\d.,])(${whole})([.,]\\\\d{2})?(?![\\\\d.,]*\\\\d|[\\\\u00a0 ]?%)`, "g");
    const grown = text => text.replace(amount, (whole, integer, decimals) => {
        const separator = integer.includes(",") ? "," : "\\u00a0";
        const product = (BigInt(integer.replace(/\\D/g, "")) * 2400n).toString();
        return product.replace(/\\B(?=(\\d{3})+$)/g, separator) + (decimals || "");
    });
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode());) {
        if (!["SCRIPT", "STYLE", "OPTION", "TEXTAREA"].includes(node.parentElement.tagName)) {
            const after = grown(node.data);
            if (after !== node.data) { node.data = after; node.parentElement.setAttribute("data-grown", ""); }
        }
    }
    for (const field of document.querySelectorAll("input[type=text], input:not([type])")) {
        const after = grown(field.value);
        if (after !== field.value) { field.value = after; field.setAttribute("data-grown", ""); }
    }
}"""
JUDGE = """onScreen => {
    const width = document.documentElement.clientWidth, found = [];
    const tell = (what, element, text) => {
        const name = `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}`;
        found.push(`${what}: «${text.trim().slice(0, 60)}» in ${name}`);
    };
    if (onScreen && document.documentElement.scrollWidth > width) {
        found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} of ${width}`);
    }
    const boxOf = element => {
        if (element.ownerSVGElement) return element.ownerSVGElement;
        while (["inline", "contents"].includes(getComputedStyle(element).display)) element = element.parentElement;
        return element;
    };
    for (const element of document.querySelectorAll("[data-grown]")) {
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        if (element.tagName === "INPUT") {
            if (element.scrollWidth > element.clientWidth + 1) tell("cut in its field", element, element.value);
            continue;
        }
        const range = document.createRange();
        range.selectNodeContents(element);
        const rects = [...range.getClientRects()].filter(rect => rect.width > 1);
        if (!rects.length) continue;
        const right = Math.max(...rects.map(rect => rect.right)), left = Math.min(...rects.map(rect => rect.left));
        const box = boxOf(element), edge = box.getBoundingClientRect();
        if (edge.width <= 1) continue;  // for screen readers alone
        if (right > edge.right + 1 || left < edge.left - 1) tell("sticks out of its box", box, element.textContent);
        let scrolls = false;
        for (let parent = box; parent && parent !== document.body; parent = parent.parentElement) {
            const overflow = getComputedStyle(parent).overflowX, side = parent.getBoundingClientRect();
            scrolls ||= ["auto", "scroll"].includes(overflow);
            if (!scrolls && ["hidden", "clip"].includes(overflow) && (right > side.right + 1 || left < side.left - 1)) {
                tell("is cut off", parent, element.textContent);
            }
        }
        if (onScreen && !scrolls && right > width + 1) tell("leaves the page", element, element.textContent);
    }
    return [...new Set(found)];
}"""


def judged(page: Page, in_full: bool) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with the page as it stands, by width, and on paper; of a sample on a phone and on paper."""
    page.evaluate(ENLARGE)
    for media, widths in (("screen", WIDTHS if in_full else WIDTHS[:1]), ("print", (A4,))):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function("width => innerWidth === width", arg=width)
            if wrong := page.evaluate(JUDGE, media == "screen"):
                yield f"{media} {width}", wrong
    page.emulate_media(media="screen")


@desktop
def test_the_public_pages_have_room_for_billions(page: Page, portal: Portal, in_full: bool) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for language, addresses in (("Українська", [*PUBLIC, *MORE_PUBLIC]), ("English", [*COLOURFUL, *MORE_PUBLIC[:2]])):
        page.goto(portal.url)
        page.get_by_role("button", name=language).click()
        for address in addresses:
            page.goto(f"{portal.url}{address}")
            unfold(page)
            found |= {(address, at): wrong for at, wrong in judged(page, in_full)}

    assert page.locator("[data-grown]").count() > 10  # of the last page: what is not multiplied is not tried
    assert found == {}


@desktop
def test_the_pages_of_staff_have_room_for_billions(
    portal: Portal, log_in: Callable[[str], Page], in_full: bool
) -> None:
    page = log_in("coordinator")
    found: dict[tuple[str, str], list[str]] = {}
    for address in STAFF:
        page.goto(f"{portal.url}{address}")
        unfold(page)
        found |= {(address, at): wrong for at, wrong in judged(page, in_full)}

    assert found == {}
