"""Bringing the plan of a draft edition to a given state through the services: only what differs is written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from ... import services
from ...models import Edition, Executor, FundingSource, Measure, MeasureExecutor, MeasureRow, Task, TaskRow
from ..posting import Progress
from .money import level_of
from .state import MeasureState, PlanState, TaskState, measure_state

Identity = TypeVar("Identity", Task, Measure)
CODE_OF_LEVEL = {
    FundingSource.Level.STATE: "state-budget",
    FundingSource.Level.OBLAST: "oblast-budget",
    FundingSource.Level.COMMUNITY: "community-budget",
    FundingSource.Level.OTHER: "other-sources",
}


@transaction.atomic
def write_plan(
    *,
    edition: Edition,
    target: PlanState,
    by: User,
    reason: str,
    levels: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> None:
    """Make the plan of a draft edition what ``target`` says; ``levels`` are those of sources new to the portal."""
    _Writer(edition, by, reason, dict(levels or {}), progress).write(target)


class _Writer:
    def __init__(
        self, edition: Edition, by: User, reason: str, levels: dict[str, str], progress: Progress | None
    ) -> None:
        self.edition, self.by, self.reason, self.levels = edition, by, reason, levels
        self.progress = progress or (lambda _count: None)
        self.tasks = {row.task.code: row for row in TaskRow.objects.of(edition).select_related("task", "parent")}
        self.measures = {row.measure.code: row for row in MeasureRow.objects.of(edition).with_plan()}
        self.sources = {source.name: source for source in FundingSource.objects.all()}
        self.taken = {
            kind: set(kind._base_manager.filter(program=edition.program).values_list("code", flat=True))
            for kind in (Task, Measure)
        }
        self.executors = {executor.name: executor for executor in Executor.objects.all()}

    def write(self, target: PlanState) -> None:
        self._unit(target)
        wanted = {measure["code"] for measure in target["measures"]}
        for code in [code for code in self.measures if code not in wanted]:
            self._drop_measure(self.measures.pop(code))
        self._clear_numbers(self.tasks, {task["code"]: task["number"] for task in target["tasks"]})
        self._clear_numbers(self.measures, {measure["code"]: measure["number"] for measure in target["measures"]})
        by_number: dict[str, TaskRow] = {}
        for task in target["tasks"]:
            by_number[task["number"]] = self._task(task, by_number)
        for count, measure in enumerate(target["measures"], start=1):
            self._measure(measure, by_number)
            self.progress(count)
        kept = {row.pk for row in by_number.values()}
        leaving = [row for row in self.tasks.values() if row.pk not in kept]
        for row in sorted(leaving, key=lambda row: row.parent_id is None):  # children before their parents
            self._delete(row)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _save(self, row: services.PlanRow) -> None:
        services.save_plan_row(row=row, by=self.by, reason=self.reason)

    def _delete(self, row: services.PlanRow) -> None:
        services.delete_plan_row(row=row, by=self.by, reason=self.reason)

    def _unit(self, target: PlanState) -> None:
        if (self.edition.unit, self.edition.printed_unit) != (target["unit"], target["printed_unit"]):
            self.edition.unit, self.edition.printed_unit = target["unit"], target["printed_unit"]
            services.save_record(record=self.edition, by=self.by, reason=self.reason)

    def _clear_numbers(self, rows: Mapping[str, TaskRow | MeasureRow], wanted: Mapping[str, str]) -> None:
        """Give rows whose number another row takes a passing one: a number stands once in an edition at any time."""
        for code, row in rows.items():
            taken = any(number == row.number and other != code for other, number in wanted.items())
            if taken and wanted.get(code) != row.number:
                row.number = f"~{row.pk}"
                self._save(row)

    def _task(self, state: TaskState, by_number: Mapping[str, TaskRow]) -> TaskRow:
        row = self.tasks.get(state["code"])
        parent = by_number[state["parent"]] if state["parent"] else None
        values = {name: state[name] for name in ("label", "number", "order", "title", "results")}
        if row is None:
            task = self._identity(Task, state)
            row = TaskRow(edition=self.edition, task=task, parent=parent, **values)
            self._save(row)
            self.tasks[row.task.code] = row
        elif any(getattr(row, name) != value for name, value in values.items()) or row.parent_id != _pk(parent):
            for name, value in values.items():
                setattr(row, name, value)
            row.parent = parent
            self._save(row)
        self._rename(row.task, state)
        self._aspects(row, state)
        return row

    def _aspects(self, row: TaskRow, state: TaskState) -> None:
        """The directions that a task serves; an import that an older portal wrote knew nothing of them."""
        standing = sorted(aspect.number for aspect in row.aspects.all())
        if state.get("aspects", standing) != standing:
            row._history_user, row._change_reason = self.by, self.reason  # type: ignore[attr-defined]
            row.aspects.set(self.edition.aspects.filter(number__in=state["aspects"]))

    def _identity(self, kind: type[Identity], state: TaskState | MeasureState) -> Identity:
        """The task or measure itself: one that left the plan before comes back under its own code and address."""
        program, code = self.edition.program, state["code"]
        found: Identity | None = kind._base_manager.filter(program=program, code=code).first() if code else None
        if found:
            return found
        said: dict[str, Any] = {"wording": state["title"], "short_name": state.get("short_name", ""), "code": code}
        said |= {"taken": self.taken[kind], "reason": self.reason}
        made: Identity = services.new_identity(kind=kind, program=program, by=self.by, **said)
        return made

    def _rename(self, named: Task | Measure, state: TaskState | MeasureState) -> None:
        """The short name that the file gives; one that an older portal wrote knew nothing of them."""
        name = state.get("short_name", "")
        if name:
            services.rename(named=named, short_name=name, by=self.by, reason=self.reason)

    def _measure(self, state: MeasureState, tasks: Mapping[str, TaskRow]) -> None:
        row = self.measures.get(state["code"])
        numbers = {task_row.pk: number for number, task_row in tasks.items()}
        if row is None:
            row = MeasureRow(edition=self.edition, measure=self._identity(Measure, state))
        self._rename(row.measure, state)
        if row.pk and {**measure_state(row), "task": numbers.get(row.task_row_id)} == state:
            return
        for name in ("label", "number", "order", "title", "funding", "results"):
            setattr(row, name, state[name])
        row.task_row, row.source = tasks[state["task"]], self._source(state["source"]) if state["source"] else None
        services.save_measure(
            row=row,
            executors=[
                MeasureExecutor(
                    executor=self._executor(said["name"]),
                    by_consent=said["by_consent"],
                    wording=said["wording"],
                    order=order,
                )
                for order, said in enumerate(state["executors"], start=1)
            ],
            amounts=self._amounts(row, state),
            predecessors=self._predecessors(row, state),
            by=self.by,
            reason=self.reason,
        )

    def _amounts(self, row: MeasureRow, state: MeasureState) -> dict[tuple[FundingSource, int], Decimal | None]:
        """What the plan says, and nothing for the years that it does not name any more."""
        standing = row.allocations.all() if row.pk else []
        gone = {(allocation.source, allocation.year): None for allocation in standing}
        return gone | {(self._source(a["source"]), a["year"]): Decimal(a["amount"]) for a in state["allocations"]}

    def _predecessors(self, row: MeasureRow, state: MeasureState) -> list[Measure] | None:
        """None where they stay as they are."""
        standing = sorted(measure.code for measure in row.predecessors.all()) if row.pk else []
        if standing == state["predecessors"]:
            return None
        return list(Measure.objects.filter(program=self.edition.program, code__in=state["predecessors"]))

    def _drop_measure(self, row: MeasureRow) -> None:
        for link in row.executor_links.all():
            self._delete(link)
        for allocation in row.allocations.all():
            self._delete(allocation)
        self._delete(row)

    # ---- directories ---------------------------------------------------------------------------------------------

    def _source(self, name: str) -> FundingSource:
        if name not in self.sources:
            level = FundingSource.Level(self.levels.get(name) or level_of(name))
            source = FundingSource(code=self._free_code(CODE_OF_LEVEL[level]), name=name, level=level)
            self.sources[name] = services.save_record(record=source, by=self.by, reason=self.reason)
        return self.sources[name]

    def _free_code(self, wanted: str) -> str:
        taken = {source.code for source in self.sources.values()}
        codes = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
        return next(code for code in codes if code not in taken)

    def _executor(self, name: str) -> Executor:
        if name not in self.executors:
            self.executors[name] = services.save_record(record=Executor(name=name), by=self.by, reason=self.reason)
        return self.executors[name]


def _pk(record: TaskRow | FundingSource | None) -> int | None:
    return record.pk if record else None
