"""What a monitor is told: that the process lives, and what of all that the portal stands on is missing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from kakhovka_portal import health
from kakhovka_portal.backup.copies import remember
from programs.migrating import ALLOWANCES
from programs.services.background import presence_of


@pytest.fixture(autouse=True)
def a_worker() -> Iterator[None]:
    with presence_of("somebody"):
        yield


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def asked(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def unmet(client: Client) -> dict[str, str]:
    """What is missing, in the words that a monitor reads."""
    code, body = asked(client)
    found = {name: row["says"] for name, row in body.items() if name not in {"ready", "last_backup"} and not row["ok"]}
    assert (code, body["ready"]) == ((503, False) if found else (200, True))
    return found


@pytest.mark.both_databases("triggers")
def test_a_portal_that_lacks_nothing_is_ready(client: Client, db: None, settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    code, body = asked(client)

    assert code == 200
    assert {name: row["says"] for name, row in body.items() if name not in {"ready", "disk"}} == {
        "database": "answers",
        "migrations": "all applied",
        "guards": "all stand",
        "worker": "is there",
        "last_backup": "none was made here",
    }
    assert body["disk"]["says"].endswith("GB free")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_monitor_is_answered_before_the_hosts_name_and_https_are_asked(
    client: Client, db: None, settings: Settings, address: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(address, headers={"host": "10.0.0.7:8000"})

    assert (answer.status_code, answer["Cache-Control"], list(answer.cookies)) == (200, "no-store", [])
    assert client.get("/", headers={"host": "10.0.0.7:8000"}).status_code in {301, 400}


def test_that_the_process_lives_is_said_without_the_database(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_a_migration_that_was_not_applied_is_missed(client: Client, db: None) -> None:
    (last,) = MigrationLoader(None).graph.leaf_nodes("programs")
    MigrationRecorder(connection).record_unapplied(*last)

    assert unmet(client) == {"migrations": "1 apps are behind: run manage.py migrate"}


@pytest.mark.both_databases("triggers")
def test_a_guard_of_the_ledger_that_somebody_dropped_is_missed(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALLOWANCES[connection.vendor][0].format(table="programs_ledgerentry"))

    assert unmet(client) == {"guards": "1 triggers are missing: run manage.py migrate"}


def test_a_disk_that_is_nearly_full_is_told(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)

    assert list(unmet(client)) == ["disk"]


def test_background_work_that_nobody_does_is_told(client: Client, db: None, settings: Settings) -> None:
    settings.WORK_ROOT = settings.WORK_ROOT / "elsewhere"
    nobody = unmet(client)
    settings.WORK_ROOT.mkdir()
    (settings.WORK_ROOT / "killed.worker").touch()

    assert nobody == unmet(client) == {"worker": "none is there: run manage.py work"}


@pytest.mark.parametrize(("hours", "is_fresh"), [(5, True), (60, False)])
def test_how_old_the_last_copy_is_stands_there_and_closes_nothing(
    client: Client, db: None, hours: int, is_fresh: bool
) -> None:
    remember({"at": (timezone.now() - timedelta(hours=hours)).isoformat()})

    code, body = asked(client)

    assert (code, body["last_backup"]) == (200, {"ok": is_fresh, "says": f"{hours} h ago"})
