"""How sections word what several of them print: acts, executors, sources, headings of money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import Absence, Figures, Money
from ..models import Edition, Funding, LegalAct, Program
from ..period import Period
from ..reporting import Column, Kind, Value
from ..statement import MeasureLine, Statement
from ..words import ABSENCE_SPOKEN, date_text, money_text

# The heading says by which formula a deviation is worked out: towns differ.
DEVIATION = gettext_lazy("Deviation (amended plan − cash expenditure)")
# The same difference while the plan's years are not over.
LEFT_OF_PLAN = gettext_lazy("Left of the plan (amended plan − cash expenditure)")

# A title of a measure may be a paragraph; a sentence about it needs a part that still names it.
TITLE_WORDS = 10


def short_title(title: str) -> str:
    """The beginning of a long title, cut after a whole word."""
    return Truncator(title).words(TITLE_WORDS, truncate="…")


def act_text(act: LegalAct | None) -> str:
    """«рішення № 46 від 16.02.2021, Виконавчий комітет …»: an act as a document names it."""
    return _("%(act)s, %(body)s") % {"act": act, "body": act.body} if act else "—"


def edition_text(edition: Edition | None) -> str:
    if edition is None:
        return _("no edition was in force by the end of the period")
    return _("edition %(number)s in force from %(date)s (%(act)s)") % {
        "number": edition.number,
        "date": date_text(edition.in_force_from) if edition.in_force_from else "—",
        "act": edition.act,
    }


def source_text(line: MeasureLine) -> str:
    """What the document's column «Джерела виконання» says about a measure."""
    if line.row.funding == Funding.NOT_REQUIRED and not line.sources:
        return str(Funding.NOT_REQUIRED.label)
    return ", ".join(source.name for source in line.funding_sources)


def amended_text(line: MeasureLine, year: int) -> str:
    """«2022: затверджено 188 000,00 грн, з урахуванням змін 168 000,00 грн – редакція 2 (рішення № …)»."""
    figures = line.years[year]
    return _("%(year)s: approved %(approved)s, amended %(amended)s – %(act)s") % {
        "year": year,
        "approved": _said(figures.approved),
        "amended": _said(figures.amended),
        "act": edition_and_act(line.amended_by[year]),
    }


def _said(value: Money) -> str:
    return str(ABSENCE_SPOKEN[value]) if isinstance(value, Absence) else money_text(value)


def edition_and_act(edition: Edition) -> str:
    """«редакція 1 (рішення № 46 від 16.02.2021)», or that it is a draft."""
    return f"{edition} ({edition.act or edition.get_status_display()})"


def money_cells(figures: Figures) -> dict[str, Value]:
    """A line's money at every stage; a table prints of it what it has columns for."""
    return {
        "approved": figures.approved,
        "amended": figures.amended,
        "appropriated": figures.appropriated,
        "committed": figures.committed,
        "accepted": figures.accepted,
        "paid": figures.paid,
        "direct": figures.direct,
        "free": figures.free,
        "due": Absence.NOT_FORESEEN if figures.due is None else figures.due,
        "deviation": Absence.NOT_FORESEEN if figures.deviation is None else figures.deviation,
        "remainder": figures.remainder,
        "percent": figures.paid_percent,
    }


def direct_column(width: float) -> Column:
    """What of the paid money has no contract in the portal."""
    return Column("direct", _("Of it without a contract"), Kind.MONEY, width=width, once=True)


def executors_of(line: MeasureLine) -> list[str]:
    return [str(link) for link in line.row.executor_links.all()]


def measure_link(line: MeasureLine, program: Program) -> str:
    return reverse("programs:measure", args=[program.slug, line.row.measure.code])


def paid_title(period: Period) -> str:
    """The heading of what uses up the plan: the period's payments, or the year's where the period begins later."""
    if period == period.since_new_year:
        return _("Cash expenditure in the period")
    return _("Cash expenditure since %(date)s") % {"date": date_text(period.since_new_year.start)}


def deviation_columns(statement: Statement, width: float) -> list[Column]:
    """Plan minus cash expenditure with the formula over it: the deviation, and what a running year has left.

    A deviation is told of what was due by the end of the period: the plans of years that are over, and the quarters of
    a running one where the department set them. The heading names the date from which expenditure counts where it is
    not the period's first.
    """
    period, since = statement.period, ""
    if period != period.since_new_year:
        since = date_text(period.since_new_year.start)
    if statement.running is None:
        title = str(DEVIATION)
        if since:
            title = _("Deviation (amended plan − cash expenditure since %(date)s)") % {"date": since}
        return [Column("deviation", title, Kind.MONEY, width=width)]
    if len(statement.planned_years) > 1:
        left = str(LEFT_OF_PLAN)
    elif since:
        left = _("Left of the year’s plan (amended plan − cash expenditure since %(date)s)") % {"date": since}
    else:
        left = _("Left of the year’s plan (amended plan − cash expenditure)")
    remainder = Column("remainder", left, Kind.MONEY, width=width)
    if not statement.since_new_year.has_due:
        return [remainder]
    if since:
        title = _("Deviation (plan of the period − cash expenditure since %(date)s)") % {"date": since}
    else:
        title = _("Deviation (plan of the period − cash expenditure)")
    return [Column("deviation", title, Kind.MONEY, width=width, once=True), remainder]


def due_columns(statement: Statement, group: str, width: float) -> list[Column]:
    """What was due since New Year by the end of a running period, where anything says so."""
    if statement.running is None or not statement.since_new_year.has_due:
        return []
    title, since = _("For the period"), statement.period.since_new_year.start
    if statement.period.start != since:
        title = _("For the period since %(date)s") % {"date": date_text(since)}
    return [Column("due", title, Kind.MONEY, group, width=width, plan=True, once=True)]


def percent_column(statement: Statement, width: float) -> Column:
    """The share of the plan that is paid; of a running year the heading says of what."""
    if statement.running is None or len(statement.planned_years) > 1:
        return Column("percent", _("Paid, %"), Kind.PERCENT, width=width)
    return Column("percent", _("Paid of the year’s plan, %"), Kind.PERCENT, width=max(width, 1.3))


def late_notes(late: Iterable[Mapping[str, Any]]) -> list[str]:
    """«900,00 грн за 2021 бюджетний рік сплачено 2022 року»: by budget years and by dates such money counts apart."""
    sums: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for row in late:
        sums[row["budget_year"], row["date__year"]] += row["sum"]
    sentence = _("%(amount)s for the budget year %(budget)s was paid in %(year)s.")
    return [
        sentence % {"amount": money_text(amount), "budget": budget, "year": year}
        for (budget, year), amount in sorted(sums.items())
        if amount
    ]


def years_text(years: Iterable[int]) -> str:
    """The budget years that a plan is for: «2022 рік», «2021–2023 роки»; a plan without years is for none of them."""
    found = sorted(years)
    return Period(date(found[0], 1, 1), date(found[-1], 12, 31)).label if found else "—"
