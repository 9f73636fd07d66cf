"""Load an invented plan, its amendments and budget, and a log-in per role, so that a newcomer sees a portal at work."""

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

from programs.duties import duties_on
from programs.models import (
    BudgetAppropriation,
    Edition,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    Program,
    Stage,
)
from programs.permissions import ROLE_NAMES, ROLES
from programs.services import (
    adopt_edition,
    grant_override,
    mark_done,
    open_draft_edition,
    post_entry,
    reverse_entry,
    save_appropriation,
    save_legal_act,
    save_measure,
    save_plan_row,
    save_quarters,
    save_record,
)

DATA = settings.BASE_DIR / "fixtures" / "demonstration.json"
LOGINS = settings.VAR_DIR / "demo-logins.txt"


def demonstration(slug: str) -> Program:
    """The programme that this command makes a demonstration; the commands after it fill it further."""
    program = Program.objects.filter(slug=slug, is_demonstration=True).first()
    if program is None:
        raise CommandError(f"Load the demonstration data of the programme first: manage.py load_demo ({DATA.name})")
    return program


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
            program.is_demonstration, program.demonstration_day = True, date.fromisoformat(data["day"])
            save_record(record=program, by=users["administrator"], reason=_("demonstration data"))
            self.mark_what_was_due(program, program.demonstration_day, users["coordinator"])
        amendments, entries = len(data["amendments"]), len(data["ledger"])
        self.stdout.write(f"{program.slug}: {amendments} amendments, {entries} ledger entries, log-ins in {logins}")

    def make_users(self, logins: Path) -> dict[str, User]:
        """One account per role; the passwords are made now and kept in a file that only its owner can read."""
        users, lines = {}, ""
        for role in ROLES:
            group = Group.objects.filter(name=role).first()
            if group is None:
                raise CommandError(f"The role {role} is missing: manage.py migrate")
            password = secrets.token_urlsafe(12)
            title = str(ROLE_NAMES[role]).split(" – ")[0]  # nobody is behind the account: it is named by what it does
            users[role] = User.objects.create_user(
                role, password=password, is_staff=role != "commission", first_name=title
            )
            users[role].groups.set([group])
            lines += f"{role:<14} {password}\n"
        logins.parent.mkdir(parents=True, exist_ok=True)
        logins.touch(mode=0o600)
        logins.write_text(lines, encoding="utf-8")
        return users

    def load(self, program: Program, data: dict[str, Any], users: dict[str, User]) -> None:
        """The plan with its amendments, the yearly budgets, the head's overrides and the money without a contract."""
        self.measures = {measure.code: measure for measure in Measure.objects.filter(program=program)}
        self.source = FundingSource.objects.get_by_natural_key(data["source"])
        self.load_plan(program, data, users["head"], users["coordinator"])
        for row in data["appropriations"]:
            given = {key: row[key] for key in ("year", "effective_from")} | {"act": self.acts[row["act"]]}
            given["effective_from"] = date.fromisoformat(given["effective_from"])
            for code, amount in row["amounts"].items():
                appropriation = BudgetAppropriation(
                    measure=self.measures[code], source=self.source, amount=Decimal(amount), **given
                )
                save_appropriation(row=appropriation, by=users["accountant"])
        for row in data["overrides"]:
            place = {"measure": self.measures[row["measure"]], "source": self.source, "amount": Decimal(row["amount"])}
            grant_override(program=program, by=users["head"], **{**row, **place})
        self.load_ledger(data["ledger"], users["accountant"])

    def load_plan(self, program: Program, data: dict[str, Any], head: User, coordinator: User) -> None:
        self.acts = {}
        for row in data["acts"]:
            key, day = row.pop("key"), date.fromisoformat(row.pop("date"))
            self.acts[key] = save_legal_act(act=LegalAct(program=program, date=day, **row), by=head)
        founding: Any = program.editions.get().act
        founding.link = data["founding_act_link"]
        save_legal_act(act=founding, by=head)
        for row in data["amendments"]:
            draft = open_draft_edition(program=program, by=coordinator)
            self.amend(draft, row, coordinator)
            day = date.fromisoformat(row["in_force_from"])
            adopt_edition(edition=draft, act=self.acts[row["act"]], in_force_from=day, by=head)
        for row in data["quarters"]:
            amounts = [Decimal(amount) for amount in row["amounts"]]
            measure = self.measures[row["measure"]]
            save_quarters(measure=measure, year=row["year"], source=self.source, amounts=amounts, by=coordinator)

    def amend(self, draft: Edition, row: dict[str, Any], by: User) -> None:
        draft.note = row["note"]
        save_record(record=draft, by=by)
        for code, years in row["amounts"].items():
            amounts = {(self.source, int(year)): Decimal(amount) for year, amount in years.items()}
            save_measure(row=draft.measure_rows.get(measure__code=code), amounts=amounts, by=by)
        for total in draft.passport_totals.filter(year__in=row["passport"]):
            total.amount = Decimal(row["passport"][str(total.year)])
            save_plan_row(row=total, by=by)
        for said in draft.passport_rows.filter(number__in=row["passport_rows"]):
            said.text = row["passport_rows"][str(said.number)]
            save_plan_row(row=said, by=by)

    def mark_what_was_due(self, program: Program, day: date, by: User) -> None:
        """Nothing waits on the desk of the demonstration's day since long: reports and data sets were sent in time."""
        for duty in duties_on([program], day):
            if duty.markable and duty.due and duty.due < day:
                mark_done(program=program, key=duty.key, title=str(duty.title), done_on=duty.due, by=by, today=day)

    def load_ledger(self, rows: list[dict[str, Any]], by: User) -> None:
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
                measure=self.measures[row["measure"]],
                budget_year=row["budget_year"],
                source=self.source,
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
