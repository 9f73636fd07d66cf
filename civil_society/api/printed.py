"""Printed materials in the API."""

from typing import Any

from django.utils.translation import gettext_lazy

from programs.rest.fields import OfMeasure, Reason
from programs.rest.filters import DatedFilters, OfMeasureFilters, by_choice

from ..models import PrintedMaterial
from ..services import save_printed_material
from .press import Kept


class PrintedMaterialSerializer(OfMeasure):
    """A printed material; its picture stands on its page."""

    reason = Reason()

    class Meta:
        model = PrintedMaterial
        fields = [
            "id", "program", "measure", "measure_code", "kind", "title", "date", "until", "run", "format", "place",
            "link", "is_public", "reason",
        ]  # fmt: skip

    def to_representation(self, instance: PrintedMaterial) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not self.context["request"].user.has_perm("civil_society.view_printedmaterial"):
            shown["place"] = instance.told_place
        return shown


class PrintedMaterialFilters(OfMeasureFilters, DatedFilters):
    kind = by_choice("kind", PrintedMaterial.Kind, gettext_lazy("kind"))


class PrintedMaterials(Kept):
    title = gettext_lazy("Printed materials")
    about = gettext_lazy("Banners, billboards, city-lights, booklets and flyers with their runs.")
    writes = PrintedMaterial
    serializer_class = PrintedMaterialSerializer
    filterset_class = PrintedMaterialFilters

    def save(self, record: PrintedMaterial, *, reason: str) -> Any:
        return save_printed_material(material=record, by=self.person, reason=reason)
