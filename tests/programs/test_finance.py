"""Money: what adding up, deviation and per cent have to hold for any amounts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.finance import (
    Absence,
    Figures,
    Money,
    add_figures,
    compare_with_passport,
    deviation,
    elapsed_percent,
    growth,
    kopiiky,
    percent,
    read_amount,
    total,
)

amounts = st.decimals(min_value=Decimal(0), max_value=Decimal("99999999.99"), places=2)
signed = st.decimals(min_value=Decimal("-9999999.99"), max_value=Decimal("99999999.99"), places=2)
absences = st.sampled_from(Absence)
cells = st.one_of(amounts, absences)


@given(st.lists(cells))
def test_a_sum_is_the_sum_of_its_amounts_or_names_why_there_is_none(row: list[Money]) -> None:
    found = total(row)
    numbers = [cell for cell in row if isinstance(cell, Decimal)]
    if numbers:
        assert found == sum(numbers)
    else:
        assert isinstance(found, Absence)
        assert not row or found in row


@given(st.lists(cells), st.lists(cells))
def test_subtotals_add_up_to_the_total(left: list[Money], right: list[Money]) -> None:
    if left and right:
        assert total([total(left), total(right)]) == total(left + right)


@given(cells, st.one_of(signed, absences))
def test_plan_is_what_was_paid_and_what_is_left(plan: Money, paid: Money) -> None:
    left = deviation(plan, paid)
    planned = plan if isinstance(plan, Decimal) else Decimal(0)
    spent = paid if isinstance(paid, Decimal) else Decimal(0)
    if isinstance(left, Decimal):
        assert left + spent == planned
    else:
        assert left is plan
        assert spent == 0


@given(cells, cells)
def test_per_cent_never_divides_by_zero(part: Money, whole: Money) -> None:
    found = percent(part, whole)
    divisible = isinstance(part, Decimal) and isinstance(whole, Decimal) and whole != 0
    assert (found is not None) == divisible


@given(st.dictionaries(st.integers(2021, 2025), amounts), st.dictionaries(st.integers(2021, 2025), amounts))
def test_the_self_check_finds_exactly_the_years_that_differ(
    passport: dict[int, Decimal], measures: dict[int, Decimal]
) -> None:
    found = {row.year: row.amount for row in compare_with_passport(passport, measures)}
    for year in passport.keys() | measures.keys():
        gap = measures.get(year, Decimal(0)) - passport.get(year, Decimal(0))
        assert (year in found) == (gap != 0 or year not in passport)
        assert found.get(year, Decimal(0)) == gap


def test_a_planned_zero_is_an_amount_and_a_dash_is_not() -> None:
    assert total([Decimal("0.00"), Absence.NOT_FORESEEN]) == Decimal("0.00")
    assert total([Absence.NOT_FORESEEN, Absence.NOT_REQUIRED]) is Absence.NOT_FORESEEN
    assert total([Absence.NOT_REQUIRED, Absence.AMOUNT_NOT_STATED]) is Absence.AMOUNT_NOT_STATED
    assert total([]) is Absence.NOT_FORESEEN


def test_paid_without_a_plan_deviates_by_the_whole_payment() -> None:
    assert deviation(Absence.NOT_REQUIRED, Decimal("150.00")) == Decimal("-150.00")
    assert deviation(Absence.NOT_REQUIRED, Decimal("0.00")) is Absence.NOT_REQUIRED
    assert deviation(Decimal("150.00"), Absence.NOT_FORESEEN) == Decimal("150.00")


def test_half_a_kopiika_is_rounded_up_and_per_cent_has_one_decimal() -> None:
    assert kopiiky(Decimal("0.005")) == Decimal("0.01")
    assert percent(Decimal("1"), Decimal("3")) == Decimal("33.3")
    assert percent(Decimal("0.05"), Decimal("100")) == Decimal("0.1")


def test_an_appropriation_that_nobody_recorded_is_not_zero() -> None:
    five, zero = Decimal("5.00"), Decimal("0.00")
    line, given_line = (Figures(five, five, given, *(zero,) * 5) for given in (None, Decimal("3.00")))
    assert add_figures([line, line]).appropriated is None
    assert add_figures([line, given_line]).appropriated == Decimal("3.00")


def test_a_zero_of_the_plan_is_known_from_every_other_amount_and_from_none() -> None:
    none = Absence.NOT_FORESEEN
    plans: list[Money] = [Decimal("0.00"), Decimal("0.01"), *Absence]
    found = [Figures(none, plan, None, *(none,) * 5).planned_zero for plan in plans]
    assert found == [True, False, False, False, False]


def test_a_line_is_overrun_by_what_was_paid_beyond_its_plan() -> None:
    none = Absence.NOT_FORESEEN
    lines: list[tuple[Money, Money]] = [
        (Decimal("5.00"), Decimal("5.00")), (Decimal("5.00"), Decimal("4.50")), (Decimal("5.00"), Decimal("5.01")),
        (none, Decimal("0.01")), (none, none),
    ]  # fmt: skip
    found = [Figures(none, plan, None, none, none, paid, none, none).overrun for plan, paid in lines]
    assert found == [None, None, Decimal("0.01"), Decimal("0.01"), None]


def test_a_later_plan_grows_from_nothing_and_shrinks_to_nothing() -> None:
    assert growth(Absence.NOT_FORESEEN, Decimal("0.01")) == Decimal("0.01")
    assert growth(Decimal("0.01"), Absence.NOT_REQUIRED) == Decimal("-0.01")
    assert growth(Decimal("2.00"), Decimal("3.00")) == Decimal("1.00")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("36 000,00", "36000.00"),
        ("36000 грн", "36000.0"),
        ("36\u00a0000 ₴", "36000.0"),
        ("36.000,00", "36000.00"),
        ("999.999,99", "999999.99"),
        ("1.036.000,50", "1036000.50"),
        ("1,036,000.50", "1036000.50"),
        ("36.000", "36.000"),  # two readings: its three decimals are refused where it is stored
        ("0,0", "0.0"),
        ("5,", "5.0"),
        ("–5,5", "-5.5"),
    ],
)
def test_an_amount_is_read_however_people_write_it(text: str, amount: str) -> None:
    assert str(read_amount(text)) == amount


@pytest.mark.parametrize("text", ["", " ", "-", "—"])
def test_a_dash_says_that_there_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "9999.999,99",  # four figures before the first thousands' sign
        "36.00,00",
        "36.0000,00",
        "1.03.600,00",
        "1.036.00,00",
        ",5",
        "тисяча",
    ],
)
def test_a_slip_in_an_amount_is_never_guessed_into_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="^" + text):
        read_amount(text)


@pytest.mark.parametrize(
    ("on", "elapsed"),
    [
        (date(2020, 12, 1), "0.0"),
        (date(2020, 12, 31), "0.0"),
        (date(2021, 1, 1), "0.1"),
        (date(2021, 12, 31), "50.0"),
        (date(2022, 12, 29), "99.7"),
        (date(2022, 12, 30), "99.9"),
        (date(2022, 12, 31), "100.0"),
        (date(2023, 1, 1), "100.0"),
        (date(2024, 1, 1), "100.0"),
    ],
)
def test_a_term_elapses_day_by_day_from_its_first_to_its_last(on: date, elapsed: str) -> None:
    assert str(elapsed_percent(2021, 2022, on)) == elapsed
