"""The core's own sections of an execution report, and the report put together from settings.REPORT_SECTIONS."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import finance
from .finance import Absence, Figures, Money
from .models import Funding, Program
from .models.program import lines
from .reporting import ABSENCE_LABELS, Column, Kind, Level, Period, Report, Row, Section, State, Table, Value
from .statement import MeasureLine, Statement, TaskLine, statement_for

DEVIATION = gettext_lazy("Deviation (amended plan − paid)")


def money_text(value: Money | None) -> str:
    """An amount as a sentence has it: «105 600,00 грн», or the words for its absence."""
    if value is None:
        return "—"
    if isinstance(value, Absence):
        return str(ABSENCE_LABELS[value])
    return _("%(amount)s UAH") % {"amount": number_format(value, 2, use_l10n=True, force_grouping=True)}


def act_text(act: Any) -> str:
    """«рішення № 46 від 16.02.2021, Виконавчий комітет …»: an act as a document names it."""
    return _("%(act)s, %(body)s") % {"act": act, "body": act.body} if act else "—"


class BasicData:
    """Who, what, when and by which acts (part 1 of the usual form)."""

    key = "basic-data"
    title = gettext_lazy("Basic data")

    def table(self, statement: Statement) -> Table:
        program = statement.program
        acts = program.legal_acts.all()
        passport = statement.edition.passport_rows.all() if statement.edition else []
        goal = next((row.text for row in passport if row.label.lower().startswith("мета")), "—")
        rows: list[tuple[str, Value]] = [
            (_("Programme"), program.title),
            (_("Legal acts"), [f"{act.get_role_display()}: {act_text(act)}" for act in acts] or "—"),
            (_("Edition of the plan"), self.edition_text(statement)),
            (_("Chief spending unit"), program.chief_spending_unit),
            (_("Responsible executor"), program.responsible_unit),
            (_("Control"), str(program.commission or "—")),
            (_("Term"), program.term),
            (_("Goal"), goal),
            (_("Reporting period"), f"{statement.period.label} ({statement.period.start:%d.%m.%Y} – {statement.period.end:%d.%m.%Y})"),
            (_("Self-check"), check_text(statement)),
        ]
        return Table(
            key=self.key,
            caption=_("What the report is about."),
            columns=[Column("name", _("Item"), width=3), Column("value", _("Content"), Kind.LINES, width=12)],
            rows=[Row({"name": name, "value": value}) for name, value in rows],
        )

    @staticmethod
    def edition_text(statement: Statement) -> str:
        edition = statement.edition
        if edition is None:
            return _("no edition was in force by the end of the period")
        return _("edition %(number)s in force from %(date)s (%(act)s)") % {
            "number": edition.number,
            "date": f"{edition.in_force_from:%d.%m.%Y}",
            "act": edition.act,
        }


def check_text(statement: Statement) -> str:
    """The self-check in one sentence: «План зведено», or by how much it is not."""
    if statement.edition is None:
        return _("There is no edition in force to check.")
    if statement.balanced:
        return _("The plan adds up: the measures equal the passport in every year.")
    return _("The plan does not add up (measures minus passport): %s") % "; ".join(
        f"{row.year}: {money_text(row.amount)}" for row in statement.differences
    )


def source_text(line: MeasureLine) -> str:
    """What the document's column «Джерела виконання» says about a measure."""
    if line.row.funding == Funding.NOT_REQUIRED and not line.sources:
        return str(Funding.NOT_REQUIRED.label)
    return ", ".join(source.name for source in line.funding_sources)


def executors_of(line: MeasureLine) -> list[str]:
    return [str(link) for link in line.row.executor_links.all()]


def measure_link(line: MeasureLine) -> str:
    return reverse("programs:measure", args=[line.row.edition.program.slug, line.row.measure.code])


class Measures:
    """Tasks and measures: planned, paid, deviation, state and reason, with sub-totals per task (part 2 of the usual form)."""

    key = "measures"
    title = gettext_lazy("Tasks and measures")

    def table(self, statement: Statement) -> Table:
        rows: list[Row] = []
        for task in statement.tasks:
            rows.append(self.task_row(task))
            rows.extend(self.measure_row(line) for line in task.measures)
        rows.append(Row({"title": _("Total"), **self.money(statement.total)}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Execution of tasks and measures, %(period)s, UAH.") % {"period": statement.period.label},
            columns=[
                Column("number", _("№"), width=0.7),
                Column("title", _("Task / measure"), width=4.2),
                Column("executors", _("Executors"), Kind.LINES, width=3),
                Column("source", _("Funding source"), width=1.5),
                Column("approved", _("Approved"), Kind.MONEY, _("Plan for the years of the period"), width=1.4),
                Column("amended", _("Amended"), Kind.MONEY, _("Plan for the years of the period"), width=1.4),
                Column("paid", _("Paid in the period"), Kind.MONEY, width=1.4),
                Column("deviation", str(DEVIATION), Kind.MONEY, width=1.4),
                Column("percent", _("Paid, %"), Kind.PERCENT, width=0.8),
                Column("state", _("State"), Kind.STATE, width=1.2),
                Column("reason", _("Result; reason of deviation"), Kind.LINES, width=3.4),
            ],
            rows=rows,
            notes=self.notes(statement),
        )

    @staticmethod
    def money(figures: Figures) -> dict[str, Value]:
        return {
            "approved": figures.approved,
            "amended": figures.amended,
            "paid": figures.paid,
            "deviation": figures.remainder,
            "percent": figures.paid_percent,
        }

    def task_row(self, task: TaskLine) -> Row:
        if task.row is None:
            cells: dict[str, Value] = {"title": _("Measures outside the edition in force")}
        else:
            cells = {"number": task.row.number, "title": task.row.title}
        return Row({**cells, **self.money(task.total)}, Level.GROUP)

    def measure_row(self, line: MeasureLine) -> Row:
        progress = line.progress
        return Row(
            {
                "number": line.row.number,
                "title": line.row.title,
                "executors": executors_of(line),
                "source": source_text(line),
                **self.money(line.total),
                "state": State(progress.state, progress.get_state_display()) if progress else None,
                "reason": [text for text in (progress.result, progress.reason) if text] if progress else [],
            },
            link=measure_link(line),
        )

    @staticmethod
    def notes(statement: Statement) -> list[str]:
        found = [
            _("Deviation = amended plan − paid: a positive figure is money not used, a negative one is paid beyond the plan."),
            _("«—» – not foreseen by the programme; 0.00 – a planned zero; per cent is given only where the plan is above zero."),
        ]
        period = statement.period
        if (period.start.month, period.start.day) != (1, 1) or (period.end.month, period.end.day) != (12, 31):
            found.append(_("The programme does not split its money within a year: the plan is given for whole years."))
        outside = [year for year in statement.budget_years if year not in statement.planned_years]
        if outside:
            found.append(
                _("Includes movements of the period for other budget years: %s.") % ", ".join(str(year) for year in outside)
            )
        for line, year, beyond in statement.overpaid:
            found.append(
                _("Measure %(number)s, %(year)s: paid beyond the plan by %(amount)s.")
                % {"number": line.row.number, "year": year, "amount": money_text(beyond)}
            )
        return found


class Financing:
    """Planned and actual by source and year: approved, amended, given by the budget, committed, accepted, paid (part 4)."""

    key = "financing"
    title = gettext_lazy("Financing by source and year")

    def table(self, statement: Statement) -> Table:
        rows: list[Row] = []
        for year in statement.budget_years:
            found = [(source, figures) for (y, source), figures in statement.sources.items() if y == year]
            rows.extend(self.row(str(year), source.name, figures) for source, figures in found)
            rows.append(self.row(str(year), _("Total of the year"), statement.years[year], Level.GROUP))
        sources = sorted({source for _year, source in statement.sources}, key=lambda source: source.pk)
        for source in sources:
            figures = finance.add_figures(f for (_y, s), f in statement.sources.items() if s == source)
            rows.append(self.row(statement.period.label, source.name, figures, Level.GROUP))
        rows.append(self.row(statement.period.label, _("Total"), statement.total, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Money of the programme at its stages by source and year, UAH."),
            columns=[
                Column("year", _("Year"), width=1.6),
                Column("source", _("Funding source"), width=3),
                Column("approved", _("Approved"), Kind.MONEY, width=1.6),
                Column("amended", _("Amended"), Kind.MONEY, width=1.6),
                Column("appropriated", _("Given by the budget"), Kind.MONEY, width=1.6),
                Column("committed", _("Committed"), Kind.MONEY, width=1.6),
                Column("accepted", _("Accepted"), Kind.MONEY, width=1.6),
                Column("paid", _("Paid"), Kind.MONEY, width=1.6),
                Column("deviation", str(DEVIATION), Kind.MONEY, width=1.6),
                Column("percent", _("Paid, %"), Kind.PERCENT, width=1),
            ],
            rows=rows,
            notes=[_("An empty «given by the budget» means that no appropriation is recorded, not that nothing was given.")],
        )

    @staticmethod
    def row(year: str, source: str, figures: Figures, level: Level = Level.ITEM) -> Row:
        return Row(
            {
                "year": year,
                "source": source,
                "approved": figures.approved,
                "amended": figures.amended,
                "appropriated": figures.appropriated,
                "committed": figures.committed,
                "accepted": figures.accepted,
                "paid": figures.paid,
                "deviation": figures.remainder,
                "percent": figures.paid_percent,
            },
            level,
        )


class Plan:
    """Annex 1 whole: tasks, measures, executors, sources and the years' amounts, for the public page."""

    key = "plan"
    title = gettext_lazy("Tasks and measures of the programme")

    def table(self, statement: Statement) -> Table:
        rows: list[Row] = []
        for task in statement.tasks:
            if task.row is not None:
                cells: dict[str, Value] = {"number": task.row.number, "title": task.row.title, "results": lines(task.row.results)}
            else:
                cells = {"title": _("Measures outside the edition in force")}
            rows.append(Row({**cells, **self.money(task.years, task.total)}, Level.GROUP))
            rows.extend(self.measure_row(line) for line in task.measures)
        rows.append(Row({"title": _("Total"), **self.money(statement.years, statement.total)}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Annex 1 as of %(date)s, UAH.") % {"date": f"{statement.period.end:%d.%m.%Y}"},
            columns=[
                Column("number", _("№"), width=0.8),
                Column("title", _("Task / measure"), width=5),
                Column("executors", _("Executors"), Kind.LINES, width=3),
                Column("source", _("Funding source"), width=1.8),
                *[Column(f"y{year}", str(year), Kind.MONEY, _("Amount, UAH"), width=1.4) for year in statement.budget_years],
                Column("total", _("Total"), Kind.MONEY, _("Amount, UAH"), width=1.4),
                Column("paid", _("Paid"), Kind.MONEY, width=1.4),
                Column("results", _("Expected results"), Kind.LINES, width=4),
            ],
            rows=rows,
        )

    @staticmethod
    def money(years: dict[int, Figures], total: Figures) -> dict[str, Value]:
        return {**{f"y{year}": f.amended for year, f in years.items()}, "total": total.amended, "paid": total.paid}

    def measure_row(self, line: MeasureLine) -> Row:
        return Row(
            {
                "number": line.row.number,
                "title": line.row.title,
                "executors": executors_of(line),
                "source": source_text(line),
                **self.money(line.years, line.total),
                "results": lines(line.row.results),
            },
            link=measure_link(line),
        )


@cache
def report_sections() -> tuple[Section, ...]:
    """The sections of settings.REPORT_SECTIONS, imported once; a system check names a path that does not resolve."""
    return tuple(import_string(path)() for path in settings.REPORT_SECTIONS)


def build_report(program: Program, period: Period, sections: Iterable[Section] | None = None) -> Report:
    """The execution report of a programme for a period; always Ukrainian, as official documents are.

    The same programme, period and ledger give the same report to the byte: nothing in it asks the clock.
    """
    with translation.override("uk"):
        statement = statement_for(program, period)
        adoption = statement.first_edition.act if statement.first_edition else None
        total = statement.total
        return Report(
            title=_("Report on the execution of the programme"),
            program=program.title,
            subtitle=[
                program.council,
                _("for %(period)s") % {"period": period.label},
                act_text(adoption),
                BasicData.edition_text(statement),
            ],
            period=period,
            tables=[(str(section.title), section.table(statement)) for section in sections or report_sections()],
            signatures=[program.responsible_unit, program.chief_spending_unit],
            footer=program.short_title,
            facts={
                "slug": program.slug,
                "edition": statement.edition.number if statement.edition else None,
                "demonstration": program.is_demonstration,
                "balanced": statement.balanced,
                "amended": finance.amount_of(total.amended),
                "paid": finance.amount_of(total.paid),
                "remainder": finance.amount_of(total.remainder),
                "percent": total.paid_percent,
                "last_entry": statement.last_entry,
            },
        )


def percent_text(value: Decimal | None) -> str:
    return "—" if value is None else f"{number_format(value, 1, use_l10n=True)} %"
