"""What was recorded without a contract gives way to the contract: at its signing, its act, its payment; once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from media_contracts import services
from media_contracts.models import Act, Contract, Payment
from programs.models import FundingSource, LedgerEntry, Measure
from programs.services import Question, close_period, post_entry
from programs.services.likeness import alike_to, questions_of
from tests.media_contracts.contracting import draft, drafted_act, in_force, money, newspaper, publish

pytestmark = pytest.mark.django_db
Person = Callable[[str], User]
MARCH = (date(2021, 3, 1), date(2021, 3, 31))
PAYEE = "ТОВ «Вигадана газета»"


@pytest.fixture
def by_hand(person: Person) -> Callable[..., LedgerEntry]:
    def make(stage: str, amount: str, day: date, number: str) -> LedgerEntry:
        return post_entry(
            by=person("accountant"),
            stage=stage,
            measure=Measure.objects.get(code="print-media"),
            budget_year=2021,
            source=FundingSource.objects.get(),
            date=day,
            amount=Decimal(amount),
            document_number=number,
            counterparty=PAYEE,
        )

    return make


def standing(stage: str) -> list[tuple[date, Decimal, bool]]:
    """Day, amount and whether it stands without a contract."""
    entries = LedgerEntry.objects.standing().filter(stage=stage).order_by("date", "pk")
    bare = {*entries.without_contract()}
    return [(entry.date, entry.amount, entry in bare) for entry in entries]


def acted(person: Person) -> Act:
    by = person("coordinator")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    return services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)


def test_a_signed_contract_takes_the_place_of_what_was_committed_by_hand(person: Person, by_hand: Any) -> None:
    by = person("coordinator")
    contract = draft(newspaper(by), by, quantity=money("1000"))
    services.agree_contract(contract=contract, date=MARCH[0], by=by)
    hand = by_hand("committed", "10000.00", date(2021, 2, 26), "договір 12")
    contract = Contract.objects.get(pk=contract.pk)

    with pytest.raises(Question) as question:
        services.sign_contract(contract=contract, date=MARCH[0], by=by)
    services.sign_contract(contract=contract, date=MARCH[0], by=by, answers={"instead_of": [hand.pk]})

    assert question.value.entries == [hand]
    assert standing("committed") == [(MARCH[0], Decimal("10000.00"), False)]
    assert LedgerEntry.objects.get(reverses=hand).date == hand.date


def test_the_page_of_an_act_asks_and_takes_the_place(person: Person, client: Client, by_hand: Any) -> None:
    by = person("coordinator")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    act = drafted_act(contract, *MARCH, by, number="1")
    hand = by_hand("accepted", "2000.00", date(2021, 4, 1), "акт 1")
    client.force_login(by)
    address = reverse("admin:media_contracts_act_sign", args=[act.pk])
    typed = {"customer_signed_on": "31.03.2021", "supplier_signed_on": "31.03.2021", "seen_version": act.version}

    asked = client.post(address, typed)
    answers = [(name, value) for name, value, _words in asked.context["same_money"]["answers"]]
    done = client.post(address, {**typed, "instead_of": hand.pk})

    assert answers == [("instead_of", str(hand.pk)), ("apart", str(hand.pk))]
    assert done.status_code == 302
    assert standing("accepted") == [(MARCH[1], Decimal("2000.00"), False)]


def test_a_program_is_told_what_stands_and_says_that_it_is_the_same(
    person: Person, client: Client, by_hand: Any
) -> None:
    act = acted(person)
    hand = by_hand("paid", "2000.00", date(2021, 4, 6), "пд № 101")
    client.force_login(person("accountant"))
    body = {"contract": act.contract_id, "act": act.pk, "date": "2021-04-07", "amount": "2000.00"}
    body |= {"document_number": "101"}

    asked = client.post("/api/v1/payments/", body, content_type="application/json")
    done = client.post("/api/v1/payments/", {**body, "instead_of": [hand.pk]}, content_type="application/json")

    assert (asked.status_code, asked.json()["code"]) == (409, "alike")
    assert asked.json()["entries"] == [
        {
            "id": hand.pk,
            "date": "2021-04-06",
            "amount": "2000.00",
            "document_number": "пд № 101",
            "counterparty": PAYEE,
        }
    ]
    assert done.status_code == 201
    assert standing("paid") == [(date(2021, 4, 7), Decimal("2000.00"), False)]


def test_nothing_of_a_closed_period_gives_way(person: Person, by_hand: Any) -> None:
    act = acted(person)
    hand = by_hand("paid", "2000.00", date(2021, 4, 6), "пд № 101")
    close_period(program=act.contract.measure.program, through=date(2021, 4, 6), by=person("accountant"))
    payment = Payment(contract=act.contract, act=act, amount=money("2000.00"), date=date(2021, 4, 7))
    payment.document_number = "101"

    with pytest.raises(ValidationError, match="закрито") as refusal:
        services.record_payment(payment=payment, by=person("accountant"), answers={"instead_of": [hand.pk]})

    assert not isinstance(refusal.value, Question)
    assert standing("paid") == [(date(2021, 4, 6), Decimal("2000.00"), True)]


def test_a_payment_of_the_same_sum_for_the_same_act_is_asked_and_one_for_another_act_is_not(person: Person) -> None:
    by, accountant = person("coordinator"), person("accountant")
    first = acted(person)
    paper = first.contract.lines.get().outlet
    assert paper is not None
    publish(paper, date(2021, 4, 2), by)
    second = services.sign_act(
        act=drafted_act(first.contract, date(2021, 4, 1), date(2021, 4, 30), by, number="2"), by=by
    )

    def pay(act: Act, amount: str, number: str, **answers: Any) -> Payment:
        payment = Payment(contract=act.contract, act=act, amount=money(amount), date=date(2021, 5, 4))
        payment.document_number = number
        return services.record_payment(payment=payment, by=accountant, answers=answers)

    half = pay(first, "1000.00", "1")
    pay(second, "1000.00", "2")
    with pytest.raises(Question) as question:
        pay(first, "1000.00", "3")
    pay(first, "1000.00", "3", apart=[link.entry_id for link in half.ledger_links.all()])

    assert [entry.document_number for entry in question.value.entries] == ["1"]
    assert [amount for _day, amount, _direct in standing("paid")] == [Decimal("1000.00")] * 3


def test_an_entry_of_other_money_does_not_give_way_and_nothing_is_recorded(person: Person, by_hand: Any) -> None:
    act = acted(person)
    other = by_hand("paid", "77.00", MARCH[1], "пд № 7")
    payment = Payment(contract=act.contract, act=act, date=MARCH[1], amount=money("100"), document_number="пд № 8")
    with pytest.raises(ValidationError) as refusal:
        services.record_payment(payment=payment, by=person("accountant"), answers={"instead_of": [other.pk]})
    assert refusal.value.messages == [
        f"Запис журналу № {other.pk} – це інші кошти: знайдіть потрібний ще раз, нічого не записано."
    ]
    assert standing("paid") == [(MARCH[1], Decimal("77.00"), True)]


def test_an_act_in_the_place_of_a_corrected_one_gives_back_what_that_one_replaced(person: Person, by_hand: Any) -> None:
    by = person("coordinator")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    hand = by_hand("accepted", "2000.00", date(2021, 4, 1), "акт 1")
    act = drafted_act(contract, *MARCH, by, number="1")
    act = services.sign_act(act=act, by=by, answers={"instead_of": [hand.pk]})

    corrected = drafted_act(contract, *MARCH, by, number="1-в", corrects=act)
    corrected = services.sign_act(act=corrected, by=by)
    assert [bare for _day, _amount, bare in standing("accepted")] == [False]
    services.annul_act(act=corrected, date=date(2021, 4, 20), by=by, reason="Роботу не прийнято")

    assert standing("accepted") == [(date(2021, 4, 20), Decimal("2000.00"), True)]


def test_a_file_is_asked_about_money_that_stands_under_a_contract(person: Person) -> None:
    """Whoever posts without a contract is held against every entry, also those of contracts."""
    act = acted(person)
    accepted = LedgerEntry.objects.standing().get(stage="accepted")
    again = LedgerEntry(
        stage="accepted",
        measure=accepted.measure,
        budget_year=accepted.budget_year,
        source=accepted.source,
        date=act.date,
        amount=accepted.amount,
        document_number=accepted.document_number,
        counterparty=accepted.counterparty,
    )

    assert alike_to([again]) == [(again, [accepted])]
    assert [(question.code, question.entries) for _entry, question in questions_of([again])] == [("alike", [accepted])]
