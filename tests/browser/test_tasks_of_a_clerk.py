"""What a clerk does most often, counted in presses from the desk, and what was typed when the session ended."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import desktop
from tests.server import Portal

LogIn = Callable[[str], Page]

# A draft to change a sum in, and a quarter that nobody has judged.
PREPARED = """
from django.contrib.auth.models import User
from programs.models import Program, Progress
from programs.services import open_draft_edition
program = Program.objects.get()
open_draft_edition(program=program, by=User.objects.get(username="coordinator"))
Progress.objects.filter(period_start="2023-10-01").delete()
"""
COUNTER = """
    addEventListener("click", (event) => event.isTrusted && event.detail > 0 && pressed(), true);
    addEventListener("keydown", (event) => {
      if (event.isTrusted && (event.key === "Enter" || (event.ctrlKey && event.code === "KeyS"))) pressed();
    }, true);
"""


@desktop
def test_a_clerk_s_frequent_tasks_take_few_presses(portal: Portal, log_in: LogIn) -> None:
    """A press is a click, Enter or Ctrl+S; typing and Tab are free. Each task begins at the desk."""
    portal.colleague.run(PREPARED)
    page, pressed, taken = log_in("coordinator"), [0], {}
    page.expose_function("pressed", lambda: pressed.append(1))
    page.add_init_script(COUNTER)

    def task(name: str, work: Callable[[], None]) -> None:
        page.goto(f"{portal.url}/admin/")
        before = len(pressed)
        work()
        expect(page.locator(".messagelist .success")).to_be_visible()
        taken[name] = len(pressed) - before

    def activity() -> None:
        page.get_by_role("link", name="Додати виконану роботу").click()
        for field, text in {"date": "01.12.2023", "title": "Зустріч"}.items():
            page.locator(f"#id_{field}").fill(text)
        for field in ("measure", "kind"):  # chosen by its first letters
            page.locator(f"#id_{field}").select_option(index=1)
        page.locator("input[name=_save]").click()

    def one_sum() -> None:
        page.locator(".checks a", has_text="готується").click()
        page.wait_for_load_state()  # a person waits for the sheet too: its script selects the sum that gets the focus
        page.locator("[name='print-media:community-budget:2022']").focus()
        page.keyboard.type("187000")
        page.keyboard.press("Control+s")

    def state_of_a_quarter() -> None:
        page.locator(".shortcuts-more summary").click()
        page.locator(".shortcuts-more").get_by_role("link", name="стан виконання").click()
        for row in page.locator("details.judgement-fold").all():
            row.locator("input[value=in_progress]").click()
            row.locator("textarea[name$=reason]").fill("Роботи тривають")
        page.get_by_role("button", name="Зберегти оцінки").click()

    task("an activity", activity)
    task("one sum of a draft", one_sum)
    task("the state of a quarter", state_of_a_quarter)

    assert taken == {"an activity": 2, "one sum of a draft": 2, "the state of a quarter": 20}


@desktop
def test_what_was_typed_outlives_the_session_and_nobody_else_sees_it(portal: Portal, log_in: LogIn) -> None:
    page = log_in("coordinator")

    def type_until_the_session_ends() -> None:
        page.goto(f"{portal.url}/admin/programs/activity/add/")
        page.locator("#id_title").fill("Пресконференція в громаді")
        page.locator("#id_quantity").fill("3")
        page.get_by_text("Додати групу").click()
        page.locator("#id_headcounts-1-count").fill("12")
        page.context.clear_cookies(name="sessionid")
        page.locator("input[name=_save]").click()

    def log_in_again(role: str) -> None:
        page.locator("input[name=login]").fill(portal.logins[role].username)
        page.locator("input[name=password]").fill(portal.logins[role].password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    type_until_the_session_ends()
    log_in_again("coordinator")
    expect(page.locator(".notice.warn")).to_contain_text("ще не збережено: перегляньте")
    names = ("title", "quantity", "headcounts-1-count")
    again = [page.locator(f"#id_{name}").input_value() for name in names]
    type_until_the_session_ends()
    log_in_again("head")
    of_another = page.locator("#id_title").input_value(), page.evaluate("sessionStorage.getItem('typed')")

    assert again == ["Пресконференція в громаді", "3", "12"]
    assert of_another == ("", None)
