"""The life of a contract: draft → agreed → signed → in force → completed, terminated or cancelled, by named actions."""

from collections.abc import Mapping
from datetime import date as Date
from typing import TypeAlias

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programs.models import Balance, BudgetKey, total_of
from programs.services import Severity, save_record
from programs.words import date_text, money_text

from ..models import Act, Contract, ContractEvent, SupplementaryAgreement
from .clauses import fix_clauses
from .notices import contract_notices, pass_notices
from .paid import advances_left
from .posting import (
    Answers,
    Step,
    lock_contract,
    lock_purchases,
    post,
    record_event,
    release_rest,
)
from .terms import terms_on

State: TypeAlias = Contract.State
Action: TypeAlias = ContractEvent.Action

# From which states an action may be taken.
ALLOWED: Mapping[Action, tuple[State, ...]] = {
    Action.AGREE: (State.DRAFT,),
    Action.RETURN: (State.AGREED,),
    Action.SIGN: (State.AGREED,),
    Action.BRING_INTO_FORCE: (State.SIGNED,),
    Action.COMPLETE: (State.IN_FORCE,),
    Action.TERMINATE: (State.SIGNED, State.IN_FORCE),
    Action.CANCEL: (State.DRAFT, State.AGREED, State.SIGNED),
}
REACHED: Mapping[Action, State] = {
    Action.AGREE: State.AGREED,
    Action.RETURN: State.DRAFT,
    Action.SIGN: State.SIGNED,
    Action.BRING_INTO_FORCE: State.IN_FORCE,
    Action.COMPLETE: State.COMPLETED,
    Action.TERMINATE: State.TERMINATED,
    Action.CANCEL: State.CANCELLED,
}


def actions_of(contract: Contract) -> list[Action]:
    """The actions that the contract's state lets somebody take; which person may, the permissions say."""
    return [action for action, states in ALLOWED.items() if contract.state in states]


def _begin(contract: Contract, action: Action, expected_version: int | None) -> Contract:
    """The contract locked for an action that its state allows."""
    locked = lock_contract(contract)
    if expected_version is not None:
        locked.version = expected_version  # saving tells of a change that the person has not seen
    if locked.state not in ALLOWED[action]:
        raise ValidationError(
            _("%(contract)s: this action is not open in the state «%(state)s».")
            % {"contract": locked, "state": locked.get_state_display()},
            code="state",
        )
    return locked


def _finish(contract: Contract, action: Action, *, date: Date, by: User, reason: str) -> Contract:
    contract.state = REACHED[action]
    save_record(record=contract, by=by, reason=reason.strip())
    record_event(contract, action, date=date, by=by, reason=reason)
    return contract


@transaction.atomic
def agree_contract(*, contract: Contract, date: Date, by: User, expected_version: int | None = None) -> Contract:
    """Both sides agree on the text: it is complete and is not edited from now on."""
    locked = _begin(contract, Action.AGREE, expected_version)
    stops = [row for row in contract_notices(locked, on=date) if row.severity == Severity.STOP]
    pass_notices(contract=locked, notices=stops, action=Action.AGREE, reason="", by=by)
    return _finish(locked, Action.AGREE, date=date, by=by, reason="")


@transaction.atomic
def return_contract(
    *, contract: Contract, date: Date, by: User, reason: str, expected_version: int | None = None
) -> Contract:
    """Open an agreed contract for editing again."""
    locked = _begin(contract, Action.RETURN, expected_version)
    _require(reason)
    return _finish(locked, Action.RETURN, date=date, by=by, reason=reason)


@transaction.atomic
def sign_contract(
    *,
    contract: Contract,
    date: Date,
    by: User,
    reason: str = "",
    expected_version: int | None = None,
    answers: Answers | None = None,
) -> Contract:
    """Sign an agreed contract: its yearly amounts are committed in the ledger from this date.

    A missing clause and money that the measure does not have stop it; a threshold reached needs a reason.
    """
    locked = _begin(contract, Action.SIGN, expected_version)
    lock_purchases(locked)
    pass_notices(contract=locked, notices=contract_notices(locked, on=date), action=Action.SIGN, reason=reason, by=by)
    locked.date_signed = date
    _finish(locked, Action.SIGN, date=date, by=by, reason=reason)
    fix_clauses(contract=locked, by=by)
    post(locked, terms_on(locked).commitments, step=Step.SIGNING, date=date, by=by, answers=answers)
    return locked


@transaction.atomic
def bring_into_force(*, contract: Contract, date: Date, by: User, expected_version: int | None = None) -> Contract:
    """A signed contract comes into force on the day that it names, or later."""
    locked = _begin(contract, Action.BRING_INTO_FORCE, expected_version)
    _not_before(date, locked.date_from)
    return _finish(locked, Action.BRING_INTO_FORCE, date=date, by=by, reason="")


@transaction.atomic
def complete_contract(
    *, contract: Contract, date: Date, by: User, reason: str = "", expected_version: int | None = None
) -> Contract:
    """Both sides did what they promised: everything accepted is paid; what was not used is released."""
    locked = _begin(contract, Action.COMPLETE, expected_version)
    found = _settled(locked, date)
    left = total_of(found.values()).left_to_pay
    if left:
        raise ValidationError(
            _("%(left)s of the acts are not paid yet: a completed contract owes nothing.") % {"left": money_text(left)}
        )
    return _end(locked, Action.COMPLETE, date=date, by=by, reason=reason)


@transaction.atomic
def terminate_contract(
    *, contract: Contract, date: Date, by: User, reason: str, expected_version: int | None = None
) -> Contract:
    """End a contract early: what was not accepted is released; what was accepted may still be paid."""
    locked = _begin(contract, Action.TERMINATE, expected_version)
    _require(reason)
    _settled(locked, date)
    return _end(locked, Action.TERMINATE, date=date, by=by, reason=reason)


@transaction.atomic
def cancel_contract(
    *, contract: Contract, date: Date, by: User, reason: str, expected_version: int | None = None
) -> Contract:
    """Give up a contract under which nothing was accepted or paid; a signed one releases all its money."""
    locked = _begin(contract, Action.CANCEL, expected_version)
    _require(reason)
    found = _settled(locked, date) if locked.date_signed else {}
    balance = total_of(found.values())
    if balance.accepted or balance.paid:
        raise ValidationError(_("Something is accepted or paid under the contract: terminate it instead."))
    return _end(locked, Action.CANCEL, date=date, by=by, reason=reason)


def _require(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say the reason.")}, code="reason_required")


def _not_before(date: Date, first: Date) -> None:
    if date < first:
        raise ValidationError({"date": _("The date cannot be before %s.") % date_text(first)})


def _settled(contract: Contract, date: Date) -> Mapping[BudgetKey, Balance]:
    """The contract's money, once nothing is left half-done: no drafts, no advance without its act.

    An advance and an act that nobody paid make up for each other in the sums, not in what is owed.
    """
    _not_before(date, contract.date_signed or contract.date_from)
    if contract.acts.filter(state=Act.State.DRAFT).exists():
        raise ValidationError(_("The contract has an act that is not signed: sign or delete it first."))
    if contract.agreements.filter(state=SupplementaryAgreement.State.DRAFT).exists():
        raise ValidationError(_("The contract has an agreement that is not signed: sign or delete it first."))
    if advance := advances_left(contract):
        raise ValidationError(
            _("An advance of %s has no act yet: record the act, or the return of the money.") % money_text(advance)
        )
    return contract.ledger_links.balances()


def _end(contract: Contract, action: Action, *, date: Date, by: User, reason: str) -> Contract:
    """Release what was committed and not accepted, and close the contract."""
    contract.ended_on = date
    _finish(contract, action, date=date, by=by, reason=reason)
    release_rest(contract, date=date, by=by)
    return contract
