"""A portal out of a copy, into an empty place."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import gettempdir
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from ...backup import keys, restoring
from ...backup.archive import ARMOUR, Keys, Refusal


class Command(BaseCommand):
    help = (
        "Bring a copy of a portal into an empty database and an empty folder of uploads, on the engine it came from or "
        "on the other one. Everything is checked before anything is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the copy, or - for standard input")
        parser.add_argument(
            "--identity", action="append", default=[], type=Path, metavar="FILE", help="private keys of age"
        )
        parser.add_argument("--check", action="store_true", help="only check the copy, and write nothing")

    def handle(self, *args: Any, file: str, identity: list[Path], check: bool, **options: Any) -> None:
        try:
            if file == "-":
                self.work(sys.stdin.buffer, keys.opening(identity), check)
                return
            with Path(file).open("rb") as source:
                locked = source.peek(100).startswith(ARMOUR[0])
                self.work(source, keys.opening(identity, ask=locked), check)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OSError, DatabaseError) as problem:
            words = _("The copy was not checked: %(why)s") if check else _("Nothing was restored: %(why)s")
            raise CommandError(words % {"why": problem}) from problem

    def work(self, source: BinaryIO, opening: Keys, check: bool) -> None:
        if check:
            aside = settings.VAR_DIR if settings.VAR_DIR.is_dir() else Path(gettempdir())
            about = restoring.examine(source, opening, aside=aside)
            self.stdout.write(_("The copy of %(made_at)s (version %(version)s) is whole.") % about)
            return
        restored = restoring.restore(source, opening, now=timezone.now())
        self.stdout.write(
            _("Restored as of %(made_at)s: %(rows)s rows, %(files)s files.")
            % {**restored.about, "rows": restored.rows, "files": restored.files}
        )
        self.stdout.write(
            _("The secret key of the copy is in %(file)s; a SECRET_KEY of the environment goes before it.")
            % {"file": settings.VAR_DIR / "secret-key"}
            if restored.secret_key
            else _(
                "The copy has no secret key, for it was not encrypted: everybody logs in again, with the same password."
            )
        )
        if carried := restored.about["settings"]:
            self.stdout.write(
                _("Settings of the copy are in %(file)s: %(names)s.")
                % {"file": settings.VAR_DIR / restoring.SETTINGS, "names": ", ".join(carried)}
            )
