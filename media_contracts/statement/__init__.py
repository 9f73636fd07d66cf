"""Figures of contracts as of a date: money, lines, acts, outlets, topics and prices, each in a fixed number of queries.

Pages, reports, API and exports read their figures here and in the core's statement; nothing else adds up contracts.
"""

from .analysis import (
    outlet_shares,
    publications_per_month,
    topic_shares,
    unit_prices,
)
from .chain import Chain, chain_of, links_of
from .log import LOG_FACETS, LOG_SORTS, log_facets, log_on, sizes_of, with_acts
from .money import (
    ActMoney,
    ContractMoney,
    LineFigures,
    act_money,
    code_years,
    contract_money,
    last_days,
    line_figures,
    running_out_on,
    standing_on,
    supplier_totals,
)
from .payable import pay_until, payment_terms, takers_of_advance, unpaid_acts
from .register import (
    FACETS,
    RegisterLine,
    facets_of,
    in_order,
    narrowed,
    outlets_of,
    register_on,
)

__all__ = [
    "FACETS",
    "LOG_FACETS",
    "LOG_SORTS",
    "ActMoney",
    "Chain",
    "ContractMoney",
    "LineFigures",
    "RegisterLine",
    "act_money",
    "chain_of",
    "code_years",
    "contract_money",
    "facets_of",
    "in_order",
    "last_days",
    "line_figures",
    "links_of",
    "log_facets",
    "log_on",
    "narrowed",
    "outlet_shares",
    "outlets_of",
    "pay_until",
    "payment_terms",
    "publications_per_month",
    "register_on",
    "running_out_on",
    "sizes_of",
    "standing_on",
    "supplier_totals",
    "takers_of_advance",
    "topic_shares",
    "unit_prices",
    "unpaid_acts",
    "with_acts",
]
