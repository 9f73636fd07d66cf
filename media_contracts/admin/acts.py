"""Acts: a period proposes its publications with quantities and prices; two signatures take the act into effect."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.admin.base import PortalInline
from programs.admin.forms import hryvnias
from programs.admin.history import Reading
from programs.admin.lists import ProgramFilter, key_in
from programs.finance import ZERO
from programs.reporting import money_text

from .. import services
from ..models import Act, ActLine, Contract, ContractLine, Payment
from ..permissions import may_sign
from ..statement import act_money
from .act_forms import ActForm, ChooseForm, DraftActForm, SignActForm, next_period
from .act_tables import lines_table, listing_tables, paid, proposal_table, proposed_shares
from .agreements import contract_facts
from .base import (
    ActionForm,
    BegunFromContract,
    ContractsAdmin,
    FilePages,
    QuantityField,
    Question,
    day,
    file_link,
    page_of,
    state_mark,
)
from .contract_page import begun, printed
from .life import Button


class ActLinesInline(PortalInline):
    """What the act takes of the contract's lines."""

    model = ActLine
    fields = ("line", "quantity", "unit_price", "sum")
    readonly_fields = ("sum",)
    formfield_overrides = {models.DecimalField: {"form_class": QuantityField}}
    add_text = _("Add a line of the contract")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "line":
            kwargs["queryset"] = ContractLine.objects.filter(pk__in=services.terms_on(request.contract).lines)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("amount, UAH"))
    def sum(self, line: ActLine) -> str:
        return hryvnias(line.amount) if line.amount is not None else "—"


class ByProgram(ProgramFilter):
    path = "contract__measure__program"


@admin.register(Act)
class ActAdmin(BegunFromContract, FilePages, ContractsAdmin):
    """Acts of services rendered (акти наданих послуг)."""

    form = ActForm
    change_form_template = "admin/media_contracts/document.html"
    add_title = _("New act")
    add_button = _("New act")
    change_title = pgettext_lazy("services", "Act")
    list_lead = _("What was accepted of contracts, month by month. A signed act is corrected by a new one.")
    empty_text = _("Open a contract in force and choose «New act».")
    list_display = (
        "name",
        "contract_name",
        "supplier_name",
        "period",
        "accepted",
        "sum",
        "paid",
        "owed",
        "state_words",
    )
    list_display_links = ("name",)
    list_filter = (ByProgram, "state")
    list_select_related = ("contract__supplier",)
    search_fields = ("number", "contract__number", "contract__supplier__name", "note")
    date_hierarchy = "date"
    inlines = (ActLinesInline,)
    fieldsets = (
        (None, {"fields": (("number", "date"), ("period_start", "period_end"))}),
        (
            _("Signatures"),
            {
                "fields": (
                    ("customer_signatory", "customer_signed_on"),
                    ("supplier_signatory", "supplier_signed_on"),
                )
            },
        ),
        (_("For staff"), {"fields": ("scan", "note"), "classes": ("collapse",)}),
    )

    # Beginning -----------------------------------------------------------------------------------

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_add_permission(request):
            raise PermissionDenied
        contract = self.contract_asked(request)
        if contract is None:
            lead = gettext("Which contract are the services of?")
            return self.choose_page(request, Contract.objects.standing(), lead)
        form = DraftActForm(request.POST or None, initial=self.beginning(request, contract))
        if request.method == "POST" and form.is_valid():
            act = form.instance
            try:
                proposals = services.propose_act(contract, act.period_start, act.period_end, corrects=act.corrects)
                services.draft_act(act=act, proposals=proposals, by=request.user)
            except ValidationError as refusal:
                form.show(refusal)
            else:
                self.message_user(request, gettext("The draft of the act is ready: look it through and sign it."))
                return HttpResponseRedirect(page_of(act))
        question = Question(
            title=gettext("New act"),
            button=gettext("Draw up the act"),
            lead=gettext("Choose the period: the publications that no act lists yet are proposed with their prices."),
            facts=contract_facts(contract),
        )
        asked = (form["period_start"].value(), form["period_end"].value())
        sheet = proposal_table(contract, *asked, corrects=form.instance.corrects)
        address = f"{reverse('admin:media_contracts_act_proposal')}?contract={contract.pk}"
        if form.instance.corrects_id:
            address += f"&corrects={form.instance.corrects_id}"
        content = {"proposal": sheet, "proposal_address": address, "back": page_of(contract)}
        return self.action_page(request, contract, form=form, question=question, **content)

    def beginning(self, request: Any, contract: Contract) -> dict[str, Any]:
        """What a new act begins with: of the act that it corrects, or of the next period."""
        key = key_in(request.POST.get("corrects", "") or request.GET.get("corrects", ""))
        old = contract.acts.filter(pk=key).first() if key else None
        today = timezone.localdate()
        start, end = (old.period_start, old.period_end) if old else next_period(contract, today)
        return {
            "contract": contract.pk,
            "corrects": old.pk if old else None,
            "number": f"{old.number}-1" if old else str(contract.acts.count() + 1),
            "date": min(today, end),
            "period_start": start,
            "period_end": end,
            "customer_signatory": contract.customer.signatory,
            "supplier_signatory": contract.supplier.signatory or contract.supplier.name,
        }

    # The form ------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_open)

    def get_inlines(self, request: Any, obj: Any = None) -> Any:
        if obj is not None:
            request.contract = obj.contract
        return self.inlines if obj is not None and obj.is_open else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return (*self.fieldsets[:2], (self.fieldsets[2][0], {"fields": ("scan_file", "note")}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("scan_file",)

    @admin.display(description=_("scan"))
    def scan_file(self, act: Act) -> str:
        return file_link(act.scan)

    def saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        super().saved(request, obj)
        return HttpResponseRedirect(page_of(obj))

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        act = context["original"]
        contract = act.contract
        context["show_save_and_continue"] = context["show_save_and_add_another"] = False
        context |= {"contract": contract, "contract_page": page_of(contract), "facts": self.facts(act)}
        context["state"] = state_mark(act.state, act.get_state_display())
        context["printed"] = list(printed("act", act.pk))
        context["buttons"] = self.buttons(request, act)
        may = act.is_open and self.has_change_permission(request, act)
        context["sheets"] = [lines_table(act), *listing_tables(act, may), *paid(act)]
        context["notices"] = services.act_notices(act) if act.is_open else []
        return super().render_change_form(request, context, *args, **kwargs)

    def facts(self, act: Act) -> list[tuple[str, str]]:
        found = [*contract_facts(act.contract), (gettext("Accepted by this act"), money_text(services.act_amount(act)))]
        if act.corrects:
            found.append((gettext("Corrects"), str(act.corrects)))
        later = Act.objects.filter(corrects=act).first()
        if later:
            found.append((gettext("Corrected by"), str(later)))
        return found

    def buttons(self, request: HttpRequest, act: Act) -> list[Button]:
        found = []
        if act.is_open and may_sign(request.user):
            address = reverse("admin:media_contracts_act_sign", args=[act.pk])
            found.append(Button(gettext("Sign the act"), address, "primary"))
        if act.state == Act.State.SIGNED:
            left = act_money([act])[act.pk].left_to_pay
            if left > 0:
                links = begun(request.user, act.contract, Payment, gettext("Pay %s") % money_text(left), act=act.pk)
                found += [Button(label, address, "primary") for label, address in links]
            correct = gettext("Correct by a new act")
            links = begun(request.user, act.contract, Act, correct, corrects=act.pk)
            found += [Button(label, address) for label, address in links]
            if may_sign(request.user) and not services.paid_against(act):
                address = reverse("admin:media_contracts_act_annul", args=[act.pk])
                found.append(Button(gettext("Annul the act"), address, "danger"))
        return found

    def readings(self, record: Any) -> list[Reading]:
        return [Reading(Act, {"id": record.pk}), Reading(ActLine, {"act_id": record.pk})]

    # Pages of their own --------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("proposal/", view(self.proposal_view), name="media_contracts_act_proposal"),
            path("<int:pk>/sign/", view(self.sign_view), name="media_contracts_act_sign"),
            path("<int:pk>/annul/", view(self.annul_view), name="media_contracts_act_annul"),
            path("<int:pk>/lines/<int:line>/", view(self.choose_view), name="media_contracts_act_publications"),
            *super().get_urls(),
        ]

    def proposal_view(self, request: Any) -> HttpResponse:
        """The proposal for the period that is typed."""
        contract = self.contract_asked(request)
        if not self.has_add_permission(request) or contract is None:
            raise PermissionDenied
        key = key_in(request.GET.get("corrects", ""))
        old = contract.acts.filter(pk=key).first() if key else None
        sheet = proposal_table(
            contract, request.GET.get("period_start", ""), request.GET.get("period_end", ""), corrects=old
        )
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/_proposal.html", {"proposal": sheet})

    def sign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take an act into effect by its two signatures."""
        if not may_sign(request.user):
            raise PermissionDenied
        acts = Act.objects.select_related("contract__supplier", "contract__measure__program", "corrects")
        act = get_object_or_404(acts, pk=pk)
        amount = services.act_amount(act)
        signed = [
            (gettext("For the customer"), f"{act.customer_signatory or '—'}, {day(act.customer_signed_on) or '—'}"),
            (gettext("For the supplier"), f"{act.supplier_signatory or '—'}, {day(act.supplier_signed_on) or '—'}"),
        ]
        form = SignActForm(
            request.POST or None,
            contract=act.contract,
            left="left_to_accept",
            initial={
                "seen_version": act.version,
                "customer_signed_on": act.customer_signed_on or act.date,
                "supplier_signed_on": act.supplier_signed_on or act.date,
            },
        )
        question = Question(
            title=gettext("Sign the act"),
            button=gettext("Sign the act"),
            lead=gettext("With both signatures the act is accepted on the later of their dates."),
            facts=[*self.facts(act), *signed],
            notices=services.act_notices(act) if act.is_open else [],
            postings=proposed_shares(act, amount) if act.is_open else [],
        )

        def perform() -> None:
            given = form.cleaned_data
            act.customer_signed_on = given["customer_signed_on"]
            act.supplier_signed_on = given["supplier_signed_on"]
            saved = services.save_document(document=act, by=request.user, expected_version=given["seen_version"])  # type: ignore[arg-type]
            services.sign_act(act=saved, by=request.user, parts=form.parts)  # type: ignore[arg-type]

        done = gettext("The act is signed, its amount is accepted in the ledger.")
        return self.take(request, act, form=form, question=question, perform=perform, done=done)

    def annul_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back an act that should never have been signed."""
        if not may_sign(request.user):
            raise PermissionDenied
        act = get_object_or_404(Act.objects.select_related("contract__supplier"), pk=pk)
        form = ActionForm(request.POST or None, initial={"seen_version": act.version}, asks_reason=True)
        question = Question(
            title=gettext("Annul the act"),
            button=gettext("Annul the act"),
            lead=gettext("The opposite entries go to the ledger, its publications are free for another act."),
            is_danger=True,
            facts=self.facts(act),
        )
        return self.take(
            request,
            act,
            form=form,
            question=question,
            perform=lambda: services.annul_act(
                act=act,
                date=form.cleaned_data["date"],
                by=request.user,  # type: ignore[arg-type]
                reason=form.cleaned_data["reason"],
                expected_version=form.cleaned_data["seen_version"],
            ),
            done=gettext("The act is annulled."),
        )

    def choose_view(self, request: HttpRequest, pk: int, line: int) -> HttpResponse:
        """Choose the publications behind a line of a draft act."""
        acts = Act.objects.select_related("contract__supplier", "contract__measure__program")
        act = get_object_or_404(acts, pk=pk)
        row = get_object_or_404(act.lines.select_related("line", "act__contract"), pk=line)
        if not self.has_change_permission(request, act):
            raise PermissionDenied
        form = ChooseForm(request.POST or None, line=row)
        question = Question(
            title=gettext("Publications of a line"),
            button=gettext("Save the choice"),
            lead=gettext("The sizes of what is chosen make up the quantity of the line."),
            facts=[(gettext("Line"), str(row.line)), (pgettext("services", "Act"), str(act))],
        )
        return self.take(
            request,
            act,
            form=form,
            question=question,
            perform=lambda: services.list_publications(
                line=row,
                publications=form.cleaned_data["publications"],
                by=request.user,  # type: ignore[arg-type]
            ),
            done=gettext("The publications of the line are chosen."),
        )

    # The list ------------------------------------------------------------------------------------

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        money = act_money(rows)
        for row in rows:
            row.money = money[row.pk]

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        rows = act_money(queryset.filter(state=Act.State.SIGNED)).values()
        return {
            "name": str(_("Sum of the signed")),
            "sum": hryvnias(sum((row.amount for row in rows), ZERO)),
            "paid": hryvnias(sum((row.paid for row in rows), ZERO)),
            "owed": hryvnias(sum((row.left_to_pay for row in rows), ZERO)),
        }

    @admin.display(description=_("act"), ordering="date")
    def name(self, act: Act) -> str:
        return gettext("№ %(number)s of %(date)s") % {"number": act.number, "date": day(act.date)}

    @admin.display(description=_("contract"), ordering="contract__number")
    def contract_name(self, act: Act) -> str:
        return gettext("№ %s") % act.contract.number

    @admin.display(description=_("supplier"), ordering="contract__supplier__name")
    def supplier_name(self, act: Act) -> str:
        return act.contract.supplier.full_name

    @admin.display(description=_("period"), ordering="period_end")
    def period(self, act: Act) -> str:
        return f"{act.period_start:%d.%m.%Y} – {act.period_end:%d.%m.%Y}"

    @admin.display(description=_("accepted on"), ordering="accepted_on")
    def accepted(self, act: Act) -> str:
        return day(act.accepted_on) or "—"

    @admin.display(description=_("amount, UAH"))
    def sum(self, act: Any) -> str:
        return hryvnias(act.money.amount)

    @admin.display(description=_("paid, UAH"))
    def paid(self, act: Any) -> str:
        return hryvnias(act.money.paid) if act.state == Act.State.SIGNED else "—"

    @admin.display(description=_("not paid, UAH"))
    def owed(self, act: Any) -> str:
        return hryvnias(act.money.left_to_pay) if act.state == Act.State.SIGNED else "—"

    @admin.display(description=_("state"), ordering="state")
    def state_words(self, act: Act) -> str:
        return state_mark(act.state, act.get_state_display())
