"""The switch of the restricted mode, with every switching that was."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import RestrictedMode
from ..models.restricted import switched_on
from ..staff.base import AppendOnlyAdmin
from ..staff.forms import RecordForm
from ..staff.history import person
from ..staff.lists import display_of


class SwitchForm(RecordForm):
    class Meta:
        widgets = {"is_on": forms.HiddenInput, "reason": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_on" in self.fields:  # what was pressed is what the page offered, whatever somebody did meanwhile
            self.initial["is_on"] = not switched_on()
            self.fields["reason"].help_text = _("It stands in the record of switchings, for staff alone.")


@admin.register(RestrictedMode)
class RestrictedModeAdmin(AppendOnlyAdmin):
    """One switch of the administrator; whoever pressed it, when and why stays."""

    form = SwitchForm
    add_button = gettext_lazy("Switch on or off")
    change_title = gettext_lazy("Restricted mode")
    list_lead = gettext_lazy(
        "While it is on, institutions, people, venues and future events are on no public page, in no file, search or "
        "API answer; programmes, sums and execution stay."
    )
    empty_text = gettext_lazy("The restricted mode was never switched on: the public sees everything that is public.")
    list_display = ("is_on", "reason", "by_whom", "switched_at")
    list_display_links = ("is_on",)
    list_select_related = ("switched_by",)
    fieldsets = ((None, {"fields": ("is_on", "reason")}),)
    made_fieldsets = ((None, {"fields": ("is_on", "reason", ("by_whom", "switched_at"))}),)

    by_whom = display_of("switched_by", gettext_lazy("switched by"), person, sorts=False)

    def make(self, values: dict[str, Any], *, by: Any) -> RestrictedMode:
        return services.switch_restricted_mode(by=by, **values)

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_continue"] = context["show_save_and_add_another"] = False
        context["save_label"] = _("Switch off") if switched_on() else _("Switch on")
        return super().render_change_form(request, context, *args, **kwargs)

    def form_title(self, request: HttpRequest, object_id: str | None) -> str:
        if object_id:
            return super().form_title(request, object_id)
        return _("Switch the restricted mode off") if switched_on() else _("Switch the restricted mode on")
