"""Load invented institutions of all nine types into the demonstration, after what was done in it; no people."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from programs.management.commands.load_demo import demonstration
from programs.models import Activity, Program
from programs.services import bodies_alike, save_record

from ...models import Consent, Institution, Participation
from ...services import save_institution

DATA = settings.BASE_DIR / "fixtures" / "demonstration_institutions.json"


class Command(BaseCommand):
    help = "Loads invented institutions of civil society into the demonstration, with what they took part in."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        if Institution.objects.exists():
            self.stdout.write("Institutions stand already, nothing changed")
            return
        with transaction.atomic():
            for row in data["institutions"]:
                self.load(program, row, User.objects.get(username="coordinator"))
        self.stdout.write(f"{Institution.objects.count()} institutions, {Participation.objects.count()} took part")

    def load(self, program: Program, row: dict[str, Any], by: User) -> None:
        took_part, consents = row.pop("took_part"), row.pop("consents")
        days = {name: date.fromisoformat(row[name]) for name in row if name.endswith("_on") and row[name]}
        institution = Institution(**{**row, **days})
        alike = bodies_alike(institution.name, institution.edrpou)
        institution.body = alike[0] if alike else None  # as the coordinator confirmed it
        save_institution(institution=institution, by=by, reason="Демонстраційні дані")
        for field, day in consents.items():
            agreed = Consent(institution=institution, field=field, consented_on=date.fromisoformat(day))
            save_record(record=agreed, by=by)
        for place in took_part:
            day, _space, code = place.partition(" ")
            of_day = Activity.objects.filter(measure__program=program, date=day, measure__code=code)
            save_record(record=Participation(institution=institution, activity=of_day.order_by("pk")[0]), by=by)
