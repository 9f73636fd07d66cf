"""Sittings of commissions: who sat, what was published of them, the minutes as signed.

Until the minutes are signed what was recorded is corrected in place, with its history; what is signed stays.
"""

from datetime import date as Date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from .append_only import AppendOnly, KeptFile
from .commission import CommissionMember, Post
from .files import unnamed
from .personal import no_personal_number
from .program import Commission
from .restricted import is_restricted
from .text import CharField


# Its migration names it here.
def answers_to_recommendations(_answer: Any, file_name: str) -> str:
    return unnamed("recommendations", file_name)


class SittingQuerySet(models.QuerySet["Sitting"]):
    def published(self) -> Self:
        """Sittings of which something was published; in the restricted mode none whose day is still to come."""
        shown = self.filter(publications__isnull=False).distinct()
        return shown.exclude(state=Sitting.State.PLANNED) if is_restricted() else shown

    def of(self, user: Any) -> Self:
        """The sittings that are a person's own matter: whoever sits in a commission has those of that commission."""
        own = list(Commission.objects.filter(members__account=user.pk or 0).values_list("pk", flat=True))
        return self.filter(bodies__in=own).distinct() if own else self


class AbstractSitting(models.Model):
    """A sitting of any body: its number, when and where it is, and what of that is kept back until a day."""

    number = CharField(_("number of the sitting"), max_length=20, validators=[no_personal_number])
    date = models.DateField(_("date"))
    time = models.TimeField(pgettext_lazy("sitting", "beginning"), null=True, blank=True)
    ended = models.TimeField(pgettext_lazy("sitting", "end"), null=True, blank=True)
    place = CharField(pgettext_lazy("sitting", "place"), max_length=300, blank=True, validators=[no_personal_number])
    link = models.URLField(_("link for those who take part from afar"), blank=True, max_length=500)
    withheld_until = models.DateField(
        _("withhold place and day until"),
        null=True,
        blank=True,
        help_text=_("Before this day the public does not see where and when: for the safety of those who come."),
    )
    cancelled_because = CharField(
        _("why it was cancelled"), max_length=500, blank=True, editable=False, validators=[no_personal_number]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    PLANNED = "planned"  # the state, named alike by all, of one that is still to be held
    state: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return _("Sitting № %(number)s of %(date)s") % {"number": self.number, "date": f"{self.date:%d.%m.%Y}"}

    @property
    def is_open(self) -> bool:
        """Whether what was recorded may still be corrected: its minutes are not signed."""
        return not hasattr(self, "minutes")

    def is_withheld(self, on: Date) -> bool:
        """Whether the public does not see its place and day on a day."""
        return self.state == self.PLANNED and bool(self.withheld_until and on < self.withheld_until)


class Sitting(AbstractSitting):
    """A sitting of a commission, or of several that sit together (засідання).

    Of each the quorum is its own: of several bodies all must have theirs.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("sitting", "planned")
        HELD = "held", pgettext_lazy("sitting", "held")
        NO_QUORUM = "no_quorum", _("not held: no quorum")
        CANCELLED = "cancelled", pgettext_lazy("sitting", "cancelled")

    bodies: "models.ManyToManyField[Commission, Any]" = models.ManyToManyField(
        Commission,
        related_name="sittings",
        verbose_name=_("commissions"),
        help_text=_("Several for a joint sitting: quorum and votes are counted for each."),
    )
    state = CharField(_("state"), max_length=20, choices=State, default=State.PLANNED, editable=False)
    chaired_by = models.ForeignKey(
        CommissionMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the chair")
    )
    written_by = models.ForeignKey(
        CommissionMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secretary of the sitting"),
    )

    history = HistoricalRecords()
    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended=None) | models.Q(time=None) | models.Q(ended__gte=models.F("time")),
                name="sitting_ends_after_it_begins",
                violation_error_message=_("The sitting cannot end before it begins."),
            ),
        ]

    @property
    def is_joint(self) -> bool:
        return len(self.bodies.all()) > 1

    @property
    def shows_names(self) -> bool:
        """Whether everybody reads who was there and who voted how: a setting of each commission, and the restricted
        mode hides people.
        """
        return not is_restricted() and all(body.shows_names for body in self.bodies.all())

    def public_files(self) -> "list[MinutesFile]":
        """The files of its signed minutes that everybody gets, without their bytes: each after what it belongs to was
        published. They name people, and are withheld where names are.
        """
        if not self.shows_names:
            return []
        shown = {each.what for each in self.publications.all()}
        found = MinutesFile.objects.filter(minutes__sitting=self).select_related("item").defer("content")
        return [each for each in found if MinutesFile.NEEDED[MinutesFile.Name(each.name)] in shown]


class Seat(models.Model):
    """A member as a record of that day names him: later changes of the composition change nothing here."""

    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="+", verbose_name=_("member"))
    name = CharField(pgettext_lazy("person", "name"), max_length=210, editable=False)
    post = CharField(_("post in the commission"), max_length=20, choices=Post, editable=False)
    commission = models.ForeignKey(Commission, models.PROTECT, related_name="+", editable=False)
    commission_name = CharField(_("commission"), max_length=300, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def of(member: CommissionMember) -> dict[str, Any]:
        """What is copied of a member."""
        return {
            "member": member,
            "name": member.printed_name,
            "post": member.post,
            "commission": member.commission,
            "commission_name": member.commission.name,
        }


class Presence(Seat):
    """Whether a member of the composition of that day was at a sitting, from when to when, or why not (присутність).

    Whoever came late or left early was no voter for a part of it: presence has times.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="presences", verbose_name=_("sitting"))
    is_present = models.BooleanField(_("present"), default=True)
    came = models.TimeField(_("came at"), null=True, blank=True)
    left = models.TimeField(_("left at"), null=True, blank=True)
    reason = CharField(
        _("reason of absence"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("The minutes print it: name no illness."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("presence at a sitting")
        verbose_name_plural = _("presences at sittings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "member"], name="member_is_at_a_sitting_once"),
            models.CheckConstraint(
                condition=models.Q(left=None) | models.Q(came=None) | models.Q(left__gte=models.F("came")),
                name="member_leaves_a_sitting_after_coming",
                violation_error_message=_("A member cannot leave before coming."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Invited(models.Model):
    """An official who was invited to a sitting (запрошені): minutes name no other persons."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="invited", verbose_name=_("sitting"))
    name = CharField(pgettext_lazy("person", "name"), max_length=200, validators=[no_personal_number])
    position = CharField(_("position"), max_length=300, validators=[no_personal_number])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invited official")
        verbose_name_plural = _("invited officials")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}"


class SittingPublication(AppendOnly):
    """What of a sitting was published, and when: each artefact has its own term."""

    class What(models.TextChoices):
        AGENDA = "agenda", _("agenda")
        VIDEO = "video", _("video")
        VOTES = "votes", _("votes by name")
        CONCLUSIONS = "conclusions", _("conclusions")
        RECOMMENDATIONS = "recommendations", _("recommendations")
        MINUTES = "minutes", _("minutes")

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="publications", verbose_name=_("sitting"))
    what = CharField(_("what"), max_length=20, choices=What)
    published_on = models.DateField(_("published on"))
    link = models.URLField(_("link"), blank=True, max_length=500)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("publication of a sitting")
        verbose_name_plural = _("publications of sittings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "what"],
                name="artefact_of_a_sitting_is_published_once",
                violation_error_message=_("This is published already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.get_what_display()}"


class Minutes(AppendOnly):
    """The minutes of a sitting as they were signed (протокол): from then on everybody gets these bytes."""

    class Signers(models.TextChoices):
        TWO = "two", _("chair and secretary")
        ALL = "all", _("all members who were present")

    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="minutes", verbose_name=_("sitting"))
    number = CharField(_("№ of the minutes"), max_length=20)
    signers = CharField(_("signed by"), max_length=10, choices=Signers, default=Signers.TWO)
    signed_on = models.DateField(_("signed on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("minutes of a sitting")
        verbose_name_plural = _("minutes of sittings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return _("Minutes № %(number)s of %(date)s") % {
            "number": self.number,
            "date": f"{self.sitting.date:%d.%m.%Y}",
        }


class MinutesFile(KeptFile):
    """A file of signed minutes: minutes, an extract or conclusion of a question, the votes."""

    class Name(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        EXTRACT = "extract", _("extract from the minutes")
        CONCLUSION = "conclusion", _("conclusion")
        VOTES = "votes", _("votes by name")

    # What has to be published before a file is given out.
    NEEDED: ClassVar[dict[Name, SittingPublication.What]] = {
        Name.MINUTES: SittingPublication.What.MINUTES,
        Name.EXTRACT: SittingPublication.What.CONCLUSIONS,
        Name.CONCLUSION: SittingPublication.What.CONCLUSIONS,
        Name.VOTES: SittingPublication.What.VOTES,
    }

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="files")
    name = CharField(max_length=20, choices=Name)
    item = models.ForeignKey("programs.AgendaItem", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("file of minutes")
        verbose_name_plural = _("files of minutes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "name", "item", "extension"],
                name="minutes_have_a_file_of_a_format_once",
            ),
            models.UniqueConstraint(
                fields=["minutes", "name", "extension"],
                condition=models.Q(item=None),
                name="minutes_have_a_whole_file_of_a_format_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.get_name_display()}, {self.extension.upper()}"
