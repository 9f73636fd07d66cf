"""The plan of an edition as plain data: compared, kept beside an import, and written back when it is undone."""

from typing import Any, TypedDict

from ...models import Edition, MeasureRow, TaskRow

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
