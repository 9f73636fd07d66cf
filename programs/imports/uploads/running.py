"""Long work outside of a request: a process of its own, a lock that says whether it lives, a file that says how far.

Why a process and neither a thread nor a queue. A thread dies with its server and holds a worker that serves everybody
else; a queue would need a second service, and a department's office machine runs one. A child process needs nothing,
outlives the request, the tab and the server's restart, and does all its writing in one transaction: whatever kills it,
the database takes the whole import back.

Why a file and not a row. SQLite has one writer: while the import writes, nobody else can note a percentage in the
database. The progress is a small file beside the upload, replaced whole, so that a reader never sees half of it.

Whether the process lives is told by a lock on a file. The request takes it and hands it to the child with the open
file; the system lets go of it when the child ends, however it ends. There is no moment without an owner and no process
number that another process could inherit.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings

from ...models import ImportUpload
from .storage import place_of

NOTE_EVERY = 0.3  # seconds between two notes of the progress


class ProgressNotes:
    """Notes the progress of one upload's work in its file, not oftener than people can read."""

    def __init__(self, upload: ImportUpload, total: int) -> None:
        self.place, self.draft = place_of(upload.key, ".progress"), place_of(upload.key, ".progress.new")
        self.total, self.noted = total, 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self.noted >= NOTE_EVERY:
            self.draft.write_text(json.dumps({"done": done, "total": self.total}))
            self.draft.replace(self.place)
            self.noted = now


def how_far(upload: ImportUpload) -> dict[str, int]:
    """How much of the work is done, by the last note of the progress; the total is 0 where it is not known yet."""
    try:
        noted = json.loads(place_of(upload.key, ".progress").read_text())
    except FileNotFoundError:
        noted = {"done": 0, "total": 0}
    return noted | {"percent": min(100 * noted["done"] // noted["total"], 100) if noted["total"] else 0}


def start(upload: ImportUpload) -> bool:
    """Start the work that the upload names in a process of its own; False where one is at it already."""
    lock = os.open(place_of(upload.key, ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    with suppress(FileNotFoundError):
        place_of(upload.key, ".progress").unlink()
    try:
        subprocess.Popen(  # noqa: S603 - the portal's own command with the number of a record
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_import", str(upload.pk)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[lock],
            start_new_session=True,
        )
    finally:
        os.close(lock)  # the child holds it from here on
    return True


def is_running(upload: ImportUpload) -> bool:
    """Whether a process is at the upload's work."""
    try:
        lock = os.open(place_of(upload.key, ".lock"), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
