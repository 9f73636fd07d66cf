"""A table laid out for paper: nothing printed twice, nothing that has no room in its column.

The table itself, as page, workbook and JSON have it, is not changed: what is left out here stands there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from math import ceil
from textwrap import wrap

from django.utils.translation import gettext as _

from ..finance import Absence
from ..words import ABSENCE_LABELS
from .cells import Cell, HeadCell, PrintedRow, head_rows, printed_rows, spread
from .table import Column, Kind, Level, Row, Table

WIDTH = 23.9  # of a sheet on its side between the margins, in shares
UPRIGHT = 14.9  # of an upright one
SIGNS = 7  # that a share of the width has room for on a line
NUMBERED = 12  # rows; the columns of a longer table have numbers
FOLDED = 8  # rows; a longer table of few narrow columns stands in two halves
PORTION = 1200  # signs of a text below a row that stand in a row of their own
LINES = 12  # of a cell; a longer text stands below its row
MEASURED = 60  # rows by which the widths of words are weighed
SPARED = 0.5  # of its width that a column of words keeps at least
WORD = 14  # signs of a word that are not parted to make a column narrower
NARROW = 1.2  # shares of a column of short words, which is as wide as it wishes
HALF_A_LINE = 0.5
STEP = 1.0  # per cent of the width that goes from one column to another at a time
SHORT_NOTES = 200  # signs of notes that share a line
MARKED = 1.05  # shares of a column that has only marks
WHOLE = (Absence.NOT_REQUIRED, Absence.AMOUNT_NOT_STATED)  # reasons that one cell says for all stages of money
LETTERS = "АБВГДЕЖИКЛМНПРСТУФХЦШЩЮЯ"


@dataclass(frozen=True)
class PaperTable:
    """A table as it is printed; ``shares`` are the columns' parts of the width in per cent, of half the sheet where it
    is ``folded``.
    """

    key: str
    caption: str
    columns: list[Column]
    heads: list[list[HeadCell]]
    rows: list[PrintedRow]
    notes: list[str]
    shares: list[float]
    numbered: bool
    pairs: bool
    folded: bool


def on_paper(table: Table, sheet: float = WIDTH) -> PaperTable:
    """The table as it is printed on a sheet of this width."""
    rows = [row for row in table.rows if row.printed]
    said, kept = _without_spare_columns(replace(table, rows=_without_echoes(table, rows)))
    more, kept = _said_once(kept)
    marks, kept = _marked(kept)
    columns = [replace(column, width=MARKED) if column.noted == "all" else column for column in kept.columns]
    kept = replace(kept, columns=columns)
    printed = printed_rows(kept)
    folded = len(printed) >= FOLDED and sum(column.width for column in columns) < sheet / 2
    sheet = sheet / 2 if folded else sheet
    widths = _shortest(columns, printed, shares(columns, printed, sheet), sheet)
    return PaperTable(
        key=table.key,
        caption=table.caption,
        columns=columns,
        heads=head_rows(kept),
        rows=[
            _long_below(spread(_one_reason(row, cells)), widths, sheet)
            for row, cells in zip(kept.rows, printed, strict=True)
        ],
        notes=[*more, *marks, *said, *table.notes],
        shares=widths,
        numbered=table.wide and len(printed) > NUMBERED,
        pairs=table.pairs,
        folded=folded,
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


def _without_spare_columns(table: Table) -> tuple[list[str], Table]:
    """The table without columns of money that have no amount but 0.00 or repeat another, and notes that say so."""
    rows, titles = list(table.rows), {column.key: column.title for column in table.columns}
    empty, notes, left_out = [], [], set()
    for column in table.columns:
        amounts = [row.cells.get(column.key) for row in rows]
        if column.kind != Kind.MONEY or not rows:
            continue
        if column.once and not any(isinstance(amount, Decimal) and amount for amount in amounts):
            empty.append(f"«{column.title}»")
            left_out.add(column.key)
        elif column.same_as in titles and amounts == [row.cells.get(column.same_as) for row in rows]:
            words = _("«%(left_out)s» and «%(kept)s» are the same in every row: one of them is printed.")
            notes.append(words % {"left_out": column.title, "kept": titles[column.same_as]})
            left_out.add(column.key)
    if empty:
        notes.append(_("Without amounts, and therefore not printed: %(columns)s.") % {"columns": ", ".join(empty)})
    columns = [column for column in table.columns if column.key not in left_out]
    if left_out:
        alone = Counter(column.group for column in columns if column.group)
        columns = [
            replace(column, title=column.group, group="") if alone[column.group] == 1 else column for column in columns
        ]
    return notes, replace(table, columns=columns)


def _said_once(table: Table) -> tuple[list[str], Table]:
    """What every row of a column says alike, as notes, and the table without these columns."""
    dropped: dict[str, str] = {}
    items = [row for row in printed_rows(table) if row.level == Level.ITEM]
    for index, column in enumerate(table.columns):
        if not column.once or column.kind == Kind.MONEY:
            continue
        said = {"; ".join(row.cells[index].lines) or row.cells[index].text for row in items}
        said -= {str(ABSENCE_LABELS[Absence.NOT_REQUIRED]), ""}
        if len(said) <= 1:
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


def _long_below(row: PrintedRow, widths: list[float], sheet: float) -> PrintedRow:
    """The row with texts that would make it taller than a part of a page below it, over the whole width."""
    cells: list[Cell] = []
    below: list[Cell] = []
    place = 0
    for cell in row.cells:
        width = sum(widths[place : place + cell.colspan]) * sheet / 100
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


def shares(columns: Sequence[Column], rows: Sequence[PrintedRow], sheet: float = WIDTH) -> list[float]:
    """Per cent of the width as the section wishes, but never too little for the longest amount of a column: words wrap
    and share what the amounts leave.
    """
    needed = _figures_need(columns, rows)
    wished = [max(column.width, least) for column, least in zip(columns, needed, strict=True)]
    short: set[int] = set()
    while True:
        left = sheet - sum(needed[index] for index in short)
        scale = left / sum(width for index, width in enumerate(wished) if index not in short)
        more = {index for index, width in enumerate(wished) if index not in short and width * scale < needed[index]}
        if not more or len(short | more) == len(wished):
            break
        short |= more
    widths = [needed[index] if index in short else width * scale for index, width in enumerate(wished)]
    return [100 * width / sum(widths) for width in widths]


def _figures_need(columns: Sequence[Column], rows: Sequence[PrintedRow]) -> list[float]:
    """The least width of each column of figures, in shares; none of the others."""
    return [
        max((_needed(row.cells[index]) for row in rows), default=0.0)
        if column.kind.numeric or column.kind == Kind.DATE
        else 0.0
        for index, column in enumerate(columns)
    ]


def is_words(column: Column) -> bool:
    """Whether a column holds texts that wrap."""
    return column.kind in {Kind.TEXT, Kind.LINES, Kind.STATE} and column.width > NARROW


def _shortest(columns: Sequence[Column], rows: Sequence[PrintedRow], widths: list[float], sheet: float) -> list[float]:
    """The widths with which head and rows are shortest: what a column can spare goes, step by step, to where it saves
    a line.
    """
    words = [place for place, column in enumerate(columns) if is_words(column)]
    if not words:
        return widths
    lengths = [
        [[len(line) + _sign(row.cells[place]) for line in _lines_of(row.cells[place])] for place in words]
        for row in rows[:MEASURED]
    ]
    needed = [100 * share / sheet for share in _figures_need(columns, rows)]
    for place in words:
        longest = max((len(word) for row in rows for word in _words(row.cells[place])), default=0)
        needed[place] = 100 * longest / SIGNS / sheet
    least = [
        min(width, max(width * SPARED if place in words else 100 * column.width / sheet, need))
        for place, (column, width, need) in enumerate(zip(columns, widths, needed, strict=True))
    ]

    def height(widths: Sequence[float]) -> tuple[int, float]:
        """Lines of the head and of all rows, and of two layouts with as many the one that is nearer to fewer."""
        room = [max(width * sheet / 100 * SIGNS - 1, 1) for width in widths]
        head = max(len(column.title) / max(each - 1, 1) for column, each in zip(columns, room, strict=True))
        own = [room[place] for place in words]
        tall = [[sum(-(-n // r) or 1 for n in cell) for cell, r in zip(row, own, strict=True)] for row in lengths]
        near = [max(sum(cell) / r for cell, r in zip(row, own, strict=True)) for row in lengths]
        return ceil(head) + sum(map(int, map(max, tall))), head + sum(near)

    wished, best = widths, height(widths)
    lines, near = best
    while True:
        tallest = max(range(len(columns)), key=lambda place: len(columns[place].title) / widths[place])
        tried = []
        for giver, taker in product(range(len(columns)), {*words, tallest}):
            if giver != taker and widths[giver] - STEP >= least[giver]:
                moved = list(widths)
                moved[giver] -= STEP
                moved[taker] += STEP
                tried.append((height(moved), moved))
        if not tried or min(tried)[0] >= best:
            break
        best, widths = min(tried)
    return widths if best[0] < lines or best[1] < near - HALF_A_LINE else wished


def _words(cell: Cell) -> Iterator[str]:
    """The words of a cell as far as a line keeps them whole."""
    yield from (" " * _sign(cell) + word[:WORD] for line in _lines_of(cell) for word in line.split(" "))


def _lines_of(cell: Cell) -> list[str]:
    return cell.lines or [cell.text]


def _sign(cell: Cell) -> int:
    """What the sign of a state takes of its line, in signs."""
    return 3 if cell.state else 0


def _needed(cell: Cell) -> float:
    """The width of a number in 8.5 pt Tinos with its padding, in shares of about 11.4 mm; words wrap and need less,
    but not those that stand between numbers.
    """
    text = cell.text
    if cell.absent and cell.column.kind == Kind.NUMBER:
        return (2.3 + 1.5 * len(text)) / 11.4
    if not text[-1:].isdigit():
        return 0
    return (2.3 + sum(1.6 if sign.isdigit() or sign == "−" else 0.8 for sign in text)) / 11.4
