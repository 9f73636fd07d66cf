"""Lists as files: CSV for programs, XLSX for people. Both have the columns of the serializer in its order.

A nested list of years becomes columns per year, any other nested list one cell of text. Figures and dates are typed in
XLSX; its headings and words are those of the reader's language, while CSV keeps the names and codes of the API.
"""

import csv
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from .fields import ByYear

FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")  # what a spreadsheet takes for the beginning of a formula
HARMLESS = re.compile(r"\s*[+\-−]?[\d\s.,]*")  # a signed number, or the lone dash that Annex 1 prints as a label
SEPARATOR = "; "


@dataclass(frozen=True)
class Column:
    """A column of the file: machine name, heading, the field that types its cells, the cells."""

    name: str
    title: str
    field: serializers.Field
    cells: list[Any]


def columns(serializer: serializers.Serializer, rows: Sequence[Any], name: str = "", title: str = "") -> list[Column]:
    """The columns that the records of a serializer fill; ``name`` and ``title`` stand before those of a nested one."""
    found: list[Column] = []
    for key, field in serializer.fields.items():
        if not field.write_only:
            heading = capfirst(str(field.label or key))
            cells = [row.get(key) if row else None for row in rows]
            found += _columns_of(field, f"{name}{key}", f"{title}{heading}", cells)
    return found


def _columns_of(field: serializers.Field, name: str, title: str, cells: list[Any]) -> list[Column]:
    if isinstance(field, ByYear):
        return _columns_by_year(field, cells)
    if isinstance(field, serializers.ListSerializer):
        child: Any = field.child
        text = child.as_text
        return [Column(name, title, field, [SEPARATOR.join(text(item) for item in cell or []) for cell in cells])]
    if isinstance(field, serializers.Serializer):
        return columns(field, cells, f"{name}_", f"{title}: ")
    if isinstance(field, serializers.ListField):
        return [Column(name, title, field, [SEPARATOR.join(str(item) for item in cell or []) for cell in cells])]
    return [Column(name, title, field, cells)]


def _columns_by_year(field: ByYear, cells: list[Any]) -> list[Column]:
    child: Any = field.child
    by_year = [{item["year"]: item for item in cell or []} for cell in cells]
    years = sorted({year for items in by_year for year in items})
    return [
        Column(f"{column.name}_{year}", f"{column.title}, {year}", column.field, column.cells)
        for year in years
        for column in columns(child, [items.get(year) for items in by_year])
        if column.name != "year"
    ]


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: the beginning of a formula gets an apostrophe before it."""
    if FORMULA.match(text) and not HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def as_code(field: serializers.Field, value: Any) -> str:
    """A cell of CSV: the value as the API's JSON has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return harmless(str(value))


def as_typed(field: serializers.Field, value: Any) -> Any:
    """A cell of XLSX: numbers, dates and words for codes."""
    if value is None or value == "":
        return None
    if isinstance(field, serializers.DecimalField):
        return Decimal(value)
    if isinstance(field, serializers.DateField):
        return date.fromisoformat(value)
    if isinstance(field, serializers.ChoiceField):
        return str(field.choices.get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", harmless(str(value)))


class FileRenderer(BaseRenderer, ABC):
    """What the two files have in common: their data is a list or one record of a serializer."""

    charset: str | None = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        serializer, rows = data.serializer, data
        if isinstance(serializer, serializers.ListSerializer):
            serializer = serializer.child
        else:
            rows = [data]
        return self.file(columns(serializer, rows), renderer_context["view"].basename)

    @abstractmethod
    def file(self, table: list[Column], name: str) -> bytes:
        """The bytes of the format."""


def _lines(table: list[Column], write: Callable[[serializers.Field, Any], Any]) -> Iterable[list[Any]]:
    written = [[write(column.field, cell) for cell in column.cells] for column in table]
    return (list(line) for line in zip(*written, strict=True))


class CsvRenderer(FileRenderer):
    """CSV as RFC 4180 has it, with the mark by which Excel knows UTF-8."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def file(self, table: list[Column], name: str) -> bytes:
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(column.name for column in table)
        writer.writerows(_lines(table, as_code))
        return text.getvalue().encode("utf-8-sig")


class XlsxRenderer(FileRenderer):
    """An Excel workbook of one sheet with a frozen heading and a filter."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    number_formats = {Decimal: "#,##0.00", date: "DD.MM.YYYY"}
    widest = 60
    wrapped = Alignment(wrap_text=True, vertical="top")

    def file(self, table: list[Column], name: str) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        lines = list(_lines(table, as_typed))
        sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(table), 1))}{len(lines) + 1}"
        for number, column in enumerate(table):
            longest = max([len(str(line[number] or "")) for line in lines] + [len(column.title) // 2, 8])
            sheet.column_dimensions[get_column_letter(number + 1)].width = min(longest + 2, self.widest)
        sheet.append([self.heading(sheet, column.title) for column in table])
        for line in lines:
            sheet.append([self.cell(sheet, value) for value in line])
        content = BytesIO()
        book.save(content)
        return content.getvalue()

    @staticmethod
    def heading(sheet: Any, title: str) -> Any:
        cell = WriteOnlyCell(sheet, title)
        cell.font, cell.alignment = Font(bold=True), XlsxRenderer.wrapped
        return cell

    def cell(self, sheet: Any, value: Any) -> Any:
        if not isinstance(value, str | Decimal | date):
            return value
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"  # whatever it begins with, it is no formula
            if len(value) > self.widest:
                cell.alignment = self.wrapped
        else:
            cell.number_format = self.number_formats[type(value)]
        return cell
