"""Files and searches: so many for each visitor, so few made at once, each made once; meanwhile pages go on."""

import os
import resource
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from programs.costly import LOOKS_APART, Busy, clear_rendered, kept, looking, room
from programs.models import Edition, Program
from programs.reporting import as_pdf
from programs.reporting.printer import PrintingFailed, print_apart
from programs.services import open_draft_edition
from tests.conftest import account

pytestmark = pytest.mark.usefixtures("nothing_is_rendered")

PAGE = "/programs/information-space-2021-2023/"
REPORT = f"{PAGE}reports/2022-01-01--2022-12-31/report"
ADDRESS = "192.0.2.77"


def code(client: Client, address: str) -> int:
    return client.get(address, REMOTE_ADDR=ADDRESS).status_code


@time_machine.travel("2026-11-29T12:00:20Z", tick=False)
def test_a_visitor_has_so_many_files_and_searches_on_pages_and_in_the_api_together(
    client: Client, program: Program, settings: Settings
) -> None:
    settings.COSTLY_RATE = "3/min"
    cache.clear()
    costly = ["/search/?q=сайт", f"{PAGE}plan.csv", "/api/v1/measures/?format=csv"]
    head = Client()
    head.force_login(account("head"))

    assert [code(client, address) for address in costly] == [200] * 3
    page = client.get(f"{REPORT}.pdf", REMOTE_ADDR=ADDRESS)
    program_ = client.get("/api/v1/acts/?search=46", REMOTE_ADDR=ADDRESS)
    assert [code(client, address) for address in (PAGE, "/search/?q=", "/api/v1/measures/")] == [200] * 3
    assert [code(head, address) for address in costly] == [200] * 3, "an account has its own, whatever its address"
    assert [code(head, address) for address in costly[:1]] == [429]
    assert client.get(costly[0], REMOTE_ADDR="192.0.2.78").status_code == 200
    file = client.post("/verify/", {"code": "x"}, REMOTE_ADDR=ADDRESS)
    assert (file.status_code, code(client, "/verify/")) == (429, 200)
    cache.clear()

    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (429, "40", "no-store")
    assert "Від вас надійшло забагато запитів на файли й пошук. Спробуйте ще раз через 40 с" in page.content.decode()
    assert (program_.status_code, program_["Retry-After"]) == (429, "40")
    assert program_.json()["detail"].startswith("Забагато запитів")


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("visitor", f"{REPORT}.xlsx"),
        ("visitor", f"{PAGE}plan.xlsx"),
        ("visitor", "/contracts/contracts.csv"),
        ("visitor", "/contracts/contracts.xlsx"),
        ("visitor", "/open-data/contracts.csv"),
        ("visitor", "/api/v1/measures/?format=xlsx"),
        ("head", "/admin/programs/ledgerentry/export/csv/"),
    ],
)
def test_whoever_asks_while_others_are_made_is_told_when_to_come_again(
    client: Client, program: Program, settings: Settings, who: str, address: str
) -> None:
    """The page asks again by itself; no thread waits, so pages go on."""
    settings.RENDERINGS = 1
    if who == "head":
        client.force_login(account("head"))
    with room():
        answer = client.get(address)
        pages = [code(client, page) for page in ("/", PAGE, "/search/?q=сайт", "/api/v1/measures/")]

    assert pages == [200] * 4
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    if address.startswith("/api/"):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"] == "Портал зараз готує інші файли. Спробуйте ще раз через 5 с."
    else:
        assert answer["Refresh"] == "5"
        assert "Портал зараз готує інші файли. Спробуйте ще раз через 5 с." in answer.content.decode()
    again = client.get(address)
    assert again.status_code == 200
    assert b"".join(again)
    again.close()
    room().close()  # what was sent has given its place back
    unread = client.get(address)
    unread.close()
    room().close()  # and what nobody waited for


@pytest.mark.parametrize("address", [f"{REPORT}.pdf", f"{REPORT}.xlsx", f"{PAGE}plan.xlsx"])
def test_who_is_told_to_come_again_costs_next_to_nothing(
    client: Client, program: Program, settings: Settings, address: str
) -> None:
    """No report is put together only to find that there is no room to print it: that alone would hold the pages."""
    settings.RENDERINGS = 1
    with looking(), room(), CaptureQueriesContext(connection) as asked:
        answer = client.get(address)

    assert answer.status_code == 503
    assert len(asked) <= 3, "the programme, and once whether the mode is restricted"


def test_while_there_is_no_room_to_print_reports_are_looked_up_once_in_a_while(
    client: Client, program: Program, settings: Settings, nothing_is_rendered: None
) -> None:
    """One that was printed before is had even then; others put together in vain would only hold the pages."""
    settings.RENDERINGS = 1
    address = f"/programs/{program.slug}/reports/2022-01-01--2022-12-31/report.pdf"
    printed = client.get(address)
    lock = Path(settings.RENDERED_ROOT) / "place-look0.lock"
    with room():
        looked = time.time()
        os.utime(lock, (looked, looked))  # however long the printing took
        at_once = client.get(address).status_code
        os.utime(lock, (looked - LOOKS_APART,) * 2)
        later = client.get(address)

    assert (printed.status_code, at_once, later.status_code) == (200, 503, 200)
    assert later.content == printed.content


def test_a_process_that_dies_while_it_prints_is_told_in_a_sentence(
    client: Client, program: Program, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRINT_APART = True
    monkeypatch.setattr("sys.executable", "/bin/false")
    answer = client.get(f"{REPORT}.pdf")

    assert (answer.status_code, answer["Retry-After"], "Refresh" in answer) == (503, "60", False)
    assert "Не вдалося надрукувати файл. Спробуйте пізніше" in answer.content.decode()


def test_that_many_ask_at_once_is_logged_as_no_failure(
    client: Client, program: Program, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RENDERINGS = 1
    with room():
        client.get(f"{REPORT}.pdf")

    assert [(line.name, line.levelname) for line in caplog.records] == [("django.request", "WARNING")]


def test_a_file_is_kept_whole_or_not_at_all(settings: Settings) -> None:
    def fails() -> bytes:
        raise ZeroDivisionError

    def never() -> bytes:
        raise AssertionError("it stands already")

    root = Path(settings.RENDERED_ROOT)
    with pytest.raises(ZeroDivisionError):
        kept("one", "pdf", fails)
    assert [kept("one", "pdf", lambda: b"whole"), kept("one", "pdf", never)] == [b"whole", b"whole"]
    assert [place.read_bytes() for place in root.glob("*.pdf")] == [b"whole"]
    assert [place.stat().st_mode & 0o777 for place in (root, *root.glob("*.pdf"))] == [0o700, 0o600]
    assert kept("two", "pdf", lambda: kept_while_made()) == b"two"


def kept_while_made() -> bytes:
    """Somebody asks for a file while it is being made."""
    with pytest.raises(Busy):
        kept("two", "pdf", lambda: b"twice")
    return b"two"


def test_a_full_disk_keeps_no_half_file_and_gives_the_whole_one(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """No file may be longer than four bytes here, as if the disk had no more."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4, limit[1]))
        return b"whole"

    try:
        content = kept("large", "pdf", fill)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    assert content == b"whole"
    assert [place.name for place in Path(settings.RENDERED_ROOT).iterdir()] == ["place-0.lock"]
    assert "A file that was made could not be kept" in caplog.text


def test_files_have_so_much_room_together_and_go_after_a_day(settings: Settings) -> None:
    settings.RENDERED_MEGABYTES = 1
    for number in range(5):
        kept(f"file {number}", "pdf", lambda: bytes(400_000))
    root = Path(settings.RENDERED_ROOT)

    assert len([*root.glob("*.pdf")]) == 2
    clear_rendered(now=timezone.now() + timedelta(days=2))
    assert [*root.glob("*.pdf")] == []


def test_what_was_made_for_one_who_may_is_given_to_nobody_else(client: Client, program: Program) -> None:
    by = account("coordinator")
    draft: Edition = open_draft_edition(program=program, by=by)
    address = f"{PAGE}editions/1-{draft.number}/comparison.xlsx"
    of_staff = Client()
    of_staff.force_login(by)

    assert [code(of_staff, address), code(client, address)] == [200, 404]


def test_a_report_is_the_same_whoever_prints_it(
    client: Client, program: Program, settings: Settings, tmp_path: Path
) -> None:
    """The server prints by a process of its own; the same data give the same bytes."""
    here = client.get(f"{REPORT}.pdf").content
    settings.PRINT_APART, settings.RENDERED_ROOT = True, tmp_path / "apart"

    assert client.get(f"{REPORT}.pdf").content == here
    with pytest.raises(PrintingFailed, match="PermissionError"):
        print_apart(
            html="<img src='/etc/passwd'>",
            sheet=as_pdf._static(as_pdf.STYLESHEET),
            widths="",
            folders=[],
            data="",
            attachment={"name": "a", "description": "b", "dated": "2022-01-01T00:00:00"},
        )
