"""What happened in the period, entry by entry: the money that moved and the activities that were held."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import ZERO
from ..models import Activity, LedgerEntry, Stage
from ..registers import with_payees
from ..reporting import Column, Kind, Level, Row, Table, Value
from ..statement import Statement
from ..words import date_text, shortened
from .wording import measure_link

MOST = 200  # rows; a section of more gives the sums of each measure, and the portal has the rest


class Activities:
    """The public activities held in the period, by measure."""

    key = "activities"
    title = gettext_lazy("Activities of the period")
    on_paper = False

    def table(self, statement: Statement) -> Table:
        period = statement.period
        held = Activity.objects.published().filter(
            measure__program=statement.program, date__range=(period.start, period.end)
        )
        held = held.prefetch_related("headcounts").order_by("date", "pk")
        found, whole = _rows(statement, held, self.row, heads="title", sums=_quantity)
        return Table(
            key=self.key,
            caption=_("Activities held for the measures, %(dates)s.") % {"dates": period.dates},
            columns=[
                Column("date", _("Date"), Kind.DATE, width=1.4),
                Column("kind", _("Kind"), width=2.4),
                Column("title", _("Activity"), width=6, heads=True),
                Column("people", _("Took part"), Kind.LINES, width=3),
                Column("quantity", _("Quantity"), Kind.NUMBER, width=1.2),
            ],
            rows=found,
            notes=[] if whole else [_("Single activities stand on the pages of the measures on the portal.")],
        )

    @staticmethod
    def row(activity: Activity) -> Row:
        cells: dict[str, Value] = {
            "date": activity.date,
            "kind": capfirst(activity.get_kind_display()),
            "title": activity.title,
            "people": [f"{group.get_group_display()} – {group.count}" for group in activity.headcounts.all()],
            "quantity": activity.quantity,
        }
        return Row(cells)


class Entries:
    """The entries of the ledger that are dated in the period, by measure, each amount under its stage."""

    key = "ledger"
    title = gettext_lazy("Ledger of the period")
    on_paper = False

    def table(self, statement: Statement) -> Table:
        period = statement.period
        moved = LedgerEntry.objects.filter(measure__program=statement.program).between(period.start, period.end)
        entries = with_payees(moved, on_paper=True).select_related("reverses").order_by("date", "pk")
        found, whole = _rows(statement, entries, self.row, heads="document", sums=_sums)
        return Table(
            key=self.key,
            caption=_("Entries of the ledger of money, %(dates)s, UAH.") % {"dates": period.dates},
            columns=[
                Column("date", _("Date"), Kind.DATE, width=1.4),
                Column("document", _("Document"), width=3.4, heads=True),
                Column("payee", _("Counterparty"), width=4.4),
                Column("year", _("Budget year"), Kind.YEAR, width=1.2),
                Column("committed", _("Commitments"), Kind.MONEY, width=1.8),
                Column("accepted", _("Accepted by acts"), Kind.MONEY, width=1.8),
                Column("paid", _("Paid"), Kind.MONEY, width=1.8),
            ],
            rows=found,
            notes=[] if whole else [_("Single entries stand on the pages of the measures on the portal.")],
        )

    @staticmethod
    def row(entry: Any) -> Row:
        document = entry.document_number
        if entry.reverses:
            taken_back = _("reversal of the entry of %(date)s") % {"date": date_text(entry.reverses.date)}
            document = f"{document}, {taken_back}"
        cells: dict[str, Value] = {
            "date": entry.date,
            "document": document,
            "payee": entry.payee or "—",
            "year": entry.budget_year,
            entry.stage: entry.amount,
        }
        return Row(cells)


def _rows(
    statement: Statement,
    records: Iterable[Any],
    row: Callable[[Any], Row],
    *,
    heads: str,
    sums: Callable[[list[Any]], dict[str, Value]],
) -> tuple[list[Row], bool]:
    """Records of the period under their measures, in the order of the document, with sums of each and of all; and
    whether they are few enough to stand one by one. A draft's measures are nobody's business yet.
    """
    of_measure: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        of_measure[record.measure_id].append(record)
    lines = [line for line in statement.measures if line.row.measure_id in of_measure]
    every = [record for line in lines for record in of_measure[line.row.measure_id]]
    whole = len(every) <= MOST
    found: list[Row] = []
    for line in lines:
        own = of_measure[line.row.measure_id]
        title = f"{line.row.number} {shortened(line.row.title, 10)}"
        found.append(Row({heads: title, **sums(own)}, Level.GROUP, measure_link(line, statement.program)))
        found += [row(record) for record in own if whole]
    if found:
        found.append(Row({heads: _("Grand total"), **sums(every)}, Level.TOTAL))
    return found, whole


def _quantity(activities: Iterable[Activity]) -> dict[str, Value]:
    return {"quantity": sum(activity.quantity for activity in activities)}


def _sums(entries: Iterable[LedgerEntry]) -> dict[str, Value]:
    sums = dict.fromkeys((stage.value for stage in Stage), ZERO)
    for entry in entries:
        sums[entry.stage] += entry.amount
    return {**sums}
