"""The papers that end a consultation: a page read from what was published, and its files to the byte."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs.reporting.files import attachment
from programs.reporting.papers import OfficialPaper
from programs.rest.public import public

from ..documents.publishing import FORMATS
from ..models import Consultation, ConsultationPaper
from .consultations import consultation_at


def papers_of(address: str, kind: str) -> Any:
    """The editions of a paper of the consultation that an address names."""
    consultation = consultation_at(address, Consultation.objects.all())
    rows = ConsultationPaper.objects.published().filter(kind=kind, consultation=consultation)
    return rows.select_related("consultation").order_by("edition")


@require_safe
def latest(request: HttpRequest, address: str, kind: str) -> HttpResponse:
    """The last edition of a paper."""
    last = papers_of(address, kind).last()
    if last is None:
        raise Http404(_("There is no such paper."))
    return redirect(last)


@public
def paper(request: HttpRequest, address: str, kind: str, edition: int) -> HttpResponse:
    found = get_object_or_404(papers_of(address, kind), edition=edition)
    [data] = found.files.filter(extension="json")
    context: dict[str, Any] = {
        "record": found,
        "consultation": found.consultation,
        "paper": OfficialPaper.of(json.loads(bytes(data.content))),
        "formats": [(each, each.upper()) for each in FORMATS],
        "editions": papers_of(address, kind),
        "others": ConsultationPaper.objects.published().filter(consultation=found.consultation).exclude(kind=kind),
    }
    return render(request, "civil_society/paper.html", context)


@public
def paper_file(request: HttpRequest, address: str, kind: str, edition: int, extension: str) -> HttpResponseBase:
    """A file of a published paper, to the byte as it was kept."""
    found = get_object_or_404(papers_of(address, kind), edition=edition)
    file = get_object_or_404(found.files, extension=extension)
    plain = f"konsultatsiia-{address}-{kind}-{edition}.{extension}"
    return attachment(bytes(file.content), f"{found}.{extension}", plain=plain)
