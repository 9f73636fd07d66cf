"""What the report is about, and what a member of the commission should look at first."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import amount_of
from ..models import LegalAct, Progress
from ..reporting import Column, Kind, Row, Table, Value
from ..statement import MeasureLine, Statement
from ..words import money_text
from .measures import deviates, explanation, state_of
from .overrides import closing_steps
from .wording import (
    act_text,
    deviation_columns,
    edition_text,
    executors_of,
    measure_link,
    money_cells,
    percent_column,
    short_title,
)

LARGEST = 5
ACTS_OF_THE_PROGRAM = (LegalAct.Role.DRAFT_APPROVAL, LegalAct.Role.ADOPTION, LegalAct.Role.AMENDMENT)


class BasicData:
    """Who, what, when and by which acts (part 1 of the usual form)."""

    key = "basic-data"
    title = gettext_lazy("Basic data")

    def table(self, statement: Statement) -> Table:
        program = statement.program
        rows: list[tuple[str, Value]] = [
            (_("Programme"), program.title),
            (_("Legal acts"), self.acts(statement) or "—"),
            (_("Edition of the plan"), edition_text(statement.edition)),
            (_("Chief spending unit"), program.chief_spending_unit),
            (_("Responsible executor"), program.responsible_unit),
            (_("Executors of the measures"), self.executors(statement) or "—"),
            (_("Control"), str(program.commission or "—")),
            (_("Term"), program.term),
            (_("Goal"), self.goal(statement)),
            (_("Reporting period"), f"{statement.period.label} ({statement.period.dates})"),
            (_("Self-check"), check_text(statement)),
        ]
        closings = closing_steps(program)
        if closings:
            rows.append((_("Closing of the ledger"), closings))
        return Table(
            key=self.key,
            caption=_("What the report is about."),
            columns=[Column("name", _("Item"), width=3), Column("value", _("Content"), Kind.LINES, width=10)],
            rows=[Row({"name": name, "value": value}) for name, value in rows],
        )

    @staticmethod
    def acts(statement: Statement) -> list[str]:
        """The acts that made the programme what it was by the end of the period, with their titles."""
        acts = statement.program.legal_acts.filter(role__in=ACTS_OF_THE_PROGRAM, date__lte=statement.period.end)
        return [
            _("%(role)s: %(act)s «%(title)s»")
            % {"role": act.get_role_display(), "act": act_text(act), "title": act.title}
            for act in acts
        ]

    @staticmethod
    def executors(statement: Statement) -> str:
        names = dict.fromkeys(name for line in statement.measures for name in executors_of(line))
        return "; ".join(names)

    @staticmethod
    def goal(statement: Statement) -> str:
        """The passport row of the goal, as the edition words it."""
        rows = statement.edition.passport_rows.all() if statement.edition else []
        return next((row.text for row in rows if row.label.casefold().startswith("мета")), "—")


def check_text(statement: Statement) -> list[str]:
    """The self-check in sentences: that the plan adds up or by how much it does not, and what stands beyond a limit."""
    if statement.edition is None:
        return [_("There is no edition in force to check.")]
    found = [f"{each['title']}: {money_text(each['amount'])}" for each in statement.beyond_unallowed]
    permitted = _("Beyond a limit with the head's permission")
    found += [f"{permitted}: {money_text(each['amount'])}" for each in statement.beyond_allowed]
    if statement.balanced:
        return [_("The plan adds up: the measures equal the passport in every year."), *found]
    differences = "; ".join(f"{row.year}: {money_text(row.amount)}" for row in statement.differences)
    return [_("The plan does not add up (measures minus passport): %s") % differences, *found]


class Attention:
    """The largest deviations with their reasons, and what was not executed: what the commission asks first.

    In a running year nothing deviates yet; there it is what drifts from the year's pace by more than the threshold.
    """

    key = "attention"
    title = gettext_lazy("What calls for attention")

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        said = {line.row.measure_id: line.progress for line in statement.measures}
        if statement.running is None:
            caption = _("The largest deviations, at most %(count)s, and all measures that were not executed; UAH.")
            empty = _("There are no deviations, and no measure was left unexecuted.")
        else:
            caption = _(
                "The measures that need an explanation before the year is over, at most %(count)s, the furthest "
                "behind first, and all that were not executed; UAH."
            )
            empty = _(
                "No measure drifts from the year’s pace by more than %(threshold)s percentage points, and none was "
                "left unexecuted."
            )
        return Table(
            key=self.key,
            caption=caption % {"count": LARGEST},
            columns=[
                Column("number", _("№"), width=1.1),
                Column("title", _("Measure"), width=5.2, heads=True),
                *deviation_columns(statement, 2.6),
                percent_column(statement, 1.2),
                Column("state", _("State"), Kind.STATE, width=2.4),
                Column("reason", _("Reason"), Kind.LINES, width=5),
            ],
            rows=[
                self.row(line, said.get(line.row.measure_id), statement)
                for line in self.lines(statement, counted.measures, said)
            ],
            empty=empty % {"threshold": statement.program.drift_threshold},
        )

    @staticmethod
    def lines(statement: Statement, lines: list[MeasureLine], said: dict[int, Progress | None]) -> list[MeasureLine]:
        """The furthest from their plan first, then what was not executed in the order of the document."""
        if statement.running is None:
            found = sorted((line for line in lines if deviates(line)), key=_size, reverse=True)[:LARGEST]
        else:
            asked = [line for line in lines if statement.reason_required(line, said.get(line.row.measure_id))]
            found = sorted(asked, key=lambda line: statement.pace(line).missing, reverse=True)[:LARGEST]
        for line in lines:
            progress = said.get(line.row.measure_id)
            if progress and progress.state in Progress.EXPLAINED_STATES and line not in found:
                found.append(line)
        return found

    @staticmethod
    def row(line: MeasureLine, progress: Progress | None, statement: Statement) -> Row:
        return Row(
            {
                "number": line.row.number,
                "title": short_title(line.row.title),
                **money_cells(line.total),
                "state": state_of(progress, statement.period),
                "reason": explanation(line, progress, statement, with_result=False),
            },
            link=measure_link(line, statement.program),
        )


def _size(line: MeasureLine) -> Decimal:
    """How far a measure is from its plan, in either direction."""
    return abs(amount_of(line.total.remainder) or Decimal(0))
