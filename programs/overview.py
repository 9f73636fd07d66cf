"""What the first screen of a programme says, read from its statement: three amounts, three bars, one sentence."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import finance
from .charts import length
from .models import Activity, LedgerEntry, Progress
from .registers import with_payees
from .statement import MeasureLine, Statement
from .tables import for_earlier_year
from .words import money_text, percent_text

RECENT = 8  # lines of «what changed lately»


class Overview:
    """A programme on a date as the public page tells it."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement

    @property
    def has_money(self) -> bool:
        """Whether the ledger says anything by this date; without it «paid 0» would be a guess."""
        return self.statement.last_entry is not None

    def gauges(self) -> list[dict[str, Any]]:
        """Three shares side by side, never averaged: money, work, time – each only where there is something to say."""
        statement = self.statement
        term = _("of the term %(term)s has passed") % {"term": statement.program.term}
        work = _("of the work of the whole term, the mean of the executors’ own judgements of every measure")
        paid = statement.total.paid_percent if self.has_money else None
        shares = [
            ("money", _("Money"), paid, _("paid of the plan for the whole term")),
            ("work", _("Work"), statement.work_percent, work),
            ("time", _("Time"), statement.time_percent, term),
        ]
        return [
            {"key": key, "label": label, "percent": share, "length": length(share, Decimal(100)), "note": note}
            for key, label, share, note in shares
            if share is not None
        ]

    def sentence(self) -> SafeString:
        """What the figures come to, in words."""
        parts = [self._money_sentence()]
        if states := self._states_sentence():
            parts.append(format_html("{}", states))
        return SafeString(" ".join(parts))

    def _money_sentence(self) -> SafeString:
        total = self.statement.total
        plan = money_text(total.amended)
        if finance.amount_of(total.amended) is None:
            return format_html("{}", _("The programme promises no amount of its own."))
        if not self.has_money:
            text = _("%(plan)s is promised for %(term)s; no movement of money has been recorded yet.")
            return format_html("{}", text % {"plan": plan, "term": self.statement.program.term})
        share = percent_text(total.paid_percent)
        lag = largest_lag(self.statement)
        if lag is None:
            return format_html("{}", _("%(percent)s of %(plan)s has been paid.") % {"percent": share, "plan": plan})
        line, years, unpaid = lag
        if self.statement.period.end >= date(years[-1], 12, 31):
            text = ngettext(
                "{percent} of {plan} has been paid; furthest behind is measure {measure}: "
                "{amount} of the plan of {years} is unpaid.",
                "{percent} of {plan} has been paid; furthest behind is measure {measure}: "
                "{amount} of the plan of the years {years} is unpaid.",
                len(years),
            )
        else:
            text = _("{percent} of {plan} has been paid; most of {years} remains at measure {measure}: {amount}.")
        return format_html(
            text,
            percent=share,
            plan=plan,
            measure=measure_anchor(line),
            amount=money_text(unpaid),
            years=years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}",
        )

    def _states_sentence(self) -> str:
        """«Із 17 заходів: 2 виконано, 15 неможливо виконати.»"""
        lines = [line for line in self.statement.measures if line.in_plan]
        counts = Counter(line.progress.state for line in lines if line.progress)
        if not counts:
            return ""
        states = [f"{counts[state]} {state.label}" for state in Progress.State if counts[state]]
        if silent := len(lines) - sum(counts.values()):
            states.append(ngettext("%(count)s has no report", "%(count)s have no report", silent) % {"count": silent})
        text = ngettext("Of %(all)s measure: %(states)s.", "Of %(all)s measures: %(states)s.", len(lines))
        return f"{text % {'all': len(lines), 'states': ', '.join(states)}} {self._judged_for(lines)}"

    @staticmethod
    def _judged_for(lines: list[MeasureLine]) -> str:
        """For which periods the states are said: beside the per cent of the whole term «done» would claim too much."""
        periods = {line.progress.period for line in lines if line.progress}
        if len(periods) > 1:
            return _("Each state is that of the last period judged.")
        return _("The states are those of %(period)s.") % {"period": periods.pop().label}

    def changes(self) -> list[dict[str, Any]]:
        """The latest movements of money and public activities by the statement's date, newest first, in two queries."""
        program, on = self.statement.program, self.statement.period.end
        # What has no line in the statement stands in a draft edition alone: nobody's business yet.
        rows = {line.row.measure_id: line.row for line in self.statement.measures}
        entries = LedgerEntry.objects.published().filter(measure__program=program, measure__in=rows).up_to(on)
        activities = Activity.objects.published().filter(measure__program=program, measure__in=rows, date__lte=on)
        found: list[dict[str, Any]] = [
            {"date": entry.date, "row": rows[entry.measure_id], "entry": entry, "late": for_earlier_year(entry)}
            for entry in with_payees(entries).select_related("reverses")[:RECENT]
        ]
        found += [{"date": item.date, "row": rows[item.measure_id], "activity": item} for item in activities[:RECENT]]
        return sorted(found, key=lambda change: change["date"], reverse=True)[:RECENT]


def largest_lag(statement: Statement) -> tuple[MeasureLine, list[int], Decimal] | None:
    """The measure with most money of the budget years that ended unpaid; in the first year, with most of it left.

    The programme does not split a year, so within a year nobody can be called late; only a year that ended shows a lag.
    """
    on = statement.period.end
    ended = [year for year in statement.program.years if on >= date(year, 12, 31)]
    years = ended or [year for year in statement.program.years if year == on.year]
    best: tuple[MeasureLine, list[int], Decimal] | None = None
    for line in statement.measures:
        unpaid = finance.amount_of(finance.total(line.years[year].remainder for year in years))
        if unpaid and unpaid > 0 and (best is None or unpaid > best[2]):
            best = line, years, unpaid
    return best


def measure_anchor(line: MeasureLine) -> SafeString:
    """The measure as a link inside a sentence; its name is Ukrainian in every language."""
    address = reverse("programs:measure", args=[line.row.edition.program.slug, line.row.measure.code])
    return format_html('<a href="{}">{} <span lang="uk">«{}»</span></a>', address, line.row.number, line.row.name)
