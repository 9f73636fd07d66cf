"""Papers between parties – contracts, agreements, acts: one structure, printed as PDF and as DOCX, always Ukrainian."""

from . import as_docx
from .in_words import amount_in_words
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
