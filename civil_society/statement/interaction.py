"""The systematic monitoring of interaction (section IV.4): how the council and institutions dealt with each other.

Every figure is of a day, so that any period can be asked, and its quarters or years beside it; page, files and report
read them here and nowhere else.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Min, Sum
from django.db.models.functions import TruncDate

from programs.models import Activity, CalendarDay, Headcount, Program
from programs.period import Period

from ..models import (
    Consultation,
    ConsultationEvent,
    ConsultationStep,
    EventHeadcount,
    Participation,
    PlanItem,
    Proposal,
    last_moment,
)
from ..services import READ_BY_TIMELINE, duty_terms, timeline
from .bodies import facts_of_bodies
from .figures import WAITING, outcome_of

Fact = tuple[date, str, int]  # the day, what is counted, how many of it


class InteractionFigures:
    """The facts of interaction by the end of a period, of one programme or of the whole portal.

    Proposals belong to the day on which they came, with what became of them by the end; what a plan promised to the
    last month that it names. The number of queries does not grow with the records or the parts of the period.
    """

    def __init__(self, period: Period, program: Program | None = None, *, on: date | None = None) -> None:
        self.period, self.program = period, program
        self.until = min(period.end, on or period.end)
        self.council = list(
            Consultation.objects.counted().select_related("activity", "measure").prefetch_related(*READ_BY_TIMELINE)
        )
        wanted = program.pk if program else None
        self.own = [each for each in self.council if wanted in {None, each.measure and each.measure.program_id}]
        activities = Activity.objects.exclude(measure__program__status=Program.Status.DRAFT)
        took_part = Participation.objects.counted()
        if program:
            activities = Activity.objects.filter(measure__program=program)
            took_part = took_part.filter(activity__measure__program=program)
        self.activities = activities.filter(date__lte=self.until)
        self.facts = [*self._planned(), *self._held(), *self._proposals(), *self._events(), *self._support()]
        self.facts += facts_of_bodies(program, self.until)
        seen = took_part.filter(activity__date__lte=self.until).order_by()
        self.took_part = list(seen.values_list("activity__date", "institution"))

    def of(self, period: Period) -> dict[str, int | Decimal]:
        """The figures of the period or of a part of it; what is not known is not there."""
        counts: Counter[str] = Counter()
        for day, key, count in self.facts:
            if period.start <= day <= period.end:
                counts[key] += count
        found: dict[str, int | Decimal] = dict(counts)
        found["institutions"] = len({pk for day, pk in self.took_part if period.start <= day <= period.end})
        if answered := counts["answered"]:
            found["days"] = (Decimal(counts["days"]) / answered).quantize(Decimal("0.1"), ROUND_HALF_UP)
        for part, whole, key in (
            ("answered_in_term", "to_answer", "answered_share"),
            ("reported_in_term", "to_report", "reported_share"),
        ):
            if counts[whole]:
                share = Decimal(100 * counts[part]) / counts[whole]
                found[key] = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
        return found

    @property
    def parts(self) -> list[Period]:
        """The quarters of a period within a year, the years of a longer one; none where it has one part alone."""
        first, last = self.period.start.year, self.period.end.year
        spans = Period.quarters(first) if first == last else [Period.year(year) for year in range(first, last + 1)]
        found = [
            Period(max(each.start, self.period.start), min(each.end, self.period.end))
            for each in spans
            if each.start <= self.period.end and each.end >= self.period.start
        ]
        return found if len(found) > 1 else []

    def held_on(self, each: Consultation) -> date | None:
        """The day under which it counts as done, and where it is of no measure that on which it was over."""
        day = each.activity.date if each.activity else None if each.measure_id else each.held_on(self.moment)
        return day if day and day <= self.until else None

    @property
    def moment(self) -> Any:
        return last_moment(self.until)

    def _planned(self) -> Iterator[Fact]:
        """Items of the council's plans, whatever the programme, and those of them that were held: an item counts with
        its first consultation.
        """
        held: dict[int, date] = {}
        for each in self.council:
            if each.plan_item_id and (day := self.held_on(each)):
                held[each.plan_item_id] = min(day, held.get(each.plan_item_id, day))
        for item in PlanItem.objects.published().standing().select_related("plan"):
            year, month = item.plan.year, item.last_month
            yield date(year, month, monthrange(year, month)[1]), "planned", 1
            if item.pk in held:
                yield held[item.pk], "plan_held", 1

    def _held(self) -> Iterator[Fact]:
        """Consultations that were held, and how their result was told."""
        calendar, duties = CalendarDay.objects.exceptions(), duty_terms()
        proposed = {
            *Proposal.objects.counted().filter(consultation__in=self.own).values_list("consultation", flat=True)
        }
        self.answers_due: dict[int, date] = {}
        for each in self.own:
            each.has_proposals = each.pk in proposed  # type: ignore[attr-defined]
            steps = {step.key: step for step in timeline(each, calendar=calendar, duties=duties)}
            answers = steps.get(ConsultationStep.Kind.ANSWERED)
            if answers and answers.due_on:
                self.answers_due[each.pk] = answers.due_on
            if not (day := self.held_on(each)):
                continue
            yield day, "held", 1
            yield day, "unplanned", int(each.plan_item_id is None)
            report = steps.get(ConsultationStep.Kind.REPORTED)
            if report and report.done and report.done <= self.until:
                yield day, "reported", 1
            if report and report.due_on and (report.done or report.due_on <= self.until):
                yield day, "to_report", 1
                yield day, "reported_in_term", int(bool(report.done and report.done <= report.due_on))

    def _proposals(self) -> Iterator[Fact]:
        columns = ("received_on", "consultation", "state", "answer__outcome", "channel")
        found = Proposal.objects.counted().filter(consultation__in=self.own, received_on__lte=self.until)
        first = Min(TruncDate("answers__published_at"))
        for day, of, state, outcome, channel, answered in found.annotate(first=first).values_list(*columns, "first"):
            came_of = outcome_of(state, outcome)
            yield day, "proposals", 1
            yield day, f"outcome_{came_of or 'waiting'}", 1
            yield day, f"channel_{channel}", 1
            if answered:
                yield day, "answered", 1
                yield day, "days", (answered - day).days
            due = self.answers_due.get(of)
            if due and (answered or (came_of == WAITING and due <= self.until)):
                yield day, "to_answer", 1
                yield day, "answered_in_term", int(bool(answered and answered <= due))

    def _events(self) -> Iterator[Fact]:
        """What people came to: events of consultations, and everything else to which people come."""
        held = [each.pk for each in self.own if self.held_on(each)]
        events = ConsultationEvent.objects.filter(consultation__in=held, cancelled_on=None, starts_at__lte=self.moment)
        for day in events.values_list("starts_at__date", flat=True):
            yield day, "events", 1
        heads = EventHeadcount.objects.filter(event__in=events)
        for day, group, count in heads.values_list("event__starts_at__date", "group", "count"):
            yield day, f"people_{group}", count
            yield day, "people", count
        others = self.activities.filter(kind__in=Activity.WITH_GUESTS).exclude(kept_by=Consultation._meta.label_lower)
        for day, count in others.order_by().values_list("date").annotate(Sum("quantity")):
            yield day, "events", count
        came = Headcount.objects.filter(activity__in=others).order_by().values_list("activity__date", "group")
        for day, group, count in came.annotate(Sum("count")):
            yield day, f"people_{group}", count
            yield day, "people", count

    def _support(self) -> Iterator[Fact]:
        given = self.activities.filter(kind=Activity.Kind.SUPPORT).order_by()
        for day, count in given.values_list("date").annotate(Sum("quantity")):
            yield day, "support", count


def years_with_interaction(on: date) -> list[int]:
    """The years by a day in which anything was recorded, the newest first."""
    consulted = Consultation.objects.counted().filter(closes_at__lte=last_moment(on))
    years = {closes.year for closes in consulted.datetimes("closes_at", "year")}
    done = Activity.objects.exclude(measure__program__status=Program.Status.DRAFT).filter(date__lte=on)
    wanted = [*Activity.WITH_GUESTS, Activity.Kind.SUPPORT]
    years.update(day.year for day in done.filter(kind__in=wanted).dates("date", "year"))
    return sorted(years, reverse=True)
