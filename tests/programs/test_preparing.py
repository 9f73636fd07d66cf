"""A long report as PDF is printed in the background: its page says so, brings the file, or says why there is none."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from programs.background import do_waiting
from programs.costly import room
from programs.models import BackgroundWork, Program
from programs.services.background import end_work, presence_of
from programs.views import preparing

pytestmark = pytest.mark.usefixtures("nothing_is_rendered")

Person = Callable[[str], User]
REPORT = "/programs/information-space-2021-2023/reports/2022-01-01--2022-12-31/report.pdf"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def a_long_report(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "LONG", 10)


@pytest.fixture
def a_worker() -> Iterator[None]:
    with presence_of("somebody"):
        yield


def asked(client: Client) -> tuple[str, str]:
    """The page that a browser comes to, and what it asks for next."""
    page = client.get(REPORT, headers=BROWSER, follow=True)
    return page.content.decode(), page.headers.get("Refresh", "")


def test_the_page_waits_and_brings_the_file(client: Client, a_worker: None) -> None:
    page, again = asked(client)
    same = asked(Client())
    work = BackgroundWork.objects.get()
    do_waiting()
    ready = client.get(f"/preparing/{work.key}/")
    file = client.get(REPORT, headers=BROWSER)

    assert "Готуємо звіт…" in page and "Звіт про виконання" in page
    assert (again, same[1], BackgroundWork.objects.count()) == ("2", "2", 1)
    assert ready.headers["Refresh"] == f"0; url={REPORT}" and f'href="{REPORT}"' in ready.content.decode()
    assert (file.status_code, file.content[:5], BackgroundWork.objects.count()) == (200, b"%PDF-", 1)


def test_who_cannot_read_the_page_asks_the_server_itself(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program, a reader of a short report, anybody while there is no worker: a busy server sends them away."""
    settings.RENDERINGS = 1
    with room():
        answers = [client.get(REPORT, headers=BROWSER)]
        with presence_of("somebody"):
            answers.append(client.get(REPORT))
            monkeypatch.setattr(preparing, "LONG", 1000)
            answers.append(client.get(REPORT, headers=BROWSER))

    assert [answer.status_code for answer in answers] == [503] * 3
    assert not BackgroundWork.objects.exists()


def test_a_worker_that_goes_and_a_report_that_fails_are_told(client: Client) -> None:
    with presence_of("somebody"):
        asked(client)
    work = BackgroundWork.objects.get()
    gone = client.get(f"/preparing/{work.key}/").content.decode()
    end_work(work, "failed", "Бракує пам’яті.", worker="")
    failed = client.get(f"/preparing/{work.key}/")

    assert "Тривалі операції зараз не виконуються." in gone
    assert "Бракує пам’яті." in failed.content.decode() and f'href="{REPORT}"' in failed.content.decode()
    assert "Refresh" not in failed.headers
    assert client.get("/preparing/guessed/").status_code == 404


def test_who_asked_after_logging_in_sees_it_among_their_work_and_stops_it(
    client: Client, person: Person, a_worker: None
) -> None:
    client.force_login(person("head"))
    asked(client)
    work = BackgroundWork.objects.get()

    rows = client.get("/staff/background/").content.decode()
    client.post(f"/staff/background/{work.key}/stop/")

    assert f'href="/preparing/{work.key}/"' in rows
    assert BackgroundWork.objects.get().state == "stopped"


def test_no_visitor_fills_the_queue_with_periods(client: Client, a_worker: None) -> None:
    periods = [f"2022-01-{day:02}--2022-12-31" for day in range(1, 13)]
    answers = [client.get(REPORT.replace("2022-01-01--2022-12-31", period), headers=BROWSER) for period in periods]

    assert [answer.status_code for answer in answers] == [302] * 10 + [503] * 2
