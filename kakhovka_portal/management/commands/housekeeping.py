"""Clears up what nobody needs any more; once a day is enough."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programs.modules import housekeeping


class Command(BaseCommand):
    help = (
        "Deletes what nobody needs any more: sessions that ended, old attempts to log in, files that no record names, "
        "uploads that nobody finished. It may run at any time, and twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for step in housekeeping():
            self.stdout.write(f"{step(now=timezone.now())}.")
