"""When the database or the disk cannot do what was asked: an answer that says so and when to come again.

Everything that fails in a view or in a middleware comes to Django's handler of failures (``urls.handler500``); here it
is told whether the fault is the machine's or ours. Nothing is half written: a write is one transaction.
"""

import errno
import sys
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import BadRequest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults

RETRY_AFTER = 30  # seconds
# What SQLite cannot do for the moment or for want of its file: locked, read-only, I/O error, corrupt, full, not opened.
SQLITE = {3, 5, 6, 8, 10, 11, 13, 14, 15, 23, 26}
# Classes of PostgreSQL's codes: connection, rollback of one that was in the way, resources, intervention, system.
POSTGRESQL = ("08", "40", "53", "55", "57", "58", "XX", "25006")
BROKEN = {OperationalError, InterfaceError, DatabaseError}
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


def is_outage(error: BaseException | None) -> bool:
    """Whether the machine failed, not the portal: by the codes of the engines, never by their words."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        if _says_so(error):
            return True
        seen.append(error)
        # a session that cannot be saved is told as one that ended meanwhile
        error = error.__cause__ or (error.__context__ if isinstance(error, BadRequest | UpdateError) else None)
    return False


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in DISK
    told: Any = error.__cause__ if isinstance(error, DatabaseError | InterfaceError) else None
    if (code := getattr(told, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in SQLITE
    if hasattr(told, "pgcode"):  # none: the connection broke before the server could say anything
        return told.pgcode.startswith(POSTGRESQL) if told.pgcode else type(error) in BROKEN
    return False


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to whatever nobody foresaw."""
    return unavailable(request) if is_outage(sys.exc_info()[1]) else defaults.server_error(request)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that cannot be understood."""
    return unavailable(request) if is_outage(exception) else defaults.bad_request(request, exception)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page without anything that the database would have to be asked for; JSON for a program."""
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        words = _("The portal cannot reach its data just now. Nothing of this request was written: send it again.")
        body = {"type": "about:blank", "title": _("Service unavailable"), "status": 503, "detail": words}
        response = JsonResponse(body, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(loader.get_template("503.html").render(), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
