"""What costs the machine much: files and searches. How often one visitor may ask for it, how many files are made at
once, and the files that were made.
"""

import fcntl
import hashlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.log import log_response
from django.utils.translation import gettext as _

from .visitors import address_of, seconds_to_wait

SECONDS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}
LOOKS_APART = 2  # seconds
BUSY_SECONDS = 5  # after which it is worth asking again
FAILED_SECONDS = 60  # after a file that could not be printed
KEPT_FOR = timedelta(days=1)
SUFFIXES = {".csv", ".docx", ".json", ".pdf", ".xlsx"}
EXPORT = re.compile(r"/export/(csv|xlsx)/$")
SEARCHES = ("q", "search")
COMPARING = "/verify/"

logger = logging.getLogger(__name__)
requests = logging.getLogger("django.request")


# How often one visitor may ask ---------------------------------------------------------------------------------------


def is_costly(request: HttpRequest) -> bool:
    """Whether a request asks for a file that is made for it, for a whole list or a search, or to compare a file."""
    asked = request.GET
    is_file = PurePosixPath(request.path_info).suffix in SUFFIXES or EXPORT.search(request.path_info)
    is_list = asked.get("format") in {"csv", "xlsx"} or "text/csv" in request.headers.get("Accept", "")
    is_comparing = request.method == "POST" and request.path_info.startswith(COMPARING)
    return bool(is_file or is_list or is_comparing or any(asked.get(name, "").strip() for name in SEARCHES))


def costly_wait(request: HttpRequest, user: Any) -> int:
    """Count a costly request of a visitor, which is an account or an address; the seconds until there is room for it,
    none where there is.
    """
    if not settings.COSTLY_RATE:
        return 0
    most, _slash, period = settings.COSTLY_RATE.partition("/")
    visitor = f"account {user.pk}" if user.is_authenticated else str(address_of(request))
    mark = hashlib.sha256(visitor.encode()).hexdigest()[:20]
    return seconds_to_wait(f"costly-{mark}", int(most), SECONDS[period[0]])


class Moderated:
    """The middleware that counts costly requests, and answers those that come while the machine is busy.

    The API knows its visitors by their tokens and counts them itself (rest/limits.py), with the same count.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_ours = is_costly(request) and not request.path_info.startswith("/api/")
        if is_ours and (seconds := costly_wait(request, request.user)):
            words = _("You have asked for many files and searches. There is room again in %(seconds)s seconds.")
            return refused(request, 429, seconds, words % {"seconds": seconds})
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NotPrinted):
            logger.error("A file could not be printed", exc_info=error)
            words = _("The file could not be printed. Ask again later; if it fails again, tell the administrator.")
            return refused(request, 503, FAILED_SECONDS, words)
        if not isinstance(error, Busy):
            return None
        words = _("The portal is making other files just now. Ask again in %(seconds)s seconds.")
        return refused(request, 503, BUSY_SECONDS, words % {"seconds": BUSY_SECONDS})


def refused(request: HttpRequest, status: int, seconds: int, sentence: str) -> HttpResponse:
    """A sentence and when to come again: a page for people, which asks by itself, JSON for a program."""
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        title = _("Too many requests") if status == 429 else _("Service unavailable")
        body = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        response = JsonResponse(body, status=status, content_type="application/problem+json")
    else:
        comes_again = seconds == BUSY_SECONDS and status == 503
        about = {"sentence": sentence, "status": status, "comes_again": comes_again}
        response = render(request, "wait.html", about, status=status)
        if comes_again:
            response["Refresh"] = str(seconds)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    # that many ask at once is no failure, which Django takes every 503 for
    log_response("%s", status, response=response, request=request, logger=requests, level="warning")
    return response


# How many files are made at once -------------------------------------------------------------------------------------


class Busy(Exception):
    """As many files are being made as the machine may make at once, or this very one is."""


class NotPrinted(Exception):
    """The process that printed a file ended without one."""


def room() -> IO[str]:
    """One of the places for making a file, until it is closed or its process dies; no thread waits for one.

    A place is a lock on a file, so that all workers and commands of the machine share them.
    """
    for number in range(settings.RENDERINGS):
        if place := _locked(f"place-{number}.lock"):
            return place
    raise Busy


def looking() -> IO[str]:
    """A place for putting together what a file is made of, which costs a tenth of a second in the server itself.

    While there is no room to make one, a single place is given once in a while: what was made before can be had even
    then, and everything else would be put together in vain, at the cost of the pages.
    """
    has_room, now = _has_room(), time.time()
    for number in range(settings.RENDERINGS if has_room else 1):
        place = _locked(f"place-look{number}.lock")
        if place and not has_room and now - os.fstat(place.fileno()).st_mtime < LOOKS_APART:
            place.close()
        elif place:
            os.utime(place.fileno(), (now, now))
            return place
    raise Busy


def _has_room() -> bool:
    with suppress(Busy), room():
        return True
    return False


def _locked(name: str) -> IO[str] | None:
    file = (_root() / name).open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _root() -> Path:
    root = Path(settings.RENDERED_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def made_in_room(response: Any, place: IO[str]) -> Any:
    """An answer that is made as it is sent: it keeps its place until it has gone or is given up."""
    response._resource_closers.append(place.close)
    return response


# The files that were made --------------------------------------------------------------------------------------------


@cache
def _writers() -> bytes:
    """The code that writes the files, as a hash: another version of it makes other files of the same data."""
    source = hashlib.sha256()
    for file in sorted((Path(__file__).parent / "reporting").rglob("*.py")):
        source.update(file.read_bytes())
    return source.digest()


def kept(digest: str, extension: str, make: Callable[[], bytes]) -> bytes:
    """The file of what has this digest: as it was made before, else made now and kept.

    Whoever asks has been shown to be allowed the data, for the digest follows from all of them.
    """
    name = _name(digest, extension)
    with suppress(FileNotFoundError):
        return (_root() / name).read_bytes()
    own = _locked(f"{name}.lock")
    if own is None:
        raise Busy
    with own, room():
        with suppress(FileNotFoundError):  # somebody made it before this one had its turn
            return (_root() / name).read_bytes()
        content = make()
        _keep(name, content)
        (_root() / f"{name}.lock").unlink(missing_ok=True)
    return content


def is_kept(digest: str, extension: str) -> bool:
    return (_root() / _name(digest, extension)).exists()


def _name(digest: str, extension: str) -> str:
    return f"{hashlib.sha256(_writers() + digest.encode()).hexdigest()}.{extension}"


def _keep(name: str, content: bytes) -> None:
    """Whole or not at all; a full disk keeps nothing and takes nothing from the person who waits."""
    try:
        with tempfile.NamedTemporaryFile(dir=_root(), suffix=".new", delete=False) as draft:
            place = Path(draft.name)
            try:
                draft.write(content)
                draft.flush()
                place.replace(_root() / name)
            except OSError:
                place.unlink(missing_ok=True)
                raise
        _bound()
    except OSError as error:
        logger.warning("A file that was made could not be kept: %s", error)


def _bound() -> int:
    """Delete the oldest files beyond the size that all may have together."""
    left, deleted = settings.RENDERED_MEGABYTES * 1024 * 1024, 0
    for size, place in _files():
        left -= size
        if left < 0:
            place.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _files() -> list[tuple[int, Path]]:
    """The kept files with their sizes, the newest first."""
    found = []
    for place in _root().iterdir():
        with suppress(FileNotFoundError):
            about = place.stat()
            if not place.name.startswith("place-"):
                found.append((about.st_mtime, about.st_size, place))
    return [(size, place) for _moment, size, place in sorted(found, reverse=True)]


def forget_rendered() -> None:
    """Delete every file that was made: what may be shown is another matter from now on."""
    for _size, place in _files():
        place.unlink(missing_ok=True)


def clear_rendered(*, now: datetime) -> str:
    """Delete files that were made long ago, and what a killed process left of one."""
    deleted = _bound()
    for _size, place in _files():
        with suppress(FileNotFoundError):
            if place.stat().st_mtime < (now - KEPT_FOR).timestamp():
                place.unlink()
                deleted += 1
    return f"Files made longer than a day ago or beyond {settings.RENDERED_MEGABYTES} MB: {deleted} deleted"
