"""What the sources of duties know about a day: programmes, terms, plans in force, each read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from ..models import CalendarDay, DutyDone, DutyTerm, Edition, Funding, MeasureRow, Program
from ..period import Period

LAST_DAYS = {"half_year": (6, 30), "nine_months": (9, 30), "year": (12, 31)}


class Day:
    """A day over some programmes. Whatever their number, each property asks the database once."""

    def __init__(self, programs: Iterable[Program], on: date) -> None:
        self.on = on
        found = list(programs)
        self.programs = [program for program in found if program.status == Program.Status.IN_FORCE]
        # what was accepted is owed, whatever became of the programme
        self.paying = [program for program in found if program.status != Program.Status.DRAFT]

    @property
    def running(self) -> list[Program]:
        """Programmes whose work is asked for: begun, and over for no more than a year.

        Later a programme owes its final report and its end, and reminders of old quarters would only hide those.
        """
        year = self.on.year
        return [program for program in self.programs if program.start_year <= year <= program.end_year + 1]

    @cached_property
    def terms(self) -> dict[tuple[str, str], DutyTerm]:
        """The terms that somebody wants to be reminded of, by their app and key."""
        return {(term.app, term.key): term for term in DutyTerm.objects.filter(is_asked=True)}

    @cached_property
    def calendar(self) -> dict[date, bool]:
        """The days that differ from their week."""
        return CalendarDay.objects.exceptions()

    def due(self, key: str, end: date, *, app: str = "programs") -> date | None:
        """By when something is due that follows a day; None where nobody wants to be reminded of it."""
        term = self.terms.get((app, key))
        return term.due(end, self.calendar) if term else None

    @cached_property
    def done(self) -> set[tuple[int, str]]:
        """(programme, key) of what a person said was done."""
        return set(DutyDone.objects.values_list("program", "key"))

    @cached_property
    def editions(self) -> dict[int, list[Edition]]:
        """The adopted editions of each programme that took effect by the day, in their order."""
        found: dict[int, list[Edition]] = {program.pk: [] for program in self.programs}
        rows = Edition.objects.adopted().filter(program__in=self.programs, in_force_from__lte=self.on)
        for edition in rows.select_related("act").order_by("in_force_from", "number"):
            found[edition.program_id].append(edition)
        return found

    @cached_property
    def plans(self) -> dict[int, list[MeasureRow]]:
        """The measures of each programme's edition in force, with their yearly amounts, in the document's order."""
        in_force = [editions[-1].pk for editions in self.editions.values() if editions]
        rows = MeasureRow.objects.filter(edition__in=in_force).select_related("edition", "measure")
        found: dict[int, list[MeasureRow]] = defaultdict(list)
        for row in rows.prefetch_related("allocations").order_by("order"):
            found[row.edition.program_id].append(row)
        return found

    def with_money(self, program: Program, year: int) -> list[MeasureRow]:
        """The measures to which the plan in force gives money in a year."""
        return [
            row
            for row in self.plans[program.pk]
            if row.funding == Funding.FUNDED and any(a.year == year and a.amount for a in row.allocations.all())
        ]

    def first_day(self, program: Program) -> date | None:
        """Since when the programme has a plan to answer for."""
        editions = self.editions[program.pk]
        return editions[0].in_force_from if editions else None

    # Periods ---------------------------------------------------------------------------------------

    def open_periods(self, program: Program, kind: str, *, app: str = "programs") -> list[tuple[Period, date]]:
        """The periods of a term that are over and whose successor is not due yet, each with its own day.

        So what was left undone stays until the next of its kind takes its place, and no longer.
        """
        begun = self.first_day(program)
        if (app, kind) not in self.terms or begun is None:
            return []
        dated = [
            (period, self.terms[app, kind].due(period.end, self.calendar))
            for period in periods_of(program, kind)
            if period.end >= begun
        ]
        found = [
            (period, due)
            for (period, due), (_successor, next_due) in zip(dated, [*dated[1:], (None, self.on)], strict=True)
            if period.end < self.on <= next_due
        ]
        if kind == "year" and ("programs", "final") in self.terms:  # the final report covers the last year
            found = [(period, due) for period, due in found if period.end.year < program.end_year]
        return found


def periods_of(program: Program, kind: str) -> list[Period]:
    """All periods of a kind within the programme's term: quarters, but for those that say another length."""
    if kind == "final":
        return [Period(date(program.start_year, 1, 1), date(program.end_year, 12, 31))]
    if kind in LAST_DAYS:
        return [Period(date(year, 1, 1), date(year, *LAST_DAYS[kind])) for year in program.years]
    return [quarter(date(year, month, 1)) for year in program.years for month in (1, 4, 7, 10)]


def quarter(day: date) -> Period:
    """The quarter that a day belongs to."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return Period(first, following - timedelta(days=1))
