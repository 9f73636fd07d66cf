"""What a preview shows of each kind of import: the facts, the tables, whether it can be written and what would be.

preview – what every one has; plan, monthly, treasury – that of each kind.
"""

from typing import Any

from ....imports.monthly.apply import MonthlyProposal
from ....imports.treasury.reader import TreasuryProposal
from ....models import ImportUpload, Program
from .monthly import preview_of_monthly
from .plan import preview_of_plan
from .preview import Preview
from .treasury import preview_of_treasury

__all__ = ["Preview", "preview_of"]


def preview_of(proposal: Any, upload: ImportUpload, program: Program | None) -> Preview:
    """The proposal of any kind."""
    if isinstance(proposal, TreasuryProposal):
        return preview_of_treasury(proposal, upload.answers)
    if isinstance(proposal, MonthlyProposal):
        return preview_of_monthly(proposal, program)
    return preview_of_plan(proposal, program)
