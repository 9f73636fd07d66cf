"""Money: what adding up, deviation and per cent have to hold for any amounts."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from programs.finance import (
    Absence,
    Figures,
    Money,
    add_figures,
    compare_with_passport,
    deviation,
    kopiiky,
    percent,
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
    line = Figures(Decimal("5.00"), Decimal("5.00"), None, Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))
    given_line = Figures(
        Decimal("5.00"), Decimal("5.00"), Decimal("3.00"), Decimal("0.00"), Decimal("0.00"), Decimal("0.00")
    )
    assert add_figures([line, line]).appropriated is None
    assert add_figures([line, given_line]).appropriated == Decimal("3.00")
