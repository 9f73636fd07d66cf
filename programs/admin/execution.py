"""What was done: activities with their head-counts, and the progress of measures."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .. import services
from ..models import Activity, Headcount, Progress
from .base import PortalAdmin, PortalInline
from .forms import MeasureField, RecordForm
from .history import Reading
from .lists import MeasureFilter, ProgramFilter
from .measure_names import attach_names

SHAPES = {
    Progress.State.DONE: "✓",
    Progress.State.PARTLY: "◐",
    Progress.State.IN_PROGRESS: "▸",
    Progress.State.NOT_DONE: "✕",
    Progress.State.POSTPONED: "↷",
    Progress.State.IMPOSSIBLE: "⊘",
}


class ActivityForm(RecordForm):
    measure = MeasureField()


class HeadcountsInline(PortalInline):
    """How many took part, by group: numbers, never names."""

    model = Headcount
    fields = ("group", "count")
    add_text = _("Add a group")
    verbose_name_plural = _("Who took part (numbers, never names)")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None else 0


@admin.register(Activity)
class ActivityAdmin(PortalAdmin):
    """What was done for a measure (події)."""

    form = ActivityForm
    add_title = _("New activity")
    add_button = _("Add an activity")
    change_title = _("Activity")
    list_lead = _("What was done for the measures, with its evidence.")
    empty_text = _("Add the first activity: a briefing, a training, a publication.")
    list_display = ("day", "title", "kind", "measure_name", "quantity", "people", "is_public")
    list_display_links = ("day", "title")
    list_filter = (ProgramFilter, "kind", "is_public", MeasureFilter)
    search_fields = ("title", "description", "measure__rows__title")
    search_help_text = _("Searches title, description and measure, in any case.")
    date_hierarchy = "date"
    inlines = (HeadcountsInline,)
    fieldsets = (
        (None, {"fields": ("measure", ("kind", "date", "quantity"), "title", "description")}),
        (_("Evidence"), {"fields": ("link", "file", "is_public")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(heads=Sum("headcounts__count"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"date": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        attach_names(rows)

    @admin.display(description=_("date"), ordering="date")
    def day(self, activity: Activity) -> str:
        return f"{activity.date:%d.%m.%Y}"

    @admin.display(description=_("measure"))
    def measure_name(self, activity: Any) -> str:
        return activity.measure_words

    @admin.display(description=_("people"), ordering="heads")
    def people(self, activity: Any) -> str:
        return str(activity.heads) if activity.heads is not None else "—"

    def readings(self, record: Any) -> list[Reading]:
        return [Reading(Activity, {"id": record.pk}), Reading(Headcount, {"activity_id": record.pk})]


class ProgressForm(RecordForm):
    measure = MeasureField()

    class Meta:
        widgets = {
            "state": forms.RadioSelect,
            "result": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "reason": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields.get("state")
        if isinstance(state, forms.ChoiceField):
            state.choices = Progress.State.choices
        if "reason" in self.fields:
            words = ", ".join(f"«{state.label}»" for state in Progress.EXPLAINED_STATES)
            self.fields["reason"].help_text = _("Required for the states %(states)s.") % {"states": words}


@admin.register(Progress)
class ProgressAdmin(PortalAdmin):
    """How measures stand, by the executor's own judgement (стан виконання)."""

    form = ProgressForm
    add_title = _("New judgement of progress")
    add_button = _("Record progress")
    change_title = _("Progress of a measure")
    list_lead = _("How each measure stands in a period: state, result, reason and per cent of work.")
    empty_text = _("Record how the first measure stands: the report takes it from here.")
    list_display = ("measure_name", "period", "state_in_words", "work_percent", "reason")
    list_display_links = ("measure_name",)
    list_filter = (ProgramFilter, "state", MeasureFilter)
    search_fields = ("measure__rows__title", "result", "reason")
    date_hierarchy = "period_end"
    ordering = ("-period_end", "measure")
    fieldsets = (
        (None, {"fields": ("measure", ("period_start", "period_end"), "state", "work_percent")}),
        (_("In words"), {"fields": ("result", "reason")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Here the reason is the record's own, shown to everybody."""
        return self.fieldsets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = timezone.localdate()
        first_month = 3 * ((today.month - 1) // 3) + 1
        start = today.replace(month=first_month, day=1)
        return {"period_start": start, "period_end": today, **super().get_changeform_initial_data(request)}

    def record_name(self, record: Any) -> str:
        attach_names([record])
        return f"{record.measure_words}: {record}"

    def write_form(self, request: Any, obj: Any, form: Any) -> None:
        seen = form.cleaned_data.get("seen_version")
        services.save_progress(progress=obj, by=request.user, expected_version=seen)

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        attach_names(rows)

    @admin.display(description=_("measure"))
    def measure_name(self, row: Any) -> str:
        return row.measure_words

    @admin.display(description=_("period"), ordering="period_end")
    def period(self, row: Progress) -> str:
        return f"{row.period_start:%d.%m.%Y} – {row.period_end:%d.%m.%Y}"

    @admin.display(description=_("state"), ordering="state")
    def state_in_words(self, row: Progress) -> str:
        return format_html(
            '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
            row.state,
            SHAPES[Progress.State(row.state)],
            row.get_state_display(),
        )
