"""Under which rules the council consults: regimes, and the terms that each of them sets. All of it is data.

A term is a row, so that an act that changes is a new row with its first day, and nothing in the code knows a number.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import CalendarDay, LegalAct
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField
from programs.period import add_working_days


class Form(models.TextChoices):
    """In which form the public is heard (форма консультації), as the acts name them."""

    MEETING = "meeting", _("meeting with the public")
    ASSEMBLY = "assembly", _("assembly")
    HEARING = "hearing", _("public hearing")
    ROUND_TABLE = "round_table", _("round table")
    ELECTRONIC = "electronic", _("electronic consultation")
    TARGETED = "targeted", _("targeted consultation")


class Matter(models.TextChoices):
    """What the public is asked about: a question, or a document of the council that the portal may know."""

    QUESTION = "question", _("a question or a draft decision")
    DRAFT_BUDGET = "draft_budget", _("draft budget")
    BUDGET_REPORT = "budget_report", _("budget execution report")
    DRAFT_EDITION = "draft_edition", _("draft or draft amendment of a programme")
    EXECUTION_REPORT = "execution_report", _("execution report of a programme")


class RegimeQuerySet(models.QuerySet["Regime"]):
    def active(self) -> Self:
        """Those that a consultation may be held under; one that is not in force yet is only written down."""
        return self.filter(is_active=True)

    def default(self) -> "Regime | None":
        """The one that a new consultation has unless somebody chooses another: the council's own act."""
        return self.active().filter(is_default=True).first()


class Regime(models.Model):
    """Rules of consulting (порядок консультацій): the council's own act, a resolution taken as a template, a law.

    What is asked of an author of a proposal is part of the rules as well: ``asks_name``, ``asks_address``.
    """

    name = CharField(_("name"), max_length=200, validators=[no_personal_number])
    act = models.ForeignKey(
        LegalAct,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("act of the council"),
        help_text=_("Where the portal has it; otherwise name it as the source."),
    )
    source = CharField(_("source"), max_length=500, blank=True, validators=[no_personal_number])
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Without the tick no new consultation is held under it.")
    )
    is_default = models.BooleanField(_("for new consultations"), default=False)
    asks_name = models.BooleanField(
        _("a proposal names its author"),
        default=True,
        help_text=_("Anonymous proposals are not registered then; the name is shown by consent alone."),
    )
    asks_address = models.BooleanField(_("a proposal has its author’s postal address"), default=False)
    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "source")

    PRIVATE = ("note",)

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = RegimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of consulting")
        verbose_name_plural = _("rules of consulting")
        ordering = ["-is_default", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_regime_is_the_default",
                violation_error_message=_("Other rules are marked for new consultations: take that tick away first."),
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True),
                name="default_regime_is_in_use",
                violation_error_message=_("Rules for new consultations have to be in use."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def term(self, step: str, on: date, *, form: str = "", matter: str = "") -> "Term | None":
        """The term of a step on a day: of these rows the one that says most of the form and the matter.

        All rows are read once, so that whoever asks for several steps prefetches ``terms``.
        """
        found = [each for each in self.terms.all() if each.step == step and each.fits(on, form=form, matter=matter)]
        return max(
            found, key=lambda each: (bool(each.matter), bool(each.form), each.valid_from or date.min), default=None
        )


class Term(models.Model):
    """How long a step of a consultation lasts at least, or within what it is due (строк), as one act sets it.

    ``days`` are counted from the day after the event, as the Civil Code does; the last one ends at ``closing_hour`` in
    Kyiv, also when the clocks changed meanwhile. Hours run on whatever the clock says.
    """

    class Step(models.TextChoices):
        COLLECTING = "collecting", _("proposals are collected for at least")
        EVENT = "event", _("an event is announced before it by at least")
        SHOWN = "shown", _("a proposal received is shown within")
        ANSWER = "answer", _("proposals are answered within")
        REPORT = "report", _("the result report is published within")
        OUTCOME = "outcome", _("the public is told of the decision within")

    class Unit(models.TextChoices):
        DAYS = "days", _("calendar days")
        WORKING_DAYS = "working_days", _("working days")
        HOURS = "hours", _("hours")

    class Start(models.TextChoices):
        ANNOUNCED = "announced", _("announced in the last of the places")
        RECEIVED = "received", _("proposal received")
        CLOSED = "closed", _("collecting closed")
        DECIDED = "decided", _("decision taken")

    AT_LEAST = (Step.COLLECTING, Step.EVENT)

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="terms", verbose_name=_("rules"))
    step = CharField(_("what is timed"), max_length=10, choices=Step)
    form = CharField(_("form"), max_length=12, choices=Form, blank=True, help_text=_("Empty: of every form."))
    matter = CharField(_("matter"), max_length=20, choices=Matter, blank=True, help_text=_("Empty: of every matter."))
    count = models.PositiveSmallIntegerField(
        pgettext_lazy("term", "how many"), validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    unit = CharField(_("of what"), max_length=12, choices=Unit, default=Unit.DAYS)
    start = CharField(_("counted from"), max_length=10, choices=Start, default=Start.ANNOUNCED)
    closing_hour = models.TimeField(
        _("ends at"), default=time(17, 0), help_text=_("Kyiv time. Midnight belongs to two days, so it is never used.")
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)
    source = CharField(
        _("source"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("The article or clause that says so."),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("confirmed by"),
    )
    confirmed_on = models.DateField(
        _("compared with the act on"),
        null=True,
        blank=True,
        help_text=_("Empty: the portal came with this row, and nobody has compared it with the act yet."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("term of consulting")
        verbose_name_plural = _("terms of consulting")
        ordering = ["regime", "step", "matter", "form", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="term_of_consulting_counts_something",
                violation_error_message=_("A term has one day or hour at least."),
            ),
            models.CheckConstraint(
                condition=~Q(closing_hour=time(0, 0)),
                name="term_of_consulting_never_ends_at_midnight",
                violation_error_message=_("Midnight belongs to two days: choose another hour."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")) | Q(valid_from__isnull=True) | Q(valid_to__isnull=True),
                name="term_of_consulting_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.length}"

    def clean(self) -> None:
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError({"confirmed_on": gettext("This day has not come yet.")})

    @property
    def length(self) -> str:
        """«15 календарних днів»."""
        words = {
            self.Unit.DAYS: ngettext("%(count)s calendar day", "%(count)s calendar days", self.count),
            self.Unit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", self.count),
            self.Unit.HOURS: ngettext("%(count)s hour", "%(count)s hours", self.count),
        }[self.Unit(self.unit)]
        return words % {"count": self.count}

    @property
    def is_least(self) -> bool:
        """Whether the step takes so long at least; others are due within the term."""
        return self.step in self.AT_LEAST

    def fits(self, on: date, *, form: str = "", matter: str = "") -> bool:
        """Whether the row speaks of this form and matter on a day."""
        in_force = (self.valid_from or date.min) <= on <= (self.valid_to or date.max)
        return in_force and self.form in {"", form} and self.matter in {"", matter}

    def due(self, start: datetime, calendar: Mapping[date, bool] | None = None) -> datetime:
        """The moment at which the term ends that begins with ``start``: Kyiv's hour of its last day.

        Whoever asks for many gives the calendar of working days, which is read otherwise.
        """
        if self.unit == self.Unit.HOURS:
            return timezone.localtime(start.astimezone(UTC) + timedelta(hours=self.count))  # hours that really pass
        day = timezone.localdate(start)
        if self.unit == self.Unit.WORKING_DAYS:
            exceptions = CalendarDay.objects.exceptions() if calendar is None else calendar
            day = add_working_days(day, self.count, exceptions)
        else:
            day += timedelta(days=self.count)
        return at_hour(day, self.closing_hour)


def last_moment(day: date) -> datetime:
    """The end of a day: what began on it at an unknown hour has begun by then."""
    return at_hour(day, time(23, 59))


def at_hour(day: date, hour: time) -> datetime:
    """A moment by Kyiv's clock on a day; an hour that the clocks leave out is the one after it."""
    moment = timezone.make_aware(datetime.combine(day, hour))
    return timezone.localtime(moment.astimezone(UTC))
