"""A consultation with the public, from its announcement to its outcome.

What proves it (steps, notices, documents) and who took part (events, head-counts, positions) have files of their own.

What other topics (proposals, answers, result reports, calendar) may rely on:

* ``Consultation.objects.published()``: what everybody may read, in the restricted mode as well; ``announced()``: what
  was announced, whatever the mode; ``counted()``: the council's own that were not cancelled, which figures count;
* ``consultation.stage(now)``: draft, ahead, open, closed, answered, reported, decided, cancelled; that collecting is
  over follows from the clock and is nobody's button; ``consultation.is_open(now)``: proposals are taken;
* ``opens_at``, ``closes_at``: aware moments, by Kyiv's clock never midnight; ``first_closes_at``: before extensions;
* ``announced_on``: the last of the publication notices, from which terms run;
* ``consultation.term(step, on)``: the row of its rules (``Term``), None where they say nothing of it;
* ``ConsultationStep``: what was done with it, append-only. ``services.take_step()`` writes one and moves ``state``:
  answers published together take ANSWERED, the result report REPORTED, the decision DECIDED;
* ``ConsultationEvent.uid`` and ``sequence``: stable marks for calendars; ``sequence`` grows with time, place, end;
* ``consultation.activity``: its one activity of the core, brought up to date by ``services.count_activity()``.
"""

from datetime import date, datetime, time
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Activity, Edition, ExecutionReport, Measure, OfActivity, Program, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import UKRAINIAN, CharField, FoldedField, TextField

from .plan import PlanItem
from .regimes import Form, Matter, Regime, Term


class Stage(models.TextChoices):
    """Where a consultation stands at a moment."""

    DRAFT = "draft", pgettext_lazy("consultation", "draft")
    AHEAD = "ahead", pgettext_lazy("consultation", "announced")
    OPEN = "open", pgettext_lazy("consultation", "open")
    CLOSED = "closed", pgettext_lazy("consultation", "proposals collected")
    ANSWERED = "answered", pgettext_lazy("consultation", "proposals answered")
    REPORTED = "reported", pgettext_lazy("consultation", "result published")
    DECIDED = "decided", pgettext_lazy("consultation", "decision taken")
    CANCELLED = "cancelled", pgettext_lazy("consultation", "cancelled")


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def announced(self) -> Self:
        """Whatever the public was told of, in the restricted mode too: staff and closed doors ask this."""
        return self.exclude(state=Consultation.State.DRAFT)

    def published(self) -> Self:
        """What everybody may read; in the restricted mode nothing that people could still come to."""
        now = timezone.now()
        to_come = Consultation.objects.filter(events__starts_at__gt=now).values("pk")
        return unless_restricted(self.announced(), but=Q(closes_at__lte=now) & ~Q(pk__in=to_come))

    def counted(self) -> Self:
        """The council's own that were not cancelled: those of other bodies are announced here and counted there."""
        return (
            self.announced()
            .filter(organiser=Consultation.Organiser.COUNCIL)
            .exclude(state=Consultation.State.CANCELLED)
        )

    def open(self, now: datetime) -> Self:
        """Those whose proposals are being collected."""
        return self.filter(state=Consultation.State.ANNOUNCED, opens_at__lte=now, closes_at__gt=now)

    def at_stage(self, stage: str, now: datetime) -> Self:
        """Those that stand there at a moment; of announced ones the clock says it."""
        announced = self.filter(state=Consultation.State.ANNOUNCED)
        if stage == Stage.AHEAD:
            return announced.filter(opens_at__gt=now)
        if stage == Stage.OPEN:
            return self.open(now)
        return announced.filter(closes_at__lte=now) if stage == Stage.CLOSED else self.filter(state=stage)


class Consultation(OfActivity):
    """A consultation with the public (консультація з громадськістю; sections II and IV, measures 2.1 and 2.2).

    Its announcement is fields, because that is what people read and what rules ask for. The day on which collecting
    ends is never moved by hand: an extension or a postponement is a step with its reason, and so is cancelling.
    """

    PRIVATE = ("note",)
    # What may still be entered after the announcement without telling the public of a change.
    AFTER_ANNOUNCING = (
        "measure",
        "unit",
        "office",
        "told_how",
        "told_on",
        "platform_proposals",
        "platform_people",
        "note",
    )

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("consultation", "draft")
        ANNOUNCED = "announced", pgettext_lazy("consultation", "announced")
        ANSWERED = "answered", pgettext_lazy("consultation", "proposals answered")
        REPORTED = "reported", pgettext_lazy("consultation", "result published")
        DECIDED = "decided", pgettext_lazy("consultation", "decision taken")
        CANCELLED = "cancelled", pgettext_lazy("consultation", "cancelled")

    class Organiser(models.TextChoices):
        COUNCIL = "council", _("the council")
        OTHER_BODY = "other_body", _("another body: announced here, counted there")

    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    state = CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    form = CharField(_("form"), max_length=12, choices=Form, default=Form.ELECTRONIC)
    matter = CharField(_("matter"), max_length=20, choices=Matter, default=Matter.QUESTION)
    organiser = CharField(_("who consults"), max_length=10, choices=Organiser, default=Organiser.COUNCIL)
    organiser_name = CharField(_("name of the other body"), max_length=300, blank=True, validators=[no_personal_number])
    unit = CharField(_("responsible unit"), max_length=300, blank=True, validators=[no_personal_number])
    regime = models.ForeignKey(
        Regime, models.PROTECT, related_name="+", verbose_name=_("rules"), help_text=_("Its terms follow from them.")
    )
    plan_item = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("item of the plan"),
        help_text=_("Empty: it was not planned."),
    )

    # What it is about, and where its result belongs
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edition that is discussed")
    )
    report = models.ForeignKey(
        ExecutionReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("report that is discussed"),
    )
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("measure"),
        help_text=_("Of the programme under which it is held: there it counts as done."),
    )

    # The announcement
    subject = CharField(
        pgettext_lazy("consultation", "subject"),
        max_length=500,
        db_collation=UKRAINIAN,
        validators=[no_personal_number],
    )
    summary = TextField(
        pgettext_lazy("consultation", "summary"),
        blank=True,
        validators=[no_personal_number],
        help_text=_("What it is about, in plain words."),
    )
    why = TextField(_("reason of the decision"), blank=True, validators=[no_personal_number])
    alternatives = TextField(_("alternatives"), blank=True, validators=[no_personal_number])
    affected = TextField(_("whom it concerns"), blank=True, validators=[no_personal_number])
    effects = TextField(_("expected effects"), blank=True, validators=[no_personal_number])
    opens_at = models.DateTimeField(_("proposals from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("proposals until"), null=True, blank=True)
    channels = TextField(
        _("where proposals are sent"),
        blank=True,
        validators=[no_personal_number],
        help_text=_(
            "Post, e-mail and telephone of the office, one per line; the form of the portal is named by itself."
        ),
    )
    takes_online = models.BooleanField(_("proposals through the portal"), default=True)
    admissibility = TextField(_("which proposals are considered"), blank=True, validators=[no_personal_number])
    office = CharField(
        _("contact of the office"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Office, its telephone and e-mail; no private ones."),
    )
    told_how = CharField(_("how the result is told"), max_length=300, blank=True, validators=[no_personal_number])
    told_on = models.DateField(_("when the result is told"), null=True, blank=True)

    # On another platform
    platform = CharField(_("other platform"), max_length=200, blank=True, validators=[no_personal_number])
    platform_link = models.URLField(_("its page there"), blank=True, max_length=500)
    platform_proposals = models.PositiveIntegerField(_("proposals there"), null=True, blank=True)
    platform_people = models.PositiveIntegerField(_("people who took part there"), null=True, blank=True)

    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("subject", "summary", "unit", "organiser_name")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "consultation")
        verbose_name_plural = pgettext_lazy("record", "consultations")
        ordering = ["-year", "-number"]
        permissions = [("announce_consultation", _("Can announce a consultation, change its terms and cancel it"))]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="consultation_has_its_number",
                violation_error_message=_("There is a consultation of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) | Q(opens_at__isnull=True) | Q(closes_at__isnull=True),
                name="consultation_closes_after_it_opens",
                violation_error_message=_("Proposals cannot end before they begin."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="announced_consultation_has_its_term",
                violation_error_message=_("Say from when to when proposals are taken."),
            ),
            models.CheckConstraint(
                condition=~Q(organiser="other_body", organiser_name=""),
                name="other_body_is_named",
                violation_error_message=_("Name the body that consults."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(matter="draft_edition") | Q(edition__isnull=False),
                name="discussed_edition_is_named",
                violation_error_message=_("Choose the edition that is discussed."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(matter="execution_report") | Q(report__isnull=False),
                name="discussed_report_is_named",
                violation_error_message=_("Choose the report that is discussed."),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.address} {self.subject}" if self.number else self.subject

    def get_absolute_url(self) -> str:
        return reverse("civil_society:consultation", args=[self.address])

    @property
    def address(self) -> str:
        """What stands in its permanent address and is its number among all: «2026-7»."""
        return f"{self.year}-{self.number}"

    def clean(self) -> None:
        wrong: dict[str, Any] = {}
        for name in ("opens_at", "closes_at"):
            moment = getattr(self, name)
            if moment and timezone.localtime(moment).time() == time(0, 0):
                wrong[name] = gettext("Midnight belongs to two days: say another hour, for example 17:00.")
        if (
            self.edition
            and self.matter == Matter.DRAFT_EDITION
            and self.program_id not in {None, self.edition.program_id}
        ):
            wrong["edition"] = gettext("This edition is of another programme.")
        if (
            self.report
            and self.matter == Matter.EXECUTION_REPORT
            and self.program_id not in {None, self.report.program_id}
        ):
            wrong["report"] = gettext("This report is of another programme.")
        if self.measure and self.program_id not in {None, self.measure.program_id}:
            wrong["measure"] = gettext("This measure is of another programme.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def is_own(self) -> bool:
        """Whether the council consults: its terms are kept, and it counts."""
        return self.organiser == self.Organiser.COUNCIL

    @property
    def organiser_text(self) -> str:
        """Who consults: the unit of the council, or the other body."""
        return self.unit if self.is_own else self.organiser_name

    @property
    def closes_on(self) -> date | None:
        """The last day of collecting, by Kyiv's calendar."""
        return timezone.localdate(self.closes_at) if self.closes_at else None

    def stage(self, now: datetime) -> Stage:
        """Where it stands; of an announced one the clock says it."""
        if self.state != self.State.ANNOUNCED or self.opens_at is None or self.closes_at is None:
            return Stage(self.state)
        return Stage.AHEAD if now < self.opens_at else Stage.OPEN if now < self.closes_at else Stage.CLOSED

    def is_open(self, now: datetime) -> bool:
        """Whether proposals are taken."""
        return self.stage(now) == Stage.OPEN

    @property
    def announced_on(self) -> date | None:
        """The day of the last publication notice of the announcement, from which the terms run."""
        days = [each.published_on for each in self.notices.all() if each.what == each.What.ANNOUNCEMENT]
        return max(days, default=None)

    @property
    def first_closes_at(self) -> datetime | None:
        """Until when proposals were taken by the announcement, before any extension."""
        moved = [each for each in self.steps.all() if each.was_closes_at]
        return moved[0].was_closes_at if moved else self.closes_at

    def held_on(self, now: datetime) -> date | None:
        """The day on which it was held: of its last event, or on which collecting ended; None while it goes on."""
        if self.stage(now) in {Stage.DRAFT, Stage.AHEAD, Stage.OPEN, Stage.CANCELLED} or self.closes_at is None:
            return None
        ends = [each.starts_at for each in self.events.all() if each.cancelled_on is None and each.starts_at <= now]
        return timezone.localdate(max([self.closes_at, *ends]))

    def activity_values(self) -> dict[str, Any] | None:
        """One activity of its measure once it was held; of another body's nothing is counted here."""
        day = self.held_on(timezone.now())
        if not (day and self.measure and self.is_own):
            return None
        held = self.events.filter(cancelled_on=None, headcounts__isnull=False).order_by()
        people = dict(held.values_list("headcounts__group").annotate(Sum("headcounts__count")))
        values = {"measure": self.measure, "kind": Activity.Kind.CONSULTATION, "date": day, "is_public": True}
        return {**values, "title": self.subject[:300], "people": people}

    def term(self, step: str, on: date) -> Term | None:
        """What its rules say of a step on a day."""
        return self.regime.term(step, on, form=self.form, matter=self.matter) if self.is_own else None
