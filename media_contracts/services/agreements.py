"""Signing a supplementary agreement: the contract as amended has to hold what was done under it already."""

from datetime import date as Date
from typing import TypeAlias

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programs.finance import ZERO
from programs.models import Balance
from programs.services import as_seen, save_record
from programs.words import date_text, money_text

from ..models import Contract, ContractEvent, SupplementaryAgreement
from .notices import contract_notices, pass_notices
from .posting import Answers, Step, lock_contract, lock_purchases, post, record_event
from .quantities import acted_by_line
from .terms import Terms, terms_on

Action: TypeAlias = ContractEvent.Action


@transaction.atomic
def sign_agreement(
    *,
    agreement: SupplementaryAgreement,
    date: Date,
    by: User,
    reason: str = "",
    expected_version: int | None = None,
    answers: Answers | None = None,
) -> SupplementaryAgreement:
    """Sign an agreement: the differences of its yearly amounts are committed or released from this date.

    ``reason`` passes a warning, as at the signing of the contract; why the contract changes stands in the agreement.
    """
    contract = lock_contract(agreement.contract)
    locked = as_seen(SupplementaryAgreement.objects.all(), agreement, expected_version)
    _check_signable(contract, locked, date)
    lock_purchases(contract)
    notices = contract_notices(contract, on=date, with_draft=locked)
    pass_notices(contract=contract, notices=notices, action=Action.SIGN_AGREEMENT, reason=reason, by=by)
    locked.state, locked.date_signed = SupplementaryAgreement.State.SIGNED, date
    save_record(record=locked, by=by, reason=locked.reason)
    record_event(contract, Action.SIGN_AGREEMENT, date=date, by=by, reason=locked.reason, agreement=locked)
    released_first = {row.key: row.amount for row in locked.commitments.order_by("amount")}  # moves within a limit
    post(contract, released_first, step=Step.AGREEMENT, date=date, by=by, answers=answers, agreement=locked)
    return locked


def _check_signable(contract: Contract, agreement: SupplementaryAgreement, date: Date) -> None:
    """A draft of a contract in force that changes something, and nothing that was done already."""
    if not agreement.is_open:
        raise ValidationError(_("This agreement is signed already."), code="state")
    if not contract.is_standing:
        raise ValidationError(_("The contract is not in force: it takes neither agreements nor acts."))
    _check_order(contract, date)
    terms = terms_on(contract, with_draft=agreement)
    _check_changes(agreement, terms)
    _check_done(contract, terms)


def _check_order(contract: Contract, date: Date) -> None:
    """Agreements follow the contract and one another, so that «as amended on a date» has one answer."""
    last = contract.agreements.signed().order_by("date_signed").last()
    first = last.date_signed if last else contract.date_signed
    if first and date < first:
        raise ValidationError({"date": _("The date cannot be before %s.") % date_text(first)})


def _check_changes(agreement: SupplementaryAgreement, terms: Terms) -> None:
    rows = (agreement.commitments, agreement.line_changes, agreement.added_lines)
    if not (agreement.new_subject or agreement.new_date_to or any(related.exists() for related in rows)):
        raise ValidationError(_("The agreement changes nothing: enter a subject, a term, lines or yearly amounts."))
    if terms.date_to < terms.contract.date_from:
        raise ValidationError({"new_date_to": _("The contract cannot end before it begins.")})


def _check_done(contract: Contract, terms: Terms) -> None:
    """Neither a year's money nor a line may shrink below what acts and payments took of it."""
    done = contract.ledger_links.balances()
    for key, amount in terms.commitments.items():
        used = done.get(key, Balance())
        least = max(used.accepted, used.paid, ZERO)
        if amount < least:
            raise ValidationError(
                _("%(year)s: %(least)s are accepted or paid already, the agreement leaves %(amount)s.")
                % {"year": key.year, "least": money_text(least), "amount": money_text(amount)}
            )
    for line, acted in acted_by_line(contract).items():
        left = terms.lines[line]
        if acted.quantity > left.quantity or acted.amount > left.amount:
            raise ValidationError(
                _("«%(line)s»: acts took %(acted)s already, the agreement leaves %(amount)s.")
                % {"line": left.line, "acted": money_text(acted.amount), "amount": money_text(left.amount)}
            )
