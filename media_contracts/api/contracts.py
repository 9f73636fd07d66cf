"""Contracts as amended on a date, with their money at every stage, and the named actions that move them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from programs.models import FundingSource
from programs.reporting.addresses import absolute
from programs.rest.collection import Collection, digest
from programs.rest.fields import Money, OfMeasure, Visible
from programs.rest.filters import OfMeasureFilters, by_choice, by_computed, by_date, by_number, by_text
from programs.services import Notice

from .. import services
from ..models import Contract, ContractCommitment, ContractKind, ContractLine, Customer, MediaOutlet, Publication
from ..models.supplier import public_folded, public_name
from ..statement import contract_money
from .agreements import AgreementDraftSerializer, AgreementSerializer, LineSerializer, line_of, record_agreement
from .collection import InContract
from .fields import BudgetSerializer, DaySerializer, Reason, SigningSerializer, StepSerializer, answers_of
from .filters import by_supplier
from .notices import Warned, Warns
from .ocds import package_of, releases_of
from .rights import Signing, visible_contracts, visible_outlets, visible_suppliers


class MoneySerializer(serializers.Serializer):
    """The money of a contract at its stages, by the ledger."""

    value = Money(label=gettext_lazy("signed with all agreements, UAH"))
    committed = Money(label=gettext_lazy("Committed"))
    accepted = Money(label=gettext_lazy("Accepted"))
    paid = Money(label=gettext_lazy("Paid"))
    advance = Money(label=gettext_lazy("paid in advance and not covered by an act, UAH"))
    left_to_accept = Money(label=gettext_lazy("left to accept, UAH"))
    owed = Money(label=gettext_lazy("accepted and not paid yet, UAH"))


class ContractSerializer(OfMeasure, Warned):
    """A contract as amended on the date of the question."""

    identifier = serializers.CharField(
        read_only=True, label=gettext_lazy("identifier in open data: year of signing and number")
    )
    customer: Any = serializers.SlugRelatedField(
        slug_field="edrpou",
        queryset=Customer.objects.exclude(edrpou=""),
        label=gettext_lazy("ЄДРПОУ of the customer"),
    )
    customer_name = serializers.CharField(
        source="customer.name", read_only=True, label=gettext_lazy("name of the customer")
    )
    supplier = Visible(visible_suppliers, label=gettext_lazy("id of the supplier"))
    supplier_name = serializers.CharField(
        source="supplier.public_name", read_only=True, label=gettext_lazy("name of the supplier")
    )
    supplier_edrpou = serializers.CharField(
        source="supplier.public_code", read_only=True, label=gettext_lazy("ЄДРПОУ of the supplier")
    )
    money = MoneySerializer(read_only=True, label=gettext_lazy("Money of the contract"))
    lines = LineSerializer(many=True, source="shown_lines", required=False, label=gettext_lazy("lines"))
    budget = BudgetSerializer(
        many=True, source="shown_budget", required=False, label=gettext_lazy("amounts by place in the budget")
    )
    agreements = AgreementSerializer(
        many=True, source="shown_agreements", read_only=True, label=gettext_lazy("supplementary agreements")
    )
    reason = Reason(help_text=gettext_lazy("Demanded where something is undone, ended, or a warning passed."))

    class Meta:
        model = Contract
        fields = [
            "id",
            "identifier",
            "program",
            "measure",
            "measure_code",
            "kind",
            "number",
            "state",
            "customer",
            "customer_name",
            "supplier",
            "supplier_name",
            "supplier_edrpou",
            "subject",
            "date_signed",
            "date_from",
            "date_to",
            "ended_on",
            "vat",
            "cpv",
            "cpv_name",
            "procurement",
            "prozorro_number",
            "purchase_report",
            "money",
            "lines",
            "budget",
            "agreements",
            "note",
            "notices",
            "reason",
        ]
        read_only_fields = ["state", "date_signed", "ended_on"]
        extra_kwargs = {"note": {"write_only": True, "help_text": gettext_lazy("Stored and never answered.")}}

    def to_representation(self, instance: Any) -> Any:
        """Subject and term are those that hold on the date; the model keeps what was signed first."""
        terms = instance.terms
        shown = super().to_representation(instance)
        return {**shown, "subject": terms.subject, "date_to": terms.date_to.isoformat()}


def step(
    name: str, service: Callable[..., Any], serializer: type[DaySerializer] = StepSerializer, **options: Any
) -> Any:
    """A named action of a contract: what one service does, on the day and the ground that the body gives."""

    def take(self: "Contracts", request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked(serializer_class=serializer)
        if issubclass(serializer, StepSerializer):
            values.setdefault("reason", "")
        if serializer is SigningSerializer:
            values["answers"] = answers_of(values)
        return self.step(lambda contract: service(contract=contract, by=self.person, **values))

    take.__name__ = name
    named = action(detail=True, methods=["post"], permission_classes=[Signing], **options)(take)
    return extend_schema(request=serializer, responses=ContractSerializer)(named)


class ContractFilters(OfMeasureFilters):
    supplier = by_supplier("supplier")
    kind = by_choice("kind", ContractKind, gettext_lazy("kind"))
    state = by_choice("state", Contract.State, gettext_lazy("state"))
    number = by_text("number", gettext_lazy("number"))
    cpv = by_text("cpv", gettext_lazy("ДК 021:2015 code"))
    outlet = by_computed(visible_outlets, "outlet", gettext_lazy("id of the media outlet"), method="of_outlet")
    procurement = by_choice("procurement", Contract.Procurement, gettext_lazy("purchase"))
    prozorro_number = by_text("prozorro_number", gettext_lazy("Prozorro number"))
    date_signed = by_date("date_signed", gettext_lazy("date of signing"))
    signed_from = by_date("date_signed", gettext_lazy("signed not before this date"), "gte")
    signed_to = by_date("date_signed", gettext_lazy("signed not after this date"), "lte")
    year = by_number("date_signed__year", gettext_lazy("year of signing"))

    def of_outlet(self, contracts: QuerySet[Any], name: str, outlet: MediaOutlet | None) -> QuerySet[Any]:
        """Contracts that buy from an outlet, also by a line for all outlets of the supplier."""
        if outlet is None:
            return contracts
        lines = ContractLine.objects.agreed().of_outlet(outlet).values("contract")
        published = Publication.objects.filter(outlet=outlet, contract_line__isnull=False)
        return contracts.filter(Q(pk__in=lines) | Q(pk__in=published.values("contract_line__contract")))


class Contracts(Warns, InContract, Collection):
    title = gettext_lazy("Contracts")
    about = gettext_lazy(
        "Contracts with the media and other suppliers as amended on a date, with their lines, agreements and money at "
        "every stage."
    )
    create_about = gettext_lazy("Drafts a contract; its clauses begin from the templates of its kind.")
    partial_update_about = gettext_lazy(
        "Edits a draft. Of a signed contract only what is known later may change: how and where it was bought."
    )
    agree_summary = gettext_lazy("Agree")
    agree_about = gettext_lazy("Both sides agree on the text: nothing may be missing from it.")
    give_back_summary = gettext_lazy("Return to draft")
    give_back_about = gettext_lazy("Opens an agreed contract for editing again.")
    sign_summary = gettext_lazy("Sign")
    sign_about = gettext_lazy("Signs an agreed contract: its yearly amounts are committed in the ledger.")
    bring_into_force_summary = gettext_lazy("Bring into force")
    bring_into_force_about = gettext_lazy("A signed contract comes into force on the day that it names, or later.")
    complete_summary = gettext_lazy("Complete")
    complete_about = gettext_lazy("Everything accepted is paid; what was not used is released.")
    terminate_summary = gettext_lazy("Terminate")
    terminate_about = gettext_lazy("Ends a contract early; what was accepted may still be paid.")
    cancel_summary = gettext_lazy("Cancel")
    cancel_about = gettext_lazy("Gives up a contract under which nothing was accepted or paid.")
    amend_summary = gettext_lazy("Sign a supplementary agreement")
    amend_about = gettext_lazy("Records and signs an agreement that changes subject, term, lines or amounts.")
    ocds_summary = gettext_lazy("OCDS release")
    ocds_about = gettext_lazy("The contract as a release of the Open Contracting Data Standard 1.1.")
    releases_summary = gettext_lazy("OCDS release package")
    releases_about = gettext_lazy(
        "All public contracts as a release package of the Open Contracting Data Standard 1.1, in one answer without "
        "pages: a release per contract as it stands today, with its parties as they stood at signing. Without any "
        "contract there is no package: the answer is 404."
    )
    steps = ("agree", "give_back", "sign", "bring_into_force", "complete", "terminate", "cancel", "amend")
    list_parameters = ("on",)
    detail_parameters = ("on",)
    writes = Contract
    serializer_class = ContractSerializer
    filterset_class = ContractFilters
    search_fields = ["folded", "public_folded"]
    orderings = {
        "id": "pk",
        "number": "number",
        "date_signed": "date_signed",
        "date_to": "date_to",
        "state": "state",
        "kind": "kind",
        "supplier": "shown_supplier",
        "measure": "measure",
    }
    default_ordering = ("-date_signed", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_contracts(self.request.user).annotate(
            shown_supplier=public_name("supplier__"), public_folded=public_folded("supplier__")
        )
        return found.select_related("measure__program", "supplier", "customer")

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        contracts = list(items)
        money, terms = contract_money(contracts, self.on), services.terms_of(contracts, self.on)
        sources = FundingSource.objects.in_bulk()
        for contract in contracts:
            found = terms[contract.pk]
            contract.money, contract.terms, contract.shown_agreements = money[contract.pk], found, found.agreements
            contract.shown_lines = list(found.lines.values())
            contract.shown_budget = [
                {**key._asdict(), "source": sources[key.source_id], "amount": amount}
                for key, amount in found.commitments.items()
            ]
            for row in (row for agreement in found.agreements for row in agreement.commitments.all()):
                row.source = sources[row.source_id]
        return contracts

    def contract_of(self, item: Any) -> Contract:
        found: Contract = item
        return found

    def own_parts(self, item: Any) -> Sequence[Any]:
        terms = item.terms
        lines = [[line.line.pk, line.line.version, line.quantity, line.unit_price] for line in item.shown_lines]
        return [lines, sorted(terms.commitments.items()), [agreement.pk for agreement in terms.agreements]]

    def notices_of(self, item: Any) -> list[Notice]:
        return services.contract_notices(item, on=self.on)

    # Drafts ---------------------------------------------------------------------------------------------------------

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        lines, budget = values.pop("shown_lines", []), values.pop("shown_budget", [])
        contract = super().make(values, reason=reason)
        self.replace(contract, lines, budget)
        services.begin_clauses(contract=contract, by=self.person)
        return contract

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        lines, budget = values.pop("shown_lines", None), values.pop("shown_budget", None)
        if values or lines is not None or budget is not None:  # whoever has its form open is told of new rows too
            super().change(item, values, reason=reason)
        self.replace(item, lines, budget)

    def replace(self, contract: Contract, lines: Any, budget: Any) -> None:
        """Make the lists the contract's own, row by row in their order."""
        by = self.person
        if lines is not None:
            wanted = [line_of(contract, item, order=order) for order, item in enumerate(lines, start=1)]
            self.replace_rows(list(contract.lines.filter(agreement=None)), wanted)
        if budget is not None:
            for row in contract.commitments.all():
                services.delete_row(row=row, by=by)
            for item in budget:
                services.save_row(row=ContractCommitment(contract=contract, **item), by=by)

    def replace_rows(self, rows: list[ContractLine], wanted: list[ContractLine]) -> None:
        for row in rows[len(wanted) :]:
            services.delete_row(row=row, by=self.person)
        for at, line in enumerate(wanted):
            if at < len(rows):
                line.pk, line.version = rows[at].pk, rows[at].version
                line._state.adding = False
            services.save_row(row=line, by=self.person)

    def save(self, record: Contract, *, reason: str) -> Contract:
        return services.save_document(document=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        services.delete_document(document=item, by=self.person, reason=reason)

    # Steps of its life ----------------------------------------------------------------------------------------------

    agree = step("agree", services.agree_contract, DaySerializer)
    give_back = step("give_back", services.return_contract, url_path="return")
    sign = step("sign", services.sign_contract, SigningSerializer)
    bring_into_force = step("bring_into_force", services.bring_into_force, DaySerializer, url_path="bring-into-force")
    complete = step("complete", services.complete_contract)
    terminate = step("terminate", services.terminate_contract)
    cancel = step("cancel", services.cancel_contract)

    @extend_schema(request=AgreementDraftSerializer, responses=ContractSerializer)
    @action(detail=True, methods=["post"], permission_classes=[Signing], url_path="agreements")
    def amend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked(serializer_class=AgreementDraftSerializer)
        return self.step(lambda contract: record_agreement(contract, values, self.person))

    # Open contracting -----------------------------------------------------------------------------------------------

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"], renderer_classes=[JSONRenderer])
    def ocds(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = self.published().filter(pk=self.kwargs["id"])
        for release in releases_of(found, self.on, absolute("", self.request)):
            return self.unless_known(release)
        raise Http404

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="contracts_releases")
    @action(detail=False, methods=["get"], url_path="ocds", renderer_classes=[JSONRenderer])
    def releases(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        contracts = self.published()
        if not contracts:
            raise NotFound(_("No contract has been signed yet, and a package has at least one release."))
        return self.unless_known(package_of(contracts, self.on, absolute("", self.request)))

    def published(self) -> QuerySet[Contract]:
        """What the standard's files are made of: the same for everybody, whoever asks."""
        found = Contract.objects.published().order_by("date_signed", "pk")
        return found.select_related("measure__program", "supplier", "customer")

    def unless_known(self, data: dict[str, Any]) -> Response:
        etag = f'"{digest(data)}"'
        if self.names(self.request.headers.get("If-None-Match", ""), etag, weak=True):
            return Response(status=304, headers={"ETag": etag})
        return Response(data, headers={"ETag": etag})
