"""Contracts, agreements and acts as the papers that both sides sign: one structure, printed as PDF and as DOCX.

Always Ukrainian, as official documents are. What was signed is printed from what stood at signing: clauses are fixed
then, parties and publications are read from the history.
"""

from . import as_docx
from .act import act_deed
from .agreement import agreement_deed
from .contract import contract_deed
from .deed import Cell, Column, Deed, Grid, Part, Side

__all__ = ["Cell", "Column", "Deed", "Grid", "Part", "Side", "act_deed", "agreement_deed", "as_docx", "contract_deed"]
