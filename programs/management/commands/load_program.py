"""Load a programme from a file of records (JSON with natural keys), once and whole."""

from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.base import DeserializationError
from django.db import transaction
from django.utils.translation import gettext as _

from programs.models import Edition, Measure, Program, Task
from programs.services import error_lines, plan_differences, rename, save_record

from ...words import difference_text


class Command(BaseCommand):
    help = "Loads a programme from FILE; one that stands in the portal already is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="for example fixtures/program_2021_2023.json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        with transaction.atomic():
            for program in self.load(file, text):
                for kind in (Task, Measure):
                    for named in kind._base_manager.filter(program=program, short_name=""):
                        rename(named=named, short_name="", by=None)
                self.report(program)

    def load(self, file: Path, text: str) -> list[Program]:
        """Validate and save every record, so that a file can bring nothing that a form would refuse."""
        loaded: list[Program] = []
        number = 0
        try:
            for item in serializers.deserialize("json", text):
                number += 1  # not enumerate: a record that cannot be read raises in the loop itself
                record: Any = item.object
                if isinstance(record, Program):
                    if record.pk:
                        # A second run must not undo what the department corrected since the first.
                        self.stdout.write(f"{record.slug}: loaded before, nothing changed")
                        return []
                    loaded.append(record)
                if record.pk is None:
                    save_record(record=record, by=None, reason=_("loaded from %(file)s") % {"file": file.name})
                for field, values in (item.m2m_data or {}).items():
                    getattr(record, field).set(values)
        except DeserializationError as error:
            raise CommandError(f"{file}, record {number + 1}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}, record {number}: {'; '.join(error_lines(error))}") from error
        if not loaded:
            raise CommandError(f"{file} holds no programme.")
        return loaded

    def report(self, program: Program) -> None:
        """Say what was loaded, and refuse a plan that does not add up to its passport."""
        for edition in Edition.objects.filter(program=program):
            differences = plan_differences(edition)
            if differences:
                years = "; ".join(difference_text(row) for row in differences)
                raise CommandError(f"{program.slug}: measures minus passport {years}. Nothing was loaded.")
            self.stdout.write(
                f"{program.slug}: edition {edition.number}, {edition.task_rows.count()} tasks, "
                f"{edition.measure_rows.count()} measures, the plan adds up"
            )
