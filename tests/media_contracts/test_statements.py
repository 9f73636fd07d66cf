"""How many statements a clerk's step asks of the database while somebody waits."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from media_contracts import services
from programs.models import Program
from tests.media_contracts.contracting import drafted_act, in_force, money, newspaper, pay, publish


def test_a_payment_is_recorded_in_a_few_statements(program: Program, person: Any) -> None:
    """It writes the payment, its history, the step of the contract, the entry of the ledger and its link."""
    by = person("coordinator")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)

    with CaptureQueriesContext(connection) as statements:
        payment = pay(contract, act, "2000", date(2021, 4, 6), "110", by)

    assert (payment.kind, sum(query["sql"].startswith("INSERT") for query in statements.captured_queries)) == (
        "whole",
        5,
    )
    assert len(statements) <= 35, "\n".join(query["sql"] for query in statements.captured_queries)
