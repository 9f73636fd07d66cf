"""Tables as a workbook: the report with a sheet of headings before its sections, or a list that is only a table.

Numbers are numbers, written digit by digit as they are: the library would write 88.6 as the binary 88.59999999999999.
A file names no person and carries no time of writing: equal data give equal bytes.
"""

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from ..words import DASH
from .as_json import check_code
from .cells import Cell, HeadCell, cells_of, head_rows
from .guard import for_workbook, starts_a_formula
from .marks import Mark, Piece
from .report import Report
from .table import Kind, Level, Row, Table

# A text has a format too («@»): with none a «1.1.2» typed over would become a date, a code lose its zeros.
FORMATS = {
    Kind.TEXT: "@",
    Kind.CODE: "@",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0",
    Kind.NUMBER: "#,##0",
    Kind.YEAR: "0",
    Kind.DATE: "dd.mm.yyyy",
}
INK, MUTED, LINE, WARNING = "14213D", "51607A", "8D99AE", "A4262C"
FILLS = {Level.GROUP: "E9EDF3", Level.SUBTOTAL: "F5F7FA", Level.TOTAL: "D5DBE5"}
HEAD_FILL = "DCE4EF"
UNIT = 10  # characters of a column whose width is 1
# The widths of a list in characters, where nobody chose them.
LIST_WIDTHS = {Kind.TEXT: 30, Kind.LINES: 40, Kind.ADDRESS: 45, Kind.STATE: 20, Kind.MONEY: 17}
USUAL_WIDTH = 14
HEADING_ROWS = 2  # title and caption, before the header of the table
TITLE_LIMIT, TEXT_LIMIT = 31, 32_767  # Excel's own
EPOCH = datetime(1980, 1, 1)  # where the calendar of archives begins: as good as no date
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no XML can carry
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_thin = Side(style="thin", color=LINE)
_border = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)


def render(report: Report) -> bytes:
    """The workbook of a report, in Ukrainian."""
    with translation.override("uk"):
        book = Workbook(write_only=True)
        _first_sheet(book.create_sheet(_("Report")), report)
        _add_tables(book, report.tables, foot=report.period_label, notices=report.notices)
        return _finished(book, title=report.name, subject=report.program, creator=report.council)


def render_tables(
    tables: list[tuple[str, Table]], *, title: str, subject: str, creator: str, notices: Sequence[str] = ()
) -> bytes:
    """A workbook of tables alone, a sheet each, in the reader's language: what a page offers to download."""
    book = Workbook(write_only=True)
    _add_tables(book, tables, foot=title, notices=notices)
    return _finished(book, title=title, subject=subject, creator=creator)


def render_list(title: str, table: Table) -> bytes:
    """A workbook of one sheet that begins with its heading row: what programs read and staff bring back."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(book, title))
    sheet.freeze_panes = "A2"
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = LIST_WIDTHS.get(column.kind, USUAL_WIDTH)
    writer = _Writer(sheet)
    _header(writer, head_rows(table), len(table.columns))
    for row in table.rows:
        writer.write(*_cells(writer, table, row))
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(table.columns), 1))}{writer.row}"
    return _finished(book, title=title, subject="", creator="")


def _add_tables(book: Workbook, tables: list[tuple[str, Table]], *, foot: str, notices: Sequence[str]) -> None:
    for title, table in tables:
        sheet = book.create_sheet(_sheet_title(book, title))
        _print_setup(sheet, foot, notices, landscape=True)
        _sheet(sheet, title, table)


def _finished(book: Workbook, *, title: str, subject: str, creator: str) -> bytes:
    properties = DocumentProperties(creator=creator, title=title, subject=subject, language=translation.get_language())
    properties.created = EPOCH
    book.properties = properties
    return _timeless(book)


def _timeless(book: Workbook) -> bytes:
    """The saved workbook without the times of saving, which the library writes into properties and archive."""
    saved, target = BytesIO(), BytesIO()
    book.save(saved)
    book.properties.modified = EPOCH
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            if name == "docProps/core.xml":
                archive.writestr(entry, tostring(book.properties.to_tree()))
                continue
            with source.open(name) as read, archive.open(entry, "w") as written:
                shutil.copyfileobj(read, written)
    return target.getvalue()


def _sheet_title(book: Workbook, title: str) -> str:
    """A name that Excel accepts: 31 characters, none of []:*?/\\, not used yet."""
    plain = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", title).split())
    name, number = plain[:TITLE_LIMIT].strip(), 1
    while name.casefold() in {taken.casefold() for taken in book.sheetnames}:
        number += 1
        name = f"{plain[: TITLE_LIMIT - len(f' {number}')].strip()} {number}"
    return name


# The styles of cells --------------------------------------------------------------------------------------------------


class CellStyle(NamedTuple):
    """How a cell looks: given to it once, before its values. A ``quoted`` text never runs, even typed over."""

    size: float = 11
    bold: bool = False
    italic: bool = False
    color: str = INK
    fill: str = ""
    border: bool = False
    align: str | None = None
    middle: bool = False
    wrap: bool = True
    format: str = "General"
    quoted: bool = False

    def put(self, cell: Any) -> None:
        cell.font = Font(size=self.size, bold=self.bold, italic=self.italic, color=self.color)
        cell.alignment = Alignment(self.align, "center" if self.middle else "top", wrap_text=self.wrap)
        cell.number_format = self.format
        if self.fill:
            cell.fill = PatternFill("solid", fgColor=self.fill)
        if self.border:
            cell.border = _border
        if self.quoted:
            cell.quotePrefix = True


HEADING = CellStyle(bold=True, fill=HEAD_FILL, border=True, align="center", middle=True)
NAME, LINE_OF_TEXT = CellStyle(color=MUTED), CellStyle(color=MUTED, wrap=False)


@cache
def _style(kind: Kind, level: Level, absent: bool, quoted: bool) -> CellStyle:
    """The style of a cell of a table."""
    return CellStyle(
        bold=level != Level.ITEM and not absent,
        italic=absent,
        color=MUTED if absent else INK,
        fill=FILLS.get(level, ""),
        border=True,
        align="right" if kind.numeric else "left",
        format="General" if absent else FORMATS.get(kind, "General"),
        quoted=quoted,
    )


class _Writer:
    """Writes a sheet from its first row downwards; what is written leaves the memory.

    There is one cell for each style of a column, filled anew for every row: the library compares a style with all
    others whenever a cell takes it, which in a long table takes longer than everything else.
    """

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.row = 0
        self.cells: dict[tuple[int, CellStyle], Any] = {}

    def cell(self, value: Any, column: int, style: CellStyle) -> Any:
        """The cell of a column with a value; text stays text even where it begins like a formula."""
        cell = self.cells.get((column, style))
        if cell is None:
            cell = self.cells[column, style] = WriteOnlyCell(self.sheet)
            style.put(cell)
        if isinstance(value, str):
            cell.value, cell.data_type = _ILLEGAL.sub("", value)[:TEXT_LIMIT], "s"
        elif isinstance(value, Decimal | int):
            cell.value, cell.data_type = f"{Decimal(value).normalize():f}", "n"
        else:
            cell.value = value
        return cell

    def write(self, *cells: Any, height: float | None = None, merged: int = 1) -> None:
        """The next row; ``merged`` is how many columns its first cell takes."""
        self.row += 1
        if height is not None:
            self.sheet.row_dimensions[self.row].height = height
        if merged > 1:
            self.merge(self.row, 1, self.row, merged)
        self.sheet.append(list(cells))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")


# The first sheet ------------------------------------------------------------------------------------------------------


def _first_sheet(sheet: Any, report: Report) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 92
    _print_setup(sheet, report.period_label, report.notices, landscape=False)
    writer = _Writer(sheet)
    for text, size in ((report.council, 12), (report.title, 16), (report.program, 13)):
        height = 36 if text is report.program else None
        writer.write(writer.cell(text, 1, CellStyle(size, bold=True)), height=height, merged=2)
    for notice in report.notices:
        writer.write(writer.cell(notice, 1, CellStyle(bold=True, color=WARNING, wrap=False)))
    headings = [
        (_("Act"), report.act),
        (_("Reporting period"), f"{report.period_label} ({report.period.dates})"),
        (_("Edition of the plan"), report.edition),
        (_("State of the report"), report.state),
        (_("Check code"), check_code(report)),
    ]
    _pairs(writer, headings)
    writer.write()
    for fact in report.facts:
        figure = isinstance(fact.value, Decimal)
        style = CellStyle(bold=True, align="left", format=FORMATS[fact.kind] if figure else "General")
        cell = writer.cell(fact.value if figure else DASH, 2, style)
        writer.write(writer.cell(fact.label, 1, LINE_OF_TEXT), cell)
    _pairs(writer, [(_("In short") if not index else "", text) for index, text in enumerate(report.summary)])
    if report.issued:
        _pairs(writer, report.issued.words)
    _pairs(
        writer,
        [(row.part, f"{row.position}  ______________  {row.name or '______________'}") for row in report.signatories],
    )


def _pairs(writer: _Writer, pairs: list[tuple[str, str]]) -> None:
    """Rows of a name and a text, after an empty one."""
    writer.write()
    for name, text in pairs:
        writer.write(writer.cell(name, 1, NAME), writer.cell(text, 2, CellStyle()))


# A sheet of a section -------------------------------------------------------------------------------------------------


def _sheet(sheet: Any, title: str, table: Table) -> None:
    """The widths and the frozen part stand in the file before the first row."""
    heads = head_rows(table)
    first, last = HEADING_ROWS + 1, HEADING_ROWS + len(heads)
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(8, column.width * UNIT)
    headed = table.columns.index(table.heading_column) + 1
    sheet.freeze_panes = f"{get_column_letter(headed + 1 if headed <= 2 else 1)}{last + 1}"
    sheet.print_title_rows = f"{first}:{last}"
    writer = _Writer(sheet)
    writer.write(writer.cell(title, 1, CellStyle(14, bold=True, wrap=False)))
    writer.write(writer.cell(table.caption, 1, LINE_OF_TEXT))
    _header(writer, heads, len(table.columns))
    for row in table.rows:
        writer.write(*_cells(writer, table, row))
    _notes(writer, table.notes if writer.row > last else [table.empty, *table.notes], len(table.columns))


def _header(writer: _Writer, heads: list[list[HeadCell]], columns: int) -> None:
    """The header with merged groups."""
    first = writer.row + 1
    titles: list[dict[int, str]] = [{} for _head in heads]
    taken: set[tuple[int, int]] = set()
    for offset, row in enumerate(heads):
        column = 1
        for head in row:
            while (offset, column) in taken:
                column += 1
            titles[offset][column] = head.title
            if head.colspan > 1 or head.rowspan > 1:
                bottom, right = first + offset + head.rowspan - 1, column + head.colspan - 1
                writer.merge(first + offset, column, bottom, right)
            taken |= {(offset + down, column + right) for down in range(head.rowspan) for right in range(head.colspan)}
            column += head.colspan
    for found in titles:
        writer.write(*(writer.cell(found.get(column), column, HEADING) for column in range(1, columns + 1)))


def _cells(writer: _Writer, table: Table, row: Row) -> Iterator[Any]:
    for index, part in enumerate(cells_of(table, row), start=1):
        value, kind = _content(row, part), part.column.kind
        if kind == Kind.NUMBER and isinstance(value, Decimal):
            kind = Kind.QUANTITY  # «#,##0» would round what it shows
        quoted = isinstance(value, str) and starts_a_formula(value)
        style = _style(kind, row.level, part.absent, quoted)
        if isinstance(value, Decimal) and part.column.in_other_unit:
            value, decimals = value / part.column.divisor, part.column.decimals
            style = style._replace(format=f"#,##0.{'0' * decimals}" if decimals else "#,##0")
        yield writer.cell(value, index, style)


def _content(row: Row, part: Cell) -> Any:
    """What the workbook keeps: a number or a date as such, everything else as the text that people read."""
    if any(piece.mark != Mark.KEPT for piece in part.pieces):
        return _marked(part.pieces)
    value = row.cells.get(part.column.key)
    if isinstance(value, Decimal | int | date):
        return value
    return for_workbook("\n".join(part.lines) or part.text) or None


def _marked(pieces: Sequence[Piece]) -> CellRichText:
    """A text with its dropped words struck and its added ones underlined."""
    fonts = {Mark.DROPPED: InlineFont(strike=True), Mark.ADDED: InlineFont(u="single", b=True)}
    text, left = CellRichText(), TEXT_LIMIT
    for piece in pieces:
        part = _ILLEGAL.sub("", piece.text)[:left]
        left -= len(part)
        if part:
            text.append(TextBlock(fonts[piece.mark], part) if piece.mark in fonts else part)
    return text


def _notes(writer: _Writer, notes: Sequence[str], columns: int) -> None:
    """Sentences over the whole width, after an empty row."""
    writer.write()
    for note in (note for note in notes if note):
        writer.write(writer.cell(note, 1, CellStyle(9, color=MUTED)), height=26, merged=columns)


def _print_setup(sheet: Any, foot: str, notices: Sequence[str], *, landscape: bool) -> None:
    setup = sheet.page_setup
    setup.orientation = "landscape" if landscape else "portrait"
    setup.paperSize = Worksheet.PAPERSIZE_A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.left.text = foot.replace("&", "&&")
    sheet.oddFooter.right.text = _("page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    if notices:
        sheet.oddHeader.center.text = " ".join(notices).replace("&", "&&")
