"""What is paid against an act: its own payments, and the advances that it covers."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import Q

from programs.finance import ZERO
from programs.models import BudgetKey, MoneySum
from programs.services import save_record

from ..models import Act, AdvanceCover, Contract, LedgerLink, Payment


def paid_against(act: Act) -> Decimal:
    """Hryvnias paid for what an act accepted."""
    direct = Payment.objects.standing().filter(act=act).aggregate(sum=MoneySum("amount"))["sum"]
    covered = AdvanceCover.objects.filter(act=act).aggregate(sum=MoneySum("amount"))["sum"]
    return (direct or ZERO) + (covered or ZERO)


def left_of_advance(payment: Payment) -> Decimal:
    """How much of an advance no act covers yet."""
    covered = payment.covers.aggregate(sum=MoneySum("amount"))["sum"]
    return payment.amount - (covered or ZERO)


def advances_left(contract: Contract) -> Decimal:
    """How much of all advances of a contract no act covers yet."""
    advances = contract.payments.standing().filter(kind=Payment.Kind.ADVANCE)
    return sum((left_of_advance(payment) for payment in advances), ZERO)


def act_amount(act: Act) -> Decimal:
    """What an act accepts in all."""
    return sum(act.lines.values_list("amount", flat=True), ZERO)


def kind_of(amount: Decimal, accepted: Decimal) -> Payment.Kind:
    """Whether a payment is the whole of what an act accepted or a part."""
    return Payment.Kind.WHOLE if amount == accepted else Payment.Kind.PARTIAL


def move_payments(corrected: Act, act: Act, *, by: User) -> None:
    """Payments and covers of a corrected act become those of the act in its place."""
    reason = str(act)
    accepted = act_amount(act)
    for payment in corrected.payments.standing():
        payment.act, payment.kind = act, kind_of(payment.amount, accepted)
        save_record(record=payment, by=by, reason=reason)
    for cover in corrected.covers.all():
        cover.act = act
        save_record(record=cover, by=by, reason=reason)


def left_of_act(act: Act) -> dict[BudgetKey, Decimal]:
    """What is not paid yet of an act at each place of the budget.

    A cover stands where its advance was paid. Below zero: more is paid from there than was accepted.
    """
    posted = LedgerLink.objects.filter(Q(act=act) | Q(payment__act=act)).balances()
    left = {key: each.left_to_pay for key, each in posted.items()}
    for cover in act.covers.all():
        rest = cover.amount
        for key in places_of(cover.payment_id):
            part = max(min(rest, left.get(key, ZERO)), ZERO)
            left[key], rest = left.get(key, ZERO) - part, rest - part
        if rest:
            left[key] -= rest
    return left


def places_of(payment: int) -> dict[BudgetKey, Decimal]:
    """From where in the budget a payment was made."""
    found = LedgerLink.objects.filter(payment=payment).balances()
    return {key: each.paid for key, each in found.items()}
