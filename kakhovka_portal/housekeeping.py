"""What the portal clears up that belongs to no module: `manage.py housekeeping` calls it with the modules' own steps.

Each step says what it did. It may run twice, at once, and while people work.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import FileField

ATTEMPTS_KEPT = timedelta(days=90)  # who tried to log in, and from where, is asked for no longer
IN_HAND = timedelta(days=1)  # a younger file may belong to a form that is being saved


def ended_sessions(*, now: datetime) -> str:
    return f"Sessions that have ended: {Session.objects.filter(expire_date__lt=now).delete()[0]} deleted"


def old_attempts_to_log_in(*, now: datetime) -> str:
    kinds = (AccessAttempt, AccessFailureLog, AccessLog)
    deleted = sum(kind.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()[0] for kind in kinds)
    return f"Log-ins and attempts older than {ATTEMPTS_KEPT.days} days: {deleted} deleted"


def files_of_no_record(*, now: datetime) -> str:
    """Uploads that neither a record nor its history names: their record was never saved."""
    root, named = Path(settings.MEDIA_ROOT), set(_files_named())
    deleted = 0
    for path in root.rglob("*") if root.is_dir() else ():
        is_old = path.is_file() and path.stat().st_mtime < (now - IN_HAND).timestamp()
        if is_old and path.relative_to(root).as_posix() not in named:
            path.unlink(missing_ok=True)
            deleted += 1
    return f"Uploaded files that no record names: {deleted} deleted"


def _files_named() -> Iterator[str]:
    """The files of all records, and of what they were before: simple_history keeps a file's name as text."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) or isinstance(_original(model, field.name), FileField):
                yield from model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)


def _original(model: type, name: str) -> object:
    """The field of the tracked record of which a history keeps the state."""
    tracked = getattr(model, "instance_type", None)
    return tracked._meta.get_field(name) if tracked and name in {f.name for f in tracked._meta.fields} else None
