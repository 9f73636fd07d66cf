"""What the coordinator owes to the measures: their progress for the quarter, and activities where money waits."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Activity, LedgerEntry, Measure, Program, Progress
from ..period import Period
from .day import Day
from .duty import EXECUTION, Duty, Page, Step

QUIET_MONTHS = 3  # a measure may stand still in the first quarter: contracts are only being signed then


def progress_missing(day: Day) -> Iterator[Duty]:
    """Measures whose progress nobody recorded for a quarter that is over, on one sheet and one by one."""
    quarters = [(p, *found) for p in day.running for found in day.open_periods(p, "progress")]
    judged = _judged(day, quarters)
    for program, period, due in quarters:
        missing = [row for row in day.plans[program.pk] if (row.measure_id, period) not in judged]
        if missing:
            steps = [Step.of(row, progress_page(row.measure_id, period)) for row in missing]
            yield Duty(
                key=f"progress/{period.code}",
                title=ngettext(
                    "Progress of %(count)s measure for %(period)s",
                    "Progress of %(count)s measures for %(period)s",
                    len(missing),
                )
                % {"count": len(missing), "period": period.label},
                program=program,
                kind=EXECUTION,
                due=due,
                page=Page("progress:sheet", [program.slug, period.code]),
                action=_("Record progress"),
                permission="programs.add_progress",
                steps=steps,
            )


def _judged(day: Day, quarters: list[tuple[Program, Period, date]]) -> set[tuple[int, Period]]:
    """(measure, quarter) with a judgement that covers the quarter's last day; a year's judgement covers its fourth."""
    periods = {period for _program, period, _due in quarters}
    if not periods:
        return set()
    spans = Q()
    for period in periods:
        spans |= Q(period_start__lte=period.end, period_end__gte=period.end)
    rows = Progress.objects.filter(spans, measure__program__in=day.running)
    return {
        (measure, period)
        for measure, start, end in rows.values_list("measure", "period_start", "period_end")
        for period in periods
        if start <= period.end <= end
    }


def measures_to_judge(program: Program, period: Period) -> list[Measure]:
    """The measures of the plan in force without a judgement that covers a period's last day, in the plan's order."""
    edition = program.editions.in_force(period.end)
    rows = Measure.objects.filter(rows__edition=edition).exclude(
        progress__in=Progress.objects.filter(period_start__lte=period.end, period_end__gte=period.end)
    )
    return list(rows.annotate(place=F("rows__order")).order_by("place")) if edition else []


def progress_page(measure: int, period: Period) -> Page:
    """The form of progress with measure and period filled in."""
    given = {"measure": measure, "period_start": period.start.isoformat(), "period_end": period.end.isoformat()}
    return Page("admin:programs_progress_add", given=given)


def idle_measures(day: Day) -> Iterator[Duty]:
    """Measures that have money this year and nothing to show for it: no entry of the ledger, no activity."""
    year = day.on.year
    if day.on.month <= QUIET_MONTHS:
        return
    measures = Measure.objects.filter(program__in=day.running)
    entries = LedgerEntry.objects.filter(measure__in=measures, budget_year=year, date__lte=day.on)
    activities = Activity.objects.filter(measure__in=measures, date__year=year, date__lte=day.on)
    moved = set(entries.order_by().values_list("measure", flat=True).distinct())
    moved |= set(activities.order_by().values_list("measure", flat=True).distinct())
    for program in day.running:
        idle = [row for row in day.with_money(program, year) if row.measure_id not in moved]
        if idle:
            steps = [
                Step.of(row, Page("admin:programs_activity_add", given={"measure": row.measure_id})) for row in idle
            ]
            yield Duty(
                key=f"idle/{year}",
                title=ngettext(
                    "%(count)s measure has money for %(year)s, but no entry and no activity",
                    "%(count)s measures have money for %(year)s, but no entries and no activities",
                    len(idle),
                )
                % {"count": len(idle), "year": year},
                program=program,
                kind=EXECUTION,
                due=date(year, 12, 31),
                page=steps[0].page,
                action=_("Add an activity"),
                permission="programs.add_activity",
                steps=steps,
            )
