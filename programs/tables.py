"""Tables of the public pages beside those of the report."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import LedgerEntry
from .reporting import Column, Kind, Level, Row, Table
from .reports import DEVIATION, LEFT_OF_PLAN, edition_and_act, money_cells
from .statement import MeasureLine
from .words import date_text

NO_LINKS: Mapping[int, str] = MappingProxyType({})


def with_date(table: Table, query: str) -> Table:
    """The table with links that lead to the same date («?on=2022-06-30»)."""
    if not query:
        return table
    return replace(table, rows=[replace(row, link=f"{row.link}{query}") if row.link else row for row in table.rows])


def money_of_measure(line: MeasureLine, on: date) -> Table:
    """All stages of a measure's money per year, and per source where it has more than one.

    While a year runs or is to come, what is not paid is left of the plan and no deviation from it.
    """
    ended = all(on >= date(year, 12, 31) for year in line.years)
    rows: list[Row] = []
    several = len(line.funding_sources) > 1
    for year, figures in line.years.items():
        if several:
            found = [(source, sums) for (y, source), sums in line.sources.items() if y == year]
            rows.extend(Row({"year": f"{year}, {source.name}", **money_cells(sums)}) for source, sums in found)
        row = Row({"year": str(year), **money_cells(figures)}, Level.GROUP if several else Level.ITEM)
        if year in line.amended_by:
            row.cells["act"] = edition_and_act(line.amended_by[year])
        rows.append(row)
    rows.append(Row({"year": _("Total"), **money_cells(line.total)}, Level.TOTAL))
    return Table(
        key="money",
        caption=_("Money of the measure by year and stage, UAH."),
        columns=[
            Column("year", _("Year"), width=1.4),
            Column("approved", _("Approved"), Kind.MONEY, _("Plan"), width=1.6, plan=True),
            Column("amended", _("Amended"), Kind.MONEY, _("Plan"), width=1.6, plan=True),
            Column("appropriated", _("Given by the budget"), Kind.MONEY, width=1.6),
            Column("committed", _("Committed"), Kind.MONEY, width=1.6),
            Column("accepted", _("Accepted"), Kind.MONEY, width=1.6),
            Column("paid", _("Paid"), Kind.MONEY, width=1.6),
            Column("deviation", str(DEVIATION if ended else LEFT_OF_PLAN), Kind.MONEY, width=1.6),
            Column("percent", _("Paid, %"), Kind.PERCENT, width=1),
            *([Column("act", _("Act of the change"), width=2, below=True)] if line.amended_by else []),
        ],
        rows=rows,
    )


def ledger_of_measure(entries: Iterable[LedgerEntry], links: Mapping[int, str] = NO_LINKS) -> Table:
    """What the ledger says in public: the money and its papers, without notes and without who wrote them down.

    ``links`` are the pages of the documents that posted the entries, by entry id.
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
        rows=[_ledger_row(entry, links.get(entry.pk, "")) for entry in entries],
        empty=_("No movement of this measure’s money has been recorded by this date."),
    )


def _ledger_row(entry: LedgerEntry, link: str) -> Row:
    stage = capfirst(entry.get_stage_display())
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
            "counterparty": entry.counterparty or "—",
            "codes": " / ".join(code for code in (entry.kekv, entry.kpkvk) if code) or "—",
            "source": f"{entry.source.name}, {entry.get_fund_display()}",
            "amount": entry.amount,
        },
        link=link,
    )
