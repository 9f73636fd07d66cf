"""Clerical corrections of an adopted edition, read from the history: what stood there, what stands now, and why.

An act sets the plan; a slip made while typing it in may be corrected, with a reason, and everybody can see that it was.
Who did it stays with the staff.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .finance import ZERO, Difference, Money
from .models import (
    Allocation,
    Aspect,
    Edition,
    Executor,
    FundingSource,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    TaskRow,
)
from .texts import alphabetical

Content = str | Money | bool | int | None

PASSPORT = (PassportRow, PassportTotal, Aspect)
OF_MEASURE = (MeasureRow, MeasureExecutor, Allocation)
PLAN = (*PASSPORT, TaskRow, *OF_MEASURE)
# How a row is called, by the number that the document gives it.
PLACES: dict[type, Any] = {
    PassportRow: gettext_lazy("Passport, row %(number)s"),
    PassportTotal: gettext_lazy("Passport"),
    Aspect: gettext_lazy("Aspect %(number)s"),
    TaskRow: gettext_lazy("Task %(number)s"),
    MeasureRow: gettext_lazy("Measure %(number)s"),
}


@dataclass(frozen=True)
class Correction:
    """One thing that was corrected after the act: when, where in the plan, what, from what, to what, why."""

    at: datetime
    edition: int
    subject: str
    what: str
    before: Content
    after: Content
    reason: str
    year: int | None = None  # of an amount

    @property
    def effect(self) -> Decimal:
        """By how much it moved the measures against the passport, in hryvnias."""
        was, became = (value if isinstance(value, Decimal) else ZERO for value in (self.before, self.after))
        return (became - was) * (-1 if self.is_of_passport else 1)

    @property
    def is_of_passport(self) -> bool:
        return self.subject == str(PLACES[PassportTotal])


def imbalances(edition: Edition | None, differences: list[Difference]) -> list[tuple[Difference, list[Correction]]]:
    """Each year that does not add up to the passport, with the corrections after the act that made it so, newest first.

    Read back from the plan as it stands until it added up; a year that never did names all of its corrections.
    """
    wanted = {row.year: row.amount for row in differences}
    found: dict[int, list[Correction]] = {year: [] for year in wanted}
    rows = corrections_of(edition, models=(PassportTotal, Allocation)) if wanted and edition else []
    for correction in rows:
        if correction.year is not None and wanted.get(correction.year):
            found[correction.year].append(correction)
            wanted[correction.year] -= correction.effect
    return [(row, found[row.year]) for row in differences]


def contradictions(edition: Edition | None) -> list[tuple[PassportRow, int, Decimal, Decimal | None]]:
    """Where the words of the passport name another yearly total than its totals, which the portal computes with: the
    row, the year, what it says, what the totals say.
    """
    if edition is None:
        return []
    totals = dict(edition.passport_totals.values_list("year", "amount"))
    return [
        (row, year, said, totals.get(year))
        for row in edition.passport_rows.select_related("edition")
        for year, said in row.printed_totals.items()
        if said != totals.get(year)
    ]


def corrections_of(
    *editions: Edition, models: Iterable[Any] = PLAN, measure_row: MeasureRow | None = None
) -> list[Correction]:
    """The corrections of adopted editions, newest first, or of one measure there; a fixed number of queries."""
    adopted = {edition.pk: edition for edition in editions if edition.adopted_at}
    if not adopted:
        return []
    reader = _Reader(adopted, measure_row)
    found = [correction for model in models for correction in reader.of_model(model)]
    return sorted(found, key=lambda correction: correction.at, reverse=True)


def pointed_then(records: list[Any], many: Any) -> dict[int, list[int]]:
    """What a list of a row pointed to at each step of its history, by the key of the step; one query."""
    found: dict[int, list[int]] = defaultdict(list)
    if records:
        links = getattr(records[0], many.name).model._base_manager.filter(history__in=records)
        for step, key in links.values_list("history_id", f"{many.m2m_reverse_field_name()}_id"):
            found[step].append(key)
    return found


class _Reader:
    """Reads the history of some editions; names of what it points to are looked up once, where there is need."""

    def __init__(self, editions: dict[int, Edition], measure_row: MeasureRow | None) -> None:
        self.editions, self.measure_row = editions, measure_row
        self.lists: dict[str, dict[int, list[int]]] = {}

    def of_model(self, model: Any) -> Iterator[Correction]:
        for before, record in self.steps(model):
            after = None if record.history_type == "-" else record
            row = self.measures[record.measure_row_id] if hasattr(record, "measure_row_id") else record
            place = PLACES.get(model, PLACES[MeasureRow])
            for name in model.WORDING:
                old, new = self.value(before, name), self.value(after, name)
                if old != new and not self.is_plain(model, name, old, new):
                    yield Correction(
                        at=record.history_date,
                        edition=row.edition_id,
                        subject=place % {"number": getattr(row, "number", "")},
                        what=self.what(model, name, record),
                        before=old,
                        after=new,
                        reason=record.history_change_reason,
                        year=record.year if name == "amount" else None,
                    )

    def steps(self, model: Any) -> Iterator[tuple[Any, Any]]:
        """Each record that is a correction beside the one before it: after the adoption, with a reason, by a person.

        Rows that a file brought have a reason too («loaded from …») but no author: they are the edition itself, with
        the lists that were filled in a moment later.
        """
        history = model.history.filter(**self.where(model))
        first = min(edition.adopted_at for edition in self.editions.values() if edition.adopted_at)
        late = history.filter(history_date__gt=first, history_change_reason__gt="")
        by_row: dict[int, list[Any]] = defaultdict(list)
        found = list(history.filter(id__in=late.values("id")).order_by("history_date", "history_id"))
        self.lists = {many.name: pointed_then(found, many) for many in history.model._history_m2m_fields}
        for record in found:
            by_row[record.id].append(record)
        for records in by_row.values():
            for before, record in pairwise([None, *records]):
                adopted_at = self.editions[self.edition_of(record)].adopted_at
                began = records[0].history_change_reason
                brought_by_a_file = record.history_user_id is None and record.history_change_reason == began
                if record.history_change_reason and record.history_date > adopted_at and not brought_by_a_file:
                    yield before, record

    def where(self, model: Any) -> dict[str, Any]:
        is_part = model in (MeasureExecutor, Allocation)
        if self.measure_row:
            return {"measure_row_id" if is_part else "id": self.measure_row.pk}
        return {"measure_row_id__in": list(self.measures)} if is_part else {"edition_id__in": list(self.editions)}

    def edition_of(self, record: Any) -> int:
        is_part = hasattr(record, "measure_row_id")
        return self.measures[record.measure_row_id].edition_id if is_part else record.edition_id

    @cached_property
    def measures(self) -> dict[int, Any]:
        """The last wording of each measure of the editions, one that was taken out of them as well."""
        history: Any = MeasureRow.history
        records = history.filter(edition_id__in=self.editions).order_by("history_date", "history_id")
        return {record.id: record for record in records}

    @cached_property
    def names(self) -> dict[str, dict[int, str]]:
        """What foreign keys and lists of a row point to, as the document names it."""
        numbers = dict(TaskRow.objects.filter(edition__in=self.editions).values_list("pk", "number"))
        return {
            "source": dict(FundingSource.objects.values_list("pk", "name")),
            "executor": dict(Executor.objects.values_list("pk", "name")),
            "task_row": numbers,
            "parent": numbers,
            "aspect": dict(Aspect.objects.filter(edition__in=self.editions).values_list("pk", "name")),
            "measure": dict(MeasureRow.objects.order_by("edition__number").values_list("measure", "number")),
        }

    def value(self, record: Any | None, name: str) -> Content:
        """What a record says, in words; None for nothing."""
        if record is None or name == "executors":  # they have a history of their own
            return None
        field = record.instance_type._meta.get_field(name)
        if field.many_to_many:
            pointed = field.m2m_reverse_field_name()
            keys = self.lists[name].get(record.history_id, [])
            return ", ".join(sorted((self.names[pointed].get(key, "—") for key in keys), key=alphabetical)) or None
        value = getattr(record, field.attname)
        if value in (None, ""):
            return None
        if field.is_relation:
            return self.names[name].get(value, "—")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(dict(field.flatchoices)[value]) if field.choices else value

    @staticmethod
    def is_plain(model: Any, name: str, old: Content, new: Content) -> bool:
        """What goes without saying of a part that was added or taken away: its place, its year, no consent."""
        whole = old is None or new is None
        return whole and (
            (model is MeasureExecutor and (name == "order" or {old, new} == {None, _("no")}))
            or (model in (Allocation, PassportTotal) and name != "amount")
        )

    @staticmethod
    def what(model: Any, name: str, record: Any) -> str:
        if name == "amount":
            return _("amount of %(year)s") % {"year": record.year}
        return str(model._meta.get_field(name).verbose_name)
