"""Submit the draft of a report from the command line, as its page does."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import ExecutionReport
from programs.reporting.addresses import absolute
from programs.reports.submission import submit

from ...period import read_date


class Command(BaseCommand):
    help = "Submits the draft of a report to its commission, in the name of a person who may do so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the programme, for example information-space-2021-2023")
        parser.add_argument("number", type=int, help="the number of the report")
        parser.add_argument("--by", required=True, metavar="NAME", help="the user name of who submits it")
        parser.add_argument("--on", metavar="D", help="the day, for example 2023-02-14; today without it")

    def handle(self, *args: Any, slug: str, number: int, by: str, on: str | None, **options: Any) -> None:
        report = ExecutionReport.objects.filter(program__slug=slug, number=number, submission=None).first()
        if report is None:
            raise CommandError(_("There is no draft of a report № %(number)s.") % {"number": number})
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None or not person.has_perm("programs.submit_executionreport"):
            raise CommandError(_("«%(name)s» may not submit reports.") % {"name": by})
        try:
            submission = submit(report, by=person, on=self.day(on), site=absolute(""))
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(f"{submission}: {submission.code}")
        for file in submission.files.defer("content"):
            self.stdout.write(f"{file.sha256}  report.{file.extension}")

    @staticmethod
    def day(text: str | None) -> date:
        try:
            return read_date(text) if text else timezone.localdate()
        except ValueError as error:
            raise CommandError(str(error)) from error
