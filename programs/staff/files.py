"""The files that office programs hand back: XLSX and CSV as tables, and the sentence for one that is refused."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from tablib import Dataset

from ..bounds import MAX_CELLS_OF_TABLE, Lines, check_office
from ..imports.reading.files import (
    OLD_OFFICE,
    ZIP,
    FileProblem,
    damage_is,
    formulas_without_values,
    refuse_formulas,
)
from ..reporting.guard import unguarded

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 50_000, 100


def read_table(name: str, content: bytes) -> Dataset:
    """The table in an uploaded file, told by what it holds rather than by its name."""
    if not content:
        raise FileProblem(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise FileProblem(_("The file is larger than 10 MB: divide it."))
    if content.startswith(OLD_OFFICE):
        raise FileProblem(_("This is an old Excel file (XLS). Open it and save it as XLSX."))
    if content.startswith(ZIP):
        return _read_xlsx(content)
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem(_("“%(name)s” is no table: choose an XLSX or a CSV file.") % {"name": name})
    return _read_csv(content)


def _read_xlsx(content: bytes) -> Dataset:
    from openpyxl import load_workbook

    with damage_is(_("This is not an Excel workbook, or it is damaged. Save it anew as XLSX.")):
        check_office(io.BytesIO(content), MAX_CELLS_OF_TABLE)
        refuse_formulas(formulas_without_values(content))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.active
        sheet.reset_dimensions()  # what a sheet claims to reach need not be filled
        rows = _bounded(sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2))
    return _dataset([[_read_cell(value) for value in row] for row in rows])


def _read_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return unguarded(value) if isinstance(value, str) else value


def _read_csv(content: bytes) -> Dataset:
    text = _decode(content)
    first = text.lstrip("\r\n").partition("\n")[0] if text.strip() else ""
    delimiter = max(";,\t", key=first.count)
    try:
        lines = Lines(io.StringIO(text, newline=""))
        rows = _bounded(lines.rows(csv.reader(lines, delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise FileProblem(
            _("The CSV file is broken (%(error)s). Save it anew, or use XLSX.") % {"error": error}
        ) from error
    return _dataset([[unguarded(value) for value in row] for row in rows])


def _decode(content: bytes) -> str:
    """UTF-8 or UTF-16 with its mark, else the old Windows encoding that office programs still write."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileProblem(_("The letters of the file cannot be read. Save it as “CSV UTF-8” or as XLSX."))


def _bounded(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """The rows without what is empty behind them, as they come: one that no table can have ends the reading."""
    found = []
    for row in rows:
        values = list(row)
        while values and not _filled(values[-1]):
            values.pop()
        if len(values) > MAX_COLUMNS:
            raise FileProblem(_("The file has more than 100 columns: no table of the portal is that wide."))
        found.append(values)
    return found


def _dataset(rows: list[list[Any]]) -> Dataset:
    """Headers and rows without what is empty at the edges."""
    while rows and not any(_filled(value) for value in rows[-1]):
        rows.pop()
    if not rows:
        raise FileProblem(_("The file is empty."))
    headers = [str(value).strip() if value is not None else "" for value in rows[0]]
    while headers and not headers[-1]:
        headers.pop()
    if len(rows) - 1 > MAX_ROWS:
        raise FileProblem(_("The file has more than 50,000 rows: divide it."))
    width = len(headers)
    dataset = Dataset(headers=headers)
    for number, row in enumerate(rows[1:], start=2):
        if any(_filled(value) for value in row[width:]):
            raise FileProblem(
                _("Row %(number)s has more cells than the heading: a text with the separator in it needs quotes.")
                % {"number": number}
            )
        dataset.append([*row[:width], *[None] * (width - len(row))])
    return dataset


def _filled(value: Any) -> bool:
    return value is not None and str(value).strip() != ""
