"""The queue of background work: asked for once, begun after the transaction, stopped, seen by whom it concerns."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from programs.background import do_waiting, may_see, waiting
from programs.models import BackgroundWork
from programs.services.background import (
    ask_to_stop,
    clear_ended_work,
    enqueue,
    how_far,
    note_progress,
    presence_of,
    worker_is_alive,
)

pytestmark = pytest.mark.both_databases("constraints")

Person = Callable[[str], User]


@pytest.fixture(autouse=True)
def kinds_of_trial(db: None) -> Iterator[None]:
    with override_settings(MODULES=[*settings.MODULES, "tests.trial_work.Trials"]):
        yield


def ask(kind: str = "counts", subject: str = "", for_whom: User | None = None, **more: Any) -> BackgroundWork:
    return enqueue(kind=kind, for_whom=for_whom, arguments={}, subject=subject, **more)


def ends() -> list[tuple[str, str, str]]:
    return list(BackgroundWork.objects.values_list("kind", "state", "sentence"))


def test_work_whose_transaction_fails_was_never_asked_for() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        raise ZeroDivisionError

    assert do_waiting() == 0


def test_of_one_subject_one_piece_stands_and_the_next_begins_after_it() -> None:
    first, same = ask(subject="report 1"), ask(subject="report 1")
    others = [ask(subject="report 2"), ask("mails", "report 1"), ask(), ask()]
    done = do_waiting()
    later = ask(subject="report 1")

    assert (first, done, later.state) == (same, 5, "waiting")
    assert len({work.pk for work in (first, later, *others)}) == 6


def test_quick_work_goes_first_and_work_of_tomorrow_waits() -> None:
    now = timezone.now()
    long, again = ask(subject="a"), ask(subject="b")
    ask("mails", start_after=now + timedelta(days=1))
    mail = ask("mails", start_after=now)

    assert waiting() == [mail, long, again]


def test_a_piece_says_how_it_ended() -> None:
    for kind in ("counts", "refuses", "breaks", "unknown"):
        ask(kind)

    do_waiting()

    assert ends() == [
        ("counts", "done", ""),
        ("refuses", "failed", "Немає чого лічити.\nДодайте рядки."),
        ("breaks", "failed", "Сталася помилка; подробиці – у журналі сервера. Повідомте адміністратора."),
        ("unknown", "failed", "Ця версія порталу не знає такої роботи."),
    ]
    assert BackgroundWork.objects.get(kind="counts").result == "/counted/"


def test_stopped_before_it_began_it_never_begins() -> None:
    work = ask()
    ask_to_stop(work)

    assert (do_waiting(), ends()) == (0, [("counts", "stopped", "Зупинено до початку.")])
    assert list(settings.WORK_ROOT.iterdir()) == []


def test_a_piece_that_was_asked_to_stop_meanwhile_is_not_begun() -> None:
    work = ask()
    work.state = BackgroundWork.State.RUNNING  # as whoever asks saw it
    ask_to_stop(work)

    assert (do_waiting(), ends()) == (0, [("counts", "stopped", "Зупинено до початку.")])


def test_how_far_a_piece_is_and_whether_anybody_does_it() -> None:
    work = ask(subject="far")
    nobody = how_far(work)
    with presence_of("worker"):
        somebody = how_far(work), worker_is_alive()
        BackgroundWork.objects.update(state="running", worker="worker")
        work.refresh_from_db()
        note_progress(work, 1, 3, "Перша з трьох")
        note_progress(work, 2, 3)  # sooner than anybody reads
        ask_to_stop(work)
        under_way = how_far(work)
    gone = worker_is_alive()

    nothing = {"done": 0, "total": 0, "sentence": "", "percent": 0, "running": True, "is_stopping": False}
    assert nobody == nothing | {"state": "waiting", "is_nobody_there": True}
    assert somebody == (nothing | {"state": "waiting", "is_nobody_there": False}, True)
    assert under_way == {
        **{"state": "running", "running": True, "is_stopping": True, "is_nobody_there": False},
        **{"done": 1, "total": 3, "sentence": "Перша з трьох", "percent": 33},
    }
    assert gone is False


def test_work_is_seen_by_its_person_and_by_who_oversees_it(person: Person) -> None:
    own, nobodys = ask(for_whom=person("coordinator")), ask()
    roles = ("coordinator", "accountant", "head", "commission", "administrator")

    seen = {role: (may_see(own, person(role)), may_see(nobodys, person(role))) for role in roles}

    assert seen == dict.fromkeys(roles, (False, False)) | {
        "coordinator": (True, False),
        "administrator": (True, True),
    }


def test_what_ended_a_month_ago_is_forgotten() -> None:
    ask()
    do_waiting()
    waits = ask()
    now = timezone.now()

    assert [clear_ended_work(now=now + timedelta(days=day)) for day in (29, 31)] == [0, 1]
    assert BackgroundWork.objects.get() == waits
