"""The pages of a programme: the list, the progress page, the passport and the editions."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from .. import finance, modules
from ..charts import length, program_charts
from ..corrections import PASSPORT, contradictions, corrections_of, imbalances
from ..default_day import default_day
from ..models import Edition, LegalAct, Program
from ..overview import Overview
from ..reports import Overrides, Plan, closing_steps
from ..rest.public import public
from ..statement import ProgramTotal, statement_on, totals_on
from ..tables import with_date
from .comparisons import EditionsForm, visible_editions
from .page import AsOf, published_program


@public
def index(request: HttpRequest) -> HttpResponse:
    """All programmes of the council with what each promised and paid."""
    programs = list(Program.objects.published())
    on = default_day()
    totals = totals_on(programs, on)
    lines = [{"program": item, "total": totals[item.pk], "track": _track(totals[item.pk])} for item in programs]
    return render(request, "programs/index.html", {"lines": lines, "on": on})


def _track(total: ProgramTotal) -> dict[str, str] | None:
    """The bar of a programme in the list, where both of its figures are known."""
    planned = finance.amount_of(total.planned)
    return {"paid": length(total.paid, planned), "committed": "0%"} if planned and total.paid is not None else None


@public
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """The progress page: how a programme stands on a date."""
    found = published_program(slug)
    asof = AsOf(request, found)
    statement = statement_on(found, asof.date)
    context = {
        "program": found,
        "asof": asof,
        "statement": statement,
        "imbalances": imbalances(statement.edition, statement.differences),
        "contradictions": contradictions(statement.edition),
        "overview": Overview(statement),
        "table": with_date(Plan().table(statement), asof.query),
        "charts": program_charts(statement),
        "overrides": with_date(Overrides().table(statement), asof.query),
        "closings": closing_steps(found),
        "more_pages": modules.of_program(found),
        "first_edition": Edition.objects.published().filter(program=found).select_related("act").first_adopted(),
    }
    return render(request, "programs/program.html", context, status=asof.status)


@public
def passport(request: HttpRequest, slug: str) -> HttpResponse:
    """The passport as the document words it, with the acts, the names and what has to be known to read it."""
    found = published_program(slug)
    asof = AsOf(request, found)
    statement = statement_on(found, asof.date)
    edition = statement.edition
    context = {
        "program": found,
        "asof": asof,
        "statement": statement,
        "imbalances": imbalances(edition, statement.differences),
        "contradictions": contradictions(edition),
        "edition": edition,
        "rows": edition.passport_rows.all() if edition else [],
        "aspects": edition.aspects.prefetch_related("task_rows__task") if edition else [],
        "corrections": corrections_of(edition, models=PASSPORT) if edition else [],
        "acts": LegalAct.objects.published().filter(program=found),
    }
    return render(request, "programs/passport.html", context, status=asof.status)


@public
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions of the plan, each with the act that set it; the draft is for those who work on it."""
    found = published_program(slug)
    known = visible_editions(found, request.user)
    form = EditionsForm(known, request.GET if {"was", "became"} & request.GET.keys() else None)
    if form.is_bound and form.is_valid():
        return redirect("programs:comparison", slug, form.cleaned_data["was"], form.cleaned_data["became"])
    prefetch_related_objects(known, "passport_totals")
    corrections = corrections_of(*known)
    context = {
        "program": found,
        "editions": [
            (edition, before, [each for each in corrections if each.edition == edition.pk])
            for before, edition in zip([None, *known], known, strict=False)
        ][::-1],
        "in_force": found.editions.in_force(default_day(found)),
        "form": form if len(known) > 1 else None,
    }
    response = render(request, "programs/editions.html", context, status=400 if form.is_bound else 200)
    if any(edition.is_draft for edition in known):
        patch_cache_control(response, private=True)
    return response
