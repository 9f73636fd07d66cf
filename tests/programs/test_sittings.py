"""Sittings of commissions: quorum, votes by name, conclusions, recommendations, minutes as signed."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from programs import services
from programs.models import (
    Commission,
    CommissionMember,
    ConclusionVerb,
    ExecutionReport,
    Motion,
    Outcome,
    ReportStep,
    Sitting,
    Vote,
    totals_of,
)
from tests.conftest import account, shared_by_module

from .filling import fields_of, open_form
from .sitting import submitted_reports, two_commissions

pytestmark = pytest.mark.django_db

ON = date(2022, 1, 27)
ROLES = ("commission", "secretary", "coordinator", "accountant", "head", "administrator")
V = Vote.Value


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two commissions, three reports that wait, and the accounts of every role."""
    with shared_by_module(django_db_blocker):
        two_commissions()
        submitted_reports()
        for role in ROLES:
            account(role)
        yield


@pytest.fixture
def reports(module_data: None, db: None) -> list[ExecutionReport]:
    return list(ExecutionReport.objects.order_by("number"))


@pytest.fixture
def first(reports: list[ExecutionReport]) -> Commission:
    return reports[0].program.commission  # type: ignore[return-value]


@pytest.fixture
def second(first: Commission) -> Commission:
    return Commission.objects.exclude(pk=first.pk).get()


def planned(*bodies: Commission, on: date = ON, reports: Any = ()) -> Sitting:
    """A sitting of commissions with reports on its agenda."""
    by = account("secretary")
    sitting = services.save_sitting(sitting=Sitting(number="3", date=on, time=time(10), place="м. Каховка"), by=by)
    sitting.bodies.set(bodies)
    services.put_on_agenda(sitting=sitting, reports=reports, by=by)
    return sitting


def member(surname: str) -> CommissionMember:
    return CommissionMember.objects.get(surname=surname)


def held(sitting: Sitting, *, without: tuple[str, ...] = (), **said: Any) -> Sitting:
    """Hold it: everybody is there but those named; the head and the secretary of the first body lead it."""
    absent = {member(name).pk: {"is_present": False, "reason": "відрядження"} for name in without}
    return services.hold_sitting(
        sitting=sitting,
        presences=absent | said.pop("presences", {}),
        chaired_by=member("Вербицька"),
        written_by=member("Дубова"),
        began=time(10),
        ended=time(11, 30),
        by=account("secretary"),
    )


def vote(motion: Motion, **values: Any) -> list[Vote]:
    """Everybody who is there votes for, but those named by surname."""
    said = {member(name).pk: value if isinstance(value, tuple) else (value, "") for name, value in values.items()}
    return services.record_votes(motion=motion, values=said, by=account("secretary"))


def vote_on_all(sitting: Sitting) -> None:
    for motion in sitting.motions.all():
        vote(motion)


def verb(state: str) -> ConclusionVerb:
    return ConclusionVerb.objects.filter(state=state).first()  # type: ignore[return-value]


def outcome(motion: Motion) -> Outcome:
    return services.outcome_of(motion, list(motion.votes.all()))


# ---- quorum and votes ------------------------------------------------------------------------------------------------


def test_a_quorum_is_half_of_the_full_composition_of_each_body(first: Commission, second: Commission) -> None:
    """Nine need five, five need three; where the rule says more than half, nine need five as well, four need three."""
    four_of_nine = ("Житник", "Заруба", "Калинова", "Ліщина", "Орлик")
    two_of_five = ("Осика", "Тополя", "Ясен")

    found = {
        name: held(planned(*bodies), without=absent).state
        for name, bodies, absent in (
            ("five of nine", (first,), four_of_nine[:4]),
            ("four of nine", (first,), four_of_nine),
            ("joint, both", (first, second), (*four_of_nine[:4], *two_of_five[:2])),
            ("joint, the second without", (first, second), two_of_five),
        )
    }

    assert found == {
        "five of nine": "held",
        "four of nine": "no_quorum",
        "joint, both": "held",
        "joint, the second without": "no_quorum",
    }


def test_a_motion_takes_the_majority_of_the_full_composition_of_each_body(
    first: Commission, second: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, second, reports=reports[:1]), without=("Яворський", "Ясен"))
    agenda, on_report = sitting.motions.all()

    vote(agenda)
    votes = vote(on_report, Тополя=V.AGAINST, Осика=V.ABSTAINED, Житник=V.NOT_VOTED)

    counts = [(count.full, count.found, count.needed) for count in services.majorities(votes)]
    assert counts == [(5, 2, 3), (9, 7, 5)]
    assert (outcome(agenda), outcome(on_report)) == (Outcome.ADOPTED, Outcome.NOT_ADOPTED)
    assert totals_of(votes) == {"for": 9, "against": 1, "abstained": 1, "not_voted": 1, "absent": 2, "recused": 0}


def test_a_member_who_left_before_the_vote_is_absent_from_it(first: Commission) -> None:
    sitting = held(planned(first), presences={member("Орлик").pk: {"left": time(10, 40)}})
    motion = sitting.motions.get()
    motion.began = time(11)
    services.save_record(record=motion, by=account("secretary"))

    votes = {each.name: each.value for each in vote(motion)}

    assert votes["Наталія ОРЛИК"] == V.ABSENT
    with pytest.raises(ValidationError, match="Наталія ОРЛИК під час голосування відсутній"):
        vote(motion, Орлик=V.FOR)


def test_who_has_a_conflict_of_interest_takes_no_part_since_2021_and_could_vote_before(first: Commission) -> None:
    after = held(planned(first)).motions.get()
    CommissionMember.objects.update(since=None)
    before = held(planned(first, on=date(2021, 3, 17))).motions.get()
    announced = "працює в редакції, з якою укладено договір"

    voted = {each.name: each.value for each in vote(before, Заруба=(V.FOR, announced))}
    recused = vote(after, Заруба=(V.RECUSED, announced))

    assert voted["Євген ЗАРУБА"] == V.FOR
    assert totals_of(recused)["recused"] == 1
    with pytest.raises(ValidationError, match=r"з 18\.03\.2021 не бере участі"):
        vote(after, Заруба=(V.FOR, announced))
    with pytest.raises(ValidationError, match="укажіть, про який конфлікт"):
        vote(after, Заруба=V.RECUSED)


def test_a_vote_keeps_name_and_post_of_its_day(first: Commission) -> None:
    motion = held(planned(first)).motions.get()
    vote(motion)
    renamed = member("Калинова")
    renamed.surname, renamed.post = "Калинова-Степова", "deputy"
    services.save_record(record=renamed, by=account("secretary"))

    kept = motion.votes.get(member=renamed)

    assert (kept.name, kept.post, kept.commission_name) == ("Лариса КАЛИНОВА", "member", first.name)


# ---- conclusions -----------------------------------------------------------------------------------------------------


def test_a_conclusion_is_a_step_of_the_report(first: Commission, reports: list[ExecutionReport]) -> None:
    sitting = held(planned(first, reports=reports))
    vote_on_all(sitting)

    for item, state in zip(sitting.items.all(), ("noted", "approved", "satisfactory"), strict=True):
        services.conclude(item=item, verb=verb(state), text="Вирішено.", by=account("secretary"))

    steps = ReportStep.objects.order_by("pk").values_list("report__number", "kind", "date", "document")
    assert list(steps) == [
        (1, "noted", ON, "Засідання № 3 від 27.01.2022"),
        (2, "endorsed", ON, "Засідання № 3 від 27.01.2022"),
        (3, "satisfactory", ON, "Засідання № 3 від 27.01.2022"),
    ]
    assert not services.waiting_reports([first]).exists()


def test_nothing_is_concluded_without_an_adopted_motion(first: Commission, reports: list[ExecutionReport]) -> None:
    sitting = held(planned(first, reports=reports[:1]))
    [item] = sitting.items.all()
    vote(item.motions.get(), **dict.fromkeys(("Житник", "Заруба", "Калинова", "Ліщина", "Орлик"), V.AGAINST))

    with pytest.raises(ValidationError, match="Жодної пропозиції"):
        services.conclude(item=item, verb=verb("noted"), text="Узяти", by=account("secretary"))
    services.conclude(item=item, verb=verb("not_considered"), text="Не розглядати", by=account("secretary"))

    assert reports[0].steps.get().kind == "not_considered"


def test_without_a_quorum_only_that_is_said_and_the_report_waits_on(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, reports=reports[:1]), without=("Житник", "Заруба", "Калинова", "Ліщина", "Орлик"))
    [item] = sitting.items.all()

    with pytest.raises(ValidationError, match="Кворуму не було"):
        services.conclude(item=item, verb=verb("noted"), text="Узяти", by=account("secretary"))
    services.conclude(item=item, verb=verb("no_quorum"), text="Кворуму немає", by=account("secretary"))

    assert (sitting.motions.count(), reports[0].steps.get().kind) == (0, "no_quorum")
    assert reports[0] in services.waiting_reports([first])


def test_a_returned_report_is_open_again_with_its_remarks_on_their_lines_and_a_new_term(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, reports=reports[:1]))
    vote_on_all(sitting)
    remarks = "1.1.1 Пояснити залишок «35 200,00 грн».\nДодати перелік видань."

    services.conclude(
        item=sitting.items.get(),
        verb=verb("returned"),
        text="Повернути звіт на доопрацювання.",
        remarks=remarks,
        new_term=date(2022, 2, 10),
        by=account("secretary"),
    )

    following = reports[0].program.execution_reports.get(number=1, edition=2)
    found = services.remarks_to_meet(following)
    assert following.is_draft
    assert [(remark.measure and remark.measure.code, remark.quoted, remark.text) for remark in found] == [
        ("print-media", "35 200,00 грн", "1.1.1 Пояснити залишок «35 200,00 грн»."),
        (None, "", "Додати перелік видань."),
    ]
    assert {remark.conclusion.new_term for remark in found} == {date(2022, 2, 10)}


def test_what_was_asked_and_answered_before_the_sitting_is_locked_by_its_beginning(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    assert services.lock_moment(reports[0]) is None

    held(planned(first, reports=reports[:1]))

    assert f"{services.lock_moment(reports[0]):%d.%m.%Y %H:%M}" == "27.01.2022 10:00"


# ---- the secretary's way ---------------------------------------------------------------------------------------------


class Counted:
    """A browser that counts its presses: a link, a button, a field that is changed."""

    def __init__(self) -> None:
        self.client, self.presses = Client(), 0
        self.client.force_login(account("secretary"))

    def open(self, address: str) -> dict[str, list[str]]:
        self.presses += 1
        return open_form(self.client, address)

    def press(self, address: str, form: dict[str, Any], **changes: Any) -> tuple[str, dict[str, list[str]]]:
        """Send the form as it stands but for the changes; where it leads, with the form of that page."""
        self.presses += 1 + 2 * len(changes)  # a choice in a list takes two
        sent = {name: values for name, values in form.items() if "__prefix__" not in name}
        answer = self.client.post(address, {**sent, **changes}, follow=True)
        assert answer.redirect_chain, answer.context["form"].errors if "form" in answer.context else answer.content
        return answer.redirect_chain[-1][0], fields_of(answer)


def test_a_sitting_with_three_reports_and_nine_votes_is_recorded_in_forty_presses(first: Commission) -> None:
    """Two are absent, two vote otherwise; the rest is as proposed."""
    browser = Counted()
    add = reverse("admin:programs_sitting_add")
    browser.open(reverse("admin:index"))
    form = browser.open(add)
    page, _form = browser.press(add, {**form, "bodies": [str(first.pk)]}, date="27.01.2022")
    sitting = Sitting.objects.get()
    presence = reverse("admin:programs_sitting_presence", args=[sitting.pk])
    form = browser.open(presence)
    for absent in ("Ліщина", "Яворський"):
        del form[f"present_{member(absent).pk}"]
        browser.presses += 1

    votes, form = browser.press(presence, form)
    motion = sitting.motions.last()
    assert motion is not None
    changes = {
        f"vote_{motion.pk}_{member(name).pk}": value for name, value in (("Житник", V.AGAINST), ("Орлик", V.ABSTAINED))
    }
    conclusions, form = browser.press(votes, form, **changes)
    page, _form = browser.press(conclusions, form)

    sitting.refresh_from_db()
    assert page == reverse("admin:programs_sitting_change", args=[sitting.pk])
    assert sitting.state == Sitting.State.HELD
    assert [totals_of(each.votes.all())["for"] for each in sitting.motions.all()] == [7, 7, 7, 5]
    assert [step.kind for step in ReportStep.objects.all()] == ["noted", "noted", "noted"]
    assert browser.presses <= 40
