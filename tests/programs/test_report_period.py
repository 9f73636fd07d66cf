"""Periods of reports: two dates, their one address, their name, and the years they touch."""

from datetime import date

import pytest
from django.utils import translation

from programs.period import Period, presets


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2022-01-01", "2022-12-31", "2022 рік"),
        ("2021-01-01", "2023-12-31", "2021–2023 роки"),
        ("2022-01-01", "2022-03-31", "I квартал 2022 року"),
        ("2022-10-01", "2022-12-31", "IV квартал 2022 року"),
        ("2022-01-01", "2022-06-30", "перше півріччя 2022 року"),
        ("2022-01-01", "2022-09-30", "дев’ять місяців 2022 року"),
        ("2021-07-01", "2022-06-30", "період із 01.07.2021 по 30.06.2022"),
    ],
)
def test_a_period_has_the_name_that_people_use(start: str, end: str, label: str) -> None:
    with translation.override("uk"):
        assert Period(date.fromisoformat(start), date.fromisoformat(end)).label == label


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("2022-01-01--2022-12-31", True),
        ("2021-01-01--2023-12-31", True),
        ("2022-01-02--2022-12-31", False),
        ("2022-02-01--2022-12-31", False),
        ("2022-01-01--2022-12-30", False),
        ("2022-01-01--2022-11-30", False),
        ("2022-02-01--2022-11-30", False),
    ],
)
def test_a_yearly_plan_is_compared_with_whole_years_alone(code: str, whole: bool) -> None:
    assert Period.parse(code).whole_years is whole


def test_a_period_may_be_a_single_day() -> None:
    day = date(2022, 1, 1)
    assert Period(day, day).label == "період із 01.01.2022 по 01.01.2022"


def test_a_part_of_a_year_that_ends_in_another_is_said_by_its_dates() -> None:
    assert Period(date(2021, 1, 1), date(2022, 3, 31)).label == "період із 01.01.2021 по 31.03.2022"


def test_a_period_is_read_back_from_its_address() -> None:
    period = Period(date(2021, 7, 1), date(2022, 6, 30))
    assert Period.parse(period.code) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022",
        "2022-01-01",
        "2022-01-01--",
        "2022-01-01--2022-02-30",
        "20220101--20221231",
        "2022-W01-1--2022-12-31",
        "2022-12-31--2022-01-01",
        "2022-01-01--2022-06-30--2022-12-31",
    ],
)
def test_any_other_text_is_no_address_of_a_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


def test_a_yearly_plan_is_compared_with_money_since_new_year() -> None:
    quarter = Period(date(2022, 4, 1), date(2022, 6, 30))
    assert quarter.since_new_year == Period(date(2022, 1, 1), date(2022, 6, 30))
    assert Period.year(2022).since_new_year == Period.year(2022)


def test_a_period_touches_a_programme_by_a_single_day() -> None:
    term = range(2021, 2024)
    spans = [
        ("2020-01-01", "2020-12-31"),
        ("2020-01-01", "2021-01-01"),
        ("2023-12-31", "2024-02-01"),
        ("2024-01-01", "2024-01-01"),
    ]
    periods = [Period(date.fromisoformat(start), date.fromisoformat(end)) for start, end in spans]
    assert [period.touches(term) for period in periods] == [False, True, True, False]


def test_the_usual_periods_of_a_year_are_offered() -> None:
    [(year, periods)] = presets([2022])
    assert (year, [period.code for period in periods]) == (
        2022,
        [
            "2022-01-01--2022-12-31",
            "2022-01-01--2022-03-31",
            "2022-04-01--2022-06-30",
            "2022-07-01--2022-09-30",
            "2022-10-01--2022-12-31",
            "2022-01-01--2022-06-30",
            "2022-07-01--2022-12-31",
            "2022-01-01--2022-09-30",
        ],
    )
