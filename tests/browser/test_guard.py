"""The guard that stands behind every other browser test sees what it is there to see."""

from time import monotonic

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Guard
from tests.server import Portal

OFFENCES = {
    "another host": ("new Image().src = 'http://example.org/a.png'", "asks another host: http://example.org/a.png"),
    "inline script": ("document.body.setAttribute('onclick', 'alert()')", "console: "),
    "missing file": ("new Image().src = '/static/no-such-picture.png'", "console: Failed to load resource"),
    "script error": ("setTimeout(() => { throw new Error('broken') })", "script error: broken"),
}


@pytest.mark.parametrize(("script", "problem"), OFFENCES.values(), ids=OFFENCES.keys())
def test_an_offence_is_noticed(chromium: Browser, portal: Portal, script: str, problem: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{portal.url}/accounts/login/")
        guard = Guard(page, portal)

        page.evaluate(f"() => {{ {script} }}")
        asked_until = monotonic() + 20
        while not guard.problems and monotonic() < asked_until:
            page.wait_for_timeout(50)

    assert any(found.startswith(problem) for found in guard.problems)


def test_a_quiet_page_is_left_alone(chromium: Browser, portal: Portal) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        guard = Guard(page, portal)

        page.goto(f"{portal.url}/healthz")
        page.wait_for_timeout(300)

    assert guard.problems == []
