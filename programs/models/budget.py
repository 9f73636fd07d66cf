"""Where in the budget an amount stands, how money of a document stands there, and the link from it to the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..finance import ZERO
from .append_only import AppendOnly, AppendOnlyQuerySet, RowT
from .directories import FundingSource
from .money import MoneySum
from .text import CharField

KEKV = RegexValidator(r"^[0-9]{4}\Z", _("The economic classification code has four digits, for example 2240."))
KPKVK = RegexValidator(r"^[0-9]{7}\Z", _("The programme classification code has seven digits, for example 0118410."))


class Fund(models.TextChoices):
    """The two funds of a local budget (загальний, спеціальний)."""

    GENERAL = "general", _("general fund")
    SPECIAL = "special", _("special fund")


class BudgetKey(NamedTuple):
    """The place of an amount in the budget; the measure is known from the document."""

    year: int
    source_id: int
    fund: str
    kekv: str
    kpkvk: str


class BudgetRow(models.Model):
    """An amount at its place in the budget; the accountant chooses the codes, nothing derives them."""

    year = models.PositiveSmallIntegerField(_("budget year"))
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="+", verbose_name=_("funding source"))
    fund = CharField(_("fund"), max_length=10, choices=Fund, default=Fund.GENERAL)
    kekv = CharField(_("КЕКВ"), max_length=4, blank=True, validators=[KEKV])
    kpkvk = CharField(_("КПКВК"), max_length=7, blank=True, validators=[KPKVK])
    amount = models.DecimalField(_("amount, UAH"), max_digits=14, decimal_places=2)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"

    @property
    def key(self) -> BudgetKey:
        return BudgetKey(self.year, self.source_id, self.fund, self.kekv, self.kpkvk)


@dataclass(frozen=True)
class Balance:
    """A document's money at one place of the budget, or in all: the sums of its entries in the ledger."""

    committed: Decimal = ZERO
    accepted: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def left_to_accept(self) -> Decimal:
        return self.committed - self.accepted

    @property
    def left_to_pay(self) -> Decimal:
        """Accepted and not paid yet; negative while an advance waits for its act."""
        return self.accepted - self.paid


def total_of(balances: Iterable[Balance]) -> Balance:
    rows = list(balances)
    return Balance(*(sum((getattr(row, stage) for row in rows), ZERO) for stage in ("committed", "accepted", "paid")))


class EntryLinkQuerySet(AppendOnlyQuerySet[RowT]):
    def standing(self) -> Self:
        """Links to entries that nobody took back."""
        return self.filter(entry__reverses=None, entry__reversed_by=None)

    def balances(self) -> dict[BudgetKey, Balance]:
        """The sums of the linked entries by their place in the budget, in one query."""
        places = ("budget_year", "source_id", "fund", "kekv", "kpkvk", "stage")
        rows = self.order_by().values_list(*(f"entry__{name}" for name in places))
        sums: dict[BudgetKey, dict[str, Decimal]] = {}
        for *place, stage, amount in rows.annotate(MoneySum("entry__amount")):
            sums.setdefault(BudgetKey(*place), {})[stage] = amount
        return {key: Balance(**stages) for key, stages in sorted(sums.items())}


class EntryLink(AppendOnly):
    """What posted an entry of the ledger, one-to-one; the ledger knows only that it stands under a contract.

    A satellite gives it the documents that a hryvnia of any page is followed back to, and lists its steps, "reversal"
    among them. The money of a document is the sum of the entries behind its links.
    """

    REVERSAL = "reversal"

    entry = models.OneToOneField(
        "programs.LedgerEntry", models.PROTECT, related_name="%(app_label)s_link", verbose_name=_("ledger entry")
    )
    step = CharField(_("step"), max_length=10)

    objects = EntryLinkQuerySet.as_manager()  # type: ignore[misc]  # django-stubs: the base has its own

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.entry}"  # type: ignore[attr-defined]  # each satellite lists its steps

    def to(self, entry: models.Model, *, step: str = "") -> Self:
        """A link of the same documents to another entry."""
        own = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        own |= {"id": None, "entry_id": entry.pk, "step": step or self.step}
        return type(self)(**own)
