"""The plan as one legal act set it: an edition and the passport it carries."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..finance import kopiiky, read_amount
from .program import LegalAct, Program
from .text import CharField, TextField

_OF_MONEY = re.compile(r"обсяг|фінанс|кошт", re.IGNORECASE)
_YEAR_AND_AMOUNT = re.compile(r"(?<!\d)(20\d\d)\s*(?:рік|року|р\.)?\s*[-–—:]\s*(?!20\d\d\s*р)(\d[\d \u00a0\u202f.,]*)")


class EditionQuerySet(models.QuerySet["Edition"]):
    def get_by_natural_key(self, slug: str, number: int) -> "Edition":
        return self.get(program__slug=slug, number=number)

    def adopted(self) -> Self:
        """Editions that an act set; a draft is seen by staff alone."""
        return self.filter(status=Edition.Status.ADOPTED)

    def published(self) -> Self:
        """What everybody may see: adopted editions of programmes that are not drafts themselves."""
        return self.adopted().exclude(program__status=Program.Status.DRAFT)

    def in_force(self, on: date) -> "Edition | None":
        """The edition whose plan is the law on a date: the last adopted one that took effect by then."""
        return self.filter(in_force_from__lte=on).last_adopted()

    def first_adopted(self) -> "Edition | None":
        """The edition that «approved» figures come from."""
        return self.adopted().order_by("in_force_from", "number").first()

    def last_adopted(self) -> "Edition | None":
        """The edition that the next one is made from, in force already or not."""
        return self.adopted().order_by("in_force_from", "number").last()


class Edition(models.Model):
    """An edition of the programme (редакція програми): the plan as one legal act set it.

    A draft is edited while everybody still sees the edition in force; adoption needs an act, sets the date of effect
    and freezes the rows. A clerical correction afterwards needs a reason and shows in the history as such.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")

    class Unit(models.TextChoices):
        UAH = "uah", _("UAH")
        THOUSAND_UAH = "thousand_uah", _("thousand UAH")

    program = models.ForeignKey(Program, models.PROTECT, related_name="editions", verbose_name=_("programme"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    act = models.OneToOneField(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="edition", verbose_name=_("act")
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    earlier_reason = CharField(_("why it is in force before its act"), max_length=500, blank=True, editable=False)
    status = CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    unit = CharField(
        _("unit of the document"),
        max_length=20,
        choices=Unit,
        default=Unit.UAH,
        help_text=_("In what the document really counts; the portal keeps hryvnias."),
    )
    printed_unit = CharField(
        _("unit as printed"),
        max_length=20,
        choices=Unit,
        default=Unit.UAH,
        help_text=_("What the heading of the document says, right or wrong."),
    )
    note = TextField(_("note"), blank=True)
    adopted_at = models.DateTimeField(_("recorded as adopted"), null=True, editable=False)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded as adopted by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["program", "number"]
        permissions = [("adopt_edition", _("Can adopt an edition"))]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number"],
                name="edition_number_is_unique_in_its_program",
                violation_error_message=_("The programme has an edition with this number already."),
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=models.Q(status="draft"),
                name="program_has_one_draft_edition",
                violation_error_message=_("The programme has a draft edition already: adopt or delete it first."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", adopted_at__isnull=True)
                | models.Q(status="adopted", act__isnull=False, in_force_from__isnull=False, adopted_at__isnull=False),
                name="adopted_edition_has_act_and_date",
                violation_error_message=_("An adopted edition needs its act and the date from which it is in force."),
            ),
        ]

    def __str__(self) -> str:
        return _("edition %(number)s") % {"number": self.number}

    def natural_key(self) -> tuple[str, int]:
        return (self.program.slug, self.number)

    natural_key.dependencies = ["programs.program"]  # type: ignore[attr-defined]

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class PassportRow(models.Model):
    """A row of the passport as the document has it: number, label, text (section I)."""

    WORDING = ("number", "label", "text")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="passport_rows", verbose_name=_("edition"))
    number = models.PositiveSmallIntegerField(_("number"))
    label = CharField(_("label"), max_length=500)
    text = TextField(_("text"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("passport row")
        verbose_name_plural = _("passport rows")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"],
                name="passport_row_number_is_unique",
                violation_error_message=_("The passport has a row with this number already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.label}"

    @property
    def printed_totals(self) -> dict[int, Decimal]:
        """The amounts by year that a row about money says in words («2021 — 200 000 грн.»), in hryvnias."""
        found: dict[int, Decimal] = {}
        if _OF_MONEY.search(self.label):
            for year, text in _YEAR_AND_AMOUNT.findall(self.text):
                with suppress(ValueError, InvalidOperation):  # what is no amount, or more than money is, says no total
                    amount = read_amount(text.strip(" .,"))
                    if amount is not None:
                        thousands = self.edition.unit == Edition.Unit.THOUSAND_UAH
                        found[int(year)] = kopiiky(amount * 1000 if thousands else amount)
        return found


class PassportTotal(models.Model):
    """What the passport promises for a year, in hryvnias (row 9 and section VIII of the founding programme).

    Kept as typed data beside the row's text: the measures of the edition have to add up to it.
    """

    WORDING = ("year", "amount")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="passport_totals", verbose_name=_("edition"))
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("amount, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("yearly total of the passport")
        verbose_name_plural = _("yearly totals of the passport")
        ordering = ["edition", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "year"],
                name="passport_total_is_unique_per_year",
                violation_error_message=_("The passport has a total for this year already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="passport_total_is_not_negative",
                violation_error_message=_("An amount of the passport cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class AspectManager(models.Manager["Aspect"]):
    def get_by_natural_key(self, slug: str, edition: int, number: int) -> "Aspect":
        return self.get(edition__program__slug=slug, edition__number=edition, number=number)


class Aspect(models.Model):
    """A direction of the programme (напрям, аспект): the four of section IV, used as tags on tasks."""

    WORDING = ("number", "name", "text")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="aspects", verbose_name=_("edition"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = CharField(_("name"), max_length=200)
    text = TextField(_("text"), blank=True)

    history = HistoricalRecords()
    objects = AspectManager()

    class Meta:
        verbose_name = _("aspect")
        verbose_name_plural = _("aspects")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"],
                name="aspect_number_is_unique",
                violation_error_message=_("The edition has an aspect with this number already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.edition.natural_key(), self.number)

    natural_key.dependencies = ["programs.edition"]  # type: ignore[attr-defined]
