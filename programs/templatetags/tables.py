"""The layout of a Table for its HTML component, templates/programs/_table.html."""

import re
from dataclasses import replace

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..reporting.cells import HeadCell, PrintedRow, head_rows, on_screen, printed_rows, spread
from ..reporting.picture import bars, squares, unit_of_bars
from ..reporting.table import Table
from ..reports.lines import lower_first
from ..words import unbroken

register = template.Library()
register.filter(lower_first)

# Shape beside the word, so that a state is told apart without colour.
SHAPES = {"done": "✓", "partly": "◐", "in_progress": "▸", "not_done": "✕", "postponed": "↷", "impossible": "⊘"}

WORD = "[А-Яа-яІЇЄҐіїєґ][А-Яа-яІЇЄҐіїєґ’'.-]*"
NAME = f"«[^«»]*{WORD}[^«»]*»|{WORD}(?: {WORD})*"  # a quoted name whole, other Ukrainian words as far as they go


@register.filter
def heads(table: Table) -> list[list[HeadCell]]:
    """The header rows of a table with their spans, without the columns whose texts stand below the rows."""
    return head_rows(replace(table, columns=[column for column in table.columns if not column.below]))


@register.filter
def printed(table: Table) -> list[PrintedRow]:
    """The rows of a table with every cell as people read it."""
    return [spread(on_screen(_in_one_line(row))) for row in printed_rows(table)]


def _in_one_line(row: PrintedRow) -> PrintedRow:
    cells = [replace(cell, text=unbroken(cell.text), lines=[*map(unbroken, cell.lines)]) for cell in row.cells]
    return replace(row, cells=cells)


@register.filter
def language(text: object) -> SafeString:
    """`` lang="uk"`` where a page of another language prints a text of the document, so that it is read out right."""
    foreign = get_language() != "uk" and re.search("[а-яіїєґ]", str(text), re.IGNORECASE)
    return SafeString(' lang="uk"' if foreign else "")


@register.filter
def names_in_ukrainian(text: object) -> SafeString:
    """The text with every Ukrainian name in it marked as such, where the page is of another language."""
    pieces = re.split(f"({NAME})", str(text)) if get_language() != "uk" else [str(text)]
    # Every second piece of a split with one group is what the group matched.
    return format_html_join("", "{}", ((_named(piece) if at % 2 else piece,) for at, piece in enumerate(pieces)))


def _named(name: str) -> SafeString:
    return format_html('<span lang="uk">{}</span>', name)


register.filter(bars)
register.filter(squares)
register.filter(unit_of_bars)


@register.filter
def shape(state: str) -> str:
    """The sign that stands before the word of a progress state."""
    return SHAPES.get(state, "")
