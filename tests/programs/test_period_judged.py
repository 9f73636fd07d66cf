"""A period that ends before its year does is judged by what it should have reached, not by the plan of the year."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from programs.models import Indicator, IndicatorValue, Measure, Program, Progress
from programs.period import Period
from programs.reporting import Table
from programs.reports import build_report
from programs.services import Pace, pace_of, reason_required, save_progress, save_record

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
        "Найбільше коштів чекає в заході 1.1.1 «Всебічно висвітлювати діяльність Каховської міської ради та її "
        "виконавчих органів…»: сплачено 0,0 % річного плану, минуло 24,7 % року.",
        "Пояснень поки не потрібно: рік триває, і жоден захід не розходиться з темпом більше ніж на 25 відсоткових "
        "пунктів.",
    ]
    assert [(fact.label, str(fact.value)) for fact in report.facts] == [
        ("План з урахуванням змін", "200000.00"),
        ("Касові видатки", "0.00"),
        ("Залишок річного плану", "200000.00"),
        ("Сплачено з річного плану", "0.0"),
        ("Минуло року", "24.7"),
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
    assert [(row.cells["number"], row.cells["reason"]) for row in attention] == [
        ("1.1.4", ["Причину не вказано."]),
        ("1.1.2", ["Договір укладено в червні"]),
        ("1.2.2", ["Причину не вказано."]),
    ]
    assert build_report(program, HALF).summary[-1] == "Без зазначеної причини – 2 заходи з 3, що потребують пояснення."
    assert "pace" not in [found.key for _title, found in build_report(program, YEAR).tables]


@pytest.mark.parametrize(
    ("period", "state", "work", "paid", "asked"),
    [
        (QUARTER, "", None, "0", ""),
        (QUARTER, "partly", 8, "0", ""),
        (QUARTER, "impossible", 0, "0", "Вкажіть причину, чому захід не виконано."),
        (
            QUARTER,
            "in_progress",
            40,
            "0",
            "Вкажіть причину: кошти 0,0 % і робота 40,0 % розходяться на 40,0 відсоткових пунктів, поріг – 25 "
            "(час 8,2 %).",
        ),
        (
            HALF,
            "in_progress",
            16,
            "0",
            "Вкажіть причину: з річного плану сплачено 0,0 %, мало бути 49,6 % – розходження понад 25 відсоткових "
            "пунктів.",
        ),
        (HALF, "in_progress", 16, "52800", ""),
        (YEAR, "done", 33, "105600", ""),
        (YEAR, "partly", 33, "105600", "Вкажіть причину, чому захід виконано не повністю: рік завершився."),
        (YEAR, "done", 33, "105599", "Вкажіть причину: рік завершився, а план розходиться зі сплаченим на 1,00 грн."),
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

    shown = []
    for made in found.values():
        column, row = made.columns[6], list(made.rows)[1]
        shown.append((column.title, row.cells[column.key], row.cells["explanation"]))
    assert shown == [
        ("Залишок плану (план − факт)", 9, []),
        ("Відхилення (план − факт)", 9, ["причину не вказано"]),
    ]
