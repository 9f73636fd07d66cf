"""Publishing the papers that end a consultation: kept whole, with the step and the notice that prove the day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.services import Notice, Severity, check_day, passed, save_record

from ..models import (
    Consultation,
    ConsultationPaper,
    ConsultationPaperFile,
    ConsultationStep,
    Proposal,
    PublicationNotice,
    Stage,
)
from .consultations import take_step

STEPS = {
    ConsultationPaper.Kind.RESULT: ConsultationStep.Kind.REPORTED,
    ConsultationPaper.Kind.OUTCOME: ConsultationStep.Kind.DECIDED,
}
NOTICES = {
    ConsultationPaper.Kind.RESULT: PublicationNotice.What.RESULT,
    ConsultationPaper.Kind.OUTCOME: PublicationNotice.What.OUTCOME,
}


def paper_notices(consultation: Consultation, kind: str, now: datetime) -> list[Notice]:
    """What stands in the way of publishing a paper: collecting goes on, or somebody waits for an answer."""
    if consultation.stage(now) in {Stage.DRAFT, Stage.AHEAD, Stage.OPEN}:
        return [Notice("still_open", _("Proposals are still being collected."), Severity.STOP)]
    if consultation.stage(now) == Stage.CANCELLED:
        return [Notice("cancelled", _("The consultation was cancelled."), Severity.STOP)]
    if not consultation.is_own:
        words = _("Another body consults: it publishes the result itself.")
        return [Notice("of_another_body", words, Severity.STOP)]
    of_it = Proposal.objects.filter(consultation=consultation)
    waiting, unanswered = (of_it.waiting() | of_it.held()).count(), of_it.to_answer().count()
    found = []
    if waiting:
        words = ngettext(
            "%(count)s proposal is not looked at yet.", "%(count)s proposals are not looked at yet.", waiting
        )
        found.append(Notice("proposals_waiting", words % {"count": waiting}, Severity.STOP))
    if unanswered:
        words = ngettext(
            "%(count)s proposal is not answered yet.", "%(count)s proposals are not answered yet.", unanswered
        )
        found.append(Notice("proposals_unanswered", words % {"count": unanswered}, Severity.STOP))
    if kind == ConsultationPaper.Kind.OUTCOME and not _published(consultation, ConsultationPaper.Kind.RESULT):
        words = _("The result report is not published yet: the public would read of the decision first.")
        found.append(Notice("no_result", words))
    return found


def _published(consultation: Consultation, kind: str) -> int:
    """How many editions of a paper are published."""
    return ConsultationPaper.objects.filter(consultation=consultation, kind=kind).count()


def check_paper(consultation: Consultation, kind: str, *, on: date, now: datetime, reason: str) -> int:
    """The number of the edition that would be published; refused where anything stands in the way."""
    check_day(None, on)
    passed(paper_notices(consultation, kind, now), reason=reason)
    edition = _published(consultation, kind) + 1
    if edition > 1 and not reason.strip():
        words = _("Say what is corrected: it stands in the new edition.")
        raise ValidationError({"reason": ValidationError(words, code="reason_required")})
    return edition


@transaction.atomic
def keep_paper(
    *,
    paper: ConsultationPaper,
    files: Mapping[str, bytes],
    by: User,
    reason: str = "",
    expected_version: int | None = None,
) -> ConsultationPaper:
    """Keep a paper as it is published, whole; the first edition is a step of its consultation."""
    kind = ConsultationPaper.Kind(paper.kind)
    if paper.edition == 1:
        take_step(
            consultation=paper.consultation,
            kind=STEPS[kind],
            on=paper.published_on,
            by=by,
            expected_version=expected_version,
        )
    save_record(record=paper, by=by, reason=reason)
    for extension, content in files.items():
        ConsultationPaperFile.keep(content, paper=paper, extension=extension)
    told = PublicationNotice(
        consultation=paper.consultation,
        what=NOTICES[kind],
        place=PublicationNotice.Place.PORTAL,
        published_on=paper.published_on,
    )
    save_record(record=told, by=by)
    return paper
