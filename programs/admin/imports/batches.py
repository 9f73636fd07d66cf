"""The list of imports, what each of them did, and its undoing as a whole."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...default_day import default_day
from ...imports.uploads import uploads
from ...imports.uploads.working import may_import
from ...models import ImportBatch, ImportedEntry, ImportUpload, LedgerEntry
from ...staff.base import ReadOnlyAdmin
from ...staff.forms import reason_field
from ...staff.history import person
from ...staff.lists import ProgramFilter
from ...staff.measure_names import attach_names
from ...staff.steps import StepView
from ...texts import number_in
from ...words import amount_text, whole_text
from .pages import ImportPages, ways

ENTRIES_SHOWN = 50


class UndoForm(forms.Form):
    """Why a whole import is undone and, where it posted money, on which day the entries are reversed."""

    def __init__(self, *args: Any, with_date: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_date:
            self.fields["on"] = forms.DateField(label=_("Date of the reversal"), widget=AdminDateWidget())
        self.fields["reason"] = reason_field(required=True)
        self.fields["reason"].label = _("Why it is undone")
        self.fields["reason"].help_text = _("For example «the file of another month». It stays in the history.")
        self.fields["reason"].error_messages["required"] = _("Say why the import is undone.")


class UndoImport(StepView):
    """Take a whole import back, with a reason."""

    slug = "undo"
    queryset = ImportBatch.objects.select_related("program", "edition")
    object: ImportBatch
    form_class = UndoForm
    title = gettext_lazy("Undo an import")
    button = gettext_lazy("Undo the whole import")

    @classmethod
    def may(cls, user: Any) -> bool:
        return any(may_import(user, kind) for kind in ImportBatch.Kind)

    def get_object(self, queryset: Any = None) -> ImportBatch:
        batch: ImportBatch = super().get_object(queryset)
        if not may_import(self.user, batch.kind):
            raise PermissionDenied
        return batch

    @property
    def subtitle(self) -> str:
        return self.object.file_name

    @property
    def lead(self) -> str:
        if self.object.kind == ImportBatch.Kind.PLAN:
            return _(
                "The draft edition goes back to what it was before this import; what the import created goes with it. "
                "It is refused where the plan was edited or adopted since."
            )
        count = uploads.entries_of(self.object)
        words = ngettext(
            "%(count)s entry of %(total)s UAH in all will be reversed on the day below; the entry itself stays in "
            "the ledger. Remembered rules stay.",
            "%(count)s entries of %(total)s UAH in all will be reversed on the day below; the entries themselves stay "
            "in the ledger. Remembered rules stay.",
            count,
        )
        return words % {"count": count, "total": amount_text(total_of(self.object))}

    def get_initial(self) -> dict[str, Any]:
        return {"on": _day_of_reversal(self.object)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "with_date": self.object.kind != ImportBatch.Kind.PLAN}

    def perform(self, given: dict[str, Any]) -> None:
        upload = uploads.undo(batch=self.object, by=self.user, reason=given["reason"], on=given.get("on"))
        self.done = "" if upload else _("The import is undone as a whole.")
        self.next = reverse("admin:programs_importbatch_preview", args=[upload.pk]) if upload else self.back

    def get_success_url(self) -> str:
        return self.next


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Imports from files (імпорти): written as a whole, undone as a whole."""

    change_list_template = "admin/programs/imports/list.html"
    change_form_template = "admin/programs/imports/batch.html"
    change_title = gettext_lazy("Import")
    list_lead = gettext_lazy("What came from files. A file is shown first, then written whole or not at all.")
    empty_text = gettext_lazy(
        "Choose above what to bring: nothing is written before you have seen what was understood."
    )
    list_display = ("what", "file_name", "about", "rows", "total", "who", "when", "state")
    list_filter = (ProgramFilter, "kind")
    list_select_related = ("program", "edition", "imported_by", "undone_by")
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Searches the names of the files.")
    date_hierarchy = "imported_at"
    fieldsets = (
        (None, {"fields": ("what", "file_name", "about", "rows", "total", "details", "who", "when", "state", "why")}),
    )
    steps = (UndoImport,)
    readonly_fields = ("what", "about", "rows", "total", "details", "who", "when", "state", "why")

    def get_urls(self) -> list[Any]:
        return [*ImportPages(self.admin_site).urls(), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).defer("before", "after")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        waiting = [
            {"upload": upload, "running": uploads.work_of(upload) is not None, "who": person(upload.uploaded_by)}
            for upload in ImportUpload.objects.waiting().select_related("program", "uploaded_by")
            if may_import(request.user, upload.kind)
        ]
        context = {"ways": ways(request.user), "waiting": waiting, **(extra_context or {})}
        return super().changelist_view(request, context)

    # Columns -------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("what"), ordering="kind")
    def what(self, batch: ImportBatch) -> str:
        return batch.get_kind_display()

    @admin.display(description=gettext_lazy("programme"), ordering="program")
    def about(self, batch: ImportBatch) -> str:
        found = [str(each) for each in (batch.program, batch.edition) if each is not None]
        return ", ".join(found) or "—"

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, batch: ImportBatch) -> str:
        summary = batch.summary
        if batch.kind != ImportBatch.Kind.PLAN:
            return whole_text(summary.get("entries", 0))
        words = _("tasks – %(tasks)s, measures – %(measures)s")
        return words % {"tasks": summary.get("tasks", 0), "measures": summary.get("measures", 0)}

    @admin.display(description=gettext_lazy("total, UAH"))
    def total(self, batch: ImportBatch) -> str:
        return amount_text(total_of(batch))

    @admin.display(description=gettext_lazy("by years and days"))
    def details(self, batch: ImportBatch) -> str:
        return "; ".join(details_of(batch)) or "—"

    @admin.display(description=gettext_lazy("imported by"))
    def who(self, batch: ImportBatch) -> str:
        return person(batch.imported_by)

    @admin.display(description=gettext_lazy("imported at"), ordering="imported_at")
    def when(self, batch: ImportBatch) -> str:
        return f"{timezone.localtime(batch.imported_at):%d.%m.%Y %H:%M}"

    @admin.display(description=gettext_lazy("state"))
    def state(self, batch: ImportBatch) -> str:
        if not batch.is_undone or batch.undone_at is None:
            return format_html(
                '<span class="state state-done"><span aria-hidden="true">✓</span> {}</span>', _("written")
            )
        words = _("undone on %(day)s") % {"day": f"{timezone.localtime(batch.undone_at):%d.%m.%Y}"}
        return format_html('<span class="state state-postponed"><span aria-hidden="true">↺</span> {}</span>', words)

    @admin.display(description=gettext_lazy("why it was undone"))
    def why(self, batch: ImportBatch) -> str:
        return f"{batch.undo_reason} – {person(batch.undone_by)}" if batch.is_undone else "—"

    # One import ----------------------------------------------------------------------------------

    def record_name(self, record: Any) -> str:
        return record.file_name

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        key = number_in(object_id)
        batch = ImportBatch.objects.select_related("edition").filter(pk=key).first() if key else None
        links = ImportedEntry.objects.filter(batch=batch).select_related("entry")
        entries = [link.entry for link in links[:ENTRIES_SHOWN]] if batch else []
        attach_names(entries)
        settled = batch.settled.select_related("entry")[:ENTRIES_SHOWN] if batch else ()
        context = {
            "settled": settled,
            "may_undo": batch is not None and may_import(request.user, batch.kind) and not batch.is_undone,
            "entries": [(entry, amount_text(entry.amount)) for entry in entries],
            "entries_not_shown": max(links.count() - ENTRIES_SHOWN, 0) if batch else 0,
            "edition": batch.edition if batch and not batch.is_undone else None,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)


def total_of(batch: ImportBatch) -> Any:
    """The sum of what an import brought, from its own summary."""
    summary = batch.summary
    amounts = summary["totals"].values() if "totals" in summary else [summary.get("total", "0.00")]
    return sum((Decimal(amount) for amount in amounts), Decimal("0.00"))


def details_of(batch: ImportBatch) -> list[str]:
    summary = batch.summary
    found = [f"{year}: {amount_text(Decimal(amount))}" for year, amount in summary.get("totals", {}).items()]
    if "cut_off" in summary:
        found.append(_("counts up to %(day)s") % {"day": f"{date.fromisoformat(summary['cut_off']):%d.%m.%Y}"})
    return found


def _day_of_reversal(batch: ImportBatch) -> Any:
    """The usual day, or the day of the last entry where that is later."""
    last = LedgerEntry.objects.filter(imported_with__batch=batch).order_by("-date").values_list("date", flat=True)
    day = default_day()
    return max(day, last[0]) if last else day
