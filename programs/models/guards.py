"""What keeps money within its limits: closed periods of the ledger, and the head's recorded overrides."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..words import amount_text
from .append_only import AppendOnly, AppendOnlyQuerySet
from .directories import FundingSource
from .identity import Measure
from .ledger import Stage
from .money import MoneySum
from .program import Program
from .text import CharField


class PeriodClosingQuerySet(AppendOnlyQuerySet["PeriodClosing"]):
    def closed_through(self, program: Program) -> date | None:
        """The last day of the closed part of a programme's ledger; None while all of it is open."""
        last = self.filter(program=program).order_by("-pk").first()
        return last.through if last else None


class PeriodClosing(AppendOnly):
    """A step in closing or reopening a programme's ledger: from now on it is closed through a day, or wholly open.

    The last step counts, the earlier ones stay as the record of who closed what and why it was reopened. In a closed
    part nothing is posted any more; an error found later is reversed with a date after it.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="closings", verbose_name=_("programme"))
    through = models.DateField(_("closed through"), null=True, blank=True)
    reason = CharField(_("reason"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = PeriodClosingQuerySet.as_manager()  # type: ignore[misc]  # django-stubs: the base has its own

    class Meta:
        verbose_name = _("closing of a period")
        verbose_name_plural = _("closed periods")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return (
            _("closed through %(date)s") % {"date": f"{self.through:%d.%m.%Y}"} if self.through else str(_("reopened"))
        )


class Limit(models.TextChoices):
    """Where a limit stands: the passport over the plan, what is allotted over each stage of the ledger."""

    PASSPORT = "ceiling", _("plan above the passport")
    COMMITTED = Stage.COMMITTED.value, _("commitment above what is allotted")
    ACCEPTED = Stage.ACCEPTED.value, _("acceptance above what is allotted")
    PAID = Stage.PAID.value, _("payment above what is allotted")


class OverrideQuerySet(AppendOnlyQuerySet["Override"]):
    def by_place(self) -> dict[tuple[str, int, int, int], Decimal]:
        """How far the head let each stage pass its limit, by stage, measure, year and source."""
        keys = ("gate", "measure", "year", "source")
        rows = self.order_by().values_list(*keys).annotate(MoneySum("amount"))
        return {tuple(key): total for *key, total in rows}

    def by_decision(self) -> list[tuple["Override", list[str]]]:
        """The first record of each decision with the limits that it names.

        Who lets money pass to its payment allows the commitment, the acceptance and the payment in one decision, which
        is three records of the same amount for the same reason.
        """
        found: dict[tuple[Any, ...], tuple[Override, list[str]]] = {}
        times: Counter[tuple[Any, ...]] = Counter()
        for row in self:
            day = timezone.localdate(row.granted_at)
            what = (row.measure_id, row.year, row.source_id, row.amount, row.reason, row.granted_by_id, day)
            times[*what, row.gate] += 1
            found.setdefault((*what, times[*what, row.gate]), (row, []))[1].append(row.gate)
        return [(row, [str(limit.label) for limit in Limit if limit in gates]) for row, gates in found.values()]


class Override(AppendOnly):
    """The head's recorded override to pass a limit by an amount, with the reason; listed in every report it concerns.

    Never changed or deleted: one that is not needed any more does no harm, and the commission sees what was given.
    """

    gate = CharField(_("limit"), max_length=10, choices=Limit)
    program = models.ForeignKey(Program, models.PROTECT, related_name="overrides", verbose_name=_("programme"))
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="overrides", verbose_name=_("measure")
    )
    year = models.PositiveSmallIntegerField(_("budget year"))
    source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("funding source")
    )
    amount = models.DecimalField(
        _("beyond the limit, UAH"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    reason = CharField(_("reason"), max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)

    objects = OverrideQuerySet.as_manager()  # type: ignore[misc]  # django-stubs: the base has its own

    class Meta:
        verbose_name = _("override of a limit")
        verbose_name_plural = _("overrides of limits")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gate="ceiling", measure__isnull=True, source__isnull=True)
                | (~models.Q(gate="ceiling") & models.Q(measure__isnull=False, source__isnull=False)),
                name="override_of_the_ledger_names_measure_and_source",
                violation_error_message=_("Say the measure and the funding source that the override is for."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="override_is_above_zero",
                violation_error_message=_("The amount beyond the limit is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_gate_display()}, {self.year}: {amount_text(self.amount)}"
