"""Load an invented public council with its sittings, and requests for support, into the demonstration."""

import json
from datetime import date, time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from programs.management.commands.load_demo import demonstration
from programs.models import LegalAct, Measure
from programs.services import save_record

from ...documents.minutes import approve_minutes
from ...models import AdvisoryBody, BodyMember, BodySitting, Institution, SupportRequest
from ...services import (
    put_questions,
    record_sitting,
    save_body,
    save_body_sitting,
    save_decision,
    save_item,
    save_support,
)

DATA = settings.BASE_DIR / "fixtures" / "demonstration_bodies.json"
DAYS = ("since", "until", "consented_on", "asked_on", "answer_until", "done_on", "due")


def dated(row: dict[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in DAYS else value for name, value in row.items()}


class Command(BaseCommand):
    help = "Loads an invented public council, its sittings and requests for support into the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        if AdvisoryBody.objects.exists():
            self.stdout.write("Advisory bodies stand already, nothing changed")
            return
        self.by = User.objects.get(username="coordinator")
        self.measures = {each.code: each for each in Measure.objects.filter(program=program).select_related("program")}
        self.institutions = {str(each): each for each in Institution.objects.all()}
        with transaction.atomic():
            sittings = [
                (self.load_sitting(body, row), row.get("approved"))
                for body, rows in [self.load_body(**row) for row in data["bodies"]]
                for row in rows
            ]
            for row in data["support"]:
                self.load_support(row)
        for sitting, approved in sittings:
            if approved:
                approve_minutes(sitting=sitting, number=sitting.number, on=date.fromisoformat(approved), by=self.by)
        self.stdout.write(f"{len(sittings)} sittings of advisory bodies, {len(data['support'])} requests for support")

    def load_body(
        self,
        *,
        measure: str,
        members: list[dict[str, Any]],
        sittings: list[dict[str, Any]],
        act: dict[str, Any] | None = None,
        **about: Any,
    ) -> tuple[AdvisoryBody, list[dict[str, Any]]]:
        """A body with its founding act and members, and the rows of its sittings."""
        body = AdvisoryBody(measure=self.measures[measure], **dated(about))
        if act:
            body.act = LegalAct(**(act | {"date": date.fromisoformat(act["date"])}))
            save_record(record=body.act, by=self.by)
        save_body(body=body, by=self.by)
        for row in members:
            institution = self.institutions[row.pop("institution")] if "institution" in row else None
            for person in {"name", "deputy"} & row.keys():
                first, _space, last = row[person].partition(" ")
                row[person] = f"{first} {last.upper()}"
            save_record(record=BodyMember(body=body, institution=institution, **dated(row)), by=self.by)
        return body, sittings

    def load_sitting(self, body: AdvisoryBody, row: dict[str, Any]) -> BodySitting:
        day = date.fromisoformat(row["date"])
        about = {name: row.get(name, "") for name in ("place", "link", "invited")}
        sitting = BodySitting(body=body, number=row["number"], date=day, time=time.fromisoformat(row["time"]), **about)
        save_body_sitting(sitting=sitting, by=self.by)
        said: dict[int, dict[str, Any]] = {}
        items = put_questions(sitting=sitting, questions=[each["question"] for each in row["items"]], by=self.by)
        for item, each in zip(items, row["items"], strict=True):
            item.speaker = each.get("speaker", "")
            save_item(item=item, by=self.by)
            said[item.pk] = {
                "spoke": each.get("spoke", ""),
                "votes": (None, each.get("against"), each.get("abstained")),
                "decisions": [
                    {"text": found["text"], "unit": found.get("unit", ""), "due": dated(found).get("due")}
                    for found in each.get("decided", [])
                ],
            }
        members = {each.name.lower(): each for each in body.members.on(day)}
        recorded = record_sitting(
            sitting=sitting,
            presences={members[name.lower()].pk: how for name, how in row["came"].items()},
            items=said,
            about={
                "chaired_by": next(each for each in members.values() if each.post == "head"),
                "written_by": next(each for each in members.values() if each.post == "secretary"),
                "ended": time.fromisoformat(row["ended"]) if "ended" in row else None,
            },
            by=self.by,
        )
        for item, each in zip(items, row["items"], strict=True):
            for decision, found in zip(item.decisions.all(), each.get("decided", []), strict=True):
                if "done_on" in found:
                    decision.done_on, decision.result = date.fromisoformat(found["done_on"]), found["result"]
                    save_decision(decision=decision, by=self.by)
        return recorded

    def load_support(self, row: dict[str, Any]) -> None:
        measure, institution = self.measures["institutions-in-working-groups"], self.institutions[row["institution"]]
        values = dated(row) | {"institution": institution, "measure": measure}
        save_support(request=SupportRequest(**values), by=self.by)
