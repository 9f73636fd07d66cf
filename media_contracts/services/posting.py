"""Money of a contract in the core's ledger: posted with its link, asked back by its place in the budget."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.finance import ZERO
from programs.models import FundingSource, LedgerEntry, Stage
from programs.services import post_entry, reverse_entry
from programs.words import money_text

from ..models import Act, BudgetKey, Contract, ContractEvent, Customer, LedgerLink, Payment, SupplementaryAgreement

ModelT = TypeVar("ModelT", bound=Model)
BUDGET_FIELDS = ("budget_year", "source_id", "fund", "kekv", "kpkvk")


@dataclass(frozen=True)
class Balance:
    """A contract's money at one place of the budget, or in all: the sums of its entries in the ledger."""

    committed: Decimal = ZERO
    accepted: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def left_to_accept(self) -> Decimal:
        return self.committed - self.accepted

    @property
    def left_to_pay(self) -> Decimal:
        """Accepted and not paid yet; negative while an advance waits for its act."""
        return self.accepted - self.paid


def lock_contract(contract: Contract) -> Contract:
    """The contract as it stands, held until the transaction ends: writers of one contract queue here."""
    return Contract.objects.select_for_update(of=("self",)).select_related("measure", "supplier").get(pk=contract.pk)


def lock_purchases(contract: Contract) -> None:
    """Hold what the customer buys until the transaction ends: the threshold of a code counts all its contracts."""
    Customer.objects.select_for_update(no_key=True).get(pk=contract.customer_id)


def as_seen(rows: QuerySet[ModelT], record: ModelT, expected_version: int | None) -> ModelT:
    """A document as it stands, at the version that the person saw: saving it tells of a change in between."""
    stored: Any = rows.filter(pk=record.pk).first()
    if stored is None:
        raise ValidationError(_("Somebody deleted this document meanwhile."))
    if expected_version is not None:
        stored.version = expected_version
    found: ModelT = stored
    return found


def balances(entries: Any) -> dict[BudgetKey, Balance]:
    """Sums of ledger entries by place in the budget, in one query."""
    sums: dict[BudgetKey, dict[str, Decimal]] = {}
    for row in entries.totals(*BUDGET_FIELDS):
        key = BudgetKey(*(row[name] for name in BUDGET_FIELDS))
        sums.setdefault(key, {})[row["stage"]] = row["sum"]
    return {key: Balance(**stages) for key, stages in sorted(sums.items())}


def contract_balances(contract: Contract) -> dict[BudgetKey, Balance]:
    """What the ledger says of a contract, by place in the budget."""
    return balances(LedgerEntry.objects.filter(media_contracts_link__contract=contract))


def total_of(parts: Iterable[Balance]) -> Balance:
    rows = list(parts)
    return Balance(
        committed=sum((row.committed for row in rows), ZERO),
        accepted=sum((row.accepted for row in rows), ZERO),
        paid=sum((row.paid for row in rows), ZERO),
    )


def shares(
    amount: Decimal, rooms: Mapping[BudgetKey, Decimal], chosen: Mapping[BudgetKey, Decimal] | None = None
) -> dict[BudgetKey, Decimal]:
    """How an amount falls on places of the budget: as a person chose, or in order as far as each has room."""
    if chosen is not None:
        parts = {key: part for key, part in chosen.items() if part}
        if sum(parts.values(), ZERO) != amount or any(
            not ZERO < part <= rooms.get(key, ZERO) for key, part in parts.items()
        ):
            raise ValidationError(
                _("The parts by year and source do not make up %s.") % money_text(amount), code="parts"
            )
        return parts
    parts, left = {}, amount
    for key, room in rooms.items():
        part = min(left, room)
        if part > 0:
            parts[key] = part
            left -= part
    if left > 0:
        raise ValidationError(
            _(
                "%(left)s do not fit the contract's money of this budget year: choose years and sources yourself, or "
                "move the money by a supplementary agreement."
            )
            % {"left": money_text(left)},
            code="beyond_year",
        )
    return parts


def document_number(contract: Contract, document: SupplementaryAgreement | Act | None = None) -> str:
    """How the ledger names a document; the ledger is public and official, so always in Ukrainian."""
    of_contract = f"№ {contract.number}"
    if document is None:
        return f"договір {of_contract}"
    if isinstance(document, Act):
        return f"акт № {document.number} до договору {of_contract}"[:100]
    return f"додаткова угода № {document.number} до договору {of_contract}"[:100]


def post(
    contract: Contract,
    *,
    step: LedgerLink.Step,
    stage: Stage,
    key: BudgetKey,
    date: Date,
    amount: Decimal,
    document_number: str,
    by: User,
    **document: Any,
) -> LedgerLink:
    """Post one entry and keep its link; a refusal of the core's guards comes as plain sentences of the contract."""
    try:
        entry = post_entry(
            by=by,
            stage=stage,
            measure=contract.measure,
            budget_year=key.year,
            source=FundingSource.objects.get(pk=key.source_id),
            fund=key.fund,
            kekv=key.kekv,
            kpkvk=key.kpkvk,
            date=date,
            amount=amount,
            document_number=document_number,
            counterparty=contract.supplier.public_name,
        )
    except ValidationError as refusal:
        raise _without_fields(refusal) from refusal
    return _link(entry, step=step, contract=contract, **document)


def post_parts(contract: Contract, parts: Mapping[BudgetKey, Decimal], **posting: Any) -> None:
    """Post what a step moves, an entry for each place of the budget, in the order given."""
    for key, amount in parts.items():
        post(contract, key=key, amount=amount, **posting)


def release_rest(contract: Contract, *, date: Date, by: User) -> None:
    """Give back to the measure what an ended contract committed and no act accepted."""
    found = contract_balances(contract).items()
    rest = {key: -balance.left_to_accept for key, balance in found if balance.left_to_accept > ZERO}
    ending = {"step": LedgerLink.Step.ENDING, "stage": Stage.COMMITTED, "document_number": document_number(contract)}
    post_parts(contract, rest, date=date, by=by, **ending)


def reverse_links(*, links: Iterable[LedgerLink], date: Date, by: User, reason: str) -> None:
    """Take back what links posted, each by the opposite entry with a link of its own."""
    for link in links:
        try:
            entry = reverse_entry(entry=link.entry, date=date, by=by, note=reason)
        except ValidationError as refusal:
            raise _without_fields(refusal) from refusal
        _link(entry, step=LedgerLink.Step.REVERSAL, contract=link.contract, act=link.act, payment=link.payment)


def _link(entry: LedgerEntry, **values: Any) -> LedgerLink:
    link = LedgerLink(entry=entry, **values)
    link.full_clean(exclude=["agreement", "act", "payment"])
    link.save()
    return link


def _without_fields(refusal: ValidationError) -> ValidationError:
    """The sentences without the ledger's field names, which no form of a contract has."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    return ValidationError([error for errors in refusal.error_dict.values() for error in errors])


def record_event(
    contract: Contract,
    action: ContractEvent.Action,
    *,
    date: Date,
    by: User,
    reason: str = "",
    **document: Any,
) -> ContractEvent:
    """Write down who took a step, when and why; no step is taken on a day that has not come.

    Not every step posts to the ledger, which asks the same: one dated by a slip of its year would block the next.
    """
    if date > timezone.localdate():
        raise ValidationError({"date": _("This day has not come yet.")})
    event = ContractEvent(contract=contract, action=action, date=date, by=by, reason=reason.strip(), **document)
    event.full_clean(exclude=["agreement", "act", "payment"])
    event.save()
    return event


def standing_links(document: Act | Payment) -> Any:
    """The links of an act or a payment whose entries nobody reversed."""
    posted = document.ledger_links.exclude(step=LedgerLink.Step.REVERSAL).filter(entry__reversed_by__isnull=True)
    return posted.select_related("entry", "contract", "act", "payment")
