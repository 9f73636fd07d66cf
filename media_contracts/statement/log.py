"""The public log of publications: narrowed, counted by facets, page by page; the database does the counting."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Prefetch, Q, Sum, Value
from django.db.models.functions import Concat, ExtractYear
from django.utils.text import capfirst

from programs.models import Measure, MeasureRow, Program
from programs.registers import Option, Options
from programs.texts import alphabetical

from ..models import Act, ActPublication, MediaOutlet, Publication, Unit
from ..models.supplier import outlet_folded

# What the log is narrowed by: key in the address → field.
LOG_FACETS: Mapping[str, str] = {
    "outlet": "outlet__slug",
    "media": "outlet__kind",
    "kind": "kind",
    "measure": "of_measure",
    "program": "contract_line__contract__measure__program__slug",
    "year": "date__year",
}
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
    of = "contract_line__contract__measure__"
    value = Concat(f"{of}program__slug", Value("."), f"{of}code", output_field=CharField())
    named = Publication.objects.published().annotate(of_measure=value, of_outlet=outlet_folded("outlet__"))
    return named.filter(match, date__lte=on, **wanted)


def with_acts(publications: Any) -> Any:
    """Each with its outlet, its contract and the signed act that accepted it (``accepted``, a list of one or none)."""
    listed = ActPublication.objects.filter(is_standing=True, act_line__act__state=Act.State.SIGNED)
    return publications.select_related("outlet", "contract_line__contract").prefetch_related(
        Prefetch("listings", listed.select_related("act_line__act"), to_attr="accepted")
    )


def log_facets(on: date, chosen: Mapping[str, str], match: Q) -> Options:
    """The values of every facet with their counts, by what the other facets leave: nine queries."""
    counts: dict[str, dict[Any, int]] = {}
    for key, field in LOG_FACETS.items():
        rows = log_on(on, chosen, match, but=key).order_by()
        if key == "year":
            rows, field = rows.annotate(of=ExtractYear("date")), "of"
        counts[key] = dict(rows.values_list(field).annotate(Count("pk")))
    slugs = {*counts["program"], *(value.partition(".")[0] for value in counts["measure"])}
    programs = Program.objects.filter(slug__in=slugs)
    measures = Measure.objects.filter(program__in=programs).select_related("program")
    titles = MeasureRow.objects.names_of(measure.pk for measure in measures)
    words: dict[str, dict[Any, Any]] = {
        "outlet": dict(MediaOutlet.objects.filter(slug__in=counts["outlet"]).values_list("slug", "name")),
        "media": dict(MediaOutlet.Kind.choices),
        "kind": dict(Publication.Kind.choices),
        "measure": {f"{each.program.slug}.{each.code}": titles[each.pk] for each in measures if each.pk in titles},
        "program": {program.slug: program.short_title for program in programs},
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
