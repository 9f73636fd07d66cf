"""Analysis of coverage: what outlets and topics took, what a unit cost, how many pieces a month brought."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear, TruncMonth

from programs.finance import ZERO, kopiiky, percent
from programs.models import MoneySum, Program
from programs.period import Period
from programs.texts import alphabetical

from ..models import Act, ActLine, ActPublication, MediaOutlet, Publication
from ..services.quantities import exact

PRICE_STEP = Decimal("0.0001")


# Outlet, year and unit → the quantity that acts accepted and the money for it.
Accepted = dict[tuple[int, int, str], tuple[Decimal, Decimal]]


def _accepted(program: Program, period: Period) -> Accepted:
    """What acts accepted that stood when the period ended."""
    standing = Act.objects.standing_on(period.end).filter(accepted_on__gte=period.start)
    return _by_outlet(program, standing)


def _taken_back(program: Program, period: Period) -> Accepted:
    """What acts accepted before the period and were corrected or annulled in it: as in the ledger, a figure once
    reported stays, and the period of the correction carries the difference.
    """
    if period.start == date.min:
        return {}  # no day was before it
    stood = Act.objects.standing_on(period.start - timedelta(days=1))
    return _by_outlet(program, stood.exclude(pk__in=Act.objects.standing_on(period.end).values("pk")))


def _by_outlet(program: Program, acts: Any) -> Accepted:
    """Two queries. A line that buys all outlets of a supplier is divided by the sizes of the publications behind it."""
    rows = ActLine.objects.filter(act__contract__measure__program=program, act__in=acts.values("pk"))
    rows = rows.annotate(year=ExtractYear("act__accepted_on")).order_by()
    own = rows.filter(line__outlet__isnull=False).values("line__outlet", "year", "line__unit")
    found = {
        (row["line__outlet"], row["year"], row["line__unit"]): (exact(row["taken"]), row["sum"])
        for row in own.annotate(taken=Sum("quantity"), sum=MoneySum("amount"))
    }
    listings = ActPublication.objects.filter(act_line__in=rows.filter(line__outlet__isnull=True)).order_by()
    keys = ("act_line", "act_line__amount", "act_line__line__unit", "publication__outlet")
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    sizes = listings.annotate(year=ExtractYear("act_line__act__accepted_on")).values(*keys, "year")
    for row in sizes.annotate(taken=Sum("publication__quantity")).order_by("publication__outlet_id"):
        parts[row["act_line"]].append(row)
    for shared in parts.values():
        whole = sum(exact(row["taken"]) for row in shared)
        left = shared[0]["act_line__amount"]
        for row in shared:
            size = exact(row["taken"])
            # the last outlet takes what rounding left of the line's money
            part = left if row is shared[-1] else kopiiky(row["act_line__amount"] * size / whole)
            left -= part
            key = (row["publication__outlet"], row["year"], row["act_line__line__unit"])
            quantity, amount = found.get(key, (Decimal(0), ZERO))
            found[key] = quantity + size, amount + part
    return found


@dataclass(frozen=True)
class OutletShare:
    """An outlet's part of a programme's coverage in a period: pieces published and money accepted."""

    outlet: MediaOutlet
    publications: int
    amount: Decimal
    publications_percent: Decimal | None
    amount_percent: Decimal | None


def outlet_shares(program: Program, period: Period) -> list[OutletShare]:
    """Outlets by money, the largest first: six queries."""
    counts = dict(
        Publication.objects.of_program(program)
        .filter(date__range=(period.start, period.end))
        .order_by()
        .values_list("outlet")
        .annotate(Count("id"))
    )
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for (outlet_id, _year, _unit), (_quantity, amount) in _accepted(program, period).items():
        amounts[outlet_id] += amount
    for (outlet_id, _year, _unit), (_quantity, amount) in _taken_back(program, period).items():
        amounts[outlet_id] -= amount
    outlets = MediaOutlet.objects.filter(pk__in=counts.keys() | amounts.keys()).select_related("supplier")
    pieces, money = Decimal(sum(counts.values())), sum(amounts.values(), ZERO)
    shares = [
        OutletShare(
            outlet=outlet,
            publications=counts.get(outlet.pk, 0),
            amount=amounts[outlet.pk] + ZERO,
            publications_percent=percent(Decimal(counts.get(outlet.pk, 0)), pieces),
            amount_percent=percent(amounts[outlet.pk], money),
        )
        for outlet in outlets
    ]
    return sorted(shares, key=lambda row: (-row.amount, -row.publications, row.outlet.pk))


def topic_shares(program: Program, period: Period) -> dict[Publication.Kind, int]:
    """How many publications were about each topic, also of one that nobody wrote about: one query."""
    rows = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
    counts = dict(rows.values_list("kind").annotate(Count("id")))
    return {kind: counts.get(kind, 0) for kind in Publication.Kind}


@dataclass(frozen=True)
class UnitPrice:
    """What a unit of an outlet cost in a year: accepted money over accepted quantity."""

    outlet: MediaOutlet
    year: int
    unit: str
    quantity: Decimal
    amount: Decimal

    @property
    def price(self) -> Decimal:
        return (self.amount / self.quantity).quantize(PRICE_STEP, rounding=ROUND_HALF_UP)


def unit_prices(program: Program, period: Period) -> list[UnitPrice]:
    """Unit prices by outlet, year and unit: three queries."""
    accepted = _accepted(program, period)
    outlets = MediaOutlet.objects.in_bulk({outlet for outlet, _year, _unit in accepted})
    prices = [UnitPrice(outlets[outlet], year, unit, *sums) for (outlet, year, unit), sums in accepted.items()]
    return sorted(prices, key=lambda row: (alphabetical(row.outlet.name), row.unit, row.year))


def publications_per_month(program: Program, period: Period) -> dict[date, dict[int, int]]:
    """The publications of every month of the period by outlet, a silent one with nothing: one query."""
    rows = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
    counts: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rows.annotate(month=TruncMonth("date")).values("month", "outlet").annotate(count=Count("id")):
        counts[row["month"]][row["outlet"]] = row["count"]
    first = period.start.year * 12 + period.start.month - 1
    last = period.end.year * 12 + period.end.month - 1
    months = [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]
    return {month: counts.get(month, {}) for month in months}
