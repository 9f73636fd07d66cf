"""Publications, acts and payments: what is proposed, where each stops, and how an error is put right."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from media_contracts import services, statement
from media_contracts.models import Act, ActLine, Contract, ContractLine, MediaOutlet, Payment, Publication
from media_contracts.services.quantities import exact
from programs.models import LedgerEntry, Program, total_of
from programs.modules import results
from programs.period import Period
from programs.services import Conflict, Severity
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import (
    draft,
    drafted_act,
    in_force,
    money,
    newspaper,
    pay,
    publish,
    signatures,
    site,
)
from tests.programs.filling import fields_of

Person = Callable[[str], User]
MARCH = (date(2021, 3, 1), date(2021, 3, 31))
APRIL = (date(2021, 4, 1), date(2021, 4, 30))


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """A newspaper and its contract of 1 000 cm² at 10 UAH."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        yield in_force(newspaper(by), by, quantity=money("1000")).pk


@pytest.fixture
def by(module_data: int, person: Person) -> User:
    return person("coordinator")


@pytest.fixture
def paper(module_data: int, db: None) -> MediaOutlet:
    return MediaOutlet.objects.get(slug="gazeta")


@pytest.fixture
def contract(module_data: int, db: None) -> Contract:
    return Contract.objects.select_related("measure", "supplier").get(pk=module_data)  # as the services hand it out


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(ValidationError) as refusal:
        work()
    return " ".join(refusal.value.messages).replace("\xa0", " ")


def figures(contract: Contract) -> tuple[Decimal, Decimal, Decimal]:
    balance = total_of(contract.ledger_links.balances().values())
    return balance.committed, balance.accepted, balance.paid


def test_a_publication_is_measured_matched_to_its_contract_and_told_from_its_twin(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    piece = publish(paper, date(2021, 3, 5), by, columns=3, height=money("12.25"))
    late = publish(paper, date(2022, 1, 1), by)
    # the same headline in the eyes of a reader: in capitals, in quotes, with a Latin letter among the Cyrillic ones
    headline = f"«{piece.headline.upper()}»".replace("О", "O")
    twin = Publication(outlet=paper, date=piece.date, kind="council", headline=headline)

    assert (piece.quantity, piece.contract_line) == (money("147.000"), contract.lines.get())
    assert late.contract_line is None
    assert [notice.code for notice in services.publication_notices(late)] == ["no_line", "no_evidence"]
    assert [notice.code for notice in services.publication_notices(twin)] == ["duplicate", "no_evidence"]
    assert list(Publication.objects.published()) == [piece]


def test_what_a_quarter_published_is_proposed_as_the_result_of_its_measure(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    """Two pieces of one issue, and two issues more: in a period issues are counted, not pieces."""
    for number, day in enumerate((date(2021, 3, 5), date(2021, 3, 5), date(2021, 3, 12), date(2021, 3, 26))):
        publish(paper, day, by, headline=f"Новини ради {number}", height=money("14.00"))
    publish(paper, date(2021, 4, 2), by)
    period = Period(date(2021, 1, 1), date(2021, 3, 31))

    with override("uk"):
        proposed = results(contract.measure.program, period)

    assert {key: text.replace("\xa0", " ") for key, text in proposed.items()} == {
        contract.measure_id: "Вийшло 3 випуски, 1 120 см²."
    }


def test_an_act_is_proposed_from_the_publications_that_no_act_lists(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    pieces = [publish(paper, date(2021, 3, day), by) for day in (5, 12)]
    publish(paper, date(2021, 4, 2), by)

    act = drafted_act(contract, *MARCH, by, number="1")

    line = act.lines.get()
    assert (line.quantity, line.unit_price, line.amount) == (money("400.000"), money("10.0000"), money("4000.00"))
    assert list(line.publications.order_by("date")) == pieces
    assert services.propose_act(contract, *MARCH) == []
    assert services.act_notices(act) == []
    line.quantity = money("390")
    services.save_row(row=line, by=by)
    assert [notice.code for notice in services.act_notices(act)] == ["quantity_differs"]
    services.list_publications(line=line, publications=pieces[:1], by=by)
    assert (ActLine.objects.get().quantity, len(services.propose_act(contract, *MARCH))) == (money("200.000"), 1)
    with pytest.raises(Conflict):
        services.sign_act(act=act, by=by, expected_version=act.version)


def test_a_publication_is_acted_once_and_stays_as_the_act_took_it(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    piece = publish(paper, date(2021, 3, 5), by)
    services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
    second = services.save_document(
        document=Act(
            contract=contract,
            number="2",
            date=MARCH[1],
            period_start=MARCH[0],
            period_end=MARCH[1],
            **signatures(MARCH[1]),
        ),
        by=by,
    )
    line = ActLine(act=second, line=contract.lines.get(), quantity=money("1"), unit_price=money("10"))
    services.save_row(row=line, by=by)

    assert refused(lambda: services.list_publications(line=line, publications=[piece], by=by)) == (
        "Цю публікацію вже внесено до іншого акта."
    )
    piece.height = money("20.00")
    assert "Ця публікація є в документі «акт № 1 від 31.03.2021»" in refused(
        lambda: services.save_publication(publication=piece, by=by)
    )
    piece.refresh_from_db()
    piece.link, piece.link_seen_on = "https://example.org/skan", date(2021, 6, 1)
    services.save_publication(publication=piece, by=by)
    refused(lambda: services.delete_publication(publication=piece, by=by))


@pytest.mark.both_databases("aggregates")
def test_an_act_stops_at_what_remains_of_line_price_and_contract(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    def act_of(number: str, quantity: str, price: str = "10", **changes: Any) -> Act:
        values: dict[str, Any] = {
            "contract": contract,
            "number": number,
            "date": MARCH[1],
            "period_start": MARCH[0],
            "period_end": MARCH[1],
        }
        act = services.save_document(document=Act(**(values | signatures(MARCH[1]) | changes)), by=by)
        line = ActLine(act=act, line=contract.lines.get(), quantity=money(quantity), unit_price=money(price))
        services.save_row(row=line, by=by)
        return act

    services.sign_act(act=act_of("1", "600"), by=by)
    cases = {
        "«Публікації в газеті»: в акті 400,001 (4 000,01 грн), а в договорі залишилося 400 (4 000,00 грн).": act_of(
            "2", "400.001"
        ),
        "«Публікації в газеті»: ціна вища за договірну.": act_of("3", "10", "10.0001"),
        "Внесіть дати обох підписів.": act_of("4", "1", supplier_signed_on=None),
        "Акт потребує двох підписів: укажіть, хто підписав від замовника і хто від виконавця.": act_of(
            "5", "1", customer_signatory=""
        ),
        "Акт не може бути підписаний раніше за договір.": act_of("6", "1", customer_signed_on=date(2021, 2, 28)),
        "1,00 грн перевищують кошти договору на цей бюджетний рік: виберіть роки й джерела самі або перенесіть "
        "кошти додатковою угодою.": act_of("7", "0.1", period_end=date(2022, 1, 31)),
    }
    warned = {
        act.number: [notice.code for notice in services.act_notices(act) if notice.severity == Severity.STOP]
        for act in cases.values()
    }
    assert {number: codes for number, codes in warned.items() if codes} == {"2": ["beyond_line"], "3": ["price"]}
    assert [refused(partial(services.sign_act, act=act, by=by)) for act in cases.values()] == list(cases)
    services.sign_act(act=act_of("8", "400"), by=by)
    assert figures(contract) == (money("10000.00"), money("10000.00"), money("0.00"))


def test_acts_together_come_to_what_was_signed(paper: MediaOutlet, by: User) -> None:
    """5,1 × 1,25 is 6,375: rounded up twice, it takes a kopiika from what the last act may take."""
    contract = in_force(paper, by, number="13", quantity=money("120"), unit_price=money("1.25"))
    acts = []
    for number, quantity in enumerate(("5.1", "109.8", "5.1")):
        acts.append(drafted_act(contract, *MARCH, by, number=str(number)))
        line = ActLine(act=acts[-1], line=contract.lines.get(), quantity=money(quantity), unit_price=money("1.25"))
        services.save_row(row=line, by=by)

    for act in (acts[0], acts[2], acts[1]):
        services.sign_act(act=act, by=by)

    assert [services.act_amount(act) for act in acts] == [money("6.38"), money("137.24"), money("6.38")]
    assert figures(contract) == (money("150.00"), money("150.00"), money("0.00"))


def test_an_act_lies_within_its_period_and_the_term_to_the_day(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    """The contract runs from 1 March to 31 December 2021."""
    for day in (1, 31):
        publish(paper, date(2021, 3, day), by, headline=f"Новини {day}")
    act = drafted_act(contract, *MARCH, by, number="1")

    def codes(start: date, end: date) -> list[str]:
        act.period_start, act.period_end = start, end
        return [notice.code for notice in services.act_notices(act)]

    last = date(2021, 12, 31)
    periods = (
        MARCH,
        (MARCH[0], last),
        (date(2021, 2, 28), last),
        (MARCH[0], date(2022, 1, 1)),
        (date(2021, 3, 2), last),
    )
    assert [codes(*period) for period in periods] == [[], [], ["outside_term"], ["outside_term"], ["outside_period"]]
    assert codes(MARCH[0], date(2021, 3, 30)) == ["outside_period"]


def test_an_act_is_signed_on_the_day_of_its_contract_for_less_than_a_unit(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    publish(paper, MARCH[0], by, columns=1, height=money("0.10"))  # 4 cm wide: 0.4 cm²
    act = drafted_act(contract, MARCH[0], MARCH[0], by, number="1")
    assert services.sign_act(act=act, by=by).accepted_on == contract.date_signed
    assert figures(contract)[1] == money("4.00")


def test_more_than_a_line_holds_is_refused_though_it_costs_less(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    act = Act(contract=contract, number="1", date=MARCH[1], period_start=MARCH[0], period_end=MARCH[1])
    for name, value in signatures(MARCH[1]).items():
        setattr(act, name, value)
    services.save_document(document=act, by=by)
    line = ActLine(act=act, line=contract.lines.get(), quantity=money("1000.001"), unit_price=money("9"))
    services.save_row(row=line, by=by)
    assert refused(lambda: services.sign_act(act=act, by=by)) == (
        "«Публікації в газеті»: в акті 1 000,001 (9 000,01 грн), а в договорі залишилося 1 000 (10 000,00 грн)."
    )


def test_more_published_than_bought_is_marked_where_an_act_is_proposed(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    found = []
    for number, height in enumerate(("50.00", "0.05")):  # 20 cm wide: 1 000 cm² and one more
        publish(paper, date(2021, 3, 5), by, height=money(height), headline=f"Новини {number}")
        [proposal] = services.propose_act(contract, *MARCH)
        found.append((proposal.quantity, proposal.exceeds))
    assert found == [(money("1000.000"), False), (money("1001.000"), True)]


def test_a_line_of_months_is_proposed_by_the_months_of_the_period(contract: Contract, by: User) -> None:
    ContractLine.objects.filter(contract=contract).update(unit="month", quantity=money("12"), outlet=None)
    periods = (
        MARCH,
        (MARCH[0], APRIL[1]),
        (date(2021, 12, 1), date(2022, 1, 31)),
        (date(2021, 1, 1), date(2022, 2, 28)),
    )
    found = [[each.quantity for each in services.propose_act(contract, *period)] for period in periods]
    assert found == [[1], [2], [2], [12]]


def test_an_act_in_place_of_another_may_accept_just_what_is_paid(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    publish(paper, date(2021, 3, 5), by)
    wrong = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
    pay(contract, wrong, "1500.00", date(2021, 4, 6), "пд № 1", by)
    right = drafted_act(contract, *MARCH, by, number="1-в", corrects=wrong, **signatures(date(2021, 4, 10)))
    line = right.lines.get()
    line.quantity = money("149.999")
    services.save_row(row=line, by=by)
    assert "сплачено 1 500,00 грн" in refused(lambda: services.sign_act(act=right, by=by))
    line = ActLine.objects.get(pk=line.pk)
    line.quantity = money("150")
    services.save_row(row=line, by=by)
    services.sign_act(act=right, by=by)
    assert Payment.objects.get().kind == "whole"


def test_nothing_published_is_a_quantity_of_nothing() -> None:
    assert [str(exact(quantity)) for quantity in (None, money("0"), money("0.5"))] == ["0.000", "0.000", "0.500"]


@pytest.mark.both_databases("aggregates")
def test_a_payment_stops_at_its_act_and_its_kind_follows_from_the_amount(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    publish(paper, date(2021, 3, 5), by)
    act = drafted_act(contract, *MARCH, by, number="1")
    day = date(2021, 4, 6)
    assert refused(lambda: pay(contract, act, "1.00", day, "пд № 1", by)) == "Оплачують лише підписаний акт."
    act = services.sign_act(act=act, by=by)

    part = pay(contract, act, "1500.00", day, "пд № 1", by)
    assert refused(lambda: pay(contract, act, "500.01", day, "пд № 2", by)) == (
        "Оплата 500,01 грн перевищує те, що лишилося сплатити за актом, – 500,00 грн."
    )
    assert "Оплата раніша за акт" in refused(lambda: pay(contract, act, "1.00", date(2021, 3, 30), "пд № 3", by))
    assert refused(lambda: pay(contract, act, "1.00", day, "пд № 1", by)) == "Цей документ казначейства вже внесено."
    services.reverse_payment(payment=part, date=date(2021, 4, 7), by=by, reason="Помилка в сумі")
    whole = pay(contract, act, "2000.00", date(2021, 4, 7), "пд № 1", by)

    assert (part.kind, whole.kind, figures(contract)[2]) == ("partial", "whole", money("2000.00"))
    assert refused(lambda: services.annul_act(act=act, date=day, by=by, reason="Помилка")) == (
        "Акт оплачено: спершу сторнуйте оплату."
    )
    entries = LedgerEntry.objects.filter(stage="paid").order_by("pk").values_list("amount", "counterparty")
    assert list(entries) == [(money(amount), "ТОВ «Вигадана газета»") for amount in ("1500.00", "-1500.00", "2000.00")]


def test_of_a_payment_no_more_comes_back_than_was_paid_and_the_rest_stands(contract: Contract, by: User) -> None:
    payment = pay(contract, None, "500.00", date(2021, 3, 2), "пд № 1", by)
    another = pay(contract, None, "300.00", date(2021, 3, 2), "пд № 2", by, another=True)
    again: dict[str, Any] = {"date": date(2021, 3, 9), "by": by, "reason": "Кошти повернулися"}

    def comes_back(of: Payment, amount: str) -> str:
        return refused(lambda: services.reverse_payment(payment=of, returned=money(amount), **again))

    said = {comes_back(payment, amount) for amount in ("0.00", "-1.00", "500.01")}
    assert said == {"Повернутися може не більше 500,00 грн, тобто вся оплата."}
    services.reverse_payment(payment=payment, returned=money("500.00"), **again)
    services.reverse_payment(payment=another, returned=money("299.99"), **again)

    stands = Payment.objects.filter(reversed_on=None).values_list("document_number", "amount", "date")
    assert list(stands) == [("пд № 2", money("0.01"), date(2021, 3, 9))]
    assert figures(contract)[2] == money("0.01")


def test_an_advance_goes_before_its_act_which_covers_it_later(contract: Contract, paper: MediaOutlet, by: User) -> None:
    assert refused(lambda: pay(contract, None, "10000.01", date(2021, 3, 2), "пд № 1", by)) == (
        "Аванс 10 000,01 грн перевищує залишок договору – 10 000,00 грн."
    )
    advance = pay(contract, None, "3000.00", date(2021, 3, 2), "пд № 1", by)
    assert "Аванс 3 000,00 грн ще без акта" in refused(
        lambda: services.terminate_contract(contract=contract, date=date(2021, 3, 3), by=by, reason="За згодою")
    )
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)

    def cover(amount: str, day: date = MARCH[1]) -> None:
        services.cover_advance(payment=advance, act=act, amount=money(amount), date=day, by=by)

    assert refused(lambda: cover("2000.01")) == "Цим актом можна покрити щонайбільше 2 000,00 грн авансу."
    assert refused(lambda: cover("2000.00", date(2021, 3, 30))) == "Дата не може бути раніше за 31.03.2021."
    assert refused(lambda: cover("2000.00", date(9999, 3, 31))) == "Цей день ще не настав."
    cover("2000.00")

    found = {day: statement.contract_money([contract], day)[contract.pk] for day in (date(2021, 3, 30), MARCH[1])}
    assert [(row.accepted, row.paid, row.advance, row.owed) for row in found.values()] == [
        (money("0.00"), money("3000.00"), money("3000.00"), money("0.00")),
        (money("2000.00"), money("3000.00"), money("1000.00"), money("0.00")),
    ]
    assert (advance.kind, services.left_of_advance(advance), services.paid_against(act)) == (
        "advance",
        money("1000.00"),
        money("2000.00"),
    )
    publish(paper, date(2021, 4, 2), by)
    services.sign_act(act=drafted_act(contract, *APRIL, by, number="2"), by=by)
    assert "Аванс 1 000,00 грн ще без акта" in refused(  # although an act waits for as much
        lambda: services.terminate_contract(contract=contract, date=date(2021, 5, 3), by=by, reason="За згодою")
    )


def test_an_act_that_an_advance_has_paid_for_is_covered_and_not_paid_again(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    pay(contract, None, "9000.00", date(2021, 3, 2), "пд № 1", by)
    publish(paper, date(2021, 3, 5), by)
    before = services.contract_notices(contract, on=MARCH[1])
    act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
    waiting = services.contract_notices(contract, on=MARCH[1])

    said = "Аванс 9 000,00 грн не покрито актом: покрийте його актом, перш ніж платити решту."
    assert refused(lambda: pay(contract, act, "2000.00", MARCH[1], "пд № 2", by)) == said
    assert [row.sentence.replace("\xa0", " ") for row in waiting if row not in before] == [said]


def test_what_an_advance_leaves_of_the_contract_still_pays_an_act(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    pay(contract, None, "9000.00", date(2021, 3, 2), "пд № 1", by)
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)

    assert "не покрито актом" in refused(lambda: pay(contract, act, "1000.01", MARCH[1], "пд № 2", by))
    assert pay(contract, act, "1000.00", MARCH[1], "пд № 2", by).kind == "partial"  # on the day of the act itself


def test_an_advance_may_be_all_of_the_contract_from_the_day_of_its_signing(contract: Contract, by: User) -> None:
    signed = date(2021, 3, 1)
    assert refused(lambda: pay(contract, None, "1.00", date(2021, 2, 28), "пд № 1", by)) == (
        "Дата не може бути раніше за 01.03.2021."
    )
    assert pay(contract, None, "10000.00", signed, "пд № 1", by).kind == "advance"
    assert "перевищує залишок договору" in refused(lambda: pay(contract, None, "0.01", signed, "пд № 2", by))


def test_an_advance_comes_from_the_year_of_its_day_unless_a_person_spreads_it(paper: MediaOutlet, by: User) -> None:
    contract = of_two_years(paper, by)
    first, second = contract.ledger_links.balances()
    payment = {"contract": contract, "amount": money("2000.01"), "date": date(2021, 4, 1), "document_number": "пд № 1"}

    assert "перевищують кошти договору" in refused(lambda: services.record_payment(payment=Payment(**payment), by=by))
    spread = {first: money("2000.00"), second: money("0.01")}
    services.record_payment(payment=Payment(**payment), by=by, parts=spread)

    assert {key: each.paid for key, each in contract.ledger_links.balances().items()} == spread


def test_only_an_act_that_stands_is_paid_and_covers_only_an_advance_that_stands(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    publish(paper, date(2021, 3, 5), by)
    draft_act = drafted_act(contract, *MARCH, by, number="1")
    gone = pay(contract, None, "100.00", date(2021, 3, 2), "пд № 1", by)
    standing = pay(contract, None, "100.00", date(2021, 3, 2), "пд № 2", by, another=True)
    services.reverse_payment(payment=gone, date=date(2021, 3, 3), by=by, reason="Повернено")

    def cover(advance: Payment, act: Act) -> str:
        cover = partial(services.cover_advance, payment=advance, act=act, amount=money("100.00"), by=by)
        return refused(lambda: cover(date=MARCH[1]))

    said = [cover(standing, draft_act)]
    act = services.sign_act(act=draft_act, by=by)
    said.append(cover(gone, act))
    services.annul_act(act=act, date=MARCH[1], by=by, reason="Не той договір")
    said.append(cover(standing, act))
    assert set(said) == {"Чинний аванс покривають підписаним актом."}
    assert refused(lambda: pay(contract, act, "1.00", MARCH[1], "пд № 3", by)) == "Оплачують лише підписаний акт."


def of_two_years(paper: MediaOutlet, by: User) -> Contract:
    """A contract in force over 2 000 UAH of this year and as much of the next."""
    contract = draft(paper, by, number="13", quantity=money("400"))
    row = contract.commitments.get()
    row.amount = money("2000.00")
    services.save_row(row=row, by=by)
    row.pk, row.year, row._state.adding = None, 2022, True
    services.save_row(row=row, by=by)
    for step in (services.agree_contract, services.sign_contract, services.bring_into_force):
        contract = step(contract=contract, date=MARCH[0], by=by)
    return contract


@pytest.mark.both_databases("aggregates")
def test_what_an_advance_paid_is_covered_in_its_own_year(paper: MediaOutlet, by: User) -> None:
    contract = of_two_years(paper, by)
    first, second = contract.ledger_links.balances()
    publish(paper, date(2021, 3, 5), by, contract_line=contract.lines.get())
    parts = {first: money("800.00"), second: money("1200.00")}
    act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by, parts=parts)
    day = date(2022, 1, 10)
    early = pay(contract, None, "1000.00", date(2021, 4, 1), "пд № 1", by)

    def cover(amount: str) -> None:
        services.cover_advance(payment=early, act=act, amount=money(amount), date=day, by=by)

    assert refused(lambda: cover("800.01")) == "Цим актом можна покрити щонайбільше 800,00 грн авансу."
    cover("800.00")
    pay(contract, act, "500.00", day, "пд № 2", by)
    assert [each.paid for each in contract.ledger_links.balances().values()] == [money("1000.00"), money("500.00")]
    right = drafted_act(contract, *MARCH, by, number="1-в", corrects=act, **signatures(day))
    moved = {first: money("799.99"), second: money("1200.01")}
    assert "За акт № 1 від 31.03.2021 сплачено з року чи джерела, за яким акт замість нього приймає менше" in refused(
        lambda: services.sign_act(act=right, by=by, parts=moved)
    )
    services.sign_act(act=right, by=by, parts=parts)


@pytest.mark.both_databases("aggregates")
def test_an_act_is_corrected_by_a_new_act_that_takes_over_its_publications_and_payments(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    pieces = [publish(paper, date(2021, 3, day), by) for day in (5, 12)]
    wrong = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
    pay(contract, wrong, "1500.00", date(2021, 4, 6), "пд № 1", by)
    right = drafted_act(contract, *MARCH, by, number="1-в", corrects=wrong, **signatures(date(2021, 4, 10)))
    line = right.lines.get()
    services.list_publications(line=line, publications=pieces[1:], by=by)

    right = services.sign_act(act=right, by=by)

    wrong.refresh_from_db()
    assert (wrong.state, right.state, figures(contract)) == (
        "corrected",
        "signed",
        (money("10000.00"), money("2000.00"), money("1500.00")),
    )
    assert Payment.objects.get().act == right
    assert list(Publication.objects.not_acted()) == pieces[:1]
    assert [listing.publication for listing in wrong.lines.get().listings.order_by("publication__date")] == pieces
    lines = {day: statement.line_figures(contract, day)[0].acted.amount for day in (MARCH[1], date(2021, 4, 10))}
    assert lines == {MARCH[1]: money("4000.00"), date(2021, 4, 10): money("2000.00")}
    of_months = {"first": Period(*MARCH), "second": Period(*APRIL), "both": Period(MARCH[0], APRIL[1])}
    shares = {of: statement.outlet_shares(contract.measure.program, months) for of, months in of_months.items()}
    assert {of: [share.amount for share in found] for of, found in shares.items()} == {
        "first": [money("4000.00")],  # a report of March says what stood then
        "second": [money("-2000.00")],
        "both": [money("2000.00")],
    }
    less = drafted_act(contract, *MARCH, by, number="1-г", corrects=right, **signatures(date(2021, 4, 11)))
    small = less.lines.get()
    small.quantity = money("100")
    services.save_row(row=small, by=by)
    assert "За акт № 1-в від 31.03.2021 сплачено 1 500,00 грн" in refused(lambda: services.sign_act(act=less, by=by))


def test_an_annulled_act_frees_its_publications(contract: Contract, paper: MediaOutlet, by: User) -> None:
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)

    services.annul_act(act=act, date=date(2021, 4, 2), by=by, reason="Не той договір")

    assert figures(contract) == (money("10000.00"), money("0.00"), money("0.00"))
    assert len(services.propose_act(contract, *MARCH)) == 1
    assert [row.entry.amount for row in act.ledger_links.order_by("pk")] == [money("2000.00"), money("-2000.00")]
    again = services.sign_act(act=drafted_act(contract, *MARCH, by, number="2"), by=by)
    ended = date(2021, 5, 3)
    services.terminate_contract(contract=contract, date=ended, by=by, reason="За згодою")
    services.annul_act(act=again, date=ended, by=by, reason="Не надано")
    assert figures(contract) == (money("0.00"), money("0.00"), money("0.00"))


def test_figures_ask_the_database_as_often_for_three_contracts_as_for_one(
    contract: Contract, program: Program, paper: MediaOutlet, by: User, django_assert_max_num_queries: Any
) -> None:
    contracts = [contract, *(in_force(paper, by, number=number, quantity=money("300")) for number in ("13", "14"))]
    for number, contract in enumerate(contracts):
        publish(paper, date(2021, 3, 5 + number), by, contract_line=contract.lines.get())
        act = services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)
        pay(contract, act, "1000.00", date(2021, 4, 6), f"пд № {number}", by)
    on, year = date(2021, 12, 15), Period(date(2021, 1, 1), date(2021, 12, 31))

    with django_assert_max_num_queries(3):
        money_of = statement.contract_money(contracts, on)
    with django_assert_max_num_queries(5):
        short = statement.running_out_on(on, program)
    with django_assert_max_num_queries(4):
        acts = statement.act_money(Act.objects.all())
    with django_assert_max_num_queries(6):  # two of them for what was taken back
        statement.outlet_shares(program, year)
    with django_assert_max_num_queries(2):
        statement.code_years(on)
    with django_assert_max_num_queries(22):
        statement.chain_of(contracts[0], on)
    assert [row.owed for row in money_of.values()] == [money("1000.00")] * 3
    assert [[notice.code for notice in row.notices] for row in short] == [["time_runs_out"]] * 3
    assert [row.left_to_pay for row in acts.values()] == [money("1000.00")] * 3


@pytest.mark.both_databases("aggregates")
def test_a_line_of_all_outlets_is_divided_by_their_publications(program: Program, by: User) -> None:
    first = site(by)
    second = MediaOutlet(slug="site-2", name="Другий сайт", kind="online", supplier=first.supplier)
    second.save()
    contract = in_force(first, by, number="13", quantity=money("10"))
    line = contract.lines.get()
    type(line).objects.filter(pk=line.pk).update(outlet=None)
    for outlet, day in ((first, 5), (first, 6), (second, 7)):
        publish(outlet, date(2021, 3, day), by, headline=f"Допис {day}")
    services.sign_act(act=drafted_act(contract, *MARCH, by, number="1"), by=by)

    shares = statement.outlet_shares(program, Period(*MARCH))

    assert [(row.outlet.slug, row.publications, row.amount) for row in shares] == [
        ("site", 2, money("600.00")),
        ("site-2", 1, money("300.00")),
    ]
    assert statement.outlet_shares(program, Period(date.min, MARCH[1])) == shares


def test_an_act_and_a_payment_after_the_programmes_term_say_why(
    contract: Contract, paper: MediaOutlet, by: User
) -> None:
    publish(paper, date(2021, 3, 5), by, quantity=money("10"))
    act = drafted_act(contract, *MARCH, by, number="1")
    late = date(2024, 1, 10)
    signed_on = services.Signatures(customer=late, supplier=date(2021, 4, 1))
    with pytest.raises(ValidationError) as refusal:
        services.sign_act(act=act, by=by, signed_on=signed_on)
    assert list(refusal.value.message_dict) == ["reason"]
    signed = services.sign_act(act=act, by=by, signed_on=signed_on, reason="акт підписано із запізненням")
    assert signed.contract.events.latest("pk").reason == "акт підписано із запізненням"

    def paid(reason: str) -> Payment:
        payment = Payment(contract=contract, act=signed, date=late, amount=money("100"), document_number="110")
        return services.record_payment(payment=payment, by=by, reason=reason)

    with pytest.raises(ValidationError) as refusal:
        paid(" ")
    assert list(refusal.value.message_dict) == ["reason"]
    assert paid("кредиторська заборгованість").contract.events.latest("pk").reason == "кредиторська заборгованість"


def test_a_step_that_is_asked_for_a_reason_gets_a_field_for_it(
    contract: Contract, paper: MediaOutlet, by: User, client: Client, person: Person
) -> None:
    publish(paper, date(2021, 3, 5), by, quantity=money("10"))
    act = drafted_act(contract, *MARCH, by, number="1")
    client.force_login(person("head"))
    address = reverse("admin:media_contracts_act_sign", args=[act.pk])
    form = fields_of(client.get(address)) | {"customer_signed_on": "10.01.2024", "supplier_signed_on": "01.04.2021"}
    asked = client.post(address, form)
    assert list(asked.context["form"].errors) == ["reason"]
    assert 'name="reason"' in asked.content.decode()
    client.post(address, {**form, "reason": "акт підписано із запізненням"})
    act.refresh_from_db()
    assert act.accepted_on == date(2024, 1, 10)


def test_a_publication_ahead_of_today_is_refused(paper: MediaOutlet, contract: Contract, by: User) -> None:
    ahead = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="ще не настав"):
        publish(paper, ahead, by)
