"""A plan as it was read from a file: typed, in hryvnias, with every question."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ...finance import ZERO, kopiiky
from ...models import Funding, FundingSource
from ..reading.cells import Unit
from ..reading.questions import Place, Question
from .executors import ExecutorReading

YearSource = tuple[int, str]


@dataclass(frozen=True)
class SourceReading:
    """A source of money that the plan names; ``known`` when the portal has it under this name."""

    name: str
    level: FundingSource.Level
    known: bool


@dataclass(frozen=True)
class MeasureReading:
    """A measure of the file. ``amounts`` holds what was stated, 0.00 included; a missing key is «not foreseen»."""

    place: Place
    label: str
    number: str
    title: str
    executors: tuple[ExecutorReading, ...]
    funding: Funding
    source: str | None
    amounts: dict[YearSource, Decimal]
    results: str = ""
    code: str = ""  # in the portal's own table
    predecessors: tuple[str, ...] | None = None  # where the file says them


@dataclass(frozen=True)
class TaskReading:
    """A task of the file with its measures; ``parent`` is the number of the task above it, where there is one."""

    place: Place
    label: str
    number: str
    title: str
    results: str
    measures: tuple[MeasureReading, ...]
    parent: str | None = None
    code: str = ""
    aspects: tuple[int, ...] | None = None


@dataclass(frozen=True)
class TotalCheck:
    """A sum that the file prints, beside what its measures add up to, in hryvnias."""

    place: Place
    what: str
    heading: str
    printed: Decimal
    computed: Decimal
    year: int | None = None
    is_whole: bool = False  # the sum of all measures and sources

    @property
    def difference(self) -> Decimal:
        """Printed minus computed."""
        return kopiiky(self.printed - self.computed)


@dataclass(frozen=True)
class UnitReading:
    """In what the amounts are taken, where the file says so, and the yearly totals that either unit would give."""

    assumed: Unit
    printed: Unit | None
    totals_if: dict[Unit, dict[int, Decimal]]


@dataclass(frozen=True)
class PlanReading:
    """What a file says about a plan. Nothing of it is written while a question is open."""

    tasks: tuple[TaskReading, ...]
    sources: tuple[SourceReading, ...]
    years: tuple[int, ...]
    unit: UnitReading
    totals: tuple[TotalCheck, ...]
    questions: tuple[Question, ...]
    has_executors: bool = True
    has_results: bool = True
    is_exported: bool = False  # the portal's own table, brought back

    @property
    def measures(self) -> list[MeasureReading]:
        return [measure for task in self.tasks for measure in task.measures]

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.open]

    @property
    def totals_by_year(self) -> dict[int, Decimal]:
        return add_years((year, amount) for m in self.measures for (year, _source), amount in m.amounts.items())

    @property
    def printed_by_year(self) -> dict[int, Decimal]:
        """What the file itself prints as the programme's sum of a year, where it does."""
        return {check.year: check.printed for check in self.totals if check.year and check.is_whole}

    @property
    def total(self) -> Decimal:
        return sum(self.totals_by_year.values(), ZERO)


def add_years(amounts: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for year, amount in amounts:
        sums[year] = sums.get(year, ZERO) + amount
    return dict(sorted(sums.items()))
