"""The way of a report: when a body is to consider it, what was published, signatures, and the end of control."""

from datetime import date as Date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import (
    ControlStep,
    ExecutionReport,
    LegalAct,
    PeriodClosing,
    Program,
    ReportFile,
    ReportPublication,
    ReportSignature,
    StageDay,
    WayStage,
)
from ..words import date_text
from .dates import check_day
from .periods import close_period, reopen_period
from .records import save_record
from .reports import BY_ACT

LARGEST_SIGNATURE = 20  # megabytes; an .asice has the signed file within
# What a container begins with: the tag of a DER sequence, or a zip archive.
BEGINNINGS = {".p7s": (b"\x30",), ".asice": (b"PK\x03\x04",), ".asics": (b"PK\x03\x04",)}


def way_of(program: Program) -> list[WayStage]:
    """The stages of a programme's reports in their order; the usual two where nobody recorded any."""
    stages = list(program.way.prefetch_related("commissions"))
    if stages:
        return stages
    usual = [WayStage(program=program, order=2, kind=WayStage.Kind.COUNCIL, name=program.council)]
    if program.commission:
        first = WayStage(program=program, order=1, kind=WayStage.Kind.COMMISSION, name=program.commission.name)
        usual.insert(0, first)
    return usual


@transaction.atomic
def set_stage_day(*, report: ExecutionReport, kind: str, date: Date, by: User) -> StageDay:
    """Say when a body is to consider a report, or say it anew."""
    day = StageDay.objects.select_for_update().filter(report=report, kind=kind).first()
    day = day or StageDay(report=report, kind=kind)
    day.date = date
    saved: StageDay = save_record(record=day, by=by)
    return saved


@transaction.atomic
def record_publication(
    *, report: ExecutionReport, what: str, published_on: Date, by: User, link: str = ""
) -> ReportPublication:
    """Record that something of a report's way was published."""
    check_day(None, published_on, field="published_on")
    published = ReportPublication(report=report, what=what, published_on=published_on, link=link, recorded_by=by)
    published.full_clean()
    published.save()
    return published


@transaction.atomic
def keep_signature(
    *, file: ReportFile, name: str, content: bytes, signer: str, received_on: Date, by: User
) -> ReportSignature:
    """Keep a signature as it was received, under its own name and with the file that it covers."""
    ending = next((each for each in BEGINNINGS if name.lower().endswith(each)), None)
    if ending is None:
        raise ValidationError({"content": _("A signature is a file .p7s or .asice.")})
    if len(content) > LARGEST_SIGNATURE * 1024 * 1024:
        raise ValidationError({"content": _("The file is larger than %(size)s MB.") % {"size": LARGEST_SIGNATURE}})
    if not content.startswith(BEGINNINGS[ending]):
        raise ValidationError({"content": _("This file is no signature, whatever it is called.")})
    check_day(None, received_on, field="received_on")
    signature = ReportSignature(
        file=file, name=name, signer=signer, received_on=received_on, recorded_by=by, **ReportSignature.of(content)
    )
    signature.full_clean()
    signature.save()
    return signature


# ---- the end ---------------------------------------------------------------------------------------------------------


def is_off_control(program: Program) -> ControlStep | None:
    """The act that took a programme off control, while it holds."""
    last: ControlStep | None = program.control_steps.select_related("act").last()
    return last if last and last.is_off else None


def final_report(program: Program) -> ExecutionReport | None:
    """The last edition of the final report that a council, or an administration, decided on."""
    finals = program.execution_reports.submitted().filter(kind=ExecutionReport.Kind.FINAL, steps__kind__in=BY_ACT)
    found: ExecutionReport | None = finals.distinct().order_by("number", "edition").last()
    return found


@transaction.atomic
def take_off_control(*, program: Program, act: LegalAct, by: User) -> ControlStep:
    """Take a programme's decision off control by an act, after its final report: plan and ledger are closed with it."""
    locked = Program.objects.select_for_update().get(pk=program.pk)
    if is_off_control(locked):
        raise ValidationError(_("The programme is off control already."))
    report = final_report(locked)
    if report is None:
        raise ValidationError(_("First the council, or the administration, decides on the final report."))
    decided = min(step.date for step in report.steps.all() if step.kind in BY_ACT)
    if act.date < decided:
        words = _("The final report was decided on %(date)s: the act is of this day or later.")
        raise ValidationError({"act": words % {"date": date_text(decided)}})
    check_day(None, act.date, field="act")
    step = ControlStep(program=locked, is_off=True, act=act, report=report, recorded_by=by)
    step.full_clean()
    step.save()
    if locked.status != Program.Status.CANCELLED:
        locked.status = Program.Status.COMPLETED
        save_record(record=locked, by=by, reason=str(act))
    closed = PeriodClosing.objects.closed_through(locked)
    if closed is None or closed < act.date:
        close_period(program=locked, through=act.date, by=by)
    return step


@transaction.atomic
def put_back_under_control(*, program: Program, act: LegalAct, reason: str, by: User) -> ControlStep:
    """Open a programme again by an act, with its ledger back to the day that was closed before it was taken off."""
    locked = Program.objects.select_for_update().get(pk=program.pk)
    off = is_off_control(locked)
    if off is None:
        raise ValidationError(_("The programme is under control: there is nothing to open."))
    if act.date < off.act.date or act.pk == off.act_id:
        words = _("The programme was taken off control by %(act)s: choose a later act.")
        raise ValidationError({"act": words % {"act": off.act}})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the programme is opened again.")})
    check_day(None, act.date, field="act")
    step = ControlStep(program=locked, is_off=False, act=act, reason=reason.strip(), recorded_by=by)
    step.full_clean()
    step.save()
    locked.status = Program.Status.IN_FORCE
    save_record(record=locked, by=by, reason=str(act))
    steps = PeriodClosing.objects.filter(program=locked).order_by("pk")
    before = steps.filter(recorded_at__lt=off.recorded_at).last()
    through, closed = before.through if before else None, PeriodClosing.objects.closed_through(locked)
    if closed and (through is None or through < closed):
        reopen_period(program=locked, through=through, reason=f"{act}. {reason.strip()}"[:500], by=by)
    return step


def check_status(program: Program) -> None:
    """Refuse a status by hand to a programme that an act took off control: only an act opens it again."""
    off = is_off_control(program)
    stored = Program.objects.filter(pk=program.pk).values_list("status", flat=True).first()
    if off and stored != program.status:
        words = _("The programme was taken off control by %(act)s: only an act puts it back.")
        raise ValidationError({"status": words % {"act": off.act}})
