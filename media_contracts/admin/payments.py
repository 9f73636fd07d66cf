"""Payments: begun from an act or a contract with the amount filled in, reversed with a reason, advances covered."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.admin.base import ReadOnly
from programs.admin.forms import MoneyField, hryvnias
from programs.admin.lists import ProgramFilter, key_in
from programs.models import MoneySum
from programs.reporting import money_text

from .. import services
from ..models import Act, Contract, Payment
from ..statement import act_money, contract_money
from .agreements import contract_facts
from .base import ActionForm, BegunFromContract, Cell, ContractsAdmin, Question, Sheet, day, page_of
from .life import Button
from .parts import PartsForm


def payable(contract: Contract) -> dict[int, Decimal]:
    """The signed acts of a contract with what is left of them to pay."""
    money = act_money(contract.acts.signed())
    return {pk: row.left_to_pay for pk, row in money.items() if row.left_to_pay > 0}


class ActChoice(forms.ModelChoiceField):
    """An act with what is left of it to pay."""

    left: dict[int, Decimal] = {}

    def label_from_instance(self, obj: Any) -> str:
        words = gettext("%(act)s – left to pay: %(left)s")
        return words % {"act": obj, "left": money_text(self.left.get(obj.pk, Decimal("0.00")))}


class PaymentForm(PartsForm, ActionForm):
    """A document of the treasury, in its order; without an act it is an advance."""

    contract = forms.IntegerField(widget=forms.HiddenInput)
    act = ActChoice(
        Act.objects.none(),
        label=pgettext_lazy("services", "Act"),
        required=False,
        empty_label=_("an advance: no act yet"),
    )
    document_number = forms.CharField(
        label=_("Treasury document №"), max_length=100, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    amount = MoneyField(label=_("Amount, UAH"), min_value=Decimal("0.01"))
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For staff; never shown to the public."),
    )

    field_order = ("act", "document_number", "date", "amount")

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_reason()
        choice: Any = self.fields["act"]
        choice.left = payable(contract)
        choice.queryset = contract.acts.filter(pk__in=choice.left).order_by("date", "pk")
        self.add_parts(contract, "left_to_pay")
        self.order_fields(["act", "document_number", "date", "amount"])


class CoverForm(ActionForm):
    """Which act covers how much of an advance."""

    act = ActChoice(Act.objects.none(), label=pgettext_lazy("services", "Act"), empty_label=None)
    amount = MoneyField(label=_("Amount, UAH"), min_value=Decimal("0.01"))
    field_order = ("act", "amount", "date")


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
class PaymentAdmin(BegunFromContract, ReadOnly, ContractsAdmin):
    """What the treasury paid under contracts (платежі)."""

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
        asked = key_in(request.GET.get("act", ""))
        left = payable(contract)
        act = asked if asked in left else next(iter(left), None)
        today = timezone.localdate()
        initial = {"contract": contract.pk, "act": act, "amount": left.get(act) if act else None, "date": today}
        form = PaymentForm(request.POST or None, contract=contract, initial=initial)
        money = contract_money([contract], today)[contract.pk]
        question = Question(
            title=gettext("New payment"),
            button=gettext("Record the payment"),
            lead=gettext("The payment goes to the ledger as paid. Never more than the act accepted."),
            facts=[
                *contract_facts(contract),
                (gettext("Accepted by acts"), money_text(money.accepted)),
                (gettext("Paid"), money_text(money.paid)),
                (gettext("Left of the contract to pay"), money_text(money.committed - money.paid)),
            ],
        )

        def perform() -> None:
            given = form.cleaned_data
            payment = Payment(
                contract=contract,
                act=given["act"],
                document_number=given["document_number"],
                date=given["date"],
                amount=given["amount"],
                note=given["note"],
            )
            services.record_payment(payment=payment, by=request.user, parts=form.parts)

        done = gettext("The payment is recorded and stands in the ledger.")
        return self.take(
            request, contract, form=form, question=question, perform=perform, done=done, address=page_of(contract)
        )

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
        if left > 0 and request.user.has_perm("media_contracts.add_advancecover") and payable(payment.contract):
            address = reverse("admin:media_contracts_payment_cover", args=[payment.pk])
            found.append(Button(gettext("Cover by an act"), address, "primary"))
        if request.user.has_perm("media_contracts.change_payment"):
            address = reverse("admin:media_contracts_payment_reverse", args=[payment.pk])
            found.append(Button(gettext("Reverse the payment"), address, "danger"))
        return found

    # Actions -------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/reverse/", view(self.reverse_view), name="media_contracts_payment_reverse"),
            path("<int:pk>/cover/", view(self.cover_view), name="media_contracts_payment_cover"),
            *super().get_urls(),
        ]

    def reverse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a payment back with a reason; what it covered is owed again."""
        if not request.user.has_perm("media_contracts.change_payment"):
            raise PermissionDenied
        payment = get_object_or_404(Payment.objects.select_related("contract__supplier", "act"), pk=pk)
        form = ActionForm(request.POST or None, initial={"seen_version": payment.version}, asks_reason=True)
        question = Question(
            title=gettext("Reverse the payment"),
            button=gettext("Reverse the payment"),
            lead=gettext("The opposite entry goes to the ledger; what the payment covered is owed again."),
            is_danger=True,
            facts=[*contract_facts(payment.contract), (gettext("Amount"), money_text(payment.amount))],
        )
        return self.take(
            request,
            payment,
            form=form,
            question=question,
            perform=lambda: services.reverse_payment(
                payment=payment,
                date=form.cleaned_data["date"],
                by=request.user,  # type: ignore[arg-type]
                reason=form.cleaned_data["reason"],
                expected_version=form.cleaned_data["seen_version"],
            ),
            done=gettext("The payment is reversed."),
            address=page_of(payment.contract),
        )

    def cover_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say which act an advance is paid for."""
        if not request.user.has_perm("media_contracts.add_advancecover"):
            raise PermissionDenied
        payment = get_object_or_404(Payment.objects.select_related("contract__supplier"), pk=pk)
        left = payable(payment.contract)
        of_advance = services.left_of_advance(payment)
        first = min(of_advance, next(iter(left.values()), of_advance))
        form = CoverForm(request.POST or None, initial={"amount": first})
        form.without_reason()
        choice: Any = form.fields["act"]
        choice.left = left
        choice.queryset = payment.contract.acts.filter(pk__in=left).order_by("date", "pk")
        question = Question(
            title=gettext("Cover an advance by an act"),
            button=gettext("Cover"),
            lead=gettext("The money was paid already: from now on it is paid for what the act accepted."),
            facts=[*contract_facts(payment.contract), (gettext("Left of the advance"), money_text(of_advance))],
        )
        return self.take(
            request,
            payment,
            form=form,
            question=question,
            perform=lambda: services.cover_advance(
                payment=payment,
                act=form.cleaned_data["act"],
                amount=form.cleaned_data["amount"],
                date=form.cleaned_data["date"],
                by=request.user,  # type: ignore[arg-type]
            ),
            done=gettext("The advance is covered by the act."),
        )

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
