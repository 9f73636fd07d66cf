"""Letters: asked for here, in the transaction of what they speak of; whoever knows all pages words and sends them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from ..models import BackgroundWork, Letter

SENDING = "mail"  # the kind of background work


class Wording:
    """What words a letter to somebody without an account, in the template «mail/<its key>.txt»."""

    def words(self, of: int) -> dict[str, Any] | None:
        """What the template says of a record: ``to``, the address, and ``page``, the link; none where nothing is left
        to say or nobody is left to hear it.
        """
        raise NotImplementedError

    def sent(self, of: int) -> None:
        """Note that it went."""


@transaction.atomic
def write_to(person: User, kind: Letter.Kind, *, cause: str, about: dict[str, Any] | None = None) -> Letter | None:
    """Ask for a letter; none for who is switched off, has no address, does not want the kind, or heard of the cause."""
    about = about or {}
    if not (person.is_active and (person.email or about.get("address"))):
        return None
    if kind in Letter.OPTIONAL and person.unwanted_letters.filter(kind=kind).exists():
        return None
    letter, is_new = Letter.objects.get_or_create(person=person, cause=cause, defaults={"kind": kind, "about": about})
    if not is_new:
        return None
    let_be_sent(letter)
    return letter


@transaction.atomic
def write_outside(letter: str, *, of: int, cause: str) -> Letter | None:
    """Ask for a letter to somebody without an account, of a kind that a module words (``Module.letters``); none for who
    heard of the cause. Where it goes is read when it is sent.
    """
    about = {"letter": letter, "of": of}
    made, is_new = Letter.objects.get_or_create(
        person=None, cause=cause, defaults={"kind": Letter.Kind.OUTSIDE, "about": about}
    )
    if not is_new:
        return None
    let_be_sent(made)
    return made


def let_be_sent(letter: Letter, *, start_after: datetime | None = None) -> None:
    BackgroundWork.objects.create(kind=SENDING, arguments={"letter": letter.pk}, start_after=start_after)
