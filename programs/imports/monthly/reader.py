"""The finance department's monthly sheet: what it says about each measure, with every question."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from ...finance import ZERO, percent
from ...models import Funding, MeasureRow
from ...words import DASH
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
    read_years,
)
from ..reading.columns import is_numbering, is_total
from ..reading.document import Document
from ..reading.files import FileProblem
from ..reading.grid import FileCell, Grid
from ..reading.questions import Asker, Choice, Place, as_printed
from ..reading.sentences import Topic
from ..reading.texts import OTHER_NUMBER, SAME_NUMBER, key, likeness, number_of, part_bullet, part_label

SKIP = "-"  # the answer for a row that is none of the programme's measures
SPREAD = "*"  # the answer for a row of a budget code, whose money belongs to several measures
IN_TIMES = re.compile(r"[ву]\s", re.IGNORECASE)  # «в 1,9 р.б.»
STEM = 6  # letters by which words of two titles are compared: endings differ by case and number
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
    """One row of the sheet, in hryvnias; ``code`` is the measure, or None for a row that is none of the programme's.

    A row that is spread over several measures stands here once for each of them, with the measure's share paid.
    """

    place: Place
    title: str
    code: str | None
    year_plan: Decimal | None
    period_plan: Decimal | None
    paid: Decimal | None
    confirmed: bool = False
    is_spread: bool = False

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
    tables = [(grid, row, columns) for grid in document.grids if (found := _find(grid)) for row, columns in [found]]
    if not tables:
        raise FileProblem(
            _("No table of plan and cash expenditure was found: its heading has to name «Касові видатки» and a plan.")
        )
    grid, row, columns = _chosen(tables, asker, file_name)
    for other in document.grids:
        if all(other is not table for table, _row, _columns in tables):
            asker.ask(Topic.SHEET_LEFT_OUT, Place(other.number), _name_of(other))
    grid.refuse_formulas()
    reader = _MonthlyReader(grid, row, columns, asker)
    return MonthlyReading(reader.cut_off(file_name), reader.unit, reader.rows(measures, remembered))


def _find(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each role."""
    for row in range(1, min(grid.height, 30) + 1):
        if columns := _heading(grid, row):
            return row, columns
    grid.refuse_formulas()  # a heading may be one
    return None


def _heading(grid: Grid, row: int) -> dict[str, int] | None:
    """The column of each role that a row names, if it is a heading."""
    columns: dict[str, int] = {}
    for cell in grid.filled(row):
        role = next((name for name, pattern in _ROLES.items() if pattern.search(cell.line)), None)
        if role and len(cell.line) < 150:
            columns.setdefault(role, cell.column)
    if "paid" not in columns or not columns.keys() & {"year_plan", "period_plan"}:
        return None
    columns.setdefault("title", min(set(range(1, grid.width + 1)) - set(columns.values()), default=1))
    return columns


def _name_of(grid: Grid) -> str:
    return grid.title or _("table %(table)s") % {"table": grid.number}


def _said_above(grid: Grid, heading_row: int) -> str:
    """All that is said above the rows: the sheet's name, the text before the table, captions and headings."""
    heading = [cell.line for row in range(1, heading_row + 1) for cell in grid.filled(row)]
    return "\n".join([grid.title, grid.before, *heading])


def _chosen(
    tables: Sequence[tuple[Grid, int, dict[str, int]]], asker: Asker, file_name: str
) -> tuple[Grid, int, dict[str, int]]:
    """The table to read: the only one, else as a person says – that of the day in the file's name, or the latest."""
    if len(tables) == 1:
        return tables[0]
    days = {str(grid.number): find_cut_off(_said_above(grid, row))[0] for grid, row, _columns in tables}
    named = find_cut_off(file_name)[0]
    fitting = [number for number, day in days.items() if day and day == named]
    fitting = fitting or sorted(days, key=lambda number: (days[number] or date.min, int(number)))
    choices = [Choice(str(grid.number), _name_of(grid)) for grid, _row, _columns in tables]
    names = ", ".join(choice.label for choice in choices)
    answer = asker.ask(Topic.SHEET_CHOSEN, Place(), names[:300], fitting[-1], must=True, choices=choices)
    return next(table for table in tables if str(table[0].number) == answer)


class _MonthlyReader:
    """Reads one sheet from top to bottom."""

    def __init__(self, grid: Grid, heading_row: int, columns: Mapping[str, int], asker: Asker) -> None:
        self.grid, self.heading_row, self.columns = grid, heading_row, columns
        self.context = _said_above(grid, heading_row)
        self.asker = asker
        self.unit = self._unit()

    def rows(self, measures: Sequence[MeasureRow], remembered: Mapping[str, str | None]) -> list[MonthlyRow]:
        """The rows of every block; a heading below the first one begins a block of its own."""
        found: list[MonthlyRow] = []
        block: list[MonthlyRow] = []
        begins = self.heading_row
        for number in range(self.heading_row + 1, self.grid.height + 1):
            filled = self.grid.filled(number)
            if not filled or is_numbering(self.grid, number):
                continue
            if columns := _heading(self.grid, number):
                found, block = self._together(found, block, begins), []
                begins, self.columns = number, columns
            elif is_total(filled[0].line):
                self._check_total(number, found, block)
            else:
                block += self._row(number, measures, remembered)
        return self._together(found, block, begins)

    def _together(self, before: list[MonthlyRow], block: list[MonthlyRow], heading: int) -> list[MonthlyRow]:
        """The rows so far with those of a block; one that names the same rows again may be the same money twice."""
        block = self._without_doubles(block)
        stood = {row.key: row.paid for row in before}
        again = [row for row in block if row.key in stood]
        if not again:
            return [*before, *block]
        caption = " | ".join(cell.line for row in (heading - 1, heading) for cell in self.grid.filled(row) if row)
        alike = all(stood[row.key] == row.paid for row in again)
        choices = (
            Choice("first", _("the first block counts, this one is left out")),
            Choice("second", _("this block counts, the rows above are left out")),
            Choice("both", _("both count: they are added up")),
        )
        place = Place(self.grid.number, heading)
        answer = self.asker.ask(
            Topic.BLOCK_REPEATED,
            place,
            caption[:200],
            "first" if alike else "",
            must=True,
            choices=choices,
            detail=str(len(again)),
        )
        if answer == "both":
            return [*before, *block]
        if answer == "second":
            named = {row.key for row in block}
            return [*(row for row in before if row.key not in named), *block]
        return [*before, *(row for row in block if row.key not in stood)]

    def _without_doubles(self, block: list[MonthlyRow]) -> list[MonthlyRow]:
        """A row that stands twice with the same amounts counts as often as a person says."""
        found: list[MonthlyRow] = []
        for row in block:
            twin = next((each for each in found if _says_the_same(each, row)), None)
            if twin is not None and row.paid:
                choices = (Choice("once", _("once")), Choice("add", _("both rows are added up")))
                answer = self.asker.ask(
                    Topic.ROW_TWICE, row.place, row.title[:200], "once", must=True, choices=choices,
                    detail=str(twin.place.row),
                )  # fmt: skip
                if answer != "add":
                    continue
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

        if impossible := find_impossible_day(file_name, self.context):
            read, likely = impossible
            suggestion = f"{likely:%d.%m.%Y}" if likely else ""
            return find_date(
                self.asker.ask(Topic.CUT_OFF_IMPOSSIBLE, Place(), read, suggestion, must=True, accepts=accepts)
            )
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
    ) -> list[MonthlyRow]:
        title = self._cell(number, "title")
        amounts = {name: self._amount(number, name) for name in ("year_plan", "period_plan", "paid")}
        if title is None or not title.line or all(amount is None for amount in amounts.values()):
            read = " | ".join(cell.line for cell in self.grid.filled(number))
            self.asker.ask(Topic.ROW_LEFT_OUT, Place(self.grid.number, number), read[:200])
            return []
        label, text = part_label(part_bullet(title.line)[1])
        beside = self._cell(number, "number")
        printed = number_of(label or (beside.line if beside else ""))
        known = key(text or title.line)[:500]
        if known in remembered:
            code, confirmed = remembered[known], False
        else:
            code, confirmed = self._match(title, text or title.line, printed, measures)
        self._check_percent(number, amounts)
        amounts["paid"] = self._check_spending(number, title, amounts)
        row = MonthlyRow(
            title.place,
            text or title.line,
            code,
            amounts["year_plan"],
            amounts["period_plan"],
            amounts["paid"],
            confirmed,
        )
        return self._spread(row, measures) if code == SPREAD else [row]

    def _spread(self, row: MonthlyRow, measures: Sequence[MeasureRow]) -> list[MonthlyRow]:
        """The row once for each measure that a person gives a part of it; asked until the parts make up the whole."""
        funded = [measure for measure in measures if measure.funding == Funding.FUNDED]
        said = {m.measure.code: self.asker.said(Topic.ROW_SHARE, row.place, m.measure.code) or "" for m in funded}
        parts = {code: read_amount(text).hryvnias(Unit.UAH) for code, text in said.items() if is_amount_answer(text)}
        left = (row.paid or ZERO) - sum((part for part in parts.values() if part), ZERO)
        for measure in funded:
            self.asker.ask(
                Topic.ROW_SHARE,
                row.place,
                f"{measure.number}. {measure.title[:120]}",
                "" if left else DASH,
                must=bool(left),
                detail=f"{left:f}",
                part=measure.measure.code,
                accepts=is_amount_answer,
            )
        return [
            replace(row, code=code, year_plan=None, period_plan=None, paid=part, is_spread=True)
            for code, part in parts.items()
            if part
        ] or [replace(row, code=None, is_spread=True)]

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
        suggestion = _likely(title, number, measures)
        choices = (
            *(Choice(m.measure.code, f"{m.number}. {m.title[:120]}") for m in measures),
            Choice(SPREAD, _("several measures: I will say how much each of them has")),
            Choice(SKIP, _("no measure of this programme")),
        )
        topic = Topic.ROW_UNMATCHED if suggestion else Topic.ROW_UNKNOWN
        answer = self.asker.ask(topic, cell.place, title[:200], suggestion, must=True, choices=choices)
        return (None if answer in ("", SKIP) else answer), True

    # ---- checks --------------------------------------------------------------------------------------------------

    def _check_spending(self, number: int, title: FileCell, amounts: Mapping[str, Decimal | None]) -> Decimal | None:
        """What is paid, after a look at what cash expenditure since New Year can hardly be: below zero, above plan."""
        paid, cell = amounts["paid"], self._cell(number, "paid")
        if paid is None or cell is None:
            return paid
        if paid < 0:
            choices = (
                Choice("keep", _("it is a return of money: take it as it is")),
                Choice("none", _("it is a mistake: leave the amount out")),
            )
            answer = self.asker.ask(
                Topic.CASH_NEGATIVE, cell.place, f"{paid:f}", "", must=True, choices=choices, detail=title.line[:120]
            )
            return paid if answer == "keep" else None
        for topic, name in ((Topic.ABOVE_YEAR_PLAN, "year_plan"), (Topic.ABOVE_PERIOD_PLAN, "period_plan")):
            plan = amounts[name]
            if plan is not None and paid > plan:
                self.asker.ask(topic, cell.place, f"{paid:f}", f"{plan:f}", detail=f"{paid - plan:f}")
                break
        return paid

    def _check_percent(self, row: int, amounts: Mapping[str, Decimal | None]) -> None:
        cell = self._cell(row, "percent")
        if cell is None:
            return
        try:
            printed = read_percent(cell.value, is_percent_format=cell.is_percent)
        except (ValueError, ArithmeticError):
            self.asker.ask(Topic.PERCENT_UNREADABLE, cell.place, cell.line)
            return
        if printed and IN_TIMES.match(cell.line):
            self.asker.ask(Topic.PERCENT_IN_TIMES, cell.place, cell.line, f"{printed[0]:.0f}")
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

    def _check_total(self, number: int, before: list[MonthlyRow], block: list[MonthlyRow]) -> None:
        """A printed sum against the rows of its block, or against all rows above it."""
        for name in ("year_plan", "period_plan", "paid"):
            cell = self._cell(number, name)
            printed = read_amount(cell.value).hryvnias(self.unit) if cell else None
            if cell is None or printed is None:
                continue
            computed, whole = (
                sum((amount for row in rows if (amount := getattr(row, name)) is not None), ZERO)
                for rows in (block, [*before, *block])
            )
            if printed not in (computed, whole):
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


def _says_the_same(one: MonthlyRow, other: MonthlyRow) -> bool:
    amounts = [(row.key, row.code, row.year_plan, row.period_plan, row.paid) for row in (one, other)]
    return amounts[0] == amounts[1] and one.place != other.place


def _likely(title: str, number: str, measures: Sequence[MeasureRow]) -> str:
    """The measure that a row most likely is; empty where nothing speaks for one – a row is never likely none of them.

    Finance officers shorten: «Друк інформаційних матеріалів» begins the measure's title, or has its words in order.
    """
    scored = sorted(((likeness(m.title, title), m) for m in measures), key=lambda pair: -pair[0])
    likely = [
        m.measure.code for score, m in scored if score >= OTHER_NUMBER or (score >= SAME_NUMBER and m.number == number)
    ]
    by_number = [m.measure.code for m in measures if number and m.number == number]
    short = key(title).split()
    begun = [m.measure.code for m in measures if short and key(m.title).split()[: len(short)] == short]
    words = [m.measure.code for m in measures if len(short) > 1 and _stems_in_order(short, key(m.title).split())]
    for found in (likely[:1], begun, by_number, words):
        if len(found) == 1:
            return found[0]
    return ""


def _stems_in_order(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether every word of the shorter title occurs in the longer one in its order, whatever its ending."""
    words = iter(long)
    stems = [word[: max(3, min(STEM, len(word) - 2))] for word in short]  # «школа» is «шко» as «школи» is
    return all(any(each.startswith(stem) for each in words) for stem in stems)


def _tolerance(printed: str) -> Decimal:
    """«в 1,9 р.б.» is rounded to ten per cent, «98,5%» to a tenth."""
    return Decimal("5") if IN_TIMES.match(printed) else Decimal("0.6" if "," not in printed else "0.1")


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


_DAY_AND_MONTH = re.compile(
    r"(?<!\d)(?P<day>[0-3]?\d)[._\-/ ](?P<month>\d{1,2})(?:[._\-/ ](?P<year>\d{4}|\d{2}))?(?!\d)"
)
_YEAR_BEFORE = re.compile(r"(?<!\d)(?P<year>\d{4})[._\-/](?P<month>\d{2})[._\-/](?P<day>\d{2})(?!\d)")


def find_impossible_day(text: str, context: str = "") -> tuple[str, date | None] | None:
    """A day that no calendar has («31.11») in a file's name, with the last day of that month where its year is known.

    The year may stand elsewhere in the name, or above the table.
    """
    found = _YEAR_BEFORE.search(text) or _DAY_AND_MONTH.search(text)
    if found is None or find_date(text) is not None:
        return None
    day, month = int(found["day"]), int(found["month"])
    years = [int(found["year"])] if found["year"] else read_years(text) or read_years(context)
    year = years[0] + 2000 * (years[0] < 100) if len(years) == 1 else None
    if not 1 <= month <= 12 or 1 <= day <= monthrange(year or 2000, month)[1]:
        return None
    return found[0], _end(str(year), month) if year else None


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
