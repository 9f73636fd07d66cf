"""Slips of the plan that were corrected after its act had been adopted."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..corrections import Content, Correction, corrections_of
from ..reporting import Column, Kind, Row, Table
from ..statement import Statement
from ..words import amount_text
from .overrides import day


class Corrections:
    """Clerical corrections of the editions that the report counts by; left out where there was none."""

    key = "corrections"
    title = gettext_lazy("Clerical corrections")

    def table(self, statement: Statement) -> Table:
        editions = {edition for edition in (statement.first_edition, statement.edition) if edition}
        return corrections_table(corrections_of(*editions))


def corrections_table(corrections: Iterable[Correction]) -> Table:
    return Table(
        key=Corrections.key,
        caption=_("Slips corrected after the act had been adopted; the act itself did not change."),
        columns=[
            Column("on", _("Corrected on"), Kind.DATE, width=1.9),
            Column("subject", _("Place in the programme"), width=2.6, heads=True),
            Column("what", _("What changes"), width=2),
            Column("was", _("Was"), width=4),
            Column("became", _("Became"), width=4),
            Column("reason", _("Reason"), width=3),
        ],
        rows=[
            Row(
                {
                    "on": day(correction.at),
                    "subject": correction.subject,
                    "what": capfirst(correction.what),
                    "was": content_text(correction.before),
                    "became": content_text(correction.after),
                    "reason": correction.reason,
                }
            )
            for correction in corrections
        ],
    )


def content_text(content: Content) -> str:
    """What a field held, as documents print it."""
    if content is None:
        return "—"
    return amount_text(content) if isinstance(content, Decimal) else str(content)
