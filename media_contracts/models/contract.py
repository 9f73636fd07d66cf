"""The contract: whom the council pays, for what, how much, out of which money of which measure."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.finance import LARGEST
from programs.models import BudgetRow, Measure, Program
from programs.models.files import check_paper
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField
from programs.words import date_text, money_text

from ..finance import line_amount
from .files import private_name
from .supplier import Customer, MediaOutlet, Supplier, public_contract

CPV = RegexValidator(r"^[0-9]{8}-[0-9]\Z", _("A ДК 021:2015 code looks like 92400000-5."))
PROZORRO = RegexValidator(
    r"^UA-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}-[a-z]\Z", _("A Prozorro number looks like UA-2021-03-01-000123-a.")
)


class ContractKind(models.TextChoices):
    """Section VII speaks of print; Annex 1 buys more than that."""

    COVERAGE_PRINT = "coverage_print", _("coverage in print media")
    COVERAGE_ONLINE = "coverage_online", _("coverage in online media")
    PRINTING = "printing", _("printing")
    SITE_SUPPORT = "site_support", _("support of the site")
    TRAINING = "training", _("training")
    OTHER = "other", _("other")


class Vat(models.TextChoices):
    """How VAT stands in the prices of a contract."""

    INCLUDED = "included", _("with VAT 20 %")
    EXEMPT = "exempt", _("without VAT")
    NOT_PAYER = "not_payer", _("the supplier is not a VAT payer")


class Unit(models.TextChoices):
    """In what a contract counts: media are bought in units."""

    CM2 = "cm2", _("cm²")
    PUBLICATION = "publication", _("publication")
    MINUTE = "minute", _("minute on air")
    COPY = "copy", _("copy")
    SERVICE = "service", _("service")
    MONTH = "month", _("month")

    @classmethod
    def counted_by_publications(cls) -> "set[Unit]":
        """Units whose quantity in an act comes from the publications behind it."""
        return {cls.CM2, cls.PUBLICATION, cls.MINUTE}


def check_line_amount(quantity: Decimal | None, unit_price: Decimal | None) -> None:
    """A line costs no more than the budget and the ledger have digits for; asked from the ``clean`` of lines."""
    if quantity is not None and unit_price is not None and line_amount(quantity, unit_price) > LARGEST:
        raise ValidationError({"unit_price": _("Quantity × price is more than %s: check both.") % money_text(LARGEST)})


class ContractQuerySet(models.QuerySet["Contract"]):
    def published(self) -> Self:
        return self.filter(public_contract())

    def standing(self) -> Self:
        """Contracts under which work goes on: signed and neither finished nor ended."""
        return self.filter(state__in=[Contract.State.SIGNED, Contract.State.IN_FORCE])

    def of_program(self, program: Program) -> Self:
        return self.filter(measure__program=program)


class Contract(models.Model):
    """A contract under the programme (договір): drafted, agreed, signed, in force, and ended in one of three ways.

    Once signed it is changed by supplementary agreements alone; the contract as amended on a date is computed from
    them. Its money stands in the core's ledger: what is committed, accepted and paid is asked there.
    """

    PRIVATE = ("scan", "note")
    # What may still be entered after signing: where the purchase was published, and the department's own notes.
    AFTER_SIGNING = ("procurement", "prozorro_number", "purchase_report", "scan", "note")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("contract", "draft")
        AGREED = "agreed", pgettext_lazy("contract", "agreed")
        SIGNED = "signed", pgettext_lazy("contract", "signed")
        IN_FORCE = "in_force", pgettext_lazy("contract", "in force")
        COMPLETED = "completed", pgettext_lazy("contract", "completed")
        TERMINATED = "terminated", pgettext_lazy("contract", "terminated")
        CANCELLED = "cancelled", pgettext_lazy("contract", "cancelled")

    class Procurement(models.TextChoices):
        DIRECT = "direct", _("direct purchase, without the electronic system")
        TENDER = "tender", _("through the electronic system")

    kind = CharField(_("kind"), max_length=20, choices=ContractKind)
    number = CharField(_("number"), max_length=50, validators=[no_personal_number])
    state = CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts", verbose_name=_("customer"))
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts", verbose_name=_("supplier"))
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    subject = CharField(_("subject"), max_length=1000, validators=[no_personal_number])
    date_signed = models.DateField(_("date of signing"), null=True, editable=False)
    date_from = models.DateField(_("begins on"))
    date_to = models.DateField(_("ends on"))
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    vat = CharField(_("VAT"), max_length=10, choices=Vat, default=Vat.NOT_PAYER)
    cpv = CharField(_("ДК 021:2015 code"), max_length=10, validators=[CPV])
    cpv_name = CharField(_("name by ДК 021:2015"), max_length=200, blank=True, validators=[no_personal_number])
    procurement = CharField(_("purchase"), max_length=10, choices=Procurement, default=Procurement.DIRECT)
    prozorro_number = CharField(_("Prozorro number"), max_length=24, blank=True, validators=[PROZORRO])
    purchase_report = models.URLField(
        _("report of the purchase"), blank=True, max_length=300, help_text=_("Where the report is published.")
    )
    scan = models.FileField(
        _("scan"),
        blank=True,
        upload_to=private_name,
        max_length=200,
        validators=[check_paper],
    )
    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("number", "subject", "cpv", "cpv_name", "prozorro_number")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-date_from", "-pk"]
        permissions = [
            ("sign_contract", _("Can sign a contract, its agreements and acts, and end it")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "number", "date_signed"],
                name="contract_is_recorded_once",
                violation_error_message=_("A contract with this number and date is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(date_to__gte=models.F("date_from")),
                name="contract_ends_after_it_begins",
                violation_error_message=_("The contract cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "agreed"], date_signed__isnull=True)
                | models.Q(state="cancelled")
                | models.Q(state__in=["signed", "in_force", "completed", "terminated"], date_signed__isnull=False),
                name="signed_contract_has_its_date",
                violation_error_message=_("A signed contract has the date of signing, a draft has none."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["completed", "terminated", "cancelled"], ended_on__isnull=False)
                | (~models.Q(state__in=["completed", "terminated", "cancelled"]) & models.Q(ended_on__isnull=True)),
                name="ended_contract_has_its_date",
                violation_error_message=_("A contract that ended has the date on which it did."),
            ),
        ]
        indexes = [models.Index(fields=["state", "date_to"], name="contract_by_state_and_end")]

    def __str__(self) -> str:
        if self.date_signed:
            return _("contract № %(number)s of %(date)s") % {
                "number": self.number,
                "date": date_text(self.date_signed),
            }
        return _("contract № %(number)s (%(state)s)") % {"number": self.number, "state": self.get_state_display()}

    @property
    def name(self) -> str:
        """«№ 12 від 01.03.2021» where it is plain that a contract is meant."""
        if self.date_signed is None:
            return _("№ %s") % self.number
        return _("№ %(number)s of %(date)s") % {"number": self.number, "date": date_text(self.date_signed)}

    @property
    def identifier(self) -> str:
        """The contract's name in open data: the year of signing and the number."""
        return f"{self.date_signed.year}-{self.number}" if self.date_signed else self.number

    @property
    def is_open(self) -> bool:
        """Whether the contract may still be edited."""
        return self.state == self.State.DRAFT

    @property
    def is_standing(self) -> bool:
        """Whether work goes on under the contract, so that it takes agreements, acts and payments."""
        return self.state in {self.State.SIGNED, self.State.IN_FORCE}

    def days_left(self, on: date, until: date | None = None) -> int:
        """Days until the term ends, by the term as amended where the caller knows it."""
        return ((until or self.date_to) - on).days


class ContractLineQuerySet(models.QuerySet["ContractLine"]):
    def agreed(self) -> Self:
        """Lines of contracts as they were signed, and those that a signed agreement added."""
        return self.filter(models.Q(agreement=None) | models.Q(agreement__state="signed"))

    def of_outlet(self, outlet: MediaOutlet) -> Self:
        """Lines that buy from an outlet: those that name it, and of publications those for all outlets of its owner."""
        for_all = models.Q(outlet=None, unit__in=Unit.counted_by_publications(), contract__supplier=outlet.supplier_id)
        return self.filter(models.Q(outlet=outlet) | for_all)


class ContractLine(models.Model):
    """What a contract buys: a quantity of a unit at a price (VAT as the contract says), for one outlet or for all.

    A line that a supplementary agreement adds names it and counts once the agreement is signed.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("contract"))
    agreement = models.ForeignKey(
        "SupplementaryAgreement",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="added_lines",
        verbose_name=_("added by the agreement"),
    )
    order = models.PositiveSmallIntegerField(_("place in the contract"), default=1)
    description = CharField(_("what is bought"), max_length=300, validators=[no_personal_number])
    outlet = models.ForeignKey(
        MediaOutlet, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("media outlet")
    )
    unit = CharField(_("unit"), max_length=12, choices=Unit)
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=3, validators=[MinValueValidator(Decimal("0.001"))]
    )
    unit_price = models.DecimalField(
        _("unit price, UAH"), max_digits=14, decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ContractLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the contract")
        verbose_name_plural = _("lines of the contract")
        ordering = ["contract", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_price__gt=0),
                name="contract_line_buys_something",
                violation_error_message=_("Quantity and price are above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def amount(self) -> Decimal:
        """The line's money as first signed; agreements may change it."""
        return line_amount(self.quantity, self.unit_price)

    def clean(self) -> None:
        check_line_amount(self.quantity, self.unit_price)
        if self.agreement_id and self.agreement and self.agreement.contract_id != self.contract_id:
            raise ValidationError({"agreement": _("The agreement belongs to another contract.")})
        if self.contract_id and self.outlet_id and self.outlet and self.outlet.supplier_id != self.contract.supplier_id:
            raise ValidationError({"outlet": _("This outlet belongs to another supplier.")})


class ContractCommitment(BudgetRow):
    """How much of a contract a budget year and source carry: what signing commits in the ledger."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="commitments", verbose_name=_("contract"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("yearly amount of the contract")
        verbose_name_plural = _("yearly amounts of the contract")
        ordering = ["contract", "year", "source", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "year", "source", "fund", "kekv", "kpkvk"],
                name="commitment_is_unique_in_its_contract",
                violation_error_message=_("The contract has an amount for this year, source and code already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="commitment_is_above_zero",
                violation_error_message=_("The amount of a year is above zero."),
            ),
        ]
