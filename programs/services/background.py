"""The queue of background work: asked for here, done by `manage.py work` (programs/background.py says what and how).

What must be seen while an import holds SQLite's one writer stands in files below ``settings.WORK_ROOT``: how far a
piece is, that somebody wants it stopped, and that a worker lives. The last is a lock on the worker's file: the system
lets go of it when the worker and all its children have ended, however they ended, so that nobody has to guess by the
time that went by, and no process number is taken for another's.
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import BackgroundWork, Letter
from .mail import write_to

logger = logging.getLogger(__name__)
State = BackgroundWork.State
NOTE_EVERY = 0.3  # seconds between two notes of the progress
KEPT_FOR = timedelta(days=30)
TOLD = {State.DONE, State.FAILED, State.INTERRUPTED}
TOLD_AFTER = timedelta(seconds=10)  # whoever waits less still looks at the page


def enqueue(
    *,
    kind: str,
    for_whom: User | None,
    arguments: dict[str, Any],
    subject: str = "",
    start_after: datetime | None = None,
) -> BackgroundWork:
    """Ask for a piece of work of a registered kind; it begins after the caller's transaction.

    Of one kind and subject one piece stands at a time: who asks for it again gets the one that stands. Without a
    subject each is a piece of its own.
    """
    try:
        with transaction.atomic():
            return BackgroundWork.objects.create(
                kind=kind, subject=subject, for_whom=for_whom, arguments=arguments, start_after=start_after
            )
    except IntegrityError:
        standing = standing_work(kind, subject) if subject else None
        if standing is None:
            raise
        return standing


def standing_work(kind: str, subject: str) -> BackgroundWork | None:
    """The piece that waits for its turn or is under way."""
    return BackgroundWork.objects.standing().filter(kind=kind, subject=subject).first()


# Progress and stopping ------------------------------------------------------------------------------------------------


def _place(name: str) -> Path:
    return Path(settings.WORK_ROOT) / name


def note_progress(work: BackgroundWork, done: int, total: int, sentence: str = "") -> None:
    """Note how far the work is, not oftener than people can read."""
    now = time.monotonic()
    if now - getattr(work, "noted", 0.0) < NOTE_EVERY:
        return
    work.noted = now  # type: ignore[attr-defined]
    draft = _place(f"{work.key}.progress.new")
    try:
        draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps({"done": done, "total": total, "sentence": sentence}))
        draft.replace(_place(f"{work.key}.progress"))
    except OSError as problem:  # the work goes on where there is no room to say how far it is
        logger.warning("The progress of background work %s could not be noted: %s", work.pk, problem.strerror)
        draft.unlink(missing_ok=True)


def how_far(work: BackgroundWork) -> dict[str, Any]:
    """What a page says of a piece: its state, how far it is (0 % where that is not known), whether anybody does it."""
    noted: dict[str, Any] = {"done": 0, "total": 0, "sentence": ""}
    if work.state == State.RUNNING:
        with suppress(FileNotFoundError):
            noted = json.loads(_place(f"{work.key}.progress").read_text())
    percent = min(100 * noted["done"] // noted["total"], 100) if noted["total"] else 0
    return {
        **noted,
        "state": work.state,
        "running": work.is_standing,
        "percent": percent,
        "is_stopping": work.is_standing and is_asked_to_stop(work),
        "is_nobody_there": work.is_standing and not worker_is_alive(),
    }


def ask_to_stop(work: BackgroundWork) -> None:
    """Stop a piece: one that waits is not begun, one under way is ended by its worker within a second."""
    if not work.is_standing:
        return
    place = _place(f"{work.key}.stop")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.touch()
    if work.state == State.WAITING:  # a piece under way may be the one that holds SQLite's writer
        end_work(work, State.STOPPED, _("Stopped before it began."), worker="")


def is_asked_to_stop(work: BackgroundWork) -> bool:
    return _place(f"{work.key}.stop").exists()


def end_work(work: BackgroundWork, state: str, sentence: str = "", *, worker: str, result: str = "") -> bool:
    """Note how a piece ended, unless it did already or another worker has it; who waited for it hears of it."""
    now = timezone.now()
    with transaction.atomic():
        ended = (
            BackgroundWork.objects.standing()
            .filter(pk=work.pk, worker=worker)
            .update(state=state, sentence=sentence, result=result, ended_at=now, worker="")
        )
        if ended and work.for_whom and state in TOLD and now - work.asked_at >= TOLD_AFTER:
            write_to(
                work.for_whom,
                Letter.Kind.READY,
                cause=f"work/{work.key}",
                about={"work": work.key, "site": work.arguments.get("site", "")},
            )
    if not ended:
        return False
    for ending in ("progress", "progress.new", "stop"):
        _place(f"{work.key}.{ending}").unlink(missing_ok=True)
    return True


def finish_work(work: BackgroundWork, result: str = "") -> None:
    """Note that a piece is done: in the transaction of the work itself, if it has one, so that both stand or none."""
    end_work(work, State.DONE, worker=work.worker, result=result)


# Who is there ---------------------------------------------------------------------------------------------------------


@contextmanager
def presence_of(worker: str) -> Iterator[None]:
    """Be seen as a worker that lives, for as long as the block lasts or any child of this process does."""
    root = Path(settings.WORK_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft, place = root / f"{worker}.new", root / f"{worker}.worker"
    lock = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        draft.replace(place)  # nobody sees it unlocked
        yield
    finally:
        os.close(lock)
        place.unlink(missing_ok=True)


def is_alive(worker: str) -> bool:
    """Whether a worker lives, or a child of it is still at its work."""
    try:
        lock = os.open(_place(f"{worker}.worker"), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two that ask are not in each other's way
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def worker_is_alive() -> bool:
    """Whether anybody does the background work."""
    return any(is_alive(place.stem) for place in Path(settings.WORK_ROOT).glob("*.worker"))


def clear_left_behind(*, now: datetime) -> None:
    """Take away what workers left behind that did not end by themselves."""
    for place in Path(settings.WORK_ROOT).iterdir():
        is_old = place.stat().st_mtime < (now - KEPT_FOR).timestamp()
        if not is_alive(place.stem) if place.suffix == ".worker" else is_old:
            place.unlink(missing_ok=True)
