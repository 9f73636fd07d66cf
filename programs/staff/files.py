"""The files: XLSX and CSV as office programs write and read them, and the sentence for one that is refused."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from import_export.formats import base_formats
from tablib import Dataset

from ..imports.reading.files import OLD_OFFICE, ZIP, FileProblem, check_unpacked, damage_is

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 50_000, 100
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def escape(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula: an apostrophe before it, taken off again by the import."""
    return f"'{text}" if len(text) > 1 and text.startswith(FORMULA_STARTS) else text


def unescape(text: str) -> str:
    return text[1:] if len(text) > 2 and text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


class Xlsx(base_formats.XLSX):
    """An Excel workbook: amounts and dates as numbers and dates, texts as texts."""

    def get_title(self) -> str:
        return "xlsx"

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font, PatternFill

        book = Workbook()
        sheet = book.active
        sheet.title = (dataset.title or "")[:31] or "Data"
        widths = [len(str(header)) for header in dataset.headers]
        for number, values in enumerate([dataset.headers, *dataset], start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(number, column)
                _fill(cell, value)
                widths[column - 1] = max(widths[column - 1], min(len(str(value or "")), 60))
        for column, cell in enumerate(sheet[1]):
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E6F0FA")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[cell.column_letter].width = widths[column] + 3
        sheet.freeze_panes = "A2"
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def create_dataset(self, in_stream: bytes) -> Dataset:
        from openpyxl import load_workbook

        with damage_is(_("This is not an Excel workbook, or it is damaged. Save it anew as XLSX.")):
            check_unpacked(in_stream)
            book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            sheet = book.active
            sheet.reset_dimensions()  # what a sheet claims to reach need not be filled
            rows = _bounded(sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2))
        return _dataset([[_read_cell(value) for value in row] for row in rows])


class Csv(base_formats.CSV):
    """A text table as a Ukrainian Excel opens it: UTF-8 with its mark, semicolons, decimal commas."""

    def get_title(self) -> str:
        return "csv"

    def is_binary(self) -> bool:
        return True

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
        writer.writerow(dataset.headers)
        writer.writerows([_csv_text(value) for value in row] for row in dataset)
        return output.getvalue().encode("utf-8-sig")

    def create_dataset(self, in_stream: bytes) -> Dataset:
        text = _decode(in_stream)
        first = text.splitlines()[0] if text.strip() else ""
        delimiter = max(";,\t", key=first.count)
        try:
            rows = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise FileProblem(
                _("The CSV file is broken (%(error)s). Save it anew, or use XLSX.") % {"error": error}
            ) from error
        return _dataset([[unescape(value) for value in row] for row in rows])


FORMATS: dict[str, type[base_formats.Format]] = {"xlsx": Xlsx, "csv": Csv}


def read_table(name: str, content: bytes) -> Dataset:
    """The table in an uploaded file, told by what it holds rather than by its name."""
    if not content:
        raise FileProblem(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise FileProblem(_("The file is larger than 10 MB: divide it."))
    if content.startswith(OLD_OFFICE):
        raise FileProblem(_("This is an old Excel file (XLS). Open it and save it as XLSX."))
    if content.startswith(ZIP):
        return Xlsx().create_dataset(content)
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem(_("“%(name)s” is no table: choose an XLSX or a CSV file.") % {"name": name})
    return Csv().create_dataset(content)


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


def _read_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return unescape(value) if isinstance(value, str) else value


def _fill(cell: Any, value: Any) -> None:
    """Write a value in its own type; a text stays a text even where it looks like a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, Decimal):
        cell.value, cell.number_format = value, "#,##0.00"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd.mm.yyyy"
    elif isinstance(value, int):
        cell.value, cell.number_format = value, "0"
    elif value not in (None, ""):
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True


def _csv_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else escape(str(value)) if isinstance(value, str) else str(value)
