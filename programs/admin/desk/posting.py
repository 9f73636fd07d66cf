"""The accountant's panel: what was committed and not accepted, accepted and not paid, what stands over its limit."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ...finance import ZERO, Figures, allotted, amount_of
from ...models import FundingSource, LedgerEntry, Program, Stage
from ...staff.measure_names import attach_names
from ...statement import MeasureLine, Statement
from ...words import amount_text

LAST_ENTRIES = 8


@dataclass(frozen=True)
class ToPost:
    """A measure's year in which the ledger has gone only half of its way."""

    number: str
    title: str
    year: int
    to_accept: str
    accept_address: str
    to_pay: str
    pay_address: str


@dataclass(frozen=True)
class OverLimit:
    """A stage of a measure's year above what plan and budget allot."""

    number: str
    title: str
    year: int
    stage: str
    limit: str
    beyond: str


def to_post(statement: Statement) -> list[ToPost]:
    """The newest year first: what is waiting there is asked for soonest."""
    rows = [
        _to_post(line, year, *waiting)
        for line in statement.measures
        for year, figures in line.years.items()
        if any(waiting := _waiting(figures))
    ]
    return sorted(rows, key=lambda row: -row.year)


def _waiting(figures: Figures) -> tuple[Decimal, Decimal]:
    """What is committed and not accepted, what is accepted and not paid; money paid without a contract waits for
    neither.
    """
    committed, accepted, paid = (_sum(figures, stage) for stage in Stage)
    return max(committed - max(accepted, paid), ZERO), max(accepted - paid, ZERO)


def _sum(figures: Figures, stage: Stage) -> Decimal:
    return amount_of(getattr(figures, stage.value)) or ZERO


def _to_post(line: MeasureLine, year: int, to_accept: Decimal, to_pay: Decimal) -> ToPost:
    add = reverse("admin:programs_ledgerentry_add")
    given = {"measure": line.row.measure_id, "budget_year": year, "source": line.row.source_id or ""}
    return ToPost(
        number=line.row.number,
        title=line.row.title,
        year=year,
        to_accept=amount_text(to_accept) if to_accept else "",
        accept_address=f"{add}?{urlencode({'stage': Stage.ACCEPTED.value, **given})}",
        to_pay=amount_text(to_pay) if to_pay else "",
        pay_address=f"{add}?{urlencode({'stage': Stage.PAID.value, **given})}",
    )


def over_limit(statement: Statement) -> list[OverLimit]:
    """Every stage above what plan and budget allot, overridden or not; asked by source, as the ledger asks it."""
    return [
        row
        for line in statement.measures
        for (year, source), figures in line.sources.items()
        for row in _over_limit(line, year, source, figures)
    ]


def _over_limit(line: MeasureLine, year: int, source: FundingSource, figures: Figures) -> Iterator[OverLimit]:
    limit = allotted(amount_of(figures.amended) or ZERO, figures.appropriated)
    for stage in Stage:
        beyond = _sum(figures, stage) - limit
        if beyond > 0:
            words = f"{stage.label}, {source}" if len(line.funding_sources) > 1 else str(stage.label)
            yield OverLimit(line.row.number, line.row.title, year, words, amount_text(limit), amount_text(beyond))


def last_entries(program: Program) -> list[Any]:
    """The last lines of the ledger, with the names of their measures."""
    entries = list(LedgerEntry.objects.filter(measure__program=program).order_by("-recorded_at", "-pk")[:LAST_ENTRIES])
    attach_names(entries)
    for entry in entries:
        entry.sum = amount_text(entry.amount)  # type: ignore[attr-defined]
    return entries
