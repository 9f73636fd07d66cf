"""What the desk reminds of under contracts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from media_contracts import duties, services
from media_contracts.models import ContractClause
from media_contracts.statement.payable import said_in
from programs.duties import Day
from programs.models import DutyDone, DutyTerm, Program
from programs.modules import payable
from tests.media_contracts import contracting

SOURCES = (duties.contracts_ending, duties.publications_to_act, duties.acts_to_pay, duties.treasury_portal)


def due(program: Program, on: date) -> list[tuple[str, date | None]]:
    day = Day([program], on)
    return [(duty.key, duty.due) for source in SOURCES for duty in source(day)]


def test_a_contract_reminds_of_its_publications_acts_end_and_publication(
    program: Program, person: Callable[[str], User]
) -> None:
    by = person("coordinator")
    paper = contracting.newspaper(by)
    contract = contracting.in_force(paper, by)
    contracting.publish(paper, date(2021, 3, 9), by)
    program.status = Program.Status.IN_FORCE

    in_march = due(program, date(2021, 3, 31))
    in_april = due(program, date(2021, 4, 1))
    act = contracting.drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1")
    services.sign_act(act=act, by=by)
    DutyDone.objects.create(
        program=program, key=in_april[-1][0], title="Оприлюднено", done_on=date(2021, 4, 2), recorded_by=by
    )
    accepted = due(program, date(2021, 4, 2))
    ending = due(program, date(2021, 12, 1))
    term = DutyTerm.objects.filter(app="media_contracts", key="treasury_portal")
    DutyDone.objects.all().delete()
    term.update(days=40)
    later = due(program, date(2021, 4, 2))
    term.update(is_asked=False)
    unasked = due(program, date(2021, 4, 2))

    portal = "treasury-portal/2021-01-01--2021-03-31"
    assert in_march == []
    assert in_april == [(f"publications/{contract.pk}", None), (portal, date(2021, 5, 5))]
    # the clause of settlement gives ten working days after 31.03.2021
    assert accepted == [("acts-to-pay", date(2021, 4, 14))]
    assert (later[1:], unasked) == ([(portal, date(2021, 5, 10))], accepted)
    assert ending == [(f"contract/{contract.pk}", date(2021, 12, 31)), ("acts-to-pay", date(2021, 4, 14))]


def test_the_number_of_queries_does_not_grow_with_the_contracts(
    program: Program, person: Callable[[str], User]
) -> None:
    by = person("coordinator")
    program.status = Program.Status.IN_FORCE

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            due(program, date(2021, 12, 20))
        return len(queries)

    paper = contracting.newspaper(by)
    contracting.in_force(paper, by, quantity=contracting.money("500"))
    contracting.publish(paper, date(2021, 3, 9), by)
    with_one = asked()
    contracting.in_force(contracting.site(by), by, number="13")
    contracting.in_force(paper, by, number="14", quantity=contracting.money("500"), cpv="22460000-2")

    assert asked() == with_one


@pytest.mark.parametrize(
    ("clause", "days", "working"),
    [
        ("оплачує протягом 10 робочих днів з дня його підписання", 10, True),
        ("не пізніше 15 (п’ятнадцяти) календарних днів", 15, False),
        ("упродовж 5-ти банківських днів після акта", 5, True),
        ("протягом 30 днів", 30, False),
        ("протягом одного дня: 1 день", 1, False),
        ("після надходження коштів", None, None),
        ("на підставі 10 актів, ціна 500 грн", None, None),
        ("протягом 999 днів", None, None),
    ],
)
def test_the_term_of_payment_is_read_from_the_clause_of_settlement(
    clause: str, days: int | None, working: bool | None
) -> None:
    said = said_in(clause)
    assert (said and said.days, said and said.working_days) == (days, working)


def test_a_contract_without_a_term_takes_the_councils_and_what_is_due_first_stands_first(
    program: Program, person: Callable[[str], User]
) -> None:
    by = person("coordinator")
    paper, site = contracting.newspaper(by), contracting.site(by)
    contracts = [contracting.in_force(paper, by), contracting.in_force(site, by, number="13")]
    texts = dict.fromkeys((contract.pk for contract in contracts), "після надходження коштів")
    texts[contracts[1].pk] = "протягом 3 календарних днів"
    for pk, text in texts.items():
        ContractClause.objects.filter(contract=pk, clause="settlement").update(text=text)
    for contract, outlet in zip(contracts, (paper, site), strict=True):
        contracting.publish(outlet, date(2021, 3, 9), by)
        act = contracting.drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1")
        services.sign_act(act=act, by=by)
    for status in (Program.Status.IN_FORCE, Program.Status.COMPLETED):
        program.status = status
        [duty] = duties.acts_to_pay(Day([program], date(2021, 4, 2)))
        assert duty.due == date(2021, 4, 3)  # owed also when the programme is over
        assert [step.label.rpartition(", ")[2] for step in duty.steps] == [
            "оплатити до 03.04.2021",
            "оплатити до 14.04.2021",
        ]
    DutyTerm.objects.filter(app="programs", key="payment").update(days=20)
    [duty] = duties.acts_to_pay(Day([program], date(2021, 4, 2)))
    assert duty.steps[-1].label.endswith("оплатити до 28.04.2021")
    assert [each.due for each in payable()][:2] == [date(2021, 4, 3), date(2021, 4, 28)]
