"""Figures of consultations: what was planned and held, who came, what was proposed and what became of it.

Pages, the report, its documents, the quarterly table and indicators read them here and nowhere else.
"""

from .figures import OUTCOMES, Counted, counted_by_measure, counted_of, missed_steps, planned_of, together

__all__ = ["OUTCOMES", "Counted", "counted_by_measure", "counted_of", "missed_steps", "planned_of", "together"]
