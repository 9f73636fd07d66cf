"""What the accountant owes to the ledger: what the budget gave, and periods to close."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import BudgetAppropriation, LedgerEntry, PeriodClosing
from .day import Day
from .duty import MONEY, Duty, Page, Step


def appropriations_missing(day: Day) -> Iterator[Duty]:
    """Measures with money in the plan of this year for which nobody recorded what the budget gave."""
    year = day.on.year
    due = day.due("appropriations", date(year - 1, 12, 31))
    if due is None:
        return
    rows = BudgetAppropriation.objects.filter(measure__program__in=day.running, year=year, effective_from__lte=day.on)
    recorded = set(rows.order_by().values_list("measure", flat=True))
    for program in day.running:
        missing = [row for row in day.with_money(program, year) if row.measure_id not in recorded]
        if missing:
            given = {"year": year, "effective_from": date(year, 1, 1).isoformat()}
            add = "admin:programs_budgetappropriation_add"
            steps = [
                Step.of(row, Page(add, given={"measure": row.measure_id, "source": row.source_id or "", **given}))
                for row in missing
            ]
            yield Duty(
                key=f"appropriations/{year}",
                title=ngettext(
                    "What the budget gave in %(year)s: %(count)s measure",
                    "What the budget gave in %(year)s: %(count)s measures",
                    len(missing),
                )
                % {"year": year, "count": len(missing)},
                program=program,
                kind=MONEY,
                due=due,
                page=steps[0].page,
                action=_("Record an appropriation"),
                permission="programs.add_budgetappropriation",
                steps=steps,
            )


def periods_to_close(day: Day) -> Iterator[Duty]:
    """Quarters that are over and have entries, while the ledger still takes entries dated in them."""
    steps = PeriodClosing.objects.filter(program__in=day.running).order_by("pk")
    closed = dict(steps.values_list("program", "through"))  # the last step counts
    quarters = {p.pk: found for p in day.running for found in day.open_periods(p, "closing")}
    unclosed = Q(pk=None)
    for pk, (period, _due) in quarters.items():
        still_open = Q(date__gt=closed[pk]) if closed.get(pk) else Q()
        unclosed |= Q(measure__program=pk, date__lte=period.end) & still_open
    entries = LedgerEntry.objects.filter(unclosed).order_by()
    to_close = set(entries.values_list("measure__program", flat=True).distinct())
    for program in day.running:
        if program.pk in to_close:
            period, due = quarters[program.pk]
            given = {"program": program.pk, "through": period.end.isoformat()}
            yield Duty(
                key=f"closing/{period.code}",
                title=_("Close the ledger through %(date)s") % {"date": f"{period.end:%d.%m.%Y}"},
                program=program,
                kind=MONEY,
                due=due,
                page=Page("admin:programs_periodclosing_add", given=given),
                action=_("Close the period"),
                permission="programs.add_periodclosing",
            )
