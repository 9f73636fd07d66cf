"""What is due and overdue: an ordered list of sources that the modules of the portal name.

A source is a function of a Day that yields Duties, with a number of queries that does not grow with the programmes.
It is told the day and never asks the clock.

duty – what a duty is; day – what the sources share; reports, execution, money, plan – the core's own sources.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from ..models import Program
from ..modules import modules
from .day import Day, quarter
from .duty import Duty, Page, Step
from .execution import measures_to_judge, progress_page
from .reports import ended_reports

WITHOUT_TERM = timedelta(days=14)
Source = Callable[[Day], Iterable[Duty]]

__all__ = [
    "Day",
    "Duty",
    "Page",
    "Source",
    "Step",
    "duties_of",
    "duties_on",
    "ended_reports",
    "measures_to_judge",
    "progress_page",
    "quarter",
]


@cache
def _imported(paths: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(import_string(path) for path in paths)


def duties_on(programs: Iterable[Program], on: date) -> list[Duty]:
    """Everything due for some programmes on a day, by its term; what has none stands after the next fortnight's."""
    day = Day(programs, on)
    found = [
        duty
        for source in _imported(tuple(path for module in modules() for path in module.duties))
        for duty in source(day)
    ]
    return sorted(found, key=lambda duty: duty.due or on + WITHOUT_TERM)


def duties_of(user: Any, programs: Iterable[Program], on: date) -> list[Duty]:
    """What is due on one person's desk: what this person may do."""
    return [duty for duty in duties_on(programs, on) if user.has_perm(duty.permission)]
