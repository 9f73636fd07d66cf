"""What waits for payment is asked, paid and taken back through the portal's list of modules, by nobody who knows
contracts.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from media_contracts import services
from programs import modules
from programs.models import LedgerEntry
from tests.media_contracts.contracting import drafted_act, in_force, money, newspaper, publish

Person = Callable[[str], User]
MARCH = (date(2021, 3, 1), date(2021, 3, 31))
pytestmark = pytest.mark.django_db


def test_an_act_waits_until_it_is_paid_and_waits_again_when_the_payment_is_taken_back(
    person: Person, client: Client
) -> None:
    by, accountant = person("coordinator"), person("accountant")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
    payment = {"amount": money("2000.00"), "date": date(2021, 4, 6), "document_number": "пд № 1"}

    act, advance = modules.payable([contract.measure_id])
    client.force_login(accountant)
    page = client.get(act.page).content.decode()
    with pytest.raises(ValidationError, match="бухгалтер"):
        modules.pay(act.key, by=by, **payment)
    entries = modules.pay(act.key, by=accountant, **payment)

    assert (act.left, act.number, act.payee, act.payee_code) == (
        Decimal("2000.00"),
        "12",
        "ТОВ «Вигадана газета»",
        "26510514",
    )
    assert (advance.left, advance.is_advance) == (Decimal("8000.00"), True)
    assert "2 000,00" in page.replace("\xa0", " ")
    assert [entry.amount for entry in entries] == [Decimal("2000.00")]
    assert [row.key for row in modules.payable()] == [advance.key]
    assert modules.payable([]) == []

    modules.take_back(entries, date=date(2021, 4, 7), by=accountant, reason="Повернули")

    assert modules.payable() == [act, advance]
    assert LedgerEntry.objects.get(reverses=entries[0]).date == date(2021, 4, 7)
    for gone in ("media_contracts/act/999", "media_contracts/contract/x", "nobody/act/1"):
        with pytest.raises(ValidationError):
            modules.pay(gone, by=accountant, **payment)


def test_api_and_table_ask_before_they_pay_past_an_act_that_waits(person: Person, client: Client) -> None:
    by, accountant = person("coordinator"), person("accountant")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("200"))
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
    client.force_login(accountant)
    line = {"stage": "paid", "measure": contract.measure_id, "budget_year": 2021, "source": "community-budget"}
    line |= {"date": "2021-04-06", "amount": "2000.00", "document_number": "7", "counterparty": ""}
    row = "paid;06.04.2021;information-space-2021-2023;print-media;2021;community-budget;2000,00;7"
    file = f"stage;date;program;code;budget_year;source;amount;document_number\n{row}\n"
    table, confirm = (reverse(f"admin:programs_ledgerentry_import{part}") for part in ("", "_confirm"))

    def brought() -> list[dict[str, Any]]:
        return client.post(table, {"file": SimpleUploadedFile("t.csv", file.encode())}).context["preview"].questions

    refused = client.post("/api/v1/ledger/", line, content_type="application/json")
    [asked] = brought()
    client.post(confirm, {asked["key"]: "same"})
    assert (refused.status_code, refused.json()["code"]) == (409, "payable")
    assert [each["key"] for each in refused.json()["documents"]] == [f"media_contracts/act/{act.pk}"]
    assert [value for value, _words in asked["choices"]] == ["same", "other"]
    assert list(LedgerEntry.objects.filter(stage="paid")) == []

    client.post("/api/v1/ledger/", line | {"amount": "1500", "document_number": "8"}, content_type="application/json")
    brought()
    client.post(confirm, {asked["key"]: "other"})
    assert {entry.document_number for entry in LedgerEntry.objects.filter(stage="paid")} == {"7", "8"}
