"""The contract as amended: what its lines, sum, subject and term are on a date, by the agreements signed until then."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Date
from decimal import Decimal

from django.db.models import Q

from programs.finance import ZERO
from programs.models import BudgetKey

from ..finance import line_amount
from ..models import Contract, ContractCommitment, ContractLine, SupplementaryAgreement


@dataclass(frozen=True)
class LineTerms:
    """A line with the quantity and price that hold."""

    line: ContractLine
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return line_amount(self.quantity, self.unit_price)


@dataclass(frozen=True)
class Terms:
    """What a contract says after the agreements that were taken into account, in their order."""

    contract: Contract
    agreements: list[SupplementaryAgreement]
    subject: str
    date_to: Date
    lines: dict[int, LineTerms]
    commitments: dict[BudgetKey, Decimal]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines.values()), ZERO)

    @property
    def committed(self) -> Decimal:
        """The yearly amounts together; they equal the lines in everything that is signed."""
        return sum(self.commitments.values(), ZERO)


def terms_on(contract: Contract, on: Date | None = None, *, with_draft: SupplementaryAgreement | None = None) -> Terms:
    """The contract as amended by the end of a day (without one: by everything signed so far); six queries at most.

    ``with_draft`` shows what an agreement that is not signed yet would make of it.
    """
    agreements = _signed(contract, Q(date_signed__lte=on) if on else Q())
    if with_draft is not None:
        agreements.append(with_draft)
    return _amended_by(contract, agreements)


def terms_around(agreement: SupplementaryAgreement) -> tuple[Terms, Terms]:
    """The contract before and after an agreement: a draft changes what is signed so far, a signed one what was then."""
    contract, earlier = agreement.contract, Q()
    if agreement.date_signed:
        earlier = Q(date_signed__lt=agreement.date_signed) | Q(date_signed=agreement.date_signed, pk__lt=agreement.pk)
    before = _signed(contract, earlier)
    return _amended_by(contract, before), _amended_by(contract, [*before, agreement])


def _signed(contract: Contract, which: Q) -> list[SupplementaryAgreement]:
    """Signed agreements in the order in which they change the contract."""
    found = contract.agreements.signed().filter(which).order_by("date_signed", "pk")
    return list(found.prefetch_related("line_changes", "commitments"))


def _amended_by(contract: Contract, agreements: list[SupplementaryAgreement]) -> Terms:
    lines = contract.lines.filter(Q(agreement__isnull=True) | Q(agreement__in=agreements)).order_by("order", "pk")
    found = Terms(
        contract=contract,
        agreements=agreements,
        subject=contract.subject,
        date_to=contract.date_to,
        lines={line.pk: LineTerms(line, line.quantity, line.unit_price) for line in lines.select_related("outlet")},
        commitments={row.key: row.amount for row in contract.commitments.all()},
    )
    return _amended(found, agreements)


def terms_of(contracts: Iterable[Contract], on: Date) -> dict[int, Terms]:
    """Many contracts as amended by the end of a day, by contract id: five queries however many there are."""
    rows = list(contracts)
    signed = SupplementaryAgreement.objects.signed().filter(contract__in=rows, date_signed__lte=on)
    agreements: dict[int, list[SupplementaryAgreement]] = defaultdict(list)
    for agreement in signed.order_by("date_signed", "pk").prefetch_related("line_changes", "commitments"):
        agreements[agreement.contract_id].append(agreement)
    lines: dict[int, dict[int, LineTerms]] = defaultdict(dict)
    own = Q(agreement__isnull=True) | Q(agreement__in=signed)
    for line in ContractLine.objects.filter(own, contract__in=rows).order_by("order", "pk").select_related("outlet"):
        lines[line.contract_id][line.pk] = LineTerms(line, line.quantity, line.unit_price)
    commitments: dict[int, dict[BudgetKey, Decimal]] = defaultdict(dict)
    for row in ContractCommitment.objects.filter(contract__in=rows):
        commitments[row.contract_id][row.key] = row.amount
    return {
        contract.pk: _amended(
            Terms(
                contract=contract,
                agreements=agreements[contract.pk],
                subject=contract.subject,
                date_to=contract.date_to,
                lines=lines[contract.pk],
                commitments=commitments[contract.pk],
            ),
            agreements[contract.pk],
        )
        for contract in rows
    }


def _amended(terms: Terms, agreements: Iterable[SupplementaryAgreement]) -> Terms:
    lines, commitments = dict(terms.lines), dict(terms.commitments)
    subject, date_to = terms.subject, terms.date_to
    for agreement in agreements:
        subject, date_to = agreement.new_subject or subject, agreement.new_date_to or date_to
        for change in agreement.line_changes.all():
            lines[change.line_id] = replace(
                lines[change.line_id], quantity=change.quantity, unit_price=change.unit_price
            )
        for row in agreement.commitments.all():
            commitments[row.key] = commitments.get(row.key, ZERO) + row.amount
    return replace(terms, subject=subject, date_to=date_to, lines=lines, commitments=commitments)
