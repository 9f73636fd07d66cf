"""Thresholds of direct purchases: dated data, because governments change them."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models.text import CharField
from programs.texts import number_in


class PurchaseKind(models.TextChoices):
    """What is bought, as thresholds tell it apart; a ДК 021 code says which."""

    GOODS = "goods", _("goods")
    SERVICES = "services", _("services")
    WORKS = "works", _("works")

    @classmethod
    def of_code(cls, cpv: str) -> "PurchaseKind":
        """Division 45 are works, 50–98 services, the rest goods."""
        division = number_in(cpv[:2]) or 0
        if division == 45:
            return cls.WORKS
        return cls.SERVICES if division >= 50 else cls.GOODS


class PurchaseThreshold(models.Model):
    """From which sum a year's purchases of one subject may not be direct any more, since a date.

    A sum near or over it is a warning, not an error. Which digits of the code make one subject is data as well.
    """

    kind = CharField(_("kind of purchase"), max_length=10, choices=PurchaseKind)
    in_force_from = models.DateField(_("applies from"))
    amount = models.DecimalField(
        _("threshold, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    code_digits = models.PositiveSmallIntegerField(
        _("digits of the code that make one subject"),
        default=8,
        validators=[MinValueValidator(2), MaxValueValidator(8)],
        help_text=_("8: purchases are added up by the whole code; 4: by its first four digits."),
    )
    near_percent = models.PositiveSmallIntegerField(
        _("near from, per cent"), default=90, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    ground = CharField(_("ground"), max_length=300, blank=True, help_text=_("The act that sets the threshold."))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("threshold of direct purchases")
        verbose_name_plural = _("thresholds of direct purchases")
        ordering = ["kind", "in_force_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "in_force_from"],
                name="threshold_is_unique_per_date",
                violation_error_message=_("The threshold of this date is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="threshold_is_above_zero",
                violation_error_message=_("The threshold is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.in_force_from:%d.%m.%Y}: {self.amount}"

    @classmethod
    def in_force(cls, kind: str, on: date) -> "PurchaseThreshold | None":
        """The threshold for a kind of purchase on a date; None where the department recorded none so early."""
        return cls.objects.filter(kind=kind, in_force_from__lte=on).order_by("-in_force_from").first()
