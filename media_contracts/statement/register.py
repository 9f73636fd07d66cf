"""The register of contracts: everything that everybody may see of each, facets with their counts and sums, totals."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from programs.finance import ZERO
from programs.models import Measure, MeasureRow, Stage
from programs.texts import alphabetical

from ..models import Contract, MediaOutlet
from ..models.supplier import public_name
from .money import ContractMoney, contract_money, last_days


@dataclass(frozen=True)
class RegisterLine:
    """A contract with its money and its last day, the measure in the words of the plan, the outlets it buys."""

    contract: Contract
    money: ContractMoney
    last_day: date
    measure: str
    outlets: list[MediaOutlet]
    place_by_supplier: int  # by the Ukrainian alphabet


class Option(NamedTuple):
    """A value of a facet with what the register would show by it; ``value`` stands in the address."""

    value: str
    label: str
    rows: int  # how many contracts or publications it would leave
    amount: Decimal | None = None


Labelled = list[tuple[str, str]]
# What a register is narrowed by: key in the address → the values of a line with their words.
FACETS: Mapping[str, Callable[[RegisterLine], Labelled]] = {
    "state": lambda line: [(line.contract.state, line.contract.get_state_display())],
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
    """The lines of a register on a date: seven queries beside the contracts' own.

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
    titles = measure_titles(row.measure for row in rows)
    outlets: dict[int, dict[int, MediaOutlet]] = {row.pk: {} for row in rows}
    through = Contract.objects.filter(pk__in=outlets, lines__outlet__isnull=False).order_by("lines__outlet__name")
    pairs = list(through.values_list("pk", "lines__outlet"))
    known = MediaOutlet.objects.in_bulk({outlet for _contract, outlet in pairs})
    for contract, outlet in pairs:
        outlets[contract][outlet] = known[outlet]
    return [
        RegisterLine(
            row, money[row.pk], ends[row.pk], titles[row.measure_id], list(outlets[row.pk].values()), places[row.pk]
        )
        for row in rows
    ]


def measure_titles(measures: Iterable[Measure]) -> dict[int, str]:
    """Number and wording of measures by the latest adopted edition that has them: one query."""
    found = {measure.pk: measure.code for measure in measures}
    rows = MeasureRow.objects.published().filter(measure__in=found)
    for row in rows.order_by("edition__in_force_from", "edition__number"):
        found[row.measure_id] = f"{row.number} {row.title}"
    return found


def narrowed(lines: Iterable[RegisterLine], chosen: Mapping[str, str], *, but: str = "") -> list[RegisterLine]:
    """The lines that have every chosen value, one facet left out of account."""
    wanted = {key: value for key, value in chosen.items() if key != but}
    return [
        line
        for line in lines
        if all(value in (each for each, _label in FACETS[key](line)) for key, value in wanted.items())
    ]


def facets_of(lines: Iterable[RegisterLine], chosen: Mapping[str, str]) -> dict[str, list[Option]]:
    """The values of every facet with counts and sums, by what the other facets leave."""
    rows = list(lines)
    found: dict[str, list[Option]] = {}
    for key, values in FACETS.items():
        labels: dict[str, str] = {}
        amounts: dict[str, list[Decimal]] = defaultdict(list)
        for line in narrowed(rows, chosen, but=key):
            for value, label in values(line):
                labels.setdefault(value, label)
                # a contract over several years carries in each its own part
                of_year = key == "year"
                amounts[value].append(line.money.by_year[int(value)][Stage.COMMITTED] if of_year else line.money.value)
        options = [Option(value, labels[value], len(each), sum(each, ZERO)) for value, each in amounts.items()]
        found[key] = sorted(options, key=lambda option: (-sum(amounts[option.value]), alphabetical(option.label)))
    found["year"].sort(key=lambda option: option.value, reverse=True)
    return found


def in_order(lines: Iterable[RegisterLine], sort: str) -> list[RegisterLine]:
    """Sorted by one of ``SORTS``, downwards with a minus before it."""
    return sorted(lines, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
