"""What the core gives to every app whose documents move money: posting in parts, balances, taking back."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from media_contracts.models import Act, Contract, LedgerLink
from programs.models import Balance, BudgetKey, FundingSource, LedgerEntry, Program, Stage, total_of
from programs.services import post_parts, reverse_links, save_record, unaccepted
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
