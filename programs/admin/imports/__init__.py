"""Imports on the staff's site: what was brought from files, the way of a new file, and what was remembered on it."""

from .batches import ImportBatchAdmin
from .remembered import RowMatchAdmin, TreasuryRuleAdmin

__all__ = ["ImportBatchAdmin", "RowMatchAdmin", "TreasuryRuleAdmin"]
