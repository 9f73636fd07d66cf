"""Who may see which contracts, and the rights behind the named actions.

What the department still drafts is for its staff alone; fields that are never public are in nobody's answers.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from programs.permissions import Person
from programs.rest.rights import Rights

from ..models import Act, Contract, ContractLine, MediaOutlet, Payment, Publication, Supplier
from ..permissions import may_sign


def _visible(model: Any, user: Person) -> Any:
    """Everything for those who work with such records, for everybody else what is published."""
    label = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return model.objects.all() if user.is_authenticated and user.has_perm(label) else model.objects.published()


def visible_suppliers(user: Person) -> QuerySet[Supplier]:
    return _visible(Supplier, user)


def visible_outlets(user: Person) -> QuerySet[MediaOutlet]:
    return _visible(MediaOutlet, user)


def visible_contracts(user: Person) -> QuerySet[Contract]:
    return _visible(Contract, user)


def visible_publications(user: Person) -> QuerySet[Publication]:
    return _visible(Publication, user)


def visible_acts(user: Person) -> QuerySet[Act]:
    return _visible(Act, user)


def visible_payments(user: Person) -> QuerySet[Payment]:
    return _visible(Payment, user)


def visible_lines(user: Person) -> QuerySet[ContractLine]:
    """Lines of contracts that the person may know of, but for those of an agreement that is not signed."""
    signed = Q(agreement__isnull=True) | Q(agreement__state="signed")
    return ContractLine.objects.filter(signed, contract__in=visible_contracts(user))


class Signing(Rights):
    """Moves a contract, signs its agreements and acts."""

    def check_write(self, request: Request, model: type[Model]) -> None:
        if not may_sign(request.user):
            raise PermissionDenied(_("Your account may not sign contracts and acts: the coordinator and the head do."))


class Reversing(Rights):
    """Takes a payment back."""

    def check_write(self, request: Request, model: type[Model]) -> None:
        if not request.user.has_perm("media_contracts.change_payment"):
            raise PermissionDenied(_("Your account may not reverse payments: the accountant does."))


class Covering(Rights):
    """Covers an advance by an act."""

    def check_write(self, request: Request, model: type[Model]) -> None:
        if not request.user.has_perm("media_contracts.add_advancecover"):
            raise PermissionDenied(_("Your account may not cover advances: the accountant does."))
