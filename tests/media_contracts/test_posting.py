"""What the core gives to every app whose documents move money: posting in parts, balances, taking back."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from media_contracts.models import Act, Contract, LedgerLink, SupplementaryAgreement
from media_contracts.services import agree_contract
from media_contracts.services.posting import document_number
from programs.models import Balance, BudgetKey, FundingSource, LedgerEntry, Program, Stage, total_of
from programs.services import post_entry, post_parts, reverse_links, save_record, shares, unaccepted
from tests.media_contracts.contracting import draft, money, newspaper

DAY = date(2021, 3, 1)


def places() -> tuple[BudgetKey, BudgetKey]:
    source = FundingSource.objects.get(code="community-budget").pk
    return BudgetKey(2021, source, "general", "2240", "0118410"), BudgetKey(2022, source, "general", "2240", "")


def post(contract: Contract, parts: dict[BudgetKey, str], person: Any, **changes: Any) -> list[LedgerLink]:
    values: dict[str, Any] = {
        "link": LedgerLink(contract=contract, step="signing"),
        "stage": Stage.COMMITTED,
        "measure": contract.measure,
        "date": DAY,
        "document_number": "договір № 12",
        "counterparty": "ТОВ «Вигадана газета»",
        "by": person("coordinator"),
    }
    return post_parts({key: money(amount) for key, amount in parts.items()}, **(values | changes))


@pytest.fixture
def contract(program: Program, person: Any) -> Contract:
    return draft(newspaper(person("coordinator")), person("coordinator"))


def test_a_document_posts_over_two_years_and_asks_its_balances(contract: Contract, person: Any) -> None:
    first, second = places()

    links = post(contract, {first: "30000.00", second: "12000.00"}, person)

    assert [(link.entry.budget_year, link.entry.amount, link.entry.kpkvk) for link in links] == [
        (2021, money("30000.00"), "0118410"),
        (2022, money("12000.00"), ""),
    ]
    assert contract.ledger_links.balances() == {
        first: Balance(committed=money("30000.00")),
        second: Balance(committed=money("12000.00")),
    }
    assert unaccepted(contract.ledger_links.balances()) == {first: money("-30000.00"), second: money("-12000.00")}


def test_money_without_a_contract_stands_behind_all_that_contracts_commit(contract: Contract, person: Any) -> None:
    post(contract, {places()[0]: "30000.00"}, person)
    payment: dict[str, Any] = {"stage": Stage.PAID, "measure": contract.measure, "budget_year": 2021, "date": DAY}
    payment |= {"source": FundingSource.objects.get(), "document_number": "пд № 7", "by": person("accountant")}

    with pytest.raises(ValidationError) as refusal:
        post_entry(amount=money("75600.01"), **payment)
    post_entry(amount=money("75600.00"), **payment)

    assert refusal.value.error_dict["amount"][0].code == "beyond_limit"


def test_what_a_document_posted_is_taken_back_by_opposite_entries_with_links_of_their_own(
    contract: Contract, person: Any
) -> None:
    first, second = places()
    post(contract, {first: "30000.00", second: "12000.00"}, person)
    act = save_record(
        record=Act(contract=contract, number="1", date=DAY, period_start=DAY, period_end=DAY),
        by=person("coordinator"),
    )
    accepted = LedgerLink(contract=contract, step="acceptance", act=act)
    post(contract, {first: "2000.00", second: "1000.00"}, person, link=accepted, stage=Stage.ACCEPTED)

    reverse_links(
        act.ledger_links.filter(entry__budget_year=2022),
        date=date(2021, 4, 1),
        by=person("coordinator"),
        reason="Акт помилковий",
    )

    assert [(link.step, link.entry.amount, link.contract) for link in act.ledger_links.order_by("pk")] == [
        ("acceptance", money("2000.00"), contract),
        ("acceptance", money("1000.00"), contract),
        ("reversal", money("-1000.00"), contract),
    ]
    assert [link.entry.budget_year for link in act.ledger_links.standing()] == [2021]
    assert contract.ledger_links.balances() == {
        first: Balance(committed=money("30000.00"), accepted=money("2000.00")),
        second: Balance(committed=money("12000.00")),
    }
    with pytest.raises(ValidationError, match="уже сторновано"):
        reverse_links(
            act.ledger_links.filter(step="acceptance").reverse(), date=DAY, by=person("coordinator"), reason="Ще раз"
        )


def test_beyond_the_plan_nothing_of_a_document_is_posted(contract: Contract, person: Any) -> None:
    first, second = places()

    with pytest.raises(ValidationError) as refusal:
        post(contract, {first: "30000.00", second: "999999.00"}, person)

    assert [error.code for error in refusal.value.error_list] == ["beyond_limit"]  # no field of the ledger is named
    assert (LedgerEntry.objects.count(), total_of(contract.ledger_links.balances().values())) == (0, Balance())


def test_an_amount_falls_on_the_places_in_their_order_as_far_as_each_has_money() -> None:
    first, second = (BudgetKey(year, 1, "general", "2240", "") for year in (2021, 2022))
    spent = BudgetKey(2020, 1, "general", "2240", "")
    available = {spent: money("0.00"), first: money("100.00"), second: money("50.00")}

    found = [shares(money(amount), available) for amount in ("0.00", "0.01", "100.00", "100.01", "150.00")]
    with pytest.raises(ValidationError, match="'0,01") as refusal:
        shares(money("150.01"), available)

    assert found == [
        {},
        {first: money("0.01")},
        {first: money("100.00")},
        {first: money("100.00"), second: money("0.01")},
        {first: money("100.00"), second: money("50.00")},
    ]
    assert refusal.value.code == "beyond_year"


def test_a_person_spreads_an_amount_exactly_and_within_what_each_place_has() -> None:
    first, second, elsewhere = (BudgetKey(year, 1, "general", "2240", "") for year in (2021, 2022, 2023))
    available = {first: money("100.00"), second: money("50.00")}

    for right in ({first: "60.00", second: "40.00"}, {first: "50.00", second: "50.00"}, {first: "100.00"}):
        assert shares(money("100.00"), available, parts(right)) == parts(right)
    assert shares(money("100.00"), available, parts({first: "100.00", second: "0.00"})) == parts({first: "100.00"})
    for wrong in (
        {first: "99.99"},
        {first: "60.00", second: "40.01"},
        {first: "49.99", second: "50.01"},  # the second has 50.00
        {second: "-0.01", first: "100.01"},
        {first: "110.00", second: "-10.00"},
        {first: "99.99", elsewhere: "0.01"},
        {},
    ):
        with pytest.raises(ValidationError, match="100,00") as refusal:
            shares(money("100.00"), available, parts(wrong))
        assert refusal.value.code == "parts"


def parts(amounts: dict[BudgetKey, str]) -> dict[BudgetKey, Any]:
    return {key: money(amount) for key, amount in amounts.items()}


def test_the_ledger_names_a_document_as_far_as_its_number_goes() -> None:
    contract, long = Contract(number="12"), "1" * 100
    assert document_number(contract) == "договір № 12"
    assert document_number(contract, act=Act(number="3")) == "акт № 3 до договору № 12"
    assert document_number(contract, act=Act(number=long)) == f"акт № {long}"[:100]
    agreement = SupplementaryAgreement(number=long)
    assert document_number(contract, agreement=agreement) == f"додаткова угода № {long}"[:100]


@time_machine.travel(datetime(2021, 3, 1, 23, 30, tzinfo=ZoneInfo("Europe/Kyiv")), tick=False)
def test_a_step_is_taken_today_and_not_tomorrow(contract: Contract, person: Any) -> None:
    by = person("coordinator")
    with pytest.raises(ValidationError, match="ще не настав"):
        agree_contract(contract=contract, date=date(2021, 3, 2), by=by)
    assert agree_contract(contract=contract, date=date(2021, 3, 1), by=by).state == Contract.State.AGREED


def test_an_ended_document_gives_back_only_what_nobody_accepted() -> None:
    used, begun, beyond = (BudgetKey(year, 1, "general", "2240", "") for year in (2021, 2022, 2023))
    balances = {
        used: Balance(committed=money("100.00"), accepted=money("100.00")),
        begun: Balance(committed=money("100.00"), accepted=money("99.99")),
        beyond: Balance(committed=money("100.00"), accepted=money("100.01")),
    }
    assert unaccepted(balances) == {begun: money("-0.01")}
