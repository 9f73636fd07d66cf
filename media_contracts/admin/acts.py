"""Acts: a period proposes its publications with quantities and prices; two signatures take the act into effect."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.finance import ZERO
from programs.staff.base import PortalInline
from programs.staff.forms import RecordForm
from programs.staff.lists import ProgramFilter
from programs.staff.sheets import QuantityField, life_of
from programs.staff.steps import staff_page
from programs.staff.stored_files import StoredFileWidget
from programs.words import amount_text, date_text, money_text

from .. import services
from ..models import Act, ActLine, ContractLine, Payment
from ..statement import act_money
from .act_steps import AnnulAct, ChoosePublications, DrawUpAct, SignAct, act_facts, act_signatures, corrected_by
from .act_tables import lines_table, listing_tables, paid, proposal_table
from .base import BegunFromContract, PaperAdmin
from .contract_page import begun


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
        return amount_text(line.amount) if line.amount is not None else "—"


class ActForm(RecordForm):
    class Meta:
        widgets = {"scan": StoredFileWidget}


class ByProgram(ProgramFilter):
    field = "contract__measure__program"


@admin.register(Act)
class ActAdmin(BegunFromContract, PaperAdmin):
    """Acts of services rendered (акти наданих послуг)."""

    form = ActForm
    paper = "act"
    question = _("Which contract are the services of?")
    begins = DrawUpAct
    after_signing = ("scan", "note")
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
    search_fields = ("folded", "folded_note", "contract__folded", "contract__supplier__folded")
    date_hierarchy = "date"
    inlines = (ActLinesInline,)
    steps = (SignAct, AnnulAct)
    fieldsets = (
        (None, {"fields": (("number", "date"), ("period_start", "period_end"))}),
        (
            _("Signatures"),
            {
                "fields": (
                    ("customer_signatory", "customer_position"),
                    ("customer_acts_on", "customer_signed_on"),
                    ("supplier_signatory", "supplier_position"),
                    ("supplier_acts_on", "supplier_signed_on"),
                )
            },
        ),
        (_("For staff"), {"fields": ("scan", "note"), "classes": ("collapse",)}),
    )

    # The form ------------------------------------------------------------------------------------

    def get_inlines(self, request: Any, obj: Any = None) -> Any:
        if obj is not None:
            request.contract = obj.contract
        return self.inlines if obj is not None and obj.is_open else ()

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        act = context["original"]
        is_drafted = self.is_drafted(request, act)
        context["facts"] = act_facts(act) if is_drafted else [*act_facts(act), *act_signatures(act)]
        context["sheets"] = [lines_table(act), *listing_tables(act, is_drafted), *paid(act)]
        context["notices"] = services.act_notices(act) if act.is_open else []
        return super().render_change_form(request, context, *args, **kwargs)

    def life(self, document: Any) -> list[tuple[str, str]]:
        """An act is signed and then paid, or replaced or annulled."""
        if document.state in {Act.State.DRAFT, Act.State.SIGNED}:
            is_paid = document.state == Act.State.SIGNED and not act_money([document])[document.pk].left_to_pay
            steps = [Act.State.DRAFT.label, Act.State.SIGNED.label, pgettext("act", "paid")]
            return life_of(steps, 0 if document.is_open else 1 + is_paid)
        return life_of([Act.State.DRAFT.label, Act.State.SIGNED.label, document.get_state_display()], 2)

    def buttons(self, request: HttpRequest, act: Act) -> list[dict[str, str]]:
        """The way on: to sign, to pay, to correct, and last of all to annul."""
        steps = self.step_links(request, act)
        if act.state != Act.State.SIGNED:
            return steps
        left = act_money([act])[act.pk].left_to_pay
        pay = begun(request.user, act.contract, Payment, _("Pay %s") % money_text(left), act=act.pk) if left > 0 else []
        correct = begun(request.user, act.contract, Act, gettext("Correct by a new act"), corrects=act.pk)
        return [
            *({"label": label, "address": address, "kind": "primary"} for label, address in pay),
            *({"label": label, "address": address} for label, address in correct),
            *steps,
        ]

    # Pages of their own --------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        return [
            path("proposal/", staff_page(self.proposal_view), name="media_contracts_act_proposal"),
            path("<int:act>/lines/<int:pk>/", ChoosePublications.as_view(), name="media_contracts_act_publications"),
            *super().get_urls(),
        ]

    def proposal_view(self, request: Any) -> HttpResponse:
        """The proposal for the period that is typed."""
        contract = self.contract_asked(request)
        if not self.has_add_permission(request) or contract is None:
            raise PermissionDenied
        period = (request.GET.get("period_start", ""), request.GET.get("period_end", ""))
        sheet = proposal_table(contract, *period, corrects=corrected_by(request, contract))
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/_proposal.html", {"proposal": sheet})

    # The list ------------------------------------------------------------------------------------

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        money = act_money(rows)
        for row in rows:
            row.money = money[row.pk]

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        rows = act_money(queryset.filter(state=Act.State.SIGNED)).values()
        amount, paid = (sum((getattr(row, name) for row in rows), ZERO) for name in ("amount", "paid"))
        sums = {"sum": amount_text(amount), "paid": amount_text(paid), "owed": amount_text(amount - paid)}
        return {"name": str(_("Sum of the signed")), **sums}

    @admin.display(description=_("act"), ordering="date")
    def name(self, act: Act) -> str:
        return gettext("№ %(number)s of %(date)s") % {"number": act.number, "date": date_text(act.date)}

    @admin.display(description=_("period"), ordering="period_end")
    def period(self, act: Act) -> str:
        return f"{date_text(act.period_start)} – {date_text(act.period_end)}"

    @admin.display(description=_("accepted on"), ordering="accepted_on")
    def accepted(self, act: Act) -> str:
        return date_text(act.accepted_on) or "—"

    @admin.display(description=_("amount, UAH"))
    def sum(self, act: Any) -> str:
        return amount_text(act.money.amount)

    @admin.display(description=_("paid, UAH"))
    def paid(self, act: Any) -> str:
        return amount_text(act.money.paid) if act.state == Act.State.SIGNED else "—"

    @admin.display(description=_("not paid, UAH"))
    def owed(self, act: Any) -> str:
        return amount_text(act.money.left_to_pay) if act.state == Act.State.SIGNED else "—"
