"""Payments of the treasury that belong to contracts: what waits for payment there is proposed before any rule."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ...modules import Payable
from ...services.likeness import same_payee
from ...texts import fold
from .transactions import Transaction

CONTRACT = "contract:"  # the answer for a group: it is paid under the contract of this number

Paid = tuple[Transaction, Payable]


def contracts_for(each: Transaction, payables: Iterable[Payable]) -> dict[str, list[Payable]]:
    """What waits for a payment to this recipient, by the number of the contract: of the one that the treasury names."""
    found: dict[str, list[Payable]] = {}
    for payable in payables:
        is_payee = bool(payable.payee_code) and payable.payee_code == each.recipient
        if not (is_payee or same_payee(payable.payee, each.recipient_name)):
            continue
        if not each.contract_number or fold(each.contract_number) == fold(payable.number):
            found.setdefault(payable.number, []).append(payable)
    return found


def spread(
    payments: Sequence[Transaction], payables: Sequence[Payable], left: Mapping[str, Decimal]
) -> tuple[list[Paid], list[Transaction], dict[str, Decimal]]:
    """Each payment with the act that it pays: of the same sum, else the one due first, else in advance.

    Gives also the payments that nothing waits for, and what is left of each document afterwards.
    """
    rest = dict(left)
    paid, beyond = [], []
    for each in sorted(payments, key=lambda payment: (payment.date, payment.row)):
        fitting = [payable for payable in payables if rest.get(payable.key, payable.left) >= each.amount]
        fitting.sort(key=lambda payable: (payable.is_advance, rest.get(payable.key, payable.left) != each.amount))
        if not fitting:
            beyond.append(each)
            continue
        rest[fitting[0].key] = rest.get(fitting[0].key, fitting[0].left) - each.amount
        paid.append((each, fitting[0]))
    return paid, beyond, rest
