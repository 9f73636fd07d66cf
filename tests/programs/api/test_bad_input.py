"""Bad input is a 4xx that says in Ukrainian what to change; never a server error, never half a record."""

import json
import re
from typing import Any

import pytest
from django.apps import apps

from programs.models import LedgerEntry, Measure, Program
from tests.programs.api.conftest import API, COLLECTIONS, SLUG, Client, Draft, told

CYRILLIC = re.compile("[а-яіїєґ]")


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in apps.get_app_config("programs").get_models()}


def writer(api: Client, collection: str) -> Any:
    """Whoever may write there."""
    return api("accountant" if collection in {"appropriations", "ledger"} else "coordinator")


def says_in_ukrainian(answer: Any) -> bool:
    texts = [text for value in told(answer).values() for text in (value if isinstance(value, list) else [value])]
    return all(CYRILLIC.search(json.dumps(text, ensure_ascii=False)) for text in texts)


@pytest.mark.parametrize(
    ("address", "code", "field"),
    [
        ("programs/?on=2022-13-45", 400, "on"),
        ("programs/?on=20220101", 400, "on"),
        ("programs/?on=2022-W01-1", 400, "on"),
        ("programs/?on=%00", 400, "on"),
        ("measures/?edition=%00", 400, "edition"),
        ("programs/?on=", 400, "on"),
        ("programs/?on=nonsense&slug=none", 400, "on"),
        ("measures/?program=", 400, "program"),
        ("programs/?year=abc", 400, "year"),
        ("programs/?year=2022.5", 400, "year"),
        ("programs/?year=99999999999999999999", 400, "year"),
        ("programs/?year=NaN", 400, "year"),
        ("programs/?colour=red", 400, "colour"),
        ("programs/?ordering=password", 400, "ordering"),
        ("programs/?ordering=-title,reason", 400, "ordering"),
        ("programs/?page_size=0", 400, "page_size"),
        ("programs/?page_size=501", 400, "page_size"),
        ("programs/?page_size=all", 400, "page_size"),
        ("programs/?page=x", 400, "page"),
        ("programs/?page=x&format=csv", 400, "page"),
        ("programs/?page_size=-1&format=xlsx", 400, "page_size"),
        ("programs/?page=2", 404, "detail"),
        ("programs/?page=-1", 400, "page"),
        ("programs/?format=pdf", 400, "format"),
        ("programs/?status=open", 400, "status"),
        ("programs/?status=in_force&status=draft", 400, "status"),
        ("programs/?search=%00", 400, "detail"),
        ("programs/?slug=%00", 400, "slug"),
        ("programs/?search=" + "+".join("абвгдежзиіклмн"), 400, "search"),
        ("programs/no-such/", 404, "detail"),
        (f"programs/{SLUG}/?year=2022", 400, "year"),
        (f"programs/{SLUG}/?on=never", 400, "on"),
        ("programs/%00/", 404, "detail"),
        ("programs/нема/", 404, "detail"),
        ("measures/0/", 404, "detail"),
        ("measures/999999999999999999/", 404, "detail"),
        ("measures/99999999999999999999999999/", 404, "detail"),
        ("measures/abc/", 404, "detail"),
        ("measures/?program=no-such", 400, "program"),
        ("measures/?program=%00", 400, "program"),
        ("measures/?task=x", 400, "task"),
        ("measures/?task=99999999999999999999999999", 400, "task"),
        ("measures/?edition=x", 400, "edition"),
        ("measures/?edition=9999999999999999999999", 400, "edition"),
        ("measures/?edition=1&on=2022-01-01", 400, "edition"),
        ("measures/?funding=free", 400, "funding"),
        ("measures/1/?edition=x", 404, "detail"),
        ("measures/1/?search=x", 400, "search"),
        ("allocations/?amount=1", 400, "amount"),
        ("allocations/?source=nowhere", 400, "source"),
        ("ledger/?stage=stolen", 400, "stage"),
        ("ledger/?date_from=yesterday", 400, "date_from"),
        ("ledger/?note=x", 400, "note"),
        ("ledger/?ordering=recorded_by", 400, "ordering"),
        ("activities/?is_public=maybe", 400, "is_public"),
        ("activities/?year=99999", 400, "year"),
        ("nowhere/", 404, "detail"),
        ("programs/1/2/3/", 404, "detail"),
    ],
)
def test_a_question_that_makes_no_sense(api: Client, program: Program, address: str, code: int, field: str) -> None:
    answer = api().get(f"{API}/{address}")

    assert (answer.status_code, list(told(answer))) == (code, [field])
    assert says_in_ukrainian(answer)


BODIES = {
    "not json": '{"title": ',
    "not an object": "[1, 2]",
    "a text": '"title"',
    "nothing": "null",
    "not a number": '{"amount": NaN}',
    "endless": '{"amount": -Infinity}',
    "half a pair": '{"title": "\\ud800"}',
    "half a pair as a name": '{"\\ud800": 1}',
    "beyond all exponents": '{"amount": 1e99999999999999999999}',
    "an endless number": '{"amount": ' + "9" * 5000 + "}",
    "too deep": '{"title": ' + "[" * 5000 + "]" * 5000 + "}",
    "not utf-8": b'{"title": "\xff"}',
    "unknown field": '{"colour": "red"}',
    "empty": "{}",
}


def test_a_body_that_cannot_be_read(api: Client, draft: Draft) -> None:
    before = counts()

    answers = {
        (collection, name): writer(api, collection).generic(
            "POST", f"{API}/{collection}/", body, content_type="application/json"
        )
        for collection in COLLECTIONS
        for name, body in BODIES.items()
    }

    assert {where: answer.status_code for where, answer in answers.items()} == dict.fromkeys(answers, 400)
    assert [where for where, answer in answers.items() if not says_in_ukrainian(answer)] == []
    assert counts() == before


LISTS = {
    "programs": ("aliases", "commission"),
    "editions": ("passport", "passport_totals", "aspects"),
    "tasks": ("results", "aspects", "parent", "code"),
    "measures": ("results", "executors", "source", "code", "reason"),
    "appropriations": ("act", "fund"),
    "ledger": ("kekv", "counterparty"),
    "activities": ("headcounts", "quantity", "link", "is_public"),
}
WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0.1,
    10**40,
    " ",
    "x" * 30_000,
    "a\x00b",
    "2022-02-30",
    [],
    [None],
    {"a": 1},
)
NESTED = {"aliases", "aspects", "executors", "headcounts", "passport", "passport_totals"}
WRONG_INSIDE: tuple[Any, ...] = ([[1]], {}, [{"name": None}], [{}], [{"number": 1}])


@pytest.mark.both_databases("numbers")
def test_a_value_of_the_wrong_kind_is_never_a_server_error(
    api: Client, draft: Draft, bodies: dict[str, dict[str, Any]], in_full: bool
) -> None:
    writers = {collection: writer(api, collection) for collection in bodies}
    asked = [
        (collection, name, value)
        for collection, body in bodies.items()
        for name in sorted({*body, *LISTS.get(collection, ())})
        for value in (*WRONG, *(WRONG_INSIDE if name in NESTED else ()))
    ]

    answers = {
        (collection, name, repr(value)[:40]): writers[collection]
        .post(f"{API}/{collection}/", {**bodies[collection], name: value})
        .status_code
        for collection, name, value in asked[:: 1 if in_full else 5]  # each name with some values, together with all
    }

    assert {where: code for where, code in answers.items() if code not in {201, 400, 409}} == {}
    assert {collection for (collection, _name, _value), code in answers.items() if code == 400} == set(COLLECTIONS)


def test_every_mistake_is_named_at_once(api: Client, draft: Draft) -> None:
    body = {"edition": "x", "number": "", "order": -1, "colour": "red", "executors": [{"name": "", "age": 3}]}

    answer = api("coordinator").post(f"{API}/measures/", body)

    assert (answer.status_code, sorted(told(answer))) == (
        400,
        ["colour", "edition", "executors", "number", "order", "task", "title"],
    )


@pytest.mark.both_databases("numbers")
def test_a_refused_write_leaves_nothing_behind(api: Client, draft: Draft) -> None:
    """The identity is made before the row, the row before its executors: the last refusal takes all of them back."""
    before = counts()
    body = {"edition": draft.edition.pk, "task": draft.task.task_id, "number": "9.2", "title": "Захід"}
    wrong: list[dict[str, Any]] = [
        {"funding": "funded"},
        {"funding": "not_required", "source": "community-budget"},
        {"funding": "not_required", "number": "1.1.1"},
        {"funding": "not_required", "executors": [{"name": "Ніхто"}]},
        {"funding": "not_required", "executors": [{"name": "Загальний відділ"}] * 2},
        {"funding": "not_required", "task": 123456},
    ]

    answers = [api("coordinator").post(f"{API}/measures/", {**body, **rest}) for rest in wrong]

    assert [answer.status_code for answer in answers] == [400] * len(wrong)
    assert all(says_in_ukrainian(answer) for answer in answers)
    assert counts() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": "0.00"}, "detail"),
        ({"amount": "-5.00"}, "amount"),
        ({"amount": "5.001"}, "amount"),
        ({"amount": "105600.01"}, "amount"),
        ({"amount": "9999999999999.00"}, "amount"),
        ({"budget_year": 2024}, "budget_year"),
        ({"kekv": "22"}, "kekv"),
        ({"date": "2022-02-30"}, "date"),
        ({"date": "0001-01-01"}, "date"),
        ({"date": "9999-12-31", "note": "Запис на межі календаря"}, "date"),
        ({"measure": 123456}, "measure"),
        ({"recorded_by": 1}, "recorded_by"),
        ({"reverses": 1}, "reverses"),
    ],
)
def test_the_ledger_takes_only_what_can_be_money(
    api: Client, print_media: Measure, body: dict[str, Any], field: str
) -> None:
    right = {
        "stage": "paid",
        "measure": print_media.pk,
        "budget_year": 2021,
        "source": "community-budget",
        "date": "2021-04-06",
        "amount": "100.10",
        "document_number": "пд № 1",
    }

    answer = api("accountant").post(f"{API}/ledger/", {**right, **body})

    assert (answer.status_code, list(told(answer))) == (400, [field])
    assert says_in_ukrainian(answer)
    assert LedgerEntry.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_an_entry_of_the_ledger_is_only_reversed(api: Client, entry: LedgerEntry, method: str) -> None:
    answer = getattr(api("accountant"), method)(f"{API}/ledger/{entry.pk}/", {"amount": "1.00"})

    assert answer.status_code == 405
    assert told(answer) == {
        "detail": f"Ця адреса не приймає {method.upper()}; вона приймає GET, HEAD. "
        "Запис журналу не змінюють і не видаляють: надішліть POST на його reverse/."
    }
    assert answer["Allow"] == "GET, HEAD"


def test_a_form_is_not_json(api: Client, program: Program) -> None:
    answer = api("coordinator").post(f"{API}/programs/", "slug=x", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 415
    assert says_in_ukrainian(answer)


def test_an_address_without_its_last_slash_leads_on(api: Client, program: Program) -> None:
    answer = api().get(f"{API}/programs?status=in_force")

    assert (answer.status_code, answer["Location"]) == (308, f"{API}/programs/?status=in_force")
    assert api("coordinator").post(f"{API}/programs", {}).status_code == 404


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/x%0d%0aSet-Cookie:y", "/x%0D%0ASet-Cookie:y/"),
        ("/%00", "/%00/"),
        ("/програми", "/%D0%BF%D1%80%D0%BE%D0%B3%D1%80%D0%B0%D0%BC%D0%B8/"),
        ("/a%3Fb", "/a%3Fb/"),
    ],
)
def test_an_address_leads_on_in_the_letters_that_a_header_may_have(
    api: Client, db: None, address: str, leads_to: str
) -> None:
    answer = api().get(f"{API}{address}")

    assert (answer.status_code, answer["Location"]) == (308, f"{API}{leads_to}")


@pytest.mark.parametrize("collection", ["legal-acts", "activities", "ledger", "allocations"])
def test_a_year_that_no_calendar_has_is_refused(api: Client, db: None, collection: str) -> None:
    answer = api().get(f"{API}/{collection}/?year=0")

    assert (answer.status_code, list(told(answer))) == (400, ["year"])
