"""A table laid out for people: header rows with their spans, cells with their text. All renderers but JSON print it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ..finance import Absence
from ..words import (
    ABSENCE_LABELS,
    ABSENCE_SPOKEN,
    DASH,
    NOT_CALCULATED,
    NOT_RECORDED,
    Scale,
    amount_text,
    date_text,
    percent_figure,
    quantity_text,
    whole_text,
)
from .marks import Marked, Piece
from .table import Column, Kind, Level, Row, State, Table, Value


@dataclass(frozen=True)
class HeadCell:
    """A cell of the header; ``column`` is None over a group of columns."""

    title: str
    column: Column | None
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Cell:
    """A cell as printed: its text or lines, what a screen reader says instead of a dash, whether it heads the row.

    ``pieces`` are the same text where some of its words are marked as dropped or added; ``link`` is the page of what it
    names.
    """

    column: Column
    text: str = ""
    lines: list[str] = field(default_factory=list)
    pieces: tuple[Piece, ...] = ()
    spoken: str = ""
    state: str = ""
    absent: bool = False
    heads: bool = False
    colspan: int = 1
    link: str = ""

    @property
    def empty(self) -> bool:
        return not self.text and not self.lines


@dataclass(frozen=True)
class PrintedRow:
    """A row as printed."""

    level: Level
    link: str
    cells: list[Cell]
    below: list[Cell] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns the row takes, for what stands below it."""
        return sum(cell.colspan for cell in self.cells)


def head_rows(table: Table) -> list[list[HeadCell]]:
    """The header: one row of headings, or two where columns stand in groups."""
    if not any(column.group for column in table.columns):
        return [[HeadCell(column.title, column) for column in table.columns]]
    upper: list[HeadCell] = []
    lower: list[HeadCell] = []
    for column, repeated in _with_repeats(table.columns):
        if not column.group:
            upper.append(HeadCell(column.title, column, rowspan=2))
            continue
        lower.append(HeadCell(column.title, column))
        if repeated:
            upper[-1] = HeadCell(column.group, None, colspan=upper[-1].colspan + 1)
        else:
            upper.append(HeadCell(column.group, None))
    return [upper, lower]


def _with_repeats(columns: list[Column]) -> Iterator[tuple[Column, bool]]:
    """Each column with whether it goes on under the heading of the column before it."""
    previous = ""
    for column in columns:
        yield column, bool(column.group) and column.group == previous
        previous = column.group


def cells_of(table: Table, row: Row) -> list[Cell]:
    """The cells of a row as printed."""
    heading = table.heading_column.key
    cells = [_printed(row, column, heads=column.key == heading) for column in table.columns]
    return [replace(cell, link=row.links.get(cell.column.key, "")) for cell in cells] if row.links else cells


def printed_rows(table: Table) -> list[PrintedRow]:
    """The rows with every cell as printed."""
    return [PrintedRow(row.level, row.link, cells_of(table, row)) for row in table.rows]


def spread(row: PrintedRow) -> PrintedRow:
    """The row of a task or a sum with its heading spread over the empty cells after it: titles of tasks are long."""
    if row.level == Level.ITEM:
        return row
    cells: list[Cell] = []
    for cell in row.cells:
        if cells and cells[-1].heads and cell.empty:
            cells[-1] = replace(cells[-1], colspan=cells[-1].colspan + 1)
        else:
            cells.append(cell)
    return replace(row, cells=cells)


def on_screen(row: PrintedRow) -> PrintedRow:
    """The row with its long texts below it and one cell for neighbours that give the same reason for no amount."""
    cells: list[Cell] = []
    for cell in (cell for cell in row.cells if not cell.column.below):
        last = cells[-1] if cells else None
        same_group = last and last.column.group and last.column.group == cell.column.group
        if last and same_group and last.absent and cell.absent and last.text == cell.text:
            cells[-1] = replace(last, colspan=last.colspan + 1)
        else:
            cells.append(cell)
    return replace(row, cells=cells, below=[cell for cell in row.cells if cell.column.below and not cell.empty])


def _printed(row: Row, column: Column, *, heads: bool) -> Cell:
    if column.key not in row.cells:
        return Cell(column, heads=heads)
    value = row.cells[column.key]
    if isinstance(value, list | tuple):
        return Cell(column, lines=[str(line) for line in value], heads=heads)
    if value is None:
        return _nothing(column, heads=heads)
    if isinstance(value, Marked):
        return Cell(column, str(value), pieces=value.pieces, heads=heads)
    if isinstance(value, Absence):
        text = str(ABSENCE_LABELS[value]) if column.plan else DASH
        spoken = str(ABSENCE_SPOKEN[value]) if text == DASH else ""
        return Cell(column, text, spoken=spoken, absent=True, heads=heads)
    if isinstance(value, Decimal) and column.in_other_unit:
        return Cell(column, Scale("", Decimal(column.divisor), column.decimals).text(value), heads=heads)
    return Cell(column, text_of(value, column.kind), state=value.code if isinstance(value, State) else "", heads=heads)


def _nothing(column: Column, *, heads: bool) -> Cell:
    """A cell whose value nobody recorded, or that cannot be worked out: said, not left as a hole."""
    if column.kind in {Kind.MONEY, Kind.STATE, Kind.DATE, Kind.NUMBER, Kind.QUANTITY}:
        return Cell(column, str(NOT_RECORDED), absent=True, heads=heads)
    spoken = str(NOT_CALCULATED) if column.kind == Kind.PERCENT else str(NOT_RECORDED)
    return Cell(column, DASH, spoken=spoken, absent=True, heads=heads)


def text_of(value: Value, kind: Kind) -> str:
    """One value as text."""
    if isinstance(value, State):
        return value.label
    if isinstance(value, Decimal):
        figures = {Kind.PERCENT: percent_figure, Kind.QUANTITY: quantity_text}
        return figures.get(kind, amount_text)(value)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int) and kind != Kind.YEAR:
        return whole_text(value)
    return str(value)
