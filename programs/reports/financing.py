"""Money of the programme at its stages, by source and year."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import Figures
from ..reporting import Column, Kind, Level, Row, Table
from ..statement import Statement
from .measures import by_source
from .wording import (
    deviation_columns,
    direct_column,
    due_columns,
    late_notes,
    money_cells,
    paid_title,
    percent_column,
)


class Financing:
    """Planned and actual by source and year: approved, amended, given by the budget, committed, accepted, paid.

    Part 4 of the usual form. The stages are counted from New Year, as the plan is a year's; the table of measures tells
    the period's own payments.
    """

    key = "financing"
    title = gettext_lazy("Financing by source and year")

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        return Table(
            key=self.key,
            caption=_("Money of the programme at its stages by source and year, %(dates)s, UAH.")
            % {"dates": counted.period.dates},
            columns=self.columns(statement),
            rows=self.rows(counted),
            notes=self.notes(counted),
        )

    @staticmethod
    def columns(statement: Statement) -> list[Column]:
        return [
            Column("year", _("Year"), width=1.3),
            Column("source", _("Funding source"), width=3, heads=True),
            Column("approved", _("Approved"), Kind.MONEY, _("Plan"), width=1.7, plan=True, same_as="amended"),
            Column("amended", _("Amended"), Kind.MONEY, _("Plan"), width=1.7, plan=True),
            *due_columns(statement, _("Plan"), 1.7),
            Column("appropriated", _("Given by the budget"), Kind.MONEY, width=1.7),
            Column("committed", _("Commitments"), Kind.MONEY, width=1.7),
            Column("accepted", _("Accepted by acts"), Kind.MONEY, width=1.7),
            Column("paid", paid_title(statement.period), Kind.MONEY, width=1.7),
            direct_column(1.7),
            *deviation_columns(statement, 1.9),
            percent_column(statement, 1),
            Column("free", _("Not yet contracted"), Kind.MONEY, width=1.7),
        ]

    def rows(self, counted: Statement) -> list[Row]:
        rows: list[Row] = []
        for year in counted.budget_years:
            found = [(source, figures) for (y, source), figures in counted.sources.items() if y == year]
            rows.extend(self.row(str(year), source.name, figures) for source, figures in found)
            rows.append(self.row(str(year), _("Total of the year"), counted.years[year], Level.SUBTOTAL))
        if len(counted.budget_years) > 1:
            rows.extend(
                self.row("", _("Total: %(source)s") % {"source": source.name}, figures, Level.SUBTOTAL)
                for source, figures in by_source(counted).items()
            )
        rows.append(self.row("", _("Grand total"), counted.total, Level.TOTAL))
        return rows

    @staticmethod
    def row(year: str, source: str, figures: Figures, level: Level = Level.ITEM) -> Row:
        return Row({"year": year, "source": source, **money_cells(figures)}, level)

    @staticmethod
    def notes(counted: Statement) -> list[str]:
        found = [
            _("«Not recorded» under «given by the budget»: no appropriation is entered, which is not the same as none.")
        ]
        free = _(
            "Not yet contracted: the plan, no more than the budget gave, with what the head allowed beyond it, less "
            "contracts and the money without a contract."
        )
        found.append(free)
        found += late_notes(counted.late)
        return found
