"""Who took part in a consultation: invited institutions, events with their head-counts, how many held what."""

import uuid
from datetime import time
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Headcount, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import CharField, TextField

from .consultations import Consultation
from .institutions import Institution
from .regimes import at_hour


class Invitation(models.Model):
    """An institution that was invited to a consultation (запрошення), and whether it came: then it took part."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="invitations", verbose_name=pgettext_lazy("record", "consultation")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="invitations", verbose_name=_("institution")
    )
    invited_on = models.DateField(_("invited on"), null=True, blank=True)
    took_part = models.BooleanField(_("took part"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["consultation", "institution__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "institution"],
                name="institution_is_invited_once",
                violation_error_message=_("This institution stands among the invited already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.institution)


class ConsultationEventQuerySet(models.QuerySet["ConsultationEvent"]):
    def published(self) -> Self:
        """Events of what everybody may read, but for one that is kept back until the day after; a venue is shown to
        nobody in the restricted mode.
        """
        today = at_hour(timezone.localdate(), time(0, 1))
        told = ~Q(kept_back=ConsultationEvent.KeptBack.WHOLE) | Q(starts_at__lt=today)
        return unless_restricted(self.filter(told, consultation__in=Consultation.objects.published()))


class ConsultationEvent(models.Model):
    """An event of a consultation (захід): when and where people meet, how many came; never who."""

    PRIVATE = ("note",)

    class KeptBack(models.TextChoices):
        PLACE = "place", _("the place and the link")
        WHOLE = "whole", _("the whole event")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="events", verbose_name=pgettext_lazy("record", "consultation")
    )
    title = CharField(
        _("name of the event"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Empty: it is called by the form of the consultation."),
    )
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    place = CharField(_("place"), max_length=300, blank=True, validators=[no_personal_number])
    link = models.URLField(_("link to take part"), blank=True, max_length=500)
    kept_back = CharField(
        _("not told until the day after"),
        max_length=10,
        choices=KeptBack,
        blank=True,
        help_text=_("For the safety of who comes. Empty: everybody reads all of it."),
    )
    registration_until = models.DateTimeField(_("registration until"), null=True, blank=True)
    registration = CharField(_("how to register"), max_length=300, blank=True, validators=[no_personal_number])
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    cancelled_because = CharField(
        _("why it was cancelled"), max_length=500, blank=True, editable=False, validators=[no_personal_number]
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ConsultationEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a consultation")
        verbose_name_plural = _("events of a consultation")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) | Q(ends_at__isnull=True),
                name="event_of_a_consultation_ends_after_it_begins",
                violation_error_message=_("The event cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(registration_until__lte=F("starts_at")) | Q(registration_until__isnull=True),
                name="registration_ends_before_the_event",
                violation_error_message=_("Registration ends before the event begins."),
            ),
            models.CheckConstraint(
                condition=~Q(place="", link=""),
                name="event_of_a_consultation_is_somewhere",
                violation_error_message=_("Say the place, or give the link to take part."),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%d.%m.%Y %H:%M} {self.name}"

    @property
    def name(self) -> str:
        return self.title or str(self.consultation.get_form_display())

    @property
    def is_told(self) -> bool:
        """Whether the place may be told: nothing is kept back, or the day after has come."""
        return not self.kept_back or timezone.localdate() > timezone.localdate(self.starts_at)

    @property
    def told_place(self) -> str:
        return self.place if self.is_told else ""

    @property
    def told_link(self) -> str:
        return self.link if self.is_told else ""

    @property
    def people(self) -> int:
        """How many came, of all groups."""
        return sum(each.count for each in self.headcounts.all())


class EventHeadcount(models.Model):
    """How many people of a group came to an event: numbers, never names."""

    event = models.ForeignKey(ConsultationEvent, models.CASCADE, related_name="headcounts", verbose_name=_("event"))
    group = CharField(_("group"), max_length=20, choices=Headcount.Group)
    count = models.PositiveIntegerField(_("head-count"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("head-count of an event")
        verbose_name_plural = _("head-counts of an event")
        ordering = ["event", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "group"],
                name="event_counts_a_group_once",
                violation_error_message=_("The event has a head-count of this group already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.count}"

    def clean(self) -> None:
        if self.event_id and (self.event.cancelled_on or self.event.starts_at > timezone.now()):
            raise ValidationError(gettext("The event was not held yet."))


class Position(models.Model):
    """How many were for, against, or for an option (позиції): counted beside the proposals, of an event or of all."""

    class Kind(models.TextChoices):
        FOR = "for", pgettext_lazy("position", "for")
        AGAINST = "against", pgettext_lazy("position", "against")
        OPTION = "option", pgettext_lazy("position", "for the option")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="positions", verbose_name=pgettext_lazy("record", "consultation")
    )
    kind = CharField(pgettext_lazy("record", "position"), max_length=10, choices=Kind)
    option = CharField(_("option"), max_length=300, blank=True, validators=[no_personal_number])
    count = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("record", "position")
        verbose_name_plural = pgettext_lazy("record", "positions")
        ordering = ["consultation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "option"],
                name="position_is_counted_once",
                violation_error_message=_("This position is counted already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="option") & ~Q(option="") | Q(kind__in=["for", "against"], option=""),
                name="option_of_a_position_is_named",
                violation_error_message=_("Name the option; “for” and “against” need none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.count}"

    @property
    def label(self) -> str:
        return self.option or str(self.get_kind_display())
