"""Money gets in through six doors that know one another: the same real payment brought through one and then the other
is one truth, with the same public figures in either order.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import Act
from media_contracts.statement import act_money
from programs.models import FundingSource, LedgerEntry, Measure, Program, TreasuryPayer
from programs.statement import statement_on
from tests.conftest import account, shared_by_module
from tests.doors_of_files import LEDGER, Choices, bring_sheet, bring_table, bring_treasury
from tests.media_contracts.contracting import drafted_act, in_force, money, newspaper, publish
from tests.programs.treasury_files import COUNCIL

DAY, SHEET = date(2021, 4, 6), date(2021, 4, 30)
AMOUNT, PAYEE, NUMBER = "2000.00", "ТОВ «Вигадана газета»", "пд № 101"
JSON = "application/json"


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An act of 2 000 hryvnias that waits for its payment."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        paper = newspaper(by)
        contract = in_force(paper, by, quantity=money("1000"))
        publish(paper, date(2021, 3, 5), by)
        services.sign_act(act=drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
        TreasuryPayer.objects.create(edrpou=COUNCIL, name="Рада")
        yield


@pytest.fixture
def accountant(module_data: None, db: None, client: Client) -> Client:
    client.force_login(account("accountant"))
    return client


def the_measure() -> Measure:
    return Measure.objects.get(code="print-media")


# ---- the doors: each as the accountant goes through it who says of the same payment that it is the same -----------


def answer(client: Client, page: Any, address: str, typed: dict[str, Any]) -> Any:
    """Press what says that it is the same payment, or that the sheet counted it, as long as the page asks."""
    while question := (page.context or {}).get("same_money"):
        name, value, _words = question["answers"][0]
        typed = {**typed, name: value}
        page = client.post(address, typed)
    return page


def form(client: Client) -> None:
    """The bare form of the ledger, by somebody who says that no contract stands behind it."""
    typed = {
        "stage": "paid",
        "measure": the_measure().pk,
        "budget_year": 2021,
        "source": FundingSource.objects.get().pk,
        "fund": "general",
        "date": f"{DAY:%d.%m.%Y}",
        "document_number": NUMBER,
        "amount": AMOUNT,
        "counterparty": PAYEE,
        "without_contract": "1",
    }
    page = answer(client, client.post(reverse(f"{LEDGER}add"), typed), reverse(f"{LEDGER}add"), typed)
    assert page.status_code == 302


def api(client: Client) -> None:
    body: dict[str, Any] = {
        "stage": "paid",
        "measure": the_measure().pk,
        "budget_year": 2021,
        "source": "community-budget",
        "date": f"{DAY}",
        "amount": AMOUNT,
        "document_number": NUMBER,
        "counterparty": PAYEE,
    }
    answered = client.post("/api/v1/ledger/", body, content_type=JSON)
    if answered.status_code == 409 and answered.json()["code"] == "payable":
        body["without_contract"] = True
        answered = client.post("/api/v1/ledger/", body, content_type=JSON)
    if answered.status_code == 409 and answered.json()["code"] == "balance":
        body["part_of"] = [entry["id"] for entry in answered.json()["entries"]]
        answered = client.post("/api/v1/ledger/", body, content_type=JSON)
    assert answered.status_code in (201, 409), answered.content


def same(key: str, choices: Choices) -> str:
    """It is the same payment, or the sheet counted it; what waits under a contract is paid without it here."""
    return choices[key.startswith("payable")][0]


def table(client: Client) -> None:
    row = {
        "stage": "paid",
        "date": f"{DAY:%d.%m.%Y}",
        "budget_year": 2021,
        "amount": AMOUNT,
        "document_number": NUMBER,
        "counterparty": PAYEE,
    }
    bring_table(client, row, the_measure(), same)


def treasury(client: Client) -> None:
    name = 'ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ "ВИГАДАНА ГАЗЕТА"'
    payment = {"recipt_name": name, "recipt_edrpou": "26510514", "doc_number": "101", "amount": 2000}
    bring_treasury(account("accountant"), payment, the_measure(), same)


def sheet(client: Client) -> None:
    """The finance department's sheet until the end of April, which says only how much was paid."""
    bring_sheet(account("accountant"), the_measure(), through=SHEET, paid=AMOUNT)


def contract(client: Client) -> None:
    """The payment under the contract, for the act that waits."""
    act = Act.objects.get()
    address = reverse("admin:media_contracts_payment_add") + f"?contract={act.contract_id}"
    typed = {"contract": act.contract_id, "document_number": "101", "date": f"{DAY:%d.%m.%Y}", "amount": AMOUNT}
    if client.get(address).context["form"].fields["act"].queryset:
        typed["act"] = act.pk  # else nothing waits any more, and what comes now would be an advance
    page = answer(client, client.post(address, typed), address, typed)
    assert page.status_code == 302 or "вже внесено" in page.content.decode()


DOORS: dict[str, Callable[[Client], None]] = {
    "form": form,
    "api": api,
    "file": table,
    "treasury": treasury,
    "sheet": sheet,
    "contract": contract,
}


def truth() -> dict[str, Any]:
    """What everybody may read: what is paid on three days, whether the act is paid, and what stands in the ledger."""
    program = Program.objects.get()
    lines = {
        day: next(line for line in statement_on(program, day).measures if line.row.measure.code == "print-media")
        for day in (date(2021, 4, 5), DAY, date(2021, 12, 31))
    }
    standing = LedgerEntry.objects.standing().filter(stage="paid")
    return {
        "paid": {day: line.total.paid for day, line in lines.items()},
        "act": act_money([Act.objects.get()])[Act.objects.get().pk].paid,
        "standing": [(entry.date, entry.amount) for entry in standing],
    }


def published(day: date) -> dict[str, Decimal]:
    """What a visitor reads of the measure's money on a day: its page, the register of payments, the API."""
    visitor, on = Client(), {"on": str(day)}
    program = Program.objects.get()
    page = visitor.get(f"/programs/{program.slug}/measures/print-media/", on).context["line"]
    [measure] = visitor.get("/api/v1/measures/", {"code": "print-media", "year": "2021", **on}).json()["results"]
    [year] = measure["years"]
    register = visitor.get("/payments/", on).context["totals"]
    entries = visitor.get("/api/v1/ledger/", {"stage": "paid", "date_to": f"{day}"}).json()["results"]
    return {
        "page": page.total.paid,
        "register": register["together"],
        "without a contract, register": register["without"],
        "measure, API": Decimal(year["paid"]),
        "without a contract, API": Decimal(year["paid_without_contract"]),
        "ledger, API": sum((Decimal(each["amount"]) for each in entries), Decimal(0)),
        "without a contract, ledger": sum(
            (Decimal(each["amount"]) for each in entries if not each["under_contract"]), Decimal(0)
        ),
    }


MAIN = [{"contract", other} for other in ("form", "file", "treasury", "sheet")] + [{"form", "sheet"}]
both = pytest.mark.both_databases("imports")  # each door, as it finds what it has written itself
# Each door once before another and once after; sheet and contract, which a sheet may count, beside single payments.
RING = ("form", "contract", "api", "sheet", "file", "treasury")
NEXT = dict(zip(RING, [*RING[1:], RING[0]], strict=True))


def pair_of_doors(first: str, second: str) -> Any:
    if first == second:
        return pytest.param(first, second, marks=both)
    return pytest.param(first, second, marks=[] if NEXT[first] == second else pytest.mark.exhaustive)


@pytest.mark.parametrize(("first", "second"), [pair_of_doors(*pair) for pair in product(DOORS, DOORS)])
def test_the_same_payment_through_two_doors_is_one_truth(accountant: Client, first: str, second: str) -> None:
    doors = {first, second}
    day = SHEET if doors == {"sheet"} else DAY
    amount = Decimal(AMOUNT)

    DOORS[first](accountant)
    DOORS[second](accountant)

    assert truth() == {
        "paid": {date(2021, 4, 5): Decimal(0), DAY: amount if day == DAY else Decimal(0), date(2021, 12, 31): amount},
        "act": amount if doors & {"contract", "treasury"} else Decimal(0),  # the treasury's file finds the act
        "standing": [(day, amount)],
    }
    for shown in (day, date(2021, 12, 31)) if doors in MAIN else ():
        bare = Decimal(0) if doors & {"contract", "treasury"} else amount
        figures = published(shown)
        assert figures == {name: bare if name.startswith("without") else amount for name in figures}
