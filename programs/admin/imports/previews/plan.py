"""A plan as its preview shows it: sums beside the passport, changes, the plan as it was understood."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ....finance import ZERO
from ....imports.plan.apply import PlanProposal, check_years
from ....imports.plan.state import ExecutorState, MeasureState, PlanChange, PlanState
from ....models import Funding, Program
from ....words import DASH, amount_or_dash
from ..questions import questions
from .preview import Heading, Line, Preview, Rows, filled, signed, unit_words


def preview_of_plan(proposal: PlanProposal, program: Program | None) -> Preview:
    reading, target = proposal.reading, proposal.target
    is_new = program is None or program.pk is None
    measures = ngettext("%(count)s measure", "%(count)s measures", len(reading.measures))
    tasks = ngettext("%(count)s task", "%(count)s tasks", len(reading.tasks))
    facts = [
        (_("Programme"), f"{program} ({_('new programme')})" if is_new else str(program)),
        (_("Unit of the amounts"), unit_words(reading.unit.assumed.value)),
        (_("Years"), ", ".join(map(str, reading.years)) or DASH),
        (
            _("Understood"),
            f"{tasks % {'count': len(reading.tasks)}}, {measures % {'count': len(reading.measures)}}",
        ),
        (_("Total of the plan, UAH"), amount_or_dash(reading.total)),
    ]
    sums = [_years_table(proposal), _printed_totals(proposal), _changes_table(proposal, is_new)]
    preview = Preview(facts, filled(sums), filled([_plan_table(proposal)]), questions(proposal.questions))
    if program is not None:
        preview.blockers = _outside_term(target, program)
    differ = [year for year, amount in reading.totals_by_year.items() if amount != proposal.passport.get(year, ZERO)]
    if differ:
        years = ", ".join(map(str, differ))
        preview.warnings.append(_("The plan will not add up to its passport: %(years)s.") % {"years": years})
    if is_new:
        preview.will = _("A new programme with a draft edition will be created; nobody but the staff sees it.")
    elif proposal.changes:
        count = len(proposal.changes)
        words = ngettext(
            "%(count)s change will be written into the draft edition; the edition in force stands as it does.",
            "%(count)s changes will be written into the draft edition; the edition in force stands as it does.",
            count,
        )
        preview.will = words % {"count": count}
    return preview


def _outside_term(target: PlanState, program: Program) -> list[str]:
    try:
        check_years(target, program)
    except ValidationError as refusal:
        return list(refusal.messages)
    return []


def _years_table(proposal: PlanProposal) -> Rows:
    computed, passport = proposal.reading.totals_by_year, proposal.passport
    printed = proposal.reading.printed_by_year
    years = sorted({*computed, *passport})
    lines = []
    for year in years:
        own, promised = computed.get(year, ZERO), passport.get(year)
        difference = own - promised if promised is not None else None
        cells = [
            str(year),
            amount_or_dash(own),
            amount_or_dash(printed.get(year)),
            amount_or_dash(promised),
            signed(difference),
        ]
        lines.append(Line(cells, wrong=frozenset({4} if difference else ())))
    total = sum(computed.values(), ZERO)
    promised = sum(passport.values(), ZERO)
    printed_total = amount_or_dash(sum(printed.values(), ZERO)) if printed else DASH
    lines.append(
        Line(
            [_("Total"), amount_or_dash(total), printed_total, amount_or_dash(promised), signed(total - promised)],
            "total",
        )
    )
    headings = [
        Heading(_("Year")),
        Heading(_("Measures of the file"), True),
        Heading(_("Printed in the file"), True),
        Heading(_("Passport"), True),
        Heading(_("Difference (measures − passport)"), True),
    ]
    return Rows(_("Totals by year, UAH"), headings, lines)


def _printed_totals(proposal: PlanProposal) -> Rows:
    lines = [
        Line(
            [
                capfirst(str(check.place)),
                check.what,
                check.heading,
                amount_or_dash(check.printed),
                amount_or_dash(check.computed),
                signed(check.difference),
            ],
            wrong=frozenset({5} if check.difference else ()),
        )
        for check in proposal.reading.totals
    ]
    headings = [
        Heading(_("Where")),
        Heading(_("Row")),
        Heading(_("Column")),
        Heading(_("Printed"), True),
        Heading(_("Added up"), True),
        Heading(_("Difference"), True),
    ]
    return Rows(_("Sums that the file prints, UAH"), headings, lines)


def _plan_table(proposal: PlanProposal) -> Rows:
    years = list(proposal.reading.years)
    lines: list[Line] = []
    for task in proposal.target["tasks"]:
        title = " ".join(part for part in (task["label"] or task["number"], task["title"]) if part)
        lines.append(Line([task["number"], title, *[""] * (2 + len(years))], "task"))
        lines += [_measure_line(row, years) for row in proposal.target["measures"] if row["task"] == task["number"]]
    headings = [Heading("№"), Heading(_("Task, measure")), Heading(_("Executors")), Heading(_("Source"))]
    headings += [Heading(str(year), True) for year in years]
    lead = _("Exactly this will stand in the draft edition.")
    return Rows(_("The plan as it was understood, UAH"), headings, lines, lead)


def _measure_line(row: MeasureState, years: list[int]) -> Line:
    amounts: dict[int, Decimal] = {}
    for each in row["allocations"]:
        amounts[each["year"]] = amounts.get(each["year"], ZERO) + Decimal(each["amount"])
    words = _funding(row["funding"])
    sources = sorted({each["source"] for each in row["allocations"]}) or ([row["source"]] if row["source"] else [])
    funding = ", ".join(sources) + (f" – {words}" if sources and words else words)
    cells = [row["number"], row["title"], _executors(row["executors"]) or DASH, funding or DASH]
    return Line(cells + [amount_or_dash(amounts.get(year)) for year in years])


def _executors(named: list[ExecutorState]) -> str:
    return "; ".join(f"{each['name']} ({_('by consent')})" if each["by_consent"] else each["name"] for each in named)


def _funding(value: str) -> str:
    """The two kinds of "no money" in words; a funded measure says it by its amounts."""
    return "" if value == Funding.FUNDED else str(Funding(value).label)


def _changes_table(proposal: PlanProposal, is_new: bool) -> Rows:
    headings = [Heading("№"), Heading(_("Task, measure")), Heading(_("What changes")), Heading(_("Was"))]
    headings.append(Heading(_("Becomes")))
    lines = [] if is_new else [_change_line(change) for change in proposal.changes]
    return Rows(_("What changes in the plan"), headings, lines)


def _change_line(change: PlanChange) -> Line:
    fields = {
        "added": _("is added"),
        "dropped": _("is dropped"),
        "unit": _("unit of the document"),
        "printed_unit": _("unit as printed"),
        "label": _("label in the document"),
        "number": _("number"),
        "order": _("order"),
        "title": _("title"),
        "results": _("results"),
        "parent": _("parent task"),
        "aspects": _("aspects"),
        "task": _("task"),
        "funding": _("funding"),
        "source": _("source"),
        "executors": _("executors"),
        "predecessors": _("continues the measures"),
        "allocations": _("amounts"),
    }
    before, after = (_value(change.field, value) for value in (change.before, change.after))
    return Line([change.number, change.title, fields[change.field], before, after])


def _value(name: str, value: Any) -> str:
    if value in (None, "", []):
        return DASH
    if name == "executors":
        return _executors(value)
    if name == "allocations":
        return "; ".join(f"{each['year']}: {amount_or_dash(Decimal(each['amount']))}" for each in value)
    if name in {"predecessors", "aspects"}:
        return ", ".join(map(str, value))
    if name in {"unit", "printed_unit"}:
        return unit_words(value)
    if name == "funding":
        return str(Funding(value).label)
    return str(value)
