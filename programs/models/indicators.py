"""Indicators of result (результативні показники): what the programme promised to reach besides spending the money."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .identity import Measure
from .program import Program
from .text import CharField, FoldedField


class Indicator(models.Model):
    """An indicator in one of the four groups, optional: the founding document has none, the department adds them.

    One that ``counts`` a kind of activity, or what another application records, takes its actual from the records of
    its measure: nobody retypes them.
    """

    class Group(models.TextChoices):
        INPUT = "input", _("input")
        OUTPUT = "output", _("output")
        EFFICIENCY = "efficiency", _("efficiency")
        QUALITY = "quality", _("quality")

    class ValueType(models.TextChoices):
        INTEGER = "integer", _("whole number")
        DECIMAL = "decimal", _("number with decimals")
        PERCENT = "percent", _("per cent")
        MONEY = "money", _("UAH")

    class Better(models.TextChoices):
        MORE = "more", _("the more the better")
        LESS = "less", _("the less the better")

    program = models.ForeignKey(Program, models.PROTECT, related_name="indicators", verbose_name=_("programme"))
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("measure"),
        help_text=_("Empty for an indicator of the whole programme."),
    )
    group = CharField(_("group"), max_length=12, choices=Group)
    name = CharField(_("name"), max_length=300)
    unit = CharField(_("unit"), max_length=50, help_text=_("For example: publications, persons, %."))
    value_type = CharField(_("kind of value"), max_length=10, choices=ValueType, default=ValueType.INTEGER)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2, null=True, blank=True)
    better = CharField(
        _("what is better"),
        max_length=4,
        choices=Better,
        blank=True,
        help_text=_("Only an index of effectiveness asks for it."),
    )
    source = CharField(
        _("source of information"), max_length=300, blank=True, help_text=_("Where the actual figure comes from.")
    )
    counts = CharField(
        _("counts by itself"),
        max_length=20,
        blank=True,
        help_text=_("The actual figure is then what the portal has of it in the measure, year by year."),
    )
    order = models.PositiveSmallIntegerField(_("place in the document"), default=1)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "source")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["program", "group", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "name"],
                name="indicator_name_is_unique_at_its_measure",
                violation_error_message=_("There is an indicator with this name already."),
            ),
            models.UniqueConstraint(
                fields=["program", "name"],
                condition=models.Q(measure=None),
                name="indicator_name_is_unique_in_its_program",
                violation_error_message=_("There is an indicator with this name already."),
            ),
            models.CheckConstraint(
                condition=models.Q(counts="") | models.Q(measure__isnull=False, value_type="integer"),
                name="counting_indicator_is_whole_and_has_a_measure",
                violation_error_message=_("An indicator that counts activities has a measure and a whole number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"

    def check_value(self, value: Decimal | None) -> None:
        """Refuse a value that the indicator cannot have: a part of a person, 140 per cent, less than nothing."""
        if value is None:
            return
        if value < 0:
            raise ValidationError(_("The value of an indicator cannot be negative."))
        if self.value_type == self.ValueType.INTEGER and value != value.to_integral_value():
            raise ValidationError(_("This indicator is counted in whole numbers."))
        if self.value_type == self.ValueType.PERCENT and value > 100:
            raise ValidationError(_("A per cent is at most 100."))

    def clean(self) -> None:
        if self.measure and self.measure.program_id != self.program_id:
            raise ValidationError({"measure": _("The measure belongs to another programme.")})
        try:
            self.check_value(self.baseline)
        except ValidationError as error:
            raise ValidationError({"baseline": error.messages}) from error


class IndicatorValue(models.Model):
    """The plan and the actual of an indicator in a year; either may be unknown, which is not zero."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"))
    plan = models.DecimalField(_("plan"), max_digits=16, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual"), max_digits=16, decimal_places=2, null=True, blank=True)
    explanation = CharField(_("explanation of the deviation"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("yearly value of the indicator")
        verbose_name_plural = _("yearly values of the indicator")
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"],
                name="indicator_has_one_value_per_year",
                violation_error_message=_("The indicator has values for this year already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.plan} / {self.actual}"

    def clean(self) -> None:
        errors: dict[str, list[str]] = {}
        for name in ("plan", "actual"):
            try:
                self.indicator.check_value(getattr(self, name))
            except ValidationError as error:
                errors[name] = error.messages
        if self.indicator.counts and self.actual is not None:
            errors["actual"] = [str(_("This indicator counts activities by itself: leave the actual empty."))]
        if self.year and self.year not in self.indicator.program.years:
            errors["year"] = [self.indicator.program.year_refusal]
        if errors:
            raise ValidationError(errors)
