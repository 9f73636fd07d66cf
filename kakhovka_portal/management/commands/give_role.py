"""Give a role without asking anybody: whoever has the command line has the database."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError

from ...granting import follow_roles, give_role


class Command(BaseCommand):
    help = "Gives a person a role, also one that otherwise waits for a head; the history says that it came from here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="user name")
        parser.add_argument(
            "role", help="commission, coordinator, accountant, head, administrator, or the council's own"
        )
        parser.add_argument("--reason", default="", help="why, for the history")

    def handle(self, *args: Any, name: str, role: str, reason: str, **options: Any) -> None:
        person, group = User.objects.filter(username=name).first(), Group.objects.filter(name=role).first()
        if person is None or group is None:
            raise CommandError(f"There is no such {'person' if person is None else 'role'}.")
        give_role(person, group, by=None, reason=reason)
        follow_roles(person)
        if not person.has_usable_password():
            self.stdout.write("The person now sets a password by a link: «Forgot the password?» on the log-in page.")
