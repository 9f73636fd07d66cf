"""The database is asked as often for thirty records as for one."""

from collections.abc import Callable
from itertools import product

from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Program
from tests.programs.api.conftest import API, Client

LISTS = ("measures", "tasks", "allocations", "appropriations", "ledger", "activities")


def test_lists(api: Client, program_with: Callable[[int], Program]) -> None:
    client = api()
    few, many = program_with(1), program_with(30)

    def queries(collection: str, kind: str, program: Program) -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"{API}/{collection}/?program={program.slug}&page_size=500&format={kind}")
        assert answer.status_code == 200
        return len(captured)

    questions = product(LISTS, ("json", "csv"))
    counts = {question: (queries(*question, few), queries(*question, many)) for question in questions}

    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}
    assert max(most for _few, most in counts.values()) <= 25


def test_records(api: Client, program_with: Callable[[int], Program]) -> None:
    client = api()

    def queries(program: Program) -> list[int]:
        measure, edition = program.measures.first(), program.editions.get()
        assert measure is not None
        counts = []
        for address in (f"programs/{program.slug}/", f"measures/{measure.pk}/", f"editions/{edition.pk}/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{API}/{address}").status_code == 200
            counts.append(len(captured))
        return counts

    assert queries(program_with(1)) == queries(program_with(30))
