"""Charts as data: what each bar means, how long it is, what the chart shows in one sentence, the figures as a table.

A template draws the bars as inline SVG; no chart knows about requests or languages beyond its own words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import finance
from .finance import Absence, Figures, Money
from .reporting import Column, Kind, Level, Row, Table, Value
from .reports import late_notes
from .statement import Statement, TaskLine
from .words import Scale, money_text, percent_text

# The stages from promise to payment: drawn from outline to solid, so that they stay apart in black and white.
STAGES = {
    "approved": gettext_lazy("Approved"),
    "amended": gettext_lazy("Amended"),
    "appropriated": gettext_lazy("Given by the budget"),
    "committed": gettext_lazy("Committed"),
    "accepted": gettext_lazy("Accepted"),
    "paid": gettext_lazy("Paid"),
    "direct": gettext_lazy("Of it without a contract"),
}

PLAN = {"approved", "amended"}


@dataclass(frozen=True)
class Bar:
    """One bar: the stage that decides its fill, the amount beside it, its length within the longest («58.3%»).

    ``text`` stands beside it where it is no amount of money.
    """

    stage: str
    label: str
    value: Money | None
    length: str
    text: str = ""


@dataclass(frozen=True)
class Group:
    """Bars that belong together: a year, a task."""

    label: str
    bars: list[Bar]
    title: str = ""  # wording of the document, Ukrainian in every language
    link: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart with its sentence and its table; ``key`` names it in the page and in the address of its CSV."""

    key: str
    title: str
    sentence: str
    groups: list[Group]
    table: Table


def length(part: Decimal | None, whole: Decimal | None) -> str:
    """A bar's length in per cent as SVG reads it: with a point in every language, within 0 and 100."""
    if not part or not whole or part < 0:
        return "0%"
    return f"{min(part * 100 / whole, Decimal(100)):.2f}%"


def _longest(lines: Iterable[Figures]) -> Decimal:
    cells = [getattr(figures, stage) for figures in lines for stage in STAGES]
    return max((finance.amount_of(cell) or finance.ZERO for cell in cells if cell is not None), default=finance.ZERO)


def _bars(figures: Figures, stages: Iterable[str], longest: Decimal) -> list[Bar]:
    found = [(stage, getattr(figures, stage)) for stage in stages]
    # why the plan has no amount is said once: nothing can follow it
    found = [(stage, value) for stage, value in found if stage in PLAN or not isinstance(value, Absence)]
    return [
        Bar(stage, str(STAGES[stage]), value, length(finance.amount_of(value) if value is not None else None, longest))
        for stage, value in found
    ]


def _stages_shown(statement: Statement, lines: Iterable[Figures]) -> list[str]:
    """The amended plan only where it can differ, the budget's figure only where somebody recorded it, money without a
    contract only where there is any.
    """
    hidden = set()
    if statement.edition == statement.first_edition:
        hidden.add("amended")
    if all(figures.appropriated is None for figures in lines):
        hidden.add("appropriated")
    if not any(figures.direct for figures in lines):
        hidden.add("direct")
    return [stage for stage in STAGES if stage not in hidden]


def _stage_columns(stages: Iterable[str]) -> list[Column]:
    return [Column(stage, str(STAGES[stage]), Kind.MONEY, width=1.6, plan=stage in PLAN) for stage in stages]


def _stage_cells(figures: Figures, stages: Iterable[str]) -> dict[str, Value]:
    return {stage: getattr(figures, stage) for stage in stages}


def year_bars(years: Mapping[int, Figures], scale: Scale) -> list[dict[str, Any]]:
    """Each year as three bars in one: planned, given by the budget, paid; as high as they are to the highest."""
    stages = ("amended", "appropriated", "paid")
    cells = {year: [getattr(figures, stage) for stage in stages] for year, figures in years.items()}
    amounts = {
        year: [finance.amount_of(cell) if cell is not None else None for cell in of] for year, of in cells.items()
    }
    highest = max((amount or finance.ZERO for of in amounts.values() for amount in of), default=finance.ZERO)
    return [
        {
            "year": year,
            "bars": [
                {"stage": stage, "top": length(highest - amount, highest), "height": length(amount, highest)}
                for stage, amount in zip(stages, of, strict=True)
                if amount
            ],
            "plan": scale.text(of[0]) if of[0] is not None else None,
            "paid": scale.text(of[2] or finance.ZERO),
        }
        for year, of in amounts.items()
    ]


def money_by_year(statement: Statement) -> Chart:
    """How far the money of each year has come: promised, contracted, accepted, paid."""
    chart = _by_year(statement, statement.years, statement.total, _("Money of the programme by year and stage, UAH"))
    return replace(chart, sentence=" ".join([chart.sentence, *late_notes(statement.late)]))


def _by_year(statement: Statement, years: dict[int, Figures], total: Figures, title: str) -> Chart:
    stages = _stages_shown(statement, years.values())
    longest = _longest(years.values())
    rows = [Row({"year": str(year), **_stage_cells(figures, stages)}) for year, figures in years.items()]
    rows.append(Row({"year": _("Total"), **_stage_cells(total, stages)}, Level.TOTAL))
    return Chart(
        key="money-by-year",
        title=title,
        sentence=_years_sentence(years, statement.period.end.year),
        groups=[Group(str(year), _bars(figures, stages, longest)) for year, figures in years.items()],
        table=Table("money-by-year", title, [Column("year", _("Year")), *_stage_columns(stages)], rows),
    )


def _years_sentence(years: dict[int, Figures], begun: int) -> str:
    """Which year paid most, and which of those that began no payment has reached yet."""
    paid = {year: finance.amount_of(figures.paid) or finance.ZERO for year, figures in years.items()}
    best = max(paid, key=lambda year: paid[year], default=None)
    if best is None or paid[best] <= 0:
        return _("No payment has been recorded in any of the years.")
    figures = years[best]
    share = percent_text(figures.paid_percent)
    if figures.paid_percent is None:
        sentence = _("Most was paid in %(year)s: %(paid)s.") % {"year": best, "paid": money_text(figures.paid)}
    else:
        sentence = _("Most was paid of the money of %(year)s: %(paid)s, which is %(percent)s of its plan.") % {
            "year": best,
            "paid": money_text(figures.paid),
            "percent": share,
        }
    unpaid = [
        str(year)
        for year, amount in paid.items()
        if year <= begun and amount == 0 and finance.amount_of(years[year].amended)
    ]
    if unpaid:
        more = ngettext(
            "Nothing was paid of the money of %(years)s.",
            "Nothing was paid of the money of the years %(years)s.",
            len(unpaid),
        )
        sentence = f"{sentence} {more % {'years': ', '.join(unpaid)}}"
    return sentence


def plan_and_paid_by_task(statement: Statement) -> Chart:
    """What each task was promised and what it was paid."""
    stages = ["amended", "paid", *(["direct"] if statement.total.direct else [])]
    longest = _longest(task.total for task in statement.tasks)
    title = _("Plan and payments by task, UAH")
    rows = [
        Row({"number": _number(task), "title": _title(task), **_stage_cells(task.total, stages)})
        for task in statement.tasks
    ]
    rows.append(Row({"title": _("Total"), **_stage_cells(statement.total, stages)}, Level.TOTAL))
    columns = [
        Column("number", _("№"), width=0.7),
        Column("title", _("Task"), width=5, heads=True),
        *_stage_columns(stages),
    ]
    return Chart(
        key="plan-and-paid-by-task",
        title=title,
        sentence=_tasks_sentence(statement),
        groups=[_task_group(task, stages, longest) for task in statement.tasks],
        table=Table("plan-and-paid-by-task", title, columns, rows),
    )


def _task_group(task: TaskLine, stages: list[str], longest: Decimal) -> Group:
    link = f"#task-{task.row.task.code}" if task.row else ""
    return Group(_number(task), _bars(task.total, stages, longest), _title(task), link)


def _number(task: TaskLine) -> str:
    return task.row.number if task.row else ""


def _title(task: TaskLine) -> str:
    return task.row.name if task.row else _("Measures outside the edition in force")


def _tasks_sentence(statement: Statement) -> str:
    """Which task has most of the plan, and which of the funded ones had nothing paid."""
    planned = {
        task.row.number: finance.amount_of(task.total.amended) or finance.ZERO for task in statement.tasks if task.row
    }
    if not any(planned.values()):
        return _("The plan names no amount for any task.")
    largest = max(planned, key=lambda number: planned[number])
    sentence = _("Task %(number)s has the largest share of the plan: %(amount)s, %(percent)s of the whole.") % {
        "number": largest,
        "amount": money_text(planned[largest]),
        "percent": percent_text(finance.percent(planned[largest], statement.total.amended)),
    }
    unpaid = [
        task.row.number
        for task in statement.tasks
        if task.row and planned[task.row.number] and not finance.amount_of(task.total.paid)
    ]
    if unpaid:
        more = ngettext(
            "Nothing has been paid for task %(numbers)s.", "Nothing has been paid for tasks %(numbers)s.", len(unpaid)
        )
        sentence = f"{sentence} {more % {'numbers': ', '.join(unpaid)}}"
    return sentence


# The charts of the progress page by the key that its CSV has in the address.
PROGRAM_CHARTS: dict[str, Callable[[Statement], Chart]] = {
    "money-by-year": money_by_year,
    "plan-and-paid-by-task": plan_and_paid_by_task,
}


def program_charts(statement: Statement) -> list[Chart]:
    return [draw(statement) for draw in PROGRAM_CHARTS.values()]


def track(figures: Figures) -> dict[str, str] | None:
    """The thin bar of a line: how much of its plan is paid; None where there is no plan to measure against."""
    planned = finance.amount_of(figures.amended)
    if not planned:
        return None
    return {
        "paid": length(finance.amount_of(figures.paid), planned),
        "committed": length(finance.amount_of(figures.committed), planned),
    }
