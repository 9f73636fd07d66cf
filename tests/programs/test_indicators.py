"""Indicators and the drift of progress: typed input cannot be wrong, and what drifts apart is explained."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from programs.finance import percent
from programs.models import Activity, Allocation, Indicator, IndicatorValue, Measure, Program, Progress
from programs.period import Period
from programs.reports.indicators import Indicators
from programs.services import pace_of, save_progress, save_record
from programs.statement import statement_for
from tests.programs.execution import Execution


@pytest.fixture
def measure(program: Program) -> Measure:
    return Measure.objects.get(program=program, code="press-events")


@pytest.fixture
def make(program: Program, measure: Measure, person: Any) -> Any:
    def indicator(**changes: Any) -> Indicator:
        values: dict[str, Any] = {
            "program": program,
            "measure": measure,
            "group": "output",
            "name": "Пресконференції",
            "unit": "заходів",
            "value_type": "integer",
        }
        return save_record(record=Indicator(**{**values, **changes}), by=person("coordinator"))

    return indicator


@pytest.mark.parametrize(
    ("value_type", "wrong", "right"),
    [
        ("integer", ["1.5", "-1"], ["0", "12", "12.00"]),
        ("percent", ["100.01", "-0.5"], ["0", "47.5", "100"]),
        ("decimal", ["-0.01"], ["0", "1.25"]),
        ("money", ["-5"], ["1760.00"]),
    ],
)
def test_a_value_is_of_its_kind_or_is_refused(
    make: Any, person: Any, value_type: str, wrong: list[str], right: list[str]
) -> None:
    indicator = make(value_type=value_type)
    for text in wrong:
        with pytest.raises(ValidationError) as refusal:
            save_record(
                record=IndicatorValue(indicator=indicator, year=2021, plan=Decimal(text)), by=person("coordinator")
            )
        assert list(refusal.value.message_dict) == ["plan"]
    for year, text in zip((2021, 2022, 2023), right, strict=False):
        save_record(record=IndicatorValue(indicator=indicator, year=year, plan=Decimal(text)), by=person("coordinator"))
    assert indicator.values.count() == len(right)


def test_a_counting_indicator_takes_its_actual_from_the_activities(
    make: Any, person: Any, program: Program, measure: Measure
) -> None:
    indicator = make(counts="press_conference")
    by = person("coordinator")
    save_record(record=IndicatorValue(indicator=indicator, year=2021, plan=Decimal(4)), by=by)
    for kind, day, quantity in (
        ("press_conference", date(2021, 3, 18), 1),
        ("press_conference", date(2021, 9, 16), 2),
        ("briefing", date(2021, 5, 20), 5),
        ("press_conference", date(2022, 1, 20), 7),
    ):
        activity = Activity(measure=measure, kind=kind, date=day, title="Захід", quantity=quantity)
        activity.is_public = day.month == 9
        save_record(record=activity, by=by)
    with pytest.raises(ValidationError):
        save_record(record=IndicatorValue(indicator=indicator, year=2022, actual=Decimal(1)), by=by)

    table = Indicators().table(statement_for(program, Period.year(2021)))

    assert [row.cells for row in table.rows] == [
        {"name": "Продукт"},
        {
            "name": "Пресконференції",
            "unit": "заходів",
            "year": "2021",
            "baseline": None,
            "plan": 4,
            "actual": 3,
            "deviation": 1,
            "remainder": 1,
            "explanation": [
                "причину не вказано",
                "Пораховано (пресконференція): 16.09.2021 ×\u00a02, ще 1 запис.",
            ],
        },
    ]


def test_an_indicator_that_counts_needs_a_measure_and_whole_numbers(make: Any) -> None:
    with pytest.raises(ValidationError):
        make(counts="briefing", measure=None)
    with pytest.raises(ValidationError):
        make(counts="briefing", value_type="percent")
    with pytest.raises(ValidationError):
        make(counts="briefing", measure=Measure.objects.create(program=other_program(), code="m"))


def other_program() -> Program:
    return Program.objects.create(
        slug="other", title="Інша", short_title="Інша", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=2026, end_year=2027,
    )  # fmt: skip


def test_a_programme_without_indicators_says_so(program: Program) -> None:
    table = Indicators().table(statement_for(program, Period.year(2021)))
    assert (table.rows, [table.empty]) == ([], ["Програма не встановлює показників; відділ їх не вносив."])


def progress(measure: Measure, **changes: Any) -> Progress:
    values = {
        "measure": measure,
        "period_start": date(2021, 1, 1),
        "period_end": date(2021, 12, 31),
        "state": "in_progress",
        "work_percent": 30,
    }
    return Progress(**{**values, **changes})


def test_money_work_and_time_that_drift_apart_need_a_reason(program: Program, measure: Measure, person: Any) -> None:
    by = person("coordinator")
    with pytest.raises(ValidationError, match=r"33,3\s%") as refusal:
        save_progress(progress=progress(measure, state="done", work_percent=100), by=by)
    assert list(refusal.value.message_dict) == ["reason"]
    saved = save_progress(
        progress=progress(measure, state="done", work_percent=100, reason="Виконано достроково"), by=by
    )
    assert saved.pk


def test_a_drift_of_exactly_the_threshold_needs_no_reason_and_a_little_more_does(program: Program, person: Any) -> None:
    """A fifth of the term had elapsed on the 219th of 1095 days; the threshold is 25 percentage points."""
    measure, by = Measure.objects.get(program=program, code="media-monitoring"), person("coordinator")
    drifting = progress(measure, period_end=date(2021, 8, 7), work_percent=46, reason=" ")
    with pytest.raises(ValidationError) as refusal:
        save_progress(progress=drifting, by=by)
    assert refusal.value.message_dict["reason"] == [
        "Укажіть причину: час 20,0 % і робота 46,0 % розходяться на 26,0 відсоткових пунктів, поріг – 25."
    ]
    drifting.work_percent = 45
    assert save_progress(progress=drifting, by=by).pk


def test_the_share_of_money_is_what_was_paid_by_the_day_of_the_plan_in_force(
    program: Program, measure: Measure, person: Any
) -> None:
    Execution(program, person("accountant")).pay(measure.code, "2021-04-06", "1000.00")
    free = Measure.objects.get(program=program, code="media-monitoring")
    days = (date(2021, 2, 15), date(2021, 4, 5), date(2021, 4, 6))
    found = [pace_of(progress(measure, period_end=day)).money for day in days]
    assert found == [None, Decimal("0.0"), percent(Decimal("1000.00"), planned_in_all(measure))]
    assert pace_of(progress(free, period_end=days[2])).money is None


def planned_in_all(measure: Measure) -> Decimal:
    return sum(Allocation.objects.filter(measure_row__measure=measure).values_list("amount", flat=True), Decimal(0))


def test_the_threshold_is_the_programmes_own(program: Program, measure: Measure, person: Any) -> None:
    program.drift_threshold = 100
    program.save()
    assert save_progress(progress=progress(measure, state="done", work_percent=100), by=person("coordinator")).pk


def test_a_measure_without_money_is_judged_by_work_and_time(program: Program, person: Any) -> None:
    measure = Measure.objects.get(program=program, code="media-monitoring")
    assert save_progress(progress=progress(measure), by=person("coordinator")).pk
