"""Projects of the community development budget as a register, with sums of that budget alone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.finance import Absence
from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Level, Row, Table

from ..models import BudgetProject

SORTS = {"-year": ("-year", "title", "pk"), "-amount": ("-amount", "title", "pk"), "title": ("title", "pk")}
FACETS: Facets[Any] = {
    "year": lambda each: [(str(each.year), str(each.year))],
    "state": lambda each: [(each.state, capfirst(each.get_state_display()))],
}


def facets_of_projects(rows: Iterable[Any], chosen: Mapping[str, str]) -> Options:
    return facets_of(rows, FACETS, chosen, counted=lambda _each, _key, _value: (1, None))


def total_of(rows: Iterable[BudgetProject]) -> Decimal:
    """What the projects come to in money of their budget, as far as sums are stated."""
    return sum((each.amount for each in rows if each.amount is not None), Decimal(0))


def projects_table(rows: Iterable[BudgetProject], *, site: str = "") -> Table:
    """The projects; a file has every public column, with addresses on ``site``."""
    found = list(rows)
    lines = [_row(each, site) for each in found]
    if len(lines) > 1:
        lines.append(Row({"title": _("Grand total"), "amount": total_of(found)}, Level.TOTAL))
    return Table(
        key="projects",
        caption=_("Projects of the community development budget, the newest year first."),
        columns=[
            Column("title", _("Project"), width=4, heads=True),
            Column("year", _("Year"), Kind.YEAR, width=1),
            Column("institution", _("Institution"), width=2.6),
            Column("amount", _("Sum of that budget, UAH"), Kind.MONEY, width=1.8, plan=True),
            Column("state", _("State"), width=1.6),
            *(
                [
                    Column("date", _("Since"), Kind.DATE, width=1.3),
                    Column("result", _("Result"), width=4),
                    Column("link", _("Link"), Kind.ADDRESS, width=2),
                    Column("page", _("Page"), Kind.ADDRESS, width=3),
                ]
                if site
                else []
            ),
        ],
        rows=lines,
        notes=[_("Money of the community development budget: no part of the programme's money.")] if found else [],
        empty=_("Nothing fits what was chosen."),
    )


def _row(each: BudgetProject, site: str) -> Row:
    cells: dict[str, Any] = {
        "title": each.title,
        "year": each.year,
        "institution": str(each.told_institution or ""),
        "amount": Absence.AMOUNT_NOT_STATED if each.amount is None else each.amount,
        "state": capfirst(each.get_state_display()),
        "date": each.date,
        "result": each.result,
        "link": each.link,
        "page": f"{site}{each.get_absolute_url()}",
    }
    links = {"institution": each.told_institution.get_absolute_url()} if each.told_institution else {}
    return Row(cells, link=each.get_absolute_url(), links=links)
