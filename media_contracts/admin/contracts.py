"""Contracts: the list with what people decide by, one page to draw up, the page of a signed contract."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programs.default_day import default_day
from programs.models import FundingSource, Program
from programs.services import error_lines
from programs.staff.base import PortalInline
from programs.staff.forms import REASON, MeasureField, RecordForm, reason_field
from programs.staff.lists import MeasureFilter, ProgramFilter
from programs.staff.measure_names import ProgramFirst, names_of
from programs.staff.sheets import life_of
from programs.staff.steps import staff_page
from programs.staff.stored_files import StoredFileWidget
from programs.words import amount_text, date_text

from .. import services
from ..models import Contract, ContractClause, ContractCommitment, ContractLine, Customer
from ..statement import ContractMoney, contract_money, standing_on
from .base import PaperAdmin
from .contract_money import LineRows, YearRows, money_panel, put_beside, saved_draft, typed_draft
from .contract_page import contract_page
from .contract_steps import CONTRACT_STEPS
from .directories import words_in_braces


class LineForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outlet" in self.fields:
            self.fields["outlet"].empty_label = gettext("all outlets of the supplier")  # type: ignore[attr-defined]


class LinesInline(LineRows):
    """What is bought, with live sums and what they leave of the yearly amounts."""

    model = ContractLine
    form = LineForm

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None else 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(agreement=None)


class CommitmentForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = list(FundingSource.objects.all()[:2])
        if len(sources) == 1 and "source" in self.fields and not self.instance.pk:
            self.fields["source"].initial = sources[0].pk


class CommitmentsInline(YearRows):
    """Out of which money: year, source and codes, with what is left there."""

    model = ContractCommitment
    form = CommitmentForm

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None else 0


class ClausesInline(PortalInline):
    """The essential clauses of section VII as texts."""

    model = ContractClause
    fields = ("order", "clause", "title", "text")
    add_text = _("Add a clause")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "title": forms.Textarea(attrs={"rows": 2}),
            "order": forms.NumberInput(attrs={"class": "vIntegerField"}),
        }
        return super().get_formset(request, obj, widgets=widgets, **kwargs)


class ContractForm(RecordForm):
    measure = MeasureField()
    reason_ = reason_field()

    class Meta:
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "scan": StoredFileWidget,
        }

    HELP = {
        "cpv": _("Eight digits, a dash and a check digit, for example 79970000-4 publishing, 92400000-5 news."),
        "prozorro_number": _("Of a purchase through the electronic system: UA-2021-03-01-000123-a."),
        "number": _("As it stands on the document."),
        REASON: _("Demanded where something is undone, ended, or a warning passed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.HELP.items():
            if name in self.fields:
                self.fields[name].help_text = words
        customers = list(Customer.objects.all()[:2])
        if len(customers) == 1:
            self.initial.setdefault("customer", customers[0].pk)


class StateFilter(admin.SimpleListFilter):
    """Contracts in work before all else."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("standing", _("in work")), *Contract.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "standing":
            return queryset.filter(state__in=[Contract.State.SIGNED, Contract.State.IN_FORCE])
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Contract)
class ContractAdmin(ProgramFirst, PaperAdmin):
    """Contracts under the programme (договори)."""

    form = ContractForm
    paper = "contract"
    inlines = (LinesInline, CommitmentsInline, ClausesInline)
    after_signing = (REASON, "procurement", ("prozorro_number", "purchase_report"), "scan", "note")
    change_list_template = "admin/media_contracts/contract_list.html"
    change_form_template = "admin/media_contracts/contract.html"
    add_form_template = "admin/media_contracts/contract.html"
    add_title = _("New contract")
    add_button = _("Draw up a contract")
    change_title = _("Contract")
    list_lead = _("From the draft to the last payment. A signed contract is changed by agreements alone.")
    empty_text = _("Record the customer, the supplier and its outlet first, then draw up the contract.")
    list_display = ("name", "supplier_name", "measure_name", "state_words", "term", "value", "accepted", "paid", "left")
    list_display_links = ("name",)
    list_filter = (ProgramFilter, StateFilter, "kind", "procurement", MeasureFilter)
    list_select_related = ("supplier", "measure")
    date_hierarchy = "date_from"
    search_fields = ("folded", "supplier__folded")
    search_help_text = _("Searches number, subject, supplier and codes, in any case.")
    steps = CONTRACT_STEPS
    fieldsets = (
        (None, {"fields": (("kind", "number"), "customer", "supplier", "measure", "subject")}),
        (_("Term and prices"), {"fields": (("date_from", "date_to"), "vat")}),
        (_("Purchase"), {"fields": ("procurement", ("cpv", "cpv_name"), ("prozorro_number", "purchase_report"))}),
        (_("For staff"), {"fields": ("scan", "note"), "classes": ("collapse",)}),
    )

    # The form ------------------------------------------------------------------------------------

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        request.contract = obj  # type: ignore[attr-defined]
        if obj is not None and not obj.is_open:
            return ()
        return self.inlines[:2] if obj is None else self.inlines

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = dict(super().get_formset_kwargs(request, obj, inline, prefix))
        program = Program.objects.first()
        if isinstance(inline, CommitmentsInline) and not obj.pk and program:
            year = program.year_nearest(default_day(program))
            kwargs["initial"] = [{"year": year}]
        return kwargs

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What took a step of its life is cancelled instead, and stays."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.events.exists())

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """A new contract begins with the clauses of the templates."""
        super().save_related(request, form, formsets, change)
        if not change:
            services.begin_clauses(contract=form.instance, by=request.user)

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        contract = context.get("original")
        today = default_day()
        if contract is None or contract.is_open:
            if contract is None or request.method == "POST":
                draft = typed_draft(request.POST or request.GET)
            else:
                draft = saved_draft(contract)
            panel = money_panel(draft, today)
            put_beside(panel, context["inline_admin_formsets"])
            context |= {"money_panel": panel, "panel_address": reverse("admin:media_contracts_contract_money")}
            context["words_in_braces"] = words_in_braces() if contract else ""
        if contract is not None:
            context["gaps"] = [] if contract.date_signed else services.document_gaps(contract)
            context["missing"] = services.missing_clauses(contract) if contract.is_open else []
            context["notices"] = services.contract_notices(contract, on=today) if not contract.date_signed else []
            context["page"] = None if contract.is_open else contract_page(contract, today, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def life(self, document: Any) -> list[tuple[str, str]]:
        """Up to its completion; a contract that ended otherwise shows how."""
        states = list(Contract.State)[:5]
        if document.state == Contract.State.CANCELLED:
            states = [Contract.State.DRAFT, Contract.State.CANCELLED]
        elif document.state == Contract.State.TERMINATED:
            states[-1] = Contract.State.TERMINATED
        return life_of([state.label for state in states], states.index(document.state))

    # Pages of their own --------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        return [
            path("money/", staff_page(self.money_view), name="media_contracts_contract_money"),
            path("<int:pk>/clauses/", staff_page(self.clauses_view), name="media_contracts_contract_clauses"),
            *super().get_urls(),
        ]

    def money_view(self, request: Any) -> HttpResponse:
        """The panel of money for what is typed; the script asks for it while the form is filled in."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        panel = money_panel(typed_draft(request.GET), default_day())
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/_money.html", {"money_panel": panel})

    def clauses_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the clauses that a draft lacks from the templates."""
        contract = get_object_or_404(Contract, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, contract):
            raise PermissionDenied
        try:
            services.check_open(contract)
        except ValidationError as refusal:
            for sentence in error_lines(refusal):
                self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(self.change_address(pk))
        begun = services.begin_clauses(contract=contract, by=request.user)  # type: ignore[arg-type]
        words = ngettext("%(count)s clause is added.", "%(count)s clauses are added.", len(begun))
        self.message_user(request, words % {"count": len(begun)}, messages.SUCCESS)
        return HttpResponseRedirect(self.change_address(pk))

    # The list ------------------------------------------------------------------------------------

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        names = names_of(row.measure_id for row in rows)
        for standing in standing_on(rows, default_day()):
            row: Any = standing.contract
            row.measure_words = names.get(row.measure_id, "")
            row.money, row.last_day, row.warned = standing.money, standing.last_day, bool(standing.notices)

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        money = ContractMoney.together(contract_money(queryset, default_day()).values())
        sums = {"value": money.value, "accepted": money.accepted, "paid": money.paid, "left": money.left_to_accept}
        return {"name": str(_("Sum of the list")), **{name: amount_text(sum) for name, sum in sums.items()}}

    @admin.display(description=_("contract"), ordering="number")
    def name(self, contract: Contract) -> str:
        return contract.name

    @admin.display(description=_("supplier"), ordering="supplier__name")
    def supplier_name(self, contract: Contract) -> str:
        return contract.supplier.full_name

    @admin.display(description=_("measure"))
    def measure_name(self, contract: Any) -> str:
        return contract.measure_words

    @admin.display(description=_("until"), ordering="date_to")
    def term(self, contract: Any) -> str:
        return date_text(contract.last_day) + (" ▲" if contract.warned else "")

    @admin.display(description=_("signed for, UAH"))
    def value(self, contract: Any) -> str:
        return amount_text(contract.money.value) if contract.date_signed else "—"

    @admin.display(description=_("accepted, UAH"))
    def accepted(self, contract: Any) -> str:
        return amount_text(contract.money.accepted) if contract.date_signed else "—"

    @admin.display(description=_("paid, UAH"))
    def paid(self, contract: Any) -> str:
        return amount_text(contract.money.paid) if contract.date_signed else "—"

    @admin.display(description=_("left, UAH"))
    def left(self, contract: Any) -> str:
        return amount_text(contract.money.left_to_accept) if contract.date_signed else "—"
