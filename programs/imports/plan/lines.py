"""The rows of a plan's table: which is a measure, which a task, which a sum, which only repeats the heading."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ..reading.cells import DASHES, Kind, read_amount
from ..reading.columns import Columns, MoneyColumn, Role, is_numbering, is_source, is_total
from ..reading.grid import Cell, Grid
from ..reading.texts import part_label

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

    def cell(self, role: Role) -> Cell | None:
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
    def lead(self) -> Cell | None:
        """The first cell that has a text of its own in this row."""
        return next((cell for cell in self.grid.filled(self.row) if cell.row == self.row), None)

    def money_cell(self, column: MoneyColumn) -> Cell:
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
    def measure_cell(self) -> Cell:
        line = self.first
        return line.cell(line.measure_role) or line.grid.at(line.row, 1)

    def holds(self, grid: Grid, row: int) -> bool:
        return any(line.grid is grid and line.row == row for line in self.lines)


@dataclass
class Section:
    """A task with the rows of its measures; the cell is None where the table names no task."""

    cell: Cell | None
    label: str = ""
    is_heading_row: bool = False
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class TotalLine:
    """A row of sums, the sections before it, and whether the row is about one source."""

    line: Line
    lead: Cell
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


def _is_source_of_total(line: Line, lead: Cell) -> bool:
    about_sources = is_source(lead.line) or bool(re.match(r"(?:у|в)\s+т(?:ому|\.)\s*ч", lead.line, re.IGNORECASE))
    executors = line.cell(Role.EXECUTORS)
    return about_sources and len(lead.line) < 120 and (executors is lead or not line.text(Role.EXECUTORS))


def _adds_money(line: Line) -> bool:
    return line.has_money or line.begins(Role.SOURCE) or line.begins(Role.EXECUTORS) or line.begins(Role.RESULTS)


def _spans_the_table(line: Line, lead: Cell) -> bool:
    """One text over the table: the title of a task, or of a sum without figures."""
    own = [cell for cell in line.grid.filled(line.row) if cell.row == line.row]
    wide = lead.columns >= max(3, line.grid.width // 2)
    return wide and lead.column <= (line.columns.column(line.measure_role) or 1) and own == [lead]


def _is_task_row(line: Line, lead: Cell) -> bool:
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
