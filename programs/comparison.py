"""«Було / стало»: what one edition of the plan changes in another, ready to be attached to a draft decision.

Rows of both editions are matched by the identity they word (passport row by number, task, measure, measure × year ×
source) and compared field by field; a field of a plan model that is neither compared nor named as identity fails a
test.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from .finance import Absence, Money, amount_of, kopiiky
from .models import Aspect, Edition, MeasureRow, PassportRow, TaskRow
from .reporting import Column, Kind, Level, Row, Table

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """One changed cell of the plan; an added or dropped row has an empty side."""

    subject: str
    what: str
    was: str
    became: str


def _text(row: Any, name: str) -> str:
    """A field as the table prints it: the words of a choice, the name of a related record, the text itself."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def _aspects(row: TaskRow) -> str:
    return ", ".join(aspect.name for aspect in row.aspects.all())


def _executors(row: MeasureRow) -> str:
    return "; ".join(str(link) for link in row.executor_links.all())


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
}
COMPARED = {PassportRow: PASSPORT, Aspect: ASPECT, TaskRow: TASK, MeasureRow: MEASURE}
# What says which row it is rather than what it says.
IDENTITY: dict[type, set[str]] = {
    PassportRow: {"id", "edition", "number"},
    Aspect: {"id", "edition", "number"},
    TaskRow: {"id", "edition", "task", "version"},
    MeasureRow: {"id", "edition", "measure", "version"},
}


def _changes(
    readers: dict[str, Reader], model: type, was: dict[T, Any], became: dict[T, Any], subject: Callable[[Any], str]
) -> list[Change]:
    """The changed fields of matched rows, then the whole of added and dropped ones."""
    found = []
    for key in [*was, *(key for key in became if key not in was)]:
        old, new = was.get(key), became.get(key)
        for name, read in readers.items():
            before, after = (read(old) if old else ""), (read(new) if new else "")
            if before != after:
                what = str(model._meta.get_field(name).verbose_name)  # type: ignore[attr-defined]
                found.append(Change(subject(old or new), what, before, after))
    return found


@dataclass(frozen=True)
class MoneyChange:
    """A measure's amount of a year and source, or a yearly total of the passport, in both editions."""

    subject: str
    year: int
    source: str
    was: Money
    became: Money

    @property
    def difference(self) -> Decimal:
        """How many hryvnias more the second edition plans; an absent amount counts as none."""
        return kopiiky((amount_of(self.became) or Decimal(0)) - (amount_of(self.was) or Decimal(0)))


class Comparison:
    """What ``became`` changes in ``was``, two editions of one programme."""

    def __init__(self, was: Edition, became: Edition) -> None:
        if was.program_id != became.program_id:
            raise ValueError(_("Editions of different programmes cannot be compared."))
        self.was, self.became = was, became
        self.rows = {edition.pk: list(MeasureRow.objects.of(edition).with_plan()) for edition in (was, became)}

    def wording(self) -> list[Change]:
        """Changed words: passport, aspects, tasks, measures."""
        found: list[Change] = []
        for model, subject in (
            (PassportRow, lambda row: _("Passport, row %(number)s") % {"number": row.number}),
            (Aspect, lambda row: _("Aspect %(number)s") % {"number": row.number}),
        ):
            sides = [{row.number: row for row in model.objects.filter(edition=e)} for e in (self.was, self.became)]
            found += _changes(COMPARED[model], model, *sides, subject)
        tasks = [
            {
                row.task_id: row
                for row in TaskRow.objects.of(edition).select_related("parent").prefetch_related("aspects")
            }
            for edition in (self.was, self.became)
        ]
        found += _changes(TASK, TaskRow, *tasks, lambda row: _("Task %(number)s") % {"number": row.number})
        measures = [{row.measure_id: row for row in self.rows[e.pk]} for e in (self.was, self.became)]
        found += _changes(MEASURE, MeasureRow, *measures, lambda row: _("Measure %(number)s") % {"number": row.number})
        return found

    def money(self) -> list[MoneyChange]:
        """Changed amounts of measures, in the order of the plan, then the passport's yearly totals."""
        sides = [self._amounts(edition) for edition in (self.was, self.became)]
        numbers = {row.measure_id: row.number for rows in self.rows.values() for row in reversed(rows)}
        order = {
            measure: place
            for place, measure in enumerate(
                dict.fromkeys(r.measure_id for e in (self.became, self.was) for r in self.rows[e.pk])
            )
        }
        keys = sorted({*sides[0], *sides[1]}, key=lambda key: (order[key[0]], key[1], key[2].pk))
        found = [
            MoneyChange(
                _("Measure %(number)s") % {"number": numbers[measure]},
                year,
                source.name,
                *(side.get((measure, year, source), Absence.NOT_FORESEEN) for side in sides),
            )
            for measure, year, source in keys
        ]
        totals = [dict(e.passport_totals.values_list("year", "amount")) for e in (self.was, self.became)]
        for year in sorted({*totals[0], *totals[1]}):
            found.append(
                MoneyChange(_("Passport"), year, "", *(side.get(year, Absence.NOT_FORESEEN) for side in totals))
            )
        return [change for change in found if change.was != change.became]

    def _amounts(self, edition: Edition) -> dict[tuple[int, int, Any], Money]:
        return {
            (row.measure_id, allocation.year, allocation.source): allocation.amount
            for row in self.rows[edition.pk]
            for allocation in row.allocations.all()
        }

    def tables(self) -> list[Table]:
        """The changed money and the changed words, each a table; an empty one says so in its note."""
        return [self._money_table(self.money()), self._wording_table(self.wording())]

    def _heading(self, edition: Edition) -> str:
        """«редакція 1 (рішення № 46 від 16.02.2021)», or that it is a draft."""
        return f"{edition} ({edition.act or edition.get_status_display()})"

    def _money_table(self, changes: list[MoneyChange]) -> Table:
        rows = [
            Row(
                {
                    "subject": change.subject,
                    "year": str(change.year),
                    "source": change.source,
                    "was": change.was,
                    "became": change.became,
                    "difference": change.difference,
                },
                Level.ITEM if change.source else Level.SUBTOTAL,
            )
            for change in changes
        ]
        return Table(
            key="money",
            caption=_("Changed amounts, UAH."),
            columns=[
                Column("subject", _("Place in the programme"), width=2.5, heads=True),
                Column("year", _("Year"), width=0.8),
                Column("source", _("Funding source"), width=2.5),
                Column("was", _("Was: %s") % self._heading(self.was), Kind.MONEY, width=2, plan=True),
                Column("became", _("Became: %s") % self._heading(self.became), Kind.MONEY, width=2, plan=True),
                Column("difference", _("Difference"), Kind.MONEY, width=1.6),
            ],
            rows=rows,
            notes=[] if rows else [_("No amount changes.")],
        )

    def _wording_table(self, changes: list[Change]) -> Table:
        return Table(
            key="wording",
            caption=_("Changed wording."),
            columns=[
                Column("subject", _("Place in the programme"), width=1.6, heads=True),
                Column("what", _("What changes"), width=1.4),
                Column("was", _("Was: %s") % self._heading(self.was), width=4),
                Column("became", _("Became: %s") % self._heading(self.became), width=4),
            ],
            rows=[
                Row({"subject": c.subject, "what": c.what, "was": c.was or "—", "became": c.became or "—"})
                for c in changes
            ],
            notes=[] if changes else [_("No wording changes.")],
        )


def compared_fields() -> Iterable[tuple[type, set[str]]]:
    """Each model of the plan with the fields that a comparison covers or knows as identity."""
    return [(model, set(readers) | IDENTITY[model]) for model, readers in COMPARED.items()]
