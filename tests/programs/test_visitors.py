"""Where a request comes from: one rule for lock-outs, limits and logs, whatever headers somebody sends."""

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import create
from pytest_django import Settings

from programs.rest.limits import AnonymousRate
from programs.visitors import address_of

PROXY, VISITOR, FORGED = "10.0.0.1", "198.51.100.7", "203.0.113.66"


@pytest.mark.parametrize(
    ("proxies", "connected", "header", "address"),
    [
        # nobody stands before the portal: what is sent says nothing
        (0, VISITOR, None, VISITOR),
        (0, VISITOR, FORGED, VISITOR),
        (0, VISITOR, f"{FORGED}, {FORGED}", VISITOR),
        # one proxy adds at the end whom it heard
        (1, PROXY, VISITOR, VISITOR),
        (1, PROXY, f"{FORGED}, {VISITOR}", VISITOR),
        (1, PROXY, f"{FORGED},,garbage,{VISITOR}", VISITOR),
        (1, PROXY, f"{FORGED} \t,\t {VISITOR}  ", VISITOR),
        # two: the outer one heard the visitor, the inner one the outer
        (2, PROXY, f"{VISITOR}, 10.0.0.2", VISITOR),
        (2, PROXY, f"{FORGED}, {VISITOR}, 10.0.0.2", VISITOR),
        # who came around the proxies is whoever is connected
        (1, VISITOR, None, VISITOR),
        (1, VISITOR, "", VISITOR),
        (2, PROXY, FORGED, PROXY),
        # what stands there and is no address
        (1, PROXY, f"{FORGED}, unknown", PROXY),
        (1, PROXY, f"{FORGED}, ", PROXY),
        (1, PROXY, f"{FORGED}, 198.51.100.256", PROXY),
        (1, PROXY, f"{FORGED}, ' OR 1=1 --", PROXY),
        (1, "", "unknown", None),  # a socket without an address
        (1, "", VISITOR, VISITOR),
        # one spelling of each address, of IPv6 the network of the subscriber
        (1, PROXY, f"{VISITOR}:51234", VISITOR),
        (1, PROXY, "2001:db8:1:2:aaaa::7", "2001:db8:1:2::"),
        (1, PROXY, f"{FORGED}, [2001:DB8:1:2::9]:443", "2001:db8:1:2::"),
        (1, PROXY, f"::ffff:{VISITOR}", VISITOR),
        (1, PROXY, "fe80::1%eth0", "fe80::"),
        (0, "2001:db8:1:2::3", FORGED, "2001:db8:1:2::"),
    ],
)
def test_the_address_is_what_the_outermost_of_our_proxies_heard(
    proxies: int, connected: str, header: str | None, address: str | None, settings: Settings
) -> None:
    settings.PROXY_COUNT = proxies
    headers: Any = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR=connected, **headers)) == address


def test_several_lines_of_the_header_are_one_list(settings: Settings) -> None:
    """As the server reads them: what a visitor sends in a line of its own stands before what the proxy adds."""
    settings.PROXY_COUNT = 1
    sent = f"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {FORGED}\r\nX-Forwarded-For: {VISITOR}\r\n\r\n"
    config = Config()
    request = next(RequestParser(config, iter([sent.encode()]), (PROXY, 1)))
    _response, environ = create(request, None, (PROXY, 1), ("127.0.0.1", 8000), config)

    assert address_of(WSGIRequest(environ)) == VISITOR


@pytest.mark.parametrize("proxies", [1, 2])
def test_a_stranger_behind_the_proxy_locks_nobody_else_out(
    client: Client, person: Callable[[str], User], settings: Settings, proxies: int
) -> None:
    """Five failures from one address; forged headers neither spare the stranger nor hit a colleague."""
    settings.PROXY_COUNT = proxies
    person("head")

    def log_in(password: str, *heard: str) -> int:
        addresses = ", ".join([*heard, *["10.0.0.2"] * (proxies - 1)])
        headers: Any = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": addresses}
        return client.post("/accounts/login/", {"login": "head", "password": password}, **headers).status_code

    stranger = [log_in("wrong", f"192.0.2.{number}", FORGED) for number in range(6)]
    right = "long enough for a test"

    assert (stranger[:4], stranger[4:]) == ([200] * 4, [429] * 2)
    assert {*AccessAttempt.objects.values_list("ip_address", flat=True)} == {FORGED}
    assert [log_in(right, FORGED), log_in(right, FORGED, VISITOR)] == [429, 302]


def test_the_limit_of_the_api_counts_the_visitor_and_not_the_proxy(
    client: Client, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROXY_COUNT = 1
    monkeypatch.setattr(AnonymousRate, "rate", "2/day", raising=False)
    heard = [f"192.0.2.{number}, 2001:db8:77:1::{number}" for number in range(1, 4)] + ["2001:db8:77:2::1"]

    answers = [
        client.get("/api/v1/programs/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=header).status_code for header in heard
    ]

    assert answers == [200, 200, 429, 200]
