"""The sums that a file prints, checked against its measures: never imported, never silently wrong."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from ...finance import ZERO
from ..reading.cells import Unit, read_amount
from ..reading.columns import MoneyColumn
from ..reading.questions import Asker, Choice, as_printed
from ..reading.sentences import Topic
from ..reading.texts import key
from .gather import Gathered
from .lines import Section, TotalLine
from .money import level_of
from .readings import MeasureReading, TaskReading, TotalCheck

_OF_TASK = re.compile(r"завдан|напрям|розділ|пункт|ціл[ьі]", re.IGNORECASE)
_OF_ALL = re.compile(r"програм", re.IGNORECASE)


def check_totals(
    asker: Asker, gathered: Gathered, sections: list[Section], tasks: list[TaskReading], unit: Unit
) -> tuple[TotalCheck, ...]:
    """Every printed sum beside the computed one; a difference has to be decided on."""
    by_section = {id(section): task for section, task in zip(sections, tasks, strict=True)}
    checks: list[TotalCheck] = []
    for total in gathered.totals:
        before = [task for s in gathered.sections[: total.section] if (task := by_section.get(id(s)))]
        if not before:
            continue
        scope = _scope(total, before, unit)
        for column in total.line.columns.money:
            check = _check(total, column, scope, unit)
            if check is not None and all(check.place != other.place for other in checks):
                everything = sum(len(task.measures) for task in before) == len(scope)
                whole = everything and not (column.source or total.source)
                checks.append(replace(check, year=column.year, is_whole=whole))
    for check in checks:
        if check.difference:
            _ask(asker, check)
    return tuple(checks)


def _scope(total: TotalLine, before: list[TaskReading], unit: Unit) -> list[MeasureReading]:
    """The measures that a sum is about: of the last task or of all so far, by its words, else by what fits."""
    task, everything = list(before[-1].measures), [m for t in before for m in t.measures]
    if _OF_ALL.search(total.lead.line):
        return everything
    if _OF_TASK.search(total.lead.line):
        return task

    def fits(measures: list[MeasureReading]) -> bool:
        checks = [_check(total, column, measures, unit) for column in total.line.columns.money]
        return all(check is None or not check.difference for check in checks)

    return task if fits(task) and not fits(everything) else everything


def _check(total: TotalLine, column: MoneyColumn, measures: list[MeasureReading], unit: Unit) -> TotalCheck | None:
    cell = total.line.money_cell(column)
    printed = read_amount(cell.value).hryvnias(unit)
    if printed is None or cell.column < column.column:
        return None
    wanted = _source_filter(column.source or total.source)
    computed = sum(
        (
            amount
            for measure in measures
            for (year, source), amount in measure.amounts.items()
            if (column.year is None or year == column.year) and wanted(source)
        ),
        ZERO,
    )
    return TotalCheck(cell.place, total.lead.line, column.heading, printed, Decimal(computed))


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
