"""A table as CSV, in the dialect of who reads it.

For people: as a Ukrainian Excel opens it with a double click. There the decimal mark is a comma, so fields are parted
by semicolons; amounts carry no thousands spaces, with which Excel would see text. For programs: commas, points, ISO
dates, codes for words, the machine names of the columns. Both begin with the byte-order mark: without it Excel would
take the Cyrillic letters for Windows-1251.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import islice

from django.utils import translation

from .cells import Cell, cells_of
from .guard import for_excel, harmless
from .table import Kind, State, Table, Value

BOM = "\ufeff"
PIECE = 500  # rows
SEPARATOR = "; "  # between the short texts of one cell


def render(table: Table, *, for_programs: bool = False) -> bytes:
    """The table with one heading row: for people a group's heading stands before its columns' own."""
    return b"".join(stream(table, for_programs=for_programs))


def stream(table: Table, *, for_programs: bool = False) -> Iterator[bytes]:
    """The same piece by piece, in the language of the asker: a long table is sent while it is read."""
    return _pieces(table, translation.get_language(), for_programs)


def _pieces(table: Table, language: str | None, for_programs: bool) -> Iterator[bytes]:
    delimiter, lines = (",", _for_programs(table)) if for_programs else (";", _for_people(table))
    start = BOM
    while True:
        with translation.override(language):  # whoever takes the pieces may have gone over to another language
            piece = list(islice(lines, PIECE))
        if not piece:
            return
        target = StringIO()
        csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(piece)
        yield f"{start}{target.getvalue()}".encode()
        start = ""


def _for_people(table: Table) -> Iterator[list[str]]:
    yield [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]
    for row in table.rows:
        yield [_for_excel(cell, row.cells.get(cell.column.key)) for cell in cells_of(table, row)]


def _for_excel(cell: Cell, value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        shown = value.normalize() if cell.column.kind == Kind.QUANTITY else value  # without the database's zeros
        return f"{shown:f}".replace(".", ",")
    if isinstance(value, date):
        return cell.text
    return for_excel(SEPARATOR.join(cell.lines) or cell.text, code=cell.column.kind == Kind.CODE)


def _for_programs(table: Table) -> Iterator[list[str]]:
    yield [column.key for column in table.columns]
    for row in table.rows:
        yield [_plain(row.cells.get(column.key)) for column in table.columns]


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, State):
        return value.code
    if isinstance(value, list | tuple):
        return harmless(SEPARATOR.join(map(str, value)))
    return harmless(str(value))
