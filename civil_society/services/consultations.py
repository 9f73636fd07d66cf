"""Writes of consultations: the record, its announcement and changes, its steps, events and counts, its one activity."""

from collections.abc import Mapping
from datetime import date as Date
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.services import (
    as_seen,
    check_day,
    delete_record,
    passed,
    save_record,
    save_with_activity,
)

from ..models import (
    Consultation,
    ConsultationEvent,
    ConsultationStep,
    EventHeadcount,
    Matter,
    Participation,
    PlanItem,
    PublicationNotice,
    Regime,
)
from .terms import announcement_notices

Kind = ConsultationStep.Kind
State = Consultation.State
# How far each step brings a consultation; the decision may come before the result report, and both stay recorded.
REACHED = [State.ANNOUNCED, State.ANSWERED, State.REPORTED, State.DECIDED]
STATE_OF = {Kind.ANSWERED: State.ANSWERED, Kind.REPORTED: State.REPORTED, Kind.DECIDED: State.DECIDED}


@transaction.atomic
def save_consultation(
    *, consultation: Consultation, by: User | None, reason: str = "", expected_version: int | None = None
) -> Consultation:
    """Save a consultation; a new one gets its number, which is its address for ever.

    Once the public was told, a change of what it read says its reason, and the term moves by its own steps alone.
    """
    stored = Consultation.objects.filter(pk=consultation.pk).first() if consultation.pk else None
    _complete(consultation)
    if stored is None:
        _number(consultation)
    elif stored.state != State.DRAFT:
        _check_told(stored, consultation, reason)
    if (
        consultation.regime_id
        and not consultation.regime.is_active
        and (stored is None or stored.regime_id != consultation.regime_id)
    ):
        raise ValidationError({"regime": _("These rules are not in use.")})
    saved: Consultation = save_with_activity(
        record=consultation, by=by, reason=reason, expected_version=expected_version
    )
    return saved


def _complete(consultation: Consultation) -> None:
    """What follows from the rest is not asked: the programme, and the rules that a new consultation has."""
    matter = {Matter.DRAFT_EDITION: consultation.edition, Matter.EXECUTION_REPORT: consultation.report}
    for of in (matter.get(Matter(consultation.matter)), consultation.measure):
        if of and consultation.program_id is None:
            consultation.program = of.program
    if consultation.regime_id is None and (default := Regime.objects.default()):
        consultation.regime = default


def _number(consultation: Consultation) -> None:
    """The next number of its year: of its plan, of its opening, of today; two who save at once wait for one another."""
    if consultation.plan_item:
        year = consultation.plan_item.plan.year
    else:
        year = timezone.localdate(consultation.opens_at).year
    list(Regime.objects.select_for_update().order_by("pk").values_list("pk"))
    of_year = Consultation.objects.filter(year=year)
    consultation.year, consultation.number = year, (of_year.aggregate(last=Max("number"))["last"] or 0) + 1


def _check_told(stored: Consultation, consultation: Consultation, reason: str) -> None:
    """Refuse to move by hand what a step moves; ask why where the public read something else before."""
    if (stored.opens_at, stored.closes_at) != (consultation.opens_at, consultation.closes_at):
        words = _("The public was told of this term: extend or postpone it, each with its reason.")
        raise ValidationError({"closes_at": words})
    for name in ("regime_id", "organiser", "matter"):
        if getattr(stored, name) != getattr(consultation, name):
            field = name.removesuffix("_id")
            words = _("This cannot be changed any more: the consultation was announced so.")
            raise ValidationError({field: words})
    told = [
        field.attname
        for field in Consultation._meta.concrete_fields
        if field.editable and field.name not in Consultation.AFTER_ANNOUNCING
    ]
    changed = [name for name in told if getattr(stored, name) != getattr(consultation, name)]
    if changed and not reason.strip():
        words = _("The announcement was published: say why it is corrected.")
        raise ValidationError({"reason": ValidationError(words, code="reason_required")})


def take_step(
    *,
    consultation: Consultation,
    kind: str,
    on: Date,
    by: User,
    reason: str = "",
    expected_version: int | None = None,
    **moved: datetime | None,
) -> ConsultationStep:
    """Write down one step and bring the state of the consultation to it; ``moved`` are new moments of its term.

    Answers that are published together take ANSWERED, a result report REPORTED, the outcome DECIDED: each once, after
    collecting is over. What becomes public with the step is the caller's, in the same transaction.
    """
    with transaction.atomic():
        record = as_seen(Consultation.objects.select_for_update(), consultation, expected_version)
        _check_step(record, kind, on)
        step = ConsultationStep(consultation=record, kind=kind, date=on, reason=reason.strip(), by=by)
        for name, moment in moved.items():
            setattr(step, f"was_{name}", getattr(record, name))
            setattr(step, name, moment)
            setattr(record, name, moment)
        save_record(record=step, by=by)
        record.state = _state_after(record, kind)
        save_with_activity(record=record, by=by, reason=reason or str(step.get_kind_display()))
        if kind == Kind.CANCELLED:
            for event in record.events.filter(cancelled_on=None, starts_at__gt=timezone.now()):
                cancel_event(event=event, reason=reason, on=on, by=by)
    consultation.refresh_from_db()
    return step


def _state_after(record: Consultation, kind: str) -> str:
    if kind == Kind.CANCELLED:
        return State.CANCELLED
    wanted = STATE_OF.get(Kind(kind), State.ANNOUNCED)
    reached = [State(record.state)] if record.state in REACHED else []
    return max([wanted, *reached], key=REACHED.index)


def _check_step(record: Consultation, kind: str, on: Date) -> None:
    """Refuse a step that the consultation is not ready for, or that was taken already."""
    check_day(None, on)
    taken = {step.kind: step.date for step in record.steps.all()}
    if record.state == State.CANCELLED:
        raise ValidationError(_("The consultation was cancelled."))
    if kind == Kind.ANNOUNCED:
        if record.state != State.DRAFT:
            raise ValidationError(_("The consultation is announced already."))
        return
    if record.state == State.DRAFT or record.closes_at is None:
        raise ValidationError(_("The consultation is not announced yet."))
    if on < taken[Kind.ANNOUNCED]:
        raise ValidationError({"date": _("This day is before the announcement.")})
    if kind in ConsultationStep.CHANGES:
        if record.state != State.ANNOUNCED:
            raise ValidationError(_("Its proposals are answered already."))
        if kind != Kind.CANCELLED and on > timezone.localdate(record.closes_at):
            raise ValidationError(_("Collecting is over: a new consultation would be needed."))
        return
    if kind in taken:
        raise ValidationError(_("This step is taken already."))
    if on < timezone.localdate(record.closes_at):
        raise ValidationError({"date": _("Proposals are still being collected on this day.")})


@transaction.atomic
def announce(
    *,
    consultation: Consultation,
    on: Date,
    notice: PublicationNotice,
    by: User,
    now: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> ConsultationStep:
    """Tell the public: the announcement becomes readable, and its notice proves since when.

    A term shorter than the rules ask for stands with the reason alone.
    """
    check_day(None, on)
    passed(announcement_notices(consultation, on), reason=reason)
    step = take_step(
        consultation=consultation, kind=Kind.ANNOUNCED, on=on, by=by, reason=reason, expected_version=expected_version
    )
    _tell(step, notice, PublicationNotice.What.ANNOUNCEMENT, on, by, now)
    return step


@transaction.atomic
def move_term(
    *,
    consultation: Consultation,
    kind: str,
    opens_at: datetime | None = None,
    closes_at: datetime,
    on: Date,
    reason: str,
    notice: PublicationNotice,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> ConsultationStep:
    """Extend the term, or postpone it as a whole, with the reason and the notice that told the public."""
    if consultation.closes_at is None or consultation.opens_at is None:
        raise ValidationError(_("The consultation is not announced yet."))
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Say the reason."), code="reason_required")})
    if kind == Kind.EXTENDED and closes_at <= consultation.closes_at:
        raise ValidationError({"closes_at": _("An extension ends later than before.")})
    moved = {"closes_at": closes_at} | ({"opens_at": opens_at} if opens_at and kind == Kind.POSTPONED else {})
    step = take_step(
        consultation=consultation, kind=kind, on=on, by=by, reason=reason, expected_version=expected_version, **moved
    )
    _tell(step, notice, PublicationNotice.What.CHANGE, on, by, now)
    return step


@transaction.atomic
def cancel(
    *,
    consultation: Consultation,
    on: Date,
    reason: str,
    notice: PublicationNotice,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> ConsultationStep:
    """Cancel a consultation: it stays readable with the reason, its events to come go with it, nothing counts."""
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Say the reason."), code="reason_required")})
    step = take_step(
        consultation=consultation,
        kind=Kind.CANCELLED,
        on=on,
        by=by,
        reason=reason,
        expected_version=expected_version,
    )
    _tell(step, notice, PublicationNotice.What.CHANGE, on, by, now)
    return step


def _tell(
    step: ConsultationStep, notice: PublicationNotice, what: str, on: Date, by: User, now: datetime
) -> PublicationNotice:
    """Keep the notice of a step; this portal shows it from today, whatever day somebody would like."""
    notice.consultation, notice.what, notice.published_on = step.consultation, what, on
    if what == PublicationNotice.What.CHANGE:
        notice.change = step
    if notice.place == PublicationNotice.Place.PORTAL and on != timezone.localdate(now):
        words = _("This portal shows it from today: choose where it was published on %s.") % f"{on:%d.%m.%Y}"
        raise ValidationError({"place": words})
    saved: PublicationNotice = save_record(record=notice, by=by)
    return saved


@transaction.atomic
def save_event(
    *, event: ConsultationEvent, by: User | None, reason: str = "", expected_version: int | None = None
) -> ConsultationEvent:
    """Save an event; its mark for calendars grows where people would come at another time or to another place."""
    stored = ConsultationEvent.objects.filter(pk=event.pk).first() if event.pk else None
    where = ("starts_at", "ends_at", "place", "link")
    if stored and any(getattr(stored, name) != getattr(event, name) for name in where):
        event.sequence = stored.sequence + 1
    saved: ConsultationEvent = save_record(record=event, by=by, reason=reason, expected_version=expected_version)
    return saved


@transaction.atomic
def cancel_event(*, event: ConsultationEvent, reason: str, on: Date, by: User | None) -> ConsultationEvent:
    """Cancel one event: calendars that took it in show it as cancelled."""
    if event.cancelled_on:
        raise ValidationError(_("This event is cancelled already."))
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Say the reason."), code="reason_required")})
    event.cancelled_on, event.cancelled_because, event.sequence = on, reason.strip(), event.sequence + 1
    saved: ConsultationEvent = save_record(record=event, by=by, reason=reason)
    return saved


@transaction.atomic
def count_event(*, event: ConsultationEvent, people: Mapping[str, int], by: User | None, reason: str = "") -> None:
    """Make these the head-counts of an event that was held, and let the one activity of its consultation follow."""
    rows = {row.group: row for row in event.headcounts.all()}
    for group in rows.keys() - people.keys():
        delete_record(record=rows[group], by=by, reason=reason)
    for group, count in people.items():
        row = rows.get(group) or EventHeadcount(event=event, group=group)
        if row.pk is None or row.count != count:
            row.count = count
            save_record(record=row, by=by, reason=reason)
    count_activity(consultation=event.consultation, by=by, reason=reason)


@transaction.atomic
def count_activity(*, consultation: Consultation, by: User | None, reason: str = "") -> Consultation:
    """Bring the activity of a consultation, and who took part in it, up to what its counts and invitations say."""
    record = Consultation.objects.get(pk=consultation.pk)
    save_with_activity(record=record, by=by, reason=reason)
    came = set(record.invitations.filter(took_part=True).values_list("institution", flat=True))
    rows = {row.institution_id: row for row in Participation.objects.filter(activity=record.activity_id or 0)}
    for pk in rows.keys() - came:
        delete_record(record=rows[pk], by=by, reason=reason)
    for pk in came - rows.keys() if record.activity_id else ():
        save_record(record=Participation(institution_id=pk, activity=record.activity), by=by, reason=reason)
    return record


def count_closed(*, now: datetime) -> str:
    """Count the consultations whose collecting ended by the clock alone: nobody presses a button for it."""
    waiting = Consultation.objects.counted().filter(closes_at__lte=now, activity=None).exclude(measure=None)
    for consultation in waiting:
        count_activity(consultation=consultation, by=None)
    return f"Consultations that ended: {len(waiting)} counted"


@transaction.atomic
def turn_into_consultation(*, item: PlanItem, by: User | None) -> Consultation:
    """A draft of what an item of the plan announces, with everything that the plan says of it."""
    if item.removed_by_id:
        raise ValidationError(_("This item was taken out of the plan."))
    standing = item.consultations.exclude(state=State.CANCELLED).first()
    if standing:
        raise ValidationError(_("This item is a consultation already: %s.") % standing)
    said = {"subject": item.subject, "form": item.form, "matter": item.matter, "unit": item.unit}
    draft = Consultation(plan_item=item, **said)
    return save_consultation(consultation=draft, by=by)
