"""A table as CSV that Excel opens with a double click on a Ukrainian machine.

There the decimal mark is a comma, so fields are parted by semicolons; without the byte-order mark Excel would take the
Cyrillic letters for Windows-1251. Amounts carry no thousands spaces: with them Excel would see text.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO
from itertools import islice

from django.utils import translation

from .cells import PrintedRow, printed_one_by_one
from .table import Kind, Row, Table

BOM = "\ufeff"
PIECE = 500  # rows
_LIKE_A_DATE = re.compile(r"\d{1,4}[./-]\d{1,4}([./-]\d{1,4})?[./-]?")  # not «92400000-5»
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(table: Table) -> bytes:
    """The table with one heading row: a group's heading stands before its columns' own."""
    return b"".join(stream(table))


def stream(table: Table) -> Iterator[bytes]:
    """The same piece by piece, in the language of the asker: a long table is sent while it is read."""
    return _pieces(table, translation.get_language())


def _pieces(table: Table, language: str | None) -> Iterator[bytes]:
    heads = [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]
    yield BOM.encode() + _written([heads])
    rows = printed_one_by_one(table)
    while True:
        with translation.override(language):  # whoever takes the pieces may have gone over to another language
            lines = [_fields(row, printed) for row, printed in islice(rows, PIECE)]
        if not lines:
            return
        yield _written(lines)


def _written(lines: Iterable[list[str]]) -> bytes:
    target = StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(lines)
    return target.getvalue().encode()


def _fields(row: Row, printed: PrintedRow) -> list[str]:
    fields = []
    for cell in printed.cells:
        value = row.cells.get(cell.column.key)
        if isinstance(value, Decimal):
            fields.append(f"{value:f}".replace(".", ","))
        else:
            text = "; ".join(cell.lines) if cell.lines else cell.text
            fields.append(text if cell.column.kind in {Kind.NUMBER, Kind.DATE} else harmless(text))
    return fields


def harmless(text: str) -> str:
    """Text that Excel takes neither for a formula nor, as it would «1.1.2», for a date."""
    if _LIKE_A_DATE.fullmatch(text):
        return f"\u00a0{text}"
    return f"'{text}" if text.startswith(_FORMULA) else text
