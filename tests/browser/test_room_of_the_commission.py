"""A member of the commission on a phone: reads a submitted report, asks about a figure, sees the answer."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import phone
from tests.server import Portal

from .test_tasks_of_a_clerk import COUNTER

LogIn = Callable[[str], Page]

# A report that waits: its data are real, and nobody looks at its PDF here.
SUBMITTED = """
from datetime import date
from django.contrib.auth.models import User
from programs import services
from programs.models import ExecutionReport, Program
from programs.reporting import as_json
from programs.reporting.report import Issued
from programs.reporting.stored import SCHEMA
from programs.reports import build_report
program, head = Program.objects.get(), User.objects.get(username="head")
term = {"period_start": date(2021, 1, 1), "period_end": date(2023, 12, 31)}
report = ExecutionReport(program=program, kind="final", proposal="Узяти до відома", **term)
services.save_report(report=report, by=head)
on = date(2024, 1, 9)
words = Issued(report.number, 1, on, "aaaa-bbbb-cccc", "", report.proposal)
files = {"json": as_json.render(build_report(program, report.period, issued=words)), "pdf": b"%PDF", "xlsx": b"PK"}
plan = program.editions.in_force(on)
services.keep_submission(
    report=report, files=files, code=words.code, schema=SCHEMA, plan_edition=plan, on=on, by=head
)
"""
ANSWERED = """
from django.contrib.auth.models import User
from programs.models import ReportQuestion
from programs.services import answer
question = ReportQuestion.objects.latest("pk")
answer(question=question, text="Акт надійшов у січні.", by=User.objects.get(username="coordinator"))
"""


@phone
def test_reading_asking_and_seeing_the_answer_take_five_presses(portal: Portal, log_in: LogIn) -> None:
    """Typing is free. Read: «Читати», «Читати за рядками»; ask: a figure, «Запитати»; see: a line of the queue."""
    portal.colleague.run(SUBMITTED)
    page, pressed = log_in("commission"), [0]
    page.expose_function("pressed", lambda: pressed.append(1))
    page.add_init_script(COUNTER)
    page.goto(f"{portal.url}/commission/")
    page.locator(".queue .button").first.click()
    page.get_by_role("link", name="Читати за рядками").click()
    expect(page.locator(".line h1")).to_contain_text("1.1.1")
    read = len(pressed) - 1
    page.locator(".line-quotes label", has_text="Касові видатки за період").locator("input").click()
    page.locator("textarea[name=text]").fill("Коли надійшов акт?")
    page.get_by_role("button", name="Запитати").click()
    expect(page.locator(".questions")).to_contain_text("Коли надійшов акт?")
    asked = len(pressed) - 1 - read
    portal.colleague.run(ANSWERED)
    page.goto(f"{portal.url}/commission/")
    page.get_by_role("link", name="Коли надійшов акт?").click()
    expect(page.locator(".answer")).to_contain_text("Акт надійшов у січні.")

    assert {"read": read, "ask": asked, "see the answer": len(pressed) - 1 - read - asked} == {
        "read": 2, "ask": 2, "see the answer": 1,
    }  # fmt: skip
