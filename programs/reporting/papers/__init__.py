"""Papers printed as PDF and as DOCX, always Ukrainian: those between parties – contracts, agreements, acts – have one
structure, those that one body issues another.
"""

from . import as_docx
from .in_words import amount_in_words
from .official import OfficialPaper, OfficialPart
from .signed import (
    BLANK,
    Annex,
    Column,
    Grid,
    PaperCell,
    Part,
    Side,
    SignedPaper,
    amount_and_words,
    file_name,
    long_date,
    quoted,
    tidy,
)

__all__ = [
    "BLANK",
    "Annex",
    "Column",
    "Grid",
    "OfficialPaper",
    "OfficialPart",
    "PaperCell",
    "Part",
    "Side",
    "SignedPaper",
    "amount_and_words",
    "amount_in_words",
    "as_docx",
    "file_name",
    "long_date",
    "quoted",
    "tidy",
]
