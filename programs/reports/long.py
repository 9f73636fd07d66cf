"""Reports that take long to print: the worker submits them, and whoever pressed the button hears of the end."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..background import Kind
from ..models import BackgroundWork, ExecutionReport
from ..reporting import Report
from ..services.background import enqueue, note_progress, worker_is_alive
from .build import build_report
from .submission import submit

LONG = 300  # rows, which take about two seconds


class SubmissionWork(Kind):
    """The submission of a long report: its files are made once, and who pressed the button hears of the end."""

    title = gettext_lazy("Submission of a report")
    minutes = 15

    def do(self, work: BackgroundWork) -> str:
        told = work.arguments
        report = ExecutionReport.objects.filter(pk=told["report"]).select_related("program").first()
        if report is None or work.for_whom is None:
            raise ValidationError(_("The draft of the report is gone."))
        note_progress(work, 0, 1, _("PDF, XLSX and JSON are made."))
        on, seen = date.fromisoformat(told["on"]), told["seen"]
        submit(report, by=work.for_whom, on=on, site=told["site"], expected_version=seen)
        return reverse("admin:programs_executionreport_change", args=[report.pk])

    def about(self, work: BackgroundWork) -> str:
        return str(work.arguments["name"])


def rows_of(report: Report) -> int:
    return sum(len(list(table.rows)) for _title, table in report.tables)


def submit_in_background(
    report: ExecutionReport, *, by: User, on: date, site: str, expected_version: int | None
) -> BackgroundWork | None:
    """Have a report submitted by the worker where it is long; none where it is short, or nobody does such work."""
    if not worker_is_alive() or rows_of(build_report(report.program, report.period)) < LONG:
        return None
    told = {"report": report.pk, "on": on.isoformat(), "site": site, "seen": expected_version, "name": str(report)}
    return enqueue(kind="submission", for_whom=by, arguments=told, subject=f"report {report.pk}")
