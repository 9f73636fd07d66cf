"""Erasing who made proposals: on its day everything that leads to a person goes, and no figure changes.

Contacts, lists of signatories, private links and names of who did not agree to be named; of a text that holds data of
somebody the words that the public never read; texts and files that nobody published. History loses the same, the queue
and the list of letters never held it, letters that were written as files are deleted. Copies of the portal keep it
until they are gone: they are named.
"""

from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from programs.models import Letter

from ..models import Answer, Proposal, ProposalAuthor

GONE = "[стерто]"  # in the place of a text that nobody published


class Erased(NamedTuple):
    """What one erasure did."""

    authors: int = 0
    named: int = 0  # of them, who agreed to be named and stay so
    texts: int = 0
    files: int = 0
    letters: int = 0
    copies: tuple[str, ...] = ()


def due(on: date) -> QuerySet[ProposalAuthor]:
    """Authors whose day has come."""
    return ProposalAuthor.objects.filter(erased_at=None, erase_on__lte=on)


def erase(*, on: date, now: datetime) -> Erased:
    """Erase what is due by a day; twice does no harm."""
    found = list(due(on).select_related("proposal"))
    addresses = {author.email for author in found if author.email}
    oldest = min((author.proposal.entered_at for author in found), default=now)
    files: list[Any] = []
    texts = 0
    with transaction.atomic():
        for author in found:
            texts += _erase_text(author.proposal, files)
            _erase_author(author, now=now)
        for file in files:
            transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]
    named = sum(bool(author.agreed_on) for author in found)
    copies = tuple(copies_since(oldest)) if found else ()
    return Erased(len(found), named, texts, len(files), _erase_letters(addresses), copies)


def _erase_author(author: ProposalAuthor, *, now: datetime) -> None:
    is_named = author.agreed_on and author.proposal.state == Proposal.State.PUBLISHED
    if not is_named:
        author.name, author.agreed_on = "", None
    author.email = author.phone = author.address = author.signers = author.sent_hash = ""
    author.link_hash = author.form_hash = None
    author.erased_at = now
    author.save()


def _erase_text(proposal: Proposal, files: list[Any]) -> int:
    """Leave of a proposal what the public reads: of one that was never published nothing but that it was."""
    is_shown = proposal.state == Proposal.State.PUBLISHED
    left = {"text": proposal.text, "wording": proposal.wording, "clause": proposal.clause, "reason": proposal.reason}
    if is_shown and proposal.shown_text:
        left["text"] = proposal.shown_text
    elif proposal.state != Proposal.State.RECEIVED and not is_shown:
        left |= {"text": GONE, "wording": "", "clause": ""}
    if proposal.attachment and not (proposal.shows_attachment and is_shown):
        files.append(proposal.attachment)
        left |= {"attachment": ""}
    changed = {name: value for name, value in left.items() if getattr(proposal, name) != value}
    rows = Proposal.history.filter(id=proposal.pk)
    rows.update(**{name: left[name] for name in ("text", "wording", "clause")})
    if "attachment" in left:
        for name in rows.exclude(attachment="").values_list("attachment", flat=True).distinct():
            if name != proposal.attachment.name:
                files.append(_stored(proposal, name))
        rows.update(attachment="")
    if changed:
        for name, value in changed.items():
            setattr(proposal, name, value)
        proposal.mark = ""
        without_history: Any = proposal
        without_history.save_without_historical_record()
    return bool(changed)


def _stored(proposal: Proposal, name: str) -> Any:
    field = Proposal._meta.get_field("attachment")
    return field.attr_class(proposal, field, name)


def _erase_letters(addresses: set[str]) -> int:
    """Letters that stand as files, where no mail server is named: those to these addresses."""
    folder, count = Path(settings.EMAIL_FILE_PATH), 0
    if not addresses or not folder.is_dir():
        return 0
    for path in folder.glob("*.log"):
        message = message_from_bytes(path.read_bytes())
        if any(address in str(message.get("To", "")) for address in addresses):
            path.unlink(missing_ok=True)
            count += 1
    return count


def copies_since(moment: datetime) -> Iterator[str]:
    """Daily copies of the portal that may hold what was erased: those that are not older than it."""
    if not settings.BACKUP_DIR or not Path(settings.BACKUP_DIR).is_dir():
        return
    for path in sorted(Path(settings.BACKUP_DIR).iterdir()):
        if path.is_file() and path.stat().st_mtime >= moment.timestamp():
            yield path.name


def standing_personal_data() -> dict[str, int]:
    """How much of it stands: contacts, private links, lists, letters on their way."""
    authors = ProposalAuthor.objects.filter(erased_at=None)
    contacts = ~Q(email="") | ~Q(phone="") | ~Q(address="")
    return {
        "contacts": authors.filter(contacts).count(),
        "links": authors.exclude(link_hash=None).count(),
        "lists": authors.exclude(signers="").count(),
        "letters": Letter.objects.standing().filter(kind=Letter.Kind.OUTSIDE).count(),
        "untold": Answer.objects.untold().count(),
    }


def erase_on_its_day(*, now: datetime) -> str:
    """A step of the housekeeping."""
    erased = erase(on=timezone.localdate(now), now=now)
    words = (
        f"Authors of proposals whose day came: {erased.authors} erased, {erased.named} of them stay named by consent"
    )
    if erased.authors:
        words += f"; {erased.texts} texts, {erased.files} files, {erased.letters} letters"
    if erased.copies:
        words += f"; copies that still hold them: {', '.join(erased.copies)}"
    return words
