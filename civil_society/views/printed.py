"""Public pages of printed materials."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.registers import narrowed
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.staff.stored_files import stored_response
from programs.views.choice import Choice, table_file

from ..models import PrintedMaterial
from ..registers.printed import FACETS, SORTS, contracts_of, facets_of_printed, printed_table

TITLES = {"kind": gettext_lazy("Kind"), "year": gettext_lazy("Year")}
ORDERS = {
    "-date": gettext_lazy("newest first"),
    "-run": gettext_lazy("largest runs first"),
    "title": gettext_lazy("by title"),
}


def _asked(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    choice = Choice(request, FACETS, SORTS, "-date")
    rows = PrintedMaterial.objects.published().filter(choice.match("folded", kinds=PrintedMaterial.Kind))
    found = list(rows.select_related("entry").order_by(*SORTS[choice.sort]))
    return choice, found, narrowed(found, FACETS, choice.chosen)


@public
def register(request: HttpRequest) -> HttpResponse:
    """Banners, billboards, city-lights, booklets and flyers, with their runs."""
    choice, found, shown = _asked(request)
    paged = choice.paged(shown)
    everything = lambda: facets_of_printed(PrintedMaterial.objects.published(), {})  # noqa: E731
    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(TITLES, facets_of_printed(found, choice.chosen), everything),
        "count": len(shown),
        "copies": sum(each.run for each in shown),
        "table": printed_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/printed_materials.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _asked(request)
    site, title = absolute("", request), _("Printed materials")
    return table_file(choice, extension, lambda: printed_table(shown, site=site), stem="printed-materials", title=title)


@public
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """One printed material with its picture and its contract."""
    rows = PrintedMaterial.objects.published().select_related("measure__program", "entry")
    found = get_object_or_404(rows, pk=pk)
    context = {"material": found, "contract": contracts_of([found]).get(found.pk)}
    return render(request, "civil_society/printed_material.html", context)


@public
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its picture, under a name of the portal's own."""
    found = get_object_or_404(PrintedMaterial.objects.published().exclude(picture=""), pk=pk)
    return stored_response(found.picture, f"printed-material-{found.pk}")
