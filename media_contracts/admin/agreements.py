"""Supplementary agreements: begun from a contract's page with what its lines are now, signed as an action."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.default_day import default_day
from programs.services import Notice
from programs.staff.forms import RecordForm
from programs.staff.sheets import page_of
from programs.staff.steps import StepView, staff_page
from programs.staff.stored_files import StoredFileWidget
from programs.words import amount_text, date_text, money_text

from .. import services
from ..models import (
    ContractCommitment,
    SupplementaryAgreement,
)
from ..permissions import may_sign
from .agreement_rows import (
    AddedLinesInline,
    ChangesInline,
    DifferencesInline,
    amended,
    saved_agreement,
    typed_agreement,
    unchanged_lines,
)
from .base import BegunFromContract, PaperAdmin
from .contract_money import money_panel, put_beside
from .contract_steps import amount_and_end, contract_facts, place


class AgreementForm(RecordForm):
    class Meta:
        widgets = {
            "contract": forms.HiddenInput,
            "new_subject": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "reason": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "scan": StoredFileWidget,
        }

    HELP = {
        "reason": _("Why the contract changes: it is printed and public."),
        "new_subject": _("Empty: the subject stays."),
        "new_date_to": _("Empty: the term stays."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.HELP.items():
            if name in self.fields:
                self.fields[name].help_text = words


def agreement_facts(agreement: SupplementaryAgreement) -> list[tuple[str, str]]:
    """Why an agreement changes its contract, and what it changes beside lines and amounts."""
    found = [
        (gettext("Reason"), agreement.reason),
        (capfirst(gettext("new end of the term")), date_text(agreement.new_date_to)),
        (capfirst(gettext("new subject")), agreement.new_subject),
        (capfirst(gettext("text")), agreement.text),
    ]
    return [(label, words) for label, words in found if words]


class SignAgreement(StepView):
    """Sign an agreement, after its page said what the contract becomes and what is posted."""

    slug = "sign"
    queryset = SupplementaryAgreement.objects.select_related("contract__supplier", "contract__measure__program")
    object: SupplementaryAgreement
    title = _("Sign the agreement")
    lead = _("From the date of signing the contract is as the agreement makes it.")
    takes_over = True
    done = _("The agreement is signed, its differences stand in the ledger.")

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @classmethod
    def offered(cls, record: SupplementaryAgreement) -> bool:
        return record.is_open

    @property
    def draft(self) -> SupplementaryAgreement | None:
        """The agreement while it is one still: a signed one is part of the contract's terms already."""
        return self.object if self.object.is_open else None

    def facts(self) -> list[tuple[str, str]]:
        contract = self.object.contract
        becomes = amount_and_end(services.terms_on(contract, with_draft=self.draft))
        return [*contract_facts(contract), (gettext("Becomes"), becomes), *agreement_facts(self.object)]

    def notices(self) -> list[Notice]:
        contract, today = self.object.contract, default_day()
        return services.contract_notices(contract, on=today, with_draft=self.draft) if self.draft else []

    def postings(self) -> list[tuple[str, str]]:
        return [(place(row.key), money_text(row.amount)) for row in self.object.commitments.all()]

    def perform(self, given: dict[str, Any]) -> None:
        services.sign_agreement(
            agreement=self.object,
            date=given["date"],
            by=self.user,
            reason=given.get("reason", ""),
            expected_version=given["seen_version"],
            answers=self.answers,
        )

    def get_success_url(self) -> str:
        return page_of(self.object.contract)


@admin.register(SupplementaryAgreement)
class AgreementAdmin(BegunFromContract, PaperAdmin):
    """How signed contracts change (додаткові угоди)."""

    form = AgreementForm
    paper = "agreement"
    question = _("Which contract does the agreement change?")
    inlines = (ChangesInline, AddedLinesInline, DifferencesInline)
    change_form_template = "admin/media_contracts/document.html"
    add_form_template = "admin/media_contracts/document.html"
    add_title = _("New supplementary agreement")
    add_button = _("New agreement")
    change_title = _("Supplementary agreement")
    list_lead = _("What changed in signed contracts, and why. An agreement is begun from its contract.")
    empty_text = _("Open a contract in force and choose «New agreement».")
    list_display = ("name", "contract_name", "signed", "reason", "until", "difference", "state_words")
    list_display_links = ("name",)
    list_filter = ("state",)
    list_select_related = ("contract",)
    search_fields = ("folded", "contract__folded", "contract__supplier__folded")
    date_hierarchy = "date_signed"
    steps = (SignAgreement,)
    fieldsets = (
        (None, {"fields": ("contract", "number", "reason", ("new_date_to", "new_subject"), "text")}),
        (_("For staff"), {"fields": ("scan",), "classes": ("collapse",)}),
    )

    # The form ------------------------------------------------------------------------------------

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        number = request.contract.agreements.count() + 1
        return {**super().get_changeform_initial_data(request), "contract": request.contract.pk, "number": str(number)}

    def get_inlines(self, request: Any, obj: Any = None) -> Any:
        if obj is not None:
            request.contract = obj.contract
        if not getattr(request, "contract", None) or (obj is not None and not obj.is_open):
            return ()
        return self.inlines

    def get_formset_kwargs(self, request: Any, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = dict(super().get_formset_kwargs(request, obj, inline, prefix))
        if isinstance(inline, ChangesInline):
            kwargs["initial"] = unchanged_lines(request.contract, obj if obj.pk else None)
        if isinstance(inline, DifferencesInline) and not obj.pk:
            places = ContractCommitment.objects.filter(contract=request.contract)
            names = ("year", "source", "fund", "kekv", "kpkvk")
            kwargs["initial"] = list(places.values(*names)[:1])
        return kwargs

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        agreement, contract = context.get("original"), request.contract
        context["facts"] = contract_facts(contract)
        if agreement is None or agreement.is_open:
            context |= self.money(request, agreement, context["inline_admin_formsets"])
        if agreement is not None:
            context["sheets"] = [amended(agreement)]
            if not self.is_drafted(request, agreement):
                context["facts"] += agreement_facts(agreement)
            if agreement.is_open:
                today = default_day()
                context["notices"] = services.contract_notices(contract, on=today, with_draft=agreement)
        return super().render_change_form(request, context, *args, **kwargs)

    # The panel of money ----------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = staff_page(self.money_view)
        return [path("money/", view, name="media_contracts_supplementaryagreement_money"), *super().get_urls()]

    def money(self, request: Any, agreement: SupplementaryAgreement | None, formsets: Any) -> dict[str, Any]:
        """The panel for what is typed or saved, and what stands beside each row."""
        if agreement is None or request.method == "POST":
            draft = typed_agreement(request.POST, request.contract)
        else:
            draft = saved_agreement(agreement)
        panel = money_panel(draft, default_day())
        put_beside(panel, formsets)
        return {"money_panel": panel, "panel_address": reverse("admin:media_contracts_supplementaryagreement_money")}

    def money_view(self, request: Any) -> HttpResponse:
        """The panel for what is typed; the script asks for it while the form is filled in."""
        contract = self.contract_asked(request)
        if contract is None or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        panel = money_panel(typed_agreement(request.GET, contract), default_day())
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/_money.html", {"money_panel": panel})

    # The list ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("commitments")

    @admin.display(description=_("number"), ordering="number")
    def name(self, agreement: SupplementaryAgreement) -> str:
        return gettext("№ %s") % agreement.number

    @admin.display(description=_("signed on"), ordering="date_signed")
    def signed(self, agreement: SupplementaryAgreement) -> str:
        return date_text(agreement.date_signed) or "—"

    @admin.display(description=_("new end"), ordering="new_date_to")
    def until(self, agreement: SupplementaryAgreement) -> str:
        return date_text(agreement.new_date_to) or "—"

    @admin.display(description=_("difference, UAH"))
    def difference(self, agreement: SupplementaryAgreement) -> str:
        rows = agreement.commitments.all()
        return amount_text(sum(row.amount for row in rows)) if rows else "—"  # type: ignore[arg-type]
