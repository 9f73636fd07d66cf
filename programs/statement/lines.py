"""A measure and a task of a statement with their money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from .. import finance
from ..finance import Figures
from ..models import Edition, FundingSource, MeasureRow, Progress, TaskRow

K = TypeVar("K")
SourceYear = tuple[int, FundingSource]


def add_by_key(parts: Iterable[Mapping[K, Figures]]) -> dict[K, Figures]:
    """Figures of many lines summed under each key."""
    gathered: dict[K, list[Figures]] = defaultdict(list)
    for part in parts:
        for key, figures in part.items():
            gathered[key].append(figures)
    return {key: finance.add_figures(rows) for key, rows in gathered.items()}


@dataclass(frozen=True)
class MeasureLine:
    """A measure with its money; ``in_plan`` is False for one that the edition in force no longer has.

    ``amended_by`` has the years whose amount is not the first edition's, each with the edition that last changed it.
    """

    row: MeasureRow
    years: dict[int, Figures]
    sources: dict[SourceYear, Figures]
    progress: Progress | None
    in_plan: bool = True
    amended_by: dict[int, Edition] = field(default_factory=dict)

    @cached_property
    def total(self) -> Figures:
        return finance.add_figures(self.years.values())

    @property
    def funding_sources(self) -> list[FundingSource]:
        """The sources of the measure's money, the named one first; empty where it needs no funding."""
        named = [self.row.source] if self.row.source else []
        return [*named, *sorted({s for _year, s in self.sources} - set(named), key=lambda source: source.pk)]


@dataclass(frozen=True)
class TaskLine:
    """A task with its measures in the order of the document; ``row`` is None over measures that left the plan."""

    row: TaskRow | None
    measures: list[MeasureLine] = field(default_factory=list)

    @cached_property
    def years(self) -> dict[int, Figures]:
        return add_by_key(line.years for line in self.measures)

    @cached_property
    def total(self) -> Figures:
        return finance.add_figures(line.total for line in self.measures)
