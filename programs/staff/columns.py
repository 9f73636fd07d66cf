"""The columns of an exchanged table, the words for what is wrong in them, and the resource that writes by services."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import formats, translation
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.results import RowResult
from tablib import Dataset

from ..finance import read_amount
from ..reporting import Column as TableColumn
from ..reporting import Kind, Row, Table
from ..services import by_field
from ..services.records import validate
from ..texts import fold, number_in
from .files import FileProblem

PORTION = 500  # rows that are looked up together
OFFICIAL = "uk"  # the headings and words of a table are Ukrainian whatever the reader's language is


def official(text: Any) -> str:
    """A text as official tables word it."""
    with translation.override(OFFICIAL):
        return str(text)


class Widget(widgets.Widget):
    """How a column is read, and what ``kind`` of column it is in a file."""

    kind = Kind.TEXT


class Text(Widget):
    """A short or long text; numbers that a spreadsheet made of it become text again."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).replace("\r\n", "\n").strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Code(Text):
    """A number in form only: its zeros stay."""

    kind = Kind.CODE


class Whole(Widget):
    """A whole number that names something: a year, a record."""

    kind = Kind.YEAR

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = Text().clean(value)
        if not text:
            return None
        number = number_in(text, 999_999_999)
        if number is None:
            raise ValueError(_("“%(value)s” is no whole number.") % {"value": text})
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class Amount(Widget):
    """Hryvnias, as a number or as people write them."""

    kind = Kind.MONEY

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        try:
            amount = Decimal(repr(value)) if isinstance(value, int | float) else read_amount(Text().clean(value))
        except ValueError as error:
            raise ValueError(_("“%(value)s” is no amount: write 36 000,00.") % {"value": value}) from error
        if amount is not None and not (amount.is_finite() and abs(amount) < 10**12):
            raise ValueError(_("“%(value)s” is no amount: write 36 000,00.") % {"value": value})
        if amount is not None and amount != round(amount, 2):
            raise ValueError(_("“%(value)s” has parts of a kopiika: write 36 000,00.") % {"value": value})
        return amount if amount is None else amount.quantize(Decimal("0.01"))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class Day(Widget):
    """A date: dd.mm.yyyy, ISO, or a date cell of a spreadsheet."""

    kind = Kind.DATE

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = Text().clean(value)
        if not text:
            return None
        day = _day_in(text)
        if day is None:
            raise ValueError(_("“%(value)s” is no date: write 31.12.2022.") % {"value": text})
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


@lru_cache(maxsize=1024)  # a table has few days and many rows
def _day_in(text: str) -> date | None:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, pattern).date()
    return None


class Choice(Widget):
    """One of a few words; the code and the words of both languages are understood."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        super().__init__()
        self.choices = choices

    @cached_property
    def labels(self) -> dict[str, str]:
        return {str(choice.value): official(choice.label) for choice in self.choices}

    @cached_property
    def known(self) -> dict[str, str]:
        """The code that each word means."""
        found: dict[str, str] = {}
        for choice in self.choices:
            with translation.override("en"):
                english = str(choice.label)
            for name in (str(choice.value), self.labels[choice.value], english):
                found.setdefault(name.casefold(), str(choice.value))
        return found

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = Text().clean(value)
        try:
            return self.known[text.casefold()]
        except KeyError as error:
            words = {"value": text, "known": ", ".join(self.labels.values())}
            raise ValueError(_("“%(value)s” is unknown here: write one of %(known)s.") % words) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels[value] if value else ""


class Known(Widget):
    """A record of a directory by its name or code; read once for the whole table."""

    def __init__(self, read: Callable[[], Iterable[Any]], *names: str) -> None:
        super().__init__()
        self.read, self.names = read, names
        self.found: dict[str, Any] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = Text().clean(value)
        if not text:
            return None
        if self.found is None:
            self.found = {fold(str(getattr(r, name))): r for r in self.read() for name in self.names}
        try:
            return self.found[fold(text)]
        except KeyError as error:
            raise ValueError(_("“%(value)s” is not in the directory: add it there first.") % {"value": text}) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(getattr(value, self.names[0])) if value else ""


class Column(fields.Field):
    """A column of an exchanged table: heading, whether a file must have it, whether it only informs, and what files
    that were taken away earlier call it.
    """

    def __init__(
        self,
        heading: Any,
        attribute: str,
        widget: Any = None,
        *,
        needed: bool = False,
        info: bool = False,
        earlier: str = "",
    ) -> None:
        super().__init__(attribute=attribute, column_name="", widget=widget or Text(), readonly=info)
        self.heading, self.needed, self.earlier = heading, needed, earlier
        self.name = ""


class ComparedCell(NamedTuple):
    """A cell of the preview: what stands, what the file brings."""

    name: str
    heading: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


class BroughtRow(dict[str, Any]):
    """A row of a file by heading, with what its cells say as far as they were read."""

    def __init__(self, cells: Iterable[tuple[str, Any]]) -> None:
        super().__init__(cells)
        self.read: dict[str, Any] = {}


def shown(value: Any) -> str:
    """A value as the preview shows it."""
    if isinstance(value, Decimal):
        return formats.number_format(value, 2, use_l10n=True, force_grouping=True)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


class PortalResource(resources.Resource):
    """A table whose rows are written through the services, by a person."""

    title: Any = ""
    named_by: tuple[str, ...] = ()  # the columns by which a person recognises a row

    # Of a table that is brought back: the record that a row is about and whether it is new; and what writes the records
    # of the file, all of them, or none where what they rest on moved since they were tried.
    instance_for: Callable[[Any], tuple[Any, bool]]
    write: Callable[[Sequence[RowResult]], bool]

    def __init__(self, *, by: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.answers: dict[str, str] = {}  # what a person answered, by the keys of the questions
        for name, column in self.fields.items():
            column.name, column.column_name = name, official(column.heading)

    class Meta:
        skip_unchanged = True

    def table(self, records: Iterable[Any]) -> Table:
        """The records as a file has them; what a record leaves empty is an empty cell."""
        columns = [TableColumn(name, c.column_name, c.widget.kind) for name, c in self.fields.items()]
        found = ({name: c.export(record) for name, c in self.fields.items()} for record in records)
        rows = (Row({name: value for name, value in cells.items() if value is not None}) for cells in found)
        return Table(self._meta.model._meta.model_name, str(self.title), columns, rows)

    def rename_headers(self, dataset: Dataset) -> None:
        """Recognise the columns by heading or code in either language; name what is missing, doubled or unknown."""
        known: dict[str, str] = {}
        for name, column in self.fields.items():
            with translation.override("en"):
                english = str(column.heading)
            words = (name, english, column.column_name, column.earlier or name)
            known |= {word.casefold(): column.column_name for word in words}
        headers = [known.get(" ".join(header.split()).casefold(), header) for header in dataset.headers]
        needed = [column.column_name for column in self.fields.values() if column.needed]
        names = {column.column_name for column in self.fields.values()}
        problems = {
            _("Missing columns: %s."): [name for name in needed if name not in headers],
            _("Unknown columns: %s."): [
                header or _("(without a heading)") for header in headers if header not in names
            ],
            _("Columns that stand twice: %s."): sorted({header for header in headers if headers.count(header) > 1}),
        }
        sentences = [sentence % ", ".join(found) for sentence, found in problems.items() if found]
        if sentences:
            raise FileProblem(" ".join([*sentences, _("Export the table to see how it should look.")]))
        dataset.headers = headers

    def look_up(self, rows: Sequence[BroughtRow]) -> None:
        """Read at once what stands already of that a portion of rows speaks of."""

    def refusals(self, records: Sequence[Any]) -> list[tuple[Any, ValidationError]]:
        """What keeps valid records of the file from being written together."""
        return []

    def questions(self, results: Sequence[RowResult]) -> list[dict[str, Any]]:
        """What a person has to answer before the rows are written: key, row, words, choices, and what they rest on."""
        return []

    def value(self, row: Any, name: str) -> Any:
        """A key of the row, cleaned; what is wrong with it is said under its column."""
        column = self.fields[name]
        try:
            found = self.read(row, column)
        except ValueError as error:
            raise ValidationError({name: str(error)}) from error
        if column.needed and found in (None, ""):
            raise ValidationError({name: _("This cell cannot be empty.")})
        return found

    @staticmethod
    def read(row: BroughtRow, column: Column) -> Any:
        """What the row says in a column; each cell is read once."""
        heading = column.column_name
        if heading not in row.read:
            row.read[heading] = column.clean(row) if heading in row else None
        return row.read[heading]

    def import_instance(self, instance: Any, row: BroughtRow, **kwargs: Any) -> None:
        """Give the record what the row says, and say of everything that cannot be read what is wrong with it."""
        errors: dict[str, Any] = {}
        for column in self.fields.values():
            if column.column_name in row and not column.readonly:
                try:
                    setattr(instance, column.attribute, self.read(row, column))
                except ValueError as error:
                    errors[column.attribute] = ValidationError(str(error), code="invalid")
        if errors:
            raise ValidationError(errors)

    def shown(self, instance: Any) -> list[str]:
        return [shown(column.export(instance)) for column in self.fields.values()]

    def column_of(self, key: str) -> str:
        """The heading of the column that an error is about."""
        for name, column in self.fields.items():
            if key in (name, column.attribute):
                return column.column_name
        try:
            return str(self._meta.model._meta.get_field(key).verbose_name)
        except FieldDoesNotExist:
            return ""

    def errors_of(self, error: ValidationError) -> list[tuple[str, str]]:
        """(column, sentence) of everything that is wrong with a row."""
        found = by_field(error)
        return [(self.column_of(key) if key else "", text) for key, texts in found.items() for text in texts]

    def run(self, dataset: Dataset) -> list[RowResult]:
        """What each row would do: read, compared and validated in portions, and nothing is written."""
        rows = [BroughtRow(zip(dataset.headers, values, strict=True)) for values in dataset]
        results = []
        for start in range(0, len(rows), PORTION):
            portion = rows[start : start + PORTION]
            self.look_up(portion)
            results += [self.try_row(row, number) for number, row in enumerate(portion, start=start + 2)]
        of_record = {id(result.instance): result for result in results}
        for record, refusal in self.refusals([result.instance for result in self.to_write(results)]):
            _refuse(of_record[id(record)], refusal)
        return results

    @staticmethod
    def to_write(results: Sequence[RowResult]) -> list[RowResult]:
        """The rows that bring something."""
        return [
            each for each in results if each.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)
        ]

    def try_row(self, row: BroughtRow, number: int) -> RowResult:
        """One row: the record as it would become, what differs and what is wrong with it."""
        result = RowResult()
        self.row_number = number
        try:
            instance, new = self.instance_for(row)
            result.import_type = RowResult.IMPORT_TYPE_NEW if new else RowResult.IMPORT_TYPE_UPDATE
            original, before = copy(instance), [""] * len(self.fields) if new else self.shown(instance)
            errors: dict[str, Any] = {}
            try:
                self.import_instance(instance, row)
            except ValidationError as error:
                error.update_error_dict(errors)
            if self.skip_row(instance, original, row, errors):
                result.import_type = RowResult.IMPORT_TYPE_SKIP
            else:
                self.check(instance, errors)
            cells = zip(self.fields.items(), before, self.shown(instance), strict=True)
            result.instance = instance
            result.diff = [ComparedCell(name, column.column_name, was, now) for (name, column), was, now in cells]
        except ValidationError as error:
            _refuse(result, error)
        return result

    def check(self, instance: Any, errors: dict[str, Any]) -> None:
        """Refuse what cannot be read or what the record's model does not allow, everything that is wrong at once."""
        try:
            validate(instance)
        except ValidationError as error:
            errors = {**error.update_error_dict({}), **errors}
        if errors:
            raise ValidationError(errors)


def _refuse(result: RowResult, refusal: ValidationError) -> None:
    result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, refusal
    result.diff = None
