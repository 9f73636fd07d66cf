"""A table as CSV that Excel opens with a double click on a Ukrainian machine.

There the decimal mark is a comma, so fields are parted by semicolons; without the byte-order mark Excel would take the
Cyrillic letters for Windows-1251. Amounts carry no thousands spaces: with them Excel would see text.
"""

import csv
import re
from decimal import Decimal
from io import StringIO

from .cells import PrintedRow, printed_rows
from .table import Kind, Row, Table

BOM = "\ufeff"
_LIKE_A_DATE = re.compile(r"\d+[./-]\d+([./-]\d+)?[./-]?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(table: Table) -> bytes:
    """The table with one heading row: a group's heading stands before its columns' own."""
    target = StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([f"{c.group}: {c.title}" if c.group else c.title for c in table.columns])
    for row, printed in zip(table.rows, printed_rows(table), strict=True):
        writer.writerow(_fields(row, printed))
    return (BOM + target.getvalue()).encode()


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
