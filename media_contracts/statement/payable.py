"""What may be paid under contracts and by when: signed acts not paid whole, contracts in work that take an advance."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from programs.finance import ZERO
from programs.models import CalendarDay, DutyTerm

from ..models import Act, ClauseKind, Contract, ContractClause
from .money import act_money, contract_money

# «протягом 10 робочих днів», «не пізніше 15 (п’ятнадцяти) календарних днів»
_DAYS = re.compile(
    r"(?P<days>\d{1,3})\s*(?:\([^)]*\)\s*)?-?(?:ти\s+)?(?P<kind>робоч|банківськ|календарн)?\w*\s*д(?:ень|ні|нів|ня)\b",
    re.IGNORECASE,
)


def payment_terms(contracts: Iterable[int]) -> dict[int, DutyTerm | None]:
    """By when an act of each contract is paid, as its clause of settlement says; else by the council's term.

    The first number of days that the clause names counts; bank days are working days.
    """
    wanted = list(contracts)
    usual = DutyTerm.objects.filter(app="programs", key="payment").first()
    found: dict[int, DutyTerm | None] = dict.fromkeys(wanted, usual)
    clauses = ContractClause.objects.filter(contract__in=wanted, clause=ClauseKind.SETTLEMENT)
    for pk, text in clauses.order_by("-order", "-pk").values_list("contract", "text"):
        if term := said_in(text):
            found[pk] = term
    return found


def said_in(text: str) -> DutyTerm | None:
    """The term that a clause of settlement says, if it counts days."""
    said = _DAYS.search(text)
    days = int(said["days"]) if said else 0
    if said is None or not 1 <= days <= 366:
        return None
    return DutyTerm(days=days, working_days=(said["kind"] or "").lower() in ("робоч", "банківськ"))


def pay_until(acts: Collection[Act], calendar: Mapping[date, bool] | None = None) -> dict[int, date | None]:
    """The last day for the payment of signed acts, by act."""
    terms = payment_terms({act.contract_id for act in acts})
    days = CalendarDay.objects.exceptions() if calendar is None else calendar
    return {
        act.pk: term.due(act.accepted_on, days) if (term := terms[act.contract_id]) and act.accepted_on else None
        for act in acts
    }


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
