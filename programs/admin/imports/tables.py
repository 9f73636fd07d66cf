"""Tables of a preview as the one template of theirs prints them: words and amounts, nothing left to compute."""

from dataclasses import dataclass, field
from decimal import Decimal

from ...words import DASH, signed_text

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
