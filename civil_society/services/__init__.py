"""Writes of civil society that have a rule, by noun; admin, API, imports and commands all come through here."""

from .institutions import institution_notices, save_institution

__all__ = [
    "institution_notices",
    "save_institution",
]
