"""Tables of the public pages beside those of the report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate, islice
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import modules
from .finance import ZERO, Absence
from .models import LedgerEntry, Measure, MoneySum, Stage
from .modules import Link
from .period import Period
from .reporting import Column, Kind, Level, Row, Table, Value
from .reports import DEVIATION, LEFT_OF_PLAN, direct_column, edition_and_act, money_cells
from .statement import MeasureLine
from .words import date_text

NO_LINKS: Mapping[int, Link] = MappingProxyType({})


def with_date(table: Table, query: str) -> Table:
    """The table with links that lead to the same date («?on=2022-06-30»)."""
    if not query:
        return table
    return replace(table, rows=[replace(row, link=f"{row.link}{query}") if row.link else row for row in table.rows])


def money_of_measure(line: MeasureLine, on: date, notes: Iterable[str] = ()) -> Table:
    """All stages of a measure's money per year, and per source where it has more than one.

    While a year runs or is to come, what is not paid is left of the plan and no deviation from it.
    """
    ended = all(on >= date(year, 12, 31) for year in line.years)
    rows: list[Row] = []
    several = len(line.funding_sources) > 1
    amended = [
        Column("approved", _("First edition"), Kind.MONEY, width=1.6, plan=True),
        Column("act", _("Act of the change"), width=2.4),
    ]
    for year, figures in line.years.items():
        if several:
            found = [(source, sums) for (y, source), sums in line.sources.items() if y == year]
            rows.extend(Row({"year": f"{year}, {source.name}", **money_cells(sums)}) for source, sums in found)
        row = Row({"year": str(year), **money_cells(figures)}, Level.GROUP if several else Level.ITEM)
        if year in line.amended_by:
            row.cells["act"] = edition_and_act(line.amended_by[year])
        rows.append(row)
    if len(line.years) > 1:
        rows.append(Row({"year": _("Total"), **money_cells(line.total)}, Level.TOTAL))
    return Table(
        key="money",
        caption=_("Money of the measure by year and stage, UAH."),
        columns=[
            Column("year", _("Year"), width=1.4, heads=True),
            Column("amended", pgettext("money", "Planned"), Kind.MONEY, width=1.6, plan=True),
            Column("paid", _("Paid"), Kind.MONEY, width=1.6),
            direct_column(1.6),
            Column("remainder", str(DEVIATION if ended else LEFT_OF_PLAN), Kind.MONEY, width=1.6),
            Column("percent", _("Paid, %"), Kind.PERCENT, width=1),
            Column("appropriated", _("Given by the budget"), Kind.MONEY, width=1.6),
            Column("committed", _("Committed"), Kind.MONEY, width=1.6),
            Column("accepted", _("Accepted"), Kind.MONEY, width=1.6),
            Column("free", _("Not yet contracted"), Kind.MONEY, width=1.6),
            *(amended if line.amended_by else []),
        ],
        rows=rows,
        notes=[*notes],
    )


def quarters_of_measure(measure: Measure, on: date) -> Table:
    """The department's plan by quarter beside what was paid of each year's money by the quarter's end.

    A quarter that is not over by the day has no payments to compare yet; the fourth ends with the year.
    """
    plans = measure.quarter_plans.filter(year__lte=on.year).by_year().get(measure.pk, {})
    entries = LedgerEntry.objects.up_to(on).filter(measure=measure, stage=Stage.PAID, budget_year__in=plans)
    paid = list(entries.order_by().values_list("budget_year", "date").annotate(MoneySum("amount")))
    rows: list[Row] = []
    for year, amounts in plans.items():
        for quarter, amount, due in zip(Period.quarters(year), amounts, accumulate(amounts), strict=True):
            cells: dict[str, Value] = {"quarter": quarter.label, "plan": amount, "due": due}
            cells |= dict.fromkeys(("paid", "deviation"), Absence.NOT_FORESEEN)
            if quarter.end <= on:
                sums = [money for of_year, day, money in paid if of_year == year and day <= quarter.end]
                cells |= {"paid": sum(sums, ZERO), "deviation": due - sum(sums, ZERO)}
            rows.append(Row(cells))
    return Table(
        key="quarters",
        caption=_("Plan by quarter, set by the department, and what was paid by the end of each quarter, UAH."),
        columns=[
            Column("quarter", _("Quarter"), width=3, heads=True),
            Column("plan", _("Plan of the quarter"), Kind.MONEY, width=1.6, plan=True),
            Column("due", _("Plan since New Year"), Kind.MONEY, width=1.6, plan=True),
            Column("paid", _("Paid since New Year"), Kind.MONEY, width=1.6),
            Column("deviation", _("Deviation (plan − paid since New Year)"), Kind.MONEY, width=1.8),
        ],
        rows=rows,
    )


def ledger_of_measure(entries: Iterable[LedgerEntry], links: Mapping[int, Link] = NO_LINKS) -> Table:
    """What the ledger says in public: the money and its papers, without notes and without who wrote them down.

    ``links`` are the documents that posted the entries, by entry id.
    """
    return Table(
        key="ledger",
        caption=_("Movements of the measure’s money, newest first, UAH."),
        columns=[
            Column("date", _("Date"), Kind.DATE, width=1.2),
            Column("stage", _("Stage"), width=1.6),
            Column("year", _("Budget year"), width=1),
            Column("document", _("Document"), width=2.4, heads=True),
            Column("counterparty", _("Counterparty"), width=3),
            Column("codes", _("Budget codes"), width=1.4),
            Column("source", _("Funding source"), width=1.8),
            Column("amount", _("Amount"), Kind.MONEY, width=1.6),
        ],
        rows=[_ledger_row(entry, links.get(entry.pk)) for entry in entries],
        empty=_("No movement of this measure’s money has been recorded by this date."),
    )


def _ledger_row(entry: Any, link: Link | None) -> Row:
    stage = capfirst(entry.get_stage_display())
    if late := for_earlier_year(entry):
        stage = f"{stage} {late}"
    if entry.reverses:
        stage = _("%(stage)s: reversal of the entry of %(date)s") % {
            "stage": stage,
            "date": date_text(entry.reverses.date),
        }
    return Row(
        {
            "date": entry.date,
            "stage": stage,
            "year": str(entry.budget_year),
            "document": entry.document_number,
            "counterparty": entry.payee or "—",
            "codes": " / ".join(code for code in (entry.kekv, entry.kpkvk) if code) or "—",
            "source": f"{entry.source.name}, {entry.get_fund_display()}",
            "amount": entry.amount,
        },
        link=link.address if link else "",
    )


def for_earlier_year(entry: LedgerEntry) -> str:
    """«за 2021 бюджетний рік»: said of a payment that was made after the year whose plan it uses up."""
    late = entry.stage == Stage.PAID and entry.budget_year < entry.date.year
    return _("for the budget year %(year)s") % {"year": entry.budget_year} if late else ""


def payments_table(
    payments: Iterable[Any],
    totals: Mapping[str, Any],
    *,
    on: date,
    measures: Mapping[int, str],
    query: str = "",
    site: str = "",
) -> Table:
    """Payments with their sums below: a page has what people compare, a file every column, with addresses on ``site``.

    ``measures`` are their numbers and titles by id; ``query`` is what links append to be of the same date.
    """
    of_files = {"code", "reverses", "reversed", "year", "source", "fund", "kekv", "kpkvk", "address"}
    columns = [
        Column("date", _("Date"), Kind.DATE, width=1.2),
        Column("payee", _("Payee"), width=2.8, heads=True),
        Column("measure", _("Measure"), width=3.2),
        Column("code", _("Measure code"), Kind.CODE, width=1.4),
        Column("contract", _("Contract"), width=2),
        Column("document", _("Document"), Kind.TEXT if site else Kind.LINES, width=2),
        Column("reverses", _("Takes back the payment of"), Kind.DATE, width=1.2),
        Column("reversed", _("Taken back on"), Kind.DATE, width=1.2),
        Column("year", _("Budget year"), Kind.YEAR, width=1),
        Column("source", _("Funding source"), width=1.8),
        Column("fund", _("Fund"), width=1.4),
        Column("kekv", _("КЕКВ"), Kind.CODE, width=1),
        Column("kpkvk", _("КПКВК"), Kind.CODE, width=1.2),
        Column("amount", _("Paid, UAH"), Kind.MONEY, width=1.7),
        Column("address", _("Page"), Kind.ADDRESS, width=3),
    ]

    def rows() -> Iterator[Row]:
        """Read from the database as they are asked for: a council pays ten thousands of times."""
        found = iter(payments)
        while part := list(islice(found, 1000)):
            links = modules.ledger_links(part)
            for entry in part:
                title = measures.get(entry.measure_id, entry.measure.code)
                yield _payment_row(entry, title, links.get(entry.pk), on=on, query=query, site=site)
        if totals["under"] and totals["without"]:
            yield Row({"payee": _("Under contracts"), "amount": totals["under"]}, Level.SUBTOTAL)
            yield Row({"payee": _("Without a contract in the portal"), "amount": totals["without"]}, Level.SUBTOTAL)
        if totals["count"]:
            yield Row({"payee": _("Paid in all"), "amount": totals["together"]}, Level.TOTAL)

    return Table(
        key="payments",
        caption=_("What the treasury paid, entry by entry, UAH; what was taken back stands with a minus."),
        columns=[column for column in columns if site or column.key not in of_files],
        rows=rows() if site else list(rows()),
        empty=_("No payment fits what was chosen."),
    )


def _payment_row(entry: Any, title: str, link: Link | None, *, on: date, query: str, site: str) -> Row:
    measure = reverse("programs:measure", args=[entry.measure.program.slug, entry.measure.code])
    reverses, reversal = entry.reverses, getattr(entry, "reversed_by", None)
    if reversal and reversal.date > on:
        reversal = None
    notes = [
        _("takes back the payment of %(date)s") % {"date": date_text(reverses.date)} if reverses else "",
        _("taken back on %(date)s") % {"date": date_text(reversal.date)} if reversal else "",
        for_earlier_year(entry),
    ]
    cells: dict[str, Value] = {
        "date": entry.date,
        "payee": entry.payee or _("payee not named"),
        "measure": title,
        "code": entry.measure.code,
        "contract": _("without a contract") if entry.direct else link.title if link else _("under a contract"),
        "document": entry.document_number if site else [entry.document_number, *filter(None, notes)],
        "reverses": reverses.date if reverses else "",
        "reversed": reversal.date if reversal else "",
        "year": entry.budget_year,
        "source": entry.source.name,
        "fund": entry.get_fund_display(),
        "kekv": entry.kekv,
        "kpkvk": entry.kpkvk,
        "amount": entry.amount,
        "address": f"{site}{link.address if link else measure}",
    }
    links = {"measure": f"{measure}{query}", "contract": link.address if link else ""}
    return Row(cells, links=links)
