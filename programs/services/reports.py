"""Life of an execution report: drafted, submitted once, asked about and decided on, opened anew as its next edition."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date as Date
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from ..models import (
    CommissionMember,
    Edition,
    ExecutionReport,
    LegalAct,
    Letter,
    Measure,
    Program,
    ReportAnswer,
    ReportFile,
    ReportMaterial,
    ReportQuestion,
    ReportStep,
    ReportSubmission,
    SubmissionMember,
)
from ..period import outside_the_term
from ..words import date_text
from .dates import check_day
from .mail import write_to
from .records import Conflict, save_record

# After these a report is not decided on any more: what goes on is its next edition.
CLOSING = (ReportStep.Kind.RETURNED, ReportStep.Kind.WITHDRAWN)
# Steps of a council, or of the military administration in its place.
BY_ACT = (
    ReportStep.Kind.COUNCIL_NOTED,
    ReportStep.Kind.APPROVED,
    ReportStep.Kind.ORDER_NOTED,
    ReportStep.Kind.ORDER_APPROVED,
)
# Steps after which a report still waits for a decision.
UNDECIDED = (
    ReportStep.Kind.PUBLISHED,
    ReportStep.Kind.POSTPONED,
    ReportStep.Kind.NOT_CONSIDERED,
    ReportStep.Kind.NO_QUORUM,
)
# Steps that put an end to the waiting for a decision: a commission considered the report, or a body decided on it.
DECIDING = tuple(kind for kind in ReportStep.Kind if kind not in UNDECIDED)


def next_number(program: Program) -> int:
    """The number of the programme's next report."""
    return (program.execution_reports.aggregate(last=Max("number"))["last"] or 0) + 1


def new_code() -> str:
    """A check code that nobody guesses: «3f2a-90bc-1d44»."""
    code = secrets.token_hex(6)
    return "-".join(code[start : start + 4] for start in range(0, 12, 4))


# The last days that the periods of a kind have, and how many months they take.
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
KINDS: Mapping[str, tuple[Sequence[tuple[int, int]], int]] = {
    ExecutionReport.Kind.QUARTER: (QUARTER_ENDS, 3),
    ExecutionReport.Kind.HALF_YEAR: (((6, 30), (12, 31)), 6),
    ExecutionReport.Kind.NINE_MONTHS: (((9, 30),), 9),
    ExecutionReport.Kind.YEAR: (((12, 31),), 12),
}


def is_of_kind(report: ExecutionReport, program: Program) -> bool:
    """Whether the period is one of the report's kind: its own months, or counted from the start of the year or of the
    programme. A final report begins with the programme, which may end before its term.
    """
    start, end, first = report.period_start, report.period_end, Date(program.start_year, 1, 1)
    if report.kind == ExecutionReport.Kind.FINAL:
        return start == first
    if report.kind not in KINDS:
        return True
    ends, months = KINDS[report.kind]
    own = Date(end.year, end.month - months + 1, 1) if end.month >= months else None
    return (end.month, end.day) in ends and start in {own, Date(end.year, 1, 1), first}


@transaction.atomic
def save_report(
    *, report: ExecutionReport, by: User | None, reason: str = "", expected_version: int | None = None
) -> ExecutionReport:
    """Save the draft of a report; a new one gets the programme's next number where it has none."""
    if report.pk and not ExecutionReport.objects.select_for_update().get(pk=report.pk).is_draft:
        raise ValidationError(_("This report is submitted: what it says does not change. Open its next edition."))
    program = Program.objects.select_for_update().get(pk=report.program_id)
    if not report.number:
        report.number = next_number(program)
    if not report.period.touches(program.years):
        raise ValidationError({"period_end": outside_the_term(program.term)})
    if report.pk is None and not is_of_kind(report, program):  # a draft of before keeps what it has
        words = _("A report of the kind «%(kind)s» is not made for %(dates)s: choose another kind or other days.")
        refusal = words % {"kind": report.get_kind_display(), "dates": report.period.dates}
        raise ValidationError({"kind": refusal})
    if not report.pk and not report.form:
        last = program.execution_reports.order_by("pk").last()
        report.form = last.form if last else {}
    return save_record(record=report, by=by, reason=reason, expected_version=expected_version)


def keep_material(*, kind: str, name: str, content: bytes, by: User) -> ReportMaterial:
    """Keep what a report's form takes from outside."""
    material = ReportMaterial(kind=kind, name=name[:200], content=content, added_by=by)
    material.full_clean()
    material.save()
    return material


@transaction.atomic
def set_form(
    *, report: ExecutionReport, form: dict[str, Any], by: User, expected_version: int | None = None
) -> ExecutionReport:
    """Set how a draft looks; what was submitted keeps its form."""
    report.form = form
    return save_report(report=report, by=by, expected_version=expected_version)


def check_submittable(report: ExecutionReport, on: Date, expected_version: int | None = None) -> None:
    """Refuse to submit what is submitted already, was changed meanwhile, or on a day before the period's end or before
    what became of the edition before.
    """
    if not report.is_draft:
        raise ValidationError(_("This report is submitted already."))
    if expected_version is not None and report.version != expected_version:
        raise Conflict(report)
    if on < report.period_end:
        words = _("The period ends on %(date)s: a report is submitted after that.")
        raise ValidationError({"date": words % {"date": date_text(report.period_end)}})
    before = ReportSubmission.objects.filter(
        report__program=report.program_id, report__number=report.number, report__edition__lt=report.edition
    )
    closed = ReportStep.objects.filter(report__submission__in=before, kind__in=CLOSING)
    days = [*before.values_list("submitted_on", flat=True), *closed.values_list("date", flat=True)]
    last = max(days, default=on)
    if on < last:
        words = _("The edition before was submitted or returned on %(date)s: choose this day or a later one.")
        raise ValidationError({"date": words % {"date": date_text(last)}})
    check_day(None, on)


@transaction.atomic
def keep_submission(
    *,
    report: ExecutionReport,
    files: Mapping[str, bytes],
    code: str,
    schema: int,
    plan_edition: Edition | None,
    on: Date,
    by: User,
    expected_version: int | None = None,
    site: str = "",
) -> ReportSubmission:
    """Keep a report as it is submitted, whole: from now on these files are the report, and its readers hear of it."""
    locked = ExecutionReport.objects.select_for_update().select_related("program").get(pk=report.pk)
    check_submittable(locked, on, expected_version)
    submission = ReportSubmission(
        report=locked,
        code=code,
        plan_edition=plan_edition,
        commission=str(locked.program.commission or ""),
        schema=schema,
        portal_version=settings.VERSION,
        submitted_on=on,
        submitted_by=by,
    )
    submission.full_clean()
    submission.save()
    for member in CommissionMember.objects.filter(commission=locked.program.commission_id).on(on):
        SubmissionMember(
            submission=submission, commission=submission.commission, name=member.printed_name, post=member.post
        ).save()
    for extension, content in files.items():
        ReportFile.keep(content, submission=submission, extension=extension)
    for reader in readers_of(locked, on):
        about = {"report": locked.pk, "site": site}
        write_to(reader, Letter.Kind.REPORT, cause=f"report/{submission.pk}", about=about)
    return submission


def readers_of(report: ExecutionReport, on: Date) -> QuerySet[User]:
    """The members of the commissions that a report goes to; where no seat has an account, all who may ask."""
    commissions = set(report.program.way.values_list("commissions", flat=True)) | {report.program.commission_id}
    members = CommissionMember.objects.filter(commission__in=commissions - {None}).on(on).exclude(account=None)
    found = User.objects.filter(is_active=True, pk__in=members.order_by().values("account"))
    return found if found.exists() else _who_may("programs.add_reportquestion")


def _who_may(permission: str) -> QuerySet[User]:
    backend = "django.contrib.auth.backends.ModelBackend"
    return User.objects.with_perm(permission, is_active=True, include_superusers=False, backend=backend)


def _locked(report: ExecutionReport) -> ExecutionReport:
    """The report under a lock, with what became of it; one that is a draft yet has nothing to decide or ask about."""
    found = ExecutionReport.objects.select_for_update().get(pk=report.pk)
    if found.is_draft:
        raise ValidationError(_("This report is not submitted yet."))
    return found


@transaction.atomic
def record_step(
    *,
    report: ExecutionReport,
    kind: ReportStep.Kind | str,
    date: Date,
    by: User,
    document: str = "",
    act: LegalAct | None = None,
    remarks: str = "",
) -> ReportStep:
    """Record what became of a submitted report; returned or withdrawn, it is open as its next edition."""
    locked = _locked(report)
    done = set(locked.steps.values_list("kind", flat=True))
    step = ReportStep(report=locked, kind=kind, date=date, document=document, act=act, remarks=remarks, recorded_by=by)
    is_over = done & set(CLOSING) and kind != ReportStep.Kind.PUBLISHED
    # the council is not bound by what its commission says
    if is_over and not (kind in BY_ACT and ReportStep.Kind.WITHDRAWN not in done):
        raise ValidationError(_("This edition was returned or withdrawn: decide on the next one."))
    if kind == ReportStep.Kind.PUBLISHED and kind in done:
        raise ValidationError(_("This report is published already."))
    if kind in BY_ACT and act is None:
        raise ValidationError({"act": _("Choose the act: a council or an administration decides by one.")})
    if kind == ReportStep.Kind.RETURNED and not remarks.strip():
        raise ValidationError({"remarks": _("Write the remarks with which it was returned.")})
    if date < locked.submission.submitted_on:
        words = _("The report was submitted on %(date)s: choose this day or a later one.")
        raise ValidationError({"date": words % {"date": date_text(locked.submission.submitted_on)}})
    check_day(None, date)
    step.full_clean()
    step.save()
    following = ExecutionReport.objects.filter(
        program=locked.program_id, number=locked.number, edition=locked.edition + 1, submission=None
    )
    if kind in CLOSING and not following.exists():  # somebody may have begun it before the sitting
        _open_next_edition(locked, by=by, why="")
    return step


@transaction.atomic
def open_next_edition(*, report: ExecutionReport, why: str, by: User) -> ExecutionReport:
    """Begin the next edition of a submitted report, to correct or complete it; the one before stays as it was."""
    if not why.strip():
        raise ValidationError({"reason": _("Say what is corrected: it stands in the new edition.")})
    return _open_next_edition(_locked(report), by=by, why=why.strip())


def _open_next_edition(report: ExecutionReport, *, by: User, why: str) -> ExecutionReport:
    last = report.program.execution_reports.filter(number=report.number).order_by("-edition").first()
    if last is None or last.is_draft or last.pk != report.pk:
        raise ValidationError(_("A later edition of this report is there already."))
    following = ExecutionReport(
        program=report.program,
        kind=report.kind,
        period_start=report.period_start,
        period_end=report.period_end,
        number=report.number,
        edition=report.edition + 1,
        narrative=report.narrative,
        proposal=report.proposal,
        judgement=report.judgement,
        task_words=report.task_words,
        form=report.form,
        changed_because=why,
    )
    return save_record(record=following, by=by)


@transaction.atomic
def ask(
    *,
    report: ExecutionReport,
    text: str,
    by: User,
    measure: Measure | None = None,
    quoted: str = "",
    at: datetime | None = None,
) -> ReportQuestion:
    """Put a question about a submitted report, or about one of its lines; now, or at the moment that is named."""
    locked = _locked(report)
    question = ReportQuestion(report=locked, measure=measure, quoted=quoted, text=text, asked_by=by)
    question.asked_at = at or question.asked_at
    question.full_clean()
    question.save()
    for person in _who_may("programs.add_reportanswer"):
        write_to(person, Letter.Kind.QUESTION, cause=f"question/{question.pk}", about={"question": question.pk})
    return question


@transaction.atomic
def answer(
    *, question: ReportQuestion, text: str, by: User, file: object = None, at: datetime | None = None
) -> ReportAnswer:
    """Answer a question; what was answered before stays."""
    given = ReportAnswer(question=question, text=text, answered_by=by, file=file or "")
    given.answered_at = at or given.answered_at
    given.full_clean()
    given.save()
    write_to(question.asked_by, Letter.Kind.ANSWER, cause=f"answer/{given.pk}", about={"question": question.pk})
    return given


def unanswered(reports: QuerySet[ExecutionReport]) -> QuerySet[ReportQuestion]:
    """Questions about these reports that nobody answered yet, the oldest first."""
    return ReportQuestion.objects.filter(report__in=reports, answers=None).order_by("pk")
