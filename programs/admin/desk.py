"""The staff's start page: the programme's figures, what is left of each measure, the last changes, what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import services
from ..finance import Figures, Money, amount_of
from ..models import (
    Activity,
    Allocation,
    BudgetAppropriation,
    Edition,
    LedgerEntry,
    LegalAct,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    Program,
    Progress,
    Stage,
    TaskRow,
)
from ..permissions import may_adopt
from ..statement import MeasureLine, Statement, statement_on
from .forms import hryvnias
from .history import Deed, gathered, last_deeds, person
from .measure_names import attach_names

BAR_WIDTH = 200
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
    Allocation,
    PassportTotal,
    PassportRow,
    MeasureExecutor,
)


@dataclass(frozen=True)
class Shortcut:
    """A thing that this person does often, one press away."""

    label: str
    address: str
    primary: bool = False


@dataclass(frozen=True)
class Bar:
    """A measure's money at its stages as lengths of a thin bar, beside the remainder in hryvnias."""

    address: str
    number: str
    title: str
    planned: str
    paid: str
    left: str
    over: bool
    committed_width: int
    accepted_width: int
    paid_width: int


@dataclass(frozen=True)
class Desk:
    """Everything the start page shows to one person."""

    shortcuts: list[Shortcut]
    program: Program | None = None
    others: list[Program] = field(default_factory=list)
    statement: Statement | None = None
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    years: list[dict[str, Any]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    draft: Edition | None = None
    draft_differences: list[tuple[int, str]] = field(default_factory=list)
    overpaid: list[tuple[str, int, str]] = field(default_factory=list)
    differences: list[tuple[int, str]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    may_see_plan: bool = False


def desk_of(user: Any, *, on: date, slug: str = "") -> Desk:
    """The start page of a person on a day, for the programme that was asked for or the newest one."""
    programs = list(Program.objects.order_by("-start_year", "pk"))
    program = next((p for p in programs if p.slug == slug), programs[0] if programs else None)
    draft = program.editions.filter(status=Edition.Status.DRAFT).first() if program else None
    shortcuts = list(_shortcuts(user, program, draft, on))
    if program is None or not user.has_perm("programs.view_measurerow"):
        return Desk(shortcuts, program)
    statement = statement_on(program, on)
    draft_differences = [(row.year, _signed(row.amount)) for row in services.plan_differences(draft)] if draft else []
    return Desk(
        shortcuts=shortcuts,
        program=program,
        others=[p for p in programs if p != program],
        statement=statement,
        figures=_figures(statement.total),
        years=[{"year": year, **_cells(figures)} for year, figures in statement.years.items()],
        bars=[_bar(line) for line in statement.measures if amount_of(line.total.amended)],
        draft=draft,
        draft_differences=draft_differences,
        overpaid=[(line.row.number, year, hryvnias(beyond)) for line, year, beyond in statement.overpaid],
        differences=[(row.year, _signed(row.amount)) for row in statement.differences],
        deeds=_deeds(program),
        may_see_plan=True,
    )


def _money(cell: Money | None) -> str:
    return hryvnias(cell) if isinstance(cell, Decimal) else "—"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '−'}{hryvnias(abs(amount))}"


def _figures(total: Figures) -> list[tuple[str, str, str]]:
    """(key, label, amount) of the five figures that people decide by."""
    return [
        ("amended", _("Planned with amendments"), _money(total.amended)),
        ("committed", _("Committed"), _money(total.committed)),
        ("accepted", _("Accepted by acts"), _money(total.accepted)),
        ("paid", _("Paid"), _money(total.paid)),
        ("left", _("Remainder"), _money(total.remainder)),
    ]


def _cells(figures: Figures) -> dict[str, str]:
    stages = {
        name: _money(getattr(figures, name)) for name in ("amended", "appropriated", "committed", "accepted", "paid")
    }
    return {**stages, "left": _money(figures.remainder)}


def _bar(line: MeasureLine) -> Bar:
    plan = amount_of(line.total.amended) or Decimal(1)
    left = amount_of(line.total.remainder) or Decimal(0)

    def width(stage: Money) -> int:
        share = (amount_of(stage) or Decimal(0)) / plan
        return int(min(max(share, Decimal(0)), Decimal(1)) * BAR_WIDTH)

    return Bar(
        address=reverse("admin:programs_measurerow_change", args=[line.row.pk]),
        number=line.row.number,
        title=line.row.title,
        planned=_money(line.total.amended),
        paid=_money(line.total.paid),
        left=_money(line.total.remainder),
        over=left < 0,
        committed_width=width(line.total.committed),
        accepted_width=width(line.total.accepted),
        paid_width=width(line.total.paid),
    )


def _deeds(program: Program) -> list[Deed]:
    """The last changes of plan and execution, and the last entries of the journal."""
    entries = list(
        LedgerEntry.objects.filter(measure__program=program).select_related("recorded_by").order_by("-recorded_at")[:40]
    )
    attach_names(entries)
    recorded = [
        Deed(
            at=entry.recorded_at,
            who=person(entry.recorded_by),
            why=entry.note if entry.reverses_id else "",
            kind="+",
            what=capfirst(entry.get_stage_display()),
            title=f"{hryvnias(entry.amount)} · {entry.measure_words}",  # type: ignore[attr-defined]
            rank=-1,
        )
        for entry in entries
    ]
    return gathered([*last_deeds(READ, limit=LAST_DEEDS), *recorded])[:LAST_DEEDS]


def _shortcuts(user: Any, program: Program | None, draft: Edition | None, on: date) -> Iterable[Shortcut]:
    """What this person may do, the most frequent first."""
    if program is None:
        if user.has_perm("programs.add_program"):
            yield Shortcut(_("Add a programme"), reverse("admin:programs_program_add"), primary=True)
    else:
        yield from _work(user, program, on)
        yield from _plan_work(user, program, draft)
    if user.has_perm("auth.add_user"):
        yield Shortcut(_("Add a person"), reverse("admin:auth_user_add"), primary=True)
    if user.has_perm("auth.view_user"):
        yield Shortcut(_("People and roles"), reverse("admin:auth_user_changelist"))
    if user.has_perm("axes.view_accessattempt"):
        yield Shortcut(_("Locked log-ins"), reverse("admin:axes_accessattempt_changelist"))


def _work(user: Any, program: Program, on: date) -> Iterable[Shortcut]:
    if user.has_perm("programs.add_ledgerentry"):
        add = reverse("admin:programs_ledgerentry_add")
        yield Shortcut(_("Record a payment"), f"{add}?stage={Stage.PAID}", primary=True)
        yield Shortcut(_("Record a contract"), f"{add}?stage={Stage.COMMITTED}")
        yield Shortcut(_("Record an act"), f"{add}?stage={Stage.ACCEPTED}")
        yield Shortcut(_("Import the ledger"), reverse("admin:programs_ledgerentry_import"))
    if user.has_perm("programs.add_activity"):
        yield Shortcut(_("Add an activity"), reverse("admin:programs_activity_add"), primary=True)
    if user.has_perm("programs.add_progress"):
        yield Shortcut(_("Record progress"), reverse("admin:programs_progress_add"))
    if user.has_perm("programs.view_measurerow"):
        yield Shortcut(_("Report for a period"), reverse("programs:reports", args=[program.slug]))


def _plan_work(user: Any, program: Program, draft: Edition | None) -> Iterable[Shortcut]:
    if draft and user.has_perm("programs.change_measurerow"):
        measures = reverse("admin:programs_measurerow_changelist")
        yield Shortcut(_("Edit the draft edition"), f"{measures}?edition={draft.pk}")
        yield Shortcut(_("Import measures"), reverse("admin:programs_measurerow_import"))
    if draft and may_adopt(user):
        yield Shortcut(_("Adopt the edition"), reverse("admin:programs_edition_adopt", args=[draft.pk]))
    if draft is None and user.has_perm("programs.add_edition"):
        yield Shortcut(_("Open a draft edition"), reverse("admin:programs_edition_open", args=[program.slug]))
