"""Uploaded files as the forms name them and as their pages give them: never by the name that somebody's disk had."""

from pathlib import PurePosixPath
from typing import Any

from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .base import PortalAdmin
from .steps import staff_page


class StoredFile:
    """A stored file as a form names it, opened through a page that asks for rights."""

    def __init__(self, file: Any, page: str = "file") -> None:
        model = file.instance._meta
        self.url = reverse(f"admin:{model.app_label}_{model.model_name}_{page}", args=[file.instance.pk])
        self.suffix = PurePosixPath(file.name).suffix.lstrip(".").upper()

    def __str__(self) -> str:
        return _("file %(kind)s") % {"kind": self.suffix}


class StoredFileWidget(AdminFileWidget):
    """The field of a file whose link leads to its page."""

    def __init__(self, page: str = "file", attrs: Any = None) -> None:
        super().__init__(attrs)
        self.page = page

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["value"] = StoredFile(value, self.page)
        return context


def file_link(file: Any) -> str:
    """A stored file where it can only be looked at."""
    if not file:
        return "—"
    stored = StoredFile(file)
    return format_html('<a href="{}">{}</a>', stored.url, stored)


def stored_response(file: FieldFile | None, stem: str) -> FileResponse:
    """The file as something to keep, under a neutral name; nothing in it runs in the portal's own pages."""
    if not file or not file.storage.exists(file.name or ""):
        raise Http404(_("There is no file here."))
    return FileResponse(file.open("rb"), as_attachment=True, filename=stem + PurePosixPath(file.name or "").suffix)


class FileAdmin(PortalAdmin):
    """The pages of records that keep a file, one of them for the file itself."""

    file_field = "file"
    file_page = "file"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{self.file_page}"
        page = path(f"<int:pk>/{self.file_page}/", staff_page(self.file_view), name=name)
        return [page, *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file for those who may see its record here."""
        record = self.model._base_manager.filter(pk=pk).first()
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if record is None:
            raise Http404(_("There is no file here."))
        return stored_response(getattr(record, self.file_field), self.file_stem(record))

    def file_stem(self, record: Any) -> str:
        """What the file is called, whatever name it came with."""
        return f"{self.opts.model_name}-{record.pk}"
