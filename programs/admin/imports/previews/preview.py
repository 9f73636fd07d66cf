"""What every preview has, whatever kind of file it is of."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..questions import Questions
from ..rules import RuleRow
from ..tables import Rows


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
