"""Advisory bodies, their sittings and decisions, and support of institutions as registers and tables."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Row, Table
from programs.words import date_text

from ..models import AdvisoryBody, BodyDecision, BodySitting, SupportRequest
from ..reports import counted_columns
from ..statement import COUNTED_OF_BODIES, counted_of_bodies

SORTS = {"name": ("name", "pk"), "-since": ("-since", "name", "pk")}
FACETS: Facets[Any] = {"kind": lambda each: [(each.kind, capfirst(each.get_kind_display()))]}
SUPPORT_SORTS = {"-asked_on": ("-asked_on", "-pk"), "asked_on": ("asked_on", "pk")}
SUPPORT_FACETS: Facets[Any] = {
    "state": lambda each: [(each.state, capfirst(each.get_state_display()))],
    "year": lambda each: [(str(each.asked_on.year), str(each.asked_on.year))],
}


def facets_of_bodies(rows: Iterable[Any], chosen: Mapping[str, str], facets: Facets[Any]) -> Options:
    return facets_of(rows, facets, chosen, counted=lambda _each, _key, _value: (1, None))


def with_counts(rows: Iterable[AdvisoryBody], on: date) -> list[Any]:
    """Bodies with ``counted``, what they held and decided by a day."""
    found: list[Any] = list(rows)
    counted = counted_of_bodies(found, on=on)
    for body in found:
        body.counted = counted[body.pk]
    return found


def term_text(body: AdvisoryBody) -> str:
    if body.until is None:
        return _("since %(day)s") % {"day": date_text(body.since)}
    return f"{date_text(body.since)} – {date_text(body.until)}"


def bodies_table(rows: Iterable[Any], *, site: str = "") -> Table:
    """The bodies; a file has every public column, with addresses on ``site``."""
    more = [
        Column("unit", _("Responsible unit"), width=2.5),
        Column("act", _("Founding act"), width=3),
        Column("about", _("What it is for"), width=4),
        Column("page", _("Page"), Kind.ADDRESS, width=3),
    ]
    return Table(
        key="advisory-bodies",
        caption=_("Advisory bodies and working groups with what they held and decided."),
        columns=[
            Column("name", _("Advisory body"), width=4, heads=True),
            Column("kind", _("Kind"), width=1.8),
            Column("term", pgettext("advisory body", "Term"), width=2.2),
            *counted_columns(),
            *(more if site else []),
        ],
        rows=[
            Row(
                {
                    "name": each.name,
                    "kind": capfirst(each.get_kind_display()),
                    "term": term_text(each),
                    **{key: each.counted[key] for key in COUNTED_OF_BODIES},
                    "unit": each.unit,
                    "act": str(each.act or ""),
                    "about": each.about,
                    "page": f"{site}{each.get_absolute_url()}",
                },
                link=each.get_absolute_url(),
            )
            for each in rows
        ],
        empty=_("Nothing fits what was chosen."),
    )


def sittings_table(rows: Iterable[BodySitting]) -> Table:
    """The sittings of a body as everybody may know of them: when and where, once that is told."""
    found = []
    for each in rows:
        told = each.told_place
        day = each.date if told or each.state != BodySitting.State.PLANNED else None
        presences = list(each.presences.all())
        cells: dict[str, Any] = {
            "number": f"№ {each.number}",
            "date": day,
            "place": (each.place or (_("by link") if each.link else "")) if told else "",
            "state": capfirst(each.get_state_display()),
        }
        if presences:
            came = sum(row.is_present for row in presences)
            cells["came"] = _("%(found)s of %(full)s") % {"found": came, "full": len(presences)}
            cells["decisions"] = sum(len(item.decisions.all()) for item in each.items.all())
        found.append(Row(cells, link=each.get_absolute_url()))
    return Table(
        key="body-sittings",
        caption=_("Sittings of the body, the newest first."),
        columns=[
            Column("number", _("Sitting"), width=1.2, heads=True),
            Column("date", _("Date"), Kind.DATE, width=1.4),
            Column("place", _("Place"), width=3),
            Column("state", _("State"), width=2),
            Column("came", _("Present"), width=1.4),
            Column("decisions", _("Decisions"), Kind.NUMBER, width=1.2),
        ],
        rows=found,
        empty=_("No sitting stands here yet."),
    )


def decisions_table(rows: Iterable[BodyDecision], on: date, *, site: str = "") -> Table:
    """What a body decided, and what became of it."""
    found = []
    for each in rows:
        sitting = each.item.sitting
        state = _("done") if each.done_on and each.done_on <= on else _("overdue") if each.is_overdue(on) else _("open")
        cells: dict[str, Any] = {
            "decided_on": sitting.date,
            "text": each.text,
            "unit": each.unit,
            "due": each.due,
            "state": capfirst(state),
            "done_on": each.done_on,
            "result": each.result,
            "question": each.item.question,
            "page": f"{site}{sitting.get_absolute_url()}",
        }
        found.append(Row({key: value for key, value in cells.items() if value}, link=sitting.get_absolute_url()))
    columns = [
        Column("decided_on", _("Decided on"), Kind.DATE, width=1.4),
        Column("text", _("Decision"), width=5, heads=True),
        Column("unit", _("Responsible unit"), width=2.4),
        Column("due", _("To be done by"), Kind.DATE, width=1.4),
        Column("state", _("State"), width=1.4),
        Column("done_on", _("Done on"), Kind.DATE, width=1.4),
        Column("result", _("What was done"), width=3),
    ]
    more = [Column("question", _("Question"), width=4), Column("page", _("Page"), Kind.ADDRESS, width=3)]
    return Table(
        key="body-decisions",
        caption=_("Decisions of the body: who does it, by when, what was done."),
        columns=[*columns, *(more if site else [])],
        rows=found,
        empty=_("Nothing was decided yet."),
    )


def support_table(rows: Iterable[SupportRequest], *, site: str = "") -> Table:
    """Requests for support with what was done; an institution that is not shown is told by its type."""
    found = []
    for each in rows:
        cells: dict[str, Any] = {
            "asked_on": each.asked_on,
            "institution": each.public_institution,
            "asked": each.asked,
            "state": capfirst(each.get_state_display()),
            "done_on": each.done_on,
            "done": each.done,
            "cost": each.entry.amount if each.entry else None,
            "page": f"{site}{each.institution.get_absolute_url()}" if each.institution.is_public else "",
        }
        link = each.institution.get_absolute_url() if each.institution.is_public else ""
        found.append(Row({key: value for key, value in cells.items() if value}, link=link))
    columns = [
        Column("asked_on", _("Asked on"), Kind.DATE, width=1.4),
        Column("institution", _("Institution"), width=3, heads=True),
        Column("asked", _("What was asked for"), width=4),
        Column("state", _("State"), width=1.4),
        Column("done_on", _("Done or answered on"), Kind.DATE, width=1.5),
        Column("done", _("What was done, or why not"), width=4),
        Column("cost", _("Paid by the programme"), Kind.MONEY, width=1.6),
    ]
    return Table(
        key="support",
        caption=_("Organisational support of institutions; it costs the programme nothing unless an amount stands."),
        columns=[*columns, *([Column("page", _("Page of the institution"), Kind.ADDRESS, width=3)] if site else [])],
        rows=found,
        empty=_("Nothing fits what was chosen."),
    )
