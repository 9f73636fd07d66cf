"""Say whether a file is a report that was submitted, which edition, and what took its place."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from programs.models import ReportFile
from programs.reports.submission import digest_of, trace
from programs.words import date_text


class Command(BaseCommand):
    help = "Says whether FILE is to the byte a report that was submitted; ends with 1 where it is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as content:
                digest = digest_of(File(content))
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s.") % {"file": file, "why": error.strerror or error}
            ) from error
        found = ReportFile.objects.filter(sha256=digest).select_related("submission__report__program").first()
        if found is None:
            raise CommandError(
                _("%(file)s: no submitted report has these bytes (SHA-256 %(digest)s).")
                % {"file": file, "digest": digest}
            )
        report = found.submission.report
        self.stdout.write(
            f"{report.program}: {report}, {report.edition_text}, {date_text(found.submission.submitted_on)}"
        )
        about = trace(report)
        for step in about["steps"]:
            self.stdout.write(f"{date_text(step.date)}: {step.get_kind_display()} {step.document}".rstrip())
        if later := about["superseded_by"]:
            self.stdout.write(_("Replaced by %(edition)s.") % {"edition": later.edition_text})
