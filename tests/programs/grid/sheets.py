"""Sheets as a browser sends them back, and the amounts that people write into them."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from programs.grid.review import Posted
from programs.grid.sheet import Place, Sheet, read_sheet, shown
from programs.models import Edition, FundingSource, MeasureRow
from programs.services import (
    save_measure,
)

COMMUNITY = "community-budget"
NBSP = "\u00a0"
# what is typed, and the content it means; None cannot be read
ODDITIES = {
    "36000": "36000.00",
    "36000 грн": "36000.00",
    "36 000 грн.": "36000.00",
    "36 000,00": "36000.00",
    f"36{NBSP}000,00{NBSP}грн": "36000.00",
    "36\u202f000,5": "36000.50",
    "36.000,00": "36000.00",
    "36,000.00": "36000.00",
    "36'000,00": "36000.00",
    "₴": None,
    "36000₴": "36000.00",
    "0,0": "0.00",
    "0": "0.00",
    "-0": "0.00",
    "": "",
    "   ": "",
    "-": "",
    "–": "",
    "—": "",
    "−": "",
    "-5": None,
    "36.000": None,
    "36,1234": None,
    "1.2.3": None,
    "36 тис.": None,
    "тридцять шість": None,
    "=A1+B1": None,
    "1e5": None,
    "999999999999,99": "999999999999.99",
    "1000000000000": None,
}


def cell(measure: str, year: int, source: str = COMMUNITY) -> Place:
    return Place(measure, source, year)


def posted(sheet: Sheet, typed: dict[Place, str], **more: Any) -> Posted:
    """The sheet as a browser would send it back after somebody typed into some cells."""
    texts = {
        place: sheet.content(place) if place.is_funding else shown(sheet.content(place)) for place in sheet.contents
    }
    return Posted(texts={**texts, **typed}, seen=sheet.by_measure(), **more)


def plan_of(edition: Edition) -> dict[Place, str]:
    return dict(read_sheet(edition).contents)


def row_of(edition: Edition, code: str) -> MeasureRow:
    return edition.measure_rows.select_related("edition__program", "task_row", "measure").get(measure__code=code)


def change(edition: Edition, code: str, year: int, amount: str | None, *, by: User) -> None:
    """Somebody else changes one amount on the measure's own page."""
    save_measure(
        row=row_of(edition, code),
        amounts={(FundingSource.objects.get(code=COMMUNITY), year): None if amount is None else Decimal(amount)},
        by=by,
    )
