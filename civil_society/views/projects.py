"""Public pages of projects of the community development budget."""

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

from ..models import BudgetProject
from ..registers.projects import FACETS, SORTS, facets_of_projects, projects_table, total_of

TITLES = {"year": gettext_lazy("Year"), "state": gettext_lazy("State")}
ORDERS = {
    "-year": gettext_lazy("newest first"),
    "-amount": gettext_lazy("largest sums first"),
    "title": gettext_lazy("by title"),
}


def _asked(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    choice = Choice(request, FACETS, SORTS, "-year")
    rows = BudgetProject.objects.published().filter(choice.match("folded", kinds=BudgetProject.State))
    found = list(rows.select_related("institution").order_by(*SORTS[choice.sort]))
    return choice, found, narrowed(found, FACETS, choice.chosen)


@public
def register(request: HttpRequest) -> HttpResponse:
    """The projects with their years, sums, states and results."""
    choice, found, shown = _asked(request)
    paged = choice.paged(shown)
    done = [each for each in shown if each.state == BudgetProject.State.DONE]
    everything = lambda: facets_of_projects(BudgetProject.objects.published(), {})  # noqa: E731
    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(TITLES, facets_of_projects(found, choice.chosen), everything),
        "count": len(shown),
        "done": len(done),
        "total": total_of(done),
        "table": projects_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/projects.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _asked(request)
    site, title = absolute("", request), _("Projects of the community development budget")
    return table_file(choice, extension, lambda: projects_table(shown, site=site), stem="budget-projects", title=title)


@public
def project(request: HttpRequest, pk: int) -> HttpResponse:
    rows = BudgetProject.objects.published().select_related("measure__program", "institution")
    return render(request, "civil_society/project.html", {"project": get_object_or_404(rows, pk=pk)})
