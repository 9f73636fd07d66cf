"""A table of publications is written in one go, new and changed ones alike, each with its version and history."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tablib import Dataset

from media_contracts import services
from media_contracts.models import MediaOutlet, Publication
from media_contracts.resources import PublicationResource
from tests.media_contracts.contracting import drafted_act, in_force, newspaper, publish

HEAD = "number;outlet;date;kind;headline;link;columns;height\n"
Person = Callable[[str], User]


@pytest.fixture
def by(shared_portal: None, person: Person) -> User:
    return person("coordinator")


@pytest.fixture
def coordinator(client: Client, by: User) -> Client:
    client.force_login(by)
    return client


@pytest.fixture
def paper(by: User) -> MediaOutlet:
    return newspaper(by)


def bring(client: Client, *rows: str) -> Any:
    file = SimpleUploadedFile("table.csv", (HEAD + "\n".join(rows)).encode())
    return client.post(reverse("admin:media_contracts_publication_import"), {"file": file})


def confirm(client: Client) -> Any:
    return client.post(reverse("admin:media_contracts_publication_import_confirm"))


def row(paper: MediaOutlet, number: int, headline: str, pk: object = "") -> str:
    return (
        f"{pk};{paper.slug};{number % 28 + 1:02}.03.2021;council;{headline} {number};https://news.example/{number};5;10"
    )


@pytest.mark.both_databases("imports")
def test_new_and_changed_publications_are_written_at_once_each_with_its_history(
    coordinator: Client, paper: MediaOutlet, by: User
) -> None:
    bring(coordinator, *(row(paper, number, "Сесія") for number in range(3)))
    confirm(coordinator)
    first = list(Publication.objects.order_by("pk"))
    bring(coordinator, row(paper, 0, "Бюджет", first[0].pk), row(paper, 1, "Сесія"), row(paper, 7, "Угода"))
    confirm(coordinator)

    assert [(each.headline, each.version) for each in Publication.objects.order_by("pk")] == [
        ("Бюджет 0", 2),
        ("Сесія 1", 1),
        ("Сесія 2", 1),
        ("Угода 7", 1),
    ]
    assert [each.quantity for each in Publication.objects.all()] == [first[0].quantity] * 4
    assert [each.headline for each in Publication.objects.filter(folded__holds="бюджет")] == ["Бюджет 0"]
    assert list(
        Publication.history.order_by("history_id").values_list(
            "id", "headline", "version", "history_type", "history_user", "history_change_reason"
        )
    ) == [
        *((each.pk, each.headline, 1, "+", by.pk, None) for each in first),
        (Publication.objects.latest("pk").pk, "Угода 7", 1, "+", by.pk, None),
        (first[0].pk, "Бюджет 0", 2, "~", by.pk, None),
    ]
    changed = Publication.history.latest("history_id")
    assert [each.field for each in changed.diff_against(changed.prev_record).changes] == ["headline"]


def test_writing_asks_as_much_for_many_rows_as_for_few(coordinator: Client, paper: MediaOutlet) -> None:
    counts = []
    for headline in ("Сесія", "Бюджет"):
        for rows in (range(10), range(100, 130)):
            keys = dict(Publication.objects.values_list("link", "pk"))
            links = {number: keys.get(f"https://news.example/{number}", "") for number in rows}
            bring(coordinator, *(row(paper, number, headline, links[number]) for number in rows))
            with CaptureQueriesContext(connection) as captured:
                assert confirm(coordinator).status_code == 302
            counts.append(len([each for each in captured.captured_queries if "media_contracts_" in each["sql"]]))

    assert counts[0] == counts[1]
    assert counts[2] == counts[3]
    assert {each.headline.split()[0] for each in Publication.objects.all()} == {"Бюджет"}
    assert Publication.objects.filter(version=2).count() == 40


@pytest.mark.both_databases("imports")
def test_what_changed_since_the_rows_were_tried_keeps_the_whole_file_out(paper: MediaOutlet, by: User) -> None:
    """Asked under the lock: what the file says moved, and the publication that an act took meanwhile."""
    contract = in_force(paper, by)
    stood = publish(paper, date(2021, 3, 5), by)
    stood.headline, stood.quantity = "Інший заголовок", stood.quantity + 1
    new = Publication(outlet=paper, date=date(2021, 3, 6), kind="council", headline="Нова")

    assert not services.save_publications(publications=[new, stood], by=by, moved=lambda: True)
    services.sign_act(act=drafted_act(contract, stood.date, stood.date, by, number="1"), by=by)
    assert not services.save_publications(publications=[new, stood], by=by, moved=lambda: False)

    assert [each.headline for each in Publication.objects.all()] != ["Інший заголовок"]
    assert (Publication.objects.count(), Publication.history.count()) == (1, 1)


def test_a_file_knows_what_of_its_publications_moved(paper: MediaOutlet, by: User) -> None:
    stood, other = (publish(paper, date(2021, 3, day), by) for day in (5, 6))
    lines = [row(paper, 4, "Сесія", stood.pk), row(paper, 5, "Бюджет")]

    def tried() -> PublicationResource:
        resource = PublicationResource(by=by)
        dataset = Dataset(*(line.split(";") for line in lines), headers=HEAD.strip().split(";"))
        resource.rename_headers(dataset)
        assert [each.validation_error for each in resource.run(dataset)] == [None, None]
        return resource

    def after(**about: Any) -> bool:
        resource = tried()
        came = Publication.objects.create(**{"outlet": paper, "kind": "council", **about})
        moved = resource.moved()
        came.delete()
        return moved

    assert not tried().moved()
    assert not after(date=date(2021, 3, 6), headline="Про щось інше")
    assert after(date=date(2021, 3, 6), headline="«БЮДЖЕТ 5»")
    assert after(date=date(2020, 3, 6), headline="Про щось інше", link="https://news.example/5")
    resource = tried()
    services.save_publication(publication=other, by=by)
    assert not resource.moved()
    services.save_publication(publication=stood, by=by)
    assert resource.moved()
    resource = tried()
    stood.delete()
    assert resource.moved()
