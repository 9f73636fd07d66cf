"""Printed materials: kind, run, format, place, picture, and the contract that they were ordered by."""

from typing import Any

from django.contrib import admin
from django.db.models import FileField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programs.models import LedgerEntry, Stage
from programs.modules import ledger_links
from programs.staff.lists import MeasureFilter, ProgramFilter
from programs.staff.stored_files import FileAdmin, StoredFileWidget

from ..models import PrintedMaterial
from ..services import save_printed_material
from .press import OfMeasureForm, PressWork

OFFERED = 100  # entries of the ledger, the latest of measures that printed something


class PrintedMaterialForm(OfMeasureForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("entry")
        if field:
            links = ledger_links(field.queryset)
            field.label_from_instance = lambda each: (
                f"{links[each.pk].title} – {each}" if each.pk in links else str(each)
            )


@admin.register(PrintedMaterial)
class PrintedMaterialAdmin(PressWork, FileAdmin):
    """What was printed for the community (друк інформаційних матеріалів)."""

    form = PrintedMaterialForm
    file_field = "picture"
    file_page = "picture"
    formfield_overrides = {**FileAdmin.formfield_overrides, FileField: {"widget": StoredFileWidget("picture")}}
    add_title = _("New printed material")
    add_button = _("Add a printed material")
    change_title = _("Printed material")
    list_lead = _("Banners, billboards, city-lights, booklets and flyers, beside the contracts they were ordered by.")
    empty_text = _("Add the first one: what was printed, how many, where it hangs.")
    list_display = ("day", "title", "kind", "run", "format", "measure_name", "is_public")
    list_display_links = ("day", "title")
    list_filter = (ProgramFilter, "kind", MeasureFilter)
    search_help_text = _("Searches title, place and format, in any case.")
    repeated = ("measure", "kind", "format")
    fieldsets = (
        (None, {"fields": ("measure", ("kind", "date"), "title", ("run", "format"), "entry", "is_public")}),
        (_("Where and until when"), {"fields": ("place", "until")}),
        (_("Picture and link"), {"fields": ("picture", "link")}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "entry":
            printing = PrintedMaterial.objects.values("measure")
            committed = LedgerEntry.objects.filter(stage=Stage.COMMITTED).select_related("measure")
            ordered = committed.filter(measure__in=printing) if PrintedMaterial.objects.exists() else committed
            keys = [*ordered.order_by("-date", "-pk").values_list("pk", flat=True)[:OFFERED]]
            chosen = PrintedMaterial.objects.exclude(entry=None).values_list("entry", flat=True)
            kwargs["queryset"] = LedgerEntry.objects.filter(pk__in=[*keys, *chosen]).order_by("-date", "-pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_printed_material(material=record, by=by, reason=reason, expected_version=expected_version)
