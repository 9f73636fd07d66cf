"""The changed cells of two editions of a plan.

Rows of both are matched by the identity they word (passport row by number, task, measure, measure × year × source) and
compared field by field, by the one list of what a row says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..corrections import PLACES
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
    """What a row says, as the table prints it: the words of a choice, the name of a related record, the text itself."""
    if name in READERS:
        return READERS[name](row)
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def _predecessors(row: MeasureRow) -> str:
    return "; ".join(
        f"{found.number} {Truncator(found.title).words(PREDECESSOR_WORDS)}" for found in row.predecessor_rows()
    )


# What is more than a value of the row itself.
READERS: dict[str, Callable[[Any], str]] = {
    "parent": lambda row: row.parent.number if row.parent else "",
    "aspects": lambda row: ", ".join(aspect.name for aspect in row.aspects.all()),
    "task_row": lambda row: row.task_row.number,
    "executors": lambda row: "; ".join(str(link) for link in row.executor_links.all()),
    "predecessors": _predecessors,
}


@dataclass(frozen=True)
class _Kind:
    """A kind of rows that are compared: by what the two sides match, and what a row is called by."""

    model: Any
    key: str
    title: str

    def subject(self, row: Any) -> str:
        return PLACES[self.model] % {"number": row.number}

    def changes(self, was: Iterable[Any], became: Iterable[Any]) -> list[Change]:
        """The changed fields of matched rows, then the whole of added ones, in the order of the document."""
        before = {getattr(row, self.key): row for row in was}
        after = {getattr(row, self.key): row for row in became}
        found = []
        for key in [*before, *(key for key in after if key not in before)]:
            found += self._of_row(before.get(key), after.get(key))
        return found

    def _of_row(self, old: Any, new: Any) -> list[Change]:
        fate = fate_of(old, new)
        found = []
        for name in self.model.WORDING:
            before, after = (_text(old, name) if old else ""), (_text(new, name) if new else "")
            if name != self.key and before != after:
                what = str(self.model._meta.get_field(name).verbose_name)
                found.append(
                    Change(self.subject(old or new), getattr(new or old, self.title), what, before, after, fate)
                )
        return found


PASSPORT_ROWS = _Kind(PassportRow, key="number", title="label")
ASPECTS = _Kind(Aspect, key="number", title="name")
TASKS = _Kind(TaskRow, key="task_id", title="title")
MEASURES = _Kind(MeasureRow, key="measure_id", title="title")


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
                    (new or old).title,  # type: ignore[union-attr]
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
