"""The roles with what every module lets them do."""

from typing import Any

from django.core.management.base import BaseCommand

from ...roles import load_roles


class Command(BaseCommand):
    help = "Make the roles of the portal and give them the rights that its modules name; nothing is taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Rights given to roles: {load_roles()}")
