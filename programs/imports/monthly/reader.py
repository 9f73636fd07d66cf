"""The finance department's monthly sheet: what it says about each measure, with every question."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from ...finance import ZERO, percent
from ..plan.matching import OTHER_NUMBER, SAME_NUMBER, likeness
from ..plan.money import is_amount_answer
from ..reading.cells import MONTHS, Kind, Oddity, Unit, find_date, one_line, read_amount, read_percent, read_unit
from ..reading.columns import is_numbering, is_total
from ..reading.document import Document
from ..reading.files import FileProblem
from ..reading.grid import Cell, Grid
from ..reading.questions import Asker, Choice, Place, Question, as_printed
from ..reading.sentences import Topic
from ..reading.texts import key, number_of, part_bullet, part_label

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
class KnownMeasure:
    """A measure as the plan in force words it."""

    code: str
    number: str
    title: str


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
    rows: tuple[MonthlyRow, ...]
    questions: tuple[Question, ...]

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.open]


@dataclass(frozen=True)
class _Sheet:
    grid: Grid
    heading_row: int
    columns: Mapping[str, int]
    context: str


def read_monthly(
    document: Document,
    *,
    file_name: str,
    measures: tuple[KnownMeasure, ...],
    remembered: Mapping[str, str | None] | None = None,
    answers: Mapping[str, str] | None = None,
) -> MonthlyReading:
    """The sheet in a file; ``remembered`` are rows that a person matched before, by their key."""
    sheet = next((found for grid in document.grids if (found := _find(grid))), None)
    if sheet is None:
        raise FileProblem(
            _("No table of plan and cash expenditure was found: its heading has to name «Касові видатки» and a plan.")
        )
    sheet.grid.refuse_formulas()
    return _MonthlyReader(sheet, file_name, measures, dict(remembered or {}), Asker(answers or {})).read()


def _find(grid: Grid) -> _Sheet | None:
    for row in range(1, min(grid.height, 30) + 1):
        columns: dict[str, int] = {}
        for cell in grid.filled(row):
            role = next((name for name, pattern in _ROLES.items() if pattern.search(cell.line)), None)
            if role and len(cell.line) < 150:
                columns.setdefault(role, cell.column)
        if "paid" in columns and columns.keys() & {"year_plan", "period_plan"}:
            columns.setdefault("title", min(set(range(1, grid.width + 1)) - set(columns.values()), default=1))
            heading = [cell.line for r in range(1, row + 1) for cell in grid.filled(r)]
            return _Sheet(grid, row, columns, "\n".join([grid.title, grid.before, *heading]))
    return None


@dataclass
class _MonthlyReader:
    sheet: _Sheet
    file_name: str
    measures: tuple[KnownMeasure, ...]
    remembered: dict[str, str | None]
    asker: Asker
    unit: Unit = field(init=False)

    def read(self) -> MonthlyReading:
        self.unit = self._unit()
        cut_off = self._cut_off()
        rows: list[MonthlyRow] = []
        for number in range(self.sheet.heading_row + 1, self.sheet.grid.height + 1):
            if is_numbering(self.sheet.grid, number) or not self.sheet.grid.filled(number):
                continue
            if is_total(self.sheet.grid.filled(number)[0].line):
                self._check_total(number, rows)
            elif row := self._row(number):
                rows.append(row)
        return MonthlyReading(cut_off, self.unit, tuple(rows), self.asker.questions)

    def _cell(self, row: int, name: str) -> Cell | None:
        column = self.sheet.columns.get(name)
        return self.sheet.grid.at(row, column) if column else None

    # ---- the file ------------------------------------------------------------------------------------------------

    def _unit(self) -> Unit:
        printed = read_unit(self.sheet.context)
        choices = (Choice(Unit.UAH.value, _("hryvnias")), Choice(Unit.THOUSAND_UAH.value, _("thousands of hryvnias")))
        kind = Topic.UNIT_UNKNOWN if printed is None else Topic.UNIT_ASSUMED
        words = {choice.value: choice.label for choice in choices}
        suggestion = (printed or Unit.UAH).value
        answer = self.asker.ask(
            kind, Place(), words[suggestion] if printed else "", suggestion, must=printed is None, choices=choices
        )
        return Unit(answer)

    def _cut_off(self) -> date | None:
        found = find_cut_off(self.file_name)
        text = self.file_name
        if found is None:
            found, text = find_cut_off(self.sheet.context), self.sheet.context.strip()[:120]
        accepts = _is_date
        if found is None:
            answer = self.asker.ask(Topic.CUT_OFF_UNKNOWN, Place(), text, "", must=True, accepts=accepts)
        else:
            kind = Topic.CUT_OFF_AS_OF if found.as_of else Topic.CUT_OFF_ASSUMED
            answer = self.asker.ask(kind, Place(), text, f"{found.day:%d.%m.%Y}", accepts=accepts)
        return find_date(answer)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _row(self, number: int) -> MonthlyRow | None:
        title = self._cell(number, "title")
        amounts = {name: self._amount(number, name) for name in ("year_plan", "period_plan", "paid")}
        if title is None or not title.line or all(amount is None for amount in amounts.values()):
            read = " | ".join(cell.line for cell in self.sheet.grid.filled(number))
            self.asker.ask(Topic.ROW_LEFT_OUT, Place(self.sheet.grid.number, number), read[:200])
            return None
        label, text = part_label(part_bullet(title.line)[1])
        beside = self._cell(number, "number")
        printed = number_of(label or (beside.line if beside else ""))
        code, confirmed = self._match(title, text or title.line, printed)
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

    def _match(self, cell: Cell, title: str, number: str) -> tuple[str | None, bool]:
        """The measure of a row and whether a person said so: as remembered, by the same title, else as confirmed."""
        known = key(title)[:500]
        if known in self.remembered:
            return self.remembered[known], False
        same = [measure.code for measure in self.measures if key(measure.title) == key(title)]
        if len(same) == 1:
            return same[0], False
        scored = sorted(((likeness(m.title, title), m) for m in self.measures), key=lambda pair: -pair[0])
        likely = [
            m.code for score, m in scored if score >= OTHER_NUMBER or (score >= SAME_NUMBER and m.number == number)
        ]
        by_number = [m.code for m in self.measures if number and m.number == number]
        suggestion = (likely or by_number or [SKIP])[0]
        choices = (
            *(Choice(m.code, f"{m.number}. {m.title[:120]}") for m in self.measures),
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
        if printed and computed and not any(printed.agrees_with(share, _tolerance(cell.line)) for share in computed):
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


def _is_date(text: str) -> bool:
    return find_date(text) is not None


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
