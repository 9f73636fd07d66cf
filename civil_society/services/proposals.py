"""Proposals as they come: by the form of the site, by hand, corrected or taken back by who made them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from programs.services import delete_record, save_record, store, validate
from programs.services.mail import write_outside

from ..models import Answer, Consultation, Proposal, ProposalAuthor
from .attachments import cleaned
from .suspicion import Opened, Suspicion, are_alike, digest, likeness

LINK = "civil_society.proposal.link"
HEADS = 100  # piles of what is held; what is like none of so many goes to the last one
OF_THE_AUTHOR = ("author_kind", "signatories", "clause", "text", "wording")
OF_THE_PERSON = ("name", "email", "phone", "address", "agreed_on")


def today() -> date:
    """The day by Kyiv's clock: on it somebody agrees, withdraws, or tells a proposal at the office."""
    return timezone.localdate()


# The private link -----------------------------------------------------------------------------------------------------


def link_key(proposal: Proposal) -> str:
    """The secret of a proposal's private link, made of the portal's key: the database holds its digest alone."""
    return salted_hmac(LINK, f"{proposal.pk}", algorithm="sha256").hexdigest()[:48]


def of_link(key: str) -> ProposalAuthor | None:
    """Whose link it is; nobody's where it was erased."""
    found = ProposalAuthor.objects.select_related("proposal__consultation__regime", "proposal__answer")
    return found.filter(link_hash=digest(key)).first()


def live_link(author: ProposalAuthor) -> str:
    """The secret as long as it opens the page; nothing after it was erased, or where the portal's key is another."""
    key = link_key(author.proposal)
    return key if constant_time_compare(digest(key), author.link_hash or "") else ""


# What the rules ask ---------------------------------------------------------------------------------------------------


def check_author(proposal: Proposal, author: ProposalAuthor) -> None:
    """What the rules of the consultation require of an author: anonymous proposals are not registered."""
    regime, wrong = proposal.consultation.regime, {}
    if regime.asks_name and not author.name:
        wrong["name"] = _("Write your name: by these rules anonymous proposals are not registered.")
    if regime.asks_address and not author.address:
        wrong["address"] = _("Write the postal address: these rules ask for it.")
    if wrong:
        raise ValidationError(wrong)


def erasing_day(proposal: Proposal) -> date:
    """Until when contacts are kept: so many days after collecting ended, or after a late one came."""
    closes = proposal.consultation.closes_at
    last = max(timezone.localdate(closes) if closes else proposal.received_on, proposal.received_on)
    return last + timedelta(days=settings.PROPOSAL_CONTACTS_DAYS)


def _validated(proposal: Proposal, author: ProposalAuthor) -> None:
    """Everything that is wrong with both at once."""
    errors: dict[str, Any] = {}
    is_new, state = proposal.pk is None, proposal.state
    if is_new:
        proposal.state = Proposal.State.HELD  # its number comes last, when nothing can be wrong any more
    checks = [lambda: validate(proposal), lambda: author.clean_fields(exclude={"proposal"}), author.clean]
    for check in (*checks, lambda: check_author(proposal, author)):
        try:
            check()
        except ValidationError as refusal:
            errors = refusal.update_error_dict(errors)
    proposal.state = state
    if errors:
        raise ValidationError(errors)


# Coming ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(
    *,
    proposal: Proposal,
    author: ProposalAuthor,
    opened: Opened | None,
    suspicions: list[Suspicion],
    file: Any = None,
    now: datetime,
) -> Proposal:
    """Store what the form of the site sent: once however often it was pressed, numbered, or held if it is suspicious.

    A form that was opened before collecting ended is taken after it as well, and is late.
    """
    consultation = proposal.consultation
    proposal.channel, proposal.received_on = Proposal.Channel.FORM, timezone.localdate(now)
    proposal.is_late = not consultation.is_open(now)
    author.erase_on = erasing_day(proposal)
    _validated(proposal, author)
    sent = digest(
        *(getattr(proposal, name) for name in OF_THE_AUTHOR), *(getattr(author, name) for name in OF_THE_PERSON)
    )
    author.sent_hash = sent
    if opened is not None and opened.consultation == consultation.pk:
        author.form_hash = digest(opened.nonce)
        before = ProposalAuthor.objects.select_related("proposal").filter(form_hash=author.form_hash).first()
        if before is not None and before.sent_hash == sent:
            return before.proposal
        if before is not None:  # another text in a form that was sent: by the way of a machine
            author.form_hash, suspicions = None, [Suspicion.AGAIN]
    if suspicions:
        return _hold(proposal, author, suspicions)
    if file:
        proposal.attachment = _kept(file)
    try:
        with transaction.atomic():
            return _register(proposal, author, by=None)
    except IntegrityError:  # pressed twice at the same moment: the first one stands by now
        if (first := ProposalAuthor.objects.filter(form_hash=author.form_hash, sent_hash=sent).first()) is None:
            raise
        return first.proposal


def _kept(file: Any) -> Any:
    """The attachment without what it says of its makers; what is wrong with it is said at its field."""
    try:
        return cleaned(file)
    except ValidationError as refusal:
        raise ValidationError({"attachment": refusal}) from refusal


def _register(proposal: Proposal, author: ProposalAuthor, *, by: User | None) -> Proposal:
    proposal.number = next_number(proposal.consultation)
    store(proposal, by=by)
    _keep(author, proposal)
    if author.email:
        write_outside("proposal_received", of=proposal.pk, cause=f"proposal/{proposal.pk}/received")
    return proposal


def _keep(author: ProposalAuthor, proposal: Proposal) -> None:
    author.proposal = proposal
    author.link_hash = digest(link_key(proposal))
    author.save()


def next_number(consultation: Consultation) -> int:
    """The number that comes next; two at once wait for each other."""
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    last = Proposal.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _hold(proposal: Proposal, author: ProposalAuthor, suspicions: list[Suspicion]) -> Proposal:
    """Keep it for somebody to look at, in the pile of what is like it. A flood waits for nobody here: two at the same
    moment may each begin a pile, which are shown and taken as one.
    """
    proposal.state, proposal.suspicion = Proposal.State.HELD, ",".join(suspicions)
    proposal.mark = likeness([proposal.text, proposal.wording])
    heads = Proposal.objects.held().filter(consultation=proposal.consultation, alike=None).order_by("pk")
    known = list(heads.values_list("pk", "mark")[:HEADS])
    alike = [pk for pk, mark in known if are_alike(mark, proposal.mark)]
    proposal.alike_id = alike[0] if alike else known[-1][0] if len(known) == HEADS else None
    store(proposal, by=None)
    _keep(author, proposal)
    return proposal


@transaction.atomic
def enter(*, proposal: Proposal, author: ProposalAuthor, by: User, file: Any = None) -> Proposal:
    """Enter by hand what came by post, by word of mouth, by telephone or from another place; who enters it is not its
    author. What came after collecting ended is late.
    """
    closes = proposal.consultation.closes_at
    if closes and proposal.received_on and proposal.received_on > timezone.localdate(closes):
        proposal.is_late = True
    proposal.entered_by = by
    if not author.erase_on:
        author.erase_on = erasing_day(proposal)
    _validated(proposal, author)
    if file:
        proposal.attachment = _kept(file)
    return _register(proposal, author, by=by)


# By who made it -------------------------------------------------------------------------------------------------------


def may_correct(proposal: Proposal, now: datetime) -> bool:
    """Whether its author may still change it: before collecting ends and before it is answered."""
    states = {Proposal.State.RECEIVED, Proposal.State.HELD, Proposal.State.PUBLISHED}
    return proposal.state in states and proposal.answer_id is None and proposal.consultation.is_open(now)


def may_withdraw(proposal: Proposal) -> bool:
    states = {Proposal.State.RECEIVED, Proposal.State.HELD, Proposal.State.PUBLISHED}
    return proposal.state in states and proposal.answer_id is None


@transaction.atomic
def correct(
    *, author: ProposalAuthor, values: dict[str, Any], expected_version: int, file: Any = None, now: datetime
) -> Proposal:
    """Change one's own proposal; what was published is looked at again before the public reads the new words."""
    proposal = author.proposal
    if not may_correct(proposal, now):
        raise ValidationError(_("It can be corrected until collecting ends, as long as it is not answered."))
    if values.get("agreed_on") and author.agreed_on:
        values["agreed_on"] = author.agreed_on  # the day on which the author agreed first
    said = {name: getattr(proposal, name) for name in OF_THE_AUTHOR}
    for name in OF_THE_AUTHOR:
        setattr(proposal, name, values.get(name, said[name]))
    for name in OF_THE_PERSON:
        setattr(author, name, values.get(name, getattr(author, name)))
    _validated(proposal, author)
    if file:
        proposal.attachment = _kept(file)
        proposal.opened_at = proposal.opened_by = None
        proposal.shows_attachment = False
    if file or said != {name: getattr(proposal, name) for name in OF_THE_AUTHOR}:
        proposal.shown_text = ""
        if proposal.state == Proposal.State.PUBLISHED:
            proposal.state = Proposal.State.RECEIVED
        store(proposal, by=None, reason=_("corrected by the author"), expected_version=expected_version)
    author.save()
    return proposal


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User | None, expected_version: int | None, on: date, reason: str = "") -> None:
    """Take a proposal back: it is counted, and nobody reads it any more."""
    if not may_withdraw(proposal):
        raise ValidationError(_("It is answered or was taken back already."))
    words = reason or _("withdrawn by the author")
    if proposal.number is None:  # held: nobody looked at it, and no figure speaks of it
        proposal.state, proposal.reason = Proposal.State.REJECTED, words
    else:
        proposal.state, proposal.withdrawn_on = Proposal.State.WITHDRAWN, on
    save_record(record=proposal, by=by, reason=words, expected_version=expected_version)
    for draft in Answer.objects.drafts().filter(proposal=proposal):
        delete_record(record=draft, by=by, reason=words)
