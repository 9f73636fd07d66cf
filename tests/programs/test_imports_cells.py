"""Cells as offices write them: what stands there is read back, what is not there is never guessed into a number."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.imports.reading.cells import (
    AmountCell,
    Kind,
    Oddity,
    Unit,
    find_date,
    read_amount,
    read_percent,
    read_unit,
    read_years,
)

amounts = st.decimals(min_value=Decimal(0), max_value=Decimal("999999999.99"), places=2)
spaces = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009", "\u2007"])
tails = st.sampled_from(["", " грн", "\u00a0грн.", "\nгрн", " гривень", " ₴", "  "])


def grouped(amount: Decimal, space: str, point: str, *, kopiiky: bool) -> str:
    whole, _point, decimals = f"{amount:.2f}".partition(".")
    parts: list[str] = []
    while whole:
        whole, parts = whole[:-3], [whole[-3:], *parts]
    return space.join(parts) + (point + decimals if kopiiky or decimals != "00" else "")


@given(amounts, spaces, st.sampled_from([",", "."]), st.booleans(), tails)
def test_an_amount_is_read_back_however_it_was_written(
    amount: Decimal, space: str, point: str, kopiiky: bool, tail: str
) -> None:
    text = grouped(amount, space, point, kopiiky=kopiiky) + tail
    assert read_amount(text).hryvnias(Unit.UAH) == amount


@given(amounts)
def test_a_number_of_a_workbook_is_read_back(amount: Decimal) -> None:
    assert read_amount(float(amount)).hryvnias(Unit.UAH) == amount


@given(st.integers(min_value=0, max_value=99_999_999_999))
def test_thousands_with_three_decimals_are_hryvnias_to_the_last(hryvnias: int) -> None:
    text = f"{Decimal(hryvnias) / 1000:.3f}".replace(".", ",")
    assert read_amount(text).hryvnias(Unit.THOUSAND_UAH) == hryvnias


@given(st.text(max_size=30))
def test_any_text_gives_a_kind_and_never_an_error(text: str) -> None:
    found = read_amount(text)
    assert (found.kind is Kind.AMOUNT) == (found.amount is not None)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", AmountCell(Kind.EMPTY)),
        (None, AmountCell(Kind.EMPTY)),
        ("\u00a0", AmountCell(Kind.EMPTY)),
        ("-", AmountCell(Kind.DASH)),
        ("–", AmountCell(Kind.DASH)),
        ("— ", AmountCell(Kind.DASH)),
        ("− −", AmountCell(Kind.DASH)),
        ("Не потребує\nфінансування", AmountCell(Kind.NOT_REQUIRED)),
        ("не потребують фінансування", AmountCell(Kind.NOT_REQUIRED)),
        ("у межах кошторису", AmountCell(Kind.UNREADABLE)),
        ("0,0", AmountCell(Kind.AMOUNT, Decimal("0.0"), None, frozenset({Oddity.PLANNED_ZERO}))),
        (0, AmountCell(Kind.AMOUNT, Decimal(0), None, frozenset({Oddity.PLANNED_ZERO}))),
        ("105600", AmountCell(Kind.AMOUNT, Decimal(105600))),
        ("36000 грн", AmountCell(Kind.AMOUNT, Decimal(36000), Unit.UAH, frozenset({Oddity.UNIT_IN_CELL}))),
        (
            "49000\nгрн",
            AmountCell(Kind.AMOUNT, Decimal(49000), Unit.UAH, frozenset({Oddity.UNIT_IN_CELL, Oddity.LINE_BREAK})),
        ),
        (
            "36,5 тис. грн",
            AmountCell(Kind.AMOUNT, Decimal("36.5"), Unit.THOUSAND_UAH, frozenset({Oddity.UNIT_IN_CELL})),
        ),
        ("36.000", AmountCell(Kind.AMOUNT, Decimal("36.000"), None, frozenset({Oddity.THREE_DECIMALS}))),
        ("20 21", AmountCell(Kind.AMOUNT, Decimal("2021"), None, frozenset({Oddity.ODD_GROUPS}))),
        ("-500", AmountCell(Kind.AMOUNT, Decimal("-500"), None, frozenset({Oddity.NEGATIVE}))),
        (date(2021, 1, 5), AmountCell(Kind.UNREADABLE)),
        (True, AmountCell(Kind.UNREADABLE)),
        (float("nan"), AmountCell(Kind.UNREADABLE)),
        (Decimal("1e400"), AmountCell(Kind.UNREADABLE)),
        (-1e300, AmountCell(Kind.UNREADABLE)),
        ("9" * 40, AmountCell(Kind.UNREADABLE)),
        (["5"], AmountCell(Kind.UNREADABLE)),
    ],
)
def test_the_kinds_of_a_money_cell_stay_apart(text: object, cell: AmountCell) -> None:
    assert read_amount(text) == cell  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "is_percent_format", "readings"),
    [
        ("98,5%", False, ["98.5"]),
        ("98,5 %", False, ["98.5"]),
        ("в 1,9 р.б.", False, ["190.0"]),
        ("у 2,1 раза", False, ["210.0"]),
        ("в 3 рази більше", False, ["300"]),
        (0.985, True, ["98.500"]),
        (0.985, False, ["0.985", "98.500"]),
        (98.5, False, ["98.5"]),
        ("100", False, ["100"]),
    ],
)
def test_a_percentage_is_read_in_all_its_spellings(
    value: str | float, is_percent_format: bool, readings: list[str]
) -> None:
    found = read_percent(value, is_percent_format=is_percent_format)
    assert found is not None
    assert list(found) == [Decimal(reading) for reading in readings]


def test_no_percentage_is_not_zero_per_cent() -> None:
    assert [read_percent(value) for value in ("", "-", None, "–")] == [None] * 4
    with pytest.raises(ValueError, match="багато"):
        read_percent("багато")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Звіт станом на 30.09.2021.xlsx", date(2021, 9, 30)),
        ("zvit_30_09_21.xlsx", date(2021, 9, 30)),
        ("2021-09-30 видатки", date(2021, 9, 30)),
        ("видатки 30092021", date(2021, 9, 30)),
        ("на 1 жовтня 2021 року", date(2021, 10, 1)),
        ("на 31.02.2021", None),
        ("рішення № 46", None),
    ],
)
def test_a_date_is_found_in_its_spellings(text: str, day: date | None) -> None:
    assert find_date(text) == day


def test_units_and_years_are_found_in_headings() -> None:
    assert [read_unit(t) for t in ("обсяги, тис. грн.", "тисяч гривень", "Обсяг, грн", "№ з/п", "тис.грн")] == [
        Unit.THOUSAND_UAH,
        Unit.THOUSAND_UAH,
        Unit.UAH,
        None,
        Unit.THOUSAND_UAH,
    ]
    assert read_years("на 2021 – 2023 роки") == [2021, 2022, 2023]
    assert read_years("2026 рік") == [2026]
    assert read_years("рішення № 46, 16.02.21") == []
