"""Money of contracts, lines, acts and suppliers on a date: sums of the ledger behind their links."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from programs.finance import ZERO, percent
from programs.models import LedgerEntry, MoneySum, Program, Stage
from programs.services import Notice

from ..models import (
    Act,
    ActLine,
    AdvanceCover,
    Contract,
    LedgerLink,
    Payment,
    Publication,
    PurchaseKind,
    PurchaseThreshold,
    SupplementaryAgreement,
    Supplier,
)
from ..services import Acted, LineTerms, Terms, running_out, terms_on
from ..services.quantities import exact


@dataclass(frozen=True)
class ContractMoney:
    """A contract's money on a date.

    ``value`` is what was signed with its agreements; ``committed`` is what of it binds still: ending a contract
    releases what was not used. ``advance`` is paid and not covered by an act.
    """

    value: Decimal = ZERO
    committed: Decimal = ZERO
    accepted: Decimal = ZERO
    paid: Decimal = ZERO
    advance: Decimal = ZERO
    by_year: dict[int, dict[Stage, Decimal]] = field(default_factory=dict)

    @classmethod
    def together(cls, rows: Iterable["ContractMoney"]) -> "ContractMoney":
        """The sums of several contracts."""
        found = list(rows)
        return cls(
            value=sum((row.value for row in found), ZERO),
            committed=sum((row.committed for row in found), ZERO),
            accepted=sum((row.accepted for row in found), ZERO),
            paid=sum((row.paid for row in found), ZERO),
            advance=sum((row.advance for row in found), ZERO),
        )

    @property
    def cells(self) -> dict[str, Decimal]:
        """The money as tables show it by column."""
        return {"value": self.value, "committed": self.committed, "accepted": self.accepted, "paid": self.paid}

    @property
    def left_to_accept(self) -> Decimal:
        return self.committed - self.accepted

    @property
    def owed(self) -> Decimal:
        """Accepted by acts and not paid yet; an advance that no act covers pays nothing of it."""
        return self.accepted - (self.paid - self.advance)

    @property
    def accepted_percent(self) -> Decimal | None:
        return percent(self.accepted, self.value)

    @property
    def paid_percent(self) -> Decimal | None:
        return percent(self.paid, self.value)


def contract_money(contracts: Iterable[Contract], on: date) -> dict[int, ContractMoney]:
    """The money of contracts by contract id: three queries however many there are."""
    ids = [contract.pk for contract in contracts]
    entries = LedgerEntry.objects.filter(media_contracts_link__contract__in=ids).up_to(on)
    sums: dict[int, dict[str, Decimal]] = {pk: defaultdict(Decimal) for pk in ids}
    years: dict[int, dict[int, dict[Stage, Decimal]]] = {pk: {} for pk in ids}
    link = "media_contracts_link__"
    for row in entries.totals("budget_year", f"{link}contract", f"{link}step"):
        pk, stage = row[f"{link}contract"], Stage(row["stage"])
        sums[pk][stage] += row["sum"]
        year = years[pk].setdefault(row["budget_year"], dict.fromkeys(Stage, ZERO))
        year[stage] += row["sum"]
        if row[f"{link}step"] in {LedgerLink.Step.SIGNING, LedgerLink.Step.AGREEMENT}:
            sums[pk]["value"] += row["sum"]
    advances = _advances(ids, on)
    return {
        pk: ContractMoney(
            value=sums[pk]["value"] + ZERO,
            committed=sums[pk][Stage.COMMITTED] + ZERO,
            accepted=sums[pk][Stage.ACCEPTED] + ZERO,
            paid=sums[pk][Stage.PAID] + ZERO,
            advance=advances.get(pk, ZERO),
            by_year=dict(sorted(years[pk].items())),
        )
        for pk in ids
    }


def _advances(contracts: list[int], on: date) -> dict[int, Decimal]:
    """Advances that no act covers, by contract."""
    kind = Payment.Kind.ADVANCE
    paid = Payment.objects.filter(contract__in=contracts, kind=kind, date__lte=on).exclude(reversed_on__lte=on)
    covers = AdvanceCover.objects.filter(payment__contract__in=contracts, date__lte=on)
    found: dict[int, Decimal] = defaultdict(Decimal)
    for pk, amount in paid.order_by().values_list("contract").annotate(MoneySum("amount")):
        found[pk] += amount
    for pk, amount in covers.order_by().values_list("payment__contract").annotate(MoneySum("amount")):
        found[pk] -= amount
    return dict(found)


@dataclass(frozen=True)
class LineFigures:
    """A line of a contract: what it buys by its terms, what was published, what acts took of it."""

    terms: LineTerms
    published: Decimal
    publications: int
    acted: Acted

    @property
    def left(self) -> Acted:
        """Quantity and money that acts may still take."""
        return Acted(self.terms.quantity - self.acted.quantity, self.terms.amount - self.acted.amount)


def line_figures(contract: Contract, on: date, terms: Terms | None = None) -> list[LineFigures]:
    """The lines of a contract on a date, in their order: two queries, and those of the terms if none are given."""
    acts = ActLine.objects.filter(act__in=contract.acts.standing_on(on))
    acted = {
        row["line_id"]: Acted(exact(row["taken"]), row["sum"])
        for row in acts.order_by().values("line_id").annotate(taken=Sum("quantity"), sum=MoneySum("amount"))
    }
    pieces: Any = Publication.objects.filter(contract_line__contract=contract, date__lte=on).order_by()
    published = {
        row["contract_line"]: row for row in pieces.values("contract_line").annotate(Sum("quantity"), Count("id"))
    }
    return [
        LineFigures(
            terms=line,
            published=exact(published.get(pk, {}).get("quantity__sum")),
            publications=published.get(pk, {}).get("id__count", 0),
            acted=acted.get(pk, Acted()),
        )
        for pk, line in (terms or terms_on(contract, on)).lines.items()
    ]


@dataclass(frozen=True)
class ActMoney:
    """What an act accepted and what was paid of it."""

    amount: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def left_to_pay(self) -> Decimal:
        return self.amount - self.paid


def act_money(acts: Iterable[Act], on: date | None = None) -> dict[int, ActMoney]:
    """The money of acts by act id: three queries however many there are."""
    ids = [act.pk for act in acts]
    amounts = dict(ActLine.objects.filter(act__in=ids).order_by().values_list("act").annotate(MoneySum("amount")))
    payments = Payment.objects.standing().filter(act__in=ids)
    covers = AdvanceCover.objects.filter(act__in=ids)
    if on is not None:
        payments = Payment.objects.filter(act__in=ids, date__lte=on).exclude(reversed_on__lte=on)
        covers = covers.filter(date__lte=on)
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for rows in (payments, covers):
        for pk, amount in rows.order_by().values_list("act").annotate(MoneySum("amount")):
            paid[pk] += amount
    return {pk: ActMoney(amounts.get(pk, ZERO), paid[pk] + ZERO) for pk in ids}


def last_days(contracts: Collection[Contract], on: date) -> dict[int, date]:
    """The last day of each contract: that on which it ended, else that of its term as amended by a date; one query."""
    found = {contract.pk: contract.date_to for contract in contracts}
    agreements = SupplementaryAgreement.objects.signed().filter(
        contract__in=found, date_signed__lte=on, new_date_to__isnull=False
    )
    for pk, until in agreements.order_by("date_signed", "pk").values_list("contract", "new_date_to"):
        if until is not None:
            found[pk] = until
    ended = {contract.pk: contract.ended_on for contract in contracts if contract.ended_on}
    return found | {pk: day for pk, day in ended.items() if day <= on}


@dataclass(frozen=True)
class Standing:
    """A contract as it stands on a date: its money, its last day, what it runs out of."""

    contract: Contract
    money: ContractMoney
    last_day: date
    notices: list[Notice]


def standing_on(contracts: Iterable[Contract], on: date) -> list[Standing]:
    """Contracts with their money and term on a date: four queries beside the contracts' own."""
    rows = list(contracts)
    money, ends = contract_money(rows, on), last_days(rows, on)
    found = []
    for row in rows:
        # whether work went on under it at the end of the day, whatever became of it later
        stood = row.date_signed and row.date_signed <= on and (row.ended_on is None or row.ended_on > on)
        of, end = money[row.pk], ends[row.pk]
        found.append(Standing(row, of, end, running_out(of.committed, of.accepted, end, on) if stood else []))
    return found


def running_out_on(on: date, program: Program | None = None) -> list[Standing]:
    """Contracts in work that run out of money or time: five queries."""
    contracts = Contract.objects.standing().select_related("supplier", "measure__program")
    if program is not None:
        contracts = contracts.of_program(program)
    return [row for row in standing_on(contracts, on) if row.notices]


def supplier_totals(contracts: Iterable[Contract], on: date) -> dict[Supplier, list[ContractMoney]]:
    """Suppliers with the money of their contracts, the largest sum first; contracts come with their suppliers."""
    rows = list(contracts)
    money = contract_money(rows, on) if rows else {}
    found: dict[Supplier, list[ContractMoney]] = defaultdict(list)
    for contract in rows:
        found[contract.supplier].append(money[contract.pk])
    return dict(sorted(found.items(), key=lambda item: (-sum(row.value for row in item[1]), item[0].pk)))


@dataclass(frozen=True)
class CodeYear:
    """Direct purchases of a subject in a budget year against the threshold; ``limit`` is None where none is known."""

    customer_id: int
    code: str
    year: int
    amount: Decimal
    limit: PurchaseThreshold | None

    @property
    def is_near(self) -> bool:
        limit = self.limit
        return limit is not None and not self.is_over and self.amount * 100 >= limit.amount * limit.near_percent

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.amount >= self.limit.amount


def code_years(on: date) -> list[CodeYear]:
    """What direct purchases commit per customer, ДК 021 subject and budget year: two queries.

    The threshold is that of the last contract signed for the year, as each signing was measured by its own day.
    """
    link = "media_contracts_link__contract__"
    entries = LedgerEntry.objects.filter(
        **{f"{link}procurement": Contract.Procurement.DIRECT}, stage=Stage.COMMITTED
    ).up_to(on)
    limits = list(PurchaseThreshold.objects.order_by("in_force_from"))
    sums: dict[tuple[int, str, int], Decimal] = defaultdict(Decimal)
    found: dict[tuple[int, str, int], PurchaseThreshold | None] = {}
    keys = (f"{link}customer", f"{link}cpv", f"{link}date_signed")
    for row in sorted(entries.totals("budget_year", *keys), key=lambda row: row[keys[2]]):
        kind, signed = PurchaseKind.of_code(row[keys[1]]), row[keys[2]]
        limit = next((each for each in reversed(limits) if each.kind == kind and each.in_force_from <= signed), None)
        digits = limit.code_digits if limit else 8
        code = row[keys[1]] if digits == 8 else row[keys[1]][:digits]
        key = (row[keys[0]], code, row["budget_year"])
        sums[key] += row["sum"]
        found[key] = limit
    return [CodeYear(*key, amount, found[key]) for key, amount in sorted(sums.items()) if amount]
