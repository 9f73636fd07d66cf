"""What acts changed in the money of a plan, and which edition is behind an amended amount; read in two queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from . import finance
from .finance import Absence, Money
from .models import Allocation, Edition, Funding, MeasureRow, MoneySum

MeasureYear = tuple[int, int]


@dataclass(frozen=True)
class AmountChange:
    """An amount that an act changed: what the edition before it planned from a source in a year, and what its own
    does.
    """

    edition: Edition
    measure: int
    number: str
    title: str
    year: int
    source: int
    was: Money
    became: Money


@dataclass
class _Planned:
    """A measure in one edition: how it is called, why it has no money where it has none, its amounts by source."""

    number: str
    title: str
    reason: Absence
    amounts: dict[tuple[int, int], Decimal] = field(default_factory=dict)

    def cell(self, year: int, source: int) -> Money:
        return self.amounts.get((year, source), self.reason)

    def of_year(self, year: int) -> Money:
        found = [amount for (of, _source), amount in self.amounts.items() if of == year]
        return sum(found, finance.ZERO) if found else self.reason


Plan = dict[int, _Planned]
ABSENT = _Planned("", "", Absence.NOT_FORESEEN)


def amendments(
    editions: Sequence[Edition], years: Sequence[int]
) -> tuple[dict[MeasureYear, Edition], list[AmountChange]]:
    """The last edition that changed what is planned for a measure and year, and every step that led there.

    The editions are in the order of their force. A plan that nobody amended asks the database nothing.
    """
    behind: dict[MeasureYear, Edition] = {}
    changes: list[AmountChange] = []
    plans = _plans(editions) if len(editions) > 1 else {}
    for before, after in pairwise(editions):
        old, new = plans[before.pk], plans[after.pk]
        for measure in [*new, *(measure for measure in old if measure not in new)]:
            was, became = old.get(measure, ABSENT), new.get(measure, ABSENT)
            for year in years:
                if was.of_year(year) != became.of_year(year):
                    behind[measure, year] = after
                changes.extend(_steps(after, measure, year, was, became))
    return behind, changes


def _steps(edition: Edition, measure: int, year: int, was: _Planned, became: _Planned) -> Iterator[AmountChange]:
    """The changed amounts of a measure and year, source by source; a reason that only gave way to another is none."""
    named = became if became is not ABSENT else was
    for source in sorted({source for of, source in (*was.amounts, *became.amounts) if of == year}):
        old, new = was.cell(year, source), became.cell(year, source)
        if old != new:
            yield AmountChange(edition, measure, named.number, named.title, year, source, old, new)


def _plans(editions: Sequence[Edition]) -> dict[int, Plan]:
    """Edition → measure → what it plans for it, in the order of the document."""
    plans: dict[int, Plan] = defaultdict(dict)
    rows = MeasureRow.objects.filter(edition__in=editions).order_by("order", "pk")
    for edition, measure, funding, number, title in rows.values_list(
        "edition", "measure", "funding", "number", "title"
    ):
        reason = Absence.NOT_FORESEEN if funding == Funding.FUNDED else Absence(funding)
        plans[edition][measure] = _Planned(number, title, reason)
    amounts = Allocation.objects.filter(measure_row__edition__in=editions).order_by()
    keys = ("measure_row__edition", "measure_row__measure", "year", "source")
    sums: list[tuple[int, int, int, int, Decimal]] = list(amounts.values_list(*keys).annotate(MoneySum("amount")))
    for edition, measure, year, source, amount in sums:
        plans[edition][measure].amounts[year, source] = finance.kopiiky(amount)
    return plans
