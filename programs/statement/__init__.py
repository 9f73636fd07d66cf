"""The statement of a programme: its plan as of a date and its money at every stage, in a fixed number of queries.

Page, report, XLSX, JSON, API and the staff's start page all read their figures here; nothing else adds up money.
"""

from .build import Statement, statement_for, statement_on
from .lines import MeasureLine, TaskLine
from .totals import ProgramTotal, totals_on

__all__ = ["MeasureLine", "ProgramTotal", "Statement", "TaskLine", "statement_for", "statement_on", "totals_on"]
