"""The worker as a process: what a piece of work may take, stopping it, kill -9 of it and of the worker, two workers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from programs.models import BackgroundWork
from programs.services.background import ask_to_stop, enqueue, how_far, worker_is_alive
from tests.sources import ROOT
from tests.trial_work import WORKER

pytestmark = pytest.mark.both_databases("locks")

PATIENCE = 60  # seconds, beside other suites on two processors
Start = Callable[[], subprocess.Popen[bytes]]
State = BackgroundWork.State


@pytest.fixture
def database(shared_portal: None, tmp_path: Path) -> Iterator[str]:
    """A database that other processes see, and this one with them; its address."""
    given = connection.settings_dict
    if connection.vendor == "postgresql":
        yield f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
        return
    copy = tmp_path / "worked.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    in_memory, name = connection.connection, given["NAME"]
    connection.connection, given["NAME"] = None, str(copy)
    try:
        yield f"sqlite:///{copy}"
    finally:
        connection.connection.close()
        connection.connection, given["NAME"] = in_memory, name


@pytest.fixture
def start(database: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a worker that knows the kinds of trial."""
    environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment |= {"WORK_ROOT": str(settings.WORK_ROOT)}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment, stderr=log))
        return started[-1]

    yield start
    for worker in started:
        worker.terminate()
    assert [worker.wait(PATIENCE) for worker in started] == [worker.returncode for worker in started]


def ask(kind: str, subject: str = "") -> BackgroundWork:
    return enqueue(kind=kind, for_whom=None, arguments={}, subject=subject or kind)


def until(happens: Callable[[], Any]) -> Any:
    """Wait for something; gives what it answered."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := happens()):
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.05)
    return answer


def ended(*works: BackgroundWork) -> list[tuple[str, str, str, str, int]]:
    """How pieces ended, in the order of asking."""
    found = BackgroundWork.objects.filter(pk__in=[work.pk for work in works])
    until(lambda: not found.standing().exists())
    return [(work.kind, work.state, work.sentence, work.result, work.attempts) for work in found]


def under_way(work: BackgroundWork, *, percent: int = 0) -> int:
    """Wait until a process is at a piece and has come so far; gives its number."""
    place = settings.WORK_ROOT / f"{work.subject}.begun"
    number = int(until(lambda: place.exists() and place.read_text()).split()[-1])
    until(lambda: how_far(BackgroundWork.objects.get(pk=work.pk))["percent"] == percent)
    return number


def half_written() -> int:
    return Group.objects.filter(name__startswith="half-written").count()


INTERRUPTED = "Роботу перервано; нічого не записано."
ENDS = [
    ("counts", State.DONE, "", "/counted/", 1),
    ("refuses", State.FAILED, "Немає чого лічити.\nДодайте рядки.", "", 1),
    (
        "breaks",
        State.FAILED,
        "Сталася помилка. Повідомте адміністратора порталу: подробиці записано в журналі сервера.",
        "",
        1,
    ),
    (
        "eats",
        State.FAILED,
        "Операція потребувала забагато пам’яті. Зменште обсяг, наприклад розділіть файл або скоротіть період.",
        "",
        1,
    ),
    (
        "diesalways",
        State.INTERRUPTED,
        "Операцію перервано після кожної спроби (усього спроб: 3). Повідомте адміністратора порталу.",
        "",
        3,
    ),
    ("losesthedatabase", State.INTERRUPTED, INTERRUPTED, "", 1),
    ("findsitagain", State.DONE, "", "/found again/", 2),
    ("dieswhendone", State.DONE, "", "/written/", 1),
    ("nobody knows it", State.FAILED, "Ця версія порталу не виконує таких операцій.", "", 1),
    (
        "waitstoolong",
        State.FAILED,
        "Операція тривала задовго. Зменште обсяг, наприклад розділіть файл або скоротіть період.",
        "",
        1,
    ),
]


def test_whatever_a_piece_does_its_worker_says_how_it_ended_and_goes_on(start: Start) -> None:
    """Stopped while it holds SQLite's writer; refused, broken, too large, too long, killed; a worker killed."""
    before = worker_is_alive()
    first = start()
    stopped = ask("waits", "to be stopped")
    under_way(stopped, percent=50)
    ask_to_stop(stopped)
    assert (before, worker_is_alive()) == (False, True)
    assert ended(stopped) == [("waits", State.STOPPED, "Зупинено на вимогу.", "", 1)]

    assert ended(*(ask(kind) for kind, *_how in ENDS)) == ENDS

    killed = ask("waits", "to be killed")
    os.kill(under_way(killed, percent=50), signal.SIGKILL)
    assert ended(killed) == [("waits", State.INTERRUPTED, INTERRUPTED, "", 1)]

    harmless, interrupted = ask("resumes"), ask("waits", "of a worker that is killed")
    under_way(harmless)
    under_way(interrupted, percent=50)
    first.kill()
    first.wait()
    until(lambda: not worker_is_alive())  # no child outlives its worker
    start()
    assert ended(harmless, interrupted) == [
        ("resumes", State.DONE, "", "/resumed/", 2),
        ("waits", State.INTERRUPTED, INTERRUPTED, "", 1),
    ]

    start()
    until(lambda: len(list(settings.WORK_ROOT.glob("*.worker"))) == 2)
    works = [ask("counts", f"{number} of two workers") for number in range(16)]
    assert ended(*works) == [("counts", State.DONE, "", "/counted/", 1)] * 16
    begun = [(settings.WORK_ROOT / f"{work.subject}.begun").read_text().split() for work in works]
    assert [len(lines) for lines in begun] == [1] * 16
    assert half_written() == 0
