"""The permanent page of a measure, and its ledger as CSV."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import finance, modules
from ..charts import length, year_bars
from ..corrections import OF_MEASURE, corrections_of
from ..models import Activity, LedgerEntry, Measure, MeasureRow, Progress, Stage
from ..models.program import lines
from ..modules import Link
from ..registers import NOBODY, payments_on, with_payees
from ..reporting import Table, as_csv
from ..reports import Indicators, late_notes
from ..rest.public import public
from ..statement import MeasureLine, Statement, statement_on
from ..tables import for_earlier_year, ledger_of_measure, money_of_measure, quarters_of_measure
from ..texts import fold
from ..words import scale_of
from .downloads import file_response
from .page import AsOf, published_program

SHOWN = 100  # ledger entries and activities on the page; all of them are in the CSV and the API
LAST_MONTHS = 2  # of the ledger that have a line of their own; the months before are behind one
LARGEST_PAYEES = 5


def _published(slug: str, code: str) -> Measure:
    """The measure of an address; one that only a draft edition has is not found."""
    program = published_program(slug)
    measure = get_object_or_404(Measure.objects.published(), program=program, code=code)
    measure.program = program
    return measure


def _ledger(measure: Measure, asof: AsOf) -> Any:
    entries = LedgerEntry.objects.published().filter(measure=measure).up_to(asof.date)
    return with_payees(entries).select_related("source", "reverses")


def _line(statement: Statement, measure: Measure) -> MeasureLine | None:
    """The measure's line on the statement's date; none where the plan of that date does not know it."""
    return next((line for line in statement.measures if line.row.measure_id == measure.pk), None)


def _neighbours(statement: Statement, line: MeasureLine | None) -> dict[str, MeasureLine | None]:
    if line is None:
        return {"previous": None, "next": None}
    at = statement.measures.index(line)
    after = statement.measures[at + 1 : at + 2]
    return {"previous": statement.measures[at - 1] if at else None, "next": after[0] if after else None}


def _by_year(records: Iterable[Any]) -> list[tuple[int, list[Any]]]:
    return [(year, list(found)) for year, found in groupby(records, lambda record: record.date.year)]


def _money(line: MeasureLine) -> dict[str, Any] | None:
    """The picture of the years; none where there is nothing to draw."""
    total = line.total
    if all(finance.amount_of(value) is None for value in (total.amended, total.paid)):
        return None
    scale = scale_of(max(finance.amount_of(value) or finance.ZERO for value in (total.amended, total.paid)))
    return {
        "years": year_bars(line.years, scale),
        "scale": scale,
        "has_money": True,
        "has_appropriations": total.appropriated is not None,
    }


def _payees(measure: Measure, asof: AsOf) -> list[dict[str, Any]]:
    """Whom the money went to, most first: how much, under what contracts, and how much without one."""
    entries = list(payments_on(asof.date).filter(measure=measure))
    links = modules.ledger_links(entries)
    page = reverse("programs:payments")
    dated = {"on": asof.date.isoformat()} if asof.chosen else {}
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        value = fold(entry.payee)
        query = {"measure": f"{measure.program.slug}.{measure.code}", "payee": value or NOBODY, **dated}
        payee = found.setdefault(
            value,
            {"name": entry.payee, "address": f"{page}?{urlencode(query)}", "amount": finance.ZERO, "under": {}},
        )
        payee["amount"] += entry.amount
        if link := links.get(entry.pk):
            payee["under"][link.address.partition("#")[0]] = link.title
        payee["direct"] = payee.get("direct", finance.ZERO) + (entry.amount if entry.direct else finance.ZERO)
    largest = sorted(found.values(), key=lambda payee: -payee["amount"])
    most = largest[0]["amount"] if largest else finance.ZERO
    return [{**payee, "length": length(payee["amount"], most)} for payee in largest if payee["amount"]]


def _months(entries: Iterable[Any], links: Mapping[int, Link]) -> list[dict[str, Any]]:
    """The movements month by month, each with what was paid in it."""
    months = groupby(entries, key=lambda entry: entry.date.replace(day=1))
    return [
        {
            "month": month,
            "entries": [(entry, for_earlier_year(entry), links.get(entry.pk)) for entry in of],
            "paid": sum((entry.amount for entry in of if entry.stage == Stage.PAID), finance.ZERO),
        }
        for month, of in ((month, list(found)) for month, found in months)
    ]


def _indicators(measure: Measure, statement: Statement, reached: modules.OfMeasures) -> Table | None:
    """The indicators of the measure, year by year: planned, actual, why they differ."""
    indicators = list(measure.indicators.prefetch_related("values").order_by("order", "pk"))
    return Indicators().of(indicators, statement, reached) if indicators else None


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
    line = _line(statement, found)
    row = _wording(found, line)
    entries = _ledger(found, asof)
    moved = list(entries[:SHOWN])
    months = _months(moved, modules.ledger_links(moved))
    activities = Activity.objects.published().filter(measure=found, date__lte=asof.date).prefetch_related("headcounts")
    held = list(activities[:SHOWN])
    late = [row for row in statement.late if row["measure"] == found.pk]
    of_measures = modules.reached(found.program, asof.date, found)
    reached = of_measures.get(found.pk, [])
    progress = _judgements(found, asof.date)
    payees = _payees(found, asof)
    context = {
        "program": found.program,
        "measure": found,
        "asof": asof,
        "statement": statement,
        "line": line,
        "row": row,
        "continues": row.predecessor_rows(),
        "continued_by": _continued_by(found, statement),
        "results": lines(row.results),
        "task_results": lines(row.task_row.results),
        "stands": _stands(progress),
        "money": _money(line) if line else None,
        "table": money_of_measure(line, asof.date, late_notes(late)) if line and line.sources else None,
        "quarters": quarters_of_measure(found, asof.date),
        "reached": reached,
        "told": next((row for row in reached if row.last), None),
        "told_of": modules.told_of([found])[found.pk] + modules.told_of([row.task_row.task])[row.task_row.task_id],
        "indicators": _indicators(found, statement, of_measures),
        "activities": _by_year(held),
        "activities_count": activities.count() if len(held) == SHOWN else len(held),
        "shown": SHOWN,
        "why": next((item for item in progress if item.reason), None),
        "progress": progress,
        "payees": payees[:LARGEST_PAYEES],
        "payees_others": len(payees[LARGEST_PAYEES:]),
        "payees_page": f"{reverse('programs:payments')}?measure={found.program.slug}.{found.code}",
        "months": months[:LAST_MONTHS],
        "earlier": months[LAST_MONTHS:],
        "earlier_count": sum(len(month["entries"]) for month in months[LAST_MONTHS:]),
        "ledger_count": entries.count() if len(moved) == SHOWN else len(moved),
        "corrections": corrections_of(row.edition, models=OF_MEASURE, measure_row=row),
        **_neighbours(statement, line),
    }
    return render(request, "programs/measure.html", context, status=asof.status)


def _stands(progress: Iterable[Progress]) -> list[Progress]:
    """How the measure stood by the end of each year, the oldest first: judged for the year, or for its last part."""
    last: dict[int, Progress] = {}
    for item in progress:
        last.setdefault(item.period_end.year, item)
    return list(last.values())[::-1]


def _judgements(measure: Measure, on: date) -> list[Progress]:
    """The newest first, a year before its last quarter."""
    return list(Progress.objects.filter(measure=measure, period_end__lte=on).order_by("-period_end", "period_start"))


@public
def ledger_csv(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """All public ledger entries of the measure."""
    found = _published(slug, code)
    asof = AsOf(request, found.program)
    return file_response(asof, f"{code}-ledger.csv", lambda: as_csv.render(ledger_of_measure(_ledger(found, asof))))
