"""Two people at one record: whoever saves second sees both versions, and loses nothing that was typed.

What every page says of it is ``admin/_conflict.html``: of a form the fields with what stands now and what was typed, of
a step what its page showed and what stands now, of the plan grid cell by cell all three, one of which is chosen.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BooleanField, Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from ..services import Conflict
from .forms import OWN_FIELDS, SEEN_VERSION
from .history import changed_since, history_of

SHOWN_NAME = 100
NOT_OF_THE_RECORD = {*OWN_FIELDS, "id", "DELETE"}


class TwoWriters:
    """The form of a record in the staff's site: what was refused, or met another person's work, comes back as typed."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form_class = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        form_class.request = request  # a class made for this request alone
        return form_class

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        messages.warning(request, _("There is no such record: perhaps it was deleted."))
        return HttpResponseRedirect(reverse("admin:index"))

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        except Conflict as conflict:
            request.conflict = conflict
            request.POST = request.POST.copy()
            request.POST[SEEN_VERSION] = conflict.seen
        except ValidationError as refusal:
            request.refusal = refusal
        # The second pass shows the form again with everything that was typed and the sentence beside its field.
        return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def record_name(self, record: Any) -> str:
        """The record as its pages name it."""
        return str(record)

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = context.get("original")
        if record is not None:
            stands = self.get_object(request, str(record.pk)) if context.get("errors") else None  # type: ignore[attr-defined]
            # the page is named by its record; a refused form has written into it
            context |= named_by(self.record_name(stands or record), context["title"])
        conflict = getattr(request, "conflict", None)
        if conflict:
            forms = [context["adminform"].form]
            forms += [form for wrapper in context["inline_admin_formsets"] for form in wrapper.formset.forms]
            context["conflict"] = typed_and_stored(conflict.current, forms)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


def named_by(name: str, kind: Any) -> dict[str, str]:
    """The title of a record's page: «Договір № 12 від 01.03.2021»; what it is stands below, unless its name says so."""
    title = Truncator(capfirst(name)).chars(SHOWN_NAME)
    is_said = title.casefold().startswith(str(kind).casefold())
    return {"title": title, "subtitle": "" if is_said else str(kind)}


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
