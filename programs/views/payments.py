"""The public register of payments: everything that was paid by a day, whether a contract stands behind it or not."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import ZERO
from ..registers import (
    PAYMENT_FACETS,
    PAYMENT_SORTS,
    WITHOUT,
    Group,
    chosen_payments,
    facets_of_payments,
    narrowed,
    payment_groups,
    payments_on,
)
from ..reporting.addresses import absolute
from ..rest.public import public
from ..tables import payments_table
from .choice import Choice, table_file
from .page import AsOf

TITLES = {
    "contract": gettext_lazy("Contract"),
    "payee": gettext_lazy("Payee"),
    "measure": gettext_lazy("Measure"),
    "program": gettext_lazy("Programme"),
    "source": gettext_lazy("Funding source"),
    "year": gettext_lazy("Budget year"),
    "paid": gettext_lazy("Year of payment"),
}
ORDERS = {
    "-date": gettext_lazy("newest first"),
    "date": gettext_lazy("oldest first"),
    "-amount": gettext_lazy("largest amount first"),
    "amount": gettext_lazy("smallest amount first"),
}


def _asked(request: HttpRequest) -> tuple[Choice, list[dict[str, Any]], Any]:
    """What was chosen, the groups of all payments that the words of the search leave, and the payments shown."""
    choice = Choice(request, PAYMENT_FACETS, ORDERS, "-date", AsOf(request))
    payments = payments_on(choice.on).filter(choice.match("found_by"))
    groups = payment_groups(payments)
    shown = chosen_payments(payments, choice.chosen, groups).select_related(
        "measure__program", "source", "reverses", "reversed_by"
    )
    return choice, groups, shown.order_by(*PAYMENT_SORTS[choice.sort])


def _totals(groups: Iterable[Group]) -> dict[str, Any]:
    """How many payments, and what of them was paid under contracts, without one, and for a year before."""
    rows = list(groups)

    def paid(of: Iterable[Group]) -> Decimal:
        return sum((row["sum"] for row in of), ZERO)

    without = paid(row for row in rows if row["direct"])
    return {
        "count": sum(row["rows"] for row in rows),
        "under": paid(rows) - without,
        "without": without,
        "together": paid(rows),
        "for_earlier_years": paid(row for row in rows if row["budget_year"] < row["date__year"]),
    }


@public
def register(request: HttpRequest) -> HttpResponse:
    """The register: facets with counts and sums, the totals of what is chosen, page by page."""
    choice, groups, shown = _asked(request)
    totals = _totals(narrowed(groups, PAYMENT_FACETS, choice.chosen))
    paged = choice.paged(shown, count=totals["count"])
    titles = {row["measure"]: row["title"] for row in groups}
    context = {
        "choice": choice,
        "facets": choice.facets(
            TITLES,
            facets_of_payments(groups, choice.chosen),
            lambda: facets_of_payments(payment_groups(payments_on(choice.on)), {}),
        ),
        "orders": ORDERS,
        "totals": totals,
        "without": choice.query(contract=WITHOUT),
        "table": payments_table(
            paged["page"].object_list,
            totals,
            on=choice.on,
            measures=titles,
            query=choice.asof.query if choice.asof else "",
        ),
        **paged,
    }
    return render(request, "programs/payments.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The register as a file."""
    choice, groups, shown = _asked(request)
    table = partial(
        payments_table,
        shown.iterator(chunk_size=1000),
        _totals(narrowed(groups, PAYMENT_FACETS, choice.chosen)),
        on=choice.on,
        measures={row["measure"]: row["title"] for row in groups},
        site=absolute("", request),
    )
    return table_file(choice, extension, table, stem="payments", title=_("Payments"))
