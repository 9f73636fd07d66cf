"""Where the head let money pass a limit, and through which day the ledger is closed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Override, PeriodClosing, Program
from ..reporting import Column, Kind, Row, Table
from ..statement import MeasureLine, Statement
from ..words import date_text
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
            rows=[self.row(override, statement, lines) for override in granted.order_by("year", "pk")],
        )

    @staticmethod
    def row(override: Override, statement: Statement, lines: dict[int, MeasureLine]) -> Row:
        line = lines.get(override.measure_id or 0)
        return Row(
            {
                "year": str(override.year),
                "gate": override.get_gate_display(),
                "measure": f"{line.row.number} {short_title(line.row.title)}" if line else _("the whole programme"),
                "amount": override.amount,
                "on": day(override.granted_at),
                "reason": override.reason,
            },
            link=measure_link(line, statement.program) if line else "",
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
