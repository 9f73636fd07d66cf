"""Asks the council's site whether its publications still stand, a few at a time, and says what it found."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...imports.site import look_up


class Command(BaseCommand):
    help = (
        "Asks the site for publications of the register, those not seen for longest first, with a pause between two, "
        "so that the site is not pressed. A link that is not found any more is marked with the day; staff filter by it."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--limit", type=int, default=200, help="how many are asked for at most; 200 if not said")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between two requests; 1 if not said")

    def handle(self, *args: Any, **options: Any) -> None:
        limit, pause = max(options["limit"], 0), max(options["pause"], 0.0)
        counts = look_up(limit=limit, pause=pause, on=timezone.localdate())
        self.stdout.write("Standing: {there}, not found: {lost}, no answer: {silent}.".format(**counts))
