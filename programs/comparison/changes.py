"""The changed cells of two editions of a plan.

Rows of both are matched by the identity they word (passport row by number, task, measure, measure × year × source) and
compared field by field; a field of a plan model that is neither compared nor named as identity fails a test.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..finance import Absence, Money, growth, total
from ..models import Aspect, Edition, Funding, MeasureRow, PassportRow, PassportTotal, TaskRow

T = TypeVar("T")
Cell = tuple[int, int, Any]  # measure, year, source
PREDECESSOR_WORDS = 8  # of its title, beside its number


class Fate(StrEnum):
    """What became of a row of the plan."""

    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


def fate_of(old: Any, new: Any) -> Fate:
    if old is None:
        return Fate.ADDED
    return Fate.DROPPED if new is None else Fate.CHANGED


@dataclass(frozen=True)
class Change:
    """One changed cell of the plan; a cell of an added or dropped row has an empty side.

    ``subject`` says where in the programme, ``title`` how the row is called there.
    """

    subject: str
    title: str
    what: str
    was: str
    became: str
    fate: Fate


def _text(row: Any, name: str) -> str:
    """A field as the table prints it: the words of a choice, the name of a related record, the text itself."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def _aspects(row: TaskRow) -> str:
    return ", ".join(aspect.name for aspect in row.aspects.all())


def _executors(row: MeasureRow) -> str:
    return "; ".join(str(link) for link in row.executor_links.all())


def _predecessors(row: MeasureRow) -> str:
    return "; ".join(
        f"{found.number} {Truncator(found.title).words(PREDECESSOR_WORDS)}" for found in row.predecessor_rows()
    )


def _task_number(row: MeasureRow) -> str:
    return row.task_row.number


def _parent_number(row: TaskRow) -> str:
    return row.parent.number if row.parent else ""


Reader = Callable[[Any], str]


def _field(name: str) -> Reader:
    return lambda row: _text(row, name)


# Field by field, in the order in which a decision would name the changes.
PASSPORT: dict[str, Reader] = {"label": _field("label"), "text": _field("text")}
ASPECT: dict[str, Reader] = {"name": _field("name"), "text": _field("text")}
TASK: dict[str, Reader] = {
    "number": _field("number"),
    "label": _field("label"),
    "title": _field("title"),
    "parent": _parent_number,
    "order": _field("order"),
    "results": _field("results"),
    "aspects": _aspects,
}
MEASURE: dict[str, Reader] = {
    "number": _field("number"),
    "label": _field("label"),
    "title": _field("title"),
    "task_row": _task_number,
    "order": _field("order"),
    "funding": _field("funding"),
    "source": _field("source"),
    "executors": _executors,
    "results": _field("results"),
    "predecessors": _predecessors,
}
COMPARED = {PassportRow: PASSPORT, Aspect: ASPECT, TaskRow: TASK, MeasureRow: MEASURE}
# What says which row it is rather than what it says.
IDENTITY: dict[type, set[str]] = {
    PassportRow: {"id", "edition", "number"},
    Aspect: {"id", "edition", "number"},
    TaskRow: {"id", "edition", "task", "version"},
    MeasureRow: {"id", "edition", "measure", "version"},
}


@dataclass(frozen=True)
class _Kind:
    """A kind of rows that are compared: how the two sides match, and how a row is named."""

    model: type[Model]
    key: Callable[[Any], Any]
    subject: Callable[[Any], str]
    title: Callable[[Any], str]

    def changes(self, was: Iterable[Any], became: Iterable[Any]) -> list[Change]:
        """The changed fields of matched rows, then the whole of added ones, in the order of the document."""
        before = {self.key(row): row for row in was}
        after = {self.key(row): row for row in became}
        found = []
        for key in [*before, *(key for key in after if key not in before)]:
            found += self._of_row(before.get(key), after.get(key))
        return found

    def _of_row(self, old: Any, new: Any) -> list[Change]:
        fate = fate_of(old, new)
        found = []
        for name, read in COMPARED[self.model].items():
            before, after = (read(old) if old else ""), (read(new) if new else "")
            if before != after:
                what = str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                found.append(Change(self.subject(old or new), self.title(new or old), what, before, after, fate))
        return found


PASSPORT_ROWS = _Kind(
    PassportRow,
    key=lambda row: row.number,
    subject=lambda row: _("Passport, row %(number)s") % {"number": row.number},
    title=lambda row: row.label,
)
ASPECTS = _Kind(
    Aspect,
    key=lambda row: row.number,
    subject=lambda row: _("Aspect %(number)s") % {"number": row.number},
    title=lambda row: row.name,
)
TASKS = _Kind(
    TaskRow,
    key=lambda row: row.task_id,
    subject=lambda row: _("Task %(number)s") % {"number": row.number},
    title=lambda row: row.title,
)
MEASURES = _Kind(
    MeasureRow,
    key=lambda row: row.measure_id,
    subject=lambda row: _("Measure %(number)s") % {"number": row.number},
    title=lambda row: row.title,
)


@dataclass(frozen=True)
class MoneyChange:
    """A measure's amount of a year and source, or a yearly total of the passport (no measure), in both editions.

    ``fate`` is the measure's: its amounts are dropped and added with it.
    """

    measure: int | None
    subject: str
    title: str
    fate: Fate
    year: int
    source: str
    was: Money
    became: Money

    @property
    def difference(self) -> Decimal:
        return growth(self.was, self.became)


class Comparison:
    """What ``became`` changes in ``was``, two editions of one programme; read in a fixed number of queries."""

    def __init__(self, was: Edition, became: Edition) -> None:
        if was.program_id != became.program_id:
            raise ValueError(_("Editions of different programmes cannot be compared."))
        self.was, self.became = was, became

    def _sides(self, rows: Iterable[T]) -> tuple[list[T], list[T]]:
        """Rows of both editions, read at once, apart."""
        found = list(rows)
        was, became = ([row for row in found if row.edition_id == e.pk] for e in (self.was, self.became))  # type: ignore[attr-defined]
        return was, became

    @cached_property
    def measure_rows(self) -> tuple[list[MeasureRow], list[MeasureRow]]:
        rows = MeasureRow.objects.filter(edition__in=[self.was, self.became])
        return self._sides(rows.with_plan().order_by("order", "pk"))

    @cached_property
    def rows_by_measure(self) -> tuple[dict[int, MeasureRow], dict[int, MeasureRow]]:
        was, became = ({row.measure_id: row for row in side} for side in self.measure_rows)
        return was, became

    @cached_property
    def amounts(self) -> tuple[dict[Cell, Decimal], dict[Cell, Decimal]]:
        """The amounts of both plans by measure, year and source."""
        was, became = (
            {
                (row.measure_id, found.year, found.source): found.amount
                for row in rows
                for found in row.allocations.all()
            }
            for rows in self.measure_rows
        )
        return was, became

    @cached_property
    def promised(self) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
        """The yearly totals of both passports."""
        rows = PassportTotal.objects.filter(edition__in=[self.was, self.became]).order_by("year")
        was, became = ({row.year: row.amount for row in side} for side in self._sides(rows))
        return was, became

    def wording(self) -> list[Change]:
        """Changed words: passport, aspects, tasks, measures."""
        both = {"edition__in": [self.was, self.became]}
        tasks = TaskRow.objects.filter(**both).select_related("parent").prefetch_related("aspects")
        sides: list[tuple[_Kind, tuple[list[Any], list[Any]]]] = [
            (PASSPORT_ROWS, self._sides(PassportRow.objects.filter(**both).order_by("number"))),
            (ASPECTS, self._sides(Aspect.objects.filter(**both).order_by("number"))),
            (TASKS, self._sides(tasks.order_by("order", "pk"))),
            (MEASURES, self.measure_rows),
        ]
        return [change for kind, (was, became) in sides for change in kind.changes(was, became)]

    def money(self) -> list[MoneyChange]:
        """Changed amounts of measures, in the order of the plan, then the passport's yearly totals."""
        rows = self.rows_by_measure
        order = {measure: place for place, measure in enumerate(dict.fromkeys([*rows[1], *rows[0]]))}
        keys = sorted({*self.amounts[0], *self.amounts[1]}, key=lambda key: (order[key[0]], key[1], key[2].pk))
        found = []
        for measure, year, source in keys:
            old, new = (side.get(measure) for side in rows)
            found.append(
                MoneyChange(
                    measure,
                    _numbered(old, new),
                    MEASURES.title(new or old),
                    fate_of(old, new),
                    year,
                    source.name,
                    *(
                        amounts.get((measure, year, source), absence_of(row))
                        for amounts, row in zip(self.amounts, (old, new), strict=True)
                    ),
                )
            )
        was, became = self.promised
        for year in sorted({*was, *became}):
            sides = (totals.get(year, Absence.NOT_FORESEEN) for totals in (was, became))
            found.append(MoneyChange(None, _("Passport"), _("Total of the year"), Fate.CHANGED, year, "", *sides))
        return [change for change in found if change.was != change.became]

    def sums(self, *, measure: int | None = None, year: int | None = None) -> tuple[Money, Money]:
        """What both editions plan together for a measure or a year, or over the whole term."""
        was, became = (
            total(
                [amount for (m, y, _source), amount in amounts.items() if measure in (None, m) and year in (None, y)]
                or [absence_of(rows.get(measure or 0))]
            )
            for amounts, rows in zip(self.amounts, self.rows_by_measure, strict=True)
        )
        return was, became


def _numbered(old: MeasureRow | None, new: MeasureRow | None) -> str:
    """«Захід 1.1.2»; of a measure that gets another number both, as a new one may get the old."""
    named: Any = old or new
    moved = old and new and old.number != new.number
    return f"{MEASURES.subject(named)} → {new.number}" if new and moved else MEASURES.subject(named)


def absence_of(row: MeasureRow | None) -> Absence:
    """Why a measure has no amount of a year: it is not in the plan, needs no money, or the plan does not say."""
    if row is None or row.funding == Funding.FUNDED:
        return Absence.NOT_FORESEEN
    return Absence(row.funding)


def compared_fields() -> Iterable[tuple[type, set[str]]]:
    """Each model of the plan with the fields that a comparison covers or knows as identity."""
    return [(model, set(readers) | IDENTITY[model]) for model, readers in COMPARED.items()]
