"""The layout of a Table for its HTML component, templates/programs/_table.html."""

import re
from dataclasses import replace

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..reporting.cells import HeadCell, PrintedRow, head_rows, on_screen, printed_rows, spread
from ..reporting.table import Table

register = template.Library()

# Shape beside the word, so that a state is told apart without colour.
SHAPES = {"done": "✓", "partly": "◐", "in_progress": "▸", "not_done": "✕", "postponed": "↷", "impossible": "⊘"}


@register.filter
def heads(table: Table, document: bool | str = "") -> list[list[HeadCell]]:
    """The header rows of a table with their spans; on a screen without the columns whose texts stand below the rows."""
    if document:
        return head_rows(table)
    return head_rows(replace(table, columns=[column for column in table.columns if not column.below]))


@register.filter
def printed(table: Table, document: bool | str = "") -> list[PrintedRow]:
    """The rows of a table with every cell as people read it."""
    rows = printed_rows(table)
    return [spread(row if document else on_screen(row)) for row in rows]


@register.filter
def language(text: object) -> SafeString:
    """`` lang="uk"`` where a page of another language prints a text of the document, so that it is read out right."""
    foreign = get_language() != "uk" and re.search("[а-яіїєґ]", str(text), re.IGNORECASE)
    return SafeString(' lang="uk"' if foreign else "")


@register.filter
def shape(state: str) -> str:
    """The sign that stands before the word of a progress state."""
    return SHAPES.get(state, "")
