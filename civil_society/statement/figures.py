"""What was counted of consultations: each figure is one grouped query, whatever their number."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import pgettext_lazy

from ..models import (
    Answer,
    Consultation,
    ConsultationEvent,
    EventHeadcount,
    PlanItem,
    Position,
    Proposal,
    last_moment,
)
from ..services import TimedStep, timeline

WAITING = ""
# What became of a proposal, in the order in which tables name it.
OUTCOMES: dict[str, Any] = {**Answer.WORDS, WAITING: pgettext_lazy("proposal", "not answered yet")}


@dataclass
class Counted:
    """What was counted of one consultation, or of several together."""

    events: int = 0
    people: Counter[str] = field(default_factory=Counter)  # who came, by group
    outcomes: Counter[str] = field(default_factory=Counter)  # of proposals
    channels: Counter[str] = field(default_factory=Counter)
    authors: Counter[str] = field(default_factory=Counter)
    signatories: int = 0
    late: int = 0
    positions: list[Position] = field(default_factory=list)

    @property
    def came(self) -> int:
        return self.people.total()

    @property
    def proposals(self) -> int:
        return self.outcomes.total()


def counted_of(consultations: Iterable[Consultation], moment: datetime) -> dict[int, Counted]:
    """What was counted of each consultation by a moment: four queries."""
    found: dict[int, Counted] = {each.pk: Counted() for each in consultations}
    held = ConsultationEvent.objects.filter(consultation__in=found, cancelled_on=None, starts_at__lte=moment)
    for pk, count in held.order_by().values_list("consultation").annotate(Count("pk")):
        found[pk].events = count
    heads = EventHeadcount.objects.filter(event__in=held).order_by().values_list("event__consultation", "group")
    for pk, group, people in heads.annotate(Sum("count")):
        found[pk].people[group] += people
    columns = ("consultation", "state", "answer__outcome", "channel", "author_kind", "is_late")
    proposals = Proposal.objects.counted().filter(consultation__in=found).order_by().values_list(*columns)
    for pk, state, outcome, channel, author, late, count, signed in proposals.annotate(
        Count("pk"), signed=Coalesce(Sum("signatories"), 0)
    ):
        of = found[pk]
        of.outcomes[outcome_of(state, outcome)] += count
        of.channels[channel] += count
        of.authors[author] += count
        of.signatories += signed
        of.late += count * late
    for position in Position.objects.filter(consultation__in=found).order_by("pk"):
        found[position.consultation_id].positions.append(position)
    return found


def outcome_of(state: str, outcome: str | None) -> str:
    """What became of a proposal: what was answered, that it was withdrawn, or that it waits."""
    return Answer.WITHDRAWN if state == Proposal.State.WITHDRAWN else outcome or WAITING


def missed_steps(consultation: Any, counted: Counted, moment: datetime) -> list[TimedStep]:
    """What was too short or came too late."""
    consultation.has_proposals = bool(counted.proposals)
    return [step for step in timeline(consultation) if step.is_missed(moment)]


def together(counted: Iterable[Counted]) -> Counted:
    """Several consultations as one."""
    total = Counted()
    for each in counted:
        total.events += each.events
        total.signatories += each.signatories
        total.late += each.late
        for name in ("people", "outcomes", "channels", "authors"):
            getattr(total, name).update(getattr(each, name))
    return total


@dataclass(frozen=True)
class Planned:
    """How a year of consultations went: what the plan promised, what of it was held, what was held beside it."""

    planned: int
    held: int  # of the plan
    unplanned: int
    other_bodies: int


def planned_of(year: int, moment: datetime) -> Planned:
    """A year by a moment; an item counts as held with its first consultation."""
    items = PlanItem.objects.published().standing().filter(plan__year=year)
    own = Consultation.objects.counted().filter(year=year, closes_at__lte=moment)
    others = Consultation.objects.announced().filter(year=year, organiser=Consultation.Organiser.OTHER_BODY)
    of_plan = Q(plan_item__in=items)
    held = own.aggregate(
        of_plan=Count("plan_item", filter=of_plan, distinct=True),
        beside=Count("pk") - Count("pk", filter=of_plan),
    )
    return Planned(
        planned=items.count(),
        held=held["of_plan"],
        unplanned=held["beside"],
        other_bodies=others.exclude(state=Consultation.State.CANCELLED).count(),
    )


def counted_by_measure(consultations: Q, on: date) -> dict[str, dict[int, Counter[int]]]:
    """Events, people who came and proposals by the end of a day: year by year of each measure, by what is counted."""
    own = Consultation.objects.counted().filter(consultations).exclude(measure=None)
    held = ConsultationEvent.objects.filter(consultation__in=own, cancelled_on=None, starts_at__lte=last_moment(on))
    found: dict[str, dict[int, Counter[int]]] = {key: defaultdict(Counter) for key in ("events", "people", "proposals")}
    of_year = held.order_by().annotate(year=ExtractYear("starts_at")).values_list("consultation__measure", "year")
    came = Coalesce(Sum("headcounts__count"), 0)
    for measure, year, events, people in of_year.annotate(Count("pk", distinct=True), came=came):
        found["events"][measure][year] = events
        found["people"][measure] += Counter({year: people})
    proposals = Proposal.objects.counted().filter(consultation__in=own, received_on__lte=on).order_by()
    by_year = proposals.annotate(year=ExtractYear("received_on")).values_list("consultation__measure", "year")
    for measure, year, count in by_year.annotate(Count("pk")):
        found["proposals"][measure][year] = count
    return found
