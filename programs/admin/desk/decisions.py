"""The head's panel: overrides given, and deviations that nobody explained."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from ...duties import progress_page
from ...finance import amount_of
from ...models import Override, Program
from ...period import Period
from ...staff.history import person
from ...staff.measure_names import attach_names
from ...staff.pages import address_of
from ...statement import MeasureLine, statement_for
from ...words import amount_text

LAST_OVERRIDES = 5


@dataclass(frozen=True)
class GivenOverride:
    """An override of a limit, as the head gave it."""

    address: str
    gate: str
    measure: str
    year: int
    amount: str
    reason: str
    day: date
    who: str


@dataclass(frozen=True)
class Unexplained:
    """A measure that stayed away from its plan in a year that is over, without a reason recorded."""

    number: str
    title: str
    deviation: str
    state: str
    address: str


@dataclass(frozen=True)
class Decisions:
    overrides: list[GivenOverride]
    year: int | None
    unexplained: list[Unexplained]


def decisions(program: Program, on: date) -> Decisions:
    ended = [year for year in program.years if year < on.year]
    year = ended[-1] if ended else None
    return Decisions(_overrides(program), year, _unexplained(program, year) if year else [])


def _overrides(program: Program) -> list[GivenOverride]:
    rows = list(program.overrides.select_related("granted_by").order_by("-pk")[:LAST_OVERRIDES])
    attach_names([row for row in rows if row.measure_id])
    return [
        GivenOverride(
            address=reverse("admin:programs_override_change", args=[row.pk]),
            gate=str(Override(gate=row.gate).get_gate_display()),
            measure=getattr(row, "measure_words", ""),
            year=row.year,
            amount=amount_text(row.amount),
            reason=row.reason,
            day=timezone.localdate(row.granted_at),
            who=person(row.granted_by),
        )
        for row in rows
    ]


def _unexplained(program: Program, year: int) -> list[Unexplained]:
    """The last year that is over: its report prints «причину не зазначено» for each of these."""
    period = Period.year(year)
    lines = [line for line in statement_for(program, period).measures if _is_unexplained(line)]
    return [
        Unexplained(
            number=line.row.number,
            title=line.row.title,
            deviation=amount_text(amount_of(line.total.remainder)),
            state=line.progress.get_state_display() if line.progress else "",
            address=_explain_address(line, period),
        )
        for line in lines
    ]


def _is_unexplained(line: MeasureLine) -> bool:
    return bool(amount_of(line.total.remainder)) and not (line.progress and line.progress.reason)


def _explain_address(line: MeasureLine, period: Period) -> str:
    if line.progress:
        return reverse("admin:programs_progress_change", args=[line.progress.pk])
    return address_of(*progress_page(line.row.measure_id, period))
