"""Media outlets: newspapers, sites and stations that the council's contracts publish in."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from programs.models import is_restricted
from programs.rest.fields import ModelRecordSerializer, Visible
from programs.rest.filters import by_choice, by_text

from ..models import MediaOutlet
from ..models.supplier import outlet_folded, public_folded, public_name
from .collection import Records
from .fields import Reason
from .filters import by_supplier
from .rights import visible_outlets, visible_suppliers


class OutletSerializer(ModelRecordSerializer):
    supplier = Visible(visible_suppliers, label=gettext_lazy("id of the supplier"))
    supplier_name = serializers.CharField(
        source="supplier.public_name", read_only=True, label=gettext_lazy("name of the supplier")
    )
    reason = Reason()

    class Meta:
        model = MediaOutlet
        fields = [
            "id",
            "slug",
            "name",
            "kind",
            "supplier",
            "supplier_name",
            "site",
            "founder",
            "register_number",
            "registered_on",
            "certificate",
            "certified_on",
            "circulation",
            "area",
            "column_width",
            "reason",
        ]
        extra_kwargs = {"slug": {"label": gettext_lazy("Part of the outlet's permanent address")}}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return shown | dict.fromkeys(MediaOutlet.RESTRICTED, "") if is_restricted() else shown


class OutletFilters(django_filters.FilterSet):
    slug = by_text("slug", gettext_lazy("Part of the outlet's permanent address"))
    kind = by_choice("kind", MediaOutlet.Kind, gettext_lazy("kind"))
    supplier = by_supplier("supplier")
    register_number = by_text("register_number", gettext_lazy("identifier of the register of media"))


class MediaOutlets(Records):
    title = gettext_lazy("Media outlets")
    about = gettext_lazy("The newspapers, sites and stations that contracts publish in, each with its owner.")
    writes = MediaOutlet
    serializer_class = OutletSerializer
    filterset_class = OutletFilters
    search_fields = ["found_by", "public_folded"]
    orderings = {"id": "pk", "name": "name", "kind": "kind", "supplier": "shown_supplier", "slug": "slug"}
    default_ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_outlets(self.request.user).select_related("supplier")
        found = found.annotate(shown_supplier=public_name("supplier__"), public_folded=public_folded("supplier__"))
        return found.annotate(found_by=outlet_folded())
