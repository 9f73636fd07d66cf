"""By when things are due, and the marks of what a person says was done."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .. import services
from ..default_day import by_default_day, default_day
from ..duties import Duty, duties_of
from ..duties.reports import REPORTS
from ..models import CalendarDay, DutyDone, DutyTerm, Program
from ..modules import modules
from ..staff.base import AppendOnlyAdmin, PortalAdmin, without
from ..staff.forms import RecordForm
from ..staff.history import person
from ..staff.lists import ProgramFilter, display_of
from ..staff.pages import address_of


@admin.register(DutyTerm)
class DutyTermAdmin(PortalAdmin):
    """Terms of reports and other duties (строки): data of the council."""

    change_title = gettext_lazy("Term of a duty")
    list_lead = gettext_lazy(
        "By when reports and other things are due. Few acts bind a city in this: set your own days."
    )
    empty_text = gettext_lazy("The terms come with the portal.")
    list_display = ("name", "months", "day", "days", "working_days", "is_asked")
    list_display_links = ("name",)
    fieldsets = ((None, {"fields": ("name", ("months", "day"), ("days", "working_days"), "is_asked", "makes_draft")}),)
    readonly_fields = ("name",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a report has a draft."""
        fieldsets = super().get_fieldsets(request, obj)
        is_report = obj is not None and obj.app == "programs" and obj.key in REPORTS
        return fieldsets if is_report else without(fieldsets, "makes_draft")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyTerm]:
        """Terms of what somebody can be reminded of: an app that is switched off reminds of nothing."""
        return super().get_queryset(request).filter(app__in=[module.app for module in modules()])

    @admin.display(description=gettext_lazy("what is due"))
    def name(self, row: DutyTerm) -> str:
        return str(row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(PortalAdmin):
    """Holidays and moved working days (календар робочих днів): data of the council."""

    add_title = gettext_lazy("New day of the calendar")
    add_button = gettext_lazy("Add a day")
    change_title = gettext_lazy("Day of the calendar")
    list_lead = gettext_lazy(
        "Days that differ from their week: a holiday on a weekday, a Saturday on which people work. Terms in working "
        "days are counted by them. Since 24 February 2022 holidays are working days (law № 2136-IX)."
    )
    empty_text = gettext_lazy("Every week has five working days so far.")
    list_display = ("date", "is_working", "name")
    date_hierarchy = "date"
    fields = ("date", "is_working", "name")


def duty_code(duty: Duty) -> str:
    """The duty in an address or a choice: its programme and its key."""
    return f"{duty.program.pk}:{duty.key}"


class DoneForm(RecordForm):
    """What was done, chosen from what is due on this person's desk."""

    duty = forms.ChoiceField(label=gettext_lazy("What was done"))

    class Meta:
        fields = ("done_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "duty" not in self.fields:  # a mark to look at
            return
        days = by_default_day(Program.objects.all()).items()
        due = [duty for day, programs in days for duty in duties_of(self.request.user, programs, day)]
        self.due = {duty_code(duty): duty for duty in due if duty.markable}
        choices: Any = self.fields["duty"]
        choices.choices = [(code, f"{duty.title} – {duty.program}") for code, duty in self.due.items()]
        self.initial.setdefault("done_on", default_day())

    def clean_duty(self) -> Duty:
        return self.due[self.cleaned_data["duty"]]


@admin.register(DutyDone)
class DutyDoneAdmin(AppendOnlyAdmin):
    """What was done outside the portal, by a person's word; a mark made in error is deleted."""

    form = DoneForm
    add_title = gettext_lazy("Mark as done")
    add_button = gettext_lazy("Mark as done")
    change_title = gettext_lazy("Mark of what was done")
    list_lead = gettext_lazy("What people marked as done on the desk: when, and by which letter or sitting.")
    empty_text = gettext_lazy("Nothing has been marked as done yet.")
    list_display = ("done_on", "title", "program", "note", "by_whom")
    list_display_links = ("done_on", "title")
    list_filter = (ProgramFilter,)
    list_select_related = ("program", "recorded_by")
    search_fields = ("folded",)
    date_hierarchy = "done_on"
    fieldsets = ((None, {"fields": ("duty", "done_on", "note")}),)
    made_fieldsets = ((None, {"fields": ("title", "program", "done_on", "note", ("by_whom", "recorded_at"))}),)

    by_whom = display_of("recorded_by", gettext_lazy("recorded by"), person, sorts=False)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return PortalAdmin.has_delete_permission(self, request, obj)

    def make(self, values: dict[str, Any], *, by: Any) -> DutyDone:
        duty: Duty = values.pop("duty")
        title, today = str(duty.title), timezone.localdate()
        return services.mark_done(program=duty.program, key=duty.key, title=title, by=by, today=today, **values)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """One button: a mark leads back to the desk."""
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the desk, where the next thing waits."""
        return HttpResponseRedirect(reverse("admin:index"))


def done_address(duty: Duty) -> str:
    """The form that marks a duty as done, filled in."""
    return address_of("admin:programs_dutydone_add", given={"duty": duty_code(duty)})
