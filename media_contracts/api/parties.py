"""What both forms of open data say of contracts: the parties as they stood at signing, of a person what may be known
today; what an agreement changed and an act accepted, in the words of official papers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from programs.finance import ZERO
from programs.words import date_text

from ..models import Act, Contract, ContractEvent, Customer, SupplementaryAgreement, Supplier


@dataclass(frozen=True)
class Parties:
    """The two names of a contract, and the customer's address."""

    customer: str
    address: str
    supplier: str


def parties_at_signing(contracts: Iterable[Contract]) -> dict[int, Parties]:
    """By contract id, in three queries. A later change of name or address belongs to later contracts; codes tell who it
    is and stay those of today.
    """
    rows = list(contracts)
    steps = ContractEvent.objects.filter(contract__in=[row.pk for row in rows], action=ContractEvent.Action.SIGN)
    signed = dict(steps.order_by("pk").values_list("contract", "at"))
    customer_then = _history(Customer, {row.customer_id for row in rows}, "name", "address")
    supplier_then = _history(Supplier, {row.supplier_id for row in rows}, "name", "kind")
    found = {}
    for row in rows:
        customer, supplier, at = row.customer, row.supplier, signed.get(row.pk)
        name, address = customer_then(customer.pk, at) or (customer.name, customer.address)
        then = supplier_then(supplier.pk, at) or (supplier.name, supplier.kind)
        found[row.pk] = Parties(name, address, _public_name(supplier, *then))
    return found


def _public_name(supplier: Supplier, name: str, kind: str) -> str:
    """Whether a person is named, and how, is asked today: consent may have been taken back.

    Of a supplier recorded as another kind since, the name of then may be that of a person: today's is said.
    """
    if kind != supplier.kind:
        return supplier.public_name
    as_then = Supplier(kind=supplier.kind, name_is_public=supplier.name_is_public, name=name)
    return as_then.public_name


def _history(model: Any, keys: set[int], *fields: str) -> Callable[[int, datetime | None], tuple[str, ...] | None]:
    """What stood in the fields of a record at a moment; None where nobody recorded it."""
    rows = model.history.filter(id__in=keys).order_by("history_date", "history_id")
    states = list(rows.values_list("id", "history_date", *fields))

    def at(key: int, moment: datetime | None) -> tuple[str, ...] | None:
        known = [state[2:] for state in states if moment and state[0] == key and state[1] <= moment]
        return known[-1] if known else None

    return at


def changes_of(agreement: SupplementaryAgreement, amount: str) -> list[str]:
    """What an agreement changed: the sum, by the name that it has here, the term, the subject."""
    difference = sum((row.amount for row in agreement.commitments.all()), ZERO)
    found = [f"{amount} змінюється на {f'{difference:+.2f}'.replace('.', ',')} грн"] if difference else []
    if agreement.new_date_to:
        found.append(f"строк дії – до {date_text(agreement.new_date_to)}")
    if agreement.new_subject:
        found.append(f"предмет: {agreement.new_subject}")
    return found


def acceptance_of(act: Act, amount: Decimal) -> str:
    period = f"{date_text(act.period_start)}–{date_text(act.period_end)}"
    return f"Прийнято за {period} на {f'{amount:.2f}'.replace('.', ',')} грн"
