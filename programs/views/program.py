"""The pages of a programme: the progress page, its measures, the passport and the editions."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from .. import modules
from ..charts import program_charts
from ..corrections import PASSPORT, contradictions, corrections_of, imbalances
from ..default_day import default_day
from ..models import Edition, LegalAct
from ..overview import Overview, annex, standings, states_of
from ..reports import Overrides, closing_steps
from ..rest.public import public
from ..statement import statement_on
from ..tables import with_date
from .comparisons import EditionsForm, visible_editions
from .page import AsOf, published_program


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
        "standing": standings([found], asof.date)[found.pk],
        "overview": Overview(statement, dated=bool(asof.chosen)),
        "table": with_date(annex(statement), asof.query),
        "charts": program_charts(statement),
        "overrides": with_date(Overrides().table(statement), asof.query),
        "closings": closing_steps(found),
        "more_pages": modules.of_program(found),
        "first_edition": Edition.objects.published().filter(program=found).select_related("act").first_adopted(),
    }
    return render(request, "programs/program.html", context, status=asof.status)


@public
def measures(request: HttpRequest, slug: str) -> HttpResponse:
    """The measures of a programme by task: all of them, or those that stand in one way."""
    found = published_program(slug)
    asof = AsOf(request, found)
    statement, chosen = statement_on(found, asof.date), request.GET.get("state", "")
    overview = Overview(statement, dated=bool(asof.chosen))
    tasks = overview.tasks()
    if chosen:
        for task in tasks:
            task["measures"] = [each for each in task["measures"] if each["state"] == chosen]
    context = {
        "program": found,
        "asof": asof,
        "overview": overview,
        "states": states_of(statement.measures),
        "chosen": chosen,
        "tasks": [task for task in tasks if task["measures"]],
    }
    return render(request, "programs/measures.html", context, status=asof.status)


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
        "standing": standings([found], asof.date)[found.pk],
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
    corrections, told = corrections_of(*known), modules.told_of(known)
    context = {
        "program": found,
        "editions": [
            (edition, before, [each for each in corrections if each.edition == edition.pk], told[edition.pk])
            for before, edition in zip([None, *known], known, strict=False)
        ][::-1],
        "told_of_drafts": [
            link
            for links in modules.told_of(found.editions.exclude(pk__in=[each.pk for each in known])).values()
            for link in links
        ],
        "in_force": found.editions.in_force(default_day(found)),
        "form": form if len(known) > 1 else None,
    }
    response = render(request, "programs/editions.html", context, status=400 if form.is_bound else 200)
    if any(edition.is_draft for edition in known):
        patch_cache_control(response, private=True)
    return response
