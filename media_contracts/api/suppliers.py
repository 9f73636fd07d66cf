"""Suppliers: who is paid. Of a person nothing is answered but the name, and that by consent."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from programs.rest.filters import YesNo, by_choice, by_text
from programs.services import Notice

from ..models import Supplier
from ..models.supplier import public_folded, public_name
from ..services import party_notices, save_party
from .collection import Records
from .fields import Reason
from .notices import Warned, Warns
from .rights import visible_suppliers

STORED = gettext_lazy("Stored and never answered.")


class SupplierSerializer(Warned):
    """A supplier as everybody may read of it; what is private is only taken."""

    public_name = serializers.CharField(read_only=True, label=gettext_lazy("name for the public"))
    reason = Reason()

    class Meta:
        model = Supplier
        fields = [
            "id",
            "kind",
            "public_name",
            "edrpou",
            "is_vat_payer",
            "name",
            "name_is_public",
            *Supplier.PRIVATE,
            "notices",
            "reason",
        ]
        extra_kwargs = {
            name: {"write_only": True, "help_text": STORED} for name in ("name", "name_is_public", *Supplier.PRIVATE)
        }


class SupplierFilters(django_filters.FilterSet):
    kind = by_choice("kind", Supplier.Kind, gettext_lazy("kind"))
    edrpou = by_text("edrpou", gettext_lazy("ЄДРПОУ"))
    is_vat_payer = YesNo(field_name="is_vat_payer", label=gettext_lazy("VAT payer"))


class Suppliers(Warns, Records):
    title = gettext_lazy("Suppliers")
    about = gettext_lazy(
        "Who is paid under the contracts: of a legal entity the name and ЄДРПОУ, of a sole trader the name, of a "
        "person the name by consent alone."
    )
    writes = Supplier
    serializer_class = SupplierSerializer
    filterset_class = SupplierFilters
    search_fields = ["public_folded"]
    orderings = {"id": "pk", "name": "shown_name", "kind": "kind", "edrpou": "edrpou"}
    default_ordering = ("shown_name", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        return visible_suppliers(self.request.user).annotate(shown_name=public_name(), public_folded=public_folded())

    def notices_of(self, item: Any) -> list[Notice]:
        return party_notices(item)

    def save(self, record: Supplier, *, reason: str) -> Any:
        return save_party(party=record, by=self.person, reason=reason)
