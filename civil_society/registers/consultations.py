"""The public register of consultations: facets with counts, and the table that pages and files print."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Row, Table

from ..models import Consultation, Stage, last_moment
from ..services import moment_text

SORTS = {
    "-opened": ("-opens_at", "-pk"),
    "opened": ("opens_at", "pk"),
    "closes": ("-closes_at", "-pk"),
    "subject": ("subject", "pk"),
}
FACETS: Facets[Any] = {
    "stage": lambda each: [(each.at.value, capfirst(str(each.at.label)))],
    "form": lambda each: [(each.form, capfirst(each.get_form_display()))],
    "matter": lambda each: [(each.matter, capfirst(each.get_matter_display()))],
    "year": lambda each: [(str(each.year), str(each.year))],
    "planned": lambda each: (
        [("yes", pgettext("consultation", "By the plan")) if each.plan_item_id else ("no", _("Not planned"))]
        if each.is_own
        else []
    ),
    "organiser": lambda each: [
        ("council", _("The council")) if each.is_own else ("other", pgettext("consultation", "Other bodies"))
    ],
}


def consultations_at(rows: QuerySet[Consultation], now: datetime) -> list[Any]:
    """Consultations with ``at``, where they stand, and ``people`` who came to their events or took part elsewhere."""
    found: list[Any] = list(rows.select_related("plan_item").prefetch_related("events__headcounts"))
    for each in found:
        each.at = each.stage(now)
        held = [event for event in each.events.all() if event.cancelled_on is None and event.headcounts.all()]
        counts = [event.people for event in held] + [each.platform_people or 0]
        each.people = sum(counts) if held or each.platform_people is not None else None
    return found


def facets_of_consultations(rows: Iterable[Any], chosen: Mapping[str, str]) -> Options:
    """The values of every facet with their counts, by what the other facets leave; where they stand in its order."""
    found = facets_of(rows, FACETS, chosen, counted=lambda _each, _key, _value: (1, None))
    order = list(Stage)
    found["stage"].sort(key=lambda option: order.index(Stage(option.value)))
    return found


def consultations_table(rows: Iterable[Any], *, site: str = "") -> Table:
    """The register; a file has every column that is public, with addresses on ``site``."""
    of_page = {"number", "subject", "form", "until", "stage", "people"}
    columns = [
        Column("number", _("№"), Kind.CODE, width=1.4),
        Column("subject", pgettext("consultation", "Subject"), width=4, heads=True),
        Column("form", _("Form"), width=2),
        Column("matter", _("What is discussed"), width=2),
        Column("organiser", _("Who consults"), width=2.4),
        Column("from", _("Proposals from"), width=1.6),
        Column("until", _("Proposals until"), width=1.6),
        Column("stage", pgettext("consultation", "Where it stands"), width=1.6),
        Column("plan", _("Item of the plan"), width=1),
        Column("people", _("Took part in person"), Kind.NUMBER, width=1),
        Column("page", _("Page"), Kind.ADDRESS, width=3),
    ]
    return Table(
        key="consultations",
        caption=_("Consultations with the public, with their terms and where they stand."),
        columns=[column for column in columns if site or column.key in of_page],
        rows=[_row(each, site) for each in rows],
        empty=_("No consultation fits what was chosen."),
    )


def _row(each: Any, site: str) -> Row:
    cells: dict[str, Any] = {
        "number": each.address,
        "subject": each.subject,
        "form": capfirst(each.get_form_display()),
        "matter": capfirst(each.get_matter_display()),
        "organiser": each.organiser_text,
        "from": moment_text(each.opens_at),
        "until": moment_text(each.closes_at),
        "stage": capfirst(str(each.at.label)),
        "plan": str(each.plan_item.number) if each.plan_item else "",
        "people": each.people,
        "page": f"{site}{each.get_absolute_url()}",
    }
    return Row(cells, link=each.get_absolute_url())


def moment_of(day: date) -> datetime:
    """The moment at which a page of a day is read: now, or the end of a day of the past."""
    return timezone.now() if day == timezone.localdate() else last_moment(day)
