"""The names of measures for records that point at their identity: one query for a whole page."""

from collections.abc import Iterable
from typing import Any

from ..models import Measure
from .forms import measure_name, named

CELL_LENGTH = 60


def attach_names(records: Iterable[Any]) -> None:
    """Give each record ``measure_words``, «1.1.2 Висвітлення…»."""
    rows = list(records)
    names = {
        measure.pk: measure_name(measure, CELL_LENGTH)
        for measure in named(Measure.objects.filter(pk__in={r.measure_id for r in rows}))
    }
    for row in rows:
        row.measure_words = names.get(row.measure_id, str(row.measure_id))
