"""What is due about proposals: published within the term of the rules, answered, told; piles that wait."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.duties import Day, Duty, Page

from ..models import Answer, Consultation, Proposal, Term, last_moment

PROPOSALS = gettext_lazy("proposals")
WORK = Page("civil_society_staff:proposals")


def _due(consultation: Consultation, step: str, received_on: date) -> date | None:
    """By when a step is due by the rules: counted from the receipt, or from the end of collecting."""
    term = consultation.term(step, received_on)
    if term is None:
        return None
    if term.start == Term.Start.RECEIVED or consultation.closes_at is None:
        return term.due(last_moment(received_on)).date()
    return term.due(consultation.closes_at).date()


def _of(consultations: Any) -> dict[int, Consultation]:
    rows = Consultation.objects.select_related("regime", "program").prefetch_related("regime__terms")
    return rows.in_bulk(list(consultations))


def to_look_through(day: Day) -> Iterator[Duty]:
    """Proposals that wait to be published, by consultation, with the day on which the oldest has to be shown."""
    if not day.programs:
        return
    rows = Proposal.objects.waiting().order_by().values_list("consultation").annotate(Count("pk"), Min("received_on"))
    found = list(rows)
    consultations = _of(pk for pk, _count, _first in found)
    for pk, count, first in found:
        consultation = consultations[pk]
        words = ngettext(
            "%(count)s proposal to consultation № %(of)s waits to be published",
            "%(count)s proposals to consultation № %(of)s wait to be published",
            count,
        )
        yield Duty(
            key=f"proposals-to-publish-{pk}",
            title=words % {"count": count, "of": consultation.address},
            program=consultation.program or day.programs[0],
            kind=PROPOSALS,
            page=WORK,
            action=_("Look through them"),
            permission="civil_society.moderate_proposal",
            due=_due(consultation, Term.Step.SHOWN, first),
        )


def held(day: Day) -> Iterator[Duty]:
    """What looks as if no person had sent it."""
    count = Proposal.objects.held().count() if day.programs else 0
    if count:
        words = ngettext("%(count)s proposal is held for a check", "%(count)s proposals are held for a check", count)
        yield Duty(
            key="proposals-held",
            title=words % {"count": count},
            program=day.programs[0],
            kind=PROPOSALS,
            page=WORK,
            action=_("Look through the piles"),
            permission="civil_society.moderate_proposal",
        )


def to_answer(day: Day) -> Iterator[Duty]:
    """Published proposals without a published answer, once collecting is over; and authors to be told by hand."""
    if not day.programs:
        return
    waiting: dict[int, list[date]] = defaultdict(list)
    rows = Proposal.objects.to_answer().filter(consultation__closes_at__date__lt=day.on)
    for pk, received_on in rows.order_by("received_on").values_list("consultation", "received_on"):
        waiting[pk].append(received_on)
    untold = dict(Answer.objects.untold().order_by().values_list("proposal__consultation").annotate(Count("pk")))
    consultations = _of({*waiting, *untold})
    for pk, days in waiting.items():
        consultation = consultations[pk]
        words = ngettext(
            "%(count)s proposal to consultation № %(of)s waits for an answer",
            "%(count)s proposals to consultation № %(of)s wait for an answer",
            len(days),
        )
        yield Duty(
            key=f"proposals-to-answer-{pk}",
            title=words % {"count": len(days), "of": consultation.address},
            program=consultation.program or day.programs[0],
            kind=PROPOSALS,
            page=Page("civil_society_staff:answers", [pk]),
            action=_("Answer them"),
            permission="civil_society.answer_proposal",
            due=_due(consultation, Term.Step.ANSWER, days[0]),
        )
    for pk, count in untold.items():
        consultation = consultations[pk]
        words = ngettext(
            "%(count)s author of consultation № %(of)s has to be told the answer",
            "%(count)s authors of consultation № %(of)s have to be told the answers",
            count,
        )
        yield Duty(
            key=f"authors-to-tell-{pk}",
            title=words % {"count": count, "of": consultation.address},
            program=consultation.program or day.programs[0],
            kind=PROPOSALS,
            page=Page("civil_society_staff:told", [pk]),
            action=_("Tell them"),
            permission="civil_society.answer_proposal",
        )
