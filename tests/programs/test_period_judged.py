"""A period that ends before its year does is judged by what it should have reached, not by the plan of the year."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from programs.models import Allocation, Indicator, IndicatorValue, Measure, Program, Progress, QuarterPlan
from programs.period import Period
from programs.reporting import Table
from programs.reports import build_report
from programs.services import Pace, pace_of, reason_required, save_progress, save_quarters, save_record

from .execution import Execution

QUARTER = Period(date(2021, 1, 1), date(2021, 3, 31))
HALF = Period(date(2021, 1, 1), date(2021, 6, 30))
YEAR = Period.year(2021)


@pytest.fixture
def execution(program: Program, person: Any) -> Execution:
    return Execution(program, person("accountant"))


def table(program: Program, key: str, period: Period) -> Table:
    return next(table for _title, table in build_report(program, period).tables if table.key == key)


def columns(found: Table) -> dict[str, str]:
    return {column.key: column.title for column in found.columns if column.key in {"deviation", "remainder", "percent"}}


def test_a_quarter_has_a_remainder_of_the_year_and_no_deviation(program: Program) -> None:
    found = {key: columns(table(program, key, QUARTER)) for key in ("attention", "measures", "financing")}
    left = "Залишок річного плану (план з урахуванням змін − касові видатки)"
    assert found == {key: {"remainder": left, "percent": "Сплачено з річного плану, %"} for key in found}
    deviation = "Відхилення (план з урахуванням змін − касові видатки)"
    whole = columns(table(program, "measures", YEAR))
    assert whole == {"deviation": deviation, "percent": "Виконано, %"}


def test_nobody_has_to_explain_a_first_quarter_in_which_the_year_has_only_begun(program: Program) -> None:
    report = build_report(program, QUARTER)

    said = [sentence.replace("\u00a0", " ") for sentence in report.summary]
    assert said == [
        "Із запланованих 200 000,00 грн (2021 рік) сплачено 0,00 грн, 0,0 %; залишок – 200 000,00 грн.",
        "Минуло 24,7 % 2021 року, сплачено 0,0 % його плану; за весь строк (2021–2023): час – 8,2 %, кошти – 0,0 %.",
        "Заходів у програмі: 17, з них стан не внесено – 17.",
        "Найбільше коштів не використано за заходом 1.1.1 «Всебічно висвітлювати діяльність Каховської міської ради та "
        "її виконавчих органів…»: сплачено 0,0 % річного плану, минуло 24,7 % року.",
        "Пояснень поки не потрібно: рік триває, і жоден захід не розходиться з темпом більше ніж на 25 відсоткових "
        "пунктів.",
    ]
    assert [(fact.label, str(fact.value)) for fact in report.facts] == [
        ("План з урахуванням змін", "200000.00"),
        ("Касові видатки", "0.00"),
        ("Залишок річного плану", "200000.00"),
        ("Сплачено з річного плану", "0.0"),
    ]
    tables = {found.key: found for _title, found in report.tables}
    assert [row.cells.get("reason") for row in tables["measures"].rows if row.cells.get("reason")] == []
    assert (tables["attention"].rows, tables["attention"].empty) == (
        [],
        "Жоден захід не розходиться з темпом року більше ніж на 25 відсоткових пунктів, невиконаних заходів немає.",
    )


def test_by_the_middle_of_the_year_the_pace_tells_who_is_behind(program: Program, execution: Execution) -> None:
    execution.pay("print-media", "2021-05-20", "52800.00")
    saved = Progress(measure=execution.measure("online-media"), period_start=HALF.start, period_end=HALF.end)
    saved.state, saved.work_percent, saved.reason = "in_progress", 10, "Договір укладено в червні"
    save_progress(progress=saved, by=execution.by)

    rows = table(program, "pace", HALF).rows

    keys = ("number", "expected", "paid", "time", "money", "work", "drift", "asked")
    assert [
        tuple(str(row.cells.get(key, "")) for key in keys) for row in rows if row.cells.get("paid") is not None
    ] == [
        ("1.1.1", "49.6", "50.0", "16.5", "11.6", "None", "0.4", "не потрібна"),
        ("1.1.2", "49.6", "0.0", "16.5", "0.0", "10", "49.6", "вказана"),
        ("1.1.4", "49.6", "0.0", "16.5", "0.0", "None", "49.6", "не вказана"),
        ("1.2.2", "49.6", "0.0", "16.5", "0.0", "None", "49.6", "не вказана"),
        ("", "49.6", "26.4", "16.5", "5.3", "0.6", "23.2", ""),
    ]
    attention = table(program, "attention", HALF).rows
    assert [(row.cells["reason"], re.findall(r"\d\.\d\.\d", str(row.cells["measures"]))) for row in attention] == [
        ("Причину не вказано.", ["1.1.4", "1.2.2"]),
        ("Договір укладено в червні", ["1.1.2"]),
    ]
    assert build_report(program, HALF).summary[-1] == "Без зазначеної причини – 2 заходи з 3, що потребують пояснення."
    assert "pace" not in [found.key for _title, found in build_report(program, YEAR).tables]


@pytest.mark.parametrize(
    ("period", "state", "work", "paid", "asked"),
    [
        (QUARTER, "", None, "0", ""),
        (QUARTER, "partly", 8, "0", ""),
        (QUARTER, "impossible", 0, "0", "Укажіть причину, чому захід не виконано."),
        (
            QUARTER,
            "in_progress",
            40,
            "0",
            "Укажіть причину: кошти 0,0 % і робота 40,0 % розходяться на 40,0 відсоткових пунктів, поріг – 25 "
            "(час 8,2 %).",
        ),
        (
            HALF,
            "in_progress",
            16,
            "0",
            "Укажіть причину: з річного плану сплачено 0,0 %, мало бути 49,6 % – розходження понад 25 відсоткових "
            "пунктів.",
        ),
        (HALF, "in_progress", 16, "52800", ""),
        (HALF, "in_progress", 16, "25977.60", ""),  # just the threshold from what was expected
        (
            Period(date(2021, 7, 1), date(2022, 3, 31)),
            "in_progress",
            41,
            "100000",
            "Укажіть причину: рік завершився, а план розходиться зі сплаченим на 5 600,00 грн.",
        ),
        (YEAR, "done", 33, "105600", ""),
        (YEAR, "partly", 33, "105600", "Укажіть причину, чому захід виконано не повністю: рік завершився."),
        (YEAR, "done", 33, "105599", "Укажіть причину: рік завершився, а план розходиться зі сплаченим на 1,00 грн."),
    ],
)
def test_a_reason_is_required_at_three_places(
    program: Program, execution: Execution, period: Period, state: str, work: int | None, paid: str, asked: str
) -> None:
    measure = execution.measure("print-media")
    if paid != "0":
        execution.pay("print-media", "2021-03-30", paid)
    said = Progress(measure=measure, period_start=period.start, period_end=period.end, state=state)
    said.work_percent = work or 0

    assert reason_required(pace_of(said), state=state, work=work).replace("\u00a0", " ") == asked

    if state and asked:
        with pytest.raises(ValidationError) as refusal:
            save_progress(progress=said, by=execution.by)
        assert list(refusal.value.message_dict) == ["reason"]
        said.reason = "Воєнний стан"
    if state:
        assert save_progress(progress=said, by=execution.by).pk


def test_the_threshold_of_the_drift_is_data_of_the_programme(program: Program, execution: Execution) -> None:
    pace = Pace(program, HALF, year_plan=Decimal(100), year_paid=Decimal(20))
    assert (str(pace.behind), bool(reason_required(pace))) == ("29.6", True)
    program.drift_threshold = 30
    assert reason_required(pace) == ""


def test_an_indicator_below_its_yearly_plan_needs_no_reason_before_the_year_is_over(
    program: Program, execution: Execution
) -> None:
    measure = Measure.objects.get(program=program, code="print-media")
    indicator = Indicator(program=program, measure=measure, group="output", name="Випуски", unit="шт.", order=1)
    save_record(record=indicator, by=execution.by)
    value = IndicatorValue(indicator=indicator, year=2021, plan=Decimal(12), actual=Decimal(3))
    save_record(record=value, by=execution.by)

    found = {period: table(program, "indicators", period) for period in (QUARTER, YEAR)}

    assert [len(made.notes) for made in found.values()] == [1, 0]
    shown = []
    for made in found.values():
        column, row = made.columns[6], list(made.rows)[1]
        shown.append((column.title, row.cells[column.key], row.cells["explanation"]))
    assert shown == [
        ("Залишок плану (план − факт)", 9, []),
        ("Відхилення (план − факт)", 9, ["причину не вказано"]),
    ]


# ---- the department's plan by quarter --------------------------------------------------------------------------------


def split(execution: Execution, code: str, *amounts: str, year: int = 2021) -> None:
    quarters = [Decimal(amount) for amount in amounts]
    measure = execution.measure(code)
    save_quarters(measure=measure, year=year, source=execution.source, amounts=quarters or None, by=execution.by)


def test_a_plan_by_quarter_is_changed_and_what_stays_leaves_no_trace(execution: Execution) -> None:
    for last in ("20000", "15000", "15000"):
        split(execution, "print-media", "35600", "30000", str(40000 - int(last)), last)

    plan = QuarterPlan.objects.get()
    assert plan.amounts == [Decimal(amount) for amount in ("35600", "30000", "25000", "15000")]
    assert (plan.version, plan.history.count()) == (2, 2)


def test_a_plan_of_kopiikas_is_split_as_well(execution: Execution) -> None:
    Allocation.objects.filter(measure_row__measure__code="print-media", year=2021).update(amount=Decimal("0.40"))

    split(execution, "print-media", *["0.10"] * 4)

    assert QuarterPlan.objects.get().amounts == [Decimal("0.10")] * 4


def test_with_a_plan_by_quarter_the_deviation_is_told_of_what_was_due(program: Program, execution: Execution) -> None:
    split(execution, "print-media", "35600", "30000", "20000", "20000")
    execution.pay("print-media", "2021-03-10", "31680")
    execution.pay("online-media", "2021-03-10", "9000")

    found = table(program, "measures", QUARTER)

    assert [column.title for column in found.columns[5:11]] == [
        "План зі змінами",
        "На період",
        "Касові видатки за період",
        "З них без договору",
        "Відхилення (план на період − касові видатки)",
        "Залишок річного плану (план з урахуванням змін − касові видатки)",
    ]
    keys = ("number", "due", "paid", "deviation", "remainder")
    rows = {row.cells.get("number", row.level.value): [str(row.cells[key]) for key in keys[1:]] for row in found.rows}
    none = "not_foreseen"
    assert [rows[number] for number in ("1.1.1", "1.1.2", "1.1", "total")] == [
        ["35600.00", "31680.00", "3920.00", "73920.00"],
        [none, "9000.00", none, "27000.00"],
        [none, "40680.00", none, "139320.00"],
        [none, "40680.00", none, "159320.00"],
    ]
    # by the quarter where there is one, by the days of the year where there is none
    assert str([*table(program, "pace", QUARTER).rows][-1].cells["expected"]) == "29.5"
    for code, first, rest in (("online-media", "9000", "9000"), ("printed-materials", "0", "12800")):
        split(execution, code, first, rest, rest, rest)
    split(execution, "site-support", "0", "20000", "0", "0")
    whole = [row for row in table(program, "measures", QUARTER).rows if row.cells.get("number") in (None, "1.1")]
    assert [[str(row.cells[key]) for key in keys[1:]] for row in whole] == [
        ["44600.00", "40680.00", "3920.00", "139320.00"],
        ["44600.00", "40680.00", "3920.00", "159320.00"],
        ["44600.00", "40680.00", "3920.00", "159320.00"],
    ]
    assert str([*table(program, "pace", QUARTER).rows][-1].cells["expected"]) == "22.3"
    pace = next(row for row in table(program, "pace", QUARTER).rows if row.cells["number"] == "1.1.1")
    assert [str(pace.cells[key]) for key in ("expected", "paid", "drift")] == ["33.7", "30.0", "3.7"]
    within = table(program, "measures", Period(QUARTER.start, date(2021, 3, 30)))
    assert "due" not in {column.key for column in within.columns}
    assert list(columns(table(program, "measures", YEAR))) == ["deviation", "percent"]


def test_a_period_over_two_years_owes_the_plan_of_the_one_that_is_over(program: Program, execution: Execution) -> None:
    execution.pay("print-media", "2021-12-10", "105000")
    execution.pay("print-media", "2022-02-10", "8000")
    period = Period(date(2021, 7, 1), date(2022, 6, 30))
    assert list(columns(table(program, "measures", period))) == ["remainder", "percent"]
    split(execution, "print-media", "0", "0", "100000", "88000", year=2022)

    found = table(program, "measures", period)

    [row] = [row for row in found.rows if row.cells.get("number") == "1.1.1"]
    assert [str(row.cells[key]) for key in ("amended", "due", "paid_since", "deviation", "remainder")] == [
        "293600.00", "105600.00", "113000.00", "-7400.00", "180600.00",
    ]  # fmt: skip
    assert columns(found)["remainder"] == "Залишок плану (план з урахуванням змін − касові видатки)"
    assert row.cells["reason"] == ["Причину не вказано."]


def test_quarters_add_up_to_the_year_or_are_refused(program: Program, execution: Execution) -> None:
    with pytest.raises(ValidationError) as refusal:
        split(execution, "print-media", "35600", "30000", "20000", "10000")
    assert refusal.value.messages[0].replace("\u00a0", " ") == (
        "Сума кварталів 2021 року – 95 600,00 грн, а річний план – 105 600,00 грн (−10 000,00)."
    )
    with pytest.raises(ValidationError):
        split(execution, "press-events", "0", "0", "0", "0")
    assert QuarterPlan.objects.count() == 0


def test_an_amendment_that_parts_quarters_and_year_is_told(program: Program, execution: Execution) -> None:
    split(execution, "mini-grant-contests", "0", "5000", "5000", "0", year=2022)
    half = Period(date(2022, 1, 1), date(2022, 6, 30))
    assert [note for note in table(program, "measures", half).notes if "кварталів –" in note] == []
    execution.drop("mini-grant-contests", "2022-05-01")
    notes = [note.replace("\u00a0", " ") for note in table(program, "measures", half).notes if "кварталів –" in note]
    assert notes == ["Захід 4.3: сума кварталів – 10 000,00 грн, план 2022 року – —."]


def test_the_department_splits_a_year_on_the_page_of_its_measure(
    client: Client, program: Program, execution: Execution, person: Any
) -> None:
    client.force_login(person("coordinator"))
    row = execution.measure("print-media").rows.get()
    page = reverse("admin:programs_measurerow_quarters", args=[row.pk])
    assert page in client.get(reverse("admin:programs_measurerow_change", args=[row.pk])).content.decode()
    names = [f"y2021_{execution.source.pk}_{roman}" for roman in ("I", "II", "III", "IV")]
    typed = dict(zip(names, ["35 600,00", "30000", "20000", "10000"], strict=True))

    refused = client.post(page, typed).content.decode()
    assert ("95\u00a0600,00" in refused, 'value="35 600,00"' in refused) == (True, True)
    saved = client.post(page, {**typed, names[3]: "20000"})
    assert (saved.status_code, [str(amount) for amount in QuarterPlan.objects.get().amounts]) == (
        302,
        ["35600.00", "30000.00", "20000.00", "20000.00"],
    )
    late = client.post(page, {**typed, names[0]: "25600", names[3]: "30000"}).content.decode()
    assert "Хтось інший тим часом змінив цей план за кварталами" in late
    history = client.get(reverse("admin:programs_measurerow_history", args=[row.pk])).content.decode()
    assert "35\u00a0600,00" in history
    version = client.get(page).context["form"].initial["seen"]
    client.post(page, {"seen": version, **dict.fromkeys(names, "")})
    assert QuarterPlan.objects.count() == 0

    client.force_login(person("head"))  # who reads them, as the roles say
    read = client.get(page)
    assert (read.status_code, 'type="submit" class="default"' in read.content.decode()) == (200, False)
    assert client.post(page, typed).status_code == 403


def test_everybody_reads_the_quarters_beside_what_was_paid(
    client: Client, program: Program, execution: Execution
) -> None:
    split(execution, "print-media", "35600", "30000", "20000", "20000")
    execution.pay("print-media", "2021-03-10", "31680")
    execution.pay("print-media", "2021-04-10", "40000")

    shown = client.get(f"/programs/{program.slug}/measures/print-media/?on=2021-07-15").context["quarters"]

    keys = ("quarter", "plan", "due", "paid", "deviation")
    assert [tuple(str(row.cells.get(key, "")) for key in keys) for row in shown.rows] == [
        ("I квартал 2021 року", "35600.00", "35600.00", "31680.00", "3920.00"),
        ("II квартал 2021 року", "30000.00", "65600.00", "71680.00", "-6080.00"),
        ("III квартал 2021 року", "20000.00", "85600.00", "not_foreseen", "not_foreseen"),
        ("IV квартал 2021 року", "20000.00", "105600.00", "not_foreseen", "not_foreseen"),
    ]
    [measure] = client.get("/api/v1/measures/?code=print-media").json()["results"]
    assert {each["year"]: each["quarters"] for each in measure["years"]} == {
        2021: ["35600.00", "30000.00", "20000.00", "20000.00"],
        2022: None,
        2023: None,
    }
    table_of_api = client.get("/api/v1/measures/?code=print-media&format=csv").content.decode("utf-8-sig")
    assert "35600.00; 30000.00; 20000.00; 20000.00" in table_of_api


def test_a_running_year_of_a_measure_is_left_and_an_ended_one_deviates(client: Client, program: Program) -> None:
    page = f"/programs/{program.slug}/measures/print-media/"
    shown = {
        on: columns(client.get(f"{page}?on={on}").context["table"])["remainder"] for on in ("2022-07-01", "2023-12-31")
    }
    assert shown == {
        "2022-07-01": "Залишок плану (план з урахуванням змін − касові видатки)",
        "2023-12-31": "Відхилення (план з урахуванням змін − касові видатки)",
    }


@time_machine.travel("2022-05-20T09:00:00Z", tick=False)
def test_the_commission_reads_a_running_year_so_far_as_it_has_run(
    client: Client, program: Program, person: Any
) -> None:
    client.force_login(person("commission"))
    found = client.get("/commission/").context
    assert (found["period"].dates, list(columns(found["attention"]))) == (
        "01.01.2022 – 20.05.2022",
        ["remainder", "percent"],
    )
