"""What stands in one cell: amounts, percentages, dates, units and years as offices write them. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from ... import finance
from ...texts import canonical

SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
DASHES = frozenset("-−–—‐‑‒―_")

Value = str | int | float | Decimal | datetime | date | None


class Unit(StrEnum):
    """In what a table counts; the values are those of Edition.Unit."""

    UAH = "uah"
    THOUSAND_UAH = "thousand_uah"

    @property
    def factor(self) -> int:
        return 1000 if self is Unit.THOUSAND_UAH else 1


class Kind(StrEnum):
    """What a cell of a money column says; a planned zero is an amount."""

    AMOUNT = "amount"
    DASH = "dash"
    EMPTY = "empty"
    NOT_REQUIRED = "not_required"
    UNREADABLE = "unreadable"


class Oddity(StrEnum):
    """Why a person should look at an amount that was read."""

    UNIT_IN_CELL = "unit_in_cell"
    LINE_BREAK = "line_break"
    PLANNED_ZERO = "planned_zero"
    THREE_DECIMALS = "three_decimals"
    LONG_FRACTION = "long_fraction"
    ODD_GROUPS = "odd_groups"
    NEGATIVE = "negative"


@dataclass(frozen=True)
class AmountCell:
    """A money cell in the unit of its table, or in its own where ``unit`` says so."""

    kind: Kind
    amount: Decimal | None = None
    unit: Unit | None = None
    oddities: frozenset[Oddity] = frozenset()

    def hryvnias(self, unit: Unit) -> Decimal | None:
        """The cell in hryvnias, where the table counts in ``unit``."""
        return None if self.amount is None else finance.kopiiky(self.amount * (self.unit or unit).factor)


def tidy(text: str) -> str:
    """One space for every run of spaces of any kind, nothing invisible; line breaks stay."""
    lines = canonical(text).split("\n")
    return "\n".join(re.sub(rf"[\s{SPACES}]+", " ", line).strip() for line in lines).strip("\n")


def one_line(text: str) -> str:
    """The text with its line breaks taken for spaces: tidy() in one stroke, for it is asked a million times."""
    return " ".join(canonical(text).split())


BEYOND_MONEY = Decimal(10) ** 12  # a trillion hryvnias, more than any field of money holds

_THOUSANDS = re.compile(r"тис(?:яч(?:а|і)?)?\s*\.?\s*(?:грн|гривень|гривні)?\b\.?", re.IGNORECASE)
_HRYVNIAS = re.compile(r"(?:\bгрн\b|гривень|гривні|гривня|₴|\buah\b)\.?", re.IGNORECASE)
_NOT_REQUIRED = re.compile(r"не\s+потребу|без\s+(?:додаткового\s+)?фінансування", re.IGNORECASE)


def read_unit(text: str) -> Unit | None:
    """The unit that a heading, a caption or a cell names."""
    if _THOUSANDS.search(text):
        return Unit.THOUSAND_UAH
    return Unit.UAH if _HRYVNIAS.search(text) else None


def needs_no_funding(text: str) -> bool:
    """«Не потребує фінансування» in its spellings."""
    return bool(_NOT_REQUIRED.search(one_line(text)))


def read_amount(value: Value) -> AmountCell:
    """A money cell as a person or an office program wrote it: number or text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _from_number(value)
    if value is None or isinstance(value, str):
        return _from_text(value or "")
    return AmountCell(Kind.UNREADABLE)  # a date, a yes or no, a list that a file of transactions has in its place


def _from_number(value: int | float | Decimal) -> AmountCell:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return AmountCell(Kind.UNREADABLE)
    if not exact.is_finite() or abs(exact) >= BEYOND_MONEY:
        return AmountCell(Kind.UNREADABLE)
    # a binary fraction leaves dust behind the kopiiky, and behind the thousandths of a table in thousands
    near = exact.quantize(Decimal("0.00001"), rounding=ROUND_HALF_UP)
    dusted = near if abs(near - exact) < Decimal("0.000001") else exact
    return _amount(dusted.normalize() if dusted else Decimal(0), set())


def _from_text(value: str) -> AmountCell:
    text = tidy(value)
    if not text:
        return AmountCell(Kind.EMPTY)
    bare = re.sub(r"\s", "", text)
    if set(bare) <= DASHES:
        return AmountCell(Kind.DASH)
    if needs_no_funding(text):
        return AmountCell(Kind.NOT_REQUIRED)
    oddities: set[Oddity] = {Oddity.LINE_BREAK} if "\n" in text else set()
    unit = read_unit(text)
    if unit:
        oddities.add(Oddity.UNIT_IN_CELL)
        text = _HRYVNIAS.sub("", _THOUSANDS.sub("", text))
    digits = one_line(text).strip(" .;")
    try:
        amount = finance.read_amount(digits)
    except (ValueError, InvalidOperation):
        return AmountCell(Kind.UNREADABLE, unit=unit)
    if amount is None:
        return AmountCell(Kind.DASH, unit=unit)
    if not _well_grouped(digits):
        oddities.add(Oddity.ODD_GROUPS)
    return _amount(amount, oddities, unit)


def _well_grouped(digits: str) -> bool:
    """Whether the spaces of a number stand where thousands are parted: «36 000», not «20 21»."""
    whole = re.split(r"[.,]", digits.lstrip("-−– "))[0]
    groups = re.split(r"[\s'’`]+", whole.strip())
    return len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def _amount(amount: Decimal, oddities: set[Oddity], unit: Unit | None = None) -> AmountCell:
    if abs(amount) >= BEYOND_MONEY:
        return AmountCell(Kind.UNREADABLE, unit=unit)
    exponent = amount.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if amount == 0:
        oddities.add(Oddity.PLANNED_ZERO)
    if amount < 0:
        oddities.add(Oddity.NEGATIVE)
    if decimals == 3:
        oddities.add(Oddity.THREE_DECIMALS)
    if decimals > 3:
        oddities.add(Oddity.LONG_FRACTION)
    return AmountCell(Kind.AMOUNT, amount, unit, frozenset(oddities))


def is_amount_answer(answer: str) -> bool:
    """Whether a person's answer is an amount, a zero or a dash."""
    read = read_amount(answer)
    fine = not read.oddities & {Oddity.THREE_DECIMALS, Oddity.LONG_FRACTION, Oddity.ODD_GROUPS, Oddity.NEGATIVE}
    return (read.kind is Kind.AMOUNT and fine) or read.kind is Kind.DASH


# Percentages ----------------------------------------------------------------------------------------------------------

_TIMES = re.compile(
    r"^(?:в|у)\s*(?P<times>\d+(?:[.,]\d+)?)\s*(?:р\.?\s*б\.?|раз\w*(?:\s+більше)?|р\.?)$", re.IGNORECASE
)


def read_percent(value: Value, *, is_percent_format: bool = False) -> tuple[Decimal, ...] | None:
    """Per cent from «98,5%», «в 1,9 р.б.», a number or a fraction, as it may have been meant: a bare 0.985 is either
    0,985 % or 98,5 %. None where the cell says nothing, ValueError where it says something that is no percentage.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        if is_percent_format:
            return (number * 100,)
        return (number, number * 100) if 0 < abs(number) <= 10 else (number,)
    text = one_line(str(value or ""))
    if not text or set(text) <= DASHES:
        return None
    if times := _TIMES.match(text):
        return (Decimal(times["times"].replace(",", ".")) * 100,)
    amount = finance.read_amount(text.rstrip("% ").strip())
    if amount is None:
        return None
    if text.endswith("%") or abs(amount) > 10:
        return (amount,)
    return amount, amount * 100


# Dates and years ------------------------------------------------------------------------------------------------------

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("січень", "січня"),
            ("лютий", "лютого"),
            ("березень", "березня"),
            ("квітень", "квітня"),
            ("травень", "травня"),
            ("червень", "червня"),
            ("липень", "липня"),
            ("серпень", "серпня"),
            ("вересень", "вересня"),
            ("жовтень", "жовтня"),
            ("листопад", "листопада"),
            ("грудень", "грудня"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[._\-/ ](\d{1,2})[._\-/ ](\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[._\-/](\d{2})[._\-/](\d{2})(?!\d)")
_SOLID = re.compile(r"(?<!\d)(\d{2})(\d{2})(20\d{2})(?!\d)")
_IN_WORDS = re.compile(rf"(?<!\d)(\d{{1,2}})[\s_]+({_MONTH})[\s_]+(\d{{4}})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_YEARS = re.compile(r"(?<!\d)(20\d{2})\s*(?:[-–—−]|по|до)\s*(20\d{2})(?!\d)")


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    number = int(year)
    try:
        return date(number + 2000 if number < 100 else number, int(month), int(day))
    except ValueError:
        return None


def find_date(text: str) -> date | None:
    """The first date in a text: 30.09.2021, 30_09_21, 2021-09-30, 30092021, «30 вересня 2021 року»."""
    if found := _YEAR_FIRST.search(text):
        return _day(found[1], found[2], found[3])
    if found := _IN_WORDS.search(text):
        return _day(found[3], MONTHS[found[2].casefold()], found[1])
    if found := _DAY_FIRST.search(text) or _SOLID.search(text):
        return _day(found[3], found[2], found[1])
    return None


def read_date(value: Value) -> date | None:
    """The date of a cell, or None where there is none to be read."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return find_date(value) if isinstance(value, str) else None


def read_years(text: str) -> list[int]:
    """The years that a text names, a span («2021 – 2023 роки») with all between."""
    years = {int(found) for found in _YEAR.findall(text)}
    for first, last in _YEARS.findall(text):
        if 0 <= int(last) - int(first) <= 20:
            years |= set(range(int(first), int(last) + 1))
    return sorted(years)
