"""Sittings of commissions: their day, the bodies that sit with quorum and majority, the minutes as signed.

Everything may be corrected until the minutes are signed; after that only answers and publications are added.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date as Date
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import (
    AbstractSitting,
    AgendaItem,
    Commission,
    CommissionMember,
    ConclusionVerb,
    ExecutionReport,
    Minutes,
    MinutesFile,
    Motion,
    Presence,
    ReportStep,
    Sitting,
    SittingPublication,
    Vote,
)
from ..words import date_text
from .dates import check_day
from .records import as_seen, save_record
from .reports import DECIDING

State, DAY = ConclusionVerb.State, timedelta(days=1)


class Count(NamedTuple):
    """How one body of a sitting stands: its full composition, who is there or voted for, and how many that takes."""

    commission: Commission
    name: str
    full: int
    found: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.full > 0 and self.found >= self.needed


def _quorum(commission: Commission, full: int) -> int:
    return Commission.Quorum(commission.quorum).needed(full)


def _counts(
    seats: Iterable[Any], found: Callable[[Any], bool], needed: Callable[[Commission, int], int]
) -> list[Count]:
    bodies: dict[int, list[Any]] = {}
    for seat in seats:
        bodies.setdefault(seat.commission_id, []).append(seat)
    return [
        Count(
            seats[0].commission,
            seats[0].commission_name,
            len(seats),
            sum(found(seat) for seat in seats),
            needed(seats[0].commission, len(seats)),
        )
        for seats in bodies.values()
    ]


def quorums(presences: Iterable[Presence]) -> list[Count]:
    """The quorum of each body: half of its full composition, as the commission's rule says it."""
    return _counts(presences, lambda seat: seat.is_present, _quorum)


def majorities(votes: Iterable[Vote]) -> list[Count]:
    """The majority of each body: more than half of its full composition, whoever was there."""
    return _counts(votes, lambda vote: vote.value == Vote.Value.FOR, lambda _commission, full: full // 2 + 1)


def composition(bodies: Iterable[Commission], on: Date) -> QuerySet[CommissionMember]:
    """The full composition of the bodies on a day."""
    return CommissionMember.objects.filter(commission__in=list(bodies)).on(on).select_related("commission")


def locked(report: ExecutionReport) -> dict[str, Any] | None:
    """Since when (``moment``) what was asked and answered about a report is closed, by what and who recorded it; what
    comes later stands behind it and says ``after`` what.

    A sitting that took the report up closes it as it begins, whenever its conclusion is recorded. A step of a body
    whose sittings are not kept here closes it as it is recorded, or with the end of its day.
    """
    items = report.agenda_items.filter(sitting__state=Sitting.State.HELD).select_related("sitting")
    steps = report.steps.filter(kind__in=(*DECIDING, ReportStep.Kind.POSTPONED), conclusion=None)
    steps = steps.exclude(kind=ReportStep.Kind.WITHDRAWN).select_related("recorded_by")
    locks = [*filter(None, map(_lock_of_sitting, items)), *map(_lock_of_step, steps)]
    return min(locks, key=lambda lock: lock["moment"], default=None)


def _lock_of_sitting(item: AgendaItem) -> dict[str, Any] | None:
    sitting, conclusion = item.sitting, item.conclusions.select_related("verb", "recorded_by").order_by("pk").last()
    if conclusion and conclusion.verb.state in (State.NOT_CONSIDERED, State.WITHDRAWN):
        return None
    begins = _moment(sitting.date, sitting.time) if sitting.time else _moment(sitting.date + DAY)
    last_hand = None if conclusion else sitting.history.select_related("history_user").first()
    return {
        "moment": begins,
        "day": f"{sitting.date:%d.%m.%Y}" + (f", {sitting.time:%H:%M}" if sitting.time else ""),
        "what": f"{sitting}: {conclusion.verb.get_state_display()}" if conclusion else str(sitting),
        "who": conclusion.recorded_by if conclusion else last_hand and last_hand.history_user,
        "after": _("after the sitting began"),
    }


def _lock_of_step(step: ReportStep) -> dict[str, Any]:
    return {
        "moment": min(step.recorded_at, _moment(step.date + DAY)),
        "day": f"{step.date:%d.%m.%Y}",
        "what": step.get_kind_display(),
        "who": step.recorded_by,
        "after": _("after the decision"),
    }


def _moment(day: Date, hour: time | None = None) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour or time()))


def next_sitting_number(sittings: QuerySet[Any]) -> str:
    """The number that follows the last sitting's, where sittings are counted by plain numbers."""
    last = sittings.order_by("-date", "-pk").first()
    digits = re.search(r"\d+", last.number) if last else None
    return str(int(digits[0]) + 1) if digits else "1"


SittingT = TypeVar("SittingT", bound=AbstractSitting)


def under_lock(sitting: SittingT) -> SittingT:
    """The sitting under a lock, while it may be corrected."""
    found: SittingT = type(sitting)._default_manager.select_for_update().get(pk=sitting.pk)
    if not found.is_open:
        raise ValidationError(_("The minutes of this sitting are signed: what they say does not change."))
    return found


def claim(sitting: Sitting, *, by: User, expected_version: int | None) -> Sitting:
    """The sitting under a lock and at its next version: whoever saw an earlier one is told of the change."""
    locked = as_seen(Sitting.objects.select_for_update(), sitting, expected_version)
    if not locked.is_open:
        raise ValidationError(_("The minutes of this sitting are signed: what they say does not change."))
    saved: Sitting = save_record(record=locked, by=by)
    return saved


@transaction.atomic
def save_sitting(
    *,
    sitting: Sitting,
    by: User | None,
    reason: str = "",
    expected_version: int | None = None,
) -> Sitting:
    """Save what is known of a sitting: day, place, who sits; of one whose minutes are signed nothing changes."""
    if sitting.pk:
        under_lock(sitting)
    saved: Sitting = save_record(record=sitting, by=by, reason=reason, expected_version=expected_version)
    return saved


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, reason: str, by: User) -> Sitting:
    """Cancel a planned sitting; why, the public reads."""
    locked = under_lock(sitting)
    if locked.state != Sitting.State.PLANNED:
        raise ValidationError(_("Only a planned sitting is cancelled."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say the reason.")})
    locked.state, locked.cancelled_because = Sitting.State.CANCELLED, reason.strip()
    saved: Sitting = save_record(record=locked, by=by, reason=reason)
    return saved


def check_recorded(sitting: Sitting) -> None:
    """Refuse to go on where nobody recorded who was there, or where the composition of that day is another by now: a
    member who was replaced, another day or another body of the sitting.
    """
    if sitting.state not in {Sitting.State.HELD, Sitting.State.NO_QUORUM}:
        raise ValidationError(_("Record first who was at the sitting."))
    seats = {member.pk for member in composition(sitting.bodies.all(), sitting.date)}
    if seats != set(sitting.presences.values_list("member", flat=True)):
        words = _("The composition on %(date)s is another than was recorded: record anew who was there.")
        raise ValidationError(words % {"date": date_text(sitting.date)})


def motions_without_votes(sitting: Sitting) -> list[Motion]:
    """The motions that were considered and whose roll is not that of all who sit: nobody voted, or a member came."""
    seats = set(sitting.presences.values_list("member", flat=True))
    motions = sitting.motions.filter(is_considered=True).prefetch_related("votes")
    return [motion for motion in motions if {vote.member_id for vote in motion.votes.all()} != seats]


# ---- minutes ---------------------------------------------------------------------------------------------------------


def check_signable(sitting: Sitting) -> None:
    """Refuse to sign the minutes of a sitting that is not recorded whole."""
    if not sitting.is_open:
        raise ValidationError(_("The minutes of this sitting are signed already."))
    check_recorded(sitting)
    missing = []
    if sitting.chaired_by_id is None or sitting.written_by_id is None:
        missing.append(_("Say who was in the chair and who wrote the minutes."))
    if sitting.state == Sitting.State.HELD:
        if unvoted := motions_without_votes(sitting):
            numbers = ", ".join(str(motion.number) for motion in unvoted)
            missing.append(_("Motions without a vote: %(numbers)s.") % {"numbers": numbers})
        open_items = sitting.items.filter(conclusions=None).values_list("number", flat=True)
        if open_items:
            numbers = ", ".join(map(str, open_items))
            missing.append(_("Questions without a conclusion: %(numbers)s.") % {"numbers": numbers})
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def keep_minutes(
    *,
    sitting: Sitting,
    number: str,
    signers: str,
    on: Date,
    files: Iterable[tuple[str, AgendaItem | None, str, bytes]],
    by: User,
    is_unchanged: Callable[[], bool],
) -> Minutes:
    """Keep the minutes as they are signed: these files are the minutes from now on.

    ``files`` are named, of a question or of the whole sitting, each of a format; ``is_unchanged`` says whether what
    they were made of stands.
    """
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    check_signable(locked)
    if not is_unchanged():
        raise ValidationError(_("Somebody recorded something while the files were made: sign once more."))
    if on < locked.date:
        raise ValidationError({"date": _("Minutes are signed on the day of the sitting or after it.")})
    check_day(None, on)
    minutes = Minutes(sitting=locked, number=number, signers=signers, signed_on=on, recorded_by=by)
    minutes.full_clean()
    minutes.save()
    for name, item, extension, content in files:
        MinutesFile.keep(content, minutes=minutes, name=name, item=item, extension=extension)
    return minutes


@transaction.atomic
def publish_of_sitting(*, sitting: Sitting, what: str, on: Date, by: User, link: str = "") -> SittingPublication:
    """Publish an artefact of a sitting; each once, what is frozen in the minutes after they are signed."""
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    What = SittingPublication.What
    needs_minutes = {What.MINUTES, What.CONCLUSIONS, What.RECOMMENDATIONS}
    if what in needs_minutes and locked.is_open:
        raise ValidationError(_("Sign the minutes first: what is published does not change afterwards."))
    if what == What.VOTES and not Vote.objects.filter(motion__sitting=locked).exists():
        raise ValidationError(_("There are no votes of this sitting."))
    if what == What.VIDEO and not link:
        raise ValidationError({"link": _("Write where the video is.")})
    check_day(None, on)
    published = SittingPublication(sitting=locked, what=what, published_on=on, link=link, recorded_by=by)
    published.full_clean()
    published.save()
    return published


@transaction.atomic
def publish_several(*, sitting: Sitting, what: Iterable[str], on: Date, by: User, link: str = "") -> None:
    """Publish several artefacts of a sitting at once."""
    for each in what:
        is_video = each == SittingPublication.What.VIDEO
        publish_of_sitting(sitting=sitting, what=each, on=on, by=by, link=link if is_video else "")


def files_of(sitting: Sitting) -> list[MinutesFile]:
    """The files of signed minutes without their bytes; none while the minutes are a draft."""
    found = MinutesFile.objects.filter(minutes__sitting=sitting).select_related("item")
    return list(found.defer("content"))
