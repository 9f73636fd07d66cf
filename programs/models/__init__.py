"""The tables of the core, by noun; the invariants of the plan are constraints here, wherever the database can hold
them.
"""

from .agenda import AgendaItem, Motion, Outcome, Vote, totals_of
from .append_only import AppendOnly, AppendOnlyQuerySet, KeptFile
from .background import BackgroundWork
from .body import Body, OfBody, records_of
from .budget import Balance, BudgetKey, BudgetRow, EntryLink, EntryLinkQuerySet, Fund, total_of
from .calendar import CalendarDay
from .commission import CommissionMember, Post
from .conclusions import (
    Conclusion,
    ConclusionVerb,
    LineRemark,
    Recommendation,
    RecommendationAnswer,
    RemarkAnswer,
)
from .directories import Executor, FundingSource
from .duties import DutyDone, DutyTerm
from .edition import Aspect, Edition, PassportRow, PassportTotal
from .execution import Activity, Headcount, OfActivity, Progress
from .guards import Limit, Override, PeriodClosing
from .identity import Measure, Task
from .imports import ImportBatch, ImportedEntry, RowMatch, SettledTransaction, TreasuryPayer, TreasuryRule
from .indicators import Indicator, IndicatorValue
from .ledger import BudgetAppropriation, LedgerEntry, Replacement, Stage
from .mail import Letter, UnwantedLetter
from .money import MoneySum
from .once import SentOnce
from .plan import Allocation, Funding, MeasureExecutor, MeasureRow, TaskRow
from .portal import Portal
from .program import Commission, LegalAct, Program
from .quarters import QuarterPlan
from .reports import (
    ExecutionReport,
    ReportAnswer,
    ReportFile,
    ReportMaterial,
    ReportQuestion,
    ReportStep,
    ReportSubmission,
    SubmissionMember,
)
from .restricted import RestrictedMode, is_restricted, unless_restricted
from .sittings import AbstractSitting, Invited, Minutes, MinutesFile, Presence, Sitting, SittingPublication
from .uploads import ImportUpload
from .way import ControlStep, PublicationTerm, ReportPublication, ReportSignature, StageDay, WayStage

__all__ = [
    "AbstractSitting",
    "Activity",
    "AgendaItem",
    "Allocation",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "Aspect",
    "BackgroundWork",
    "Balance",
    "Body",
    "BudgetAppropriation",
    "BudgetKey",
    "BudgetRow",
    "CalendarDay",
    "Commission",
    "CommissionMember",
    "Conclusion",
    "ConclusionVerb",
    "ControlStep",
    "DutyDone",
    "DutyTerm",
    "Edition",
    "EntryLink",
    "EntryLinkQuerySet",
    "ExecutionReport",
    "Executor",
    "Fund",
    "Funding",
    "FundingSource",
    "Headcount",
    "ImportBatch",
    "ImportUpload",
    "ImportedEntry",
    "Indicator",
    "IndicatorValue",
    "Invited",
    "KeptFile",
    "LedgerEntry",
    "LegalAct",
    "Letter",
    "Limit",
    "LineRemark",
    "Measure",
    "MeasureExecutor",
    "MeasureRow",
    "Minutes",
    "MinutesFile",
    "MoneySum",
    "Motion",
    "OfActivity",
    "OfBody",
    "Outcome",
    "Override",
    "PassportRow",
    "PassportTotal",
    "PeriodClosing",
    "Portal",
    "Post",
    "Presence",
    "Program",
    "Progress",
    "PublicationTerm",
    "QuarterPlan",
    "Recommendation",
    "RecommendationAnswer",
    "RemarkAnswer",
    "Replacement",
    "ReportAnswer",
    "ReportFile",
    "ReportMaterial",
    "ReportPublication",
    "ReportQuestion",
    "ReportSignature",
    "ReportStep",
    "ReportSubmission",
    "RestrictedMode",
    "RowMatch",
    "SentOnce",
    "SettledTransaction",
    "Sitting",
    "SittingPublication",
    "Stage",
    "StageDay",
    "SubmissionMember",
    "Task",
    "TaskRow",
    "TreasuryPayer",
    "TreasuryRule",
    "UnwantedLetter",
    "Vote",
    "WayStage",
    "is_restricted",
    "records_of",
    "total_of",
    "totals_of",
    "unless_restricted",
]
