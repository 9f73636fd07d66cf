"""The public log of publications: narrowed, counted by facets, page by page; the database does the counting."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, Sum
from django.db.models.functions import ExtractYear
from django.utils.text import capfirst

from programs.registers import Option, Options
from programs.texts import alphabetical

from ..models import Act, ActPublication, MediaOutlet, Publication, Unit

# What the log is narrowed by: key in the address → field.
LOG_FACETS: Mapping[str, str] = {"outlet": "outlet__slug", "kind": "kind", "year": "date__year"}
# What it can be sorted by: key in the address → fields.
LOG_SORTS: Mapping[str, tuple[str, ...]] = {
    "-date": ("-date", "-pk"),
    "date": ("date", "pk"),
    "-size": ("-quantity", "-date", "-pk"),
    "outlet": ("outlet__name", "-date", "-pk"),
}


def log_on(on: date, chosen: Mapping[str, str], match: Q, *, but: str = "") -> Any:
    """The public publications by a day that fit the search and every chosen value, one facet left out of account."""
    wanted = {LOG_FACETS[key]: value for key, value in chosen.items() if key != but}
    return Publication.objects.published().filter(match, date__lte=on, **wanted)


def with_acts(publications: Any) -> Any:
    """Each with its outlet, its contract and the signed act that accepted it (``accepted``, a list of one or none)."""
    listed = ActPublication.objects.filter(is_standing=True, act_line__act__state=Act.State.SIGNED)
    return publications.select_related("outlet", "contract_line__contract").prefetch_related(
        Prefetch("listings", listed.select_related("act_line__act"), to_attr="accepted")
    )


def log_facets(on: date, chosen: Mapping[str, str], match: Q) -> Options:
    """The values of every facet with their counts, by what the other facets leave: four queries."""
    counts: dict[str, dict[Any, int]] = {}
    for key, field in LOG_FACETS.items():
        rows = log_on(on, chosen, match, but=key).order_by()
        if key == "year":
            rows, field = rows.annotate(of=ExtractYear("date")), "of"
        counts[key] = dict(rows.values_list(field).annotate(Count("pk")))
    names = dict(MediaOutlet.objects.filter(slug__in=counts["outlet"]).values_list("slug", "name"))
    words: dict[str, dict[Any, Any]] = {
        "outlet": names,
        "kind": dict(Publication.Kind.choices),
        "year": {year: year for year in counts["year"]},
    }
    found = {
        key: [Option(str(value), capfirst(str(words[key][value])), count) for value, count in of_key.items()]
        for key, of_key in counts.items()
    }
    for options in found.values():
        options.sort(key=lambda option: (-option.rows, alphabetical(option.label)))
    found["year"].sort(key=lambda option: option.value, reverse=True)
    return found


def sizes_of(publications: Any) -> list[tuple[str, Any]]:
    """The publications' sizes together, unit by unit: square centimetres and texts are never one sum."""
    rows = publications.order_by().values_list("contract_line__unit").annotate(Sum("quantity"))
    return sorted(rows, key=lambda row: alphabetical(str(Unit(row[0]).label)))
