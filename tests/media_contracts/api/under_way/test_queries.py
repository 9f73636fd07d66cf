"""The database is asked as often for many contracts and publications as for few."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from media_contracts.models import Publication
from tests.media_contracts.api.conftest import CONTRACTS
from tests.media_contracts.api.under_way.conftest import World
from tests.media_contracts.contracting import drafted_act, in_force, pay, services
from tests.programs.api.conftest import API, Client

QUESTIONS = (*(f"{name}/?format=csv" for name in CONTRACTS), "contracts/ocds/")


def queries(client: Any) -> dict[str, int]:
    counts = {}
    for question in QUESTIONS:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{API}/{question}").status_code == 200
        counts[question] = len(captured)
    return counts


def test_lists_files_and_releases(api: Client, world: World, person: Any) -> None:
    by, few = person("coordinator"), queries(api())
    other = in_force(world.paper, by, number="16", quantity=100)
    line = other.lines.get()
    Publication.objects.bulk_create(
        Publication(
            outlet=world.paper,
            contract_line=line,
            date=date(2021, 4, day),
            kind="council",
            headline="Рада",
            link="https://example.org/",
        )
        for day in range(1, 30)
    )
    act = services.sign_act(act=drafted_act(other, date(2021, 4, 1), date(2021, 4, 9), by, number="1"), by=by)
    pay(other, act, "10.00", date(2021, 4, 30), "пд № 9", person("accountant"))

    assert queries(api()) == few
    assert max(few.values()) <= 20
