"""The database away, locked, read-only, full or corrupt: everybody is told when to come again, nothing is half written,
and when it is back no request fails.
"""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.db import IntegrityError, close_old_connections, connection, connections
from django.test import Client

from kakhovka_portal.outages import is_outage
from kakhovka_portal.sqlite.base import DatabaseWrapper
from programs.models import FundingSource
from tests.conftest import account
from tests.postgres import free_port
from tests.server import ROOT, environment_in

pytestmark = [pytest.mark.database, pytest.mark.both_databases("locks")]

Asked = dict[str, Any]
ADDRESSES = ("/", "/programs/information-space-2021-2023/", "/api/v1/measures/", "/admin/", "/nowhere/")
PAGE, PROBLEM = (503, "30", "text/html"), (503, "30", "application/problem+json")
THERE: Asked = dict.fromkeys(ADDRESSES, 200) | {"/admin/": 302, "/nowhere/": 404}
AWAY: Asked = dict.fromkeys(ADDRESSES, PAGE) | {"/admin/": 302, "/api/v1/measures/": PROBLEM}


class Served:
    """The portal as a thread of a server has it, with a connection of its own that outlives the requests."""

    def __init__(self, database: dict[str, Any]) -> None:
        self.database = database
        self.thread = ThreadPoolExecutor(1)

    def do(self, work: Callable[[], Any]) -> Any:
        return self.thread.submit(work).result()

    def execute(self, statement: str) -> None:
        """Say something to the connection of the server itself."""
        self.do(lambda: connections["default"].cursor().execute(statement))

    def answer(self, client: Client, method: str, address: str, **data: str) -> Any:
        def work() -> Any:
            close_old_connections()  # as a server does, and a client of tests does not
            answer: Any = getattr(client, method)(address, data)
            if answer.status_code != 503:
                return answer.status_code
            kind = answer["Content-Type"].partition(";")[0]
            said = answer.json()["detail"] if "json" in kind else answer.content.decode()
            assert "Портал зараз не має доступу до своїх даних" in said
            return 503, answer["Retry-After"], kind

        return self.do(work)

    def pages(self) -> Asked:
        client = Client(raise_request_exception=False)
        return {address: self.answer(client, "get", address) for address in ADDRESSES}

    def log_in(self) -> Any:
        client = Client(raise_request_exception=False)
        return self.answer(client, "post", "/accounts/login/", login="head", password="long enough for a test")

    def sources(self) -> int:
        return int(self.do(FundingSource.objects.count))


@pytest.fixture
def portal(shared_portal: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The founding portal with an account: on SQLite in a file of its own."""
    database = {**connection.settings_dict, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "portal.sqlite3")])
        options = {**portal_settings.DATABASES["default"]["OPTIONS"], "timeout": 0.1}
        database |= {"NAME": str(tmp_path / "portal.sqlite3"), "OPTIONS": options}
        monkeypatch.setattr(DatabaseWrapper, "creates", False)
    monkeypatch.setitem(connections.settings, "default", database)
    served = Served(database)
    served.do(lambda: account("head"))
    yield served
    served.do(connections.close_all)
    served.thread.shutdown()


# ---- how a database goes, what is answered meanwhile, how it comes back ----------------------------------------------

Outage = tuple[Callable[[Served], Callable[[], Any]], Asked]


def moved_away(portal: Served) -> Callable[[], Any]:
    place = Path(portal.database["NAME"])
    aside = place.rename(place.with_suffix(".aside"))
    return lambda: aside.rename(place)


def corrupt(portal: Served) -> Callable[[], Any]:
    place = Path(portal.database["NAME"])
    portal.do(connections.close_all)
    good = shutil.copy(place, place.with_suffix(".good"))
    place.write_bytes(b"\x13" * place.stat().st_size)
    return lambda: Path(good).replace(place)


def read_only(portal: Served) -> Callable[[], Any]:
    portal.execute(
        "PRAGMA query_only = 1" if connection.vendor == "sqlite" else "SET default_transaction_read_only = on"
    )
    return lambda: portal.do(connections.close_all)


def full(portal: Served) -> Callable[[], Any]:
    portal.execute("PRAGMA max_page_count = 1")  # as many as there are already
    while portal.log_in() == 302:  # until the last page has no room for one more session
        pass
    return lambda: portal.do(connections.close_all)


def locked(portal: Served) -> Callable[[], Any]:
    writer = sqlite3.connect(portal.database["NAME"])
    writer.execute("BEGIN IMMEDIATE")
    return writer.close


def out_of_reach(portal: Served) -> Callable[[], Any]:
    port = portal.database["PORT"]
    portal.database["PORT"] = str(free_port())
    portal.do(connections.close_all)

    def mend() -> None:
        portal.database["PORT"] = port

    return mend


OUTAGES: dict[str, list[Outage]] = {
    "sqlite": [(moved_away, AWAY), (corrupt, AWAY), (read_only, THERE), (full, THERE), (locked, THERE)],
    "postgresql": [(out_of_reach, AWAY), (read_only, THERE)],
}


def test_while_the_database_fails_everybody_is_told_when_to_come_again_and_afterwards_nothing_fails(
    portal: Served,
) -> None:
    before = portal.sources()
    for goes, meanwhile in OUTAGES[connection.vendor]:
        assert portal.pages() == THERE

        mend = goes(portal)
        found = portal.pages(), portal.log_in()
        mend()

        assert found == (meanwhile, PAGE), goes.__name__
        assert (portal.pages(), portal.log_in()) == (THERE, 302), goes.__name__
    assert portal.sources() == before


def test_a_request_waits_for_the_writer_shorter_than_the_worker(tmp_path: Path) -> None:
    """The worker's import holds the writer longest: who logs in meanwhile hears of it, and threads stay free."""
    ask = "from django.db import connection as c; print(c.cursor().execute('PRAGMA busy_timeout').fetchone())"
    begin = {"server": "import kakhovka_portal.wsgi", "worker": "import django; django.setup()"}
    (tmp_path / "portal.sqlite3").touch()

    waits = {}
    for who, first in begin.items():
        command = [sys.executable, "-c", f"{first}; {ask}"]
        answer = subprocess.run(command, cwd=ROOT, env=environment_in(tmp_path), capture_output=True, check=True)
        waits[who] = answer.stdout.decode().strip()

    assert waits == {"server": "(15000,)", "worker": "(60000,)"}


def test_a_connection_that_broke_between_two_requests_fails_neither(portal: Served) -> None:
    assert portal.pages() == THERE
    if connection.vendor == "postgresql":  # as a restart of the server does to each connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    else:  # another file took the place of the one that is open, as a copy that is brought back does
        place = Path(portal.database["NAME"])
        portal.execute(f"VACUUM INTO '{place}.copy'")
        Path(f"{place}.copy").replace(place)

    assert (portal.pages(), portal.log_in()) == (THERE, 302)


def test_a_fault_of_the_portal_is_no_outage(db: None) -> None:
    found = []
    for statement in ("SELECT * FROM no_such_table", "SELECT (", "INSERT INTO programs_executor (name) VALUES (NULL)"):
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SAVEPOINT before")
                cursor.execute(statement)
        except Exception as error:
            found.append(error)
            with connections["default"].cursor() as cursor:
                cursor.execute("ROLLBACK TO SAVEPOINT before")

    assert [is_outage(error) for error in found] == [False] * 3
    assert isinstance(found[2], IntegrityError)
    assert not is_outage(OSError(2, "no such file"))
    assert is_outage(OSError(28, "no room"))
