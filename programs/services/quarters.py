"""The department's plan by quarter, held against the year's allocation."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..finance import ZERO
from ..models import Allocation, FundingSource, Measure, QuarterPlan
from ..words import money_text, signed_text
from .records import delete_record, save_record


def planned_years(measure: Measure) -> list[Allocation]:
    """The amounts of the plan that can be split over quarters: those of the edition adopted last."""
    edition = measure.program.editions.last_adopted()
    rows = Allocation.objects.filter(measure_row__edition=edition, measure_row__measure=measure, amount__gt=0)
    return list(rows.select_related("source").order_by("year", "source")) if edition else []


@transaction.atomic
def save_quarters(
    *, measure: Measure, year: int, source: FundingSource, amounts: Sequence[Decimal] | None, by: User | None
) -> None:
    """Set the four quarters of a year and source, which add up to its allocation; None takes the split away."""
    plan = QuarterPlan.objects.filter(measure=measure, year=year, source=source).first()
    if amounts is None:
        if plan:
            delete_record(record=plan, by=by)
        return
    allocated = {(row.year, row.source_id): row.amount for row in planned_years(measure)}.get((year, source.pk))
    if allocated is None:
        raise ValidationError(_("The plan has no amount of %(year)s to split over quarters.") % {"year": year})
    difference = sum(amounts, ZERO) - allocated
    if difference:
        raise ValidationError(
            _("The quarters of %(year)s add up to %(sum)s, the plan of the year is %(plan)s (%(difference)s).")
            % {
                "year": year,
                "sum": money_text(sum(amounts, ZERO)),
                "plan": money_text(allocated),
                "difference": signed_text(difference),
            }
        )
    plan = plan or QuarterPlan(measure=measure, year=year, source=source)
    if plan.pk and plan.amounts == list(amounts):
        return
    for name, amount in zip(QuarterPlan.QUARTERS, amounts, strict=True):
        setattr(plan, name, amount)
    save_record(record=plan, by=by)
