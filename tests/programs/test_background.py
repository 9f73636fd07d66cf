"""The queue of background work: asked for once, begun after the transaction, stopped, seen by whom it concerns."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from programs.background import ask_for_housekeeping, clear_ended, do_waiting, may_see, waiting
from programs.models import BackgroundWork
from programs.services.background import (
    ask_to_stop,
    enqueue,
    how_far,
    note_progress,
    presence_of,
    worker_is_alive,
)

Person = Callable[[str], User]


@pytest.fixture(autouse=True)
def kinds_of_trial(db: None) -> Iterator[None]:
    with override_settings(MODULES=[*settings.MODULES, "tests.trial_work.Trials"]):
        yield


def ask(kind: str = "counts", subject: str = "", for_whom: User | None = None, **more: Any) -> BackgroundWork:
    return enqueue(kind=kind, for_whom=for_whom, arguments={}, subject=subject, **more)


def ends() -> list[tuple[str, str, str]]:
    return list(BackgroundWork.objects.values_list("kind", "state", "sentence"))


@pytest.mark.both_databases("constraints")
def test_work_whose_transaction_fails_was_never_asked_for() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        raise ZeroDivisionError

    assert do_waiting() == 0


@pytest.mark.both_databases("constraints")
def test_of_one_subject_one_piece_stands_and_the_next_begins_after_it() -> None:
    first, same = ask(subject="report 1"), ask(subject="report 1")
    others = [ask(subject="report 2"), ask("mails", "report 1"), ask(), ask()]
    done = do_waiting()
    later = ask(subject="report 1")

    assert (first, done, later.state) == (same, 5, "waiting")
    assert len({work.pk for work in (first, later, *others)}) == 6


@pytest.mark.both_databases("constraints")
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
        (
            "breaks",
            "failed",
            "Сталася помилка. Повідомте адміністратора порталу: подробиці записано в журналі сервера.",
        ),
        ("unknown", "failed", "Ця версія порталу не виконує таких операцій."),
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


def test_clearing_up_is_asked_for_once_a_day() -> None:
    now = timezone.now()
    for hours in (0, 1, 23):
        ask_for_housekeeping(now + timedelta(hours=hours))
    first = do_waiting()
    ask_for_housekeeping(now + timedelta(hours=25))

    assert (first, do_waiting(), [state for _kind, state, _sentence in ends()]) == (1, 1, ["done", "done"])


def test_work_is_seen_by_its_person_and_by_who_oversees_it(person: Person) -> None:
    own, nobodys = ask(for_whom=person("coordinator")), ask()
    roles = ("coordinator", "accountant", "head", "commission", "administrator")

    seen = {role: (may_see(own, person(role)), may_see(nobodys, person(role))) for role in roles}

    assert seen == dict.fromkeys(roles, (False, False)) | {
        "coordinator": (True, False),
        "administrator": (True, True),
    }


@pytest.mark.both_databases("constraints")
def test_what_ended_a_month_ago_is_forgotten() -> None:
    ask()
    do_waiting()
    waits = ask()
    now = timezone.now()

    said = [clear_ended(now=now + timedelta(days=day)).rpartition(": ")[2] for day in (29, 31)]

    assert said == ["0 deleted", "1 deleted"]
    assert BackgroundWork.objects.get() == waits


# ---- its pages -------------------------------------------------------------------------------------------------------


def page(name: str, work: BackgroundWork | None = None) -> str:
    return reverse(f"background:{name}", args=[work.key] if work else [])


def test_everybody_sees_their_own_work_and_the_administrator_all_of_it(client: Client, person: Person) -> None:
    plan, money = ask(for_whom=person("coordinator")), ask("refuses", for_whom=person("accountant"))
    ask()  # the portal's own work, which ended well and is nobody's concern
    broken = ask("breaks")
    do_waiting()
    seen = {}
    for role in ("coordinator", "accountant", "head", "administrator"):
        client.force_login(person(role))
        rows = client.get(page("works")).context["rows"]
        seen[role] = (
            [row["work"].pk for row in rows],
            [client.get(page("work", work)).status_code for work in (plan, money)],
        )

    assert seen == {
        "coordinator": ([plan.pk], [200, 403]),
        "accountant": ([money.pk], [403, 200]),
        "head": ([], [403, 403]),
        "administrator": ([broken.pk, money.pk, plan.pk], [200, 200]),
    }


def test_a_page_leads_to_the_result_or_says_why_there_is_none(client: Client, person: Person) -> None:
    works = [ask(kind, for_whom=person("head")) for kind in ("counts", "refuses", "unknown")]
    client.force_login(person("head"))
    waits = client.get(page("work", works[0])).content.decode()
    do_waiting()

    done, refused, unknown = (client.get(page("work", work)).content.decode() for work in works)

    assert ("Тривалі операції зараз не виконуються." in waits, page("stop", works[0]) in waits) == (True, True)
    assert 'href="/counted/"' in done and "Виконано." in done
    assert "Немає чого лічити.<br>Додайте рядки." in refused
    assert "Ця версія порталу не виконує таких операцій." in unknown


def test_ones_own_work_is_stopped_by_a_button_and_anothers_is_not(client: Client, person: Person) -> None:
    work = ask(for_whom=person("head"))
    client.force_login(person("coordinator"))
    foreign = client.post(page("stop", work)).status_code
    client.force_login(person("head"))
    looked = client.get(page("stop", work)).status_code
    before = BackgroundWork.objects.get().state
    own = client.post(page("stop", work), follow=True)

    assert (foreign, looked, before, own.redirect_chain) == (403, 405, "waiting", [(page("work", work), 302)])
    assert ends() == [("counts", "stopped", "Зупинено до початку.")]
