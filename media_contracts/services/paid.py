"""What is paid against an act: its own payments, and the advances that it covers."""

from decimal import Decimal

from django.contrib.auth.models import User

from programs.finance import ZERO
from programs.models import MoneySum
from programs.services import save_record

from ..models import Act, AdvanceCover, Contract, Payment


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


def kind_of(amount: Decimal, act: Act) -> Payment.Kind:
    """Whether a payment is the whole of an act or a part."""
    accepted = sum(act.lines.values_list("amount", flat=True), ZERO)
    return Payment.Kind.WHOLE if amount == accepted else Payment.Kind.PARTIAL


def move_payments(corrected: Act, act: Act, *, by: User) -> None:
    """Payments and covers of a corrected act become those of the act in its place."""
    reason = str(act)
    for payment in corrected.payments.standing():
        payment.act, payment.kind = act, kind_of(payment.amount, act)
        save_record(record=payment, by=by, reason=reason)
    for cover in corrected.covers.all():
        cover.act = act
        save_record(record=cover, by=by, reason=reason)
