"""By which acts the money of the plan became what it is: amended amounts, and what the yearly budgets gave."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import finance
from ..amendments import AmountChange
from ..finance import Money
from ..models import BudgetAppropriation, FundingSource, LegalAct
from ..reporting import Column, Kind, Level, Row, Table, Value
from ..statement import MeasureLine, Statement
from ..words import date_text
from .wording import act_text, measure_link, short_title


class AmendedAmounts:
    """The acts that changed amounts of the report's years, and what each set: measure, year, source, was, became."""

    key = "amendments"
    title = gettext_lazy("Amendments of the plan")

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        lines = {line.row.measure_id: line for line in counted.measures}
        sources = dict(FundingSource.objects.order_by().values_list("pk", "name")) if counted.amount_changes else {}
        rows: list[Row] = []
        for edition, steps in groupby(counted.amount_changes, key=lambda step: step.edition):
            found = list(steps)
            act = _("%(act)s; in force from %(date)s") % {
                "act": act_text(edition.act),
                "date": date_text(edition.in_force_from) if edition.in_force_from else "—",
            }
            sums = money(finance.total(s.was for s in found), finance.total(s.became for s in found))
            rows.append(Row({"measure": act, **sums}, Level.GROUP))
            rows.extend(self.row(step, sources[step.source], lines.get(step.measure), statement) for step in found)
        return Table(
            key=self.key,
            caption=_("Amounts of the plan that acts changed, in the order of their force, UAH."),
            columns=self.columns(),
            rows=rows,
            notes=[_("The line of an act sums the amounts that it changed.")],
        )

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column("measure", _("Act / measure"), width=6, heads=True),
            Column("year", _("Year"), width=1),
            Column("source", _("Funding source"), width=2.2, once=True),
            Column("was", _("Was"), Kind.MONEY, width=1.8, plan=True),
            Column("became", _("Became"), Kind.MONEY, width=1.8, plan=True),
            Column("difference", _("Difference"), Kind.MONEY, width=1.8),
        ]

    @staticmethod
    def row(step: AmountChange, source: str, line: MeasureLine | None, statement: Statement) -> Row:
        return Row(
            {
                "measure": f"{step.number} {short_title(step.title)}",
                "year": str(step.year),
                "source": source,
                **money(step.was, step.became),
            },
            link=measure_link(line, statement.program) if line else "",
        )


def money(was: Money, became: Money) -> dict[str, Value]:
    return {"was": was, "became": became, "difference": finance.growth(was, became)}


def acts_of_changes(changes: Iterable[AmountChange]) -> list[str]:
    """«рішення № 318 від 23.12.2021, … : 1.1.1 (2022, 2023), 1.1.2 (2022)», one sentence for each act."""
    said = []
    for edition, steps in groupby(changes, key=lambda step: step.edition):
        years: dict[str, dict[int, None]] = {}
        for step in steps:
            years.setdefault(step.number, {})[step.year] = None
        listed = "; ".join(f"{number} ({', '.join(map(str, found))})" for number, found in years.items())
        words = _("Amended by %(act)s: %(measures)s.")
        said.append(words % {"act": act_text(edition.act), "measures": listed})
    return said


class Appropriations:
    """What the yearly budgets gave for the report's years, with the act of each amount and its changes in the year."""

    key = "appropriations"
    title = gettext_lazy("Given by the budget")
    on_paper = False

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        lines = {line.row.measure_id: line for line in counted.measures}
        order = {measure: place for place, measure in enumerate(lines)}
        given = BudgetAppropriation.objects.filter(
            measure__program=statement.program,
            year__in=counted.budget_years,
            effective_from__lte=statement.period.end,
        ).select_related("source", "act")
        known = [row for row in given.order_by("year", "effective_from", "pk") if row.measure_id in order]
        known.sort(key=lambda row: (row.year, order[row.measure_id]))
        return Table(
            key=self.key,
            caption=_("What the yearly budgets gave and by which acts; the last amount of a fund is the one in force."),
            columns=[
                Column("measure", _("Measure"), width=5, heads=True),
                Column("year", _("Year"), width=1),
                Column("source", _("Source and fund"), width=2.8),
                Column("amount", _("Amount, UAH"), Kind.MONEY, width=1.8),
                Column("on", _("In force from"), Kind.DATE, width=2),
                Column("act", _("Act"), width=4),
            ],
            rows=[self.row(row, lines[row.measure_id], statement) for row in known],
        )

    @staticmethod
    def row(given: BudgetAppropriation, line: MeasureLine, statement: Statement) -> Row:
        act: LegalAct | None = given.act
        return Row(
            {
                "measure": f"{line.row.number} {short_title(line.row.title)}",
                "year": str(given.year),
                "source": f"{given.source.name}, {given.get_fund_display()}",
                "amount": given.amount,
                "on": given.effective_from,
                "act": act_text(act) if act else _("the act is not recorded"),
            },
            link=measure_link(line, statement.program),
        )
