"""What the rules ask of a consultation step by step: by when, whether it was done, and what was missed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programs.models import CalendarDay, DutyTerm
from programs.services import Notice, Severity
from programs.words import date_text

from ..models import Consultation, ConsultationEvent, ConsultationStep, Term, last_moment

Kind = ConsultationStep.Kind
# What ``timeline`` reads of each consultation; whoever asks for many prefetches it.
READ_BY_TIMELINE = ("steps", "notices", "events__headcounts", "regime__terms")


class TimedStep(NamedTuple):
    """One step of a consultation: what it is, by when it is due, when it was done; ``words`` tell the rule."""

    key: str  # announced, collecting, event-7, counts-7, answered, reported, decided
    title: str
    due: datetime | None = None
    done: date | None = None
    words: str = ""
    is_short: bool = False  # of a step that lasts at least so long: it is shorter
    starts: datetime | None = None  # before which it cannot be done

    @property
    def due_on(self) -> date | None:
        return timezone.localdate(self.due) if self.due else None

    def is_missed(self, now: datetime) -> bool:
        """Whether it is too late, or was done too late."""
        if self.is_short or self.due is None:
            return self.is_short
        return self.done > timezone.localdate(self.due) if self.done else now > self.due

    def days_left(self, now: datetime) -> int | None:
        """Days to its end; below zero they are days of delay, None once it was done."""
        return None if self.due is None or self.done else (timezone.localdate(self.due) - timezone.localdate(now)).days


def moment_text(moment: datetime) -> str:
    """«16.03.2026, 17:00» by Kyiv's clock."""
    local = timezone.localtime(moment)
    return f"{date_text(local.date())}, {local:%H:%M}"


def duty_terms() -> dict[str, DutyTerm]:
    """The terms of steps that no act times, as the council keeps them beside its other duties."""
    return {each.key: each for each in DutyTerm.objects.filter(app="civil_society", is_asked=True)}


def timeline(
    consultation: Consultation,
    *,
    calendar: Mapping[date, bool] | None = None,
    duties: Mapping[str, DutyTerm] | None = None,
) -> list[TimedStep]:
    """The steps of a consultation of the council in their order, each with its day; of another body's only what stands.

    Two queries beside ``READ_BY_TIMELINE``, none where calendar and duties are given.
    """
    days = CalendarDay.objects.exceptions() if calendar is None else calendar
    asked = duty_terms() if duties is None else duties
    taken = {step.kind: step.date for step in consultation.steps.all()}
    found = [TimedStep(Kind.ANNOUNCED, pgettext("notice", "announcement"), done=taken.get(Kind.ANNOUNCED))]
    if consultation.closes_at is None or Kind.CANCELLED in taken:
        return found
    on, closes = consultation.announced_on, consultation.closes_at
    found.append(_collecting(consultation, on, closes, days))
    for event in consultation.events.all():
        if event.cancelled_on is None and consultation.is_own:
            found += _of_event(consultation, event, on, days, asked)
    if not consultation.is_own:
        return found
    closed = timezone.localdate(closes)
    starts = {Term.Start.CLOSED: closes, Term.Start.ANNOUNCED: last_moment(on) if on else None}
    if decided := taken.get(Kind.DECIDED):
        starts[Term.Start.DECIDED] = last_moment(decided)
    for kind, step, title in (
        (Kind.ANSWERED, Term.Step.ANSWER, _("answers to proposals")),
        (Kind.REPORTED, Term.Step.REPORT, _("result report")),
        (Kind.DECIDED, Term.Step.OUTCOME, _("decision and its outcome")),
    ):
        due, words, term = None, "", consultation.term(step, closed)
        if term and (start := starts.get(Term.Start(term.start))):
            due, words = term.due(start, days), str(term)
        elif kind == Kind.ANSWERED and not term and "answers" in asked:
            due = last_moment(asked["answers"].due(closed, days))
        if kind == Kind.ANSWERED and due and not _was_proposed(consultation):
            due, words = None, ""  # nobody waits for an answer
        found.append(TimedStep(kind, title, due, taken.get(kind), words))
    return found


def _was_proposed(consultation: Consultation) -> bool:
    """Whether anybody proposed anything; whoever reads many consultations says it beforehand as ``has_proposals``."""
    known: bool | None = getattr(consultation, "has_proposals", None)
    return consultation.proposals.counted().exists() if known is None else known


def _collecting(consultation: Consultation, on: date | None, closes: datetime, days: Mapping[date, bool]) -> TimedStep:
    """How long proposals are taken, held against the least that the rules ask for."""
    key, title = "collecting", _("collecting of proposals")
    needed = needed_until(consultation, on, calendar=days) if on else None
    done = timezone.localdate(closes)
    if needed is None:
        return TimedStep(key, title, closes, done)
    term, until = needed
    short = (timezone.localdate(until) - done).days if term.unit != Term.Unit.HOURS else int(until > closes)
    words = str(term)
    if short > 0:
        missing = ngettext("%(count)s day short", "%(count)s days short", short) % {"count": short}
        words = _("%(term)s: it would last until %(until)s, %(missing)s") % {
            "term": term,
            "until": moment_text(until),
            "missing": missing,
        }
    return TimedStep(key, title, closes, done, words, is_short=short > 0)


def needed_until(
    consultation: Consultation, on: date, *, calendar: Mapping[date, bool] | None = None
) -> tuple[Term, datetime] | None:
    """The term that proposals are collected for at least, and until when that is if the last notice is of a day."""
    term = consultation.term(Term.Step.COLLECTING, on)
    return (term, term.due(last_moment(on), calendar)) if term else None


def _of_event(
    consultation: Consultation,
    event: ConsultationEvent,
    on: date | None,
    days: Mapping[date, bool],
    asked: Mapping[str, DutyTerm],
) -> list[TimedStep]:
    """That an event was announced early enough, and that its people were counted."""
    held = timezone.localdate(event.starts_at)
    found = []
    term = consultation.term(Term.Step.EVENT, on) if on else None
    if term and on:
        earliest = term.due(last_moment(on), days)
        short = timezone.localdate(earliest) > held
        words = _("%(term)s: not before %(day)s") % {"term": term, "day": date_text(timezone.localdate(earliest))}
        found.append(TimedStep(f"event-{event.pk}", str(event), event.starts_at, held, words, is_short=short))
    if "event_counts" in asked:
        counted = held if event.headcounts.all() else None
        due = last_moment(asked["event_counts"].due(held, days))
        title = _("head-counts: %(event)s") % {"event": event}
        found.append(TimedStep(f"counts-{event.pk}", title, due, counted, starts=event.starts_at))
    return found


def announcement_notices(consultation: Consultation, on: date) -> list[Notice]:
    """What stands in the way of announcing on a day, what asks for a reason, what is worth knowing."""
    found = []
    opens, closes = consultation.opens_at, consultation.closes_at
    if opens is None or closes is None:
        words = _("Say from when to when proposals are taken.")
        return [Notice("no_term", words, Severity.STOP, "closes_at")]
    if not consultation.is_own:
        return []
    for name, words in (
        ("unit", _("The announcement names no responsible unit.")),
        ("summary", _("The announcement has no summary of what it is about.")),
    ):
        if not getattr(consultation, name):
            found.append(Notice(f"no_{name}", words, Severity.STOP, name))
    needed = needed_until(consultation, on)
    if needed is None:
        found.append(
            Notice("no_rule", _("The rules “%s” say nothing of how long proposals are taken.") % consultation.regime)
        )
    else:
        found += _too_short(consultation, *needed, closes)
    for event in consultation.events.all():
        found += _too_early(consultation, event, on)
    if not consultation.documents.all():
        found.append(Notice("no_document", _("No document is attached: people discuss what they can read.")))
    if consultation.measure_id is None:
        words = _("No measure is chosen: the consultation will count in no programme. It can be chosen later as well.")
        found.append(Notice("no_measure", words))
    if not (consultation.channels or consultation.takes_online or consultation.platform_link):
        found.append(Notice("no_channel", _("It is not said where proposals are sent."), Severity.STOP))
    return found


def _too_short(consultation: Consultation, term: Term, until: datetime, closes: datetime) -> list[Notice]:
    """That the term is shorter than the rules ask for, with the day that would do."""
    found = []
    by_day = timezone.localdate(closes) < timezone.localdate(until)
    if closes < until if term.unit == Term.Unit.HOURS else by_day:
        words = _("The term is too short: %(term)s. Proposals would have to be taken until %(until)s or longer.")
        said = {"term": term, "until": moment_text(until)}
        found.append(Notice("term_too_short", words % said, Severity.REASON, "closes_at"))
    if term.confirmed_on is None:
        words = _("Nobody has compared this term with the act yet: %(term)s (%(source)s).")
        found.append(Notice("term_not_confirmed", words % {"term": term, "source": term.source or consultation.regime}))
    return found


def _too_early(consultation: Consultation, event: ConsultationEvent, on: date) -> list[Notice]:
    """That an event is held before the day to which the rules let it be announced."""
    term = consultation.term(Term.Step.EVENT, on)
    if term is None or event.cancelled_on:
        return []
    earliest = timezone.localdate(term.due(last_moment(on)))
    if timezone.localdate(event.starts_at) >= earliest:
        return []
    words = _("“%(event)s” is too early: %(term)s, so not before %(day)s.")
    said = {"event": event, "term": term, "day": date_text(earliest)}
    return [Notice("event_too_early", words % said, Severity.REASON)]
