"""The report framework: a report is sections, a section is a table, and every format has one renderer for a table.

Nothing here knows the ORM or the clock: sections bring typed values, renderers write them. Official documents are Ukrainian
whatever the reader's language is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .finance import Absence


@dataclass(frozen=True, order=True)
class Period:
    """Two dates, both included: reports cover a quarter, a year, the whole term or any odd span."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(_("The period cannot end before it starts."))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """A period from its address, «2022-01-01--2022-12-31»; ValueError says what is wrong with another text."""
        first, separator, last = text.partition("--")
        if not separator:
            raise ValueError(_("Write the period as two dates: 2022-01-01--2022-12-31."))
        return cls(date.fromisoformat(first), date.fromisoformat(last))

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def code(self) -> str:
        return f"{self.start.isoformat()}--{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """The name that people use for the period where it has one («2022 рік», «I квартал 2022 року»), else its two dates."""
        if (self.start.month, self.start.day) == (1, 1) and (self.end.month, self.end.day) == (12, 31):
            if self.start.year == self.end.year:
                return _("the year %(year)s") % {"year": self.start.year}
            return _("the years %(first)s–%(last)s") % {"first": self.start.year, "last": self.end.year}
        part = _PARTS.get((self.start.month, self.start.day, self.end.month, self.end.day))
        if part and self.start.year == self.end.year:
            return str(part) % {"year": self.start.year}
        return f"{self.start:%d.%m.%Y} – {self.end:%d.%m.%Y}"


_PARTS = {
    (1, 1, 3, 31): gettext_lazy("the first quarter of %(year)s"),
    (4, 1, 6, 30): gettext_lazy("the second quarter of %(year)s"),
    (7, 1, 9, 30): gettext_lazy("the third quarter of %(year)s"),
    (10, 1, 12, 31): gettext_lazy("the fourth quarter of %(year)s"),
    (1, 1, 6, 30): gettext_lazy("the first half of %(year)s"),
    (7, 1, 12, 31): gettext_lazy("the second half of %(year)s"),
    (1, 1, 9, 30): gettext_lazy("nine months of %(year)s"),
}


class Kind(StrEnum):
    """What a column holds, and so how each renderer writes it."""

    TEXT = "text"
    LINES = "lines"  # a list of short texts
    MONEY = "money"  # Decimal hryvnias, or the Absence that says why there are none
    PERCENT = "percent"  # Decimal with one decimal, or None
    NUMBER = "number"
    DATE = "date"
    STATE = "state"  # a progress state: code and label


class Level(StrEnum):
    """What a row is in its table."""

    ITEM = "item"
    GROUP = "group"  # a task with its sub-totals
    TOTAL = "total"


@dataclass(frozen=True)
class State:
    """A state as code and words; the shape that goes with it is the renderer's."""

    code: str
    label: str


Value = str | Sequence[str] | Decimal | Absence | int | date | State | None


@dataclass(frozen=True)
class Column:
    """A column: machine name, heading, kind, the heading it stands under, and its share of the width (1 is a number's)."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    group: str = ""
    width: float = 1


@dataclass(frozen=True)
class Row:
    """A row of a table by column key; a missing key is an empty cell. ``link`` is the page of what the row is about."""

    cells: dict[str, Value]
    level: Level = Level.ITEM
    link: str = ""


@dataclass(frozen=True)
class Table:
    """A table as data, with the sentence that says what it shows and the notes printed under it."""

    key: str
    caption: str
    columns: list[Column]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)


class Section(Protocol):
    """A part of the report: settings.REPORT_SECTIONS names its classes in the order of printing."""

    key: str
    title: Any

    def table(self, statement: Any) -> Table:
        """The section's table for a statement, which carries the programme and the period."""
        ...


@dataclass(frozen=True)
class Report:
    """A report ready to be written: headings, sections and the signature block."""

    title: str
    program: str
    subtitle: list[str]
    period: Period
    tables: list[tuple[str, Table]]
    signatures: list[str]
    footer: str
    facts: dict[str, Any] = field(default_factory=dict)


ABSENCE_LABELS = {
    Absence.NOT_REQUIRED: gettext_lazy("needs no funding"),
    Absence.AMOUNT_NOT_STATED: gettext_lazy("amount not stated"),
    Absence.NOT_FORESEEN: gettext_lazy("—"),
}
