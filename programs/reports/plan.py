"""Annex 1 whole."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import Figures
from ..models import Program
from ..models.program import lines
from ..reporting import Column, Kind, Level, Row, Table, Value
from ..statement import MeasureLine, Statement
from .wording import amended_text, direct_column, executors_of, measure_link, source_text


class Plan:
    """Annex 1 whole: tasks, measures, executors, sources and the years' amounts, for the public page."""

    key = "plan"
    title = gettext_lazy("Tasks and measures of the programme")

    def table(self, statement: Statement) -> Table:
        rows: list[Row] = []
        for task in statement.tasks:
            if task.row is not None:
                results = lines(task.row.results)
                cells: dict[str, Value] = {"number": task.row.number, "title": task.row.title, "results": results}
            else:
                cells = {"title": _("Measures outside the edition in force")}
            rows.append(Row({**cells, **self.money(task.years, task.total)}, Level.GROUP))
            rows.extend(self.measure_row(line, statement.program) for line in task.measures)
        rows.append(Row({"title": _("Grand total"), **self.money(statement.years, statement.total)}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Annex 1 as of %(date)s, UAH.") % {"date": f"{statement.period.end:%d.%m.%Y}"},
            columns=self.columns(statement),
            rows=rows,
        )

    @staticmethod
    def columns(statement: Statement) -> list[Column]:
        amount = _("Amount, UAH")
        amended = Column("amended", _("Changed since the first edition"), Kind.LINES, width=4, below=True)
        return [
            Column("number", _("№"), width=0.8),
            Column("title", _("Task / measure"), width=5, heads=True),
            Column("executors", _("Executors"), Kind.LINES, width=3),
            Column("source", _("Funding source"), width=1.8),
            *[
                Column(f"y{year}", str(year), Kind.MONEY, amount, width=1.4, plan=True)
                for year in statement.budget_years
            ],
            Column("total", _("Total"), Kind.MONEY, amount, width=1.4, plan=True),
            Column("paid", _("Paid"), Kind.MONEY, width=1.4),
            direct_column(1.4),
            *([amended] if any(line.amended_by for line in statement.measures) else []),
            Column("results", _("Expected results"), Kind.LINES, width=4, below=True),
        ]

    @staticmethod
    def money(years: dict[int, Figures], total: Figures) -> dict[str, Value]:
        amounts = {f"y{year}": f.amended for year, f in years.items()}
        return {**amounts, "total": total.amended, "paid": total.paid, "direct": total.direct}

    def measure_row(self, line: MeasureLine, program: Program) -> Row:
        return Row(
            {
                "number": line.row.number,
                "title": line.row.title,
                "executors": executors_of(line),
                "source": source_text(line),
                **self.money(line.years, line.total),
                "amended": [amended_text(line, year) for year in line.amended_by],
                "results": lines(line.row.results),
            },
            link=measure_link(line, program),
        )
