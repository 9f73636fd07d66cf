"""Whatever comes – addresses, query strings, forms, character sets that nobody sends on purpose – is answered in words.

The walk goes over every address of the portal and of the staff's site, every endpoint and every form, each with some
of the values; which ones turns from address to address, so that together they meet all of them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, resolve, reverse
from pytest_django import DjangoDbBlocker

from kakhovka_portal.api import router
from kakhovka_portal.letters import only_utf_8
from programs.models import Program
from programs.modules import public_addresses
from programs.services import open_draft_edition
from tests import sampling
from tests.conftest import account, shared_by_module
from tests.kinds_of_records import one_of_each_kind
from tests.programs.filling import fields_of
from tests.sources import python_files

NUMBERS = pytest.mark.both_databases("numbers")

ODD = (
    "²", "٢٠٢٢", "9" * 24, "9" * 5000, "-1", "0", "1e9", "a\0b", "нема", "2022-02-30", "0000-00-00", "[]", "NaN",
    "9223372036854775808", "x" * 3000, "1_000", "%", "'", "2022",
)  # fmt: skip
# as bytes of an address: half a pair of UTF-16, and no UTF-8 at all
ENCODED = [*map(quote, ODD), "%ED%A0%80", "%FF%FE"]
KEY = re.compile(r"<(?:(\w+):)?\w+>|\(\?P<\w+>(?:\[[^\]]*\]|[^()])*\)")
ASKED = re.compile(r'GET(?:\.get\(|\[|\.getlist\()"(\w+)"')


@pytest.fixture(scope="module")
def root(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """A record of every kind and a draft edition, seen by somebody who may do everything."""
    with shared_by_module(django_db_blocker):
        one_of_each_kind()
        open_draft_edition(program=Program.objects.get(), by=account("coordinator"))
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.create_superuser("root", password="long enough for a test"))
        yield client


def failures(client: Client, addresses: Iterator[str]) -> list[str]:
    """The addresses that are answered by a failure."""
    found, asked = [], Counter[int]()
    for address in addresses:
        with transaction.atomic():
            answer: Any = client.get(address)
            asked[answer.status_code] += 1
            if answer.status_code >= 500:
                transaction.set_rollback(True)
                found.append(address[:200])
            elif answer.streaming:
                b"".join(answer)
    assert sum(asked.values()) > 50
    return found


# ---- addresses -------------------------------------------------------------------------------------------------------


def routes(patterns: Any, before: str = "/") -> Iterator[str]:
    """Every address that the portal knows, its keys as its patterns write them."""
    for entry in patterns:
        route = before + re.sub(r"[\^$]|\\Z|\(\?:.*?\)|\\(?=[./])", "", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry.url_patterns, route)


@NUMBERS
def test_no_address_fails_whatever_stands_for_its_keys(root: Client, db: None) -> None:
    odd = cycle(ENCODED)
    with_keys = [route for route in routes(get_resolver().url_patterns) if KEY.search(route)]

    assert failures(root, (KEY.sub(lambda _key: next(odd), route) for route in with_keys)) == []


# ---- query strings ---------------------------------------------------------------------------------------------------


def names_asked() -> list[str]:
    """The parameters that some page reads from its address."""
    sources = python_files("programs", "media_contracts", "kakhovka_portal")
    found = {name for source in sources for name in ASKED.findall(source.text)}
    assert {"page", "year", "edition"} <= found
    return sorted(found | {"on", "q", "start", "end", "was", "became", "kind"})


def pages() -> list[str]:
    """One public page or table of each kind, the desk and the forms of new records."""
    kinds = {resolve(address.path).view_name: address.path for address in public_addresses()}
    found = [path for path in kinds.values() if not path.endswith((".pdf", ".xlsx"))]
    found += [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add") for model in admin.site._registry]
    return [*found, "/admin/", "/commission/"]


Asking = tuple[str, str, Any]  # the address of a list, the name of what it is asked for, and what reads it


def lists() -> Iterator[Asking]:
    """What the lists of the staff's site and of the API can be asked for."""
    for model, page in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for item in page.list_filter:
            named = item if isinstance(item, str) else getattr(item, "parameter_name", "")
            if isinstance(item, str):
                yield address, f"{named}__exact", "exact"
            else:
                yield address, str(named), (getattr(item, "__mro__", [item] * 2)[1], getattr(item, "key", None))
        dates = [f"{page.date_hierarchy}__year"] if page.date_hierarchy else []
        for name in [*dates, "id__exact", "p", "o", "q", "_to_field"]:
            yield address, name, name.rpartition("__")[2]
    for _prefix, view, name in router.registry:
        filterset = getattr(view, "filterset_class", None)
        own = {name: type(read) for name, read in filterset.base_filters.items()} if filterset else {}
        names = own | {name: f"API {name}" for name in ("page", "page_size", "ordering", "search", "format", "on")}
        for asked, kind in (names | {"edition": "API edition"}).items():
            yield reverse(f"api:{name}-list"), asked, kind


def test_no_page_fails_whatever_its_query_string_says(root: Client, db: None) -> None:
    odd, names = cycle(ENCODED), names_asked()
    whole = (f"{page}?{'&'.join(f'{name}={value}' for name in names)}" for page in pages() for value in [next(odd)])

    assert failures(root, whole) == []


def test_no_page_fails_on_the_last_day_of_the_calendar(root: Client, db: None) -> None:
    assert failures(root, (f"{page}?on=9999-12-31&was=9999-12-31&became=9999-12-31" for page in pages())) == []


@NUMBERS
def test_no_list_fails_whatever_it_is_filtered_by(root: Client, db: None, in_full: bool) -> None:
    odd = cycle(ENCODED)
    asked = sampling.first_of_each(lists(), lambda found: found[2], in_full, count=4)

    assert failures(root, (f"{at}?{name}={next(odd)}" for at, name, _kind in asked)) == []


@pytest.mark.postgresql
def test_no_filter_of_a_list_fails_at_the_sign_that_no_text_has(root: Client, db: None) -> None:
    """PostgreSQL cannot even be asked about it."""
    request, addresses = RequestFactory().get("/"), []
    request.user = User.objects.get(username="root")
    for model, pages in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        filters = pages.get_changelist_instance(request).filter_specs
        addresses += [f"{address}?{name}=a%00b" for each in filters for name in each.expected_parameters()]

    assert failures(root, iter(addresses)) == []


# ---- forms -----------------------------------------------------------------------------------------------------------


def records(in_full: bool) -> Iterator[str]:
    """The page of the last record of each kind and that of a new one, and its history, which the walk of all pages
    (tests/test_every_page.py) opens too.
    """
    for model in admin.site._registry:
        record = model._base_manager.order_by("pk").last()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        shown = ("change", "history") if in_full else ("change",)
        yield from (reverse(f"{name}_{page}", args=[record.pk]) for page in shown if record)
        yield reverse(f"{name}_add")


def test_no_form_fails_whatever_is_put_into_its_choices(root: Client, db: None, in_full: bool) -> None:
    """Everything that a person does not type is changed at once, and the fields of every list counted wrongly."""
    found, sent, odd = [], 0, cycle(["9" * 24, "²", "9" * 24])
    for address in records(in_full):
        page: Any = root.get(address)
        assert page.status_code < 500, address
        form = fields_of(page) if page.status_code == 200 and "history" not in address else {}
        chosen = choices_of(page.content.decode()) & form.keys()
        for value in [next(odd)] if chosen else ():
            with transaction.atomic():
                answer = root.post(address, {**form, **dict.fromkeys(chosen, value), "_continue": "1"})
                transaction.set_rollback(True)
            sent += 1
            found += [f"{address} {value}"] if answer.status_code >= 500 else []
    assert found == []
    assert sent > 30


def choices_of(page: str) -> set[str]:
    """The names of selects, boxes and hidden fields, but for the token and the tables' own counts."""
    inputs = re.findall(r'<input type="(?:hidden|checkbox|radio)"[^>]*?name="([^"]+)"', page)
    named = {*inputs, *re.findall(r'<select name="([^"]+)"', page)}
    return {name for name in named if not name.endswith("_FORMS") and name != "csrfmiddlewaretoken"}


# ---- character sets --------------------------------------------------------------------------------------------------

FORM = '--b\r\nContent-Disposition: form-data; name="login"\r\n\r\nКерівник\r\n--b--\r\n'.encode()


KINDS = ("multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "application/json")


def read(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """An application that is let have the request."""
    start_response("200 OK", [])
    return [b"ok"]


def posted(path: str, kind: str) -> tuple[int, str]:
    """What a server is answered: the client of tests would make an object of the request first, and fail there."""
    environ = RequestFactory().generic("POST", path, FORM).environ | {"CONTENT_TYPE": kind}
    codes: list[int] = []
    answer: Any = only_utf_8(read)(environ, lambda status, _headers: codes.append(int(status[:3])))
    return codes[0], b"".join(answer).decode()


@pytest.mark.parametrize("charset", ["hex", "rot13", "idna", "punycode", "undefined", "utf-16", "odd", "cp1251"])
def test_letters_that_are_no_utf_8_are_refused(charset: str) -> None:
    paths = ("/accounts/login/", "/api/v1/programs/", "/?on=%D0%B0")

    answers = {posted(path, f"{kind}; charset={charset}") for path in paths for kind in KINDS}

    assert answers == {(400, "Портал читає лише UTF-8: надішліть запит без іншого набору символів (charset).\n")}


@pytest.mark.parametrize("charset", ["UTF-8", "utf_8", '"utf-8"', ""])
def test_utf_8_is_let_in_however_it_is_written(charset: str) -> None:
    assert posted("/healthz", f"{KINDS[0]}; charset={charset}") == (200, "ok")
