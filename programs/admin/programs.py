"""Programmes with their legal acts."""

from typing import Any

from django.contrib import admin
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import services
from ..models import LegalAct, Program
from ..staff.base import WIDGETS, Directed, PortalAdmin, without
from ..staff.forms import REASON, RecordForm, reason_field
from ..staff.lists import ProgramFilter
from ..staff.stored_files import FileAdmin, StoredFileWidget
from .way import PutBack, TakeOffControl


class CorrectedForm(RecordForm):
    """A form on which acts are corrected, with a reason where an edition was adopted by one."""

    reason_ = reason_field()


CORRECTION: Any = (_("Correction"), {"fields": (REASON,)})


class LegalActForm(CorrectedForm):
    class Meta:
        widgets = {"title": Textarea(attrs={"rows": 2, "class": "vLargeTextField"}), "file": StoredFileWidget}


class LegalActsInline(Directed, admin.StackedInline):
    """The acts of a programme, each with what it decided about it."""

    model = LegalAct
    formfield_overrides = WIDGETS
    extra = 0
    fields = (("role", "kind"), ("body", "number", "date"), "title", "link", "file")
    template = "admin/edit_inline/stacked.html"
    add_text = _("Add a legal act")
    verbose_name_plural = _("Legal acts")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, widgets=LegalActForm.Meta.widgets, **kwargs)


@admin.register(Program)
class ProgramAdmin(PortalAdmin):
    """Target programmes (цільові програми)."""

    add_title = _("New programme")
    add_button = _("Add a programme")
    change_title = _("Programme")
    list_lead = _("Each programme has editions; the plan itself is edited in a draft edition.")
    empty_text = _("Add the first programme: a draft edition opens with it, and its plan is filled in there.")
    list_display = ("short_title", "years", "status", "chief_spending_unit")
    list_filter = ("status",)
    search_fields = ("folded",)
    inlines = (LegalActsInline,)
    form = CorrectedForm
    change_form_template = "admin/programs/program.html"
    steps = (TakeOffControl, PutBack)
    fieldsets = (
        (None, {"fields": ("title", "short_title", "slug", "aliases", ("start_year", "end_year", "status"))}),
        (
            _("Who answers for it"),
            {"fields": ("council", "responsible_unit", "chief_spending_unit", "commission")},
        ),
        CORRECTION,
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return without(fieldsets, REASON) if obj is None else fieldsets

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, LegalAct):
            services.save_legal_act(act=record, by=by, reason=reason, expected_version=expected_version)
        else:
            services.check_status(record)
            super().write(record, by=by, reason=reason, expected_version=expected_version)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        program = self.get_object(request, object_id)
        context = extra_context or {}
        if program is not None:
            about = {"steps": self.step_links(request, program), "off_control": services.is_off_control(program)}
            context = {**about, **context}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Program, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            services.create_program(program=obj, by=request.user)  # type: ignore[arg-type]

    @admin.display(description=_("Term"), ordering="start_year")
    def years(self, program: Program) -> str:
        return program.term


@admin.register(LegalAct)
class LegalActAdmin(FileAdmin):
    """Legal acts (розпорядчі документи)."""

    form = LegalActForm
    add_title = _("New legal act")
    add_button = _("Add a legal act")
    change_title = _("Legal act")
    list_lead = _("Who decided what about the programme, and when.")
    empty_text = _("Add the act that adopted the programme: an edition needs it to take effect.")
    list_display = ("number", "date", "body", "role", "title")
    list_filter = (ProgramFilter, "role", "kind")
    search_fields = ("folded",)
    date_hierarchy = "date"
    ordering = ("-date", "-number")
    fieldsets = (
        (None, {"fields": ("program", ("role", "kind"), ("body", "number", "date"), "title")}),
        (_("Text"), {"fields": ("link", "file")}),
        CORRECTION,
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return without(fieldsets, REASON) if obj is None or not hasattr(obj, "edition") else fieldsets

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_legal_act(act=record, by=by, reason=reason, expected_version=expected_version)

    def file_stem(self, record: Any) -> str:
        return str(record.file_stem)
