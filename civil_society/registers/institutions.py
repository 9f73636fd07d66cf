"""The public register of institutions: facets with counts, and the table that pages and files print."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Row, Table

from ..models import Institution, Participation

SORTS = {"name": ("name", "pk"), "type": ("type", "name", "pk"), "-checked": ("-checked_on", "name", "pk")}
FACETS: Facets[Any] = {
    "type": lambda each: [(each.type, capfirst(each.get_type_display()))],
    "state": lambda each: [(each.state, capfirst(each.get_state_display()))],
    "personality": lambda each: [
        ("yes", capfirst(_("legal person"))) if each.has_personality else ("no", capfirst(_("no legal person")))
    ],
    "field": lambda each: [(each.field, capfirst(each.field))] if each.field else [],
    "active": lambda each: [(str(year), str(year)) for year in each.years],
}


def institutions_on(rows: QuerySet[Institution], on: date) -> list[Any]:
    """Institutions with ``years``, those in which they took part in something by a day: three queries."""
    took_part = Participation.objects.counted().filter(activity__date__lte=on, institution__in=rows)
    years: dict[int, list[int]] = defaultdict(list)
    pairs = took_part.order_by().annotate(year=ExtractYear("activity__date")).values_list("institution", "year")
    for pk, year in sorted(set(pairs)):
        years[pk].append(year)
    found: list[Any] = list(rows.prefetch_related("consents"))
    for institution in found:
        institution.years = years[institution.pk]
    return found


def facets_of_institutions(rows: Iterable[Any], chosen: Mapping[str, str]) -> Options:
    """The values of every facet with their counts, by what the other facets leave; years newest first."""
    found = facets_of(rows, FACETS, chosen, counted=lambda _each, _key, _value: (1, None))
    found["active"].sort(key=lambda option: option.value, reverse=True)
    return found


def institutions_table(rows: Iterable[Any], *, site: str = "") -> Table:
    """The register; a file has every column that is public, with addresses on ``site``."""
    of_page = {"name", "type", "edrpou", "field", "state", "checked_on", "active"}
    columns = [
        Column("name", _("Institution"), width=4, heads=True),
        Column("short_name", _("Short name"), width=2),
        Column("type", _("Type"), width=2.4),
        Column("edrpou", _("EDRPOU"), Kind.CODE, width=1.3),
        Column("legal_form", _("Legal form"), width=2),
        Column("personality", _("Legal person"), width=1.2),
        Column("field", _("Field of work"), width=2),
        Column("seat", _("Seat"), width=3),
        Column("territory", _("Territory"), width=3),
        Column("site", _("Site"), Kind.ADDRESS, width=2),
        Column("nonprofit", _("Non-profit"), width=1.2),
        Column("since", _("Non-profit since"), Kind.DATE, width=1.4),
        Column("state", _("State"), width=1.6),
        Column("checked_on", _("State checked on"), Kind.DATE, width=1.5),
        Column("active", _("Took part in"), width=1.5),
        Column("source", _("Source"), width=2),
        Column("page", _("Page"), Kind.ADDRESS, width=3),
    ]
    return Table(
        key="institutions",
        caption=_("Institutions of civil society, with the years in which they took part in activities."),
        columns=[column for column in columns if site or column.key in of_page],
        rows=[_row(each, site) for each in rows],
        empty=_("No institution fits what was chosen."),
    )


def _row(each: Any, site: str) -> Row:
    yes_no = {True: _("yes"), False: _("no")}
    cells: dict[str, Any] = {
        "name": each.name,
        "short_name": each.short_name,
        "type": capfirst(each.get_type_display()),
        "edrpou": each.edrpou,
        "legal_form": each.legal_form,
        "personality": yes_no[each.has_personality],
        "field": each.field,
        "seat": each.public_seat,
        "territory": each.public_territory,
        "site": each.site,
        "nonprofit": yes_no[each.is_nonprofit],
        "since": each.nonprofit_on or "",
        "state": capfirst(each.get_state_display()),
        "checked_on": each.checked_on or "",
        "active": ", ".join(map(str, each.years)) or _("not yet"),
        "source": each.source,
        "page": f"{site}{each.get_absolute_url()}",
    }
    return Row(cells, link=each.get_absolute_url())
