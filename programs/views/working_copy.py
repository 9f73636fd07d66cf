"""A report's draft as it would be submitted now: a page and files for those who prepare or follow reports."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import ExecutionReport, ReportMaterial
from ..reporting import as_json, working_docx
from ..reporting.addresses import absolute
from ..reporting.files import FORMATS, attachment
from ..reports import working_copy
from ..reports.form import ReportForm
from .downloads import looked_up, paper_file


def _draft(request: HttpRequest, pk: int) -> ExecutionReport:
    if not request.user.has_perm("programs.view_executionreport"):
        raise PermissionDenied
    drafts = ExecutionReport.objects.filter(submission=None).select_related("program")
    return get_object_or_404(drafts, pk=pk)


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """How the report looks today, in its form and with its words."""
    draft = _draft(request, pk)
    paper = working_copy(draft, absolute("", request))
    context = {
        "program": draft.program,
        "paper": paper,
        "section": "reports",
        "file": "report",
        "formats": (*FORMATS, "docx"),
        "check_code": as_json.check_code(paper),
        "draft": draft,
    }
    return render(request, "programs/working_copy.html", context)


@never_cache
@require_safe
def file(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """A file of the draft; the DOCX from the council's template, to be written on by hand."""
    draft = _draft(request, pk)
    if extension not in (*FORMATS, "docx"):
        raise Http404(_("A report can be had as PDF, XLSX or JSON."))
    name = f"{draft} ({draft.program.slug}), {_('working copy')}.{extension}"
    plain = f"robocha-kopiia_{draft.program.slug}_{draft.number}-{draft.edition}.{extension}"
    if extension == "docx":
        return attachment(_docx(draft, absolute("", request)), name, plain=plain)
    build: Any = partial(working_copy, draft, absolute("", request))
    found, mark = looked_up(extension, build)
    return paper_file(request, found, mark, FORMATS[extension], plain=plain, name=name)


def _docx(draft: ExecutionReport, site: str) -> bytes:
    chosen = ReportForm.of(draft.form).template
    template = bytes(ReportMaterial.objects.get(pk=chosen).content) if chosen else None
    return working_docx.render(working_copy(draft, site), template)
