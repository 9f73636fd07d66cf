"""The plan grid: Annex 1 of a draft edition as one sheet that is read, weighed against what others saved meanwhile, and
saved all or nothing.
"""

from .review import Clash, Loss, Posted, Review, weigh
from .saving import EditionAdopted, check_sheet, save_sheet
from .sheet import FUNDING, Place, Sheet, Unreadable, read_sheet, read_text, written
from .sums import Sums

__all__ = [
    "FUNDING",
    "Clash",
    "EditionAdopted",
    "Loss",
    "Place",
    "Posted",
    "Review",
    "Sheet",
    "Sums",
    "Unreadable",
    "check_sheet",
    "read_sheet",
    "read_text",
    "save_sheet",
    "weigh",
    "written",
]
