"""What the portal writes to who sent a proposal: address and words are found when the letter goes."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from programs.services import save_record
from programs.services.mail import Wording

from ..models import Answer, Proposal, ProposalAuthor
from .proposals import live_link


def _to_author(proposal: Proposal) -> dict[str, Any] | None:
    author = ProposalAuthor.objects.filter(proposal=proposal).exclude(email="").first()
    if author is None:
        return None
    author.proposal = proposal
    key = live_link(author)
    return {
        "to": author.email,
        "page": reverse("civil_society:own-proposal", args=[key]) if key else "/",
        "is_private": bool(key),
        "proposal": proposal,
        "consultation": proposal.consultation,
        "erase_on": author.erase_on,
    }


def _found(pk: int) -> Proposal | None:
    return Proposal.objects.select_related("consultation", "answer").filter(pk=pk).first()


class Received(Wording):
    """The confirmation, with the private link."""

    def words(self, of: int) -> dict[str, Any] | None:
        proposal = _found(of)
        return _to_author(proposal) if proposal and proposal.number else None


class Refused(Wording):
    """Why a proposal is not published."""

    def words(self, of: int) -> dict[str, Any] | None:
        proposal = _found(of)
        return _to_author(proposal) if proposal and proposal.state == Proposal.State.REJECTED else None


class Answered(Wording):
    """The answer, once for each version of it; a later version takes the place of one that has not gone yet."""

    def words(self, of: int) -> dict[str, Any] | None:
        answer = Answer.objects.select_related("proposal__consultation").filter(pk=of).first()
        if answer is None or answer.proposal.answer_id != answer.pk:
            return None
        words = _to_author(answer.proposal)
        return {**words, "answer": answer} if words else None

    def sent(self, of: int) -> None:
        answer = Answer.objects.filter(pk=of).first()
        if answer is not None and answer.told_on is None:
            answer.told_on = timezone.localdate()
            save_record(record=answer, by=None)
