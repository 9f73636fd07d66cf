"""Submitted reports: the page and the files that were kept, and whether a file is what was issued."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from .. import modules, services
from ..models import ExecutionReport, ReportAnswer, ReportFile, ReportSignature, ReportStep, ReportSubmission
from ..permissions import may_follow_programs
from ..reporting.files import FORMATS, attachment
from ..reporting.stored import report_of
from ..reports.decision import act_of
from ..reports.lines import lines_of, placed, questions_about, snapshot
from ..reports.since import report_before
from ..reports.submission import digest_of, trace
from ..reports.way import VERIFIER, of_way, signatures_of
from .downloads import stored
from .page import published_program

LARGEST = 50  # megabytes; no report comes near it


def readable(request: HttpRequest) -> QuerySet[ExecutionReport]:
    """Submitted reports: everybody's once they are published, before that those' who decide on them or prepare them."""
    reports = ExecutionReport.objects
    return reports.submitted() if may_follow_programs(request.user) else reports.published()


def found_report(request: HttpRequest, slug: str, number: int, edition: int) -> ExecutionReport:
    found = readable(request).filter(program=published_program(slug), number=number, edition=edition)
    return get_object_or_404(found.select_related("program", "submission").distinct())


def traced(request: HttpRequest, report: ExecutionReport) -> dict[str, Any]:
    """What became of a report, and which of it this person may read."""
    about = trace(report)
    later = about["superseded_by"]
    both = [report.pk, later.pk] if later else [report.pk]
    may = set(readable(request).filter(pk__in=both).values_list("pk", flat=True))
    return {**about, "may_read": report.pk in may, "may_read_later": bool(later and later.pk in may)}


@require_safe
def latest(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The last published edition of a report."""
    program = published_program(slug)
    found = ExecutionReport.objects.published().filter(program=program, number=number).order_by("edition").last()
    if found is None:
        raise Http404(_("There is no such report."))
    return redirect("programs:submitted", slug, number, found.edition)


@never_cache
@gzip_page
@require_safe
def submitted(request: HttpRequest, slug: str, number: int, edition: int) -> HttpResponse:
    """A submitted report as a page, read from what was kept, with what became of it."""
    report = found_report(request, slug, number, edition)
    data = snapshot(report)
    lines = lines_of(report, data)
    context = {
        "program": report.program,
        "report": report,
        "paper": report_of(data, link=request.path),
        "section": "reports",
        "file": "report",
        "formats": FORMATS,
        "check_code": report.submission.code,
        **traced(request, report),
        **of_way(report, public=not may_follow_programs(request.user)),
        "signatures": signatures_of(report) if may_follow_programs(request.user) else [],
        "verifier": VERIFIER,
        "annex_of": act_of(report),
        "before": readable(request).filter(pk__in=[each.pk for each in [report_before(report)] if each]).first(),
        "may_open_files": may_follow_programs(request.user),
        "told_of": modules.told_of([report])[report.pk],
        "questions": placed(questions_about(report), report, lines, services.locked(report)),
    }
    return render(request, "programs/submitted.html", context)


@never_cache
@require_safe
def submitted_file(request: HttpRequest, slug: str, number: int, edition: int, extension: str) -> HttpResponseBase:
    """A file of a submitted report, to the byte as it was kept."""
    report = found_report(request, slug, number, edition)
    file = get_object_or_404(report.submission.files, extension=extension)
    name = f"zvit_{slug}_{number}-{edition}.{extension}"
    return attachment(bytes(file.content), f"{report} ({slug}).{extension}", plain=name)


@never_cache
@require_safe
def answer_file(request: HttpRequest, slug: str, number: int, edition: int, pk: int) -> FileResponse:
    """The file of an answer, for those who decide on the report or prepare it: for the public nobody looked it
    through.
    """
    report = found_report(request, slug, number, edition)
    if not may_follow_programs(request.user):
        raise Http404(_("There is no file here."))
    return stored(get_object_or_404(ReportAnswer, question__report=report, pk=pk).file, f"answer-{pk}")


@never_cache
@require_safe
def signature_file(request: HttpRequest, slug: str, number: int, edition: int, pk: int) -> HttpResponse:
    """A signature as it was received, under its own name, for those who decide on the report or prepare it."""
    report = found_report(request, slug, number, edition)
    if not may_follow_programs(request.user):
        raise Http404(_("There is no file here."))
    signature = get_object_or_404(ReportSignature, file__submission__report=report, pk=pk)
    content_type = "application/pkcs7-signature" if signature.name.lower().endswith(".p7s") else "application/zip"
    headers = {"Content-Disposition": content_disposition_header(True, signature.name) or ""}
    return HttpResponse(bytes(signature.content), content_type=content_type, headers=headers)


class VerifyForm(forms.Form):
    """A check code, or a file that may be a report."""

    code = forms.CharField(label=gettext_lazy("Check code"), required=False, max_length=40)
    file = forms.FileField(label=gettext_lazy("or a file"), required=False)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().lower()
        if code and not ReportSubmission.objects.filter(code=code).exists() and not modules.issued(code=code):
            raise forms.ValidationError(_("No submitted report has this code: compare it with the page's foot."))
        return code

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": LARGEST})
        return file

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not given.get("code") and not given.get("file"):
            raise forms.ValidationError(_("Write the code or choose a file."))
        return given


@never_cache
@csrf_exempt  # nothing is changed, and a visitor gets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a code or a file is that of a submitted report, which edition, and what took its place; or that of
    another paper that the portal issued, whose page says the rest.

    A file is compared by its digest; nothing of it is kept.
    """
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    if form.is_bound and form.is_valid() and not form.cleaned_data["file"]:
        return redirect("programs:verify", form.cleaned_data["code"])
    paper = modules.issued(code=code) if code else None
    submission = get_object_or_404(ReportSubmission, code=code) if code and paper is None else None
    context: dict[str, Any] = {"form": form, "asked": code}
    if form.is_bound and form.is_valid():
        digest = digest_of(form.cleaned_data["file"])
        file = ReportFile.objects.select_related("submission").filter(sha256=digest).first()
        submission = file.submission if file else submission
        other = None if file else modules.issued(sha256=digest)
        paper = other or paper
        context |= {"compared": True, "file": file or other}
    context["paper"] = paper
    if submission:
        report = ExecutionReport.objects.select_related("program", "submission").get(pk=submission.report_id)
        is_published = report.steps.filter(kind=ReportStep.Kind.PUBLISHED).exists()
        context |= {"report": report, "is_published": is_published, **traced(request, report)}
        context["files"] = submission.files.defer("content")
    return render(request, "programs/verify.html", context, status=400 if form.errors else 200)
