"""The order of a draft edition: a task dropped with its measures, the numbers set anew by place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from ..models import Edition, MeasureRow, TaskRow
from .plan import check_plan_open, delete_plan_row, save_plan_row

PlacedRow = TaskRow | MeasureRow


@dataclass(frozen=True)
class NewNumber:
    """A task or measure whose number does not follow from its place."""

    row: PlacedRow
    was: str
    becomes: str


@transaction.atomic
def drop_task(*, row: TaskRow, by: User | None, reason: str = "") -> None:
    """Take a task out of a plan with the tasks and measures under it; they stay in the editions that had them."""
    if row.parent_id:  # nothing below leads back to a row that goes
        TaskRow.objects.filter(pk=row.pk).update(parent=None)
    for child in row.children.all():
        drop_task(row=child, by=by, reason=reason)
    for measure_row in row.measure_rows.all():
        delete_plan_row(row=measure_row, by=by, reason=reason)
    delete_plan_row(row=row, by=by, reason=reason)


def new_numbers(edition: Edition) -> list[NewNumber]:
    """What numbering by place would change: tasks 1, 2, 3 (1.1, 1.2 under a parent), measures 1.1, 1.2 under theirs."""
    tasks = list(TaskRow.objects.of(edition))
    numbers = _numbers_of_tasks(tasks)
    wanted: list[tuple[PlacedRow, str]] = [(task, numbers[task.pk]) for task in tasks]
    counts = dict.fromkeys(numbers, 0)
    for parent in {task.parent_id for task in tasks if task.parent_id}:
        counts[parent] = sum(task.parent_id == parent for task in tasks)  # 1.1 is a task already
    for measure_row in MeasureRow.objects.of(edition):
        counts[measure_row.task_row_id] += 1
        wanted.append((measure_row, f"{numbers[measure_row.task_row_id]}.{counts[measure_row.task_row_id]}"))
    return [NewNumber(row, row.number, number) for row, number in wanted if row.number != number]


def _numbers_of_tasks(tasks: Sequence[TaskRow]) -> dict[int, str]:
    """By key of the task; the document's own first parts stay («1.1» and «1.2» without a task «1» are kept)."""
    numbers: dict[int, str] = {}

    def number(parent: int | None, prefix: str) -> None:
        children = [task for task in tasks if task.parent_id == parent]
        if parent is None and any("." in task.number for task in children):
            numbers.update(_in_groups(children))
        else:
            numbers.update({task.pk: f"{prefix}{place}" for place, task in enumerate(children, start=1)})
        for task in children:
            number(task.pk, f"{numbers[task.pk]}.")

    number(None, "")
    return numbers


def _in_groups(tasks: Iterable[TaskRow]) -> dict[int, str]:
    """Tasks «1.1, 1.2, 2, 3» of a document without a task «1»: a new group begins where the first part changes."""
    found: dict[int, str] = {}
    group, place, last = 0, 0, ""
    for task in tasks:
        first, dot, _rest = task.number.partition(".")
        if not dot or first != last:
            group, place = group + 1, 0
        place += 1
        last = first if dot else ""
        found[task.pk] = f"{group}.{place}" if dot else str(group)
    return found


@transaction.atomic
def renumber(*, edition: Edition, by: User | None) -> int:
    """Number the tasks and measures of a draft by their places; says how many numbers changed.

    No two rows may have one number at any moment: a row waits until its new number is free, and where rows only change
    places, one of them steps aside first.
    """
    check_plan_open(edition=edition, reason="")
    waiting = new_numbers(edition)
    count = len(waiting)
    for model in (TaskRow, MeasureRow):
        _take_turns([new for new in waiting if isinstance(new.row, model)], by)
    return count


def _take_turns(waiting: list[NewNumber], by: User | None) -> None:
    if not waiting:
        return
    row = waiting[0].row
    taken = {other.number for other in type(row).objects.filter(edition=row.edition)}
    while waiting:
        ready = next((new for new in waiting if new.becomes not in taken), None)
        if ready is None:
            aside = waiting[0].row
            taken.discard(aside.number)
            aside.number = f"{aside.number}*"
            save_plan_row(row=aside, by=by)
            continue
        taken.discard(ready.row.number)
        ready.row.number = ready.becomes
        save_plan_row(row=ready.row, by=by)
        taken.add(ready.becomes)
        waiting.remove(ready)
