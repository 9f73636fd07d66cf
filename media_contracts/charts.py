"""Charts of coverage: who published, about what, at which price, how much a month; each with a sentence and a table."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.charts import Bar, Chart, Group, length
from programs.finance import ZERO, percent
from programs.models import Program
from programs.period import Period
from programs.reporting import Column, Kind, Level, Row, Table, Value
from programs.words import money_text, percent_text, price_text, whole_text

from .models import MediaOutlet, Unit
from .statement import outlet_shares, publications_per_month, topic_shares, unit_prices


def _pieces(number: int) -> str:
    return ngettext("%(count)s publication", "%(count)s publications", number) % {"count": whole_text(number)}


def _page(outlet: MediaOutlet) -> str:
    return reverse("media_contracts:outlet", args=[outlet.slug])


def _part(number: int, whole: int) -> str:
    return length(Decimal(number), Decimal(whole))


def shares_of_outlets(program: Program, period: Period) -> Chart:
    """What part of the accepted money and of the publications each outlet has."""
    title = _("Outlets: accepted money and publications, %(dates)s") % {"dates": period.dates}
    shares = outlet_shares(program, period)
    money, pieces = sum((row.amount for row in shares), ZERO), sum(row.publications for row in shares)
    groups, rows = [], []
    for row in shares:
        # pieces and hryvnias have no length in common: the bar is the money's
        bars = [Bar("paid", _pieces(row.publications), row.amount, length(row.amount, money))]
        groups.append(Group(row.outlet.name, bars, link=_page(row.outlet)))
        names = ("publications", "publications_percent", "amount", "amount_percent")
        cells = {"outlet": row.outlet.name, **{name: getattr(row, name) for name in names}}
        rows.append(Row(cells, link=_page(row.outlet)))
    sentence = _("No outlet published anything for the programme in this time.")
    if shares:
        first, whole = shares[0], Decimal(100)
        sentence = _("%(outlet)s has the largest part: %(amount)s, %(percent)s of the money, and %(pieces)s.") % {
            "outlet": f"«{first.outlet.name}»",
            "amount": money_text(first.amount),
            "percent": percent_text(first.amount_percent),
            "pieces": _pieces(first.publications),
        }
        total: dict[str, Value] = {"outlet": _("Total"), "publications": pieces, "amount": money}
        total |= {"publications_percent": whole if pieces else None, "amount_percent": whole if money else None}
        rows.append(Row(total, Level.TOTAL))
    columns = [
        Column("outlet", _("Media outlet"), width=3, heads=True),
        Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
        Column("publications_percent", _("Publications, %"), Kind.PERCENT, width=1.4),
        Column("amount", _("Accepted by acts, UAH"), Kind.MONEY, width=2),
        Column("amount_percent", _("Money, %"), Kind.PERCENT, width=1.4),
    ]
    return Chart("outlets", title, sentence, groups, Table("outlets", title, columns, rows, empty=sentence))


def shares_of_topics(program: Program, period: Period) -> Chart:
    """What the publications were about."""
    counts = topic_shares(program, period)
    total = sum(counts.values())
    title = _("Topics of the publications, %(dates)s") % {"dates": period.dates}
    bars, rows = [], []
    for kind, count in sorted(counts.items(), key=lambda item: -item[1]):
        topic = capfirst(str(kind.label))
        bars.append(Bar("paid", topic, None, _part(count, total), whole_text(count)))
        rows.append(Row({"kind": topic, "publications": count, "percent": percent(Decimal(count), Decimal(total))}))
    columns = [
        Column("kind", _("Topic"), width=3, heads=True),
        Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
        Column("percent", _("Publications, %"), Kind.PERCENT, width=1.4),
    ]
    sentence = _("Nothing was published for the programme in this time.")
    if total:
        first = max(counts, key=lambda kind: counts[kind])
        sentence = _("Most often: %(topic)s – %(percent)s of %(pieces)s.") % {
            "topic": first.label,
            "percent": percent_text(percent(Decimal(counts[first]), Decimal(total))),
            "pieces": _pieces(total),
        }
    groups = [Group("", bars)] if total else []
    return Chart("topics", title, sentence, groups, Table("topics", title, columns, rows))


def prices(program: Program, period: Period, outlet: MediaOutlet | None = None) -> Chart:
    """What a unit cost, by outlet and year: accepted money over accepted quantity. Where no price changed, equal bars
    would say nothing: the table stands alone.
    """
    title = _("Price of a unit by outlet and year, UAH")
    found = [row for row in unit_prices(program, period) if outlet is None or row.outlet == outlet]
    # Bars of one unit are as long as their prices are to the highest one of it: units are never compared.
    highest: dict[str, Decimal] = defaultdict(Decimal)
    for row in found:
        highest[row.unit] = max(highest[row.unit], row.price)
    groups: dict[tuple[int, str], Group] = {}
    rows: list[Row] = []
    said: dict[tuple[str, str], list[str]] = {}
    for row in found:
        unit = str(Unit(row.unit).label)
        group = Group(f"{row.outlet.name}, {unit}", [], link=_page(row.outlet))
        bars = groups.setdefault((row.outlet.pk, row.unit), group).bars
        bars.append(Bar("paid", str(row.year), None, length(row.price, highest[row.unit]), price_text(row.price)))
        cells: dict[str, Value] = {"outlet": row.outlet.name, "year": str(row.year), "unit": unit}
        cells |= {"quantity": row.quantity, "amount": row.amount, "price": row.price}
        rows.append(Row(cells, link=_page(row.outlet)))
        said.setdefault((row.outlet.name, unit), []).append(f"{row.year} – {money_text(row.price)}")
    columns = [
        Column("outlet", _("Media outlet"), width=3, heads=True),
        Column("year", _("Year"), width=1),
        Column("unit", _("Unit"), width=1.4),
        Column("quantity", _("Accepted quantity"), Kind.QUANTITY, width=1.6),
        Column("amount", _("Accepted by acts, UAH"), Kind.MONEY, width=2),
        Column("price", _("Price of a unit, UAH"), Kind.MONEY, width=1.6),
    ]
    sentence = _("No act has accepted anything in this time, so there is no price yet.")
    if said:
        words = _("«%(outlet)s», for a unit (%(unit)s): %(prices)s")
        # the first year and the last say how a price went; those between stand below
        sentences = [
            words % {"outlet": outlet, "unit": unit, "prices": ", ".join(dict.fromkeys([of[0], of[-1]]))}
            for (outlet, unit), of in said.items()
        ]
        sentence = f"{'; '.join(sentences)}."
    changed = any(len({bar.text for bar in group.bars}) > 1 for group in groups.values())
    return Chart(
        "prices", title, sentence, list(groups.values()) if changed else [], Table("prices", title, columns, rows)
    )


def months(program: Program, period: Period, outlet: MediaOutlet | None = None) -> Chart:
    """How many publications every month brought; of several years every quarter, from the first publication on."""
    counts = {
        month: sum(of.values()) if outlet is None else of.get(outlet.pk, 0)
        for month, of in publications_per_month(program, period).items()
    }
    if period.start.year == period.end.year:
        title, part = _("Publications per month, %(dates)s"), _("Month")
        named = [(capfirst(str(MONTHS[month.month])), count) for month, count in counts.items()]
    else:
        title, part = _("Publications per quarter, %(dates)s"), _("Quarter")
        named = _per_quarter(counts)
    title %= {"dates": period.dates}
    most, total = max((count for _name, count in named), default=0), sum(counts.values())
    bars = [Bar("paid", name, None, _part(count, most), whole_text(count)) for name, count in named]
    rows = [Row({"month": name, "publications": count}) for name, count in named]
    rows.append(Row({"month": _("Total"), "publications": total}, Level.TOTAL))
    columns = [
        Column("month", part, width=2, heads=True),
        Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
    ]
    sentence = _("Nothing was published for the programme in this time.")
    if total:
        best = max(named, key=lambda row: row[1])
        sentence = _("Most was published in this time: %(month)s – %(count)s (%(pieces)s in all).") % {
            "pieces": _pieces(total),
            "month": best[0],
            "count": whole_text(best[1]),
        }
    return Chart("months", title, sentence, [Group("", bars)] if total else [], Table("months", title, columns, rows))


def _per_quarter(counts: dict[date, int]) -> list[tuple[str, int]]:
    """The quarters from the first publication to the last, those between with nothing, too."""
    found = {
        quarter.label: sum(count for month, count in counts.items() if quarter.start <= month <= quarter.end)
        for year in sorted({month.year for month in counts})
        for quarter in Period.quarters(year)
    }
    names = list(found)
    busy = [at for at, name in enumerate(names) if found[name]]
    return [(name, found[name]) for name in names[busy[0] : busy[-1] + 1]] if busy else []


# The charts of coverage by the key that their CSV has in the address.
MEDIA_CHARTS: dict[str, Callable[[Program, Period], Chart]] = {
    "outlets": shares_of_outlets,
    "topics": shares_of_topics,
    "prices": prices,
    "months": months,
}
