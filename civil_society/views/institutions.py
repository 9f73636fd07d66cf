"""The public register of institutions, and the page of each with everything that it took part in."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.default_day import default_day
from programs.modules import of_body
from programs.registers import Options, narrowed
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.views.choice import Choice, table_file

from ..models import Institution, Participation
from ..registers.institutions import FACETS, SORTS, facets_of_institutions, institutions_on, institutions_table

TITLES = {
    "type": gettext_lazy("Type"),
    "state": gettext_lazy("State"),
    "personality": gettext_lazy("Legal person"),
    "field": gettext_lazy("Field of work"),
    "active": gettext_lazy("Active in the year"),
}
ORDERS = {
    "name": gettext_lazy("by name"),
    "type": gettext_lazy("by type"),
    "-checked": gettext_lazy("checked last first"),
}


def _asked(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    """What was chosen, the institutions that the words leave, and those that are shown."""
    choice = Choice(request, FACETS, SORTS, "name")
    rows = Institution.objects.published().filter(choice.match("folded")).order_by(*SORTS[choice.sort])
    found = institutions_on(rows, default_day())
    return choice, found, narrowed(found, FACETS, choice.chosen)


def _all_facets() -> Options:
    return facets_of_institutions(institutions_on(Institution.objects.published(), default_day()), {})


@public
def register(request: HttpRequest) -> HttpResponse:
    """The register: how many are registered, how many were active in the last year that has any."""
    choice, found, shown = _asked(request)
    paged = choice.paged(shown)
    year = max((year for each in shown for year in each.years), default=None)
    context = {
        "choice": choice,
        "facets": choice.facets(TITLES, facets_of_institutions(found, choice.chosen), _all_facets),
        "orders": ORDERS,
        "count": len(shown),
        "registered": sum(each.state == Institution.State.REGISTERED for each in shown),
        "year": year,
        "active": sum(year in each.years for each in shown),
        "table": institutions_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/register.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The register as a file."""
    choice, _found, shown = _asked(request)
    site = absolute("", request)
    title = _("Institutions of civil society")
    return table_file(choice, extension, lambda: institutions_table(shown, site=site), stem="institutions", title=title)


@public
def institution(request: HttpRequest, pk: int) -> HttpResponse:
    """An institution: what is known of it, who speaks for it, in what it took part."""
    found = get_object_or_404(
        Institution.objects.published().select_related("body").prefetch_related("consents"), pk=pk
    )
    on = default_day()
    took_part = Participation.objects.published().filter(institution=found, activity__date__lte=on)
    parts = took_part.select_related("activity__measure__program").order_by("-activity__date", "-pk")
    years = [(year, list(of_year)) for year, of_year in groupby(parts, key=lambda row: row.activity.date.year)]
    context = {
        "institution": found,
        "representatives": found.representatives.exclude(consented_on=None),
        "years": years,
        "same": of_body(found, found.get_absolute_url()),
    }
    return render(request, "civil_society/institution.html", context)
