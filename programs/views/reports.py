"""Execution reports: choosing a period, the report as a page, its files."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ..default_day import default_day
from ..models import Activity, ExecutionReport, LedgerEntry, Program
from ..period import Period, outside_the_term, presets
from ..reporting import as_json
from ..reporting.addresses import absolute
from ..reporting.files import FORMATS, TYPES
from ..reports import build_report
from ..rest.public import public
from .downloads import looked_up, paper_file
from .page import published_program
from .preparing import in_background


def day_field(label: Any, required: Any) -> forms.DateField:
    """The browser's own picker; where it has none, and while a date is wrong, a text that can be mended."""
    return forms.DateField(
        label=label,
        help_text=gettext_lazy("day.month.year"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"class": "period__input", "autocomplete": "off"}),
        error_messages={
            "required": required,
            "invalid": gettext_lazy("This is no date. Write it as day.month.year, for example 30.06.2022."),
        },
    )


class PeriodForm(forms.Form):
    """Two dates; those of a report touch the term of its programme."""

    start = day_field(gettext_lazy("From"), gettext_lazy("Write the first day of the period."))
    end = day_field(gettext_lazy("To"), gettext_lazy("Write the last day of the period."))

    def __init__(self, program: Program | None, data: Any = None) -> None:
        super().__init__(data, auto_id="period-%s")
        self.program = program
        if not self.is_bound:
            for field in self.fields.values():
                field.widget.input_type, field.help_text = "date", ""

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period cannot end before it starts."))
        elif start and end and self.program and not Period(start, end).touches(self.program.years):
            self.add_error("end", outside_the_term(self.program.term))
        return found


@public
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the period of a report: the usual ones, or two dates."""
    program = published_program(slug)
    form = PeriodForm(program, request.GET if {"start", "end"} & request.GET.keys() else None)
    if form.is_bound and form.is_valid():
        period = Period(form.cleaned_data["start"], form.cleaned_data["end"])
        return redirect("programs:report", slug, period.code)
    context = {
        "program": program,
        "form": form,
        "submitted": ExecutionReport.objects.last_editions(program),
        **_ladder(program, default_day(program)),
    }
    return render(request, "programs/reports.html", context, status=400 if form.is_bound else 200)


def _ladder(program: Program, on: date) -> dict[str, Any]:
    """The whole term, and of each year, the last first, the periods since New Year and those between: each with what is
    known of its file, and whether the portal knows anything of it by a day.
    """
    moved = LedgerEntry.objects.filter(measure__program=program).up_to(on).dates("date", "month")
    held = Activity.objects.published().filter(measure__program=program, date__lte=on).dates("date", "month")
    months, sizes = {*moved, *held}, sizes_of(program)

    def offered(period: Period) -> dict[str, Any]:
        known = any(period.start <= month <= period.end for month in months)
        return {"period": period, "known": known, "running": period.end > on, "size": sizes.get(period.code)}

    years = []
    for year, periods in reversed(presets(program.years)):
        since = sorted((each for each in periods if each == each.since_new_year), key=lambda each: each.end)
        between = sorted((each for each in periods if each not in since), key=lambda each: each.end)
        years.append((year, [*map(offered, since)], [*map(offered, between)]))
    return {"term": offered(Period.term(program.years)), "years": years}


@public
def report(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    """The report of a period as a page, with its files."""
    program = published_program(slug)
    found = build_report(program, _period(program, period), site=absolute("", request))
    context = {
        "program": program,
        "paper": found,
        "section": "reports",
        "file": "report",
        "formats": FORMATS,
        "check_code": as_json.check_code(found),
        "unfinished": found.period.end > default_day(program),
    }
    return render(request, "programs/report.html", context)


@require_safe
def report_file(request: HttpRequest, slug: str, period: str, extension: str) -> HttpResponseBase:
    """A file of the report."""
    if extension not in FORMATS:
        raise Http404(_("A report can be had as PDF, XLSX or JSON."))
    program = published_program(slug)
    asked, site = _period(program, period), absolute("", request)
    found, mark = looked_up(extension, lambda: build_report(program, asked, site=site))
    instead = partial(in_background, request, program, found) if extension == "pdf" else None
    plain, name = f"zvit_{slug}_{found.period.code}.{extension}", f"{found.name} ({slug}).{extension}"
    response = paper_file(request, found, mark, FORMATS[extension], plain=plain, name=name, instead=instead)
    _remember_size(program, asked, response)
    return response


def sizes_of(program: Program) -> dict[str, int]:
    """How many kilobytes the PDF of each period had when somebody last asked for it, by the period's code."""
    found: dict[str, int] = cache.get(f"report-sizes-{program.slug}", {})
    return found


def _remember_size(program: Program, period: Period, response: HttpResponseBase) -> None:
    """A reader on a weak line wants to know before; whoever asks first finds it out for the others."""
    if isinstance(response, HttpResponse) and response.status_code == 200 and response["Content-Type"] == TYPES["pdf"]:
        sizes, size = sizes_of(program), -(-len(response.content) // 1024)
        if sizes.get(period.code) != size:
            cache.set(f"report-sizes-{program.slug}", sizes | {period.code: size}, None)


def _period(program: Program, text: str) -> Period:
    """The period of an address; what is none, or has nothing to do with the programme, is not found."""
    try:
        found = Period.parse(text)
    except ValueError as error:
        raise Http404(str(error)) from error
    if not found.touches(program.years):
        raise Http404(outside_the_term(program.term))
    return found
