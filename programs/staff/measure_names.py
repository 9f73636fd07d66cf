"""The names of measures for records that point at their identity: one query for a whole page."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from ..default_day import default_day
from ..models import Measure, Program
from ..texts import number_in
from .forms import measure_name, named


def names_of(measures: Iterable[int | None]) -> dict[int | None, str]:
    """«1.1.2 Інтернет-видання» by the keys of measures."""
    found = named(Measure.objects.filter(pk__in=[pk for pk in measures if pk]))
    return {measure.pk: measure_name(measure) for measure in found}


class OfMeasure:
    """A list of records that belong to measures, each measure named as the plan names it."""

    no_measure: Any = "—"  # where a record may do without one

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        attach_names([row for row in rows if row.measure_id])

    @admin.display(description=_("measure"))
    def measure_name(self, record: Any) -> str:
        if record.measure_id and not hasattr(record, "measure_words"):  # a record of its own page
            attach_names([record])
        return record.measure_words if record.measure_id else str(self.no_measure)


class ProgramFirst:
    """A form about a measure: of several programmes the person chooses one first and sees its measures alone."""

    KNOWN = ("program", "measure", "like")  # an address with one of these says of which programme it is

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        asks = request.method == "GET" and not any(request.GET.get(name) for name in self.KNOWN)
        programs = list(Program.objects.published()) if asks else []
        if len(programs) < 2 or not self.has_add_permission(request):  # type: ignore[attr-defined]
            return super().add_view(request, form_url, extra_context)  # type: ignore[misc]
        given = request.GET.copy()
        links = []
        for program in programs:
            given["program"] = program.slug
            links.append((program, f"?{given.urlencode()}"))
        context = {**admin.site.each_context(request), "opts": self.opts, "links": links}  # type: ignore[attr-defined]
        context["title"] = self.form_title(request, None)  # type: ignore[attr-defined]
        request.current_app = admin.site.name
        return TemplateResponse(request, "admin/program_first.html", context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        if (slug := _slug(request)) and obj is None and "measure" in form.base_fields:
            field = form.base_fields["measure"] = deepcopy(form.base_fields["measure"])
            field.queryset = field.queryset.filter(program__slug=slug)
        return form


def _slug(request: HttpRequest) -> str:
    """The programme's name in the address, without the sign that PostgreSQL has in no text."""
    return request.GET.get("program", "").replace("\0", "")


def day_within(program: Program | None) -> date | None:
    """The usual day within the programme's term, or while nobody knows the programme; else a person says the day."""
    day = default_day(program)
    return day if program is None or day.year in program.years else None


def program_of(request: HttpRequest) -> Program | None:
    """The programme of a form by its address: named, or that of the measure; else the only one there is."""
    slug, measure = _slug(request), number_in(request.GET.get("measure", ""))
    named = Program.objects.filter(slug=slug).first() if slug else None
    if named is None and measure:
        named = Program.objects.filter(measures=measure).first()
    programs = list(Program.objects.all()[:2])
    return named or (programs[0] if len(programs) == 1 else None)


def attach_names(records: Iterable[Any]) -> list[Any]:
    """The records, each with ``measure_words``, «1.1.2 Інтернет-видання»."""
    rows = list(records)
    names = names_of({row.measure_id for row in rows})
    for row in rows:
        row.measure_words = names.get(row.measure_id, str(row.measure_id))
    return rows
