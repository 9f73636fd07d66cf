"""Two people at one record: whoever saves second sees both versions, and loses nothing that was typed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import BooleanField, Field
from django.utils.translation import gettext as _

from .forms import OWN_FIELDS
from .history import changed_since, history_of

NOT_OF_THE_RECORD = {*OWN_FIELDS, "id", "DELETE"}


def typed_and_stored(current: Any, forms: Iterable[Any]) -> dict[str, Any]:
    """What stands now and what this person typed, field by field, and who saved meanwhile."""
    return {"rows": [row for form in forms for row in _differing(form)], "last": _last(current)}


def seen_and_stored(current: Any, seen: int | None) -> dict[str, Any]:
    """The same for a step, which types nothing of the record: what its page showed, and what stands now."""
    rows = [
        {"label": field.name, "stored": field.after, "seen": field.before} for field in changed_since(current, seen)
    ]
    return {"rows": rows, "last": _last(current), "of_step": True}


def _last(current: Any) -> Any:
    history = history_of(current)
    return history.select_related("history_user").first() if history is not None else None


def _differing(form: Any) -> Iterable[dict[str, str]]:
    """The fields in which what was typed differs from what stands now."""
    for name in form.changed_data:
        if name not in NOT_OF_THE_RECORD:
            bound = form[name]
            stored, typed = in_words(bound.field, bound.initial), in_words(bound.field, bound.data)
            yield {"label": str(bound.label or name), "stored": stored, "typed": typed}


def in_words(field: Field, value: Any) -> str:
    """A value as its field shows it: the words of a choice, the amount with its spaces."""
    if isinstance(field, BooleanField):
        return _("yes") if value in (True, "on", "true", "True") else _("no")
    if value in (None, ""):
        return "—"
    if isinstance(value, list | tuple | QuerySet):
        return "; ".join(in_words(field, item) for item in value)
    key = str(getattr(value, "pk", value))
    for choice, label in getattr(field, "choices", []) or []:
        for inner, words in label if isinstance(label, list | tuple) else [(choice, label)]:
            if str(inner) == key:
                return str(words)
    prepared = field.prepare_value(value)
    return str(field.widget.format_value(prepared) or prepared)
