"""Figures of contracts as of a date: money, lines, acts, outlets, topics and prices, each in a fixed number of queries.

Pages, reports, API and exports read their figures here and in the core's statement; nothing else adds up contracts.
"""

from .analysis import (
    MonthCount,
    OutletShare,
    TopicShare,
    UnitPrice,
    outlet_shares,
    publications_per_month,
    topic_shares,
    unit_prices,
)
from .chain import Chain, chain_of, links_of
from .money import (
    ActMoney,
    CodeYear,
    ContractMoney,
    LineFigures,
    Standing,
    SupplierTotal,
    act_money,
    code_years,
    contract_money,
    last_days,
    line_figures,
    running_out_on,
    standing_on,
    supplier_totals,
)

__all__ = [
    "ActMoney",
    "Chain",
    "CodeYear",
    "ContractMoney",
    "LineFigures",
    "MonthCount",
    "OutletShare",
    "Standing",
    "SupplierTotal",
    "TopicShare",
    "UnitPrice",
    "act_money",
    "chain_of",
    "code_years",
    "contract_money",
    "last_days",
    "line_figures",
    "links_of",
    "outlet_shares",
    "publications_per_month",
    "running_out_on",
    "standing_on",
    "supplier_totals",
    "topic_shares",
    "unit_prices",
]
