"""A double press, or a request repeated over a bad line, records once – in every table that only grows."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from programs.models import FundingSource, LedgerEntry, Measure, Override, PeriodClosing, Program, SentOnce
from programs.services import clear_sent
from programs.staff.base import AppendOnlyAdmin, ReadOnlyAdmin
from programs.staff.once import TOKEN
from tests.conftest import account
from tests.programs.test_two_writers import at_once
from tests.sources import ROOT

Person = Callable[[str], User]
LEDGER = "admin:programs_ledgerentry_add"
API = "/api/v1/ledger/"
# Forms of the staff that record nothing which a second press would record again, and why.
WITHOUT_TOKEN = {
    "admin/background/_progress.html": "stops work that is under way",
    "admin/background/works.html": "stops work that is under way",
    "admin/base_site.html": "logs out",
    "admin/civil_society/proposals_to_look_through.html": "a proposal is published, a pile is refused or let in once",
    "admin/delete_confirmation.html": "what is deleted is gone",
    "admin/programs/edition/grid.html": "rows are saved under the version that was seen",
    "admin/programs/import.html": "knows its own entries again",
    "admin/programs/imports/fetch.html": "what is fetched waits until it is written or given up",
    "admin/programs/imports/interrupted.html": "an upload is written once",
    "admin/programs/imports/preview.html": "an upload is written once",
    "admin/programs/imports/unread.html": "an upload is written once",
    "admin/programs/imports/upload.html": "a file waits until it is written or given up",
}


@pytest.fixture
def typed(program: Program) -> dict[str, Any]:
    measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
    place = {"stage": "paid", "measure": measure.pk, "budget_year": 2021, "source": source.pk, "fund": "general"}
    return {**place, "date": "06.04.2021", "amount": "100,00", "document_number": "7"}


@pytest.fixture
def sent(program: Program) -> dict[str, Any]:
    return request_of()


def request_of() -> dict[str, Any]:
    """A payment as a program sends it."""
    measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
    place = {"stage": "paid", "measure": measure.pk, "budget_year": 2021, "source": source.code}
    return {**place, "date": "2021-04-06", "amount": "100.00", "document_number": "7"}


def opened(client: Client, address: str) -> dict[str, str]:
    """The token of a form that was just opened."""
    found = re.search(rf'name="{TOKEN}" value="([^"]+)"', client.get(address).content.decode())
    assert found, address
    return {TOKEN: found[1]}


@pytest.mark.both_databases("constraints", "locks")
def test_a_second_press_shows_what_the_first_one_made(client: Client, person: Person, typed: dict[str, Any]) -> None:
    client.force_login(person("accountant"))
    form = {**typed, **opened(client, reverse(LEDGER))}

    first, second = client.post(reverse(LEDGER), form), client.post(reverse(LEDGER), form)
    page = client.get(second["Location"]).content.decode()

    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert "Форму надіслано двічі, але запис зроблено лише один. Збережено: " in page
    assert LedgerEntry.objects.count() == 1


def test_two_true_instalments_come_by_two_forms(client: Client, person: Person, typed: dict[str, Any]) -> None:
    client.force_login(person("accountant"))

    client.post(reverse(LEDGER), {**typed, **opened(client, reverse(LEDGER))})
    second = {**typed, **opened(client, reverse(LEDGER))}
    asked = client.post(reverse(LEDGER), second)
    stood = LedgerEntry.objects.get()
    client.post(reverse(LEDGER), {**second, "apart": stood.pk})

    assert ("apart", str(stood.pk)) in [answer[:2] for answer in asked.context["same_money"]["answers"]]
    assert LedgerEntry.objects.count() == 2


def test_a_refused_attempt_leaves_the_form_as_it_is(client: Client, person: Person, typed: dict[str, Any]) -> None:
    client.force_login(person("accountant"))
    token = opened(client, reverse(LEDGER))

    invalid = client.post(reverse(LEDGER), {**typed, **token, "document_number": ""})
    beyond = client.post(reverse(LEDGER), {**typed, **token, "amount": "999 999,00"})
    mended = client.post(reverse(LEDGER), {**typed, **token})
    changed = client.post(reverse(LEDGER), {**typed, **token, "amount": "50,00"})

    assert all(f'value="{token[TOKEN]}"' in page.content.decode() for page in (invalid, beyond))
    assert [page.status_code for page in (invalid, beyond, mended, changed)] == [200, 200, 302, 302]
    assert "Цю форму вже записано, а зроблені потім зміни – ні." in client.get(changed["Location"]).content.decode()
    assert [str(entry.amount) for entry in LedgerEntry.objects.all()] == ["100.00"]


def test_a_token_is_of_one_person(client: Client, person: Person, typed: dict[str, Any]) -> None:
    client.force_login(person("accountant"))
    form = {**typed, **opened(client, reverse(LEDGER))}
    other = User.objects.create_user("second accountant", is_staff=True)
    other.groups.set(person("accountant").groups.all())
    stranger = Client()
    stranger.force_login(other)

    client.post(reverse(LEDGER), form)
    stranger.post(reverse(LEDGER), {**form, "apart": LedgerEntry.objects.get().pk})

    assert {entry.recorded_by for entry in LedgerEntry.objects.all()} == {person("accountant"), other}


def test_overrides_closings_and_steps_are_recorded_once(
    client: Client, person: Person, program: Program, typed: dict[str, Any]
) -> None:
    client.force_login(person("head"))
    override = {name: typed[name] for name in ("measure", "source", "amount")}
    override |= {"gate": "paid", "program": program.pk, "year": 2021, "reason": "Рішення"}
    address = reverse("admin:programs_override_add")
    override |= opened(client, address)
    for _press in range(2):
        client.post(address, override)
    client.force_login(person("accountant"))
    address = reverse("admin:programs_periodclosing_add")
    closing = {"program": program.pk, "through": "31.01.2021", "reason": "", **opened(client, address)}
    closings = [client.post(address, closing) for _press in range(2)]
    client.post(reverse(LEDGER), {**typed, **opened(client, reverse(LEDGER))})
    address = reverse("admin:programs_ledgerentry_reverse", args=[LedgerEntry.objects.get().pk])
    step = {"date": "07.04.2021", "reason": "Двічі", **opened(client, address)}
    steps = [client.post(address, step) for _press in range(2)]

    assert (Override.objects.count(), PeriodClosing.objects.count(), LedgerEntry.objects.count()) == (1, 1, 2)
    assert [answer.status_code for answer in closings + steps] == [302] * 4


def test_every_form_that_makes_a_record_brings_its_token(client: Client, person: Person, program: Program) -> None:
    made_once = {
        model: page
        for model, page in admin.site._registry.items()
        if isinstance(page, AppendOnlyAdmin) and not isinstance(page, ReadOnlyAdmin)
    }
    seen = {}
    for model in made_once:
        for role in ("head", "accountant", "administrator"):
            client.force_login(person(role))
            page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
            if page.status_code == 200:
                seen[model] = f'name="{TOKEN}"' in page.content.decode()

    assert seen == dict.fromkeys(made_once, True)
    folder = ROOT / "templates"
    forms = {
        path.relative_to(folder).as_posix()
        for path in Path(folder, "admin").rglob("*.html")
        if "{% csrf_token %}" in path.read_text() and "{% sent_once %}" not in path.read_text()
    }
    assert forms == WITHOUT_TOKEN.keys()


# ---- programs --------------------------------------------------------------------------------------------------------


@pytest.fixture
def program_of(person: Person) -> Callable[[str], APIClient]:
    def make(role: str) -> APIClient:
        client = APIClient()
        client.force_authenticate(person(role))
        return client

    return make


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": text}


@pytest.mark.both_databases("constraints", "locks")
def test_a_repeated_request_gets_the_first_answer(program_of: Any, sent: dict[str, Any]) -> None:
    accountant = program_of("accountant")

    first, second = (accountant.post(API, sent, headers=key('"8e03978e"')) for _time in range(2))
    asked = accountant.post(API, sent, headers=key("other"))
    another = {**sent, "apart": [first.json()["id"]]}
    new = accountant.post(API, another, headers=key("other"))
    without = accountant.post(API, {**sent, "apart": [first.json()["id"], new.json()["id"]]})

    assert (asked.status_code, asked.json()["code"], [entry["id"] for entry in asked.json()["entries"]]) == (
        409,
        "alike",
        [first.json()["id"]],
    )
    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert len({answer.json()["id"] for answer in (first, second, new, without)}) == 3
    assert LedgerEntry.objects.count() == 3


@pytest.mark.both_databases("constraints", "locks")
def test_a_key_is_for_one_request(program_of: Any, sent: dict[str, Any]) -> None:
    accountant = program_of("accountant")
    refused = accountant.post(API, {**sent, "amount": "999999.00"}, headers=key("k"))
    first = accountant.post(API, sent, headers=key("k"))
    other = accountant.post(API, {**sent, "amount": "50.00"}, headers=key("k"))
    back = accountant.post(f"{API}{first.json()['id']}/reverse/", {"date": "2021-05-01", "note": "x"}, headers=key("k"))
    odd = [accountant.post(API, sent, headers=key(text)) for text in ("", "k" * 151, "a b")]

    assert (refused.status_code, first.status_code) == (400, 201), "what was refused leaves the key free"
    assert other.json() == {
        "type": "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.21",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "Цей Idempotency-Key уже надіслано з іншим запитом: створіть новий ключ.",
    }
    assert (back.status_code, [answer.status_code for answer in odd]) == (422, [400] * 3)
    assert LedgerEntry.objects.count() == 1


def test_steps_and_other_people_have_keys_of_their_own(program_of: Any, sent: dict[str, Any]) -> None:
    accountant = program_of("accountant")
    entry = accountant.post(API, sent, headers=key("k")).json()["id"]

    back = [
        accountant.post(f"{API}{entry}/reverse/", {"date": "2021-05-01", "note": "двічі"}, headers=key("r"))
        for _time in range(2)
    ]
    nobody = [APIClient().post(API, sent, headers=key("k")), program_of("head").post(API, sent, headers=key("k"))]

    assert [answer.status_code for answer in back + nobody] == [201, 201, 401, 403]
    assert back[0].json() == back[1].json()
    assert LedgerEntry.objects.count() == 2


@pytest.mark.postgresql
def test_of_two_at_the_same_moment_one_is_recorded(shared_portal: None) -> None:
    accountant, answers = account("accountant"), []
    clients = [APIClient() for _line in range(2)]
    for client in clients:
        client.force_authenticate(User.objects.get(pk=accountant.pk))
    sent = request_of()

    at_once(*[lambda each=each: answers.append(each.post(API, sent, headers=key("k"))) for each in clients])

    assert [answer.status_code for answer in answers] == [201, 201]
    assert (answers[0].json(), LedgerEntry.objects.count()) == (answers[1].json(), 1)


def test_a_key_is_kept_for_a_week(program_of: Any, sent: dict[str, Any]) -> None:
    accountant, now = program_of("accountant"), timezone.now()
    accountant.post(API, sent, headers=key("k"))

    assert clear_sent(now=now + timedelta(days=6, hours=23)).endswith(": 0 deleted")
    assert clear_sent(now=now + timedelta(days=7, hours=1)).endswith(": 1 deleted")
    assert not SentOnce.objects.exists()
