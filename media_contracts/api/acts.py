"""Acts: what was accepted of a contract in a period, with the publications behind it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from programs.rest.collection import Collection
from programs.rest.fields import APART, INSTEAD_OF, Answer, Id, Money, RecordSerializer, Strict, Visible
from programs.rest.filters import DatedFilters, by_choice, by_date, by_text
from programs.services import Notice

from ..models import Act, ActLine, ActPublication, Publication
from ..services import (
    act_notices,
    annul_act,
    contract_notices,
    delete_document,
    delete_row,
    draft_act,
    list_publications,
    propose_act,
    save_document,
    save_row,
    sign_act,
    terms_on,
)
from ..statement import act_money
from .collection import InContract
from .fields import BudgetSerializer, OfContract, Price, Quantity, Reason, StepSerializer, answers_of, parts_of
from .filters import OfContractFilters
from .notices import Warns
from .rights import Signing, visible_acts, visible_lines, visible_publications

NOTHING = Decimal(0)
STORED = gettext_lazy("Stored and never answered.")


class Listed(serializers.ListField):
    """The publications that a line of an act lists, by their ids."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=Id(), max_length=2000, **options)

    def get_attribute(self, instance: Any) -> list[int]:
        return [row.publication_id for row in instance.listings.all()]


class ActLineSerializer(Strict):
    """What the act takes of a line of the contract; the quantity of listed publications is the sum of their sizes."""

    line = Visible(visible_lines, label=gettext_lazy("id of the line of the contract"))
    description = serializers.CharField(source="line.description", read_only=True, label=gettext_lazy("what is bought"))
    quantity = Quantity(required=False, label=gettext_lazy("quantity"))
    unit_price = Price(required=False, help_text=gettext_lazy("If left out, the price of the contract."))
    amount = Money(read_only=True, label=gettext_lazy("amount, UAH"))
    publications = Listed(required=False, label=gettext_lazy("ids of the publications"))

    as_text = "{description}: {quantity} × {unit_price} = {amount}".format_map


class ActSerializer(OfContract):
    """An act with its lines; the lists are always sent and replaced whole."""

    only_on_create = ("contract", "corrects")

    corrects = Visible(
        visible_acts, allow_null=True, required=False, label=gettext_lazy("id of the act that this one corrects")
    )
    amount = Money(source="money.amount", read_only=True, label=gettext_lazy("amount, UAH"))
    paid = Money(source="money.paid", read_only=True, label=gettext_lazy("Paid"))
    lines = ActLineSerializer(
        many=True,
        required=False,
        label=gettext_lazy("lines"),
        help_text=gettext_lazy("If left out, everything that stands to be accepted for the period."),
    )
    reason = Reason()

    class Meta:
        model = Act
        fields = [
            "id",
            "program",
            "measure_code",
            "contract",
            "contract_number",
            "supplier_name",
            "number",
            "date",
            "period_start",
            "period_end",
            "state",
            "accepted_on",
            "corrects",
            "amount",
            "paid",
            "lines",
            "customer_signatory",
            "customer_position",
            "customer_acts_on",
            "customer_signed_on",
            "supplier_signatory",
            "supplier_position",
            "supplier_acts_on",
            "supplier_signed_on",
            "note",
            "notices",
            "reason",
        ]
        read_only_fields = ["state", "accepted_on"]
        extra_kwargs = {name: {"write_only": True, "help_text": STORED} for name in Act.PRIVATE if name != "scan"}


class ActSigningSerializer(RecordSerializer):
    """Where the act's money stands, if the contract has several years or sources."""

    parts = BudgetSerializer(many=True, required=False, label=gettext_lazy("amounts by place in the budget"))
    instead_of = Answer(**INSTEAD_OF)
    apart = Answer(**APART)
    reason = Reason()


class ActFilters(OfContractFilters, DatedFilters):
    state = by_choice("state", Act.State, gettext_lazy("state"))
    number = by_text("number", gettext_lazy("number"))
    accepted_on = by_date("accepted_on", gettext_lazy("accepted on"))


class Acts(Warns, InContract, Collection):
    title = gettext_lazy("Acts")
    about = gettext_lazy("What the council accepted of each contract by period, with the publications behind it.")
    create_about = gettext_lazy(
        "Drafts an act of a period; without lines it takes every publication that no act lists yet."
    )
    sign_summary = gettext_lazy("Sign")
    sign_about = gettext_lazy("Takes the act into effect by its two signatures: its money is accepted in the ledger.")
    annul_summary = gettext_lazy("Annul")
    annul_about = gettext_lazy("Takes back an act that should never have been signed, while nothing of it is paid.")
    steps = ("sign", "annul")
    writes = Act
    serializer_class = ActSerializer
    filterset_class = ActFilters
    search_fields = ["folded", "contract__folded"]
    orderings = {"id": "pk", "date": "date", "number": "number", "contract": "contract", "state": "state"}
    default_ordering = ("-date", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        listings = Prefetch("listings", ActPublication.objects.order_by("publication"))
        lines = ActLine.objects.select_related("line").order_by("pk").prefetch_related(listings)
        found = visible_acts(self.request.user).select_related("contract__measure__program", "contract__supplier")
        return found.prefetch_related(Prefetch("lines", lines))

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        acts = list(items)
        money = act_money(acts)
        for act in acts:
            act.money = money[act.pk]
        return acts

    def own_parts(self, item: Any) -> Sequence[Any]:
        lines = [[line.line_id, line.quantity, line.unit_price] for line in item.lines.all()]
        return [*lines, *(row.publication_id for line in item.lines.all() for row in line.listings.all())]

    def notices_of(self, item: Any) -> list[Notice]:
        """What is doubtful in a draft, and what the contract is short of."""
        found = act_notices(item) if item.is_open else []
        return [*found, *contract_notices(item.contract, on=self.on)]

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        lines = values.pop("lines", None)
        act = Act(**values)
        if lines is None:
            found = propose_act(act.contract, act.period_start, act.period_end, corrects=act.corrects)
            return draft_act(act=act, proposals=found, by=self.person)
        act = self.save(act, reason=reason)
        self.replace(act, lines)
        return act

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        lines = values.pop("lines", None)
        super().change(item, values, reason=reason)
        if lines is not None:
            self.replace(item, lines)

    def save(self, record: Act, *, reason: str) -> Act:
        return save_document(document=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_document(document=item, by=self.person, reason=reason)

    def replace(self, act: Act, wanted: list[dict[str, Any]]) -> None:
        """Make the list the act's own; a line is told by the line of the contract that it takes from."""
        named = [item["line"].pk for item in wanted]
        if len(set(named)) != len(named):
            raise serializers.ValidationError({"lines": [_("A line stands in the list twice.")]})
        rows = {row.line_id: row for row in ActLine.objects.filter(act=act)}
        for gone in rows.keys() - set(named):
            delete_row(row=rows[gone], by=self.person)
        prices = {pk: terms.unit_price for pk, terms in terms_on(act.contract, act.period_end).lines.items()}
        for item in wanted:
            row = rows.get(item["line"].pk) or ActLine(act=act, line=item["line"])
            row.unit_price = item.get("unit_price") or prices.get(row.line_id, row.line.unit_price)
            pieces = self.publications(item)
            row.quantity = sum((piece.quantity for piece in pieces), NOTHING) if pieces else item["quantity"]
            save_row(row=row, by=self.person)
            if pieces:
                list_publications(line=row, publications=pieces, by=self.person)

    def publications(self, item: dict[str, Any]) -> list[Publication]:
        wanted = item.get("publications", [])
        found = list(visible_publications(self.request.user).filter(pk__in=wanted))
        if len(found) != len(set(wanted)):
            raise serializers.ValidationError({"lines": [_("One of the publications does not exist.")]})
        if not wanted and "quantity" not in item:
            raise serializers.ValidationError({"lines": [_("Give the quantity, or the publications behind it.")]})
        return found

    @extend_schema(request=ActSigningSerializer, responses=ActSerializer)
    @action(detail=True, methods=["post"], permission_classes=[Signing])
    def sign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked(serializer_class=ActSigningSerializer)
        parts, answers, reason = parts_of(values.get("parts")), answers_of(values), values.get("reason", "")
        return self.step(lambda act: sign_act(act=act, by=self.person, parts=parts, answers=answers, reason=reason))

    @extend_schema(request=StepSerializer, responses=ActSerializer)
    @action(detail=True, methods=["post"], permission_classes=[Signing])
    def annul(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = {"reason": "", **self.checked(serializer_class=StepSerializer)}
        return self.step(lambda act: annul_act(act=act, by=self.person, **values))
