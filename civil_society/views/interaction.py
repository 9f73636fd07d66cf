"""The systematic monitoring of interaction, for any period, as a page and as files."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.default_day import default_day
from programs.models import Program
from programs.period import Period
from programs.rest.public import public
from programs.views.choice import Choice, table_file
from programs.views.reports import PeriodForm

from ..statement import InteractionFigures, against, interaction_table, sentences, years_with_interaction


def _year_before(period: Period) -> Period:
    """The same span a year earlier; of a leap day the day before it."""

    def earlier(day: date) -> date:
        return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)

    return Period(earlier(period.start), earlier(period.end))


def _period(code: str) -> Period:
    try:
        return Period.parse(code)
    except ValueError as error:
        raise Http404(str(error)) from error


def _asked(request: HttpRequest, period: Period) -> tuple[Choice, Program | None, InteractionFigures]:
    """The facts of a period, of the programme that was chosen or of all."""
    choice = Choice(request, {"program"}, {"what"}, "what")
    slug = choice.chosen.get("program")
    program = Program.objects.published().filter(slug=slug).first() if slug else None
    if slug and program is None:
        raise Http404(_("There is no such programme."))
    return choice, program, InteractionFigures(period, program, on=default_day(program))


@public
def interaction(request: HttpRequest) -> HttpResponse:
    """The last year that has anything; two dates lead to the page of their period."""
    form = PeriodForm(None, request.GET if {"start", "end"} & request.GET.keys() else None)
    if form.is_bound and form.is_valid():
        period = Period(form.cleaned_data["start"], form.cleaned_data["end"])
        return redirect("civil_society:interaction-of", period.code)
    on = default_day()
    return _page(request, Period.year((years_with_interaction(on) or [on.year])[0]), form)


@public
def interaction_of(request: HttpRequest, period: str) -> HttpResponse:
    return _page(request, _period(period), PeriodForm(None))


def _page(request: HttpRequest, period: Period, form: PeriodForm) -> HttpResponse:
    choice, program, found = _asked(request, period)
    figures, earlier = found.of(period), _year_before(period)
    before = InteractionFigures(earlier, program).of(earlier) if period.start.year == period.end.year else {}
    years = years_with_interaction(default_day(program))
    spans = [Period.year(year) for year in years]
    if len(years) > 1:
        spans.append(Period.term(years[::-1]))
    quarters = Period.quarters(period.start.year) if period.start.year == period.end.year else []
    programs = list(Program.objects.published().order_by("-start_year", "pk"))
    context = {
        "choice": choice,
        "period": period,
        "program": program,
        "programs": programs if len(programs) > 1 else [],
        "figures": figures,
        "sentences": [*sentences(figures), *filter(None, [against(figures, before, earlier.label)])],
        "table": interaction_table(found),
        "form": form,
        "query": choice.query(),
        "spans": [[_span(each) for each in row] for row in (spans, quarters) if row],
    }
    return render(request, "civil_society/interaction.html", context, status=400 if form.is_bound else 200)


def _span(period: Period) -> dict[str, Any]:
    address = reverse("civil_society:interaction-of", args=[period.code])
    return {"label": period.label, "address": address, "period": period}


@public
def interaction_file(request: HttpRequest, period: str, extension: str) -> HttpResponseBase:
    """The table of a period as a file."""
    asked = _period(period)
    choice, _program, found = _asked(request, asked)
    title = _("Monitoring of interaction")
    stem = f"interaction-{asked.code}"
    return table_file(choice, extension, lambda: interaction_table(found), stem=stem, title=title)
