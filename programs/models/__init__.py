"""The tables of the core, by noun; the invariants of the plan are constraints here, wherever the database can hold
them.
"""

from .allocation import Allocation
from .directories import Executor, FundingSource
from .edition import Aspect, Edition, PassportRow, PassportTotal
from .execution import Activity, Headcount, Progress
from .guards import Gate, Override, PeriodClosing
from .imports import ImportBatch, ImportedEntry, RowMatch, TreasuryRule
from .indicators import Indicator, IndicatorValue
from .ledger import BudgetAppropriation, Fund, LedgerEntry, Stage
from .money import MoneySum
from .plan import Funding, Measure, MeasureExecutor, MeasureRow, Task, TaskRow
from .program import Commission, LegalAct, Program

__all__ = [
    "Activity",
    "Allocation",
    "Aspect",
    "BudgetAppropriation",
    "Commission",
    "Edition",
    "Executor",
    "Fund",
    "Funding",
    "FundingSource",
    "Gate",
    "Headcount",
    "ImportBatch",
    "ImportedEntry",
    "Indicator",
    "IndicatorValue",
    "LedgerEntry",
    "LegalAct",
    "Measure",
    "MeasureExecutor",
    "MeasureRow",
    "MoneySum",
    "Override",
    "PassportRow",
    "PassportTotal",
    "PeriodClosing",
    "Program",
    "Progress",
    "RowMatch",
    "Stage",
    "Task",
    "TaskRow",
    "TreasuryRule",
]
