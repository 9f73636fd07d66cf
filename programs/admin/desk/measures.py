"""Remaining money per measure at its stages: a thin bar and the figures beside it, for the whole term or one year."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ...finance import Figures, Money, amount_of
from ...statement import MeasureLine, Statement
from ...words import amount_or_dash

BAR_WIDTH = 200
STAGES = ("amended", "appropriated", "committed", "accepted", "paid")


@dataclass(frozen=True)
class Bar:
    """A measure's money at its stages, as figures and as lengths of a thin bar."""

    address: str
    number: str
    title: str
    cells: dict[str, str]
    over: bool
    committed_width: int
    accepted_width: int
    paid_width: int


@dataclass(frozen=True)
class Span:
    """A choice of what the bars are about: the whole term, or one of its years."""

    label: str
    query: str
    chosen: bool


def cells(figures: Figures) -> dict[str, str]:
    """The five stages and what is left, as amounts."""
    return {
        **{name: amount_or_dash(getattr(figures, name)) for name in STAGES},
        "left": amount_or_dash(figures.remainder),
    }


def figures_row(total: Figures) -> list[tuple[str, str, str]]:
    """(key, label, amount) of the five figures that people decide by."""
    return [
        ("amended", _("Planned with amendments"), amount_or_dash(total.amended)),
        ("committed", _("Committed"), amount_or_dash(total.committed)),
        ("accepted", _("Accepted by acts"), amount_or_dash(total.accepted)),
        ("paid", _("Paid"), amount_or_dash(total.paid)),
        ("left", _("Remainder"), amount_or_dash(total.remainder)),
    ]


def year_rows(statement: Statement) -> list[dict[str, Any]]:
    return [{"year": year, **cells(figures)} for year, figures in statement.years.items()]


def chosen_year(statement: Statement, asked: str) -> int | None:
    """The budget year that the bars are about: the one asked for, else the running one, else the whole term (None)."""
    if asked.isdigit() and int(asked) in statement.years:
        return int(asked)
    running = statement.period.end.year
    return running if asked != "all" and running in statement.years else None


def spans(statement: Statement, year: int | None) -> list[Span]:
    years = [Span(str(one), str(one), one == year) for one in statement.years]
    return [Span(_("the whole term"), "all", year is None), *years]


def bars(statement: Statement, year: int | None) -> list[Bar]:
    """The measures that have money there, in the order of the plan."""
    found = []
    for line in statement.measures:
        figures = line.total if year is None else line.years[year]
        if amount_of(figures.amended) or amount_of(figures.paid):
            found.append(_bar(line, figures))
    return found


def _bar(line: MeasureLine, figures: Figures) -> Bar:
    plan = amount_of(figures.amended) or Decimal(0)

    def width(stage: Money) -> int:
        share = (amount_of(stage) or Decimal(0)) / plan if plan else Decimal(1)
        return int(min(max(share, Decimal(0)), Decimal(1)) * BAR_WIDTH)

    return Bar(
        address=reverse("admin:programs_measurerow_change", args=[line.row.pk]),
        number=line.row.number,
        title=line.row.title,
        cells=cells(figures),
        over=(amount_of(figures.remainder) or Decimal(0)) < 0,
        committed_width=width(figures.committed),
        accepted_width=width(figures.accepted),
        paid_width=width(figures.paid),
    )
