"""What is done with a payment: recorded, covered by an act where it was an advance, reversed where it was wrong."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.staff.forms import MoneyField
from programs.staff.lists import key_in
from programs.words import money_text

from .. import services
from ..models import Act, Contract, Payment
from ..statement import act_money, contract_money
from .base import page_of
from .facts import contract_facts
from .parts import PartsForm
from .steps import ActionForm, Question, RecordStep, Step


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

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_reason()
        choice: Any = self.fields["act"]
        choice.left = payable(payment.contract)
        choice.queryset = payment.contract.acts.filter(pk__in=choice.left).order_by("date", "pk")
        if not choice.left:
            choice.empty_label = gettext("no signed act waits for money")


class RecordPayment(Step):
    """Record what the treasury paid under a contract, for an act or in advance; the record is the contract."""

    record: Contract
    done = _("The payment is recorded and stands in the ledger.")

    @cached_property
    def form(self) -> PaymentForm:
        left = payable(self.record)
        asked = key_in(self.request.GET.get("act", ""))
        act = asked if asked in left else next(iter(left), None)
        initial = {"contract": self.record.pk, "act": act, "amount": left.get(act) if act else None}
        return PaymentForm(self.typed, contract=self.record, initial=initial)

    @cached_property
    def question(self) -> Question:
        money = contract_money([self.record], timezone.localdate())[self.record.pk]
        return Question(
            title=gettext("New payment"),
            button=gettext("Record the payment"),
            lead=gettext("The payment goes to the ledger as paid. Never more than the act accepted."),
            facts=[
                *contract_facts(self.record),
                (gettext("Accepted by acts"), money_text(money.accepted)),
                (gettext("Paid"), money_text(money.paid)),
                (gettext("Left of the contract to pay"), money_text(money.committed - money.paid)),
            ],
        )

    def perform(self) -> None:
        names = ("act", "document_number", "date", "amount", "note")
        payment = Payment(contract=self.record, **{name: self.given[name] for name in names})
        services.record_payment(payment=payment, by=self.user, parts=self.form.parts)


class ReversePayment(RecordStep):
    """Take a payment back with a reason; what it covered is owed again."""

    slug = "reverse"
    record: Payment
    asks_reason = True
    done = _("The payment is reversed.")

    @classmethod
    def records(cls) -> QuerySet[Payment]:
        return Payment.objects.select_related("contract__supplier", "act")

    @classmethod
    def may(cls, user: Any) -> bool:
        return bool(user.has_perm("media_contracts.change_payment"))

    @cached_property
    def question(self) -> Question:
        return Question(
            title=gettext("Reverse the payment"),
            button=gettext("Reverse the payment"),
            lead=gettext("The opposite entry goes to the ledger; what the payment covered is owed again."),
            is_danger=True,
            facts=[*contract_facts(self.record.contract), (gettext("Amount"), money_text(self.record.amount))],
        )

    def perform(self) -> None:
        given = self.given
        services.reverse_payment(
            payment=self.record,
            date=given["date"],
            by=self.user,
            reason=given["reason"],
            expected_version=given["seen_version"],
        )

    @property
    def address(self) -> str:
        return page_of(self.record.contract)


class CoverAdvance(RecordStep):
    """Say which act an advance is paid for."""

    slug = "cover"
    record: Payment
    done = _("The advance is covered by the act.")

    @classmethod
    def records(cls) -> QuerySet[Payment]:
        return Payment.objects.select_related("contract__supplier")

    @classmethod
    def may(cls, user: Any) -> bool:
        return bool(user.has_perm("media_contracts.add_advancecover"))

    @cached_property
    def left(self) -> Decimal:
        return services.left_of_advance(self.record)

    @cached_property
    def form(self) -> CoverForm:
        first = next(iter(payable(self.record.contract).values()), self.left)
        return CoverForm(self.typed, payment=self.record, initial={"amount": min(self.left, first)})

    @cached_property
    def question(self) -> Question:
        return Question(
            title=gettext("Cover an advance by an act"),
            button=gettext("Cover"),
            lead=gettext("The money was paid already: from now on it is paid for what the act accepted."),
            facts=[*contract_facts(self.record.contract), (gettext("Left of the advance"), money_text(self.left))],
        )

    def perform(self) -> None:
        given = self.given
        services.cover_advance(
            payment=self.record, act=given["act"], amount=given["amount"], date=given["date"], by=self.user
        )
