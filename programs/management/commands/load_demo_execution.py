"""Load what was done in the demonstration programme, after its money: progress, activities, indicators."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from programs.models import Activity, Headcount, Indicator, IndicatorValue, Measure, Program, Progress
from programs.period import Period
from programs.services import save_activity, save_progress, save_record

from .load_demo import DATA, demonstration


class Command(BaseCommand):
    help = "Loads invented progress, activities and indicators into the demonstration programme, once its money stands."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        judged = Progress.objects.filter(measure__program=program)
        if judged.exists():
            self.stdout.write(f"{program.slug}: its execution stands already, nothing changed")
            return
        self.measures = {measure.code: measure for measure in Measure.objects.filter(program=program)}
        self.coordinator = User.objects.get(username="coordinator")
        with transaction.atomic():
            self.load_progress(data["progress"])
            self.load_activities(data["activities"])
            self.load_indicators(program, data["indicators"])
        held = len(data["activities"])
        self.stdout.write(f"{program.slug}: {judged.count()} judgements of progress, {held} activities")

    def load_progress(self, rows: dict[str, dict[str, Any]]) -> None:
        """Judgements under «2021-Q1» or «2021»: state, per cent of the work of the whole term, result, reason."""
        for code, periods in rows.items():
            for name, (state, percent, result, reason) in periods.items():
                year, _separator, quarter = name.partition("-Q")
                of_year = int(year)
                period = Period.quarters(of_year)[int(quarter) - 1] if quarter else Period.year(of_year)
                progress = Progress(
                    measure=self.measures[code],
                    period_start=period.start,
                    period_end=period.end,
                    state=state,
                    work_percent=percent,
                    result=result,
                    reason=reason,
                )
                save_progress(progress=progress, by=self.coordinator)

    def load_activities(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            headcounts, shown = row.pop("headcounts"), row.pop("is_public")
            row = {**row, "measure": self.measures[row["measure"]], "date": date.fromisoformat(row["date"])}
            activity = save_activity(activity=Activity(**row), by=self.coordinator, show=shown)
            for group, count in headcounts.items():
                save_record(record=Headcount(activity=activity, group=group, count=count), by=self.coordinator)

    def load_indicators(self, program: Program, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            values = row.pop("values")
            baseline = row["baseline"] and Decimal(row["baseline"])
            row = {**row, "measure": row["measure"] and self.measures[row["measure"]], "baseline": baseline}
            indicator = save_record(record=Indicator(program=program, **row), by=self.coordinator)
            for year, (plan, actual, explanation) in values.items():
                value = IndicatorValue(
                    indicator=indicator,
                    year=int(year),
                    plan=plan and Decimal(plan),
                    actual=actual and Decimal(actual),
                    explanation=explanation,
                )
                save_record(record=value, by=self.coordinator)
