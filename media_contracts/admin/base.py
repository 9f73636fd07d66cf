"""What the pages of contracts share: saving by the services, ready tables, files that ask for rights."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from programs.staff.base import PortalAdmin
from programs.staff.forms import REASON
from programs.staff.sheets import life_of, page_of
from programs.staff.steps import StepView
from programs.staff.stored_files import FileAdmin, file_link
from programs.texts import number_in

from .. import services
from ..models import Act, Contract, SupplementaryAgreement

MEDIA = forms.Media(js=[forms.Script("admin_portal/contracts.js", defer=True)])  # type: ignore[list-item]
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


class BegunFromContract(ContractsAdmin):
    """Documents that are begun from a contract's page; without one the contracts that take them are offered."""

    question: Any = ""
    nothing: Any = gettext_lazy("A contract has to be signed first.")  # said where no contract takes the document
    begins: type[StepView] | None = None  # the step that makes the document, where its own form does not

    def contract_asked(self, request: HttpRequest) -> Contract | None:
        key = number_in(request.POST.get("contract", "") or request.GET.get("contract", ""))
        contracts = Contract.objects.select_related("customer", "supplier", "measure__program")
        return contracts.filter(pk=key).first() if key else None

    def takers(self) -> QuerySet[Contract]:
        """The contracts that take such a document."""
        return Contract.objects.standing()

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.contract = self.contract_asked(request)
        if request.contract is None:
            return self.choose_page(request)
        if self.begins:
            return self.begins.as_view()(request, pk=request.contract.pk)
        return super().add_view(request, form_url, extra_context)

    def choose_page(self, request: Any) -> HttpResponse:
        """Which contract the new document belongs to."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        rows = [
            (f"{row}, {row.supplier.full_name}", row.subject, f"{address}?{urlencode({'contract': row.pk})}")
            for row in self.takers().select_related("supplier").order_by("-date_signed", "-pk")
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": str(self.add_title),
            "opts": self.opts,
            "lead": self.question,
            "rows": rows,
            "nothing": self.nothing,
            "contracts": reverse("admin:media_contracts_contract_changelist"),
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/choose.html", context)

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        contract = context["original"].contract if context.get("original") else request.contract
        context |= {"contract": contract, "contract_page": page_of(contract)}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("contract"), ordering="contract__number")
    def contract_name(self, document: Any) -> str:
        return gettext("№ %s") % document.contract.number

    @admin.display(description=gettext_lazy("supplier"), ordering="contract__supplier__name")
    def supplier_name(self, document: Any) -> str:
        return document.contract.supplier.full_name


class PaperAdmin(FileAdmin, ContractsAdmin):
    """The pages of documents that are signed and printed, whose signed paper is kept for staff."""

    file_field = "scan"
    paper = ""  # the name of its printed forms' address
    after_signing: tuple[Any, ...] = ("scan",)

    def is_drafted(self, request: HttpRequest, document: Any) -> bool:
        """Whether this person still writes the document; everybody else reads what it says among the facts."""
        return document.is_open and self.has_change_permission(request, document)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a signed document what is known later is entered, and nothing else is touched."""
        if obj is None or self.is_drafted(request, obj):
            return super().get_fieldsets(request, obj)
        fields = self.after_signing
        if not self.has_change_permission(request, obj):
            fields = tuple("scan_file" if name == "scan" else name for name in fields if name != REASON)
        return ((gettext_lazy("What is entered after signing"), {"fields": fields}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or obj.is_open:
            return ("scan_file",)
        fields = [field.name for field in obj._meta.fields if field.editable]
        return ("scan_file", *(name for name in fields if name not in obj.AFTER_SIGNING))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_open)

    def saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Back to the document's own page: the next step begins there."""
        super().saved(request, obj)
        return HttpResponseRedirect(page_of(obj))

    def life(self, document: Any) -> list[tuple[str, str]]:
        """From the draft to the signed paper; what came of it later each kind says itself."""
        states = document.State
        return life_of([states.DRAFT.label, states.SIGNED.label], 0 if document.is_open else 1)

    def buttons(self, request: HttpRequest, document: Any) -> list[dict[str, str]]:
        return self.step_links(request, document)

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_continue"] = context["show_save_and_add_another"] = False
        if document := context.get("original"):
            name = f"media_contracts:{self.paper}-document"
            context["printed"] = [(kind.upper(), reverse(name, args=[document.pk, kind])) for kind in ("pdf", "docx")]
            context["buttons"] = self.buttons(request, document)
            context["state"] = self.state_words(document)
            context["life"] = self.life(document)
            context["is_closed"] = not self.is_drafted(request, document)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("scan"))
    def scan_file(self, document: Any) -> str:
        return file_link(document.scan)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_words(self, document: Any) -> SafeString:
        """The state in a frame; drafts stand out, what ended steps back."""
        kinds = {"draft": " mark-draft", "agreed": " mark-update", "signed": " mark-new", "in_force": " mark-new"}
        return format_html(
            '<span class="mark{}">{}</span>', kinds.get(document.state, ""), document.get_state_display()
        )
