"""The year of consultations of the demonstration, told in the founding programme: one world, told once a module."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import translation

from civil_society.management.commands.load_demo_consultations import DATA, Command
from civil_society.models import Institution
from civil_society.services import save_institution
from programs.models import Program
from tests.conftest import account

INSTITUTIONS = settings.BASE_DIR / "fixtures" / "demonstration_institutions.json"


def told_year() -> tuple[dict[str, Any], User]:
    """The data of the year, loaded."""
    by = account("coordinator")
    for row in json.loads(INSTITUTIONS.read_text(encoding="utf-8"))["institutions"]:
        said = {key: value for key, value in row.items() if key not in {"took_part", "consents"} and value != ""}
        save_institution(institution=Institution(**said), by=by)
    data = json.loads(DATA.read_text(encoding="utf-8"))
    with translation.override("uk"):
        Command().load(Program.objects.get(), data, by)
    return data, by
