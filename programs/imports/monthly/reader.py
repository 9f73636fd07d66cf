"""The finance department's monthly sheet: what it says about each measure, with every question."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from ...finance import ZERO, percent
from ...models import MeasureRow
from ..reading.cells import (
    MONTHS,
    Kind,
    Oddity,
    Unit,
    find_date,
    is_amount_answer,
    one_line,
    read_amount,
    read_percent,
    read_unit,
)
from ..reading.columns import is_numbering, is_total
from ..reading.document import Document
from ..reading.files import FileProblem
from ..reading.grid import FileCell, Grid
from ..reading.questions import Asker, Choice, Place, as_printed
from ..reading.sentences import Topic
from ..reading.texts import OTHER_NUMBER, SAME_NUMBER, key, likeness, number_of, part_bullet, part_label

SKIP = "-"  # the answer for a row that is none of the programme's measures
_ROLES = {
    "percent": re.compile(r"%|відсот|викон\w+\s+плану", re.IGNORECASE),
    "paid": re.compile(r"касов|профінансован|видатки\s+за|виконано\s+за", re.IGNORECASE),
    "year_plan": re.compile(
        r"план\s+на\s+(?:20\d{2}\s+)?рік|річн\w+\s+план|на\s+рік.*змін|уточнен\w+\s+план\s+на\s+рік", re.IGNORECASE
    ),
    "period_plan": re.compile(r"план\s+(?:за|на)\s|план.*період", re.IGNORECASE),
    "title": re.compile(r"найменуванн|назва|захід|заходи|показник|напрям|програм", re.IGNORECASE),
    "number": re.compile(r"^(?:№|n\b|код)", re.IGNORECASE),
}


@dataclass(frozen=True)
class MonthlyRow:
    """One row of the sheet, in hryvnias; ``code`` is the measure, or None for a row that is none of the programme's."""

    place: Place
    title: str
    code: str | None
    year_plan: Decimal | None
    period_plan: Decimal | None
    paid: Decimal | None
    confirmed: bool = False

    @property
    def key(self) -> str:
        return key(self.title)[:500]


@dataclass(frozen=True)
class MonthlyReading:
    """What a sheet says, up to its last day."""

    cut_off: date | None
    unit: Unit
    rows: list[MonthlyRow]


def read_monthly(
    document: Document,
    asker: Asker,
    *,
    file_name: str,
    measures: Sequence[MeasureRow],
    remembered: Mapping[str, str | None],
) -> MonthlyReading:
    """The sheet in a file; ``remembered`` are rows that a person matched before, by their key."""
    reader = next((_MonthlyReader(grid, *found, asker) for grid in document.grids if (found := _find(grid))), None)
    if reader is None:
        raise FileProblem(
            _("No table of plan and cash expenditure was found: its heading has to name «Касові видатки» and a plan.")
        )
    return MonthlyReading(reader.cut_off(file_name), reader.unit, reader.rows(measures, remembered))


def _find(grid: Grid) -> tuple[int, dict[str, int], str] | None:
    """The row of the headings, the column of each role, and all that is said above the rows."""
    grid.refuse_formulas()  # a heading may be one
    for row in range(1, min(grid.height, 30) + 1):
        columns: dict[str, int] = {}
        for cell in grid.filled(row):
            role = next((name for name, pattern in _ROLES.items() if pattern.search(cell.line)), None)
            if role and len(cell.line) < 150:
                columns.setdefault(role, cell.column)
        if "paid" in columns and columns.keys() & {"year_plan", "period_plan"}:
            columns.setdefault("title", min(set(range(1, grid.width + 1)) - set(columns.values()), default=1))
            heading = [cell.line for r in range(1, row + 1) for cell in grid.filled(r)]
            return row, columns, "\n".join([grid.title, grid.before, *heading])
    return None


class _MonthlyReader:
    """Reads one sheet from top to bottom."""

    def __init__(self, grid: Grid, heading_row: int, columns: Mapping[str, int], context: str, asker: Asker) -> None:
        self.grid, self.heading_row, self.columns, self.context = grid, heading_row, columns, context
        self.asker = asker
        self.unit = self._unit()

    def rows(self, measures: Sequence[MeasureRow], remembered: Mapping[str, str | None]) -> list[MonthlyRow]:
        found: list[MonthlyRow] = []
        for number in range(self.heading_row + 1, self.grid.height + 1):
            filled = self.grid.filled(number)
            if not filled or is_numbering(self.grid, number):
                continue
            if is_total(filled[0].line):
                self._check_total(number, found)
            elif row := self._row(number, measures, remembered):
                found.append(row)
        return found

    def _cell(self, row: int, name: str) -> FileCell | None:
        column = self.columns.get(name)
        return self.grid.at(row, column) if column else None

    # ---- the file ------------------------------------------------------------------------------------------------

    def _unit(self) -> Unit:
        printed = read_unit(self.context)
        choices = (Choice(Unit.UAH.value, _("hryvnias")), Choice(Unit.THOUSAND_UAH.value, _("thousands of hryvnias")))
        kind = Topic.UNIT_UNKNOWN if printed is None else Topic.UNIT_ASSUMED
        words = {choice.value: choice.label for choice in choices}
        suggestion = (printed or Unit.UAH).value
        answer = self.asker.ask(
            kind, Place(), words[suggestion] if printed else "", suggestion, must=printed is None, choices=choices
        )
        return Unit(answer)

    def cut_off(self, file_name: str) -> date | None:
        """The last day that the sheet counts, by the name of its file, its caption or a person."""

        def accepts(text: str) -> bool:
            return find_date(text) is not None

        text = file_name
        day, is_morning_after = find_cut_off(file_name)
        if day is None:
            (day, is_morning_after), text = find_cut_off(self.context), self.context.strip()[:120]
        if day is None:
            answer = self.asker.ask(Topic.CUT_OFF_UNKNOWN, Place(), text, "", must=True, accepts=accepts)
        else:
            kind = Topic.CUT_OFF_AS_OF if is_morning_after else Topic.CUT_OFF_ASSUMED
            answer = self.asker.ask(kind, Place(), text, f"{day:%d.%m.%Y}", accepts=accepts)
        return find_date(answer)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _row(
        self, number: int, measures: Sequence[MeasureRow], remembered: Mapping[str, str | None]
    ) -> MonthlyRow | None:
        title = self._cell(number, "title")
        amounts = {name: self._amount(number, name) for name in ("year_plan", "period_plan", "paid")}
        if title is None or not title.line or all(amount is None for amount in amounts.values()):
            read = " | ".join(cell.line for cell in self.grid.filled(number))
            self.asker.ask(Topic.ROW_LEFT_OUT, Place(self.grid.number, number), read[:200])
            return None
        label, text = part_label(part_bullet(title.line)[1])
        beside = self._cell(number, "number")
        printed = number_of(label or (beside.line if beside else ""))
        known = key(text or title.line)[:500]
        if known in remembered:
            code, confirmed = remembered[known], False
        else:
            code, confirmed = self._match(title, text or title.line, printed, measures)
        self._check_percent(number, amounts)
        return MonthlyRow(title.place, text or title.line, code, **amounts, confirmed=confirmed)

    def _amount(self, row: int, name: str) -> Decimal | None:
        cell = self._cell(row, name)
        if cell is None:
            return None
        read = read_amount(cell.value)
        odd = read.oddities & {Oddity.ODD_GROUPS, Oddity.THREE_DECIMALS}
        questionful = read.kind is Kind.UNREADABLE or (odd and (read.unit or self.unit) is Unit.UAH)
        if not questionful:
            return read.hryvnias(self.unit)
        kind = Topic.AMOUNT_UNREADABLE if read.kind is Kind.UNREADABLE else Topic.AMOUNT_GROUPED_ODDLY
        amount = read.hryvnias(self.unit)
        answer = self.asker.ask(
            kind, cell.place, cell.line, "" if amount is None else f"{amount:f}", must=True, accepts=is_amount_answer
        )
        return read_amount(answer).hryvnias(Unit.UAH)

    def _match(
        self, cell: FileCell, title: str, number: str, measures: Sequence[MeasureRow]
    ) -> tuple[str | None, bool]:
        """The measure of a row and whether a person said so: by the same title, else as confirmed."""
        same = [row.measure.code for row in measures if key(row.title) == key(title)]
        if len(same) == 1:
            return same[0], False
        scored = sorted(((likeness(m.title, title), m) for m in measures), key=lambda pair: -pair[0])
        likely = [
            m.measure.code
            for score, m in scored
            if score >= OTHER_NUMBER or (score >= SAME_NUMBER and m.number == number)
        ]
        by_number = [m.measure.code for m in measures if number and m.number == number]
        suggestion = (likely or by_number or [SKIP])[0]
        choices = (
            *(Choice(m.measure.code, f"{m.number}. {m.title[:120]}") for m in measures),
            Choice(SKIP, _("no measure of this programme")),
        )
        answer = self.asker.ask(Topic.ROW_UNMATCHED, cell.place, title[:200], suggestion, must=True, choices=choices)
        return (None if answer == SKIP else answer), True

    # ---- checks --------------------------------------------------------------------------------------------------

    def _check_percent(self, row: int, amounts: Mapping[str, Decimal | None]) -> None:
        cell = self._cell(row, "percent")
        if cell is None:
            return
        try:
            printed = read_percent(cell.value, is_percent_format=cell.is_percent)
        except (ValueError, ArithmeticError):
            self.asker.ask(Topic.PERCENT_UNREADABLE, cell.place, cell.line)
            return
        paid = amounts["paid"]
        computed = [
            share
            for plan in (amounts["period_plan"], amounts["year_plan"])
            if paid is not None and plan and (share := percent(paid, plan)) is not None
        ]
        tolerance = _tolerance(cell.line)
        agrees = any(abs(reading - share) <= tolerance for reading in printed or () for share in computed)
        if printed and computed and not agrees:
            self.asker.ask(Topic.PERCENT_DIFFERS, cell.place, cell.line, f"{computed[0]:f}")

    def _check_total(self, number: int, rows: list[MonthlyRow]) -> None:
        for name in ("year_plan", "period_plan", "paid"):
            cell = self._cell(number, name)
            printed = read_amount(cell.value).hryvnias(self.unit) if cell else None
            if cell is None or printed is None:
                continue
            computed = sum((amount for row in rows if (amount := getattr(row, name)) is not None), ZERO)
            if printed != computed:
                choices = (
                    Choice("measures", _("the rows are right: %(amount)s") % {"amount": as_printed(f"{computed:f}")}),
                )
                self.asker.ask(
                    Topic.TOTAL_DIFFERS,
                    cell.place,
                    f"{printed:f}",
                    "measures",
                    must=True,
                    choices=choices,
                    detail=f"{printed - computed:+f}",
                )


def _tolerance(printed: str) -> Decimal:
    """«в 1,9 р.б.» is rounded to ten per cent, «98,5%» to a tenth."""
    return (
        Decimal("5") if re.match(r"[ву]\s", printed, re.IGNORECASE) else Decimal("0.6" if "," not in printed else "0.1")
    )


# Up to which day a sheet counts: said in the name of the file or in a caption, in many spellings ----------------------

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


def find_cut_off(text: str) -> tuple[date | None, bool]:
    """The last day that a file's name or caption tells, or None; and whether it names the morning after.

    «Станом на 01.10.2021» is said on the morning of 1 October about everything until 30 September.
    """
    clean = one_line(re.sub(r"_+", " ", re.sub(r"\.(?:xlsx?|xls)$", "", text, flags=re.IGNORECASE)))
    named = find_date(text) or find_date(clean)
    if named is not None:
        as_of = named.day == 1 and bool(_AS_OF.search(clean) or named.month != 1)
        return (named - timedelta(days=1) if as_of else named), as_of
    return _end_of_named_period(clean), False


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
