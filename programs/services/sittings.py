"""Sittings of commissions: who was there, what was put to the vote, what was concluded, the minutes as signed.

Everything may be corrected until the minutes are signed; after that only answers and publications are added.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import datetime, time
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..models import (
    AgendaItem,
    Commission,
    CommissionMember,
    Conclusion,
    ConclusionVerb,
    ExecutionReport,
    LineRemark,
    Measure,
    MeasureRow,
    Minutes,
    MinutesFile,
    Motion,
    Outcome,
    Presence,
    Recommendation,
    RecommendationAnswer,
    RemarkAnswer,
    ReportStep,
    Sitting,
    SittingPublication,
    Vote,
)
from ..words import date_text
from .dates import check_day
from .records import as_seen, delete_record, save_record
from .reports import record_step

# Since this day a member of a commission who announces a conflict of interest takes no part (law on local
# self-government, article 59-1); before, the member announced it and could vote.
RECUSED_SINCE = Date(2021, 3, 18)

State = ConclusionVerb.State
STEPS = {
    State.NOTED: ReportStep.Kind.NOTED,
    State.APPROVED: ReportStep.Kind.ENDORSED,
    State.SATISFACTORY: ReportStep.Kind.SATISFACTORY,
    State.RETURNED: ReportStep.Kind.RETURNED,
    State.POSTPONED: ReportStep.Kind.POSTPONED,
    State.WITHDRAWN: ReportStep.Kind.WITHDRAWN,
    State.NOT_CONSIDERED: ReportStep.Kind.NOT_CONSIDERED,
    State.NO_QUORUM: ReportStep.Kind.NO_QUORUM,
}
WITHOUT_VOTE = (State.WITHDRAWN, State.NOT_CONSIDERED, State.NO_QUORUM)
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
    return full // 2 + 1 if commission.quorum == Commission.Quorum.MORE else (full + 1) // 2


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


def outcome_of(motion: Motion, votes: Sequence[Vote]) -> Outcome:
    """The result of a motion; in a joint sitting each body has to adopt it."""
    if not motion.is_considered:
        return Outcome.NOT_CONSIDERED
    if not votes:
        return Outcome.NOT_VOTED
    return Outcome.ADOPTED if all(count.is_met for count in majorities(votes)) else Outcome.NOT_ADOPTED


def composition(bodies: Iterable[Commission], on: Date) -> QuerySet[CommissionMember]:
    """The full composition of the bodies on a day."""
    return CommissionMember.objects.filter(commission__in=list(bodies)).on(on).select_related("commission")


def waiting_reports(bodies: Iterable[Commission]) -> QuerySet[ExecutionReport]:
    """Submitted reports of the programmes that these bodies control, on which nothing was decided yet and which stand
    on no agenda of a sitting to come.
    """
    found = ExecutionReport.objects.submitted().filter(program__commission__in=list(bodies))
    planned = AgendaItem.objects.filter(sitting__state=Sitting.State.PLANNED, report__isnull=False).values("report")
    decided = ReportStep.objects.filter(kind__in=DECIDED).values("report")
    found = found.exclude(pk__in=decided).exclude(pk__in=planned)
    return found.select_related("program", "submission").order_by("submission__submitted_on", "pk")


def lock_moment(report: ExecutionReport) -> datetime | None:
    """When the first sitting that had a report before it began: what was asked and answered till then is locked."""
    held = Sitting.objects.filter(items__report=report, state=Sitting.State.HELD).order_by("date", "pk").first()
    return timezone.make_aware(datetime.combine(held.date, held.time or time())) if held else None


def next_sitting_number(bodies: Iterable[Commission]) -> str:
    """The number that follows the last sitting's, where sittings are counted by plain numbers."""
    last = Sitting.objects.filter(bodies__in=list(bodies)).order_by("-date", "-pk").first()
    digits = re.search(r"\d+", last.number) if last else None
    return str(int(digits[0]) + 1) if digits else "1"


def _open(sitting: Sitting) -> Sitting:
    """The sitting under a lock, while it may be corrected."""
    found = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if not found.is_open:
        raise ValidationError(_("The minutes of this sitting are signed: what they say does not change."))
    return found


# ---- before the sitting ----------------------------------------------------------------------------------------------


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
        _open(sitting)
    saved: Sitting = save_record(record=sitting, by=by, reason=reason, expected_version=expected_version)
    return saved


@transaction.atomic
def put_on_agenda(*, sitting: Sitting, reports: Iterable[ExecutionReport], by: User) -> list[AgendaItem]:
    """Put submitted reports on the agenda, one after another, each with its proposal as the motion of its vote."""
    _open(sitting)
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


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, reason: str, by: User) -> Sitting:
    """Cancel a planned sitting; why, the public reads."""
    locked = _open(sitting)
    if locked.state != Sitting.State.PLANNED:
        raise ValidationError(_("Only a planned sitting is cancelled."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say the reason.")})
    locked.state, locked.cancelled_because = Sitting.State.CANCELLED, reason.strip()
    saved: Sitting = save_record(record=locked, by=by, reason=reason)
    return saved


# ---- the sitting -----------------------------------------------------------------------------------------------------


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
    locked = _claim(sitting, by=by, expected_version=expected_version)
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
    _check_officers(there, chaired_by=chaired_by, written_by=written_by)
    _check_voters(locked, rows)
    for row in known.values():
        if row.member_id not in {member.pk for member in members}:
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


def _check_officers(there: set[int], **officers: CommissionMember | None) -> None:
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


@transaction.atomic
def add_motion(*, sitting: Sitting, item: AgendaItem | None, title: str, by: User, draft_number: str = "") -> Motion:
    """Put something more to the vote of a sitting."""
    locked = _open(sitting)
    number = (locked.motions.aggregate(last=Max("number"))["last"] or 0) + 1
    motion = Motion(sitting=locked, item=item, number=number, title=title, draft_number=draft_number)
    saved: Motion = save_record(record=motion, by=by)
    return saved


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
    sitting = _open(motion.sitting)
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
    values: Mapping[int, tuple[str, str]]


@transaction.atomic
def record_roll(*, sitting: Sitting, rolls: Iterable[Roll], by: User, expected_version: int | None = None) -> None:
    """Record the votes of all motions of a sitting at once; one that was not considered has none."""
    _claim(sitting, by=by, expected_version=expected_version)
    for roll in rolls:
        motion = Motion.objects.select_for_update().get(pk=roll.motion.pk)
        motion.title, motion.is_considered, motion.began = roll.title, roll.is_considered, roll.began
        save_record(record=motion, by=by)
        if motion.is_considered:
            record_votes(motion=motion, values=roll.values, by=by)
        else:
            for vote in motion.votes.all():
                delete_record(record=vote, by=by)


def _claim(sitting: Sitting, *, by: User, expected_version: int | None) -> Sitting:
    """The sitting under a lock and at its next version: whoever saw an earlier one is told of the change."""
    locked = as_seen(Sitting.objects.select_for_update(), sitting, expected_version)
    if not locked.is_open:
        raise ValidationError(_("The minutes of this sitting are signed: what they say does not change."))
    saved: Sitting = save_record(record=locked, by=by)
    return saved


# ---- what was concluded ----------------------------------------------------------------------------------------------


def last_conclusion(item: AgendaItem) -> Conclusion | None:
    """The conclusion of a question that counts."""
    return item.conclusions.select_related("verb", "motion").order_by("pk").last()


@transaction.atomic
def conclude(
    *,
    item: AgendaItem,
    verb: ConclusionVerb,
    text: str,
    by: User,
    motion: Motion | None = None,
    remarks: str = "",
    new_term: Date | None = None,
    draft_number: str = "",
    decision_number: str = "",
    because: str = "",
) -> Conclusion:
    """Record what was concluded on a question; of a report it is a step, and returned it is open as its next edition.

    ``remarks`` are lines; one that begins with the number of a measure stands by that line of the report.
    """
    sitting = _open(item.sitting)
    earlier = last_conclusion(item)
    if earlier and not because.strip():
        raise ValidationError({"because": _("A conclusion is recorded already: say why it is corrected.")})
    if sitting.state == Sitting.State.PLANNED or sitting.state == Sitting.State.CANCELLED:
        raise ValidationError(_("Record first who was at the sitting."))
    motion = motion or adopted_motion(item)
    if (sitting.state == Sitting.State.NO_QUORUM) != (verb.state == State.NO_QUORUM):
        words = (
            _("There was no quorum: nothing else can be concluded.")
            if sitting.state == Sitting.State.NO_QUORUM
            else _("There was a quorum: choose another conclusion.")
        )
        raise ValidationError({"verb": words})
    if verb.state not in WITHOUT_VOTE and (
        motion is None or outcome_of(motion, list(motion.votes.all())) != Outcome.ADOPTED
    ):
        raise ValidationError({"verb": _("No motion on this question was adopted: this cannot be concluded.")})
    if new_term and (verb.state != State.RETURNED or new_term < sitting.date):
        raise ValidationError({"new_term": _("A new term, after the sitting, is set for a report that is returned.")})
    step = None
    if item.report is not None:
        step = record_step(
            report=item.report,
            kind=STEPS[State(verb.state)],
            date=sitting.date,
            document=str(sitting),
            remarks=remarks,
            by=by,
        )
    conclusion = Conclusion(
        item=item,
        motion=motion,
        verb=verb,
        text=text,
        remarks=remarks,
        new_term=new_term,
        draft_number=draft_number,
        decision_number=decision_number,
        because=because,
        step=step,
        recorded_by=by,
    )
    conclusion.full_clean()
    conclusion.save()
    for remark in remarks_of(conclusion):
        remark.full_clean()
        remark.save()
    return conclusion


class Decided(NamedTuple):
    """One question as the page of all conclusions brings it; without a verb its conclusion stands as it is."""

    item: AgendaItem
    heard: str
    spoke: str
    conclusion: Mapping[str, Any] | None
    recommendations: Sequence[Mapping[str, Any]]


@transaction.atomic
def record_conclusions(
    *, sitting: Sitting, decided: Iterable[Decided], by: User, expected_version: int | None = None
) -> None:
    """Record what was said and concluded on all questions of a sitting at once."""
    _claim(sitting, by=by, expected_version=expected_version)
    for row in decided:
        item = AgendaItem.objects.select_for_update().get(pk=row.item.pk)
        if (item.heard, item.spoke) != (row.heard, row.spoke):
            item.heard, item.spoke = row.heard, row.spoke
            save_record(record=item, by=by)
        if row.conclusion:
            conclude(item=item, by=by, **row.conclusion)
        for recommendation in row.recommendations:
            recommend(item=item, by=by, **recommendation)


def adopted_motion(item: AgendaItem) -> Motion | None:
    """The last motion of a question that was adopted."""
    motions = item.motions.prefetch_related("votes__commission").order_by("-number")
    return next((each for each in motions if outcome_of(each, list(each.votes.all())) == Outcome.ADOPTED), None)


def remarks_of(conclusion: Conclusion) -> list[LineRemark]:
    """The remarks of a returned report, line by line, each by the measure whose number it begins with."""
    if conclusion.verb.state != State.RETURNED:
        return []
    report = conclusion.item.report
    measures = _measures_by_number(report) if report else {}
    found = []
    for line in filter(None, (line.strip() for line in conclusion.remarks.splitlines())):
        number = re.match(r"(\d+(?:\.\d+)*)[.:]?\s+", line)
        quoted = re.search(r"«([^»]{1,300})»", line)
        found.append(
            LineRemark(
                conclusion=conclusion,
                measure=measures.get(number[1]) if number else None,
                quoted=quoted[1] if quoted else "",
                text=line,
            )
        )
    return found


def _measures_by_number(report: ExecutionReport) -> dict[str, Measure]:
    edition = report.submission.plan_edition_id
    rows = MeasureRow.objects.filter(edition=edition).select_related("measure")
    return {row.number.rstrip("."): row.measure for row in rows}


def numbers_of_measures(report: ExecutionReport) -> dict[int, str]:
    """The numbers of the plan that a report is about, by measure; a line that was dropped since has none."""
    edition = report.program.editions.in_force(report.period_end)
    return dict(MeasureRow.objects.filter(edition=edition).values_list("measure", "number")) if edition else {}


def remarks_to_meet(report: ExecutionReport) -> QuerySet[LineRemark]:
    """The remarks with which the edition before this one was returned."""
    return LineRemark.objects.filter(
        conclusion__item__report__program=report.program_id,
        conclusion__item__report__number=report.number,
        conclusion__item__report__edition=report.edition - 1,
    ).select_related("measure", "conclusion__item__sitting")


def unmet_remarks(report: ExecutionReport) -> QuerySet[LineRemark]:
    """The remarks that the draft of a new edition does not answer yet."""
    return remarks_to_meet(report).exclude(answers__report=report)


@transaction.atomic
def answer_remarks(*, report: ExecutionReport, texts: Mapping[int, str], by: User) -> None:
    """Say in the draft of the next edition how each remark, by its key, was met; an empty text takes an answer away."""
    if not ExecutionReport.objects.select_for_update().get(pk=report.pk).is_draft:
        raise ValidationError(_("This report is submitted: what it says does not change. Open its next edition."))
    known = {answer.remark_id: answer for answer in report.remark_answers.all()}
    for remark in remarks_to_meet(report):
        answer, text = known.get(remark.pk), texts.get(remark.pk, "").strip()
        if text and (answer is None or answer.text != text):
            answer = answer or RemarkAnswer(remark=remark, report=report)
            answer.text = text
            save_record(record=answer, by=by)
        elif answer and not text:
            delete_record(record=answer, by=by)


@transaction.atomic
def recommend(
    *,
    item: AgendaItem,
    text: str,
    addressee: str,
    by: User,
    due: Date | None = None,
    repeats: Recommendation | None = None,
) -> Recommendation:
    """Recommend something on a question: to whom, and by when it is answered."""
    sitting = _open(item.sitting)
    if due and due < sitting.date:
        raise ValidationError({"due": _("The term lies before the sitting.")})
    number = (item.recommendations.aggregate(last=Max("number"))["last"] or 0) + 1
    record = Recommendation(item=item, number=number, text=text, addressee=addressee, due=due, repeats=repeats)
    saved: Recommendation = save_record(record=record, by=by)
    return saved


@transaction.atomic
def answer_recommendation(
    *,
    recommendation: Recommendation,
    outcome: str,
    date: Date,
    text: str,
    by: User,
    document: str = "",
    file: object = None,
) -> RecommendationAnswer:
    """Record what was answered to a recommendation; what was answered before stays."""
    if date < recommendation.item.sitting.date:
        raise ValidationError({"date": _("The answer lies before the sitting.")})
    check_day(None, date)
    given = RecommendationAnswer(
        recommendation=recommendation,
        outcome=outcome,
        date=date,
        text=text,
        document=document,
        file=file or "",
        recorded_by=by,
    )
    given.full_clean()
    given.save()
    return given


# ---- minutes ---------------------------------------------------------------------------------------------------------


def check_signable(sitting: Sitting) -> None:
    """Refuse to sign the minutes of a sitting that is not recorded whole."""
    if not sitting.is_open:
        raise ValidationError(_("The minutes of this sitting are signed already."))
    if sitting.state not in {Sitting.State.HELD, Sitting.State.NO_QUORUM}:
        raise ValidationError(_("Record first who was at the sitting."))
    missing = []
    if sitting.chaired_by_id is None or sitting.written_by_id is None:
        missing.append(_("Say who was in the chair and who wrote the minutes."))
    if sitting.state == Sitting.State.HELD:
        unvoted = sitting.motions.filter(is_considered=True, votes=None).values_list("number", flat=True)
        if unvoted:
            numbers = ", ".join(map(str, unvoted))
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
        MinutesFile(
            minutes=minutes,
            name=name,
            item=item,
            extension=extension,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=content,
        ).save()
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
