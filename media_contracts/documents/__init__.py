"""Contracts, agreements and acts as the papers that both sides sign.

Always Ukrainian, as official documents are. What was signed is printed from what stood at signing: clauses are fixed
then, parties and publications are read from the history.
"""

from .act import act_paper
from .agreement import agreement_paper
from .contract import contract_paper

__all__ = ["act_paper", "agreement_paper", "contract_paper"]
