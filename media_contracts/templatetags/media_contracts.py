"""Sizes and quantities as the public pages write them."""

from django import template

from ..models import ActLine, Publication
from ..tables import size_text

register = template.Library()


@register.filter
def size(record: Publication | ActLine) -> str:
    """«528 см²», in the unit of the line that bought it."""
    line = record.line if isinstance(record, ActLine) else record.contract_line
    return size_text(record.quantity, line.unit) if line else ""
