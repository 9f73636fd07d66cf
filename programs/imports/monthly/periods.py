"""Up to which day a sheet counts: the date stands only in the file's name or in a caption, in many spellings. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ..reading.cells import MONTHS, find_date, one_line

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>20\d{2})"
_MONTH_SPAN = re.compile(rf"(?:(?:{_MONTH})\s*[-–—]\s*)?(?P<month>{_MONTH})\s*{_YEAR}", re.IGNORECASE)
_MONTHS_LONG = re.compile(rf"(?P<months>\d{{1,2}})\s*(?:-?ти\s*)?міс\w*\.?\s*{_YEAR}", re.IGNORECASE)
_QUARTER = re.compile(rf"(?P<quarter>[1-4]|[IІ]{{1,3}}|[IІ]V)\s*(?:-?й\s*)?кв(?:артал\w*)?\.?\s*{_YEAR}", re.IGNORECASE)
_HALF = re.compile(rf"(?P<half>[12IІ]{{1,2}}|перше|друге)\s*півріччя\s*{_YEAR}", re.IGNORECASE)
_WHOLE_YEAR = re.compile(
    rf"(?:за|рік)\s*{_YEAR}(?:\s*рік)?|{_YEAR.replace('year', 'alone')}\s*р(?:ік|оку)", re.IGNORECASE
)
_AS_OF = re.compile(r"станом\s+на|\bна\b", re.IGNORECASE)


@dataclass(frozen=True)
class CutOff:
    """The last day that a sheet counts; ``as_of`` where it names the morning after («станом на 1 жовтня»)."""

    day: date
    printed: date
    as_of: bool


def find_cut_off(text: str) -> CutOff | None:
    """The last day that a file's name or caption tells, or None.

    «Станом на 01.10.2021» is said on the morning of 1 October about everything until 30 September.
    """
    clean = one_line(re.sub(r"_+", " ", re.sub(r"\.(?:xlsx?|xls)$", "", text, flags=re.IGNORECASE)))
    named = find_date(text) or find_date(clean)
    if named is not None:
        as_of = named.day == 1 and bool(_AS_OF.search(clean) or named.month != 1)
        return CutOff(named - timedelta(days=1) if as_of else named, named, as_of)
    end = _end_of_named_period(clean)
    return CutOff(end, end, False) if end else None


def _end_of_named_period(text: str) -> date | None:
    if found := _QUARTER.search(text):
        return _end(found["year"], 3 * _roman(found["quarter"]))
    if found := _HALF.search(text):
        return _end(found["year"], 6 if _roman(found["half"]) == 1 else 12)
    if found := _MONTHS_LONG.search(text):
        return _end(found["year"], int(found["months"]))
    if found := _MONTH_SPAN.search(text):
        return _end(found["year"], MONTHS[found["month"].casefold()])
    if found := _WHOLE_YEAR.search(text):
        return _end(found["year"] or found["alone"], 12)
    return None


def _end(year: str, month: int) -> date | None:
    return date(int(year), month, monthrange(int(year), month)[1]) if 1 <= month <= 12 else None


def _roman(text: str) -> int:
    latin = text.upper().replace("І", "I")
    return {"I": 1, "II": 2, "III": 3, "IV": 4, "ПЕРШЕ": 1, "ДРУГЕ": 2}.get(latin, 0) or int(text)
