"""The way of reports to a decision: its stages, the terms of publication, and the end of control over a programme."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import ControlStep, LegalAct, Program, PublicationTerm, WayStage
from ..staff.base import PortalAdmin
from ..staff.lists import ProgramFilter
from ..staff.steps import StepForm, StepView


@admin.register(WayStage)
class WayStageAdmin(PortalAdmin):
    """Stages of the way of reports (етапи розгляду звітів)."""

    add_title = gettext_lazy("New stage")
    add_button = gettext_lazy("Add a stage")
    change_title = gettext_lazy("Stage of the way")
    list_lead = gettext_lazy(
        "Who considers a programme’s reports, in this order. Each body keeps its own record; the council is not bound "
        "by its commission. Without stages the controlling commission and the council stand."
    )
    empty_text = gettext_lazy("Add the bodies that a programme’s reports go to.")
    list_display = ("name_of", "kind", "order", "program")
    list_filter = (ProgramFilter, "kind")
    list_select_related = ("program",)
    fields = ("program", "order", "kind", "name", "commissions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WayStage]:
        return super().get_queryset(request).prefetch_related("commissions")

    @admin.display(description=gettext_lazy("body"), ordering="order")
    def name_of(self, stage: WayStage) -> str:
        return stage.title


@admin.register(PublicationTerm)
class PublicationTermAdmin(PortalAdmin):
    """Terms of publication (строки оприлюднення): data of the council."""

    change_title = gettext_lazy("Term of publication")
    list_lead = gettext_lazy(
        "By when what belongs to a report’s way is published. Where no act names a number of days, it stays empty."
    )
    empty_text = gettext_lazy("The terms come with the portal.")
    list_display = ("name", "days", "working_days", "counted_from", "ground", "is_asked")
    list_display_links = ("name",)
    readonly_fields = ("name",)
    fields = ("name", ("days", "working_days"), "counted_from", "ground", "is_asked")

    @admin.display(description=gettext_lazy("what"))
    def name(self, term: PublicationTerm) -> str:
        return str(term)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# ---- the end of control, below a programme's page --------------------------------------------------------------------


def acts_of(program: Program) -> QuerySet[LegalAct]:
    """The acts about a programme and those above all programmes, the last first."""
    found = LegalAct.objects.filter(program=program) | LegalAct.objects.filter(program=None)
    return found.order_by("-date", "-pk")


class ControlForm(StepForm):
    """The act by which it is done."""

    act = forms.ModelChoiceField(
        LegalAct.objects.none(),
        label=gettext_lazy("Legal act"),
        empty_label=gettext_lazy("not chosen"),
        help_text=gettext_lazy("It is recorded among the acts of the programme first."),
    )
    date = None  # type: ignore[assignment]  # the act has its own


class ControlStepView(StepView):
    """A step that an act takes with the control over a programme."""

    queryset = Program.objects.all()
    object: Program
    form_class = ControlForm
    permission = "programs.add_controlstep"
    is_danger = True

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["act"].queryset = acts_of(self.object)
        return form


class TakeOffControl(ControlStepView):
    """Take the decision off control: the programme is completed, plan and ledger are closed."""

    slug = "off-control"
    title = gettext_lazy("Take off control")
    lead = gettext_lazy(
        "After the final report was decided on. The programme becomes completed, its plan takes no more amendments and "
        "its ledger is closed through the day of the act; only another act opens them again."
    )
    done = gettext_lazy("The programme is off control; plan and ledger are closed.")

    @classmethod
    def offered(cls, record: Program) -> bool:
        return services.is_off_control(record) is None and services.final_report(record) is not None

    def facts(self) -> list[tuple[str, Any]]:
        report = services.final_report(self.object)
        return [(_("Final report"), str(report))] if report else []

    def perform(self, given: dict[str, Any]) -> None:
        services.take_off_control(program=self.object, act=given["act"], by=self.user)


class PutBack(ControlStepView):
    """Put a programme back under control: it is in force again."""

    slug = "under-control"
    title = gettext_lazy("Put back under control")
    lead = gettext_lazy("The programme is in force again, and its ledger is open as before it was taken off control.")
    done = gettext_lazy("The programme is under control again.")
    asks_reason = True

    @classmethod
    def offered(cls, record: Program) -> bool:
        return services.is_off_control(record) is not None

    def facts(self) -> list[tuple[str, Any]]:
        off: ControlStep | None = services.is_off_control(self.object)
        return [(_("Taken off control by"), str(off.act))] if off else []

    def perform(self, given: dict[str, Any]) -> None:
        services.put_back_under_control(program=self.object, act=given["act"], reason=given["reason"], by=self.user)
