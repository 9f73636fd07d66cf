"""Figures of consultations and of interaction: planned and held, who came, what was proposed and what became of it.

Pages, the report, its documents, the quarterly table and indicators read them here and nowhere else.
"""

from .figures import OUTCOMES, Counted, counted_by_measure, counted_of, missed_steps, planned_of, together
from .interaction import InteractionFigures, years_with_interaction
from .interaction_table import against, interaction_table, sentences

__all__ = [
    "OUTCOMES",
    "Counted",
    "InteractionFigures",
    "against",
    "counted_by_measure",
    "counted_of",
    "interaction_table",
    "missed_steps",
    "planned_of",
    "sentences",
    "together",
    "years_with_interaction",
]
