"""What all workers have to know at once: counts, codes that were used. Two processes ask one cache; none waits for the
portal's writer; where it cannot be used, pages go on.
"""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, cast

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache, caches
from django.db import connection, connections, transaction
from django.test import Client
from pytest_django import Settings

from kakhovka_portal.cache import SharedCache
from programs.rest.limits import AnonymousRate
from programs.visitors import times
from tests.server import Colleague, environment_in

pytestmark = [pytest.mark.database, pytest.mark.both_databases("constraints", "locks")]


def use(settings: Settings, database: dict[str, Any]) -> None:
    """Work with the cache of the portal's own settings, in this database."""
    connections.settings["cache"] = database
    settings.CACHES = {"default": {"BACKEND": "kakhovka_portal.cache.SharedCache", "LOCATION": "cache"}}


def embedded(file: Path) -> dict[str, Any]:
    options = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;", "timeout": 0.1}
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options}
    return connections["default"].settings_dict | engine if connection.vendor == "sqlite" else DEFAULTS | engine


DEFAULTS = connections.configure_settings({"default": {}})["default"]


@pytest.fixture
def shared(shared_portal: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A cache beside the portal's own database or in it; nothing has made its table yet."""
    use(settings, embedded(tmp_path / "cache.sqlite3") if connection.vendor == "sqlite" else connection.settings_dict)
    yield
    connections["cache"].close()
    del connections["cache"], connections.settings["cache"]


def test_it_keeps_what_a_cache_keeps(shared: None) -> None:
    cache.set("list", [1, "два", None], 60)

    added = [cache.add("once", "y", 60), cache.add("once", "z", 60), cache.add("ended", "y", 0), cache.add("ended", 1)]
    cache.incr("ended", 4)
    with pytest.raises(ValueError, match="missing"):
        cache.incr("missing")

    assert added == [True, False, True, True]
    assert cache.get_many(["list", "once", "ended", "missing"]) == {"list": [1, "два", None], "once": "y", "ended": 5}
    assert [cache.touch("once", 0), "once" in cache, cache.delete("list"), cache.get("list", "no")] == [
        *(True, False, True, "no")
    ]
    for number in range(1000):  # now and then what has ended is swept
        cache.add(f"ends-at-once-{number}", 1, 0)
    with connections["cache"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_cache")
        assert cursor.fetchone()[0] < 1000
    cache.clear()
    assert cache.get("ended") is None


def test_it_never_waits_for_the_portals_writer(shared: None, tmp_path: Path) -> None:
    """An import holds SQLite's one writer, or a request is rolled back: what was counted stays counted."""
    cache.add("count", 0)

    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as portal:
            portal.execute("BEGIN IMMEDIATE")
            assert cache.incr("count") == 1
    else:
        with transaction.atomic():
            Group.objects.create(name="of a request that fails")
            cache.incr("count")
            transaction.set_rollback(True)
    assert cache.get("count") == 1


def test_each_request_counts_once_however_many_ask_at_once(shared: None) -> None:
    def ask(worker: int) -> list[int]:
        try:
            return [times("visitor", 60) for _number in range(50)]
        finally:
            connections["cache"].close()

    with ThreadPoolExecutor(4) as workers:
        counted = [*workers.map(ask, range(4))]

    assert sorted(chain.from_iterable(counted)) == [*range(1, 201)]


@pytest.mark.parametrize("broken", ["missing folder", "no database", "locked"])
def test_a_cache_that_cannot_be_used_fails_no_page(
    broken: str, shared_portal: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """Each worker counts for itself then, and says so once in a while."""
    file = tmp_path / ("missing/cache.sqlite3" if broken == "missing folder" else "cache.sqlite3")
    if broken == "no database":
        file.write_text("what a failing disk left here " * 100)
    monkeypatch.setattr(AnonymousRate, "rate", "2/day", raising=False)
    use(settings, embedded(file))
    with closing(sqlite3.connect(file if broken == "locked" else ":memory:")) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        answers = [Client().get("/api/v1/programs/").status_code for _number in range(3)]
    cast(SharedCache, caches["default"]).own.clear()
    connections["cache"].close()
    del connections["cache"], connections.settings["cache"]

    assert answers == [200, 200, 429]
    assert len([said for said in caplog.messages if "each worker keeps its own" in said]) == 1


def test_two_workers_let_pass_what_one_would(shared_portal: None, tmp_path: Path) -> None:
    """Of requests at once as many as the limit says; a code of the second factor and a recovery code one time."""
    environment = environment_in(tmp_path) | {"API_ANONYMOUS_RATE": "7/day"}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "portal.sqlite3")])
    else:
        at = connection.settings_dict
        environment["DATABASE_URL"] = f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    workers = [Colleague(environment) for _worker in range(2)]
    codes = json.loads(workers[0].run(MAKE_FACTORS))

    with ThreadPoolExecutor(2) as threads:
        answers = [*threads.map(lambda worker: json.loads(worker.run(TRY.format(**codes))), workers)]
    for worker in workers:
        worker.leave()

    assert sorted(answers[0]["pages"] + answers[1]["pages"]) == [200] * 7 + [429] * 5
    assert [sorted(answer[kind] for answer in answers) for kind in ("totp", "recovery")] == [[False, True]] * 2


MAKE_FACTORS = """
import json, time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
user, secret = User.objects.create_user("accountant"), generate_totp_secret()
TOTP.activate(user, secret)
with time_machine.travel("2026-11-29T12:00:20Z", tick=False):
    totp = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
print(json.dumps({"totp": totp, "recovery": RecoveryCodes.activate(user).generate_codes()[0]}))
"""
TRY = """
import json, time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
pages = [Client(SERVER_NAME="localhost").get("/api/v1/programs/").status_code for number in range(6)]
totp, recovery = (Authenticator.objects.get(type=kind).wrap() for kind in ("totp", "recovery_codes"))
with time_machine.travel("2026-11-29T12:00:21Z", tick=False):
    said = {{"totp": totp.validate_code("{totp}"), "recovery": recovery.validate_code("{recovery}"), "pages": pages}}
print(json.dumps(said))
"""
