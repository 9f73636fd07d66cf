"""Treasury transactions as their preview shows them: counted, by the rules that take them, and what cannot be read."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ....imports.treasury.reader import TreasuryProposal
from ....staff.measure_names import names_of
from ....words import DASH, amount_or_dash, whole_text
from ..questions import questions
from ..rules import rule_rows
from .preview import Heading, Line, Preview, Rows, filled


def preview_of_treasury(proposal: TreasuryProposal, answers: Mapping[str, str]) -> Preview:
    period = DASH
    if proposal.first and proposal.last:
        period = f"{proposal.first:%d.%m.%Y}–{proposal.last:%d.%m.%Y}"
    facts = [
        (_("Transactions in the file"), whole_text(proposal.count)),
        (_("Their sum, UAH"), amount_or_dash(proposal.amount)),
        (_("Period"), period),
        (_("In the ledger already"), whole_text(proposal.known)),
        (_("Repeated in the file"), whole_text(proposal.repeated)),
        (_("Passed over by the rules"), whole_text(proposal.passed_over)),
        (_("Not readable"), whole_text(proposal.unreadable_count)),
        (_("To be posted"), whole_text(proposal.to_post)),
        (_("To be posted, UAH"), amount_or_dash(proposal.to_post_amount)),
    ]
    preview = Preview(
        facts,
        [],
        filled([_unreadable_table(proposal), _decided_table(proposal)]),
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
        preview.will = words % {"count": whole_text(proposal.to_post), "total": amount_or_dash(proposal.to_post_amount)}
    return preview


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
                whole_text(group.count),
                amount_or_dash(group.amount),
                names.get(group.rule.measure_id, _("passed over")),
                str(group.rule.source or DASH),
            ],
            "" if group.is_posted else "note",
        )
        for group in sorted(groups, key=lambda group: -group.amount)
        if group.rule is not None
    ]
    return Rows(_("Matched by rules that are remembered"), headings, lines)


def _unreadable_table(proposal: TreasuryProposal) -> Rows:
    headings = [Heading(_("Row")), Heading(_("Field")), Heading(_("Read")), Heading(_("What is wrong"))]
    lines = [Line([str(each.row), each.field, each.read or DASH, each.sentence]) for each in proposal.unreadable]
    return Rows(_("Rows that cannot be read"), headings, lines)
