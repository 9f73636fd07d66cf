"""What is sent twice is taken once: one way for a form's button and for a program's request."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from ..models import SentOnce

KEPT = timedelta(days=7)  # a program may repeat its request for a day at least; a form stays open over a week-end


class SentAlready(Exception):
    """This was sent before, and is recorded; ``first`` says what came of it."""

    def __init__(self, first: SentOnce, *, alike: bool) -> None:
        super().__init__(first.key)
        self.first = first
        self.alike = alike  # or it asks for something else under the same key


@contextmanager
def once(*, by: User, key: str, asked: str) -> Iterator[SentOnce]:
    """Do what is asked under a key that this person used for nothing else, or raise SentAlready.

    Whoever comes second at the same moment waits here for the first. What fails, or is given no ``status``, leaves the
    key free.
    """
    digest = hashlib.sha256(asked.encode()).hexdigest()
    with transaction.atomic():
        try:
            with transaction.atomic():
                sent = SentOnce.objects.create(by=by, key=key, asked=digest)
        except IntegrityError:
            first = SentOnce.objects.get(by=by, key=key)
            raise SentAlready(first, alike=first.asked == digest) from None
        yield sent
        if sent.status:
            sent.save()
        else:  # nothing came of it
            SentOnce.objects.filter(pk=sent.pk).delete()


def clear_sent(*, now: datetime) -> str:
    deleted = SentOnce.objects.filter(at__lt=now - KEPT).delete()[0]
    return f"Keys of requests that were taken more than {KEPT.days} days ago: {deleted} deleted"
