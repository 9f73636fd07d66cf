"""Progress of measures: what the executor judges, and the reason that a drift of money, work and time asks for."""

from datetime import date as Date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .. import finance
from ..models import Allocation, LedgerEntry, Measure, MoneySum, Progress, Stage
from .records import save_record


def money_percent(*, measure: Measure, on: Date) -> Decimal | None:
    """How much of the measure's money the plan in force allots was paid by a day; None for a measure without money."""
    edition = measure.program.editions.in_force(on)
    rows = Allocation.objects.filter(measure_row__edition=edition, measure_row__measure=measure) if edition else None
    planned = rows.aggregate(sum=MoneySum("amount"))["sum"] if rows else None
    paid = LedgerEntry.objects.up_to(on).filter(measure=measure, stage=Stage.PAID).aggregate(sum=MoneySum("amount"))
    return finance.percent(paid["sum"] or finance.ZERO, planned) if planned else None


@transaction.atomic
def save_progress(*, progress: Progress, by: User | None, expected_version: int | None = None) -> Progress:
    """Save a judgement; where money, work and time lie further apart than the programme's threshold, it needs a reason.

    The three are compared over the whole term by the end of the period, and are never averaged.
    """
    progress.full_clean()
    program = progress.measure.program
    shares = {
        _("work"): Decimal(progress.work_percent),
        _("time"): finance.elapsed_percent(program.start_year, program.end_year, progress.period_end),
    }
    money = money_percent(measure=progress.measure, on=progress.period_end)
    if money is not None:
        shares[_("money")] = money
    if finance.drift(shares.values()) > program.drift_threshold and not progress.reason.strip():
        raise ValidationError({"reason": drift_text(shares, program.drift_threshold)})
    return save_record(record=progress, by=by, expected_version=expected_version)


def drift_text(shares: dict[str, Decimal], threshold: int) -> str:
    """Which two of the three figures drift furthest apart, by how much, and that a reason is asked for."""
    low, high = min(shares, key=lambda name: shares[name]), max(shares, key=lambda name: shares[name])
    figures = {name: f"{name} {number_format(share, 1)} %" for name, share in shares.items()}
    rest = [text for name, text in figures.items() if name not in {low, high}]
    return _(
        "Say the reason: %(low)s and %(high)s lie %(drift)s percentage points apart, more than %(threshold)s%(rest)s."
    ) % {
        "low": figures[low],
        "high": figures[high],
        "drift": number_format(shares[high] - shares[low], 1),
        "threshold": threshold,
        "rest": f" ({', '.join(rest)})" if rest else "",
    }
