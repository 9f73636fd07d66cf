"""A copy of the portal holds all of it as of one moment and brings it back, on the same database and on the other."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from time import time
from typing import Any

import pyrage
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from kakhovka_portal.backup import restoring, tables
from kakhovka_portal.backup.archive import Keys, reading
from kakhovka_portal.backup.copies import copy_to, write_copy
from kakhovka_portal.sqlite.base import DatabaseWrapper as SQLite
from programs.models import Activity, FundingSource, ImportUpload, LedgerEntry, Measure
from programs.services import post_entry, reverse_entry, save_record
from tests.test_upgrade import OLD, load_old_portal, portal_in, refuses_changes

pytestmark = [pytest.mark.database, pytest.mark.both_databases("migrations", "triggers", "locks")]

NOW = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
PHRASE = "каховська міська рада 46"
IDENTITY = pyrage.x25519.Identity.generate()
KEYS = Keys(recipients=[str(IDENTITY.to_public())], identities=[str(IDENTITY)])
LOGIN = "/accounts/login/"
DAY = date(2022, 6, 30)
Members = dict[str, bytes]


# ---- places ----------------------------------------------------------------------------------------------------------


@contextmanager
def database(folder: Path, name: str, template: str = "") -> Iterator[str]:
    """A database of its own in the engine of the tests, empty or a copy of another; gone afterwards."""
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        path.write_bytes(Path(template).read_bytes() if template else b"")
        yield str(path)
        return
    own = f"{connection.settings_dict['NAME']}_{name}"
    with connection._nodb_cursor() as server:
        server.execute(f'CREATE DATABASE "{own}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield own
    finally:
        with connection._nodb_cursor() as server:
            server.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


@pytest.fixture(scope="module")
def busy(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The database of a portal with a busy year behind it, whose people have passwords that are quickly tried."""
    with django_db_blocker.unblock(), database(tmp_path_factory.mktemp("busy"), "busy") as name:
        with portal_in(name):
            load_old_portal()
            call_command("migrate", verbosity=0, interactive=False)
            for user in User.objects.all():
                user.set_password(f"{user.username} long enough")
                user.save()
        yield name


@pytest.fixture(scope="module")
def prepared(busy: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database whose tables stand, as a start without an administrator leaves it."""
    if connection.vendor == "postgresql":
        connection.close()
        template = connection.settings_dict["NAME"]
    else:
        template = str(tmp_path_factory.mktemp("template") / "template.sqlite3")
        connection.cursor().execute("VACUUM INTO %s", [template])
    with database(tmp_path_factory.mktemp("prepared"), "prepared", template) as name:
        with portal_in(name):
            models = tables.models_of(tables.applied_migrations())
            with transaction.atomic():
                tables.empty(model for label, model in models.items() if label not in tables.BROUGHT)
        yield name


@pytest.fixture
def portal(busy: str, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The busy portal with its uploads and the files that wait for their import."""
    live_in(settings, tmp_path / "old")
    for key, content in OLD["imports"].items():
        settings.IMPORT_ROOT.mkdir(parents=True, exist_ok=True)
        (settings.IMPORT_ROOT / key).write_bytes(key.encode() + content.encode())
    (settings.IMPORT_ROOT / "written already").write_bytes(b"nobody's row names it")
    (settings.MEDIA_ROOT / "scans").mkdir(parents=True)
    (settings.MEDIA_ROOT / "scans" / "договір № 1.pdf").write_bytes(b"%PDF-1.7 " + random.randbytes(3_000_000))
    with database(tmp_path, "source", busy) as name, portal_in(name):
        yield


def live_in(settings: Settings, folder: Path) -> None:
    settings.VAR_DIR = folder
    settings.MEDIA_ROOT, settings.IMPORT_ROOT = folder / "media", folder / "imports"


@contextmanager
def empty_place(settings: Settings, folder: Path, prepared: str) -> Iterator[Path]:
    """Another machine: an empty database and a folder that is still to be made."""
    live_in(settings, folder / "new")
    with database(folder, "target", prepared) as name, portal_in(name):
        yield folder / "new"


# ---- what stands where -----------------------------------------------------------------------------------------------


def members_of(copy: bytes, keys: Keys = KEYS, folder: Path = Path("/tmp")) -> Members:  # noqa: S108 - it keeps no name
    with reading(BytesIO(copy), keys, aside=folder) as members:
        return {member.name: member.file.read() for member in members}


def rows_of(members: Members) -> dict[str, Any]:
    """The rows of each table. PostgreSQL keeps the names of a JSON object in an order of its own."""
    found: dict[str, Any] = {}
    for name, content in members.items():
        if name.startswith("database/"):
            lines = [json.dumps(json.loads(line), sort_keys=True) for line in content.splitlines()]
            found.setdefault(name.rsplit(".", 2)[0], []).extend(lines[1:])
    return found


def copied(keys: Keys = KEYS) -> bytes:
    out = BytesIO()
    write_copy(out, keys, now=NOW)
    return out.getvalue()


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@time_machine.travel(NOW, tick=False)
def answers() -> dict[str, tuple[int, bytes]]:
    """What the public is told: the pages of the site map, lists of the API, open data."""
    client = Client(SERVER_NAME="localhost", headers={"Accept-Language": "uk"})
    site_map = client.get("/sitemap.xml").content.decode()
    pages = [part.split("</loc>")[0].split("localhost")[1] for part in site_map.split("<loc>")[1:]]
    lists = [f"{address.partition('localhost')[2]}?format=csv" for address in client.get("/api/v1/").json().values()]
    report = "/programs/information-space-2021-2023/reports/2022-01-01--2022-12-31/report.json"
    found = {}
    for address in [*pages, *(one for one in lists if "schema" not in one), report]:
        answer = client.get(address)
        found[address] = (answer.status_code, b"".join(answer) if answer.streaming else answer.content)
    return found


def log_in_of(name: str) -> str | None:
    """Where somebody comes after the password, and after the code if there is a second factor."""
    cache.clear()  # where a code of the second factor was used already
    client = Client()
    answer = client.post(LOGIN, {"login": name, "password": f"{name} long enough"})
    if "2fa" in answer.headers.get("Location", ""):
        code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", int(time()) // 30))
        answer = client.post(answer["Location"], {"code": code})
    return answer.headers.get("Location")


# ---- the busy year ---------------------------------------------------------------------------------------------------


def write_until(stop: Event, name: str, number: int, written: list[int]) -> None:
    """Money comes and is taken back in one transaction; a press release is noted with its file."""
    with portal_in(name):
        by = User.objects.get(username="accountant")
        measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.earliest("pk")
        while not stop.is_set():
            with transaction.atomic():
                what: Any = {"stage": "committed", "measure": measure, "budget_year": 2022, "source": source}
                document = f"{number}-{len(written)}"
                entry = post_entry(**what, by=by, date=DAY, amount=Decimal("0.01"), document_number=document)
                reverse_entry(entry=entry, date=DAY, by=by, note="проба")
            evidence = ContentFile(f"Новина {document}".encode(), f"novyna-{document}.txt")
            release = Activity(
                measure=measure, kind="press_release", date=DAY, title=document, quantity=1, file=evidence
            )
            save_record(record=release, by=by)
            written.append(number)
        connections["default"].close()


@contextmanager
def ten_writers() -> Iterator[list[int]]:
    stop, written, name = Event(), list[int](), connection.settings_dict["NAME"]
    threads = [Thread(target=write_until, args=(stop, name, number, written)) for number in range(10)]
    try:
        for thread in threads:
            thread.start()
        while len(written) < 3:
            assert any(thread.is_alive() for thread in threads)
        yield written
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_busy_year_copied_under_ten_writers_comes_back_whole(
    portal: None, prepared: str, settings: Settings, tmp_path: Path
) -> None:
    numbers = LedgerEntry.objects.latest("pk").pk
    copy = tmp_path / "portal.backup.age"

    with ten_writers() as written:
        before = len(written)
        made = copy_to(copy, KEYS, now=NOW)
        meanwhile = len(written) - before
    entries = LedgerEntry.objects.count()
    content = members_of(copy.read_bytes())
    with empty_place(settings, tmp_path, prepared) as place:
        restored = restoring.restore(BytesIO(copy.read_bytes()), KEYS, now=NOW)
        again = members_of(copied())
        proofs = LedgerEntry.objects.filter(document_number__regex=r"^\d-\d+$")
        money = sum(entry.amount for entry in proofs)
        people = {user.username: log_in_of(user.username) for user in User.objects.all()}
        refuse = {table: refuses_changes(table) for table in tables.append_only_tables() if table != "grants_grantlink"}
        following = LedgerEntry.objects.latest("pk").pk
        said = answers()
        files = files_under(place)
        waiting = [place / "imports" / upload.key for upload in ImportUpload.objects.waiting()]

    elsewhere: list[Any] = []
    if connection.vendor == "postgresql":
        live_in(settings, tmp_path / "other")
        with on_sqlite(tmp_path / "other.sqlite3"):
            restoring.restore(BytesIO(copy.read_bytes()), KEYS, now=NOW)
            there = answers()
            elsewhere = [
                {address for address in said | there if said.get(address) != there.get(address)},
                rows_of(members_of(copied())) == rows_of(content),
                {user.username: log_in_of(user.username) for user in User.objects.all()},
                {table: refuses_changes(table) for table in refuse},
            ]

    assert made.warnings == []
    assert meanwhile > 0  # nobody had to wait for the copy
    assert 0 < len(proofs) <= entries
    assert money == 0  # of two entries of one transaction never one alone
    assert restored.rows == made.rows == sum(map(len, rows_of(content).values()))
    assert rows_of(again) == rows_of(content)
    assert following > numbers
    assert people == {
        "accountant": "/admin/",
        "administrator": "/admin/",
        "commission": "/commission/",
        "coordinator": "/admin/",
        "head": "/admin/",
    }
    assert set(refuse.values()) == {True}
    assert {name: content for name, content in files.items() if name.startswith("media/")} == {
        f"media/{name.removeprefix('uploads/')}": body for name, body in content.items() if name.startswith("uploads/")
    }
    assert [path.is_file() for path in waiting] == [True] * 3
    assert sorted(path.name for path in (place / "imports").iterdir()) == sorted(OLD["imports"])
    assert {status for status, _body in said.values()} == {200}
    assert elsewhere in ([], [set(), True, people, refuse])


@contextmanager
def on_sqlite(path: Path) -> Iterator[None]:
    """Work in an SQLite file although the tests run on PostgreSQL."""
    given = connections["default"]
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;", "timeout": 60}
    ours = {"ENGINE": "kakhovka_portal.sqlite", "NAME": str(path), "OPTIONS": options}
    connections["default"] = SQLite({**given.settings_dict, **ours}, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = given
