"""Allocations: how much an edition plans for a measure in a year from a source."""

from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ..models import Allocation, Edition, FundingSource, MeasureRow
from ..rest.fields import ByCode, MeasureCode, Money, ProgramOf, Reason, RecordSerializer, Visible
from ..rest.filters import by_measure, by_number, by_program, by_source, by_text
from ..rest.rights import visible_allocations, visible_editions, visible_measures
from ..services import save_measure
from .plan import PlanCollection


class AllocationSerializer(RecordSerializer):
    """A yearly amount. 0.00 is a planned zero; a year without an allocation is «not foreseen»."""

    only_on_create = ("edition", "measure", "year", "source")

    id = serializers.IntegerField(read_only=True, label="ID")
    program = ProgramOf(source="measure_row.edition.program.slug")
    edition = Visible(visible_editions, source="measure_row.edition", label=gettext_lazy("edition"))
    measure = Visible(visible_measures, source="measure_row.measure", label=gettext_lazy("measure"))
    measure_code = MeasureCode(source="measure_row.measure.code")
    year = serializers.IntegerField(min_value=1991, max_value=2100, label=gettext_lazy("year"))
    source: Any = ByCode(queryset=FundingSource.objects.all(), label=gettext_lazy("funding source"))
    amount = Money(min_value=Decimal("0.00"), label=gettext_lazy("amount, UAH"))
    reason = Reason()


class AllocationFilters(django_filters.FilterSet):
    program = by_program("measure_row__edition__program")
    measure = by_measure("measure_row__measure")
    measure_code = by_text("measure_row__measure__code", gettext_lazy("code of the measure"))
    year = by_number("year", gettext_lazy("year"))
    source = by_source()


class Allocations(PlanCollection):
    title = gettext_lazy("Allocations")
    about = gettext_lazy(
        "The amounts of Annex 1 in the edition in force, or in the edition of a date: measure, year, source, hryvnias."
    )
    destroy_about = gettext_lazy("Takes the amount away: the year becomes «not foreseen», which is not a zero.")
    detail_parameters = write_parameters = ()
    writes = Allocation
    serializer_class = AllocationSerializer
    filterset_class = AllocationFilters
    field_names = {"measure_row": "measure"}
    search_fields = ["measure_row__folded", "measure_row__measure__folded"]
    orderings = {
        "id": "pk",
        "program": "measure_row__edition__program__slug",
        "measure": "measure_row__order",
        "year": "year",
        "source": "source__code",
        "amount": "amount",
    }
    default_ordering = ("measure_row__edition__program", "measure_row__order", "year", "source", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_allocations(self.request.user)
        if self.action == "list":
            found = found.filter(measure_row__edition__in=self.editions)
        return found.select_related("measure_row__edition__program", "measure_row__measure", "source")

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        place = values.pop("measure_row")
        list(Edition.objects.select_for_update().filter(pk=place["edition"].pk))
        row = MeasureRow.objects.filter(edition=place["edition"], measure=place["measure"]).first()
        if row is None:
            raise serializers.ValidationError({"measure": [_("The edition has no such measure.")]})
        allocation = Allocation(measure_row=row, **values)
        allocation.validate_constraints()  # the year and source may have an amount already
        self.set(allocation, values["amount"], reason)
        return row.allocations.get(year=allocation.year, source=allocation.source)

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        self.set(item, values.get("amount", item.amount), reason)

    def remove(self, item: Any, *, reason: str) -> None:
        self.set(item, None, reason)

    def set(self, item: Allocation, amount: Decimal | None, reason: str) -> None:
        amounts = {(item.source, item.year): amount}
        save_measure(row=item.measure_row, amounts=amounts, by=self.person, reason=reason)
