"""«Було / стало»: two editions beside each other as a page and as files, and the form that chooses them."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from ..comparison import ComparisonPaper, compare
from ..models import Edition, Program
from ..permissions import Person, may_see_drafts
from ..reporting import as_csv, as_json, as_pdf, as_xlsx
from ..reporting.addresses import absolute
from ..rest.public import public
from .downloads import looked_up, paper_file
from .page import published_program


def _workbook(paper: ComparisonPaper) -> bytes:
    with override("uk"):
        return as_xlsx.render_tables(
            paper.tables, title=paper.name, subject=paper.program, creator=paper.council, notices=paper.notices
        )


def _money(paper: ComparisonPaper) -> bytes:
    with override("uk"):
        return as_csv.render(paper.money)


FORMATS: dict[str, Callable[[ComparisonPaper], bytes]] = {"pdf": as_pdf.render, "xlsx": _workbook, "csv": _money}


def visible_editions(program: Program, user: Person) -> list[Edition]:
    """What a person may compare, oldest first; the draft, which comes last, is for those who work on it."""
    adopted = program.editions.adopted().order_by("in_force_from", "number").select_related("act")
    drafts = program.editions.filter(status=Edition.Status.DRAFT) if may_see_drafts(user) else []
    return [*adopted, *drafts]


class EditionsForm(forms.Form):
    """Any two editions. A form of addresses: what it finds is a page of its own."""

    was = forms.TypedChoiceField(label=gettext_lazy("Was"), coerce=int)
    became = forms.TypedChoiceField(label=gettext_lazy("Became"), coerce=int)

    def __init__(self, editions: Sequence[Edition], data: Any = None) -> None:
        super().__init__(data, auto_id="edition-%s")
        choices = [(e.number, f"{capfirst(str(e))}: {e.act or e.get_status_display()}") for e in editions]
        for name, at in (("was", 0), ("became", -1)):
            field: Any = self.fields[name]
            field.choices, field.initial = choices, editions[at].number if editions else None
            field.error_messages |= {
                "required": _("Choose an edition."),
                "invalid_choice": _("The programme has no such edition."),
            }

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if found.get("was") and found.get("was") == found.get("became"):
            self.add_error("became", _("Choose another edition than the first: the two are compared."))
        return found


def _paper(request: HttpRequest, program: Program, was: int, became: int) -> ComparisonPaper:
    """The comparison of an address; editions that do not exist, or not for this person, are not found."""
    editions = visible_editions(program, request.user)
    places = {edition.number: place for place, edition in enumerate(editions)}
    if was == became or not {was, became} <= places.keys():
        raise Http404(_("There are no such two editions."))
    old, new = editions[places[was]], editions[places[became]]
    return compare(program, old, new, neighbours=places[became] - places[was] == 1, site=absolute("", request))


def _kept_apart(response: HttpResponseBase, paper: ComparisonPaper) -> HttpResponseBase:
    """What shows a draft is kept by the browser that asked and by nobody between."""
    if paper.draft:
        patch_cache_control(response, private=True)
    return response


@public
def comparison(request: HttpRequest, slug: str, was: int, became: int) -> HttpResponseBase:
    """What one edition changes in another, and the files to attach to the decision."""
    program = published_program(slug)
    paper = _paper(request, program, was, became)
    context = {
        "program": program,
        "paper": paper,
        "section": "editions",
        "file": "comparison",
        "formats": FORMATS,
        "check_code": as_json.check_code(paper),
    }
    return _kept_apart(render(request, "programs/comparison.html", context), paper)


@vary_on_cookie
@require_safe
def comparison_file(request: HttpRequest, slug: str, was: int, became: int, extension: str) -> HttpResponseBase:
    """A file of the comparison."""
    if extension not in FORMATS:
        raise Http404(_("A comparison can be had as PDF, XLSX or CSV."))
    program = published_program(slug)
    paper, mark = looked_up(extension, lambda: _paper(request, program, was, became))
    plain, name = f"porivniannia_{slug}_{paper.code}.{extension}", f"{paper.name} ({slug}).{extension}"
    response = paper_file(request, paper, mark, FORMATS[extension], plain=plain, name=name)
    return _kept_apart(response, paper)
