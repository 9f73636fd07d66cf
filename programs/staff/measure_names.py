"""The names of measures for records that point at their identity: one query for a whole page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Measure
from .forms import measure_name, named

CELL_LENGTH = 60


def names_of(measures: Iterable[int | None], length: int = CELL_LENGTH) -> dict[int | None, str]:
    """«1.1.2 Висвітлення…» by the keys of measures."""
    found = named(Measure.objects.filter(pk__in=[pk for pk in measures if pk]))
    return {measure.pk: measure_name(measure, length) for measure in found}


class OfMeasure:
    """A list of records that belong to measures, each measure named as the plan names it."""

    no_measure: Any = "—"  # where a record may do without one

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        attach_names([row for row in rows if row.measure_id])

    @admin.display(description=_("measure"))
    def measure_name(self, record: Any) -> str:
        if record.measure_id and not hasattr(record, "measure_words"):  # a record of its own page
            attach_names([record])
        return record.measure_words if record.measure_id else str(self.no_measure)


def attach_names(records: Iterable[Any]) -> list[Any]:
    """The records, each with ``measure_words``, «1.1.2 Висвітлення…»."""
    rows = list(records)
    names = names_of({row.measure_id for row in rows})
    for row in rows:
        row.measure_words = names.get(row.measure_id, str(row.measure_id))
    return rows
