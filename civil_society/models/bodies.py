"""Advisory bodies and working groups of the council: by which act they exist, until when, who sits in them."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Commission, LegalAct, Measure, Program, is_restricted
from programs.models.personal import no_personal_number
from programs.models.text import UKRAINIAN, CharField, FoldedField, TextField

from .institutions import Institution, check_come


class AdvisoryBodyQuerySet(models.QuerySet["AdvisoryBody"]):
    def published(self) -> Self:
        """Bodies that everybody may see: that one exists, its act says; people and places are withheld apart."""
        return self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT)

    def working(self, on: date) -> Self:
        """Those whose term runs on a day."""
        return self.filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on))


class AdvisoryBody(models.Model):
    """A public council, an advisory body or a working group (консультативно-дорадчий орган): measure 2.4.

    Its term ends on a day that the desk tells of beforehand; after that nobody sits in it until an act prolongs it.
    """

    PRIVATE = ("note",)

    class Kind(models.TextChoices):
        PUBLIC_COUNCIL = "public_council", _("public council")
        ADVISORY = "advisory", _("advisory body")
        WORKING_GROUP = "working_group", _("working group")
        ORGANISING = "organising", _("organising committee")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    kind = CharField(_("kind"), max_length=20, choices=Kind)
    name = CharField(_("name"), max_length=300, db_collation=UKRAINIAN, validators=[no_personal_number])
    about = TextField(_("what it is for"), blank=True, max_length=2000, validators=[no_personal_number])
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("founding act")
    )
    since = models.DateField(_("works since"))
    until = models.DateField(
        _("term ends on"),
        null=True,
        blank=True,
        help_text=_("The last day; the desk tells of it 60 days before. Empty: without a term."),
    )
    quorum = CharField(
        _("quorum"),
        max_length=20,
        choices=Commission.Quorum,
        default=Commission.Quorum.MORE,
        help_text=_("Of the full composition: the members on the day of the sitting."),
    )
    unit = CharField(
        _("responsible unit"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Which calls its sittings; no name."),
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "about", "unit")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = AdvisoryBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("advisory body")
        verbose_name_plural = _("advisory bodies")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="term_of_a_body_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("civil_society:advisory-body", args=[self.pk])


class BodyPost(models.TextChoices):
    """What a member is in the body."""

    HEAD = "head", pgettext_lazy("advisory body", "head")
    DEPUTY = "deputy", pgettext_lazy("advisory body", "deputy head")
    SECRETARY = "secretary", pgettext_lazy("advisory body", "secretary")
    MEMBER = "member", pgettext_lazy("advisory body", "member")


IN_ORDER = models.Case(
    *(models.When(post=post, then=place) for place, post in enumerate(BodyPost.values)),
    output_field=models.IntegerField(),
)


class OfOrganisation(models.Model):
    """Somebody of an institution or of an office of the council, as a list of members or of those present has it."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    office = CharField(
        _("office of the council"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Of a member who represents no institution, for example: department of information work."),
    )
    post = CharField(pgettext_lazy("advisory body", "post"), max_length=20, choices=BodyPost, default=BodyPost.MEMBER)
    is_official = models.BooleanField(
        _("official of the council"), default=False, help_text=_("An official is named without a consent.")
    )

    class Meta:
        abstract = True

    @property
    def organisation(self) -> str:
        """For staff: the institution, or the office."""
        return str(self.institution or self.office)

    @property
    def public_organisation(self) -> str:
        """For everybody: an institution that is not shown is told by its type alone."""
        if self.institution is None:
            return self.office
        is_named = self.institution.is_public and not is_restricted()
        return str(self.institution) if is_named else str(self.institution.get_type_display())


class BodyMemberQuerySet(models.QuerySet["BodyMember"]):
    def on(self, day: date) -> Self:
        """The composition of a day: head, deputy, secretary, then the members as they were entered."""
        sat = self.filter(Q(since=None) | Q(since__lte=day)).filter(Q(until=None) | Q(until__gte=day))
        return sat.order_by(IN_ORDER, "pk").select_related("institution")


class BodyMember(OfOrganisation):
    """A seat in a body from a day to a day: whose it is, who sits and who stands in (член органу).

    Whoever is replaced gets a last day, the successor a row of its own. Names are shown to everybody by consent alone.
    """

    body = models.ForeignKey(AdvisoryBody, models.CASCADE, related_name="members", verbose_name=_("advisory body"))
    name = CharField(_("representative, given name and SURNAME"), max_length=150, validators=[no_personal_number])
    consented_on = models.DateField(
        _("agreed to be named on"),
        null=True,
        blank=True,
        help_text=_("Empty: the public is told the institution alone."),
    )
    deputy = CharField(_("who stands in"), max_length=150, blank=True, validators=[no_personal_number])
    since = models.DateField(_("member since"), null=True, blank=True)
    until = models.DateField(_("member until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = BodyMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of an advisory body")
        verbose_name_plural = _("members of advisory bodies")
        ordering = ["body", IN_ORDER, "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="member_of_a_body_leaves_after_coming",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(institution=None) & ~Q(office="")
                | Q(institution__isnull=False, office="", is_official=False),
                name="member_of_a_body_is_of_one_organisation",
                violation_error_message=_("Choose the institution, or write the office of the council: one of them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"

    def clean(self) -> None:
        check_come(self, "consented_on")
        if self.body_id and self.since and self.since < self.body.since:
            raise ValidationError({"since": gettext("The body works since a later day.")})

    @property
    def public_name(self) -> str:
        """The name where everybody may read it."""
        is_named = (self.consented_on or self.is_official) and not is_restricted()
        return self.name if is_named else ""

    def as_of_today(self) -> dict[str, Any]:
        """What a record of a sitting copies of a member."""
        copied = ("institution", "office", "post", "is_official")
        return {"member": self, **{name: getattr(self, name) for name in copied}}
