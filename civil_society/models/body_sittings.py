"""Sittings of advisory bodies: who was there, what was decided on each question, the minutes as approved."""

from datetime import date as Date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import (
    AbstractSitting,
    Activity,
    AppendOnly,
    AppendOnlyQuerySet,
    Headcount,
    KeptFile,
    OfActivity,
    is_restricted,
    unless_restricted,
)
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .bodies import AdvisoryBody, BodyMember, OfOrganisation
from .institutions import check_come


class Voted(models.Model):
    """What was put to the vote: how many were for, against, abstained; nothing where it was not voted on."""

    votes_for = models.PositiveSmallIntegerField(pgettext_lazy("votes", "for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(pgettext_lazy("votes", "against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(pgettext_lazy("votes", "abstained"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def votes(self) -> tuple[int, int, int] | None:
        if self.votes_for is None:
            return None
        return (self.votes_for, self.votes_against or 0, self.votes_abstained or 0)


class BodySittingQuerySet(models.QuerySet["BodySitting"]):
    def published(self) -> Self:
        """Sittings of the bodies that everybody may see; in the restricted mode none whose day is still to come."""
        shown = self.filter(body__in=AdvisoryBody.objects.published())
        return shown.exclude(state=BodySitting.State.PLANNED) if is_restricted() else shown

    def told(self, on: Date) -> Self:
        """Those of which everybody may know the day on a day."""
        return self.exclude(state=BodySitting.State.PLANNED, withheld_until__gt=on)

    def took_place(self) -> Self:
        """Those for which people came together; one without a quorum is a sitting too."""
        return self.filter(state__in=BodySitting.TOOK_PLACE)


class BodySitting(AbstractSitting, OfActivity, Voted):
    """A sitting of an advisory body (засідання дорадчого органу); its vote is that on the agenda.

    The quorum is counted by the membership of its day; without one it is a sitting at which nothing was decided.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("sitting", "planned")
        HELD = "held", pgettext_lazy("sitting", "held")
        NO_QUORUM = "no_quorum", _("held without a quorum")
        CANCELLED = "cancelled", pgettext_lazy("sitting", "cancelled")

    TOOK_PLACE = (State.HELD, State.NO_QUORUM)

    body = models.ForeignKey(AdvisoryBody, models.PROTECT, related_name="sittings", verbose_name=_("advisory body"))
    state = CharField(_("state"), max_length=20, choices=State, default=State.PLANNED, editable=False)
    chaired_by = models.ForeignKey(
        BodyMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the chair")
    )
    written_by = models.ForeignKey(
        BodyMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("secretary of the sitting")
    )
    invited = TextField(
        _("invited officials"),
        blank=True,
        max_length=2000,
        validators=[no_personal_number],
        help_text=_("By office, one per line; no names."),
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)  # for calendars: raised with day, time and place

    history = HistoricalRecords()
    objects = BodySittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting of an advisory body")
        verbose_name_plural = _("sittings of advisory bodies")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=None) | Q(time=None) | Q(ended__gte=F("time")),
                name="sitting_of_a_body_ends_after_it_begins",
                violation_error_message=_("The sitting cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return super().__str__()

    def get_absolute_url(self) -> str:
        return reverse("civil_society:body-sitting", args=[self.body_id, self.pk])

    def clean(self) -> None:
        if self.state in self.TOOK_PLACE:
            check_come(self, "date")
        body = self.body if self.body_id else None
        if body and self.date and not (body.since <= self.date <= (body.until or self.date)):
            raise ValidationError({"date": gettext("The term of the body does not cover this day.")})

    @property
    def took_place(self) -> bool:
        return self.state in self.TOOK_PLACE

    @property
    def told_place(self) -> bool:
        """Whether everybody may know time and place already."""
        return not is_restricted() and not self.is_withheld(timezone.localdate())

    def activity_values(self) -> dict[str, Any] | None:
        if not self.took_place:
            return None
        came = [each for each in self.presences.all() if each.is_present] if self.pk else []
        of_council = sum(each.institution_id is None for each in came)
        counts = {Headcount.Group.CIVIL_SOCIETY: len(came) - of_council, Headcount.Group.OFFICIALS: of_council}
        with translation.override("uk"):  # a record of the programme, in whatever language the clerk works
            title = gettext("%(body)s: sitting № %(number)s") % {"body": self.body.name, "number": self.number}
        return {
            "measure": self.body.measure,
            "kind": Activity.Kind.SITTING,
            "date": self.date,
            "title": title[:300],
            "is_public": self.body.is_public,
            "people": {str(group): count for group, count in counts.items() if count},
        }


class BodyPresence(OfOrganisation):
    """How a member of the composition of that day was at a sitting (присутність), as it was then."""

    class How(models.TextChoices):
        PRESENT = "present", pgettext_lazy("presence", "present")
        DEPUTY = "deputy", _("whoever stands in came")
        LINK = "link", _("by link")
        DEPUTY_LINK = "deputy_link", _("whoever stands in, by link")
        ABSENT = "absent", pgettext_lazy("presence", "absent")

    BY_DEPUTY = (How.DEPUTY, How.DEPUTY_LINK)

    sitting = models.ForeignKey(BodySitting, models.CASCADE, related_name="presences", verbose_name=_("sitting"))
    member = models.ForeignKey(BodyMember, models.PROTECT, related_name="+", verbose_name=_("member"))
    name = CharField(pgettext_lazy("person", "name"), max_length=150, editable=False)
    how = CharField(_("presence"), max_length=12, choices=How, default=How.PRESENT)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("presence at a sitting of an advisory body")
        verbose_name_plural = _("presences at sittings of advisory bodies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "member"], name="member_of_a_body_is_at_a_sitting_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"

    @property
    def is_present(self) -> bool:
        return self.how != self.How.ABSENT


class BodyItem(Voted):
    """A question of the agenda (питання): whom the body heard, who spoke, how it was voted on."""

    sitting = models.ForeignKey(BodySitting, models.CASCADE, related_name="items", verbose_name=_("sitting"))
    number = models.PositiveSmallIntegerField(_("№"))
    question = TextField(pgettext_lazy("agenda", "question"), max_length=1000, validators=[no_personal_number])
    speaker = CharField(
        pgettext_lazy("agenda", "speaker"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Office or institution, no name."),
    )
    heard = TextField(_("heard"), blank=True, max_length=5000, validators=[no_personal_number])
    spoke = TextField(
        _("spoke"), blank=True, max_length=10000, validators=[no_personal_number], help_text=_("One per line.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question of a body’s agenda")
        verbose_name_plural = _("questions of bodies’ agendas")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "number"],
                name="item_of_a_body_has_its_number",
                violation_error_message=_("The agenda has a question of this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.question}"


class BodyDecisionQuerySet(models.QuerySet["BodyDecision"]):
    def published(self) -> Self:
        return self.filter(item__sitting__in=BodySitting.objects.published())

    def done(self, on: Date) -> Self:
        """Those that were done by the end of a day."""
        return self.filter(done_on__lte=on)

    def open(self, on: Date) -> Self:
        return self.filter(Q(done_on=None) | Q(done_on__gt=on))

    def overdue(self, on: Date) -> Self:
        return self.open(on).filter(due__lt=on)


class BodyDecision(models.Model):
    """What a body decided on a question (рішення): which unit does it, by which day, what was done."""

    item = models.ForeignKey(
        BodyItem, models.PROTECT, related_name="decisions", verbose_name=pgettext_lazy("agenda", "question")
    )
    text = TextField(_("decided"), max_length=5000, validators=[no_personal_number])
    unit = CharField(_("responsible unit"), max_length=200, blank=True, validators=[no_personal_number])
    due = models.DateField(_("to be done by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = TextField(_("what was done"), blank=True, max_length=2000, validators=[no_personal_number])
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("text", "unit", "result")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = BodyDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of an advisory body")
        verbose_name_plural = _("decisions of advisory bodies")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(result=""),
                name="done_decision_of_a_body_says_what",
                violation_error_message=_("Say what was done."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        check_come(self, "done_on")
        decided_on = self.item.sitting.date if self.item_id else None
        early = [name for name in ("due", "done_on") if decided_on and (getattr(self, name) or decided_on) < decided_on]
        if early:
            raise ValidationError(dict.fromkeys(early, gettext("This day is before the sitting.")))

    def is_overdue(self, on: Date) -> bool:
        return bool(self.due and self.due < on and (self.done_on is None or self.done_on > on))


class BodyMinutes(AppendOnly):
    """The minutes of a sitting as they were approved (протокол): from then on their files are what they are."""

    sitting = models.OneToOneField(BodySitting, models.PROTECT, related_name="minutes", verbose_name=_("sitting"))
    number = CharField(_("№ of the minutes"), max_length=20, validators=[no_personal_number])
    approved_on = models.DateField(_("approved on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("minutes of an advisory body")
        verbose_name_plural = _("minutes of advisory bodies")
        ordering = ["pk"]

    def __str__(self) -> str:
        about = {"number": self.number, "date": f"{self.sitting.date:%d.%m.%Y}", "body": self.sitting.body}
        return gettext("Minutes № %(number)s of %(date)s, %(body)s") % about


class BodyMinutesFileQuerySet(AppendOnlyQuerySet["BodyMinutesFile"]):
    def published(self) -> Self:
        """What everybody may have; a file says who came and where, so the restricted mode withholds all of them."""
        shown = self.filter(name=BodyMinutesFile.Name.PUBLIC, minutes__sitting__in=BodySitting.objects.published())
        return unless_restricted(shown).order_by("pk")


class BodyMinutesFile(KeptFile):
    """A file of approved minutes: with the names of all, for staff, and without those of representatives, for
    everybody, so that a consent that is taken back changes no file.
    """

    class Name(models.TextChoices):
        FULL = "full", _("minutes with names")
        PUBLIC = "public", _("minutes")

    TITLES: ClassVar[dict[str, str]] = {"full": "protokol-povnyi", "public": "protokol"}

    minutes = models.ForeignKey(BodyMinutes, models.PROTECT, related_name="files")
    name = CharField(max_length=10, choices=Name)

    objects: ClassVar[models.Manager[Any]] = BodyMinutesFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a body’s minutes")
        verbose_name_plural = _("files of bodies’ minutes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "name", "extension"], name="minutes_of_a_body_have_a_file_of_a_format_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.get_name_display()}, {self.extension.upper()}"
