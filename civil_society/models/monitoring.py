"""Monitoring of the information space: what was written or said about the community, and what was answered."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Activity, Body, Measure, OfActivity, Program, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .institutions import check_come


class MonitoringNoteQuerySet(models.QuerySet["MonitoringNote"]):
    def counted(self) -> Self:
        """What everybody may count."""
        return self.exclude(measure__program__status=Program.Status.DRAFT)

    def published(self) -> Self:
        """What everybody may read one by one: what somebody decided to show; in the restricted mode none."""
        return unless_restricted(self.counted().filter(is_public=True))

    def unanswered(self) -> Self:
        """What waits for the council's answer."""
        return self.filter(needs_answer=True, answered_on=None)


class MonitoringNote(OfActivity):
    """A note of the monitoring of the information space (моніторинг): what an outlet or a channel said, and how.

    ``sample`` names what was looked through – the outlets and channels and the period – so that a share has its whole.
    """

    class Genre(models.TextChoices):
        OWN = "own", _("own material")
        REPRINT = "reprint", _("reprint")
        RELEASE = "release", _("by a release of the council")
        PAID = "paid", _("paid for")

    class Tone(models.TextChoices):
        GOOD = "good", _("favourable")
        EVEN = "even", _("neutral")
        BAD = "bad", _("critical")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    sample = CharField(
        _("sample"),
        max_length=200,
        validators=[no_personal_number],
        help_text=_("What was looked through, for example: local media and channels, November 2021."),
    )
    outlet = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("medium known to the portal")
    )
    channel = CharField(
        _("outlet or channel"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Where it has no record in the portal."),
    )
    date = models.DateField(_("date"), db_index=True)
    heading = CharField(_("heading"), max_length=300, validators=[no_personal_number])
    link = models.URLField(_("link"), blank=True, max_length=500)
    topic = CharField(_("topic"), max_length=150, validators=[no_personal_number])
    genre = CharField(_("genre"), max_length=10, choices=Genre, default=Genre.OWN)
    tone = CharField(_("tone"), max_length=10, choices=Tone, default=Tone.EVEN)
    has_both_sides = models.BooleanField(_("both sides are heard"), default=True)
    claim = TextField(
        _("what it says"), blank=True, validators=[no_personal_number], help_text=_("The claim in a sentence or two.")
    )
    needs_answer = models.BooleanField(_("an answer is needed"), default=False)
    answered_by = CharField(
        _("who answers"), max_length=200, blank=True, validators=[no_personal_number], help_text=_("The unit, no name.")
    )
    answer_until = models.DateField(_("answer until"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = TextField(_("what was answered"), blank=True, validators=[no_personal_number])
    is_public = models.BooleanField(
        _("show to the public"), default=False, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("heading", "topic", "channel", "claim")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = MonitoringNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of the monitoring")
        verbose_name_plural = _("notes of the monitoring")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outlet__isnull=False) | ~Q(channel=""),
                name="note_names_its_outlet",
                violation_error_message=_("Say where it was published: choose a medium or write the channel."),
            ),
            models.CheckConstraint(
                condition=Q(needs_answer=False) | ~Q(answered_by="") & Q(answer_until__isnull=False),
                name="needed_answer_has_unit_and_day",
                violation_error_message=_("Say who answers, and until when."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(needs_answer=True) & ~Q(answer=""),
                name="given_answer_was_needed_and_says_what",
                violation_error_message=_("Write what was answered, and tick that an answer was needed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.heading}"

    @property
    def where(self) -> str:
        return self.outlet.name if self.outlet else self.channel

    def clean(self) -> None:
        check_come(self, "date", "answered_on")
        if self.answered_on and self.date and self.answered_on < self.date:
            raise ValidationError({"answered_on": gettext("The answer cannot come before what it answers.")})

    def activity_values(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "kind": Activity.Kind.MENTION,
            "date": self.date,
            "title": f"{self.where}: {self.heading}"[:300],
            "link": self.link,
            "is_public": self.is_public,
        }
