"""The whole life of a contract through the API alone, on a portal that has no other contract."""

from typing import Any

from media_contracts.models import Contract
from programs.models import LedgerEntry, Program
from tests.media_contracts.api.under_way.test_writes import BUDGET, CYRILLIC, DAY, contract_body
from tests.media_contracts.contracting import customer
from tests.programs.api.conftest import API, Client

SIGNATURES = {
    "customer_signatory": "Ольга ГОЛОВА",
    "customer_signed_on": "2021-03-31",
    "supplier_signatory": "Іван РЕДАКТОР",
    "supplier_signed_on": "2021-03-31",
}


def done(answer: Any, code: int = 200) -> Any:
    assert answer.status_code == code, answer.json()
    return answer.json()


def test_a_contract_lives_through_the_api(api: Client, program: Program, person: Any) -> None:
    """From the supplier to the reversed payment, each answer as the next step needs it."""
    staff, money = api("coordinator"), api("accountant")
    customer(person("coordinator"))
    owner = done(staff.post(f"{API}/suppliers/", {"name": "ТОВ «Сайт»", "edrpou": "37715319"}), 201)["id"]
    body = {"slug": "sait", "name": "Сайт", "kind": "online", "supplier": owner}
    outlet = done(staff.post(f"{API}/media-outlets/", body), 201)["id"]
    made = staff.post(f"{API}/contracts/", contract_body(owner, outlet))
    contract = done(made, 201)
    at = f"{API}/contracts/{contract['id']}/"

    assert [made["Location"].endswith(at), contract["state"], contract["lines"][0]["amount"]] == [
        True,
        "draft",
        "3000.00",
    ]
    changed = done(staff.patch(at, {"subject": "Інший предмет", "lines": contract_body(owner, None)["lines"]}))
    assert (changed["subject"], changed["lines"][0]["outlet"], changed["lines"][0]["id"]) == (
        "Інший предмет",
        None,
        contract["lines"][0]["id"],
    )
    assert codes(done(staff.patch(at, {"vat": "included"}))) == ["vat_without_payer"]
    seen = Contract.objects.get().version
    done(staff.patch(at, {"lines": contract_body(owner, outlet)["lines"]}))
    assert Contract.objects.get().version == seen + 1
    for step in ("agree", "sign", "bring-into-force"):
        contract = done(staff.post(f"{at}{step}/", DAY))
    assert codes(contract) == ["term_is_over", "no_purchase_report"]
    assert codes(done(staff.get(f"{at}?on=2021-12-02"))) == ["time_runs_out", "no_purchase_report"]
    assert done(api().get(at))["notices"] is None
    assert (contract["state"], contract["identifier"], contract["money"]["committed"]) == (
        "in_force",
        "2021-21",
        "3000.00",
    )
    check_deliveries(staff, money, contract, outlet)
    check_amendment(staff, contract, at)
    last = done(staff.post(f"{at}terminate/", {"date": "2021-06-01", "reason": "Сайт закрито"}))
    assert (last["state"], last["money"]["committed"], last["money"]["paid"]) == ("terminated", "300.00", "300.00")
    assert last["notices"] == []
    assert api().get(f"{API}/contracts/").json()["results"] == [{**last, "notices": None}]


def codes(record: dict[str, Any]) -> list[str]:
    """What an answer warns of, each in a Ukrainian sentence."""
    assert all(CYRILLIC.search(notice["sentence"]) for notice in record["notices"])
    return [notice["code"] for notice in record["notices"]]


def check_deliveries(staff: Any, money: Any, contract: dict[str, Any], outlet: int) -> None:
    piece = {
        "outlet": outlet,
        "date": "2021-03-10",
        "kind": "council",
        "headline": "Рада",
        "link": "https://example.org/1",
    }
    piece = done(staff.post(f"{API}/publications/", piece), 201)
    assert (piece["contract"], piece["act"], codes(piece)) == (contract["id"], None, [])
    period = {"contract": contract["id"], "period_start": "2021-03-01", "period_end": "2021-03-31"}
    act = done(staff.post(f"{API}/acts/", {**period, **SIGNATURES, "number": "1", "date": "2021-03-31"}), 201)
    assert (act["amount"], act["lines"][0]["publications"]) == ("300.00", [piece["id"]])
    assert codes(act) == ["term_is_over", "no_purchase_report"]
    line = {"line": act["lines"][0]["line"], "publications": [piece["id"]]}
    assert done(staff.patch(f"{API}/acts/{act['id']}/", {"lines": [line]}))["lines"] == act["lines"]
    assert done(staff.post(f"{API}/acts/{act['id']}/sign/", {}))["state"] == "signed"
    assert done(staff.get(f"{API}/publications/", {"act": act["id"]}))["results"][0]["act"] == act["id"]
    paid = {"contract": contract["id"], "act": act["id"], "date": "2021-04-06", "amount": "300.00"}
    for number in ("1", "2"):
        payment = done(money.post(f"{API}/payments/", {**paid, "document_number": number}), 201)
        assert payment["kind"] == "whole"
        if number == "1":
            back = {"date": "2021-04-07", "reason": "двічі проведено"}
            assert done(money.post(f"{API}/payments/{payment['id']}/reverse/", back))["reversed_on"] == "2021-04-07"
    assert [entry.amount for entry in LedgerEntry.objects.filter(stage="paid").order_by("pk")] == [300, -300, 300]


def check_amendment(staff: Any, contract: dict[str, Any], at: str) -> None:
    body = {
        "number": "1",
        "date": "2021-05-01",
        "reason": "Менше матеріалів",
        "new_date_to": "2021-11-30",
        "changes": [{"line": contract["lines"][0]["id"], "quantity": "8", "unit_price": "300"}],
        "budget": [{**BUDGET[0], "amount": "-600.00"}],
    }
    amended = done(staff.post(f"{at}agreements/", body))
    assert (amended["date_to"], amended["money"]["value"], amended["agreements"][0]["budget"][0]["amount"]) == (
        "2021-11-30",
        "2400.00",
        "-600.00",
    )
    assert done(staff.get(f"{at}?on=2021-04-30"))["date_to"] == "2021-12-31"
