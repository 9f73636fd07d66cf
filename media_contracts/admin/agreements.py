"""Supplementary agreements: begun from a contract's page with what its lines are now, signed as an action."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.admin.base import PortalInline
from programs.admin.forms import MoneyField, RecordForm, hryvnias
from programs.admin.history import Reading
from programs.reporting import money_text

from .. import services
from ..models import (
    AgreementCommitment,
    Contract,
    ContractCommitment,
    ContractLine,
    LineChange,
    MediaOutlet,
    SupplementaryAgreement,
)
from ..permissions import may_sign
from .base import (
    ActionForm,
    BegunFromContract,
    Cell,
    ContractsAdmin,
    FilePages,
    PrivateFileWidget,
    QuantityField,
    Question,
    Sheet,
    amount_cell,
    count,
    day,
    file_link,
    page_of,
    state_mark,
)
from .contract_page import printed
from .life import Button, place


class OfContract(BaseInlineFormSet):
    """Rows whose contract is that of the agreement."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.contract_id = self.instance.contract_id
        return form


class ChangesInline(PortalInline):
    """Every line as it is now: what is typed over it is what it becomes."""

    model = LineChange
    fields = ("line", "quantity", "unit_price")
    formfield_overrides = {models.DecimalField: {"form_class": QuantityField}}
    verbose_name_plural = _("Lines as they become (a line left as it is does not change)")
    add_text = _("Change one more line")

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        return len(unchanged_lines(request.contract, obj)) if request.contract else 0

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "line" and request.contract:
            kwargs["queryset"] = ContractLine.objects.filter(contract=request.contract)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def unchanged_lines(contract: Contract, agreement: SupplementaryAgreement | None) -> list[dict[str, Any]]:
    """The lines that an agreement does not change, as they are by everything signed."""
    changed = set(agreement.line_changes.values_list("line", flat=True)) if agreement else set()
    lines = services.terms_on(contract).lines
    return [
        {"line": pk, "quantity": row.quantity, "unit_price": row.unit_price}
        for pk, row in lines.items()
        if pk not in changed
    ]


class AddedLinesInline(PortalInline):
    """Lines that the agreement adds."""

    model = ContractLine
    fk_name = "agreement"
    formset = OfContract
    fields = ("description", "outlet", "unit", "quantity", "unit_price")
    formfield_overrides = {models.DecimalField: {"form_class": QuantityField}}
    verbose_name_plural = _("Lines that are added")
    add_text = _("Add a line")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}
        return super().get_formset(request, obj, widgets=widgets, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "outlet" and request.contract:
            kwargs["queryset"] = MediaOutlet.objects.filter(supplier=request.contract.supplier_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DifferencesInline(PortalInline):
    """By how much each year and source rises or falls."""

    model = AgreementCommitment
    fields = ("year", "source", "fund", "kekv", "kpkvk", "amount")
    formfield_overrides = {models.DecimalField: {"form_class": MoneyField}}
    verbose_name_plural = _("Yearly differences (a minus lowers the contract)")
    add_text = _("Add a year or a source")

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None and request.contract else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        number = forms.NumberInput(attrs={"class": "vIntegerField"})
        return super().get_formset(request, obj, widgets={"year": number}, **kwargs)


class AgreementForm(RecordForm):
    class Meta:
        widgets = {
            "contract": forms.HiddenInput,
            "new_subject": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "reason": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "scan": PrivateFileWidget,
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


@admin.register(SupplementaryAgreement)
class AgreementAdmin(BegunFromContract, FilePages, ContractsAdmin):
    """How signed contracts change (додаткові угоди)."""

    form = AgreementForm
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
    search_fields = ("number", "reason", "contract__number", "contract__supplier__name")
    date_hierarchy = "date_signed"
    fieldsets = (
        (None, {"fields": ("contract", "number", "reason", ("new_date_to", "new_subject"), "text")}),
        (_("For staff"), {"fields": ("scan",), "classes": ("collapse",)}),
    )

    # The form ------------------------------------------------------------------------------------

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.contract = self.contract_asked(request)
        if request.contract is None:
            lead = gettext("Which contract does the agreement change?")
            return self.choose_page(request, Contract.objects.standing(), lead)
        return super().add_view(request, form_url, extra_context)

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        number = request.contract.agreements.count() + 1
        return {**super().get_changeform_initial_data(request), "contract": request.contract.pk, "number": str(number)}

    def get_inlines(self, request: Any, obj: Any = None) -> Any:
        if obj is not None:
            request.contract = obj.contract
        if not getattr(request, "contract", None) or (obj is not None and not obj.is_open):
            return ()
        return (ChangesInline, AddedLinesInline, DifferencesInline)

    def get_formset_kwargs(self, request: Any, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = dict(super().get_formset_kwargs(request, obj, inline, prefix))
        if isinstance(inline, ChangesInline):
            kwargs["initial"] = unchanged_lines(request.contract, obj if obj.pk else None)
        if isinstance(inline, DifferencesInline) and not obj.pk:
            places = ContractCommitment.objects.filter(contract=request.contract)
            names = ("year", "source", "fund", "kekv", "kpkvk")
            kwargs["initial"] = list(places.values(*names)[:1])
        return kwargs

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_open)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Why the contract changes is the agreement's own word, shown also where it is only looked at."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": ("number", "reason", ("new_date_to", "new_subject"), "text", "scan_file")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("scan_file",)

    @admin.display(description=_("scan"))
    def scan_file(self, agreement: SupplementaryAgreement) -> str:
        return file_link(agreement.scan)

    def write_form(self, request: Any, obj: Any, form: Any) -> None:
        """``reason`` is the agreement's own field, not that of a correction."""
        self.write(obj, by=request.user, expected_version=form.cleaned_data.get("seen_version"))

    def saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        super().saved(request, obj)
        return HttpResponseRedirect(page_of(obj))

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        agreement, contract = context.get("original"), request.contract
        context["show_save_and_continue"] = context["show_save_and_add_another"] = False
        context |= {"contract": contract, "contract_page": page_of(contract), "facts": contract_facts(contract)}
        if agreement is not None:
            context["state"] = state_mark(agreement.state, agreement.get_state_display())
            context["printed"] = list(printed("agreement", agreement.pk))
            context["sheets"] = [amended(agreement)]
            context["buttons"] = self.buttons(request, agreement)
            if agreement.is_open:
                today = timezone.localdate()
                context["notices"] = services.contract_notices(contract, on=today, with_draft=agreement)
        return super().render_change_form(request, context, *args, **kwargs)

    def buttons(self, request: HttpRequest, agreement: SupplementaryAgreement) -> list[Button]:
        if not agreement.is_open or not may_sign(request.user):
            return []
        address = reverse("admin:media_contracts_supplementaryagreement_sign", args=[agreement.pk])
        return [Button(gettext("Sign the agreement"), address, "primary")]

    def readings(self, record: Any) -> list[Reading]:
        where = {"agreement_id": record.pk}
        rows = (LineChange, AgreementCommitment, ContractLine)
        return [Reading(SupplementaryAgreement, {"id": record.pk}), *(Reading(model, where) for model in rows)]

    # Signing -------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.sign_view)
        name = "media_contracts_supplementaryagreement_sign"
        return [path("<int:pk>/sign/", view, name=name), *super().get_urls()]

    def sign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sign an agreement, after its page said what the contract becomes and what is posted."""
        if not may_sign(request.user):
            raise PermissionDenied
        found = SupplementaryAgreement.objects.select_related("contract__supplier", "contract__measure__program")
        agreement = get_object_or_404(found, pk=pk)
        contract, today = agreement.contract, timezone.localdate()
        is_open = agreement.is_open
        after = services.terms_on(contract, with_draft=agreement if is_open else None)
        question = Question(
            title=gettext("Sign the agreement"),
            button=gettext("Sign the agreement"),
            lead=gettext("From the date of signing the contract is as the agreement makes it."),
            facts=[
                *contract_facts(contract),
                (
                    gettext("Becomes"),
                    gettext("%(amount)s until %(date)s")
                    % {"amount": money_text(after.amount), "date": day(after.date_to)},
                ),
                (gettext("Reason"), agreement.reason),
            ],
            notices=services.contract_notices(contract, on=today, with_draft=agreement) if is_open else [],
            postings=[(place(row.key), money_text(row.amount)) for row in agreement.commitments.all()],
        )
        form = ActionForm(request.POST or None, initial={"seen_version": agreement.version})
        if not question.asked:
            form.without_reason()
        return self.take(
            request,
            agreement,
            form=form,
            question=question,
            perform=lambda: services.sign_agreement(
                agreement=agreement,
                date=form.cleaned_data["date"],
                by=request.user,  # type: ignore[arg-type]
                reason=form.cleaned_data.get("reason", ""),
                expected_version=form.cleaned_data["seen_version"],
            ),
            done=gettext("The agreement is signed, its differences stand in the ledger."),
            address=page_of(contract),
        )

    # The list ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("commitments")

    @admin.display(description=_("number"), ordering="number")
    def name(self, agreement: SupplementaryAgreement) -> str:
        return gettext("№ %s") % agreement.number

    @admin.display(description=_("contract"), ordering="contract__number")
    def contract_name(self, agreement: SupplementaryAgreement) -> str:
        return gettext("№ %s") % agreement.contract.number

    @admin.display(description=_("signed on"), ordering="date_signed")
    def signed(self, agreement: SupplementaryAgreement) -> str:
        return day(agreement.date_signed) or "—"

    @admin.display(description=_("new end"), ordering="new_date_to")
    def until(self, agreement: SupplementaryAgreement) -> str:
        return day(agreement.new_date_to) or "—"

    @admin.display(description=_("difference, UAH"))
    def difference(self, agreement: SupplementaryAgreement) -> str:
        rows = agreement.commitments.all()
        return hryvnias(sum(row.amount for row in rows)) if rows else "—"  # type: ignore[arg-type]

    @admin.display(description=_("state"), ordering="state")
    def state_words(self, agreement: SupplementaryAgreement) -> str:
        return state_mark(agreement.state, agreement.get_state_display())


def contract_facts(contract: Contract) -> list[tuple[str, str]]:
    """The contract that a document belongs to, in three lines."""
    return [
        (gettext("Contract"), str(contract)),
        (gettext("Supplier"), contract.supplier.full_name),
        (gettext("As it is now"), amount_and_end(services.terms_on(contract))),
    ]


def amount_and_end(terms: services.Terms) -> str:
    return gettext("%(amount)s until %(date)s") % {"amount": money_text(terms.amount), "date": day(terms.date_to)}


def amended(agreement: SupplementaryAgreement) -> Sheet:
    """The lines before the agreement and as they become."""
    before, after = services.terms_around(agreement)
    rows = []
    for pk, row in after.lines.items():
        was = before.lines.get(pk)
        rows.append(
            [
                Cell(str(row.line), mark="" if was else gettext("added")),
                Cell(row.line.get_unit_display()),
                Cell(count(was.quantity) if was else "—", is_money=True),
                Cell(count(row.quantity), is_money=True),
                Cell(hryvnias(was.amount) if was else "—", is_money=True),
                amount_cell(row.amount),
            ]
        )
    headings = [
        gettext("line"),
        gettext("unit"),
        gettext("quantity was"),
        gettext("became"),
        gettext("amount was, UAH"),
        gettext("became, UAH"),
    ]
    foot = [Cell(gettext("Together")), *[Cell("")] * 3, amount_cell(before.amount), amount_cell(after.amount)]
    return Sheet("amended", gettext("The contract before and after"), headings, rows, foot=foot)
