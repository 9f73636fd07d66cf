"""What other applications add to the core's pages: settings.NEIGHBOURS names their classes, in the order of printing.

The core asks and prints: items of the menu, documents behind entries of the ledger, hits of the search, files of open
data. It never learns who answers. Each answer takes a number of queries that does not grow with the records.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .models import LedgerEntry, Measure, Program

# Rows that have every word of the search in one of the named fields.
Match = Callable[..., Q]


@dataclass(frozen=True)
class Link:
    """A page under its name, with the number of records there if it is known."""

    title: str
    address: str
    count: int | None = None


@dataclass(frozen=True)
class Hit:
    """One thing that the search found; ``under`` says where it belongs."""

    title: str
    address: str
    under: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind: the first ones, and how many there are in all."""

    items: list[Any]
    count: int
    key: str = ""
    title: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True)
class Files:
    """What can be taken away in several formats: «CSV», «XLSX»; ``note`` says if its CSV is written unlike others."""

    title: str
    formats: list[Link]
    note: str = ""


class Neighbour(Protocol):
    """What an application answers; settings.NEIGHBOURS names classes of this shape."""

    def menu(self) -> list[Link]:
        """Items of the main menu."""
        ...

    def of_program(self, program: Program) -> list[Link]:
        """Pages about a programme."""
        ...

    def of_measure(self, measure: Measure) -> list[Link]:
        """Pages about a measure."""
        ...

    def ledger_links(self, entries: Iterable[LedgerEntry]) -> dict[int, str]:
        """The pages of the documents that posted entries, by entry id."""
        ...

    def posted_by(self, entry: LedgerEntry, user: Any) -> list[Link]:
        """The document that posted an entry and what it belongs to; an address where this person may look at it."""
        ...

    def found(self, match: Match, limit: int) -> list[Found]:
        """What a search finds here."""
        ...

    def files(self) -> list[Files]:
        """What is offered as open data."""
        ...


@cache
def _imported(paths: tuple[str, ...]) -> tuple[Neighbour, ...]:
    return tuple(import_string(path)() for path in paths)


def neighbours() -> tuple[Neighbour, ...]:
    """The classes of settings.NEIGHBOURS in their order; a system check names a path that does not resolve."""
    return _imported(tuple(settings.NEIGHBOURS))


def ledger_links(entries: Iterable[LedgerEntry]) -> dict[int, str]:
    """The page behind each entry that some application posted."""
    rows = list(entries)
    return {pk: address for each in neighbours() for pk, address in each.ledger_links(rows).items()}


def posted_by(entry: LedgerEntry, user: Any) -> list[Link]:
    """The document that posted an entry, as the staff's site leads to it; none of an entry made by hand."""
    return [link for each in neighbours() for link in each.posted_by(entry, user)]


def check_made_by_hand(entry: LedgerEntry, user: Any) -> None:
    """Refuse to reverse here what a document posted: the document would still count it."""
    if documents := posted_by(entry, user):
        sentence = _("This entry was posted by a document: %(document)s. It is taken back there, so that both agree.")
        titles = ", ".join(document.title for document in documents)
        raise ValidationError(sentence % {"document": titles}, code="posted_by_document")


def of_program(program: Program) -> list[Link]:
    return [link for each in neighbours() for link in each.of_program(program)]


def of_measure(measure: Measure) -> list[Link]:
    return [link for each in neighbours() for link in each.of_measure(measure)]


def menu() -> list[Link]:
    return [link for each in neighbours() for link in each.menu()]


def files() -> list[Files]:
    return [found for each in neighbours() for found in each.files()]
