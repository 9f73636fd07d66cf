"""Submitted reports of all programmes: a list with filters, its data set and its feed."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ExecutionReport, ReportStep
from ..registers import Facets, facets_of, narrowed
from ..reporting import Column, Kind, Row, Table
from ..reporting.addresses import absolute
from ..rest.feeds import Entry, atom
from ..rest.public import public
from ..texts import finds
from .choice import Choice, table_file

ORDERS = {"-end": gettext_lazy("last periods first"), "end": gettext_lazy("first periods first")}
SUBMITTED = "submitted"  # of a report on which nothing was decided yet
TITLES = {
    "program": gettext_lazy("Programme"),
    "kind": gettext_lazy("Kind"),
    "year": gettext_lazy("Year"),
    "state": gettext_lazy("State"),
}


def state_of(report: ExecutionReport) -> tuple[str, str]:
    """The last that was decided on a report: its code and its words."""
    decided = [step for step in report.steps.all() if step.kind != ReportStep.Kind.PUBLISHED]
    return (decided[-1].kind, str(decided[-1].get_kind_display())) if decided else (SUBMITTED, _("submitted"))


FACETS: Facets[ExecutionReport] = {
    "program": lambda report: [(report.program.slug, report.program.short_title)],
    "kind": lambda report: [(report.kind, capfirst(report.get_kind_display()))],
    "year": lambda report: [(str(report.period_end.year), str(report.period_end.year))],
    "state": lambda report: [(state_of(report)[0], capfirst(state_of(report)[1]))],
}


def published() -> list[ExecutionReport]:
    found = ExecutionReport.objects.published().select_related("program", "submission").prefetch_related("steps")
    return list(found.distinct().order_by("period_end", "program", "number", "edition"))


def _asked(request: HttpRequest) -> tuple[Choice, list[ExecutionReport], list[ExecutionReport]]:
    """What was chosen, what the words of the search leave, and what of it is shown."""
    choice = Choice(request, FACETS, ORDERS, "-end")
    found = [report for report in published() if finds(choice.text, _searched(report))]
    shown = narrowed(found, FACETS, choice.chosen)
    return choice, found, shown if choice.sort == "end" else shown[::-1]


def _searched(report: ExecutionReport) -> str:
    return f"{report.program.title} {report.program.short_title} {report}"


@public
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report that was published, each with its programme and what became of it."""
    choice, found, shown = _asked(request)

    def options() -> Any:
        return facets_of(found, FACETS, choice.chosen, counted=lambda _report, _key, _value: (1, None))

    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(TITLES, options(), options),
        "count": len(shown),
        "rows": [(report, *state_of(report)) for report in choice.paged(shown)["page"].object_list],
        "several": len({report.program_id for report in found}) > 1,
        **choice.paged(shown),
    }
    return render(request, "programs/report_list.html", context, status=choice.status)


@public
def report_feed(request: HttpRequest) -> HttpResponse:
    """Reports for a reader of feeds: what was published last stands first."""
    entries = []
    for report in published():
        [shown, *_more] = [step for step in report.steps.all() if step.kind == ReportStep.Kind.PUBLISHED]
        entries.append(
            Entry(
                key=f"report-{report.submission.code}",
                title=f"{report}: {report.program.short_title}",
                page=reverse("programs:submitted", args=[report.program.slug, report.number, report.edition]),
                text=report.proposal,
                changed_at=timezone.make_aware(datetime.combine(shown.date, time())),
            )
        )
    entries.sort(key=lambda entry: (entry.changed_at, entry.key), reverse=True)
    return atom(request, entries, title=_("Execution reports"), page=reverse("programs:report-list"))


# ---- the set «Звіти» of resolution № 835 -----------------------------------------------------------------------------

# Names of its columns by version: those of today, and those of the draft of 2025, which renames them.
COLUMNS = {
    "2021": (
        "identifier", "title", "dateAccepted", "dateIssued", "type", "url", "text", "creatorName", "publisherName",
        "publisherIdentifier",
    ),
    "2025": (
        "uid", "title", "acceptedDate", "issuedDate", "type", "url", "text", "creatorName", "publisherName",
        "publisherId",
    ),
}  # fmt: skip
CURRENT = "2021"


def _data_set(reports: Iterable[ExecutionReport], version: str, site: str) -> Table:
    """One row for each published report; the portal knows no code of its publisher, and guesses none."""
    columns = COLUMNS[version]
    rows = []
    for report in reports:
        accepted = [step.date for step in report.steps.all() if step.act_id]
        page = reverse("programs:submitted", args=[report.program.slug, report.number, report.edition])
        values = (
            report.submission.code,
            f"{report}: {report.program.title}",
            accepted[-1] if accepted else None,
            report.submission.submitted_on,
            str(report.get_kind_display()),
            f"{site}{page}",
            f"{site}{page}report.pdf",
            report.program.responsible_unit,
            report.program.council,
            "",
        )
        rows.append(Row(dict(zip(columns, values, strict=True))))
    kinds = [Kind.CODE, Kind.TEXT, Kind.DATE, Kind.DATE, Kind.TEXT, Kind.ADDRESS, Kind.ADDRESS, *[Kind.TEXT] * 3]
    return Table(
        key="reports",
        caption="",
        columns=[Column(name, name, kind) for name, kind in zip(columns, kinds, strict=True)],
        rows=rows,
    )


@public
def data_set(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The set «Звіти» as CSV or XLSX, with the names of columns of a version: ?columns=2025."""
    version = request.GET.get("columns", CURRENT)
    if version not in COLUMNS:
        raise Http404(_("There are no columns of this version. There are: %(known)s.") % {"known": ", ".join(COLUMNS)})
    choice, _found, shown = _asked(request)
    site = absolute("", request)
    return table_file(choice, extension, lambda: _data_set(shown, version, site), stem="zvity", title=_("Reports"))
