"""Money of a contract in the core's ledger: what each of its steps posts, and who took the step."""

from collections.abc import Collection, Mapping
from datetime import date as Date
from decimal import Decimal
from typing import Any, TypeAlias

from django.contrib.auth.models import User

from programs.models import BudgetKey, Stage
from programs.services import check_day, post_parts, queue_at, unaccepted, validate

from ..models import Act, Contract, ContractEvent, Customer, LedgerLink, Payment, SupplementaryAgreement

Step = LedgerLink.Step
# Entries by what a person said of them: they are the same money and the document takes their place (``instead_of``),
# they are other money (``apart``), or they are balances that counted this payment (``part_of``).
Answers: TypeAlias = Mapping[str, Collection[int]]
STAGES = {Step.ACCEPTANCE: Stage.ACCEPTED, Step.PAYMENT: Stage.PAID}  # every other step moves what is committed


def lock_contract(contract: Contract) -> Contract:
    """The contract as it stands, held until the transaction ends: writers of one contract queue here.

    They queue at the programme's ledger first, as every other door of money does, so that no two wait for each other.
    """
    queue_at([contract.measure.program_id])
    return (
        Contract.objects.select_for_update(of=("self",))
        .select_related("measure__program", "supplier")
        .get(pk=contract.pk)
    )


def lock_purchases(contract: Contract) -> None:
    """Hold what the customer buys until the transaction ends: the threshold of a code counts all its contracts."""
    Customer.objects.select_for_update(no_key=True).get(pk=contract.customer_id)


def document_number(
    contract: Contract,
    agreement: SupplementaryAgreement | None = None,
    act: Act | None = None,
    payment: Payment | None = None,
) -> str:
    """How the ledger names a document; the ledger is public and official, so always in Ukrainian."""
    if payment:
        return payment.document_number
    if act:
        return f"акт № {act.number} до договору № {contract.number}"[:100]
    if agreement:
        return f"додаткова угода № {agreement.number} до договору № {contract.number}"[:100]
    return f"договір № {contract.number}"


def post(
    contract: Contract,
    parts: Mapping[BudgetKey, Decimal],
    *,
    step: LedgerLink.Step,
    date: Date,
    by: User,
    answers: Answers | None = None,
    **document: Any,
) -> None:
    """Post what a step of the contract moves, an entry for each place of the budget, in the order given.

    ``answers`` say of entries that may be the same money whether they are.
    """
    post_parts(
        parts,
        link=LedgerLink(contract=contract, step=step, **document),
        stage=STAGES.get(step, Stage.COMMITTED),
        measure=contract.measure,
        date=date,
        document_number=document_number(contract, **document),
        counterparty=contract.supplier.name_by_consent,
        by=by,
        **(answers or {}),
    )


def release_rest(contract: Contract, *, date: Date, by: User) -> None:
    """Give back to the measure what an ended contract committed and no act accepted."""
    post(contract, unaccepted(contract.ledger_links.balances()), step=Step.ENDING, date=date, by=by)


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
    check_day(None, date)
    event = ContractEvent(contract=contract, action=action, date=date, by=by, reason=reason.strip(), **document)
    validate(event)
    event.save()
    return event
