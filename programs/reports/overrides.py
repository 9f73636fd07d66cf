"""Where the head let money pass a limit, and through which day the ledger is closed."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Override, PeriodClosing, Program
from ..reporting import Column, Kind, Row, Table
from ..statement import MeasureLine, Statement
from ..words import date_text, money_text
from .wording import measure_link, short_title


class Overrides:
    """The head's overrides of limits of the years that the report is about; left out where there was none."""

    key = "overrides"
    title = gettext_lazy("Override of a limit")

    def table(self, statement: Statement) -> Table:
        granted = Override.objects.filter(program=statement.program, year__in=statement.since_new_year.budget_years)
        lines = {line.row.measure_id: line for line in statement.since_new_year.measures}
        return Table(
            key=self.key,
            caption=_("What the head allowed beyond the limits, with the reason, UAH."),
            columns=[
                Column("year", _("Year"), width=1.2),
                Column("gate", _("Limit"), width=3.4),
                Column("measure", _("Measure"), width=5, heads=True),
                Column("amount", _("Beyond the limit"), Kind.MONEY, width=2.2),
                Column("on", _("Granted on"), Kind.DATE, width=1.9),
                Column("reason", _("Reason"), width=4),
            ],
            rows=[
                self.row(override, gates, statement, lines)
                for override, gates in granted.order_by("year", "pk").by_decision()
            ],
        )

    @staticmethod
    def row(override: Override, gates: list[str], statement: Statement, lines: dict[int, MeasureLine]) -> Row:
        line = lines.get(override.measure_id or 0)
        return Row(
            {
                "year": str(override.year),
                "gate": ", ".join(gates),
                "measure": f"{line.row.number} {short_title(line.row.title)}" if line else _("the whole programme"),
                "amount": override.amount,
                "on": day(override.granted_at),
                "reason": override.reason,
            },
            link=measure_link(line, statement.program) if line else "",
        )


class Beyond:
    """What stands beyond a limit at the end of the period, with the entries behind it; left out where nothing does."""

    key = "beyond"
    title = gettext_lazy("Beyond the limits")

    def table(self, statement: Statement) -> Table:
        return Table(
            key=self.key,
            caption=_("What stands beyond plan, budget or the stage before it by the end of the period, UAH."),
            columns=[
                Column("rule", _("Limit"), width=2.8),
                Column("year", _("Year"), width=1),
                Column("measure", _("Measure"), width=4.4, heads=True),
                Column("source", _("Funding source"), width=1.8),
                Column("amount", _("Beyond the limit"), Kind.MONEY, width=1.9),
                Column("allowed", _("Allowed by the head"), Kind.MONEY, width=1.9),
                Column("entries", _("Entries"), Kind.LINES, width=4.4, below=True),
            ],
            rows=[self.row(each, statement.program) for each in statement.beyond],
        )

    @staticmethod
    def row(beyond: dict[str, Any], program: Program) -> Row:
        line = beyond["line"]
        return Row(
            {
                "rule": str(beyond["title"]),
                "year": str(beyond["year"]),
                "measure": f"{line.row.number} {short_title(line.row.title)}",
                "source": beyond["source"].name,
                "amount": beyond["amount"],
                "allowed": beyond["allowed"],
                "entries": [
                    f"{date_text(entry.date)}, {entry.document_number}, {money_text(entry.amount)}"
                    for entry in beyond["entries"]
                ],
            },
            link=measure_link(line, program),
        )


def closing_steps(program: Program) -> list[str]:
    """How the ledger was closed and reopened, the last step first, without names; nothing where it never was."""
    return [_step(step) for step in program.closings.all()]


def _step(step: PeriodClosing) -> str:
    values = {"on": date_text(day(step.recorded_at)), "reason": step.reason}
    if step.through:
        values["through"] = date_text(step.through)
        if step.reason:
            return _("On %(on)s reopened after %(through)s: %(reason)s") % values
        return _("On %(on)s closed through %(through)s: no entry dated by that day is taken any more") % values
    return _("On %(on)s reopened wholly: %(reason)s") % values


def day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
