"""The first page: figures, and a few sentences that say how the programme went."""

from collections import Counter
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..finance import amount_of
from ..models import Progress
from ..reporting import Fact, Kind
from ..statement import MeasureLine, Statement
from ..words import date_text, money_text, percent_text
from .measures import deviates
from .wording import short_title, years_text


def facts(statement: Statement) -> list[Fact]:
    """The figures that the commission decides by: planned, paid, left, per cent."""
    total = statement.since_new_year.total
    found = [
        Fact("amended", _("Plan as amended"), amount_of(total.amended)),
        Fact("paid", _("Cash expenditure"), amount_of(total.paid)),
        Fact("remainder", _("Left"), amount_of(total.remainder)),
        Fact("percent", _("Execution"), total.paid_percent, Kind.PERCENT),
    ]
    if statement.since_new_year is not statement:
        found[1] = Fact("paid", _("Paid since %(date)s") % {"date": _new_year(statement)}, amount_of(total.paid))
        found.insert(1, Fact("paid_in_period", _("Paid in the period"), amount_of(statement.total.paid)))
    return found


def summary(statement: Statement) -> list[str]:
    """How the programme went, in sentences made from the figures alone."""
    return [
        sentence
        for sentence in (_money(statement), _states(statement), _largest(statement), _reasons(statement))
        if sentence
    ]


def _new_year(statement: Statement) -> str:
    return date_text(statement.since_new_year.period.start)


def _money(statement: Statement) -> str:
    total = statement.since_new_year.total
    if not amount_of(total.amended):
        return _("The plan has no amounts for the years of the period; %(paid)s was paid.") % {
            "paid": money_text(amount_of(total.paid) or Decimal("0.00"))
        }
    values = {
        "plan": money_text(total.amended),
        "paid": money_text(total.paid),
        "percent": percent_text(total.paid_percent),
        "left": money_text(total.remainder),
        "years": years_text(statement.planned_years),
        "within": money_text(amount_of(statement.total.paid) or Decimal("0.00")),
        "since": _new_year(statement),
    }
    if statement.since_new_year is statement:
        return _("Of %(plan)s planned (%(years)s), %(paid)s was paid, %(percent)s; %(left)s is left.") % values
    return (
        _(
            "In the period %(within)s was paid; since %(since)s – %(paid)s of %(plan)s planned (%(years)s), "
            "%(percent)s; %(left)s is left."
        )
        % values
    )


def _states(statement: Statement) -> str:
    """How many measures are in each state, those without a judgement included."""
    lines = [line for line in statement.measures if line.in_plan]
    if not lines:
        return ""
    counted = Counter(line.progress.state if line.progress else "" for line in lines)
    parts = [f"{label} –\u00a0{counted[state]}" for state, label in Progress.State.choices if counted[state]]
    if counted[""]:
        parts.append(_("state not recorded – %(count)s") % {"count": counted[""]})
    return _("Measures of the programme: %(count)s, of them %(states)s.") % {
        "count": len(lines),
        "states": ", ".join(parts),
    }


def _largest(statement: Statement) -> str:
    """The measure that is farthest from its plan, with its reason."""
    deviating = [line for line in statement.since_new_year.measures if deviates(line)]
    if not deviating:
        return _("No measure deviates from its plan.")
    line = max(deviating, key=lambda line: abs(amount_of(line.total.remainder) or Decimal(0)))
    values = {
        "number": line.row.number,
        "title": short_title(line.row.title),
        "amount": money_text(line.total.remainder),
    }
    return _("The largest deviation is in measure %(number)s «%(title)s»: %(amount)s.") % values


def _reasons(statement: Statement) -> str:
    """How many of the deviations nobody explained."""
    explained = {line.row.measure_id for line in statement.measures if line.progress and line.progress.reason}
    deviating: list[MeasureLine] = [line for line in statement.since_new_year.measures if deviates(line)]
    unexplained = sum(1 for line in deviating if line.row.measure_id not in explained)
    if not deviating:
        return ""
    if not unexplained:
        return _("The reason of every deviation is stated.")
    return ngettext(
        "%(count)s measure of %(all)s with a deviation does not state its reason.",
        "%(count)s measures of %(all)s with a deviation do not state their reasons.",
        unexplained,
    ) % {"count": unexplained, "all": len(deviating)}
