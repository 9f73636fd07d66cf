"""Suppliers and customers as people type them."""

from django.contrib.auth.models import User

from programs.services import save_record

from ..models import Customer, Supplier


def save_party(
    *, party: Supplier | Customer, by: User | None, reason: str = "", expected_version: int | None = None
) -> Supplier | Customer:
    """Save a party; an IBAN is taken with the spaces that banks print in it. ``party_notices`` judges check digits."""
    party.iban = "".join(party.iban.split()).upper()
    return save_record(record=party, by=by, reason=reason, expected_version=expected_version)
