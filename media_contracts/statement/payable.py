"""What may be paid under contracts: signed acts that are not paid whole, and contracts in work that take an advance."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from programs.finance import ZERO

from ..models import Act, Contract
from .money import act_money, contract_money


def unpaid_acts(measures: Collection[int] | None = None) -> list[tuple[Act, Decimal]]:
    """Signed acts with what is left of each to pay, the earliest accepted first."""
    acts = Act.objects.signed()
    if measures is not None:
        acts = acts.filter(contract__measure__in=measures)
    rows = list(acts.select_related("contract__supplier", "contract__measure__program").order_by("accepted_on", "pk"))
    money = act_money(rows)
    return [(act, money[act.pk].left_to_pay) for act in rows if money[act.pk].left_to_pay > 0]


def takers_of_advance(measures: Collection[int] | None = None) -> list[tuple[Contract, Decimal]]:
    """Contracts in work with what of them is neither accepted nor paid, the earliest signed first."""
    contracts = Contract.objects.standing()
    if measures is not None:
        contracts = contracts.filter(measure__in=measures)
    rows = list(contracts.select_related("supplier", "measure__program").order_by("date_signed", "pk"))
    money = contract_money(rows, date.max)
    left = {pk: each.committed - max(each.accepted, each.paid) for pk, each in money.items()}
    return [(row, left[row.pk] + ZERO) for row in rows if left[row.pk] > 0]
