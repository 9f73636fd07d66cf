"""«Було / стало»: what one edition of the plan changes in another, ready to be attached to a draft decision.

Rows of both editions are matched by the identity they word (passport row by number, task, measure, measure × year ×
source) and compared field by field, by the one list of what a row says. The changes become tables, the tables the
document that page, PDF, XLSX and CSV are made of.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar, TypeVar

from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from .corrections import PLACES, corrections_of
from .finance import Absence, Money, growth, total
from .models import Aspect, Edition, Funding, LegalAct, MeasureRow, PassportRow, PassportTotal, Program, TaskRow
from .reporting import Column, Kind, Level, Row, Signatory, Table, Value, compare_words
from .reporting.as_json import table_data
from .reports import act_text, corrections_table, edition_and_act, short_title, signatories
from .words import date_text

T = TypeVar("T")
AllocationKey = tuple[int, int, Any]  # measure, year, source
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


def _changes(model: Any, key: str, title: str, was: Iterable[Any], became: Iterable[Any]) -> Iterator[Change]:
    """The changed fields of rows that say the same thing, then the whole of added ones, in the order of the document.

    ``key`` matches the rows of the two sides, ``title`` is what a row is called by.
    """
    before = {getattr(row, key): row for row in was}
    after = {getattr(row, key): row for row in became}
    for each in [*before, *(each for each in after if each not in before)]:
        old: Any = before.get(each)
        new: Any = after.get(each)
        for name in model.WORDING:
            then, now = (_text(old, name) if old else ""), (_text(new, name) if new else "")
            if name != key and then != now:
                place = PLACES[model] % {"number": (old or new).number}
                what = str(model._meta.get_field(name).verbose_name)
                yield Change(place, getattr(new or old, title), what, then, now, fate_of(old, new))


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
    def amounts(self) -> tuple[dict[AllocationKey, Decimal], dict[AllocationKey, Decimal]]:
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
        passport = PassportRow.objects.filter(**both).order_by("number")
        aspects = Aspect.objects.filter(**both).order_by("number")
        return [
            *_changes(PassportRow, "number", "label", *self._sides(passport)),
            *_changes(Aspect, "number", "name", *self._sides(aspects)),
            *_changes(TaskRow, "task_id", "title", *self._sides(tasks.order_by("order", "pk"))),
            *_changes(MeasureRow, "measure_id", "title", *self.measure_rows),
        ]

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
    numbers = dict.fromkeys(row.number for row in (old, new) if row)
    return str(PLACES[MeasureRow] % {"number": " → ".join(numbers)})


def absence_of(row: MeasureRow | None) -> Absence:
    """Why a measure has no amount of a year: it is not in the plan, needs no money, or the plan does not say."""
    if row is None or row.funding == Funding.FUNDED:
        return Absence.NOT_FORESEEN
    return Absence(row.funding)


# The tables -----------------------------------------------------------------------------------------------------------


def _sides_columns(comparison: Comparison, **options: Any) -> list[Column]:
    return [
        Column("was", _("Was (%(edition)s)") % {"edition": comparison.was}, **options),
        Column("became", _("Became (%(edition)s)") % {"edition": comparison.became}, **options),
    ]


def _money_columns(comparison: Comparison) -> list[Column]:
    return [
        Column("source", _("Funding source"), width=2.4),
        *_sides_columns(comparison, kind=Kind.MONEY, width=1.8, plan=True),
        Column("difference", _("Difference"), Kind.MONEY, width=1.6),
    ]


def _money(was: Money, became: Money) -> dict[str, Value]:
    return {"was": was, "became": became, "difference": growth(was, became)}


def money_table(comparison: Comparison) -> Table:
    """Changed amounts under each measure's own total, the sums of the changed years, the passport, the grand total."""
    changes = comparison.money()
    measures = [change for change in changes if change.measure]
    rows: list[Row] = []
    for (measure, subject, title, fate), found in groupby(measures, lambda c: (c.measure, c.subject, c.title, c.fate)):
        head = {"place": _heading(subject, title, fate), **_money(*comparison.sums(measure=measure))}
        rows.append(Row(head, Level.GROUP))
        rows += [Row({"place": str(c.year), "source": c.source, **_money(c.was, c.became)}) for c in found]
    for year in sorted({change.year for change in measures}):
        place = _("Total of the measures, %(year)s") % {"year": year}
        rows.append(Row({"place": place, **_money(*comparison.sums(year=year))}, Level.SUBTOTAL))
    for change in changes:
        if not change.measure:
            place = _("Passport, %(year)s") % {"year": change.year}
            rows.append(Row({"place": place, **_money(change.was, change.became)}, Level.SUBTOTAL))
    if measures:
        rows.append(Row({"place": _("Grand total"), **_money(*comparison.sums())}, Level.TOTAL))
    return Table(
        key="money",
        caption=_("Changed amounts of the plan, UAH."),
        columns=[Column("place", _("Measure, year"), width=6, heads=True), *_money_columns(comparison)],
        rows=rows,
        empty=_("No amount changes."),
    )


def money_list(comparison: Comparison) -> Table:
    """The changed amounts alone, each row complete in itself: what a program reads."""
    return Table(
        key="money",
        caption=_("Changed amounts of the plan, UAH."),
        columns=[
            Column("subject", _("Place in the programme"), heads=True),
            Column("title", _("Title")),
            Column("year", _("Year")),
            *_money_columns(comparison),
        ],
        rows=[
            Row(
                {
                    "subject": change.subject,
                    "title": change.title,
                    "year": str(change.year),
                    "source": change.source,
                    **_money(change.was, change.became),
                }
            )
            for change in comparison.money()
        ],
        empty=_("No amount changes."),
    )


def wording_table(comparison: Comparison) -> Table:
    rows: list[Row] = []
    for (subject, title, fate), changes in groupby(comparison.wording(), key=lambda c: (c.subject, c.title, c.fate)):
        rows.append(Row({"what": _heading(subject, title, fate)}, Level.GROUP))
        for change in changes:
            was: Value = change.was or "—"
            became: Value = change.became or "—"
            if change.was and change.became:  # of an added or dropped row everything is new or gone, without marks
                was, became = compare_words(change.was, change.became)
            rows.append(Row({"what": capfirst(change.what), "was": was, "became": became}))
    return Table(
        key="wording",
        caption=_("Changed wording: what is struck goes out, what is underlined comes in."),
        columns=[
            Column("what", _("What changes"), width=1.6, heads=True),
            *_sides_columns(comparison, width=5),
        ],
        rows=rows,
        empty=_("No wording changes."),
    )


def _heading(subject: str, title: str, fate: Fate) -> str:
    """«Захід 3.5 (додано): Подкасти»."""
    marks = {Fate.ADDED: _("added"), Fate.DROPPED: _("dropped")}
    place = f"{subject} ({marks[fate]})" if fate in marks else subject
    return f"{place}: {short_title(title)}"


# The document --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ComparisonPaper:
    """«Порівняльна таблиця» of two editions.

    ``purpose`` says what it is attached to; ``sides`` are the editions with their acts as rows of a name and a text;
    ``money`` are the changed amounts as a plain list.
    """

    template: ClassVar[str] = "programs/comparison_document.html"
    data_name: ClassVar[str] = "comparison.json"
    own_code: ClassVar[str] = ""

    slug: str
    title: str
    purpose: str
    program: str
    short_title: str
    council: str
    was: str
    became: str
    sides: list[tuple[str, str]]
    tables: list[tuple[str, Table]]
    money: Table
    signatories: list[Signatory]
    dated: date
    link: str
    code: str
    site: str = ""
    draft: bool = False
    demonstration: bool = False
    notices: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the document is called in a list of files."""
        return f"{self.title}, {self.was} – {self.became}"

    def pointer(self, address: str) -> str:
        return _("The comparison's page on the portal: %(address)s") % {"address": address}

    def data(self) -> dict[str, Any]:
        """The comparison for machines."""
        return {
            "title": self.title,
            "purpose": self.purpose,
            "program": {"slug": self.slug, "title": self.program, "short_title": self.short_title},
            "council": self.council,
            "was": self.was,
            "became": self.became,
            "sides": [{"name": name, "text": text} for name, text in self.sides],
            "draft": self.draft,
            "demonstration": self.demonstration,
            "currency": "UAH",
            "sections": [{"title": title, **table_data(table)} for title, table in self.tables],
            "signatories": [{"part": row.part, "position": row.position} for row in self.signatories],
        }


def compare(program: Program, was: Edition, became: Edition, *, neighbours: bool, site: str = "") -> ComparisonPaper:
    """What one edition of the programme changes in another; ``neighbours`` where nothing was adopted between them.

    The same two editions give the same document to the byte: nothing in it asks the clock.
    """
    with translation.override("uk"):
        comparison = Comparison(was, became)
        draft = was.is_draft or became.is_draft
        in_force = [edition.in_force_from for edition in (was, became) if edition.in_force_from]
        notices = [_("DRAFT")] if draft else []
        tables = [
            (_("Changes of the amounts"), money_table(comparison)),
            (_("Changes of the wording"), wording_table(comparison)),
            (_("Clerical corrections"), corrections_table(corrections_of(was, became))),
        ]
        if program.is_demonstration:
            notices.append(_("DEMONSTRATION DATA"))
        return ComparisonPaper(
            slug=program.slug,
            title=_("Table of comparison"),
            purpose=_purpose(became) if neighbours else _("of two editions of the programme"),
            program=program.title,
            short_title=program.short_title,
            council=program.council,
            was=str(was),
            became=str(became),
            sides=[(_("Was"), _side(was)), (_("Became"), _side(became))],
            tables=[(title, table) for title, table in tables if table.rows or table.empty],
            money=money_list(comparison),
            signatories=signatories(program),
            dated=max(in_force, default=date(program.start_year, 1, 1)),  # the data attached to the PDF bear it
            link=reverse("programs:comparison", args=[program.slug, was.number, became.number]),
            code=f"{was.number}-{became.number}",
            site=site,
            draft=draft,
            demonstration=program.is_demonstration,
            notices=notices,
        )


def _purpose(became: Edition) -> str:
    """What the table is attached to: the act that sets the second edition, or the draft of one."""
    if became.act is None:
        return _("to the draft decision on amending the programme")
    words = {
        LegalAct.Kind.DECISION: _("to decision № %(number)s of %(date)s"),
        LegalAct.Kind.ORDER: _("to order № %(number)s of %(date)s"),
        LegalAct.Kind.RESOLUTION: _("to resolution № %(number)s of %(date)s"),
        LegalAct.Kind.LAW: _("to law № %(number)s of %(date)s"),
    }
    act = became.act
    return words[LegalAct.Kind(act.kind)] % {"number": act.number, "date": date_text(act.date)}


def _side(edition: Edition) -> str:
    """«редакція 1, чинна з 16.02.2021 (рішення № 46 …, Виконавчий комітет …)»."""
    if edition.in_force_from is None:
        return edition_and_act(edition)
    return _("edition %(number)s in force from %(date)s (%(act)s)") % {
        "number": edition.number,
        "date": date_text(edition.in_force_from),
        "act": act_text(edition.act),
    }
