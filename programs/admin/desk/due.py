"""The list of what is due, as the desk words it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...duties import Duty
from ...models import Program
from ...staff.pages import address_of
from ..duties import done_address

YEAR = 365
SOON = 7


@dataclass(frozen=True)
class DueRow:
    """One line: the term and how far away it is, what is due, the button that does it."""

    title: str
    kind: str
    note: str
    term: str
    when: str
    state: str  # overdue, soon, later, open
    address: str
    action: str
    program: Program | None
    steps: list[tuple[str, str]]  # what it is about, and its address
    done_address: str


def due_rows(duties: Iterable[Duty], on: date, *, name_programs: bool) -> list[DueRow]:
    """The lines in the order of their terms; programmes are named where a person has several."""
    return [_row(duty, on, duty.program if name_programs else None) for duty in duties]


def _row(duty: Duty, on: date, program: Program | None) -> DueRow:
    return DueRow(
        title=str(duty.title),
        kind=str(duty.kind),
        note=duty.note,
        term=f"{duty.due:%d.%m.%Y}" if duty.due else _("no term"),
        when=_when(duty.days_left(on)),
        state=_state(duty.days_left(on)),
        address=address_of(*duty.page),
        action=duty.action,
        program=program,
        steps=[(step.label, address_of(*step.page)) for step in duty.steps] if len(duty.steps) > 1 else [],
        done_address=done_address(duty) if duty.markable else "",
    )


def _state(days: int | None) -> str:
    if days is None:
        return "open"
    if days < 0:
        return "overdue"
    return "soon" if days <= SOON else "later"


def _when(days: int | None) -> str:
    """«ще 3 дні», «прострочено на 12 днів»; beyond a year the days say nothing any more."""
    if days is None:
        return ""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    if days < -YEAR:
        years = -days // YEAR
        return ngettext("overdue by more than %(years)s year", "overdue by more than %(years)s years", years) % {
            "years": years
        }
    return ngettext("overdue by %(days)s day", "overdue by %(days)s days", -days) % {"days": -days}
