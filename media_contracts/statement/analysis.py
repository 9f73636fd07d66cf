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

from ..models import Act, ActLine, ActPublication, MediaOutlet, Publication
from ..services.quantities import exact

PRICE_STEP = Decimal("0.0001")


@dataclass(frozen=True)
class _Accepted:
    """What acts accepted from an outlet in a year, in one unit."""

    outlet_id: int
    year: int
    unit: str
    quantity: Decimal
    amount: Decimal


def _accepted(program: Program, period: Period) -> list[_Accepted]:
    """Accepted quantities and money by outlet, year and unit, of the acts that stood when the period ended."""
    standing = Act.objects.standing_on(period.end).filter(accepted_on__gte=period.start)
    return _by_outlet(program, standing)


def _taken_back(program: Program, period: Period) -> list[_Accepted]:
    """What acts accepted before the period and were corrected or annulled in it: as in the ledger, a figure once
    reported stays, and the period of the correction carries the difference.
    """
    if period.start == date.min:
        return []  # no day was before it
    stood = Act.objects.standing_on(period.start - timedelta(days=1))
    return _by_outlet(program, stood.exclude(pk__in=Act.objects.standing_on(period.end).values("pk")))


def _by_outlet(program: Program, acts: Any) -> list[_Accepted]:
    """Two queries. A line that buys all outlets of a supplier is divided by the sizes of the publications behind it."""
    rows = ActLine.objects.filter(act__contract__measure__program=program, act__in=acts.values("pk"))
    rows = rows.annotate(year=ExtractYear("act__accepted_on")).order_by()
    own = rows.filter(line__outlet__isnull=False).values("line__outlet", "year", "line__unit")
    found = [
        _Accepted(row["line__outlet"], row["year"], row["line__unit"], exact(row["taken"]), row["sum"])
        for row in own.annotate(taken=Sum("quantity"), sum=MoneySum("amount"))
    ]
    listings = ActPublication.objects.filter(act_line__in=rows.filter(line__outlet__isnull=True)).order_by()
    keys = ("act_line", "act_line__amount", "act_line__line__unit", "publication__outlet")
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    sizes = listings.annotate(year=ExtractYear("act_line__act__accepted_on")).values(*keys, "year")
    for row in sizes.annotate(taken=Sum("publication__quantity")):
        parts[row["act_line"]].append(row)
    for shared in parts.values():
        found += _divided(shared)
    return found


def _divided(rows: list[dict[str, Any]]) -> list[_Accepted]:
    """One act line's money over the outlets whose publications it accepted; the last takes what rounding left."""
    rows = sorted(rows, key=lambda row: row["publication__outlet"])
    sizes = [exact(row["taken"]) for row in rows]
    amount, left, found = rows[0]["act_line__amount"], rows[0]["act_line__amount"], []
    for number, (row, size) in enumerate(zip(rows, sizes, strict=True), start=1):
        part = left if number == len(rows) else kopiiky(amount * size / sum(sizes))
        left -= part
        found.append(_Accepted(row["publication__outlet"], row["year"], row["act_line__line__unit"], size, part))
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
    for row in _accepted(program, period):
        amounts[row.outlet_id] += row.amount
    for row in _taken_back(program, period):
        amounts[row.outlet_id] -= row.amount
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


@dataclass(frozen=True)
class TopicShare:
    """How many of a period's publications were about a topic."""

    kind: Publication.Kind
    publications: int
    percent: Decimal | None


def topic_shares(program: Program, period: Period) -> list[TopicShare]:
    """Every topic, also one that nobody wrote about: one query."""
    rows = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
    counts = dict(rows.values_list("kind").annotate(Count("id")))
    total = Decimal(sum(counts.values()))
    return [
        TopicShare(kind, counts.get(kind, 0), percent(Decimal(counts.get(kind, 0)), total)) for kind in Publication.Kind
    ]


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
    sums: dict[tuple[int, int, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), ZERO])
    for row in _accepted(program, period):
        cell = sums[row.outlet_id, row.year, row.unit]
        cell[0] += row.quantity
        cell[1] += row.amount
    outlets = MediaOutlet.objects.in_bulk({outlet for outlet, _year, _unit in sums})
    prices = [
        UnitPrice(outlets[outlet], year, unit, quantity, amount)
        for (outlet, year, unit), (quantity, amount) in sums.items()
    ]
    return sorted(prices, key=lambda row: (row.outlet.name, row.unit, row.year))


@dataclass(frozen=True)
class MonthCount:
    """The publications of a month, by outlet."""

    month: date
    by_outlet: dict[int, int]

    @property
    def publications(self) -> int:
        return sum(self.by_outlet.values())


def publications_per_month(program: Program, period: Period) -> list[MonthCount]:
    """Every month of the period, a silent one with nothing: one query."""
    rows = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
    counts: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rows.annotate(month=TruncMonth("date")).values("month", "outlet").annotate(count=Count("id")):
        counts[row["month"]][row["outlet"]] = row["count"]
    first = period.start.year * 12 + period.start.month - 1
    last = period.end.year * 12 + period.end.month - 1
    months = [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]
    return [MonthCount(month, counts.get(month, {})) for month in months]
