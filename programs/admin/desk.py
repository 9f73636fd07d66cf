"""The staff's start page: what is due first, then the money that remains, self-check, last changes – to each role its
own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from .. import services
from ..corrections import contradictions, imbalances
from ..default_day import by_default_day, default_day
from ..duties import Duty, duties_of, progress_page
from ..finance import ZERO, Difference, Figures, Money, amount_of
from ..models import (
    Activity,
    Allocation,
    BudgetAppropriation,
    DutyDone,
    Edition,
    ImportBatch,
    LedgerEntry,
    LegalAct,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    Program,
    Progress,
    Sitting,
    Stage,
    TaskRow,
)
from ..modules import Payable, Shortcut, documents_behind, modules, payable, staff_link
from ..period import Period
from ..permissions import may_adopt
from ..staff.history import READ_OF_KIND, gathered, last_changes, person
from ..staff.measure_names import attach_names
from ..staff.pages import address_of
from ..statement import MeasureLine, Statement, statement_for, statement_on
from ..texts import number_in
from ..words import amount_or_dash, amount_text, date_text, signed_text
from .duties import done_address
from .imports.pages import may_import
from .sitting_papers import next_step

LAST_CHANGES, LAST_OVERRIDES = 10, 5
DUE_SHOWN = 5  # the rest is folded
ADDS_SHOWN = 4  # beside the primary button; the rest waits behind «more»
YEAR, SOON = 365, 7  # days
BAR_WIDTH = 200
STAGES = ("amended", "appropriated", "committed", "accepted", "paid", "direct", "free")
IMPORTS = {
    ImportBatch.Kind.PLAN: gettext_lazy("Import a plan"),
    ImportBatch.Kind.MONTHLY: gettext_lazy("Import the monthly sheet"),
    ImportBatch.Kind.TREASURY: gettext_lazy("Import treasury transactions"),
}
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


def desk_of(user: Any, *, today: date, slug: str = "", year: str = "") -> dict[str, Any]:
    """The start page of a person, for the programme that was asked for or the newest one."""
    programs = list(Program.objects.order_by("-start_year", "pk"))
    program = next((p for p in programs if p.slug == slug), programs[0] if programs else None)
    draft = program.editions.filter(status=Edition.Status.DRAFT).first() if program else None
    often = [shortcut for module in modules() for shortcut in module.shortcuts(user)]
    often += shortcuts(user, program, draft)
    on = default_day(program)
    found = {
        "shortcuts": often,
        **in_a_row(often),
        "program": program,
        "on": on,
        "is_today": on == today,
    }
    if user.has_perm("programs.change_sitting"):
        found["sittings"] = sittings_to_record(user)
    if program is None or not user.has_perm("programs.view_measurerow"):
        return found | (due_of(user, programs, program) if program else {})
    statement = statement_on(program, on)
    shown_year = chosen_year(statement, year)
    return found | {
        "may_see_plan": True,
        **due_of(user, programs, program),
        "statement": statement,
        "figures": figures_row(statement.total),
        "years": [{"year": year, **stage_cells(figures)} for year, figures in statement.years.items()],
        "spans": [
            *((str(year), str(year), year == shown_year) for year in statement.years),
            (_("the whole term"), "all", shown_year is None),
        ],
        "year": shown_year,
        "bars": list(bars(statement, shown_year)),
        "free": amount_or_dash((statement.total if shown_year is None else statement.years[shown_year]).free),
        "draft": draft,
        "draft_address": _draft_address(draft, user) if draft else "",
        "draft_differences": _by_year(services.plan_differences(draft)) if draft else [],
        "contradictions": [
            (row.number, year, amount_text(said), amount_or_dash(total))
            for row, year, said, total in contradictions(statement.edition)
        ],
        "imbalances": [
            (row.year, signed_text(row.amount), found)
            for row, found in imbalances(statement.edition, statement.differences)
        ],
        "changes": changes(program, user, today),
        "to_post": to_post(statement) if user.has_perm("programs.add_ledgerentry") else None,
        "decisions": decisions(program, on) if may_adopt(user) else None,
    }


def _by_year(differences: Iterable[Difference]) -> list[tuple[int, str]]:
    return [(row.year, signed_text(row.amount)) for row in differences]


# The last changes ---------------------------------------------------------------------------------------------------


def changes(program: Program, user: Any, today: date) -> list[dict[str, Any]]:
    """What was done last: under each day and person the documents that money was posted by, and records of the plan,
    of execution and of the applications.
    """
    kinds = [*READ, *(apps.get_model(module.app, name) for module in modules() for name in module.told_on_desk)]
    lines = [*posted(program, user), *gathered(last_changes(kinds))]
    lines.sort(key=lambda line: line["at"], reverse=True)
    groups: dict[tuple[date, str], list[dict[str, Any]]] = defaultdict(list)
    for line in lines[:LAST_CHANGES]:
        groups[timezone.localdate(line["at"]), line["who"]].append(line)
    return [{"day": _day(day, today), "who": who, "lines": found} for (day, who), found in groups.items()]


def _day(day: date, today: date) -> str:
    """When something was recorded, which is told by the clock also in the demonstration."""
    return {today: _("today"), today - timedelta(days=1): _("yesterday")}.get(day) or date_text(day)


def posted(program: Program, user: Any) -> list[dict[str, Any]]:
    """The last entries of the ledger, those that one person posted on a day by one document as one line."""
    entries = LedgerEntry.objects.filter(measure__program=program).select_related("recorded_by")
    last = attach_names(entries.order_by("-recorded_at", "-pk")[:READ_OF_KIND])
    documents = documents_behind(last)
    groups: dict[Any, list[LedgerEntry]] = defaultdict(list)
    for entry in last:
        behind = documents.get(entry.pk, [])
        # a payment is known by what it pays
        named = behind[1:] if entry.stage == Stage.PAID and len(behind) > 1 else behind
        key = [(type(each), each.pk) for each in named[:1]] or entry.pk
        groups[entry.recorded_by_id, timezone.localdate(entry.recorded_at), str(key)].append(entry)
        documents[entry.pk] = named
    return [_posted_line(found, documents[found[0].pk], user) for found in groups.values()]


def _posted_line(entries: list[LedgerEntry], documents: Sequence[Any], user: Any) -> dict[str, Any]:
    """«сплачено 4 500,00 · акт № 8 від 12.03.2022»."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in reversed(entries):
        sums[entry.get_stage_display()] += entry.amount
    first: Any = entries[0]
    links = [staff_link(document, user) for document in documents]
    own = reverse("admin:programs_ledgerentry_change", args=[first.pk])
    return {
        "at": first.recorded_at,
        "who": person(first.recorded_by),
        "why": first.note if first.reverses_id else "",
        "words": "; ".join(f"{stage} {amount_text(amount)}" for stage, amount in sums.items()),
        "links": [(link.title, link.address) for link in links] or [(first.measure_words, own)],
    }


# What is due --------------------------------------------------------------------------------------------------------


def due_of(user: Any, programs: list[Program], program: Program) -> dict[str, Any]:
    """What is due on a person's desk, the nearest first."""
    days = by_default_day(programs).items()
    due = [due_row(duty, day) for day, group in days for duty in duties_of(user, group, day)]
    return {
        "others": [p for p in programs if p != program],
        "due": due,
        "due_first": due[:DUE_SHOWN],
        "due_later": due[DUE_SHOWN:],
        "overdue": sum(row["state"] == "overdue" for row in due),
    }


def sittings_to_record(user: Any) -> list[dict[str, Any]]:
    """The sittings of a person's commissions that wait for a step, the oldest first."""
    waiting = Sitting.objects.of(user).exclude(state=Sitting.State.CANCELLED).select_related("minutes")
    rows = ((sitting, next_step(sitting)) for sitting in waiting.order_by("date", "pk"))
    return [{"sitting": sitting, "step": step.link(sitting)} for sitting, step in rows if step]


def due_row(duty: Duty, on: date) -> dict[str, Any]:
    """One line: the term and how far away it is, what is due, the button that does it."""
    days = duty.days_left(on)
    return {
        "duty": duty,
        "term": date_text(duty.due) or _("no term"),
        "when": _when(days),
        "state": _state(days),
        "address": address_of(*duty.page),
        "steps": [(step.label, address_of(*step.page)) for step in duty.steps] if len(duty.steps) > 1 else [],
        "done_address": done_address(duty) if duty.markable else "",
    }


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
    years = -days // YEAR
    if days < -YEAR:
        words = ngettext("overdue by more than %(years)s year", "overdue by more than %(years)s years", years)
        return words % {"years": years}
    return ngettext("overdue by %(days)s day", "overdue by %(days)s days", -days) % {"days": -days}


# The money at its stages --------------------------------------------------------------------------------------------


def stage_cells(figures: Figures) -> dict[str, str]:
    """The stages, what was paid without a contract and what may still be signed for, as amounts."""
    return {name: amount_or_dash(getattr(figures, name)) for name in STAGES}


def figures_row(total: Figures) -> list[tuple[str, str, str]]:
    """(key, label, amount) of the figures that people decide by."""
    return [
        ("amended", _("Planned with amendments"), amount_or_dash(total.amended)),
        ("committed", _("Committed"), amount_or_dash(total.committed)),
        ("accepted", _("Accepted by acts"), amount_or_dash(total.accepted)),
        ("paid", _("Paid"), amount_or_dash(total.paid)),
        ("direct", _("Of it without a contract"), amount_or_dash(total.direct)),
        ("left", _("Free to sign for"), amount_or_dash(total.free)),
    ]


def chosen_year(statement: Statement, asked: str) -> int | None:
    """The budget year that the bars are about: the one asked for, else the running one, else the whole term (None)."""
    if (year := number_in(asked)) in statement.years:
        return year
    running = statement.period.end.year
    return running if asked != "all" and running in statement.years else None


def bars(statement: Statement, year: int | None) -> Iterator[dict[str, Any]]:
    """A thin bar and the figures beside it of each measure that has money there, in the order of the plan."""
    passing = [each for each in statement.beyond_unallowed if year in {None, each["year"]}]
    beyond = {each["line"].row.measure_id for each in passing}
    for line in statement.measures:
        figures = line.total if year is None else line.years[year]
        plan = amount_of(figures.amended) or ZERO
        if not plan and not amount_of(figures.paid):
            continue
        yield {
            "row": line.row,
            "name": line.row.name,
            "cells": stage_cells(figures),
            "over": line.row.measure_id in beyond,
            "committed_width": _width(figures.committed, plan),
            "paid_width": _width(figures.paid, plan),
        }


def _width(stage: Money, plan: Decimal) -> int:
    share = (amount_of(stage) or ZERO) / plan if plan else Decimal(1)
    return int(min(max(share, ZERO), Decimal(1)) * BAR_WIDTH)


# The accountant's panel ---------------------------------------------------------------------------------------------


def to_post(statement: Statement) -> list[dict[str, Any]]:
    """What was committed and not accepted; what waits for its payment is due in the list of what is to be done."""
    waits: dict[int, list[Payable]] = defaultdict(list)
    for each in payable([line.row.measure_id for line in statement.measures]):
        waits[each.measure.pk].append(each)
    sums: dict[tuple[int, int, bool], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    told_apart = LedgerEntry.objects.filter(measure__program=statement.program).up_to(statement.period.end).told_apart()
    for row in told_apart.totals("measure_id", "budget_year", "direct"):
        sums[row["measure_id"], row["budget_year"], row["direct"]][row["stage"]] += row["sum"]
    waiting = [
        found
        for line in statement.measures
        for year in line.years
        for direct in (False, True)
        if (found := _to_post(line, year, sums[line.row.measure_id, year, direct], direct, waits[line.row.measure_id]))
    ]
    # the newest year first: what is waiting there is asked for soonest
    return sorted(waiting, key=lambda row: -row["year"])


def _sum(figures: Figures, stage: Stage) -> Decimal:
    return amount_of(getattr(figures, stage.value)) or ZERO


def _to_post(
    line: MeasureLine, year: int, sums: dict[str, Decimal], direct: bool, waits: Sequence[Payable]
) -> dict[str, Any] | None:
    """A measure's year of which something committed is not accepted; under a contract it goes on at the contract."""
    committed, accepted, paid = (sums[stage] for stage in Stage)
    to_accept = committed - max(accepted, paid)  # money paid without a contract waits for no act
    if to_accept <= 0:
        return None
    given = {"stage": Stage.ACCEPTED.value, "measure": line.row.measure_id, "budget_year": year}
    given |= {"source": line.row.source_id or ""}
    by_hand = f"{reverse('admin:programs_ledgerentry_add')}?{urlencode(given)}"
    return {
        "row": line.row,
        "name": line.row.name,
        "year": year,
        "direct": direct,
        "to_accept": amount_text(to_accept),
        "accept_address": by_hand if direct else next((each.record for each in waits if each.is_advance), ""),
    }


# The head's panel ---------------------------------------------------------------------------------------------------


def decisions(program: Program, on: date) -> dict[str, Any]:
    """The overrides given last, and what stayed away from the plan of the last ended year without a reason."""
    granted = program.overrides.select_related("granted_by").order_by("-pk").by_decision()[:LAST_OVERRIDES]
    attach_names(row for row, _gates in granted if row.measure_id)
    ended = [year for year in program.years if year < on.year]
    return {
        "overrides": [
            (row, ", ".join(gates), amount_text(row.amount), person(row.granted_by)) for row, gates in granted
        ],
        "year": ended[-1] if ended else None,
        "unexplained": list(_unexplained(program, Period.year(ended[-1]))) if ended else [],
    }


def _unexplained(program: Program, period: Period) -> Iterator[dict[str, Any]]:
    """The report of the period prints «причину не вказано» for each of these."""
    statement = statement_for(program, period)
    for line in statement.measures:
        said = line.progress
        if (said and said.reason) or not statement.reason_required(line, said):
            continue
        if said:
            address = reverse("admin:programs_progress_change", args=[said.pk])
        else:
            address = address_of(*progress_page(line.row.measure_id, period))
        yield {
            "line": line,
            "name": line.row.name,
            "deviation": amount_or_dash(line.total.remainder),
            "address": address,
        }


# What each person does often, one press away ------------------------------------------------------------------------


def in_a_row(often: list[Shortcut]) -> dict[str, Any]:
    """The row of the desk: one primary button, some records to add, the rest behind «more»."""
    primary = next((each for each in often if each.primary), None)
    others = [each for each in often if each != primary]
    adds = [each for each in others if each.adds][:ADDS_SHOWN]
    return {"primary": primary, "adds": adds, "more": [each for each in others if each not in adds]}


def shortcuts(user: Any, program: Program | None, draft: Edition | None) -> Iterable[Shortcut]:
    """What this person may do, the most frequent first."""
    if program is None:
        if user.has_perm("programs.add_program"):
            yield Shortcut(_("Add a programme"), reverse("admin:programs_program_add"), primary=True)
        yield from (way._replace(address=f"{way.address}?new") for way in _imports(user, ImportBatch.Kind.PLAN))
    else:
        yield from _work(user, program, draft)
        yield from _plan_work(user, program, draft)


def _work(user: Any, program: Program, draft: Edition | None) -> Iterable[Shortcut]:
    if user.has_perm("programs.add_ledgerentry"):
        add = reverse("admin:programs_ledgerentry_add")
        for stage, label, adds in (
            (Stage.PAID, _("Add a payment without a contract"), pgettext("add", "a payment without a contract")),
            (Stage.COMMITTED, _("Add a commitment without a contract"), pgettext("add", "a commitment without one")),
            (Stage.ACCEPTED, _("Add an act without a contract"), pgettext("add", "an act without one")),
        ):
            yield Shortcut(label, f"{add}?stage={stage}", adds=adds)
        yield from _imports(user, ImportBatch.Kind.MONTHLY, ImportBatch.Kind.TREASURY)
        yield Shortcut(_("Import the ledger"), reverse("admin:programs_ledgerentry_import"))
    if user.has_perm("programs.add_sitting"):
        yield Shortcut(_("New sitting"), reverse("admin:programs_sitting_add"), primary=True)
        yield Shortcut(_("Page of the commission"), reverse("programs:commission"))
    decides = may_adopt(user)  # the head decides, others enter
    if user.has_perm("programs.add_activity"):
        add = reverse("admin:programs_activity_add")
        yield Shortcut(_("Add an activity"), add, primary=not decides, adds=pgettext("add", "an activity"))
        if Activity.objects.exists():
            yield Shortcut(_("Repeat the last activity"), f"{add}?like=last")
    if user.has_perm("programs.add_progress"):
        yield Shortcut(_("Record progress"), reverse("progress:choose"))
    if user.has_perm("programs.add_override"):
        yield Shortcut(_("Allow to pass a limit"), reverse("admin:programs_override_add"))
    if user.has_perm("programs.view_measurerow"):
        reports = reverse("programs:reports", args=[program.slug])
        yield Shortcut(_("Report for a period"), reports, primary=decides and draft is None)


def _plan_work(user: Any, program: Program, draft: Edition | None) -> Iterable[Shortcut]:
    if draft and user.has_perm("programs.change_measurerow"):
        yield Shortcut(_("Edit the draft edition"), _draft_address(draft, user))
    if draft and may_adopt(user):
        adopt = reverse("admin:programs_edition_adopt", args=[draft.pk])
        yield Shortcut(_("Adopt the edition"), adopt, primary=True)
    yield from _imports(user, ImportBatch.Kind.PLAN)
    if draft is None and user.has_perm("programs.add_edition"):
        yield Shortcut(_("Open a draft edition"), reverse("admin:programs_edition_open", args=[program.slug]))


def _draft_address(draft: Edition, user: Any) -> str:
    """The sheet of the draft for who may type into it, else its page."""
    page = "grid" if user.has_perm("programs.change_measurerow") else "change"
    return reverse(f"admin:programs_edition_{page}", args=[draft.pk])


def _imports(user: Any, *kinds: ImportBatch.Kind) -> Iterable[Shortcut]:
    """The files that this person may bring."""
    for kind in kinds:
        if may_import(user, kind):
            yield Shortcut(str(IMPORTS[kind]), reverse("admin:programs_importbatch_new", args=[kind]))
