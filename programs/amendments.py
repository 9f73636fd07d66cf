"""Which edition is behind an amended amount: the last one whose act changed it, read in two queries."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from . import finance
from .finance import Absence, Money
from .models import Allocation, Edition, Funding, MeasureRow, MoneySum

MeasureYear = tuple[int, int]


def amendments(editions: Sequence[Edition], years: Sequence[int]) -> dict[MeasureYear, Edition]:
    """The last edition that changed what is planned for a measure and year, of editions in the order of their force.

    A plan that nobody amended asks the database nothing.
    """
    if len(editions) < 2:
        return {}
    plans = _plans(editions)
    measures = {measure for plan in plans.values() for measure in plan}
    changed: dict[MeasureYear, Edition] = {}
    for before, after in pairwise(editions):
        for measure in measures:
            was, became = plans[before.pk].get(measure, {}), plans[after.pk].get(measure, {})
            for year in years:
                if _planned(was, year) != _planned(became, year):
                    changed[measure, year] = after
    return changed


def _planned(plan: dict[int, Money], year: int) -> Money:
    return plan.get(year, plan.get(0, Absence.NOT_FORESEEN))


def _plans(editions: Sequence[Edition]) -> dict[int, dict[int, dict[int, Money]]]:
    """Edition → measure → year → amount; under year 0 stands why the measure has none."""
    plans: dict[int, dict[int, dict[int, Money]]] = defaultdict(lambda: defaultdict(dict))
    rows = MeasureRow.objects.filter(edition__in=editions).order_by()
    for edition, measure, funding in rows.values_list("edition", "measure", "funding"):
        reason = Absence.NOT_FORESEEN if funding == Funding.FUNDED else Absence(funding)
        plans[edition][measure][0] = reason
    amounts = Allocation.objects.filter(measure_row__edition__in=editions).order_by()
    keys = ("measure_row__edition", "measure_row__measure", "year")
    sums: list[tuple[int, int, int, Decimal]] = list(amounts.values_list(*keys).annotate(MoneySum("amount")))
    for edition, measure, year, amount in sums:
        plans[edition][measure][year] = finance.kopiiky(amount)
    return plans
