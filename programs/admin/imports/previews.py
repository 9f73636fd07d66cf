"""What the page of an import shows: the facts, the tables, what is asked, and what writing it would do."""

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...finance import ZERO
from ...imports.monthly.apply import MonthlyProposal
from ...imports.plan.apply import PlanProposal, check_years
from ...imports.plan.state import Change, ExecutorState, MeasureState
from ...imports.treasury.proposal import TreasuryProposal
from ...models import Funding, ImportBatch, ImportUpload, Program
from ...texts import alphabetical
from ...words import DASH, amount_or_dash, date_text, signed_text, whole_text
from .questions import (
    PAYERS_SHOWN,
    by_state,
    double_rows,
    left_out_rows,
    matched_rows,
    payer_rows,
    return_rows,
    rule_rows,
    suggested,
)

ROWS_SHOWN = 300
# the cells of a row, its level («task», «total», «note» or nothing), the numbers of its cells that disagree
Line = tuple[list[str], str, Container[int]]


def preview_of(
    proposal: PlanProposal | MonthlyProposal | TreasuryProposal, upload: ImportUpload, program: Program | None
) -> dict[str, Any]:
    """The proposal of any kind as its page shows it."""
    preview: dict[str, Any] = {"will": "", "blockers": [], "warnings": [], "rules": [], "unreadable": 0, "sums": []}
    questions = by_state([] if isinstance(proposal, TreasuryProposal) else proposal.questions)
    waits = len(questions["open"])
    if isinstance(proposal, TreasuryProposal):
        preview |= _treasury(proposal, upload.answers)
        waits += proposal.waiting
    elif isinstance(proposal, MonthlyProposal):
        preview |= _monthly(proposal, program)
    else:
        preview |= _plan(proposal, program)
    to_decide = [("open", _("Questions to answer")), ("answered", _("Answered"))]
    to_read = [("check", _("Read as suggested: check it")), ("notes", _("Noticed"))]
    asked = any(questions[name] for name in ("open", "answered", "check"))
    return preview | {
        "sums": [table for table in preview["sums"] if table["lines"]],
        "tables": [table for table in preview["tables"] if table["lines"]],
        "questions": questions,
        "to_decide": [(name, title, questions[name]) for name, title in to_decide if questions[name]],
        "to_read": [(name, title, questions[name]) for name, title in to_read if questions[name]],
        "with_suggestion": len(suggested(control["question"] for control in questions["open"])),
        "waits": waits,
        "may_write": bool(preview["will"]) and not waits and not preview["blockers"],
        "has_controls": bool(asked or preview.get("payers")),
    }


def _table(
    title: str, headings: list[str], lines: Iterable[Line], *, money: Container[int] = (), lead: str = ""
) -> dict[str, Any]:
    """A table under its title; ``money`` are the numbers of the columns that hold amounts."""
    found = list(lines)
    return {
        "title": title,
        "lead": lead,
        "headings": [(words, number in money) for number, words in enumerate(headings)],
        "lines": [
            (
                level,
                [
                    ("" if level and not n else headings[n], n in money, cell, n in wrong)
                    for n, cell in enumerate(cells)
                ],
            )
            for cells, level, wrong in found[:ROWS_SHOWN]
        ],
        "not_shown": max(len(found) - ROWS_SHOWN, 0),
    }


def _difference(amount: Decimal | None) -> str:
    """«+500,00» and «−500,00», and a dash where two amounts agree."""
    return signed_text(amount) if amount else DASH


def _unit(value: str) -> str:
    return _("hryvnias") if value == "uah" else _("thousands of hryvnias")


# A plan ---------------------------------------------------------------------------------------------------------------


def _plan(proposal: PlanProposal, program: Program | None) -> dict[str, Any]:
    reading = proposal.reading
    is_new = program is None or program.pk is None
    measures = ngettext("%(count)s measure", "%(count)s measures", len(reading.measures))
    tasks = ngettext("%(count)s task", "%(count)s tasks", len(reading.tasks))
    understood = f"{tasks % {'count': len(reading.tasks)}}, {measures % {'count': len(reading.measures)}}"
    will = ""
    if is_new:
        will = _("A new programme with a draft edition will be created; nobody but the staff sees it.")
    elif count := len(proposal.changes):
        words = ngettext(
            "%(count)s change will be written into the draft edition; the edition in force stands as it does.",
            "%(count)s changes will be written into the draft edition; the edition in force stands as it does.",
            count,
        )
        will = words % {"count": count}
    blockers: list[str] = []
    if program is not None:
        try:
            check_years(proposal.target, program)
        except ValidationError as refusal:
            blockers = refusal.messages
    differ = [year for year, amount in proposal.totals_by_year.items() if amount != proposal.passport.get(year, ZERO)]
    words = _("The plan will not add up to its passport: %(years)s.") % {"years": ", ".join(map(str, differ))}
    return {
        "facts": [
            (_("Programme"), f"{program} ({_('new programme')})" if is_new else str(program)),
            (_("Unit of the amounts"), _unit(reading.unit)),
            (_("Years"), ", ".join(map(str, reading.years)) or DASH),
            (_("Understood"), understood),
            (_("Total of the plan, UAH"), amount_or_dash(sum(proposal.totals_by_year.values(), ZERO))),
        ],
        "sums": [_years_table(proposal), _printed_totals(proposal), _changes_table([] if is_new else proposal.changes)],
        "tables": [_plan_table(proposal)],
        "blockers": blockers,
        "warnings": [words] if differ else [],
        "will": will,
    }


def _years_table(proposal: PlanProposal) -> dict[str, Any]:
    computed, printed, passport = proposal.totals_by_year, proposal.reading.printed_by_year, proposal.passport
    lines: list[Line] = []
    for year in sorted({*computed, *passport}):
        own, promised = computed.get(year, ZERO), passport.get(year)
        difference = own - promised if promised is not None else None
        amounts = [amount_or_dash(amount) for amount in (own, printed.get(year), promised)]
        lines.append(([str(year), *amounts, _difference(difference)], "", {4} if difference else ()))
    own, promised = sum(computed.values(), ZERO), sum(passport.values(), ZERO)
    whole = sum(printed.values(), ZERO) if printed else None
    amounts = [amount_or_dash(amount) for amount in (own, whole, promised)]
    lines.append(([_("Total"), *amounts, _difference(own - promised)], "total", ()))
    headings = [_("Year"), _("Measures of the plan"), _("Printed in the file"), _("Passport")]
    headings.append(_("Difference (measures − passport)"))
    return _table(_("Totals by year, UAH"), headings, lines, money=range(1, 5))


def _printed_totals(proposal: PlanProposal) -> dict[str, Any]:
    lines: list[Line] = []
    for check in proposal.reading.totals:
        amounts = [amount_or_dash(check.printed), amount_or_dash(check.computed), _difference(check.difference)]
        cells = [capfirst(str(check.place)), check.what, check.heading, *amounts]
        lines.append((cells, "", {5} if check.difference else ()))
    headings = [_("Where"), _("Row"), _("Column"), _("Printed"), _("Added up"), _("Difference")]
    return _table(_("Sums that the file prints, UAH"), headings, lines, money=range(3, 6))


def _plan_table(proposal: PlanProposal) -> dict[str, Any]:
    years = list(proposal.reading.years)
    lines: list[Line] = []
    for task in proposal.target["tasks"]:
        title = " ".join(part for part in (task["label"] or task["number"], task["title"]) if part)
        lines.append(([task["number"], title, *[""] * (2 + len(years))], "task", ()))
        for row in proposal.target["measures"]:
            if row["task"] == task["number"]:
                lines.append((_measure_cells(row, years), "", ()))
    headings = ["№", _("Task, measure"), _("Executors"), _("Source"), *map(str, years)]
    lead = _("Exactly this will stand in the draft edition.")
    money = range(4, 4 + len(years))
    return _table(_("The plan as it was understood, UAH"), headings, lines, money=money, lead=lead)


def _measure_cells(row: MeasureState, years: list[int]) -> list[str]:
    amounts: dict[int, Decimal] = {}
    for each in row["allocations"]:
        amounts[each["year"]] = amounts.get(each["year"], ZERO) + Decimal(each["amount"])
    # the two kinds of "no money" in words; a funded measure says it by its amounts
    words = "" if row["funding"] == Funding.FUNDED else str(Funding(row["funding"]).label)
    named = {each["source"] for each in row["allocations"]} or ({row["source"]} if row["source"] else set())
    sources = sorted(named, key=alphabetical)
    funding = ", ".join(sources) + (f" – {words}" if sources and words else words)
    cells = [row["number"], row["title"], _executors(row["executors"]) or DASH, funding or DASH]
    return cells + [amount_or_dash(amounts.get(year)) for year in years]


def _executors(named: list[ExecutorState]) -> str:
    return "; ".join(f"{each['name']} ({_('by consent')})" if each["by_consent"] else each["name"] for each in named)


def _changes_table(changes: list[Change]) -> dict[str, Any]:
    fields = {
        "added": _("is added"),
        "dropped": _("is dropped"),
        "unit": _("unit of the document"),
        "printed_unit": _("unit as printed"),
        "label": _("label in the document"),
        "number": _("number"),
        "order": _("place in the document"),
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
    lines: list[Line] = [
        ([number, title, fields[field], _value(field, before), _value(field, after)], "", ())
        for number, title, field, before, after in changes
    ]
    headings = ["№", _("Task, measure"), _("What changes"), _("Was"), _("Becomes")]
    return _table(_("What changes in the plan"), headings, lines)


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
        return _unit(value)
    return str(Funding(value).label) if name == "funding" else str(value)


# The monthly sheet ----------------------------------------------------------------------------------------------------


def _monthly(proposal: MonthlyProposal, program: Program | None) -> dict[str, Any]:
    reading, due = proposal.reading, proposal.to_post
    lowered = -sum((line.difference for line in proposal.to_lower), ZERO)
    will = ""
    if due and reading.cut_off:
        words = ngettext(
            "%(count)s payment of %(total)s UAH in all will be posted on %(day)s.",
            "%(count)s payments of %(total)s UAH in all will be posted on %(day)s.",
            len(due),
        )
        total = amount_or_dash(sum((line.difference for line in due), ZERO))
        will = words % {"count": len(due), "total": total, "day": f"{reading.cut_off:%d.%m.%Y}"}
    elif (confirmed := sum(row.confirmed for row in reading.rows)) and not lowered:
        words = ngettext(
            "No payment is missing; how %(count)s row was matched will be remembered.",
            "No payment is missing; how %(count)s rows were matched will be remembered.",
            confirmed,
        )
        will = words % {"count": confirmed}
    if lowered:
        less = _("Balances of earlier sheets will be lowered by %s UAH.") % amount_or_dash(lowered)
        will = f"{will} {less}".strip()
    missing: list[Line] = [([row.number, row.title], "", ()) for row in proposal.missing]
    foreign: list[Line] = [
        ([capfirst(str(row.place)), row.title, amount_or_dash(row.paid)], "", ())
        for row in reading.rows
        if row.code is None
    ]
    return {
        "facts": [
            (_("Programme"), str(program)),
            (_("Counts up to"), f"{reading.cut_off:%d.%m.%Y}" if reading.cut_off else _("not known yet")),
            (_("Unit of the amounts"), _unit(reading.unit)),
            (_("Rows of the sheet"), str(len(reading.rows))),
            (_("Paid by the sheet, UAH"), amount_or_dash(sum((line.sheet_paid for line in proposal.lines), ZERO))),
            (_("Paid by the ledger, UAH"), amount_or_dash(sum((line.ledger_paid for line in proposal.lines), ZERO))),
        ],
        "sums": [_sheet_beside_ledger(proposal)],
        "tables": [
            _line_by_line(proposal),
            _table(_("Measures with money that the sheet does not have"), ["№", _("Measure")], missing),
            _table(
                _("Rows that are no measure of this programme: left out"),
                [_("Where"), _("Row of the sheet"), _("Paid")],
                foreign,
                money={2},
            ),
        ],
        "blockers": proposal.beyond,
        "will": will,
    }


def _sheet_beside_ledger(proposal: MonthlyProposal) -> dict[str, Any]:
    lines: list[Line] = []
    for line in proposal.lines:
        amounts = [line.sheet_plan, line.portal_plan, line.sheet_paid, line.ledger_paid, line.proposed]
        cells = [line.row.number, line.row.title, *map(amount_or_dash, amounts), str(line.source or DASH)]
        wrong = {number for number, differs in ((2, line.plan_difference), (4, line.difference < 0)) if differs}
        lines.append((cells, "", wrong))
    headings = ["№", _("Measure"), _("Plan in the sheet"), _("Plan in the portal"), _("Paid by the sheet")]
    headings += [_("Paid by the ledger"), _("Will be posted"), _("Source")]
    return _table(_("The sheet beside the ledger, UAH"), headings, lines, money=range(2, 7))


def _line_by_line(proposal: MonthlyProposal) -> dict[str, Any]:
    """What makes up the ledger's sum wherever it is not the sheet's: each entry, then both sums and the difference."""
    lines: list[Line] = []
    behind = proposal.behind()
    for line in proposal.lines:
        if not line.difference:
            continue
        lines.append(([f"{line.row.number} {line.row.title}", "", "", ""], "task", ()))
        for entry in behind[line.row.measure_id]:
            of_sheet = hasattr(entry, "imported_with") and entry.imported_with.batch.kind == ImportBatch.Kind.MONTHLY
            payee = _("balance of an earlier sheet") if of_sheet else entry.counterparty or DASH
            lines.append(([date_text(entry.date), entry.document_number, payee, amount_or_dash(entry.amount)], "", ()))
        lines.append(([_("Paid by the ledger"), "", "", amount_or_dash(line.ledger_paid)], "total", ()))
        lines.append(([_("Paid by the sheet"), "", "", amount_or_dash(line.sheet_paid)], "total", ()))
        lines.append(([_("Difference"), "", "", signed_text(line.difference)], "total", ()))
    headings = [_("Date"), _("Document"), _("Payee"), _("Amount, UAH")]
    return _table(_("Why the sums differ: what the ledger has"), headings, lines, money={3})


# Treasury transactions ------------------------------------------------------------------------------------------------


def _treasury(proposal: TreasuryProposal, answers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "facts": _treasury_facts(proposal),
        "tables": [_unreadable(proposal)],
        "blockers": proposal.beyond,
        "warnings": _treasury_warnings(proposal),
        "will": _treasury_will(proposal),
        "payers": payer_rows(proposal),
        "knows_own": proposal.knows_own,
        "payers_not_shown": max(sum(not payer.is_listed for payer in proposal.payers.values()) - PAYERS_SHOWN, 0),
        "rules": rule_rows(proposal, answers),
        "rest": sum(not (group.suggestion or group.suggested_contract) for group in proposal.undecided),
        "matched": matched_rows(proposal),
        "doubles": double_rows(proposal),
        "returns": return_rows(proposal),
        "left_out": left_out_rows(proposal),
        "unreadable": proposal.unreadable_count,
        "skips_unreadable": proposal.skips_unreadable,
    }


def _treasury_facts(proposal: TreasuryProposal) -> list[tuple[str, str]]:
    period = DASH
    if proposal.first and proposal.last:
        period = f"{proposal.first:%d.%m.%Y}–{proposal.last:%d.%m.%Y}"
    return [
        (_("Transactions in the file"), whole_text(proposal.count)),
        (_("Their sum, UAH"), amount_or_dash(proposal.amount)),
        (_("Period"), period),
        (_("Of other payers: left out"), whole_text(proposal.of_others)),
        (_("In the ledger already"), whole_text(proposal.known)),
        (_("Repeated in the file"), whole_text(proposal.repeated)),
        (_("Passed over by the rules"), whole_text(proposal.passed_over)),
        (_("Left out by a person"), whole_text(len(proposal.left_out) + len(proposal.same))),
        (_("Not readable"), whole_text(proposal.unreadable_count)),
        (_("To be posted"), whole_text(proposal.to_post)),
        (_("To be posted, UAH"), amount_or_dash(proposal.to_post_amount)),
    ]


def _treasury_will(proposal: TreasuryProposal) -> str:
    """What writing the file would do; empty where it would do nothing."""
    returned, sentences = len(proposal.taken_returns), []
    if proposal.to_post or proposal.answered or proposal.left_out or proposal.same or returned:
        words = ngettext(
            "%(count)s payment of %(total)s UAH in all will be posted.",
            "%(count)s payments of %(total)s UAH in all will be posted.",
            proposal.to_post,
        )
        total = amount_or_dash(proposal.to_post_amount)
        sentences.append(words % {"count": whole_text(proposal.to_post), "total": total})
    if returned:
        words = ngettext(
            "%(count)s payment that came back will be reversed.",
            "%(count)s payments that came back will be reversed.",
            returned,
        )
        sentences.append(words % {"count": whole_text(returned)})
    return " ".join(sentences)


def _treasury_warnings(proposal: TreasuryProposal) -> list[str]:
    warnings = list(proposal.changed)
    if count := proposal.without_codes:
        words = ngettext(
            "%(count)s payment will be posted without КЕКВ or КПКВК: the file does not say them.",
            "%(count)s payments will be posted without КЕКВ or КПКВК: the file does not say them.",
            count,
        )
        warnings.append(words % {"count": whole_text(count)})
    return warnings


def _unreadable(proposal: TreasuryProposal) -> dict[str, Any]:
    own = proposal.own
    lines: list[Line] = [
        ([str(each.row), each.field, each.read or DASH, each.sentence], "", ())
        for each in proposal.unreadable
        if not each.payer or each.payer in own
    ]
    return _table(_("Rows that cannot be read"), [_("Row"), _("Field"), _("Read"), _("What is wrong")], lines)
