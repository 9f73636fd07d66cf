"""Which task and measure of the portal a row of the file is: identities stay, wording and numbers may change. Pure."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..reading.questions import Asker, Choice, Place
from ..reading.sentences import Topic
from ..reading.texts import OTHER_NUMBER, SAME_NUMBER, key, likeness
from .state import MeasureRead, PlanReading, PlanState, TaskRead


def match_plan(reading: PlanReading, current: PlanState, asker: Asker) -> PlanState:
    """The plan that the file asks for, each row with the code of what it is in the portal ("" for a new one)."""
    tasks = _match(asker, "task", reading.tasks, current["tasks"])
    measures = _match(asker, "measure", reading.measures, current["measures"])
    printed = reading.printed_unit or reading.unit
    return {
        "unit": current["unit"] if reading.is_exported else reading.unit.value,
        # a standing plan has it from its passport, which the table does not show
        "printed_unit": current["printed_unit"] if current["tasks"] else printed.value,
        "tasks": _placed(reading.tasks, tasks, current["tasks"], {"short_name", "results", "aspects"} - reading.says),
        "measures": _placed(
            reading.measures,
            measures,
            current["measures"],
            {"short_name", "results", "executors", "predecessors"} - reading.says,
        ),
    }


def _placed(rows: Sequence[Any], codes: list[str], known: Sequence[Any], unsaid: Collection[str]) -> list[Any]:
    """The rows under their codes and in their order; what the file has no column for stays as the portal knows it."""
    by_code = {row["code"]: row for row in known}
    found: list[Any] = []
    order = 0
    for row, code in zip(rows, codes, strict=True):
        stood = by_code.get(code)
        order = stood["order"] if stood and stood["order"] > order else order + 1  # its own, where it did not move
        kept = {name: stood[name] for name in unsaid} if stood else {}
        said = {name: value for name, value in row.items() if name != "place"}
        found.append(said | kept | {"code": code, "order": order})
    return found


def _match(asker: Asker, what: str, rows: Sequence[TaskRead | MeasureRead], known: Sequence[Any]) -> list[str]:
    """The code of each row: by the code in the file, by the same title, by number and likeness, by likeness alone."""
    free = {row["code"]: row for row in known}
    codes: dict[int, str] = {}
    for part, row in enumerate(rows):
        if free.pop(row["code"], None):
            codes[part] = row["code"]
    for part, row in ((part, row) for part, row in enumerate(rows) if part not in codes):
        same = [code for code, other in free.items() if key(other["title"]) == key(row["title"])]
        same.sort(key=lambda code: free[code]["number"] != row["number"])
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


def _likely(asker: Asker, what: str, row: TaskRead | MeasureRead, part: int, free: dict[str, Any]) -> str:
    """The known row that this one most likely rewords, as the person confirms or corrects it; "" is a new one."""
    if not free:
        return ""
    scored = sorted(((likeness(row["title"], other["title"]), code) for code, other in free.items()), reverse=True)
    best = next(
        (
            code
            for score, code in scored
            if score >= OTHER_NUMBER or (score >= SAME_NUMBER and free[code]["number"] == row["number"])
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
    return asker.ask(kind, row["place"], f"{row['number']}. {row['title']}", best, choices=choices, part=part)
