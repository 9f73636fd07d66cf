"""What the pages offer as files: the plan as CSV and XLSX, a CSV per chart, the files of acts and activities."""

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from ..charts import PROGRAM_CHARTS
from ..costly import is_kept, kept, looking, room
from ..models import Activity, LegalAct, Program
from ..reporting import Paper, as_csv, as_json, as_pdf, as_xlsx
from ..reporting.files import attachment
from ..reports import Plan
from ..rest.public import public
from ..statement import statement_on
from .page import AsOf, published_program

QUICK = {"csv", "json"}


def file_response(asof: AsOf, name: str, content: Callable[[], bytes]) -> HttpResponseBase:
    """A file of a date, named after it; a date that cannot be read is refused in words."""
    if not asof.valid:
        refusal = " ".join(str(error) for error in asof.errors["on"])
        return HttpResponse(f"{refusal}\n", content_type="text/plain; charset=utf-8", status=400)
    stem, suffix = name.rsplit(".", 1)
    return attachment(content(), f"{stem}-{asof.date.isoformat()}.{suffix}")


def looked_up(extension: str, build: Callable[[], Any]) -> tuple[Any, str]:
    """A paper and the digest of its file, which tells whether that was made before.

    To put a paper together costs a tenth of a second: when many ask at once for files that there is no room to make,
    the asking alone would take all threads from the pages.
    """
    with nullcontext() if extension in QUICK else looking():
        paper = build()
        return paper, as_pdf.digest(paper) if extension == "pdf" else hashlib.sha256(as_json.render(paper)).hexdigest()


def paper_file(
    request: HttpRequest,
    paper: Paper,
    mark: str,
    render: Callable[[Any], bytes],
    *,
    plain: str,
    name: str,
    instead: Callable[[str], HttpResponse | None] | None = None,
) -> HttpResponseBase:
    """A file of a paper, which takes time to make: who has it already, or asks second, does not wait. Of one that is
    not made yet, ``instead`` may answer by its digest.
    """
    extension = name.rpartition(".")[2]
    etag = f'"{extension}-{mark}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    if instead and not is_kept(mark, extension) and (page := instead(mark)):
        return page
    content = render(paper) if extension in QUICK else kept(mark, extension, lambda: render(paper))
    response = attachment(content, name, plain=plain)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


@public
def plan_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Annex 1 as the progress page shows it on the same date."""
    found = published_program(slug)
    asof = AsOf(request, found)
    return file_response(asof, f"{slug}-plan.csv", lambda: as_csv.render(Plan().table(statement_on(found, asof.date))))


@public
def plan_xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same as a workbook."""
    found = published_program(slug)
    asof = AsOf(request, found)
    return file_response(asof, f"{slug}-plan.xlsx", lambda: _workbook(found, asof))


def _workbook(program: Program, asof: AsOf) -> bytes:
    notices = [_("Demonstration data: invented, not the city’s money.")] if program.is_demonstration else []
    with room():
        title, table = str(Plan.title), Plan().table(statement_on(program, asof.date))
        return as_xlsx.render_tables(
            [(title, table)], title=title, subject=program.title, creator=program.council, notices=notices
        )


@public
def chart_csv(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """The figures behind one chart of the progress page."""
    found = published_program(slug)
    asof = AsOf(request, found)
    if key not in PROGRAM_CHARTS:
        raise Http404(_("There is no such chart."))
    draw = PROGRAM_CHARTS[key]
    return file_response(asof, f"{slug}-{key}.csv", lambda: as_csv.render(draw(statement_on(found, asof.date)).table))


@public
def act_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The text of a legal act, where the department put it into the portal."""
    of_program = Q(program=published_program(slug)) | Q(program=None)  # a budget act stands above the programmes
    act = get_object_or_404(LegalAct.objects.published().filter(of_program), pk=pk)
    return stored(act.file, act.file_stem)


@public
def activity_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The evidence of an activity that somebody decided to show."""
    program = published_program(slug)
    activity = get_object_or_404(Activity.objects.published(), measure__program=program, pk=pk)
    return stored(activity.file, f"activity-{activity.date.isoformat()}")


def stored(file: FieldFile, stem: str) -> FileResponse:
    """An uploaded file under a neutral name: the name it was uploaded with may tell about a person."""
    if not file or not file.storage.exists(file.name or ""):
        raise Http404(_("There is no file here."))
    return FileResponse(file.open("rb"), as_attachment=True, filename=stem + PurePosixPath(file.name or "").suffix)
