"""The core's own tables as staff take them away and bring them back: XLSX and CSV."""

from .allocations import AllocationResource
from .ledger import LedgerResource

__all__ = ["AllocationResource", "LedgerResource"]
