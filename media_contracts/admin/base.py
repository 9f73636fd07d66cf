"""What the pages of contracts share: saving by the services, ready tables, files that ask for rights."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from programs.staff.base import PortalAdmin
from programs.staff.lists import key_in
from programs.staff.stored_files import FileAdmin, file_link

from .. import services
from ..models import Act, Contract, SupplementaryAgreement

MEDIA = forms.Media(
    css={"all": ["admin_portal/available.css", "admin_portal/contracts.css"]},
    js=[forms.Script("admin_portal/contracts.js", defer=True)],  # type: ignore[list-item]
)
DOCUMENTS = (Contract, SupplementaryAgreement, Act)


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


class BegunFromContract(ContractsAdmin):
    """Documents that are begun from a contract's page; without one the contracts that take them are offered."""

    def contract_asked(self, request: HttpRequest) -> Contract | None:
        key = key_in(request.POST.get("contract", "") or request.GET.get("contract", ""))
        contracts = Contract.objects.select_related("customer", "supplier", "measure__program")
        return contracts.filter(pk=key).first() if key else None

    def choose_page(self, request: Any, contracts: Any, lead: str) -> HttpResponse:
        """Which contract the new document belongs to."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        rows = [
            (f"{row}, {row.supplier.full_name}", row.subject, f"{address}?{urlencode({'contract': row.pk})}")
            for row in contracts.select_related("supplier").order_by("-date_signed", "-pk")
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": str(self.add_title),
            "opts": self.opts,
            "lead": lead,
            "rows": rows,
            "contracts": reverse("admin:media_contracts_contract_changelist"),
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/choose.html", context)


class PaperAdmin(FileAdmin, ContractsAdmin):
    """The pages of documents whose signed paper is kept for staff."""

    file_field = "scan"

    @admin.display(description=gettext_lazy("scan"))
    def scan_file(self, document: Any) -> str:
        return file_link(document.scan)


def state_mark(state: str, words: Any) -> SafeString:
    """A state by its word in a frame; drafts stand out, what ended steps back."""
    kind = {"draft": " mark-draft", "agreed": " mark-update", "signed": " mark-new", "in_force": " mark-new"}
    return format_html('<span class="mark{}">{}</span>', kind.get(state, ""), words)
