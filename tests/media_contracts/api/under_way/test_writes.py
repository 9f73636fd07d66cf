"""Contracts written through the API: who may take part in their life, and what is refused."""

import re
from typing import Any

from kakhovka_portal.api import router
from media_contracts.models import Contract, Payment
from programs.models import LedgerEntry, Measure
from tests.media_contracts.api.conftest import CONTRACTS
from tests.media_contracts.api.under_way.conftest import World
from tests.media_contracts.contracting import RNOKPP
from tests.programs.api.conftest import API, Client

CAST = (None, "commission", "coordinator", "accountant", "head", "administrator")
CYRILLIC = re.compile("[а-яіїєґ]")
DAY = {"date": "2021-03-01"}
BUDGET = [{"year": 2021, "source": "community-budget", "kekv": "2240", "amount": "3000.00"}]


def contract_body(supplier: int, outlet: int | None) -> dict[str, Any]:
    line = {"description": "Публікації", "unit": "publication", "quantity": "10", "unit_price": "300", "outlet": outlet}
    return {
        "kind": "coverage_online",
        "number": "21",
        "customer": "04051327",
        "supplier": supplier,
        "measure": Measure.objects.get(code="online-media").pk,
        "subject": "Розміщення матеріалів",
        "date_from": "2021-03-01",
        "date_to": "2021-12-31",
        "cpv": "92400000-5",
        "lines": [line],
        "budget": BUDGET,
    }


def test_who_may_write_what(api: Client, world: World) -> None:
    """Every collection and step by every member of the cast; a step that is allowed here lacks its body."""
    keepers, payers = {"coordinator", "head"}, {"accountant"}
    at = {
        "contracts": world.printed,
        "acts": world.act,
        "payments": world.payment,
        "publications": world.publication,
        "media-outlets": world.paper,
        "suppliers": world.paper.supplier,
    }
    rights = {f"post {name}": (f"{name}/", payers if name == "payments" else keepers) for name in CONTRACTS}
    for name in set(CONTRACTS) - {"payments"}:
        rights[f"patch {name}"] = (f"{name}/{at[name].pk}/", keepers)
    for name, steps in {
        "contracts": ("agree", "return", "sign", "bring-into-force", "complete", "terminate", "cancel", "agreements"),
        "acts": ("annul",),
        "payments": ("reverse", "cover"),
    }.items():
        for step in steps:
            rights[f"post {name} {step}"] = (f"{name}/{at[name].pk}/{step}/", payers if name == "payments" else keepers)

    cast = {role: api(role) for role in CAST}
    answers = {
        (what, role): getattr(client, what.split()[0])(f"{API}/{address}", {"colour": "red"}).status_code
        for what, (address, _who) in rights.items()
        for role, client in cast.items()
    }

    assert answers == {
        (what, role): 401 if role is None else 400 if role in who else 403
        for what, (_address, who) in rights.items()
        for role in CAST
    }
    refused = api("coordinator").delete(f"{API}/payments/{world.payment.pk}/")
    assert (refused.status_code, "reverse/" in refused.json()["detail"]) == (405, True)


def test_the_second_writer_sees_both_versions(api: Client, world: World) -> None:
    """A collection of this app that joins the router without this check fails here."""
    staff, stale = api("head"), {"If-Match": '"seen.long-ago"'}
    changing = {
        prefix
        for prefix, view, _name in router.registry
        if view.__module__.startswith("media_contracts.") and hasattr(view, "partial_update")
    }
    answers = {}
    for name in changing:
        current = staff.get(f"{API}/{name}/", {"page_size": 1, "ordering": "id"}).json()["results"][0]
        answer = staff.patch(f"{API}/{name}/{current['id']}/", {"reason": "так"}, headers=stale)
        unnamed = staff.patch(f"{API}/{name}/{current['id']}/", {"reason": "так"}, headers={"If-Match": ""})
        answers[name] = (answer.status_code, answer.json()["current"] == current, unnamed.status_code)
    step = staff.post(f"{API}/contracts/{world.printed.pk}/terminate/", {**DAY, "reason": "x"}, headers=stale)
    payment = api("accountant").post(f"{API}/payments/{world.payment.pk}/reverse/", DAY, headers=stale)

    assert answers == dict.fromkeys(set(CONTRACTS) - {"payments"}, (412, True, 428))
    assert (step.status_code, payment.status_code) == (412, 412)


def test_what_cannot_be_is_refused_in_ukrainian(api: Client, world: World) -> None:
    staff, money = api("coordinator"), api("accountant")
    body = contract_body(world.site.supplier_id, world.site.pk)
    act = {"contract": world.printed.pk, "number": "9", "date": "2021-03-31"}
    paid = {"contract": world.printed.pk, "act": world.act.pk, "date": "2021-04-06", "document_number": "9"}
    piece = {"outlet": world.paper.pk, "date": "2021-03-10", "kind": "council", "headline": "Рада"}
    before = (Contract.objects.count(), Payment.objects.count(), LedgerEntry.objects.count())

    answers = [
        staff.post(f"{API}/contracts/", {**body, "subject": f"Оплата {RNOKPP}"}),
        staff.post(f"{API}/contracts/", {**body, "cpv": "9240"}),
        staff.post(f"{API}/contracts/", {**body, "customer": "00000000"}),
        staff.post(f"{API}/contracts/", {**body, "date_to": "2020-01-01"}),
        staff.post(f"{API}/contracts/", {**body, "lines": [{**body["lines"][0], "outlet": world.paper.pk}]}),
        staff.post(f"{API}/contracts/", {**body, "lines": [{"quantity": "NaN"}]}),
        staff.post(f"{API}/contracts/", {**body, "budget": BUDGET * 2}),
        staff.post(f"{API}/contracts/", {**body, "state": "signed"}),
        staff.patch(f"{API}/contracts/{world.printed.pk}/", {"subject": "Інший"}),
        staff.post(f"{API}/contracts/{world.printed.pk}/sign/", DAY),
        staff.post(f"{API}/contracts/{world.printed.pk}/terminate/", {"date": "2021-06-01"}),
        staff.post(f"{API}/contracts/{world.unsigned.pk}/sign/", DAY),
        staff.post(f"{API}/acts/", {**act, "period_start": "2021-04-01", "period_end": "2021-03-01"}),
        staff.post(f"{API}/acts/", {**act, "period_start": "2021-03-01", "period_end": "2021-03-31", "lines": [{}]}),
        staff.patch(f"{API}/acts/{world.act.pk}/", {"number": "77"}),
        staff.post(f"{API}/publications/", {**piece, "headline": f"РНОКПП {RNOKPP}"}),
        staff.patch(f"{API}/publications/{world.publication.pk}/", {"date": "2021-04-10"}),
        staff.post(f"{API}/suppliers/", {"name": "ТОВ", "edrpou": "1"}),
        money.post(f"{API}/payments/", {**paid, "amount": "999999.00"}),
        money.post(f"{API}/payments/", {**paid, "amount": "1.00", "document_number": RNOKPP}),
        money.post(f"{API}/payments/", {**paid, "amount": "1.00", "parts": BUDGET * 2}),
        money.post(f"{API}/payments/{world.payment.pk}/reverse/", {"date": "2021-04-07"}),
        money.post(
            f"{API}/ledger/{LedgerEntry.objects.latest('pk').pk}/reverse/", {"date": "2021-04-07", "note": "Не так"}
        ),
        api().get(f"{API}/contracts/?supplier=123456"),
        api().get(f"{API}/publications/?kind=gossip"),
        api().get(f"{API}/contracts/ocds/?page=1"),
    ]

    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert [answer.json() for answer in answers if not CYRILLIC.search(str(answer.json()))] == []
    assert (Contract.objects.count(), Payment.objects.count(), LedgerEntry.objects.count()) == before
