"""Progress of measures: what the executor judges, and when a judgement has to say its reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .. import finance
from ..finance import ZERO
from ..models import (
    Activity,
    Allocation,
    Edition,
    Headcount,
    LedgerEntry,
    Measure,
    MoneySum,
    OfActivity,
    Program,
    Progress,
    QuarterPlan,
    Stage,
)
from ..period import Period
from ..words import money_text, percent_text
from .dates import check_new_days
from .records import delete_record, save_record, store, validate

NOTHING = Decimal("0.0")  # per cent


@dataclass(frozen=True)
class Pace:
    """How far a measure is at the end of a period, beside what it should have reached by then (темп виконання).

    The plans are of the edition in force, None where it names no amount. In a running year ``due`` is what the
    department's plan by quarter asks to be paid by the day, None where there is none. A year that is over asks for its
    whole plan: ``deviation`` is what the ended years of the period left of theirs, None where none has ended.
    """

    program: Program
    period: Period
    term_plan: Decimal | None = None
    term_paid: Decimal = ZERO
    year_plan: Decimal | None = None
    year_paid: Decimal = ZERO
    due: Decimal | None = None
    deviation: Decimal | None = None

    @property
    def time(self) -> Decimal:
        """Per cent of the programme's term that has passed."""
        return finance.elapsed_percent(self.program.start_year, self.program.end_year, self.period.end)

    @property
    def year_is_over(self) -> bool:
        """Whether the period is judged by whole years: it ends with a year, or after the programme did."""
        return self.period.running_year(self.program.years) is None

    @property
    def money(self) -> Decimal | None:
        """Per cent of the whole term's plan that is paid."""
        return finance.percent(self.term_paid, self.term_plan) if self.term_plan else None

    @property
    def time_of_year(self) -> Decimal:
        """Per cent of the period's last year that has passed."""
        year = self.period.end.year
        return finance.elapsed_percent(year, year, self.period.end)

    @property
    def expected(self) -> Decimal | None:
        """Per cent of the running year's plan that the period should have reached: by its quarters, else by time."""
        if self.year_is_over or not self.year_plan:
            return None
        return self.time_of_year if self.due is None else finance.percent(self.due, self.year_plan)

    @property
    def expected_amount(self) -> Decimal:
        """The same in hryvnias."""
        share = self.expected if self.due is None else None
        return self.due or ZERO if share is None else finance.kopiiky(share * (self.year_plan or ZERO) / 100)

    @property
    def paid(self) -> Decimal | None:
        """Per cent of the running year's plan that is paid."""
        return finance.percent(self.year_paid, self.year_plan) if self.year_plan else None

    @property
    def behind(self) -> Decimal:
        """How many percentage points of the year's plan are missing to what was to be reached; below zero, ahead."""
        return self.expected - (self.paid or NOTHING) if self.expected is not None else NOTHING

    @property
    def missing(self) -> Decimal:
        """The same in hryvnias, which tells the large measures from the small ones."""
        return self.behind * (self.year_plan or ZERO) / 100

    def work_drift(self, work: Decimal | int | None) -> Decimal:
        """How many percentage points the work judged lies from the term's time or money, whichever is further."""
        return (
            max((abs(Decimal(work) - share) for share in self.of_term.values()), default=ZERO)
            if work is not None
            else ZERO
        )

    def drift(self, work: Decimal | int | None) -> Decimal:
        """How far figures of one denominator lie apart at most: work of the term, money of the running year."""
        return max(self.work_drift(work), abs(self.behind))

    @property
    def of_term(self) -> dict[str, Decimal]:
        """Time and money of the whole term; with the work they are three figures that are never averaged."""
        return {_("time"): self.time} | ({_("money"): self.money} if self.money is not None else {})


def paces(
    *,
    program: Program,
    period: Period,
    edition: Edition | None,
    quarters: Mapping[tuple[int, int, int], Decimal],
    measures: Iterable[Measure] | None = None,
) -> dict[int, Pace]:
    """The pace of the measures by the plan of an edition and what its quarters ask for (``QuarterPlan.objects.due``),
    by measure id, in a fixed number of queries.
    """
    end, since = period.end, period.since_new_year.start
    plans = Allocation.objects.filter(measure_row__edition=edition) if edition else Allocation.objects.none()
    paid = LedgerEntry.objects.up_to(end).filter(measure__program=program, stage=Stage.PAID)
    if measures is not None:
        measures = list(measures)
        plans, paid = plans.filter(measure_row__measure__in=measures), paid.filter(measure__in=measures)
    planned: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for measure, year, amount in (
        plans.order_by().values_list("measure_row__measure", "year").annotate(MoneySum("amount"))
    ):
        planned[measure][year] = amount
    due: dict[int, Decimal] = defaultdict(Decimal)
    for (measure, _year, _source), amount in quarters.items():
        due[measure] += amount
    sums = (
        paid.order_by()
        .values("measure")
        .annotate(
            term=MoneySum("amount"),
            since=MoneySum("amount", filter=Q(date__gte=since)),
            year=MoneySum("amount", filter=Q(budget_year=end.year)),
        )
    )
    spent = {row["measure"]: {key: row[key] or ZERO for key in ("term", "since", "year")} for row in sums}
    nothing = dict.fromkeys(("term", "since", "year"), ZERO)
    running = period.running_year(program.years)
    ended = range(since.year, end.year if running else end.year + 1)
    found = {}
    for measure in planned.keys() | spent.keys():
        plan, money = planned.get(measure, {}), spent.get(measure, nothing)
        whole = sum((amount for year, amount in plan.items() if year in ended), ZERO)
        of_ended = money["since"] if running is None else money["since"] - money["year"]
        found[measure] = Pace(
            program=program,
            period=period,
            term_plan=sum(plan.values(), ZERO) if plan else None,
            term_paid=money["term"],
            year_plan=plan.get(end.year),
            year_paid=money["year"],
            due=due.get(measure),
            deviation=whole - of_ended if ended else None,
        )
    return found


def pace_in_all(program: Program, period: Period, found: Iterable[Pace]) -> Pace:
    """The pace of the programme as a whole: its measures' money added up."""
    rows = list(found)
    split = any(row.due is not None for row in rows)
    return Pace(
        program,
        period,
        term_plan=sum((row.term_plan for row in rows if row.term_plan is not None), ZERO),
        term_paid=sum((row.term_paid for row in rows), ZERO),
        year_plan=sum((row.year_plan for row in rows if row.year_plan is not None), ZERO),
        year_paid=sum((row.year_paid for row in rows), ZERO),
        due=sum((row.expected_amount for row in rows), ZERO) if split else None,
    )


def pace_of(progress: Progress) -> Pace:
    """The pace of the measure that a judgement is about, at the end of its period."""
    program, period = progress.measure.program, progress.period
    edition = program.editions.in_force(period.end)
    quarters = QuarterPlan.objects.due(program, period)
    found = paces(program=program, period=period, edition=edition, quarters=quarters, measures=[progress.measure])
    return found.get(progress.measure_id, Pace(program, period))


def reason_required(pace: Pace, *, state: str = "", work: Decimal | int | None = None) -> str:
    """Why a measure's judgement needs a reason, in a sentence that asks for it; empty where it may do without.

    It does at three places: a state that says the measure was not executed; the end of a year whose plan was not kept,
    in money or by the state «partly»; money, work or time that drift apart by more than the programme's threshold
    (``Program.drift_threshold``). The drift is asked in two ways, each among figures of one denominator: the work that
    the executor judges, against time and money of the whole term; money within the running year, against what the year
    should have reached. Without a judgement the second one is asked alone.
    """
    if state in Progress.EXPLAINED_STATES:
        return _("Say the reason why the measure was not executed.")
    if pace.deviation:
        return _("Say the reason: the year is over, and the plan differs from what was paid by %(amount)s.") % {
            "amount": money_text(pace.deviation)
        }
    if state == Progress.State.PARTLY and pace.year_is_over:
        return _("Say the reason why the measure was not done in full: the year is over.")
    threshold = pace.program.drift_threshold
    if work is not None and pace.work_drift(work) > threshold:
        return drift_text(pace, Decimal(work))
    if abs(pace.behind) > threshold:
        return _(
            "Say the reason: %(paid)s of the year’s plan is paid, %(expected)s should have been; they lie more than "
            "%(threshold)s percentage points apart."
        ) % {"paid": percent_text(pace.paid), "expected": percent_text(pace.expected), "threshold": threshold}
    return ""


@transaction.atomic
def save_activity(
    *,
    activity: Activity,
    by: User | None,
    show: bool | None = None,
    has_people: bool = False,
    reason: str = "",
    expected_version: int | None = None,
) -> Activity:
    """Save what was done, on a day that has come; outside of the programme's term with a reason.

    ``show`` says who sees it, ``has_people`` whether head-counts come with it. Where nobody says it, a new activity of
    a kind without participants is shown, and one that gets a file or people is not, until somebody has looked at them.
    """
    check_changed_here(activity)
    return _save_activity(activity, by, show, has_people, reason, expected_version)


def check_changed_here(activity: Activity) -> None:
    """Refuse to change by itself what another record says: both would tell of one thing."""
    if activity.kept_by:
        words = _("This activity stands in “%(list)s” as “%(record)s”: change it there.")
        keeper: Any = activity.keeper
        raise ValidationError(words % {"list": keeper._meta.verbose_name_plural, "record": keeper})


def _save_activity(
    activity: Activity, by: User | None, show: bool | None, has_people: bool, reason: str, expected: int | None = None
) -> Activity:
    if activity.measure_id and isinstance(activity.date, Date):
        check_new_days(activity, activity.measure.program, reason=reason, days={"date": activity.date})
    stored = Activity.objects.filter(pk=activity.pk).first() if activity.pk else None
    if show is not None:
        activity.is_public = show
    elif stored is None:
        activity.is_public = not activity.why_private(has_people=has_people)
    elif (activity.file and activity.file != stored.file) or (has_people and not stored.headcounts.exists()):
        activity.is_public = False
    return save_record(record=activity, by=by, reason=reason, expected_version=expected)


@transaction.atomic
def save_with_activity(*, record: Any, by: User | None, reason: str = "", expected_version: int | None = None) -> Any:
    """Save a record that was done for a measure, and bring its activity up to what it says; one that says nothing any
    more goes. An activity that stood before is given to a record by its field ``activity`` and completed by it.
    """
    validate(record)
    values, gone = record.activity_values(), None
    if values is None:
        gone, record.activity = record.activity, None
    else:
        record.activity = _kept(record, values, by, reason)
    store(record, by=by, reason=reason, expected_version=expected_version)
    if gone:
        delete_record(record=gone, by=by, reason=reason)
    return record


@transaction.atomic
def delete_with_activity(
    *, record: Any, by: User | None, reason: str = "", expected_version: int | None = None
) -> None:
    """Delete a record and the activity that it kept."""
    delete_record(record=record, by=by, reason=reason, expected_version=expected_version)
    if record.activity:
        delete_record(record=record.activity, by=by, reason=reason)


def _kept(record: OfActivity, values: dict[str, Any], by: User | None, reason: str) -> Activity:
    people = values.pop("people", {})
    activity = record.activity or Activity()
    wanted = {"kept_by": record._meta.label_lower, **values}
    if activity.pk is None or any(getattr(activity, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(activity, name, value)
        _save_activity(activity, by, values.get("is_public"), bool(people), reason)
    count_heads(activity=activity, people=people, by=by, reason=reason)
    return activity


def count_heads(*, activity: Activity, people: Mapping[str, int], by: User | None, reason: str = "") -> None:
    """Make these the head-counts of an activity; unchanged groups are left alone."""
    rows = {row.group: row for row in Headcount.objects.filter(activity=activity)}
    for group in rows.keys() - people.keys():
        delete_record(record=rows[group], by=by, reason=reason)
    for group, count in people.items():
        row = rows.get(group) or Headcount(activity=activity, group=group)
        if row.pk is None or row.count != count:
            row.count = count
            save_record(record=row, by=by, reason=reason)


@transaction.atomic
def save_progress(*, progress: Progress, by: User | None, expected_version: int | None = None) -> Progress:
    """Save a judgement, with its reason where one is required."""
    progress.full_clean()
    check_new_days(progress, progress.measure.program, reason=progress.reason, days={"period_end": progress.period_end})
    if not progress.reason:
        why = reason_required(pace_of(progress), state=progress.state, work=progress.work_percent)
        if why:
            raise ValidationError({"reason": why})
    return save_record(record=progress, by=by, expected_version=expected_version)


def drift_text(pace: Pace, work: Decimal) -> str:
    """From which of the term's figures the work drifts furthest, by how much, and that a reason is asked for."""
    far = max(pace.of_term, key=lambda name: abs(pace.of_term[name] - work))
    shares = {_("work"): work, **pace.of_term}
    low, high = sorted((_("work"), far), key=lambda name: shares[name])
    figures = {name: f"{name} {number_format(share, 1)} %" for name, share in shares.items()}
    rest = [text for name, text in figures.items() if name not in {low, high}]
    return _(
        "Say the reason: %(low)s and %(high)s lie %(drift)s percentage points apart, more than %(threshold)s%(rest)s."
    ) % {
        "low": figures[low],
        "high": figures[high],
        "drift": number_format(shares[high] - shares[low], 1),
        "threshold": pace.program.drift_threshold,
        "rest": f" ({', '.join(rest)})" if rest else "",
    }
