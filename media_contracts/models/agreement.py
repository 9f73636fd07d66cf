"""Supplementary agreements: how a signed contract changes, and why."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.models import BudgetRow
from programs.models.files import check_paper
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from ..finance import line_amount
from .contract import Contract, ContractLine, check_line_amount
from .files import private_name
from .supplier import public_contract


class AgreementQuerySet(models.QuerySet["SupplementaryAgreement"]):
    def signed(self) -> Self:
        return self.filter(state=SupplementaryAgreement.State.SIGNED)

    def published(self) -> Self:
        return self.signed().filter(public_contract("contract__"))


class SupplementaryAgreement(models.Model):
    """A supplementary agreement (додаткова угода): changes amount, term or subject of a signed contract, with a reason.

    An empty field leaves what was; amounts change by its yearly differences and its lines.
    """

    PRIVATE = ("scan", "text")
    AFTER_SIGNING = ("scan",)  # the paper with both signatures

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", pgettext_lazy("agreement", "signed")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="agreements", verbose_name=_("contract"))
    number = CharField(_("number"), max_length=50, validators=[no_personal_number])
    state = CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    date_signed = models.DateField(_("date of signing"), null=True, editable=False)
    reason = CharField(_("reason"), max_length=500, validators=[no_personal_number])
    new_subject = CharField(_("new subject"), max_length=1000, blank=True, validators=[no_personal_number])
    new_date_to = models.DateField(_("new end of the term"), null=True, blank=True)
    text = TextField(_("text"), blank=True, help_text=_("Further conditions, as the document words them."))
    scan = models.FileField(
        _("scan"),
        blank=True,
        upload_to=private_name,
        max_length=200,
        validators=[check_paper],
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("number", "reason")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplementary agreement")
        verbose_name_plural = _("supplementary agreements")
        ordering = ["contract", "date_signed", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="agreement_number_is_unique_in_its_contract",
                violation_error_message=_("The contract has an agreement with this number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", date_signed__isnull=True)
                | models.Q(state="signed", date_signed__isnull=False),
                name="signed_agreement_has_its_date",
                violation_error_message=_("A signed agreement has the date of signing, a draft has none."),
            ),
        ]

    def __str__(self) -> str:
        number = _("supplementary agreement № %(number)s") % {"number": self.number}
        return f"{number}, {self.date_signed:%d.%m.%Y}" if self.date_signed else number

    @property
    def is_open(self) -> bool:
        return self.state == self.State.DRAFT


class AgreementCommitment(BudgetRow):
    """By how much an agreement raises or lowers the contract's money of a year and source."""

    agreement = models.ForeignKey(
        SupplementaryAgreement, models.CASCADE, related_name="commitments", verbose_name=_("supplementary agreement")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("yearly difference of the agreement")
        verbose_name_plural = _("yearly differences of the agreement")
        ordering = ["agreement", "year", "source", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year", "source", "fund", "kekv", "kpkvk"],
                name="difference_is_unique_in_its_agreement",
                violation_error_message=_("The agreement has a difference for this year, source and code already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(amount=0),
                name="difference_moves_money",
                violation_error_message=_("The difference cannot be zero."),
            ),
        ]


class LineChange(models.Model):
    """What an agreement makes of a line that the contract already has; zero quantity gives up what is left of it."""

    agreement = models.ForeignKey(
        SupplementaryAgreement, models.CASCADE, related_name="line_changes", verbose_name=_("supplementary agreement")
    )
    line = models.ForeignKey(ContractLine, models.PROTECT, related_name="changes", verbose_name=_("line"))
    quantity = models.DecimalField(
        _("new quantity"), max_digits=12, decimal_places=3, validators=[MinValueValidator(Decimal(0))]
    )
    unit_price = models.DecimalField(
        _("new unit price, UAH"), max_digits=14, decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("changed line")
        verbose_name_plural = _("changed lines")
        ordering = ["agreement", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "line"],
                name="line_changes_once_in_an_agreement",
                violation_error_message=_("The agreement changes this line already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0, unit_price__gt=0),
                name="changed_line_is_not_negative",
                violation_error_message=_("The quantity cannot be negative and the price is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.line)

    @property
    def amount(self) -> Decimal:
        return line_amount(self.quantity, self.unit_price)

    def clean(self) -> None:
        check_line_amount(self.quantity, self.unit_price)
        if self.line_id and self.agreement_id and self.line.contract_id != self.agreement.contract_id:
            raise ValidationError({"line": _("The line belongs to another contract.")})
        added_by = self.line.agreement if self.line_id else None
        if added_by and added_by.is_open:
            raise ValidationError({"line": _("«%s» belongs to an agreement that is not signed.") % self.line})
