"""Media outlets: who publishes for the programme, at which price, about what; and the page of each."""

from datetime import date
from typing import Any

from django.db.models import Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.default_day import default_day
from programs.finance import ZERO
from programs.models import Program
from programs.modules import of_body
from programs.period import Period
from programs.reporting import Column, Kind, Level, Row, Table, as_csv
from programs.reporting.files import attachment
from programs.rest.public import public
from programs.texts import alphabetical

from ..charts import MEDIA_CHARTS, months, prices
from ..models import Contract, ContractLine, MediaOutlet, Publication
from ..reports import accepted_beside
from ..statement import ContractMoney, outlet_shares, outlets_of, register_on, with_acts
from ..tables import register_table

SHOWN = 20


def _programs() -> list[Program]:
    """Programmes under which contracts were signed, the latest first."""
    signed = Contract.objects.published().values("measure__program")
    return list(Program.objects.published().filter(pk__in=signed).order_by("-start_year", "pk"))


def _span(request: HttpRequest, programs: list[Program]) -> tuple[Program, int | None, Period]:
    """The programme and the time that the address asks for: a year of it, or its whole term. Without a name the latest
    programme; what does not exist is not found.
    """
    slug, year = request.GET.get("program", ""), request.GET.get("year", "")
    program = next((each for each in programs if each.slug == slug or not slug), None)
    if program is None:
        raise Http404(_("There are no contracts of such a programme."))
    if year and year not in map(str, program.years):
        raise Http404(_("The programme has no such year."))
    return (program, int(year), Period.year(int(year))) if year else (program, None, _whole_term(program))


def _whole_term(program: Program) -> Period:
    return Period(date(program.start_year, 1, 1), date(program.end_year, 12, 31))


@public
def outlets(request: HttpRequest) -> HttpResponse:
    """The outlets with their shares, and the analysis of a programme's coverage as charts."""
    programs = _programs()
    context: dict[str, Any] = {"programs": programs, "on": default_day()}
    if programs or request.GET.get("program"):
        program, year, period = _span(request, programs)
        whole = f"?program={program.slug}"
        times = [(str(each), f"{whole}&year={each}", each == year) for each in program.years]
        context |= {
            "chosen": program,
            "times": [*times, (_("the whole term"), whole, year is None)],
            "here": f"{whole}&year={year}" if year else whole,
            "table": _outlets_table(program, period),
            "charts": [draw(program, period) for draw in MEDIA_CHARTS.values()],
        }
    return render(request, "media_contracts/outlets.html", context)


def _outlets_table(program: Program, period: Period) -> Table:
    """The outlets of the time chosen; those that a contract names and nothing came of yet are there too."""
    shares = {row.outlet.pk: row for row in outlet_shares(program, period)}
    named = outlets_of(Contract.objects.published().of_program(program)).values()
    rows = []
    for outlet in sorted({outlet for of_one in named for outlet in of_one}, key=lambda each: alphabetical(each.name)):
        share = shares.get(outlet.pk)
        cells: dict[str, Any] = {
            "outlet": outlet.name,
            "kind": capfirst(outlet.get_kind_display()),
            "supplier": outlet.supplier.public_name,
            "publications": share.publications if share else 0,
            "amount": share.amount if share else ZERO,
        }
        rows.append(Row(cells, link=reverse("media_contracts:outlet", args=[outlet.slug])))
    if rows:
        accepted = sum((share.amount for share in shares.values()), ZERO)
        pieces = sum(share.publications for share in shares.values())
        rows.append(Row({"outlet": _("Total"), "publications": pieces, "amount": accepted}, Level.TOTAL))
        rows += accepted_beside(program, period, accepted, amount="amount")
    return Table(
        key="media",
        caption=_("Media outlets of the programme’s contracts, %(dates)s.") % {"dates": period.dates},
        columns=[
            Column("outlet", _("Media outlet"), width=3, heads=True),
            Column("kind", _("Kind"), width=1.4),
            Column("supplier", _("Supplier"), width=3),
            Column("publications", _("Publications"), Kind.NUMBER, width=1.4),
            Column("amount", _("Accepted by acts, UAH"), Kind.MONEY, width=2),
        ],
        rows=rows,
    )


@public
def chart_csv(request: HttpRequest, key: str) -> HttpResponseBase:
    """The figures behind one chart of the analysis."""
    if key not in MEDIA_CHARTS:
        raise Http404(_("There is no such chart."))
    program, _year, period = _span(request, _programs())
    return attachment(as_csv.render(MEDIA_CHARTS[key](program, period).table), f"media-{key}-{period.code}.csv")


@public
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """An outlet: what it is, its contracts, its publications, what a unit of it costs."""
    on = default_day()
    found = get_object_or_404(MediaOutlet.objects.published().select_related("body", "supplier__body"), slug=slug)
    pieces = Publication.objects.published().filter(outlet=found, date__lte=on)
    bought = ContractLine.objects.agreed().of_outlet(found).values("contract")
    contracts = Contract.objects.published().filter(
        Q(pk__in=bought) | Q(pk__in=pieces.values("contract_line__contract")), date_signed__lte=on
    )
    lines = register_on(contracts.select_related("supplier", "customer", "measure__program"), on)
    ends = pieces.aggregate(first=Min("date"), last=Max("date"))
    programs = {line.contract.measure.program for line in lines}
    charts = []
    for program in sorted(programs, key=lambda each: -each.start_year):
        term, last = _whole_term(program), ends["last"]
        of_months = Period.year(last.year) if last and last.year in program.years else term
        charts += [months(program, of_months, found), prices(program, term, found)]
    own = reverse("media_contracts:outlet", args=[found.slug])
    context = {
        "outlet": found,
        "same": of_body(found if found.body_id else found.supplier, own),
        "on": on,
        "contracts": register_table(lines, ContractMoney.together(line.money for line in lines)),
        "charts": charts[:2],
        "pieces": with_acts(pieces.order_by("-date", "-pk"))[:SHOWN],
        "count": pieces.count(),
        "ends": ends,
    }
    return render(request, "media_contracts/outlet.html", context)
