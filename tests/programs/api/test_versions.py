"""Conditional requests: nothing is sent twice, nothing is overwritten unseen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kakhovka_portal.api import router
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
from tests.programs.api.conftest import API, COLLECTIONS, SLUG, Client, Draft

PROGRAM = f"{API}/programs/{SLUG}/"


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
    before = api().get(PROGRAM)
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

    after = api().get(PROGRAM, headers={"If-None-Match": before["ETag"]})
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
    assert second.json() == {
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
    answers = {}
    for name in changing:
        role = api("accountant" if name == "appropriations" else "coordinator")
        records = role.get(f"{API}/{name}/", {"page_size": 1}).json()["results"]
        address = f"{API}/{name}/{records[0]['slug' if name == 'programs' else 'id']}/"
        sent = written.get(name, {"title": "Інша назва"})
        answer = role.patch(address, sent, headers={"If-Match": '"seen.long-ago"'})
        answers[name] = (answer.status_code, answer.json()["sent"] == sent, answer.json()["current"] == records[0])

    assert answers == dict.fromkeys(changing, (412, True, True))
    assert changing >= {"programs", "legal-acts", "editions", "tasks", "measures", "allocations", "appropriations"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, 200),
        ("*", 200),
        ('"other"', 412),
        ('"other.other"', 412),
        ("W/{tag}", 412),
        ('"other", {tag}', 200),
        ("x", 412),
    ],
)
def test_a_write_may_name_the_version_it_means(api: Client, program: Program, header: str | None, code: int) -> None:
    tag = api().get(PROGRAM)["ETag"]
    headers = {"If-Match": header.format(tag=tag)} if header else {}

    answer = api("coordinator").patch(PROGRAM, {"short_title": "Коротко"}, headers=headers)

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
