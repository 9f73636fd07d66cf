"""What was imported from which file, so that a whole import can be undone, and the matches that people confirmed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .budget import KEKV, KPKVK, Fund
from .directories import FundingSource
from .edition import Edition
from .identity import Measure
from .ledger import LedgerEntry
from .personal import no_personal_number
from .program import Program
from .text import CharField, FoldedField

EDRPOU = RegexValidator(r"^[0-9]{8}\Z", _("ЄДРПОУ has eight digits; a person's number is never kept here."))


class ImportBatch(models.Model):
    """One import from a file: who brought it and when, the plan before and after it, and whether it was undone."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("plan")
        MONTHLY = "monthly", _("monthly sheet of the finance department")
        TREASURY = "treasury", _("treasury transactions")

    kind = CharField(_("kind"), max_length=10, choices=Kind)
    program = models.ForeignKey(
        Program, models.SET_NULL, null=True, blank=True, related_name="import_batches", verbose_name=_("programme")
    )
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("edition")
    )
    file_name = CharField(_("file"), max_length=255)
    sha256 = CharField(_("SHA-256 of the file"), max_length=64)
    summary = models.JSONField(_("summary"), default=dict, blank=True)
    before = models.JSONField(_("plan before"), null=True, blank=True)
    after = models.JSONField(_("plan after"), null=True, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = CharField(_("why it was undone"), max_length=500, blank=True)
    folded = FoldedField("file_name")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_by__isnull=True, undone_at__isnull=True)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False),
                name="import_is_undone_by_somebody_at_some_time",
                violation_error_message=_("An import is undone by somebody at some time, or it is not."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class ImportedEntry(models.Model):
    """Which import a ledger entry came with; the treasury's number of the transaction keeps it from coming twice."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="entries", verbose_name=_("import"))
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="imported_with", verbose_name=_("ledger entry")
    )
    transaction_id = CharField(_("number of the transaction"), max_length=50, blank=True)
    is_undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("imported entry")
        verbose_name_plural = _("imported entries")
        ordering = ["batch", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transaction_id"],
                condition=~models.Q(transaction_id="") & models.Q(is_undone=False),
                name="transaction_is_imported_once",
                violation_error_message=_("This transaction of the treasury is in the ledger already."),
            ),
        ]

    def __str__(self) -> str:
        return self.transaction_id or str(self.entry_id)


class SettledTransaction(models.Model):
    """A transaction of the treasury that posted no entry of its own: left out by a person, or settled otherwise."""

    class Kind(models.TextChoices):
        LEFT_OUT = "left_out", _("left out")
        SAME = "same", _("in the ledger already")

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="settled", verbose_name=_("import"))
    transaction_id = CharField(_("number of the transaction"), max_length=50)
    kind = CharField(_("what became of it"), max_length=10, choices=Kind)
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ledger entry")
    )
    reason = CharField(_("reason"), max_length=500, blank=True)
    is_undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("settled transaction")
        verbose_name_plural = _("settled transactions")
        ordering = ["batch", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transaction_id"],
                condition=models.Q(is_undone=False),
                name="transaction_is_settled_once",
                violation_error_message=_("This transaction of the treasury was settled already."),
            ),
        ]

    def __str__(self) -> str:
        return self.transaction_id


class TreasuryPayer(models.Model):
    """Who pays for the council at the treasury: of all transactions only those of such payers count."""

    edrpou = CharField(_("ЄДРПОУ"), max_length=8, unique=True, validators=[EDRPOU])
    name = CharField(_("owner of the account"), max_length=300, validators=[no_personal_number])
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("edrpou", "name")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("own payer")
        verbose_name_plural = _("own payers")
        ordering = ["name", "edrpou"]

    def __str__(self) -> str:
        return f"{self.name}, {self.edrpou}"


class RowMatch(models.Model):
    """A row of the finance department's sheet that a person matched once: to a measure, to several of them whose parts
    are asked for each month, or to none of the programme.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="row_matches", verbose_name=_("programme"))
    key = CharField(_("row"), max_length=500)
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("measure")
    )
    is_spread = models.BooleanField(
        _("spread over several measures"),
        default=False,
        help_text=_("A row of a budget code: each month a person says how much each measure has of it."),
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("funding source")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("remembered row")
        verbose_name_plural = _("remembered rows")
        ordering = ["program", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "key"],
                name="row_is_remembered_once",
                violation_error_message=_("This row is remembered already."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_spread=False) | models.Q(measure__isnull=True),
                name="spread_row_names_no_measure",
                violation_error_message=_("A row that is spread over several measures names none of them."),
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=True) | models.Q(measure__isnull=False),
                name="remembered_source_is_of_a_measure",
                violation_error_message=_("Without a measure there is no source."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class TreasuryRule(models.Model):
    """A rule that a person confirmed once: transactions that look like this belong to this measure, or to none.

    A blank field fits anything; the rule that says more goes first.
    """

    recipient = CharField(_("recipient's ЄДРПОУ"), max_length=8, blank=True, validators=[EDRPOU])
    contract_number = CharField(_("contract number"), max_length=100, blank=True)
    kekv = CharField(_("КЕКВ"), max_length=4, blank=True, validators=[KEKV])
    kpkvk = CharField(_("КПКВК"), max_length=7, blank=True, validators=[KPKVK])
    measure = models.ForeignKey(
        Measure,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="treasury_rules",
        verbose_name=_("measure"),
        help_text=_("Empty: such transactions belong to no measure and are passed over."),
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("funding source")
    )
    fund = CharField(_("fund"), max_length=10, choices=Fund, default=Fund.GENERAL)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("recipient", "contract_number", "kekv", "kpkvk")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("rule for treasury transactions")
        verbose_name_plural = _("rules for treasury transactions")
        ordering = ["recipient", "contract_number", "kpkvk", "kekv"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "contract_number", "kekv", "kpkvk"],
                name="treasury_rule_is_unique",
                violation_error_message=_("There is a rule for such transactions already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(recipient="", contract_number="", kekv="", kpkvk=""),
                name="treasury_rule_says_something",
                violation_error_message=_("Fill in at least one field: a rule for everything matches nothing."),
            ),
            models.CheckConstraint(
                condition=models.Q(measure__isnull=True) | models.Q(source__isnull=False),
                name="treasury_rule_with_measure_names_source",
                violation_error_message=_("Say which source of the measure the money comes from."),
            ),
        ]

    def __str__(self) -> str:
        parts = [self.recipient, self.contract_number, self.kekv, self.kpkvk]
        return " · ".join(part for part in parts if part)

    @property
    def weight(self) -> int:
        """How much the rule says: of two that fit, the heavier goes first."""
        weights = {"contract_number": 8, "recipient": 4, "kekv": 2, "kpkvk": 1}
        return sum(weight for name, weight in weights.items() if getattr(self, name))

    def fits(self, recipient: str, contract_number: str, kekv: str, kpkvk: str) -> bool:
        """Whether a transaction with these looks like the rule says."""
        own = (self.recipient, self.contract_number, self.kekv, self.kpkvk)
        return all(
            not said or said == read for said, read in zip(own, (recipient, contract_number, kekv, kpkvk), strict=True)
        )

    def clean(self) -> None:
        if self.measure_id is None and self.source_id is not None:
            raise ValidationError({"source": _("Without a measure there is no source.")})
