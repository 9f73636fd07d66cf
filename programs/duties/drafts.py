"""Drafts of reports that the portal begins by itself, where the term of a report says so."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import DutyTerm, ExecutionReport, Program
from ..services import save_report
from .day import Day
from .reports import REPORTS, wants_report


def begin_drafts(*, now: datetime) -> str:
    """Lay down the draft of every report whose period is over and that nobody began, with the words of the last one."""
    kinds = DutyTerm.objects.filter(app="programs", key__in=REPORTS, is_asked=True, makes_draft=True)
    asked = set(kinds.values_list("key", flat=True))
    day, begun = Day(Program.objects.all() if asked else (), now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()), 0
    for program in day.programs:
        for kind in (kind for kind in REPORTS if kind in asked and wants_report(day, program, kind)):
            for period, _due in day.open_periods(program, kind):
                place = {"program": program, "period_start": period.start, "period_end": period.end}
                if ExecutionReport.objects.filter(**place).exists():
                    continue
                last = program.execution_reports.order_by("period_end", "edition").last()
                with translation.override("uk"):
                    proposal = last.proposal if last else _("Take the report into account.")
                words = {"proposal": proposal, "narrative": last.narrative if last else ""}
                save_report(report=ExecutionReport(**place, kind=kind, **words), by=None)
                begun += 1
    return f"Drafts of reports begun: {begun}"
