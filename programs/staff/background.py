"""What is done outside of a request: one's own work, how far it is, the button that stops it; for who oversees it, all.

The page of an import and that of any other kind show the same progress (admin/background/_progress.html).
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ..background import OVERSEE, kinds, may_see
from ..models import BackgroundWork
from ..services.background import ask_to_stop, how_far, worker_is_alive
from .history import person
from .steps import staff_page

SHOWN = 100


@staff_page
def works(request: HttpRequest) -> HttpResponse:
    """One's own work, the last first; everybody's for who oversees it, and the portal's own – letters, clearing up –
    until it is done.
    """
    found = BackgroundWork.objects.select_related("for_whom").order_by("-asked_at", "-pk")
    found = found.exclude(for_whom=None, state=BackgroundWork.State.DONE)
    oversees = request.user.has_perm(OVERSEE)
    if not oversees:
        found = found.filter(for_whom=request.user.pk)
    context = {
        "title": _("Background work"),
        "about": _("Long reports and imports stand here while they are made and for a month afterwards."),
        "oversees": oversees,
        "is_nobody_there": not worker_is_alive(),
        "rows": [
            {**_about(work), "far": how_far(work), "who": person(work.for_whom) if work.for_whom else ""}
            for work in found[:SHOWN]
        ],
    }
    return _page(request, "works", context)


@staff_page
def work(request: HttpRequest, key: str) -> HttpResponse:
    found = _seen(request, key)
    about = _about(found)
    return _page(request, "work", {"title": about["name"], **about, "far": how_far(found)})


@staff_page
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far the work is, for the page's script."""
    return JsonResponse(how_far(_seen(request, key)))


@staff_page
def stop(request: HttpRequest, key: str) -> HttpResponse:
    found = _seen(request, key)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ask_to_stop(found)
    return redirect(_about(found)["page"])


def _seen(request: HttpRequest, key: str) -> BackgroundWork:
    found = get_object_or_404(BackgroundWork, key=key)
    if not may_see(found, request.user):
        raise PermissionDenied
    return found


def _about(work: BackgroundWork) -> dict[str, Any]:
    """The work by its name, with the page that shows it; a kind may be gone with a module."""
    kind = kinds().get(work.kind)
    return {
        "work": work,
        "name": kind.title if kind else work.kind,
        "about": kind.about(work) if kind else "",
        "page": kind.page(work) if kind else reverse("background:works"),
    }


def _page(request: Any, name: str, content: dict[str, Any]) -> HttpResponse:
    request.current_app = admin.site.name
    context = {**admin.site.each_context(request), **content}
    return TemplateResponse(request, f"admin/background/{name}.html", context)
