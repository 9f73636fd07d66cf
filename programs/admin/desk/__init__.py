"""The staff's start page: what is due first, then the money that remains, self-check, last changes – to each role its
own.

due – the list of what is due; measures – money per measure; posting – the accountant's panel; decisions – the head's;
shortcuts – what is done often.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.text import capfirst

from ... import modules, services
from ...duties import duties_of
from ...finance import Difference
from ...models import (
    Activity,
    Allocation,
    BudgetAppropriation,
    DutyDone,
    Edition,
    LedgerEntry,
    LegalAct,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    Program,
    Progress,
    TaskRow,
)
from ...permissions import may_adopt
from ...staff.history import READ_OF_KIND, Deed, Deeds, gathered, last_deeds, person
from ...staff.measure_names import attach_names
from ...statement import Statement, statement_on
from ...words import amount_text, signed_text
from .decisions import Decisions, decisions
from .due import DueRow, due_rows
from .measures import Bar, Span, bars, chosen_year, figures_row, spans, year_rows
from .posting import OverLimit, ToPost, last_entries, over_limit, to_post
from .shortcuts import shortcuts

LAST_DEEDS = 10
# The record itself before its rows: of one save the most telling is named.
READ = (
    Edition,
    Program,
    MeasureRow,
    TaskRow,
    Activity,
    Progress,
    BudgetAppropriation,
    LegalAct,
    DutyDone,
    Allocation,
    PassportTotal,
    PassportRow,
    MeasureExecutor,
)


@dataclass(frozen=True)
class Posting:
    """What the accountant has before the eyes."""

    to_post: list[ToPost]
    over_limit: list[OverLimit]
    entries: list[Any]


@dataclass(frozen=True)
class Desk:
    """Everything the start page shows to one person."""

    shortcuts: list[modules.Shortcut]
    program: Program | None = None
    due: list[DueRow] = field(default_factory=list)
    others: list[Program] = field(default_factory=list)
    statement: Statement | None = None
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    years: list[dict[str, Any]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    draft: Edition | None = None
    draft_differences: list[tuple[int, str]] = field(default_factory=list)
    overpaid: list[tuple[str, int, str]] = field(default_factory=list)
    differences: list[tuple[int, str]] = field(default_factory=list)
    deeds: list[Deeds] = field(default_factory=list)
    posting: Posting | None = None
    decisions: Decisions | None = None
    may_see_plan: bool = False

    @property
    def overdue(self) -> int:
        return sum(row.state == "overdue" for row in self.due)


def desk_of(user: Any, *, on: date, slug: str = "", year: str = "") -> Desk:
    """The start page of a person on a day, for the programme that was asked for or the newest one."""
    programs = list(Program.objects.order_by("-start_year", "pk"))
    program = next((p for p in programs if p.slug == slug), programs[0] if programs else None)
    draft = program.editions.filter(status=Edition.Status.DRAFT).first() if program else None
    often = [shortcut for module in modules.modules() for shortcut in module.shortcuts(user)]
    often = [*often, *shortcuts(user, program, draft, on)]
    if program is None or not user.has_perm("programs.view_measurerow"):
        return Desk(often, program)
    statement = statement_on(program, on)
    shown_year = chosen_year(statement, year)
    posts, decides = user.has_perm("programs.add_ledgerentry"), may_adopt(user)
    return Desk(
        shortcuts=often,
        program=program,
        due=due_rows(duties_of(user, programs, on), on, name_programs=len(programs) > 1),
        others=[p for p in programs if p != program],
        statement=statement,
        figures=figures_row(statement.total),
        years=year_rows(statement),
        spans=spans(statement, shown_year),
        bars=bars(statement, shown_year),
        draft=draft,
        draft_differences=_by_year(services.plan_differences(draft)) if draft else [],
        overpaid=[(line.row.number, year, amount_text(beyond)) for line, year, beyond in statement.overpaid],
        differences=_by_year(statement.differences),
        deeds=_deeds(program),
        posting=Posting(to_post(statement), over_limit(statement), last_entries(program)) if posts else None,
        decisions=decisions(program, on) if decides else None,
        may_see_plan=True,
    )


def _by_year(differences: Iterable[Difference]) -> list[tuple[int, str]]:
    return [(row.year, signed_text(row.amount)) for row in differences]


def _deeds(program: Program) -> list[Deeds]:
    """The last changes of plan and execution, and the last entries of the journal."""
    entries = list(
        LedgerEntry.objects.filter(measure__program=program)
        .select_related("recorded_by")
        .order_by("-recorded_at")[:READ_OF_KIND]
    )
    attach_names(entries)
    recorded = [
        Deed(
            at=entry.recorded_at,
            who=person(entry.recorded_by),
            why=entry.note if entry.reverses_id else "",
            kind="+",
            what=capfirst(entry.get_stage_display()),
            title=f"{amount_text(entry.amount)} · {entry.measure_words}",  # type: ignore[attr-defined]
            rank=-1,
        )
        for entry in entries
    ]
    return gathered([*last_deeds(READ), *recorded])[:LAST_DEEDS]
