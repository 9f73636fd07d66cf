"""The plan grid on the staff's site: Annex 1 of the draft edition as one sheet, complete without scripts.

Three addresses under the edition's page: the sheet, its check (totals and questions, nothing written), its saving.
"""

import json
import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..bounds import check_json
from ..grid.review import EditionAdopted, Posted, Review, check_sheet, save_sheet, untouched
from ..grid.sheet import Place, read_sheet
from ..models import Edition
from ..staff.sheets import page_of
from ..staff.steps import staff_page
from .grid_table import CHOICE, GridTable

PERMISSIONS = (
    "programs.change_measurerow",
    "programs.add_allocation",
    "programs.change_allocation",
    "programs.delete_allocation",
)
SHOWN_NEWS = 10  # cells of other people's work that a message names


def may_edit(user: Any) -> bool:
    """Whether the person may change the rows of a plan, all that the sheet can do."""
    return bool(user.has_perms(PERMISSIONS))


def address(request: HttpRequest, edition: Edition | None) -> str:
    """Where the sheet of an edition is edited; nothing where this person or this edition has none."""
    if edition is None or not edition.is_draft or not may_edit(request.user):
        return ""
    return reverse("admin:programs_edition_grid", args=[edition.pk])


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it stands."""
    edition = _edition(request, pk)
    if not edition.is_draft:
        words = _("This edition is adopted: its amounts are corrected one by one, each with a reason.")
        messages.warning(request, words)
        return HttpResponseRedirect(page_of(edition))
    return _page(request, untouched(read_sheet(edition)))


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What saving would do: totals and questions, nothing is written."""
    edition = _edition(request, pk)
    if request.method != "POST":  # the way back from the log-in, or a reload
        return HttpResponseRedirect(reverse("admin:programs_edition_grid", args=[pk]))
    review = check_sheet(edition=edition, posted=read_form(request.POST))
    if not edition.is_draft:
        return _page(request, review, adopted=True, status=409)
    return _page(request, review, checked=True)


def save(request: Any, pk: int) -> HttpResponse:
    edition = _edition(request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:programs_edition_grid", args=[pk]))
    posted = read_form(request.POST)
    try:
        review = save_sheet(edition=edition, posted=posted, by=request.user)
    except EditionAdopted:
        edition.refresh_from_db()
        return _page(request, check_sheet(edition=edition, posted=posted), adopted=True, status=409)
    if not review.saved:
        return _page(request, review, status=409 if review.clashes or review.losses else 422)
    _say_what_was_saved(request, review)
    return HttpResponseRedirect(reverse("admin:programs_edition_grid", args=[pk]))


# The addresses of the grid, for the edition's page to mount before its own.
urls = [
    path("<int:pk>/grid/", staff_page(show), name="programs_edition_grid"),
    path("<int:pk>/grid/check/", staff_page(check), name="programs_edition_grid_check"),
    path("<int:pk>/grid/save/", staff_page(save), name="programs_edition_grid_save"),
]


def _edition(request: HttpRequest, pk: int) -> Edition:
    if not may_edit(request.user):
        raise PermissionDenied
    return get_object_or_404(Edition.objects.select_related("program", "act"), pk=pk)


def _page(
    request: Any, review: Review, *, adopted: bool = False, checked: bool = False, status: int = 200
) -> HttpResponse:
    edition = review.sheet.edition
    request.current_app = admin.site.name
    context = {
        **admin.site.each_context(request),
        "title": _("Annex 1 as one sheet"),
        "opts": Edition._meta,
        "edition": edition,
        "edition_page": page_of(edition),
        "program": edition.program,
        "review": review,
        "table": GridTable(review),
        "adopted": adopted,
        "unsaved": checked or status != 200,
    }
    return TemplateResponse(request, "admin/programs/edition/grid.html", context, status=status)


def _say_what_was_saved(request: HttpRequest, review: Review) -> None:
    count = len(review.changes)
    if count:
        saved = ngettext("%(count)s cell is saved.", "%(count)s cells are saved.", count) % {"count": count}
        messages.success(request, saved)
    else:
        messages.info(request, _("Nothing was changed, so nothing was written."))
    if review.sums.differences:
        messages.warning(request, _("The plan does not add up to the passport yet: see the last line of the sheet."))
    for sentence in news(review):
        messages.info(request, sentence)


def news(review: Review) -> list[str]:
    """What others did to the sheet meanwhile without meeting this person's work."""
    said = []
    if review.news:
        named = "; ".join(review.sheet.label(place) for place in review.news[:SHOWN_NEWS])
        more = "…" if len(review.news) > SHOWN_NEWS else "."
        said.append(_("Meanwhile others changed cells that you had left alone: %(cells)s") % {"cells": named} + more)
    if review.new_measures:
        numbers = ", ".join(review.sheet.measures[code].number for code in review.new_measures)
        said.append(_("Meanwhile others added measures: %(numbers)s.") % {"numbers": numbers})
    if review.gone_measures:
        gone = ngettext(
            "Meanwhile others dropped %(count)s measure that you had left alone.",
            "Meanwhile others dropped %(count)s measures that you had left alone.",
            review.gone_measures,
        )
        said.append(gone % {"count": review.gone_measures})
    return said


# The form -----------------------------------------------------------------------------------------------------------


def read_form(data: QueryDict) -> Posted:
    """The sheet as the form sends it; a form that is not this page's is refused."""
    choices: dict[str, set[Place]] = {"mine": set(), "theirs": set()}
    for name, value in data.items():
        place = Place.named(name.removeprefix(CHOICE)) if name.startswith(CHOICE) else None
        if place and value in choices:
            choices[str(value)].add(place)
    undecided = _json(data.get("undecided", "{}"))
    return Posted(
        texts={place: str(text) for name, text in data.items() if (place := Place.named(name))},
        seen=_by_measure(data.get("seen", ""), contents=True),
        sources=[code for code in data.getlist("source") if code],
        undecided={place: _content(place, value) for name, value in undecided.items() if (place := Place.named(name))},
        mine=frozenset(choices["mine"]),
        theirs=frozenset(choices["theirs"]),
        lost=_by_measure(data.get("lost", "{}"), contents=False),
        given_up=frozenset(data.getlist("give-up")),
    )


def _json(text: str) -> dict[str, Any]:
    try:
        check_json(text.encode())
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest("the sheet's hidden fields are not its own") from error
    if not isinstance(found, dict):
        raise BadRequest("the sheet's hidden fields are not its own")
    return found


def _by_measure(text: str, *, contents: bool) -> dict[str, dict[str, str]]:
    """A hidden field of measures with their cells; ``contents`` are the portal's own, the rest is as typed."""
    found: dict[str, dict[str, str]] = {}
    for measure, cells in _json(text).items():
        if not isinstance(cells, dict):
            raise BadRequest("the sheet's hidden fields are not its own")
        found[measure] = {}
        for rest, value in cells.items():
            place = Place.named(f"{measure}:{rest}")
            if place:
                found[measure][rest] = _content(place, value) if contents else str(value)
    return found


def _content(place: Place, value: Any) -> str:
    """A content that the portal wrote into the form itself, and not somebody else."""
    content = str(value)
    if not place.is_funding and not re.fullmatch(r"(\d{1,12}\.\d\d)?", content):
        raise BadRequest("the sheet's hidden fields are not its own")
    return content
