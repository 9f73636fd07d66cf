"""Payments: begun from an act or a contract, looked at with the acts that cover them."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.models import MoneySum
from programs.staff.base import ReadOnly
from programs.staff.forms import hryvnias
from programs.staff.lists import ProgramFilter

from .. import services
from ..models import Contract, Payment
from .base import BegunFromContract, Cell, ContractsAdmin, Sheet, day, page_of
from .facts import contract_facts
from .life import Button
from .payment_steps import CoverAdvance, RecordPayment, ReversePayment, payable
from .steps import StepPages


class KindFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("not reversed")), ("no", _("reversed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(reversed_on__isnull=self.value() == "yes") if self.value() else queryset


class ByContract(ProgramFilter):
    path = "contract__measure__program"


@admin.register(Payment)
class PaymentAdmin(BegunFromContract, ReadOnly, StepPages, ContractsAdmin):
    """What the treasury paid under contracts (оплати)."""

    change_form_template = "admin/media_contracts/document.html"
    add_title = _("New payment")
    add_button = _("Record a payment")
    change_title = _("Payment")
    list_lead = _("Payments of acts and advances. A mistyped payment is reversed and recorded anew.")
    empty_text = _("Open a contract with a signed act and choose «Pay».")
    list_display = (
        "day",
        "document_number",
        "contract_name",
        "supplier_name",
        "act_name",
        "kind",
        "sum",
        "state_words",
    )
    list_display_links = ("day", "document_number")
    list_filter = (ByContract, "kind", KindFilter)
    list_select_related = ("contract__supplier", "act")
    search_fields = ("document_number", "contract__number", "contract__supplier__name", "note")
    date_hierarchy = "date"
    fieldsets = ((None, {"fields": (("document_number", "date"), "kind", "sum", "act", "note", "reversed_on")}),)
    readonly_fields = ("sum", "kind", "reversed_on")
    steps = (ReversePayment, CoverAdvance)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media_contracts.add_payment")

    # Recording -----------------------------------------------------------------------------------

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_add_permission(request):
            raise PermissionDenied
        contract = self.contract_asked(request)
        if contract is None:
            lead = gettext("Which contract is paid?")
            return self.choose_page(request, owing(), lead)
        return self.take(request, RecordPayment(request, contract))

    # Looking -------------------------------------------------------------------------------------

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        payment = context["original"]
        contract = payment.contract
        context |= {"contract": contract, "contract_page": page_of(contract), "facts": contract_facts(contract)}
        context["buttons"] = self.buttons(request, payment)
        context["sheets"] = [covers(payment)] if payment.kind == Payment.Kind.ADVANCE else []
        return super().render_change_form(request, context, *args, **kwargs)

    def buttons(self, request: HttpRequest, payment: Payment) -> list[Button]:
        if payment.reversed_on:
            return []
        found = []
        left = services.left_of_advance(payment) if payment.kind == Payment.Kind.ADVANCE else Decimal(0)
        if left > 0 and CoverAdvance.may(request.user) and payable(payment.contract):
            address = reverse("admin:media_contracts_payment_cover", args=[payment.pk])
            found.append(Button(gettext("Cover by an act"), address, "primary"))
        if ReversePayment.may(request.user):
            address = reverse("admin:media_contracts_payment_reverse", args=[payment.pk])
            found.append(Button(gettext("Reverse the payment"), address, "danger"))
        return found

    # The list ------------------------------------------------------------------------------------

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        found = queryset.filter(reversed_on=None).order_by().aggregate(sum=MoneySum("amount"))["sum"]
        return {"day": str(_("Sum of the list")), "sum": hryvnias(found or Decimal("0.00"))}

    @admin.display(description=_("date"), ordering="date")
    def day(self, payment: Payment) -> str:
        return day(payment.date)

    @admin.display(description=_("contract"), ordering="contract__number")
    def contract_name(self, payment: Payment) -> str:
        return gettext("№ %s") % payment.contract.number

    @admin.display(description=_("supplier"), ordering="contract__supplier__name")
    def supplier_name(self, payment: Payment) -> str:
        return payment.contract.supplier.full_name

    @admin.display(description=_("act"))
    def act_name(self, payment: Payment) -> str:
        return gettext("№ %s") % payment.act.number if payment.act else "—"

    @admin.display(description=_("amount, UAH"), ordering="amount")
    def sum(self, payment: Payment) -> str:
        return hryvnias(payment.amount)

    @admin.display(description=_("state"))
    def state_words(self, payment: Payment) -> str:
        return gettext("reversed on %s") % day(payment.reversed_on) if payment.reversed_on else gettext("stands")


def owing() -> QuerySet[Contract]:
    """Contracts that may be paid: in work, or ended with acts."""
    return Contract.objects.filter(date_signed__isnull=False).exclude(
        state__in=[Contract.State.CANCELLED, Contract.State.COMPLETED]
    )


def covers(payment: Payment) -> Sheet:
    rows = [
        [Cell(str(row.act), page_of(row.act)), Cell(day(row.date)), Cell(hryvnias(row.amount), is_money=True)]
        for row in payment.covers.select_related("act")
    ]
    empty = gettext("No act covers this advance yet.")
    headings = [gettext("act"), gettext("date"), gettext("amount, UAH")]
    return Sheet("covers", gettext("Acts that cover the advance"), headings, rows, empty)
