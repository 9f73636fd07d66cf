"""What becomes public of proposals: an official publishes or refuses each; what is held goes pile by pile."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from programs.services import save_record
from programs.services.mail import write_outside

from ..models import Proposal
from .proposals import next_number
from .suspicion import are_alike

LOOKED_THROUGH = {Proposal.State.RECEIVED, Proposal.State.HELD}
PORTION = 500


def publish(*, proposal: Proposal, by: User, at: datetime, expected_version: int | None = None) -> Proposal:
    """Show a proposal to everybody; one that was held is numbered first."""
    if proposal.state not in LOOKED_THROUGH:
        raise ValidationError(_("It does not wait to be published any more."))
    return _let_in(proposal, by=by, at=at, expected_version=expected_version)


@transaction.atomic
def _let_in(proposal: Proposal, *, by: User, at: datetime | None, expected_version: int | None = None) -> Proposal:
    """Take a proposal up, published at once where a moment is given."""
    is_new = proposal.number is None
    if is_new:
        proposal.number = next_number(proposal.consultation)
        proposal.suspicion, proposal.alike = "", None
    proposal.state = Proposal.State.PUBLISHED if at else Proposal.State.RECEIVED
    proposal.published_at = proposal.published_at or at
    save_record(record=proposal, by=by, expected_version=expected_version)
    author = getattr(proposal, "author", None)
    if is_new and author is not None and author.email:
        write_outside("proposal_received", of=proposal.pk, cause=f"proposal/{proposal.pk}/received")
    return proposal


@transaction.atomic
def refuse(*, proposal: Proposal, reason: str, by: User, expected_version: int | None = None) -> Proposal:
    """Keep a proposal from the public, for a reason that its author is told."""
    if proposal.state not in {*LOOKED_THROUGH, Proposal.State.PUBLISHED} or proposal.answer_id:
        raise ValidationError(_("It is answered, withdrawn or refused already."))
    was_held = proposal.state == Proposal.State.HELD
    proposal.state, proposal.reason = Proposal.State.REJECTED, reason.strip()
    save_record(record=proposal, by=by, reason=reason, expected_version=expected_version)
    author = getattr(proposal, "author", None)
    if author is not None and author.email and not was_held:  # a machine writes under addresses of others
        write_outside("proposal_refused", of=proposal.pk, cause=f"proposal/{proposal.pk}/{proposal.version}/refused")
    return proposal


def pile_of(head: int, *, last: int) -> QuerySet[Proposal]:
    """What is held with a proposal, as far as somebody saw the pile: its last one then."""
    heads = heads_like(head)
    return Proposal.objects.held().filter(Q(pk__in=heads) | Q(alike__in=heads), pk__lte=last).order_by("pk")


def _claimed(pile: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """The same for one alone: of two who press at once the second finds nothing left to do."""
    return pile.select_for_update(of=("self",))


def heads_like(head: int) -> list[int]:
    """The first of a pile with those of piles like it, which began at the same moment."""
    first = Proposal.objects.held().filter(pk=head).first()
    if first is None:
        return [head]
    others = Proposal.objects.held().filter(consultation=first.consultation_id, alike=None).values_list("pk", "mark")
    return [pk for pk, mark in others if pk == head or are_alike(mark, first.mark)]


@transaction.atomic
def refuse_pile(*, head: int, last: int, reason: str, by: User) -> int:
    """Refuse a pile with one press; each stays in the list with the reason. Gives how many. What joined the pile after
    it was seen stays.
    """
    count = 0
    heads = heads_like(head)
    refused = list(_claimed(pile_of(head, last=last)))
    for start in range(0, len(refused), PORTION):
        portion = refused[start : start + PORTION]
        for proposal in portion:
            proposal.state, proposal.reason = Proposal.State.REJECTED, reason.strip()
            proposal.version += 1
        bulk_update_with_history(
            portion, Proposal, ["state", "reason", "version"], default_user=by, default_change_reason=reason.strip()
        )
        count += len(portion)
    _head_again(heads)
    return count


@transaction.atomic
def let_in_pile(*, head: int, last: int, by: User) -> int:
    """Take up a pile that people wrote after all: each is numbered and waits to be published. Gives how many."""
    heads = heads_like(head)
    taken = list(_claimed(pile_of(head, last=last).select_related("consultation", "author")))
    for proposal in taken:
        _let_in(proposal, by=by, at=None)
    _head_again(heads)
    return len(taken)


def _head_again(heads: list[int]) -> None:
    """What came meanwhile has the first of its own for its head."""
    left = list(Proposal.objects.held().filter(alike__in=heads).order_by("pk"))
    for proposal in left:
        proposal.alike_id = None if proposal is left[0] else left[0].pk
    bulk_update_with_history(left, Proposal, ["alike"], default_change_reason="")


@transaction.atomic
def note_opened(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Note who opened the attachment first: before that nobody is shown it. What was read stays as it was seen, so that
    whoever opens the file and then presses «publish» is not told that somebody changed the proposal meanwhile.
    """
    if proposal.opened_at is None:
        proposal.opened_at, proposal.opened_by = at, by
        Proposal.objects.filter(pk=proposal.pk, opened_at=None).update(opened_at=at, opened_by=by)


def piles(consultation: Any = None) -> list[dict[str, Any]]:
    """What is held, pile by pile, the largest first: its head, how many, the first and last moment, why."""
    rows = Proposal.objects.held()
    if consultation is not None:
        rows = rows.filter(consultation=consultation)
    found: dict[int, dict[str, Any]] = {}
    columns = ("pk", "alike", "entered_at", "suspicion", "consultation")
    for pk, alike, at, why, of in rows.order_by("pk").values_list(*columns):
        pile = found.setdefault(
            alike or pk, {"head": alike or pk, "consultation": of, "count": 0, "first": at, "why": set()}
        )
        pile["count"] += 1
        pile["last"], pile["last_pk"] = at, pk
        pile["why"] |= {each for each in why.split(",") if each}
    texts = Proposal.objects.select_related("consultation").in_bulk(list(found))
    together: list[dict[str, Any]] = []
    for head, pile in sorted(found.items()):
        pile["proposal"] = texts[head]
        same = next((other for other in together if _is_one(other, pile)), None)
        if same is None:
            together.append(pile)
            continue
        same |= {"count": same["count"] + pile["count"], "why": same["why"] | pile["why"]}
        same |= {name: max(same[name], pile[name]) for name in ("last", "last_pk")}
    return sorted(together, key=lambda pile: (-pile["count"], pile["head"]))


def _is_one(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["consultation"] == other["consultation"] and are_alike(one["proposal"].mark, other["proposal"].mark)
