"""For a monitor: whether the process lives (`/healthz`), and whether all that the portal stands on does (`/readyz`).

Both answer before hosts, https, sessions and languages are asked, and leave no line in the log. What each module needs
stands in its registration (``conditions``).
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from programs.migrating import missing_refusals
from programs.models import AppendOnly
from programs.modules import Condition, conditions

from .backup import copies

LEAST_FREE = 256 * 1024 * 1024  # bytes: a large import with its copies still finds room


def watched(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a monitor; let everything else pass."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
        if request.path_info == "/readyz":
            return readiness()
        return get_response(request)

    return answer


def readiness() -> HttpResponse:
    """Every condition in its words; 503 while one of them is not met."""
    now = timezone.now()
    found = {condition.__name__: _asked(condition, now) for condition in conditions()}
    is_ready = all(condition.is_met for condition in found.values() if condition.is_needed)
    body = {"ready": is_ready} | {
        name: {"ok": condition.is_met, "says": condition.words} for name, condition in found.items()
    }
    return JsonResponse(body, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})


def _asked(condition: Callable[..., Condition], now: datetime) -> Condition:
    try:
        return condition(now=now)
    except (DatabaseError, InterfaceError, OSError):  # its words may name hosts and folders
        return Condition("cannot be asked", is_met=False)


# What the portal stands on whatever its modules are -------------------------------------------------------------------


def database(*, now: datetime) -> Condition:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Condition("answers")


def migrations(*, now: datetime) -> Condition:
    applied = MigrationRecorder(connection).applied_migrations()
    missing = sum(migration not in applied for migration in _last_migrations())
    return Condition(f"{missing} apps are behind: run manage.py migrate" if missing else "all applied", not missing)


@cache
def _last_migrations() -> list[tuple[str, str]]:
    """The last migration of each application; the files do not change while the process lives."""
    return MigrationLoader(None).graph.leaf_nodes()


def guards(*, now: datetime) -> Condition:
    """What keeps the append-only tables from being changed by anybody who gets at the database."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)]
    missing = len(missing_refusals(connection, tables))
    return Condition(f"{missing} triggers are missing: run manage.py migrate" if missing else "all stand", not missing)


def disk(*, now: datetime) -> Condition:
    """The fullest of the places where the portal writes."""
    places = [settings.VAR_DIR, settings.MEDIA_ROOT, settings.IMPORT_ROOT, Path(tempfile.gettempdir())]
    free = min(shutil.disk_usage(_standing(place)).free for place in places)
    return Condition(f"{free / 1024**3:.1f} GB free", is_met=free >= LEAST_FREE)


def last_backup(*, now: datetime) -> Condition:
    """How old the last copy is; one that is due keeps nobody from the pages."""
    last = copies.last_backup(now=now)
    if last["at"] is None:
        return Condition("none was made here", is_met=False, is_needed=False)
    hours = (now - last["at"]) // timedelta(hours=1)
    return Condition(f"{hours} h ago", is_met=not last["too_old"], is_needed=False)


def _standing(place: Path) -> Path:
    """The folder, or the nearest one above it that stands already."""
    return next(folder for folder in (place, *place.resolve().parents) if folder.exists())
