"""What the staff's pages need of their forms."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ..finance import Money, amount_of

register = template.Library()


@register.simple_tag
def labelled(field: BoundField) -> SafeString:
    """An input of a table row, named by its column for those who cannot see the heading."""
    return field.as_widget(attrs={"aria-label": capfirst(str(field.label))})


@register.filter
def negative(cell: Money) -> bool:
    """Whether an amount is below zero."""
    amount = amount_of(cell)
    return amount is not None and amount < 0
