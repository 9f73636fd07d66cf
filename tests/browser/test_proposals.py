"""A proposal is typed and sent by keyboard alone; a broken line takes nothing of it, and nobody asks a puzzle."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import faults, phone
from tests.server import Portal

CONSULTATION = """
from datetime import timedelta
from django.utils import timezone
from civil_society.models import Consultation, Regime
now, rules = timezone.now(), Regime.objects.create(name="Порядок для проби", asks_name=True)
Consultation.objects.create(
    year=2035, number=1, state="announced", regime=rules, subject="Проєкт благоустрою парку",
    opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=5),
)
"""
ORDER = ["text", "clause", "wording", "attachment", "author_kind", "name", "agreed", "email", "phone", "address"]


@phone
def test_a_proposal_is_typed_by_keyboard_and_survives_a_broken_line(
    portal: Portal, page: Page, axe: Callable[[Page], str]
) -> None:
    portal.colleague.run(CONSULTATION)
    form = f"{portal.url}/consultations/2035-1/proposals/new/"
    page.goto(form)
    assert faults(page, axe) == {}

    page.locator("#id_text").focus()
    page.keyboard.type("Посадіть у парку липи")
    reached = []
    for _field in ORDER:
        reached.append(page.evaluate("document.activeElement.name"))
        page.keyboard.press("Tab")
    assert reached == ORDER
    page.goto("about:blank")  # the line broke, the window was closed
    page.goto(form)
    assert page.locator("#id_text").input_value() == "Посадіть у парку липи"

    page.locator("#id_name").focus()
    page.keyboard.type("Ганна ВИГАДАНА")
    page.keyboard.press("Enter")
    expect(page.locator("[data-sent]")).to_contain_text("збережено під № 1")
    assert faults(page, axe) == {}
    assert page.evaluate("Object.keys(localStorage).length") == 0
