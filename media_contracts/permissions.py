"""Who may see what of contracts stays inside the house, and who takes a contract through its life."""

from typing import Any


def may_see_private(user: Any) -> bool:
    """Codes and accounts of people: for whoever keeps the parties or pays them."""
    return user.has_perm("media_contracts.change_supplier") or user.has_perm("media_contracts.add_payment")


def may_sign(user: Any) -> bool:
    """Every step of a contract's life, its agreements and acts."""
    return user.has_perm("media_contracts.sign_contract")


def may_print(user: Any, model: Any) -> bool:
    """A document with the requisites of both parties: for staff who see its kind and what is private of the parties."""
    allowed = user.has_perm(f"media_contracts.view_{model._meta.model_name}")
    return user.is_staff and allowed and may_see_private(user)
