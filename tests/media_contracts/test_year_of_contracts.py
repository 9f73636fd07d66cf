"""A year of the founding programme's print and online lines: every figure agrees with the core's ledger."""

import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoDbBlocker

from media_contracts import charts, services, statement
from media_contracts.models import Contract, LedgerLink, MediaOutlet, Publication, Supplier
from programs.finance import Figures
from programs.models import LedgerEntry, Program
from programs.period import Period
from programs.reporting import as_json
from programs.reports import build_report
from programs.statement import statement_on
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import cut, drafted_act, in_force, money, newspaper, pay, publish, site

LAST_DAY = date(2021, 12, 31)
YEAR = Period(date(2021, 1, 1), LAST_DAY)


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
            pay(contract, act, f"{half:.2f}", end, f"пд № {outlet.pk}-{number}-{part}", accountant, another=part == 2)


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[int, int]]:
    """Two outlets, 40 publications, monthly acts, payments in parts, one agreement, one termination."""
    with shared_by_module(django_db_blocker):
        by, accountant = account("coordinator"), account("accountant")
        paper, web = newspaper(by), site(by)
        printed, online = in_force(paper, by), in_force(web, by, number="13")
        play(printed, paper, dict.fromkeys(range(3, 7), 2), by, accountant)
        cut(printed, date(2021, 7, 15), by)
        play(printed, paper, dict.fromkeys(range(7, 13), 2), by, accountant)
        play(online, web, {**dict.fromkeys(range(3, 9), 3), 9: 2}, by, accountant)
        services.terminate_contract(contract=online, date=date(2021, 10, 1), by=by, reason="Сайт припинив роботу")
        services.complete_contract(contract=printed, date=date(2021, 12, 31), by=by)
        yield printed.pk, online.pk


@pytest.fixture
def printed(played: tuple[int, int], db: None) -> Contract:
    return Contract.objects.get(pk=played[0])


@pytest.fixture
def online(played: tuple[int, int], db: None) -> Contract:
    return Contract.objects.get(pk=played[1])


def test_the_money_of_contracts_is_that_of_their_measures_on_every_date(
    program: Program, printed: Contract, online: Contract
) -> None:
    days = (date(2021, 2, 28), date(2021, 6, 30), date(2021, 7, 31), LAST_DAY)
    both = {"print-media": printed, "online-media": online}

    by_contract = {(code, day.month): of_contract(both[code], day) for code in both for day in days}
    by_measure = {(code, day.month): stages(program, code, day) for code in both for day in days}

    assert by_contract == {
        ("print-media", 2): (money("0.00"), money("0.00"), money("0.00")),
        ("print-media", 6): (money("44000.00"), money("16000.00"), money("16000.00")),
        ("print-media", 7): (money("40000.00"), money("20000.00"), money("20000.00")),
        ("print-media", 12): (money("40000.00"), money("40000.00"), money("40000.00")),
        ("online-media", 2): (money("0.00"), money("0.00"), money("0.00")),
        ("online-media", 6): (money("30000.00"), money("3600.00"), money("3600.00")),
        ("online-media", 7): (money("30000.00"), money("4500.00"), money("4500.00")),
        ("online-media", 12): (money("6000.00"), money("6000.00"), money("6000.00")),
    }
    assert by_measure == by_contract
    assert (printed.state, online.state) == ("completed", "terminated")


def test_the_end_of_a_contract_is_that_of_its_term_until_it_ended(printed: Contract, online: Contract) -> None:
    days = (date(2021, 6, 30), date(2021, 9, 30), date(2021, 10, 1), LAST_DAY)

    shown = [[line.last_day for line in statement.register_on([printed, online], day)] for day in days]

    assert shown == [
        [date(2021, 12, 31), date(2021, 12, 31)],
        [date(2022, 1, 31), date(2021, 12, 31)],
        [date(2022, 1, 31), date(2021, 10, 1)],
        [date(2021, 12, 31), date(2021, 10, 1)],
    ]


def test_a_report_of_a_day_warns_of_what_ran_out_then_although_the_contract_ended_since(printed: Contract) -> None:
    days = (date(2021, 2, 28), date(2021, 11, 30), LAST_DAY)

    warned = [[notice.code for notice in statement.standing_on([printed], day)[0].notices] for day in days]

    assert warned == [[], ["money_runs_out"], []]


def test_every_entry_of_the_ledger_has_its_document(printed: Contract) -> None:
    """Two signings, an agreement, 17 acts, 34 payments, and what the termination released."""
    assert LedgerLink.objects.count() == LedgerEntry.objects.count() == 2 + 1 + 17 + 34 + 1


def test_outlets_topics_and_months_share_the_money_and_the_publications(program: Program, printed: Contract) -> None:
    shares = statement.outlet_shares(program, YEAR)

    assert [(row.outlet.slug, row.publications, row.amount, row.amount_percent) for row in shares] == [
        ("gazeta", 20, money("40000.00"), money("87.0")),
        ("site", 20, money("6000.00"), money("13.0")),
    ]
    assert statement.topic_shares(program, YEAR) == {
        Publication.Kind.NORMATIVE_ACT: 11,
        Publication.Kind.ANNOUNCEMENT: 11,
        Publication.Kind.COUNCIL: 9,
        Publication.Kind.COMMUNITY: 9,
    }
    months = statement.publications_per_month(program, YEAR)
    assert [sum(month.values()) for month in months.values()] == [0, 0, 5, 5, 5, 5, 5, 5, 4, 2, 2, 2]
    assert charts.months(program, YEAR).sentence == "Березень – найбільше: 5 (усього 40 публікацій)."


def test_the_price_of_a_unit_is_accepted_money_over_accepted_quantity(program: Program, printed: Contract) -> None:
    prices = statement.unit_prices(program, YEAR)

    assert [(row.outlet.slug, row.year, row.unit, row.quantity, row.price) for row in prices] == [
        ("gazeta", 2021, "cm2", money("4000.000"), money("10.0000")),
        ("site", 2021, "publication", money("20.000"), money("300.0000")),
    ]


def test_suppliers_and_codes_add_up_what_was_signed_and_what_binds_still(printed: Contract, online: Contract) -> None:
    suppliers = statement.supplier_totals([printed, online], LAST_DAY)
    codes = statement.code_years(LAST_DAY)

    assert [(row.public_name, [(of.value, of.paid) for of in found]) for row, found in suppliers.items()] == [
        ("ТОВ «Вигадана газета»", [(money("40000.00"), money("40000.00"))]),
        ("ФОП Вигадана Марія Іванівна", [(money("30000.00"), money("6000.00"))]),
    ]
    assert [(row.code, row.year, row.amount, row.is_near, row.is_over) for row in codes] == [
        ("79970000-4", 2021, money("40000.00"), False, False),
        ("92400000-5", 2021, money("6000.00"), False, False),
    ]


def test_from_any_hryvnia_the_way_leads_back_to_the_page_that_it_bought(printed: Contract) -> None:
    chain = statement.chain_of(printed, LAST_DAY)

    entry = LedgerEntry.objects.filter(stage="paid", counterparty="ТОВ «Вигадана газета»").earliest("date", "pk")
    payment = statement.links_of([entry])[entry.pk].payment
    assert payment is not None and payment.act_id is not None
    assert [str(piece) for piece in chain.publications[payment.act_id]] == [
        "05.03.2021 Новини ради за 05.03",
        "06.03.2021 Новини ради за 06.03",
    ]


def test_the_chain_of_a_completed_contract_has_every_link_and_nothing_left(printed: Contract) -> None:
    chain = statement.chain_of(printed, LAST_DAY)

    assert (chain.terms.amount, chain.terms.date_to, chain.money.owed) == (
        money("40000.00"),
        date(2022, 1, 31),
        money("0.00"),
    )
    assert (len(chain.acts), len(chain.payments), chain.free_publications) == (10, 20, [])
    assert chain.edition and chain.edition.act
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


def test_a_report_names_no_person_even_where_consent_lets_the_page_do_so(online: Contract) -> None:
    """A submitted report is kept for good, and a consent may be taken back."""
    name = "Вигадана Марія Іванівна"
    program = online.measure.program
    of_trader = as_json.render(build_report(program, YEAR)).decode()
    Supplier.objects.filter(pk=online.supplier_id).update(kind="person", name_is_public=True)
    of_person = as_json.render(build_report(program, YEAR)).decode()
    tables = {section["key"]: str(section) for section in json.loads(of_person)["sections"]}

    assert f"ФОП {name}" in of_trader and name not in of_person
    assert ["фізична особа" in tables[key] for key in ("contracts", "suppliers", "ledger")] == [True] * 3
    assert name in Client().get(f"/contracts/{online.pk}/").content.decode()
