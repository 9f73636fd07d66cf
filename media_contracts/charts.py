"""Charts of coverage: who published, about what, at which price, how much a month; each with a sentence and a table."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.charts import Bar, Chart, Group, length
from programs.finance import ZERO
from programs.models import Program
from programs.period import Period
from programs.reporting import Column, Kind, Level, Row, Table, Value
from programs.words import money_text, percent_text, whole_text

from .models import MediaOutlet, Unit
from .statement import OutletShare, UnitPrice, outlet_shares, publications_per_month, topic_shares, unit_prices


def _pieces(number: int) -> str:
    return ngettext("%(count)s publication", "%(count)s publications", number) % {"count": whole_text(number)}


def _page(outlet: MediaOutlet) -> str:
    return reverse("media_contracts:outlet", args=[outlet.slug])


def _part(number: int, whole: int) -> str:
    return length(Decimal(number), Decimal(whole))


@dataclass(frozen=True)
class OutletShares:
    """The outlets' parts of the accepted money and of the publications, as bars, as a table and in a sentence."""

    rows: list[OutletShare]
    title: str

    @cached_property
    def money(self) -> Decimal:
        return sum((row.amount for row in self.rows), ZERO)

    @cached_property
    def pieces(self) -> int:
        return sum(row.publications for row in self.rows)

    @property
    def groups(self) -> list[Group]:
        return [Group(row.outlet.name, self.bars(row), link=_page(row.outlet)) for row in self.rows]

    def bars(self, row: OutletShare) -> list[Bar]:
        part = _part(row.publications, self.pieces)
        return [
            Bar("paid", _("Accepted by acts"), row.amount, length(row.amount, self.money)),
            Bar("committed", _("Publications"), None, part, whole_text(row.publications)),
        ]

    @property
    def sentence(self) -> str:
        if not self.rows:
            return _("No outlet published anything for the programme in this time.")
        first = self.rows[0]
        return _("%(outlet)s has the largest part: %(amount)s, %(percent)s of the money, and %(pieces)s.") % {
            "outlet": f"«{first.outlet.name}»",
            "amount": money_text(first.amount),
            "percent": percent_text(first.amount_percent),
            "pieces": _pieces(first.publications),
        }

    @property
    def table(self) -> Table:
        columns = [
            Column("outlet", _("Media outlet"), width=3, heads=True),
            Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
            Column("publications_percent", _("Publications, %"), Kind.PERCENT, width=1.4),
            Column("amount", _("Accepted by acts, UAH"), Kind.MONEY, width=2),
            Column("amount_percent", _("Money, %"), Kind.PERCENT, width=1.4),
        ]
        rows = [*map(self.row, self.rows), *([self.total] if self.rows else [])]
        return Table("outlets", self.title, columns, rows, empty=self.sentence)

    @staticmethod
    def row(share: OutletShare) -> Row:
        cells: dict[str, Value] = {
            "outlet": share.outlet.name,
            "publications": share.publications,
            "publications_percent": share.publications_percent,
            "amount": share.amount,
            "amount_percent": share.amount_percent,
        }
        return Row(cells, link=_page(share.outlet))

    @property
    def total(self) -> Row:
        whole = Decimal(100)
        cells: dict[str, Value] = {
            "outlet": _("Total"),
            "publications": self.pieces,
            "publications_percent": whole if self.pieces else None,
            "amount": self.money,
            "amount_percent": whole if self.money else None,
        }
        return Row(cells, Level.TOTAL)


def shares_of_outlets(program: Program, period: Period) -> Chart:
    """What part of the accepted money and of the publications each outlet has."""
    title = _("Outlets: accepted money and publications, %(dates)s") % {"dates": period.dates}
    shares = OutletShares(outlet_shares(program, period), title)
    return Chart("outlets", title, shares.sentence, shares.groups, shares.table)


def shares_of_topics(program: Program, period: Period) -> Chart:
    """What the publications were about."""
    shares = topic_shares(program, period)
    total = sum(row.publications for row in shares)
    title = _("Topics of the publications, %(dates)s") % {"dates": period.dates}
    bars = [
        Bar("paid", capfirst(str(row.kind.label)), None, _part(row.publications, total), whole_text(row.publications))
        for row in shares
    ]
    rows = [
        Row({"kind": capfirst(str(row.kind.label)), "publications": row.publications, "percent": row.percent})
        for row in shares
    ]
    columns = [
        Column("kind", _("Topic"), width=3, heads=True),
        Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
        Column("percent", _("Publications, %"), Kind.PERCENT, width=1.4),
    ]
    sentence = _("Nothing was published for the programme in this time.")
    if total:
        first = max(shares, key=lambda row: row.publications)
        sentence = _("Most often: %(topic)s – %(percent)s of %(pieces)s.") % {
            "topic": first.kind.label,
            "percent": percent_text(first.percent),
            "pieces": _pieces(total),
        }
    groups = [Group("", bars)] if total else []
    return Chart("topics", title, sentence, groups, Table("topics", title, columns, rows))


@dataclass(frozen=True)
class UnitPrices:
    """What a unit cost, by outlet and year, as bars, as a table and in a sentence."""

    rows: list[UnitPrice]
    title: str

    @property
    def groups(self) -> list[Group]:
        """Bars of one unit are as long as their prices are to the highest one of it: units are never compared."""
        highest: dict[str, Decimal] = defaultdict(Decimal)
        groups: dict[tuple[int, str], Group] = {}
        for row in self.rows:
            highest[row.unit] = max(highest[row.unit], row.price)
        for row in self.rows:
            name = f"{row.outlet.name}, {Unit(row.unit).label}"
            group = groups.setdefault((row.outlet.pk, row.unit), Group(name, [], link=_page(row.outlet)))
            part = length(row.price, highest[row.unit])
            group.bars.append(Bar("paid", str(row.year), None, part, _price(row.price)))
        return list(groups.values())

    @property
    def sentence(self) -> str:
        if not self.rows:
            return _("No act has accepted anything in this time, so there is no price yet.")
        parts = "; ".join(
            _("%(outlet)s, %(year)s: %(price)s for a unit (%(unit)s)")
            % {
                "outlet": f"«{row.outlet.name}»",
                "year": row.year,
                "price": money_text(row.price),
                "unit": Unit(row.unit).label,
            }
            for row in self.rows
        )
        return f"{parts}."

    @property
    def table(self) -> Table:
        columns = [
            Column("outlet", _("Media outlet"), width=3, heads=True),
            Column("year", _("Year"), width=1),
            Column("unit", _("Unit"), width=1.4),
            Column("quantity", _("Accepted quantity"), Kind.QUANTITY, width=1.6),
            Column("amount", _("Accepted by acts, UAH"), Kind.MONEY, width=2),
            Column("price", _("Price of a unit, UAH"), Kind.MONEY, width=1.6),
        ]
        return Table("prices", self.title, columns, [self.row(row) for row in self.rows])

    @staticmethod
    def row(price: UnitPrice) -> Row:
        cells: dict[str, Value] = {
            "outlet": price.outlet.name,
            "year": str(price.year),
            "unit": str(Unit(price.unit).label),
            "quantity": price.quantity,
            "amount": price.amount,
            "price": price.price,
        }
        return Row(cells, link=_page(price.outlet))


def prices(program: Program, period: Period, outlet: MediaOutlet | None = None) -> Chart:
    """What a unit cost, by outlet and year: accepted money over accepted quantity."""
    title = _("Price of a unit by outlet and year, UAH")
    found = UnitPrices([row for row in unit_prices(program, period) if outlet is None or row.outlet == outlet], title)
    return Chart("prices", title, found.sentence, found.groups, found.table)


def _price(price: Decimal) -> str:
    """A price to the kopiika, or finer where it is no whole kopiika."""
    fine = price != price.quantize(Decimal("0.01"))
    return number_format(price, 4 if fine else 2, use_l10n=True, force_grouping=True)


def months(program: Program, period: Period, outlet: MediaOutlet | None = None) -> Chart:
    """How many publications every month brought."""
    counts = [
        (row.month, row.publications if outlet is None else row.by_outlet.get(outlet.pk, 0))
        for row in publications_per_month(program, period)
    ]
    counts = _without_silent_ends(counts)
    most, total = max((count for _month, count in counts), default=0), sum(count for _month, count in counts)
    title = _("Publications per month, %(dates)s") % {"dates": period.dates}
    several = period.start.year != period.end.year
    named = [(f"{MONTHS[month.month]}{f' {month.year}' if several else ''}", count) for month, count in counts]
    bars = [Bar("paid", capfirst(name), None, _part(count, most), whole_text(count)) for name, count in named]
    rows = [Row({"month": capfirst(name), "publications": count}) for name, count in named]
    rows.append(Row({"month": _("Total"), "publications": total}, Level.TOTAL))
    columns = [
        Column("month", _("Month"), width=2, heads=True),
        Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
    ]
    sentence = _("Nothing was published for the programme in this time.")
    if total:
        best = max(named, key=lambda row: row[1])
        sentence = _("%(month)s has the most of one month: %(count)s (%(pieces)s in all).") % {
            "pieces": _pieces(total),
            "month": capfirst(best[0]),
            "count": whole_text(best[1]),
        }
    return Chart("months", title, sentence, [Group("", bars)] if total else [], Table("months", title, columns, rows))


def _without_silent_ends(counts: list[tuple[date, int]]) -> list[tuple[date, int]]:
    """The months of several years from the first publication to the last; a year is shown whole."""
    busy = [at for at, (_month, count) in enumerate(counts) if count]
    return counts[busy[0] : busy[-1] + 1] if busy and len(counts) > 12 else counts


# The charts of coverage by the key that their CSV has in the address.
MEDIA_CHARTS: dict[str, Callable[[Program, Period], Chart]] = {
    "outlets": shares_of_outlets,
    "topics": shares_of_topics,
    "prices": prices,
    "months": months,
}
