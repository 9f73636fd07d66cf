"""Clerical corrections of an adopted edition, read from the history: what stood there, what stands now, and why.

An act sets the plan; a slip made while typing it in may be corrected, with a reason, and everybody can see that it was.
Who did it stays with the staff.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from .finance import Money
from .models import Allocation, Edition, Executor, Funding, FundingSource, MeasureExecutor, MeasureRow

Content = str | Money | bool | int | None

ROW_FIELDS = ("number", "label", "title", "funding", "source_id", "results")
ALLOCATION_FIELDS = ("amount",)
EXECUTOR_FIELDS = ("executor_id", "wording", "by_consent")


@dataclass(frozen=True)
class Correction:
    """One field that was corrected after the act: when, what, from what, to what, why."""

    at: datetime
    what: str
    before: Content
    after: Content
    reason: str


@dataclass(frozen=True)
class _Step:
    """A history record beside the one before it; an added row has nothing before, a deleted one nothing after."""

    record: Any
    before: Any | None
    after: Any | None

    def changed(self, fields: Iterable[str]) -> Iterator[tuple[str, Any, Any]]:
        for name in fields:
            before = getattr(self.before, name) if self.before else None
            after = getattr(self.after, name) if self.after else None
            if before != after:
                yield name, before, after


def corrections_of(measure_row: MeasureRow) -> list[Correction]:
    """The corrections of a measure in its adopted edition, newest first; a fixed number of queries."""
    edition = measure_row.edition
    names = _Names()
    found = [
        Correction(
            step.record.history_date,
            names.of_field(MeasureRow, field),
            names.value(field, old),
            names.value(field, new),
            reason,
        )
        for step, reason in _steps(MeasureRow, edition, {"id": measure_row.pk})
        for field, old, new in step.changed(ROW_FIELDS)
    ]
    found += [
        Correction(step.record.history_date, _("amount of %(year)s") % {"year": step.record.year}, old, new, reason)
        for step, reason in _steps(Allocation, edition, {"measure_row_id": measure_row.pk})
        for _field, old, new in step.changed(ALLOCATION_FIELDS)
    ]
    found += [
        Correction(
            step.record.history_date,
            names.of_field(MeasureExecutor, field),
            names.value(field, old),
            names.value(field, new),
            reason,
        )
        for step, reason in _steps(MeasureExecutor, edition, {"measure_row_id": measure_row.pk})
        for field, old, new in step.changed(EXECUTOR_FIELDS)
        if old or new
    ]
    return sorted(found, key=lambda correction: correction.at, reverse=True)


def _steps(model: type[Model], edition: Edition, rows: dict[str, Any]) -> list[tuple[_Step, str]]:
    """The steps of the history that are corrections: after the adoption, with a reason, by a person.

    Rows that a file brought have a reason too («loaded from …») but no author: they are the edition itself.
    """
    by_row: dict[int, list[Any]] = defaultdict(list)
    history: Any = model.history  # type: ignore[attr-defined]
    for record in history.filter(**rows).order_by("history_date", "history_id"):
        by_row[record.id].append(record)
    steps = []
    for records in by_row.values():
        for before, record in zip([None, *records], records, strict=False):
            brought_by_a_file = record.history_type == "+" and record.history_user_id is None
            late = edition.adopted_at is not None and record.history_date > edition.adopted_at
            if late and record.history_change_reason and not brought_by_a_file:
                after = None if record.history_type == "-" else record
                steps.append((_Step(record, before, after), record.history_change_reason))
    return steps


class _Names:
    """Words for fields and for the records that a field points to, looked up once."""

    def __init__(self) -> None:
        self._records: dict[str, dict[int, str]] = {}

    @staticmethod
    def of_field(model: type[Model], field: str) -> str:
        return str(model._meta.get_field(field.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]

    def value(self, field: str, value: Any) -> Content:
        if value is None or value == "":
            return None
        if field == "funding":
            return str(Funding(value).label)
        if field == "by_consent":
            return _("yes") if value else _("no")
        if field in {"source_id", "executor_id"}:
            return self._record(field, value)
        return value

    def _record(self, field: str, pk: int) -> str:
        model: type[Model] = FundingSource if field == "source_id" else Executor
        if field not in self._records:
            self._records[field] = dict(model.objects.values_list("pk", "name"))  # type: ignore[attr-defined]
        return self._records[field].get(pk, "—")
