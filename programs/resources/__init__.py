"""Import and export of the staff's tables as XLSX and CSV: what is exported can be imported back unchanged."""

from .allocations import AllocationResource
from .columns import Cell, PortalResource
from .files import FORMATS, FileProblem
from .ledger import LedgerResource
from .measures import MeasureResource

__all__ = [
    "FORMATS",
    "AllocationResource",
    "Cell",
    "FileProblem",
    "LedgerResource",
    "MeasureResource",
    "PortalResource",
]
