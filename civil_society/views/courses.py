"""Public pages of the school, seminars and trainings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.registers import narrowed
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.views.choice import Choice, table_file

from ..models import Course, CourseProduct
from ..registers.courses import FACETS, SORTS, courses_table, facets_of_courses, sessions_table, with_sessions

TITLES = {"kind": gettext_lazy("Kind"), "season": gettext_lazy("Season")}
ORDERS = {"-season": gettext_lazy("newest first"), "title": gettext_lazy("by title")}


def _asked(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    choice = Choice(request, FACETS, SORTS, "-season")
    rows = Course.objects.published().filter(choice.match("folded", kinds=Course.Kind))
    found = with_sessions(rows.order_by(*SORTS[choice.sort]))
    return choice, found, narrowed(found, FACETS, choice.chosen)


@public
def courses(request: HttpRequest) -> HttpResponse:
    """Seasons of the school, seminars and trainings with their three numbers."""
    choice, found, shown = _asked(request)
    paged = choice.paged(shown)
    everything = lambda: facets_of_courses(with_sessions(Course.objects.published()), {})  # noqa: E731
    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(TITLES, facets_of_courses(found, choice.chosen), everything),
        "count": len(shown),
        "sums": {
            name: sum(getattr(each, name) or 0 for each in shown) for name in ("enrolled", "finished", "certificates")
        },
        "table": courses_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/courses.html", context, status=choice.status)


@public
def courses_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _asked(request)
    site = absolute("", request)
    title = _("School, seminars and trainings")
    return table_file(choice, extension, lambda: courses_table(shown, site=site), stem="courses", title=title)


@public
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """A course: its numbers, its sessions, what was made."""
    rows = Course.objects.published().select_related("measure__program").prefetch_related("sessions__entry")
    found = get_object_or_404(rows, pk=pk)
    paid = {each.entry for each in found.sessions.all() if each.entry}
    context = {
        "course": found,
        "table": sessions_table(found),
        "paid": sorted(paid, key=lambda each: each.date),
        "made": CourseProduct.objects.published().filter(course=found),
    }
    return render(request, "civil_society/course.html", context)
