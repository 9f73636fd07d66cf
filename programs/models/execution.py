"""What was done: activities with their evidence, and the progress of measures by period."""

from typing import Any, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..period import Period
from .files import check_file, unnamed
from .identity import Measure
from .personal import check_public_texts, personal_numbers
from .program import Program
from .restricted import unless_restricted
from .text import CharField, FoldedField, TextField


def evidence_path(activity: "Activity", file_name: str) -> str:
    """A name of the portal's own: the one that the file came with may tell who is in it."""
    return unnamed("activities", file_name)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def published(self) -> Self:
        """Activities that somebody decided to show, of programmes that everybody may see.

        In the restricted mode only texts that were made to be read: what people come to has a place and a day, and an
        announcement names both.
        """
        shown = self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT)
        papers = [kind for kind in Activity.WITHOUT_PEOPLE if kind != Activity.Kind.ANNOUNCEMENT]
        return unless_restricted(shown, but=models.Q(kind__in=papers, date__lte=timezone.localdate()))


class Activity(models.Model):
    """Something that was done for a measure: a dated event or product with its evidence."""

    class Kind(models.TextChoices):
        PRESS_CONFERENCE = "press_conference", _("press conference")
        BRIEFING = "briefing", _("briefing")
        PRESS_TOUR = "press_tour", _("press tour")
        HOT_LINE = "hot_line", _("hot line")
        PRESS_RELEASE = "press_release", _("press release")
        ANNOUNCEMENT = "announcement", _("announcement")
        MONITORING_NOTE = "monitoring_note", _("monitoring note")
        MENTION = "mention", _("mention in the media")
        SEMINAR = "seminar", _("seminar")
        TRAINING = "training", _("training")
        SCHOOL_SESSION = "school_session", _("session of the School of the Young Journalist")
        CONSULTATION = "consultation", _("consultation with the public")
        SITE_PUBLICATION = "site_publication", _("publication on the site")
        MEDIA_PUBLICATION = "media_publication", _("publication in the media")
        PRINTED_MATERIAL = "printed_material", _("printed material")
        SUPPORT = "support", _("organisational or technical support")
        SITTING = "sitting", _("sitting of an advisory body")
        CONTEST = "contest", _("contest")
        OTHER = "other", _("other")

    # Nobody takes part in these, and their text was made to be read: they are shown unless somebody says otherwise.
    WITHOUT_PEOPLE = (
        Kind.PRESS_RELEASE,
        Kind.ANNOUNCEMENT,
        Kind.SITE_PUBLICATION,
        Kind.MEDIA_PUBLICATION,
        Kind.PRINTED_MATERIAL,
    )

    # People come to these: they stand in the calendar.
    WITH_GUESTS = (
        Kind.PRESS_CONFERENCE,
        Kind.BRIEFING,
        Kind.PRESS_TOUR,
        Kind.HOT_LINE,
        Kind.SEMINAR,
        Kind.TRAINING,
        Kind.SCHOOL_SESSION,
        Kind.CONSULTATION,
        Kind.SITTING,
        Kind.CONTEST,
    )

    # What the council tells the press: media publish of it.
    PRESS = (
        Kind.PRESS_CONFERENCE,
        Kind.BRIEFING,
        Kind.PRESS_TOUR,
        Kind.HOT_LINE,
        Kind.PRESS_RELEASE,
        Kind.ANNOUNCEMENT,
    )

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="activities", verbose_name=_("measure"))
    kind = CharField(_("kind"), max_length=20, choices=Kind)
    date = models.DateField(_("date"), db_index=True)
    title = CharField(_("title"), max_length=300)
    description = TextField(_("description"), blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1, validators=[MinValueValidator(1)])
    link = models.URLField(_("evidence: link"), blank=True, max_length=500)
    file = models.FileField(_("evidence: file"), blank=True, upload_to=evidence_path, validators=[check_file])
    is_public = models.BooleanField(
        _("show to the public"), default=False, help_text=_("Check the text for personal data first.")
    )
    kept_by = CharField(_("kept by"), max_length=60, blank=True, editable=False)  # the kind of record that writes it
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("title", "description")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1),
                name="activity_counts_something",
                violation_error_message=_("The quantity is at least one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.title}"

    def clean(self) -> None:
        if self.is_public:
            check_public_texts(self, "title", "description")

    @property
    def keeper(self) -> "OfActivity | None":
        """The record of an application that says what was done, and writes this activity by it."""
        if not self.kept_by:
            return None
        found: OfActivity = apps.get_model(self.kept_by)._default_manager.get(activity=self)
        return found

    def why_private(self, *, has_people: bool) -> str:
        """Why the activity is shown to nobody until a person says so; empty for one that may be shown at once."""
        if has_people:
            return gettext("people took part")
        if self.file:
            return gettext("it has a file")
        if self.kind not in self.WITHOUT_PEOPLE:
            return gettext("people take part in what is of this kind")
        if personal_numbers(self.title) or personal_numbers(self.description):
            return gettext("its text holds a number of a person")
        return ""


class OfActivity(models.Model):
    """A record of an application that was done for a measure: it keeps one activity, so that nothing counts twice.

    ``services.save_with_activity`` writes both in one transaction; the activity is changed nowhere else.
    """

    activity = models.OneToOneField(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("activity"),
    )

    class Meta:
        abstract = True

    def activity_values(self) -> dict[str, Any] | None:
        """What the activity has to say: its fields, and under ``people`` the head-counts by group; None while nothing
        was done yet, or none of it counts.
        """
        raise NotImplementedError


class Headcount(models.Model):
    """How many people of a group took part: numbers by group, never names (participants may be minors)."""

    class Group(models.TextChoices):
        MEDIA = "media", _("media representatives")
        OFFICIALS = "officials", _("officials of the council")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        YOUTH = "youth", _("youth")
        RESIDENTS = "residents", _("residents")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="headcounts", verbose_name=_("activity"))
    group = CharField(_("group"), max_length=20, choices=Group)
    count = models.PositiveIntegerField(_("head-count"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("head-count")
        verbose_name_plural = _("head-counts")
        ordering = ["activity", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "group"],
                name="headcount_is_unique_per_group",
                violation_error_message=_("The activity has a head-count of this group already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.count}"


class Progress(models.Model):
    """How a measure stands in a period, by the executor's own judgement: state, result, reason of deviation, per cent
    of work.

    Money used, work done and time elapsed are three figures; this is the second, and it is never averaged with the
    others.
    """

    class State(models.TextChoices):
        DONE = "done", _("done")
        PARTLY = "partly", _("partly done")
        IN_PROGRESS = "in_progress", _("in progress")
        NOT_DONE = "not_done", _("not done")
        POSTPONED = "postponed", _("postponed")
        IMPOSSIBLE = "impossible", _("impossible")

    # Nothing was executed: the reason is always said. When others need one, ``services.reason_required`` decides.
    EXPLAINED_STATES = (State.NOT_DONE, State.POSTPONED, State.IMPOSSIBLE)
    UNMEASURED_STATES = (State.NOT_DONE, State.IMPOSSIBLE)  # nothing to measure: no per cent is asked for

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="progress", verbose_name=_("measure"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    state = CharField(_("state"), max_length=20, choices=State)
    result = TextField(_("what was reached"), blank=True)
    reason = TextField(_("reason of deviation or non-execution"), blank=True)
    work_percent = models.PositiveSmallIntegerField(
        _("work done of the whole term, %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Of the work of the whole term, by the executor's own judgement, independent of the money."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("result", "reason")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress of measures")
        ordering = ["measure", "-period_end"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period_start", "period_end"],
                name="progress_is_unique_per_period",
                violation_error_message=_("The progress of this measure for this period is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="progress_period_ends_after_it_starts",
                violation_error_message=_("The period cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(work_percent__lte=100),
                name="work_percent_is_at_most_100",
                violation_error_message=_("Work done cannot exceed 100 %."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["not_done", "postponed", "impossible"], reason=""),
                name="progress_explains_what_was_not_executed",
                violation_error_message=_("Say the reason why the measure was not executed."),
            ),
            models.CheckConstraint(
                condition=models.Q(work_percent__isnull=False) | models.Q(state__in=["not_done", "impossible"]),
                name="progress_of_work_has_its_per_cent",
                violation_error_message=_("Say how much of the work of the whole term is done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.period_start:%d.%m.%Y} – {self.period_end:%d.%m.%Y})"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    def clean(self) -> None:
        if self.state in self.EXPLAINED_STATES and not self.reason.strip():
            raise ValidationError({"reason": _("Say the reason why the measure was not executed.")})
        check_public_texts(self, "result", "reason")

    def clean_fields(self, exclude: Any = None) -> None:
        self.reason = (self.reason or "").strip()
        is_measured = self.state not in self.UNMEASURED_STATES
        if not is_measured:
            self.work_percent = None
        super().clean_fields(exclude=exclude)
        if self.work_percent is None and is_measured and "work_percent" not in (exclude or ()):
            raise ValidationError({"work_percent": _("Say how much of the work of the whole term is done.")})
