"""The plan of an edition as plain data: compared, kept beside an import, and written back when it is undone."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict

from ...models import Edition, MeasureRow, TaskRow


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
    label: str
    number: str
    order: int
    title: str
    results: str
    parent: str | None
    aspects: list[int]


class MeasureState(TypedDict):
    """A measure under the task of a number."""

    code: str
    task: str
    label: str
    number: str
    order: int
    title: str
    funding: str
    source: str | None
    results: str
    executors: list[ExecutorState]
    predecessors: list[str]
    allocations: list[AllocationState]


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
    allocations = sorted(row.allocations.all(), key=lambda allocation: (allocation.year, allocation.source.name))
    return {
        "code": row.measure.code,
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


@dataclass(frozen=True)
class PlanChange:
    """One field of a task or measure that an import changes; ``field`` is "added" or "dropped" for a whole one."""

    kind: str
    number: str
    title: str
    field: str
    before: Any
    after: Any


def changes_between(before: PlanState, after: PlanState) -> list[PlanChange]:
    """What turns one state of a plan into the other, in the order of the second."""
    found = [
        PlanChange("edition", "", "", field, before[field], after[field])
        for field in ("unit", "printed_unit")
        if before[field] != after[field]
    ]
    for kind in ("tasks", "measures"):
        old: list[Any] = before[kind]
        new: list[Any] = after[kind]
        found += _row_changes(kind.removesuffix("s"), old, new)
    return found


def _row_changes(kind: str, old: list[Any], new: list[Any]) -> list[PlanChange]:
    by_code = {row["code"]: row for row in old}
    kept = {row["code"] for row in new}
    found: list[PlanChange] = []
    for row in new:
        was = by_code.get(row["code"]) if row["code"] else None
        if was is None:
            found.append(PlanChange(kind, row["number"], row["title"], "added", None, None))
            continue
        found += [
            PlanChange(kind, row["number"], row["title"], field, was[field], row[field])
            for field in row
            if was[field] != row[field]
        ]
    return found + [
        PlanChange(kind, row["number"], row["title"], "dropped", None, None) for row in old if row["code"] not in kept
    ]


def total_of(state: PlanState) -> Decimal:
    return sum((Decimal(a["amount"]) for m in state["measures"] for a in m["allocations"]), Decimal("0.00"))
