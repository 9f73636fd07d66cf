"""Work with the press: what the department says to media, and what stands on the council's own site."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Activity, Body, Headcount, Measure, OfActivity, Program, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .institutions import check_come


class PressEventQuerySet(models.QuerySet["PressEvent"]):
    def published(self) -> Self:
        """What everybody may see: in the restricted mode only releases, which are texts made to be read."""
        shown = self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT)
        return unless_restricted(shown, but=Q(kind=PressEvent.Kind.RELEASE, date__lte=timezone.localdate()))


class PressEvent(OfActivity):
    """A release, an announcement or a meeting with the press (робота з пресою), planned or held.

    It is written once and is page, feed, text of a letter and PDF. Whoever speaks is named by the office: a person is
    no part of what the council says.
    """

    class Kind(models.TextChoices):
        """The kinds of the core's activities that this register keeps."""

        RELEASE = "press_release", _("press release")
        ANNOUNCEMENT = "announcement", _("announcement")
        CONFERENCE = "press_conference", _("press conference")
        BRIEFING = "briefing", _("briefing")
        TOUR = "press_tour", _("press tour")
        HOT_LINE = "hot_line", _("hot line")

    TEXTS = (Kind.RELEASE, Kind.ANNOUNCEMENT)  # nobody comes to these

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held or sent out")
        CANCELLED = "cancelled", _("cancelled")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    kind = CharField(_("kind"), max_length=20, choices=Kind)
    state = CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    date = models.DateField(_("date"), db_index=True)
    time = models.TimeField(_("time"), null=True, blank=True)
    heading = CharField(_("heading"), max_length=300, validators=[no_personal_number])
    text = TextField(
        _("text"),
        blank=True,
        validators=[no_personal_number],
        help_text=_("As it goes to the media: it is the page, the feed, the letter and the PDF."),
    )
    place = CharField(_("place"), max_length=300, blank=True, validators=[no_personal_number])
    is_withheld = models.BooleanField(
        _("keep time and place back"), default=False, help_text=_("Everybody learns them on the day after.")
    )
    office = CharField(
        _("who speaks, by office"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("For example: head of the department. No name."),
    )
    accreditation_until = models.DateTimeField(_("accreditation until"), null=True, blank=True)
    addressed = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name=_("media addressed"))
    present = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name=_("media present"))
    people = models.PositiveIntegerField(
        _("representatives of the media"),
        null=True,
        blank=True,
        help_text=_("How many came: a number, no names."),
    )
    link = models.URLField(_("link on the site"), blank=True, max_length=500)
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)  # for calendars: raised with day, time and place
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("heading", "text", "office")

    history = HistoricalRecords(excluded_fields=["folded"], m2m_fields=[addressed, present])
    objects = PressEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of press work")
        verbose_name_plural = _("work with the press")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__isnull=True) | ~Q(kind__in=["press_release", "announcement"]),
                name="nobody_comes_to_a_text",
                violation_error_message=_("Nobody comes to a release or an announcement: clear the number."),
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(state="held"),
                name="press_came_to_what_was_held",
                violation_error_message=_("How many came is known of what was held."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.heading}"

    def clean(self) -> None:
        if self.state == self.State.HELD:
            check_come(self, "date")
        if self.kind in self.TEXTS and self.state != self.State.PLANNED and not self.text.strip():
            raise ValidationError({"text": gettext("A release or an announcement is its text.")})
        if self.kind not in self.TEXTS and self.state == self.State.PLANNED and self.time is None:
            raise ValidationError({"time": gettext("Say at what time the press is invited.")})

    def get_absolute_url(self) -> str:
        return reverse("civil_society:press-event", args=[self.pk])

    @property
    def told_place(self) -> bool:
        """Whether everybody may know time and place already."""
        return not self.is_withheld or self.date < timezone.localdate()

    def activity_values(self) -> dict[str, Any] | None:
        if self.state != self.State.HELD:
            return None
        others = self.activity.headcounts.exclude(group=Headcount.Group.MEDIA) if self.activity else ()
        people = {each.group: each.count for each in others}
        if self.people is not None:
            people[Headcount.Group.MEDIA] = self.people
        return {
            "measure": self.measure,
            "kind": self.kind,
            "date": self.date,
            "title": self.heading,
            "link": self.link,
            "is_public": self.is_public,
            "people": people,
        }


class SitePublicationQuerySet(models.QuerySet["SitePublication"]):
    def published(self) -> Self:
        """The council's own public texts: whoever looks finds them on the site anyway."""
        return self.exclude(measure__program__status=Program.Status.DRAFT)


class SitePublication(OfActivity):
    """A text on the council's official site (публікація на сайті): day, section, heading, link."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    date = models.DateField(_("date"), db_index=True)
    section = CharField(_("section of the site"), max_length=150, blank=True, validators=[no_personal_number])
    heading = CharField(_("heading"), max_length=300, validators=[no_personal_number])
    link = models.URLField(
        _("link"),
        max_length=500,
        unique=True,
        error_messages={"unique": _("The publication with this link stands already.")},
    )
    seen_on = models.DateField(_("link last seen on"), null=True, blank=True, editable=False)
    lost_on = models.DateField(_("link not found since"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("heading", "section", "link")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = SitePublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication on the site")
        verbose_name_plural = _("publications on the site")
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.heading}"

    def clean(self) -> None:
        check_come(self, "date")

    def activity_values(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "kind": Activity.Kind.SITE_PUBLICATION,
            "date": self.date,
            "title": self.heading,
            "link": self.link,
            "is_public": True,
        }
