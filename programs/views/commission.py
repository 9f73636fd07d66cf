"""The page of the commission: reports of the last periods, execution figures, deviations with their reasons."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..duties import ended_reports
from ..finance import Figures
from ..models import Program
from ..period import Period
from ..permissions import may_follow_programs
from ..reporting import Table
from ..reporting.files import FORMATS
from ..reports import Attention
from ..statement import Statement, statement_for, statement_on

LAST_REPORTS = 6


@dataclass(frozen=True)
class Offered:
    """A report of a period that is over, with its files."""

    label: str
    address: str
    files: list[tuple[str, str]]


@dataclass(frozen=True)
class Followed:
    """One programme as a member of the commission needs it before a sitting."""

    program: Program
    total: Figures
    statement: Statement
    reports: list[Offered]
    year: int
    attention: Table


@login_required
@never_cache
@require_safe
def commission(request: HttpRequest) -> HttpResponse:
    """Everything that a member of the commission reads before a sitting, for every programme that is public."""
    if not may_follow_programs(request.user):
        raise PermissionDenied
    on = timezone.localdate()
    programs = list(Program.objects.published().select_related("commission").order_by("-start_year", "pk"))
    shown = next((p for p in programs if p.slug == request.GET.get("program")), programs[0] if programs else None)
    context: dict[str, Any] = {
        "programs": programs,
        "shown": shown,
        "followed": followed(shown, on) if shown else None,
        "on": on,
    }
    return render(request, "programs/commission.html", context)


def followed(program: Program, on: date) -> Followed:
    statement = statement_on(program, on)
    year = program.year_nearest(on)
    return Followed(
        program=program,
        total=statement.total,
        statement=statement,
        reports=[_offered(program, period) for period in ended_reports(program, on)[:LAST_REPORTS]],
        year=year,
        attention=Attention().table(statement_for(program, Period.year(year))),
    )


def _offered(program: Program, period: Period) -> Offered:
    parts = [program.slug, period.code]
    files = [(extension.upper(), reverse("programs:report-file", args=[*parts, extension])) for extension in FORMATS]
    return Offered(period.label, reverse("programs:report", args=parts), files)
