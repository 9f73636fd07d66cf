"""A year of the founding programme's print and online lines: every figure agrees with the core's ledger."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from media_contracts import services, statement
from media_contracts.models import (
    AgreementCommitment,
    Contract,
    LedgerLink,
    LineChange,
    MediaOutlet,
    Publication,
    SupplementaryAgreement,
)
from programs.finance import Figures
from programs.models import FundingSource, LedgerEntry, Program
from programs.reporting import Period
from programs.statement import statement_on
from tests.media_contracts.contracting import (
    drafted_act,
    in_force,
    money,
    newspaper,
    pay,
    publish,
    site,
)

Person = Callable[[str], User]
YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))


def month(number: int) -> tuple[date, date]:
    return date(2021, number, 1), date(2021, number, monthrange(2021, number)[1])


def stages(program: Program, code: str, on: date) -> tuple[Any, ...]:
    """What the core says of a measure's 2021: committed, accepted, paid."""
    line = next(line for line in statement_on(program, on).measures if line.row.measure.code == code)
    figures: Figures = line.years[2021]
    return figures.committed, figures.accepted, figures.paid


def of_contract(contract: Contract, on: date) -> tuple[Decimal, ...]:
    found = statement.contract_money([contract], on)[contract.pk]
    return found.committed, found.accepted, found.paid


def lower_print(contract: Contract, by: User) -> None:
    """In July print is cut from 4 400 to 4 000 cm² and the term prolonged."""
    agreement = SupplementaryAgreement(
        contract=contract, number="1", reason="Менше матеріалів", new_date_to=date(2022, 1, 31)
    )
    services.save_document(document=agreement, by=by)
    line = contract.lines.get()
    change = LineChange(agreement=agreement, line=line, quantity=money("4000"), unit_price=line.unit_price)
    services.save_row(row=change, by=by)
    difference = AgreementCommitment(
        agreement=agreement, year=2021, source=FundingSource.objects.get(), amount=money("-4000.00"), kekv="2240"
    )
    services.save_row(row=difference, by=by)
    services.sign_agreement(agreement=agreement, date=date(2021, 7, 15), by=by)


def play(contract: Contract, outlet: MediaOutlet, months: dict[int, int], by: User, accountant: User) -> None:
    """Every month publications, an act of them, and its payment in two parts."""
    for number, pieces in months.items():
        start, end = month(number)
        for day in range(pieces):
            topic = list(Publication.Kind)[(number + day) % 4]
            publish(outlet, date(2021, number, 5 + day), by, kind=topic)
        act = drafted_act(contract, start, end, by, number=str(number))
        act = services.sign_act(act=act, by=by)
        half = services.act_amount(act) / 2
        for part in (1, 2):
            pay(contract, act, f"{half:.2f}", end, f"пд № {outlet.pk}-{number}-{part}", accountant)


@pytest.fixture
def year(program: Program, person: Person) -> tuple[Contract, Contract]:
    """Two outlets, 40 publications, monthly acts, payments in parts, one agreement, one termination."""
    by, accountant = person("coordinator"), person("accountant")
    paper, web = newspaper(by), site(by)
    printed, online = in_force(paper, by), in_force(web, by, number="13")
    play(printed, paper, dict.fromkeys(range(3, 7), 2), by, accountant)
    lower_print(printed, by)
    play(printed, paper, dict.fromkeys(range(7, 13), 2), by, accountant)
    play(online, web, {**dict.fromkeys(range(3, 9), 3), 9: 2}, by, accountant)
    services.terminate_contract(contract=online, date=date(2021, 10, 1), by=by, reason="Сайт припинив роботу")
    printed = services.complete_contract(contract=printed, date=date(2021, 12, 31), by=by)
    return printed, Contract.objects.get(pk=online.pk)


def test_a_year_of_two_outlets_agrees_with_the_ledger_and_its_acts(
    program: Program, year: tuple[Contract, Contract]
) -> None:
    """One story told once: it takes a second to play."""
    check_money(program, *year)
    check_analysis(program, *year)
    check_chain(year[0])


def check_money(program: Program, printed: Contract, online: Contract) -> None:
    assert {
        (code, day.month): of_contract(contract, day)
        for code, contract in (("print", printed), ("online", online))
        for day in (date(2021, 2, 28), date(2021, 6, 30), date(2021, 7, 31), date(2021, 12, 31))
    } == {
        ("print", 2): (money("0.00"), money("0.00"), money("0.00")),
        ("print", 6): (money("44000.00"), money("16000.00"), money("16000.00")),
        ("print", 7): (money("40000.00"), money("20000.00"), money("20000.00")),
        ("print", 12): (money("40000.00"), money("40000.00"), money("40000.00")),
        ("online", 2): (money("0.00"), money("0.00"), money("0.00")),
        ("online", 6): (money("30000.00"), money("3600.00"), money("3600.00")),
        ("online", 7): (money("30000.00"), money("4500.00"), money("4500.00")),
        ("online", 12): (money("6000.00"), money("6000.00"), money("6000.00")),
    }
    for code, contract in (("print-media", printed), ("online-media", online)):
        for day in (date(2021, 2, 28), date(2021, 6, 30), date(2021, 7, 31), date(2021, 12, 31)):
            assert stages(program, code, day) == of_contract(contract, day), (code, day)
    assert LedgerLink.objects.count() == LedgerEntry.objects.count() == 2 + 1 + 17 + 34 + 1
    assert (printed.state, online.state) == ("completed", "terminated")


def check_analysis(program: Program, printed: Contract, online: Contract) -> None:
    on = date(2021, 12, 31)

    shares = statement.outlet_shares(program, YEAR)
    assert [(row.outlet.slug, row.publications, row.amount, row.amount_percent) for row in shares] == [
        ("gazeta", 20, money("40000.00"), money("87.0")),
        ("site", 20, money("6000.00"), money("13.0")),
    ]
    assert [(row.kind.value, row.publications) for row in statement.topic_shares(program, YEAR)] == [
        ("normative_act", 11),
        ("announcement", 11),
        ("council", 9),
        ("community", 9),
    ]
    prices = statement.unit_prices(program, YEAR)
    assert [(row.outlet.slug, row.year, row.unit, row.quantity, row.price) for row in prices] == [
        ("gazeta", 2021, "cm2", money("4000.000"), money("10.0000")),
        ("site", 2021, "publication", money("20.000"), money("300.0000")),
    ]
    months = statement.publications_per_month(program, YEAR)
    assert [row.publications for row in months] == [0, 0, 5, 5, 5, 5, 5, 5, 4, 2, 2, 2]
    assert [
        (row.supplier.public_name, row.contracts, row.value, row.paid)
        for row in statement.supplier_totals([printed, online], on)
    ] == [
        ("ТОВ «Вигадана газета»", 1, money("40000.00"), money("40000.00")),
        ("ФОП Вигадана Марія Іванівна", 1, money("30000.00"), money("6000.00")),
    ]
    assert [(row.code, row.year, row.amount, row.is_near, row.is_over) for row in statement.code_years(on)] == [
        ("79970000-4", 2021, money("40000.00"), False, False),
        ("92400000-5", 2021, money("6000.00"), False, False),
    ]


def check_chain(printed: Contract) -> None:
    """From any hryvnia the way leads back to the page that it bought."""
    chain = statement.chain_of(printed, date(2021, 12, 31))

    entry = LedgerEntry.objects.filter(stage="paid", counterparty="ТОВ «Вигадана газета»").earliest("date", "pk")
    payment = statement.links_of([entry])[entry.pk].payment
    assert payment is not None and payment.act_id is not None
    assert [str(piece) for piece in chain.publications[payment.act_id]] == [
        "05.03.2021 Новини ради за 05.03",
        "06.03.2021 Новини ради за 06.03",
    ]
    assert (chain.terms.amount, chain.terms.date_to, chain.money.owed) == (
        money("40000.00"),
        date(2022, 1, 31),
        money("0.00"),
    )
    assert (len(chain.acts), len(chain.payments), chain.free_publications) == (10, 20, [])
    assert chain.edition and chain.edition.act and chain.measure_row
    assert [event.action for event in chain.events if not event.act and not event.payment] == [
        "agree",
        "sign",
        "bring_into_force",
        "sign_agreement",
        "complete",
    ]
    assert [(line.terms.quantity, line.published, line.left.quantity) for line in chain.lines] == [
        (money("4000.000"), money("4000.000"), money("0.000"))
    ]
