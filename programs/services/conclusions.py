"""What a commission concluded and recommended on the questions of its agenda, and what was answered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from ..models import (
    AgendaItem,
    Conclusion,
    ConclusionVerb,
    ExecutionReport,
    LineRemark,
    Measure,
    MeasureRow,
    Motion,
    Outcome,
    Recommendation,
    RecommendationAnswer,
    RemarkAnswer,
    ReportStep,
    Sitting,
)
from .agenda import outcome_of
from .dates import check_day
from .records import delete_record, save_record
from .reports import record_step
from .sittings import check_recorded, claim, motions_without_votes, under_lock

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
    sitting = under_lock(item.sitting)
    earlier = last_conclusion(item)
    if earlier and not because.strip():
        raise ValidationError({"because": _("A conclusion is recorded already: say why it is corrected.")})
    check_recorded(sitting)
    motion = motion or adopted_motion(item)
    unvoted = [str(each.number) for each in motions_without_votes(sitting) if each.item_id == item.pk]
    if unvoted and verb.state not in WITHOUT_VOTE:
        raise ValidationError({"verb": _("Motions without a vote: %(numbers)s.") % {"numbers": ", ".join(unvoted)}})
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
    check_recorded(claim(sitting, by=by, expected_version=expected_version))
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
    sitting = under_lock(item.sitting)
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
