"""How a department splits the money of a measure's year over its quarters; no act does."""

from collections import defaultdict
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..finance import ZERO
from ..period import Period
from .directories import FundingSource
from .identity import Measure
from .program import Program


class QuarterPlanQuerySet(models.QuerySet["QuarterPlan"]):
    def due(self, program: Program, period: Period) -> dict[tuple[int, int, int], Decimal]:
        """What the quarters of a running year ask to be paid by the end of a period, by measure, year and source.

        A plan by quarter says nothing of a day within a quarter; a year that is over asks for its whole plan.
        """
        year, over = period.running_year(program.years), period.quarters_over
        if year is None or over is None:
            return {}
        rows = self.filter(measure__program=program, year=year)
        return {(row.measure_id, row.year, row.source_id): sum(row.amounts[:over], ZERO) for row in rows}

    def by_year(self) -> dict[int, dict[int, list[Decimal]]]:
        """The four amounts of each measure and year, all sources together."""
        found: dict[int, dict[int, list[Decimal]]] = defaultdict(dict)
        for row in self.order_by("year"):
            standing = found[row.measure_id].get(row.year, [ZERO] * len(row.amounts))
            found[row.measure_id][row.year] = [a + b for a, b in zip(standing, row.amounts, strict=True)]
        return found


class QuarterPlan(models.Model):
    """The plan of a measure's year and source by quarter (план за кварталами), in hryvnias.

    The programme has no parts of a year. Where the department sets them, a quarter is judged by what it should have
    reached. ``services.save_quarters`` holds the four amounts against the year's allocation; an amendment may part the
    two again, which the report and the measure's page say.
    """

    QUARTERS = ("first", "second", "third", "fourth")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="quarter_plans", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1991), MaxValueValidator(2100)])
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="+", verbose_name=_("funding source"))
    first = models.DecimalField(_("I quarter"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    second = models.DecimalField(_("II quarter"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    third = models.DecimalField(_("III quarter"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    fourth = models.DecimalField(_("IV quarter"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = QuarterPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan by quarter")
        verbose_name_plural = _("plans by quarter")
        ordering = ["measure", "year", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year", "source"],
                name="quarter_plan_is_unique_per_year_and_source",
                violation_error_message=_("The measure has a plan by quarter for this year and source already."),
            ),
            models.CheckConstraint(
                condition=models.Q(first__gte=0, second__gte=0, third__gte=0, fourth__gte=0),
                name="quarter_plan_is_not_negative",
                violation_error_message=_("A planned amount cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {', '.join(str(amount) for amount in self.amounts)}"

    @property
    def amounts(self) -> list[Decimal]:
        return [self.first, self.second, self.third, self.fourth]
