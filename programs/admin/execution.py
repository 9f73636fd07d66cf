"""What was done: activities with their head-counts, and the progress of measures."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import services
from ..default_day import default_day
from ..duties import measures_to_judge, progress_page, quarter
from ..models import Activity, Headcount, Measure, Progress
from ..modules import staff_link
from ..staff.base import PortalAdmin, PortalInline
from ..staff.forms import REASON, SEEN_VERSION, MeasureField, RecordForm, date_of_address
from ..staff.lists import MeasureFilter, ProgramFilter, display_of
from ..staff.measure_names import OfMeasure, ProgramFirst, day_within, program_of
from ..staff.pages import address_of
from ..staff.progress import StateSelect, reason_is_required
from ..staff.stored_files import FileAdmin, StoredFileWidget
from ..texts import number_in
from ..words import date_text, percent_text


class Again:
    """A form with one more button, which saves and opens the next form filled in."""

    again_label: Any = ""

    def again_address(self, record: Any) -> str:
        """The form that is opened next; empty, unless a page says what it takes over from the record."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["again_label"] = self.again_label
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response: HttpResponse = super().saved(request, obj)  # type: ignore[misc]
        return HttpResponseRedirect(self.again_address(obj)) if "_again" in request.POST else response


class ActivityForm(RecordForm):
    measure = MeasureField()
    shown_ = forms.TypedChoiceField(
        label=_("Who sees it"),
        choices=[("", _("by its kind")), ("1", _("everybody")), ("0", _("only the staff"))],
        coerce=lambda text: text == "1",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "By its kind a release, announcement, publication or printed material is shown to everybody, unless its "
            "text holds the number of a person; the rest, and whatever has a file or people, only to the staff."
        ),
    )

    class Meta:
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "file": StoredFileWidget("evidence"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # it is shown or not: the record says which
            del self.fields["shown_"]

    @property
    def has_people(self) -> bool:
        """Whether head-counts are sent along."""
        return any(text.strip() for name, text in self.data.items() if re.fullmatch(r"headcounts-\d+-count", name))


class HeadcountsInline(PortalInline):
    """How many took part, by group: numbers, never names."""

    model = Headcount
    fields = ("group", "count")
    add_text = _("Add a group")
    verbose_name_plural = _("Who took part (numbers, never names)")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return max(1, len(groups_like(request))) if obj is None else 0


def activity_like(request: HttpRequest) -> Activity | None:
    """The activity that the address asks to repeat: one by its key, or the last one («last», of a measure if said)."""
    asked, measure = request.GET.get("like", ""), number_in(request.GET.get("measure", ""))
    if asked == "last":
        found = Activity.objects.filter(measure=measure) if measure else Activity.objects.all()
        return found.order_by("-date", "-pk").first()
    key = number_in(asked)
    return Activity.objects.filter(pk=key).first() if key else None


def groups_like(request: HttpRequest) -> list[dict[str, str]]:
    """The groups of people that the repeated activity had; the numbers are the new one's own."""
    like = activity_like(request)
    return [{"group": headcount.group} for headcount in like.headcounts.all()] if like else []


def date_in(request: HttpRequest, name: str) -> date | None:
    return date_of_address(request.GET.get(name, ""))


@admin.register(Activity)
class ActivityAdmin(ProgramFirst, OfMeasure, Again, FileAdmin):
    """What was done for a measure (події)."""

    form = ActivityForm
    add_title = _("New activity")
    add_button = _("Add an activity")
    change_title = _("Activity")
    list_lead = _("What was done for the measures, with its evidence.")
    empty_text = _("Add the first activity: a briefing, a training, a publication.")
    again_label = _("Save and add one more like this")
    change_list_template = "admin/programs/activity_list.html"
    change_form_template = "admin/programs/activity_form.html"
    list_display = ("day", "title", "kind", "measure_name", "quantity", "people", "is_public")
    list_display_links = ("day", "title")
    list_filter = (ProgramFilter, "kind", "is_public", MeasureFilter)
    search_fields = ("folded", "measure__rows__folded")
    search_help_text = _("Searches title, description and measure, in any case.")
    date_hierarchy = "date"
    file_page = "evidence"
    inlines = (HeadcountsInline,)
    fieldsets = (
        (None, {"fields": ("measure", ("kind", "date", "quantity"), "title", "description")}),
        (_("Evidence"), {"fields": ("link", "file", "is_public")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new activity is shown by its kind unless somebody says otherwise; a stored one is shown or not."""
        fieldsets = super().get_fieldsets(request, obj)
        asked = {} if obj else {"is_public": "shown_"}
        return [(name, {"fields": [asked.get(each, each) for each in opts["fields"]]}) for name, opts in fieldsets]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What another record says is changed there."""
        return super().has_change_permission(request, obj) and not (obj and obj.kept_by)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.kept_by)

    def write_form(self, request: Any, obj: Any, form: Any) -> None:
        """Whoever switched a stored activity said who sees it; whatever else was changed says nothing of it."""
        said = form.cleaned_data.get("shown_")
        if obj.pk:
            said = obj.is_public if "is_public" in form.changed_data else None
        services.save_activity(
            activity=obj,
            by=request.user,
            show=said,
            has_people=form.has_people,
            reason=form.cleaned_data.get(REASON, ""),
            expected_version=form.cleaned_data.get(SEEN_VERSION),
        )

    def saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The page says who sees the activity, and why not everybody does."""
        response = super().saved(request, obj)
        why = obj.why_private(has_people=obj.headcounts.exists())
        words = gettext("Everybody sees it.")
        if not obj.is_public:
            words = gettext("Only the staff see it: %(why)s.") % {"why": why or gettext("so it was chosen")}
            page = format_html('<a href="{}">{}</a>', self.change_address(obj.pk), gettext("Show it to everybody"))
            words = format_html("{} {}", words, page)
        self.message_user(request, words, messages.INFO)
        return response

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(heads=Sum("headcounts__count"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Today while the programme runs, and of the activity to repeat what stays: measure, kind, title. Quantity,
        evidence and the consent to show it to the public are each activity's own.
        """
        like = activity_like(request)
        copied = {name: getattr(like, name) for name in ("measure", "kind", "title")} if like else {}
        given = {**super().get_changeform_initial_data(request), **copied}
        program = like.measure.program if like else program_of(request)
        return {**given, "date": date_in(request, "date") or day_within(program)}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = dict(super().get_formset_kwargs(request, obj, inline, prefix))
        return kwargs if obj.pk else {**kwargs, "initial": groups_like(request)}

    def again_address(self, record: Any) -> str:
        return f"{super().again_address(record)}?like={record.pk}"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        measure = number_in(request.GET.get("measure", ""))
        if context.get("original") is None and measure and "like" not in request.GET:
            context["last"] = Activity.objects.filter(measure=measure).order_by("-date", "-pk").first()
        keeper = getattr(context.get("original"), "keeper", None)
        context["keeper"] = keeper and staff_link(keeper, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def file_stem(self, record: Any) -> str:
        return f"activity-{record.date.isoformat()}"

    day = display_of("date", _("date"), date_text)

    @admin.display(description=_("people"), ordering="heads")
    def people(self, activity: Any) -> str:
        return str(activity.heads) if activity.heads is not None else "—"


class ProgressForm(RecordForm):
    measure = MeasureField()

    class Meta:
        widgets = {
            "state": StateSelect,
            "result": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "reason": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields.get("state")
        if isinstance(state, forms.ChoiceField):
            state.choices = Progress.State.choices
        if "reason" in self.fields:
            self.fields["reason"].help_text = reason_is_required()
        known = self.known_shares()
        if known and "work_percent" in self.fields:
            self.fields["work_percent"].help_text = known

    def known_shares(self) -> str:
        """Money and time of the measure by the end of the period, so that a drift is seen before it is refused."""
        if not {"measure", "period_end"} <= self.fields.keys():  # a judgement to look at has no fields
            return ""
        asked = number_in(str(self["measure"].value() or ""))
        measure = Measure.objects.filter(pk=asked).select_related("program").first() if asked else None
        on = self["period_end"].value()
        if isinstance(on, str):
            with suppress(ValidationError):
                on = self.fields["period_end"].to_python(on)
        if measure is None or not isinstance(on, date):
            return ""
        pace = services.pace_of(Progress(measure=measure, period_start=on, period_end=on))
        words = {
            "on": f"{on:%d.%m.%Y}",
            "time": number_format(pace.time, 1),
            "money": percent_text(pace.money),
            "threshold": measure.program.drift_threshold,
        }
        found = [
            gettext(
                "Over the whole term by %(on)s: money %(money)s, time %(time)s %%. Work, money or time more than "
                "%(threshold)s percentage points apart need a reason."
            )
            % words
        ]
        if pace.expected is not None:
            year = {"year": on.year, "paid": percent_text(pace.paid), "expected": percent_text(pace.expected)}
            found.append(gettext("Of the plan of %(year)s %(paid)s is paid; %(expected)s should have been.") % year)
        return " ".join(found)


@admin.register(Progress)
class ProgressAdmin(ProgramFirst, OfMeasure, Again, PortalAdmin):
    """How measures stand, by the executor's own judgement (стан виконання)."""

    form = ProgressForm
    add_title = _("New judgement of progress")
    add_button = _("Record progress")
    change_title = _("Progress of a measure")
    list_lead = _("How each measure stands in a period: state, result, reason and per cent of work.")
    empty_text = _("Record how the first measure stands: the report takes it from here.")
    again_label = _("Save and go to the next measure")
    change_list_template = "admin/programs/progress_list.html"
    list_display = ("measure_name", "period", "state_in_words", "work_percent", "reason")
    list_display_links = ("measure_name",)
    list_filter = (ProgramFilter, "state", MeasureFilter)
    search_fields = ("measure__rows__folded", "folded")
    date_hierarchy = "period_end"
    ordering = ("-period_end", "measure")
    fieldsets = (
        (None, {"fields": ("measure", ("period_start", "period_end"), "state", "work_percent")}),
        (_("In words"), {"fields": ("result", "reason")}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The quarter so far, or the last one of a programme that is over, unless the address names a period."""
        given: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        program = program_of(request)
        day = default_day(program)
        last = min(day, date(program.end_year, 12, 31)) if program else day
        given["period_start"] = date_in(request, "period_start") or quarter(last).start
        given["period_end"] = date_in(request, "period_end") or last
        return given

    def again_address(self, record: Any) -> str:
        """The next measure without a judgement of the same period; the list once there is none."""
        period = record.period
        missing = measures_to_judge(record.measure.program, period)
        if missing:
            return address_of(*progress_page(missing[0].pk, period))
        return reverse("admin:programs_progress_changelist")

    def record_name(self, record: Any) -> str:
        return f"{self.measure_name(record)}: {record}"

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_progress(progress=record, by=by, expected_version=expected_version)

    @admin.display(description=_("period"), ordering="period_end")
    def period(self, row: Progress) -> str:
        return f"{row.period_start:%d.%m.%Y} – {row.period_end:%d.%m.%Y}"

    @admin.display(description=_("state"), ordering="state")
    def state_in_words(self, row: Progress) -> str:
        return render_to_string("programs/_state.html", {"progress": row, "without_period": True})
