"""Payments: begun from an act or a contract, looked at with the acts that cover them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.default_day import default_day
from programs.models import MoneySum
from programs.staff.base import ReadOnlyAdmin
from programs.staff.forms import MoneyField
from programs.staff.lists import ProgramFilter
from programs.staff.sheets import Sheet, SheetCell, page_of
from programs.staff.steps import StepForm, StepView
from programs.texts import number_in
from programs.words import amount_text, date_text, money_text

from .. import services
from ..models import Act, Contract, Payment
from ..statement import act_money, contract_money, takers_of_advance, unpaid_acts
from .base import BegunFromContract
from .contract_steps import PartsForm, contract_facts


def payable(contract: Contract) -> dict[int, Decimal]:
    """The signed acts of a contract with what is left of them to pay."""
    money = act_money(contract.acts.signed().order_by("date", "pk"))
    return {pk: row.left_to_pay for pk, row in money.items() if row.left_to_pay > 0}


class ActChoice(forms.ModelChoiceField):
    """An act with what is left of it to pay."""

    left: dict[int, Decimal] = {}

    def label_from_instance(self, obj: Any) -> str:
        words = gettext("%(act)s – left to pay: %(left)s")
        return words % {"act": obj, "left": money_text(self.left.get(obj.pk, Decimal("0.00")))}


class PaymentForm(PartsForm, StepForm):
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

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["act"]
        choice.left = payable(contract)
        choice.queryset = contract.acts.filter(pk__in=choice.left).order_by("date", "pk")
        self.add_parts(contract, "left_to_pay")
        self.order_fields(["act", "document_number", "date", "amount"])


class CoverForm(StepForm):
    """Which act covers how much of an advance."""

    act = ActChoice(Act.objects.none(), label=pgettext_lazy("services", "Act"), empty_label=None)
    amount = MoneyField(label=_("Amount, UAH"), min_value=Decimal("0.01"))
    field_order = ("act", "amount", "date")

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["act"]
        choice.left = payable(payment.contract)
        choice.queryset = payment.contract.acts.filter(pk__in=choice.left).order_by("date", "pk")
        if not choice.left:
            choice.empty_label = gettext("no signed act waits for money")


class ReturnForm(StepForm):
    """When a payment is taken back, why, and whether its money came back."""

    returned = MoneyField(
        label=_("How much the treasury returned, UAH"),
        min_value=Decimal("0.01"),
        required=False,
        help_text=_("What did not come back stays paid. Leave it empty if the payment was recorded by mistake."),
    )
    field_order = ("date", "returned", "reason")


class RecordPayment(StepView):
    """Record what the treasury paid under a contract, for an act or in advance; the record is the contract."""

    queryset = Contract.objects.select_related("customer", "supplier", "measure__program")
    object: Contract
    form_class = PaymentForm
    opts = Payment._meta
    permission = "media_contracts.add_payment"
    title = _("New payment")
    button = _("Record the payment")
    lead = _("The payment goes to the ledger as paid. Never more than the act accepted.")
    done = _("The payment is recorded and stands in the ledger.")
    takes_over = True

    def get_initial(self) -> dict[str, Any]:
        left = payable(self.object)
        asked = number_in(self.request.GET.get("act", ""))
        act = asked if asked in left else next(iter(left), None)
        amount = left.get(act) if act else None
        found = {**super().get_initial(), "contract": self.object.pk, "act": act, "amount": amount}
        typed = {
            name: self.request.GET[name] for name in ("amount", "date", "document_number") if name in self.request.GET
        }
        return found | typed

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "contract": self.object}

    def facts(self) -> list[tuple[str, str]]:
        money = contract_money([self.object], default_day(self.object.measure.program))[self.object.pk]
        return [
            *contract_facts(self.object),
            (gettext("Accepted by acts"), money_text(money.accepted)),
            (gettext("Paid"), money_text(money.paid)),
            (gettext("Left of the contract to pay"), money_text(money.committed - money.paid)),
        ]

    def perform(self, given: dict[str, Any]) -> None:
        names = ("act", "document_number", "date", "amount", "note")
        payment = Payment(contract=self.object, **{name: given[name] for name in names})
        reason = given.get("reason", "")
        services.record_payment(
            payment=payment, by=self.user, parts=given["parts"], answers=self.answers, reason=reason
        )


class CoverAdvance(StepView):
    """Say which act an advance is paid for."""

    slug = "cover"
    queryset = Payment.objects.select_related("contract__supplier")
    object: Payment
    form_class = CoverForm
    permission = "media_contracts.add_advancecover"
    title = _("Cover an advance by an act")
    button = _("Cover")
    lead = _("The money was paid already: from now on it is paid for what the act accepted.")
    done = _("The advance is covered by the act.")

    @classmethod
    def offered(cls, record: Payment) -> bool:
        if record.reversed_on or record.kind != Payment.Kind.ADVANCE:
            return False
        return services.left_of_advance(record) > 0 and bool(payable(record.contract))

    @classmethod
    def link(cls, record: Payment) -> dict[str, str]:
        return {**super().link(record), "label": gettext("Cover by an act")}

    def get_initial(self) -> dict[str, Any]:
        left = services.left_of_advance(self.object)
        first = next(iter(payable(self.object.contract).values()), left)
        return {**super().get_initial(), "amount": min(left, first)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "payment": self.object}

    def facts(self) -> list[tuple[str, str]]:
        left = money_text(services.left_of_advance(self.object))
        return [*contract_facts(self.object.contract), (gettext("Left of the advance"), left)]

    def perform(self, given: dict[str, Any]) -> None:
        of_step = {name: given[name] for name in ("act", "amount", "date")}
        services.cover_advance(payment=self.object, by=self.user, **of_step)


class ReversePayment(StepView):
    """Take a payment back with a reason; what it covered is owed again."""

    slug = "reverse"
    queryset = Payment.objects.select_related("contract__supplier", "act")
    object: Payment
    form_class = ReturnForm
    permission = "media_contracts.change_payment"
    title = _("Reverse the payment")
    lead = _("The opposite entry goes to the ledger; what the payment covered is owed again.")
    done = _("The payment is reversed.")
    asks_reason = is_danger = True

    @classmethod
    def offered(cls, record: Payment) -> bool:
        return record.reversed_on is None

    def facts(self) -> list[tuple[str, str]]:
        return [*contract_facts(self.object.contract), (gettext("Amount"), money_text(self.object.amount))]

    def perform(self, given: dict[str, Any]) -> None:
        services.reverse_payment(
            payment=self.object,
            date=given["date"],
            by=self.user,
            reason=given["reason"],
            expected_version=given["seen_version"],
            returned=given["returned"],
        )

    def get_success_url(self) -> str:
        return page_of(self.object.contract)


class KindFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("not reversed")), ("no", _("reversed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(reversed_on__isnull=self.value() == "yes") if self.value() else queryset


class ByContract(ProgramFilter):
    field = "contract__measure__program"


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin, BegunFromContract):
    """What the treasury paid under contracts (оплати)."""

    question = _("Which contract is paid?")
    begins = RecordPayment
    change_form_template = "admin/media_contracts/document.html"
    nothing = _("Everything that was accepted by acts is paid.")
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
    search_fields = ("folded", "folded_note", "contract__folded", "contract__supplier__folded")
    date_hierarchy = "date"
    fieldsets = ((None, {"fields": (("document_number", "date"), "kind", "sum", "act", "note", "reversed_on")}),)
    readonly_fields = ("sum", "kind", "reversed_on")
    steps = (CoverAdvance, ReversePayment)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media_contracts.add_payment")

    def takers(self) -> QuerySet[Contract]:
        """Contracts of which something is left to pay: for an act, or in advance."""
        acts = [act.contract_id for act, _left in unpaid_acts()]
        advances = [contract.pk for contract, _left in takers_of_advance()]
        return Contract.objects.filter(pk__in=[*acts, *advances])

    # The page ------------------------------------------------------------------------------------

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        payment = context["original"]
        context["facts"] = contract_facts(payment.contract)
        context["buttons"] = self.step_links(request, payment)
        context["sheets"] = [covers(payment)] if payment.kind == Payment.Kind.ADVANCE else []
        return super().render_change_form(request, context, *args, **kwargs)

    # The list ------------------------------------------------------------------------------------

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        found = queryset.filter(reversed_on=None).order_by().aggregate(sum=MoneySum("amount"))["sum"]
        return {"day": str(_("Sum of the list")), "sum": amount_text(found or Decimal("0.00"))}

    @admin.display(description=_("date"), ordering="date")
    def day(self, payment: Payment) -> str:
        return date_text(payment.date)

    @admin.display(description=_("act"))
    def act_name(self, payment: Payment) -> str:
        return gettext("№ %s") % payment.act.number if payment.act else "—"

    @admin.display(description=_("amount, UAH"), ordering="amount")
    def sum(self, payment: Payment) -> str:
        return amount_text(payment.amount)

    @admin.display(description=_("state"))
    def state_words(self, payment: Payment) -> str:
        return gettext("reversed on %s") % date_text(payment.reversed_on) if payment.reversed_on else gettext("stands")


def covers(payment: Payment) -> Sheet:
    rows = [
        [
            SheetCell(str(row.act), page_of(row.act)),
            SheetCell(date_text(row.date)),
            SheetCell(amount_text(row.amount), is_money=True),
        ]
        for row in payment.covers.select_related("act")
    ]
    empty = gettext("No act covers this advance yet.")
    headings = [gettext("act"), gettext("date"), gettext("amount, UAH")]
    return Sheet("covers", gettext("Acts that cover the advance"), headings, rows, empty)
