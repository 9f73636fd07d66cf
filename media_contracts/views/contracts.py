"""The public register of contracts and the page of a contract with its whole chain."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.reporting.addresses import absolute
from programs.rest.public import public

from ..models import Act, ActLine, AdvanceCover, Contract, Payment, Publication
from ..models.supplier import public_folded
from ..statement import (
    FACETS,
    ActMoney,
    Chain,
    Option,
    RegisterLine,
    chain_of,
    facets_of,
    in_order,
    measure_titles,
    narrowed,
    register_on,
    sums_of,
)
from ..tables import lines_table, register_table, years_table
from .choice import Choice, choice_of, facet, page_of, pages, table_file

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


def _choice(request: HttpRequest) -> Choice:
    return choice_of(request, FACETS, ORDERS, "-date")


def _lines(choice: Choice, on: date) -> list[RegisterLine]:
    """All contracts that the words of the search leave."""
    return register_on(
        _signed(on).annotate(payee=public_folded("supplier__")).filter(choice.match("folded", "payee")), on
    )


def _options(options: list[Option]) -> list[tuple[str, str, int, Any]]:
    return [(option.value, option.label, option.contracts, option.amount) for option in options]


def _words(key: str, choice: Choice, on: date) -> str:
    """How the whole register names a value that the words of the search left nothing of."""
    everything = facets_of(register_on(_signed(on), on), {})
    return next((option.label for option in everything[key] if option.value == choice.chosen[key]), "")


@public
def register(request: HttpRequest) -> HttpResponse:
    """The register: facets with counts and sums, the totals of what is chosen, page by page."""
    choice, on = _choice(request), timezone.localdate()
    lines = _lines(choice, on)
    shown = in_order(narrowed(lines, choice.chosen), choice.sort)
    page, total = page_of(request, shown), sums_of(shown)
    options = facets_of(lines, choice.chosen)
    facets = [
        facet(choice, key, str(title), _options(options[key]), partial(_words, key, choice, on))
        for key, title in TITLES.items()
        if len(options[key]) > 1 or key in choice.chosen
    ]
    context = {
        "choice": choice,
        "on": on,
        "facets": facets,
        "orders": ORDERS,
        "total": total,
        "page": page,
        "pages": pages(choice, page),
        "table": register_table(page.object_list, total),
    }
    return render(request, "media_contracts/contracts.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The register as a file."""
    choice, on = _choice(request), timezone.localdate()

    def table() -> Any:
        shown = in_order(narrowed(_lines(choice, on), choice.chosen), choice.sort)
        return register_table(shown, sums_of(shown), site=absolute("", request))

    return table_file(choice, extension, table, stem="contracts", title=_("Contracts"))


@dataclass(frozen=True)
class ActStory:
    """An act with what it accepted, what stands behind it and what was paid of it."""

    act: Act
    money: ActMoney
    lines: list[ActLine]
    publications: list[Publication]
    payments: list[Payment]
    covers: list[AdvanceCover]


def _stories(chain: Chain) -> list[ActStory]:
    """The acts in their order, corrected and annulled ones too: the record says that they were."""
    lines: dict[int, list[ActLine]] = {act.pk: [] for act in chain.acts}
    for row in ActLine.objects.filter(act__in=chain.acts).select_related("line"):
        lines[row.act_id].append(row)
    payments = [payment for payment in chain.payments if payment.act_id]
    covers = [cover for payment in chain.payments if not payment.reversed_on for cover in payment.covers.all()]
    return [
        ActStory(
            act,
            chain.act_money[act.pk],
            lines[act.pk],
            chain.publications.get(act.pk, []),
            [payment for payment in payments if payment.act_id == act.pk],
            [cover for cover in covers if cover.act_id == act.pk],
        )
        for act in chain.acts
    ]


@public
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """A contract and its chain: decision, measure, contract, agreements, acts, payments, publications."""
    on = timezone.localdate()
    found = get_object_or_404(_signed(on), pk=pk)
    chain = chain_of(found, on, latest=FREE_SHOWN)
    context = {
        "contract": found,
        "program": found.measure.program,
        "chain": chain,
        "on": on,
        "measure_title": measure_titles([found.measure])[found.measure_id],
        "stories": _stories(chain),
        "advances": [payment for payment in chain.payments if not payment.act_id],
        "free": chain.free_publications[::-1],
        "publications": sum(len(pieces) for pieces in chain.publications.values()) + chain.free_count,
        "outlets": list({line.terms.line.outlet for line in chain.lines if line.terms.line.outlet}),
        "lines": lines_table(chain),
        "years": years_table(chain),
    }
    return render(request, "media_contracts/contract.html", context)
