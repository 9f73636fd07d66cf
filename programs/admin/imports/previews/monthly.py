"""The monthly sheet as its preview shows it: beside the ledger, with what is missing on either side."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ....finance import ZERO
from ....imports.monthly.apply import MonthlyLine, MonthlyProposal
from ....models import Program
from ....words import DASH, amount_or_dash
from ..questions import questions
from .preview import Heading, Line, Preview, Rows, filled, unit_words


def preview_of_monthly(proposal: MonthlyProposal, program: Program | None) -> Preview:
    reading, due = proposal.reading, proposal.to_post
    total = sum((line.difference for line in due), ZERO)
    facts = [
        (_("Programme"), str(program)),
        (_("Counts up to"), f"{reading.cut_off:%d.%m.%Y}" if reading.cut_off else _("not known yet")),
        (_("Unit of the amounts"), unit_words(reading.unit.value)),
        (_("Rows of the sheet"), str(len(reading.rows))),
        (_("Paid by the sheet, UAH"), amount_or_dash(sum((line.sheet_paid for line in proposal.lines), ZERO))),
        (_("Paid by the ledger, UAH"), amount_or_dash(sum((line.ledger_paid for line in proposal.lines), ZERO))),
    ]
    tables = [_monthly_table(proposal), _missing_table(proposal), _foreign_table(proposal)]
    preview = Preview(
        facts, filled(tables[:1]), filled(tables[1:]), questions(proposal.questions), list(proposal.beyond)
    )
    if due and reading.cut_off:
        words = ngettext(
            "%(count)s payment of %(total)s UAH in all will be posted on %(day)s.",
            "%(count)s payments of %(total)s UAH in all will be posted on %(day)s.",
            len(due),
        )
        preview.will = words % {"count": len(due), "total": amount_or_dash(total), "day": f"{reading.cut_off:%d.%m.%Y}"}
    elif confirmed := sum(row.confirmed for row in reading.rows):
        words = ngettext(
            "No payment is missing; how %(count)s row was matched will be remembered.",
            "No payment is missing; how %(count)s rows were matched will be remembered.",
            confirmed,
        )
        preview.will = words % {"count": confirmed}
    return preview


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
    cells = [line.row.number, line.row.title, amount_or_dash(line.sheet_plan), amount_or_dash(line.portal_plan)]
    cells += [amount_or_dash(line.sheet_paid), amount_or_dash(line.ledger_paid), amount_or_dash(line.proposed)]
    return Line([*cells, str(line.source) if line.source else DASH], wrong=frozenset(wrong))


def _missing_table(proposal: MonthlyProposal) -> Rows:
    lines = [Line([row.number, row.title]) for row in proposal.missing]
    return Rows(_("Measures with money that the sheet does not have"), [Heading("№"), Heading(_("Measure"))], lines)


def _foreign_table(proposal: MonthlyProposal) -> Rows:
    lines = [
        Line([capfirst(str(row.place)), row.title, amount_or_dash(row.paid)])
        for row in proposal.reading.rows
        if row.code is None
    ]
    headings = [Heading(_("Where")), Heading(_("Row of the sheet")), Heading(_("Paid"), True)]
    return Rows(_("Rows that are no measure of this programme: left out"), headings, lines)
