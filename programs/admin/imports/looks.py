"""What a preview shows of each kind of import: the facts, the tables, whether it can be written and what would be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...finance import ZERO
from ...imports.apply_monthly import MonthlyLine, MonthlyProposal
from ...imports.apply_plan import PlanProposal, check_years
from ...imports.state import ExecutorState, MeasureState, PlanChange, PlanState
from ...imports.treasury import TreasuryProposal
from ...models import Funding, ImportUpload, Program
from ..measure_names import names_of
from .questions import Questions, questions
from .rules import RuleRow, rule_rows
from .tables import NOTHING, Heading, Line, Rows, count, money, signed


@dataclass
class Look:
    """A proposal in the words of its page."""

    facts: list[tuple[str, str]]
    sums: list[Rows]  # what a person compares first, above the doubts
    tables: list[Rows]
    questions: Questions
    blockers: list[str] = field(default_factory=list)  # what keeps the import from being written, but for questions
    warnings: list[str] = field(default_factory=list)
    will: str = ""  # what writing does, in one sentence; nothing where there is nothing to write
    rules: list[RuleRow] = field(default_factory=list)
    undecided: int = 0  # groups of transactions without a rule, shown or not
    unreadable: int = 0
    skips_unreadable: bool = False

    @property
    def waits(self) -> int:
        """How many answers the import waits for."""
        return len(self.questions.open) + self.undecided + bool(self.unreadable and not self.skips_unreadable)

    @property
    def may_write(self) -> bool:
        return bool(self.will) and not self.waits and not self.blockers

    @property
    def has_controls(self) -> bool:
        asked = self.questions
        return bool(asked.open or asked.answered or asked.look or self.rules or self.unreadable)


def look_at(proposal: Any, upload: ImportUpload, program: Program | None) -> Look:
    """The proposal of any kind."""
    if isinstance(proposal, TreasuryProposal):
        return _look_at_treasury(proposal, upload.answers)
    if isinstance(proposal, MonthlyProposal):
        return _look_at_monthly(proposal, program)
    return _look_at_plan(proposal, program)


def _filled(tables: list[Rows]) -> list[Rows]:
    return [table for table in tables if table.lines]


def _unit(value: str) -> str:
    return _("hryvnias") if value == "uah" else _("thousands of hryvnias")


# A plan ---------------------------------------------------------------------------------------------------------------


def _look_at_plan(proposal: PlanProposal, program: Program | None) -> Look:
    reading, target = proposal.reading, proposal.target
    is_new = program is None or program.pk is None
    measures = ngettext("%(count)s measure", "%(count)s measures", len(reading.measures))
    tasks = ngettext("%(count)s task", "%(count)s tasks", len(reading.tasks))
    facts = [
        (_("Programme"), f"{program} ({_('new programme')})" if is_new else str(program)),
        (_("Unit of the amounts"), _unit(reading.unit.assumed.value)),
        (_("Years"), ", ".join(map(str, reading.years)) or NOTHING),
        (
            _("Understood"),
            f"{tasks % {'count': len(reading.tasks)}}, {measures % {'count': len(reading.measures)}}",
        ),
        (_("Total of the plan, UAH"), money(reading.total)),
    ]
    sums = [_years_table(proposal), _printed_totals(proposal), _changes_table(proposal, is_new)]
    look = Look(facts, _filled(sums), _filled([_plan_table(proposal)]), questions(proposal.doubts))
    if program is not None:
        look.blockers = _outside_term(target, program)
    differ = [year for year, amount in reading.totals_by_year.items() if amount != proposal.passport.get(year, ZERO)]
    if differ:
        years = ", ".join(map(str, differ))
        look.warnings.append(_("The plan will not add up to its passport: %(years)s.") % {"years": years})
    if is_new:
        look.will = _("A new programme with a draft edition will be created; nobody but the staff sees it.")
    elif proposal.changes:
        count = len(proposal.changes)
        words = ngettext(
            "%(count)s change will be written into the draft edition; the edition in force stands as it does.",
            "%(count)s changes will be written into the draft edition; the edition in force stands as it does.",
            count,
        )
        look.will = words % {"count": count}
    return look


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
        cells = [str(year), money(own), money(printed.get(year)), money(promised), signed(difference)]
        lines.append(Line(cells, wrong=frozenset({4} if difference else ())))
    total = sum(computed.values(), ZERO)
    promised = sum(passport.values(), ZERO)
    printed_total = money(sum(printed.values(), ZERO)) if printed else NOTHING
    lines.append(
        Line(
            [_("Total"), money(total), printed_total, money(promised), signed(total - promised)],
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
                money(check.printed),
                money(check.computed),
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
    cells = [row["number"], row["title"], _executors(row["executors"]) or NOTHING, funding or NOTHING]
    return Line(cells + [money(amounts.get(year)) for year in years])


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
        return NOTHING
    if name == "executors":
        return _executors(value)
    if name == "allocations":
        return "; ".join(f"{each['year']}: {money(Decimal(each['amount']))}" for each in value)
    if name == "predecessors":
        return ", ".join(value)
    if name in {"unit", "printed_unit"}:
        return _unit(value)
    if name == "funding":
        return str(Funding(value).label)
    return str(value)


# The monthly sheet ----------------------------------------------------------------------------------------------------


def _look_at_monthly(proposal: MonthlyProposal, program: Program | None) -> Look:
    reading, due = proposal.reading, proposal.to_post
    total = sum((line.difference for line in due), ZERO)
    facts = [
        (_("Programme"), str(program)),
        (_("Counts up to"), f"{reading.cut_off:%d.%m.%Y}" if reading.cut_off else _("not known yet")),
        (_("Unit of the amounts"), _unit(reading.unit.value)),
        (_("Rows of the sheet"), str(len(reading.rows))),
        (_("Paid by the sheet, UAH"), money(sum((line.sheet_paid for line in proposal.lines), ZERO))),
        (_("Paid by the ledger, UAH"), money(sum((line.ledger_paid for line in proposal.lines), ZERO))),
    ]
    tables = [_monthly_table(proposal), _missing_table(proposal), _foreign_table(proposal)]
    look = Look(facts, _filled(tables[:1]), _filled(tables[1:]), questions(proposal.doubts), list(proposal.beyond))
    if due and reading.cut_off:
        words = ngettext(
            "%(count)s payment of %(total)s UAH in all will be posted on %(day)s.",
            "%(count)s payments of %(total)s UAH in all will be posted on %(day)s.",
            len(due),
        )
        look.will = words % {"count": len(due), "total": money(total), "day": f"{reading.cut_off:%d.%m.%Y}"}
    elif confirmed := sum(row.confirmed for row in reading.rows):
        words = ngettext(
            "No payment is missing; how %(count)s row was matched will be remembered.",
            "No payment is missing; how %(count)s rows were matched will be remembered.",
            confirmed,
        )
        look.will = words % {"count": confirmed}
    return look


def _monthly_table(proposal: MonthlyProposal) -> Rows:
    headings = [Heading("№"), Heading(_("Measure"))]
    headings += [
        Heading(_("Plan in the sheet"), True),
        Heading(_("Plan in the portal"), True),
        Heading(_("Paid by the sheet"), True),
        Heading(_("Paid by the ledger"), True),
        Heading(_("Will be posted"), True),
        Heading(_("Source")),
    ]
    lines = [_monthly_line(line) for line in proposal.lines]
    return Rows(_("The sheet beside the ledger, UAH"), headings, lines)


def _monthly_line(line: MonthlyLine) -> Line:
    wrong = {2} if line.plan_difference else set()
    wrong |= {4} if line.difference < 0 else set()
    cells = [line.row.number, line.row.title, money(line.sheet_plan), money(line.portal_plan)]
    cells += [money(line.sheet_paid), money(line.ledger_paid), money(line.proposed)]
    return Line([*cells, str(line.source) if line.source else NOTHING], wrong=frozenset(wrong))


def _missing_table(proposal: MonthlyProposal) -> Rows:
    lines = [Line([row.number, row.title]) for row in proposal.missing]
    return Rows(_("Measures with money that the sheet does not have"), [Heading("№"), Heading(_("Measure"))], lines)


def _foreign_table(proposal: MonthlyProposal) -> Rows:
    lines = [
        Line([capfirst(str(row.place)), row.title, money(row.paid)])
        for row in proposal.reading.rows
        if row.code is None
    ]
    headings = [Heading(_("Where")), Heading(_("Row of the sheet")), Heading(_("Paid"), True)]
    return Rows(_("Rows that are no measure of this programme: left out"), headings, lines)


# Treasury transactions ------------------------------------------------------------------------------------------------


def _look_at_treasury(proposal: TreasuryProposal, answers: Mapping[str, str]) -> Look:
    period = NOTHING
    if proposal.first and proposal.last:
        period = f"{proposal.first:%d.%m.%Y}–{proposal.last:%d.%m.%Y}"
    facts = [
        (_("Transactions in the file"), count(proposal.count)),
        (_("Their sum, UAH"), money(proposal.amount)),
        (_("Period"), period),
        (_("In the ledger already"), count(proposal.known)),
        (_("Repeated in the file"), count(proposal.repeated)),
        (_("Passed over by the rules"), count(proposal.passed_over)),
        (_("Not readable"), count(proposal.unreadable_count)),
        (_("To be posted"), count(proposal.to_post)),
        (_("To be posted, UAH"), money(proposal.to_post_amount)),
    ]
    look = Look(
        facts,
        [],
        _filled([_unreadable_table(proposal), _decided_table(proposal)]),
        questions(()),
        blockers=list(proposal.beyond),
        warnings=list(proposal.changed),
        rules=rule_rows(proposal, answers),
        undecided=len(proposal.undecided),
        unreadable=proposal.unreadable_count,
        skips_unreadable=proposal.skips_unreadable,
    )
    if proposal.to_post or proposal.answered:
        words = ngettext(
            "%(count)s payment of %(total)s UAH in all will be posted.",
            "%(count)s payments of %(total)s UAH in all will be posted.",
            proposal.to_post,
        )
        look.will = words % {"count": count(proposal.to_post), "total": money(proposal.to_post_amount)}
    return look


def _decided_table(proposal: TreasuryProposal) -> Rows:
    answered = {answer.pattern for answer in proposal.answered}
    groups = [group for group in proposal.groups.values() if group.rule and group.pattern not in answered]
    names = names_of({group.rule.measure_id for group in groups if group.rule})
    headings = [Heading(_("Recipient")), Heading(_("Contract, codes")), Heading(_("Transactions"), True)]
    headings += [Heading(_("Sum, UAH"), True), Heading(_("Measure")), Heading(_("Source"))]
    lines = [
        Line(
            [
                group.who,
                group.codes,
                count(group.count),
                money(group.amount),
                names.get(group.rule.measure_id, _("passed over")),
                str(group.rule.source or NOTHING),
            ],
            "" if group.is_posted else "note",
        )
        for group in sorted(groups, key=lambda group: -group.amount)
        if group.rule is not None
    ]
    return Rows(_("Matched by rules that are remembered"), headings, lines)


def _unreadable_table(proposal: TreasuryProposal) -> Rows:
    headings = [Heading(_("Row")), Heading(_("Field")), Heading(_("Read")), Heading(_("What is wrong"))]
    lines = [Line([str(each.row), each.field, each.read or NOTHING, each.sentence]) for each in proposal.unreadable]
    return Rows(_("Rows that cannot be read"), headings, lines)
