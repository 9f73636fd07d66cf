"""Acts of services rendered: what the council accepted of a contract, and the publications behind it."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.models.files import check_paper
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField
from programs.words import date_text

from ..finance import line_amount
from .contract import Contract, ContractLine, check_line_amount
from .files import private_name
from .publication import Publication
from .supplier import public_contract


class ActQuerySet(models.QuerySet["Act"]):
    def signed(self) -> Self:
        """Acts that stand: signed, and neither corrected nor annulled since."""
        return self.filter(state=Act.State.SIGNED)

    def standing_on(self, on: date) -> Self:
        """Acts that stood at the end of a day, also those that were corrected or annulled later."""
        undone = self.filter(events__action__in=["correct_act", "annul_act"], events__date__lte=on)
        return self.filter(accepted_on__lte=on).exclude(pk__in=undone.values("pk"))

    def published(self) -> Self:
        return self.signed().filter(public_contract("contract__"))


class Act(models.Model):
    """An act (акт наданих послуг) of a period: consumes lines of the contract and takes effect with two signatures.

    A signed act is not edited: a new act that names it takes its place, or it is annulled with a reason.
    """

    # who signs for either party: by name, in which position, on what ground
    SIGNATORIES = (
        "customer_signatory",
        "customer_position",
        "customer_acts_on",
        "supplier_signatory",
        "supplier_position",
        "supplier_acts_on",
    )
    PRIVATE = ("scan", *SIGNATORIES, "note")
    AFTER_SIGNING = ("scan", "note")  # the paper with both signatures, and the department's own notes

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", pgettext_lazy("act", "signed")
        CORRECTED = "corrected", _("corrected by a later act")
        ANNULLED = "annulled", _("annulled")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acts", verbose_name=_("contract"))
    number = CharField(_("number"), max_length=50, validators=[no_personal_number])
    date = models.DateField(_("date of the act"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    state = CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects the act")
    )
    customer_signatory = CharField(_("signed for the customer by"), max_length=150, blank=True)
    customer_position = CharField(_("position of who signs for the customer"), max_length=200, blank=True)
    customer_acts_on = CharField(_("on what ground the customer acts"), max_length=200, blank=True)
    customer_signed_on = models.DateField(_("signed for the customer on"), null=True, blank=True)
    supplier_signatory = CharField(_("signed for the supplier by"), max_length=150, blank=True)
    supplier_position = CharField(_("position of who signs for the supplier"), max_length=200, blank=True)
    supplier_acts_on = CharField(_("on what ground the supplier acts"), max_length=200, blank=True)
    supplier_signed_on = models.DateField(_("signed for the supplier on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)
    scan = models.FileField(
        _("scan"),
        blank=True,
        upload_to=private_name,
        max_length=200,
        validators=[check_paper],
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("number")
    folded_note = FoldedField("note")

    history = HistoricalRecords(excluded_fields=["folded", "folded_note"])
    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="act_number_is_unique_in_its_contract",
                violation_error_message=_("The contract has an act with this number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="act_period_ends_after_it_begins",
                violation_error_message=_("The period cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", accepted_on__isnull=True)
                | (
                    models.Q(
                        accepted_on__isnull=False, customer_signed_on__isnull=False, supplier_signed_on__isnull=False
                    )
                    & ~models.Q(state="draft")
                    & ~models.Q(customer_signatory="")
                    & ~models.Q(supplier_signatory="")
                ),
                name="signed_act_has_two_signatures",
                violation_error_message=_("A signed act has two signatures with their dates."),
            ),
        ]

    def __str__(self) -> str:
        return _("act № %(number)s of %(date)s") % {"number": self.number, "date": date_text(self.date)}

    @property
    def is_open(self) -> bool:
        return self.state == self.State.DRAFT

    def clean(self) -> None:
        if self.corrects_id and self.corrects and self.corrects.contract_id != self.contract_id:
            raise ValidationError({"corrects": _("The corrected act belongs to another contract.")})


class ActLine(models.Model):
    """What an act takes of a line of the contract."""

    act = models.ForeignKey(Act, models.CASCADE, related_name="lines", verbose_name=_("act"))
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="act_lines", verbose_name=_("line of the contract")
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=3, validators=[MinValueValidator(Decimal("0.001"))]
    )
    unit_price = models.DecimalField(
        _("unit price, UAH"), max_digits=14, decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))]
    )
    amount = models.DecimalField(
        _("amount, UAH"),
        max_digits=14,
        decimal_places=2,
        blank=True,
        editable=False,
        help_text=_("Quantity × price to the kopiika: lines are added up by the database."),
    )
    publications: "models.ManyToManyField[Publication, ActPublication]" = models.ManyToManyField(
        Publication, through="ActPublication", related_name="act_lines", verbose_name=_("publications")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("line of the act")
        verbose_name_plural = _("lines of the act")
        ordering = ["act", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "line"],
                name="line_stands_once_in_an_act",
                violation_error_message=_("The act has this line already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_price__gt=0, amount__gte=0),
                name="act_line_accepts_something",
                violation_error_message=_("Quantity and price are above zero."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.line)

    def clean(self) -> None:
        if self.line_id and self.act_id and self.line.contract_id != self.act.contract_id:
            raise ValidationError({"line": _("The line belongs to another contract.")})
        check_line_amount(self.quantity, self.unit_price)
        if self.amount is None and self.quantity is not None and self.unit_price is not None:
            self.amount = line_amount(self.quantity, self.unit_price)


class ActPublication(models.Model):
    """A publication that an act lists; it stands in one act at a time, and stays listed in a corrected one for the
    record.
    """

    act_line = models.ForeignKey(ActLine, models.CASCADE, related_name="listings", verbose_name=_("line of the act"))
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="listings", verbose_name=_("publication"))
    is_standing = models.BooleanField(_("stands"), default=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("publication of the act")
        verbose_name_plural = _("publications of the act")
        ordering = ["act_line", "publication"]
        constraints = [
            models.UniqueConstraint(
                fields=["act_line", "publication"],
                name="publication_is_listed_once_in_an_act",
                violation_error_message=_("The act lists this publication already."),
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=models.Q(is_standing=True),
                name="publication_is_acted_once",
                violation_error_message=_("This publication stands in another act already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.publication)

    def clean(self) -> None:
        if self.publication_id and self.publication.contract_line_id != self.act_line.line_id:
            raise ValidationError({"publication": _("This publication belongs to another line of the contract.")})
