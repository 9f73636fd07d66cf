"""Writes of advisory bodies: who sits, what a sitting decided, its minutes; each sitting that took place counts once.

What a sitting recorded is corrected until its minutes are approved; after that only its decisions are done.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date as Date
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from programs.models import Activity, Commission
from programs.services import (
    check_day,
    check_officers,
    delete_record,
    delete_with_activity,
    save_record,
    save_with_activity,
    under_lock,
)
from programs.words import date_text

from ..models import (
    AdvisoryBody,
    BodyDecision,
    BodyItem,
    BodyMember,
    BodyMinutes,
    BodyMinutesFile,
    BodyPresence,
    BodySitting,
    Participation,
)

OF_CALENDAR = ("date", "time", "place", "link")  # what people who took the sitting into their calendars must learn
OF_ACTIVITY = ("measure_id", "is_public")  # what the activities of a body's sittings say of it
State = BodySitting.State
Votes = tuple[int | None, int | None, int | None]


class Quorum(NamedTuple):
    """How a body stands at a sitting: its full composition of that day, who is there, how many that takes."""

    full: int
    found: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.full > 0 and self.found >= self.needed


def quorum_of(body: AdvisoryBody, presences: Iterable[BodyPresence]) -> Quorum:
    rows = list(presences)
    needed = Commission.Quorum(body.quorum).needed(len(rows))
    return Quorum(len(rows), sum(row.is_present for row in rows), needed)


@transaction.atomic
def save_body(
    *, body: AdvisoryBody, by: User | None, reason: str = "", expected_version: int | None = None
) -> AdvisoryBody:
    """Save a body; the activities of its sittings say of the measure and of who sees them what the body says."""
    stored = AdvisoryBody.objects.filter(pk=body.pk).first()
    saved: AdvisoryBody = save_record(record=body, by=by, reason=reason, expected_version=expected_version)
    if stored and any(getattr(stored, name) != getattr(saved, name) for name in OF_ACTIVITY):
        for sitting in saved.sittings.took_place():
            sitting.body = saved
            save_with_activity(record=sitting, by=by, reason=reason)
    return saved


@transaction.atomic
def set_participants(*, activity: Activity | None, institutions: Collection[int], by: User | None) -> None:
    """Make these the institutions that took part in an activity; what stands already is left alone."""
    if activity is None:
        return
    rows = {row.institution_id: row for row in Participation.objects.filter(activity=activity)}
    for pk in sorted(rows.keys() - {*institutions}):
        delete_record(record=rows[pk], by=by)
    for pk in sorted({*institutions} - rows.keys()):
        save_record(record=Participation(institution_id=pk, activity=activity), by=by)


# ---- sittings --------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_body_sitting(
    *, sitting: BodySitting, by: User | None, reason: str = "", expected_version: int | None = None
) -> BodySitting:
    """Save when and where a sitting is; moved, it is news for calendars."""
    if sitting.pk:
        stored = under_lock(sitting)
        if any(getattr(stored, name) != getattr(sitting, name) for name in OF_CALENDAR):
            sitting.sequence = stored.sequence + 1
    saved: BodySitting = save_with_activity(record=sitting, by=by, reason=reason, expected_version=expected_version)
    return saved


@transaction.atomic
def put_questions(*, sitting: BodySitting, questions: Iterable[str], by: User | None) -> list[BodyItem]:
    """Put questions on the agenda of a sitting, one after another."""
    under_lock(sitting)
    last = sitting.items.aggregate(last=Max("number"))["last"] or 0
    items = [BodyItem(sitting=sitting, number=number, question=text) for number, text in enumerate(questions, last + 1)]
    for item in items:
        save_record(record=item, by=by)
    return items


@transaction.atomic
def save_item(*, item: BodyItem, by: User | None, reason: str = "") -> BodyItem:
    under_lock(item.sitting)
    saved: BodyItem = save_record(record=item, by=by, reason=reason)
    return saved


@transaction.atomic
def delete_item(*, item: BodyItem, by: User | None, reason: str = "") -> None:
    under_lock(item.sitting)
    delete_record(record=item, by=by, reason=reason)


@transaction.atomic
def cancel_body_sitting(*, sitting: BodySitting, reason: str, by: User) -> BodySitting:
    """Cancel a planned sitting; why, the public reads."""
    locked = under_lock(sitting)
    if locked.state != State.PLANNED:
        raise ValidationError(_("Only a planned sitting is cancelled."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say the reason.")})
    locked.state, locked.cancelled_because, locked.sequence = State.CANCELLED, reason.strip(), locked.sequence + 1
    saved: BodySitting = save_record(record=locked, by=by, reason=reason)
    return saved


@transaction.atomic
def delete_body_sitting(*, sitting: BodySitting, by: User | None, reason: str = "") -> None:
    """Delete a sitting that was entered by mistake, with the activity that it kept."""
    under_lock(sitting)
    delete_with_activity(record=sitting, by=by, reason=reason)


# ---- what was recorded -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_sitting(
    *,
    sitting: BodySitting,
    presences: Mapping[int, str],
    items: Mapping[int, Mapping[str, Any]],
    about: Mapping[str, Any],
    by: User | None,
    expected_version: int | None = None,
) -> BodySitting:
    """Record who was there of the composition of that day, what was said and decided on each question.

    ``presences`` says how members came, by their keys; who is not named was there. ``about`` has the chair, the
    secretary, beginning, end and the vote on the agenda. A vote that nobody typed is that of all who were there;
    without a quorum there is no vote and no decision.
    """
    locked = under_lock(sitting)
    if locked.state == State.CANCELLED:
        raise ValidationError(_("This sitting was cancelled."))
    check_day(None, locked.date)
    rows = _presences(locked, presences, by)
    there = {row.member_id for row in rows if row.is_present}
    check_officers(there, chaired_by=about.get("chaired_by"), written_by=about.get("written_by"))
    quorum = quorum_of(locked.body, rows)
    locked.state = State.HELD if quorum.is_met else State.NO_QUORUM
    for name in ("chaired_by", "written_by", "ended"):
        setattr(locked, name, about.get(name))
    locked.time = about.get("began") or locked.time
    _vote(locked, about.get("votes") or (None, None, None), quorum, asked=bool(items), name=_("agenda"))
    for item in locked.items.all():
        _record_item(item, items.get(item.pk, {}), quorum, by)
    saved: BodySitting = save_with_activity(record=locked, by=by, expected_version=expected_version)
    came = {row.institution_id for row in rows if row.is_present and row.institution_id}
    set_participants(activity=saved.activity, institutions=came, by=by)
    return saved


def _presences(sitting: BodySitting, said: Mapping[int, str], by: User | None) -> list[BodyPresence]:
    """A row for each member of the composition of that day; the others' rows go."""
    members: list[BodyMember] = list(sitting.body.members.on(sitting.date))
    if not members:
        words = _("The body has no members on %(date)s: record its composition first.")
        raise ValidationError(words % {"date": date_text(sitting.date)})
    known = {row.member_id: row for row in sitting.presences.all()}
    rows = []
    for member in members:
        row = known.pop(member.pk, None) or BodyPresence(sitting=sitting)
        how = said.get(member.pk, BodyPresence.How.PRESENT)
        if how in BodyPresence.BY_DEPUTY and not member.deputy:
            words = _("%(member)s: write in the composition who stands in.")
            raise ValidationError({f"how_{member.pk}": words % {"member": member}})
        came = member.deputy if how in BodyPresence.BY_DEPUTY else member.name
        for name, value in {**member.as_of_today(), "how": how, "name": came}.items():
            setattr(row, name, value)
        rows.append(row)
    for row in known.values():
        delete_record(record=row, by=by)
    for row in rows:
        save_record(record=row, by=by)
    return rows


def _vote(record: Any, votes: Votes, quorum: Quorum, *, asked: bool, name: str) -> None:
    """Set the vote on a question or on the agenda; one that nobody typed is that of all who were there."""
    given, against, abstained = votes
    if not quorum.is_met or not (asked or any(each is not None for each in votes)):
        record.votes_for = record.votes_against = record.votes_abstained = None
        return
    against, abstained = against or 0, abstained or 0
    in_favour = quorum.found - against - abstained if given is None else given
    if in_favour < 0 or in_favour + against + abstained > quorum.found:
        words = _("%(name)s: more votes than the %(count)s who were there.")
        raise ValidationError(words % {"name": name, "count": quorum.found})
    record.votes_for, record.votes_against, record.votes_abstained = in_favour, against, abstained


def _record_item(item: BodyItem, said: Mapping[str, Any], quorum: Quorum, by: User | None) -> None:
    decided = [each for each in said.get("decisions", ()) if each["text"].strip()]
    name = _("Question %(number)s") % {"number": item.number}
    if decided and not quorum.is_met:
        words = _("%(name)s: without a quorum nothing is decided. Take the decision out, or correct who was there.")
        raise ValidationError(words % {"name": name})
    item.heard, item.spoke = said.get("heard", ""), said.get("spoke", "")
    _vote(item, said.get("votes") or (None, None, None), quorum, asked=bool(decided), name=name)
    if decided and (item.votes_for or 0) <= (item.votes_against or 0):
        words = _("%(name)s: not more are for than against, so nothing is decided.")
        raise ValidationError(words % {"name": name})
    save_record(record=item, by=by)
    standing = list(item.decisions.all())
    for place, each in enumerate(decided):
        record = standing[place] if place < len(standing) else BodyDecision(item=item)
        if any(getattr(record, key) != value for key, value in each.items()):
            for key, value in each.items():
                setattr(record, key, value)
            save_record(record=record, by=by)
    for record in standing[len(decided) :]:
        if record.done_on:
            words = _("%(name)s: this decision is done already: %(text)s")
            raise ValidationError(words % {"name": name, "text": record.text})
        delete_record(record=record, by=by)


@transaction.atomic
def save_decision(
    *, decision: BodyDecision, by: User | None, reason: str = "", expected_version: int | None = None
) -> BodyDecision:
    """Save what became of a decision; what minutes say of it does not change any more."""
    stored = BodyDecision.objects.select_related("item__sitting__minutes").filter(pk=decision.pk).first()
    if stored and not stored.item.sitting.is_open:
        for name in ("item_id", "text", "unit", "due"):
            if getattr(stored, name) != getattr(decision, name):
                raise ValidationError(_("The minutes of this sitting are signed: what they say does not change."))
    saved: BodyDecision = save_record(record=decision, by=by, reason=reason, expected_version=expected_version)
    return saved


# ---- minutes ---------------------------------------------------------------------------------------------------------


def check_approvable(sitting: BodySitting) -> None:
    """Refuse to approve the minutes of a sitting that is not recorded yet."""
    if not sitting.is_open:
        raise ValidationError(_("The minutes of this sitting are signed already."))
    if not sitting.took_place:
        raise ValidationError(_("Record first who was at the sitting."))
    if sitting.chaired_by_id is None:
        raise ValidationError(_("Say who was in the chair."))


@transaction.atomic
def keep_body_minutes(
    *,
    sitting: BodySitting,
    number: str,
    on: Date,
    files: Iterable[tuple[str, str, bytes]],
    by: User,
    is_unchanged: Callable[[], bool],
) -> BodyMinutes:
    """Keep the minutes as they are approved: these files, each of a name and a format, are the minutes from now on."""
    locked = BodySitting.objects.select_for_update().get(pk=sitting.pk)
    check_approvable(locked)
    if not is_unchanged():
        raise ValidationError(_("Somebody recorded something while the files were made: sign once more."))
    if on < locked.date:
        raise ValidationError({"date": _("Minutes are signed on the day of the sitting or after it.")})
    check_day(None, on)
    minutes = BodyMinutes(sitting=locked, number=number, approved_on=on, recorded_by=by)
    minutes.full_clean()
    minutes.save()
    for name, extension, content in files:
        BodyMinutesFile.keep(content, minutes=minutes, name=name, extension=extension)
    return minutes
