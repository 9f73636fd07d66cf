"""Two people pay the same act through two doors at the same moment, on PostgreSQL: one payment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from media_contracts import services
from media_contracts.models import Payment
from programs.models import FundingSource, LedgerEntry
from programs.services import post_entry
from tests.conftest import account
from tests.media_contracts.contracting import drafted_act, in_force, money, newspaper, pay, publish

pytestmark = pytest.mark.postgresql
DAY, AMOUNT = date(2021, 4, 6), "2000.00"


@pytest.mark.parametrize("doors", [("contract", "form"), ("contract", "contract"), ("form", "form")])
def test_an_act_that_two_people_pay_at_once_is_paid_once(shared_portal: None, doors: tuple[str, str]) -> None:
    by, accountant = account("coordinator"), account("accountant")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
    line: dict[str, Any] = {"stage": "paid", "measure": contract.measure, "budget_year": 2021, "date": DAY}
    line |= {"source": FundingSource.objects.get(), "amount": Decimal(AMOUNT), "document_number": "101"}
    ways: dict[str, Callable[[], Any]] = {
        "contract": partial(pay, contract, act, AMOUNT, DAY, "пд № 101", accountant),
        "form": partial(post_entry, by=accountant, counterparty="ТОВ «Вигадана газета»", **line),
    }
    start = Barrier(2)

    def run(door: str) -> str:
        start.wait()
        try:
            ways[door]()
        except ValidationError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(run, doors))

    assert results[1] == "paid"
    assert results[0] in ("Question", "ValidationError")
    assert [entry.amount for entry in LedgerEntry.objects.standing().filter(stage="paid")] == [Decimal(AMOUNT)]
    assert Payment.objects.count() <= 1
