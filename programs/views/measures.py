"""The permanent page of a measure, and its ledger as CSV."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from .. import finance, modules
from ..charts import measure_by_year
from ..corrections import OF_MEASURE, corrections_of
from ..models import Activity, LedgerEntry, Measure, MeasureRow, Progress
from ..models.program import lines
from ..registers import with_payees
from ..reporting import as_csv
from ..reports import late_notes
from ..rest.public import public
from ..statement import MeasureLine, Statement, TaskLine, statement_on
from ..tables import ledger_of_measure, money_of_measure, quarters_of_measure
from .downloads import file_response
from .page import AsOf, published_program

SHOWN = 50  # ledger entries and activities on the page; all of them are in the CSV and the API


def _published(slug: str, code: str) -> Measure:
    """The measure of an address; one that only a draft edition has is not found."""
    program = published_program(slug)
    measure = get_object_or_404(Measure.objects.published(), program=program, code=code)
    measure.program = program
    return measure


def _ledger(measure: Measure, asof: AsOf) -> Any:
    entries = LedgerEntry.objects.published().filter(measure=measure).up_to(asof.date)
    return with_payees(entries).select_related("source", "reverses")


def _line(statement: Statement, measure: Measure) -> tuple[TaskLine | None, MeasureLine | None]:
    """The measure's task and line on the statement's date; none where the plan of that date does not know it."""
    for task in statement.tasks:
        for line in task.measures:
            if line.row.measure_id == measure.pk:
                return task, line
    return None, None


def _neighbours(statement: Statement, line: MeasureLine | None) -> dict[str, MeasureLine | None]:
    if line is None:
        return {"previous": None, "next": None}
    at = statement.measures.index(line)
    after = statement.measures[at + 1 : at + 2]
    return {"previous": statement.measures[at - 1] if at else None, "next": after[0] if after else None}


def _by_year(records: Iterable[Any]) -> list[tuple[int, list[Any]]]:
    """What the page shows of each year; all but the newest are folded."""
    return [(year, list(found)) for year, found in groupby(records, lambda record: record.date.year)]


def _has_amounts(line: MeasureLine) -> bool:
    """Whether there is anything to draw: an amount of the plan, or one that was paid without it."""
    return any(finance.amount_of(value) is not None for value in (line.total.amended, line.total.paid))


def _wording(measure: Measure, line: MeasureLine | None) -> MeasureRow:
    """How the plan of the date words the measure; outside its editions, how the first edition that has it does."""
    if line is not None:
        return line.row
    rows = MeasureRow.objects.published().filter(measure=measure).with_plan()
    row = rows.order_by("edition__in_force_from", "edition__number").first()
    if row is None:
        raise Http404(_("No adopted edition has this measure."))
    return row


def _continued_by(measure: Measure, statement: Statement) -> Any:
    """The measures of the plan of the date that were split off from this one, or made of it."""
    return MeasureRow.objects.filter(edition=statement.edition, predecessors=measure).select_related("measure")


@public
def measure(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Everything about one measure on a date: plan, money, executors, results, progress, activities."""
    found = _published(slug, code)
    asof = AsOf(request, found.program)
    statement = statement_on(found.program, asof.date)
    task, line = _line(statement, found)
    row = _wording(found, line)
    entries = _ledger(found, asof)
    shown = list(entries[:SHOWN])
    activities = Activity.objects.published().filter(measure=found, date__lte=asof.date).prefetch_related("headcounts")
    links, held = modules.ledger_links(shown), list(activities[:SHOWN])
    late = [row for row in statement.late if row["measure"] == found.pk]
    context = {
        "program": found.program,
        "measure": found,
        "asof": asof,
        "statement": statement,
        "task": task,
        "line": line,
        "row": row,
        "continues": row.predecessor_rows(),
        "continued_by": _continued_by(found, statement),
        "results": lines(row.results),
        "task_results": lines(row.task_row.results),
        "table": money_of_measure(line, asof.date, late_notes(late)) if line else None,
        "quarters": quarters_of_measure(found, asof.date),
        "chart": measure_by_year(statement, line) if line and _has_amounts(line) else None,
        "reached": modules.reached(found.program, asof.date, found).get(found.pk, []),
        "progress": _judgements(found, asof.date),
        "activities": _by_year(held),
        "activities_shown": len(held),
        "activities_count": activities.count(),
        "ledger": [(year, ledger_of_measure(moved, links)) for year, moved in _by_year(shown)],
        "ledger_shown": len(shown),
        "ledger_count": entries.count(),
        "more_pages": modules.of_measure(found),
        "corrections": corrections_of(row.edition, models=OF_MEASURE, measure_row=row),
        **_neighbours(statement, line),
    }
    return render(request, "programs/measure.html", context, status=asof.status)


def _judgements(measure: Measure, on: date) -> list[Progress]:
    """The newest first, a year before its last quarter."""
    return list(Progress.objects.filter(measure=measure, period_end__lte=on).order_by("-period_end", "period_start"))


@public
def ledger_csv(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """All public ledger entries of the measure."""
    found = _published(slug, code)
    asof = AsOf(request, found.program)
    return file_response(asof, f"{code}-ledger.csv", lambda: as_csv.render(ledger_of_measure(_ledger(found, asof))))
