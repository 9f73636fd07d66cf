"""The chain decision → measure → contract → act → payment → publication, and the way back from the ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from programs.models import Edition, LedgerEntry

from ..models import (
    Act,
    ActPublication,
    Contract,
    ContractEvent,
    LedgerLink,
    Payment,
    Publication,
    SupplementaryAgreement,
    Unit,
)
from ..services import Terms, terms_on
from .money import ActMoney, ContractMoney, LineFigures, act_money, contract_money, line_figures


@dataclass(frozen=True)
class Chain:
    """Everything of a contract by a date: staff see it whole, public pages leave out drafts and ``PRIVATE`` fields."""

    contract: Contract
    edition: Edition | None
    terms: Terms
    money: ContractMoney
    lines: list[LineFigures]
    agreements: list[Any]  # each with the ``edition`` that was in force when it was signed
    acts: list[Act]
    act_money: dict[int, ActMoney]
    publications: dict[int, list[Publication]]
    free_publications: list[Publication]
    free_count: int
    payments: list[Payment]
    late: list[dict[str, Any]]  # what was paid for budget years before that of the payment
    events: list[ContractEvent]
    links: list[LedgerLink]

    @property
    def buys_publications(self) -> bool:
        return any(line.terms.line.unit in Unit.counted_by_publications() for line in self.lines)


def chain_of(contract: Contract, on: date, *, latest: int | None = None) -> Chain:
    """The whole story of a contract by a date, in a fixed number of queries; of the publications that no act lists yet
    the ``latest`` so many, and how many there are.

    ``publications`` are by act; corrected and annulled acts keep theirs for the record. ``edition`` is the plan that
    was in force when the contract was signed, or is on the date while it is not: its act is the decision at the head of
    the chain. Each agreement has the ``edition`` of its own day.
    """
    program = contract.measure.program
    adopted = list(program.editions.adopted().select_related("act").order_by("in_force_from", "number"))
    edition = _in_force(adopted, contract.date_signed or on)
    acts = list(contract.acts.filter(accepted_on__lte=on).order_by("accepted_on", "pk"))
    pieces = Publication.objects.filter(contract_line__contract=contract, date__lte=on)
    free = pieces.not_acted().select_related("outlet", "contract_line").order_by("-date", "-pk")
    shown = list(free[:latest])
    terms = terms_on(contract, on)
    payments = contract.payments.filter(date__lte=on).select_related("act").prefetch_related("covers__act")
    return Chain(
        contract=contract,
        edition=edition,
        terms=terms,
        money=contract_money([contract], on)[contract.pk],
        lines=line_figures(contract, on, terms),
        agreements=_under_decisions(contract.agreements.signed().filter(date_signed__lte=on), adopted),
        acts=acts,
        act_money=act_money(acts, on),
        publications=_listed(acts),
        free_publications=shown[::-1],
        free_count=free.count() if latest and len(shown) == latest else len(shown),
        payments=list(payments.order_by("date", "pk")),
        late=LedgerEntry.objects.filter(media_contracts_link__contract=contract)
        .up_to(on)
        .late()
        .totals("budget_year", "date__year"),
        events=list(contract.events.filter(date__lte=on).select_related("by", "act", "agreement", "payment")),
        links=list(
            contract.ledger_links.filter(entry__date__lte=on)
            .select_related("entry__source", "act", "agreement", "payment")
            .order_by("entry__date", "entry")
        ),
    )


def _in_force(adopted: list[Edition], on: date) -> Edition | None:
    """Of adopted editions in their order the one in force on a day."""
    begun = [edition for edition in adopted if edition.in_force_from and edition.in_force_from <= on]
    return begun[-1] if begun else None


def _under_decisions(agreements: Iterable[SupplementaryAgreement], adopted: list[Edition]) -> list[Any]:
    """Agreements, each with the edition that was in force when it was signed."""
    found: list[Any] = list(agreements)
    for agreement in found:
        agreement.edition = _in_force(adopted, agreement.date_signed) if agreement.date_signed else None
    return found


def _listed(acts: list[Act]) -> dict[int, list[Publication]]:
    """The publications of acts by act, oldest first."""
    found: dict[int, list[Publication]] = defaultdict(list)
    rows = ActPublication.objects.filter(act_line__act__in=acts).order_by("publication__date", "publication")
    for row in rows.select_related("publication__outlet", "publication__contract_line", "act_line"):
        found[row.act_line.act_id].append(row.publication)
    return dict(found)


def links_of(entries: Iterable[LedgerEntry]) -> dict[int, LedgerLink]:
    """From entries of the ledger to the documents that posted them, by entry id: one query."""
    rows = LedgerLink.objects.filter(entry__in=[entry.pk for entry in entries])
    return {row.entry_id: row for row in rows.select_related("contract__supplier", "agreement", "act", "payment__act")}
