"""Money after the plan: what the yearly budget gave, and the append-only ledger of its stages."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .append_only import AppendOnly, AppendOnlyQuerySet
from .budget import KEKV, KPKVK, EntryLink, Fund
from .directories import FundingSource
from .identity import Measure
from .money import MoneySum
from .personal import check_public_texts
from .program import LegalAct, Program
from .text import CharField, FoldedField


class Stage(models.TextChoices):
    """How far money has come after the plan; encumbrance accounting has the same three."""

    COMMITTED = "committed", _("committed")
    ACCEPTED = "accepted", _("accepted")
    PAID = "paid", _("paid")


class BudgetAppropriationQuerySet(models.QuerySet["BudgetAppropriation"]):
    def in_force(self, on: date) -> "list[BudgetAppropriation]":
        """Of each measure, year, source and fund the last amount that took effect by a day."""
        rows = self.filter(effective_from__lte=on).order_by("effective_from", "pk")
        return list({(row.measure_id, row.year, row.source_id, row.fund): row for row in rows}.values())


class BudgetAppropriation(models.Model):
    """What the yearly budget act really gave a measure (затверджено в бюджеті), which may be less than the programme
    promises.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="appropriations", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(_("budget year"))
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="+", verbose_name=_("funding source"))
    fund = CharField(_("fund"), max_length=10, choices=Fund, default=Fund.GENERAL)
    amount = models.DecimalField(_("amount, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="appropriations", verbose_name=_("budget act")
    )
    effective_from = models.DateField(_("in force from"))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = BudgetAppropriationQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget appropriation")
        verbose_name_plural = _("budget appropriations")
        ordering = ["measure", "year", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year", "source", "fund", "effective_from"],
                name="appropriation_is_unique_per_date",
                violation_error_message=_("The appropriation of this date is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="appropriation_is_not_negative",
                violation_error_message=_("An appropriation cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}: {self.amount}"


class LedgerEntryQuerySet(AppendOnlyQuerySet["LedgerEntry"]):
    def published(self) -> Self:
        """Entries of programmes that everybody may see."""
        return self.exclude(measure__program__status=Program.Status.DRAFT)

    def up_to(self, on: date) -> Self:
        """What had happened by the end of a day."""
        return self.filter(date__lte=on)

    def between(self, start: date, end: date) -> Self:
        """What happened in a period, both days included."""
        return self.filter(date__range=(start, end))

    def standing(self) -> Self:
        """Entries that nobody took back, without those that took back others."""
        return self.filter(reverses=None, reversed_by=None)

    def late(self) -> Self:
        """Payments made after the year whose plan they use up: by their dates they count in another year."""
        return self.filter(stage=Stage.PAID, date__year__gt=models.F("budget_year"))

    def under_contract(self) -> Self:
        """Entries that a document of some app posted."""
        return self.told_apart().filter(direct=False)

    def without_contract(self) -> Self:
        """Entries that a person or an import posted without a document in the portal."""
        return self.told_apart().filter(direct=True)

    def told_apart(self) -> Self:
        """Each entry with ``direct``: whether it stands without a contract."""
        relations = [each for each in self.model._meta.related_objects if issubclass(each.related_model, EntryLink)]
        nothing_posted_it = models.Q(pk__isnull=False, **{f"{each.name}__isnull": True for each in relations})
        return self.annotate(direct=models.ExpressionWrapper(nothing_posted_it, models.BooleanField()))

    def totals(self, *keys: str, **more: models.Aggregate) -> list[dict[str, Any]]:
        """Sums per stage and the given fields, one grouped query: every stage of every measure, year and source.

        ``more`` are further aggregates of the same groups.
        """
        return list(self.order_by().values("stage", *keys).annotate(sum=MoneySum("amount"), **more))


class LedgerEntry(AppendOnly):
    """One line of the ledger: money of a measure at a stage, on a date, by a document. Append-only.

    An error is corrected by a reversing entry that names the one it reverses; a supplementary agreement that lowers a
    contract is a negative entry. Satellites post through ``services.post_entry`` and keep the link on their side, so
    no page needs to know where the money came through.
    """

    direct: bool  # of entries that are told apart: whether they stand without a contract

    REFUSAL = _("The ledger is append-only: correct an entry with a reversing entry.")

    stage = CharField(_("stage"), max_length=10, choices=Stage)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="ledger", verbose_name=_("measure"))
    budget_year = models.PositiveSmallIntegerField(_("budget year"))
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="ledger", verbose_name=_("funding source"))
    fund = CharField(_("fund"), max_length=10, choices=Fund, default=Fund.GENERAL)
    date = models.DateField(_("date"), db_index=True)
    amount = models.DecimalField(_("amount, UAH"), max_digits=14, decimal_places=2)
    document_number = CharField(_("document number"), max_length=100, help_text=_("Payment order, contract, act."))
    kekv = CharField(_("КЕКВ"), max_length=4, blank=True, validators=[KEKV])
    kpkvk = CharField(_("КПКВК"), max_length=7, blank=True, validators=[KPKVK])
    counterparty = CharField(
        _("counterparty"),
        max_length=300,
        blank=True,
        help_text=_("Public name only: no personal number, account or address."),
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses the entry")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    folded = FoldedField("document_number", "counterparty", "kekv", "kpkvk")
    folded_note = FoldedField("note")

    objects = LedgerEntryQuerySet.as_manager()  # type: ignore[misc]  # django-stubs: the base has its own

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount=0),
                name="ledger_entry_moves_money",
                violation_error_message=_("The amount of an entry cannot be zero."),
            ),
        ]
        indexes = [models.Index(fields=["measure", "budget_year", "stage"], name="ledger_by_measure_and_year")]

    def __str__(self) -> str:
        number = self.document_number
        return f"{self.get_stage_display()}, {self.date:%d.%m.%Y}, {number if '№' in number else f'№ {number}'}"

    def clean(self) -> None:
        if self.measure_id and self.budget_year:
            self.measure.program.check_year(self.budget_year, field="budget_year")
        if not self.reverses_id:  # what stands already is taken back word for word
            check_public_texts(self, "counterparty")
        if (
            isinstance(self.amount, Decimal)
            and self.stage != Stage.COMMITTED
            and self.amount < 0
            and not self.reverses_id
        ):
            raise ValidationError({"amount": _("A negative amount here needs the entry that it reverses.")})


class Replacement(AppendOnly):
    """What an entry took out of the ledger when it was recorded: the entry whose place its document took, or its part
    of a monthly sheet's balance. Where the entry is taken back as a mistake, that money stands again.
    """

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="replacements", verbose_name=_("entry"))
    replaced = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="replaced_by", verbose_name=_("entry whose place it took")
    )
    amount = models.DecimalField(_("amount, UAH"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("replaced entry")
        verbose_name_plural = _("replaced entries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.replaced_id} → {self.entry_id}: {self.amount}"
