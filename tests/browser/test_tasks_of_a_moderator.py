"""What is done most often with institutions and proposals, counted in presses from the desk."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop
from tests.browser.test_tasks_of_a_clerk import COUNTER
from tests.server import Portal

LogIn = Callable[[str], Page]

# A consultation whose ten proposals wait for their answers.
PREPARED = """
from datetime import date, timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from civil_society.models import Consultation, Proposal, ProposalAuthor, Regime
from civil_society.services.moderation import publish
from civil_society.services.proposals import enter
by, closed = User.objects.get(username="coordinator"), timezone.now().replace(year=2023, month=12, day=20, hour=15)
consultation = Consultation.objects.create(
    year=2023, number=90, state="announced", regime=Regime.objects.get(is_default=True), subject="Лавки в парку",
    opens_at=closed - timedelta(days=20), closes_at=closed,
)
for number in range(10):
    author = ProposalAuthor(name="Ганна ВИГАДАНА", address="вул. Вигадана, 1", email=f"a{number}@example.org")
    made = Proposal(consultation=consultation, channel="post", received_on=date(2023, 12, 10), text=f"Лавка {number}")
    publish(proposal=enter(proposal=made, author=author, by=by), by=by, at=timezone.now())
"""


@desktop
def test_an_institution_a_spoken_proposal_and_ten_answers_take_few_presses(portal: Portal, log_in: LogIn) -> None:
    """A press is a click, Enter or Ctrl+S; typing and Tab are free. Each task begins at the desk."""
    portal.colleague.run(PREPARED)
    page, pressed, taken = log_in("coordinator"), [0], {}
    page.expose_function("pressed", lambda: pressed.append(1))
    page.add_init_script(COUNTER)

    def desk_of(role: str) -> Page:
        page.context.clear_cookies()
        log_in(role)
        page.goto(f"{portal.url}/admin/")
        return page

    def task(name: str, role: str, work: Callable[[Page], None]) -> None:
        page = desk_of(role)
        before = len(pressed)
        work(page)
        expect(page.locator(".messagelist .success")).to_be_visible()
        taken[name] = len(pressed) - before

    def shortcut(page: Page, words: str) -> None:
        """A button of the desk; what is done less often stands in a fold."""
        button = page.locator(".shortcuts a", has_text=words).first
        if not button.is_visible():
            page.locator(".shortcuts summary").first.click()
        button.click()

    def institution(page: Page) -> None:
        shortcut(page, "інститут")
        page.locator("#id_type").select_option("association")
        page.locator("#id_name").fill("ГО «Вигаданий двір»")
        page.locator("#content .submit-row input").first.click()

    def spoken(page: Page) -> None:
        shortcut(page, "пропозицію")
        page.locator("[name=channel][value=oral]").check()
        page.locator("#id_text").fill("Більше лавок у парку")
        page.locator("#id_name").fill("Іван ВИГАДАНИЙ")
        page.locator("#id_address").fill("вул. Вигадана, 7")
        page.locator("#content .submit-row input").first.click()

    def ten_answers(page: Page) -> None:
        page.locator("a[href^='/staff/consultations/'][href$='/answers/']", has_text="ідповісти").first.click()
        rows = page.locator(".answers__row")
        expect(rows).to_have_count(10)
        for row in rows.all():
            row.locator("select").first.select_option("rejected")
            row.locator("textarea").fill("Кошти передбачено на наступний рік")
        page.locator(".submit-row input").first.click()
        page.locator(".answers__steps a", has_text="Оприлюднити").click()
        page.locator("#content .submit-row input").first.click()

    task("an institution", "coordinator", institution)
    task("ten answers", "moderator", ten_answers)
    task("a spoken proposal", "moderator", spoken)

    assert taken["an institution"] <= 4
    assert taken["a spoken proposal"] <= 4
    assert taken["ten answers"] <= 14
    assert portal.colleague.run(
        "from civil_society.models import Answer; "
        "print(Answer.objects.exclude(published_at=None).filter(proposal__consultation__number=90).count())"
    ) == "10"  # fmt: skip
