"""The statement of a programme: its plan as of a date and its money at every stage, in a fixed number of queries.

Page, report, XLSX, JSON, API and the staff's start page read a programme's figures here alone; what else sums money –
a contract's, a list's totals, the limits that services ask – sums the same ledger entries by the same aggregate.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy

from . import finance
from .amendments import AmountChange, amendments
from .finance import Absence, Figures, Money
from .models import (
    Allocation,
    BudgetAppropriation,
    Edition,
    Funding,
    FundingSource,
    LedgerEntry,
    MeasureRow,
    MoneySum,
    Override,
    Program,
    Progress,
    QuarterPlan,
    Stage,
    TaskRow,
)
from .period import Period
from .services.execution import Pace, pace_in_all, paces, reason_required

K = TypeVar("K")
SourceYear = tuple[int, FundingSource]


def add_by_key(parts: Iterable[Mapping[K, Figures]]) -> dict[K, Figures]:
    """Figures of many lines summed under each key."""
    gathered: dict[K, list[Figures]] = defaultdict(list)
    for part in parts:
        for key, figures in part.items():
            gathered[key].append(figures)
    return {key: finance.add_figures(rows) for key, rows in gathered.items()}


@dataclass(frozen=True)
class MeasureLine:
    """A measure with its money; ``in_plan`` is False for one that the edition in force no longer has.

    ``amended_by`` has the years whose amount is not the first edition's, each with the edition that last changed it.
    """

    row: MeasureRow
    years: dict[int, Figures]
    sources: dict[SourceYear, Figures]
    progress: Progress | None
    in_plan: bool = True
    amended_by: dict[int, Edition] = field(default_factory=dict)
    work_percent: int = 0  # as judged last: what was done before stays done where the rest is not done

    @cached_property
    def total(self) -> Figures:
        return finance.add_figures(self.years.values())

    @property
    def funding_sources(self) -> list[FundingSource]:
        """The sources of the measure's money, the named one first; empty where it needs no funding."""
        named = [self.row.source] if self.row.source else []
        return [*named, *sorted({s for _year, s in self.sources} - set(named), key=lambda source: source.pk)]


@dataclass(frozen=True)
class TaskLine:
    """A task with its measures in the order of the document; ``row`` is None over measures that left the plan."""

    row: TaskRow | None
    measures: list[MeasureLine] = field(default_factory=list)

    @cached_property
    def years(self) -> dict[int, Figures]:
        return add_by_key(line.years for line in self.measures)

    @cached_property
    def total(self) -> Figures:
        return finance.add_figures(line.total for line in self.measures)


@dataclass(frozen=True)
class Statement:
    """A programme's plan as of the end of a period and its money within the period, over the given budget years.

    ``amount_changes`` are the amounts of these years that acts changed since the first edition, step by step.
    """

    program: Program
    period: Period
    budget_years: list[int]
    planned_years: set[int]
    edition: Edition | None
    first_edition: Edition | None
    tasks: list[TaskLine]
    differences: list[finance.Difference]
    last_entry: date | None
    amount_changes: list[AmountChange]
    money: "PostedMoney"
    quarters: "Quarters"

    @cached_property
    def measures(self) -> list[MeasureLine]:
        return [line for task in self.tasks for line in task.measures]

    @cached_property
    def years(self) -> dict[int, Figures]:
        """Sums per year over the whole programme; every budget year of the statement is there."""
        sums = add_by_key(line.years for line in self.measures)
        return {year: sums.get(year, finance.add_figures([])) for year in self.budget_years}

    @cached_property
    def sources(self) -> dict[SourceYear, Figures]:
        """Sums per year and source: the financing table of the report."""
        sums = add_by_key(line.sources for line in self.measures)
        return dict(sorted(sums.items(), key=lambda item: (item[0][0], item[0][1].pk)))

    @cached_property
    def total(self) -> Figures:
        return finance.add_figures(line.total for line in self.measures)

    @cached_property
    def late(self) -> list[dict[str, Any]]:
        """What was paid in the period for budget years before that of the payment, by measure and both years."""
        entries = LedgerEntry.objects.filter(measure__program=self.program)
        return entries.between(self.period.start, self.period.end).late().totals("measure", "budget_year", "date__year")

    @cached_property
    def since_new_year(self) -> "Statement":
        """The statement that a yearly plan is compared with: from 1 January of the period's first year to its end."""
        period = self.period.since_new_year
        return self if period == self.period else statement_for(self.program, period, quarters=self.quarters)

    @cached_property
    def running(self) -> int | None:
        """The planned year that is not over at the period's end: it has a remainder and a pace, no deviation yet."""
        return self.period.running_year(self.planned_years) if self.edition else None

    @property
    def has_due(self) -> bool:
        """Whether of any measure it is known what was due by the period's end."""
        return any(isinstance(line.total.due, Decimal) for line in self.measures)

    @cached_property
    def paces(self) -> dict[int, Pace]:
        """How far each measure is at the period's end, by measure id."""
        return paces(program=self.program, period=self.period, edition=self.edition, quarters=self.quarters)

    @property
    def whole_pace(self) -> Pace:
        return pace_in_all(self.program, self.period, self.paces.values())

    def pace(self, line: MeasureLine) -> Pace:
        return self.paces.get(line.row.measure_id, Pace(self.program, self.period))

    def reason_required(self, line: MeasureLine, said: Progress | None) -> str:
        """Why the period's judgement of a measure needs a reason; empty where it may do without."""
        return reason_required(
            self.pace(line), state=said.state if said else "", work=said.work_percent if said else None
        )

    @property
    def balanced(self) -> bool:
        """«План сходиться з паспортом»: the measures of the edition in force add up to its passport, year by year."""
        return self.edition is not None and not self.differences

    @cached_property
    def beyond(self) -> list[dict[str, Any]]:
        """What stands beyond a limit at the end of the period: by which rule, where, by how much, what the head allowed
        of it, and the entries behind it.
        """
        found: list[dict[str, Any]] = [
            {"kind": kind, "line": line, "year": year, "source": source, "amount": amount, "allowed": allowed}
            for line in self.measures
            for (year, source), figures in line.sources.items()
            if year in self.planned_years
            for kind, amount, allowed in self.money.beyond((line.row.measure_id, year, source.pk), figures)
        ]
        found.sort(key=lambda each: list(BEYOND).index(each["kind"]))
        entries = self._entries_of({each["line"].row.measure_id for each in found}) if found else []
        for each in found:
            each["title"] = BEYOND[each["kind"]]
            each["entries"] = list(self._behind(each, entries))
        return found

    @property
    def beyond_allowed(self) -> list[dict[str, Any]]:
        return [each for each in self.beyond if each["allowed"] == each["amount"]]

    @property
    def beyond_unallowed(self) -> list[dict[str, Any]]:
        """What passes a limit further than the head allowed: a fault, while the rest is a decision to be told of."""
        return [each for each in self.beyond if each["allowed"] < each["amount"]]

    def _entries_of(self, measures: Iterable[int]) -> list[LedgerEntry]:
        """The entries of measures that nobody took back by the end of the period, the newest first."""
        standing = LedgerEntry.objects.standing().filter(measure__in=measures, amount__gt=0)
        entries = standing.up_to(self.period.end).told_apart().select_related("measure__program")
        return list(entries.order_by("-date", "-pk"))

    def _behind(self, beyond: dict[str, Any], entries: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
        """The last entries that make up what stands beyond a limit."""
        place = beyond["line"].row.measure_id, beyond["year"], beyond["source"].pk
        stage = self.money.furthest_direct(place) if beyond["kind"] == "plan" else beyond["kind"]
        rest = beyond["amount"]
        for entry in entries:
            own = entry.stage == stage if entry.direct else (beyond["kind"], entry.stage) == ("plan", Stage.COMMITTED)
            if own and rest > 0 and (entry.measure_id, entry.budget_year, entry.source_id) == place:
                rest -= entry.amount
                yield entry

    @cached_property
    def overpaid(self) -> list[tuple[MeasureLine, int, Decimal]]:
        """Where more was paid than the edition in force allots: measure, year, hryvnias beyond the plan."""
        found = []
        for line in self.measures:
            for year, figures in line.years.items():
                paid = finance.amount_of(figures.paid) or finance.ZERO
                beyond = paid - (finance.amount_of(figures.amended) or finance.ZERO)
                if beyond > 0:
                    found.append((line, year, beyond))
        return found

    @property
    def work_percent(self) -> Decimal | None:
        """The mean of the executors' own judgements over the measures of the plan; None where nobody judged yet.

        A measure without a judgement counts as nothing done: leaving it out would flatter the programme.
        """
        lines = [line for line in self.measures if line.in_plan]
        if not any(line.progress for line in lines):
            return None
        return finance.percent(Decimal(sum(line.work_percent for line in lines)), Decimal(100 * len(lines)))

    @property
    def time_percent(self) -> Decimal:
        """How much of the programme's term had elapsed by the end of the period."""
        return finance.elapsed_percent(self.program.start_year, self.program.end_year, self.period.end)


# What the database says -------------------------------------------------------------------------------------------


Key = tuple[int, int, int]  # measure, budget year, source
Quarters = dict[Key, Decimal]  # what the quarters that are over ask to be paid by a period's end, whenever it began


# The rules by which money is held, in the order of significance, and how the self-check names what passes them.
BEYOND = {
    Stage.PAID.value: gettext_lazy("Paid beyond what is accepted"),
    Stage.ACCEPTED.value: gettext_lazy("Accepted beyond what is committed"),
    "plan": gettext_lazy("Beyond plan and budget"),
}


class EditionMoney:
    """The money of one edition, looked up by measure, year and source."""

    def __init__(self, edition: Edition | None) -> None:
        rows = MeasureRow.objects.of_known(edition) if edition else []
        self.rows: dict[int, MeasureRow] = {row.measure_id: row for row in rows}
        self.amounts: dict[Key, Decimal] = {
            (row.measure_id, allocation.year, allocation.source_id): allocation.amount
            for row in self.rows.values()
            for allocation in row.allocations.all()
        }

    def cell(self, measure: int, year: int, source: int | None) -> Money:
        row = self.rows.get(measure)
        if row is None:
            return Absence.NOT_FORESEEN
        if row.funding != Funding.FUNDED:
            return Absence(row.funding)
        return self.amounts.get((measure, year, source or 0), Absence.NOT_FORESEEN)


class PostedMoney:
    """What the ledger, the budget and the head say, looked up by measure, year and source.

    ``stages`` and ``direct`` – what was paid without a contract – are the period's own; what is in use was taken at any
    time.
    """

    def __init__(self, program: Program, period: Period, *, since_ever: bool) -> None:
        self.stages: dict[Stage, dict[Key, Decimal]] = {stage: defaultdict(Decimal) for stage in Stage}
        self.direct: dict[Key, Decimal] = {}
        self.sums: dict[Key, dict[tuple[Stage, bool], Decimal]] = defaultdict(dict)
        self.last_entry: date | None = None
        since = date.min if since_ever else period.start
        entries = LedgerEntry.objects.filter(measure__program=program).up_to(period.end).told_apart()
        within = MoneySum("amount", filter=Q(date__gte=since))
        keys = ("measure_id", "budget_year", "source_id", "direct")
        for row in entries.totals(*keys, within=within, last=Max("date")):
            key, stage = (row["measure_id"], row["budget_year"], row["source_id"]), Stage(row["stage"])
            self.sums[key][stage, row["direct"]] = row["sum"]
            if row["last"] < since:
                continue
            self.last_entry = max(self.last_entry or row["last"], row["last"])
            self.stages[stage][key] += row["within"]
            if row["direct"] and stage == Stage.PAID:
                self.direct[key] = row["within"]
        self.appropriated = self._appropriated(program, period.end)
        self.allowed = Override.objects.filter(program=program).exclude(measure=None).by_place()

    def sum_of(self, key: Key, stage: Stage, *, direct: bool) -> Decimal:
        return self.sums.get(key, {}).get((stage, direct), finance.ZERO)

    def in_use(self, key: Key) -> Decimal:
        """What contracts commit and what stands without one."""
        direct = finance.furthest(self.sum_of(key, stage, direct=True) for stage in Stage)
        return self.sum_of(key, Stage.COMMITTED, direct=False) + direct

    def furthest_direct(self, key: Key) -> Stage:
        """The stage that money without a contract takes most at."""
        return max(reversed(Stage), key=lambda stage: self.sum_of(key, stage, direct=True))

    def beyond(self, key: Key, figures: Figures) -> Iterator[tuple[str, Decimal, Decimal]]:
        """What of a measure, year and source passes a limit: by which rule, by how much, what the head allowed."""
        sums = [(self.sum_of(key, stage, direct=False), self.sum_of(key, stage, direct=True)) for stage in Stage]
        for stage, before, own in zip(list(Stage)[1:], sums, sums[1:], strict=False):
            if amount := finance.beyond_before(before, own):
                yield stage.value, amount, finance.ZERO
        limit = finance.allotted(finance.amount_of(figures.amended) or finance.ZERO, figures.appropriated)
        if (amount := finance.kopiiky(self.in_use(key) - limit)) > 0:
            allowed = max(self.allowed.get((stage, *key), finance.ZERO) for stage in Stage)
            yield "plan", amount, min(allowed, amount)

    @staticmethod
    def _appropriated(program: Program, on: date) -> dict[Key, Decimal]:
        """What the appropriations in force on a date give in all funds."""
        sums: dict[Key, Decimal] = defaultdict(Decimal)
        for row in BudgetAppropriation.objects.filter(measure__program=program).in_force(on):
            sums[row.measure_id, row.year, row.source_id] += row.amount
        return dict(sums)

    def posted_or_given(self) -> set[Key]:
        return {key for sums in self.stages.values() for key in sums} | self.appropriated.keys()

    def posted_years(self) -> set[int]:
        return {year for sums in self.stages.values() for _measure, year, _source in sums}

    def stage(self, stage: Stage, key: Key, plan: Money) -> Money:
        """The sum of a stage; nothing posted is 0.00 where money was planned, and the plan's own reason where none
        was.
        """
        return self._or_nothing(self.stages[stage].get(key), plan)

    def paid_directly(self, key: Key, plan: Money) -> Money:
        """What was paid without a contract, by the same rule."""
        return self._or_nothing(self.direct.get(key), plan)

    @staticmethod
    def _or_nothing(found: Decimal | None, plan: Money) -> Money:
        if found is not None:
            return finance.kopiiky(found)
        return finance.ZERO if isinstance(plan, Decimal) else plan


class _Builder:
    """Puts plan, ledger and progress of one programme together."""

    def __init__(
        self,
        program: Program,
        period: Period,
        budget_years: Iterable[int],
        *,
        since_ever: bool,
        edition: Edition | None = None,
        quarters: Quarters | None = None,
    ) -> None:
        self.program, self.period = program, period
        self.quarters = QuarterPlan.objects.due(program, period) if quarters is None else quarters
        editions = list(program.editions.adopted().order_by("in_force_from", "number").select_related("act"))
        in_force = [edition for edition in editions if edition.in_force_from and edition.in_force_from <= period.end]
        self.edition = edition or (in_force[-1] if in_force else None)
        self.first_edition = in_force[0] if in_force else None
        self.amended = EditionMoney(self.edition)
        self.approved = self.amended if self.first_edition == self.edition else EditionMoney(self.first_edition)
        self.money = PostedMoney(program, period, since_ever=since_ever)
        self.planned_years = set(budget_years)
        self.budget_years = sorted(self.planned_years | self.money.posted_years())
        self.source_by_id = {source.pk: source for source in FundingSource.objects.order_by()}
        self.progress, self.work = self._progress(since_ever)
        self.used = self._sources_used()
        self.amended_last, self.amount_changes = amendments(self._until(in_force), self.budget_years)

    def _progress(self, since_ever: bool) -> tuple[dict[int, Progress], dict[int, int]]:
        """The last judgement of each measure whose period ended within the statement's, and the last per cent of work
        among them: «not done» has none of its own. Of those that end on one day the statement's own period is first,
        then the longest: a year is told by its own judgement, not by that of its last quarter.
        """
        rows = Progress.objects.filter(measure__program=self.program, period_end__lte=self.period.end)
        if not since_ever:
            rows = rows.filter(period_end__gte=self.period.start)
        judged = sorted(rows.order_by("-period_start"), key=lambda row: (row.period_end, row.period == self.period))
        work = {row.measure_id: row.work_percent for row in judged if row.work_percent is not None}
        return {row.measure_id: row for row in judged}, work

    def _sources_used(self) -> dict[int, set[int]]:
        used: dict[int, set[int]] = defaultdict(set)
        for measure, _year, source in (
            self.approved.amounts.keys() | self.amended.amounts.keys() | self.money.posted_or_given()
        ):
            used[measure].add(source)
        return used

    def figures(self, measure: int, year: int, source: int | None) -> Figures:
        key = (measure, year, source or 0)
        planned = year in self.planned_years
        amended = self.amended.cell(measure, year, source) if planned else Absence.NOT_FORESEEN
        given = self.money.appropriated.get(key)
        allowed, used = self.money.allowed.get((Stage.COMMITTED, *key), finance.ZERO), self.money.in_use(key)
        return Figures(
            approved=self.approved.cell(measure, year, source) if planned else Absence.NOT_FORESEEN,
            amended=amended,
            appropriated=given,
            committed=self.money.stage(Stage.COMMITTED, key, amended),
            accepted=self.money.stage(Stage.ACCEPTED, key, amended),
            paid=self.money.stage(Stage.PAID, key, amended),
            direct=self.money.paid_directly(key, amended),
            free=finance.free(amended, given, allowed, used) if planned else Absence.NOT_FORESEEN,
            due=self.due(key, amended),
        )

    def due(self, key: Key, amended: Money) -> Money | None:
        """What had to be paid of a year by the period's end: the whole plan of one that is over, the quarters of a
        running one where the department set them, which payments of a later start are no match for. Money of a year
        without a plan had nothing to wait for.
        """
        _measure, year, _source = key
        if year in self.planned_years and self.period.end < date(year, 12, 31):
            since_new_year = self.period == self.period.since_new_year
            return self.quarters.get(key) if since_new_year and year == self.period.end.year else None
        return amended

    def line(self, row: MeasureRow, *, in_plan: bool = True) -> MeasureLine:
        used = self.used[row.measure_id] | ({row.source_id} if row.source_id else set())
        sources = {
            (year, self.source_by_id[source]): self.figures(row.measure_id, year, source)
            for year in self.budget_years
            for source in sorted(used)
        }
        if sources:
            years = {
                year: finance.add_figures(f for (y, _source), f in sources.items() if y == year)
                for year in self.budget_years
            }
        else:
            years = {year: self.figures(row.measure_id, year, None) for year in self.budget_years}
        key = row.measure_id
        amended_by, work = self.amended_by(key, years), self.work.get(key, 0)
        return MeasureLine(row, years, sources, self.progress.get(key), in_plan, amended_by, work)

    def amended_by(self, measure: int, years: dict[int, Figures]) -> dict[int, Edition]:
        """The years of a measure whose amount an act changed since the first edition."""
        return {
            year: self.amended_last[measure, year]
            for year, figures in years.items()
            if figures.approved != figures.amended
            and Decimal in {type(figures.approved), type(figures.amended)}
            and (measure, year) in self.amended_last
        }

    def _until(self, in_force: list[Edition]) -> list[Edition]:
        """The editions that led to the statement's own, which may be a draft or one that is looked back at."""
        if self.edition is None or self.edition in in_force:
            return in_force[: in_force.index(self.edition) + 1] if self.edition else []
        return [*in_force, self.edition]

    def tasks(self) -> list[TaskLine]:
        task_rows: Iterable[TaskRow] = []
        if self.edition:
            task_rows = TaskRow.objects.of(self.edition).select_related("task").prefetch_related("aspects")
        by_key = {row.pk: row for row in task_rows}
        lines = {key: TaskLine(row) for key, row in by_key.items()}
        for row in self.amended.rows.values():
            row.task_row = by_key[row.task_row_id]
            lines[row.task_row_id].measures.append(self.line(row))
        tasks = list(lines.values())
        gone = self._left_the_plan()
        if gone:
            tasks.append(TaskLine(None, [self.line(row, in_plan=False) for row in gone]))
        return tasks

    def _left_the_plan(self) -> list[MeasureRow]:
        """Measures that the edition in force dropped though money was promised or moved: the sums need them."""
        touched = set(self.approved.rows) | {measure for measure, _year, _source in self.money.posted_or_given()}
        missing = touched - set(self.amended.rows)
        if not missing:
            return []
        rows = MeasureRow.objects.filter(measure__in=missing, edition__in=self.program.editions.adopted()).with_plan()
        latest = {row.measure_id: row for row in rows.order_by("edition__in_force_from", "edition__number")}
        return sorted(latest.values(), key=lambda row: row.order)

    def build(self) -> Statement:
        tasks = self.tasks()
        passport = dict(self.edition.passport_totals.values_list("year", "amount")) if self.edition else {}
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for (_measure, year, _source), amount in self.amended.amounts.items():
            sums[year] += amount
        return Statement(
            program=self.program,
            period=self.period,
            budget_years=self.budget_years,
            planned_years=self.planned_years,
            edition=self.edition,
            first_edition=self.first_edition,
            tasks=tasks,
            differences=finance.compare_with_passport(passport, sums),
            last_entry=self.money.last_entry,
            amount_changes=self.amount_changes,
            money=self.money,
            quarters=self.quarters,
        )


def statement_on(program: Program, on: date, edition: Edition | None = None) -> Statement:
    """Everything that was known by the end of a day: the plan in force and all money since the beginning.

    With ``edition`` its plan stands in the place of the one in force: a draft as it would be, or an old plan looked
    back at.
    """
    period = Period(min(date(program.start_year, 1, 1), on), on)
    return _Builder(program, period, program.years, since_ever=True, edition=edition).build()


def statement_for(program: Program, period: Period, *, quarters: Quarters | None = None) -> Statement:
    """A period of a report: the plan in force at its end for the budget years it touches, the money moved within it.

    A plan has no parts of a year: in a year that is not over at the period's end, ``running``, what is not paid is left
    of it and no deviation yet. Money dated in the period but of another budget year (a late correction, a contract for
    the next year) brings its year along without a plan, so that what moved in the period always adds up.
    """
    years = [year for year in program.years if period.start.year <= year <= period.end.year]
    return _Builder(program, period, years, since_ever=False, quarters=quarters).build()


@dataclass(frozen=True)
class ProgramTotal:
    """What a programme promises and what it paid by a date; ``paid`` is None while the ledger says nothing at all."""

    planned: Money
    paid: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        return finance.percent(self.paid, self.planned) if self.paid is not None else None


def totals_on(programs: Iterable[Program], on: date) -> dict[int, ProgramTotal]:
    """The two figures of a list of programmes by programme id, in two queries however many there are."""
    ids = [program.pk for program in programs]
    planned = Allocation.objects.in_force(on).filter(measure_row__edition__program__in=ids).order_by()
    plans = dict(planned.values_list("measure_row__edition__program").annotate(MoneySum("amount")))
    paid: dict[int, Decimal] = {}
    entries = LedgerEntry.objects.filter(measure__program__in=ids).up_to(on)
    for row in entries.totals("measure__program"):
        paid.setdefault(row["measure__program"], finance.ZERO)
        if row["stage"] == Stage.PAID:
            paid[row["measure__program"]] = finance.kopiiky(row["sum"])
    return {
        pk: ProgramTotal(finance.kopiiky(plans[pk]) if pk in plans else Absence.NOT_FORESEEN, paid.get(pk))
        for pk in ids
    }
