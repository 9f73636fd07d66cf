"""Payments: what the treasury paid under a contract. Recorded once; a mistake is reversed."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from programs.rest.fields import APART, INSTEAD_OF, PART_OF, Answer, Money, RecordSerializer, Strict, Visible
from programs.rest.filters import DatedFilters, by_choice, by_record, by_text
from programs.services import Notice

from ..models import Payment
from ..services import contract_notices, cover_advance, record_payment, reverse_payment
from .collection import InContract
from .fields import BudgetSerializer, OfContract, Reason, StepSerializer, answers_of, parts_of
from .filters import OfContractFilters
from .notices import Warns
from .rights import Covering, Reversing, visible_acts, visible_payments


class CoverSerializer(Strict):
    """How much of an advance an act covers."""

    act = serializers.IntegerField(source="act_id", read_only=True, label=gettext_lazy("id of the act"))
    amount = Money(read_only=True, label=gettext_lazy("amount, UAH"))
    date = serializers.DateField(read_only=True, label=gettext_lazy("date"))

    as_text = "{date}: {amount}".format_map


class PaymentSerializer(OfContract):
    """A payment of the treasury: against an act, or in advance where none is named."""

    act = Visible(
        visible_acts,
        allow_null=True,
        required=False,
        label=gettext_lazy("id of the act"),
        help_text=gettext_lazy("An advance names none."),
    )
    amount = Money(label=gettext_lazy("amount, UAH"))
    covers = CoverSerializer(many=True, read_only=True, label=gettext_lazy("acts that cover the advance"))
    parts = BudgetSerializer(
        many=True,
        required=False,
        write_only=True,
        label=gettext_lazy("amounts by place in the budget"),
        help_text=gettext_lazy("Only where the contract has several years or sources."),
    )

    instead_of = Answer(**INSTEAD_OF)
    apart = Answer(**APART)
    part_of = Answer(**PART_OF)
    reason = Reason(help_text=gettext_lazy("Demanded for a day outside of the programme's term."))

    class Meta:
        model = Payment
        fields = [
            "id",
            "program",
            "measure_code",
            "contract",
            "contract_number",
            "supplier_name",
            "act",
            "kind",
            "document_number",
            "date",
            "amount",
            "covers",
            "reversed_on",
            "parts",
            "instead_of",
            "apart",
            "part_of",
            "notices",
            "note",
            "reason",
        ]
        read_only_fields = ["kind", "reversed_on"]
        extra_kwargs = {"note": {"write_only": True, "help_text": gettext_lazy("Stored and never answered.")}}


class CoveringSerializer(RecordSerializer):
    """The act that covers an advance, how much of it and from when."""

    act = Visible(visible_acts, label=gettext_lazy("id of the act"))
    amount = Money(label=gettext_lazy("amount, UAH"))
    date = serializers.DateField(label=gettext_lazy("date"))


class ReturnSerializer(StepSerializer):
    """When a payment is taken back, why, and whether its money came back."""

    returned = Money(
        required=False,
        min_value=Decimal("0.01"),
        label=gettext_lazy("how much the treasury returned, UAH"),
        help_text=gettext_lazy(
            "What did not come back stays paid, as another payment. Left out where the payment was recorded by mistake."
        ),
    )


class PaymentFilters(OfContractFilters, DatedFilters):
    act = by_record(visible_acts, "act", gettext_lazy("id of the act"))
    kind = by_choice("kind", Payment.Kind, gettext_lazy("kind"))
    document_number = by_text("document_number", gettext_lazy("document number"))


class Payments(Warns, InContract):
    title = gettext_lazy("Payments")
    about = gettext_lazy("What the treasury paid under each contract: the whole of an act, a part, or an advance.")
    create_about = gettext_lazy(
        "Records a payment; it enters the ledger at once and is only reversed afterwards. What may stand in the ledger "
        "already is answered with 409 and its entries: send the request again with `instead_of` if an entry without a "
        "contract is the same payment, with `apart` if it is another, with `part_of` if a monthly sheet counted it."
    )
    reverse_summary = gettext_lazy("Reverse")
    reverse_about = gettext_lazy("Takes back a payment that was mistyped or returned, with its reason.")
    cover_summary = gettext_lazy("Cover an advance")
    cover_about = gettext_lazy("Names the act, signed later, for which an advance was paid.")
    steps = ("reverse", "cover")
    method_hint = gettext_lazy("A payment is never changed or deleted: POST to its reverse/ instead.")
    writes = Payment
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilters
    search_fields = ["folded", "contract__folded"]
    orderings = {
        "id": "pk",
        "date": "date",
        "amount": "amount",
        "contract": "contract",
        "document_number": "document_number",
    }
    default_ordering = ("-date", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_payments(self.request.user).prefetch_related("covers")
        return found.select_related("contract__measure__program", "contract__supplier")

    def notices_of(self, item: Any) -> list[Notice]:
        return contract_notices(item.contract, on=self.on)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked()
        parts = parts_of(values.pop("parts", None))
        answers, reason = answers_of(values), values.pop("reason", "")
        payment = record_payment(payment=Payment(**values), by=self.person, parts=parts, answers=answers, reason=reason)
        return self.made(payment)

    @extend_schema(request=ReturnSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"], permission_classes=[Reversing])
    def reverse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked(serializer_class=ReturnSerializer)
        return self.step(lambda item: reverse_payment(payment=item, by=self.person, **{"reason": "", **values}))

    @extend_schema(request=CoveringSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"], permission_classes=[Covering])
    def cover(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked(serializer_class=CoveringSerializer)
        return self.step(lambda item: cover_advance(payment=item, by=self.person, **values))
