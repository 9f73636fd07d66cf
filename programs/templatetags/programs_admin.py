"""What the staff's pages need of their forms."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.forms import BooleanField, BoundField, ModelMultipleChoiceField, MultipleChoiceField, RadioSelect
from django.forms.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..finance import Money, amount_of
from ..staff.forms import OWN_FIELDS
from ..staff.lists import EMPTY
from ..staff.once import TOKEN, token_of

register = template.Library()


@register.simple_tag
def labelled(field: BoundField) -> SafeString:
    """An input of a table row, named by its column for those who cannot see the heading."""
    named = field.as_widget(attrs={"aria-label": capfirst(str(field.label))})
    if not field.help_text:
        return named
    return named + format_html('<span hidden id="{}_helptext">{}</span>', field.auto_id, field.help_text)


@register.simple_tag
def optional(field: BoundField) -> SafeString:
    """The mark of a field that may stay empty; a box to tick needs none, nor what a service may ask for, nor what one
    of several fields has to say.
    """
    asks = (
        field.field.required
        or getattr(field.field, "is_conditional", False)
        or field.field.disabled
        or field.is_hidden
        or field.name in OWN_FIELDS
    )
    is_ticked = isinstance(field.field, BooleanField | MultipleChoiceField | ModelMultipleChoiceField)
    if asks or is_ticked or isinstance(field.field.widget, RadioSelect):
        return SafeString("")
    return format_html(' <span class="optional">{}</span>', _("optional"))


@register.inclusion_tag("admin/_error_summary.html")
def error_summary(form: BaseForm, inlines: Iterable[Any] = (), refusals: Iterable[str] | None = None) -> dict[str, Any]:
    """What is to be put right, each with the way to its field; the cursor goes there first."""
    forms = [form, *(row for inline in inlines for row in inline.formset.forms)]
    general = [*(form.non_field_errors() if refusals is None else refusals)]
    for inline in inlines:
        general += [
            *inline.formset.non_form_errors(),
            *(e for row in inline.formset.forms for e in row.non_field_errors()),
        ]
    errors = [
        {"id": field.id_for_label or field.auto_id, "label": capfirst(str(field.label)), "words": words}
        for each in forms
        for field in each.visible_fields()
        for words in field.errors
    ]
    return {"errors": errors, "first": errors[0]["label"] if errors else "", "general": general}


@register.simple_tag(takes_context=True)
def sent_once(context: Any) -> SafeString:
    """The token that lets a form be recorded once, however often its button is pressed."""
    return format_html('<input type="hidden" name="{}" value="{}">', TOKEN, token_of(context["request"]))


@register.filter
def shown(field: AdminReadonlyField) -> str:
    """What a field to look at says: a year is a name, not a quantity – «2021», never «2 021»."""
    name = str(field.field["field"])
    year = getattr(field.form.instance, name, None) if name == "year" or name.endswith("_year") else None
    return str(year) if year else field.contents()


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
    blank = SafeString(" data-blank") if cell.endswith(f">{EMPTY}</td>") else ""  # a card has no line for a dash
    start = format_html('<{} role="{}" data-label="{}"{}', tag, role, label, blank)
    return format_html("{}{}", start, SafeString(cell[3:]))


@register.filter
def negative(cell: Money) -> bool:
    """Whether an amount is below zero."""
    amount = amount_of(cell)
    return amount is not None and amount < 0
