"""A portal out of a copy: all of it or nothing, into a place where nothing is."""

import fcntl
import filecmp
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from programs.migrating import missing_refusals, refuse_changes

from . import tables
from .archive import (
    ABOUT,
    DATABASE,
    FORMAT,
    IMPORTS,
    PIECE,
    SECRET_KEY,
    UPLOADS,
    Keys,
    Member,
    Refusal,
    damaged,
    reading,
)
from .copies import STAGED, flush_folder, remember

SETTINGS = "settings.env"


class Restored(NamedTuple):
    about: dict[str, Any]
    rows: int
    files: int
    secret_key: bool


def examine(source: BinaryIO, keys: Keys, *, aside: Path) -> dict[str, Any]:
    """Read a copy to its end and give what it says of itself; nothing is written."""
    with reading(source, keys, aside=aside) as members:
        about = _about(members)
        for _member in members:
            pass
    return about


def restore(source: BinaryIO, keys: Keys, *, now: datetime) -> Restored:
    """Everything is checked before anything is written; what a refusal or a kill leaves is the empty place."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with _alone(settings.VAR_DIR), _staging() as staged:
        with reading(source, keys, aside=settings.VAR_DIR) as members:
            about = _about(members)
            _database_is_empty(about["migrations"])
            _unpack(members, staged)
        models = tables.models_of(about["migrations"])
        new = _files_to_place(staged)
        own = _secret_key_and_settings(staged, about)
        tables.prepare(about["migrations"])
        for table in tables.append_only_tables():
            refuse_changes(connection, table)
        with _placing(new | own) as place, transaction.atomic():
            rows = _load(models, staged, about)
            place()
        remember({"restored": now.isoformat(), "made_at": about["made_at"]})
    if tables.is_behind():  # a copy of an earlier version comes up to date
        call_command("migrate", interactive=False, verbosity=0)
    return Restored(about, rows, len(new), SECRET_KEY in staged)


# ---- what is asked before --------------------------------------------------------------------------------------------


def _about(members: Iterator[Member]) -> dict[str, Any]:
    first = next(members, None)
    if first is None or first.name != ABOUT:
        raise damaged(ABOUT)
    about: dict[str, Any] = json.loads(first.file.read())
    if about["format"] != FORMAT:
        raise Refusal(
            _("This copy has format %(format)s, which this version cannot read. Take version %(version)s.") % about
        )
    if unknown := tables.unknown_migrations(about["migrations"]):
        raise Refusal(
            _("This copy was made by a newer version of the portal, %(version)s: %(names)s. Take that version.")
            % {"version": about["version"], "names": ", ".join(unknown[:5])}
        )
    return about | {"migrations": tables.as_named_now(about["migrations"])}


def _database_is_empty(migrations: tables.Migrations) -> None:
    if further := [name for name in tables.applied_migrations() if name not in migrations]:
        raise Refusal(
            _("The tables of this database are newer than the copy (%(names)s). Give a new, empty database.")
            % {"names": ", ".join(".".join(name) for name in further[:5])}
        )
    if filled := tables.in_the_way(tables.models_of(migrations)):
        raise Refusal(
            _(
                "This database is not empty (%(tables)s). Restore into an empty one: give another DATABASE_URL or "
                "another VAR_DIR. Nothing was changed."
            )
            % {"tables": ", ".join(filled[:5])}
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refusal(_("A copy is being restored here already, or the portal is starting here.")) from error
    finally:
        os.close(descriptor)


# ---- files -----------------------------------------------------------------------------------------------------------


def _roots() -> dict[str, Path]:
    """Where the members of each kind belong; each is unpacked in the folder of its own disk."""
    return {DATABASE: settings.VAR_DIR, UPLOADS: Path(settings.MEDIA_ROOT), IMPORTS: Path(settings.IMPORT_ROOT)}


@contextmanager
def _staging() -> Iterator[dict[str, Path]]:
    """The unpacked members by name; what a killed restore left of its own is taken away first, and ours at the end."""
    made = [root for root in _roots().values() if not root.exists()]
    try:
        for root in _roots().values():
            shutil.rmtree(root / STAGED, ignore_errors=True)
            (root / STAGED).mkdir(mode=0o700, parents=True)
        yield {}
    finally:
        for root in _roots().values():
            shutil.rmtree(root / STAGED, ignore_errors=True)
        for root in made:
            with suppress(OSError):  # something stands in it now
                root.rmdir()


def _unpack(members: Iterable[Member], staged: dict[str, Path]) -> None:
    """Write everything aside; whatever is damaged is refused here."""
    for member in members:
        kind = next((kind for kind in (UPLOADS, IMPORTS) if member.name.startswith(kind)), DATABASE)
        place = _roots()[kind] / STAGED / member.name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with place.open("wb") as file:
            os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS if kind == UPLOADS else 0o600)
            shutil.copyfileobj(member.file, file, PIECE)
        staged[member.name] = place
    os.sync()


def _files_to_place(staged: dict[str, Path]) -> dict[Path, Path]:
    """Uploads and waiting files by the place where each will stand.

    A file that stands there already must be the same: a restore that was killed at its very end leaves whole files.
    """
    wanted = {
        _roots()[kind] / name.removeprefix(kind): place
        for name, place in staged.items()
        for kind in (UPLOADS, IMPORTS)
        if name.startswith(kind)
    }
    roots = [_roots()[kind] for kind in (UPLOADS, IMPORTS)]
    standing = [path for root in roots for path in root.rglob("*") if path.is_file() and STAGED not in path.parts]
    others = [path for path in standing if path not in wanted or not filecmp.cmp(path, wanted[path], shallow=False)]
    if others:
        raise Refusal(
            _(
                "Files stand here that are not of this copy (%(files)s). Give another VAR_DIR, or another MEDIA_ROOT "
                "and IMPORT_ROOT. Nothing was changed."
            )
            % {"files": ", ".join(map(str, others[:5]))}
        )
    return {place: path for place, path in wanted.items() if place not in standing}


def _secret_key_and_settings(staged: dict[str, Path], about: dict[str, Any]) -> dict[Path, Path]:
    """What the portal was run with, by the place where its next start looks for it."""
    new = {settings.VAR_DIR / SECRET_KEY: staged[SECRET_KEY]} if SECRET_KEY in staged else {}
    lines = [_line(name, value) for name, value in about["settings"].items() if name in settings.OF_THE_PORTAL]
    if lines:
        written = settings.VAR_DIR / STAGED / SETTINGS
        written.write_text("".join(lines), encoding="utf-8")
        new[settings.VAR_DIR / SETTINGS] = written
    return new


def _line(name: str, value: str) -> str:
    """A variable as environ reads it back; a line break, which such a file cannot hold, becomes a space."""
    escaped = re.sub(r'([\\"])', r"\\\1", " ".join(value.splitlines()))
    return f'{name}="{escaped}"\n'


@contextmanager
def _placing(new: dict[Path, Path]) -> Iterator[Callable[[], None]]:
    """A function that puts the files where they belong; whatever fails in the block takes them away again, and brings
    back those that stood there: the empty place may have a secret key of its own.
    """
    placed: list[Path] = []
    stood: dict[Path, Path] = {}

    def place() -> None:
        for path, staged in new.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                stood[path] = staged.with_name(f"{staged.name}.before")
                shutil.copy2(path, stood[path])
            placed.append(staged.rename(path))
        for folder in {path.parent for path in new}:
            flush_folder(folder)

    try:
        yield place
    except BaseException:
        for path in placed:
            stood[path].replace(path) if path in stood else path.unlink()
        raise


# ---- rows ------------------------------------------------------------------------------------------------------------


def _load(models: dict[str, type[Model]], staged: dict[str, Path], about: dict[str, Any]) -> int:
    """Every table as it stood, in the transaction of the caller."""
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models.values())
        connection.cursor().execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    _database_is_empty(about["migrations"])  # asked again: from here on nobody else writes
    tables.empty(models.values())
    rows, label = 0, ""
    try:
        for name in sorted(name for name in staged if name.startswith(DATABASE)):
            label = name.removeprefix(DATABASE).rsplit(".", 2)[0]
            with staged[name].open("rb") as lines:
                rows += tables.load(models[label], lines)
        tables.count_on(models.values(), about["last_numbers"])
        label = ""
        connection.check_constraints()
    except (DatabaseError, ValidationError, ValueError, LookupError) as error:
        raise Refusal(
            _("The rows cannot be written (%(table)s): %(error)s Nothing was changed.")
            % {"table": label, "error": error}
        ) from error
    if missing := missing_refusals(connection, tables.append_only_tables()):
        raise Refusal(
            _("Append-only tables lack their triggers: %(names)s. Nothing was changed.") % {"names": ", ".join(missing)}
        )
    return rows
