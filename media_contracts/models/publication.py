"""The log of what was published: the pieces that the money of the coverage measures bought."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.models import Activity, Program, unless_restricted
from programs.models.files import check_paper
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField

from ..finance import area
from .contract import ContractLine, Unit
from .files import private_name
from .supplier import MediaOutlet, public_contract


class PublicationQuerySet(models.QuerySet["Publication"]):
    def published(self) -> Self:
        """Pieces under a contract that everybody may see; in the restricted mode none that is still to come."""
        shown = self.filter(public_contract("contract_line__contract__"))
        return unless_restricted(shown, but=models.Q(date__lte=timezone.localdate()))

    def of_program(self, program: Program) -> Self:
        return self.filter(contract_line__contract__measure__program=program)

    def not_acted(self) -> Self:
        """Pieces that no standing act lists yet."""
        return self.exclude(listings__is_standing=True)


class Publication(models.Model):
    """A published piece (публікація, розміщений матеріал): outlet, date, issue and page or link, headline, topic, size.

    The size is in the unit of the contract's line; the area of a printed piece follows from columns × height where the
    outlet's column is known.
    """

    PRIVATE = ("evidence", "note")

    class Kind(models.TextChoices):
        """The topics of Annex 1: acts and extracts, announcements, the council's work, the life of the community."""

        NORMATIVE_ACT = "normative_act", _("normative act or extract")
        ANNOUNCEMENT = "announcement", pgettext_lazy("publication", "announcement")
        COUNCIL = "council", _("coverage of the council")
        COMMUNITY = "community", _("community life")

    outlet = models.ForeignKey(MediaOutlet, models.PROTECT, related_name="publications", verbose_name=_("media outlet"))
    contract_line = models.ForeignKey(
        ContractLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name=_("line of the contract"),
        help_text=_("Empty until it is known; the line of the outlet's contract on this date is proposed."),
    )
    date = models.DateField(_("date"))
    kind = CharField(_("topic"), max_length=15, choices=Kind)
    headline = CharField(_("headline"), max_length=300, validators=[no_personal_number])
    issue = CharField(_("issue №"), max_length=30, blank=True, validators=[no_personal_number])
    page = CharField(_("page"), max_length=20, blank=True, validators=[no_personal_number])
    link = models.URLField(_("link"), max_length=500, blank=True)
    link_seen_on = models.DateField(
        _("link last seen on"),
        null=True,
        blank=True,
        help_text=_("When somebody last saw the text there."),
    )
    columns = models.PositiveSmallIntegerField(_("columns"), null=True, blank=True, validators=[MinValueValidator(1)])
    height = models.DecimalField(
        _("height, cm"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    quantity = models.DecimalField(
        _("size in the contract's unit"),
        max_digits=12,
        decimal_places=3,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text=_("cm² in print, publications online, minutes on air."),
    )
    after = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("after which release or event"),
        help_text=_("What the council told the press and this was published of."),
    )
    evidence = models.FileField(
        _("evidence: scan or screenshot"),
        blank=True,
        upload_to=private_name,
        max_length=200,
        validators=[check_paper],
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("headline", "issue", "link")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="publication_has_a_size",
                violation_error_message=_("The size is above zero."),
            ),
        ]
        indexes = [
            models.Index(fields=["-date", "-id"], name="publication_by_date"),
            models.Index(fields=["outlet", "date"], name="publication_by_outlet_and_date"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.headline}"

    @property
    def measured_area(self) -> Decimal | None:
        """The area in cm² by columns and height; None where either is missing or the outlet's column is not known."""
        width = self.outlet.column_width
        return area(self.columns, width, self.height) if self.columns and width and self.height else None

    def clean(self) -> None:
        line = self.contract_line
        if line and self.outlet_id:
            if line.outlet_id not in (None, self.outlet_id):
                raise ValidationError({"contract_line": _("This line buys another outlet.")})
            if line.outlet_id is None and line.contract.supplier_id != self.outlet.supplier_id:
                raise ValidationError({"contract_line": _("The contract is with another supplier.")})
            if line.unit not in Unit.counted_by_publications():
                raise ValidationError({"contract_line": _("This line is not counted by publications.")})
