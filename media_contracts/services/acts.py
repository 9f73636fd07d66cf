"""Acts: proposed from the publications of a period, signed by two, corrected by a new act or annulled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from typing import TypeAlias

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programs.finance import ZERO
from programs.models import BudgetKey
from programs.services import Notice, Severity, as_seen, check_day, hand_over, reverse_links, save_record, shares
from programs.words import money_text, quantity_text

from ..finance import line_amount
from ..models import Act, ActLine, ActPublication, Contract, ContractEvent, Publication, Unit
from .drafts import delete_row, save_document, save_row
from .paid import act_amount, left_of_act, move_payments, paid_against
from .posting import (
    Answers,
    Step,
    lock_contract,
    post,
    record_event,
    release_rest,
)
from .quantities import NOTHING, Acted, accepted_amount, acted_by_line
from .terms import LineTerms, Terms, terms_on

Action: TypeAlias = ContractEvent.Action


@dataclass(frozen=True)
class Proposal:
    """What an act of a period would take of a line: its publications, or the months of the period."""

    terms: LineTerms
    publications: list[Publication]
    quantity: Decimal
    remaining: Decimal

    @property
    def amount(self) -> Decimal:
        return line_amount(self.quantity, self.terms.unit_price)

    @property
    def exceeds(self) -> bool:
        """Whether more was published than the line still holds."""
        return self.quantity > self.remaining


@dataclass(frozen=True)
class Signatures:
    """The days on which an act was signed for either party."""

    customer: Date
    supplier: Date


def propose_act(
    contract: Contract, period_start: Date, period_end: Date, *, corrects: Act | None = None
) -> list[Proposal]:
    """What stands to be accepted for a period: publications that no act lists yet, and months of monthly lines.

    Lines counted in copies or services are left to the person. Of an act to be corrected the publications count as
    free.
    """
    terms = terms_on(contract, period_end)
    acted = acted_by_line(contract, without=corrects)
    pieces: dict[int, list[Publication]] = defaultdict(list)
    rows = Publication.objects.filter(contract_line__contract=contract, date__range=(period_start, period_end))
    taken = ActPublication.objects.filter(is_standing=True, act_line__act__contract=contract)
    if corrects is not None:
        taken = taken.exclude(act_line__act=corrects)
    for piece in rows.exclude(pk__in=taken.values("publication")).order_by("date", "pk"):
        pieces[piece.contract_line_id or 0].append(piece)
    months = (period_end.year - period_start.year) * 12 + period_end.month - period_start.month + 1
    found = []
    for pk, line in terms.lines.items():
        remaining = line.quantity - acted.get(pk, Acted()).quantity
        quantity = sum((piece.quantity for piece in pieces[pk]), NOTHING)
        if line.line.unit == Unit.MONTH:
            quantity = min(Decimal(months), remaining)
        if quantity > 0:
            found.append(Proposal(line, pieces[pk], quantity, remaining))
    return found


@transaction.atomic
def draft_act(*, act: Act, proposals: Iterable[Proposal], by: User) -> Act:
    """Save a new draft act with the lines and publications that were proposed for its period."""
    save_document(document=act, by=by)
    for proposal in proposals:
        line = ActLine(
            act=act, line=proposal.terms.line, quantity=proposal.quantity, unit_price=proposal.terms.unit_price
        )
        save_row(row=line, by=by)
        for publication in proposal.publications:
            save_row(row=ActPublication(act_line=line, publication=publication), by=by)
    return act


@transaction.atomic
def list_publications(*, line: ActLine, publications: Iterable[Publication], by: User) -> ActLine:
    """Make exactly these the publications behind a line of a draft act, and their sizes its quantity."""
    wanted = {publication.pk: publication for publication in publications}
    if not wanted:
        raise ValidationError(_("Choose at least one publication, or delete the line."))
    for listing in line.listings.all():
        if wanted.pop(listing.publication_id, None) is None:
            delete_row(row=listing, by=by)
    for publication in wanted.values():
        save_row(row=ActPublication(act_line=line, publication=publication), by=by)
    listed = ActPublication.objects.filter(act_line=line).values_list("publication__quantity", flat=True)
    line.quantity = sum(listed, NOTHING)
    save_row(row=line, by=by)
    save_document(document=Act.objects.get(pk=line.act_id), by=by)  # who has its form open is told
    return line


def act_notices(act: Act) -> list[Notice]:
    """What stops the signing of a draft act, and what to look at before it: quantities against the contract and the
    publications, dates against the period and term.
    """
    found = [*_line_notices(act.contract, act)]
    terms = terms_on(act.contract)
    for line in act.lines.select_related("line").prefetch_related("publications"):
        pieces = list(line.publications.all())
        listed = sum((piece.quantity for piece in pieces), NOTHING)
        if line.line.unit in Unit.counted_by_publications() and listed != line.quantity:
            sentence = _("«%(line)s»: the act says %(quantity)s, its publications add up to %(listed)s.")
            words = {"line": line.line, "quantity": quantity_text(line.quantity), "listed": quantity_text(listed)}
            found.append(Notice("quantity_differs", sentence % words))
        outside = [piece for piece in pieces if not act.period_start <= piece.date <= act.period_end]
        if outside:
            sentence = _("Outside the period of the act: %(pieces)s.")
            found.append(Notice("outside_period", sentence % {"pieces": "; ".join(map(str, outside))}))
    if act.period_start < act.contract.date_from or act.period_end > terms.date_to:
        found.append(Notice("outside_term", _("The period of the act goes beyond the term of the contract.")))
    return found


@transaction.atomic
def sign_act(
    *,
    act: Act,
    by: User,
    signed_on: Signatures | None = None,
    parts: Mapping[BudgetKey, Decimal] | None = None,
    expected_version: int | None = None,
    answers: Answers | None = None,
    reason: str = "",
) -> Act:
    """Take a draft act into effect by its two signatures, on the later of their dates; its money is accepted.
    Outside of the programme's term it needs a reason.

    Never beyond what remains of the contract, per line and in sum. An act that corrects another takes it back first;
    the payments of that one become its own. Without ``signed_on`` the dates of the draft count. ``parts`` spreads the
    money over years and sources; without it the money of the year in which the period ends is taken.
    """
    contract = lock_contract(act.contract)
    locked = as_seen(Act.objects.select_related("corrects"), act, expected_version)
    if signed_on is not None:
        locked.customer_signed_on, locked.supplier_signed_on = signed_on.customer, signed_on.supplier
    accepted_on = _check_signable(contract, locked)
    check_day(contract.measure.program, accepted_on, reason=reason)
    corrected = locked.corrects
    if corrected is not None:
        _take_back(corrected, date=accepted_on, by=by, reason=_("corrected by %s") % locked, gives_back=False)
    _round_off(locked, by)
    _check_lines(contract, locked)
    taken = _taken(contract, locked, parts)
    locked.state, locked.accepted_on = Act.State.SIGNED, accepted_on
    save_record(record=locked, by=by)
    record_event(contract, Action.SIGN_ACT, date=accepted_on, by=by, act=locked, reason=reason)
    if corrected is not None:
        _replace(corrected, locked, date=accepted_on, by=by)
    post(contract, taken, step=Step.ACCEPTANCE, date=accepted_on, by=by, answers=answers, act=locked)
    if corrected is not None:
        _check_places(corrected, locked)
        hand_over(corrected.ledger_links.all(), locked.ledger_links.all())
    return locked


def _round_off(act: Act, by: User) -> None:
    """Since the act was drafted, another may have made it the last of a line, which takes what rounding left."""
    for line in act.lines.select_related("line"):
        if line.amount != accepted_amount(line):
            save_row(row=line, by=by)


def _taken(contract: Contract, act: Act, parts: Mapping[BudgetKey, Decimal] | None) -> dict[BudgetKey, Decimal]:
    """What an act takes of each place of the contract's money: never more in all than is left there."""
    amount = act_amount(act)
    available = {key: each.left_to_accept for key, each in contract.ledger_links.balances().items()}
    left = sum(available.values(), ZERO)
    if amount > left:
        raise ValidationError(
            _("The act takes %(amount)s, the contract has %(left)s left.")
            % {"amount": money_text(amount), "left": money_text(left)},
            code="beyond_contract",
        )
    if parts is None:
        available = {key: most for key, most in available.items() if key.year == act.period_end.year}
    return shares(amount, available, parts)


def _check_signable(contract: Contract, act: Act) -> Date:
    """The day on which the act takes effect; a sentence says what it lacks."""
    if not act.is_open:
        raise ValidationError(_("This act is signed already."), code="state")
    if not contract.is_standing:
        raise ValidationError(
            _("The contract is not in force: it takes neither agreements nor acts."), code="not_standing"
        )
    if act.corrects and act.corrects.state != Act.State.SIGNED:
        raise ValidationError({"corrects": _("Only an act that stands is corrected.")})
    if not (act.customer_signatory.strip() and act.supplier_signatory.strip()):
        raise ValidationError(_("An act needs two signatures: say who signed for the customer and for the supplier."))
    if act.customer_signed_on is None or act.supplier_signed_on is None:
        raise ValidationError(_("Enter the dates of both signatures."))
    if not act.lines.exists():
        raise ValidationError(_("The act has no lines: there is nothing to accept."))
    accepted_on = max(act.customer_signed_on, act.supplier_signed_on)
    if contract.date_signed and min(act.customer_signed_on, act.supplier_signed_on) < contract.date_signed:
        raise ValidationError(_("An act cannot be signed before its contract."))
    return accepted_on


def _line_notices(contract: Contract, act: Act) -> Iterator[Notice]:
    """Where a line takes more than remains of it, in quantity or money, or at a price above the contract's."""
    terms, then = terms_on(contract), terms_on(contract, act.period_end)
    acted = acted_by_line(contract, without=act.corrects)
    for line in act.lines.select_related("line"):
        if line.line_id not in terms.lines:
            sentence = _("«%s» belongs to an agreement that is not signed.") % line.line
            yield Notice("unsigned_line", sentence, Severity.STOP)
            continue
        left = _left_of(terms, line.line_id, acted.get(line.line_id, Acted()))
        words = {"line": line.line, "quantity": quantity_text(line.quantity), "left": quantity_text(left.quantity)}
        if line.quantity > left.quantity or line.amount > left.amount:
            words |= {"amount": money_text(line.amount), "money": money_text(left.amount)}
            sentence = _(
                "«%(line)s»: the act takes %(quantity)s (%(amount)s), the contract has %(left)s (%(money)s) left."
            )
            yield Notice("beyond_line", sentence % words, Severity.STOP)
        prices = [each.lines[line.line_id].unit_price for each in (terms, then) if line.line_id in each.lines]
        if line.unit_price > max(prices):
            yield Notice("price", _("«%(line)s»: the price is above the contract's.") % words, Severity.STOP)


def _check_lines(contract: Contract, act: Act) -> None:
    for notice in _line_notices(contract, act):
        raise ValidationError(notice.sentence, code=notice.code)


def _left_of(terms: Terms, line: int, acted: Acted) -> Acted:
    bought = terms.lines[line]
    return Acted(bought.quantity - acted.quantity, bought.amount - acted.amount)


def _take_back(act: Act, *, date: Date, by: User, reason: str, gives_back: bool = True) -> None:
    """Reverse what an act accepted and free its publications; the act itself stays on record."""
    links = act.ledger_links.standing().select_related("entry")
    reverse_links(links, date=date, by=by, reason=reason, gives_back=gives_back)
    act.state = Act.State.CORRECTED
    save_record(record=act, by=by, reason=reason)
    for listing in ActPublication.objects.filter(act_line__act=act, is_standing=True):
        listing.is_standing = False
        save_record(record=listing, by=by, reason=reason)


def _replace(corrected: Act, act: Act, *, date: Date, by: User) -> None:
    """Hand the corrected act's publications and payments to the act in its place."""
    for listing in ActPublication.objects.filter(act_line__act=act, is_standing=False):
        listing.is_standing = True
        save_record(record=listing, by=by)
    paid = paid_against(corrected)
    if paid > act_amount(act):
        raise ValidationError(
            _("%(paid)s are paid against %(act)s, more than the act in its place accepts: reverse the payment first.")
            % {"paid": money_text(paid), "act": corrected},
            code="paid",
        )
    move_payments(corrected, act, by=by)
    record_event(act.contract, Action.CORRECT_ACT, date=date, by=by, act=corrected, reason=str(act))


def _check_places(corrected: Act, act: Act) -> None:
    """What was paid stays where it was paid: the act in its place accepts from there as much."""
    if min(left_of_act(act).values()) < 0:
        raise ValidationError(
            _(
                "%(act)s is paid from a year or source of which the act in its place accepts less: choose the parts "
                "accordingly, or reverse the payment first."
            )
            % {"act": corrected},
            code="paid",
        )


@transaction.atomic
def annul_act(*, act: Act, date: Date, by: User, reason: str, expected_version: int | None = None) -> Act:
    """Take back an act that should never have been signed; possible while nothing is paid against it.

    Under a contract that ended nobody will accept its money any more: it goes back to the measure.
    """
    contract = lock_contract(act.contract)
    locked = as_seen(Act.objects.all(), act, expected_version)
    if locked.state != Act.State.SIGNED:
        raise ValidationError(_("Only an act that stands is annulled."), code="state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say the reason.")}, code="reason_required")
    if paid_against(locked):
        raise ValidationError(_("The act is paid: reverse the payment first."), code="paid")
    _take_back(locked, date=date, by=by, reason=reason)
    locked.state = Act.State.ANNULLED
    save_record(record=locked, by=by, reason=reason)
    record_event(contract, Action.ANNUL_ACT, date=date, by=by, act=locked, reason=reason)
    if contract.ended_on:
        release_rest(contract, date=date, by=by)
    return locked
