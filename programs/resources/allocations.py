"""The yearly amounts of the plan as a table: a measure, a year, a source, hryvnias."""

from django.utils.translation import gettext_lazy

from ..models import Allocation, FundingSource
from ..staff.columns import Amount, Column, Known, PortalResource, Whole


class AllocationResource(PortalResource):
    """Amounts of an edition, to be taken away; they come back with their plan."""

    title = gettext_lazy("Allocations")

    program = Column(gettext_lazy("Programme (address)"), "measure_row__edition__program__slug")
    edition = Column(gettext_lazy("Edition №"), "measure_row__edition__number", Whole())
    code = Column(gettext_lazy("Measure code"), "measure_row__measure__code")
    number = Column(gettext_lazy("Number"), "measure_row__number")
    name = Column(gettext_lazy("Measure"), "measure_row__title")
    year = Column(gettext_lazy("Year"), "year", Whole())
    source = Column(gettext_lazy("Funding source"), "source", Known(FundingSource.objects.all, "name", "code"))
    amount = Column(gettext_lazy("Amount, UAH"), "amount", Amount())

    class Meta:
        model = Allocation
