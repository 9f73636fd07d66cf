"""A table laid out for paper: nothing printed twice, nothing that has no room in its column.

The table itself, as page, workbook and JSON have it, is not changed: what is left out here stands there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from django.utils.translation import gettext as _

from ..finance import Absence
from ..words import ABSENCE_LABELS
from .cells import Cell, HeadCell, PrintedRow, head_rows, printed_rows, spread
from .table import Column, Kind, Level, Row, Table

WIDTH = 23.9  # of a sheet on its side between the margins, in shares
SIGNS = 7  # that a share of the width has room for on a line
NUMBERED = 12  # rows; the columns of a longer table have numbers
PORTION = 1200  # signs of a text below a row that stand in a row of their own
LINES = 12  # of a cell; a longer text stands below its row
SHORT_NOTES = 200  # signs of notes that share a line
MARKED = 1.05  # shares of a column that has only marks
WHOLE = (Absence.NOT_REQUIRED, Absence.AMOUNT_NOT_STATED)  # reasons that one cell says for all stages of money
LETTERS = "АБВГДЕЖИКЛМНПРСТУФХЦШЩЮЯ"


@dataclass(frozen=True)
class PaperTable:
    """A table as it is printed; ``shares`` are the columns' parts of the width in per cent."""

    key: str
    caption: str
    columns: list[Column]
    heads: list[list[HeadCell]]
    rows: list[PrintedRow]
    notes: list[str]
    shares: list[float]
    numbered: bool
    pairs: bool


def on_paper(table: Table) -> PaperTable:
    """The table as it is printed."""
    rows = list(table.rows)
    kept = replace(table, rows=_without_echoes(table, rows))
    said, kept = _said_once(kept)
    marks, kept = _marked(kept)
    columns = [replace(column, width=MARKED) if column.noted == "all" else column for column in kept.columns]
    kept = replace(kept, columns=columns)
    printed = printed_rows(kept)
    widths = shares(columns, printed)
    return PaperTable(
        key=table.key,
        caption=table.caption,
        columns=columns,
        heads=head_rows(kept),
        rows=[
            _long_below(spread(_one_reason(row, cells)), widths) for row, cells in zip(kept.rows, printed, strict=True)
        ],
        notes=[*said, *marks, *table.notes],
        shares=widths,
        numbered=table.wide and len(printed) > NUMBERED,
        pairs=table.pairs,
    )


# Nothing twice --------------------------------------------------------------------------------------------------------


def _figures(table: Table, row: Row) -> list[object]:
    return [row.cells.get(column.key) for column in table.columns if column.kind.numeric]


def _without_echoes(table: Table, rows: list[Row]) -> list[Row]:
    """The rows without sums that say what another row says: a task of one measure, a year of one source, a source that
    is the only one.
    """
    items = [row for row in rows if row.level == Level.ITEM]
    totals = [_figures(table, row) for row in rows if row.level == Level.TOTAL]
    found: list[Row] = []
    for place, row in enumerate(rows):
        if row.level == Level.SUBTOTAL:
            alone = _alone_before(rows, place)
            same = alone is not None and _figures(table, alone) == _figures(table, row)
            if same or _figures(table, row) in totals:
                continue
        is_last = row.level == Level.TOTAL and not any(other.level == Level.SUBTOTAL for other in rows[place:])
        if is_last and len(items) == 1 and _figures(table, row) == _figures(table, items[0]):
            continue
        alone = _alone_after(rows, place) if row.level == Level.GROUP else None
        if alone and _figures(table, alone) == _figures(table, row):
            figures = {column.key for column in table.columns if column.kind.numeric}
            row = replace(row, cells={key: text for key, text in row.cells.items() if key not in figures})
        found.append(row)
    return found


def _alone_before(rows: Sequence[Row], place: int) -> Row | None:
    """The item above a sum, where it sums this one alone."""
    if place == 0 or rows[place - 1].level != Level.ITEM:
        return None
    return rows[place - 1] if place == 1 or rows[place - 2].level != Level.ITEM else None


def _alone_after(rows: Sequence[Row], place: int) -> Row | None:
    """The item below a group, where it is the only one."""
    own = []
    for row in rows[place + 1 :]:
        if row.level != Level.ITEM:
            break
        own.append(row)
    return own[0] if len(own) == 1 else None


def _said_once(table: Table) -> tuple[list[str], Table]:
    """What every row of a column says alike, as notes, and the table without these columns."""
    dropped: dict[str, str] = {}
    items = [row for row in printed_rows(table) if row.level == Level.ITEM]
    for index, column in enumerate(table.columns):
        said = {"; ".join(row.cells[index].lines) or row.cells[index].text for row in items} if column.once else set()
        said -= {str(ABSENCE_LABELS[Absence.NOT_REQUIRED]), ""}
        if column.once and len(said) <= 1:
            dropped[column.key] = f"{column.title}: {said.pop()}." if said else ""
    columns = [column for column in table.columns if column.key not in dropped]
    return [note for note in dropped.values() if note], replace(table, columns=columns)


def _marked(table: Table) -> tuple[list[str], Table]:
    """The texts that rows share, once each with its mark, and the table whose rows name the marks."""
    notes: list[str] = []
    rows = list(table.rows)
    for column in (column for column in table.columns if column.noted):
        said: Counter[str] = Counter()
        for row in rows:
            said.update(list(dict.fromkeys(_lines(row, column))))
        least = 1 if column.noted == "all" else 2
        texts = [text for text, times in said.items() if times >= least]
        if not texts:
            continue
        marks = dict(zip(texts, _marks(len(texts), column), strict=True))
        rows = [_naming(row, column, marks) for row in rows]
        named = [f"{mark}\u00a0– {text}" for text, mark in marks.items()]
        if column.noted == "all":
            notes.append(f"{column.title}: {'; '.join(named)}.")
        elif sum(map(len, named)) < SHORT_NOTES:
            notes.append(" · ".join(named))
        else:
            notes += named
    return notes, replace(table, rows=rows)


def _lines(row: Row, column: Column) -> list[str]:
    value = row.cells.get(column.key)
    return [str(line) for line in value] if isinstance(value, list | tuple) else []


def _marks(count: int, column: Column) -> list[str]:
    if column.noted == "all" or count > len(LETTERS):
        return [str(number + 1) for number in range(count)]
    return list(LETTERS[:count])


def _naming(row: Row, column: Column, marks: dict[str, str]) -> Row:
    lines = _lines(row, column)
    if not lines:
        return row
    if column.noted == "all":
        return replace(row, cells={**row.cells, column.key: ", ".join(marks[line] for line in lines)})
    noted = ", ".join(marks[line] for line in lines if line in marks)
    named = [line for line in lines if line not in marks]
    if noted:
        words = (_("note %(marks)s") % {"marks": noted}).replace(" ", "\u00a0")
        named = [*named[:-1], f"{named[-1]} ({words})"] if named else [words]
    return replace(row, cells={**row.cells, column.key: named})


# Room -----------------------------------------------------------------------------------------------------------------


def _one_reason(row: Row, printed: PrintedRow) -> PrintedRow:
    """The row with one cell over neighbouring stages of money that have no amount for one reason."""
    cells: list[Cell] = []
    run: list[Cell] = []

    def close() -> None:
        money = {row.cells.get(cell.column.key) for cell in run if cell.column.kind == Kind.MONEY}
        if len(run) > 1 and len(money) == 1 and (reason := money.pop()) in WHOLE:
            label = str(ABSENCE_LABELS[Absence(reason)])  # type: ignore[arg-type]
            cells.append(replace(run[0], text=label, spoken="", colspan=len(run)))
        else:
            cells.extend(run)
        run.clear()

    for cell in printed.cells:
        if cell.absent and cell.column.kind in {Kind.MONEY, Kind.PERCENT}:
            run.append(cell)
        else:
            close()
            cells.append(cell)
    close()
    return replace(printed, cells=cells)


def _long_below(row: PrintedRow, widths: list[float]) -> PrintedRow:
    """The row with texts that would make it taller than a part of a page below it, over the whole width."""
    cells: list[Cell] = []
    below: list[Cell] = []
    place = 0
    for cell in row.cells:
        width = sum(widths[place : place + cell.colspan]) * WIDTH / 100
        place += cell.colspan
        if not cell.heads and sum(map(len, cell.lines or [cell.text])) > width * SIGNS * LINES:
            below += _portions(cell)
            cells.append(replace(cell, text=_("see below"), lines=[], pieces=()))
        else:
            cells.append(cell)
    return replace(row, cells=cells, below=below)


def _portions(cell: Cell) -> list[Cell]:
    """A long text as rows of a part of a page each: over a row that is broken within, no head is repeated."""
    if cell.pieces:
        return [cell]
    paragraphs = [part for text in cell.lines or [cell.text] for part in text.split("\n") if part.strip()]
    return [replace(cell, text=text, lines=[]) for part in paragraphs for text in wrap(part, PORTION)]


def shares(columns: Sequence[Column], rows: Sequence[PrintedRow]) -> list[float]:
    """Per cent of the width as the section wishes, but never too little for the longest amount of a column: words wrap
    and share what the amounts leave.
    """
    needed = [
        max((_needed(row.cells[index].text) for row in rows), default=0.0)
        if column.kind.numeric or column.kind == Kind.DATE
        else 0.0
        for index, column in enumerate(columns)
    ]
    wished = [max(column.width, least) for column, least in zip(columns, needed, strict=True)]
    short: set[int] = set()
    while True:
        left = WIDTH - sum(needed[index] for index in short)
        scale = left / sum(width for index, width in enumerate(wished) if index not in short)
        more = {index for index, width in enumerate(wished) if index not in short and width * scale < needed[index]}
        if not more or len(short | more) == len(wished):
            break
        short |= more
    widths = [needed[index] if index in short else width * scale for index, width in enumerate(wished)]
    return [100 * width / sum(widths) for width in widths]


def _needed(text: str) -> float:
    """The width of a number in 8.5 pt Tinos with its padding, in shares of about 11.4 mm; words wrap and need less."""
    if not text[-1:].isdigit():
        return 0
    return (2.3 + sum(1.6 if sign.isdigit() or sign == "−" else 0.8 for sign in text)) / 11.4
