"""What the portal and its server write to the log: when, how grave, who says it, of which request; nothing personal.

Of a request stands its method, the address as the portal's own patterns write it, with the numbers of records alone,
and the number of the person. What somebody typed stands nowhere: no query string, no form, no words of a refusal. A
refusal has no traceback; a failure has one, whose message keeps no quoted values.
"""

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

REQUEST: ContextVar[str] = ContextVar("request", default="-")
MADE_BY_A_PROXY = re.compile(r"[0-9A-Za-z_-]{8,64}")
KEY = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
QUERY = re.compile(r"\?\S*")
# What gunicorn says of a request that the portal never saw ends with the visitor's address and what was sent.
UNREAD = re.compile(r"^(Invalid request|Error handling request)\b.*", re.DOTALL)
# Values in a message: what stands in quotes, addresses, long numbers, everything that is no ASCII.
VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|\([^()]*\)|\S*@\S*|\d{6,}|[^\x00-\x7f]+", re.DOTALL)
OF_THE_CODE = (AttributeError, NameError, ImportError)  # the interpreter names what the code says


def numbered(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request a number that stands in the log and in the answer; a proxy's own, if there is one."""

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.PROXY_COUNT else ""
        REQUEST.set(given if MADE_BY_A_PROXY.fullmatch(given) else uuid4().hex)
        response = get_response(request)
        response["X-Request-ID"] = REQUEST.get()
        # what the same thread says after the answer has gone is of no request, or of one that cannot be read
        response._resource_closers.append(lambda: REQUEST.set("-"))  # type: ignore[attr-defined]
        return response

    return answer


def config(form: str = "text", level: str = "WARNING") -> dict[str, Any]:
    """The configuration of the logs of the portal and of gunicorn alike."""
    server = {"handlers": ["console"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"portal": {"()": JsonLines if form == "json" else Lines}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},  # its own form would be a second one
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {**server, "level": level},
            "gunicorn.access": {**server, "level": "CRITICAL"},  # it would repeat every query string
        },
    }


class Lines(logging.Formatter):
    """2026-11-29T07:00:00.123Z ERROR django.request 5f0c… 500 GET /admin/programs/activity/7/change/ user=3"""

    def format(self, record: logging.LogRecord) -> str:
        words = told(record)
        line = " ".join([words.pop("time"), words.pop("level"), words.pop("logger"), words.pop("request")])
        trace = words.pop("traceback", "")
        text = f"{line} {words.pop('message')}".replace("\n", " ")
        more = "".join(f" {name}={value}" for name, value in words.items())
        return f"{text}{more}\n{trace}".rstrip("\n")


class JsonLines(logging.Formatter):
    """The same, each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), ensure_ascii=False)


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What is said of a record, in the order of a line."""
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    words = {
        "time": moment.replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "request": REQUEST.get(),
    }
    request: Any = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    if isinstance(request, HttpRequest):
        words["message"] = f"{status or '-'} {request.method} {place_of(request)}"
        words |= {"refusal": type(error).__name__} if error and is_refusal(status) else {}
        person: Any = getattr(request, "_cached_user", None)  # asking for it would ask the database
        words |= {"user": person.pk} if getattr(person, "pk", None) else {}
    elif record.name.startswith(("django.security", "axes")):
        words["message"] = str(record.msg) if "%" in str(record.msg) else "refused"
    elif record.name.startswith("gunicorn"):
        words["message"] = UNREAD.sub(r"\1", record.getMessage())
    else:
        words["message"] = QUERY.sub("?…", record.getMessage())
    if error is not None and not is_refusal(status):
        words["traceback"] = "".join(failure(error))
    return words


def is_refusal(status: int | None) -> bool:
    """An answer that is no fault of the portal: to the client, or that the machine fails for the moment."""
    return status is not None and (status < 500 or status == 503)


def place_of(request: HttpRequest) -> str:
    """The address by the pattern that it matched, with the numbers of records in it and no other words."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "(no address of the portal)"

    def shown(key: re.Match[str]) -> str:
        value = str(match.kwargs.get(key[1] or key[2], ""))
        return value if re.fullmatch("[0-9]{1,18}", value) else f"<{key[1] or key[2]}>"

    return "/" + re.sub(r"[\^$\\]", "", KEY.sub(shown, match.route))


def failure(error: BaseException | None) -> Iterator[str]:
    """The traceback, causes first: places of the code, and messages without values."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(chain):
        words = str(one) if isinstance(one, OF_THE_CODE) else VALUE.sub("…", str(one).partition("\n")[0])
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(one.__traceback__)
        yield f"{type(one).__module__}.{type(one).__qualname__}: {words}\n"
