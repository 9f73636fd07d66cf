"""The log of publications: facets with counts, search, page by page; the file is exactly what was chosen."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.default_day import default_day
from programs.rest.public import public
from programs.texts import number_in
from programs.views.choice import Choice, table_file

from ..models import Publication
from ..statement import LOG_FACETS, LOG_SORTS, log_facets, log_on, sizes_of, with_acts
from ..tables import log_table, size_text

TITLES = {
    "outlet": gettext_lazy("Media outlet"),
    "media": gettext_lazy("Kind of media"),
    "kind": gettext_lazy("Topic"),
    "measure": gettext_lazy("Measure"),
    "program": gettext_lazy("Programme"),
    "year": gettext_lazy("Year"),
}
ORDERS = {
    "-date": gettext_lazy("newest first"),
    "date": gettext_lazy("oldest first"),
    "-size": gettext_lazy("largest first"),
    "outlet": gettext_lazy("by outlet"),
}


def _asked(request: HttpRequest) -> tuple[Choice, date, Q, Any]:
    """What was chosen, today, and the publications that it leaves."""
    choice, on = Choice(request, LOG_FACETS, LOG_SORTS, "-date"), default_day()
    if year := choice.chosen.get("year"):
        # what can be no year finds nothing, as any other value that no publication has; no calendar begins with 0
        choice.chosen["year"] = str(number_in(year, 9999) or 9999)
    match = choice.match("folded", "of_outlet", kinds=Publication.Kind)
    return choice, on, match, log_on(on, choice.chosen, match).order_by(*LOG_SORTS[choice.sort])


@public
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    choice, on, match, shown = _asked(request)
    facets = choice.facets(TITLES, log_facets(on, choice.chosen, match), lambda: log_facets(on, {}, Q()))
    context = {
        "choice": choice,
        "on": on,
        "facets": facets,
        "orders": ORDERS,
        "sizes": [size_text(size, unit) for unit, size in sizes_of(shown)],
        **choice.paged(with_acts(shown)),
    }
    return render(request, "media_contracts/publications.html", context, status=choice.status)


@public
def log_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The log as a file."""
    choice, _on, _match, shown = _asked(request)
    table = partial(log_table, with_acts(shown))
    return table_file(choice, extension, table, stem="publications", title=_("Publications"))
