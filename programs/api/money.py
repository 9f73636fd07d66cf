"""Money after the plan: what the yearly budget gave, and the ledger, which only ever grows."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from .. import modules
from ..models import BudgetAppropriation, Fund, FundingSource, LedgerEntry, Stage
from ..modules import check_made_by_hand
from ..permissions import may_see_notes
from ..registers import with_payees
from ..reporting.addresses import absolute
from ..rest.collection import Collection, ReadCollection
from ..rest.fields import APART, PART_OF, Answer, ByCode, Money, OfMeasure, Reason, RecordSerializer, Visible
from ..rest.filters import (
    DatedFilters,
    OfMeasureFilters,
    YesNo,
    by_act,
    by_choice,
    by_date,
    by_number,
    by_source,
    by_text,
)
from ..rest.rights import visible_acts, visible_appropriations, visible_entries
from ..services import post_entry, reverse_entry, review_appropriation, save_appropriation


class AppropriationSerializer(OfMeasure):
    """What the budget gave a measure for a year from a date on."""

    source: Any = ByCode(queryset=FundingSource.objects.all(), label=gettext_lazy("funding source"))
    amount = Money(min_value=Decimal("0.00"), label=gettext_lazy("amount, UAH"))
    act = Visible(visible_acts, allow_null=True, required=False, label=gettext_lazy("budget act"))
    confirm = serializers.BooleanField(
        write_only=True,
        default=False,
        label=gettext_lazy("confirmed"),
        help_text=gettext_lazy(
            "True records an amount above the programme's plan, or below what contracts have committed; without it "
            "such an amount is refused with a sentence that says by how much."
        ),
    )
    reason = Reason()

    class Meta:
        model = BudgetAppropriation
        fields = [
            "id",
            "program",
            "measure",
            "measure_code",
            "year",
            "source",
            "fund",
            "amount",
            "act",
            "effective_from",
            "confirm",
            "reason",
        ]


class AppropriationFilters(OfMeasureFilters):
    year = by_number("year", gettext_lazy("budget year"))
    source = by_source()
    fund = by_choice("fund", Fund, gettext_lazy("fund"))
    act = by_act()
    effective_from = by_date("effective_from", gettext_lazy("in force from"))


class Appropriations(Collection):
    title = gettext_lazy("Budget appropriations")
    about = gettext_lazy("What the yearly budget act really gave each measure, which may be less than was planned.")
    writes = BudgetAppropriation
    serializer_class = AppropriationSerializer
    filterset_class = AppropriationFilters
    search_fields = ["measure__folded", "act__folded"]
    orderings = {
        "id": "pk",
        "program": "measure__program__slug",
        "measure": "measure",
        "year": "year",
        "amount": "amount",
        "effective_from": "effective_from",
    }
    default_ordering = ("measure", "year", "effective_from", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        return visible_appropriations(self.request.user).select_related("measure__program", "source")

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        confirmed = values.pop("confirm")
        return self.reviewed(BudgetAppropriation(**values), confirmed, reason)

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        confirmed = values.pop("confirm", False)
        for name, value in values.items():
            setattr(item, name, value)
        self.reviewed(item, confirmed, reason)

    def reviewed(self, row: BudgetAppropriation, confirmed: bool, reason: str) -> BudgetAppropriation:
        """Save it, unless it contradicts the programme or the contracts and nobody has confirmed that it does."""
        saved = save_appropriation(row=row, by=self.person, reason=reason)
        if not confirmed and (warnings := review_appropriation(row).warnings):
            told = _("Send “confirm”: true to record it all the same.")
            raise serializers.ValidationError({"confirm": [*warnings, told]})
        return saved


class EntrySerializer(OfMeasure):
    """A line of the ledger. A negative amount corrects an entry (`reverses`) or lowers a commitment.

    `contract` is what the entry was posted under - a contract, a grant - by its name, and `contract_page` its page on
    the portal; both are empty where nothing in the portal stands behind the money.
    """

    source: Any = ByCode(queryset=FundingSource.objects.all(), label=gettext_lazy("funding source"))
    amount = Money(label=gettext_lazy("amount, UAH"))
    apart = Answer(**APART)
    part_of = Answer(**PART_OF)
    without_contract = serializers.BooleanField(
        write_only=True,
        default=False,
        label=gettext_lazy("paid without a contract"),
        help_text=gettext_lazy("True records a payment although a contract in the portal waits for one like it."),
    )
    reverses: Any = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, label=gettext_lazy("reverses the entry")
    )
    reversed_by = serializers.IntegerField(
        source="reversed_by.pk", read_only=True, allow_null=True, label=gettext_lazy("reversed by the entry")
    )

    under_contract = serializers.BooleanField(read_only=True, label=gettext_lazy("under a contract in the portal"))
    contract = serializers.CharField(read_only=True, label=gettext_lazy("contract"))
    contract_page = serializers.CharField(read_only=True, label=gettext_lazy("page of the contract"))

    class Meta:
        model = LedgerEntry
        fields = [
            "id",
            "stage",
            "program",
            "measure",
            "measure_code",
            "budget_year",
            "source",
            "fund",
            "date",
            "amount",
            "document_number",
            "kekv",
            "kpkvk",
            "counterparty",
            "under_contract",
            "contract",
            "contract_page",
            "reverses",
            "reversed_by",
            "apart",
            "part_of",
            "without_contract",
            "note",
        ]
        extra_kwargs = {"note": {"help_text": gettext_lazy("For staff; absent from the answers to everybody else.")}}

    def get_fields(self) -> dict[str, Any]:
        """A note may quote a payment's text: only staff read it."""
        fields = super().get_fields()
        if "request" in self.context and self.context["request"] and not may_see_notes(self.context["request"].user):
            del fields["note"]
        return fields

    def to_representation(self, instance: Any) -> Any:
        """The payee as far as everybody may read it: who works with the ledger sees it as it was recorded."""
        shown = super().to_representation(instance)
        return shown if "note" in self.fields else {**shown, "counterparty": instance.payee}


class ReversalSerializer(RecordSerializer):
    """When and why an entry is taken back."""

    date = serializers.DateField(label=gettext_lazy("date"))
    note = serializers.CharField(max_length=500, label=gettext_lazy("reason"))


class EntryFilters(OfMeasureFilters, DatedFilters):
    stage = by_choice("stage", Stage, gettext_lazy("stage"))
    budget_year = by_number("budget_year", gettext_lazy("budget year"))
    year = by_number("budget_year", gettext_lazy("budget year"))
    source = by_source()
    fund = by_choice("fund", Fund, gettext_lazy("fund"))
    document_number = by_text("document_number", gettext_lazy("document number"))
    kekv = by_text("kekv", gettext_lazy("КЕКВ"))
    kpkvk = by_text("kpkvk", gettext_lazy("КПКВК"))
    counterparty = by_text("payee", gettext_lazy("counterparty"))
    under_contract = YesNo(
        field_name="direct", exclude=True, label=gettext_lazy("under a contract in the portal: true or false")
    )


class WaitsUnderContract(APIException):
    """A payment that a contract waits for: the answer names the documents, a person says whether it is theirs."""

    status_code = 409

    def __init__(self, documents: list[modules.Payable]) -> None:
        super().__init__(code="payable")
        words = _("It may be paid under a contract: %s. Record it there, or say that no contract stands behind it.")
        named: Any = [
            {"key": each.key, "title": each.title, "contract": each.number, "left": f"{each.left:.2f}"}
            for each in documents
        ]
        told = words % "; ".join(map(modules.described, documents))
        self.detail = {"detail": told, "code": "payable", "documents": named}  # type: ignore[dict-item]


class Ledger(ReadCollection):
    title = gettext_lazy("Ledger")
    about = gettext_lazy(
        "Every movement of money by stage: committed, accepted, paid. The ledger only grows; an entry is corrected by "
        "a reversing one. `?stage=paid` is everything that was paid, `&under_contract=false` of it what no contract in "
        "the portal stands behind."
    )
    create_about = gettext_lazy(
        "Posts an entry. It cannot be changed or deleted afterwards, only reversed. What may stand in the ledger "
        "already is answered with 409 and its entries: send the request again with `apart` if it is other money, with "
        "`part_of` if a monthly sheet counted it, and not at all if it is the same. So is a payment that an act of a "
        "contract waits for: record it among the payments, or send it again with `without_contract`."
    )
    reverse_summary = gettext_lazy("Reverse")
    reverse_about = gettext_lazy(
        "Takes an entry back by its exact opposite on a later date, with the reason as its note."
    )
    method_hint = gettext_lazy("An entry of the ledger is never changed or deleted: POST to its reverse/ instead.")
    writes = LedgerEntry
    serializer_class = EntrySerializer
    filterset_class = EntryFilters
    search_fields = ["found_by", "measure__folded"]
    orderings = {
        "id": "pk",
        "date": "date",
        "stage": "stage",
        "program": "measure__program__slug",
        "measure": "measure",
        "budget_year": "budget_year",
        "amount": "amount",
        "document_number": "document_number",
    }
    default_ordering = ("-date", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        entries: Any = visible_entries(self.request.user)
        entries = with_payees(entries.told_apart())
        return entries.select_related("measure__program", "source", "reversed_by")

    def decorate(self, items: Iterable[Any]) -> Iterator[Any]:
        """Each with what it stands under, asked for in portions: a file may hold the whole ledger."""
        rows = iter(items)
        while part := list(islice(rows, 1000)):
            links = modules.ledger_links(part)
            for entry in part:
                link = links.get(entry.pk)
                entry.under_contract = not entry.direct
                entry.contract = link.title if link else ""
                entry.contract_page = absolute(link.address, self.request) if link else ""
                yield entry

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked()
        answers = {name: values.pop(name) for name in ("apart", "part_of") if name in values}
        knows = values.pop("without_contract")
        if waiting := {} if knows else modules.payable_instead([LedgerEntry(**values)]):
            raise WaitsUnderContract(waiting[0])
        return self.made(post_entry(by=self.person, **values, **answers))

    @extend_schema(request=ReversalSerializer, responses={201: EntrySerializer})
    @action(detail=True, methods=["post"], url_path="reverse", url_name="reverse")
    def reverse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values, entry = self.checked(serializer_class=ReversalSerializer), self.get_object()
        check_made_by_hand(entry)
        return self.made(reverse_entry(entry=entry, by=self.person, **values))
