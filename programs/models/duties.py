"""By when things are due, and what a person said was done: dates are data of the council, not rules of the portal."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..period import Period, add_working_days
from .program import Program
from .text import CharField, FoldedField


class DutyTerm(models.Model):
    """By when something is due after its period ends (строк): «the 15th after a quarter», «1 March for the year».

    Few acts bind a city in this, so the portal comes with what is customary and the department changes it here. What
    an act counts in days («within 35 days after the quarter») is kept in days: no month has a day that equals them.
    """

    app = CharField(max_length=50, editable=False)
    key = CharField(max_length=40, editable=False)
    title = CharField(_("what is due"), max_length=200, editable=False)
    months = models.PositiveSmallIntegerField(
        _("month after the period"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("1 is the month that follows the end of the quarter, of the half-year or of the year."),
    )
    day = models.PositiveSmallIntegerField(
        _("day of that month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    days = models.PositiveSmallIntegerField(
        _("or days after the period"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("Where an act counts days: leave the month and its day empty then."),
    )
    working_days = models.BooleanField(
        _("these are working days"), default=False, help_text=_("They are counted by the calendar of working days.")
    )
    is_asked = models.BooleanField(
        _("remind of it"), default=True, help_text=_("Without the tick it appears on nobody's desk.")
    )
    makes_draft = models.BooleanField(
        _("begin the report's draft by itself"),
        default=False,
        help_text=_("On the day after the period the portal lays a draft down, with the words of the last report."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["app", "key"], name="duty_term_is_one_of_its_app"),
            models.CheckConstraint(
                # a comparison with nothing would let a half-filled term pass, hence the isnull
                condition=models.Q(
                    months__isnull=False, day__isnull=False, months__range=(1, 12), day__range=(1, 31), days=None
                )
                | models.Q(months=None, day=None, days__isnull=False, days__range=(1, 366)),
                name="duty_term_is_a_day_of_a_month_or_days",
                violation_error_message=_(
                    "Say the month after the period, 1 to 12, and a day of it, 1 to 31; or days after the period alone."
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.title)

    def due(self, end: date, exceptions: Mapping[date, bool]) -> date:
        """The day for a period that ends on this one; a month without such a day gives its last."""
        if self.days and self.working_days:
            return add_working_days(end, self.days, exceptions)
        if self.months is None or self.day is None:
            return end + timedelta(days=self.days or 0)
        year, month = divmod(end.year * 12 + end.month - 1 + self.months, 12)
        return date(year, month + 1, min(self.day, monthrange(year, month + 1)[1]))


def report_key(period: Period) -> str:
    """Under which the sending of a period's report is marked."""
    return f"report/{period.code}"


class DutyDone(models.Model):
    """A person's word that something due was done outside the portal: when, and by which letter or sitting.

    Only for what the portal cannot see for itself. A record made in error is deleted; its history stays.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="duties_done", verbose_name=_("programme"))
    key = CharField(_("key"), max_length=200, editable=False)
    title = CharField(_("what was due"), max_length=500)
    done_on = models.DateField(_("done on"))
    note = CharField(
        _("note"), max_length=500, blank=True, help_text=_("For example the number of the letter or of the sitting.")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    folded = FoldedField("title", "note")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("mark of what was done")
        verbose_name_plural = _("marks of what was done")
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "key"],
                name="duty_is_done_once",
                violation_error_message=_("This is marked as done already."),
            )
        ]

    def __str__(self) -> str:
        return self.title
