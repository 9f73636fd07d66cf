"""The sums of an edition's plan while one measure of it is edited, beside what the passport promises."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..finance import ZERO, kopiiky
from ..models import Allocation, Edition, MeasureRow, MoneySum

Years = dict[int, Decimal]


@dataclass(frozen=True)
class Line:
    """A line of the panel; ``key`` is what the script finds its cells by."""

    key: str
    label: str
    cells: list[tuple[str, Decimal]]  # the year or «total», the amount


@dataclass(frozen=True)
class PlanTotals:
    """What the rest of the plan holds, by task and year, and the passport of the edition."""

    years: list[int]
    others: dict[int, Years]
    passport: Years

    @classmethod
    def of(cls, edition: Edition, *, without: MeasureRow | None) -> "PlanTotals":
        """The plan of an edition without the measure that is being edited; two queries."""
        rows = Allocation.objects.of(edition).exclude(measure_row=without.pk if without else None).order_by()
        others: dict[int, Years] = defaultdict(dict)
        for task, year, amount in rows.values_list("measure_row__task_row", "year").annotate(MoneySum("amount")):
            others[task][year] = amount
        passport = dict(edition.passport_totals.values_list("year", "amount"))
        return cls(list(edition.program.years), dict(others), passport)

    def lines(self, own: Mapping[int, Decimal], task: int | None) -> list[Line]:
        """The panel with the amounts of the form as they stand."""
        in_task = self.others.get(task or 0, {})
        everywhere = {y: sum((years.get(y, ZERO) for years in self.others.values()), ZERO) for y in self.years}
        mine = {year: own.get(year, ZERO) for year in self.years}
        plan = {year: everywhere[year] + mine[year] for year in self.years}
        promised = {year: self.passport.get(year, ZERO) for year in self.years}
        return [
            self._line("measure", _("This measure"), mine),
            self._line("task", _("Its task"), {year: in_task.get(year, ZERO) + mine[year] for year in self.years}),
            self._line("plan", _("The whole programme"), plan),
            self._line("passport", _("The passport"), promised),
            self._line(
                "difference", _("Difference (measures − passport)"), {y: plan[y] - promised[y] for y in self.years}
            ),
        ]

    @staticmethod
    def _line(key: str, label: str, years: Years) -> Line:
        cells = [(str(year), kopiiky(amount)) for year, amount in years.items()]
        return Line(key, label, [*cells, ("total", kopiiky(sum(years.values(), ZERO)))])

    def for_script(self) -> str:
        """The same figures for the script that follows the typing, in kopiikas."""
        others = {
            task: {year: int(amount * 100) for year, amount in years.items()} for task, years in self.others.items()
        }
        passport = {year: int(self.passport.get(year, ZERO) * 100) for year in self.years}
        return json.dumps({"others": others, "passport": passport})
