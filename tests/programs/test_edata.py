"""Payments fetched from Є-data, played by a server of our own with its oddities."""

import json
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from programs.background import do_waiting
from programs.imports.treasury import fetching
from programs.models import FundingSource, ImportUpload, LedgerEntry, Measure, Program, TreasuryPayer, TreasuryRule

from .filling import fields_of
from .treasury_files import COUNCIL, NEWSPAPER, transaction

OTHER = "04383475"
SCHOOLS = "40195208"
PAID = [
    transaction(1, trans_date="2021-01-15", amount=100.10),
    transaction(2, trans_date="2021-04-01", amount=200),
    transaction(3, trans_date="2021-10-20", amount=300),
    transaction(4, trans_date="2021-05-05", amount=400, payer_edrpou=SCHOOLS),
    transaction(5, trans_date="2021-01-20", amount=500, payer_edrpou=OTHER),
]


class Treasury(BaseHTTPRequestHandler):
    """Answers as the real one was seen to: it knows its own spelling, ignores every other, and has its moods."""

    asked: ClassVar[list[dict[str, str]]] = []
    moods: ClassVar[list[str]] = []  # of the answers to come; a good one when there is none

    def do_GET(self) -> None:
        said = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.asked.append(said)
        mood = self.moods.pop(0) if self.moods else ""
        found: Any = PAID
        if "payers_edrpous" in said and mood != "everybody":
            found = [each for each in found if each["payer_edrpou"] in said["payers_edrpous"].split(",")]
        if "startdate" in said and mood != "other days":
            found = [each for each in found if said["startdate"] <= each["trans_date"] <= said["enddate"]]
        if (date.fromisoformat(said["enddate"]) - date.fromisoformat(said["startdate"])).days > 92:
            found = {"errorMessage": "Період не може перевищувати 92 дні"}
        if mood == "error":
            found = {"errorMessage": "Сервіс тимчасово недоступний"}
        if mood == "page":
            found = {"timestamp": "2021"}
        body = json.dumps(found, ensure_ascii=False).encode()
        if mood == "broken":
            body = body[: len(body) // 2] + b"<html>"
        if mood == "silent":
            self.server.shutdown_request(self.request)
            return
        self.send_response(503 if mood == "503" else 400 if mood == "400" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) + (7 if mood in ("half", "slow") else 0)))
        self.end_headers()
        self.wfile.write(body)
        if mood == "slow":
            self.wfile.flush()
            time.sleep(0.6)

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def treasury(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Treasury]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Treasury)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.EDATA, settings.EDATA_URL = True, f"http://127.0.0.1:{server.server_port}/api/v2/api/transactions/"
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetching, "PAUSES", (0, 0))
    monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
    Treasury.asked.clear()
    Treasury.moods.clear()
    yield Treasury
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def accountant(client: Client, person: Any, program: Program) -> User:
    by: User = person("accountant")
    client.force_login(by)
    TreasuryPayer.objects.create(edrpou=COUNCIL, name="Каховська міська рада")
    TreasuryPayer.objects.create(edrpou=SCHOOLS, name="Відділ освіти")
    measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
    TreasuryRule.objects.create(measure=measure, source=source, recipient=NEWSPAPER)
    return by


def fetched(client: Client, **changes: Any) -> Any:
    """Ask for 2021 and let the worker work; gives the page that follows."""
    payers = TreasuryPayer.objects.values_list("pk", flat=True)
    typed = {"first": "01.01.2021", "last": "31.12.2021", "payers": list(payers), **changes}
    page = client.post(reverse("admin:programs_importbatch_fetch"), typed, follow=True)
    do_waiting()
    return client.get(page.request["PATH_INFO"])


def ids() -> list[str]:
    return list(LedgerEntry.objects.order_by("date").values_list("imported_with__transaction_id", flat=True))


def press(client: Client, page: Any, step: str) -> Any:
    address = reverse(f"admin:programs_importbatch_{step}", args=[page.context["upload"].pk])
    return client.post(address, fields_of(page) if step == "write" else {}, follow=True)


def test_the_payments_of_own_payers_come_in_windows_and_are_shown_like_a_file(
    client: Client, accountant: User, treasury: type[Treasury]
) -> None:
    page = fetched(client)
    windows = [("2021-01-01", "2021-04-02"), ("2021-04-03", "2021-07-03"), ("2021-07-04", "2021-10-03")]
    windows.append(("2021-10-04", "2021-12-31"))
    assert [(said["payers_edrpous"], said["startdate"], said["enddate"]) for said in treasury.asked] == [
        (payer, *window) for payer in (COUNCIL, SCHOOLS) for window in windows
    ]
    preview = page.context["preview"]
    assert [(row["payer"].edrpou, row["count"]) for row in preview["payers"]] == [(COUNCIL, "3"), (SCHOOLS, "1")]
    press(client, page, "write")
    assert ids() == ["1", "2", "4", "3"]
    assert str(LedgerEntry.objects.get(imported_with__transaction_id="1").amount) == "100.10"

    again = fetched(client)
    assert (again.context["preview"]["will"], len(ids())) == ("", 4)


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        ("503", "Є-data зараз не працює (помилка 503)."),
        ("broken", "Відповідь Є-data пошкоджена."),
        ("half", "Є-data обірвала відповідь на середині."),
        ("silent", "Є-data обірвала відповідь на середині."),
        ("slow", "Є-data не відповіла вчасно."),
    ],
)
def test_it_goes_on_where_their_side_broke(
    client: Client, accountant: User, treasury: type[Treasury], mood: str, sentence: str
) -> None:
    treasury.moods += ["", "", mood, mood, mood]
    page = fetched(client, payers=[TreasuryPayer.objects.get(edrpou=COUNCIL).pk])
    assert sentence in page.content.decode()
    assert "продовжиться з того місця" in page.content.decode()
    asked = len(treasury.asked)
    press(client, page, "again")
    do_waiting()
    page = client.get(page.request["PATH_INFO"])
    assert (asked, len(treasury.asked), page.context["preview"]["will"]) == (
        5,
        7,
        "Буде записано 3 платежі, разом на 600,10 грн.",
    )


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        ("everybody", "відповіла платежами інших"),
        ("other days", "відповіла іншими днями"),
        ("error", "Є-data відхилила запит: «Сервіс тимчасово недоступний»."),
        ("400", "Є-data відхилила запит: «400»."),
        ("page", "не переліком операцій"),
    ],
)
def test_an_answer_to_another_question_is_not_taken(
    client: Client, accountant: User, treasury: type[Treasury], mood: str, sentence: str
) -> None:
    treasury.moods.append(mood)
    page = fetched(client)
    assert sentence in page.content.decode()
    assert (len(treasury.asked), ids(), ImportUpload.objects.get().reading) == (1, [], None)


def test_it_is_switched_off_until_the_council_asks_for_it(client: Client, accountant: User, settings: Any) -> None:
    address = reverse("admin:programs_importbatch_fetch")
    upload = reverse("admin:programs_importbatch_new", args=["treasury"])
    assert settings.EDATA is False
    assert (client.get(address).status_code, "Є-data" in client.get(upload).content.decode()) == (404, False)
    settings.EDATA = True
    assert (client.get(address).status_code, address in client.get(upload).content.decode()) == (200, True)
    wrong = client.post(address, {"first": "01.02.2021", "last": "01.01.2021"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"first", "payers"})
