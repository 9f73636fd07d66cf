"""The way of a report: read line by line, asked about, decided on by one body after another, taken off control."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from programs.models import ExecutionReport, Program
from programs.reports.lines import lines_of, placed, questions_about
from programs.services import answer, ask, record_step, save_report
from tests.conftest import account, shared_by_module

from .execution import paid_by_hand
from .submitting import keep_next, logged_in

pytestmark = pytest.mark.django_db

YEAR = (date(2021, 1, 1), date(2021, 12, 31))
MEASURE = "print-media"


def begun(program: Program, kind: str, start: date, end: date) -> ExecutionReport:
    report = ExecutionReport(program=program, kind=kind, period_start=start, period_end=end, proposal="Взяти до відома")
    return save_report(report=report, by=account("coordinator"))


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The annual report for 2021 as it was submitted on 20 January 2022."""
    with shared_by_module(django_db_blocker):
        program = Program.objects.get(slug="information-space-2021-2023")
        for role in ("commission", "coordinator", "accountant", "head", "administrator"):
            account(role)
        paid_by_hand(account("accountant"), date(2021, 6, 1), "99500.00", "7", payee="ТОВ «Друк»")
        keep_next(begun(program, "year", *YEAR), date(2022, 1, 20))
        yield


@pytest.fixture
def report(module_data: None, db: None) -> ExecutionReport:
    return ExecutionReport.objects.get()


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def line_page(report: ExecutionReport, place: int = 1) -> str:
    return f"/commission/reports/{report.pk}/lines/{place}/"


def words_of(page: Any) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ")


# ---- kinds and periods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start", "end", "fits"),
    [
        ("quarter", (2022, 4, 1), (2022, 6, 30), True),
        ("quarter", (2022, 1, 1), (2022, 6, 30), True),  # from the start of the year
        ("quarter", (2021, 1, 1), (2022, 6, 30), True),  # from the start of the programme
        ("quarter", (2022, 4, 1), (2022, 6, 29), False),
        ("half_year", (2022, 1, 1), (2022, 6, 30), True),
        ("half_year", (2022, 1, 1), (2022, 3, 31), False),
        ("nine_months", (2022, 1, 1), (2022, 9, 30), True),
        ("nine_months", (2022, 2, 1), (2022, 9, 30), False),
        ("year", (2022, 1, 1), (2022, 12, 31), True),
        ("year", (2022, 1, 1), (2022, 6, 30), False),
        ("final", (2021, 1, 1), (2022, 9, 1), True),  # a programme may end before its term
        ("final", (2022, 1, 1), (2023, 12, 31), False),
        ("free", (2022, 2, 3), (2022, 2, 4), True),
    ],
)
def test_a_report_of_a_kind_has_a_period_of_that_kind(
    report: ExecutionReport, kind: str, start: tuple[int, int, int], end: tuple[int, int, int], fits: bool
) -> None:
    def begin() -> ExecutionReport:
        return begun(report.program, kind, date(*start), date(*end))

    if fits:
        assert begin().pk
    else:
        with pytest.raises(ValidationError, match="виберіть інший вид або інші дні"):
            begin()


def test_a_returned_report_is_not_offered_to_be_published(report: ExecutionReport) -> None:
    page = f"/admin/programs/executionreport/{report.pk}/change/"
    offered = ["Оприлюднити звіт" in logged_in("head").get(page).content.decode()]
    record_step(report=report, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    offered.append("Оприлюднити звіт" in logged_in("head").get(page).content.decode())

    assert offered == [True, False]


# ---- the member's room ----------------------------------------------------------------------------------------------


def test_a_member_finds_what_waits_reads_it_line_by_line_and_asks_about_a_figure(report: ExecutionReport) -> None:
    member = logged_in("commission")
    room = member.get("/commission/")
    overview = member.get(f"/commission/reports/{report.pk}/")
    first, last = member.get(line_page(report)), member.get(line_page(report, 17))
    paid = next(each for each in first.context["line"]["figures"] if "Касові видатки" in each["label"])
    sent = member.post(line_page(report), {"quoted": paid["quote"], "text": "Чому не все?"})
    [question] = report.questions.all()

    assert [each.pk for each in room.context["waiting"]] == [report.pk]
    assert [line["number"] for line in overview.context["lines"]][:3] == ["1.1.1", "1.1.2", "1.1.3"]
    assert len(overview.context["lines"]) == 17
    assert [each["quote"].replace("\xa0", " ") for each in first.context["line"]["figures"]] == [
        "План на 2021 рік, план зі змінами: 105 600,00 грн",
        "Касові видатки за період: 99 500,00 грн",
        "З них без договору: 99 500,00 грн",
        "Відхилення (план з урахуванням змін − касові видатки): 6 100,00 грн",
        "Виконано, %: 94,2",
    ]
    assert [first.context[name] and first.context[name]["number"] for name in ("before", "after")] == [None, "1.1.2"]
    assert [last.context[name] and last.context[name]["place"] for name in ("before", "after")] == [16, None]
    assert sent.headers["Location"] == f"{line_page(report)}#question-{question.pk}"
    assert (question.measure and question.measure.code, question.quoted) == (MEASURE, paid["quote"])


def test_the_room_is_for_those_who_follow_programmes(report: ExecutionReport) -> None:
    pages = ["/commission/", f"/commission/reports/{report.pk}/", line_page(report)]
    told = {role: [logged_in(role).get(page).status_code for page in pages] for role in ("head", "administrator")}
    asked = logged_in("head").post(line_page(report), {"text": "Чому?"}).status_code

    assert told == {"head": [200] * 3, "administrator": [403] * 3}
    assert [Client().get(page).status_code for page in pages] == [302] * 3
    assert (asked, report.questions.count()) == (403, 0)
    assert logged_in("head").get(line_page(report, 18)).status_code == 404


def test_an_empty_question_about_a_line_keeps_what_was_chosen(report: ExecutionReport) -> None:
    quote = lines_of(report)[0]["figures"][0]["quote"]
    page = logged_in("commission").post(line_page(report), {"quoted": quote, "text": " "})
    strange = logged_in("commission").post(line_page(report), {"quoted": "Чуже: 1,00", "text": "Чому?"})

    assert (page.status_code, page.context["form"]["quoted"].value()) == (400, quote)
    assert (strange.status_code, report.questions.count()) == (400, 0)


def test_after_a_decision_what_was_said_is_closed_and_later_answers_say_so(report: ExecutionReport) -> None:
    measure = lines_of(report)[0]["measure"]
    about = {"report": report, "measure": measure, "by": account("commission")}
    before = ask(text="Чи є акт?", at=moment("2022-01-25 10:00"), **about)
    answer(question=before, text="Є.", by=account("coordinator"), at=moment("2022-01-26 10:00"))
    record_step(report=report, kind="noted", date=date(2022, 1, 27), by=account("head"))
    answer(question=before, text="Додаємо копію.", by=account("coordinator"), at=moment("2022-02-01 10:00"))
    ask(text="А договір?", at=moment("2022-02-02 10:00"), **about)
    member = logged_in("commission")
    page = words_of(member.get(line_page(report)))
    room = member.get("/commission/")

    assert "Запитання й відповіді до 27.01.2022 закрито" in page
    assert "записано: head" in page
    for words in ("Відповідь · 26.01.2022 Є.", "Відповідь · 01.02.2022 · після рішення Додаємо копію."):
        assert words in page
    assert "02.02.2022 · після рішення" in page
    assert list(room.context["waiting"]) == []
    assert [str(each) for each in room.context["answered"]] == ["Чи є акт?"]
    assert [str(each) for each in room.context["unanswered"]] == ["А договір?"]


def test_a_question_stays_beside_its_line_in_the_next_edition_and_says_what_became_of_the_figure(
    report: ExecutionReport,
) -> None:
    line, gone = lines_of(report)[0], lines_of(report)[1]
    for each in (line, gone):
        ask(
            report=report,
            measure=each["measure"],
            quoted=each["figures"][1]["quote"],
            text=f"Чому {each['number']}?",
            by=account("commission"),
        )
    record_step(report=report, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    paid_by_hand(account("accountant"), date(2021, 11, 1), "1500.00", "77", payee="ТОВ «Друк»")
    following = ExecutionReport.objects.get(edition=2)
    keep_next(following, date(2022, 2, 10))
    following = ExecutionReport.objects.get(edition=2)
    member = logged_in("commission")
    first = words_of(member.get(line_page(following)))
    lines = [each for each in lines_of(following) if each["measure"] != gone["measure"]]
    dropped = [each.became for each in placed(questions_about(following), following, lines, None)]
    whole = words_of(member.get(f"/programs/{report.program.slug}/reports/1/2/"))
    led = [member.get(f"/commission/questions/{each.pk}/").headers["Location"] for each in report.questions.all()]

    assert "У цій редакції: 101 000,00 грн." in first
    assert dropped == ["У цій редакції: 101\xa0000,00 грн.", "У цій редакції такого рядка вже немає."]
    assert "редакція 1" in whole and "У цій редакції: 101 000,00 грн." in whole
    assert [address.partition("#")[0] for address in led] == [line_page(following, 1), line_page(following, 2)]
