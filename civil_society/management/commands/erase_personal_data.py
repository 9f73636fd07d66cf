"""Erases who made proposals, once their day has come, and says what was erased and which copies still hold it."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...services.courses import erase_lists
from ...services.erasure import due, erase, standing_personal_data


class Command(BaseCommand):
    help = (
        "Erases contacts, private links and lists of those who made proposals, and their names unless they agreed to "
        "be named, on the day that stands with each. Names the copies of the portal that still hold them. It may run "
        "at any time, and twice; the housekeeping does the same every day."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--on", help="erase what is due by this day, YYYY-MM-DD; otherwise by today")
        parser.add_argument("--dry-run", action="store_true", help="only say what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        on = self.day(options["on"]) if options["on"] else timezone.localdate()
        waiting = due(on).count()
        if options["dry_run"]:
            self.stdout.write(f"Authors whose day has come by {on:%Y-%m-%d}: {waiting}.")
            return
        erased = erase(on=on, now=timezone.now())
        self.stdout.write(f"Authors erased: {erased.authors}, of them named by consent: {erased.named}.")
        self.stdout.write(f"Texts erased: {erased.texts}; files: {erased.files}; letters: {erased.letters}.")
        for name in erased.copies:
            self.stdout.write(f"Still in the copy {name}: delete it, or wait until it is deleted by its age.")
        if not erased.copies and erased.authors:
            self.stdout.write("No daily copy of this portal holds them; ask for copies that were made by hand.")
        self.stdout.write(f"{erase_lists(now=timezone.now())}.")
        left = ", ".join(f"{name} {count}" for name, count in standing_personal_data().items())
        self.stdout.write(f"Standing: {left}.")

    def day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"{text} is no day: write YYYY-MM-DD.") from error
