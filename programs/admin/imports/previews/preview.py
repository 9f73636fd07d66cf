"""What every preview has, whatever kind of file it is of."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from ....words import DASH, signed_text
from ..questions import Questions
from ..rules import RuleRow

SHOWN = 300


@dataclass(frozen=True)
class Heading:
    words: str
    is_money: bool = False


@dataclass(frozen=True)
class Line:
    """One row; ``level`` is «task», «total», «note» or nothing, ``wrong`` the numbers of its cells that disagree."""

    cells: list[str]
    level: str = ""
    wrong: frozenset[int] = frozenset()


@dataclass
class Rows:
    """A table of the preview under its title."""

    title: str
    headings: list[Heading]
    lines: list[Line] = field(default_factory=list)
    lead: str = ""

    @property
    def printed(self) -> list[tuple[Line, list[tuple[Heading, str, bool]]]]:
        """The rows with the heading of each cell, and whether the cell disagrees with another."""
        return [
            (
                line,
                [
                    (heading, cell, number in line.wrong)
                    for number, (heading, cell) in enumerate(zip(self.headings, line.cells, strict=True))
                ],
            )
            for line in self.lines[:SHOWN]
        ]

    @property
    def not_shown(self) -> int:
        return max(len(self.lines) - SHOWN, 0)


def signed(amount: Decimal | None) -> str:
    """«+500,00» and «−500,00», and nothing where two amounts agree."""
    return signed_text(amount) if amount else DASH


@dataclass
class Preview:
    """A proposal in the words of its page."""

    facts: list[tuple[str, str]]
    sums: list[Rows]  # what a person compares first, above the questions
    tables: list[Rows]
    questions: Questions
    blockers: list[str] = field(default_factory=list)  # what keeps the import from being written, but for questions
    warnings: list[str] = field(default_factory=list)
    will: str = ""  # what writing does, in one sentence; nothing where there is nothing to write
    rules: list[RuleRow] = field(default_factory=list)
    undecided: int = 0  # groups of transactions without a rule, shown or not
    unreadable: int = 0
    skips_unreadable: bool = False

    @property
    def waits(self) -> int:
        """How many answers the import waits for."""
        return len(self.questions.open) + self.undecided + bool(self.unreadable and not self.skips_unreadable)

    @property
    def may_write(self) -> bool:
        return bool(self.will) and not self.waits and not self.blockers

    @property
    def has_controls(self) -> bool:
        asked = self.questions
        return bool(asked.open or asked.answered or asked.to_check or self.rules or self.unreadable)


def filled(tables: list[Rows]) -> list[Rows]:
    return [table for table in tables if table.lines]


def unit_words(value: str) -> str:
    return _("hryvnias") if value == "uah" else _("thousands of hryvnias")
