"""The published proposals of a consultation: facets with counts, and the table that pages and files print."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.models import Program
from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Row, Table

from ..models import Proposal

SORTS = {"number": ("number",), "-answered": ("-answer__published_at", "number")}
NO_ANSWER = "waiting"
FACETS: Facets[Any] = {
    "outcome": lambda each: [(each.outcome or NO_ANSWER, capfirst(each.outcome_words or _("not answered yet")))],
    "author": lambda each: [(each.author_kind, capfirst(each.get_author_kind_display()))],
    "channel": lambda each: [(each.channel, capfirst(each.get_channel_display()))],
}


def proposals_of(rows: QuerySet[Proposal]) -> list[Any]:
    """Proposals with all that a page says of them, in one query."""
    return list(
        rows.select_related(
            "consultation", "author", "answer", "institution", "measure__program", "task__program", "edition__program"
        )
    )


def public_changes(each: Proposal) -> list[Any]:
    """The measure, task and edition that a proposal changed; a plan that nobody adopted yet is nobody's to know."""
    plan = [part for part in (each.measure, each.task) if part and part.program.status != Program.Status.DRAFT]
    return plan + ([each.edition] if each.edition and not each.edition.is_draft else [])


def facets_of_proposals(rows: Iterable[Any], chosen: Mapping[str, str]) -> Options:
    return facets_of(rows, FACETS, chosen, counted=lambda _each, _key, _value: (1, None))


def proposals_table(rows: Iterable[Any], *, site: str = "") -> Table:
    """The list as a file has it: every column that is public, with addresses on ``site``."""
    columns = [
        Column("number", _("№"), Kind.CODE, width=0.8, heads=True),
        Column("received_on", pgettext("proposal", "Received on"), Kind.DATE, width=1.3),
        Column("channel", _("Came by"), width=1.5),
        Column("foreign_number", _("Number there"), Kind.CODE, width=1.2),
        Column("author", _("Whose"), width=2),
        Column("signatories", _("Signatories"), Kind.NUMBER, width=1),
        Column("late", _("Late"), width=0.8),
        Column("clause", _("Clause"), width=1.5),
        Column("text", _("Proposal"), width=5),
        Column("wording", _("Wanted wording"), width=4),
        Column("outcome", pgettext("proposal", "Outcome"), width=1.8),
        Column("ground", pgettext("proposal", "Ground"), width=4),
        Column("forwarded_to", _("Forwarded to"), width=2),
        Column("forwarded_until", _("Answers until"), Kind.DATE, width=1.3),
        Column("answered_on", pgettext("proposal", "Answered on"), Kind.DATE, width=1.3),
        Column("changed", _("What it changed"), width=2),
        Column("page", _("Page"), Kind.ADDRESS, width=3),
    ]
    return Table(
        key="proposals",
        caption=_("Published proposals with their answers."),
        columns=columns,
        rows=[_row(each, site) for each in rows],
        empty=_("No proposal fits what was chosen."),
    )


def _row(each: Any, site: str) -> Row:
    answer = each.answer
    cells: dict[str, Any] = {
        "number": str(each.number),
        "received_on": each.received_on,
        "channel": capfirst(each.get_channel_display()),
        "foreign_number": each.foreign_number,
        "author": capfirst(each.public_author),
        "signatories": each.signatories,
        "late": _("yes") if each.is_late else _("no"),
        "clause": each.clause,
        "text": each.public_text,
        "wording": each.wording,
        "outcome": capfirst(each.outcome_words),
        "ground": answer.ground if answer else "",
        "forwarded_to": answer.forwarded_to if answer else "",
        "forwarded_until": answer.forwarded_until if answer else None,
        "answered_on": timezone.localdate(answer.published_at) if answer else None,
        "changed": ", ".join(str(part) for part in public_changes(each)),
        "page": f"{site}{each.get_absolute_url()}",
    }
    return Row({key: value for key, value in cells.items() if value is not None}, link=each.get_absolute_url())
