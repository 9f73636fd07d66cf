"""The money of a plan's table: sources, yearly amounts in hryvnias, the four kinds of "no money", sums checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from ...finance import ZERO, kopiiky
from ...models import Funding, FundingSource
from ..reading.cells import AmountCell, Kind, Oddity, Unit, is_amount_answer, needs_no_funding, one_line, read_amount
from ..reading.columns import MoneyColumn, Role, is_source, is_total
from ..reading.grid import FileCell
from ..reading.questions import Asker, Choice, Place, as_printed
from ..reading.sentences import Topic
from ..reading.texts import key
from .gather import Group, Line
from .state import FundingState

Level = FundingSource.Level
YearSource = tuple[int, str]


def level_of(name: str) -> Level:
    """The level of a budget by its name; what names none is «other sources»."""
    text = name.casefold()
    if "державн" in text or "субвенц" in text:
        return Level.STATE
    if "обласн" in text:
        return Level.OBLAST
    own = ("громад", "місцев", "міськ", "селищн", "сільськ", "районн", "загальний фонд", "спеціальний фонд")
    is_own = ("бюджет" in text and any(word in text for word in own)) or "фонд" in text
    return Level.COMMUNITY if is_own else Level.OTHER


@dataclass
class Sources:
    """The names of sources in a file, each recognised once."""

    asker: Asker
    known: dict[str, Level] = field(default_factory=dict)
    found: dict[str, Level] = field(default_factory=dict)

    def read(self, place: Place, text: str) -> str:
        """The name under which a source is kept; a different name for what is likely the same budget is a question."""
        name = one_line(text).strip(" .,;:")
        exact = next((known for known in (*self.known, *self.found) if key(known) == key(name)), None)
        name = exact or self._likely(place, name[0].upper() + name[1:])
        self.found.setdefault(name, Level(self.known.get(name) or level_of(name)))
        return name

    def _likely(self, place: Place, name: str) -> str:
        level = level_of(name)
        same = [known for known, other in self.known.items() if other == level and level != Level.OTHER]
        if len(same) != 1:
            return name
        choices = (
            Choice(same[0], same[0]),
            Choice(name, _("a new source “%(name)s”") % {"name": name}),
        )
        return self.asker.ask(Topic.SOURCE_RENAMED, place, name, same[0], choices=choices, part=key(name))


def paid_by(funding: Funding, source: str | None, amounts: Mapping[YearSource, Decimal]) -> FundingState:
    return {
        "funding": funding.value,
        "source": source,
        "allocations": [
            {"year": year, "source": named, "amount": f"{amount:.2f}"}
            for (year, named), amount in sorted(amounts.items())
        ],
    }


@dataclass(frozen=True)
class _Entry:
    """One money cell of a measure; a sum is checked, not added."""

    line: Line
    column: MoneyColumn
    cell: FileCell
    read: AmountCell
    is_sum: bool


@dataclass
class MoneyReader:
    """Reads the money of the measures of one file."""

    asker: Asker
    sources: Sources
    unit: Unit
    default_source: Callable[[], str]
    the_year: Callable[[], int | None]

    # ---- one measure ---------------------------------------------------------------------------------------------

    def read(self, group: Group) -> FundingState:
        entries = self._entries(group)
        named = self._named(group)
        if self._not_required(group, entries) and not self._is_funded_after_all(group, entries):
            return paid_by(Funding.NOT_REQUIRED, None, {})
        amounts: dict[YearSource, Decimal] = {}
        for entry in entries:
            if not entry.is_sum:
                for year_source, amount in self._amounts(entry, named):
                    amounts[year_source] = amounts.get(year_source, ZERO) + amount
        self._check_sums(entries, amounts, named)
        if amounts:
            source = next(iter(amounts))[1]
            first = self._row_source(group, named)
            return paid_by(Funding.FUNDED, first or source, amounts)
        return self._without_amounts(group, entries, named)

    def _entries(self, group: Group) -> list[_Entry]:
        """The money cells that begin in the rows of the measure, each once."""
        found: list[_Entry] = []
        for line in group.lines:
            for column in line.columns.money:
                cell = line.money_cell(column)
                if any(entry.cell is cell for entry in found) or cell.column < column.column:
                    continue
                if not group.holds(line.grid, cell.row):
                    if read_amount(cell.value).kind is Kind.AMOUNT:
                        self.asker.ask(Topic.AMOUNT_OVER_ROWS, cell.place, cell.line, part=line.row)
                    continue
                is_sum = column.is_sum or (len(group.lines) > 1 and is_total(line.text(Role.SOURCE)))
                found.append(_Entry(line, column, cell, read_amount(cell.value), is_sum))
        return found

    def _named(self, group: Group) -> dict[int, list[str]]:
        """The sources that each row of the measure names, as written."""
        named: dict[int, list[str]] = {}
        for line in group.lines:
            cell = line.cell(Role.SOURCE)
            text = cell.text if cell else ""
            named[line.row] = [part for part in _parts(text) if not needs_no_funding(part) and not is_total(part)]
        return named

    def _row_source(self, group: Group, named: dict[int, list[str]]) -> str | None:
        for line in group.lines:
            cell = line.cell(Role.SOURCE)
            if named[line.row] and cell is not None:
                return self.sources.read(cell.place, named[line.row][0])
        return None

    def _not_required(self, group: Group, entries: list[_Entry]) -> bool:
        cells = [cell for line in group.lines if (cell := line.cell(Role.SOURCE))]
        covered = [line.money_cell(column) for line in group.lines for column in line.columns.money]
        return any(needs_no_funding(cell.text) for cell in [*cells, *covered]) or any(
            entry.read.kind is Kind.NOT_REQUIRED for entry in entries
        )

    def _is_funded_after_all(self, group: Group, entries: list[_Entry]) -> bool:
        """«Не потребує фінансування» beside an amount: one of the two is wrong."""
        amounts = [entry.cell.line for entry in entries if entry.read.amount]
        if not amounts:
            return False
        choices = (Choice("funded", str(Funding.FUNDED.label)), Choice("not_required", str(Funding.NOT_REQUIRED.label)))
        place = group.measure_cell.place
        answer = self.asker.ask(
            Topic.FUNDING_CONTRADICTS, place, "; ".join(amounts), "not_required", must=True, choices=choices
        )
        return answer == "funded"

    def _without_amounts(self, group: Group, entries: list[_Entry], named: dict[int, list[str]]) -> FundingState:
        """A source and no amount is «amount not stated»; neither of them is for a person to say."""
        source = self._row_source(group, named)
        place = group.measure_cell.place
        read = ", ".join(dict.fromkeys(entry.cell.line or _("empty") for entry in entries)) or _("empty")
        choices = tuple(
            Choice(value, label)
            for value, label in (
                ("amount_not_stated", str(Funding.AMOUNT_NOT_STATED.label)),
                ("not_foreseen", _("funded, and not foreseen in any year")),
                ("not_required", str(Funding.NOT_REQUIRED.label)),
            )
        )
        if source is not None:
            answer = self.asker.ask(
                Topic.AMOUNT_NOT_STATED, place, read, "amount_not_stated", choices=choices, detail=source
            )
        else:
            answer = self.asker.ask(
                Topic.NEITHER_SOURCE_NOR_AMOUNT, place, read, "not_required", must=True, choices=choices
            )
        if answer == "not_required":
            return paid_by(Funding.NOT_REQUIRED, None, {})
        funding = Funding.FUNDED if answer == "not_foreseen" else Funding.AMOUNT_NOT_STATED
        return paid_by(funding, source or self.default_source(), {})

    # ---- one cell ------------------------------------------------------------------------------------------------

    def _amounts(self, entry: _Entry, named: dict[int, list[str]]) -> Iterable[tuple[YearSource, Decimal]]:
        parts = self._paired(entry, named.get(entry.line.row, []))
        if parts:
            yield from parts
            return
        amount = self.amount(entry.cell, entry.read)
        if amount is None:
            return
        year = self._year(entry)
        if year is not None:
            yield (year, self._source(entry, named)), amount

    def _paired(self, entry: _Entry, names: list[str]) -> list[tuple[YearSource, Decimal]]:
        """Several sources and as many amounts, line beside line in two cells."""
        cell = entry.line.cell(Role.SOURCE)
        lines = [line for line in entry.cell.text.split("\n") if line]
        reads = [read_amount(line) for line in lines]
        readable = all(read.kind in {Kind.AMOUNT, Kind.DASH} for read in reads)
        if entry.column.source or cell is None or len(names) < 2 or len(lines) != len(names) or not readable:
            return []
        self.asker.ask(Topic.AMOUNTS_PAIRED, entry.cell.place, entry.cell.line, " / ".join(names))
        year = self._year(entry)
        return [
            ((year, self.sources.read(cell.place, name)), amount)
            for name, read in zip(names, reads, strict=True)
            if year is not None and (amount := read.hryvnias(self.unit)) is not None
        ]

    def _source(self, entry: _Entry, named: dict[int, list[str]]) -> str:
        if entry.column.source:
            return self.sources.read(entry.cell.place, entry.column.source)
        names = named.get(entry.line.row, [])
        cell = entry.line.cell(Role.SOURCE)
        if not names or cell is None:
            return self.default_source()
        if len(names) == 1:
            return self.sources.read(cell.place, names[0])
        choices = tuple(Choice(name, name) for name in names)
        chosen = self.asker.ask(Topic.SEVERAL_SOURCES, cell.place, cell.line, names[0], must=True, choices=choices)
        return self.sources.read(cell.place, chosen)

    def _year(self, entry: _Entry) -> int | None:
        covered = [c for c in entry.line.columns.money if entry.line.money_cell(c) is entry.cell and not c.is_sum]
        if len(covered) > 1 and entry.column.year:
            choices = tuple(Choice(str(c.year), c.heading) for c in covered if c.year)
            return int(
                self.asker.ask(
                    Topic.AMOUNT_OVER_YEARS,
                    entry.cell.place,
                    entry.cell.line,
                    str(entry.column.year),
                    must=True,
                    choices=choices,
                )
            )
        return entry.column.year or self.the_year()

    def amount(self, cell: FileCell, read: AmountCell) -> Decimal | None:
        """A money cell in hryvnias; what is odd about it becomes a question whose answer is an amount in hryvnias."""
        if cell.formula_without_value:
            return self._asked(Topic.FORMULA_WITHOUT_VALUE, cell, None, must=True)
        if read.kind is Kind.UNREADABLE:
            return self._asked(Topic.AMOUNT_UNREADABLE, cell, None, must=True)
        amount = read.hryvnias(self.unit)
        if amount is None:
            return None
        odd = read.oddities
        if Oddity.NEGATIVE in odd:
            return self._asked(Topic.AMOUNT_NEGATIVE, cell, -amount, must=True)
        if Oddity.ODD_GROUPS in odd:
            return self._asked(Topic.AMOUNT_GROUPED_ODDLY, cell, amount, must=True)
        if read.unit and read.unit is not self.unit:
            return self._asked(Topic.AMOUNT_IN_OTHER_UNIT, cell, amount, must=True)
        is_text, unit = isinstance(cell.value, str), read.unit or self.unit
        if Oddity.THREE_DECIMALS in odd and is_text and unit is Unit.UAH and read.amount is not None:
            return self._asked(Topic.AMOUNT_WITH_THREE_DECIMALS, cell, read.amount * 1000, must=True)
        if self._is_finer_than_kopiiky(read):
            return self._asked(Topic.AMOUNT_ROUNDED, cell, amount)
        if Oddity.PLANNED_ZERO in odd:
            return self._asked(Topic.PLANNED_ZERO, cell, amount)
        if odd & {Oddity.UNIT_IN_CELL, Oddity.LINE_BREAK}:
            return self._asked(Topic.AMOUNT_WRITTEN_OUT, cell, amount)
        return amount

    def _is_finer_than_kopiiky(self, read: AmountCell) -> bool:
        exact = (read.amount or ZERO) * (read.unit or self.unit).factor
        return exact != exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def _asked(self, kind: Topic, cell: FileCell, amount: Decimal | None, *, must: bool = False) -> Decimal | None:
        suggestion = "" if amount is None else f"{kopiiky(amount):f}"
        answer = self.asker.ask(kind, cell.place, cell.line, suggestion, must=must, accepts=is_amount_answer)
        return read_amount(answer).hryvnias(Unit.UAH)

    # ---- sums of a row -------------------------------------------------------------------------------------------

    def _check_sums(
        self, entries: list[_Entry], amounts: dict[YearSource, Decimal], named: dict[int, list[str]]
    ) -> None:
        """Compare «Усього» of a row with its parts; a sum without any parts asks where it belongs."""
        for entry in entries:
            printed = entry.read.hryvnias(self.unit)
            if not entry.is_sum or printed is None:
                continue
            year, source = entry.column.year, entry.column.source
            if not amounts and printed and not year:
                self._place_sum(entry, printed, amounts, named)
                continue
            computed = sum(
                (
                    amount
                    for (y, s), amount in amounts.items()
                    if (not year or y == year) and (not source or key(s) == key(source))
                ),
                ZERO,
            )
            if computed != printed:
                self.asker.ask(
                    Topic.ROW_SUM_DIFFERS,
                    entry.cell.place,
                    entry.cell.line,
                    "parts",
                    must=True,
                    choices=(
                        Choice("parts", _("the parts are right: %(amount)s") % {"amount": as_printed(f"{computed:f}")}),
                    ),
                    detail=f"{printed - computed:+f}",
                )

    def _place_sum(
        self, entry: _Entry, printed: Decimal, amounts: dict[YearSource, Decimal], named: dict[int, list[str]]
    ) -> None:
        years = [year for year in dict.fromkeys(c.year for c in entry.line.columns.money) if year]
        choices = (*(Choice(str(year), str(year)) for year in years), Choice("none", _("no year: amount not stated")))
        answer = self.asker.ask(
            Topic.SUM_WITHOUT_PARTS, entry.cell.place, entry.cell.line, "none", must=True, choices=choices
        )
        if answer != "none":
            amounts[int(answer), self._source(entry, named)] = printed


def _parts(text: str) -> list[str]:
    """The sources that a cell names, parted by lines, commas and semicolons where each part names one."""
    whole = one_line(text)
    for separator in ("\n", ";", ","):
        parts = [one_line(part) for part in text.split(separator) if part.strip(" .,;")]
        if len(parts) > 1 and all(is_source(part) for part in parts):
            return parts
    return [whole] if set(whole) - set(" .,;:-–—−") else []
