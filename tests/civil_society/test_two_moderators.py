"""Two people at once, on PostgreSQL: one answer, one number each, one proposal however often it was sent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from civil_society.models import Answer, Consultation, Proposal, ProposalAuthor, Regime
from civil_society.services.answers import draft_answer, publish_answers
from civil_society.services.moderation import piles, publish, refuse_pile
from civil_society.services.proposals import enter, receive
from civil_society.services.suspicion import Suspicion, form_mark, read_mark
from tests.programs.test_two_writers import at_once

pytestmark = pytest.mark.postgresql


@pytest.fixture
def by(shared_portal: None) -> User:
    return User.objects.create_user("moderator")


@pytest.fixture
def consultation(by: User) -> Consultation:
    now = timezone.now()
    term = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=5)}
    regime = Regime.objects.create(name="Порядок", asks_name=False)
    return Consultation.objects.create(year=2026, number=1, state="announced", regime=regime, subject="Парк", **term)


def entered(consultation: Consultation, by: User, text: str = "Лавки") -> Proposal:
    proposal = Proposal(consultation=consultation, channel="oral", received_on=timezone.localdate(), text=text)
    return enter(proposal=proposal, author=ProposalAuthor(erase_on=date(2030, 1, 1)), by=by)


def test_two_who_answer_one_proposal_give_one_answer(consultation: Consultation, by: User) -> None:
    proposal = publish(proposal=entered(consultation, by), by=by, at=timezone.now())
    said: dict[str, Any] = {"proposal": proposal, "by": by, "expected_version": 0, "outcome": "accepted"}

    drafted = at_once(*[lambda ground=ground: draft_answer(**said, ground=ground) for ground in ("Так", "Авжеж")])
    seen = [(draft.pk, draft.version) for draft in Answer.objects.all()]
    told = at_once(*2 * [lambda: publish_answers(consultation=consultation, seen=seen, by=by, at=timezone.now())])

    assert (drafted, told) == (["Conflict", "done"], ["ValidationError", "done"])
    assert Answer.objects.exclude(published_at=None).count() == Answer.objects.count() == 1
    assert Proposal.objects.get().answer == Answer.objects.get()


def test_what_comes_at_once_has_a_number_each(consultation: Consultation, by: User) -> None:
    results = at_once(*[lambda text=text: entered(consultation, by, text) for text in ("Лавки", "Світло", "Дерева")])

    assert results == ["done"] * 3
    assert [*Proposal.objects.order_by("number").values_list("number", flat=True)] == [1, 2, 3]


def test_a_form_sent_twice_at_the_same_moment_is_one_proposal(consultation: Consultation) -> None:
    opened = read_mark(form_mark(consultation.pk, now=timezone.now())[0])

    def send() -> Proposal:
        return receive(
            proposal=Proposal(consultation=consultation, text="Полагодьте дах"),
            author=ProposalAuthor(name="Ганна ВИГАДАНА"),
            opened=opened,
            suspicions=[],
            now=timezone.now(),
        )

    assert at_once(send, send, send) == ["done"] * 3
    assert Proposal.objects.get().number == 1


def test_a_pile_refused_by_two_is_refused_once(consultation: Consultation, by: User) -> None:
    for _each in range(3):
        receive(
            proposal=Proposal(consultation=consultation, text="Купуйте насіння у нашому магазині"),
            author=ProposalAuthor(),
            opened=None,
            suspicions=[Suspicion.UNOPENED],
            now=timezone.now(),
        )
    [pile] = piles()

    at_once(*2 * [lambda: refuse_pile(head=pile["head"], last=pile["last_pk"], reason="Реклама", by=by)])

    assert piles() == []
    assert Proposal.history.filter(state="rejected").count() == 3
