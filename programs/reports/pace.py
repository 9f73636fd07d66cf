"""How far the measures have come beside what a period that ends within a year should have reached."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Progress
from ..reporting import Column, Kind, Level, Row, Table, Value
from ..services.execution import Pace as Reached
from ..statement import MeasureLine, Statement
from ..words import date_text, percent_text
from .wording import measure_link, short_title


class Pace:
    """Time, money and work side by side in a running year; left out where the period is judged by whole years.

    Money is told twice: of the year's plan against what the year should have reached, and of the whole term's plan
    beside time and work, which the executor judges for the whole term. Every group of columns has one denominator.
    """

    key = "pace"
    title = gettext_lazy("Pace of execution")
    on_paper = False

    def table(self, statement: Statement) -> Table:
        year = statement.running
        on = {"date": date_text(statement.period.end)}
        return Table(
            key=self.key,
            caption=_("Time that has passed, money paid and work done by %(date)s, per cent.") % on,
            columns=self.columns(statement),
            rows=self.rows(statement) if year else [],
            notes=self.notes(statement) if year else [],
        )

    @staticmethod
    def columns(statement: Statement) -> list[Column]:
        of_year = _("Of the plan of %(year)s, %%") % {"year": statement.running}
        of_term = _("Of the whole term %(term)s, %%") % {"term": statement.program.term}
        return [
            Column("number", _("№"), width=0.9),
            Column("title", _("Measure"), width=5, heads=True),
            Column("expected", _("Should have been paid"), Kind.PERCENT, of_year, width=1.6),
            Column("paid", _("Paid"), Kind.PERCENT, of_year, width=1.4),
            Column("time", _("Time"), Kind.PERCENT, of_term, width=1.2),
            Column("money", _("Money paid"), Kind.PERCENT, of_term, width=1.2),
            Column("work", _("Work"), Kind.PERCENT, of_term, width=1.2),
            Column("drift", _("Largest drift, percentage points"), Kind.PERCENT, width=1.8),
            Column("asked", _("Reason"), width=2.4),
        ]

    def rows(self, statement: Statement) -> list[Row]:
        rows = [self.row(line, statement) for line in statement.measures if self.is_told(line, statement)]
        whole = statement.whole_pace
        work = statement.work_percent
        total: dict[str, Value] = {"title": _("The programme as a whole"), **self.figures(whole, work)}
        total["drift"] = whole.drift(work)
        return [*rows, Row(total, Level.TOTAL)]

    @staticmethod
    def is_told(line: MeasureLine, statement: Statement) -> bool:
        """A measure with money of the year or with a judgement; of the others nothing can be said."""
        pace = statement.pace(line)
        return bool(line.progress or pace.year_plan or pace.year_paid)

    def row(self, line: MeasureLine, statement: Statement) -> Row:
        pace, said = statement.pace(line), line.progress
        work = Decimal(said.work_percent) if said and said.work_percent is not None else None
        return Row(
            {
                "number": line.row.number,
                "title": short_title(line.row.title),
                **self.figures(pace, work),
                "drift": pace.drift(work),
                "asked": self.asked(line, said, statement),
            },
            link=measure_link(line, statement.program),
        )

    @staticmethod
    def figures(pace: Reached, work: Decimal | None) -> dict[str, Value]:
        return {"expected": pace.expected, "paid": pace.paid, "time": pace.time, "money": pace.money, "work": work}

    @staticmethod
    def asked(line: MeasureLine, said: Progress | None, statement: Statement) -> str:
        """Whether the measure has to explain itself, and whether it did."""
        if not statement.reason_required(line, said):
            return _("not required")
        return _("stated") if said and said.reason else _("not stated")

    @staticmethod
    def notes(statement: Statement) -> list[str]:
        passed = _("%(percent)s of the year had passed by %(date)s.") % {
            "percent": percent_text(statement.whole_pace.time_of_year),
            "date": date_text(statement.period.end),
        }
        should = _("Without a plan by quarter money should have been paid at the pace of time.")
        asked = _(
            "A reason is required where the figures of a group lie more than %(threshold)s percentage points apart, "
            "and where the measure was not executed."
        ) % {"threshold": statement.program.drift_threshold}
        work = _("Work is the executor’s own judgement; for the programme as a whole it is the mean of all measures.")
        return [f"{passed} {should}", asked, work]
