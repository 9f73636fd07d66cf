"""The report as a workbook: a sheet with its headings, then a sheet for each section. Numbers are numbers.

The file names no person and carries no time of writing: equal data give equal bytes.
"""

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from .as_json import check_code
from .as_json import render as render_json
from .cells import Cell, PrintedRow, head_rows, printed_rows
from .marks import Mark, Piece
from .report import Fact, Report
from .table import Kind, Level, Row, Table
from .words import percent_text

FORMATS = {Kind.MONEY: "#,##0.00", Kind.PERCENT: "0.0", Kind.NUMBER: "#,##0", Kind.DATE: "dd.mm.yyyy"}
INK, MUTED, LINE = "14213D", "51607A", "8D99AE"
FILLS = {Level.GROUP: "E9EDF3", Level.SUBTOTAL: "F5F7FA", Level.TOTAL: "D5DBE5"}
HEAD_FILL = "DCE4EF"
UNIT = 10  # characters of a column whose width is 1
TITLE_LIMIT, TEXT_LIMIT = 31, 32_767  # Excel's own
EPOCH = datetime(1980, 1, 1)  # where the calendar of archives begins: as good as no date
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_thin = Side(style="thin", color=LINE)
_border = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)


def render(report: Report) -> bytes:
    """The workbook of a report, in Ukrainian."""
    with translation.override("uk"):
        book = Workbook()
        _first_sheet(book.active, report)
        _add_tables(book, report.tables, foot=report.period_label, notices=report.notices)
        return _finished(book, title=report.name, subject=report.program, creator=report.council)


def render_tables(
    tables: list[tuple[str, Table]], *, title: str, subject: str, creator: str, notices: Sequence[str] = ()
) -> bytes:
    """A workbook of tables alone, a sheet each, in the reader's language: what a page offers to download."""
    book = Workbook()
    book.remove(book.active)
    _add_tables(book, tables, foot=title, notices=notices)
    return _finished(book, title=title, subject=subject, creator=creator)


def _add_tables(book: Workbook, tables: list[tuple[str, Table]], *, foot: str, notices: Sequence[str]) -> None:
    for title, table in tables:
        sheet = book.create_sheet(_sheet_title(book, title))
        _sheet(sheet, title, table)
        _print_setup(sheet, foot, notices, landscape=True)


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
            data = tostring(book.properties.to_tree()) if name == "docProps/core.xml" else source.read(name)
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return target.getvalue()


def _sheet_title(book: Workbook, title: str) -> str:
    """A name that Excel accepts: 31 characters, none of []:*?/\\, not used yet."""
    plain = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", title).split())
    name, number = plain[:TITLE_LIMIT].strip(), 1
    while name.casefold() in {taken.casefold() for taken in book.sheetnames}:
        number += 1
        name = f"{plain[: TITLE_LIMIT - len(f' {number}')].strip()} {number}"
    return name


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Put a value into a cell; text stays text even where it begins like a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:TEXT_LIMIT]
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


# The first sheet ------------------------------------------------------------------------------------------------------


def _first_sheet(sheet: Worksheet, report: Report) -> None:
    sheet.title = _("Report")
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 92
    row = 1
    for text, size in ((report.council, 12), (report.title, 16), (report.program, 13)):
        cell = _write(sheet, row, 1, text)
        cell.font = Font(size=size, bold=True, color=INK)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        row += 1
    sheet.row_dimensions[row - 1].height = 36
    for notice in report.notices:
        _write(sheet, row, 1, notice).font = Font(bold=True, color="A4262C")
        row += 1
    headings = [
        (_("Act"), report.act),
        (_("Reporting period"), f"{report.period_label} ({report.period.dates})"),
        (_("Edition of the plan"), report.edition),
        (_("State of the report"), report.state),
        (_("Check code"), check_code(render_json(report))),
    ]
    row = _pairs(sheet, row + 1, headings)
    row = _facts(sheet, row + 1, report.facts)
    row = _pairs(
        sheet, row + 1, [(_("In short") if not index else "", text) for index, text in enumerate(report.summary)]
    )
    _pairs(
        sheet, row + 1, [(row.part, f"{row.position}  ______________  ______________") for row in report.signatories]
    )
    _print_setup(sheet, report.period_label, report.notices, landscape=False)


def _pairs(sheet: Worksheet, row: int, pairs: list[tuple[str, str]]) -> int:
    """Rows of a name and a text; returns the row after them."""
    for name, text in pairs:
        _write(sheet, row, 1, name).font = Font(color=MUTED)
        cell = _write(sheet, row, 2, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    return row


def _facts(sheet: Worksheet, row: int, facts: list[Fact]) -> int:
    for fact in facts:
        _write(sheet, row, 1, fact.label).font = Font(color=MUTED)
        if isinstance(fact.value, Decimal):
            cell = _write(sheet, row, 2, fact.value)
            cell.number_format = FORMATS[fact.kind]
        else:
            cell = _write(sheet, row, 2, percent_text(None))
        cell.font = Font(bold=True, color=INK)
        cell.alignment = Alignment(horizontal="left")
        row += 1
    return row


# A sheet of a section -------------------------------------------------------------------------------------------------


def _sheet(sheet: Worksheet, title: str, table: Table) -> None:
    count = len(table.columns)
    for line, text, font in ((1, title, Font(size=14, bold=True, color=INK)), (2, table.caption, Font(color=MUTED))):
        _write(sheet, line, 1, text).font = font
    first = 3
    last = _header(sheet, first, table)
    for number, (row, printed) in enumerate(zip(table.rows, printed_rows(table), strict=True), start=last + 1):
        _row(sheet, number, row, printed)
    _notes(sheet, last + len(table.rows) + 2, table.notes if table.rows else [table.empty, *table.notes], count)
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(8, column.width * UNIT)
    headed = table.columns.index(table.heading_column) + 1
    sheet.freeze_panes = sheet.cell(last + 1, headed + 1 if headed <= 2 else 1)
    sheet.print_title_rows = f"{first}:{last}"


def _header(sheet: Worksheet, first: int, table: Table) -> int:
    """The header with merged groups; returns its last row."""
    rows = head_rows(table)
    taken: set[tuple[int, int]] = set()
    for offset, heads in enumerate(rows):
        column = 1
        for head in heads:
            while (offset, column) in taken:
                column += 1
            _write(sheet, first + offset, column, head.title)
            if head.colspan > 1 or head.rowspan > 1:
                end = {"end_row": first + offset + head.rowspan - 1, "end_column": column + head.colspan - 1}
                sheet.merge_cells(start_row=first + offset, start_column=column, **end)
            taken |= {(offset + down, column + right) for down in range(head.rowspan) for right in range(head.colspan)}
            column += head.colspan
    for row in sheet.iter_rows(first, first + len(rows) - 1, 1, len(table.columns)):
        for cell in row:
            cell.font, cell.border = Font(bold=True, color=INK), _border
            cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return first + len(rows) - 1


def _row(sheet: Worksheet, number: int, row: Row, printed: PrintedRow) -> None:
    strong = row.level != Level.ITEM
    for index, part in enumerate(printed.cells, start=1):
        cell = _write(sheet, number, index, _content(row, part))
        cell.border = _border
        if isinstance(cell.value, int | float | Decimal) or part.column.kind == Kind.DATE:
            cell.number_format = FORMATS.get(part.column.kind, "General")
        if part.absent:
            cell.font = Font(italic=True, color=MUTED)
        elif strong:
            cell.font = Font(bold=True, color=INK)
        if strong:
            cell.fill = PatternFill("solid", fgColor=FILLS[row.level])
        cell.alignment = Alignment(
            horizontal="right" if part.column.kind.numeric else "left", vertical="top", wrap_text=True
        )


def _content(row: Row, part: Cell) -> Any:
    """What the workbook keeps: a number or a date as such, everything else as the text that people read."""
    if any(piece.mark != Mark.KEPT for piece in part.pieces):
        return _marked(part.pieces)
    value = row.cells.get(part.column.key)
    if part.absent or part.column.kind in {Kind.TEXT, Kind.LINES, Kind.STATE}:
        return "\n".join(part.lines) if part.lines else part.text
    return value


def _marked(pieces: Sequence[Piece]) -> CellRichText:
    """A text with its dropped words struck and its added ones underlined."""
    fonts = {Mark.DROPPED: InlineFont(strike=True), Mark.ADDED: InlineFont(u="single", b=True)}
    text, left = CellRichText(), TEXT_LIMIT
    for piece in pieces:
        part = ILLEGAL_CHARACTERS_RE.sub("", piece.text)[:left]
        left -= len(part)
        if part:
            text.append(TextBlock(fonts[piece.mark], part) if piece.mark in fonts else part)
    return text


def _notes(sheet: Worksheet, row: int, notes: list[str], columns: int) -> None:
    for number, note in enumerate((note for note in notes if note), start=row):
        cell = _write(sheet, number, 1, note)
        cell.font = Font(size=9, color=MUTED)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=columns)
        sheet.row_dimensions[number].height = 26


def _print_setup(sheet: Worksheet, foot: str, notices: Sequence[str], *, landscape: bool) -> None:
    setup = sheet.page_setup
    setup.orientation = "landscape" if landscape else "portrait"
    setup.paperSize = sheet.PAPERSIZE_A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.left.text = foot.replace("&", "&&")
    sheet.oddFooter.right.text = _("page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    if notices:
        sheet.oddHeader.center.text = " ".join(notices).replace("&", "&&")
