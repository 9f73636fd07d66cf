"""A table as data: typed values under typed columns, which every renderer writes in its own way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..finance import Absence
from .marks import Marked

# From this many columns on a table is printed across the page.
WIDE = 7


class Kind(StrEnum):
    """What a column holds, and so how each renderer writes it."""

    TEXT = "text"
    CODE = "code"  # a number in form only: «0118410» keeps its zeros, and nobody adds it up
    ADDRESS = "address"  # of a page, whole
    LINES = "lines"  # a list of short texts
    MONEY = "money"  # Decimal hryvnias, or the Absence that says why there are none; None is «not recorded»
    PERCENT = "percent"  # Decimal with one decimal; None where there is nothing to divide by
    NUMBER = "number"
    QUANTITY = "quantity"  # Decimal with as many decimals as it needs: «446,5»
    YEAR = "year"  # a year or another number that names something: never with thousands apart
    DATE = "date"
    STATE = "state"  # a progress state: code and label; None is «not recorded»

    @property
    def numeric(self) -> bool:
        return self in {Kind.MONEY, Kind.PERCENT, Kind.NUMBER, Kind.QUANTITY}


class Level(StrEnum):
    """What a row is in its table."""

    ITEM = "item"
    GROUP = "group"  # a task with its sub-totals
    SUBTOTAL = "subtotal"  # «Усього» of a source or a year
    TOTAL = "total"  # «Разом»


@dataclass(frozen=True)
class State:
    """A state as code and words; the shape that goes with it is the renderer's."""

    code: str
    label: str


Value = str | Marked | Sequence[str] | Decimal | Absence | int | date | State | None


@dataclass(frozen=True)
class Column:
    """A column: machine name, heading, kind, the heading it stands under, and its share of the width (1 is narrow).

    A column of the plan says in words why it has no amount, in the others a dash is enough. One column heads its rows:
    a screen reader says its text before each figure. Long texts can stand ``below`` their row on a screen, over its
    whole width, instead of in a column of their own.

    On paper a ``once`` column whose rows all say the same says it under the table, and one of money that has no
    amount but 0.00 is left out with a note; so is one that says in every row what the column named by ``same_as``
    says. Of a ``noted`` one the texts stand there, each once, and the rows name their marks: "all" of them, or those
    that are "repeated". Money is read in units of ``divisor`` hryvnias with so many ``decimals``, rounded when it is
    read: the value stays exact.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    group: str = ""
    width: float = 1
    plan: bool = False
    heads: bool = False
    below: bool = False
    once: bool = False
    same_as: str = ""
    noted: str = ""
    divisor: int = 1
    decimals: int = 2

    @property
    def in_other_unit(self) -> bool:
        return (self.divisor, self.decimals) != (1, 2)


@dataclass(frozen=True)
class Row:
    """A row of a table by column key; a missing key is an empty cell. ``link`` is the page of what the row is about,
    ``links`` those of what other cells name, by column key. What is not ``printed`` another table says on paper.
    """

    cells: dict[str, Value]
    level: Level = Level.ITEM
    link: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    printed: bool = True


@dataclass(frozen=True)
class Table:
    """A table as data, with the sentence that says what it shows and the notes printed under it.

    A long list for a file alone brings its rows one by one, once. ``empty`` is the sentence that stands in place of a
    table without rows. What is not ``printed`` stands in the files of a report and on its page, not on paper.
    ``pairs`` are names with what they stand for, which paper sets without rules.
    """

    key: str
    caption: str
    columns: list[Column]
    rows: Iterable[Row]
    notes: list[str] = field(default_factory=list)
    empty: str = ""
    printed: bool = True
    pairs: bool = False

    @property
    def wide(self) -> bool:
        return len(self.columns) >= WIDE

    @property
    def heading_column(self) -> Column:
        """The column that heads the rows: the one that says so, else the first."""
        return next((column for column in self.columns if column.heads), self.columns[0])
