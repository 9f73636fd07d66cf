"""Answers to proposals: drafts that nobody sees, published together, and each author told by the way that was left."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.services import Conflict, save_record
from programs.services.mail import write_outside

from ..models import Answer, Consultation, Proposal
from .proposals import live_link

SAID = ("outcome", "ground", "forwarded_to", "forwarded_until")
OF_THE_CHANNEL = {
    Proposal.Channel.POST: Answer.ToldBy.POST,
    Proposal.Channel.TELEPHONE: Answer.ToldBy.TELEPHONE,
    Proposal.Channel.ORAL: Answer.ToldBy.SPOKEN,
    Proposal.Channel.EVENT: Answer.ToldBy.SPOKEN,
}


def draft_of(proposal: Proposal) -> Answer | None:
    return proposal.answers.drafts().first()


@transaction.atomic
def draft_answer(*, proposal: Proposal, by: User, expected_version: int | None = None, **said: Any) -> Answer:
    """Write down an answer that nobody sees yet; of two who answer at once the second sees what the first one wrote.

    ``expected_version`` is that of the draft that the person saw, 0 where there was none.
    """
    if proposal.state != Proposal.State.PUBLISHED:
        raise ValidationError(_("Only a published proposal is answered."))
    Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)  # whoever comes second waits, and sees
    draft = draft_of(proposal)
    if expected_version == 0 and draft is not None:
        raise Conflict(draft)
    if draft is None and expected_version:
        published = proposal.answers.order_by("-pk").first()
        raise Conflict(published or proposal)
    if draft is None:
        draft = Answer(proposal=proposal, answered_by=by)
        expected_version = None
    for name in SAID:
        setattr(draft, name, said.get(name, None if name == "forwarded_until" else ""))
    draft.answered_by = by
    try:
        with transaction.atomic():
            save_record(record=draft, by=by, expected_version=expected_version)
    except IntegrityError as twice:
        raise Conflict(draft_of(proposal) or proposal) from twice
    return draft


@transaction.atomic
def answer_together(*, proposals: Collection[Proposal], by: User, **said: Any) -> list[Answer]:
    """The same answer to several proposals, each with a draft of its own; all or none."""
    return [draft_answer(proposal=proposal, by=by, expected_version=0, **said) for proposal in proposals]


def told_by(proposal: Proposal) -> str:
    """How an author is told: by the channel that was used, as far as what was left reaches anybody."""
    author = getattr(proposal, "author", None)
    if author is None or author.erased_at:
        return Answer.ToldBy.SITE
    by_channel = OF_THE_CHANNEL.get(Proposal.Channel(proposal.channel))
    if author.email:
        return Answer.ToldBy.EMAIL
    if by_channel == Answer.ToldBy.POST and author.address:
        return Answer.ToldBy.POST
    if author.phone:
        return Answer.ToldBy.TELEPHONE
    if author.address:
        return Answer.ToldBy.POST
    if proposal.channel == Proposal.Channel.FORM and live_link(author):
        return Answer.ToldBy.LINK
    return by_channel if by_channel == Answer.ToldBy.SPOKEN and author.name else Answer.ToldBy.SITE


class Told(NamedTuple):
    """How many answers were published, and how their authors hear of them."""

    published: int
    by_letter: int
    by_hand: int

    @property
    def words(self) -> str:
        words = ngettext("%(count)s answer is published.", "%(count)s answers are published.", self.published)
        found = [words % {"count": self.published}]
        if self.by_letter:
            words = ngettext(
                "%(count)s author is told by e-mail.", "%(count)s authors are told by e-mail.", self.by_letter
            )
            found.append(words % {"count": self.by_letter})
        if self.by_hand:
            words = ngettext(
                "%(count)s author has to be told by hand: the list says how.",
                "%(count)s authors have to be told by hand: the list says how.",
                self.by_hand,
            )
            found.append(words % {"count": self.by_hand})
        return " ".join(found)


@transaction.atomic
def publish_answers(*, consultation: Consultation, seen: Collection[tuple[int, int]], by: User, at: datetime) -> Told:
    """Publish the drafts that somebody saw, each at its version, all at once or none; letters leave by the queue."""
    versions = dict(seen)
    drafts = list(
        Answer.objects.drafts()
        .select_for_update(of=("self",))
        .filter(pk__in=versions, proposal__consultation=consultation)
        .select_related("proposal__author", "proposal__consultation")
        .order_by("proposal__number")
    )
    if not drafts or len(drafts) != len(versions):
        raise ValidationError(_("Somebody published or changed these answers meanwhile: look at them anew."))
    counts = {"letter": 0, "hand": 0}
    for draft in drafts:
        proposal = draft.proposal
        draft.published_at, draft.told_by = at, told_by(proposal)
        if draft.told_by in {Answer.ToldBy.LINK, Answer.ToldBy.SITE}:
            draft.told_on = timezone.localdate(at)  # it stands there from now on
        save_record(record=draft, by=by, expected_version=versions[draft.pk])
        proposal.answer = draft
        save_record(record=proposal, by=by, reason=_("answer published"))
        if draft.told_by == Answer.ToldBy.EMAIL:
            counts["letter"] += 1
            write_outside("proposal_answered", of=draft.pk, cause=f"answer/{draft.pk}")
        elif draft.told_on is None:
            counts["hand"] += 1
    return Told(len(drafts), counts["letter"], counts["hand"])


@transaction.atomic
def note_told(*, answers: Collection[Answer], on: date, by: User) -> int:
    """Note that authors were told by hand, on which day."""
    if on > timezone.localdate():
        raise ValidationError({"date": _("This day has not come yet.")})
    for answer in answers:
        answer.told_on = on
        save_record(record=answer, by=by)
    return len(answers)
