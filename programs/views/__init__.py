"""Public pages of the programmes."""

from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .. import modules
from ..models import Portal, Program, is_restricted
from ..models.restricted import switched_on
from ..rest.public import of_staff


def masthead(request: HttpRequest) -> dict[str, Any]:
    """What every page says above its own words: whose portal it is, what the menu leads to, and the programme
    whose data is invented, where there is one.

    Asked only where it is printed, and once for both.
    """

    @cache
    def programs() -> list[Program]:
        return list(Program.objects.only("council", "status", "is_demonstration", "demonstration_day"))

    def day() -> date | None:
        """The day that all pages open with; none where some programme lives today."""
        days = {each.demonstration_day for each in programs()}
        return days.pop() if len(days) == 1 else None

    return {
        "council": SimpleLazyObject(lambda: common_council(programs()) or Portal.this().council),
        "menu": SimpleLazyObject(modules.menu),
        "demonstration": SimpleLazyObject(lambda: next((each for each in programs() if each.is_demonstration), None)),
        "demonstration_day": SimpleLazyObject(day),
        "restricted": SimpleLazyObject(lambda: switched_on() if of_staff(request) else is_restricted()),
    }


def common_council(programs: list[Program]) -> str:
    """The council of the published programmes; nothing where they are of several."""
    councils = {program.council for program in programs if program.status != Program.Status.DRAFT}
    return councils.pop() if len(councils) == 1 else ""
