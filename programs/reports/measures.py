"""The main table: tasks and measures, planned and paid, deviation, state and reason."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import finance
from ..finance import Figures, Money
from ..models import FundingSource, Progress, QuarterPlan
from ..period import Period
from ..reporting import Column, Kind, Level, Row, State, Table, Value
from ..statement import MeasureLine, Statement, TaskLine
from ..words import date_text, money_text
from .amended import acts_of_changes
from .wording import (
    deviation_columns,
    direct_column,
    due_columns,
    executors_of,
    late_notes,
    measure_link,
    money_cells,
    paid_title,
    percent_column,
    source_text,
    years_text,
)


def deviates(line: MeasureLine) -> bool:
    """True where the deviation is an amount other than nothing, in either direction."""
    return bool(finance.amount_of(line.total.remainder))


def common_period(statement: Statement) -> Period:
    """The period that the measures were judged for, where it is one for all; else the report's own."""
    periods = {line.progress.period for line in statement.measures if line.progress}
    return periods.pop() if len(periods) == 1 else statement.period


def state_of(progress: Progress | None, period: Period) -> State | None:
    """The state, with its period where that is not the one of all: done for a quarter is not done for the year."""
    if progress is None:
        return None
    words = progress.get_state_display()
    if progress.period != period:
        words = _("%(state)s for %(period)s") % {"state": words, "period": progress.period.label}
    return State(progress.state, words)


def state_title(statement: Statement) -> str:
    """«Стан за II квартал 2022 року» where all measures were judged for another period than the report's."""
    judged = common_period(statement)
    return _("State") if judged == statement.period else _("State for %(period)s") % {"period": judged.label}


def explanation(line: MeasureLine, progress: Progress | None, statement: Statement) -> list[str]:
    """Result and reason; where a reason is required and nobody gave one, the words say so instead of leaving a hole."""
    found = [progress.result] if progress and progress.result else []
    if not line.in_plan:
        found.append(_("The edition in force no longer has the measure."))
    if progress and progress.reason:
        found.append(progress.reason)
    elif statement.reason_required(line, progress):
        found.append(_("The reason is not stated."))
    return found + moved_by(line, statement)


def moved_by(line: MeasureLine, statement: Statement) -> list[str]:
    """The acts that moved a measure's plan of the report's years: «План змінено: рішення № 318 від 23.12.2021»."""
    editions = {line.amended_by[year] for year in line.amended_by if year in statement.planned_years}
    acts = [str(edition.act or edition) for edition in sorted(editions, key=lambda edition: edition.number)]
    return [_("The plan was moved by %(acts)s") % {"acts": ", ".join(acts)}] if acts else []


class Measures:
    """Tasks and measures: planned, paid, deviation, state and reason, with sub-totals per task (part 2 of the form).

    A plan has no parts of a year. So where the period begins after New Year, the plan is compared with what was paid
    since 1 January, and the payments of the period stand beside it: money paid in the first quarter is not «left» in
    the second. Where the period ends before the year does, what is not paid is left of the year's plan; whether that
    is late, the pace tells.
    """

    key = "measures"
    title = gettext_lazy("Tasks and measures")

    def table(self, statement: Statement) -> Table:
        counted = statement.since_new_year
        within = {line.row.measure_id: line for line in statement.measures}
        rows: list[Row] = []
        for task in counted.tasks:
            rows.append(self.task_row(task, within))
            rows.extend(self.measure_row(line, within.get(line.row.measure_id), statement) for line in task.measures)
        rows.extend(self.source_rows(counted, statement))
        total = {"title": _("Grand total"), **self.money(counted.total, statement.total.paid)}
        rows.append(Row(total, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Execution of tasks and measures for %(period)s, UAH.") % {"period": statement.period.label},
            columns=self.columns(statement),
            rows=rows,
            notes=self.notes(statement),
        )

    @staticmethod
    def columns(statement: Statement) -> list[Column]:
        period = statement.period
        plan = _("Plan for %(years)s") % {"years": years_text(statement.planned_years)}
        since = [Column("paid_since", paid_title(period), Kind.MONEY, width=1.5)]
        due = due_columns(statement, plan, 1.7)
        text = 0.75 if due else 1  # two columns of amounts more leave the words less of a sheet
        return [
            Column("number", _("№"), width=0.8),
            Column("title", _("Task / measure"), width=7.4 * text, heads=True),
            Column("executors", _("Executors"), Kind.LINES, width=3 * text, below=True, noted="all"),
            Column("source", _("Funding source"), width=1.6, below=bool(due), once=True),
            Column("approved", _("Approved"), Kind.MONEY, plan, width=1.6, plan=True, same_as="amended"),
            Column("amended", _("Amended"), Kind.MONEY, plan, width=1.5, plan=True),
            *due,
            Column("paid", _("Cash expenditure in the period"), Kind.MONEY, width=1.5),
            *(since if period != period.since_new_year else []),
            direct_column(1.4),
            *deviation_columns(statement, 1.9),
            percent_column(statement, 1),
            Column("state", state_title(statement), Kind.STATE, width=2.1),
            Column(
                "reason", _("Result; reason of deviation"), Kind.LINES, width=5.2 * text, below=True, noted="repeated"
            ),
        ]

    @staticmethod
    def money(figures: Figures, paid_within: Money) -> dict[str, Value]:
        return {**money_cells(figures), "paid": paid_within, "paid_since": figures.paid}

    def task_row(self, task: TaskLine, within: dict[int, MeasureLine]) -> Row:
        if task.row is None:
            cells: dict[str, Value] = {"title": _("Measures outside the edition in force")}
        else:
            cells = {"number": task.row.number, "title": task.row.title}
        paid = finance.total(paid_within(line, within.get(line.row.measure_id)) for line in task.measures)
        return Row({**cells, **self.money(task.total, paid)}, Level.GROUP)

    def measure_row(self, line: MeasureLine, within: MeasureLine | None, statement: Statement) -> Row:
        progress = within.progress if within else None
        return Row(
            {
                "number": line.row.number,
                "title": line.row.title,
                "executors": executors_of(line),
                "source": source_text(line),
                **self.money(line.total, paid_within(line, within)),
                "state": state_of(progress, common_period(statement)),
                "reason": explanation(line, progress, statement),
            },
            link=measure_link(line, statement.program),
        )

    def source_rows(self, counted: Statement, statement: Statement) -> list[Row]:
        """«Усього» of each source."""
        moved = by_source(statement)
        rows = []
        for source, figures in by_source(counted).items():
            paid = moved[source].paid if source in moved else unmoved(figures.paid)
            cells = {"title": _("Total: %(source)s") % {"source": source.name}, **self.money(figures, paid)}
            rows.append(Row(cells, Level.SUBTOTAL))
        return rows

    @staticmethod
    def notes(statement: Statement) -> list[str]:
        found: list[str] = []
        if statement.edition and statement.edition == statement.first_edition:
            found.append(
                _("The programme was not amended by the end of the period: approved and amended plans are equal.")
            )
        found += acts_of_changes(statement.since_new_year.amount_changes)
        if statement.running is not None and statement.since_new_year.has_due:
            found.append(
                _(
                    "The plan of the period is the department's own plan by quarter; where a measure or a part of a "
                    "sum has none, no deviation is told."
                )
            )
            found += quarters_to_review(statement, statement.running)
        elif not statement.period.whole_years:
            found.append(_("The programme does not split its money within a year: the plan is given for whole years."))
        outside = sorted(set(statement.since_new_year.budget_years) - statement.planned_years)
        if outside:
            found.append(
                _("Includes money that moved for other budget years, which have no plan in the period: %s.")
                % ", ".join(str(year) for year in outside)
            )
        found += late_notes(statement.since_new_year.late)
        for line, year, beyond in statement.since_new_year.overpaid:
            found.append(
                _("Measure %(number)s, %(year)s: paid beyond the plan by %(amount)s.")
                % {"number": line.row.number, "year": year, "amount": money_text(beyond)}
            )
        return found


def how_counted(statement: Statement, *, plan_minus_paid: bool = True) -> list[str]:
    """What the signs and dashes of the report's money mean."""
    if statement.running is None and not plan_minus_paid:
        sign = _("A negative deviation is money of the plan not used, a positive one is money paid beyond the plan.")
    elif statement.running is None:
        sign = _("A positive deviation is money of the plan not used, a negative one is money paid beyond the plan.")
    else:
        sign = _(
            "The year %(year)s is not over by the end of the period: what is left of its plan is no deviation; a "
            "negative figure is money paid beyond the plan."
        ) % {"year": statement.running}
    found = [
        sign,
        _("«—» – not foreseen by the programme; 0.00 – a planned zero; per cent is given where there is a plan."),
    ]
    if statement.last_entry:
        found.append(
            _("The last entry of the ledger that the report counts is of %(date)s.")
            % {"date": date_text(statement.last_entry)}
        )
    return found


def quarters_to_review(statement: Statement, running: int) -> list[str]:
    """Plans by quarter that no longer add up to the year's plan, because an act changed it since."""
    split = {
        (row.measure_id, row.source_id): sum(row.amounts, finance.ZERO)
        for row in QuarterPlan.objects.filter(measure__program=statement.program, year=running)
    }
    words = _("Measure %(number)s: its quarters add up to %(sum)s, the plan of %(year)s is %(plan)s.")
    return [
        words
        % {
            "number": line.row.number,
            "sum": money_text(split[line.row.measure_id, source.pk]),
            "year": year,
            "plan": money_text(figures.amended),
        }
        for line in statement.since_new_year.measures
        for (year, source), figures in line.sources.items()
        if year == statement.running and split.get((line.row.measure_id, source.pk), figures.amended) != figures.amended
    ]


def paid_within(line: MeasureLine, within: MeasureLine | None) -> Money:
    """What was paid in the period itself; a measure that did not move in it has 0.00, or the plan's reason for none."""
    return within.total.paid if within else unmoved(line.total.paid)


def unmoved(counted: Money) -> Money:
    """What was paid in a period in which nothing moved, beside what was counted since New Year."""
    return finance.ZERO if isinstance(counted, Decimal) else counted


def by_source(statement: Statement) -> dict[FundingSource, Figures]:
    """The programme's money per source over the years of the statement."""
    sources = sorted({source for _year, source in statement.sources}, key=lambda source: source.pk)
    return {
        source: finance.add_figures(figures for (_year, s), figures in statement.sources.items() if s == source)
        for source in sources
    }
