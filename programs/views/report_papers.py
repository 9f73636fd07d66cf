"""Papers that are made of a submitted report: the digest for a sitting, the draft decision with its note, the annex."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import ExecutionReport
from ..permissions import may_follow_programs
from ..reporting import as_pdf
from ..reporting.addresses import absolute
from ..reporting.files import attachment
from ..reporting.papers import OfficialPaper, as_docx
from ..reports.decision import act_of, annex_sheet, draft_decision, note
from ..reports.digest import digest
from ..reports.since import changes_since, report_before
from .downloads import looked_up, paper_file
from .submitted import found_report, readable


@never_cache
@require_safe
def digest_page(request: HttpRequest, slug: str, number: int, edition: int) -> HttpResponse:
    """A submitted report on one page, for the sitting."""
    report = found_report(request, slug, number, edition)
    paper = digest(report, site=absolute("", request))
    context = {"program": report.program, "report": report, "paper": paper, "section": "reports"}
    return render(request, "programs/digest.html", context)


@never_cache
@require_safe
def since(request: HttpRequest, slug: str, number: int, edition: int) -> HttpResponse:
    """What changed since the report before, line by line; a reader gets what this reader may read of both."""
    report = found_report(request, slug, number, edition)
    before = report_before(report)
    if before is None or not readable(request).filter(pk=before.pk).exists():
        raise Http404(_("There is no report before this one."))
    context = {
        "program": report.program,
        "report": report,
        "before": before,
        "table": changes_since(report, before),
        "section": "reports",
    }
    return render(request, "programs/since.html", context)


def made(request: HttpRequest, report: ExecutionReport, name: str) -> OfficialPaper:
    """A paper of a report by its name: the draft decision is for those who prepare or consider it."""
    site, act = absolute("", request), act_of(report)
    papers: dict[str, Callable[[], OfficialPaper]] = {"digest": partial(digest, report, site=site)}
    if may_follow_programs(request.user):
        papers |= {"decision": partial(draft_decision, report, site=site), "note": partial(note, report, site=site)}
    if act:
        papers["annex"] = partial(annex_sheet, report, act, site=site)
    if name not in papers:
        raise Http404(_("There is no such paper."))
    return papers[name]()


@never_cache
@require_safe
def paper(request: HttpRequest, slug: str, number: int, edition: int, name: str, extension: str) -> HttpResponseBase:
    """A paper of a report as PDF or as DOCX."""
    report = found_report(request, slug, number, edition)
    if extension == "docx":
        found = made(request, report, name)
        return attachment(as_docx.render_official(found), f"{found.name}.docx", plain=f"{found.file_stem}.docx")
    if extension != "pdf":
        raise Http404(_("A paper can be had as PDF or DOCX."))
    found, mark = looked_up("pdf", partial(made, request, report, name))
    return paper_file(request, found, mark, as_pdf.render, plain=f"{found.file_stem}.pdf", name=f"{found.name}.pdf")
