"""The long work of one import: started by the portal itself, in a process of its own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from programs.models import ImportUpload

from ...imports.uploads.uploads import run


class Command(BaseCommand):
    help = "Does the work that an import waits for (reading, writing, undoing). The portal starts it by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("upload", type=int, help="number of the file to import")

    def handle(self, *args: Any, **options: Any) -> None:
        found = ImportUpload.objects.select_related("batch", "program", "asked_by", "uploaded_by")
        upload = found.filter(pk=options["upload"]).first()
        if upload is None:
            raise CommandError(f"There is no file {options['upload']} to import.")
        with translation.override("uk"):  # what it says is shown on the department's pages
            run(upload)
