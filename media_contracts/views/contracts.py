"""The public register of contracts and the page of a contract with its whole chain."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.default_day import default_day
from programs.models import MeasureRow
from programs.registers import Bridge, bridge, chosen_payments, paid_without_contract, payments_on
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.views.choice import Choice, table_file
from programs.views.page import AsOf

from ..models import ActLine, Contract
from ..models.supplier import public_folded
from ..statement import (
    FACETS,
    Chain,
    ContractMoney,
    RegisterLine,
    chain_of,
    facets_of,
    in_order,
    narrowed,
    register_on,
)
from ..tables import lines_table, register_table, years_table

TITLES = {
    "state": gettext_lazy("State"),
    "kind": gettext_lazy("Kind"),
    "supplier": gettext_lazy("Supplier"),
    "outlet": gettext_lazy("Media outlet"),
    "measure": gettext_lazy("Measure"),
    "program": gettext_lazy("Programme"),
    "year": gettext_lazy("Budget year"),
}
ORDERS = {
    "-date": gettext_lazy("newest first"),
    "date": gettext_lazy("oldest first"),
    "-value": gettext_lazy("largest amount first"),
    "value": gettext_lazy("smallest amount first"),
    "-paid": gettext_lazy("most paid first"),
    "end": gettext_lazy("ending soonest first"),
    "supplier": gettext_lazy("by supplier"),
}


FREE_SHOWN = 50  # of the publications that no act lists yet; all of them are in the log


def _signed(on: date) -> Any:
    contracts = Contract.objects.published().filter(date_signed__lte=on)
    return contracts.select_related("supplier", "customer", "measure__program")


def _asked(request: HttpRequest) -> tuple[Choice, date, list[RegisterLine], list[RegisterLine]]:
    """What was chosen, the day, all contracts that the words of the search leave, and those of them that are shown."""
    choice = Choice(request, FACETS, ORDERS, "-date", AsOf(request))
    on = choice.on
    found = _signed(on).annotate(payee=public_folded("supplier__")).filter(choice.match("folded", "payee"))
    lines = register_on(found, on)
    return choice, on, lines, in_order(narrowed(lines, choice.chosen), choice.sort)


def _bridge(choice: Choice, on: date, total: ContractMoney) -> Bridge:
    """To all that was paid, of the programme or the measure that was chosen."""
    where = {key: value for key, value in choice.chosen.items() if key in {"program", "measure"}}
    link = paid_without_contract(**where, **({"on": on.isoformat()} if choice.asof and choice.asof.chosen else {}))
    return bridge(chosen_payments(payments_on(on), where), total.paid, link=link)


@public
def register(request: HttpRequest) -> HttpResponse:
    """The register: facets with counts and sums, the totals of what is chosen, page by page."""
    choice, on, lines, shown = _asked(request)
    total, paged = ContractMoney.together(line.money for line in shown), choice.paged(shown)
    across = _bridge(choice, on, total)
    facets = choice.facets(TITLES, facets_of(lines, choice.chosen), lambda: facets_of(register_on(_signed(on), on), {}))
    context = {
        "choice": choice,
        "on": on,
        "facets": facets,
        "orders": ORDERS,
        "count": len(shown),
        "total": total,
        "bridge": across,
        "table": register_table(paged["page"].object_list, total, bridge=across),
        **paged,
    }
    return render(request, "media_contracts/contracts.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The register as a file."""
    choice, on, _lines, shown = _asked(request)
    total = ContractMoney.together(line.money for line in shown)
    table = partial(register_table, shown, total, site=absolute("", request), bridge=_bridge(choice, on, total))
    return table_file(choice, extension, table, stem="contracts", title=_("Contracts"))


def _stories(chain: Chain) -> list[dict[str, Any]]:
    """The acts in their order, corrected and annulled ones too, for the record says that they were: each with what it
    accepted, what stands behind it and what was paid of it.
    """
    lines: dict[int, list[ActLine]] = {act.pk: [] for act in chain.acts}
    for row in ActLine.objects.filter(act__in=chain.acts).select_related("line"):
        lines[row.act_id].append(row)
    covers = [cover for payment in chain.payments if not payment.reversed_on for cover in payment.covers.all()]
    return [
        {
            "act": act,
            "money": chain.act_money[act.pk],
            "lines": lines[act.pk],
            "publications": chain.publications.get(act.pk, []),
            "payments": [payment for payment in chain.payments if payment.act_id == act.pk],
            "covers": [cover for cover in covers if cover.act_id == act.pk],
        }
        for act in chain.acts
    ]


@public
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """A contract and its chain: decision, measure, contract, agreements, acts, payments, publications."""
    on = default_day()
    found = get_object_or_404(_signed(on), pk=pk)
    chain = chain_of(found, on, latest=FREE_SHOWN)
    context = {
        "contract": found,
        "program": found.measure.program,
        "chain": chain,
        "on": on,
        "measure_title": MeasureRow.objects.names_of([found.measure_id]).get(found.measure_id, found.measure.code),
        "stories": _stories(chain),
        "advances": [payment for payment in chain.payments if not payment.act_id],
        "free": chain.free_publications[::-1],
        "publications": sum(len(pieces) for pieces in chain.publications.values()) + chain.free_count,
        "outlets": list({line.terms.line.outlet for line in chain.lines if line.terms.line.outlet}),
        "lines": lines_table(chain),
        "years": years_table(chain),
    }
    return render(request, "media_contracts/contract.html", context)
