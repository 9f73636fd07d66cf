"""The tables of civil society, by noun. ``PRIVATE`` of a model names the fields that no public surface may carry."""

from .institutions import Consent, Institution, Participation, Representative

__all__ = [
    "Consent",
    "Institution",
    "Participation",
    "Representative",
]
