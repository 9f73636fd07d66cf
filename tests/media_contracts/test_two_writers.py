"""Two people at once, on PostgreSQL: no limit of a contract is passed by a race."""

from datetime import date
from functools import partial
from time import sleep

import pytest
from django.contrib.auth.models import User

from media_contracts import services
from media_contracts.models import Contract, Publication, PurchaseThreshold
from programs.models import LedgerEntry
from tests.media_contracts.contracting import draft, drafted_act, in_force, money, newspaper, pay, publish
from tests.programs.test_two_writers import at_once

pytestmark = pytest.mark.postgresql
START, END = date(2021, 3, 1), date(2021, 3, 31)


@pytest.fixture
def by(shared_portal: None) -> User:
    return User.objects.create_user("coordinator")


def sums() -> dict[str, object]:
    return {row["stage"]: row["sum"] for row in LedgerEntry.objects.totals()}


def test_of_two_acts_for_the_last_of_a_contract_one_is_signed(by: User) -> None:
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("300"))
    pieces = [publish(paper, date(2021, 3, day), by) for day in (5, 12)]
    acts = []
    for number, piece in enumerate(pieces):
        act = drafted_act(contract, piece.date, piece.date, by, number=str(number))
        acts.append(act)

    results = at_once(*[lambda act=act: services.sign_act(act=act, by=by) for act in acts])

    assert results == ["ValidationError", "done"]
    assert sums() == {"committed": money("3000.00"), "accepted": money("2000.00")}


def test_of_two_payments_of_an_act_one_is_recorded(by: User) -> None:
    paper = newspaper(by)
    contract = in_force(paper, by)
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, START, END, by, number="1"), by=by)

    results = at_once(
        *[lambda number=number: pay(contract, act, "1500.00", END, f"пд № {number}", by) for number in (1, 2)]
    )

    assert results == ["Question", "done"]  # whoever comes second is asked whether it is the same payment
    assert sums()["paid"] == money("1500.00")


def signed_at_once(quantity: str, by: User, reason: str = "") -> list[str]:
    """What comes of two contracts of one newspaper that are signed in the same moment."""
    paper, agreed = newspaper(by), []
    for number in ("1", "2"):
        contract = draft(paper, by, number=number, quantity=money(quantity))
        agreed.append(services.agree_contract(contract=contract, date=START, by=by))

    def sign(contract: Contract) -> Contract:
        return services.sign_contract(contract=contract, date=START, by=by, reason=reason)

    return at_once(*[partial(sign, contract) for contract in agreed])


def test_two_contracts_cannot_both_take_the_last_money_of_a_measure(by: User) -> None:
    results = signed_at_once("6000", by, reason="Одна газета")

    assert results == ["ValidationError", "done"]
    assert sums() == {"committed": money("60000.00")}
    assert sorted(Contract.objects.values_list("state", flat=True)) == ["agreed", "signed"]


def test_two_contracts_cannot_both_stay_below_the_threshold_of_their_code(by: User) -> None:
    """50 000 UAH is the threshold of a direct purchase: 30 000 pass without a reason, 60 000 do not."""
    threshold = {"kind": "services", "in_force_from": date(2021, 1, 1)}  # a test before this one emptied the table
    PurchaseThreshold.objects.get_or_create(**threshold, defaults={"amount": money("50000.00")})

    results = signed_at_once("3000", by)

    assert results == ["ValidationError", "done"]
    assert sums() == {"committed": money("30000.00")}


def test_a_contract_begins_its_clauses_once_and_ends_without_a_draft(by: User) -> None:
    paper = newspaper(by)
    contract = draft(paper, by, number="2", quantity=money("300"))
    contract.clauses.all().delete()
    assert at_once(*[lambda: services.begin_clauses(contract=contract, by=by)] * 2) == ["done", "done"]
    begun = contract.clauses.values_list("clause", flat=True)
    assert len(set(begun)) == len(begun)
    contract = in_force(paper, by, quantity=money("300"))
    publish(paper, date(2021, 3, 5), by)

    def begin() -> None:
        drafted_act(contract, START, END, by, number="1")  # as a page read it before

    def end() -> None:
        services.terminate_contract(contract=contract, date=END, by=by, reason="За згодою")

    assert at_once(begin, end) == ["ValidationError", "done"]
    act = contract.acts.first()
    assert (Contract.objects.get(pk=contract.pk).state, act is None) in {("terminated", True), ("in_force", False)}


def test_a_publication_goes_into_one_of_two_acts(by: User) -> None:
    paper = newspaper(by)
    contract = in_force(paper, by)
    publish(paper, date(2021, 3, 5), by)

    results = at_once(
        *[lambda number=number: drafted_act(contract, START, END, by, number=number) for number in ("1", "2")]
    )

    assert results == ["ValidationError", "done"]
    assert Publication.objects.get().listings.count() == 1


def test_of_two_files_with_one_publication_one_is_written(by: User) -> None:
    paper = newspaper(by)
    written: list[bool] = []

    def bring() -> None:
        piece = Publication(outlet=paper, date=START, kind="council", headline="Сесія")

        def moved() -> bool:
            stands = Publication.objects.exists()
            sleep(0.3)  # long enough for the other one to ask as well
            return stands

        written.append(services.save_publications(publications=[piece], by=by, moved=moved))

    at_once(bring, bring)

    assert sorted(written) == [False, True]
    assert Publication.objects.count() == 1
