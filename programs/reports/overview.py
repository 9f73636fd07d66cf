"""What the report is about, and what a member of the commission should look at first."""

from collections import Counter
from decimal import Decimal

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import finance
from ..finance import amount_of
from ..models import LegalAct, Progress
from ..reporting import Column, Kind, Row, Table, Value
from ..statement import MeasureLine, Statement
from ..words import amount_text, money_text
from .measures import deviates
from .overrides import closing_steps
from .wording import (
    act_text,
    deviation_columns,
    edition_text,
    executors_of,
    money_cells,
    percent_column,
)

REASON = 300  # signs of a reason that the list of reasons quotes
ACTS_OF_THE_PROGRAM = (LegalAct.Role.DRAFT_APPROVAL, LegalAct.Role.ADOPTION, LegalAct.Role.AMENDMENT)


class BasicData:
    """Who, what, when and by which acts (part 1 of the usual form)."""

    key = "basic-data"
    title = gettext_lazy("Basic data")

    def table(self, statement: Statement) -> Table:
        program = statement.program
        executors = _("Executors of the measures")  # which on paper stand numbered below the measures
        rows: list[tuple[str, Value]] = [
            (_("Legal acts"), self.acts(statement) or "—"),
            (_("Edition of the plan"), edition_text(statement.edition)),
            (_("Chief spending unit"), program.chief_spending_unit),
            (_("Responsible executor"), program.responsible_unit),
            (executors, self.executors(statement) or "—"),
            (_("Control"), str(program.commission or "—")),
            (_("Term"), program.term),
            (_("Goal"), self.goal(statement)),
            (_("Self-check"), check_text(statement)),
        ]
        closings = closing_steps(program)
        if closings:
            rows.append((_("Closing of the ledger"), closings))
        return Table(
            key=self.key,
            caption=_("What the report is about."),
            columns=[Column("name", _("Item"), width=3), Column("value", _("Content"), Kind.LINES, width=10)],
            rows=[Row({"name": name, "value": value}, printed=name != executors) for name, value in rows],
            pairs=True,
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
    """What deviates and what was not executed, grouped by the reason that the executors gave: what the commission asks
    first. Where nobody said why, that stands before all reasons.

    In a running year nothing deviates yet; there it is what drifts from the year's pace by more than the threshold.
    """

    key = "attention"
    title = gettext_lazy("What calls for attention")

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        said = {line.row.measure_id: line.progress for line in statement.measures}
        if statement.running is None:
            caption = _("Measures that deviate from their plan or were not executed, by the reason stated, UAH.")
            empty = _("There are no deviations, and no measure was left unexecuted.")
        else:
            caption = _(
                "Measures that need an explanation before the year is over or were not executed, by the reason "
                "stated, UAH."
            )
            empty = _(
                "No measure drifts from the year’s pace by more than %(threshold)s percentage points, and none was "
                "left unexecuted."
            )
        groups = self.groups(statement, counted.measures, said)
        return Table(
            key=self.key,
            caption=caption,
            columns=[
                Column("reason", _("Reason"), width=6, heads=True),
                Column("count", _("Number of measures"), Kind.NUMBER, width=1.1),
                Column("measures", _("Measures (left of the plan, UAH)"), Kind.LINES, width=6.5),
                Column("states", _("State"), Kind.LINES, width=2.6),
                *deviation_columns(statement, 2.4),
                percent_column(statement, 1.1),
            ],
            rows=[self.row(reason, lines, said, statement) for reason, lines in groups.items()],
            notes=[_("A long reason stands whole in the section «Tasks and measures».")]
            if any(len(reason) > REASON for reason in groups)
            else [],
            empty=empty % {"threshold": statement.program.drift_threshold},
        )

    @staticmethod
    def groups(
        statement: Statement, lines: list[MeasureLine], said: dict[int, Progress | None]
    ) -> dict[str, list[MeasureLine]]:
        """The measures under their reasons, the largest deviation first, those without a reason before all."""
        found: dict[str, list[MeasureLine]] = {}
        for line in lines:
            progress = said.get(line.row.measure_id)
            is_late = deviates(line) if statement.running is None else statement.reason_required(line, progress)
            if is_late or (progress and progress.state in Progress.EXPLAINED_STATES):
                found.setdefault(progress.reason.strip() if progress else "", []).append(line)
        by_size = sorted(found.items(), key=lambda group: sum(map(_size, group[1])), reverse=True)
        return dict(sorted(by_size, key=lambda group: bool(group[0])))

    @staticmethod
    def row(reason: str, lines: list[MeasureLine], said: dict[int, Progress | None], statement: Statement) -> Row:
        ordered = sorted(lines, key=_size, reverse=True)
        counted = Counter(
            progress.get_state_display() if (progress := said.get(line.row.measure_id)) else _("not recorded")
            for line in ordered
        )
        return Row(
            {
                "reason": Truncator(reason).chars(REASON, truncate="…") or _("The reason is not stated."),
                "count": len(ordered),
                "measures": ["\u00a0· ".join(map(_numbered, ordered))],
                "states": [f"{state}\u00a0– {count}" for state, count in counted.items()],
                **money_cells(finance.add_figures(line.total for line in ordered)),
            },
        )


def _numbered(line: MeasureLine) -> str:
    """«1.1.1 (172 333,33)»: a measure with its deviation, where it has one."""
    amount = amount_of(line.total.remainder)
    return f"{line.row.number}\u00a0({amount_text(amount)})" if amount else line.row.number


def _size(line: MeasureLine) -> Decimal:
    """How far a measure is from its plan, in either direction."""
    return abs(amount_of(line.total.remainder) or Decimal(0))
