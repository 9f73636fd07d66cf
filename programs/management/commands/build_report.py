"""Write the execution report of a programme for a period into a file."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Program
from programs.reporting.addresses import absolute
from programs.reporting.files import FORMATS
from programs.reports import build_report

from ...period import Period, outside_the_term, read_date


class Command(BaseCommand):
    help = "Writes the execution report of a programme for a period; the ending of FILE says the format."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the programme, for example information-space-2021-2023")
        parser.add_argument(
            "--from", required=True, dest="start", metavar="D", help="first day, for example 2022-01-01"
        )
        parser.add_argument("--to", required=True, dest="end", metavar="D", help="last day, for example 2022-12-31")
        parser.add_argument(
            "--output", required=True, type=Path, metavar="FILE", help="FILE.pdf, FILE.xlsx or FILE.json"
        )

    def handle(self, *args: Any, slug: str, start: str, end: str, output: Path, **options: Any) -> None:
        extension = output.suffix.lower().removeprefix(".")
        if extension not in FORMATS:
            raise CommandError(
                _("%(file)s: write the ending of a format – %(endings)s.")
                % {"file": output, "endings": ", ".join(f".{known}" for known in FORMATS)}
            )
        period = self.period(start, end)
        program = self.program(slug)
        if not period.touches(program.years):
            raise CommandError(outside_the_term(program.term))
        content = FORMATS[extension](build_report(program, period, site=absolute("")))
        self.write(output, content)
        self.stdout.write(
            ngettext("%(file)s: %(period)s, %(size)s byte", "%(file)s: %(period)s, %(size)s bytes", len(content))
            % {
                "file": output,
                "period": period.label,
                "size": len(content),
            }
        )

    @staticmethod
    def period(start: str, end: str) -> Period:
        try:
            return Period(read_date(start), read_date(end))
        except ValueError as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def program(slug: str) -> Program:
        found = Program.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Program.objects.values_list("slug", flat=True)) or "—"
            raise CommandError(
                _("There is no programme «%(slug)s». There are: %(known)s.") % {"slug": slug, "known": known}
            )
        return found

    @staticmethod
    def write(output: Path, content: bytes) -> None:
        """Put the whole file in its place at once: a reader never meets half of it, a failure leaves nothing behind."""
        unfinished = None
        try:
            with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}-", delete=False) as target:
                unfinished = Path(target.name)
                target.write(content)
            unfinished.chmod(0o666 & ~_umask())
            unfinished.replace(output)
        except OSError as error:
            if unfinished:
                unfinished.unlink(missing_ok=True)
            raise CommandError(
                _("%(file)s cannot be written: %(why)s.") % {"file": output, "why": error.strerror or error}
            ) from error


def _umask() -> int:
    """The permissions that the user's new files do not get; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
