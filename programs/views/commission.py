"""The page of the commission: reports of the last periods, execution figures, what calls for attention and why."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..default_day import default_day
from ..duties import ended_reports
from ..models import Program
from ..overview import standings
from ..period import Period
from ..permissions import may_follow_programs
from ..reporting.files import FORMATS
from ..reports import Attention
from ..statement import statement_for, statement_on

LAST_REPORTS = 6


@login_required
@never_cache
@require_safe
def commission(request: HttpRequest) -> HttpResponse:
    """Everything that a member of the commission reads before a sitting, for every programme that is public."""
    if not may_follow_programs(request.user):
        raise PermissionDenied
    programs = list(Program.objects.published().select_related("commission").order_by("-start_year", "pk"))
    shown = next((p for p in programs if p.slug == request.GET.get("program")), programs[0] if programs else None)
    on = default_day(shown)
    context: dict[str, Any] = {"programs": programs, "shown": shown, "on": on}
    if shown:
        year = Period.year(shown.year_nearest(on))
        # a year that is not over is judged so far as it has run
        period = Period(year.start, min(max(on, year.start), year.end))
        context |= {
            "standing": standings([shown], on)[shown.pk],
            "statement": statement_on(shown, on),
            "reports": ended_reports(shown, on)[:LAST_REPORTS],
            "formats": FORMATS,
            "period": period,
            "attention": Attention().table(statement_for(shown, period)),
        }
    return render(request, "programs/commission.html", context)
