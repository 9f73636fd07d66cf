"""Uploaded files: each stands whole or not at all, and no longer than the record that names it.

A file is written before its record; what the record's transaction takes back, the end of the request takes back too.
What a killed server leaves is deleted by `manage.py housekeeping`: no record names it.
"""

from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse


class NewFile:
    """A file whose record is not committed yet; called when it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_recorded = False

    def __call__(self) -> None:
        self.is_recorded = True

    def is_awaited(self) -> bool:
        """Whether a transaction, or a savepoint of one, that will still commit it is open."""
        return any(waiting[1] is self for waiting in connection.run_on_commit)


NEW: ContextVar[list[NewFile] | None] = ContextVar("new_files", default=None)


class WholeFiles(FileSystemStorage):
    """Files on the disk; half of one, for which there was no room, does not stay."""

    def _save(self, name: str, content: Any) -> str:
        if self.exists(name):  # somebody else's, stored under the same name a moment before
            name = self.get_available_name(name)
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        if (new := NEW.get()) is not None:
            new.append(NewFile(Path(self.path(saved))))
            transaction.on_commit(new[-1])
        return saved


def files_follow_records(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Delete at the end of a request the files that it stored for records which were never committed."""

    def answer(request: HttpRequest) -> HttpResponse:
        NEW.set([])
        response = get_response(request)
        for file in NEW.get() or ():
            if not (file.is_recorded or file.is_awaited()):
                file.path.unlink(missing_ok=True)
        return response

    return answer
