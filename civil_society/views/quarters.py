"""The quarterly form on consultations and the public council, as a page and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.default_day import default_day
from programs.period import Period
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.views.choice import Choice, table_file

from ..tables.quarters import quarter_table, quarters_with_consultations


def quarter_of(code: str) -> Period:
    try:
        period = Period.parse(code)
    except ValueError as error:
        raise Http404(str(error)) from error
    if period not in Period.quarters(period.start.year):
        raise Http404(_("This is no quarter of a year."))
    return period


@public
def last_quarter(request: HttpRequest) -> HttpResponse:
    """The last quarter that has anything, else the one that is going on."""
    on = default_day()
    now = next(period for period in Period.quarters(on.year) if period.start <= on <= period.end)
    return _page(request, (quarters_with_consultations(on) or [now])[0])


@public
def quarter(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, quarter_of(code))


def _page(request: HttpRequest, period: Period) -> HttpResponse:
    context = {
        "period": period,
        "table": quarter_table(period, timezone.now()),
        "quarters": [
            {"label": each.label, "address": reverse("civil_society:quarter", args=[each.code]), "here": each == period}
            for each in quarters_with_consultations(default_day())
        ],
    }
    return render(request, "civil_society/quarter.html", context)


@public
def quarter_file(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """The form of a quarter as a file."""
    period = quarter_of(code)
    title = _("Consultations and the public council")
    choice = Choice(request, set(), {"number"}, "number")
    site = absolute("", request)
    return table_file(
        choice,
        extension,
        lambda: quarter_table(period, timezone.now(), site=site),
        stem=f"consultations-{period.code}",
        title=title,
    )
