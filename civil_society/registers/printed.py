"""Printed materials as a register: kind, run, format, place, and the contract that each was ordered by."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.modules import Link, ledger_links
from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Row, Table

from ..models import PrintedMaterial

SORTS = {"-date": ("-date", "-pk"), "-run": ("-run", "-pk"), "title": ("title", "pk")}
FACETS: Facets[Any] = {
    "kind": lambda each: [(each.kind, capfirst(each.get_kind_display()))],
    "year": lambda each: [(str(each.date.year), str(each.date.year))],
}


def facets_of_printed(rows: Iterable[Any], chosen: Mapping[str, str]) -> Options:
    return facets_of(rows, FACETS, chosen, counted=lambda _each, _key, _value: (1, None))


def contracts_of(rows: Iterable[PrintedMaterial]) -> dict[int, Link]:
    """Under what each was ordered or paid, by its key: the application that posted the entry says it."""
    entries = {each.pk: each.entry for each in rows if each.entry}
    links = ledger_links({entry.pk: entry for entry in entries.values()}.values())
    return {pk: links[entry.pk] for pk, entry in entries.items() if entry.pk in links}


def printed_table(rows: Iterable[PrintedMaterial], *, site: str = "") -> Table:
    """The printed materials; a file has every public column, with addresses on ``site``."""
    found = list(rows)
    contracts = contracts_of(found)
    return Table(
        key="printed",
        caption=_("Printed materials, the newest first."),
        columns=[
            Column("date", _("Date"), Kind.DATE, width=1.3),
            Column("kind", _("Kind"), width=1.6),
            Column("title", _("Title"), width=4, heads=True),
            Column("run", _("Copies"), Kind.NUMBER, width=1.2),
            Column("format", _("Format"), width=1.6),
            Column("place", _("Where"), width=2.6),
            Column("contract", _("Contract"), width=2.4),
            *(
                [
                    Column("until", _("Hangs until"), Kind.DATE, width=1.3),
                    Column("link", _("Link"), Kind.ADDRESS, width=2),
                    Column("page", _("Page"), Kind.ADDRESS, width=3),
                ]
                if site
                else []
            ),
        ],
        rows=[_row(each, contracts.get(each.pk), site) for each in found],
        empty=_("Nothing fits what was chosen."),
    )


def _row(each: PrintedMaterial, contract: Link | None, site: str) -> Row:
    cells: dict[str, Any] = {
        "date": each.date,
        "kind": capfirst(each.get_kind_display()),
        "title": each.title,
        "run": each.run,
        "format": each.format,
        "place": each.told_place,
        "contract": contract.title if contract else "",
        "link": each.link,
        "page": f"{site}{each.get_absolute_url()}",
    }
    if each.until:
        cells["until"] = each.until
    links = {"contract": contract.address} if contract and contract.address else {}
    return Row(cells, link=each.get_absolute_url(), links=links)
