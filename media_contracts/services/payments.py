"""Payments of the treasury: recorded against an act or in advance, covered by a later act, reversed when mistyped."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date as Date
from decimal import Decimal
from typing import TypeAlias

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from programs.finance import ZERO
from programs.models import Balance, BudgetKey, LedgerEntry, Stage
from programs.services import (
    Question,
    as_seen,
    check_day,
    days_near,
    delete_record,
    keep,
    reverse_links,
    save_record,
    shares,
    store,
    validate,
)
from programs.words import date_text, money_text

from ..models import Act, AdvanceCover, Contract, ContractEvent, LedgerLink, Payment
from .paid import act_amount, advances_left, kind_of, left_of_act, left_of_advance, paid_against, places_of
from .posting import Answers, Step, lock_contract, post, record_event

Action: TypeAlias = ContractEvent.Action


@transaction.atomic
def record_payment(
    *,
    payment: Payment,
    by: User,
    parts: Mapping[BudgetKey, Decimal] | None = None,
    answers: Answers | None = None,
    reason: str = "",
) -> Payment:
    """Record what the treasury paid; against an act no more than it accepted, without one as an advance. Outside of the
    programme's term it needs a reason.

    What may stand in the ledger already is a Question; the answers name entries: the payment takes their place, is
    apart from them, or is part of what a monthly sheet counted. The kind follows from the amount. ``parts`` spreads
    the money over years and sources; without it an act is paid in the order of what it accepted, an advance from
    the year of its date.
    """
    contract = payment.contract = lock_contract(payment.contract)
    payment.kind = Payment.Kind.ADVANCE
    if payment.act is not None:
        payment.act, payment.kind = as_seen(Act.objects.all(), payment.act, None), Payment.Kind.PARTIAL
    validate(payment)
    check_day(contract.measure.program, payment.date, reason=reason)
    _check_not_repeated(payment, (answers or {}).get("apart", ()))
    found = contract.ledger_links.balances()
    if payment.act is not None:
        available = _available_of_act(payment.act, payment, found)
        payment.kind = kind_of(payment.amount, act_amount(payment.act))
    else:
        available = _available_in_advance(contract, payment, found)
        if parts is None:
            available = {key: most for key, most in available.items() if key.year == payment.date.year}
    store(payment, by=by)
    record_event(contract, Action.PAY, date=payment.date, by=by, payment=payment, reason=reason)
    taken = shares(payment.amount, available, parts)
    post(contract, taken, step=Step.PAYMENT, date=payment.date, by=by, answers=answers, payment=payment)
    return payment


def _check_not_repeated(payment: Payment, apart: Collection[int]) -> None:
    """Ask about payments of the contract with the same amount and about the same day, but for those of other acts."""
    days = days_near([payment.date])
    alike = payment.contract.payments.standing().filter(amount=payment.amount, date__range=days)
    if payment.act is not None:
        alike = alike.filter(Q(act=payment.act) | Q(act=None))
    entries = LedgerEntry.objects.filter(media_contracts_link__payment__in=alike).exclude(pk__in=apart)
    if entries:
        contract = payment.contract
        new = LedgerEntry(measure=contract.measure, counterparty=contract.supplier.name_by_consent, stage=Stage.PAID)
        new.date, new.amount, new.document_number = payment.date, payment.amount, payment.document_number
        raise Question("alike", new, entries.select_related("recorded_by").order_by("date", "pk"))


def _available_of_act(act: Act, payment: Payment, found: Mapping[BudgetKey, Balance]) -> dict[BudgetKey, Decimal]:
    """How much may be paid from each place of the budget for what the act accepted there."""
    if act.state != Act.State.SIGNED or act.accepted_on is None:
        raise ValidationError({"act": _("Only a signed act is paid.")}, code="state")
    if payment.date < act.accepted_on:
        raise ValidationError(
            {"date": _("The payment is before the act, which was accepted on %s.") % date_text(act.accepted_on)}
        )
    unpaid = left_of_act(act)
    left = sum(unpaid.values(), ZERO)
    if payment.amount > left:
        raise ValidationError(
            {
                "amount": ValidationError(
                    _("The payment of %(amount)s exceeds what is left of the act to pay, %(left)s."),
                    code="beyond_act",
                    params={"amount": money_text(payment.amount), "left": money_text(left)},
                )
            }
        )
    available = {key: min(most, found[key].committed - found[key].paid) for key, most in unpaid.items() if key in found}
    if payment.amount > sum(available.values(), ZERO) and (advance := advances_left(payment.contract)):
        sentence = _("An advance of %(amount)s is covered by no act: cover it by an act before the rest is paid.")
        raise ValidationError(
            {"amount": ValidationError(sentence, code="advance_uncovered", params={"amount": money_text(advance)})}
        )
    return available


def _available_in_advance(
    contract: Contract, payment: Payment, found: Mapping[BudgetKey, Balance]
) -> dict[BudgetKey, Decimal]:
    """How much may be paid in advance: never beyond what the contract commits."""
    if not contract.is_standing:
        raise ValidationError(_("The contract is not in force: name the act that is paid."), code="not_standing")
    if contract.date_signed and payment.date < contract.date_signed:
        raise ValidationError({"date": _("The date cannot be before %s.") % date_text(contract.date_signed)})
    available = {key: each.committed - max(each.paid, each.accepted) for key, each in found.items()}
    if payment.amount > sum(available.values(), ZERO):
        raise ValidationError(
            {
                "amount": ValidationError(
                    _("The advance of %(amount)s exceeds what is left of the contract, %(left)s."),
                    code="beyond_contract",
                    params={"amount": money_text(payment.amount), "left": money_text(sum(available.values(), ZERO))},
                )
            }
        )
    return available


@transaction.atomic
def cover_advance(*, payment: Payment, act: Act, amount: Decimal, date: Date, by: User) -> AdvanceCover:
    """Cover an advance, or a part of it, by an act: the money is now paid for something accepted. Posts nothing."""
    contract = lock_contract(payment.contract)
    locked, accepted = Payment.objects.get(pk=payment.pk), Act.objects.get(pk=act.pk)
    if locked.reversed_on or accepted.state != Act.State.SIGNED:
        raise ValidationError(_("A standing advance is covered by a signed act."), code="state")
    first = max(locked.date, accepted.accepted_on or locked.date)
    if date < first:
        raise ValidationError({"date": _("The date cannot be before %s.") % date_text(first)})
    left = min(left_of_advance(locked), act_amount(accepted) - paid_against(accepted), _in_common(locked, accepted))
    if amount > left:
        raise ValidationError({"amount": _("At most %s of the advance can be covered by this act.") % money_text(left)})
    cover = save_record(record=AdvanceCover(payment=locked, act=accepted, amount=amount, date=date), by=by)
    record_event(contract, Action.COVER_ADVANCE, date=date, by=by, payment=locked, act=accepted)
    return cover


def _in_common(advance: Payment, act: Act) -> Decimal:
    """How much of an advance was paid from where the act accepted and is not paid yet."""
    left = left_of_act(act)
    return sum((min(paid, left.get(key, ZERO)) for key, paid in places_of(advance.pk).items()), ZERO)


@transaction.atomic
def reverse_payment(
    *,
    payment: Payment,
    date: Date,
    by: User,
    reason: str,
    expected_version: int | None = None,
    returned: Decimal | None = None,
    of: Collection[LedgerEntry] = (),
) -> Payment:
    """Take back a payment that was mistyped or returned; what it covered is owed again.

    A mistake gives back what the payment had been recorded instead of; not so money that really came back. Where it is
    less than the payment, the rest stands as a payment of that day; ``of`` are entries that it came back of first.
    """
    contract = lock_contract(payment.contract)
    locked = as_seen(Payment.objects.all(), payment, expected_version)
    if locked.reversed_on:
        raise ValidationError(_("This payment is reversed already."), code="state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say the reason.")}, code="reason_required")
    if returned is not None and not ZERO < returned <= locked.amount:
        words = _("At most %s, the whole payment, can come back.") % money_text(locked.amount)
        raise ValidationError({"returned": words})
    covers = [(cover.act, cover.amount) for cover in locked.covers.select_related("act")]
    for cover in locked.covers.all():
        delete_record(record=cover, by=by, reason=reason)
    locked.reversed_on = date
    save_record(record=locked, by=by, reason=reason)
    record_event(contract, Action.REVERSE_PAYMENT, date=date, by=by, reason=reason, payment=locked)
    links = list(locked.ledger_links.standing().select_related("entry__measure", "entry__source"))
    reverse_links(links, date=date, by=by, reason=reason, gives_back=returned is None)
    if returned is not None and returned < locked.amount:
        links.sort(key=lambda link: link.entry in of)
        kept = _keep(locked, locked.amount - returned, links, date=date, by=by, reason=reason)
        _cover_again(kept, covers, date=date, by=by)
    return locked


def _keep(
    payment: Payment, amount: Decimal, links: Iterable[LedgerLink], *, date: Date, by: User, reason: str
) -> Payment:
    """Record what did not come back of a payment; it is asked nothing, for nothing more is paid than was."""
    kept = Payment(contract=payment.contract, act=payment.act, kind=payment.kind, date=date, amount=amount)
    kept.document_number, kept.note = payment.document_number, payment.note
    if kept.act is not None:
        kept.kind = Payment.Kind.PARTIAL
    save_record(record=kept, by=by, reason=reason)
    record_event(payment.contract, Action.PAY, date=date, by=by, payment=kept, reason=reason)
    left = amount
    for link in links:
        if part := min(link.entry.amount, left):
            of_kept = link.to(keep(link.entry, part, date=date, by=by, note=reason))
            of_kept.payment = kept
            of_kept.save()
            left -= part
    return kept


def _cover_again(kept: Payment, covers: Iterable[tuple[Act, Decimal]], *, date: Date, by: User) -> None:
    """Let the rest of an advance cover the acts that the whole one covered, as far as it goes."""
    left = kept.amount
    for act, covered in covers:
        if part := min(covered, left):
            save_record(record=AdvanceCover(payment=kept, act=act, amount=part, date=date), by=by)
            left -= part
