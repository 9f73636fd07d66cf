"""What staff do often with contracts, one press from the desk."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.admin.desk.shortcuts import Shortcut

from ..models import Contract, Supplier


def contract_shortcuts(user: Any) -> Iterator[Shortcut]:
    """What this person may do, the most frequent first; what needs a contract waits for one."""
    signed = Contract.objects.filter(date_signed__isnull=False).exists()
    if signed and user.has_perm("media_contracts.add_publication"):
        yield Shortcut(_("Enter publications"), reverse("admin:media_contracts_publication_sheet"), primary=True)
    if signed and user.has_perm("media_contracts.add_act"):
        yield Shortcut(_("Draw up an act"), reverse("admin:media_contracts_act_add"))
    if user.has_perm("media_contracts.add_contract") and Supplier.objects.exists():
        yield Shortcut(_("Draw up a contract"), reverse("admin:media_contracts_contract_add"))
    if signed and user.has_perm("media_contracts.add_payment"):
        yield Shortcut(_("Pay under a contract"), reverse("admin:media_contracts_payment_add"), primary=True)
