"""What the desk reminds of under contracts."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from media_contracts import duties, services
from programs.duties import Day
from programs.models import DutyDone, DutyTerm, Program
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
    assert accepted == [("acts-to-pay", None)]
    assert (later[1:], unasked) == ([(portal, date(2021, 5, 10))], accepted)
    assert ending == [(f"contract/{contract.pk}", date(2021, 12, 31)), ("acts-to-pay", None)]


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
