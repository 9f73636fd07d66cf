"""The day that a page opens with where nobody chose one: of its programme, or of the whole portal."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from .models import Program


def default_day(program: Program | None = None) -> date:
    """Today; of the demonstration the day of its life that it was loaded for.

    Without a programme all of the portal are asked, and those of different days have only today in common. Pages,
    forms and answers of the API ask here; what is recorded is never judged by this day.
    """
    if program is None:
        days = set(Program.objects.values_list("demonstration_day", flat=True))
    else:
        days = {program.demonstration_day}
    day = days.pop() if len(days) == 1 else None
    return day or timezone.localdate()


def by_default_day(programs: Iterable[Program]) -> dict[date, list[Program]]:
    """The programmes by the day that each one's pages open with."""
    found: dict[date, list[Program]] = defaultdict(list)
    for program in programs:
        found[default_day(program)].append(program)
    return found
