"""Which task and measure of the portal a row of the file is: identities stay, wording and numbers may change. Pure."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from ..reading.questions import Asker, Choice, Place
from ..reading.sentences import Topic
from ..reading.texts import key
from .readings import MeasureReading, PlanReading, TaskReading
from .state import MeasureState, PlanState, TaskState

Reading = TaskReading | MeasureReading
SAME_NUMBER, OTHER_NUMBER = 0.55, 0.82  # how alike two titles have to be to be taken for the same thing reworded


def likeness(first: str, second: str) -> float:
    """From 0 to 1, by words in their order."""
    return SequenceMatcher(None, key(first).split(), key(second).split(), autojunk=False).ratio()


def match_plan(reading: PlanReading, current: PlanState, asker: Asker) -> PlanState:
    """The plan that the file asks for, each row with the code of what it is in the portal ("" for a new one)."""
    tasks = _match(asker, "task", reading.tasks, current["tasks"])
    measures = _match(asker, "measure", reading.measures, current["measures"])
    known_tasks = {task["code"]: task for task in current["tasks"]}
    known_measures = {measure["code"]: measure for measure in current["measures"]}
    printed = reading.unit.printed or reading.unit.assumed
    target: PlanState = {
        "unit": current["unit"] if reading.is_exported else reading.unit.assumed.value,
        # a standing plan has it from its passport, which the table does not show
        "printed_unit": current["printed_unit"] if current["tasks"] else printed.value,
        "tasks": [],
        "measures": [],
    }
    task_order = order = 0
    matched = iter(measures)
    for task, code in zip(reading.tasks, tasks, strict=True):
        task_order = _place_after(task_order, known_tasks.get(code))
        target["tasks"].append(_task_state(reading, task, code, task_order, known_tasks.get(code)))
        for measure in task.measures:
            known = known_measures.get(next(matched))
            order = _place_after(order, known)
            target["measures"].append(_measure_state(reading, task, measure, order, known))
    return target


def _place_after(last: int, known: TaskState | MeasureState | None) -> int:
    """The place of a row behind the last one: its own, as long as it did not move."""
    return known["order"] if known and known["order"] > last else last + 1


def _match(asker: Asker, what: str, rows: Sequence[Reading], known: Sequence[Any]) -> list[str]:
    """The code of each row: by the code in the file, by the same title, by number and likeness, by likeness alone."""
    free = {row["code"]: row for row in known}
    codes: dict[int, str] = {}
    for part, row in enumerate(rows):
        if free.pop(row.code, None):
            codes[part] = row.code
    for part, row in ((part, row) for part, row in enumerate(rows) if part not in codes):
        same = [code for code, other in free.items() if key(other["title"]) == key(row.title)]
        same.sort(key=lambda code: free[code]["number"] != row.number)
        if same:
            codes[part] = same[0]
            del free[same[0]]
    for part, row in enumerate(rows):
        if part not in codes:
            codes[part] = _likely(asker, what, row, part, free)
            free.pop(codes[part], None)
    for code, gone in free.items():
        asker.ask(
            Topic.MEASURE_DROPPED if what == "measure" else Topic.TASK_DROPPED,
            Place(),
            f"{gone['number']}. {gone['title']}",
            "drop",
            must=True,
            choices=(Choice("drop", _("it leaves the plan")),),
            part=code,
        )
    return [codes[part] for part in range(len(rows))]


def _likely(asker: Asker, what: str, row: Reading, part: int, free: dict[str, Any]) -> str:
    """The known row that this one most likely rewords, as the person confirms or corrects it; "" is a new one."""
    if not free:
        return ""
    scored = sorted(((likeness(row.title, other["title"]), code) for code, other in free.items()), reverse=True)
    best = next(
        (
            code
            for score, code in scored
            if score >= OTHER_NUMBER or (score >= SAME_NUMBER and free[code]["number"] == row.number)
        ),
        "",
    )
    choices = (
        Choice("", _("a new one")),
        *(Choice(code, f"{other['number']}. {other['title'][:120]}") for code, other in free.items()),
    )
    kind = {
        ("task", True): Topic.TASK_REWORDED,
        ("task", False): Topic.TASK_NEW,
        ("measure", True): Topic.MEASURE_REWORDED,
        ("measure", False): Topic.MEASURE_NEW,
    }[what, bool(best)]
    return asker.ask(kind, row.place, f"{row.number}. {row.title}", best, choices=choices, part=part)


def _task_state(reading: PlanReading, task: TaskReading, code: str, order: int, known: TaskState | None) -> TaskState:
    kept = known["results"] if known and not reading.has_results else task.results
    return {
        "code": code,
        "label": task.label,
        "number": task.number,
        "order": order,
        "title": task.title,
        "results": kept,
        "parent": task.parent,
        "aspects": list(task.aspects) if task.aspects is not None else known["aspects"] if known else [],
    }


def _measure_state(
    reading: PlanReading, task: TaskReading, measure: MeasureReading, order: int, known: MeasureState | None
) -> MeasureState:
    """A measure as the file has it; what the file has no column for stays as the portal knows it."""
    return {
        "code": known["code"] if known else "",
        "task": task.number,
        "label": measure.label,
        "number": measure.number,
        "order": order,
        "title": measure.title,
        "funding": measure.funding.value,
        "source": measure.source,
        "results": known["results"] if known and not reading.has_results else measure.results,
        "executors": known["executors"]
        if known and not reading.has_executors
        else [{"name": e.name, "by_consent": e.by_consent, "wording": e.wording} for e in measure.executors],
        "predecessors": list(measure.predecessors)
        if measure.predecessors is not None
        else known["predecessors"]
        if known
        else [],
        "allocations": [
            {"year": year, "source": source, "amount": f"{amount:.2f}"}
            for (year, source), amount in sorted(measure.amounts.items())
        ],
    }
