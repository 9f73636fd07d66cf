"""What the pages of contracts share: saving by the services, ready tables, files that ask for rights."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.staff.base import PortalAdmin
from programs.staff.lists import key_in

from .. import services
from ..models import Act, Contract, SupplementaryAgreement

MEDIA = forms.Media(
    css={"all": ["admin_portal/room.css", "admin_portal/contracts.css"]},
    js=[forms.Script("admin_portal/contracts.js", defer=True)],  # type: ignore[list-item]
)
DOCUMENTS = (Contract, SupplementaryAgreement, Act)


# Files --------------------------------------------------------------------------------------------------------------


class StoredFile:
    """A stored file as a form names it: opened through a page that asks for rights, its own name is nobody's matter."""

    def __init__(self, file: Any) -> None:
        self.url = reverse(f"admin:media_contracts_{file.instance._meta.model_name}_file", args=[file.instance.pk])
        self.suffix = PurePosixPath(file.name).suffix.lstrip(".").upper()

    def __str__(self) -> str:
        return _("file %(kind)s") % {"kind": self.suffix}


class PrivateFileWidget(AdminFileWidget):
    """A scan or screenshot that only staff may open."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["value"] = StoredFile(value)
        return context


def file_link(file: Any) -> str:
    """A stored file where it can only be looked at."""
    if not file:
        return "—"
    stored = StoredFile(file)
    return format_html('<a href="{}">{}</a>', stored.url, stored)


class FilePages:
    """An admin whose records keep a file for staff; ``file_field`` names it."""

    file_field = "scan"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.file_view)  # type: ignore[attr-defined]
        return [path("<int:pk>/file/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file for those who may see its record here, under a name that says nothing of its content."""
        record = self.model._base_manager.filter(pk=pk).first()  # type: ignore[attr-defined]
        if not self.has_view_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        file = getattr(record, self.file_field, None)
        if not file or not file.storage.exists(file.name):
            raise Http404(_("There is no file here."))
        name = f"{self.opts.model_name}-{pk}{PurePosixPath(file.name).suffix}"  # type: ignore[attr-defined]
        return FileResponse(file.open("rb"), as_attachment=True, filename=name)


class ContractsAdmin(PortalAdmin):
    """The pages of one kind of record of contracts."""

    DIRECTORIES = ("Supplier", "Customer", "MediaOutlet", "FundingSource")

    @property
    def media(self) -> forms.Media:
        return super().media + MEDIA

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save: Any = services.save_document if isinstance(record, DOCUMENTS) else services.save_row
        kind = "document" if isinstance(record, DOCUMENTS) else "row"
        save(**{kind: record}, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        if isinstance(record, DOCUMENTS):
            services.delete_document(document=record, by=by, reason=reason)
        else:
            services.delete_row(row=record, by=by, reason=reason)

    def is_drafted(self, request: HttpRequest, document: Any) -> bool:
        """Whether this person still writes the document; everybody else reads what it says among the facts."""
        return document.is_open and self.has_change_permission(request, document)


def kept_fields(document: Any) -> tuple[str, ...]:
    """What a signed document keeps as it is: everything but what is known later."""
    if document is None or document.is_open:
        return ()
    fields = document._meta.fields
    return tuple(field.name for field in fields if field.editable and field.name not in document.AFTER_SIGNING)


class BegunFromContract:
    """Documents that are begun from a contract's page; without one the contracts that take them are offered."""

    def contract_asked(self, request: HttpRequest) -> Contract | None:
        key = key_in(request.POST.get("contract", "") or request.GET.get("contract", ""))
        contracts = Contract.objects.select_related("customer", "supplier", "measure__program")
        return contracts.filter(pk=key).first() if key else None

    def choose_page(self, request: Any, contracts: Any, lead: str) -> HttpResponse:
        """Which contract the new document belongs to."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")  # type: ignore[attr-defined]
        rows = [
            (f"{row}, {row.supplier.full_name}", row.subject, f"{address}?{urlencode({'contract': row.pk})}")
            for row in contracts.select_related("supplier").order_by("-date_signed", "-pk")
        ]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": str(self.add_title),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "lead": lead,
            "rows": rows,
            "contracts": reverse("admin:media_contracts_contract_changelist"),
            "media": self.media,  # type: ignore[attr-defined]
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/media_contracts/choose.html", context)


def state_mark(state: str, words: Any) -> SafeString:
    """A state by its word in a frame; drafts stand out, what ended steps back."""
    kind = {"draft": " mark-draft", "agreed": " mark-update", "signed": " mark-new", "in_force": " mark-new"}
    return format_html('<span class="mark{}">{}</span>', kind.get(state, ""), words)
