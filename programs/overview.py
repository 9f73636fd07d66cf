"""What the first screen of a programme says, read from its statement: three amounts, three bars, one sentence."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import charts, finance
from .models import Activity, LedgerEntry, MeasureRow, Progress
from .statement import MeasureLine, Statement, TaskLine
from .words import money_text, percent_text

RECENT = 8  # lines of «what changed lately»


@dataclass(frozen=True)
class Gauge:
    """One of the three shares that are shown side by side and never averaged: money, work, time."""

    key: str
    label: str
    percent: Decimal
    length: str
    note: str


@dataclass(frozen=True)
class Lag:
    """The measure with most planned money unused in the given budget years."""

    line: MeasureLine
    years: list[int]
    amount: Decimal


@dataclass(frozen=True)
class Branch:
    """A measure of the tree with the bar of its money."""

    line: MeasureLine
    track: dict[str, str] | None


@dataclass(frozen=True)
class Task:
    """A task of the tree with its bar and its measures."""

    line: TaskLine
    track: dict[str, str] | None
    measures: list[Branch]


@dataclass(frozen=True)
class Change:
    """Something that happened lately: money that moved or an activity that took place."""

    date: date
    row: MeasureRow
    entry: LedgerEntry | None = None
    activity: Activity | None = None


@dataclass(frozen=True)
class Overview:
    """A programme on a date as the public page tells it."""

    statement: Statement

    @property
    def has_money(self) -> bool:
        """Whether the ledger says anything by this date; without it «paid 0» would be a guess."""
        return self.statement.last_entry is not None

    @property
    def amended(self) -> bool:
        """Whether the edition in force promises another sum than the first one did."""
        return self.statement.total.approved != self.statement.total.amended

    @property
    def overrun(self) -> Decimal | None:
        """By how much more was paid than the plan allows; None where it was not."""
        left = finance.amount_of(self.statement.total.remainder)
        return -left if left is not None and left < 0 else None

    @property
    def left_percent(self) -> Decimal | None:
        return finance.percent(self.statement.total.remainder, self.statement.total.amended)

    def gauges(self) -> list[Gauge]:
        """Money, work, time – each only where there is something to say."""
        statement, found = self.statement, []
        if self.has_money and statement.total.paid_percent is not None:
            found.append(
                self._gauge("money", _("Money"), statement.total.paid_percent, _("paid of the plan for the whole term"))
            )
        if statement.work_percent is not None:
            note = _("mean of the executors’ own judgements of every measure")
            found.append(self._gauge("work", _("Work"), statement.work_percent, note))
        note = _("of the term %(term)s has passed") % {"term": statement.program.term}
        found.append(self._gauge("time", _("Time"), statement.time_percent, note))
        return found

    @staticmethod
    def _gauge(key: str, label: str, percent: Decimal, note: str) -> Gauge:
        return Gauge(key, label, percent, charts.length(percent, Decimal(100)), note)

    def tree(self) -> list[Task]:
        return [
            Task(task, charts.track(task.total), [Branch(line, charts.track(line.total)) for line in task.measures])
            for task in self.statement.tasks
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
        ended = lag.years[-1] < self.statement.period.end.year or self.statement.period.end == date(
            lag.years[-1], 12, 31
        )
        if ended:
            text = ngettext(
                "{percent} of {plan} has been paid; furthest behind is measure {measure}: "
                "{amount} of the plan of {years} is unpaid.",
                "{percent} of {plan} has been paid; furthest behind is measure {measure}: "
                "{amount} of the plan of the years {years} is unpaid.",
                len(lag.years),
            )
        else:
            text = _("{percent} of {plan} has been paid; most of {years} remains at measure {measure}: {amount}.")
        return format_html(
            text,
            percent=share,
            plan=plan,
            measure=measure_anchor(lag.line),
            amount=money_text(lag.amount),
            years=years_text(lag.years),
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
        return text % {"all": len(lines), "states": ", ".join(states)}

    def changes(self) -> list[Change]:
        """The latest movements of money and public activities by the statement's date, newest first, in two queries."""
        program, on = self.statement.program, self.statement.period.end
        # What has no line in the statement stands in a draft edition alone: nobody's business yet.
        rows = {line.row.measure_id: line.row for line in self.statement.measures}
        entries = LedgerEntry.objects.published().filter(measure__program=program, measure__in=rows).up_to(on)
        activities = Activity.objects.published().filter(measure__program=program, measure__in=rows, date__lte=on)
        found = [
            Change(entry.date, rows[entry.measure_id], entry=entry)
            for entry in entries.select_related("reverses")[:RECENT]
        ]
        found += [Change(item.date, rows[item.measure_id], activity=item) for item in activities[:RECENT]]
        return sorted(found, key=lambda change: change.date, reverse=True)[:RECENT]


def largest_lag(statement: Statement) -> Lag | None:
    """Where most money of the budget years that ended is unpaid; in the first year, where most of that year remains.

    The programme does not split a year, so within a year nobody can be called late; only a year that ended shows a lag.
    """
    on = statement.period.end
    ended = [year for year in statement.program.years if on >= date(year, 12, 31)]
    years = ended or [year for year in statement.program.years if year == on.year]
    best: Lag | None = None
    for line in statement.measures:
        unpaid = finance.amount_of(finance.total(line.years[year].remainder for year in years))
        if unpaid and unpaid > 0 and (best is None or unpaid > best.amount):
            best = Lag(line, years, unpaid)
    return best


def years_text(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def first_line(title: str) -> str:
    """A measure's title for a sentence: its first line, cut at a word."""
    return Truncator(title.splitlines()[0]).words(9, truncate=" …")


def measure_anchor(line: MeasureLine) -> SafeString:
    """The measure as a link inside a sentence; its title is Ukrainian in every language."""
    address = reverse("programs:measure", args=[line.row.edition.program.slug, line.row.measure.code])
    return format_html(
        '<a href="{}">{} <span lang="uk">«{}»</span></a>', address, line.row.number, first_line(line.row.title)
    )
