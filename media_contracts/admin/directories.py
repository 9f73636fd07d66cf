"""What contracts begin from: the clauses of section VII as texts, and the thresholds of direct purchases."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from programs import services as core
from programs.staff.forms import RecordForm
from programs.words import amount_text

from ..models import ClauseTemplate, PurchaseThreshold
from ..services import PLACEHOLDERS
from .base import ContractsAdmin


class DirectoryAdmin(ContractsAdmin):
    """Data that a department keeps itself."""

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        core.save_record(record=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        core.delete_record(record=record, by=by, reason=reason)


def words_in_braces() -> str:
    """What may stand in braces in a clause, for the help beside its text."""
    words = format_html_join(", ", "<code>{{{}}}</code> – {}", PLACEHOLDERS.items())
    return format_html("{} {}", _("Words in braces are replaced by the contract’s own:"), words)


class TemplateForm(RecordForm):
    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].help_text = words_in_braces()


@admin.register(ClauseTemplate)
class ClauseTemplateAdmin(DirectoryAdmin):
    """The beginnings of clauses (шаблони умов)."""

    form = TemplateForm
    add_title = _("New clause template")
    add_button = _("Add a template")
    change_title = _("Clause template")
    list_lead = _("The texts that a new contract begins with. A change here leaves contracts that exist as they are.")
    empty_text = _("The first templates come with the portal.")
    list_display = ("title", "clause", "of_kind", "order", "is_used")
    list_filter = ("clause", "kind", "is_used")
    search_fields = ("folded",)
    fieldsets = ((None, {"fields": (("clause", "kind"), ("order", "is_used"), "title", "text")}),)

    @admin.display(description=_("kind of contract"), ordering="kind")
    def of_kind(self, template: ClauseTemplate) -> str:
        return template.get_kind_display() or str(_("every kind"))


@admin.register(PurchaseThreshold)
class PurchaseThresholdAdmin(DirectoryAdmin):
    """From which sum a purchase goes through the electronic system (пороги закупівель)."""

    add_title = _("New threshold")
    add_button = _("Add a threshold")
    change_title = _("Threshold of direct purchases")
    list_lead = _("Governments change the thresholds: a new one is added with its date, the old ones stay.")
    empty_text = _("Add the threshold in force: contracts are measured by it.")
    list_display = ("kind", "in_force_from", "sum", "code_digits", "near_percent", "ground")
    list_filter = ("kind",)
    fieldsets = ((None, {"fields": (("kind", "in_force_from"), "amount", ("code_digits", "near_percent"), "ground")}),)

    @admin.display(description=_("threshold, UAH"), ordering="amount")
    def sum(self, threshold: PurchaseThreshold) -> str:
        return amount_text(threshold.amount)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"kind": "services", **super().get_changeform_initial_data(request)}
