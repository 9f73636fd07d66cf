"""The pages of a programme: the list, the progress page, the passport and the editions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import finance
from ..charts import length, program_charts
from ..models import Edition, LegalAct, Program
from ..overview import Overview
from ..reports import Plan
from ..statement import ProgramTotal, statement_on, totals_on
from ..tables import with_date
from .page import as_of, public, published_program


@public
def index(request: HttpRequest) -> HttpResponse:
    """All programmes of the council with what each promised and paid."""
    on = as_of(request).today
    programs = list(Program.objects.published())
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
    found, asof = published_program(slug), as_of(request)
    statement = statement_on(found, asof.date)
    context = {
        "program": found,
        "asof": asof,
        "statement": statement,
        "overview": Overview(statement),
        "table": with_date(Plan().table(statement), asof.query),
        "charts": program_charts(statement),
        "first_edition": Edition.objects.published().filter(program=found).select_related("act").first_adopted(),
    }
    return render(request, "programs/program.html", context, status=asof.status)


@public
def passport(request: HttpRequest, slug: str) -> HttpResponse:
    """The passport as the document words it, with the acts, the names and what has to be known to read it."""
    found, asof = published_program(slug), as_of(request)
    statement = statement_on(found, asof.date)
    edition = statement.edition
    context = {
        "program": found,
        "asof": asof,
        "statement": statement,
        "edition": edition,
        "rows": edition.passport_rows.all() if edition else [],
        "aspects": edition.aspects.prefetch_related("task_rows__task") if edition else [],
        "acts": LegalAct.objects.published().filter(program=found),
    }
    return render(request, "programs/passport.html", context, status=asof.status)


@public
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """The adopted editions of the plan, each with the act that set it; a draft is nobody's business yet."""
    found, today = published_program(slug), as_of(request).today
    rows = Edition.objects.published().filter(program=found).order_by("-in_force_from", "-number")
    context = {
        "program": found,
        "editions": rows.select_related("act").prefetch_related("passport_totals"),
        "in_force": found.editions.in_force(today),
    }
    return render(request, "programs/editions.html", context)
