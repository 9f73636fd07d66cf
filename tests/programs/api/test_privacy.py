"""What a visitor may not know of is in no answer: list, record, filter, search, order, file."""

from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from programs.models import LedgerEntry, Program
from tests.conftest import shared_by_module
from tests.programs.api.conftest import API, COLLECTIONS, SECRET, Client, Draft, secret_draft

MARKS = (SECRET, SECRET.lower(), "hidden", "777.77", "accountant")
OUTSIDERS = ("commission", "administrator")


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Draft]:
    with shared_by_module(django_db_blocker):
        yield secret_draft(Program.objects.get())


@pytest.fixture
def draft(module_data: Draft, db: None) -> Draft:
    return deepcopy(module_data)


def text_of(answer: Any) -> str:
    """All that an answer says, also inside a workbook."""
    if not answer["Content-Type"].startswith("application/vnd"):
        return answer.content.decode()
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    return "\n".join(str(value) for row in sheet.values for value in row)


def found_marks(client: APIClient, address: str, **query: Any) -> list[str]:
    answer = client.get(address, query)
    assert answer.status_code in {200, 404}
    return [mark for mark in MARKS if mark in text_of(answer)]


@pytest.mark.parametrize(
    ("role", "kinds"), [(None, ("json", "csv", "xlsx")), *((role, ("json",)) for role in OUTSIDERS)]
)
def test_no_list_and_no_file_gives_a_draft_away(
    api: Client, draft: Draft, entry: LedgerEntry, role: str | None, kinds: tuple[str, ...]
) -> None:
    client, later = api(role), {"programs", "measures", "tasks", "allocations"}

    leaks = {
        (collection, kind, on): found_marks(client, f"{API}/{collection}/", format=kind, **({"on": on} if on else {}))
        for collection, kind in product(COLLECTIONS, kinds)
        for on in (["", "2030-01-01"] if collection in later else [""])
    }

    assert {where: marks for where, marks in leaks.items() if marks} == {}


def test_no_record_gives_a_draft_away(api: Client, draft: Draft, entry: LedgerEntry) -> None:
    visitor = api()
    records = {name: visitor.get(f"{API}/{name}/", {"page_size": 1}).json()["results"] for name in COLLECTIONS}
    addresses = [
        f"{API}/{name}/{item['slug'] if name == 'programs' else item['id']}/"
        for name, items in records.items()
        for item in items
    ]

    leaks = {
        (address, kind): found_marks(visitor, address, format=kind)
        for address in addresses
        for kind in ("json", "csv", "xlsx")
    }

    assert len(addresses) >= len(COLLECTIONS) - 2  # no appropriation and no activity is public yet
    assert {where: marks for where, marks in leaks.items() if marks} == {}


def test_staff_do_see_what_is_looked_for(api: Client, draft: Draft, entry: LedgerEntry) -> None:
    """The tests above look for words that are really there."""
    staff, edition = api("accountant"), {"edition": draft.edition.pk}
    lists: list[tuple[str, dict[str, Any]]] = [
        *((name, {}) for name in COLLECTIONS),
        *((name, edition) for name in ("tasks", "measures", "allocations")),
    ]

    seen = {mark for name, query in lists for mark in found_marks(staff, f"{API}/{name}/", page_size=500, **query)}

    assert seen == {SECRET, "hidden", "777.77"}


def test_what_is_hidden_is_not_there_at_all(api: Client, draft: Draft) -> None:
    edition, visitor = draft.edition.pk, api()
    addresses = [
        f"programs/{draft.program.slug}/",
        f"legal-acts/{draft.act.pk}/",
        f"editions/{edition}/",
        f"tasks/{draft.task.task_id}/",
        f"measures/{draft.measure.measure_id}/",
        f"measures/{draft.measure.measure_id}/?edition={edition}",
        f"allocations/{draft.allocation.pk}/",
        f"appropriations/{draft.appropriation.pk}/",
        f"ledger/{LedgerEntry.objects.latest('pk').pk}/",
        f"activities/{draft.activity.pk}/",
        f"activities/{draft.unpublished.pk}/",
    ]

    answers = {address: visitor.get(f"{API}/{address}") for address in addresses}
    missing = visitor.get(f"{API}/measures/123456789/")

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(addresses, 404)
    assert answers[addresses[4]].json() == missing.json()


def test_a_filter_tells_no_hidden_record_from_a_missing_one(api: Client, draft: Draft) -> None:
    hidden = {"program": draft.program.slug, "edition": draft.edition.pk, "measure": draft.measure.measure_id}
    missing = {"program": "no-such", "edition": 123456, "measure": 123456}
    questions = [(collection, "program") for collection in COLLECTIONS if collection != "programs"]
    questions += [("measures", "edition"), ("tasks", "edition"), ("ledger", "measure"), ("activities", "measure")]

    answers = {
        (collection, name): [api().get(f"{API}/{collection}/", {name: ids[name]}) for ids in (hidden, missing)]
        for collection, name in questions
    }

    assert {answer.status_code for pair in answers.values() for answer in pair} == {400}
    assert [where for where, (one, other) in answers.items() if one.json() != other.json()] == []


def test_search_reads_no_notes_and_no_drafts(api: Client, draft: Draft, entry: LedgerEntry) -> None:
    searched = [collection for collection in COLLECTIONS if collection != "editions"]

    counts = {name: api().get(f"{API}/{name}/", {"search": SECRET}).json()["count"] for name in searched}

    assert counts == dict.fromkeys(searched, 0)
    assert api("accountant").get(f"{API}/ledger/", {"search": "текст платіжки"}).json()["count"] == 0


def test_notes_are_for_those_who_work_with_the_ledger(api: Client, entry: LedgerEntry) -> None:
    answers = {role: api(role).get(f"{API}/ledger/{entry.pk}/").json() for role in (None, "commission", "coordinator")}

    assert ["note" in answer for answer in answers.values()] == [False, False, True]


def test_nobody_is_named(api: Client, draft: Draft, entry: LedgerEntry) -> None:
    head = api("head")
    texts = [head.get(f"{API}/{c}/", {"page_size": 500}).content.decode() for c in COLLECTIONS]

    assert [name for name in ("hidden-account", "recorded_by", "adopted_by", "history") if name in "".join(texts)] == []


def test_the_public_edition_keeps_its_words_while_a_draft_is_edited(api: Client, draft: Draft) -> None:
    answer = api().get(f"{API}/measures/", {"code": "print-media"}).json()["results"][0]

    assert answer["title"].startswith("Всебічно висвітлювати")
    assert api("coordinator").get(f"{API}/measures/", {"code": "print-media"}).json()["results"][0] == answer
