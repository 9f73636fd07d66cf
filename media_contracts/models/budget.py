"""Where in the budget an amount of a contract stands: year, source, fund and the two classification codes."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Fund, FundingSource
from programs.models.ledger import KEKV, KPKVK
from programs.models.text import CharField


class BudgetKey(NamedTuple):
    """The place of an amount in the budget; the measure is the contract's own."""

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
