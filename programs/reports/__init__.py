"""The core's own sections of an execution report, and the report put together from those of all modules.

overview – basic data and what calls for attention; measures – tasks and measures with their deviations; pace – how
far a running year has come; indicators – what was to be reached; happened – activities and entries of the ledger one by
one; financing – money by source and year; amended – the acts behind the money of the plan; corrections – slips of the
plan corrected after its act; overrides – limits passed by override; plan – Annex 1 whole; summary – the sentences and
figures of the first page; build – the report whole.
"""

from .amended import AmendedAmounts, Appropriations
from .build import build_report, report_sections, signatories, working_copy
from .corrections import Corrections, corrections_table
from .financing import Financing
from .happened import Activities, Entries
from .indicators import Indicators
from .measures import Measures
from .overrides import Beyond, Overrides, closing_steps
from .overview import Attention, BasicData, check_text
from .pace import Pace
from .plan import Plan
from .split import ByFund, BySource
from .wording import (
    DEVIATION,
    LEFT_OF_PLAN,
    act_text,
    amended_text,
    direct_column,
    edition_and_act,
    late_notes,
    money_cells,
    short_title,
)

__all__ = [
    "DEVIATION",
    "LEFT_OF_PLAN",
    "Activities",
    "AmendedAmounts",
    "Appropriations",
    "Attention",
    "BasicData",
    "Beyond",
    "ByFund",
    "BySource",
    "Corrections",
    "Entries",
    "Financing",
    "Indicators",
    "Measures",
    "Overrides",
    "Pace",
    "Plan",
    "act_text",
    "amended_text",
    "build_report",
    "check_text",
    "closing_steps",
    "corrections_table",
    "direct_column",
    "edition_and_act",
    "late_notes",
    "money_cells",
    "report_sections",
    "short_title",
    "signatories",
    "working_copy",
]
