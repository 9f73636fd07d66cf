"""Load press work, publications of the site, a month of monitoring and courses into the demonstration, after what was
done.
"""

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from programs.management.commands.load_demo import demonstration
from programs.models import Activity, Body, LedgerEntry, Measure, Stage
from programs.modules import ledger_links, media_bodies
from programs.services import save_with_activity

from ...models import BudgetProject, Course, CourseSession, Institution, MonitoringNote, PressEvent, PrintedMaterial
from ...services import save_course, save_press_event, save_printed_material, save_project, save_session, take_in

DATA = settings.BASE_DIR / "fixtures" / "demonstration_press.json"


class Command(BaseCommand):
    help = "Loads invented press work, publications of the site and monitoring into the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        if PressEvent.objects.exists():
            self.stdout.write("Press work stands already, nothing changed")
            return
        self.by = User.objects.get(username="coordinator")
        self.measures = {each.code: each for each in Measure.objects.filter(program=program).select_related("program")}
        with transaction.atomic():
            for row in data["events"]:
                self.load_event(row)
            self.load_site(**data["site"])
            self.load_monitoring(**data["monitoring"])
            for row in data["courses"]:
                self.load_course(row)
            self.load_printed(data["printed"])
            for row in data["projects"]:
                self.load_project(row)
        held, noted = PressEvent.objects.count(), MonitoringNote.objects.count()
        self.stdout.write(f"{held} releases and events, {len(data['site']['rows'])} publications, {noted} notes")

    def load_event(self, row: dict[str, Any]) -> None:
        """An event completes the activity that stands for it; a release is new."""
        measure, day = self.measures[row.pop("measure")], date.fromisoformat(row.pop("date"))
        at = time.fromisoformat(row.pop("time")) if "time" in row else None
        stood = Activity.objects.filter(measure=measure, date=day, title=row["heading"]).first()
        event = PressEvent(measure=measure, date=day, time=at, activity=stood, link=stood.link if stood else "", **row)
        save_press_event(event=event, by=self.by)
        event.addressed.set(Body.objects.filter(pk__in=media_bodies()))

    def load_course(self, row: dict[str, Any]) -> None:
        """A season whose sessions complete the activities that stand for them."""
        year, trainer, place = (row.pop(name) for name in ("year", "trainer", "place"))
        course = Course(**(row | {"measure": self.measures[row["measure"]]}))
        save_course(course=course, by=self.by)
        stood = Activity.objects.filter(measure=course.measure, kind=course.kind, date__year=year, kept_by="")
        for activity in stood.order_by("date", "pk"):
            people = {each.group: each.count for each in activity.headcounts.all()}
            held = {group: people.get(group) for group in CourseSession.GROUPS}
            session = CourseSession(course=course, date=activity.date, topic=activity.title, activity=activity, **held)
            session.trainer, session.place, session.hours = trainer, place, Decimal(2)
            save_session(session=session, by=self.by)

    def load_printed(self, data: dict[str, dict[str, Any]]) -> None:
        """What was printed completes the activity that stands for it; its contract is found by what it was for."""
        measure = self.measures["printed-materials"]
        ordered = list(LedgerEntry.objects.filter(measure=measure, stage=Stage.COMMITTED))
        titles = {pk: f"{link.title} " for pk, link in ledger_links(ordered).items()}
        for activity in Activity.objects.filter(measure=measure, kind="printed_material").order_by("date", "pk"):
            row = data[activity.title]
            number = row.pop("contract", None)
            entry = next((each for each in ordered if f"№ {number} " in titles.get(each.pk, "")), None)
            until = row.pop("until", None)
            material = PrintedMaterial(
                measure=measure, activity=activity, title=activity.title, date=activity.date, run=activity.quantity,
                link=activity.link, entry=entry, until=date.fromisoformat(until) if until else None, **row,
            )  # fmt: skip
            save_printed_material(material=material, by=self.by)

    def load_project(self, row: dict[str, Any]) -> None:
        """A project of the community development budget, of an institution that the register knows."""
        measure = self.measures["community-development-budget"]
        institution, day = Institution.objects.filter(name=row.pop("institution")).first(), row.pop("date")
        amount = Decimal(row.pop("amount")) if "amount" in row else None
        project = BudgetProject(measure=measure, institution=institution, date=date.fromisoformat(day), **row)
        project.amount = amount
        save_project(project=project, by=self.by)

    def load_site(self, measure: str, rows: list[list[str]]) -> None:
        names = ("section", "heading", "link")
        items = [{"date": date.fromisoformat(day), **dict(zip(names, rest, strict=True))} for day, *rest in rows]
        take_in(measure=self.measures[measure], items=items, by=self.by)

    def load_monitoring(self, measure: str, sample: str, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            given = {name: row[name] for name in ("date", "answer_until", "answered_on") if row.get(name)}
            days = {name: date.fromisoformat(day) for name, day in given.items()}
            note = MonitoringNote(measure=self.measures[measure], sample=sample, **(row | days))
            save_with_activity(record=note, by=self.by)
