"""Clears up what nobody needs any more; once a day is enough."""

from typing import Any

from django.core.management.base import BaseCommand

from programs.modules import clear_up


class Command(BaseCommand):
    help = (
        "Deletes what nobody needs any more: sessions that ended, old attempts to log in, files that no record names, "
        "uploads that nobody finished. It may run at any time, and twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for said in clear_up():
            self.stdout.write(f"{said}.")
