"""The names of measures for records that point at their identity: one query for a whole page."""

from collections.abc import Iterable
from typing import Any

from ..models import Measure
from .forms import measure_name, named

CELL_LENGTH = 60


def names_of(measures: Iterable[int | None], length: int = CELL_LENGTH) -> dict[int | None, str]:
    """«1.1.2 Висвітлення…» by the keys of measures."""
    found = named(Measure.objects.filter(pk__in=[pk for pk in measures if pk]))
    return {measure.pk: measure_name(measure, length) for measure in found}


def attach_names(records: Iterable[Any]) -> None:
    """Give each record ``measure_words``, «1.1.2 Висвітлення…»."""
    rows = list(records)
    names = names_of({row.measure_id for row in rows})
    for row in rows:
        row.measure_words = names.get(row.measure_id, str(row.measure_id))
