"""The log of publications: facets with counts, search, page by page; the file is exactly what was chosen."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.rest.public import public

from ..models import Publication
from ..statement import LOG_FACETS, LOG_SORTS, LogOption, log_facets, log_on, sizes_of, with_acts
from ..tables import log_table, size_text
from .choice import Choice, choice_of, facet, page_of, pages, table_file

TITLES = {
    "outlet": gettext_lazy("Media outlet"),
    "kind": gettext_lazy("Topic"),
    "year": gettext_lazy("Year"),
}
ORDERS = {
    "-date": gettext_lazy("newest first"),
    "date": gettext_lazy("oldest first"),
    "-size": gettext_lazy("largest first"),
    "outlet": gettext_lazy("by outlet"),
}


def _choice(request: HttpRequest) -> Choice:
    """A year that is no number finds nothing, as any other value that no publication has."""
    choice = choice_of(request, LOG_FACETS, LOG_SORTS, "-date")
    if "year" in choice.chosen and not choice.chosen["year"].isdecimal():
        choice.chosen["year"] = "0"
    choice.chosen.update({key: value[:4] for key, value in choice.chosen.items() if key == "year"})
    return choice


def _shown(choice: Choice, on: date) -> Any:
    match = choice.match("folded", "outlet__folded", kinds=Publication.Kind)
    return log_on(on, choice.chosen, match).order_by(*LOG_SORTS[choice.sort])


def _options(options: list[LogOption]) -> list[tuple[str, str, int, Any]]:
    return [(option.value, capfirst(option.label), option.publications, None) for option in options]


def _words(key: str, choice: Choice, on: date) -> str:
    """How the whole log names a value that the words of the search left nothing of."""
    everything = log_facets(on, {}, Q())[key]
    return next((capfirst(option.label) for option in everything if option.value == choice.chosen[key]), "")


@public
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    choice, on = _choice(request), timezone.localdate()
    shown = _shown(choice, on)
    page = page_of(request, with_acts(shown))
    options = log_facets(on, choice.chosen, choice.match("folded", "outlet__folded", kinds=Publication.Kind))
    facets = [
        facet(choice, key, str(title), _options(options[key]), partial(_words, key, choice, on))
        for key, title in TITLES.items()
        if len(options[key]) > 1 or key in choice.chosen
    ]
    context = {
        "choice": choice,
        "on": on,
        "facets": facets,
        "orders": ORDERS,
        "page": page,
        "pages": pages(choice, page),
        "sizes": [size_text(size, unit) for unit, size in sizes_of(shown)],
    }
    return render(request, "media_contracts/publications.html", context, status=choice.status)


@public
def log_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The log as a file."""
    choice, on = _choice(request), timezone.localdate()
    return table_file(
        choice,
        extension,
        lambda: log_table(with_acts(_shown(choice, on))),
        stem="publications",
        title=_("Publications"),
    )
