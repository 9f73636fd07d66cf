"""The yearly amounts of the plan as a table: a measure, a year, a source, hryvnias."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..finance import Difference
from ..models import Allocation, FundingSource, MeasureRow
from ..staff.columns import Amount, Column, Known, PortalResource, Whole
from .measures import Editions


class AllocationResource(PortalResource):
    """Amounts of an edition; an empty amount takes a year away («not foreseen»), 0 is a planned zero."""

    title = gettext_lazy("Allocations")
    named_by = ("number", "name", "year", "source")

    program = Column(gettext_lazy("Programme (address)"), "measure_row__edition__program__slug", needed=True, info=True)
    edition = Column(gettext_lazy("Edition №"), "measure_row__edition__number", Whole(), needed=True, info=True)
    code = Column(gettext_lazy("Measure code"), "measure_row__measure__code", needed=True, info=True)
    number = Column(gettext_lazy("Number"), "measure_row__number", info=True)
    name = Column(gettext_lazy("Measure"), "measure_row__title", info=True)
    year = Column(gettext_lazy("Year"), "year", Whole(), needed=True)
    source = Column(
        gettext_lazy("Funding source"), "source", Known(FundingSource.objects.all, "name", "code"), needed=True
    )
    amount = Column(gettext_lazy("Amount, UAH"), "amount", Amount(), needed=True)

    class Meta:
        model = Allocation

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.editions = Editions()
        self.rows: dict[tuple[int, str], MeasureRow] = {}
        self.touched: set[int] = set()
        self.seen: set[tuple[int, int, int]] = set()
        self.ceiling = services.Ceiling()  # an amount may move between rows: the file is asked as a whole
        self.unbalanced: dict[str, list[Difference]] = {}

    def instance_for(self, row: Any) -> tuple[Allocation, bool]:
        edition = self.editions.of(self, row)
        measure_row = self._measure_row(edition, self.value(row, "code"))
        year, source = self.value(row, "year"), self.value(row, "source")
        key = (measure_row.pk, year, source.pk)
        if key in self.seen:
            raise ValidationError(_("The file has another row for this measure, year and source."))
        self.seen.add(key)
        found = Allocation.objects.filter(measure_row=measure_row, year=year, source=source).first()
        if found:
            found.measure_row = measure_row
        return found or Allocation(measure_row=measure_row, year=year, source=source), found is None

    def _measure_row(self, edition: Any, code: str) -> MeasureRow:
        key = (edition.pk, code)
        if key not in self.rows:
            found = MeasureRow.objects.of(edition).with_plan().filter(measure__code=code).first()
            if found is None:
                sentence = _("The edition has no measure with the code “%(code)s”.")
                raise ValidationError({"code": sentence % {"code": code}})
            self.rows[key] = found
        return self.rows[key]

    def for_delete(self, row: Any, instance: Allocation) -> bool:
        """An empty amount or a dash: the year is not foreseen."""
        try:
            return self.fields["amount"].clean(row) is None
        except ValueError:
            return False  # said as an error of the cell when the row is read

    def delete_instance(self, instance: Allocation, row: Any, **kwargs: Any) -> None:
        self._touch(instance)
        services.delete_plan_row(row=instance, by=self.by, reason=self.reason, ceiling=self.ceiling)

    def save_instance(self, instance: Allocation, is_create: bool, row: Any, **kwargs: Any) -> None:
        self._touch(instance)
        services.save_plan_row(row=instance, by=self.by, reason=self.reason, ceiling=self.ceiling)

    def _touch(self, instance: Allocation) -> None:
        """The amounts are part of the measure: who has its form open must learn that they moved."""
        measure_row = instance.measure_row
        self.corrects |= not measure_row.edition.is_draft
        if measure_row.pk not in self.touched:
            self.touched.add(measure_row.pk)
            services.save_plan_row(row=measure_row, by=self.by, reason=self.reason)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Whether the plan would still add up to its passport, said before anything is written."""
        for edition in self.editions.found.values():
            if differences := services.plan_differences(edition):
                self.unbalanced[f"{edition.program}, {edition}"] = differences
        self.ceiling.check()
