"""Figures of consultations, advisory bodies and interaction: planned and held, who came, what was proposed and done.

Pages, the report, its documents, the quarterly table and indicators read them here and nowhere else.
"""

from .bodies import COUNTED_OF_BODIES, bodies_of_program, counted_of_bodies, facts_of_bodies, support_of_program
from .figures import OUTCOMES, Counted, counted_by_measure, counted_of, missed_steps, planned_of, together
from .interaction import InteractionFigures, years_with_interaction
from .interaction_table import against, interaction_table, sentences

__all__ = [
    "COUNTED_OF_BODIES",
    "OUTCOMES",
    "Counted",
    "InteractionFigures",
    "against",
    "bodies_of_program",
    "counted_by_measure",
    "counted_of",
    "counted_of_bodies",
    "facts_of_bodies",
    "interaction_table",
    "missed_steps",
    "planned_of",
    "sentences",
    "support_of_program",
    "together",
    "years_with_interaction",
]
