"""Institutions of civil society: who they are, who represents them, and in what they took part."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import Activity, OfBody, unless_restricted
from programs.models.body import EDRPOU
from programs.models.personal import no_personal_number
from programs.models.text import UKRAINIAN, CharField, FoldedField, TextField


def check_come(record: models.Model, *fields: str) -> None:
    """Refuse days to come: nobody has agreed to anything, and nothing was checked, on a day that has not come yet."""
    days = {name: getattr(record, name) for name in fields}
    ahead = [name for name, day in days.items() if day and day > timezone.localdate()]
    if ahead:
        raise ValidationError(dict.fromkeys(ahead, gettext("This day has not come yet.")))


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def published(self) -> Self:
        """Institutions that somebody decided to show; in the restricted mode none."""
        return unless_restricted(self.filter(is_public=True))

    def active_in(self, year: int) -> Self:
        """Those that took part in something of a year that everybody may see: registered alone is not active."""
        took_part = Participation.objects.counted().filter(activity__date__year=year)
        return self.filter(pk__in=took_part.values("institution"))


class Institution(OfBody):
    """An institution of civil society (інститут громадянського суспільства), of one of the nine types of section II.

    ЄДРПОУ is no key: branches and primary unions share one, initiative groups have none. What could lead to a person –
    seat, territory – is shown by consent alone, and a group without legal personality only if it agreed to be named.
    """

    PRIVATE = ("note",)

    class Type(models.TextChoices):
        ASSOCIATION = "association", _("civic association")
        UNION = "union", _("professional or creative union")
        EMPLOYERS = "employers", _("organisation of employers")
        FOUNDATION = "foundation", _("charitable foundation")
        VOLUNTEERS = "volunteers", _("volunteer organisation")
        MEDIA = "media", _("non-state medium")
        SELF_ORGANISATION = "self_organisation", _("body of self-organisation of the population")
        INITIATIVE_GROUP = "initiative_group", _("initiative group of citizens")
        OTHER = "other", _("other non-entrepreneurial society or institution")

    class State(models.TextChoices):
        NOT_CHECKED = "not_checked", _("not checked")
        REGISTERED = "registered", _("registered")
        ENDING = "ending", _("being terminated")
        ENDED = "ended", _("terminated")

    type = CharField(_("type"), max_length=20, choices=Type)
    name = CharField(_("full name"), max_length=300, db_collation=UKRAINIAN, validators=[no_personal_number])
    short_name = CharField(_("short name"), max_length=100, blank=True, validators=[no_personal_number])
    edrpou = CharField(
        _("ЄДРПОУ"),
        max_length=8,
        blank=True,
        validators=[EDRPOU],
        help_text=_("Eight digits, where there is one; branches may share it."),
    )
    has_personality = models.BooleanField(_("legal person"), default=True)
    legal_form = CharField(
        _("legal form"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("As the register words it."),
    )
    seat = CharField(
        _("seat"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Often somebody’s home: shown by consent alone."),
    )
    territory = CharField(
        _("territory"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Of a body of self-organisation: streets, houses, a quarter. Shown by consent alone."),
    )
    field = CharField(_("field of work"), max_length=200, blank=True, validators=[no_personal_number])
    site = models.URLField(_("site"), blank=True, max_length=300)
    is_nonprofit = models.BooleanField(_("in the register of non-profit organisations"), default=False)
    nonprofit_on = models.DateField(_("non-profit since"), null=True, blank=True)
    state = CharField(_("state"), max_length=12, choices=State, default=State.NOT_CHECKED)
    checked_on = models.DateField(_("state checked on"), null=True, blank=True)
    source = CharField(
        _("source"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("Where it is known from: the register, a letter, its statute."),
    )
    is_public = models.BooleanField(
        _("show in the public register"),
        default=True,
        help_text=_("One without legal personality only if it agreed: enter the day below."),
    )
    consented_on = models.DateField(_("agreed to be named on"), null=True, blank=True)
    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "short_name", "edrpou", "field")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution of civil society")
        verbose_name_plural = _("institutions of civil society")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(type="initiative_group") | Q(has_personality=False, edrpou=""),
                name="initiative_group_is_no_legal_person",
                violation_error_message=_("An initiative group is no legal person and has no ЄДРПОУ."),
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(has_personality=True) | Q(consented_on__isnull=False),
                name="group_is_named_by_consent",
                violation_error_message=_(
                    "Without legal personality it is shown by consent alone: enter the day, or do not show it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="not_checked") | Q(checked_on__isnull=False),
                name="state_has_the_day_of_its_check",
                violation_error_message=_("Enter the day on which the state was checked."),
            ),
            models.CheckConstraint(
                condition=Q(nonprofit_on__isnull=True) | Q(is_nonprofit=True),
                name="nonprofit_day_has_its_mark",
                violation_error_message=_("Mark the institution as non-profit, or clear the day."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def clean_fields(self, exclude: Any = None) -> None:
        """What follows from the type is not asked: an initiative group is no legal person and waits for its consent."""
        if self.type == self.Type.INITIATIVE_GROUP:
            self.has_personality = False
        super().clean_fields(exclude=exclude)

    def clean(self) -> None:
        check_come(self, "nonprofit_on", "checked_on", "consented_on")

    def get_absolute_url(self) -> str:
        return reverse("civil_society:institution", args=[self.pk])

    def agreed(self, field: str) -> str:
        """A field that is shown by consent; nothing where nobody agreed."""
        return getattr(self, field) if field in {each.field for each in self.consents.all()} else ""

    @property
    def public_seat(self) -> str:
        return self.agreed("seat")

    @property
    def public_territory(self) -> str:
        return self.agreed("territory")


class Consent(models.Model):
    """That an institution agreed to show one field (згода на оприлюднення), and when; deleted, it is taken back."""

    class Field(models.TextChoices):
        SEAT = "seat", _("seat")
        TERRITORY = "territory", _("territory")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="consents")
    field = CharField(_("what is shown"), max_length=10, choices=Field)
    consented_on = models.DateField(_("agreed on"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consent to show")
        verbose_name_plural = _("consents to show")
        ordering = ["institution", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "field"],
                name="field_is_agreed_once",
                violation_error_message=_("The consent to show this stands already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.consented_on:%d.%m.%Y}"

    def clean(self) -> None:
        check_come(self, "consented_on")


class Representative(models.Model):
    """Who speaks for an institution, from when to when (представник): named to the public by consent alone."""

    PRIVATE = ("contact",)

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="representatives")
    name = CharField(_("given name and SURNAME"), max_length=150, validators=[no_personal_number])
    position = CharField(_("position"), max_length=200, blank=True, validators=[no_personal_number])
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_to = models.DateField(_("to"), null=True, blank=True)
    contact = CharField(_("contact"), max_length=200, blank=True, help_text=_("For staff; never shown to the public."))
    consented_on = models.DateField(
        _("agreed to be named on"),
        null=True,
        blank=True,
        help_text=_("Empty: the public is told nothing. Nobody under eighteen is named."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["institution", "-date_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_to__gte=models.F("date_from")) | Q(date_from__isnull=True) | Q(date_to__isnull=True),
                name="representative_leaves_after_coming",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_come(self, "consented_on")


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def counted(self) -> Self:
        """What everybody may count: taking part in activities that are public when the restricted mode is off."""
        return self.filter(activity__is_public=True).exclude(activity__measure__program__status="draft")

    def published(self) -> Self:
        """What everybody may see one by one."""
        return self.filter(activity__in=Activity.objects.published(), institution__in=Institution.objects.published())


class Participation(models.Model):
    """That an institution took part in an activity of a programme (участь): what makes it active in a year."""

    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="participations", verbose_name=_("institution")
    )
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", verbose_name=_("activity"))

    history = HistoricalRecords()
    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("taking part")
        verbose_name_plural = _("taking part")
        ordering = ["-activity__date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "activity"],
                name="institution_takes_part_once",
                violation_error_message=_("It is recorded already that this institution took part."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.activity}"
