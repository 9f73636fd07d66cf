"""What a preview shows of each kind of import: the facts, the tables, whether it can be written and what would be.

look – what every preview has; plan, monthly, treasury – the look of each kind.
"""

from typing import Any

from ....imports.monthly.apply import MonthlyProposal
from ....imports.treasury.reader import TreasuryProposal
from ....models import ImportUpload, Program
from .look import Look
from .monthly import look_at_monthly
from .plan import look_at_plan
from .treasury import look_at_treasury

__all__ = ["Look", "look_at"]


def look_at(proposal: Any, upload: ImportUpload, program: Program | None) -> Look:
    """The proposal of any kind."""
    if isinstance(proposal, TreasuryProposal):
        return look_at_treasury(proposal, upload.answers)
    if isinstance(proposal, MonthlyProposal):
        return look_at_monthly(proposal, program)
    return look_at_plan(proposal, program)
