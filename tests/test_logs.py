"""The log says when, how grave, who, of which request; of people it says nothing, and of refusals no traceback."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from kakhovka_portal.logs import JsonLines, Lines, numbered
from kakhovka_portal.urls import handler400, handler500, urlpatterns

pytestmark = pytest.mark.both_databases("constraints")  # what a database says of a row that it refuses

Person = Callable[[str], User]
# What a visitor and a person of the department type; none of it may be found in the log.
PERSONAL = ("Петренко", "petrenko", "3184710691", "ivan@example.org", "%D0%9F", "пароль", "0671234567")
NAME = "Петренко petrenko 3184710691 ivan@example.org 0671234567"


def fails(request: HttpRequest, pk: int) -> HttpResponse:
    raise ValueError(f"invalid literal for int() with base 10: '{NAME}' beside {NAME.split()[-2]}, {NAME.split()[2]}")


def fails_by_the_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO no_such_table VALUES ('{NAME}')")  # noqa: S608
    return HttpResponse()


class Urls:
    handler400, handler500 = handler400, handler500
    urlpatterns = [path("fails/<int:pk>/", fails), path("database/", fails_by_the_database), *urlpatterns]


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """All that is written, whatever level and logger."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(Lines())
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    cache.clear()  # how often somebody tried to log in


@pytest.fixture
def log(handler: logging.StreamHandler[io.StringIO]) -> io.StringIO:
    return handler.stream


@pytest.fixture
def lines(log: io.StringIO) -> Callable[[], list[str]]:
    return lambda: log.getvalue().splitlines()


def test_nothing_that_people_type_stands_in_the_log_and_refusals_have_no_traceback(
    person: Person, log: io.StringIO
) -> None:
    visitor, head = Client(raise_request_exception=False), Client(raise_request_exception=False)
    head.force_login(person("head"))

    for _again in range(6):  # the last ones are locked out
        visitor.post("/accounts/login/", {"login": "petrenko", "password": "пароль", "next": NAME})
    for client in (visitor, head):
        for address in (
            f"/{NAME}/",
            f"/search/?q={NAME}",
            f"/programs/x/?on={NAME}",
            f"/api/v1/programs/?title={NAME}",
        ):
            client.get(address)
        client.get("/", headers={"host": "petrenko.example.org"})
        client.get(f"/admin/auth/user/{NAME}/change/")
        client.get("/admin/programs/executor/", {"_to_field": "petrenko"})
        client.post("/api/v1/legal-acts/", {"title": NAME}, content_type="application/json")
        client.post("/admin/programs/executor/add/", {"name": NAME, "_popup": "1", "_to_field": "petrenko"})
        client.post("/accounts/login/", b"\xff%" + NAME.encode(), content_type="multipart/form-data; boundary=petrenko")

    said = log.getvalue()
    assert len(said.splitlines()) > 15
    assert [word for word in PERSONAL if word in said] == []
    assert "Traceback" not in said
    assert " 404 GET (no address of the portal)" in said
    assert " 400 GET /api/v1/programs/" in said


@pytest.mark.parametrize("address", ["/fails/7/", "/database/"])
def test_a_failure_has_its_traceback_without_any_value(
    person: Person, log: io.StringIO, settings: Settings, address: str
) -> None:
    settings.ROOT_URLCONF = Urls
    head = Client(raise_request_exception=False)
    head.force_login(person("head"))
    head.get("/")

    head.get(f"{address}?q={NAME}")

    said = log.getvalue()
    assert " ERROR django.request " in said
    assert f" 500 GET {address}" in said
    assert "Traceback" in said
    assert Path(__file__).name in said
    assert [word for word in PERSONAL if word in said] == []


def test_a_line_names_the_moment_the_level_the_logger_and_the_request(lines: Callable[[], list[str]], db: None) -> None:
    answer = Client().get("/nowhere/")

    moment, level, logger, request, *words = lines()[-1].split()
    assert moment.endswith("Z")
    assert (level, logger, request) == ("WARNING", "django.request", answer["X-Request-ID"])
    assert words[:2] == ["404", "GET"]


@pytest.mark.parametrize(
    "message",
    [
        f"Invalid request from ip=192.0.2.7: Invalid HTTP header name: {NAME!r}",
        f"Invalid request from ip=192.0.2.7: Invalid HTTP Version: {NAME}",
        f"Error handling request GET /accounts/link/petrenko/?q={NAME}",
    ],
)
def test_of_a_request_that_the_server_cannot_read_nothing_is_said(message: str, db: None) -> None:
    Client().get("/nowhere/")

    line = Lines().format(logging.makeLogRecord({"name": "gunicorn.error", "levelname": "WARNING", "msg": message}))

    _moment, _level, _logger, request, words = line.split(" ", 4)
    assert request == "-"  # and not the one that the thread answered before
    assert words in {"Invalid request", "Error handling request"}


def test_the_same_as_json(handler: logging.StreamHandler[io.StringIO], log: io.StringIO) -> None:
    handler.setFormatter(JsonLines())
    try:
        raise KeyError(NAME)
    except KeyError:
        logging.getLogger("programs.background").exception("Background work %s failed", 7)

    row: dict[str, Any] = json.loads(log.getvalue())
    assert list(row) == ["time", "level", "logger", "request", "message", "traceback"]
    assert (row["level"], row["logger"], row["message"]) == (
        "ERROR",
        "programs.background",
        "Background work 7 failed",
    )
    assert row["traceback"].endswith("builtins.KeyError: …\n")


@pytest.mark.parametrize(
    ("proxies", "sent", "is_kept"),
    [
        (1, "0af7651916cd43dd8448eb211c80319c", True),
        (0, "0af7651916cd43dd8448eb211c80319c", False),
        (1, "short", False),
        (1, "a b c d e f g h i", False),
        (1, "x" * 65, False),
        (1, "Петренко-Петренко", False),
    ],
)
def test_a_number_that_a_request_brings_is_kept_only_from_a_proxy(
    settings: Settings, proxies: int, sent: str, is_kept: bool
) -> None:
    settings.PROXY_COUNT = proxies

    numbers = {
        numbered(lambda request: HttpResponse())(RequestFactory().get("/", headers={"X-Request-ID": sent}))[
            "X-Request-ID"
        ]
        for _again in range(2)
    }

    assert (numbers == {sent}) == is_kept
    assert len(numbers) == (1 if is_kept else 2)
