"""A paper that two sides sign: heading, numbered parts with tables, annexes, signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.formats import date_format
from django.utils.translation import override

from ...finance import LARGEST
from ...words import official_amount
from ..paper import Signatory
from ..table import Table
from .in_words import amount_in_words

NBSP = "\u00a0"
BLANK = "_" * 14  # where nothing is recorded, a line to be filled in by hand
_TOGETHER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))|(?<=№) | (?=грн\b)|(?<=\d) (?=%|копій)| (?=–)")


@dataclass(frozen=True)
class Column:
    """A column of a grid: its title, how it stands, its share of the width in percent; ``group`` spans neighbours."""

    title: str
    share: int
    align: str = "start"
    group: str = ""


@dataclass(frozen=True)
class PaperCell:
    """A cell with what is needed to set it: ``span`` columns wide, ``rows`` rows high, from the column ``place``."""

    text: str
    align: str = "start"
    span: int = 1
    rows: int = 1
    place: int = 0


@dataclass(frozen=True)
class Grid:
    """A ruled table; ``totals`` are a name across the columns and the text of the last one."""

    columns: list[Column]
    rows: list[list[str]]
    totals: list[tuple[str, str]] = field(default_factory=list)

    @property
    def heads(self) -> list[list[PaperCell]]:
        """The heading: one row, or two where columns are grouped."""
        if not any(column.group for column in self.columns):
            return [[PaperCell(column.title, "center", place=place) for place, column in enumerate(self.columns)]]
        upper: list[PaperCell] = []
        for place, column in enumerate(self.columns):
            if not column.group:
                upper.append(PaperCell(column.title, "center", rows=2, place=place))
            elif upper and upper[-1].text == column.group:
                upper[-1] = replace(upper[-1], span=upper[-1].span + 1)
            else:
                upper.append(PaperCell(column.group, "center", place=place))
        return [
            upper,
            [
                PaperCell(column.title, "center", place=place)
                for place, column in enumerate(self.columns)
                if column.group
            ],
        ]

    @property
    def cells(self) -> list[list[PaperCell]]:
        return [
            [PaperCell(text, column.align) for text, column in zip(row, self.columns, strict=True)] for row in self.rows
        ]

    @property
    def sums(self) -> list[list[PaperCell]]:
        return [[PaperCell(name, "end", len(self.columns) - 1), PaperCell(text, "end")] for name, text in self.totals]


@dataclass(frozen=True)
class Part:
    """A titled part with its paragraphs and tables in order."""

    title: str = ""
    blocks: Sequence[str | Grid] = ()

    @property
    def set_blocks(self) -> list[tuple[str, Grid | None]]:
        """The blocks as a template wants them: a text, or a table."""
        return [("", block) if isinstance(block, Grid) else (tidy(block), None) for block in self.blocks]


@dataclass(frozen=True)
class Annex:
    """A part on pages of its own, signed by both sides again."""

    mark: list[str]
    title: str
    lead: str
    blocks: Sequence[str | Grid]

    @property
    def part(self) -> Part:
        return Part(blocks=self.blocks)


@dataclass(frozen=True)
class Side:
    """One of the two parties where it signs: its role, requisites, who signs and when."""

    role: str
    name: str
    rows: list[tuple[str, str]]
    position: str
    signatory: str
    signed_on: str = ""
    ground: str = ""  # on which who signed acted, where the document does not say it of the party


@dataclass(frozen=True)
class SignedPaper:
    """A contract, an agreement or an act: a Paper that two sides sign.

    ``open_data`` is what its PDF carries as JSON: only what is public anyhow, for a file's attachments travel with it.
    """

    template: ClassVar[str] = "programs/papers/signed.html"
    tables: ClassVar[Sequence[tuple[str, Table]]] = ()
    signatories: ClassVar[Sequence[Signatory]] = ()
    link: ClassVar[str] = ""
    site: ClassVar[str] = ""
    own_code: ClassVar[str] = ""

    data_name: str
    file_stem: str
    name: str
    heading: str
    subheading: list[str]
    place: str
    day: str
    preamble: list[str]
    parts: list[Part]
    closing: str
    sides: list[Side]
    annexes: list[Annex]
    council: str
    program: str
    dated: Date
    notices: list[str]
    open_data: dict[str, Any]

    @property
    def short_title(self) -> str:
        return self.name

    @property
    def lead(self) -> list[str]:
        return [tidy(text) for text in self.preamble]

    def data(self) -> dict[str, Any]:
        return self.open_data

    def pointer(self, address: str) -> str:
        return address


def tidy(text: str) -> str:
    """A text whose amounts, numbers and units do not fall apart at the end of a line."""
    return _TOGETHER.sub(NBSP, text)


def quoted(text: str) -> str:
    """«…»; quotes inside become „…“, as Ukrainian sets quotes within quotes."""
    return f"«{text.replace('«', '„').replace('»', '“')}»"


def amount_and_words(amount: Decimal) -> str:
    """«105 600,00 грн (сто п’ять тисяч шістсот гривень 00 копійок)»; a draft may say more than there are words for."""
    words = amount_in_words(amount) if amount <= LARGEST else BLANK
    return f"{official_amount(amount)}{NBSP}грн ({words})"


def long_date(day: Date | None) -> str:
    """«01» березня 2021 року; lines to fill in where there is no date yet."""
    if day is None:
        return f"«____» {BLANK} 20___ року"
    with override("uk"):
        return f"«{day:%d}»{NBSP}{date_format(day, 'E')} {day.year}{NBSP}року"


def file_name(*words: str) -> str:
    """A name of a file for programs that know no Cyrillic: Latin letters, digits and hyphens alone."""
    plain = ["".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in word).strip("-") for word in words]
    return "-".join(filter(None, plain))
