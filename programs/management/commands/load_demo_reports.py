"""Load the reports of the demonstration, after everything that they report: one decided on, one returned."""

import json
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from programs.models import ExecutionReport, LegalAct, Measure
from programs.period import Period
from programs.reporting.addresses import absolute
from programs.reports.submission import submit
from programs.services import answer, ask, record_step, save_report

from .load_demo import DATA, demonstration


def moment(text: str) -> datetime:
    """«2022-01-20 10:40» in Kyiv."""
    return timezone.make_aware(datetime.fromisoformat(text))


class Command(BaseCommand):
    help = "Loads invented reports to the commission with what became of them, once execution and money stand."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        if program.execution_reports.exists():
            self.stdout.write(f"{program.slug}: its reports stand already, nothing changed")
            return
        people = {
            user.username: user for user in User.objects.filter(username__in=("coordinator", "head", "commission"))
        }
        with transaction.atomic(), translation.override("uk"):
            for row in data["reports"]:
                period = Period.parse(row["period"])
                report = ExecutionReport(
                    program=program,
                    kind=row["kind"],
                    period_start=period.start,
                    period_end=period.end,
                    narrative=row["narrative"],
                    proposal=row["proposal"],
                    judgement=row["judgement"],
                    form=row.get("form", {}),
                )
                save_report(report=report, by=people["coordinator"])
                if row["submitted_on"]:
                    self.decide(report, row, people)
        self.stdout.write(f"{program.slug}: {program.execution_reports.count()} reports to the commission")

    def decide(self, report: ExecutionReport, row: dict[str, Any], people: dict[str, User]) -> None:
        submit(report, by=people["head"], on=date.fromisoformat(row["submitted_on"]), site=absolute(""))
        for said in row["questions"]:
            measure = Measure.objects.get(program=report.program, code=said["measure"])
            words = {name: said[name] for name in ("quoted", "text")}
            question = ask(report=report, measure=measure, by=people["commission"], at=moment(said["asked"]), **words)
            if said["answer"]:
                at = moment(said["answered"])
                answer(question=question, text=said["answer"], by=people["coordinator"], at=at)
        for step in row["steps"]:
            act = LegalAct.objects.get(program=report.program, number=step["act"]) if step.get("act") else None
            record_step(
                report=report,
                kind=step["kind"],
                date=date.fromisoformat(step["date"]),
                document=step.get("document", ""),
                act=act,
                remarks=step.get("remarks", ""),
                by=people["head"],
            )
