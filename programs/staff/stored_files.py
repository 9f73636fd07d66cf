"""Uploaded files as the forms name them and as their pages give them: never by the name that somebody's disk had."""

from pathlib import PurePosixPath
from typing import Any

from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.translation import gettext as _

MAX_BYTES = 50 * 1024 * 1024
KINDS = {
    *("pdf", "docx", "doc", "odt", "rtf", "txt", "xlsx", "xls", "ods", "csv", "pptx", "odp", "zip", "p7s", "asice"),
    *("jpg", "jpeg", "png", "webp", "tif", "tiff", "mp3", "mp4"),
}


class StoredFile:
    """A stored file as the form names it, opened through a page that asks for rights."""

    def __init__(self, file: Any, page: str) -> None:
        self.url = reverse(page, args=[file.instance.pk])
        self.suffix = PurePosixPath(file.name).suffix.lstrip(".").upper()

    def __str__(self) -> str:
        return _("file %(kind)s") % {"kind": self.suffix}


class StoredFileWidget(AdminFileWidget):
    """The field of a file whose link leads to ``page``."""

    page: str

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["value"] = StoredFile(value, self.page)
        return context


def check_upload(file: Any) -> Any:
    """Refuse what is too large to load, or of a kind that runs instead of being read."""
    if isinstance(file, UploadedFile):
        if PurePosixPath(file.name or "").suffix.lower().lstrip(".") not in KINDS:
            raise ValidationError(
                _("A file of this kind is not taken. Known are: %(kinds)s.") % {"kinds": ", ".join(sorted(KINDS))}
            )
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 50 MB: make it smaller, or give a link to it."))
    return file


def stored_response(file: FieldFile | None, stem: str) -> FileResponse:
    """The file as something to keep, under a neutral name; nothing in it runs in the portal's own pages."""
    if not file or not file.storage.exists(file.name or ""):
        raise Http404(_("There is no file here."))
    return FileResponse(file.open("rb"), as_attachment=True, filename=stem + PurePosixPath(file.name or "").suffix)
