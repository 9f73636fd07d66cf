"""Ready tables of the staff's pages, and how figures, days and links stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst

from ..words import amount_text


def date_of(value: Any) -> date | None:
    """A date as a form brings it; what is none is none."""
    if isinstance(value, date):
        return value
    try:
        return forms.DateField().to_python(value)
    except ValidationError:
        return None


def page_of(record: Any) -> str:
    """The address of a record's page."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def life_of(steps: Sequence[Any], now: int) -> list[tuple[str, str]]:
    """The steps of a record's life, each as one taken, the one it stands at, the next or a later one."""
    places = {now: "now", now + 1: "next"}
    return [
        (capfirst(str(words)), places.get(number, "done" if number < now else "later"))
        for number, words in enumerate(steps)
    ]


@dataclass(frozen=True)
class SheetCell:
    """A cell of a ready table."""

    text: Any
    address: str = ""
    is_money: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Sheet:
    """A ready table of a page with what can be done from it; headings that begin amounts are set to the right."""

    key: str
    title: str
    headings: list[Any]
    rows: list[list[SheetCell]]
    empty: str = ""
    foot: list[SheetCell] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    is_folded: bool = False  # opened by whoever wants to read it
    is_open: bool = False  # a folded one that a wide screen shows open
    count: int | None = None  # of all records, where the table shows the last ones

    @property
    def columns(self) -> list[tuple[Any, bool]]:
        """The headings, those over amounts marked."""
        first = self.rows[0] if self.rows else [SheetCell("")] * len(self.headings)
        return [(heading, cell.is_money) for heading, cell in zip(self.headings, first, strict=True)]

    @property
    def labelled(self) -> list[list[tuple[Any, SheetCell]]]:
        """The rows with each cell under its heading, as a narrow screen prints them."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    @property
    def labelled_foot(self) -> list[tuple[Any, SheetCell]]:
        return list(zip(self.headings, self.foot, strict=True))


def amount_cell(amount: Any, address: str = "") -> SheetCell:
    return SheetCell(amount_text(amount), address, is_money=True)


class QuantityField(forms.DecimalField):
    """A quantity or a price as people type it: «4 400», «12,5»."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "quantity"}
