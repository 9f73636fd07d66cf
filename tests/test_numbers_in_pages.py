"""Numbers of records and years are written without spaces, however large they grow: every anchor finds its place.

The tables count from 12 000 here, as they will one day. The walk follows the links of the public pages and of the
staff's, two addresses of each kind.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from media_contracts import services as contracts
from media_contracts.models import Act, SupplementaryAgreement
from programs.models import LegalAct, Program
from programs.services import adopt_edition, open_draft_edition
from tests.conftest import account, shared_by_module
from tests.kinds_of_records import one_of_each_kind
from tests.media_contracts.contracting import pay

pytestmark = pytest.mark.both_databases("pages")

FIRST = 12_000
OF_A_KIND = 2
SPACED = re.compile(r"\d\s\d(?!\d:)")  # a moment, «2026-11-22 00:00», is no number
SPACED_YEAR = re.compile(r"(?<![\d\s.,–−-])(?:1\s9|2\s0)\d\d(?![\d,]|\s\d)")
WHOLE = re.compile(r"\d{1,3}(\s\d{3})+")  # a number of a record in data-…, where amounts stand with their kopiikas
BARE = re.compile(r"""=(?:"[^"<>]*|'[^'<>]*)(\{\{ ?(?:[\w.]+\.)?(?:pk|(?!auto_id)\w+_id|year) ?\}\})""")
FILE = re.compile(r"\.\w+$")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
TYPED = {"text", "search", "url", "email", "number", "date", None}  # inputs whose value is what a person typed


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A record of every kind, an act signed and paid, an edition adopted and a draft begun: all with large numbers."""
    with shared_by_module(django_db_blocker), counting_from(FIRST):
        by, program = one_of_each_kind(), Program.objects.get()
        act = contracts.sign_act(act=Act.objects.get(), by=by)
        pay(act.contract, act, "300.00", date(2021, 4, 20), "пд № 1", account("accountant"))
        contracts.sign_agreement(agreement=SupplementaryAgreement.objects.get(), date=date(2021, 4, 21), by=by)
        amending = LegalAct.objects.create(
            program=program, role="amendment", body="Рада", number="210", date=date(2022, 5, 12), title="Зміни"
        )
        draft = open_draft_edition(program=program, by=by)
        adopt_edition(edition=draft, act=amending, in_force_from=date(2022, 6, 1), by=by)
        open_draft_edition(program=program, by=by)
        User.objects.create_superuser("root", password="long enough for a test")
        yield


@contextmanager
def counting_from(first: int) -> Iterator[None]:
    """Every table numbers its next record from here; PostgreSQL keeps sequences out of transactions: set them back."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if numbered(model)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(t, first) for t in tables])
            yield
            return
        cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        stood = cursor.fetchall()
        cursor.executemany("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [(f'"{t}"', first) for t in tables])
        yield
        cursor.executemany("SELECT setval(%s, %s)", stood)


def numbered(model: Any) -> bool:
    return model._meta.managed and not model._meta.proxy and model._meta.pk.get_internal_type().endswith("AutoField")


class Page(HTMLParser):
    """What a page names, what it points to and what it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.faults: list[str] = []
        self.pointed: set[str] = set()
        self.words: list[str] = []
        self.silent = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.silent = tag if tag in {"script", "style", "textarea"} else ""
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        exact = ["id", "href", "name", "action", *REFERENCES]
        if tag != "input" or found.get("type") not in TYPED:
            exact.append("value")
        self.faults += [f'{name}="{found[name]}"' for name in exact if SPACED.search(unquote(found.get(name) or ""))]
        self.faults += [
            f'{name}="{value}"' for name, value in attrs if name.startswith("data-") and WHOLE.fullmatch(value or "")
        ]
        self.pointed |= {target for name in REFERENCES for target in (found.get(name) or "").split()}

    def handle_endtag(self, tag: str) -> None:
        self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def test_every_number_in_an_address_or_a_name_is_whole_and_every_anchor_exists(module_data: None, db: None) -> None:
    walks = [walk(Client(), "/"), *(walk(logged_in(name), "/admin/") for name in ("root", "accountant"))]

    found: dict[str, set[str]] = {}
    for walked, address in ((pages, address) for pages in walks for address in pages):
        page = walked[address]
        missing = [f"missing: {target}" for target in page.pointed - page.ids.keys()]
        missing += [f"missing: {link}" for link in page.links if lost(walked, address, link)]
        years = [text.strip() for text in page.words if SPACED_YEAR.search(text)]
        found[address] = {*page.faults, *missing, *years} | found.get(address, set())
    assert {address: faults for address, faults in found.items() if faults} == {}
    assert len(found) > 80


def logged_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def walk(client: Client, start: str) -> dict[str, Page]:
    """The pages that links lead to from here, a few of each kind."""
    seen: Counter[Any] = Counter()
    found: dict[str, Page] = {}
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if address in found or kind is None or seen[kind] >= OF_A_KIND:
            continue
        seen[kind] += 1
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[address] = page = Page(answer.content.decode())
            waiting += [urldefrag(urljoin(address, link)).url for link in page.links]
    return found


def kind_of(address: str) -> Any:
    """The view that answers; nothing for what is no page of the portal."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme or parts.path.startswith(("/api/", "/media/", "/static/")):
        return None
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return None
    return None if FILE.search(parts.path) or "export" in parts.path else view


def lost(pages: dict[str, Page], address: str, link: str) -> bool:
    """Whether a link points to a place that its page does not have."""
    target, anchor = urldefrag(urljoin(address, link))
    return bool(anchor) and target in pages and unquote(anchor) not in pages[target].ids


def test_no_template_writes_a_number_of_a_record_into_an_attribute_as_a_quantity() -> None:
    """`{{ act.pk }}` prints «12 001»: in an attribute it is written {{ act.pk|stringformat:"d" }}."""
    bare = [
        f"{path.relative_to(settings.BASE_DIR)}: {found}"
        for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
        for found in BARE.findall(path.read_text(encoding="utf-8"))
    ]
    assert bare == []
