"""The register of contracts: everything that everybody may see of each, facets with their counts and sums, totals."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from programs import registers
from programs.models import MeasureRow, Stage
from programs.registers import Facets, Options

from ..models import Contract, ContractLine, MediaOutlet, Publication, Unit
from ..models.supplier import public_name
from .money import ContractMoney, contract_money, last_days


@dataclass(frozen=True)
class RegisterLine:
    """A contract with state, money and last day on a date, the measure as the plan words it, the outlets it buys."""

    contract: Contract
    state: Contract.State
    money: ContractMoney
    last_day: date
    measure: str
    outlets: list[MediaOutlet]
    place_by_supplier: int  # by the Ukrainian alphabet


# What the register is narrowed by: key in the address → the values of a line with their words.
FACETS: Facets[RegisterLine] = {
    "state": lambda line: [(line.state, str(line.state.label))],
    "kind": lambda line: [(line.contract.kind, line.contract.get_kind_display())],
    "supplier": lambda line: [(str(line.contract.supplier_id), line.contract.supplier.public_name)],
    "outlet": lambda line: [(outlet.slug, outlet.name) for outlet in line.outlets],
    "measure": lambda line: [(f"{line.contract.measure.program.slug}.{line.contract.measure.code}", line.measure)],
    "program": lambda line: [(line.contract.measure.program.slug, line.contract.measure.program.short_title)],
    "year": lambda line: [(str(year), str(year)) for year in line.money.by_year],
}
# What it can be sorted by.
SORTS: Mapping[str, Callable[[RegisterLine], Any]] = {
    "date": lambda line: (line.contract.date_signed, line.contract.pk),
    "end": lambda line: (line.last_day, line.contract.pk),
    "value": lambda line: (line.money.value, line.contract.pk),
    "paid": lambda line: (line.money.paid, line.contract.pk),
    "supplier": lambda line: line.place_by_supplier,
}


def register_on(contracts: Iterable[Contract], on: date) -> list[RegisterLine]:
    """The lines of a register on a date: eight queries beside the contracts' own.

    A council signs some hundred contracts in the life of a programme: facets, totals and order are made of them here.
    """
    rows = list(contracts)
    if not rows:
        return []
    money, ends = contract_money(rows, on), last_days(rows, on)
    by_supplier = Contract.objects.filter(pk__in=[row.pk for row in rows]).order_by(
        public_name("supplier__", trader="ФОП "), "pk"
    )
    places = {pk: place for place, pk in enumerate(by_supplier.values_list("pk", flat=True))}
    titles = MeasureRow.objects.names_of({row.measure_id for row in rows})
    outlets = outlets_of(rows)
    return [
        RegisterLine(
            contract=row,
            state=Contract.State.IN_FORCE if row.ended_on and row.ended_on > on else Contract.State(row.state),
            money=money[row.pk],
            last_day=ends[row.pk],
            measure=titles.get(row.measure_id, row.measure.code),
            outlets=outlets[row.pk],
            place_by_supplier=places[row.pk],
        )
        for row in rows
    ]


def outlets_of(contracts: Iterable[Contract]) -> dict[int, list[MediaOutlet]]:
    """What contracts buy from, by contract id: outlets that their lines name, all of the supplier's where a line of
    publications names none, and those whose publications were counted, whoever owns them by now: three queries.
    """
    rows = list(contracts)
    named: dict[int, set[int | None]] = {contract.pk: set() for contract in rows}
    lines = ContractLine.objects.agreed().filter(contract__in=named)
    lines = lines.filter(Q(unit__in=Unit.counted_by_publications()) | Q(outlet__isnull=False))
    for contract, outlet in lines.values_list("contract", "outlet"):
        named[contract].add(outlet)
    pieces = Publication.objects.filter(contract_line__contract__in=named).order_by()
    for contract, outlet in pieces.values_list("contract_line__contract", "outlet").distinct():
        named[contract].add(outlet)
    suppliers = {contract.supplier_id for contract in rows if None in named[contract.pk]}
    known = MediaOutlet.objects.filter(Q(pk__in=set().union(*named.values())) | Q(supplier__in=suppliers))
    found = list(known.select_related("supplier").order_by("name"))
    return {
        contract.pk: [
            outlet
            for outlet in found
            if outlet.pk in named[contract.pk]
            or (None in named[contract.pk] and outlet.supplier_id == contract.supplier_id)
        ]
        for contract in rows
    }


def _counted(line: RegisterLine, key: str, value: str) -> tuple[int, Decimal]:
    """A contract over several years carries in each its own part."""
    return 1, line.money.by_year[int(value)][Stage.COMMITTED] if key == "year" else line.money.value


def narrowed(lines: Iterable[RegisterLine], chosen: Mapping[str, str]) -> list[RegisterLine]:
    """The lines that have every chosen value."""
    return registers.narrowed(lines, FACETS, chosen)


def facets_of(lines: Iterable[RegisterLine], chosen: Mapping[str, str]) -> Options:
    """The values of every facet with counts and sums, by what the other facets leave."""
    return registers.facets_of(lines, FACETS, chosen, counted=_counted)


def in_order(lines: Iterable[RegisterLine], sort: str) -> list[RegisterLine]:
    """Sorted by one of ``SORTS``, downwards with a minus before it."""
    return sorted(lines, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
