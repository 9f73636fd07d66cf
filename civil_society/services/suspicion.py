"""Whether a browser opened the form of a proposal and sent it: no captcha of others, no cookie, nothing that is kept.

The form carries a signed mark of when it was opened. Its script finds a number that fits the mark, which costs a
browser a moment and whoever posts without opening the form is not going to do; without scripts it is enough to have
had the form before one for some seconds, as long as not a whole crowd does so from one address. What falls through is
held for a person to look at, never dropped.
"""

import hashlib
import secrets
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.db import models

from programs.texts import fold, number_in
from programs.visitors import times

SALT = "civil_society.proposal"
OPEN_FOR = timedelta(days=14)  # a form that waits over the holidays is no suspicion yet
AT_LEAST = timedelta(seconds=3)  # what a person without scripts needs for a sentence
CROWD, WITHIN = 30, 60 * 60  # so many from one address in an hour: a class at school, no more
ZEROS = (1 << 15) - 1
LIMIT = 1 << 32

SIGNATURE = 32  # figures of a likeness
WORDS = 300  # of a text that its likeness looks at
ALIKE = 0.5  # of the words in common


class Suspicion(models.TextChoices):
    """Why a proposal is held, in the words of the log; ``SUSPICIONS`` has those for people."""

    UNOPENED = "unopened"
    OLD = "old"
    QUICK = "quick"
    TRAP = "trap"
    CROWD = "crowd"
    AGAIN = "again"


class Opened(NamedTuple):
    """A form that was opened: of which consultation, when, and the mark that no other has."""

    consultation: int
    at: datetime
    nonce: str


def form_mark(consultation: int, *, now: datetime) -> tuple[str, int]:
    """The signed mark of a form that is opened now, and the number that its script begins with."""
    nonce = secrets.token_hex(16)
    mark = signing.dumps({"of": consultation, "at": now.timestamp(), "nonce": nonce}, salt=SALT)
    return mark, seed_of(nonce)


def read_mark(text: str) -> Opened | None:
    """The mark as this portal signed it; nothing where it is another text."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT)
        return Opened(
            found["of"], datetime.fromtimestamp(found["at"], datetime.now().astimezone().tzinfo), found["nonce"]
        )
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def seed_of(nonce: str) -> int:
    return int(nonce[:8], 16)


def mixed(number: int) -> int:
    """The bits of a number well shaken, as static/js/proposal.js does it."""
    number ^= number >> 16
    number = number * 0x85EBCA6B % LIMIT
    number ^= number >> 13
    number = number * 0xC2B2AE35 % LIMIT
    return number ^ (number >> 16)


def fits(opened: Opened, found: str) -> bool:
    """Whether a number that a script found belongs to the mark."""
    number = number_in(found, LIMIT)
    return number is not None and mixed((seed_of(opened.nonce) + number * 0x9E3779B1) % LIMIT) & ZEROS == 0


def digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def suspicions(
    *, opened: Opened | None, consultation: int, found: str, trap: str, address: str, now: datetime
) -> list[Suspicion]:
    """What speaks against a person at a browser; nothing where the script answered, whatever a password manager
    filled in.
    """
    if opened is None or opened.consultation != consultation:
        return [Suspicion.UNOPENED]
    if now - opened.at > OPEN_FOR:
        return [Suspicion.OLD]
    if fits(opened, found):
        return []
    seen = []
    if now - opened.at < AT_LEAST:
        seen.append(Suspicion.QUICK)
    if trap:
        seen.append(Suspicion.TRAP)
    if not seen and times(f"proposal-{digest(address)[:20]}", WITHIN) > CROWD:
        seen.append(Suspicion.CROWD)
    return seen


# Likeness -------------------------------------------------------------------------------------------------------------


def likeness(texts: Iterable[str]) -> str:
    """What the words of a text come to, by which texts alike are told without reading them: 32 figures, of which as
    many are equal in two texts as their words are. Numbers and links vary in what machines write, so they do not count.
    """
    words = {word for text in texts for word in fold(text[: WORDS * 12]).split()[:WORDS] if _counts(word)}
    hashes = [zlib.crc32(word.encode()) for word in words]
    figures = [min((mixed(each ^ salt) for each in hashes), default=0) & 0xFFFF for salt in _SALTS]
    return "".join(f"{figure:04x}" for figure in figures)


_SALTS = [mixed(0x9E3779B1 * number % LIMIT) for number in range(1, SIGNATURE + 1)]


def _counts(word: str) -> bool:
    return len(word) > 2 and not any(sign.isdigit() for sign in word) and "/" not in word and "@" not in word


def are_alike(one: str, other: str) -> bool:
    pairs = range(0, 4 * SIGNATURE, 4)
    same = sum(one[place : place + 4] == other[place : place + 4] for place in pairs)
    return same >= ALIKE * SIGNATURE
