"""A long report is printed in the background; meanwhile its reader has a page that says so and then brings the file."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..background import Kind
from ..costly import Busy, is_kept, kept
from ..models import BackgroundWork, Program
from ..period import Period
from ..reporting import Report, as_pdf
from ..reports import build_report
from ..reports.long import LONG, rows_of
from ..services.background import enqueue, how_far, note_progress, worker_is_alive

ASK_AGAIN = 2  # seconds
MOST_WAITING = 10  # reports; each of the periods that somebody thinks of is another one


class ReportWork(Kind):
    """The PDF of a report, kept for whoever asks for the same."""

    title = gettext_lazy("Report as PDF")
    minutes = 15
    resumes = True

    def do(self, work: BackgroundWork) -> str:
        told = work.arguments
        program = Program.objects.filter(slug=told["program"]).first()
        if program is None:
            raise ValidationError(_("The programme is gone."))
        paper = build_report(program, Period.parse(told["period"]), site=told["site"])
        mark = as_pdf.digest(paper)
        while not is_kept(mark, "pdf"):
            try:
                kept(mark, "pdf", lambda: as_pdf.render(paper))
            except Busy:
                note_progress(work, 0, 0, _("Other files are being made first."))
                time.sleep(1)
        return reverse("programs:report-file", args=[told["program"], told["period"], "pdf"])

    def about(self, work: BackgroundWork) -> str:
        return str(work.arguments["name"])

    def page(self, work: BackgroundWork) -> str:
        return reverse("programs:preparing", args=[work.key])


def in_background(request: HttpRequest, program: Program, report: Report, mark: str) -> HttpResponse | None:
    """The page of a report of this digest that is printed in the background; none for one that is short, and for a
    program, which would take the page for the file.
    """
    if rows_of(report) < LONG or "text/html" not in request.headers.get("Accept", "") or not worker_is_alive():
        return None
    told = {"program": program.slug, "period": report.period.code, "site": report.site, "name": report.name}
    if BackgroundWork.objects.standing().filter(kind="report").exclude(subject=mark).count() >= MOST_WAITING:
        raise Busy
    for_whom = request.user if request.user.is_authenticated else None
    work = enqueue(kind="report", for_whom=for_whom, arguments=told, subject=mark)
    return redirect("programs:preparing", work.key)


@never_cache
@require_safe
def preparing(request: HttpRequest, key: str) -> HttpResponse:
    """How far a long report is; the key, which nobody guesses, is given to whoever asked for it."""
    work = get_object_or_404(BackgroundWork, kind="report", key=key)
    context: dict[str, Any] = {
        "work": work,
        "name": work.arguments["name"],
        "far": how_far(work),
        "again": reverse("programs:report-file", args=[work.arguments["program"], work.arguments["period"], "pdf"]),
    }
    response = render(request, "programs/preparing.html", context)
    if work.is_standing:
        response["Refresh"] = str(ASK_AGAIN)
    elif work.result:
        response["Refresh"] = f"0; url={work.result}"
    return response
