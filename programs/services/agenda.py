"""The agenda of a sitting: what it takes up, who was there, what was put to the vote and who voted how."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import time
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import (
    AgendaItem,
    Commission,
    CommissionMember,
    ExecutionReport,
    Motion,
    Outcome,
    Presence,
    ReportStep,
    Sitting,
    Vote,
)
from ..words import date_text
from .dates import check_day
from .records import delete_record, save_record
from .sittings import check_recorded, claim, composition, majorities, quorums, under_lock

# Since this day a member of a commission who announces a conflict of interest takes no part (law on local
# self-government, article 59-1); before, the member announced it and could vote.
RECUSED_SINCE = Date(2021, 3, 18)


# A report that one of these was said of is not waiting for the commission any more.
DECIDED = (
    ReportStep.Kind.NOTED,
    ReportStep.Kind.ENDORSED,
    ReportStep.Kind.SATISFACTORY,
    ReportStep.Kind.RETURNED,
    ReportStep.Kind.WITHDRAWN,
    ReportStep.Kind.COUNCIL_NOTED,
    ReportStep.Kind.APPROVED,
)


def waiting_reports(bodies: Iterable[Commission]) -> QuerySet[ExecutionReport]:
    """Submitted reports of the programmes that these bodies control, on which nothing was decided yet and which stand
    on no agenda of a sitting to come.
    """
    found = ExecutionReport.objects.submitted().filter(program__commission__in=list(bodies))
    planned = AgendaItem.objects.filter(sitting__state=Sitting.State.PLANNED, report__isnull=False).values("report")
    decided = ReportStep.objects.filter(kind__in=DECIDED).values("report")
    found = found.exclude(pk__in=decided).exclude(pk__in=planned)
    return found.select_related("program", "submission").order_by("submission__submitted_on", "pk")


@transaction.atomic
def put_on_agenda(*, sitting: Sitting, reports: Iterable[ExecutionReport], by: User) -> list[AgendaItem]:
    """Put submitted reports on the agenda, one after another, each with its proposal as the motion of its vote."""
    under_lock(sitting)
    number = sitting.items.aggregate(last=Max("number"))["last"] or 0
    items = []
    for report in reports:
        number += 1
        item = AgendaItem(
            sitting=sitting,
            number=number,
            question=question_of(report),
            report=report,
            speaker=report.program.responsible_unit[:300],
            heard=heard_of(report),
        )
        save_record(record=item, by=by)
        items.append(item)
    return items


def question_of(report: ExecutionReport) -> str:
    """How an agenda words a report: «Про звіт про виконання програми … за 2021 рік»."""
    with translation.override("uk"):  # it is printed, in whatever language the secretary reads the portal
        words = _("On the execution report № %(number)s of «%(program)s» for %(period)s")
        return words % {"number": report.number, "program": report.program.title, "period": report.period.label}


def heard_of(report: ExecutionReport) -> str:
    """What minutes say was heard of a report."""
    with translation.override("uk"):
        words = _("%(unit)s reported on the execution of the programme.")
        return words % {"unit": report.program.responsible_unit}


# ---- who was there ---------------------------------------------------------------------------------------------------


@transaction.atomic
def hold_sitting(
    *,
    sitting: Sitting,
    presences: Mapping[int, Mapping[str, Any]],
    chaired_by: CommissionMember | None,
    written_by: CommissionMember | None,
    began: time | None,
    ended: time | None,
    by: User,
    expected_version: int | None = None,
) -> Sitting:
    """Record who was there of the full composition of that day; with a quorum of each body the sitting was held.

    ``presences`` says of members, by their keys, what differs from being there all the time. The agenda and each
    question get the motion that is put to the vote as a rule.
    """
    locked = claim(sitting, by=by, expected_version=expected_version)
    if locked.state == Sitting.State.CANCELLED:
        raise ValidationError(_("This sitting was cancelled."))
    check_day(None, locked.date)
    members = list(composition(locked.bodies.all(), locked.date))
    if not members:
        words = _("The commission has no members on %(date)s: record its composition first.")
        raise ValidationError(words % {"date": date_text(locked.date)})
    known = {row.member_id: row for row in locked.presences.all()}
    rows = []
    for member in members:
        row = known.get(member.pk) or Presence(sitting=locked)
        said = {"is_present": True, "came": None, "left": None, "reason": "", **presences.get(member.pk, {})}
        if not said["is_present"]:
            said |= {"came": None, "left": None}
        for name, value in {**Presence.of(member), **said}.items():
            setattr(row, name, value)
        rows.append(row)
    there = {row.member_id for row in rows if row.is_present}
    check_officers(there, chaired_by=chaired_by, written_by=written_by)
    _check_voters(locked, rows)
    for row in known.values():
        if row.member_id not in {member.pk for member in members}:
            for vote in Vote.objects.filter(motion__sitting=locked, member=row.member_id):
                delete_record(record=vote, by=by)
            delete_record(record=row, by=by)
    for row in rows:
        save_record(record=row, by=by)
    is_held = all(count.is_met for count in quorums(rows))
    locked.state = Sitting.State.HELD if is_held else Sitting.State.NO_QUORUM
    locked.chaired_by, locked.written_by, locked.time, locked.ended = chaired_by, written_by, began, ended
    saved: Sitting = save_record(record=locked, by=by)
    if is_held:
        _usual_motions(saved, by=by)
    return saved


def check_officers(there: set[int], **officers: CommissionMember | None) -> None:
    absent = {
        name: _("%(member)s was absent: choose somebody who was there.") % {"member": member}
        for name, member in officers.items()
        if member is not None and member.pk not in there
    }
    if absent:
        raise ValidationError(absent)
    chair, secretary = officers["chaired_by"], officers["written_by"]
    if chair is not None and chair == secretary:
        raise ValidationError({"written_by": _("Chair and secretary are two members.")})


def _check_voters(sitting: Sitting, rows: Iterable[Presence]) -> None:
    """Refuse to take away the presence of somebody whose vote is recorded."""
    votes = Vote.objects.filter(motion__sitting=sitting).exclude(value=Vote.Value.ABSENT)
    voted = dict(votes.values_list("member", "motion__number"))
    for row in rows:
        if not row.is_present and row.member_id in voted:
            words = _("%(member)s voted on motion %(number)s: correct that vote first.")
            raise ValidationError(words % {"member": row.name, "number": voted[row.member_id]})


def _usual_motions(sitting: Sitting, *, by: User) -> None:
    """The agenda itself, then for each question what is proposed; those that stand already stay."""
    with translation.override("uk"):
        agenda, information = _("Approve the agenda"), _("Take the information into account")
    if not sitting.motions.filter(item=None).exists():
        add_motion(sitting=sitting, item=None, title=agenda, by=by)
    for item in sitting.items.select_related("report").exclude(motions__isnull=False):
        title = item.report.proposal if item.report else information
        add_motion(sitting=sitting, item=item, title=title[:1000], draft_number=item.draft_number, by=by)


# ---- motions and votes -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_motion(*, sitting: Sitting, item: AgendaItem | None, title: str, by: User, draft_number: str = "") -> Motion:
    """Put something more to the vote of a sitting."""
    locked = under_lock(sitting)
    number = (locked.motions.aggregate(last=Max("number"))["last"] or 0) + 1
    motion = Motion(sitting=locked, item=item, number=number, title=title, draft_number=draft_number)
    saved: Motion = save_record(record=motion, by=by)
    return saved


def outcome_of(motion: Motion, votes: Sequence[Vote]) -> Outcome:
    """The result of a motion; in a joint sitting each body has to adopt it."""
    if not motion.is_considered:
        return Outcome.NOT_CONSIDERED
    if not votes:
        return Outcome.NOT_VOTED
    return Outcome.ADOPTED if all(count.is_met for count in majorities(votes)) else Outcome.NOT_ADOPTED


def usual_value(presence: Presence, motion: Motion) -> Vote.Value:
    """What a vote begins with on the roll: for, of whoever was in the room."""
    return Vote.Value.FOR if was_there(presence, motion) else Vote.Value.ABSENT


def was_there(presence: Presence, motion: Motion) -> bool:
    """Whether a member was in the room when a motion was voted on; without a time of the vote, at the sitting."""
    if not presence.is_present or motion.began is None:
        return presence.is_present
    return (presence.came is None or presence.came <= motion.began) and (
        presence.left is None or motion.began <= presence.left
    )


@transaction.atomic
def record_votes(*, motion: Motion, values: Mapping[int, tuple[str, str]], by: User) -> list[Vote]:
    """Record the roll of a motion: by member the vote and the conflict of interest that was announced.

    Each member of the composition has a row; whoever is not named has the usual vote. Names and posts are copied.
    """
    sitting = under_lock(motion.sitting)
    if sitting.state != Sitting.State.HELD:
        raise ValidationError(_("There was no quorum: nothing was voted on."))
    known = {vote.member_id: vote for vote in motion.votes.all()}
    votes, refusals = [], []
    for presence in sitting.presences.select_related("member", "commission"):
        value, conflict = values.get(presence.member_id, (usual_value(presence, motion), ""))
        vote = known.get(presence.member_id) or Vote(motion=motion)
        copied = ("member", "name", "post", "commission", "commission_name")
        for name in copied:
            setattr(vote, name, getattr(presence, name))
        vote.value, vote.conflict = value, conflict.strip()
        refusals += _refusals(vote, presence, motion, sitting.date)
        votes.append(vote)
    if refusals:
        raise ValidationError(refusals)
    for vote in votes:
        save_record(record=vote, by=by)
    return votes


def _refusals(vote: Vote, presence: Presence, motion: Motion, on: Date) -> list[str]:
    about = {"member": vote.name, "number": motion.number}
    if vote.value != Vote.Value.ABSENT and not was_there(presence, motion):
        return [_("Motion %(number)s: %(member)s was absent and cannot have voted.") % about]
    if vote.value == Vote.Value.RECUSED and not vote.conflict:
        return [_("Motion %(number)s: say which conflict of interest %(member)s announced.") % about]
    votes = (Vote.Value.FOR, Vote.Value.AGAINST, Vote.Value.ABSTAINED)
    if vote.conflict and vote.value in votes and on >= RECUSED_SINCE:
        words = _(
            "Motion %(number)s: %(member)s announced a conflict of interest and takes no part since 18.03.2021: choose "
            "«took no part»."
        )
        return [words % about]
    return []


class Roll(NamedTuple):
    """One motion as the page of all votes brings it."""

    motion: Motion
    title: str
    is_considered: bool
    began: time | None
    ended: time | None
    values: Mapping[int, tuple[str, str]]


@transaction.atomic
def record_roll(*, sitting: Sitting, rolls: Iterable[Roll], by: User, expected_version: int | None = None) -> None:
    """Record the votes of all motions of a sitting at once; one that was not considered has none."""
    check_recorded(claim(sitting, by=by, expected_version=expected_version))
    for roll in rolls:
        motion = Motion.objects.select_for_update().get(pk=roll.motion.pk)
        motion.title, motion.is_considered = roll.title, roll.is_considered
        motion.began, motion.ended = roll.began, roll.ended
        save_record(record=motion, by=by)
        if motion.is_considered:
            record_votes(motion=motion, values=roll.values, by=by)
        else:
            for vote in motion.votes.all():
                delete_record(record=vote, by=by)
