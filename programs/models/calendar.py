"""The calendar of working days: a week has five, but for the days that the council writes down here."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .personal import no_personal_number
from .text import CharField


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def exceptions(self) -> dict[date, bool]:
        """Whether people work on the days that differ from their week, for ``add_working_days``."""
        return dict(self.values_list("date", "is_working"))


class CalendarDay(models.Model):
    """A day that differs from its week: a holiday on a weekday, or a Saturday to which a working day was moved.

    Holidays stand in article 73 of the Labour Code, and one that falls on a weekend moves to the next working day.
    Since 24 February 2022 they are working days like others (law № 2136-IX, article 6), so the portal comes with those
    before; when martial law ends, the council enters those that follow.
    """

    date = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(
        _("a working day"), default=False, help_text=_("With the tick people work on this Saturday or Sunday.")
    )
    name = CharField(_("why"), max_length=200, validators=[no_personal_number])
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("calendar of working days")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}, {self.name}"
