"""The roles with what every module lets them do, as every migration brings them too."""

from typing import Any

from django.core.management.base import BaseCommand

from ...roles import load_roles


class Command(BaseCommand):
    help = "Give the roles what the modules newly name for them; what people gave or took afterwards stays."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = load_roles()
        self.stdout.write(f"Rights given to roles: {sum(row.given for row in changed)}")
