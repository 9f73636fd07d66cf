"""What `make run` does before it serves: nothing that stands in a database is ever loaded over."""

import fcntl
import os
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from programs.management.commands.load_demo import LOGINS
from programs.models import Program

from ...granting import give_role
from ...models import Beginning, GivenPassword
from ...outages import is_outage

DEMONSTRATION = (
    ("load_program", settings.BASE_DIR / "fixtures" / "program_2021_2023.json"),
    ("load_demo",),
    ("load_demo_contracts",),
    ("load_demo_execution",),
    ("load_demo_institutions",),
    ("load_demo_press",),
    ("load_demo_bodies",),
    ("load_demo_consultations",),
    ("load_demo_reports",),
)
START = 20210216  # the number of PostgreSQL's lock
NOBODY = "Nobody can log in to this portal yet. Name its first administrator: ADMIN=name DEMO=0 make run"


class Command(BaseCommand):
    help = (
        "Brings the database up to date. One without programme and person is begun with the demonstration, or with "
        "its first administrator; any other is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", choices=["0", "1"], default="0", help="1: the demonstration, 0: an empty portal")
        parser.add_argument("--admin", default="", metavar="NAME", help="user name of the first administrator")

    def handle(self, *args: Any, demo: str, admin: str, **options: Any) -> None:
        try:
            with alone():
                self.begin(demo, admin)
        except DatabaseError as problem:
            if not is_outage(problem):
                raise
            raise CommandError(
                f"The database cannot be used: {' '.join(str(problem).split())}. DATABASE_URL says where it is; if "
                f"that is not set, it is portal.sqlite3 in {settings.VAR_DIR}."
            ) from problem

    def begin(self, demo: str, admin: str) -> None:
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        people, programs = User.objects.exists(), Program.objects.exists()
        if demo == "0" and not people:
            self.make_administrator(admin or self.asked())
        elif demo == "1" and not (people or programs or Beginning.objects.exists()):
            self.load_demonstration()
        if demo == "1":
            self.tell()

    def load_demonstration(self) -> None:
        """All of it or nothing; whatever refuses it, the portal starts with what stands in the database."""
        settings.PRINT_APART = False  # nobody waits for this process, and each of twenty papers would start another
        try:
            with transaction.atomic():
                if begin_with(Beginning.What.DEMONSTRATION):
                    for command in DEMONSTRATION:
                        call_command(*command, stdout=self.stdout)
        except (CommandError, ValidationError, DatabaseError) as refusal:
            self.stderr.write(f"The demonstration was not loaded: {refusal}")

    def tell(self) -> None:
        """How one gets in, as far as the portal knows it."""
        if not Program.objects.filter(is_demonstration=True).exists():
            self.stdout.write("This database is in use: nothing was loaded into it.")
        elif LOGINS.is_file():
            self.stdout.write(f"Demonstration log-ins (kept in {LOGINS}):\n{LOGINS.read_text()}")
        if not User.objects.exists():
            self.stdout.write(NOBODY)

    def asked(self) -> str:
        with suppress(EOFError):
            if sys.stdin.isatty():
                return input("User name of the first administrator: ").strip()
        raise CommandError(f"{NOBODY}, or start it on a terminal, where the name is asked for.")

    @transaction.atomic
    def make_administrator(self, name: str) -> None:
        user, password = User(username=name, is_staff=True), secrets.token_urlsafe(12)
        user.set_password(password)
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(f"«{name}»: {' '.join(error.messages)}") from error
        user.save()
        give_role(user, Group.objects.get(name="administrator"), by=None, reason="")
        GivenPassword.objects.create(user=user)
        begin_with(Beginning.What.EMPTY)
        self.stdout.write(
            f"First administrator: {name}\nPassword: {password}\n"
            "It is shown this once, and the first log-in asks for another one. The administrator then gives everybody "
            "else an account with a role; a coordinator brings in the first programme."
        )


@contextmanager
def alone() -> Iterator[None]:
    """Of two starts at once, or of a start and a restore, the second waits for the first and finds what that made."""
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(settings.VAR_DIR, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with in_turn_at_postgresql():
            yield
    finally:
        os.close(folder)


@contextmanager
def in_turn_at_postgresql() -> Iterator[None]:
    """The same for starts on two machines; PostgreSQL lets go of it too when the connection ends."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.cursor().execute("SELECT pg_advisory_lock(%s)", [START])
    try:
        yield
    finally:
        with suppress(DatabaseError):
            connection.cursor().execute("SELECT pg_advisory_unlock(%s)", [START])


def begin_with(what: Beginning.What) -> bool:
    """Mark the database, once."""
    return Beginning.objects.get_or_create(pk=1, defaults={"what": what, "version": settings.VERSION})[1]
