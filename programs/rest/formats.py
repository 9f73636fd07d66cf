"""Lists as files: CSV for programs, XLSX for people. Both have the columns of the serializer in its order.

A nested list of years becomes columns per year, any other nested list one cell of text. Figures and dates are typed in
XLSX; its headings and words are those of the reader's language, while CSV keeps the names and codes of the API.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from ..reporting import Column, Kind, Row, State, Table, as_csv, as_xlsx
from ..reporting.as_csv import SEPARATOR
from ..reporting.files import TYPES
from .fields import ByYear

Filled = tuple[str, str, Any, list[Any]]  # machine name, heading, the field that types the cells, the cells


def table_of(serializer: serializers.Serializer, records: Sequence[Any]) -> Table:
    """The records of a serializer as a table."""
    filled = list(_columns(serializer, records))
    columns = [Column(name, title, _kind(field)) for name, title, field, _cells in filled]
    rows = (
        Row({name: _typed(field, cells[at]) for name, _title, field, cells in filled if cells[at] not in (None, "")})
        for at in range(len(records))
    )
    return Table("list", "", columns, rows)


def _columns(
    serializer: serializers.Serializer, records: Sequence[Any], name: str = "", title: str = ""
) -> Iterator[Filled]:
    """The columns that the records fill; ``name`` and ``title`` stand before those of a nested serializer."""
    for key, field in serializer.fields.items():
        if not field.write_only:
            cells = [record.get(key) if record else None for record in records]
            yield from _columns_of(field, f"{name}{key}", f"{title}{capfirst(str(field.label or key))}", cells)


def _columns_of(field: Any, name: str, title: str, cells: list[Any]) -> Iterator[Filled]:
    if isinstance(field, ByYear):
        yield from _columns_by_year(field, cells)
    elif isinstance(field, serializers.Serializer):
        yield from _columns(field, cells, f"{name}_", f"{title}: ")
    elif isinstance(field, serializers.ListSerializer | serializers.ListField):
        child: Any = field.child
        # a record in a list says itself how it reads in one cell
        text = child.as_text if isinstance(field, serializers.ListSerializer) else str
        yield name, title, field, [SEPARATOR.join(text(item) for item in cell or []) for cell in cells]
    else:
        yield name, title, field, cells


def _columns_by_year(field: Any, cells: list[Any]) -> Iterator[Filled]:
    by_year = [{item["year"]: item for item in cell or []} for cell in cells]
    for year in sorted({year for items in by_year for year in items}):
        for name, title, child, values in _columns(field.child, [items.get(year) for items in by_year]):
            if name != "year":
                yield f"{name}_{year}", f"{title}, {year}", child, values


def _kind(field: Any) -> Kind:
    if isinstance(field, serializers.DecimalField):
        return Kind.MONEY if field.decimal_places == 2 else Kind.QUANTITY
    if isinstance(field, serializers.DateField):
        return Kind.DATE
    if isinstance(field, serializers.ChoiceField | serializers.BooleanField):
        return Kind.STATE
    numbers = serializers.IntegerField | serializers.PrimaryKeyRelatedField
    return Kind.YEAR if isinstance(field, numbers) else Kind.TEXT


def _typed(field: Any, value: Any) -> Any:
    """A value of the API's JSON in the type of its column; a code goes with its word."""
    if isinstance(field, serializers.DecimalField):
        return Decimal(value)
    if isinstance(field, serializers.DateField):
        return date.fromisoformat(value)
    if isinstance(field, serializers.ChoiceField):
        return State(str(value), str(field.choices.get(value, value)))
    if isinstance(value, bool):
        return State(str(value).lower(), _("yes") if value else _("no"))
    return value if isinstance(value, int) else str(value)


class FileRenderer(BaseRenderer, ABC):
    """What the two files have in common: their data is a list or one record of a serializer."""

    charset: str | None = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        serializer, records = data.serializer, data
        if isinstance(serializer, serializers.ListSerializer):
            serializer = serializer.child
        else:
            records = [data]
        return self.file(table_of(serializer, records), renderer_context["view"].basename)

    @abstractmethod
    def file(self, table: Table, name: str) -> bytes:
        """The bytes of the format."""


class CsvRenderer(FileRenderer):
    """CSV as RFC 4180 has it, with the mark by which Excel knows UTF-8."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def file(self, table: Table, name: str) -> bytes:
        return as_csv.render(table, for_programs=True)


class XlsxRenderer(FileRenderer):
    """An Excel workbook of one sheet with a frozen heading and a filter."""

    media_type = TYPES["xlsx"]
    format = "xlsx"

    def file(self, table: Table, name: str) -> bytes:
        return as_xlsx.render_list(name, table)
