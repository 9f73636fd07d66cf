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


# The contract's form from its first field to its last: what is typed, or how far down in a list.
CONTRACT: dict[str, str | int] = {
    "kind": 2,
    "number": "77",
    "customer": 1,
    "supplier": 7,
    "measure": 2,
    "subject": "Матеріали про бюджет",
    "date_from": "23.12.2023",
    "date_to": "31.12.2023",
    "cpv": "79340000-9",
    "lines-0-description": "Публікації",
    "lines-0-unit": 2,
    "lines-0-quantity": "2",
    "lines-0-unit_price": "1000",
    "commitments-0-kekv": "2240",
    "commitments-0-kpkvk": "0210180",
    "commitments-0-amount": "2000",
}


@desktop
def test_a_clerk_s_ten_frequent_tasks_take_few_presses(portal: Portal, log_in: LogIn) -> None:
    """A press is a click, Enter or Ctrl+S; typing and Tab are free. Each task begins at the desk. A contract is drawn
    up and goes its way by the keyboard alone.
    """
    portal.colleague.run(PREPARED)
    page, pressed, taken = log_in("coordinator"), [0], {}
    page.expose_function("pressed", lambda: pressed.append(1))
    page.add_init_script(COUNTER)
    add, record = page.locator(".shortcuts a"), page.locator("#result_list tbody th a")
    save, step = page.locator("#content .submit-row input").first, page.locator("#content a.button-link")

    def task(name: str, work: Callable[[], None]) -> None:
        page.goto(f"{portal.url}/admin/")
        before = len(pressed)
        work()
        expect(page.locator(".messagelist .success")).to_be_visible()
        taken[name] = len(pressed) - before

    def fill(**texts: str) -> None:
        for field, text in texts.items():
            page.locator(f"#content [name='{field}']").fill(text)

    def menu(group: str, kind: str) -> None:
        page.locator("#menu summary", has_text=group).click()
        page.locator("#menu a", has_text=kind).first.click()

    def tab_to(name: str) -> None:
        """Tab on to the field of this name or the link or button with this word."""
        at = "() => (a => [a.name, a.innerText.trim() || a.value])(document.activeElement)"
        for _stop in range(60):
            page.keyboard.press("Tab")
            if name in page.evaluate(at):
                return
        raise AssertionError(f"Tab does not lead to {name}.")

    def contract() -> None:
        tab_to("договір")
        page.keyboard.press("Enter")
        page.wait_for_url("**/contract/add/**")
        for field, text in CONTRACT.items():
            tab_to(field)
            if isinstance(text, str):
                page.keyboard.type(text)
            else:
                for _down in range(text):
                    page.keyboard.press("ArrowDown")
        for button in ("", "Погодити текст", "Підписати договір", "Увести в дію"):
            if button:
                expect(page.locator(".messagelist .success")).to_be_visible()
                tab_to(button)
                page.keyboard.press("Enter")
                page.wait_for_url("**/do/**")
                if button == "Підписати договір":
                    tab_to("date")
                    page.keyboard.type("23.12.2023")
                tab_to(button)
            page.keyboard.press("Enter")
            page.wait_for_url("**/change/")

    def publication() -> None:
        add.filter(has_text="публікації").first.click()
        fill(**{"rows-0-date": "27.12.2023", "rows-0-headline": "Бюджет", "rows-0-link": "https://media.example/1"})
        page.locator("[name=rows-0-outlet]").select_option(label="Приклад.Медіа")
        page.get_by_role("button", name="Зберегти публікації").click()

    def act() -> None:
        add.filter(has_text="акт").first.click()
        page.locator("#content a", has_text="договір № 77").click()
        save.click()
        step.filter(has_text="Підписати акт").click()
        save.click()

    def supplier() -> None:
        menu("Договори", "Постачальники")
        page.locator(".object-tools .addlink").click()
        fill(name="ТОВ «Нове медіа»")
        save.click()

    def report() -> None:
        page.get_by_role("link", name="Підготувати звіт").first.click()
        save.click()

    def activity() -> None:
        add.filter(has_text="виконану роботу").first.click()
        fill(date="01.12.2023", title="Зустріч")
        for field in ("measure", "kind"):  # chosen by its first letters
            page.locator(f"#id_{field}").select_option(index=1)
        save.click()

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

    def payment() -> None:
        add.filter(has_text="за договором").first.click()
        page.locator("#content a", has_text="договір № 77").click()
        page.locator("[name=act]").select_option(index=1)
        fill(document_number="901", date="31.12.2023", amount="1000")
        save.click()

    def correction() -> None:
        menu("Договори", "Оплати")
        record.first.click()
        step.filter(has_text="Сторнувати").click()
        fill(reason="Двічі внесено", date="31.12.2023")
        save.click()

    for each in (contract, publication, act, supplier, report, activity, one_sum, state_of_a_quarter):
        task(each.__name__, each)
    page.context.clear_cookies()
    log_in("accountant")
    for each in (payment, correction):
        task(each.__name__, each)

    assert taken == {
        "contract": 8,
        "publication": 2,
        "act": 5,
        "supplier": 4,
        "report": 2,
        "activity": 2,
        "one_sum": 2,
        "state_of_a_quarter": 20,
        "payment": 3,
        "correction": 5,
    }


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
