"""Indicators of result: what was to be reached and what was (part 3 of the usual form)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import modules
from ..models import Activity, Indicator, IndicatorValue, is_restricted
from ..reporting import Column, Kind, Level, Row, Table
from ..statement import Statement
from ..words import date_text

Counted = dict[tuple[int, str, int], list[Activity]]  # by measure, kind, year
Elsewhere = dict[tuple[int, str], Mapping[int, Decimal | int]]  # by measure and key: so many in each year
SHOWN = 12  # activities that a line names of those it counted


class Indicators:
    """Group | indicator | unit | planned | actual | deviation | explanation: a line per indicator in the report, its
    years side by side, and a line per year on the page of a measure.
    """

    key = "indicators"
    title = gettext_lazy("Indicators")

    def table(self, statement: Statement) -> Table:
        indicators = list(
            Indicator.objects.filter(program=statement.program)
            .select_related("measure")
            .prefetch_related("values")
            .order_by("order", "pk")
        )
        found = self.of(indicators, statement)
        return self.side_by_side(found, statement) if len(statement.planned_years) > 1 and found.rows else found

    def side_by_side(self, by_year: Table, statement: Statement) -> Table:
        """The same with one line per indicator: planned, actual and deviation of each year under the year."""
        three = ("plan", "actual", self.deviation_column(statement).key)
        titles = {column.key: column for column in by_year.columns}
        rows: list[Row] = []
        said: dict[tuple[int, str], list[int]] = {}  # in which years each row says a text
        for row in by_year.rows:
            if row.level == Level.GROUP:
                rows.append(row)
                continue
            year, named = row.cells["year"], ("name", "unit", "baseline")
            if not rows or rows[-1].level == Level.GROUP or rows[-1].cells["name"] != row.cells["name"]:
                rows.append(Row({key: row.cells[key] for key in named} | {"explanation": []}))
            cells = rows[-1].cells
            cells.update({f"{key}_{year}": row.cells[key] for key in three})
            for text in row.cells["explanation"]:  # type: ignore[union-attr]
                said.setdefault((len(rows) - 1, str(text)), []).append(int(str(year)))
        for (place, text), years_said in said.items():
            when = "" if set(years_said) == statement.planned_years else f"{_years(years_said)}: "
            rows[place].cells["explanation"].append(when + text)  # type: ignore[union-attr]
        years = [
            Column(f"{key}_{year}", titles[key].title, Kind.NUMBER, str(year), width=1.2)
            for year in sorted(statement.planned_years)
            for key in three
        ]
        columns = [titles["name"], titles["unit"], titles["baseline"], *years, titles["explanation"]]
        return replace(by_year, columns=columns, rows=rows)

    def of(self, indicators: list[Indicator], statement: Statement, reached: modules.OfMeasures | None = None) -> Table:
        """The lines of some indicators; what was ``reached`` by the period's end is asked for where nobody has it."""
        return Table(
            key=self.key,
            caption=_("Indicators of result, %(period)s.") % {"period": statement.period.label},
            columns=[
                Column("name", _("Indicator"), width=5, heads=True),
                Column("unit", _("Unit of measure"), width=1.4),
                Column("year", _("Year"), width=0.8, once=True),
                Column("baseline", _("Baseline"), Kind.NUMBER, width=1.2, once=True),
                Column("plan", _("Planned"), Kind.NUMBER, width=1.2),
                Column("actual", _("Actual"), Kind.NUMBER, width=1.2),
                self.deviation_column(statement),
                Column("explanation", _("Explanation; source of information"), Kind.LINES, width=6, noted="repeated"),
            ],
            rows=list(self.rows(indicators, statement, reached)),
            notes=self.notes(statement) if indicators else [],
            empty=_("The programme sets no indicators; the department has entered none."),
        )

    @staticmethod
    def deviation_column(statement: Statement) -> Column:
        """Planned minus actual, as with money: in a running year it is left to be reached."""
        if statement.running is None:
            return Column("deviation", _("Deviation (planned − actual)"), Kind.NUMBER, width=1.3)
        return Column("remainder", _("Left of the plan (planned − actual)"), Kind.NUMBER, width=1.3)

    @staticmethod
    def notes(statement: Statement) -> list[str]:
        """What a running year's figures are: the plan is of the whole year, and so is an actual that people enter."""
        if statement.running is None:
            return []
        return [
            _(
                "The plan is of the whole year. What activities count is counted up to the end of the period; another "
                "actual value is the one that the department entered last for the year."
            )
        ]

    def rows(
        self, indicators: list[Indicator], statement: Statement, reached: modules.OfMeasures | None
    ) -> Iterable[Row]:
        counted = self.counted(indicators, statement)
        elsewhere = self.counted_elsewhere(indicators, statement, reached)
        for group in Indicator.Group:
            found = [indicator for indicator in indicators if indicator.group == group]
            if found:
                yield Row({"name": str(group.label).capitalize()}, Level.GROUP)
            for indicator in found:
                values = {value.year: value for value in indicator.values.all()}
                for year in sorted(statement.planned_years):
                    yield self.row(
                        indicator,
                        year,
                        values.get(year),
                        counted,
                        elsewhere,
                        ended=year != statement.running,
                        with_days=len(statement.planned_years) == 1,
                    )

    @staticmethod
    def counted(indicators: list[Indicator], statement: Statement) -> Counted:
        """The activities of a kind per measure and year, up to the end of the period."""
        measures = {indicator.measure_id for indicator in indicators if indicator.counts}
        found: Counted = defaultdict(list)
        for activity in Activity.objects.filter(measure__in=measures, date__lte=statement.period.end).order_by("date"):
            found[activity.measure_id, activity.kind, activity.date.year].append(activity)
        return found

    @staticmethod
    def counted_elsewhere(
        indicators: list[Indicator], statement: Statement, reached: modules.OfMeasures | None
    ) -> Elsewhere:
        """What other applications recorded of a measure, by its key and year."""
        if not any(indicator.counts and indicator.counts not in Activity.Kind for indicator in indicators):
            return {}
        found = modules.reached(statement.program, statement.period.end) if reached is None else reached
        return {(pk, row.key): row.years for pk, rows in found.items() if pk for row in rows}

    @staticmethod
    def row(
        indicator: Indicator,
        year: int,
        value: IndicatorValue | None,
        counted: Counted,
        elsewhere: Elsewhere,
        *,
        ended: bool,
        with_days: bool,
    ) -> Row:
        plan = value.plan if value else None
        actual = value.actual if value else None
        explanation = [text for text in (value.explanation if value else "", indicator.source) if text]
        if indicator.measure_id and indicator.counts and indicator.counts not in Activity.Kind:
            names = dict(modules.counted())
            if indicator.counts in names:  # else its application is switched off
                actual = Decimal(elsewhere.get((indicator.measure_id, indicator.counts), {}).get(year, 0))
                explanation.append(_("Counted: %(what)s.") % {"what": names[indicator.counts]})
        elif indicator.counts and indicator.measure_id:
            activities = counted.get((indicator.measure_id, indicator.counts, year), [])
            actual = Decimal(sum(activity.quantity for activity in activities))
            explanation += [what_it_counted(indicator, activities)] if activities and with_days else []
        left = plan - actual if actual is not None and plan is not None else None
        if ended and left and left > 0 and not (value and value.explanation):
            explanation.insert(0, _("the reason is not stated"))
        return Row(
            {
                "name": indicator.name,
                "unit": indicator.unit,
                "year": str(year),
                "baseline": _plain(indicator.baseline),
                "plan": _plain(plan),
                "actual": _plain(actual),
                "deviation": _plain(left),
                "remainder": _plain(left),
                "explanation": explanation,
            }
        )


def what_it_counted(indicator: Indicator, activities: list[Activity]) -> str:
    """«Пораховано (брифінг): 03.02.2022 × 4, 10.02.2022, ще 2 не показано» – by days those that everybody may see."""
    shown = [activity for activity in activities if activity.is_public and not is_restricted()]
    days = [
        date_text(activity.date) + (f" ×\u00a0{activity.quantity}" if activity.quantity > 1 else "")
        for activity in shown[:SHOWN]
    ]
    rest = len(activities) - len(days)
    if rest:
        days.append(ngettext("%(count)s entry more", "%(count)s entries more", rest) % {"count": rest})
    kind = Activity.Kind(indicator.counts).label
    return _("Counted (%(kind)s): %(days)s.") % {"kind": kind, "days": ", ".join(days)}


def _years(years: list[int]) -> str:
    """«2021–2022», or «2021, 2023» of years that do not follow each other."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _plain(value: Decimal | None) -> Decimal | int | None:
    """A whole value without its empty decimals: people are counted in ones."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value
