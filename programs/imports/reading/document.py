"""A file of an office program as the tables that it holds: sheets of Excel (.xlsx), tables of Word (.docx)."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from ...texts import canonical, number_in
from .cells import Value
from .files import FileProblem, damage_is, formulas_without_values, office_kind
from .grid import FileCell, Grid, build_grid
from .questions import Place


class Document:
    """A Word document or an Excel workbook, taken apart once however often its tables are read."""

    def __init__(self, content: bytes) -> None:
        is_word = office_kind(content) == "docx"
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.grids = read_word(content) if is_word else read_excel(content)
        self.has_tracked_changes = is_word and has_tracked_changes(content)


# Excel ----------------------------------------------------------------------------------------------------------------

MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 5_000, 100


def read_excel(content: bytes) -> list[Grid]:
    """Every visible sheet that holds anything."""
    from openpyxl import load_workbook

    with damage_is(_("This is not an Excel workbook, or it is damaged. Save it anew as XLSX.")):
        values = load_workbook(io.BytesIO(content), data_only=True)
        formulas = load_workbook(io.BytesIO(content)) if formulas_without_values(content) else values
        grids: list[Grid] = []
        for sheet in values.worksheets:
            if sheet.sheet_state == "visible":
                grid = _sheet_grid(sheet, formulas[sheet.title], len(grids) + 1)
                if grid is not None:
                    grids.append(grid)
        return grids


def _sheet_grid(sheet: Any, formulas: Any, number: int) -> Grid | None:
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    cells: list[FileCell] = []
    height = width = 0
    # the cells that the file really has: iter_rows() would make every empty one up to a lone cell far below
    for (row, column), cell in sorted(sheet._cells.items()):
        formula = formulas._cells.get((row, column), cell)
        if cell.value is None and formula.value is None:
            continue
        if row > MAX_SHEET_ROWS or column > MAX_SHEET_COLUMNS:
            raise FileProblem(
                _("Sheet “%(name)s” is larger than 5,000 rows or 100 columns: no plan is that large.")
                % {"name": sheet.title}
            )
        read = _cell(cell, formula, number, spans.get((row, column)))
        cells.append(read)
        height, width = max(height, row + read.rows - 1), max(width, column + read.columns - 1)
    if not cells:
        return None
    filled = {(cell.row, cell.column) for cell in cells}
    cells += [
        FileCell(_place(number, row, column), None, area.max_row - row + 1, area.max_col - column + 1)
        for (row, column), area in spans.items()
        if (row, column) not in filled and row <= height and column <= width
    ]
    return build_grid(number, cells, height=height, width=width, title=sheet.title)


def _place(table: int, row: int, column: int) -> Place:
    from openpyxl.utils import get_column_letter

    return Place(table, row, column, get_column_letter(column))


def _cell(cell: Any, formula: Any, table: int, area: Any | None) -> FileCell:
    rows = min(area.max_row, MAX_SHEET_ROWS) - area.min_row + 1 if area else 1
    columns = min(area.max_col, MAX_SHEET_COLUMNS) - area.min_col + 1 if area else 1
    return FileCell(
        _place(table, cell.row, cell.column),
        _value(cell.value),
        rows,
        columns,
        is_percent="%" in str(cell.number_format or ""),
        formula_without_value=cell.value is None and formula.value is not None,
    )


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, bool | time) or not isinstance(value, int | float | datetime | date):
        return None if value is None else str(value)
    return value


# Word -----------------------------------------------------------------------------------------------------------------

# The rows of a table are read from the XML itself: python-docx repeats a merged cell at every position, leaves out
# cells in content controls and drops text that was inserted with tracked changes.

MAX_TABLE_ROWS = 5_000
MAX_WORD_COLUMNS = 63  # what Word itself allows


def read_word(content: bytes) -> list[Grid]:
    """Every table that stands in the text itself, in its order, each with the text since the one before."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    sentence = _("This is not a Word document, or it is damaged. Save it anew as DOCX.")
    try:
        with damage_is(sentence):
            return _tables(Document(io.BytesIO(content)).element.body)
    except PackageNotFoundError as error:
        raise FileProblem(sentence) from error


def _tables(body: Any) -> list[Grid]:
    grids: list[Grid] = []
    text: list[str] = []
    for block in _blocks(body):
        if _tag(block) == "tbl":
            grids.append(_word_grid(block, len(grids) + 1, "\n".join(text)))
            text = []
        else:
            text.append(_text(block))
    return grids


def has_tracked_changes(content: bytes) -> bool:
    """Whether somebody's insertions or deletions wait in the document to be accepted."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("word/document.xml")
    return b"<w:ins " in xml or b"<w:del " in xml


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _child(element: Any, *path: str) -> Any | None:
    for name in path:
        element = next((child for child in element if _tag(child) == name), None)
        if element is None:
            return None
    return element


def _blocks(parent: Any, wanted: tuple[str, ...] = ("p", "tbl")) -> Iterator[Any]:
    """The wanted children, those within content controls and insertions included."""
    for child in parent:
        tag = _tag(child)
        if tag in wanted:
            yield child
        elif tag in {"sdt", "sdtContent", "customXml", "ins", "smartTag"}:
            yield from _blocks(child, wanted)


def _text(element: Any) -> str:
    """The text of a paragraph, or of a cell with a line for each paragraph, as it reads with all changes accepted."""
    if _tag(element) != "p":
        return "\n".join(_text(paragraph) for paragraph in _paragraphs(element))
    return canonical("".join(_pieces(element)))


def _paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell; those of a table inside it follow in their order, so that nothing is lost."""
    for block in _blocks(cell):
        if _tag(block) == "p":
            yield block
        else:
            for row in _blocks(block, ("tr",)):
                for inner in _blocks(row, ("tc",)):
                    yield from _paragraphs(inner)


PIECES = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = _tag(child)
        if tag == "t":
            yield child.text or ""
        elif tag in PIECES:
            yield PIECES[tag]
        elif tag not in {"del", "moveFrom", "pPr", "rPr", "Fallback"}:
            yield from _pieces(child)


def _is_deleted(row: Any) -> bool:
    return _child(row, "trPr", "del") is not None


def _number(element: Any | None, default: int) -> int:
    value = _attribute(element, "val") if element is not None else None
    number = number_in(value or "")
    return default if number is None else min(number, MAX_WORD_COLUMNS)


def _word_grid(table: Any, number: int, before: str) -> Grid:
    rows = [row for row in _blocks(table, ("tr",)) if not _is_deleted(row)]
    if len(rows) > MAX_TABLE_ROWS:
        raise FileProblem(_("Table %(table)s has more than 5,000 rows: no plan is that long.") % {"table": number})
    open_merges: dict[int, int] = {}  # column -> index of the cell that goes on downwards
    cells: list[FileCell] = []
    width = 1
    for row_number, row in enumerate(rows, start=1):
        column = 1 + _number(_child(row, "trPr", "gridBefore"), 0)
        for element in _blocks(row, ("tc",)):
            span = max(_number(_child(element, "tcPr", "gridSpan"), 1), 1)
            merge = _child(element, "tcPr", "vMerge")
            goes_on = merge is not None and (_attribute(merge, "val") or "continue") == "continue"
            index = open_merges.get(column)
            if goes_on and index is not None:
                _extend(cells, index, element)
            else:
                cells.append(FileCell(Place(number, row_number, column), _text(element), 1, span))
                open_merges[column] = len(cells) - 1
            if merge is None:
                open_merges.pop(column, None)
            column += span
        width = max(width, column - 1)
    return build_grid(number, cells, height=len(rows), width=width, before=before)


def _extend(cells: list[FileCell], index: int, element: Any) -> None:
    """Let a merged cell go on over one row more; text that hides in the covered part is kept."""
    cell = cells[index]
    hidden = _text(element).strip()
    value = f"{cell.value}\n{hidden}" if hidden.strip(" \n·•") else cell.value
    cells[index] = FileCell(cell.place, value, cell.rows + 1, cell.columns)
