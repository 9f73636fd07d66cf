"""Copies of the portal: making one, keeping daily ones by a rule, and remembering the last."""

import fcntl
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.migrating import missing_refusals
from programs.permissions import may_adopt

from . import tables
from .archive import ABOUT, DATABASE, FORMAT, IMPORTS, SECRET_KEY, UPLOADS, Keys, Refusal, Writer, writing
from .keys import closing

RECORD = "last-backup.json"
PARTIAL = ".partial"
STAGED = ".restoring"
TOO_OLD, ALMOST_A_DAY = timedelta(days=2), timedelta(hours=20)
MOMENTS = ("at", "restored", "made_at")
DAILY = re.compile(r"portal-\d{4}-\d\d-\d\dT\d{6}\.backup(\.age)?")


logger = logging.getLogger(__name__)


class Made(NamedTuple):
    """What a copy holds, and what its maker should hear."""

    rows: int
    files: int
    warnings: list[str]


def write_copy(out: BinaryIO, keys: Keys, *, now: datetime) -> Made:
    """Write the portal as it is at this moment, whoever writes in it meanwhile, to ``out``."""
    with writing(out, keys) as archive, tables.snapshot():
        migrations = tables.applied_migrations()
        models = tables.models_of(migrations)
        about = {
            "format": FORMAT,
            "version": settings.VERSION,
            "made_at": now.isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": migrations,
            "last_numbers": tables.last_numbers(),
            "left_out": tables.LEFT_OUT,
            "settings": {name: os.environ[name] for name in settings.OF_THE_PORTAL if name in os.environ},
        }
        archive.add_json(ABOUT, about)
        if keys.close:
            archive.add_bytes(SECRET_KEY, settings.SECRET_KEY.encode())
        uploads = sorted(_files_of(Path(settings.MEDIA_ROOT)))
        named, rows = set[str](), 0
        for label, model in models.items():
            for number, (part, count) in enumerate(tables.parts(model), start=1):
                archive.add_bytes(f"{DATABASE}{label}.{number:05}.jsonl", part)
                rows += count
            named |= set(tables.files_named(model))
        waiting = [Path(settings.IMPORT_ROOT) / key for key in tables.waiting_imports(models)]
        members = {f"{UPLOADS}{path.relative_to(settings.MEDIA_ROOT)}": path for path in uploads}
        members |= {f"{IMPORTS}{path.name}": path for path in waiting}
        for name, path in members.items():
            with suppress(FileNotFoundError):  # an import that was written meanwhile, an upload that was cleared away
                _add_file(archive, name, path)
        lost = sorted(name for name in named if f"{UPLOADS}{name}" not in archive.listed)
        files = sum(name.startswith((UPLOADS, IMPORTS)) for name in archive.listed)
        return Made(rows, files, _warnings(lost))


def _files_of(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        if STAGED in folders:
            folders.remove(STAGED)
        yield from (path for name in names if (path := Path(place) / name).is_file())


def _add_file(archive: Writer, name: str, path: Path) -> None:
    with path.open("rb") as file:
        archive.add(name, file, os.fstat(file.fileno()).st_size)


def _warnings(lost: list[str]) -> list[str]:
    found = []
    if lost:
        found.append(
            _("Files that records name and the folder of uploads lacks (%(count)s): %(files)s")
            % {"count": len(lost), "files": ", ".join(lost[:5])}
        )
    if missing := missing_refusals(connection, tables.append_only_tables()):
        found.append(
            _("Append-only tables of the database lack their triggers: %(names)s. `manage.py migrate` puts them up.")
            % {"names": ", ".join(missing)}
        )
    return found


# ---- into a file -----------------------------------------------------------------------------------------------------


def copy_to(path: Path, keys: Keys, *, now: datetime, kind: str = "by hand") -> Made:
    """A copy in a file that stands there whole or not at all, and is remembered as the last one."""
    if path.exists():
        raise Refusal(_("%(file)s exists already: name another file.") % {"file": path})
    with _whole(path) as out:
        made = write_copy(out, keys, now=now)
    with suppress(OSError):  # the copy is made, wherever that can be noted
        remember({"at": now.isoformat(), "place": str(path.absolute()), "size": path.stat().st_size, "kind": kind})
    return made


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A new file under its name once all of it is on the disk; until then it has another name, and it alone."""
    partial = path.with_name(path.name + PARTIAL)
    with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT, 0o600), "wb") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(out.fileno()), partial.stat()):
                raise FileNotFoundError
        except (BlockingIOError, FileNotFoundError) as error:  # it is at work, or has just finished this very file
            raise Refusal(_("%(file)s is being written by somebody else.") % {"file": path}) from error
        try:
            out.truncate()  # what a killed one left
            yield out
            out.flush()
            os.fsync(out.fileno())
            partial.rename(path)
        except BaseException:
            partial.unlink()
            raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """A new name is safe when its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ---- every day -------------------------------------------------------------------------------------------------------


def daily_copy(folder: Path, keys: Keys, *, now: datetime) -> tuple[Path, Made, list[Path]]:
    """Today's copy in the folder, and then those that the rule no longer keeps taken away; gives both.

    Nothing is taken away before the new copy stands whole, and partial files of killed copies go too.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"portal-{timezone.localtime(now):%Y-%m-%dT%H%M%S}.backup"
    path = folder / (f"{name}.age" if keys.close else name)
    made = copy_to(path, keys, now=now, kind="daily")
    copies = sorted((one for one in folder.iterdir() if DAILY.fullmatch(one.name)), key=lambda one: one.name)
    outlived = sorted({*copies} - kept(copies, settings.BACKUP_KEEP))
    for one in outlived:
        one.unlink()
    for one in folder.glob(f"portal-*{PARTIAL}"):
        with suppress(BlockingIOError, FileNotFoundError), one.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            one.unlink()
    return path, made, outlived


def copy_of_the_day(*, now: datetime) -> str:
    """What the worker does once a day, where BACKUP_DIR says where to; a failure is told, and seen by its age."""
    folder = Path(settings.BACKUP_DIR)
    if not settings.BACKUP_DIR:
        return "Daily copy: none, for BACKUP_DIR is not set"
    made = [_moment(path) for path in folder.glob("portal-*") if DAILY.fullmatch(path.name)]
    if made and timezone.make_naive(now) - max(made) < ALMOST_A_DAY:
        return "Daily copy: stands already"
    try:
        path, whole, outlived = daily_copy(folder, closing(), now=now)
    except (Refusal, OSError, DatabaseError) as refusal:
        logger.error("No daily copy was made: %s", refusal)
        return f"Daily copy: failed, {refusal}"
    for warning in whole.warnings:
        logger.warning("Daily copy: %s", warning)
    return f"Daily copy: {path}, {len(outlived)} older ones deleted"


def kept(copies: Iterable[Path], rule: tuple[int, int, int]) -> set[Path]:
    """The newest copy of each of the last days, weeks and months that have one.

    Days without a copy do not count: after a long pause the old copies are still there.
    """
    newest_first = sorted(((_moment(path), path) for path in copies), reverse=True)
    found = {path for _moment_, path in newest_first[:1]}
    for count, span in zip(rule, (_day, _week, _month), strict=True):
        spans = [next(group)[1] for _key, group in groupby(newest_first, key=lambda one: span(one[0]))]
        found |= {*spans[:count]}
    return found


def _moment(path: Path) -> datetime:
    return datetime.strptime(path.name.split(".")[0], "portal-%Y-%m-%dT%H%M%S")


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month


# ---- the last one ----------------------------------------------------------------------------------------------------


def remember(record: dict[str, Any]) -> None:
    """Outside of the database, which comes back from a copy and would then claim copies that another place has."""
    path = settings.VAR_DIR / RECORD
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    try:
        new.write_text(json.dumps(record), encoding="utf-8")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def last_backup(*, now: datetime) -> dict[str, Any]:
    """The last copy that was made here: ``at``, ``place``, ``size``, ``kind``; without one ``at`` is None.

    ``restored`` says when this portal itself came out of a copy, of ``made_at``; ``too_old`` that one is due.
    """
    record: dict[str, Any] = {"at": None, "place": "", "size": 0, "kind": "", "restored": None, "made_at": None}
    with suppress(OSError, ValueError, TypeError):  # also a note that somebody else wrote
        noted = dict(json.loads((settings.VAR_DIR / RECORD).read_text(encoding="utf-8")))
        moments = {name: noted.get(name) and datetime.fromisoformat(noted[name]) for name in MOMENTS}
        record |= noted | {name: moment and moment.astimezone(UTC) for name, moment in moments.items()}
    return {**record, "too_old": record["at"] is None or now - record["at"] > TOO_OLD}


def backup_of(user: Any, *, now: datetime) -> dict[str, Any] | None:
    """The last copy for the desk of whoever answers for it: the administrator and the head; None for others."""
    return last_backup(now=now) if user.has_perm("auth.view_user") or may_adopt(user) else None
