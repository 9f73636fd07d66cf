"""What the page of a programme says, read from its statement: one status, three amounts, three bars, one sentence; its
tasks and years, whom it paid, what changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import finance, modules
from .charts import length, track, year_bars
from .models import Activity, DutyDone, ExecutionReport, LedgerEntry, LegalAct, MeasureRow, Program, Progress
from .models.duties import report_key
from .period import Period
from .registers import payees_found, payments_on, with_payees
from .reporting import Column, Table
from .reports import Plan
from .statement import MeasureLine, Statement, TaskLine
from .tables import for_earlier_year
from .words import Scale, date_text, percent_text, scale_of, whole_money_text

SHOWN_CHANGES = 4  # lines of «what changed lately»
KEPT_CHANGES = 40  # lines with those of the journal behind them
SHOWN_PAYEES = 3
TILES = 4  # of what was reached


Days = list[tuple[date, list[dict[str, Any]]]]


class Standing(NamedTuple):
    """The one status of a programme on a day: by what it is grouped, and in words."""

    code: str
    words: str


# The codes of statuses in the order of a list, each with the heading of its group: those of the act, and two that
# follow from the calendar.
STANDINGS = {
    "in_force": gettext_lazy("In force"),
    "coming": gettext_lazy("Still to begin"),
    "ended": gettext_lazy("Term ended, no final report"),
    "reported": gettext_lazy("Term ended, final report made"),
    "suspended": gettext_lazy("Suspended"),
    "completed": gettext_lazy("Completed"),
    "cancelled": gettext_lazy("Cancelled"),
}


def standings(programs: Iterable[Program], on: date) -> dict[int, Standing]:
    """The status of each programme on a day, by its id: three queries however many there are.

    A programme whose term has passed stays in force until an act says otherwise; what is known of its final report is
    said in the place of that.
    """
    all_of_them = list(programs)
    passed = [p for p in all_of_them if p.status == Program.Status.IN_FORCE and p.term_passed(on)]
    over = {p.pk: Period.term(p.years) for p in passed}
    sent: dict[int, date] = {}
    considered: dict[int, LegalAct] = {}
    if over:
        done = DutyDone.objects.filter(program__in=over, key__in={report_key(each) for each in over.values()})
        rows = done.filter(done_on__lte=on).values_list("program", "key", "done_on")
        sent = {pk: day for pk, key, day in rows if key == report_key(over[pk])}
        final = ExecutionReport.objects.submitted().filter(program__in=over, kind=ExecutionReport.Kind.FINAL)
        days = final.filter(submission__submitted_on__lte=on).order_by("edition")
        sent |= dict(days.values_list("program", "submission__submitted_on"))
        acts = LegalAct.objects.filter(program__in=over, role=LegalAct.Role.REPORT, date__lte=on).order_by("date")
        considered = {act.program_id: act for act in acts if act.program_id and act.date > over[act.program_id].end}
    return {p.pk: _standing(p, on, over.get(p.pk), sent.get(p.pk), considered.get(p.pk)) for p in all_of_them}


def _standing(
    program: Program, on: date, over: Period | None, sent: date | None, considered: LegalAct | None
) -> Standing:
    if over is None:
        if program.status == Program.Status.IN_FORCE and on.year < program.start_year:
            begins = date_text(date(program.start_year, 1, 1))
            return Standing("coming", _("begins on %(date)s") % {"date": begins})
        return Standing(program.status, program.get_status_display())
    report = _("there is no final report yet")
    if considered:
        report = _("final report considered: %(act)s") % {"act": considered}
    elif sent:
        report = _("final report sent on %(date)s") % {"date": date_text(sent)}
    words = _("term ended on %(date)s · %(report)s") % {"date": date_text(over.end), "report": report}
    return Standing("reported" if considered or sent else "ended", words)


class Overview:
    """A programme on a date as the public page tells it."""

    def __init__(self, statement: Statement, *, dated: bool = False) -> None:
        self.statement = statement
        self.dated = {"on": statement.period.end.isoformat()} if dated else {}  # of a date that was asked for

    @property
    def has_money(self) -> bool:
        """Whether the ledger says anything by this date; without it «paid 0» would be a guess."""
        return self.statement.last_entry is not None

    def gauges(self) -> list[dict[str, Any]]:
        """Three shares side by side, never averaged: money, work, time – each only where there is something to say."""
        statement = self.statement
        shares = [
            ("money", _("Money"), statement.total.paid_percent if self.has_money else None),
            ("work", _("Work"), statement.work_percent),
            ("time", _("Time"), statement.time_percent),
        ]
        return [
            {"key": key, "label": label, "percent": share, "length": length(share, Decimal(100))}
            for key, label, share in shares
            if share is not None
        ]

    def sentence(self) -> SafeString:
        """What the figures come to, in words."""
        parts = [self._money_sentence()]
        if states := self._states_sentence():
            parts.append(states)
        return SafeString(" ".join(parts))

    def _money_sentence(self) -> SafeString:
        total = self.statement.total
        plan = whole_money_text(total.amended)
        if finance.amount_of(total.amended) is None:
            return format_html("{}", _("The programme plans no amount of its own."))
        if not self.has_money:
            text = _("%(plan)s is planned for %(term)s; no movement of money has been recorded yet.")
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
            amount=whole_money_text(unpaid),
            years=years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}",
        )

    def _states_sentence(self) -> SafeString:
        """«Із 17 заходів: 2 виконано, 15 неможливо виконати.»"""
        lines = [line for line in self.statement.measures if line.in_plan]
        if not any(line.progress for line in lines):
            return SafeString("")
        page = reverse("programs:measures", args=[self.statement.program.slug])
        links = [
            (f"{page}?{urlencode({'state': code, **self.dated})}", _state_words(code, words, count))
            for code, words, count in states_of(lines)
        ]
        states = format_html_join(", ", '<a href="{}">{}</a>', links)
        text = ngettext("Of %(all)s measure: %(states)s.", "Of %(all)s measures: %(states)s.", len(lines))
        sentence = format_html(
            text.replace("%(all)s", "{all}").replace("%(states)s", "{states}"), all=len(lines), states=states
        )
        return format_html("{} {}", sentence, self._judged_for(lines))

    @staticmethod
    def _judged_for(lines: list[MeasureLine]) -> str:
        """For which periods the states are said: beside the per cent of the whole term «done» would claim too much."""
        periods = {line.progress.period for line in lines if line.progress}
        if len(periods) > 1:
            return _("Each state is that of the last period judged.")
        return _("The states are those of %(period)s.") % {"period": periods.pop().label}

    @cached_property
    def reached(self) -> list[modules.Reached]:
        """What was reached in all measures together, the planned first: what most was planned of leads."""
        found = modules.reached(self.statement.program, self.statement.period.end).get(None, [])
        return sorted(found, key=lambda row: -(row.plan or 0))

    def tiles(self) -> list[dict[str, Any]]:
        """The first of it, each with a bar of what was planned."""
        return [
            {
                "row": row,
                "track": {"paid": length(Decimal(row.count), row.plan), "committed": "0%"} if row.plan else None,
            }
            for row in self.reached[:TILES]
        ]

    def also_reached(self) -> list[modules.Reached]:
        return self.reached[TILES:]

    # The picture of the years and the rows of the tasks ---------------------------------------------------------------

    @cached_property
    def scale(self) -> Scale:
        """In what the pictures of this page count."""
        return scale_of(finance.amount_of(self.statement.total.amended) or finance.ZERO)

    def years(self) -> list[dict[str, Any]]:
        return year_bars(self.statement.years, self.scale)

    def has_appropriations(self) -> bool:
        return self.statement.total.appropriated is not None

    def tasks(self) -> list[dict[str, Any]]:
        """The tasks as rows of a list: short name, how many of its measures stand how, paid of the plan."""
        return [
            {
                "row": task.row,
                "name": task.row.name if task.row else _("Measures outside the edition in force"),
                "states": states_of(task.measures),
                **self._money_of(task),
                "measures": [
                    {
                        "row": line.row,
                        "name": line.row.name,
                        "progress": line.progress,
                        "state": line.progress.state if line.progress else "none",
                        **self._money_of(line),
                    }
                    for line in task.measures
                ],
            }
            for task in self.statement.tasks
        ]

    def _money_of(self, line: TaskLine | MeasureLine) -> dict[str, Any]:
        total = line.total
        plan = finance.amount_of(total.amended)
        paid = finance.amount_of(total.paid)
        return {
            "total": total,
            "track": track(total) if self.has_money else None,
            "plan": self.scale.text(plan) if plan is not None else None,
            "paid": self.scale.text(paid) if paid is not None and self.has_money else None,
        }

    # Whom it paid and what changed ------------------------------------------------------------------------------------

    def payees(self) -> dict[str, Any]:
        """Whom the money went to, most first, and what the others had together: one query."""
        program, on = self.statement.program, self.statement.period.end
        found = payees_found(payments_on(on).filter(measure__program=program))
        found = sorted((each for each in found if each.amount), key=lambda each: -(each.amount or finance.ZERO))
        first, others = found[:SHOWN_PAYEES], found[SHOWN_PAYEES:]
        page = reverse("programs:payments")
        most = first[0].amount if first else None
        named = sum((each.amount or finance.ZERO for each in first), finance.ZERO)
        paid = finance.amount_of(self.statement.total.paid) or finance.ZERO
        return {
            "rows": [
                {
                    "name": each.label,
                    "amount": each.amount,
                    "length": length(each.amount, most),
                    "address": f"{page}?{urlencode({'program': program.slug, 'payee': each.value, **self.dated})}",
                }
                for each in first
            ],
            "others": len(others),
            "rest": paid - named,
            "address": f"{page}?{urlencode({'program': program.slug, **self.dated})}",
        }

    @cached_property
    def _changes(self) -> list[dict[str, Any]]:
        """What changed by the statement's date, the newest first: money by its documents, what was done, editions that
        came into force.
        """
        found = [*self._of_money(), *self._of_work(), *self._of_plan()]
        return sorted(found, key=lambda change: change["date"], reverse=True)[:KEPT_CHANGES]

    def newest(self) -> Days:
        return by_day(self._changes[:1])

    def changes(self) -> Days:
        """The latest, day by day."""
        return by_day(self._changes[:SHOWN_CHANGES])

    def journal(self) -> Days:
        """Those before, folded."""
        return by_day(self._changes[SHOWN_CHANGES:])

    @cached_property
    def _rows(self) -> dict[int, MeasureRow]:
        """The measures of the statement: what has no line there stands in a draft edition alone, nobody's business."""
        return {line.row.measure_id: line.row for line in self.statement.measures}

    def _of_money(self) -> list[dict[str, Any]]:
        """Movements of money; what one document moved of one measure on one day is one line."""
        program, on = self.statement.program, self.statement.period.end
        entries = LedgerEntry.objects.published().filter(measure__program=program, measure__in=self._rows).up_to(on)
        newest = list(with_payees(entries).select_related("reverses")[:KEPT_CHANGES])
        links = modules.ledger_links(newest)
        lines: dict[Any, list[Any]] = defaultdict(list)
        for entry in newest:
            lines[entry.date, entry.stage, entry.document_number, entry.measure_id, entry.reverses].append(entry)
        return [
            {
                "date": entry.date,
                "entry": entry,
                "title": capfirst(entry.get_stage_display()),
                "amount": sum((each.amount for each in of), finance.ZERO),
                "late": for_earlier_year(entry),
                "link": links.get(entry.pk),
                "row": self._rows[entry.measure_id],
            }
            for of in lines.values()
            for entry in of[:1]
        ]

    def _of_work(self) -> list[dict[str, Any]]:
        program, on = self.statement.program, self.statement.period.end
        held = Activity.objects.published().filter(measure__program=program, measure__in=self._rows, date__lte=on)
        return [
            {
                "date": activity.date,
                "activity": activity,
                "row": self._rows[activity.measure_id],
            }
            for activity in held[:KEPT_CHANGES]
        ]

    def _of_plan(self) -> list[dict[str, Any]]:
        """The editions that came into force after the first one, each with what it changed in the one before."""
        program, on = self.statement.program, self.statement.period.end
        adopted = program.editions.adopted().filter(in_force_from__lte=on).select_related("act")
        editions = list(adopted.order_by("in_force_from", "number"))
        return [
            {
                "date": edition.in_force_from,
                "edition": edition,
                "address": reverse("programs:comparison", args=[program.slug, before.number, edition.number]),
            }
            for before, edition in pairwise(editions)
        ]


def by_day(changes: Iterable[dict[str, Any]]) -> Days:
    return [(day, list(of)) for day, of in groupby(changes, lambda change: change["date"])]


def states_of(lines: Iterable[MeasureLine]) -> list[tuple[str, str, int]]:
    """How many measures stand how, by their last judgements."""
    return named_states(Counter(line.progress.state if line.progress else "" for line in lines))


def _state_words(code: str, words: str, count: int) -> str:
    if code == "none":
        return ngettext("%(count)s has no report", "%(count)s have no report", count) % {"count": count}
    return f"{count} {words}"


def named_states(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Code, words and number of each state that occurs, of those without a report last."""
    found = [(str(state.value), str(state.label), counts[state]) for state in Progress.State if counts.get(state)]
    return [*found, ("none", _("no report"), counts[""])] if counts.get("") else found


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


def annex(statement: Statement) -> Table:
    """Annex 1 for a screen: its rows are headed by short names, which stand while the years go by; the wording of the
    act follows the amounts, and the expected results have a list of their own.
    """
    plan = Plan().table(statement)
    columns = {column.key: column for column in plan.columns}
    heads = Column("name", columns["title"].title, width=3, heads=True)
    wording = replace(columns.pop("title"), title=_("Wording of the act"), heads=False)
    last = [columns.pop("source"), columns.pop("executors"), wording]
    if "amended" in columns:
        last.insert(0, replace(columns.pop("amended"), below=False))
    between = [column for column in columns.values() if column.key not in {"number", "results"}]
    named = [row for task in statement.tasks for row in (task.row, *(line.row for line in task.measures))]
    names = [f"{row.number} {row.name}" if row else None for row in named]
    rows = [
        replace(row, cells={**row.cells, "name": name or row.cells["title"]})
        for row, name in zip(plan.rows, [*names, None], strict=True)
    ]
    for row in rows:
        if row.cells["name"] == row.cells["title"]:
            del row.cells["title"]
    return replace(plan, columns=[heads, *between, *last], rows=rows)
