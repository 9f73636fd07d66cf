"""A plan as plain data: read from a file or from an edition, compared, kept beside an import and written back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict

from ...finance import ZERO, kopiiky
from ...models import Edition, FundingSource, MeasureRow, TaskRow
from ...texts import alphabetical
from ..reading.cells import Unit
from ..reading.questions import Place, Question

# number and title of a task or measure, the field, before, after; the field is "added" or "dropped" for a whole one
Change = tuple[str, str, str, Any, Any]


class ExecutorState(TypedDict):
    name: str
    by_consent: bool
    wording: str


class AllocationState(TypedDict):
    year: int
    source: str
    amount: str


class TaskState(TypedDict):
    """A task; ``code`` is empty for one that the portal does not know yet."""

    code: str
    short_name: str
    label: str
    number: str
    order: int
    title: str
    results: str
    parent: str | None
    aspects: list[int]


class FundingState(TypedDict):
    """How a measure is paid for."""

    funding: str
    source: str | None
    allocations: list[AllocationState]


class MeasureState(FundingState):
    """A measure under the task of a number."""

    code: str
    short_name: str
    task: str
    label: str
    number: str
    order: int
    title: str
    results: str
    executors: list[ExecutorState]
    predecessors: list[str]


class PlanState(TypedDict):
    unit: str
    printed_unit: str
    tasks: list[TaskState]
    measures: list[MeasureState]


def state_of(edition: Edition) -> PlanState:
    """Everything that an import of a plan may change in an edition."""
    tasks = list(TaskRow.objects.of(edition).select_related("task", "parent").prefetch_related("aspects"))
    return {
        "unit": edition.unit,
        "printed_unit": edition.printed_unit,
        "tasks": [
            {
                "code": row.task.code,
                "short_name": row.task.short_name,
                "label": row.label,
                "number": row.number,
                "order": row.order,
                "title": row.title,
                "results": row.results,
                "parent": row.parent.number if row.parent else None,
                "aspects": sorted(aspect.number for aspect in row.aspects.all()),
            }
            for row in tasks
        ],
        "measures": [measure_state(row) for row in MeasureRow.objects.of(edition).with_plan()],
    }


def measure_state(row: MeasureRow) -> MeasureState:
    allocations = sorted(row.allocations.all(), key=lambda each: (each.year, alphabetical(each.source.name)))
    return {
        "code": row.measure.code,
        "short_name": row.measure.short_name,
        "task": row.task_row.number,
        "label": row.label,
        "number": row.number,
        "order": row.order,
        "title": row.title,
        "funding": row.funding,
        "source": row.source.name if row.source else None,
        "results": row.results,
        "executors": [
            {"name": link.executor.name, "by_consent": link.by_consent, "wording": link.wording}
            for link in row.executor_links.all()
        ],
        "predecessors": sorted(measure.code for measure in row.predecessors.all()),
        "allocations": [
            {"year": allocation.year, "source": allocation.source.name, "amount": f"{allocation.amount:.2f}"}
            for allocation in allocations
        ],
    }


def changes_between(before: PlanState, after: PlanState) -> list[Change]:
    """What turns one state of a plan into the other, in the order of the second."""
    found: list[Change] = [
        ("", "", field, before[field], after[field])
        for field in ("unit", "printed_unit")
        if before[field] != after[field]
    ]
    for kind in ("tasks", "measures"):
        old: list[Any] = before[kind]
        new: list[Any] = after[kind]
        by_code = {row["code"]: row for row in old}
        kept = {row["code"] for row in new}
        for row in new:
            was = by_code.get(row["code"]) if row["code"] else None
            if was is None:
                found.append((row["number"], row["title"], "added", None, None))
                continue
            fields = [field for field in row if was[field] != row[field]]
            found += [(row["number"], row["title"], field, was[field], row[field]) for field in fields]
        found += [(row["number"], row["title"], "dropped", None, None) for row in old if row["code"] not in kept]
    return found


# What a file says -----------------------------------------------------------------------------------------------------


class TaskRead(TaskState):
    """A task of a file; the code and the order of a task that stands come with matching."""

    place: Place


class MeasureRead(MeasureState):
    """A measure of a file. ``allocations`` hold what was stated, 0.00 included; what is missing is «not foreseen»."""

    place: Place


@dataclass(frozen=True)
class TotalCheck:
    """A sum that the file prints, beside what its measures add up to, in hryvnias."""

    place: Place
    what: str
    heading: str
    printed: Decimal
    computed: Decimal
    year: int | None
    is_whole: bool  # the sum of all measures and sources

    @property
    def difference(self) -> Decimal:
        """Printed minus computed."""
        return kopiiky(self.printed - self.computed)


@dataclass(frozen=True)
class PlanReading:
    """What a file says about a plan, in hryvnias. Nothing of it is written while a question is open.

    ``says`` are the fields that the file has a column for, of those that it may lack; ``sources`` are the budgets that
    it names, with their levels.
    """

    tasks: list[TaskRead]
    measures: list[MeasureRead]
    says: frozenset[str]
    sources: dict[str, FundingSource.Level]
    years: list[int]
    unit: Unit
    questions: tuple[Question, ...]
    printed_unit: Unit | None = None  # where the file says it
    totals: tuple[TotalCheck, ...] = ()
    is_exported: bool = False  # the portal's own table, brought back

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.open]

    @property
    def totals_by_year(self) -> dict[int, Decimal]:
        return add_years((each["year"], Decimal(each["amount"])) for m in self.measures for each in m["allocations"])

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
