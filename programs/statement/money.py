"""What an edition plans and what ledger and budget say, read once and looked up by measure, year and source."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Max

from .. import finance
from ..finance import Absence, Money
from ..models import BudgetAppropriation, Edition, Funding, LedgerEntry, MeasureRow, Program, Stage
from ..period import Period

Key = tuple[int, int, int]  # measure, budget year, source


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
    """What the ledger and the budget say, looked up by measure, year and source."""

    def __init__(self, program: Program, period: Period, *, since_ever: bool) -> None:
        entries = LedgerEntry.objects.filter(measure__program=program)
        entries = entries.up_to(period.end) if since_ever else entries.between(period.start, period.end)
        self.stages: dict[Stage, dict[Key, Decimal]] = {stage: {} for stage in Stage}
        sums = entries.totals("measure_id", "budget_year", "source_id", last=Max("date"))
        for row in sums:
            self.stages[Stage(row["stage"])][row["measure_id"], row["budget_year"], row["source_id"]] = row["sum"]
        self.last_entry: date | None = max((row["last"] for row in sums), default=None)
        self.appropriated = self._appropriated(program, period.end)

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
        found = self.stages[stage].get(key)
        if found is not None:
            return finance.kopiiky(found)
        return finance.ZERO if isinstance(plan, Decimal) else plan
