"""The first page: figures, and a few sentences that say how the programme went."""

from collections import Counter
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..finance import ZERO, amount_of
from ..models import LedgerEntry, Progress, Stage
from ..reporting import Fact, Kind
from ..statement import MeasureLine, Statement
from ..words import date_text, money_text, percent_text
from .measures import deviates
from .wording import short_title, years_text


def cover(statement: Statement) -> dict[str, Any]:
    """The picture of the first page: plan and payments by year, or by quarter of one year, and the states of the
    measures.
    """
    lines = [line for line in statement.measures if line.in_plan]
    counted = Counter(line.progress.state if line.progress else "" for line in lines)
    choices = [*Progress.State.choices, ("", _("state not recorded"))]
    states = [{"code": code, "label": str(label), "count": counted[code]} for code, label in choices if counted[code]]
    if len(statement.planned_years) == 1:
        [year] = statement.planned_years
        return {"bars": _quarters(statement.since_new_year), "of": str(year), "states": states}
    years = [
        {
            "label": str(year),
            "plan": amount_of(statement.years[year].amended),
            "paid": amount_of(statement.years[year].paid),
        }
        for year in sorted(statement.planned_years)
    ]
    return {"bars": years, "of": "", "states": states}


def _quarters(statement: Statement) -> list[dict[str, Any]]:
    """The year's plan, and what was paid of it since New Year by the end of each quarter that has begun."""
    entries = LedgerEntry.objects.filter(measure__program=statement.program, stage=Stage.PAID)
    sums = {
        row["date__quarter"]: row["sum"]
        for row in entries.between(statement.period.start, statement.period.end).totals("date__quarter")
    }
    plan = amount_of(statement.total.amended)
    begun = (statement.period.end.month + 2) // 3
    paid = accumulate(sums.get(quarter, ZERO) for quarter in range(1, begun + 1))
    return [
        {"label": label, "plan": plan, "paid": sum_}
        for label, sum_ in zip(("I", "II", "III", "IV"), paid, strict=False)
    ]


def facts(statement: Statement) -> list[Fact]:
    """The figures that the commission decides by: planned, paid, left, per cent."""
    total = statement.since_new_year.total
    found = [
        Fact("amended", _("Plan as amended"), amount_of(total.amended)),
        Fact("paid", _("Cash expenditure"), amount_of(total.paid)),
        Fact("remainder", _("Left"), amount_of(total.remainder)),
        Fact("percent", _("Execution"), total.paid_percent, Kind.PERCENT),
    ]
    if statement.running is not None and len(statement.planned_years) == 1:
        found[2] = Fact("remainder", _("Left of the year’s plan"), amount_of(total.remainder))
        found[3] = Fact("percent", _("Paid of the year’s plan"), total.paid_percent, Kind.PERCENT)
    if statement.since_new_year is not statement:
        found[1] = Fact("paid", _("Paid since %(date)s") % {"date": _new_year(statement)}, amount_of(total.paid))
        found.insert(1, Fact("paid_in_period", _("Paid in the period"), amount_of(statement.total.paid)))
    return found


def summary(statement: Statement) -> list[str]:
    """How the programme went, in sentences made from the figures alone."""
    return [
        sentence
        for sentence in (
            _money(statement),
            _pace(statement),
            _states(statement),
            _largest(statement),
            _reasons(statement),
        )
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
    parts = [f"{label}\u00a0– {counted[state]}" for state, label in Progress.State.choices if counted[state]]
    if counted[""]:
        parts.append(_("state not recorded – %(count)s") % {"count": counted[""]})
    words = _("Measures of the programme: %(count)s, of them %(states)s.")
    if any(line.progress and line.progress.period != statement.period for line in lines):
        words = _("Measures of the programme: %(count)s, as judged last in the period: %(states)s.")
    return words % {"count": len(lines), "states": ", ".join(parts)}


def _pace(statement: Statement) -> str:
    """Time, money and work in a running year, the year and the whole term each with a denominator of its own."""
    if statement.running is None:
        return ""
    whole = statement.whole_pace
    of_term = [
        (_("time %(percent)s"), whole.time),
        (_("money %(percent)s"), whole.money),
        (_("work %(percent)s"), statement.work_percent),
    ]
    values = {
        "year": statement.running,
        "passed": percent_text(whole.time_of_year),
        "paid": percent_text(whole.paid),
        "term": statement.program.term,
        "said": ", ".join(text % {"percent": percent_text(share)} for text, share in of_term if share is not None),
    }
    if whole.paid is None:
        return _("Of the year %(year)s %(passed)s has passed; of the whole term %(term)s: %(said)s.") % values
    return (
        _(
            "Of the year %(year)s %(passed)s has passed, of its plan %(paid)s is paid; of the whole term %(term)s: "
            "%(said)s."
        )
        % values
    )


def _largest(statement: Statement) -> str:
    """The measure that is farthest from its plan; in a running year, the one that is furthest behind its pace."""
    if statement.running is not None:
        return _furthest_behind(statement)
    deviating = [line for line in statement.since_new_year.measures if deviates(line)]
    if not deviating:
        return _("No measure deviates from its plan.")
    line = max(deviating, key=lambda line: abs(amount_of(line.total.remainder) or Decimal(0)))
    values = {**_named(line), "amount": money_text(line.total.remainder)}
    return _("The largest deviation is in measure %(number)s «%(title)s»: %(amount)s.") % values


def _named(line: MeasureLine) -> dict[str, str]:
    return {"number": line.row.number, "title": short_title(line.row.title)}


def _furthest_behind(statement: Statement) -> str:
    lines = [line for line in statement.since_new_year.measures if statement.pace(line).behind > 0]
    if not lines:
        return ""
    line = max(lines, key=lambda line: statement.pace(line).missing)
    pace = statement.pace(line)
    values = {**_named(line), "paid": percent_text(pace.paid), "expected": percent_text(pace.expected)}
    if pace.due is None:
        text = _(
            "Most money waits in measure %(number)s «%(title)s»: %(paid)s of the year’s plan is paid, %(expected)s of "
            "the year has passed."
        )
    else:
        text = _(
            "Most money waits in measure %(number)s «%(title)s»: %(paid)s of the year’s plan is paid, by its quarters "
            "%(expected)s should have been."
        )
    return text % values


def _reasons(statement: Statement) -> str:
    """How many of those who have to explain themselves did not."""
    said = {line.row.measure_id: line.progress for line in statement.measures}
    lines = statement.since_new_year.measures
    if statement.running is None:
        asked = [line for line in lines if deviates(line)]
    else:
        asked = [line for line in lines if statement.reason_required(line, said.get(line.row.measure_id))]
    unexplained = sum(1 for line in asked if not _reason(said.get(line.row.measure_id)))
    if not asked:
        return "" if statement.running is None else _no_reason_required(statement)
    values = {"count": unexplained, "all": len(asked)}
    if not unexplained:
        found = _("Every measure with a deviation states its reason.")
        return found if statement.running is None else _("Every measure that has to explain itself states its reason.")
    if statement.running is None:
        text = ngettext(
            "%(count)s measure of %(all)s with a deviation does not state its reason.",
            "%(count)s measures of %(all)s with a deviation do not state their reasons.",
            unexplained,
        )
    else:
        text = ngettext(
            "%(count)s measure of %(all)s that have to explain themselves does not state its reason.",
            "%(count)s measures of %(all)s that have to explain themselves do not state their reasons.",
            unexplained,
        )
    return text % values


def _reason(said: Progress | None) -> str:
    return said.reason if said else ""


def _no_reason_required(statement: Statement) -> str:
    return _(
        "No measure has to explain itself yet: the year is not over, and none drifts from its pace by more than "
        "%(threshold)s percentage points."
    ) % {"threshold": statement.program.drift_threshold}
