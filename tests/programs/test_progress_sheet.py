"""The state of execution as a sheet: a quarter of seventeen measures in a few presses, written once, lost by nobody."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from programs.models import Activity, Indicator, IndicatorValue, Measure, Program, Progress
from programs.period import Period
from programs.reporting import State
from programs.reports.measures import Measures
from programs.services import save_progress, save_record
from programs.staff.progress import Sheet
from programs.statement import statement_for, statement_on
from tests.programs.execution import program_of
from tests.programs.filling import fields_of

QUARTER = Period(date(2021, 1, 1), date(2021, 3, 31))
Person = Callable[[str], User]


@pytest.fixture
def address(program: Program) -> str:
    return reverse("progress:sheet", args=[program.slug, QUARTER.code])


@pytest.fixture
def coordinator(person: Person) -> Client:
    client = Client()
    client.force_login(person("coordinator"))
    return client


def row_of(code: str) -> str:
    return f"m{Measure.objects.get(code=code).pk}"


def judge(code: str, by: User, period: Period = QUARTER, **values: Any) -> Progress:
    progress = Progress(
        measure=Measure.objects.get(code=code),
        period_start=period.start,
        period_end=period.end,
        **{"state": "in_progress", "work_percent": 8, **values},
    )
    return save_progress(progress=progress, by=by)


def judged() -> dict[str, list[Any]]:
    rows = Progress.objects.filter(period_end=QUARTER.end).order_by("measure__rows__order")
    columns = ("measure__code", "state", "work_percent", "result", "reason")
    return {code: values for code, *values in map(list, rows.values_list(*columns))}


def test_a_quarter_of_seventeen_measures_takes_a_few_presses(coordinator: Client, address: str, person: Person) -> None:
    form = fields_of(coordinator.get(address))
    presses = {
        f"{row_of('print-media')}-state": "done",
        f"{row_of('mini-grant-contests')}-state": "impossible",
        f"{row_of('mini-grant-contests')}-reason": "Конкурс оголосять у травні",
        "together-rest": "on",
        "together-state": "in_progress",
        "together-work_percent": "8",
        f"{row_of('print-media')}-work_percent": "9",
    }

    answer = coordinator.post(address, {**form, **presses})

    assert (answer.status_code, answer["Location"], len(presses) + len(["open", "save"])) == (302, address, 9)
    rest = {key: ["in_progress", 8, "", ""] for key in judged()}
    assert len(rest) == 17
    assert judged() == rest | {
        "print-media": ["done", 9, "", ""],
        "mini-grant-contests": ["impossible", None, "", "Конкурс оголосять у травні"],
    }
    assert {row.history.get().history_user for row in Progress.objects.all()} == {person("coordinator")}
    assert "Збережено 17 оцінок" in coordinator.get(address).content.decode()


def test_the_period_proposes_its_result_and_the_last_period_stands_beside(
    coordinator: Client, address: str, program: Program, person: Person
) -> None:
    by, measure = person("coordinator"), Measure.objects.get(code="press-events")
    for kind, day, quantity in (
        ("press_conference", date(2021, 3, 18), 2),
        ("briefing", date(2021, 2, 20), 1),
        ("briefing", date(2021, 4, 1), 5),
    ):
        save_record(record=Activity(measure=measure, kind=kind, date=day, title="Захід", quantity=quantity), by=by)
    of_kind = Indicator(
        program=program, measure=measure, group="output", name="Брифінги", unit="заходів", counts="briefing"
    )
    save_record(record=of_kind, by=by)
    save_record(record=IndicatorValue(indicator=of_kind, year=2021, plan=Decimal(4)), by=by)
    judge("press-events", by, result="Один брифінг")
    second = Period(date(2021, 4, 1), date(2021, 6, 30))

    first_page = coordinator.get(address)
    next_page = coordinator.get(reverse("progress:sheet", args=[program.slug, second.code]))

    row, form = row_of("press-events"), fields_of(next_page)
    assert "Брифінг – 1, пресконференція – 2. Показник «Брифінги» за 2021 рік: 1 із 4 (заходів)." in " ".join(
        first_page.content.decode().split()
    )
    assert fields_of(first_page)[f"{row}-result"] == ["Один брифінг"]
    assert form[f"{row}-result"] == ["Брифінг – 5. Показник «Брифінги» за 2021 рік: 6 із 4 (заходів)."]
    assert (form[f"{row}-work_percent"], f"{row}-state" in form) == (["8"], False)
    words = " ".join(next_page.content.decode().split())
    assert '</span> <span class="state-period">за I квартал 2021 року</span> (за весь строк – 8 %)</p>' in words
    assert "<p>Один брифінг</p>" in words


def test_one_reason_serves_several_measures_and_a_refusal_loses_nothing(coordinator: Client, address: str) -> None:
    codes = ("print-media", "online-media", "press-events")
    states = {f"{row_of(code)}-state": "not_done" for code in codes}
    typed = {
        f"{row_of('site-support')}-{name}": value for name, value in (("state", "done"), ("result", "Сайт працює"))
    }
    form = fields_of(coordinator.get(address))

    refused = coordinator.post(address, {**form, **states, **typed, f"{row_of('site-support')}-work_percent": "x"})

    again = fields_of(refused)
    assert (refused.status_code, Progress.objects.count()) == (422, 0)
    assert {name: again[name] for name in (*states, *typed)} == {
        name: [value] for name, value in (states | typed).items()
    }
    ticked = {f"{row_of(code)}-together" for code in codes}
    assert {name for name in again if name.endswith("-together")} == ticked
    sentences = [sentence for _row, _number, sentence in refused.context["refused"]]
    assert sorted(sentences) == ["Введіть ціле число.", *["Укажіть причину, чому захід не виконано."] * 3]

    saved = coordinator.post(
        address,
        {**again, f"{row_of('site-support')}-work_percent": "8", "together-reason": "Договори ще не укладено"},
    )

    assert saved.status_code == 302
    assert judged() == {code: ["not_done", None, "", "Договори ще не укладено"] for code in codes} | {
        "site-support": ["done", 8, "Сайт працює", ""]
    }


def test_where_the_pace_asks_for_a_reason_the_row_says_so_before(
    coordinator: Client, program: Program, person: Person
) -> None:
    """By the end of September nothing was paid: the measures with money in 2021 owe a reason whatever their state."""
    address = reverse("progress:sheet", args=[program.slug, "2021-07-01--2021-09-30"])
    first = coordinator.get(address)
    late = {row["form"].prefix for row in first.context["sheet"].rows if row["why"]}
    rest = {"together-rest": "on", "together-state": "in_progress", "together-work_percent": "25"}

    refused = coordinator.post(address, {**fields_of(first), **rest})
    again = fields_of(refused)

    assert {name.removesuffix("-together") for name in again if name.endswith("-together")} == late
    assert (len(late), refused.status_code, again["together-rest"]) == (4, 422, ["on"])
    anew = {**fields_of(coordinator.get(address)), **rest}
    for form in (again, anew):  # as it came back, and a page that says the reason at once
        Progress.objects.all().delete()
        answer = coordinator.post(address, {**form, "together-reason": "Договори підписано у вересні"})
        reasons = list(Progress.objects.values_list("reason", flat=True))
        assert (answer.status_code, sorted(reasons)) == (302, [""] * 13 + ["Договори підписано у вересні"] * 4)


def test_two_people_at_one_sheet_meet_only_where_both_wrote(coordinator: Client, address: str, person: Person) -> None:
    head = person("head")
    mine = judge("print-media", person("coordinator"), result="Вийшло 8 випусків")
    beside = judge("online-media", person("coordinator"), result="Вийшло 3")
    form = fields_of(coordinator.get(address))
    for row, result in ((mine, "Вийшло 9 випусків"), (beside, "Вийшло 4")):
        row.result = result
        save_progress(progress=row, by=head)
    judge("press-events", head, state="done", result="Брифінг")
    print_media, events, site = row_of("print-media"), row_of("press-events"), row_of("site-support")
    presses = {
        f"{print_media}-work_percent": "10",
        f"{events}-state": "in_progress",
        f"{events}-work_percent": "5",
        f"{site}-state": "done",
        f"{site}-work_percent": "8",
    }

    met = coordinator.post(address, {**form, **presses})

    assert (met.status_code, "site-support" in judged()) == (409, False)
    assert [(row["label"], row["stored"], row["typed"]) for row in met.context["conflict"]["rows"]] == [
        ("1.1.1 – Виконано за весь строк, %", "8", "10"),
        ("3.3 – Стан", "виконано", "виконується"),
        ("3.3 – Виконано за весь строк, %", "8", "5"),
    ]
    assert met.context["conflict"]["last"].history_user == head

    coordinator.post(address, fields_of(met))

    assert judged() == {
        "print-media": ["in_progress", 10, "Вийшло 9 випусків", ""],
        "online-media": ["in_progress", 8, "Вийшло 4", ""],
        "press-events": ["in_progress", 5, "Брифінг", ""],
        "site-support": ["done", 8, "", ""],
    }


def test_of_two_first_judgements_of_one_moment_one_is_told(
    program: Program, person: Person, coordinator: Client, address: str
) -> None:
    form = fields_of(coordinator.get(address))
    form[f"{row_of('print-media')}-state"] = ["done"]
    form[f"{row_of('print-media')}-work_percent"] = ["8"]
    sent = coordinator.get(address).wsgi_request.POST.copy()
    for name, values in form.items():
        sent.setlist(name, values)
    sheets = [Sheet(program, QUARTER, user=person(role), sent=sent) for role in ("coordinator", "head")]

    assert [sheet.save(person("head")) for sheet in sheets] == [1, None]
    assert Progress.objects.count() == 1


def test_what_is_not_done_has_no_per_cent_and_takes_nothing_back(program: Program, person: Person) -> None:
    by = person("coordinator")
    judge("print-media", by, work_percent=17)
    before = statement_on(program, date(2021, 9, 30)).work_percent
    stopped = judge(
        "print-media",
        by,
        Period(date(2021, 4, 1), date(2021, 6, 30)),
        state="not_done",
        reason="Газета не виходить",
        work_percent=99,
    )
    assert (stopped.work_percent, before) == (None, Decimal("1.0"))
    assert statement_on(program, date(2021, 9, 30)).work_percent == before


def test_common_words_that_cannot_be_read_are_told_and_kept(coordinator: Client, address: str) -> None:
    form = fields_of(coordinator.get(address))

    refused = coordinator.post(address, {**form, "together-work_percent": "140", "together-reason": "Війна"})

    told = [(name, sentence) for _row, name, sentence in refused.context["refused"]]
    again = fields_of(refused)
    assert (refused.status_code, again["together-work_percent"], again["together-reason"]) == (422, ["140"], ["Війна"])
    assert told == [("Для кількох заходів одразу", "Значення має бути не більшим за 100.")]


def test_done_says_for_which_period_wherever_the_whole_term_stands_beside(
    client: Client, program: Program, person: Person
) -> None:
    by, fourth = person("coordinator"), Period(date(2021, 10, 1), date(2021, 12, 31))
    judge("media-monitoring", by, fourth, state="done", work_percent=33)
    of_one = Measures().table(statement_for(program, Period.year(2021)))
    page = client.get(reverse("programs:program", args=[program.slug]) + "?on=2021-12-31").content.decode()
    judge("press-releases", by, Period.year(2021), state="done", work_percent=33)
    tables = [Measures().table(statement_for(program, period)) for period in (fourth, Period.year(2021))]
    cells = [row.cells.get("state") for table in tables for row in table.rows]
    states = [cell.label for cell in cells if isinstance(cell, State)]

    assert "Стан зазначено за IV квартал 2021 року." in page
    assert '</span> виконано</span> <span class="state-period">за IV квартал 2021 року</span>' in page
    assert states == ["виконано", "виконано за 2021 рік", "виконано за IV квартал 2021 року", "виконано"]
    assert "Стан за IV квартал 2021 року" in [column.title for column in of_one.columns]  # where all are of one period


def test_a_sheet_is_of_a_period_that_is_over_and_of_one_programme(
    coordinator: Client, program: Program, person: Person
) -> None:
    choose, sheet = reverse("progress:choose"), lambda code: reverse("progress:sheet", args=[program.slug, code])

    assert coordinator.get(choose)["Location"] == sheet("2023-10-01--2023-12-31")
    for code in ("2023-10-01--2024-03-31", "2020-10-01--2020-12-31", "2029-01-01--2029-03-31"):
        assert coordinator.get(sheet(code))["Location"] == choose
    assert coordinator.get(sheet("2021")).status_code == 404
    before_the_plan = coordinator.get(sheet("2021-01-01--2021-01-31")).content.decode()
    assert "На кінець цього періоду чинного плану ще не було." in before_the_plan
    program_of(2)
    assert [row[0].slug for row in coordinator.get(choose).context["programs"]] == [program.slug, "of-2-measures"]
    accountant = Client()
    accountant.force_login(person("accountant"))
    assert accountant.get(choose).status_code == 403
    assert accountant.post(sheet(QUARTER.code), {}).status_code == 403
