"""Conditional requests: nothing is sent twice, nothing is overwritten unseen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from kakhovka_portal.api import router
from programs.migrating import changes_allowed
from programs.models import (
    Activity,
    BudgetAppropriation,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureRow,
    Program,
)
from programs.services import post_entry, save_measure, save_record
from tests.programs.amending import executors
from tests.programs.api.conftest import API, COLLECTIONS, SLUG, Client, Draft, told

PROGRAM = f"{API}/programs/{SLUG}/"
NOT_NAMED = {
    "type": "https://www.rfc-editor.org/rfc/rfc6585#section-3",
    "title": "Precondition Required",
    "status": 428,
    "detail": "Надішліть If-Match з міткою ETag запису, який ви прочитали, щоб не перезаписати непомітно чужу зміну; "
    "«*» означає будь-яку його версію.",
}


@pytest.fixture
def written(print_media: Measure, source: FundingSource, person: Any) -> dict[str, Any]:
    """One change for each collection whose records have no title; those that are empty get a record."""
    BudgetAppropriation.objects.create(
        measure=print_media, year=2021, source=source, amount=Decimal("1.00"), effective_from=date(2021, 1, 1)
    )
    Activity.objects.create(measure=print_media, kind="briefing", date=date(2021, 4, 6), title="Брифінг")
    return {"editions": {"note": "примітка"}, "allocations": {"amount": "5.00"}, "appropriations": {"amount": "5.00"}}


def test_every_record_has_a_strong_tag(api: Client, draft: Draft, entry: LedgerEntry) -> None:
    staff = api("coordinator")
    records = {
        name: staff.get(f"{API}/{name}/", {"page_size": 1, "ordering": "id"} if name != "programs" else {}).json()
        for name in COLLECTIONS
    }
    tags = {
        name: staff.get(f"{API}/{name}/{item['results'][0]['slug' if name == 'programs' else 'id']}/")["ETag"]
        for name, item in records.items()
    }

    assert [tag for tag in tags.values() if not (tag.startswith('"') and tag.endswith('"') and len(tag) == 35)] == []
    assert len(set(tags.values())) == len(COLLECTIONS)


def test_what_is_still_the_same_is_not_sent_again(api: Client, program: Program) -> None:
    first = api().get(PROGRAM)
    again = api().get(PROGRAM, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_new_money_is_sent_although_the_record_is_the_same(
    api: Client, print_media: Measure, source: FundingSource, person: Any
) -> None:
    before = api("coordinator").get(PROGRAM)
    post_entry(
        by=person("accountant"),
        stage="paid",
        measure=print_media,
        budget_year=2021,
        source=source,
        date=date(2021, 4, 6),
        amount=Decimal("100.00"),
        document_number="1",
    )

    after = api("coordinator").get(PROGRAM, headers={"If-None-Match": before["ETag"]})
    change = api("coordinator").patch(PROGRAM, {"short_title": "Коротко"}, headers={"If-Match": before["ETag"]})

    assert after.status_code == 200
    assert change.status_code == 200


def test_formats_and_languages_have_their_own_tags(api: Client, program: Program) -> None:
    answers = [
        api().get(PROGRAM),
        api().get(PROGRAM, {"format": "csv"}),
        api().get(PROGRAM, {"format": "xlsx"}),
        api().get(PROGRAM, headers={"Accept-Language": "en"}),
    ]

    assert len({answer["ETag"] for answer in answers}) == 4


def test_the_second_writer_sees_both_versions(api: Client, draft: Draft, print_media: Measure) -> None:
    address = f"{API}/measures/{print_media.pk}/?edition={draft.edition.pk}"
    coordinator, head = api("coordinator"), api("head")
    seen = coordinator.get(address)["ETag"]

    first = head.patch(address, {"title": "Назва керівника"}, headers={"If-Match": seen})
    second = coordinator.patch(address, {"title": "Назва координатора"}, headers={"If-Match": seen})

    assert (first.status_code, second.status_code) == (200, 412)
    assert told(second) == {
        "detail": "Хтось змінив цей запис після того, як ви його відкрили. "
        "Порівняйте обидві версії та збережіть знову.",
        "sent": {"title": "Назва координатора"},
        "current": first.json(),
    }
    assert coordinator.get(address).json()["title"] == "Назва керівника"
    assert coordinator.patch(address, {"title": "Разом"}, headers={"If-Match": first["ETag"]}).status_code == 200


def test_every_collection_that_takes_changes_shows_both_versions(
    api: Client, draft: Draft, written: dict[str, Any]
) -> None:
    """A collection of the core that joins the router without this check fails here."""
    own = [(prefix, view) for prefix, view, _name in router.registry if view.__module__.startswith("programs.")]
    changing = {prefix for prefix, view in own if hasattr(view, "partial_update")}
    answers: dict[str, tuple[Any, ...]] = {}
    for name in changing:
        role = api("accountant" if name == "appropriations" else "coordinator")
        records = role.get(f"{API}/{name}/", {"page_size": 1}).json()["results"]
        address = f"{API}/{name}/{records[0]['slug' if name == 'programs' else 'id']}/"
        sent = written.get(name, {"title": "Інша назва"})
        answer = role.patch(address, sent, headers={"If-Match": '"seen.long-ago"'})
        answers[name] = (answer.status_code, answer.json()["sent"] == sent, answer.json()["current"] == records[0])
        unnamed = [call(address, headers={"If-Match": ""}) for call in (role.patch, role.delete)]
        answers[name] += tuple(each.json() == NOT_NAMED for each in unnamed)

    nobody_deletes = {"programs": (412, True, True, True, False)}
    assert answers == dict.fromkeys(changing, (412, True, True, True, True)) | nobody_deletes
    assert changing >= {"programs", "legal-acts", "editions", "tasks", "measures", "allocations", "appropriations"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", 428),
        (" ", 428),
        ("*", 200),
        ('"other"', 412),
        ('"other.other"', 412),
        ('W/"other.other"', 412),
        ("W/{tag}", 200),
        ('W/"other", W/{tag}', 200),
        ("{csv}", 200),
        ("W/{csv}", 200),
        ('"other", {tag}', 200),
        ("x", 412),
    ],
)
def test_a_write_names_the_version_it_means(api: Client, program: Program, header: str, code: int) -> None:
    """In whatever format it was read: a weak tag names the same state as a strong one."""
    coordinator = api("coordinator")
    tag, csv = (coordinator.get(PROGRAM, {"format": format})["ETag"] for format in ("json", "csv"))

    answer = coordinator.patch(
        PROGRAM, {"short_title": "Коротко"}, headers={"If-Match": header.format(tag=tag, csv=csv)}
    )

    program.refresh_from_db()
    assert (answer.status_code, program.short_title == "Коротко") == (code, code == 200)


def test_executors_belong_to_the_state_of_a_measure(api: Client, draft: Draft, print_media: Measure) -> None:
    address = f"{API}/measures/{print_media.pk}/?edition={draft.edition.pk}"
    seen = api("coordinator").get(address)["ETag"]
    row = MeasureRow.objects.get(edition=draft.edition, measure=print_media)
    save_measure(row=row, executors=executors([]), by=None)

    answer = api("coordinator").patch(address, {"title": "Назва"}, headers={"If-Match": seen})

    assert answer.status_code == 412


def test_a_record_that_changed_is_not_deleted_unseen(api: Client, program: Program) -> None:
    act = LegalAct.objects.create(role="other", body="Рада", number="5", date="2022-01-05", title="Про інше")
    address = f"{API}/legal-acts/{act.pk}/"
    seen = api("coordinator").get(address)["ETag"]
    act.title = "Про зовсім інше"
    save_record(record=act, by=None)

    refused = api("coordinator").delete(address, headers={"If-Match": seen})
    done = api("coordinator").delete(address, headers={"If-Match": api("coordinator").get(address)["ETag"]})

    assert (refused.status_code, refused.json()["current"]["title"], done.status_code) == (412, "Про зовсім інше", 204)


def test_a_write_answers_with_the_tag_of_the_next_one(api: Client, program: Program) -> None:
    coordinator = api("coordinator")
    first = coordinator.patch(PROGRAM, {"short_title": "Раз"})
    second = coordinator.patch(PROGRAM, {"short_title": "Два"}, headers={"If-Match": first["ETag"]})

    assert (second.status_code, coordinator.get(PROGRAM)["ETag"]) == (200, second["ETag"])


def test_a_tag_says_nothing_of_a_private_note(api: Client, entry: LedgerEntry, person: Any) -> None:
    """An entry that differs only in what staff read: the public's tag is the same, that of staff another."""

    def tags(note: str) -> list[str]:
        with changes_allowed(connection, LedgerEntry._meta.db_table):
            QuerySet(LedgerEntry).filter(pk=entry.pk).update(note=note, folded_note=note, recorded_by=person(note))
        return [api(role).get(f"{API}/ledger/{entry.pk}/")["ETag"] for role in (None, "commission", "accountant")]

    first, second = tags("accountant"), tags("head")

    assert [one == other for one, other in zip(first, second, strict=True)] == [True, True, False]


def test_a_private_change_moves_no_public_tag(api: Client, draft: Draft, program: Program) -> None:
    """A version moves with everything that is saved; the public hears of what it may read alone."""
    seen = [api(role).get(PROGRAM)["ETag"] for role in (None, "head")]
    save_record(record=Program.objects.get(pk=program.pk), by=None)

    now = [api(role).get(PROGRAM)["ETag"] for role in (None, "head")]

    assert [one == other for one, other in zip(seen, now, strict=True)] == [True, False]


def test_the_description_says_that_a_change_names_its_version(api: Client, db: None) -> None:
    paths = api().get(f"{API}/schema/", {"format": "json"}).json()["paths"]
    asked = {
        (method, any(p["name"] == "If-Match" and p.get("required") for p in operation.get("parameters", [])), *codes)
        for path in paths.values()
        for method, operation in path.items()
        for codes in [[code for code in ("412", "428") if code in operation["responses"]]]
    }

    assert asked == {
        *[("get", False), ("post", False), ("post", False, "412")],
        *[("patch", True, "412", "428"), ("delete", True, "412", "428")],
    }
