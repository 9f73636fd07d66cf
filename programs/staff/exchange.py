"""Import with a preview, and export of the list as it stands on the screen."""

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult
from import_export.tmp_storages import TempFolderStorage
from tablib import Dataset

from .. import services
from ..costly import room
from ..imports.reading.files import FileProblem
from ..reporting import Table, as_csv, as_xlsx
from ..reporting.files import attachment
from .base import PortalAdmin
from .columns import ComparedCell, PortalResource
from .files import read_table

FORMATS: dict[str, Callable[[Table], bytes]] = {
    "xlsx": lambda table: as_xlsx.render_list(table.caption, table),
    "csv": as_csv.render,
}
PENDING = "import_in_preview"
SHOWN_ROWS = 500
KINDS = {
    RowResult.IMPORT_TYPE_NEW: gettext_lazy("new"),
    RowResult.IMPORT_TYPE_UPDATE: gettext_lazy("changed"),
    RowResult.IMPORT_TYPE_SKIP: gettext_lazy("as it stands"),
    RowResult.IMPORT_TYPE_INVALID: gettext_lazy("with an error"),
}


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File (XLSX or CSV)"),
        help_text=gettext_lazy(
            "Begin with the export of this list: what is exported can be changed and imported back."
        ),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file: what would become of it."""

    number: int  # as the spreadsheet counts, the heading being the first
    kind: str
    word: str
    name: str
    cells: list[ComparedCell]
    errors: list[tuple[str, str]]


@dataclass(frozen=True)
class Preview:
    """What an import would do, row by row."""

    rows: list[PreviewRow]
    counts: dict[str, int]
    digest: str
    questions: list[dict[str, Any]]

    @property
    def has_errors(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def erroneous(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.errors]

    @property
    def changing(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.kind != RowResult.IMPORT_TYPE_SKIP and not row.errors]

    @property
    def shown(self) -> list[PreviewRow]:
        return self.changing[:SHOWN_ROWS]

    @property
    def not_shown(self) -> int:
        return len(self.changing) - len(self.shown)

    @property
    def skipped(self) -> int:
        return self.counts.get(RowResult.IMPORT_TYPE_SKIP, 0)

    @property
    def summary(self) -> list[tuple[str, int]]:
        return [(str(word), self.counts[kind]) for kind, word in KINDS.items() if self.counts.get(kind)]


def preview_of(resource: PortalResource, results: list[RowResult]) -> Preview:
    """The result of a run in the words of the page."""
    rows = [_row(resource, number, row) for number, row in enumerate(results, start=2)]
    questions = resource.questions(results)
    told = [(row.kind, [tuple(cell) for cell in row.cells]) for row in rows]
    digest = hashlib.sha256(repr([told, [(each["key"], each["about"]) for each in questions]]).encode()).hexdigest()
    return Preview(
        rows=rows,
        counts=Counter(row.kind for row in rows),
        digest=digest,
        questions=questions,
    )


def _row(resource: PortalResource, number: int, row: Any) -> PreviewRow:
    cells = row.diff or []
    errors = resource.errors_of(row.validation_error) if row.validation_error else []
    values = {cell.name: cell.after or cell.before for cell in cells}
    name = " · ".join(values[key] for key in resource.named_by if values.get(key))
    # the database's own number is no news of the file: the next writing gives a new record another one
    own = {key for key, column in resource.fields.items() if column.attribute == "pk"}
    changed = [cell for cell in cells if cell.changed and cell.name not in own]
    return PreviewRow(number, row.import_type, str(KINDS[row.import_type]), name, changed, errors)


class ExportAdmin(PortalAdmin):
    """A list that can be taken away as it stands."""

    resource: type[PortalResource]
    change_list_template = "admin/programs/exchange_list.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_or_change_permission(request)

    def get_urls(self) -> list[Any]:
        export = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/<slug:extension>/", export, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may = {"may_export": self.has_export_permission(request), "formats": list(FORMATS)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    def export_view(self, request: HttpRequest, extension: str) -> HttpResponseBase:
        if not self.has_export_permission(request) or extension not in FORMATS:
            raise PermissionDenied
        try:
            with room():
                content = FORMATS[extension](self.table_to_export(request))
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self.address('changelist')}?{ERROR_FLAG}=1")
        return attachment(content, f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{extension}")

    def table_to_export(self, request: HttpRequest) -> Table:
        """The rows that the list's filters let through, in its order."""
        rows = self.get_changelist_instance(request).get_queryset(request)
        return self.resource().table(rows.iterator(chunk_size=1000))

    def address(self, action: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{action}")


class ExchangeAdmin(ExportAdmin):
    """A list that can be taken away and brought back."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may add and change the records one by one may do so by a file."""
        names = [f"{self.opts.app_label}.{action}_{self.opts.model_name}" for action in ("add", "change")]
        return request.user.has_perms(names)

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("import/confirm/", view(self.confirm_view), name=f"{name}_import_confirm"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may = {"may_import": self.has_import_permission(request)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    # Import --------------------------------------------------------------------------------------

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file and show what it would change; nothing is written."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self.import_page(request, form=form)
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            preview = self.try_out(request, self.table(upload.name, content))
        except FileProblem as problem:
            form.add_error("file", str(problem))
            return self.import_page(request, form=form)
        self.forget(request)
        if not preview.has_errors and preview.changing:
            self.remember(request, upload.name, content, preview)
        return self.import_page(request, form=form, preview=preview, file_name=upload.name)

    def confirm_view(self, request: HttpRequest) -> HttpResponse:
        """Write what was shown, all of it or nothing; whatever moved meanwhile is shown anew first."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        pending = request.session.get(PENDING, {})
        ours = request.method == "POST" and pending.get("table") == self.opts.label_lower
        content = self.pending_file(pending["path"]) if ours else None
        if content is None:
            self.message_user(request, _("Choose the file again: there is nothing to confirm."), messages.WARNING)
            return HttpResponseRedirect(self.address("import"))
        dataset = self.table(pending["name"], content)
        preview = self.write_table(request, dataset, pending["digest"])
        if preview is None:
            return HttpResponseRedirect(self.address("changelist"))
        words = _("The data moved since the preview: look once more.")
        if preview.digest == pending["digest"] and preview.questions:
            words = _("Nothing is written yet: answer every question.")
        if not preview.has_errors:  # which the page says itself
            self.message_user(request, words, messages.WARNING)
        request.session[PENDING] = {**pending, "digest": preview.digest}
        return self.import_page(request, form=UploadForm(), preview=preview, file_name=pending["name"])

    def table(self, name: str, content: bytes) -> Dataset:
        dataset = read_table(name, content)
        self.resource().rename_headers(dataset)
        return dataset

    def try_out(self, request: HttpRequest, dataset: Dataset) -> Preview:
        resource = self.resource(by=request.user)
        return preview_of(resource, resource.run(dataset))

    def write_table(self, request: HttpRequest, dataset: Dataset, digest: str) -> Preview | None:
        """Write the table and forget the file; a preview comes back when it would do something else than was shown.

        The rows are tried once more while others write; what the tables may have got meanwhile is asked again, of all
        rows at once, by the short transaction that writes them.
        """
        resource = self.resource(by=request.user)
        resource.answers = {name: str(value) for name, value in request.POST.items()}
        results = resource.run(dataset)
        preview = preview_of(resource, results)
        for each in preview.questions:
            each["given"] = resource.answers.get(each["key"], "")
        if preview.has_errors or preview.digest != digest:
            return preview
        if any(each["given"] not in dict(each["choices"]) for each in preview.questions):
            return preview
        try:
            written = resource.write(results)
        except (ValidationError, services.Conflict):  # something moved in this moment: the new preview says what
            written = False
        if not written:
            return self.try_out(request, dataset)
        self.forget(request)
        done = ", ".join(f"{word} – {count}" for word, count in preview.summary)
        self.message_user(request, _("The import is written: %(done)s.") % {"done": done}, messages.SUCCESS)
        return None

    def remember(self, request: HttpRequest, name: str, content: bytes, preview: Preview) -> None:
        """Keep the file until the person confirms; the session says whose it is."""
        storage = TempFolderStorage(read_mode="rb")
        storage.save(content)
        request.session[PENDING] = {
            "table": self.opts.label_lower,
            "path": storage.name,
            "name": name,
            "digest": preview.digest,
        }

    def forget(self, request: HttpRequest) -> None:
        pending = request.session.pop(PENDING, None)
        if pending:
            with suppress(FileNotFoundError):  # cleared away already
                TempFolderStorage(name=pending["path"]).remove()

    @staticmethod
    def pending_file(path: str) -> bytes | None:
        """The file in preview; none where the server has cleared its temporary files away meanwhile."""
        try:
            content: bytes = TempFolderStorage(name=path, read_mode="rb").read()
        except FileNotFoundError:
            return None
        return content

    def import_page(self, request: Any, **content: Any) -> TemplateResponse:
        columns = self.resource().fields.values()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import: %(table)s") % {"table": self.resource.title},
            "opts": self.opts,
            "columns": columns,
            "confirm_address": self.address("import_confirm"),
            "list_address": self.address("changelist"),
            "export_address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export", args=["xlsx"]),
            **content,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/programs/import.html", context)
