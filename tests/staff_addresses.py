"""Every address under ``/staff/``, and what each of them owes to whoever knocks."""

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

EXAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": "00000000-0000-4000-8000-000000000000"}


def staff_addresses(urlconf: str | None = None) -> list[str]:
    """The addresses under ``/staff/``, of the portal where no URLconf is given, with examples for their keys."""
    found = [
        address for address in _addresses(get_resolver(urlconf).url_patterns, "/") if address.startswith("/staff/")
    ]
    return sorted(found)


def _addresses(patterns: Any, before: str) -> Iterator[str]:
    for entry in patterns:
        route = re.sub(r"<(?:(\w+):)?\w+>", lambda key: EXAMPLES[key[1] or "str"], str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield before + route
        else:
            yield from _addresses(entry.url_patterns, before + route)


def unguarded(address: str, of_no_staff: Client) -> list[str]:
    """What an address lacks of the log-in, of keeping out who is no staff, of storing nothing, of the form's token."""
    login = reverse("admin:login")
    faults = []
    for who, client in (("a visitor", Client()), ("somebody without a desk", of_no_staff)):
        answer = client.get(address)
        is_sent_away = answer.status_code == 403 or (answer.status_code == 302 and login in answer["Location"])
        if not is_sent_away:
            faults.append(f"{address} lets {who} in")
        elif answer.status_code == 302 and "no-store" not in answer.get("Cache-Control", ""):
            faults.append(f"{address} may be stored")
    return faults


def without_token(address: str, of_staff: Client) -> int:
    """What an address answers to staff whose form brings no token."""
    of_staff.handler.enforce_csrf_checks = True
    return of_staff.post(address).status_code
