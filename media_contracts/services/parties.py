"""Suppliers and customers as people type them."""

from django.contrib.auth.models import User
from django.db import transaction

from programs.services import give_body, save_record

from ..models import Customer, Supplier


@transaction.atomic
def save_party(
    *, party: Supplier | Customer, by: User | None, reason: str = "", expected_version: int | None = None
) -> Supplier | Customer:
    """Save a party; an IBAN is taken with the spaces that banks print in it. ``party_notices`` judges check digits."""
    if isinstance(party, Supplier):
        if party.kind == Supplier.Kind.LEGAL_ENTITY:
            give_body(record=party, by=by)
        else:
            party.body = None
    party.iban = "".join(party.iban.split()).upper()
    return save_record(record=party, by=by, reason=reason, expected_version=expected_version)
