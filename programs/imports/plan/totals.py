"""The sums that a file prints, checked against its measures: never imported, never silently wrong."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from ...finance import ZERO
from ..reading.cells import Unit, read_amount
from ..reading.columns import MoneyColumn
from ..reading.questions import Asker, Choice, as_printed
from ..reading.sentences import Topic
from ..reading.texts import key
from .gather import Gathered
from .lines import TotalLine
from .money import level_of
from .state import MeasureRead, TotalCheck

_OF_TASK = re.compile(r"завдан|напрям|розділ|пункт|ціл[ьі]", re.IGNORECASE)
_OF_ALL = re.compile(r"програм", re.IGNORECASE)


def check_totals(
    asker: Asker, gathered: Gathered, numbers: Mapping[int, str], measures: list[MeasureRead], unit: Unit
) -> tuple[TotalCheck, ...]:
    """Every printed sum beside the computed one; a difference has to be decided on.

    ``numbers`` are those of the tasks by the ids of their sections.
    """
    checks: list[TotalCheck] = []
    for total in gathered.totals:
        before = [number for s in gathered.sections[: total.section] if (number := numbers.get(id(s)))]
        if not before:
            continue
        everything = [m for m in measures if m["task"] in before]
        scope = _scope(total, [m for m in measures if m["task"] == before[-1]], everything, unit)
        for column in total.line.columns.money:
            sums = _sums(total, column, scope, unit)
            place = total.line.money_cell(column).place
            if sums is not None and all(check.place != place for check in checks):
                whole = len(everything) == len(scope) and not (column.source or total.source)
                checks.append(TotalCheck(place, total.lead.line, column.heading, *sums, column.year, whole))
    for check in checks:
        if check.difference:
            _ask(asker, check)
    return tuple(checks)


def _scope(
    total: TotalLine, of_task: list[MeasureRead], everything: list[MeasureRead], unit: Unit
) -> list[MeasureRead]:
    """The measures that a sum is about: of the last task or of all so far, by its words, else by what fits."""
    if _OF_ALL.search(total.lead.line):
        return everything
    if _OF_TASK.search(total.lead.line):
        return of_task

    def fits(measures: list[MeasureRead]) -> bool:
        sums = [_sums(total, column, measures, unit) for column in total.line.columns.money]
        return all(found is None or found[0] == found[1] for found in sums)

    return of_task if fits(of_task) and not fits(everything) else everything


def _sums(
    total: TotalLine, column: MoneyColumn, measures: list[MeasureRead], unit: Unit
) -> tuple[Decimal, Decimal] | None:
    """What the file prints in a column, and what the measures add up to; None where it prints nothing of its own."""
    cell = total.line.money_cell(column)
    printed = read_amount(cell.value).hryvnias(unit)
    if printed is None or cell.column < column.column:
        return None
    wanted = _source_filter(column.source or total.source)
    amounts = [
        Decimal(each["amount"])
        for measure in measures
        for each in measure["allocations"]
        if column.year in (None, each["year"]) and wanted(each["source"])
    ]
    return printed, sum(amounts, ZERO)


def _source_filter(name: str) -> Callable[[str], bool]:
    """Whether a source is the one that a sum names, by its words or, where they differ, by its level."""
    if not name:
        return lambda source: True
    return lambda source: key(source) in key(name) or key(name) in key(source) or level_of(source) == level_of(name)


def _ask(asker: Asker, check: TotalCheck) -> None:
    choices = (
        Choice("measures", _("the measures are right: %(amount)s") % {"amount": as_printed(f"{check.computed:f}")}),
    )
    asker.ask(
        Topic.TOTAL_DIFFERS,
        check.place,
        f"{check.printed:f}",
        "measures",
        must=True,
        choices=choices,
        detail=f"{check.difference:+f}",
    )
