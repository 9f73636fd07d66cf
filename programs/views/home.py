"""The first page: the one programme of a council, or all of them as a register."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import finance
from ..charts import length
from ..duties import ended_reports
from ..finance import Absence, Figures
from ..models import ExecutionReport, MeasureRow, Program, Progress
from ..overview import STANDINGS, Overview, Standing, named_states, standings
from ..registers import Option
from ..reporting import Column, Kind, Row, Table
from ..reporting.addresses import absolute
from ..rest.public import public
from ..statement import ProgramTotal, statement_on, totals_on
from ..texts import alphabetical
from .choice import Choice, table_file
from .page import AsOf
from .reports import sizes_of

ORDERS = {
    "-start": gettext_lazy("newest first"),
    "-lag": gettext_lazy("furthest behind first"),
    "-planned": gettext_lazy("largest amount first"),
    "title": gettext_lazy("by name"),
}


@public
def index(request: HttpRequest) -> HttpResponse:
    """What the council promised, paid and did: of one programme its first screen, of several a register."""
    programs = list(Program.objects.published())
    if len(programs) == 1:
        return _only(request, programs[0])
    choice, lines, shown = _asked(request, programs)
    counts = Counter(line["standing"].code for line in lines)
    options = {"status": [Option(code, str(words), counts[code]) for code, words in STANDINGS.items() if counts[code]]}
    context = {
        "choice": choice,
        "on": choice.on,
        "total": _together(shown),
        "facets": choice.facets({"status": _("Status")}, options, lambda: options),
        "orders": ORDERS,
        "count": len(shown),
        **choice.paged(shown),
    }
    states = _states(list(context["page"]), choice.on)
    for line in context["page"]:
        line["states"] = states.get(line["program"].pk, [])
    groups = groupby(context["page"], lambda line: line["standing"].code)
    context["groups"] = [(code, STANDINGS[code], list(of)) for code, of in groups]
    return render(request, "programs/index.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The programmes as a file."""
    choice, _lines, shown = _asked(request, list(Program.objects.published()))
    table = partial(_table, shown, on=choice.on, site=absolute("", request))
    return table_file(choice, extension, table, stem="programs", title=_("Programmes"))


def _only(request: HttpRequest, program: Program) -> HttpResponse:
    """The first screen of the one programme, with what leads on from it."""
    asof = AsOf(request, program)
    statement = statement_on(program, asof.date)
    ended, issued = ended_reports(program, asof.date), ExecutionReport.objects.last_editions(program)
    context = {
        "program": program,
        "asof": asof,
        "statement": statement,
        "standing": standings([program], asof.date)[program.pk],
        "overview": Overview(statement),
        "issued": issued[0] if issued else None,
        "report": ended[0] if ended else None,
        "size": sizes_of(program).get(ended[0].code) if ended else None,
    }
    return render(request, "programs/only.html", context, status=asof.status)


# The register ---------------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, programs: list[Program]) -> tuple[Choice, list[dict[str, Any]], list[dict[str, Any]]]:
    """What was chosen, all programmes that the words of the search leave, and those of them that are shown."""
    choice = Choice(request, {"status"}, ORDERS, "-start")
    if choice.text:
        programs = list(Program.objects.published().filter(choice.match("folded")))
    totals, statuses = totals_on(programs, choice.on), standings(programs, choice.on)
    lines = [_line(program, totals[program.pk], statuses[program.pk], choice.on) for program in programs]
    status = choice.chosen.get("status")
    shown = [line for line in lines if status in {None, line["standing"].code}]
    orders: dict[str, Any] = {
        "-start": lambda line: (-line["program"].start_year, alphabetical(line["program"].title)),
        "-lag": lambda line: -line["lag"],
        "-planned": lambda line: -(finance.amount_of(line["total"].planned) or finance.ZERO),
        "title": lambda line: alphabetical(line["program"].title),
    }
    shown.sort(key=orders[choice.sort])
    shown.sort(key=lambda line: list(STANDINGS).index(line["standing"].code))
    return choice, lines, shown


def _line(program: Program, total: ProgramTotal, standing: Standing, on: date) -> dict[str, Any]:
    """A programme in the list: how far money is behind time, in percentage points, is what «behind» means there."""
    planned = finance.amount_of(total.planned)
    elapsed = finance.elapsed_percent(program.start_year, program.end_year, on)
    return {
        "program": program,
        "total": total,
        "standing": standing,
        "lag": elapsed - (total.percent or Decimal(0)) if planned else Decimal(-100),
        "planned": planned,
        "track": {"paid": length(total.paid, planned), "committed": "0%"} if planned and total.paid else None,
    }


def _together(lines: list[dict[str, Any]]) -> Figures:
    """What all programmes of the list promise and paid, and what is left."""
    totals: list[ProgramTotal] = [line["total"] for line in lines]
    planned = finance.total(total.planned for total in totals)
    paid = finance.total(total.paid for total in totals if total.paid is not None)
    stages = dict.fromkeys(("committed", "accepted", "direct", "free"), Absence.NOT_FORESEEN)
    return Figures(approved=planned, amended=planned, appropriated=None, paid=paid, **stages)


def _states(lines: list[dict[str, Any]], on: date) -> dict[int, list[tuple[str, str, int]]]:
    """How many measures of each programme stand how, by their last judgements: one query."""
    judged = Progress.objects.filter(measure=OuterRef("measure"), period_end__lte=on)
    state = Subquery(judged.order_by("-period_end", "period_start").values("state")[:1])
    rows = MeasureRow.objects.in_force(on).filter(edition__program__in=[line["program"].pk for line in lines])
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    counted = rows.order_by().annotate(state=state).values_list("edition__program", "state").annotate(Count("pk"))
    for program, code, count in counted:
        counts[program][code or ""] += count
    return {program: named_states(of) for program, of in counts.items()}


def _table(lines: list[dict[str, Any]], *, on: date, site: str) -> Table:
    """The register as a file: what a line of the page says, in columns."""
    states = _states(lines, on)
    rows = []
    for line in lines:
        program, total = line["program"], line["total"]
        cells: dict[str, Any] = {
            "title": program.title,
            "council": program.council,
            "term": program.term,
            "status": line["standing"].words,
            "planned": total.planned,
            "paid": total.paid,
            "percent": total.percent,
            "states": ", ".join(f"{words}: {count}" for _code, words, count in states.get(program.pk, [])),
            "address": f"{site}{reverse('programs:program', args=[program.slug])}",
        }
        rows.append(Row(cells))
    return Table(
        key="programs",
        caption=_("Target programmes"),
        columns=[
            Column("title", _("Programme"), width=5, heads=True),
            Column("council", _("Council"), width=2),
            Column("term", _("Term"), width=1.2),
            Column("status", _("Status"), width=2.4),
            Column("planned", _("Planned, UAH"), Kind.MONEY, width=1.8, plan=True),
            Column("paid", _("Paid, UAH"), Kind.MONEY, width=1.8),
            Column("percent", _("Paid of the plan, %"), Kind.PERCENT, width=1),
            Column("states", _("Measures by state"), width=3),
            Column("address", _("Page"), Kind.ADDRESS, width=3),
        ],
        rows=rows,
    )
