"""Two people at once, on PostgreSQL: no update is lost, nothing is reversed twice, no second draft appears."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection

from programs.models import Edition, FundingSource, LedgerEntry, Measure, MeasureRow, Program
from programs.services import Conflict, open_draft_edition, post_entry, reverse_entry, save_plan_row
from tests.conftest import load_founding_data

pytestmark = pytest.mark.postgresql


@pytest.fixture
def accountant(transactional_db: None) -> User:
    load_founding_data()
    return User.objects.create_user("accountant")


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Run the works in threads of their own, started together; what came of each, sorted by name."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        start.wait()
        try:
            work()
        except (Conflict, ValidationError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_of_two_corrections_of_a_measure_one_wins_and_the_other_is_told(accountant: User) -> None:
    first, second = (MeasureRow.objects.select_related("edition").get(number="3.1") for _ in range(2))
    first.title, second.title = "Перший", "Другий"

    results = at_once(
        *(lambda row=row: save_plan_row(row=row, by=accountant, reason="описка") for row in (first, second))
    )

    assert results == ["Conflict", "done"]
    row = MeasureRow.objects.get(number="3.1")
    assert (row.version, row.history.count()) == (2, 2)


def test_an_entry_is_reversed_once_however_many_press_the_button(accountant: User) -> None:
    entry = post_entry(
        by=accountant,
        stage="paid",
        measure=Measure.objects.get(code="print-media"),
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 4, 6),
        amount=Decimal("10560.00"),
        document_number="пд № 101",
    )

    def press() -> None:
        reverse_entry(entry=entry, date=date(2021, 4, 7), by=accountant, note="Двічі")

    assert at_once(press, press, press) == ["ValidationError", "ValidationError", "done"]
    assert [row["sum"] for row in LedgerEntry.objects.totals()] == [Decimal("0.00")]


def test_two_people_open_one_draft(accountant: User) -> None:
    program = Program.objects.get()

    results = at_once(*[lambda: open_draft_edition(program=program, by=accountant)] * 2)

    assert results == ["ValidationError", "done"]
    assert Edition.objects.filter(status="draft").count() == 1
    assert MeasureRow.objects.count() == 34


def test_two_entries_cannot_both_take_the_last_hryvnia_of_a_limit(accountant: User) -> None:
    def pay(number: str) -> None:
        post_entry(
            by=accountant,
            stage="paid",
            measure=Measure.objects.get(code="site-support"),
            budget_year=2021,
            source=FundingSource.objects.get(),
            date=date(2021, 4, 6),
            amount=Decimal("12000.00"),
            document_number=number,
        )

    assert at_once(lambda: pay("пд № 1"), lambda: pay("пд № 2")) == ["ValidationError", "done"]
    assert [row["sum"] for row in LedgerEntry.objects.totals()] == [Decimal("12000.00")]
