"""What is due: over the calendar, by whose desk, and the marks of what was done."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import checks, services
from programs.duties import duties_of, duties_on, quarter
from programs.duties.day import Day, periods_of
from programs.duties.money import accepted_to_pay
from programs.models import (
    CalendarDay,
    DutyDone,
    DutyTerm,
    Edition,
    FundingSource,
    LegalAct,
    Measure,
    Program,
    Progress,
)
from programs.period import add_working_days
from programs.registration import Programs
from programs.services import mark_done, post_entry
from tests.programs.amending import Amendment
from tests.programs.execution import Execution, program_of

Person = Callable[[str], User]

# Of the founding programme, in force since 16.02.2021, what is due on a day and in how many days.
CALENDAR = {
    "2021-02-15": [],
    "2021-02-17": [("appropriations/2021", -17), ("act-text", 2), ("open-data/1", 2), ("council-act", None)],
    "2021-04-05": [
        ("appropriations/2021", -64),
        ("act-text", -45),
        ("open-data/1", -45),
        ("progress/2021-01-01--2021-03-31", 5),
        ("report/2021-01-01--2021-03-31", 10),
        ("council-act", None),
        ("idle/2021", 270),
    ],
    # the first quarter's report waits beside the second's until that is overdue itself
    "2021-07-15": [
        ("appropriations/2021", -165),
        ("act-text", -146),
        ("open-data/1", -146),
        ("report/2021-01-01--2021-03-31", -91),
        ("progress/2021-04-01--2021-06-30", -5),
        ("report/2021-04-01--2021-06-30", 0),
        ("council-act", None),
        ("idle/2021", 169),
    ],
    "2022-02-01": [
        ("act-text", -347),
        ("open-data/1", -347),
        ("progress/2021-10-01--2021-12-31", -22),
        ("report/2021-10-01--2021-12-31", -17),
        ("appropriations/2022", -1),
        ("council-act", None),
        ("report/2021-01-01--2021-12-31", 28),
    ],
    # the term is over: the final report takes the place of the last year's
    "2024-03-05": [
        ("act-text", -1110),
        ("open-data/1", -1110),
        ("progress/2023-10-01--2023-12-31", -55),
        ("report/2023-10-01--2023-12-31", -50),
        ("report/2021-01-01--2023-12-31", -4),
        ("end/2023", -4),
        ("council-act", None),
    ],
    # more than a year later only the end of the programme is owed
    "2026-11-23": [("report/2021-01-01--2023-12-31", -997), ("end/2023", -997)],
}


@pytest.fixture
def recorded(program: Program, person: Person) -> Execution:
    return Execution(program, person("accountant"))


def due(on: str) -> list[tuple[str, int | None]]:
    day = date.fromisoformat(on)
    found = duties_on(Program.objects.all(), day)
    return [("act-text" if "act-text" in duty.key else duty.key, duty.days_left(day)) for duty in found]


def keys(on: str) -> list[str]:
    return [key for key, _days in due(on)]


def test_the_calendar_of_the_founding_programme(program: Program) -> None:
    assert {on: due(on) for on in CALENDAR} == CALENDAR


def test_a_programme_that_is_completed_or_a_draft_owes_nothing(program: Program) -> None:
    for status in (Program.Status.COMPLETED, Program.Status.CANCELLED, Program.Status.DRAFT):
        program.status = status
        program.save()
        assert (status, due("2022-05-20")) == (status, [])


def test_terms_are_data(program: Program) -> None:
    DutyTerm.objects.exclude(key__in=["quarter", "half_year"]).update(is_asked=False)
    for kind, months, day in (("quarter", 2, 31), ("half_year", 1, 20)):
        DutyTerm.objects.filter(key=kind).update(months=months, day=day, is_asked=True)

    on = date(2021, 7, 21)
    reports = [(d.key, d.due) for d in duties_on([program], on) if d.key.startswith("report")]

    assert reports == [
        ("report/2021-01-01--2021-03-31", date(2021, 5, 31)),
        ("report/2021-01-01--2021-06-30", date(2021, 7, 20)),
        ("report/2021-04-01--2021-06-30", date(2021, 8, 31)),
    ]
    assert DutyTerm(months=2, day=31).due(date(2021, 12, 31), {}) == date(2022, 2, 28)
    assert DutyTerm(days=35).due(date(2021, 12, 31), {}) == date(2022, 2, 4)
    mixed: list[dict[str, int]] = [{"months": 2, "day": 4, "days": 35}, {"day": 4}, {}, {"days": 367}]
    for values in mixed:
        with pytest.raises(ValidationError):
            DutyTerm(**values).validate_constraints()


def test_what_is_recorded_is_not_due_any_more(program: Program, recorded: Execution, person: Person) -> None:
    on = "2022-04-25"
    recorded.pay("print-media", "2021-12-20", "1000", stage="committed", year=2021)
    before = keys(on)
    recorded.judge("print-media", "in_progress", year=2022)  # a judgement of the year covers each of its quarters
    recorded.pay("online-media", "2022-03-01", "100", stage="committed")
    duties = {duty.key: duty for duty in duties_on([program], date.fromisoformat(on))}
    services.close_period(program=program, through=date(2022, 3, 31), by=recorded.by)
    mark_done(
        program=program, key="report/2022-01-01--2022-03-31", title="Звіт", done_on=date(2022, 4, 14),
        by=person("coordinator"), today=date(2022, 4, 25), note=" лист № 7 ",
    )  # fmt: skip

    progress, idle = duties["progress/2022-01-01--2022-03-31"], duties["idle/2022"]
    assert (len(progress.steps), len(idle.steps)) == (16, 8)
    assert progress.page == ("progress:sheet", [program.slug, "2022-01-01--2022-03-31"], {})
    given = progress.steps[0].page.given
    assert (given["period_start"], given["period_end"]) == ("2022-01-01", "2022-03-31")
    gone = {"closing/2022-03-31", "report/2022-01-01--2022-03-31", "closing/2022-01-01--2022-03-31"}
    assert [key for key in before if key not in keys(on)] == [key for key in before if key in gone]
    assert (DutyDone.objects.get().note, DutyDone.history.count()) == ("лист № 7", 1)


def test_nothing_is_done_twice_or_in_the_future(program: Program, person: Person) -> None:
    said: dict[str, Any] = {
        "program": program,
        "key": "report/x",
        "title": "Звіт",
        "by": person("head"),
        "today": date(2022, 4, 25),
    }
    mark_done(**said, done_on=date(2022, 4, 25))

    for done_on in (date(2022, 4, 25), date(2022, 4, 26)):
        with pytest.raises(ValidationError):
            mark_done(**said, done_on=done_on)


def test_a_draft_edition_is_the_coordinators_until_it_adds_up_and_then_the_heads(
    program: Program, person: Person
) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    row = draft.measure_rows.get(measure__code="online-media")
    balanced = {role: waiting(person(role)) for role in ("coordinator", "head", "accountant")}
    services.save_measure(
        row=row, amounts={(FundingSource.objects.get(), 2023): Decimal("48000")}, by=person("coordinator")
    )

    assert balanced == {"coordinator": [], "head": ["Затвердити редакцію"], "accountant": []}
    assert {role: waiting(person(role)) for role in balanced} == {
        "coordinator": ["2023: −1\u00a0000,00\u00a0грн"],
        "head": ["2023: −1\u00a0000,00\u00a0грн"],
        "accountant": [],
    }


def waiting(user: User) -> list[str]:
    found = duties_of(user, Program.objects.all(), date(2026, 11, 23))
    return [duty.note or duty.action for duty in found if duty.key.startswith("draft")]


def test_an_act_with_its_text_and_the_councils_own_act_are_not_asked_for(program: Program, person: Person) -> None:
    act = LegalAct.objects.get()
    act.link = "https://example.org/46"
    services.save_record(record=act, by=person("coordinator"))
    council = LegalAct(program=program, role="adoption", body="Міська рада", number="5", date=date(2021, 2, 25))
    council.title = "Про затвердження Програми"
    services.save_record(record=council, by=person("coordinator"))

    assert keys("2021-03-01") == ["appropriations/2021", "open-data/1"]


def test_each_desk_has_its_own_duties(program: Program, recorded: Execution, person: Person) -> None:
    recorded.pay("print-media", "2022-01-20", "1000", stage="committed")
    on = date(2022, 4, 5)

    desks = {
        role: [duty.key.split("/")[0] for duty in duties_of(person(role), [program], on)]
        for role in ("coordinator", "accountant", "head", "administrator", "commission")
    }

    of_the_work = ["act-text", "open-data", "progress", "report", "report", "progress", "report", "council-act", "idle"]
    assert desks == {
        "coordinator": of_the_work,
        "accountant": ["appropriations", "council-act", "closing"],
        "head": of_the_work,
        "administrator": [],
        "commission": [],
    }


def test_the_number_of_queries_does_not_grow_with_measures_and_programmes(program: Program) -> None:
    counts = []
    for measures in (1, 30):
        program_of(measures)
        with CaptureQueriesContext(connection) as captured:
            found = duties_on(Program.objects.all(), date(2022, 5, 20))
        counts.append((len(captured), len(found) > 5))

    assert counts[0] == counts[1] and counts[0][1]


def test_the_desk_marks_a_report_as_done_and_leads_back(program: Program, person: Person) -> None:
    client = Client()
    client.force_login(person("coordinator"))
    rows = client.get(reverse("admin:index")).context["desk"]["due"]
    form = client.get(rows[0]["done_address"])

    code = form.context["adminform"].form.initial["duty"]
    answer = client.post(rows[0]["done_address"], {"duty": code, "done_on": "01.03.2024", "note": "лист № 12"})

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("admin:index"))
    assert [row["duty"].title for row in client.get(reverse("admin:index")).context["desk"]["due"]] == [
        rows[1]["duty"].title
    ]
    again = client.post(rows[0]["done_address"], {"duty": code, "done_on": "01.03.2024", "note": ""})
    assert (again.status_code, DutyDone.objects.count()) == (200, 1)


def test_quarters_and_working_days_of_the_calendar() -> None:
    quarters = [quarter(date(2022, month, 15)) for month in (1, 6, 9, 12)]

    assert [found.code for found in quarters] == [
        "2022-01-01--2022-03-31",
        "2022-04-01--2022-06-30",
        "2022-07-01--2022-09-30",
        "2022-10-01--2022-12-31",
    ]


@pytest.mark.parametrize(
    ("term", "end", "due"),
    [
        ({"months": 1, "day": 15}, date(2021, 9, 30), date(2021, 10, 15)),
        ({"months": 1, "day": 31}, date(2021, 12, 31), date(2022, 1, 31)),
        ({"months": 2, "day": 30}, date(2021, 12, 31), date(2022, 2, 28)),
        ({"months": 2, "day": 29}, date(2023, 12, 31), date(2024, 2, 29)),
        ({"months": 12, "day": 31}, date(2021, 12, 31), date(2022, 12, 31)),
        ({"months": 11, "day": 1}, date(2021, 1, 31), date(2021, 12, 1)),
        ({"days": 35}, date(2021, 3, 31), date(2021, 5, 5)),
        ({"days": 2, "working_days": True}, date(2022, 7, 1), date(2022, 7, 5)),
    ],
)
def test_a_term_is_a_day_of_a_month_or_some_days_after_its_period(term: dict[str, Any], end: date, due: date) -> None:
    assert DutyTerm(**term).due(end, {}) == due


def test_a_programme_is_cut_into_the_periods_of_its_terms(program: Program) -> None:
    program.start_year, program.end_year = 2021, 2022
    found = {kind: [period.code[5:] for period in periods_of(program, kind)][:5] for kind in CUT}
    assert found == CUT


CUT = {
    "final": ["01-01--2022-12-31"],
    "year": ["01-01--2021-12-31", "01-01--2022-12-31"],
    "half_year": ["01-01--2021-06-30", "01-01--2022-06-30"],
    "nine_months": ["01-01--2021-09-30", "01-01--2022-09-30"],
    "quarter": [
        "01-01--2021-03-31",
        "04-01--2021-06-30",
        "07-01--2021-09-30",
        "10-01--2021-12-31",
        "01-01--2022-03-31",
    ],
}


def test_an_amended_plan_is_answered_for_since_the_first_and_by_the_last(program: Program, person: Person) -> None:
    amended = Amendment.open(program, person("coordinator"))
    amended.adopt("318", "2021-12-23")
    day = Day([program], date(2022, 1, 10))
    assert day.first_day(program) == date(2021, 2, 16)
    assert {row.edition for row in day.plans[program.pk]} == {amended.edition}


def test_the_work_of_a_programme_is_asked_for_until_a_year_after_its_end(program: Program) -> None:
    days = (date(2020, 12, 31), date(2021, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    assert [len(Day([program], day).running) for day in days] == [0, 1, 1, 0]


def test_a_report_is_asked_for_from_the_day_after_its_period_until_the_next_is_due(program: Program) -> None:
    """The plan is in force since 16.02.2021; a quarter's progress is due on the 10th of the month that follows."""

    def quarters(on: date) -> list[str]:
        return [period.code[5:] for period, _due in Day([program], on).open_periods(program, "progress")]

    first, second = "01-01--2021-03-31", "04-01--2021-06-30"
    days = (
        date(2021, 3, 31),
        date(2021, 4, 1),
        date(2021, 6, 30),
        date(2021, 7, 1),
        date(2021, 7, 10),
        date(2021, 7, 11),
    )
    assert [quarters(day) for day in days] == [[], [first], [first], [first, second], [first, second], [second]]
    Edition.objects.update(in_force_from=date(2021, 3, 31))  # its last day alone
    assert quarters(date(2021, 4, 1)) == [first]
    Edition.objects.update(in_force_from=date(2021, 4, 1))
    assert quarters(date(2021, 4, 1)) == []


def test_working_days_pass_over_weekends_and_over_holidays_until_martial_law(db: None) -> None:
    holidays = CalendarDay.objects.exceptions()

    assert add_working_days(date(2022, 6, 27), 3, holidays) == date(2022, 6, 30)  # Constitution Day is worked on
    assert add_working_days(date(2021, 6, 25), 3, holidays) == date(2021, 7, 1)  # it was a holiday a year before
    assert add_working_days(date(2021, 4, 30), 2, holidays) == date(2021, 5, 6)  # two holidays moved from a weekend
    assert add_working_days(date(2022, 6, 30), 3, holidays) == date(2022, 7, 5)  # Thursday, over a weekend


def test_the_council_edits_the_calendar_and_the_terms_that_count_by_it(program: Program) -> None:
    def texts() -> list[tuple[str, date | None]]:
        duties = duties_on([program], date(2021, 3, 1))
        return [(duty.key.split("/")[0], duty.due) for duty in duties if duty.key.startswith(("act-text", "open-data"))]

    assert texts() == [("act-text", date(2021, 2, 19)), ("open-data", date(2021, 2, 19))]
    CalendarDay.objects.create(date=date(2021, 2, 18), name="День міста")
    CalendarDay.objects.create(date=date(2021, 2, 20), name="Відпрацювання 18 лютого", is_working=True)
    DutyTerm.objects.filter(key="data_set").update(days=2)
    assert texts() == [("open-data", date(2021, 2, 19)), ("act-text", date(2021, 2, 20))]


def test_a_source_that_does_not_resolve_is_named_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    named = ("programs.duties.reports.reports_due", "programs.duties.nothing", "programs.duties.money.MONEY")
    monkeypatch.setattr(Programs, "duties", named)

    found = checks.modules_resolve(None)

    assert [(error.id, error.msg.split()[0]) for error in found] == [
        ("programs.E003", "programs.duties.nothing"),
        ("programs.E004", "programs.duties.money.MONEY"),
    ]


def test_the_next_measure_without_a_judgement_follows(program: Program, person: Person) -> None:
    client = Client()
    client.force_login(person("coordinator"))
    first, second = (Measure.objects.get(code=code) for code in ("print-media", "online-media"))
    address = reverse("admin:programs_progress_add")
    form = {"period_start": "01.01.2022", "period_end": "31.03.2022", "state": "in_progress", "work_percent": "40"}

    answer = client.post(
        address, {**form, "measure": first.pk, "_again": "1", "result": "", "reason": "Угоди в лютому"}
    )

    assert answer.headers["Location"].startswith(f"{address}?measure={second.pk}&")
    filled = client.get(answer.headers["Location"]).context["adminform"].form
    assert (filled.initial["period_start"], filled.initial["period_end"]) == (date(2022, 1, 1), date(2022, 3, 31))
    assert "кошти – 0,0 %, час – 41,6 %" in filled.fields["work_percent"].help_text
    refused = client.post(address, {**form, "measure": second.pk, "work_percent": "90", "result": "Вийшло 9"})
    assert refused.context["adminform"].form.errors["reason"] == [
        "Укажіть причину: кошти 0,0 % і робота 90,0 % розходяться на 90,0 відсоткових пунктів, поріг – 25 (час 41,6 %)."
    ]
    assert ("Вийшло 9" in refused.content.decode(), Progress.objects.count()) == (True, 1)


def test_an_act_that_stands_in_the_ledger_alone_becomes_due_as_well(
    program: Program, person: Callable[[str], User]
) -> None:
    measure, by = Measure.objects.get(code="printed-materials"), person("accountant")

    def post(stage: str, amount: str, day: date) -> None:
        post_entry(
            by=by,
            stage=stage,
            measure=measure,
            budget_year=2021,
            source=FundingSource.objects.get(),
            date=day,
            amount=Decimal(amount),
            document_number=f"акт {amount}",
        )

    def due(on: date) -> list[tuple[str, date | None, str]]:
        return [(duty.key, duty.due, duty.note.replace("\xa0", " ")) for duty in accepted_to_pay(Day([program], on))]

    program.status = Program.Status.IN_FORCE
    post("committed", "3000.00", date(2021, 3, 1))
    assert due(date(2021, 3, 2)) == []
    post("accepted", "1000.00", date(2021, 3, 1))
    post("accepted", "500.00", date(2021, 3, 15))
    words = "Прийнято в журналі без договору: {} грн."
    # ten working days after the first, the 8th of March being none
    assert due(date(2021, 3, 20)) == [("accepted-to-pay", date(2021, 3, 16), words.format("1 500,00"))]
    post("paid", "1000.00", date(2021, 3, 12))  # the first act is paid, the second is due ten working days after it
    assert due(date(2021, 3, 20)) == [("accepted-to-pay", date(2021, 3, 29), words.format("500,00"))]
    assert due(date(2021, 3, 11)) == [("accepted-to-pay", date(2021, 3, 16), words.format("1 000,00"))]
    post("paid", "600.00", date(2021, 3, 25))
    assert due(date(2021, 3, 31)) == []
