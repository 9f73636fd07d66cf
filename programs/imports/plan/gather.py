"""The rows of a plan's tables: what each of them is, and every measure under its task; sums and strays set aside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from ..reading.cells import DASHES, Kind, one_line, read_amount
from ..reading.columns import Columns, MoneyColumn, Role, find_columns, is_numbering, is_source, is_total
from ..reading.grid import FileCell, Grid
from ..reading.questions import Asker, Choice, Place
from ..reading.sentences import Topic
from ..reading.texts import key, number_of, part_label

_TASK_WORD = re.compile(
    r"^\W*(?:завдання|напрям\w*|розділ|пріоритет\w*|(?:стратегічна|оперативна)\s+ціль|ціль)\b", re.IGNORECASE
)


class LineKind(StrEnum):
    SKIP = "skip"
    TOTAL = "total"
    TASK = "task"
    MEASURE = "measure"
    CONTINUATION = "continuation"
    UNREAD = "unread"


@dataclass(frozen=True)
class Line:
    """One row of a table, seen through its columns."""

    grid: Grid
    row: int
    columns: Columns

    def cell(self, role: Role) -> FileCell | None:
        column = self.columns.column(role)
        return self.grid.at(self.row, column) if column else None

    def text(self, role: Role) -> str:
        cell = self.cell(role)
        return cell.line if cell else ""

    def begins(self, role: Role) -> bool:
        """Whether the cell of the role has a text of its own here, not one merged down from above."""
        cell = self.cell(role)
        return cell is not None and bool(cell.text) and cell.row == self.row

    @property
    def measure_role(self) -> Role:
        return Role.MEASURE if self.columns.column(Role.MEASURE) else Role.TASK_AND_MEASURE

    @property
    def lead(self) -> FileCell | None:
        """The first cell that has a text of its own in this row."""
        return next((cell for cell in self.grid.filled(self.row) if cell.row == self.row), None)

    def money_cell(self, column: MoneyColumn) -> FileCell:
        """The cell of a money column; under a heading over several columns, the first that says anything."""
        cells = [self.grid.at(self.row, c) for c in range(column.column, column.last + 1)]
        return next((cell for cell in cells if cell.text), cells[0])

    @property
    def has_money(self) -> bool:
        """Whether any money cell of this row says something, be it a dash or a formula without a value."""
        cells = [(column, self.money_cell(column)) for column in self.columns.money]
        return any(
            (cell.text or cell.formula_without_value) and cell.row == self.row and cell.column >= column.column
            for column, cell in cells
        )

    @property
    def has_amount(self) -> bool:
        return any(read_amount(self.money_cell(column).value).kind is Kind.AMOUNT for column in self.columns.money)


@dataclass
class Group:
    """The rows of one measure."""

    lines: list[Line]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def measure_cell(self) -> FileCell:
        line = self.first
        return line.cell(line.measure_role) or line.grid.at(line.row, 1)

    def holds(self, grid: Grid, row: int) -> bool:
        return any(line.grid is grid and line.row == row for line in self.lines)


@dataclass
class Section:
    """A task with the rows of its measures; the cell is None where the table names no task."""

    cell: FileCell | None
    label: str = ""
    is_heading_row: bool = False
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class TotalLine:
    """A row of sums, the sections before it, and whether the row is about one source."""

    line: Line
    lead: FileCell
    section: int
    source: str = ""


def kind_of(line: Line, *, after_measure: bool, after_total: bool) -> LineKind:
    """What a row is, from its own cells and the kind of the row before."""
    lead = line.lead
    grid, row = line.grid, line.row
    if lead is None or grid.texts(row) in line.columns.texts or is_numbering(grid, row):
        return LineKind.SKIP
    measure = line.cell(line.measure_role)
    if measure is not None and measure.text and measure.row < row:
        return LineKind.CONTINUATION
    if _spans_the_table(line, lead):
        return LineKind.TOTAL if is_total(lead.line) else LineKind.TASK
    if is_total(lead.line) and not (after_measure and lead.column == line.columns.column(Role.SOURCE)):
        return LineKind.TOTAL
    if after_total and _is_source_of_total(line, lead):
        return LineKind.TOTAL
    if _is_task_row(line, lead):
        return LineKind.TASK
    if measure is not None and measure.text:
        return LineKind.MEASURE
    return LineKind.CONTINUATION if after_measure and _adds_money(line) else LineKind.UNREAD


def _is_source_of_total(line: Line, lead: FileCell) -> bool:
    about_sources = is_source(lead.line) or bool(re.match(r"(?:у|в)\s+т(?:ому|\.)\s*ч", lead.line, re.IGNORECASE))
    executors = line.cell(Role.EXECUTORS)
    return about_sources and len(lead.line) < 120 and (executors is lead or not line.text(Role.EXECUTORS))


def _adds_money(line: Line) -> bool:
    return line.has_money or line.begins(Role.SOURCE) or line.begins(Role.EXECUTORS) or line.begins(Role.RESULTS)


def _spans_the_table(line: Line, lead: FileCell) -> bool:
    """One text over the table: the title of a task, or of a sum without figures."""
    own = [cell for cell in line.grid.filled(line.row) if cell.row == line.row]
    wide = lead.columns >= max(3, line.grid.width // 2)
    return wide and lead.column <= (line.columns.column(line.measure_role) or 1) and own == [lead]


def _is_task_row(line: Line, lead: FileCell) -> bool:
    """A row that is the title of a task: a text that stands alone beside its number."""
    own = [cell for cell in line.grid.filled(line.row) if cell.row == line.row]
    titles = [cell for cell in own if part_label(cell.line)[1] and not set(cell.line) <= DASHES]
    if line.has_money or len(titles) != 1:
        return False
    title = titles[0]
    if title.columns >= max(3, line.grid.width // 2) or title.column == line.columns.column(Role.TASK):
        return True
    if line.measure_role is Role.TASK_AND_MEASURE:
        label = line.text(Role.NUMBER) or part_label(title.line)[0]
        return "." not in label.rstrip(". )") or bool(_TASK_WORD.match(title.line))
    measure_column = line.columns.column(Role.MEASURE) or 1
    return title.column < measure_column or bool(_TASK_WORD.match(title.line))


# Under their tasks ----------------------------------------------------------------------------------------------------

_TASK_LABEL = re.compile(
    r"^\W*(?P<label>(?:завдання|напрям\w*|розділ|пріоритет\w*|ціль|стратегічна ціль|оперативна ціль)\s*№?\s*"
    r"(?P<number>[\d.]*\d|[IІVХX]+)\s*[.:)]?)\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Gathered:
    """The rows of a file under their tasks; ``carried`` are rows whose text goes on in the measure before."""

    sections: list[Section] = field(default_factory=list)
    totals: list[TotalLine] = field(default_factory=list)
    tables: list[Columns] = field(default_factory=list)
    context: str = ""
    carried: dict[int, list[FileCell]] = field(default_factory=dict)  # id of a group -> further cells of its title


@dataclass
class Gatherer:
    """Walks through the tables once, from top to bottom."""

    asker: Asker
    found: Gathered = field(default_factory=Gathered)
    after: LineKind | None = None

    def gather(self, grids: Iterable[Grid]) -> Gathered:
        last: tuple[Columns, int] | None = None
        texts: list[str] = []
        for grid in grids:
            texts += [grid.title, grid.before]
            own = find_columns(grid)
            columns = own or (last[0] if last and last[1] == grid.width else None)
            if columns is None:
                self._leave_out(grid)
                continue
            if own is not None:
                texts.append(own.heading)
                self.found.tables.append(own)
                self._note_ignored(grid, own)
            last = columns, grid.width
            heading = own.last_row if own else 0
            amounts = [c for money in columns.money for c in range(money.column, money.last + 1)]
            grid.refuse_formulas(below=heading, asked=amounts)
            for row in range(heading + 1, grid.height + 1):
                self._take(Line(grid, row, columns))
        self.found.context = "\n".join(text for text in texts if text)
        return self.found

    def _leave_out(self, grid: Grid) -> None:
        grid.refuse_formulas()  # the heading that would name its measures may be one
        first = next((cell.line for cell in grid.cells() if cell.text), "")
        if first:
            self.asker.ask(Topic.TABLE_LEFT_OUT, Place(grid.number), first[:80])

    def _note_ignored(self, grid: Grid, columns: Columns) -> None:
        for number, heading in enumerate(columns.ignored):
            self.asker.ask(Topic.COLUMN_LEFT_OUT, Place(grid.number), heading, part=number)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _take(self, line: Line) -> None:
        kind = kind_of(
            line,
            after_measure=self.after in {LineKind.MEASURE, LineKind.CONTINUATION},
            after_total=self.after is LineKind.TOTAL,
        )
        if kind is LineKind.SKIP:
            return
        if kind is LineKind.MEASURE and self._carries_on(line):
            kind = LineKind.CONTINUATION
        elif kind is LineKind.MEASURE:
            self._measure(line)
        elif kind is LineKind.CONTINUATION and self._group() is not None:
            self._group().lines.append(line)  # type: ignore[union-attr]
        elif kind is LineKind.TASK:
            self._task_row(line)
        elif kind is LineKind.TOTAL:
            self._total(line)
        else:
            read = " | ".join(cell.line for cell in line.grid.filled(line.row))
            self.asker.ask(Topic.ROW_LEFT_OUT, Place(line.grid.number, line.row), read[:200])
        self.after = kind

    def _group(self) -> Group | None:
        sections = self.found.sections
        return sections[-1].groups[-1] if sections and sections[-1].groups else None

    def _carries_on(self, line: Line) -> bool:
        """A row that a page break tore off the one before: small letters, and nothing beside them."""
        group = self._group()
        cell = line.cell(line.measure_role)
        if group is None or cell is None or line.row != 1 or not cell.text[:1].islower():
            return False
        if line.has_amount or line.begins(Role.SOURCE) or line.text(Role.NUMBER):
            return False
        choices = (Choice("join", _("part of the measure above")), Choice("part", _("a measure of its own")))
        if self.asker.ask(Topic.TORN_ROW, cell.place, cell.line, "join", choices=choices) == "part":
            return False
        self.found.carried.setdefault(id(group), []).append(cell)
        return True

    def _measure(self, line: Line) -> None:
        section = self._section(line)
        section.groups.append(Group([line]))

    def _section(self, line: Line) -> Section:
        """The section that a measure belongs to: a new one where its task cell says so."""
        sections = self.found.sections
        current = sections[-1] if sections else None
        cell = line.cell(Role.TASK)
        if cell is None or not cell.text or (current and current.cell is cell):
            return current or self._open(None)
        if current and current.cell and key(cell.text) and key(cell.text) == key(current.cell.text):
            return current
        if current and current.cell and not part_label(cell.line)[1]:
            return self._stray_number(cell, current)
        return self._open(cell)

    def _stray_number(self, cell: FileCell, current: Section) -> Section:
        """«2.» alone in a task cell: a slip of numbering inside the task, or a task whose title was forgotten."""
        choices = (Choice("same", _("the task goes on")), Choice("new", _("a new task begins")))
        answer = self.asker.ask(Topic.STRAY_NUMBER, cell.place, cell.line, "same", choices=choices)
        return current if answer == "same" else self._open(cell)

    def _open(self, cell: FileCell | None, label: str = "", *, is_heading_row: bool = False) -> Section:
        section = Section(cell, label, is_heading_row)
        self.found.sections.append(section)
        return section

    def _task_row(self, line: Line) -> None:
        cells = [cell for cell in line.grid.filled(line.row) if cell.row == line.row]
        title = next((cell for cell in cells if part_label(cell.line)[1]), cells[0])
        label = next((cell.line for cell in cells if cell is not title), "")
        self._open(title, label, is_heading_row=True)

    def _total(self, line: Line) -> None:
        lead = line.lead or line.grid.at(line.row, 1)
        source = lead.line if is_source(lead.line) else ""
        named = line.cell(Role.SOURCE)
        if named is not None and named is not lead and is_source(named.line):
            source = named.line
        self.found.totals.append(TotalLine(line, lead, len(self.found.sections), one_line(source)))


def task_label(text: str) -> tuple[str, str, str]:
    """Label, number and title of a task: «Завдання 1. Розвиток» is («Завдання 1.», «1», «Розвиток»).

    A number alone is its own title until a person gives it one.
    """
    if found := _TASK_LABEL.match(text):
        return one_line(found["label"]), found["number"], found["rest"]
    label, rest = part_label(text)
    return (label, number_of(label), rest or label) if label else ("", "", text)
