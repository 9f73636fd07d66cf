"""Plan and payments of the measures by source or by fund, as the report's form asks."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import finance
from ..finance import Absence, Figures, Money
from ..models import BudgetAppropriation, FundingSource, LedgerEntry, Stage
from ..models.budget import Fund
from ..reporting import Column, Kind, Level, Row, Table, Value
from ..statement import MeasureLine, Statement
from .wording import deviation_columns, measure_link, short_title


class BySource:
    """Planned and paid of each measure from each source; left out where there is one source alone."""

    key = "by-source"
    title = gettext_lazy("Measures by funding source")
    split = "source"

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        sources = sorted({source for _year, source in counted.sources}, key=lambda source: source.pk)
        lines = [line for line in counted.measures if line.sources] if len(sources) > 1 else []
        rows = [
            Row(
                {"number": line.row.number, "title": short_title(line.row.title), **self.cells(self.of(line), sources)},
                link=measure_link(line, statement.program),
            )
            for line in lines
        ]
        if rows:
            whole = {
                source: finance.add_figures(self.of(line).get(source, NOTHING) for line in lines) for source in sources
            }
            rows.append(Row({"title": _("Grand total"), **self.cells(whole, sources)}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Amended plan and cash expenditure since New Year by funding source, UAH."),
            columns=[
                Column("number", _("№"), width=0.9),
                Column("title", _("Measure"), width=5, heads=True),
                *(
                    column
                    for place, name in enumerate([*(source.name for source in sources), _("In all")], start=1)
                    for column in self.columns(statement, place, name)
                ),
            ],
            rows=rows,
        )

    @staticmethod
    def columns(statement: Statement, place: int, name: str) -> list[Column]:
        difference = deviation_columns(statement, 1.6)[-1]
        return [
            Column(f"amended_{place}", _("Plan"), Kind.MONEY, name, width=1.6, plan=True),
            Column(f"paid_{place}", _("Paid"), Kind.MONEY, name, width=1.6),
            Column(f"{difference.key}_{place}", difference.title, Kind.MONEY, name, width=1.6),
        ]

    @staticmethod
    def of(line: MeasureLine) -> dict[FundingSource, Figures]:
        found: dict[FundingSource, list[Figures]] = defaultdict(list)
        for (_year, source), figures in line.sources.items():
            found[source].append(figures)
        return {source: finance.add_figures(rows) for source, rows in found.items()}

    @staticmethod
    def cells(by_source: dict[FundingSource, Figures], sources: list[FundingSource]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        whole = finance.add_figures(by_source.values())
        for place, figures in enumerate([*(by_source.get(source, NOTHING) for source in sources), whole], start=1):
            found |= {f"amended_{place}": figures.amended, f"paid_{place}": figures.paid}
            found |= {f"deviation_{place}": figures.remainder, f"remainder_{place}": figures.remainder}
        return found


NOTHING = finance.add_figures([])
FUNDS = (*(fund.value for fund in Fund), "all")


class ByFund:
    """{given by the budget, cash expenditure, deviation} × {general fund, special fund, in all}, as order № 836 has it.

    The plan of a programme knows no funds, the yearly budget does: so what it gave is compared, not the plan.
    """

    key = "by-fund"
    title = gettext_lazy("Given by the budget and cash expenditure by fund")
    split = "fund"

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        given, paid = self.given(counted), self.paid(counted)
        rows: list[Row] = []
        for task in counted.tasks:
            lines = [line for line in task.measures if {line.row.measure_id} & {pk for pk, _fund in [*given, *paid]}]
            if not lines:
                continue
            named: dict[str, Value] = {"title": _("Measures outside the edition in force")}
            if task.row is not None:
                named = {"number": task.row.number, "title": task.row.title}
            rows.append(Row({**named, **self.cells(lines, given, paid)}, Level.GROUP))
            rows += [
                Row(
                    {
                        "number": line.row.number,
                        "title": short_title(line.row.title),
                        **self.cells([line], given, paid),
                    },
                    link=measure_link(line, statement.program),
                )
                for line in lines
            ]
        if rows:
            rows.append(Row({"title": _("Grand total"), **self.cells(counted.measures, given, paid)}, Level.TOTAL))
        groups = [*(str(fund.label) for fund in Fund), _("In all")]
        return Table(
            key=self.key,
            caption=_("Given by the budget and paid since New Year by fund, UAH."),
            columns=[
                Column("number", _("№"), width=0.9),
                Column("title", _("Task / measure"), width=4.5, heads=True),
                *(
                    Column(f"{stage}_{fund}", title, Kind.MONEY, group, width=1.6)
                    for fund, group in zip(FUNDS, groups, strict=True)
                    for stage, title in (
                        ("given", _("Given by the budget")),
                        ("paid", _("Paid")),
                        ("deviation", _("Deviation (given by the budget − cash expenditure)")),
                    )
                ),
            ],
            rows=rows,
            notes=[
                _(
                    "«Not recorded» under «given by the budget»: no appropriation is entered, which is not the same as "
                    "none."
                )
            ],
            empty=_("Neither appropriations nor payments are recorded for the period."),
        )

    @staticmethod
    def given(counted: Statement) -> dict[tuple[int, str], Decimal]:
        sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        rows = BudgetAppropriation.objects.filter(measure__program=counted.program, year__in=counted.budget_years)
        for row in rows.in_force(counted.period.end):
            sums[row.measure_id, row.fund] += row.amount
        return dict(sums)

    @staticmethod
    def paid(counted: Statement) -> dict[tuple[int, str], Decimal]:
        entries = LedgerEntry.objects.filter(measure__program=counted.program, stage=Stage.PAID)
        found = entries.between(counted.period.start, counted.period.end).totals("measure", "fund")
        return {(row["measure"], row["fund"]): row["sum"] for row in found}

    @staticmethod
    def cells(
        lines: Iterable[MeasureLine], given: dict[tuple[int, str], Decimal], paid: dict[tuple[int, str], Decimal]
    ) -> dict[str, Value]:
        """What nobody recorded is said so; nothing is subtracted from it."""
        of = [line.row.measure_id for line in lines]

        def total(sums: dict[tuple[int, str], Decimal], funds: Iterable[str]) -> Decimal | None:
            known = [sums[pk, fund] for pk in of for fund in funds if (pk, fund) in sums]
            return sum(known, finance.ZERO) if known else None

        found: dict[str, Value] = {}
        for fund in FUNDS:
            funds = [each.value for each in Fund] if fund == "all" else [fund]
            allowed, spent = total(given, funds), total(paid, funds)
            found[f"given_{fund}"] = allowed if allowed is not None or spent is not None else Absence.NOT_FORESEEN
            found[f"paid_{fund}"] = _or_dash(spent if spent is not None or allowed is None else finance.ZERO)
            left = None if allowed is None else allowed - (spent or finance.ZERO)
            found[f"deviation_{fund}"] = _or_dash(left)
        return found


def _or_dash(amount: Decimal | None) -> Money:
    return Absence.NOT_FORESEEN if amount is None else amount
