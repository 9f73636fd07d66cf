"""«Було / стало»: what one edition of the plan changes in another, ready to be attached to a draft decision.

changes – the changed cells, found field by field; tables – the money and the words as tables; paper – the document that
page, PDF, XLSX and CSV are made of.
"""

from .changes import Change, Comparison, Fate, MoneyChange
from .paper import ComparisonPaper, compare
from .tables import money_table, wording_table

__all__ = [
    "Change",
    "Comparison",
    "ComparisonPaper",
    "Fate",
    "MoneyChange",
    "compare",
    "money_table",
    "wording_table",
]
