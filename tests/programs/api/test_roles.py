"""Who may write what: every collection, method and role in one table."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from kakhovka_portal.keys import make_key
from kakhovka_portal.models import ApiKey
from programs.models import LedgerEntry, LegalAct, Program, Task, TaskRow
from programs.services import save_record
from tests.programs.api.conftest import API, COLLECTIONS, SLUG, Client, Draft, told

VISITOR = None
CAST = (VISITOR, "commission", "coordinator", "accountant", "head", "administrator")
C, A, H = "coordinator", "accountant", "head"

# collection: who adds, who changes, who deletes; None where the address takes the method from nobody
RIGHTS: dict[str, tuple[Any, Any, Any]] = {
    "programs": ({C}, {C, H}, set()),
    "legal-acts": ({C, A, H}, {C, H}, {C, H}),
    "editions": ({C}, {C, H}, {C}),
    "tasks": ({C, H}, {C, H}, {C, H}),
    "measures": ({C, H}, {C, H}, {C, H}),
    "allocations": ({C, H}, {C, H}, {C, H}),
    "appropriations": ({A}, {A}, {A}),
    "ledger": ({A}, None, None),
    "activities": ({C, H}, {C, H}, {C, H}),
}


@pytest.fixture
def address(draft: Draft, entry: LedgerEntry) -> dict[str, str]:
    """A record of each collection that can be changed and deleted."""
    edition = f"?edition={draft.edition.pk}"
    act = LegalAct.objects.create(role="other", body="Рада", number="5", date="2022-01-05", title="Про інше")
    return {
        "programs": f"programs/{SLUG}/",
        "legal-acts": f"legal-acts/{act.pk}/",
        "editions": f"editions/{draft.edition.pk}/",
        "tasks": f"tasks/{draft.task.task_id}/{edition}",
        "measures": f"measures/{draft.measure.measure_id}/{edition}",
        "allocations": f"allocations/{draft.allocation.pk}/",
        "appropriations": f"appropriations/{draft.appropriation.pk}/",
        "ledger": f"ledger/{entry.pk}/",
        "activities": f"activities/{draft.activity.pk}/",
    }


CHANGES: dict[str, dict[str, Any]] = {
    "programs": {"short_title": "Коротко"},
    "legal-acts": {"title": "Про щось"},
    "editions": {"note": "Нотатка"},
    "tasks": {"title": "Завдання"},
    "measures": {"title": "Захід"},
    "allocations": {"amount": "5.00"},
    "appropriations": {"amount": "5.00", "confirm": True},  # for a measure whose plan is a draft still
    "ledger": {},
    "activities": {"title": "Виконана робота"},
}


def expected(role: str | None, allowed: set[str] | None, success: int) -> int:
    if allowed is None:
        return 405
    if role is VISITOR:
        return 401
    return success if role in allowed else 403


@pytest.mark.parametrize("role", CAST)
def test_writes_by_role(api: Client, role: str | None, address: dict[str, str], bodies: dict[str, Any]) -> None:
    client = api(role)
    answers: dict[str, tuple[int, ...]] = {}
    for collection in COLLECTIONS:
        at = f"{API}/{address[collection]}"
        answers[collection] = (
            client.post(f"{API}/{collection}/", bodies[collection]).status_code,
            client.patch(at, CHANGES[collection]).status_code,
            client.put(at, CHANGES[collection]).status_code,
        )
    for collection in reversed(COLLECTIONS):
        answers[collection] += (client.delete(f"{API}/{address[collection]}").status_code,)

    assert answers == {
        collection: (expected(role, add, 201), expected(role, change, 200), 405, expected(role, delete, 204))
        for collection, (add, change, delete) in RIGHTS.items()
    }


@pytest.mark.parametrize("role", CAST)
def test_everybody_reads_every_collection(api: Client, role: str | None, entry: LedgerEntry) -> None:
    client = api(role)

    assert {client.get(f"{API}/{collection}/").status_code for collection in COLLECTIONS} == {200}


def test_only_the_head_adopts(api: Client, draft: Draft, program: Program) -> None:
    act = LegalAct.objects.create(
        program=program, role="amendment", body="Рада", number="210", date="2022-05-12", title="Про зміни"
    )
    draft.allocation.delete()
    body = {"act": act.pk, "in_force_from": "2022-05-12"}

    answers = {
        role: api(role).post(f"{API}/editions/{draft.edition.pk}/adopt/", body).status_code
        for role in sorted(CAST, key=lambda role: role == "head")
    }

    assert answers == {**dict.fromkeys(CAST, 403), VISITOR: 401, "head": 200}


def test_only_the_accountant_reverses(api: Client, entry: LedgerEntry) -> None:
    body = {"date": "2021-05-01", "note": "двічі проведено"}

    answers = {role: api(role).post(f"{API}/ledger/{entry.pk}/reverse/", body).status_code for role in CAST}

    assert answers == {**dict.fromkeys(CAST, 403), VISITOR: 401, "accountant": 201}
    assert LedgerEntry.objects.count() == 2


def test_a_refusal_by_role_says_what_is_missing(api: Client, program: Program) -> None:
    answer = api("accountant").patch(f"{API}/programs/{SLUG}/", {"status": "completed"})

    assert told(answer) == {
        "detail": "Ваш обліковий запис не може змінювати тут записи (програми): "
        "попросіть в адміністратора потрібну роль."
    }


def test_a_token_or_a_session_opens_the_way(person: Callable[[str], User], program: Program) -> None:
    coordinator = person("coordinator")
    by_token = APIClient(enforce_csrf_checks=True)
    key = make_key(ApiKey(owner=coordinator, name="Облік", ends_on=timezone.localdate()))
    by_token.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    by_session, unprotected = APIClient(), APIClient(enforce_csrf_checks=True)
    for client in (by_session, unprotected):
        client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")

    answers = [
        client.patch(f"{API}/programs/{SLUG}/", {"short_title": "Коротко"}, headers={"If-Match": "*"})
        for client in (by_token, by_session, unprotected)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert told(answers[2]) == {
        "detail": "Запис у сеансі браузера потребує заголовка X-CSRFToken зі значенням cookie csrftoken."
    }


def test_a_wrong_token_is_refused(program: Program) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token 0000")

    assert [client.get(f"{API}/programs/").status_code, client.put(f"{API}/programs/").status_code] == [401, 405]


def test_a_task_with_measures_is_not_deleted(api: Client, draft: Draft) -> None:
    row = TaskRow.objects.of(draft.edition).first()
    assert row is not None

    answer = api("coordinator").delete(f"{API}/tasks/{row.task_id}/?edition={draft.edition.pk}")

    assert (answer.status_code, TaskRow.objects.filter(pk=row.pk).exists()) == (409, True)
    assert told(answer) == {"detail": "Видалити не можна: від цього запису залежать інші (заходи)."}


def test_a_task_may_stand_under_another(api: Client, draft: Draft) -> None:
    parent = draft.task.task_id
    body = {"edition": draft.edition.pk, "parent": parent, "number": "9.9", "title": "Підзавдання", "aspects": [2, 1]}

    answer = api("coordinator").post(f"{API}/tasks/", body)

    assert (answer.status_code, answer.json()["parent"], answer.json()["aspects"]) == (201, parent, [1, 2])
    assert save_record(record=Task.objects.get(pk=answer.json()["id"]), by=None).rows.count() == 1
