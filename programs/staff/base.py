"""The page that every record of the core has in the staff's site: list, form, history.

Saves go through the services with the person who made them. What the services refuse comes back as the same form with
everything that was typed; a record that somebody else changed meanwhile comes back with both versions side by side.
"""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, lookup_spawns_duplicates, quote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, URLInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..bounds import MAX_ROWS_OF_FORM
from ..models.text import holding
from .conflicts import SHOWN_NAME, TwoWriters
from .forms import (
    OWN_FIELDS,
    REASON,
    SEEN_VERSION,
    TOO_MANY_ROWS,
    DateAndTime,
    LinesField,
    MoneyField,
    RecordForm,
    SeveralField,
)
from .history import Reading, changes_of
from .lists import PortalChangeList
from .steps import StepView

NOTHING_CHOSEN = gettext_lazy("not chosen")  # in a list to choose from, where Django prints a row of dashes
WIDGETS: dict[Any, Any] = {
    models.DateTimeField: {"widget": DateAndTime},
    models.DecimalField: {"form_class": MoneyField},
    models.TextField: {"form_class": LinesField},
    models.ManyToManyField: {"form_class": SeveralField},
    models.URLField: {"widget": URLInput(attrs={"class": "vURLField"}), "assume_scheme": "https"},
}


class Directed:
    """Choices of other records: only a directory can be added to on the way, the rest has pages of its own."""

    DIRECTORIES = ("Executor", "FundingSource", "Commission", "LegalAct")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("empty_label", NOTHING_CHOSEN)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        is_open = db_field.blank or not db_field.has_default()
        choices = db_field.get_choices(include_blank=is_open, blank_choice=[("", NOTHING_CHOSEN)])
        return super().formfield_for_choice_field(db_field, request, **{"choices": choices, **kwargs})  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related &= db_field.related_model.__name__ in self.DIRECTORIES
        return field


class PortalInline(Directed, admin.TabularInline):
    """Rows of a record, edited with it; every input is named by its column."""

    extra = 0
    max_num = MAX_ROWS_OF_FORM
    add_text: Any = ""
    formfield_overrides = WIDGETS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"absolute_max": MAX_ROWS_OF_FORM, **kwargs})


class PortalAdmin(TwoWriters, Directed, admin.ModelAdmin):
    """The staff's pages of one kind of record."""

    form = RecordForm
    formfield_overrides = WIDGETS
    show_facets = admin.ShowFacets.ALWAYS
    actions = None  # a mass deletion would pass the services by
    list_per_page = 25

    # How the pages speak; each a whole phrase, because Ukrainian nouns decline.
    add_title: Any = ""
    add_button: Any = ""
    change_title: Any = ""
    list_lead: Any = ""  # what the list is for, in one sentence
    empty_text: Any = ""  # what to do first

    steps: tuple[type[StepView], ...] = ()  # what can be done with a record, each at an address below its page

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [*(step.below_record(name) for step in self.steps), *super().get_urls()]

    def step_links(self, request: HttpRequest, record: Any) -> list[dict[str, str]]:
        """The steps that this person may take with the record as it stands; the first is the way forward."""
        offered = [step for step in self.steps if step.may(request.user) and step.offered(record)]
        links = [step.link(record) for step in offered]
        return links[:1] + [link | ({"kind": ""} if link["kind"] == "primary" else {}) for link in links[1:]]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[Any, bool]:
        """Rows that have every word in one of the folded columns; a measure has its wordings in several editions."""
        columns = self.get_search_fields(request)
        several = any(lookup_spawns_duplicates(self.opts, column) for column in columns)
        return queryset.filter(holding(search_term, *columns)), several

    # Saving --------------------------------------------------------------------------------------

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        """Save one record; a page of a noun with rules of its own calls that noun's service here."""
        services.save_record(record=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        services.delete_record(record=record, by=by, reason=reason)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or form.record_changed:
            self.write_form(request, obj, form)

    def write_form(self, request: HttpRequest, obj: Any, form: Any) -> None:
        """Save the record of a form under the version that the person saw."""
        seen, reason = form.cleaned_data.get(SEEN_VERSION), form.cleaned_data.get(REASON, "")
        self.write(obj, by=request.user, reason=reason, expected_version=seen)

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        form.save_m2m()
        if change and not form.record_changed and any(formset.has_changed() for formset in formsets):
            self.write_form(
                request, form.instance, form
            )  # the rows are part of the record: its version moves with them
        for formset in formsets:
            self.save_rows(request, form, formset)

    def save_rows(self, request: HttpRequest, form: Any, formset: BaseInlineFormSet) -> None:
        """Save the changed rows of a formset through the services."""
        reason = form.cleaned_data.get(REASON, "")
        changed = formset.save(commit=False)
        for row in formset.deleted_objects:
            self.erase(row, by=request.user, reason=reason)
        for row in changed:
            self.write(row, by=request.user, reason=reason)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.erase(obj, by=request.user)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().delete_view(request, object_id, {"title": _("Deletion"), **(extra_context or {})})
        except ValidationError as refusal:
            for sentence in services.error_lines(refusal):
                self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(self.change_address(object_id))

    # The form ------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The reason of a correction comes first, so that nobody looks for it after a refusal, which gives it a place
        where the form has none; who may only look sees nothing of it.
        """
        fieldsets = sorted(
            super().get_fieldsets(request, obj), key=lambda each: REASON not in flatten_fieldsets([each])
        )
        may = obj is None or self.has_change_permission(request, obj)
        if may and reason_is_asked(request) and REASON not in flatten_fieldsets(fieldsets):
            return [(None, {"fields": (REASON,)}), *fieldsets]
        return fieldsets if may else without(fieldsets, REASON)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name not in OWN_FIELDS]

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        context = {"title": self.form_title(request, object_id), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def form_title(self, request: HttpRequest, object_id: str | None) -> str:
        title = self.add_title if object_id is None else self.change_title
        return str(title or capfirst(str(self.opts.verbose_name)))

    def get_inline_formsets(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Django's wrappers with our words on the button that adds a row."""
        wrappers = super().get_inline_formsets(request, *args, **kwargs)
        for wrapper in wrappers:
            wrapper.inline_formset_data = _button_words(wrapper)
        return wrappers

    # After saving --------------------------------------------------------------------------------

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self.saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return self.saved(request, obj)

    def saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        name = Truncator(self.record_name(obj)).chars(SHOWN_NAME)
        self.message_user(request, _("Saved: %(record)s") % {"record": name}, messages.SUCCESS)
        if "_continue" in request.POST:
            return HttpResponseRedirect(self.change_address(obj.pk))
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add"))
        return self.response_post_save_change(request, obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log would repeat the history without its before and after: only the history is kept."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """See log_change."""

    def change_address(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[quote(str(pk))])

    def get_formset_kwargs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_formset_kwargs(*args, **kwargs), "error_messages": TOO_MANY_ROWS}

    # The list ------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PortalChangeList]:
        return PortalChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        words = {"title": capfirst(str(self.opts.verbose_name_plural)), "add_button": self.add_button or _("Add")}
        words |= {"list_lead": self.list_lead, "empty_text": self.empty_text}
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        """Give the rows of a page what their columns need, in a fixed number of queries."""

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        """Sums of the filtered set by column; a list without sums has no foot."""
        return {}

    # History -------------------------------------------------------------------------------------

    def readings(self, record: Any) -> list[Reading]:
        """The tracked records that this page edits: the record itself and its rows."""
        found = [Reading(self.model, {"id": record.pk})]
        for inline in self.inlines:
            if inline.can_delete:  # rows to look at have pages of their own
                key = next(f.attname for f in inline.model._meta.fields if f.related_model is self.model)
                found.append(Reading(inline.model, {key: record.pk}))
        return [reading for reading in found if hasattr(reading.model, "history")]

    def history_view(self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": self.record_name(record),
            "changes": changes_of(self.readings(record)),
            "opts": self.opts,
            "object": record,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)


class AppendOnlyAdmin(PortalAdmin):
    """Records that stay as they were made: shown, never changed or deleted."""

    made_fieldsets: Any = None  # what the page of a record once made shows, where it is something else than the form
    make: Callable[..., Any]  # the record by the service of its kind, out of the values of the form, ``by`` a person

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.made_fieldsets if obj is not None and self.made_fieldsets else super().get_fieldsets(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name not in OWN_FIELDS}
        vars(obj).update(vars(self.make(values, by=request.user)))  # the rest of the page speaks of what was made

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Such a record has no rows."""


class ReadOnlyAdmin(AppendOnlyAdmin):
    """A page to look at: its records come from elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def reason_is_asked(request: HttpRequest) -> bool:
    """Whether what was sent was refused for want of a reason, or has one."""
    refusal = getattr(request, "refusal", None)
    return bool(request.POST.get(REASON)) or (refusal is not None and "reason" in services.by_field(refusal))


def _button_words(wrapper: Any) -> Callable[[], str]:
    words = {"prefix": wrapper.formset.prefix, "addText": str(wrapper.opts.add_text or _("Add a row"))}
    data = json.dumps({"name": f"#{wrapper.formset.prefix}", "options": {**words, "deleteText": _("Remove")}})
    return lambda: data


def without(fieldsets: Any, *names: str) -> Any:
    """The fieldsets without some fields, and without groups that this leaves empty."""
    kept: list[Any] = [
        (title, {**opts, "fields": [f for f in opts["fields"] if f not in names]}) for title, opts in fieldsets
    ]
    return [(title, opts) for title, opts in kept if flatten_fieldsets([(title, opts)])]
