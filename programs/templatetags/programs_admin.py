"""What the staff's pages need of their forms."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ..finance import Money, amount_of

register = template.Library()


@register.simple_tag
def labelled(field: BoundField) -> SafeString:
    """An input of a table row, named by its column for those who cannot see the heading."""
    return field.as_widget(attrs={"aria-label": capfirst(str(field.label))})


@register.filter
def under_headings(cells: Iterable[SafeString], headings: Iterable[dict[str, Any]]) -> list[SafeString]:
    """The cells of a list's row, each with the heading that a card on a narrow screen prints before it.

    The roles keep it a table for screen readers while it is drawn as cards.
    """
    return [_under(cell, heading) for cell, heading in zip(cells, headings, strict=True)]


def _under(cell: SafeString, heading: dict[str, Any]) -> SafeString:
    tag = cell[1:3]
    role = "rowheader" if tag == "th" else "cell"
    label = "" if "<" in heading["text"] else capfirst(heading["text"])  # a box that chooses all rows is no heading
    start = format_html('<{} role="{}" data-label="{}"', tag, role, label)
    return format_html("{}{}", start, SafeString(cell[3:]))


@register.filter
def negative(cell: Money) -> bool:
    """Whether an amount is below zero."""
    amount = amount_of(cell)
    return amount is not None and amount < 0
