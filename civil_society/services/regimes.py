"""Writes of rules: who compared a term with its act stands beside the day."""

from django.contrib.auth.models import User

from programs.services import save_record

from ..models import Term


def save_term(*, term: Term, by: User | None, reason: str = "", expected_version: int | None = None) -> Term:
    """Save a term; whoever enters the day on which it was compared with the act vouches for it."""
    stored = Term.objects.filter(pk=term.pk).first() if term.pk else None
    if term.confirmed_on is None:
        term.confirmed_by = None
    elif stored is None or stored.confirmed_on != term.confirmed_on:
        term.confirmed_by = by
    saved: Term = save_record(record=term, by=by, reason=reason, expected_version=expected_version)
    return saved
