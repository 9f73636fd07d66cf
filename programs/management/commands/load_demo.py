"""Load invented execution data and one log-in per role, so that a newcomer sees the portal at work."""

import json
import secrets
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from programs.models import (
    Activity,
    BudgetAppropriation,
    FundingSource,
    Headcount,
    Indicator,
    IndicatorValue,
    LedgerEntry,
    Measure,
    Program,
    Progress,
    Stage,
)
from programs.permissions import ROLES
from programs.services import post_entry, reverse_entry, save_appropriation, save_progress, save_record

DATA = settings.BASE_DIR / "fixtures" / "demonstration.json"
LOGINS = settings.VAR_DIR / "demo-logins.txt"


class Command(BaseCommand):
    help = (
        "Loads demonstration data (invented suppliers) into the founding programme; every page then carries a banner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", type=Path, default=LOGINS, help="where the passwords made now are kept")

    def handle(self, *args: Any, logins: Path, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = Program.objects.filter(slug=data["program"]).first()
        if program is None:
            raise CommandError(
                f"Load the programme first: manage.py load_program fixtures/program_2021_2023.json ({data['program']})"
            )
        if program.is_demonstration:
            self.stdout.write(f"{program.slug}: demonstration data stands already, nothing changed")
            return
        if LedgerEntry.objects.filter(measure__program=program).exists():
            raise CommandError(f"{program.slug} carries real money: demonstration data is never mixed into it.")
        if User.objects.exists():
            raise CommandError("There are people in this portal: demonstration people are never made beside real ones.")
        with transaction.atomic():
            users = self.make_users(logins)
            self.load(program, data, users)
            program.is_demonstration = True
            save_record(record=program, by=users["administrator"], reason=_("demonstration data"))
        entries, activities = len(data["ledger"]), len(data["activities"])
        self.stdout.write(f"{program.slug}: {entries} ledger entries, {activities} activities, log-ins in {logins}")

    def make_users(self, logins: Path) -> dict[str, User]:
        """One account per role; the passwords are made now and kept in a file that only its owner can read."""
        users, lines = {}, ""
        for role in ROLES:
            group = Group.objects.filter(name=role).first()
            if group is None:
                raise CommandError(f"The role {role} is missing: manage.py migrate")
            password = secrets.token_urlsafe(12)
            users[role] = User.objects.create_user(role, password=password, is_staff=role != "commission")
            users[role].groups.set([group])
            lines += f"{role:<14} {password}\n"
        logins.parent.mkdir(parents=True, exist_ok=True)
        logins.touch(mode=0o600)
        logins.write_text(lines, encoding="utf-8")
        return users

    def load(self, program: Program, data: dict[str, Any], users: dict[str, User]) -> None:
        measures = {measure.code: measure for measure in Measure.objects.filter(program=program)}
        source = FundingSource.objects.get_by_natural_key(data["source"])
        for row in data["appropriations"]:
            row = {**row, "measure": measures[row["measure"]], "source": source, "amount": Decimal(row["amount"])}
            row["effective_from"] = date.fromisoformat(row["effective_from"])
            save_appropriation(row=BudgetAppropriation(**row), by=users["accountant"])
        self.load_ledger(data["ledger"], measures, source, users["accountant"])
        for row in data["progress"]:
            dates = {key: date.fromisoformat(row[key]) for key in ("period_start", "period_end")}
            progress = Progress(**{**row, **dates, "measure": measures[row["measure"]]})
            save_progress(progress=progress, by=users["coordinator"])
        for row in data["activities"]:
            headcounts = row.pop("headcounts")
            row = {**row, "measure": measures[row["measure"]], "date": date.fromisoformat(row["date"])}
            activity = save_record(record=Activity(**row), by=users["coordinator"])
            for group, count in headcounts.items():
                save_record(record=Headcount(activity=activity, group=group, count=count), by=users["coordinator"])

        self.load_indicators(program, data["indicators"], measures, users["coordinator"])

    def load_indicators(
        self, program: Program, rows: list[dict[str, Any]], measures: dict[str, Measure], by: User
    ) -> None:
        for row in rows:
            values = row.pop("values")
            baseline = row["baseline"] and Decimal(row["baseline"])
            row = {**row, "measure": row["measure"] and measures[row["measure"]], "baseline": baseline}
            indicator = save_record(record=Indicator(program=program, **row), by=by)
            for year, (plan, actual, explanation) in values.items():
                value = IndicatorValue(
                    indicator=indicator,
                    year=int(year),
                    plan=plan and Decimal(plan),
                    actual=actual and Decimal(actual),
                    explanation=explanation,
                )
                save_record(record=value, by=by)

    def load_ledger(
        self, rows: list[dict[str, Any]], measures: dict[str, Measure], source: FundingSource, by: User
    ) -> None:
        named: dict[str, LedgerEntry] = {}
        posted: list[int] = []  # the file tells its own rows apart
        for row in rows:
            on = date.fromisoformat(row["date"])
            if "reverses" in row:
                reverse_entry(entry=named[row["reverses"]], date=on, by=by, note=row["note"])
                continue
            entry = post_entry(
                by=by,
                stage=Stage(row["stage"]),
                measure=measures[row["measure"]],
                budget_year=row["budget_year"],
                source=source,
                date=on,
                amount=Decimal(row["amount"]),
                document_number=row["document_number"],
                kekv=row["kekv"],
                kpkvk=row["kpkvk"],
                counterparty=row["counterparty"],
                note=row["note"],
                apart=posted,
            )
            posted.append(entry.pk)
            if "ref" in row:
                named[row["ref"]] = entry
