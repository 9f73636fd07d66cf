"""The School of the Young Journalist, seminars and trainings: seasons, sessions, people as numbers."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Activity, Headcount, LedgerEntry, Measure, OfActivity, Program, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .institutions import check_come

MARK = [MinValueValidator(0), MaxValueValidator(100)]


class CourseQuerySet(models.QuerySet["Course"]):
    def published(self) -> Self:
        """What everybody may see; in the restricted mode none, for people come to it."""
        return unless_restricted(self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT))


class Course(models.Model):
    """A season of the school, a seminar or a training (курс): its sessions, and of its people three numbers.

    Who was enrolled, who finished and who has a certificate are counted apart. Names stand only where the course needs
    a list, for a purpose that is named, until the day on which they are erased; they are shown to nobody.
    """

    PRIVATE = ("purpose", "note")

    class Kind(models.TextChoices):
        SCHOOL = "school_session", _("School of the Young Journalist")
        SEMINAR = "seminar", _("seminar")
        TRAINING = "training", _("training")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    kind = CharField(_("kind"), max_length=20, choices=Kind)
    title = CharField(_("title"), max_length=300, validators=[no_personal_number])
    season = CharField(
        _("season"), max_length=50, validators=[no_personal_number], help_text=_("For example: 2023, autumn 2023.")
    )
    partners = CharField(_("partners"), max_length=300, blank=True, validators=[no_personal_number])
    money = CharField(_("source of money"), max_length=200, blank=True, validators=[no_personal_number])
    about = TextField(_("what it is about"), blank=True, validators=[no_personal_number])
    enrolled = models.PositiveIntegerField(_("enrolled"), null=True, blank=True)
    finished = models.PositiveIntegerField(_("finished"), null=True, blank=True)
    certificates = models.PositiveIntegerField(_("certificates"), null=True, blank=True)
    mark_before = models.PositiveSmallIntegerField(
        _("questionnaire at the beginning, % of right answers"), null=True, blank=True, validators=MARK
    )
    mark_after = models.PositiveSmallIntegerField(
        _("questionnaire at the end, % of right answers"), null=True, blank=True, validators=MARK
    )
    materials = models.URLField(_("materials"), blank=True, max_length=500)
    products = TextField(
        _("what was made"),
        blank=True,
        validators=[no_personal_number],
        help_text=_("Programmes, articles, photographs. A pupil's work is named only by consent."),
    )
    purpose = CharField(
        _("why a list of participants is needed"),
        max_length=200,
        blank=True,
        help_text=_("Empty: no list is kept. For example: to print certificates."),
    )
    erase_on = models.DateField(_("list is erased on"), null=True, blank=True)
    series = CharField(
        _("series of certificates"),
        max_length=20,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Certificates are numbered in it from 1, for example ШЮЖ-2023."),
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("title", "season", "about")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("school, seminars and trainings")
        ordering = ["-season", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished__isnull=True) | Q(enrolled__isnull=True) | Q(finished__lte=F("enrolled")),
                name="finished_were_enrolled",
                violation_error_message=_("More finished than were enrolled: check the numbers."),
            ),
            models.CheckConstraint(
                condition=Q(certificates__isnull=True) | Q(finished__isnull=True) | Q(certificates__lte=F("finished")),
                name="certificates_for_those_who_finished",
                violation_error_message=_("More certificates than people who finished: check the numbers."),
            ),
            models.CheckConstraint(
                condition=Q(purpose="") | Q(erase_on__isnull=False),
                name="list_has_the_day_of_its_erasure",
                violation_error_message=_("A list of participants needs the day on which it is erased."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.season}"

    def get_absolute_url(self) -> str:
        return reverse("civil_society:course", args=[self.pk])


class CourseSessionQuerySet(models.QuerySet["CourseSession"]):
    def published(self) -> Self:
        return self.filter(course__in=Course.objects.published())


class CourseSession(OfActivity):
    """A session of a course (заняття): day, topic, trainer's office, hours, who came as numbers by group."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions", verbose_name=_("course"))
    state = CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    date = models.DateField(_("date"), db_index=True)
    time = models.TimeField(_("time"), null=True, blank=True)
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    topic = CharField(_("topic"), max_length=300, validators=[no_personal_number])
    trainer = CharField(
        _("who teaches"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Office or organisation, no name."),
    )
    entry = models.ForeignKey(
        LedgerEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("entry", "paid by"),
        help_text=_("The entry of the ledger by which the trainer or the place was paid."),
    )
    place = CharField(_("place"), max_length=300, blank=True, validators=[no_personal_number])
    is_withheld = models.BooleanField(
        _("keep time and place back"), default=False, help_text=_("Everybody learns them on the day after.")
    )
    youth = models.PositiveIntegerField(_("pupils and youth"), null=True, blank=True)
    media = models.PositiveIntegerField(_("media"), null=True, blank=True)
    officials = models.PositiveIntegerField(_("officials"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("others"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # for calendars: raised with day, time and place

    history = HistoricalRecords()
    objects = CourseSessionQuerySet.as_manager()

    GROUPS = (Headcount.Group.YOUTH, Headcount.Group.MEDIA, Headcount.Group.OFFICIALS, Headcount.Group.RESIDENTS)

    class Meta:
        verbose_name = _("session of a course")
        verbose_name_plural = _("sessions of a course")
        ordering = ["course", "date", "pk"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.topic}"

    def clean(self) -> None:
        if self.state == self.State.HELD:
            check_come(self, "date")
        elif any(self.people.values()):
            raise ValidationError({"state": gettext("How many came is known of what was held.")})

    @property
    def told_place(self) -> bool:
        """Whether everybody may know time and place already."""
        return not self.is_withheld or self.date < timezone.localdate()

    @property
    def people(self) -> dict[str, int]:
        counts = {str(group): getattr(self, str(group)) for group in self.GROUPS}
        return {group: count for group, count in counts.items() if count is not None}

    def activity_values(self) -> dict[str, Any] | None:
        if self.state != self.State.HELD:
            return None
        others = self.activity.headcounts.exclude(group__in=self.GROUPS) if self.activity else ()
        return {
            "measure": self.course.measure,
            "kind": Activity.Kind(self.course.kind),
            "date": self.date,
            "title": self.topic,
            "is_public": self.course.is_public,
            "people": {each.group: each.count for each in others} | self.people,
        }


class CourseProductQuerySet(models.QuerySet["CourseProduct"]):
    def published(self) -> Self:
        """What everybody may see: of a pupil only by a consent whose day has not come."""
        agreed = Q(agreed_on__isnull=False) & (Q(agreed_until__isnull=True) | Q(agreed_until__gt=timezone.localdate()))
        return self.filter(Q(is_of_pupil=False) | agreed, course__in=Course.objects.published())


class CourseProduct(models.Model):
    """What was made on a course (продукт курсу): an article, a film, a photograph; a pupil's only with consent."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="made", verbose_name=_("course"))
    title = CharField(_("title"), max_length=300, validators=[no_personal_number])
    link = models.URLField(_("link"), blank=True, max_length=500)
    is_of_pupil = models.BooleanField(_("a pupil made it"), default=True)
    agreed_on = models.DateField(
        _("consent given on"),
        null=True,
        blank=True,
        help_text=_("Of the pupil, of somebody under eighteen of the parents. Empty: nobody is shown it."),
    )
    agreed_until = models.DateField(_("shown until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = CourseProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("work of a course")
        verbose_name_plural = _("works of a course")
        ordering = ["course", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        check_come(self, "agreed_on")


class Participant(models.Model):
    """Somebody on the list of a course (учасник), where the course needs one: never public, erased on its day.

    There is no history of it: what is erased is gone.
    """

    PRIVATE = ("name", "contact")

    course = models.ForeignKey(Course, models.CASCADE, related_name="participants", verbose_name=_("course"))
    name = models.CharField(_("given name and SURNAME"), max_length=150)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    is_minor = models.BooleanField(_("under eighteen"), default=True)
    parents_agreed_on = models.DateField(_("parents agreed on"), null=True, blank=True)
    has_finished = models.BooleanField(_("finished"), default=False)
    number = models.PositiveIntegerField(_("certificate №"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("list of participants")
        ordering = ["course", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="certificate_has_its_number"),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(parents_agreed_on__isnull=False),
                name="parents_of_a_minor_agreed",
                violation_error_message=_("Of somebody under eighteen enter the day on which the parents agreed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_come(self, "parents_agreed_on")
        if self.course_id and not self.course.purpose:
            raise ValidationError(gettext("Say first in the course why a list is needed, and when it is erased."))
