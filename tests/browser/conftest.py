"""A headless Chromium before a running portal, and a guard on every page it opens.

    def test_the_page_is_accessible(portal, page, axe):
        page.goto(f"{portal.url}/")
        assert faults(page, axe) == {}

`page` comes at the width of a desktop and of a phone; a test that is about one of them, or looks at both sizes itself,
says `@desktop` or `@phone`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
    expect,
    sync_playwright,
)

from tests.server import Portal, running_portal

CHROMIUM = "/usr/bin/chromium-headless-shell"  # the engine without the windows: half the work of /usr/bin/chromium
FLAGS = [
    "--no-sandbox",  # the tests may run as root, for whom Chromium has no sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
desktop, phone = (pytest.mark.parametrize("page", [size], indirect=True) for size in SIZES)
PATIENCE = 30_000  # milliseconds: a machine that runs the other suites beside this one is slow, not broken
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test; none can forget to say so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with the founding programme and its demonstration data, in a process and a folder of its own."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Guard:
    """What a page did that no page of the portal may do."""

    def __init__(self, page: Page, portal: Portal) -> None:
        self.host = urlsplit(portal.url).netloc
        self.refused: set[str] = set()  # documents that rightly answered 4xx; the test itself judges them
        self.offences: list[str] = []
        self.console: list[tuple[str, str]] = []
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.offences.append(f"script error: {error}"))

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != self.host:
            self.offences.append(f"asks another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.offences.append(f"answered {response.status}: {response.url}")
        elif response.status >= 400 and response.request.is_navigation_request():
            self.refused.add(response.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console.append((message.text, message.location["url"]))

    @property
    def problems(self) -> list[str]:
        """Judged when asked: the console may tell of a refused document before its answer is told."""
        return self.offences + [
            f"console: {text} ({url})"
            for text, url in self.console
            if not (text.startswith("Failed to load resource") and url in self.refused)
        ]


@contextmanager
def new_page(chromium: Browser, portal: Portal, size: str) -> Iterator[Page]:
    """A page of a new profile; the test fails if it broke the policy, asked another host or met a server error."""
    width, height = SIZES[size]
    context = chromium.new_context(
        locale="uk-UA", timezone_id="Europe/Kyiv", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    guard = Guard(page, portal)
    yield page
    context.close()
    if guard.problems:
        pytest.fail("\n".join([*guard.problems, "", "The server's log ends:", portal.log_tail()]), pytrace=False)


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser, portal: Portal) -> Iterator[Page]:
    with new_page(chromium, portal, request.param) as page:
        yield page


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """The cookies of everyone who has logged in so far."""
    return {}


@pytest.fixture
def log_in(page: Page, portal: Portal, sessions: dict[str, StorageState]) -> Callable[[str], Page]:
    """Log the page in as one of the roles; the form is filled in once for each role."""

    def as_role(role: str) -> Page:
        if role not in sessions:
            login = portal.logins[role]
            page.goto(f"{portal.url}/accounts/login/")
            page.locator("input[name=login]").fill(login.username)
            page.locator("input[name=password]").fill(login.password)
            page.locator("input[name=password]").press("Enter")
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
            sessions[role] = page.context.storage_state()
        page.context.add_cookies(sessions[role]["cookies"])  # type: ignore[arg-type]
        return page

    return as_role


def at_every_size(page: Page) -> Iterator[str]:
    """The page as it stands, on a desktop and on a phone: no script reads the width, so it need not come anew."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        yield size


def faults(page: Page, *judges: Callable[[Page], str]) -> dict[str, str]:
    """What the judges have against the page as it stands, by size; nothing found is an empty table."""
    found = {size: "\n".join(filter(None, (judge(page) for judge in judges))) for size in at_every_size(page)}
    return {size: text for size, text in found.items() if text}


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands, as text; nothing found is an empty text."""

    def violations(page: Page) -> str:
        page.evaluate(AXE_SCRIPT)
        # preload: axe would copy a style sheet with an @import (Django's forms.css has one) into a document of its own
        # and break the page's policy with it; resultTypes: nobody reads what is in order
        options = {"runOnly": WCAG_22_AA, "preload": False, "resultTypes": ["violations"]}
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        lines = []
        for rule in found:
            lines.append(f"{rule['id']} ({rule['impact']}): {rule['help']}")
            for node in rule["nodes"]:
                lines.append(f"    {' '.join(map(str, node['target']))}: {node['html'][:160]}")
                lines += [f"        {check['message']}" for check in node["any"] + node["all"] + node["none"]]
        return "\n".join(lines)

    return violations


@pytest.fixture(scope="session")
def overflow() -> Callable[[Page], str]:
    """What sticks out of the page at the side, so that a phone would scroll sideways."""

    def culprits(page: Page) -> str:
        script = """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.body.querySelectorAll("*")]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .map(e => e.outerHTML.slice(0, 120));
        }"""
        return "\n".join(page.evaluate(script))

    return culprits
