"""The plan of consultations of a year: its act, the acts that amended it, its items, each begun in one press."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from programs.default_day import default_day
from programs.staff.base import PortalAdmin, PortalInline
from programs.staff.exchange import ExchangeAdmin
from programs.staff.lists import display_of
from programs.staff.sheets import Sheet, SheetCell, page_of

from ..models import ConsultationPlan, PlanAmendment, PlanItem
from ..registers.consultations import moment_of
from ..registers.plan import items_of
from ..resources.plan import PlanItemResource
from ..staff.consultations import Begin


class Amendments(PortalInline):
    """Acts that changed the plan during its year."""

    model = PlanAmendment
    fields = ("act", "summary")
    add_text = gettext_lazy("Add an act that amended the plan")


class Items(PortalInline):
    model = PlanItem
    fields = ("number", "subject", "form", "first_month", "last_month", "unit")
    add_text = gettext_lazy("Add an item")


@admin.register(ConsultationPlan)
class ConsultationPlanAdmin(PortalAdmin):
    """What the council means to ask the public in a year."""

    change_form_template = "admin/civil_society/plan.html"
    add_title = gettext_lazy("New plan of consultations")
    add_button = gettext_lazy("Add the plan of a year")
    change_title = gettext_lazy("Plan of consultations")
    list_lead = gettext_lazy("Approved by an act, amended during the year: planned, held and unplanned are counted.")
    empty_text = gettext_lazy("Add the plan of the year with its items, then the act that approved it.")
    list_display = ("of_year", "act", "planned", "held", "unplanned")
    inlines = (Items, Amendments)
    fieldsets = ((None, {"fields": (("year", "act"), "note")}),)

    of_year = display_of("year", gettext_lazy("year"))

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else (Items,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = ConsultationPlan.objects.first()
        year = last.year + 1 if last else default_day().year
        return {"year": year, **super().get_changeform_initial_data(request)}

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_add_another"] = False
        if original := context.get("original"):
            found = items_of(original, moment_of(default_day()))
            may = request.user.has_perm(Begin.permission)
            context |= {"sheet": _items(original, found), "to_begin": _to_begin(found) if may else []}
            context["public_page"] = original.get_absolute_url() if original.act_id else ""
            names = ("civil_society.add_planitem", "civil_society.change_planitem")
            context["may_bring_items"] = request.user.has_perms(names)
        return super().render_change_form(request, context, *args, **kwargs)

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        for row in rows:
            row.figures = items_of(row, moment_of(default_day()))["figures"]

    @admin.display(description=gettext_lazy("planned"))
    def planned(self, plan: Any) -> int:
        return plan.figures["planned"]

    @admin.display(description=gettext_lazy("held"))
    def held(self, plan: Any) -> int:
        return plan.figures["held"]

    @admin.display(description=gettext_lazy("unplanned"))
    def unplanned(self, plan: Any) -> int:
        return plan.figures["unplanned"]


def _items(plan: ConsultationPlan, found: dict[str, Any]) -> Sheet:
    """Every item with what became of it."""
    rows = [
        [
            SheetCell(str(item.number), page_of(item)),
            SheetCell(item.subject),
            SheetCell(capfirst(item.months)),
            SheetCell(item.state_words, page_of(item.consultation) if item.consultation else ""),
        ]
        for item in found["items"]
    ]
    headings = [_("№"), _("question or draft"), _("months"), pgettext("plan", "what became of it")]
    return Sheet("items", _("What became of the items"), headings, rows, empty=_("The plan has no items yet."))


def _to_begin(found: dict[str, Any]) -> list[tuple[str, str]]:
    """The items that are no consultation yet, each with the address that its button posts to."""
    name = "admin:civil_society_planitem_do_begin"
    return [(str(item), reverse(name, args=[item.pk])) for item in found["items"] if item.can_begin]


@admin.register(PlanItem)
class PlanItemAdmin(ExchangeAdmin):
    """One question of a plan; reached from its plan."""

    resource = PlanItemResource
    add_title = gettext_lazy("New item of a plan")
    add_button = gettext_lazy("Add an item")
    change_title = gettext_lazy("Item of a plan of consultations")
    change_form_template = "admin/civil_society/item.html"
    list_display = ("number", "subject", "plan", "form", "first_month", "last_month", "unit")
    list_display_links = ("number", "subject")
    list_filter = ("plan", "form")
    list_select_related = ("plan",)
    search_fields = ("folded",)
    steps = (Begin,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("plan", "number"),
                    "subject",
                    "matter",
                    ("form", "other_forms"),
                    ("first_month", "last_month"),
                    "unit",
                    ("added_by", "removed_by"),
                )
            },
        ),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is PlanAmendment:
            kwargs["queryset"] = PlanAmendment.objects.select_related("act", "plan")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if original := context.get("original"):
            context["buttons"] = self.step_links(request, original)
            context["plan_page"] = page_of(original.plan)
        return super().render_change_form(request, context, *args, **kwargs)
