"""Projects of the community development budget."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programs.staff.base import PortalAdmin
from programs.staff.lists import MeasureFilter, ProgramFilter
from programs.staff.measure_names import OfMeasure, ProgramFirst, day_within, program_of

from ..models import BudgetProject
from ..services import delete_project, save_project
from .press import OfMeasureForm


@admin.register(BudgetProject)
class BudgetProjectAdmin(ProgramFirst, OfMeasure, PortalAdmin):
    """What institutions proposed to the community development budget, and what came of it (захід 2.3)."""

    form = OfMeasureForm
    add_title = _("New project of the community development budget")
    add_button = _("Add a project")
    change_title = _("Project of the community development budget")
    list_lead = _("Year, sum of that budget, state and result; the sum is never added to the programme's money.")
    empty_text = _("Add the first project: its year, whose it is, what it costs.")
    list_display = ("title", "of_year", "institution", "amount", "state", "measure_name", "is_public")
    list_filter = (ProgramFilter, "year", "state", MeasureFilter)
    list_select_related = ("institution",)
    search_fields = ("folded",)
    search_help_text = _("Searches title and result, in any case.")
    fieldsets = (
        (None, {"fields": ("measure", ("year", "amount"), "title", "institution", "is_public")}),
        (_("What came of it"), {"fields": (("state", "date"), "result", "link", "note")}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        program = program_of(request)
        of_program = {"measure__program": program} if program else {}
        last = BudgetProject.objects.filter(**of_program).order_by("-pk").first()
        day = day_within(program)
        taken = {"measure": last.measure, "year": last.year} if last else {"year": day.year if day else None}
        return {"date": day, **taken, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("year"), ordering="year")
    def of_year(self, project: BudgetProject) -> str:
        return str(project.year)  # a year names something: no thousands apart

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_project(project=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        delete_project(project=record, by=by, reason=reason)
