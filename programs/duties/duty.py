"""One thing that is due: what, by when, where it is done and whose desk it belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from ..models import MeasureRow, Program

# Kinds of duties: a word for the list.
EXECUTION = _("execution")
MONEY = _("money")
PLAN = _("plan")
PUBLICATION = _("publishing")
REPORT = _("report")


class Page(NamedTuple):
    """Where something is done: the name of a page, what it is about, what is filled in. The desk makes the address."""

    name: str
    about: Sequence[Any] = ()
    given: Mapping[str, Any] = {}


class Step(NamedTuple):
    """One of the records that a duty is about, one press from its form."""

    label: str
    page: Page

    @classmethod
    def of(cls, row: MeasureRow, page: Page) -> "Step":
        """A measure by its number and short name."""
        return cls(f"{row.number} {row.name}", page)


@dataclass(frozen=True)
class Duty:
    """Something due for a programme (що належить зробити).

    ``due`` is None where no act or term sets a day. ``permission`` says whose desk it belongs to. ``key`` stays the
    same from day to day; a ``markable`` duty is one that the portal cannot see done, so a person says it was.
    """

    key: str
    title: str
    program: Program
    kind: Any  # «звіт», «кошти»
    page: Page
    action: str
    permission: str
    due: date | None = None
    note: str = ""
    steps: list[Step] = field(default_factory=list)
    markable: bool = False
    title_in_letter: str = ""  # where the title names somebody

    def days_left(self, on: date) -> int | None:
        """Days from a day to the term; below zero they are days of delay."""
        return (self.due - on).days if self.due else None
