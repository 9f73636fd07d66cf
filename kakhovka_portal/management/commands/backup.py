"""A copy of the whole portal in one file, made while people work."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from ...backup import keys
from ...backup.archive import Keys, Refusal
from ...backup.copies import Made, copy_to, daily_copy, write_copy


class Command(BaseCommand):
    help = (
        "Write a copy of the whole portal – database, uploads, settings – into one encrypted file while people work. "
        "The passphrase comes from BACKUP_PASSPHRASE, BACKUP_PASSPHRASE_FILE or the terminal, or a public key of age "
        "takes its place (--recipient, BACKUP_RECIPIENTS)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="a new file, or - for standard output")
        parser.add_argument(
            "--daily",
            nargs="?",
            const="",
            metavar="DIR",
            help="today's copy into this folder (BACKUP_DIR), older ones as BACKUP_KEEP says",
        )
        parser.add_argument("--recipient", action="append", default=[], metavar="AGE1…", help="a public key of age")
        parser.add_argument("--plain", action="store_true", help="without encryption, and without the secret key")
        parser.add_argument("--new-key", metavar="FILE", help="only make a private key, and print its public key")

    def handle(
        self, *args: Any, file: str | None, daily: str | None, recipient: list[str], plain: bool, **options: Any
    ) -> None:
        if [file, daily, options["new_key"]].count(None) != 2:
            raise CommandError(_("Say one of the three: FILE, --daily or --new-key."))
        try:
            if options["new_key"] is not None:
                self.stdout.write(keys.new_key(Path(options["new_key"])))
                return
            closed = Keys() if plain else keys.closing(recipient, ask=daily is None)
            if file is not None:
                self.one(file, closed)
            else:
                self.daily(str(daily) or settings.BACKUP_DIR, closed)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OSError, DatabaseError) as problem:
            words = _("No copy was made: %(why)s") if options["new_key"] is None else _("No key was made: %(why)s")
            raise CommandError(words % {"why": problem}) from problem

    def one(self, file: str, closed: Keys) -> None:
        if file != "-":
            self.tell(file, copy_to(Path(file), closed, now=timezone.now()))
            return
        if sys.stdout.isatty():
            raise CommandError(_("A copy is no text for a terminal: send it into a file or another program."))
        # a stream that nothing else prints into
        with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
            made = write_copy(out, closed, now=timezone.now())
        self.warn(made)

    def daily(self, folder: str, closed: Keys) -> None:
        if not folder:
            raise CommandError(_("Say where daily copies go: --daily DIR or BACKUP_DIR."))
        path, made, outlived = daily_copy(Path(folder), closed, now=timezone.now())
        self.tell(str(path), made)
        if outlived:
            self.stdout.write(_("No longer kept: %(files)s") % {"files": ", ".join(one.name for one in outlived)})

    def tell(self, file: str, made: Made) -> None:
        shown = os.fsencode(file).decode(errors="replace")  # a name may be no text that a terminal writes
        self.stdout.write(
            _("%(file)s: %(rows)s rows, %(files)s files.") % {"file": shown, "rows": made.rows, "files": made.files}
        )
        self.warn(made)

    def warn(self, made: Made) -> None:
        for warning in made.warnings:
            self.stderr.write(warning)
