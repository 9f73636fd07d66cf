"""What the yearly budget gave, and the plan's amounts as a table."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .. import services
from ..models import Allocation, BudgetAppropriation, LegalAct, MoneySum
from ..resources import AllocationResource
from ..staff.base import ReadOnlyAdmin, reason_is_asked, without
from ..staff.exchange import ExportAdmin
from ..staff.forms import REASON, MeasureField, MoneyForm, reason_field
from ..staff.lists import EditionFilter, MeasureFilter, ProgramFilter, SourceFilter, display_of
from ..staff.measure_names import OfMeasure, ProgramFirst, day_within, program_of
from ..words import amount_text, date_text
from .available import AppropriationPanelForm, AvailableAdmin, appropriation_panel


class AppropriationForm(MoneyForm):
    measure = MeasureField()
    reason_ = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act = self.fields.get("act")
        if act:
            act.queryset = LegalAct.objects.filter(role=LegalAct.Role.BUDGET)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and self.record_changed and not cleaned.get(REASON, "").strip():
            self.add_error(REASON, _("Say why the recorded money is changed."))
        if not self.errors and "_check" not in self.data and "confirmed" not in self.data and self.record_changed:
            self.warn(cleaned)
        return cleaned

    def warn(self, cleaned: dict[str, Any]) -> None:
        """Ask once more where the budget and the programme do not fit; a tick beside the warning saves all the same."""
        values = {name: cleaned[name] for name in ("measure", "year", "source", "fund", "amount", "effective_from")}
        for warning in services.review_appropriation(BudgetAppropriation(pk=self.instance.pk, **values)).warnings:
            self.add_error(None, warning)


@admin.register(BudgetAppropriation)
class BudgetAppropriationAdmin(ProgramFirst, OfMeasure, AvailableAdmin):
    """What the yearly budget really gave (затверджено в бюджеті)."""

    form = AppropriationForm
    panel_form = AppropriationPanelForm
    panel = staticmethod(appropriation_panel)
    change_form_template = "admin/programs/money_form.html"
    add_title = _("New budget appropriation")
    add_button = _("Record an appropriation")
    change_title = _("Budget appropriation")
    list_lead = _("What the yearly budget gave each measure, which may be less than the programme plans.")
    empty_text = _("Record what the budget of the year gave the first measure.")
    list_display = ("measure_name", "budget_year", "source", "fund", "in_force_from", "sum")
    list_display_links = ("measure_name",)
    list_filter = (ProgramFilter, "year", MeasureFilter, SourceFilter, "fund")
    search_fields = ("measure__rows__folded", "act__folded")
    list_select_related = ("measure", "source", "act")
    fieldsets = (
        (None, {"fields": ("measure", ("year", "source", "fund"), "amount", ("act", "effective_from"))}),
        (_("Correction"), {"fields": (REASON,)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return without(fieldsets, REASON) if obj is None and not reason_is_asked(request) else fieldsets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "effective_from": day_within(program_of(request)),
            **super().get_changeform_initial_data(request),
        }

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_appropriation(row=record, by=by, reason=reason, expected_version=expected_version)

    def record_name(self, record: Any) -> str:
        return f"{self.measure_name(record)}, {record.year}"

    budget_year = display_of("year", _("budget year"))
    in_force_from = display_of("effective_from", _("in force from"), date_text)
    sum = display_of("amount", _("amount, UAH"), amount_text)


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin, ExportAdmin):
    """The plan's amounts line by line (обсяги фінансування): to filter and to export; edited with their measure."""

    resource = AllocationResource
    list_lead = _("The amounts of an edition line by line. One amount is changed on the page of its measure.")
    empty_text = _("Amounts appear here when a measure of a draft edition gets them.")
    list_display = ("measure_number", "measure_title", "of_year", "source", "sum")
    list_display_links = None
    search_fields = ("measure_row__folded", "measure_row__measure__folded")
    list_select_related = ("measure_row__edition__program", "measure_row__measure", "source")
    ordering = ("measure_row__order", "year", "source")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (AllocationEditionFilter, "year", SourceFilter)

    @admin.display(description=_("number"), ordering="measure_row__order")
    def measure_number(self, row: Allocation) -> str:
        address = reverse("admin:programs_measurerow_change", args=[row.measure_row_id])
        return format_html('<a href="{}">{}</a>', address, row.measure_row.number)

    of_year = display_of("year", _("year"))
    sum = display_of("amount", _("amount, UAH"), amount_text)

    @admin.display(description=_("measure"), ordering="measure_row__title")
    def measure_title(self, row: Allocation) -> str:
        return row.measure_row.title

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        found = queryset.order_by().aggregate(sum=MoneySum("amount"))["sum"]
        return {"measure_title": str(_("Sum of the list")), "sum": amount_text(found)}


class AllocationEditionFilter(EditionFilter):
    path = "measure_row__edition"
