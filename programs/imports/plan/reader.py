"""A full plan from an XLSX sheet or from the Word table of a decision."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypedDict

from django.utils.translation import gettext as _

from ...finance import ZERO
from ...models import FundingSource
from ..reading.cells import Kind, Unit, read_amount, read_unit, read_years
from ..reading.columns import MoneyColumn, Role
from ..reading.document import Document
from ..reading.files import FileProblem
from ..reading.grid import Grid
from ..reading.questions import Asker, Choice, Place, as_printed
from ..reading.sentences import Topic
from ..reading.texts import Texts, key, words_of
from .executors import Executors, defined_abbreviations
from .gather import Gathered, Gatherer, Section, TotalLine
from .money import MoneyReader, Sources, level_of
from .state import MeasureRead, PlanReading, TotalCheck, add_years
from .tasks import TaskReader

LARGE = 100_000  # thousands of hryvnias for one measure: more than a city's whole programme, so the heading may err


class Known(TypedDict, total=False):
    """What the portal knows already and a reader may recognise: names and the term of the programme."""

    sources: dict[str, FundingSource.Level]
    executors: list[str]
    years: list[int]


def read_plan(
    document: Document, *, known: Known | None = None, answers: Mapping[str, str] | None = None
) -> PlanReading:
    """What a file says about a plan; with ``answers`` (by the keys of the questions) as a person decided."""
    asker = Asker(answers or {})
    if document.has_tracked_changes:
        asker.ask(Topic.TRACKED_CHANGES, Place(), "")
    return _PlanReader(document.grids, known or {}, asker).read()


class _PlanReader:
    """One reading of one file."""

    def __init__(self, grids: list[Grid], known: Known, asker: Asker) -> None:
        self.known, self.asker = known, asker
        self.gathered: Gathered = Gatherer(asker).gather(grids)
        if not any(section.groups for section in self.gathered.sections):
            raise FileProblem(
                _(
                    "No table of tasks and measures was found: its heading has to name the measures, who carries them "
                    "out and the money."
                )
            )
        self.texts = Texts(asker, words_of(cell.text for grid in grids for cell in grid.cells()))
        explained = defined_abbreviations(self.gathered.context)
        self.executors = Executors(asker, tuple(known.get("executors", ())), explained)
        self.sources = Sources(asker, dict(known.get("sources", {})))

    def read(self) -> PlanReading:
        printed, unit = self._unit()
        self._learn_executors()
        money = MoneyReader(self.asker, self.sources, unit, self._default_source, self._the_year)
        sections = self._with_measures()
        tasks, measures = TaskReader(self.asker, self.texts, self.executors, money, self.gathered).read(sections)
        numbers = {id(section): task["number"] for section, task in zip(sections, tasks, strict=True)}
        totals = check_totals(self.asker, self.gathered, numbers, measures, unit)
        roles = {role for columns in self.gathered.tables for role in columns.roles}
        return PlanReading(
            tasks=tasks,
            measures=measures,
            says=frozenset(role.value for role in roles & {Role.EXECUTORS, Role.RESULTS}),
            sources=self.sources.found,
            years=sorted({each["year"] for m in measures for each in m["allocations"]} | set(self._years())),
            unit=unit,
            printed_unit=printed,
            totals=totals,
            questions=self.asker.questions,
        )

    def _learn_executors(self) -> None:
        lines: list[list[str]] = []
        for section in self.gathered.sections:
            for group in section.groups:
                cell = group.first.cell(Role.EXECUTORS)
                if cell is not None and cell.text:
                    lines.append(self.texts.lines(cell, bullets=True))
        self.executors.learn(lines)

    # ---- tasks without measures ----------------------------------------------------------------------------------

    def _with_measures(self) -> list[Section]:
        """Sections that the plan keeps: those with measures, and titles that stand directly above another title."""
        kept: list[Section] = []
        sections = self.gathered.sections
        for section, following in zip(sections, [*sections[1:], None], strict=True):
            if section.groups or self._is_parent(section, following):
                kept.append(section)
        return kept

    def _is_parent(self, section: Section, following: Section | None) -> bool:
        """Whether a title without measures stands over the task below it; a person may leave it out."""
        cell = section.cell
        if cell is None:
            return False
        may_be = section.is_heading_row and following is not None and (following.groups or following.is_heading_row)
        choices = [Choice("leave_out", _("no task: leave it out"))]
        if may_be:
            choices.append(Choice("parent", _("a task above the next one")))
        suggestion, read = choices[-1].value, cell.line[:200]
        return self.asker.ask(Topic.TASK_WITHOUT_MEASURES, cell.place, read, suggestion, choices=choices) == "parent"

    # ---- what holds for the whole file ---------------------------------------------------------------------------

    def _years(self) -> list[int]:
        """The years of the headings; those of the caption where no heading names any; else the programme's."""
        headed = sorted({year for columns in self.gathered.tables for year in columns.years})
        return headed or read_years(self.gathered.context) or list(self.known.get("years", ()))

    def _the_year(self) -> int | None:
        """The year of an amount whose column names none."""
        years = self._years()
        if len(years) == 1:
            answer = self.asker.ask(
                Topic.YEAR_ASSUMED, Place(), "", str(years[0]), accepts=lambda text: len(read_years(text)) == 1
            )
        else:
            answer = self.asker.ask(
                Topic.YEAR_UNKNOWN,
                Place(),
                ", ".join(map(str, years)),
                str(years[0]) if years else "",
                must=True,
                accepts=lambda text: len(read_years(text)) == 1,
            )
        return int(answer) if answer else None

    def _default_source(self) -> str:
        """The source of amounts that name none."""
        known = list(self.sources.known)
        suggestion = known[0] if len(known) == 1 else "Місцевий бюджет"
        answer = self.asker.ask(
            Topic.SOURCE_ASSUMED, Place(), "", suggestion, must=True, accepts=lambda text: bool(text.strip())
        )
        return self.sources.read(Place(), answer)

    def _unit(self) -> tuple[Unit | None, Unit]:
        """In what the table says to count, and in what it is taken to: asked where it is silent or contradicts itself.

        The question shows the yearly totals that either unit would give.
        """
        printed = next((unit for columns in self.gathered.tables if (unit := columns.unit)), None)
        printed = printed or read_unit(self.gathered.context)
        written = self._written_by_year()
        largest = max((amount for _year, amount in written), default=ZERO)
        contradicts = printed is Unit.THOUSAND_UAH and largest >= LARGE
        suggestion = Unit.UAH if contradicts or (printed is None and largest >= 1000) else printed or Unit.THOUSAND_UAH
        choices = [
            Choice(unit.value, _unit_words(unit, add_years((year, amount * unit.factor) for year, amount in written)))
            for unit in Unit
        ]
        kind = Topic.UNIT_UNKNOWN if printed is None else Topic.UNIT_ASSUMED
        kind = Topic.UNIT_CONTRADICTS if contradicts else kind
        read = "" if printed is None else _unit_name(printed)
        answer = self.asker.ask(
            kind, Place(), read, suggestion.value, must=contradicts or printed is None, choices=choices
        )
        return printed, Unit(answer)

    def _written_by_year(self) -> list[tuple[int, Decimal]]:
        """Every amount of a measure as its cell has it, without the sums."""
        seen: set[int] = set()  # a merged cell is met at each of its positions
        found: list[tuple[int, Decimal]] = []
        years = self._years()
        for line in (line for s in self.gathered.sections for group in s.groups for line in group.lines):
            for column in line.columns.money:
                cell = line.money_cell(column)
                read = read_amount(cell.value)
                if column.is_sum or read.kind is not Kind.AMOUNT or id(cell) in seen:
                    continue
                seen.add(id(cell))
                found.append((column.year or (years[0] if len(years) == 1 else 0), read.amount or ZERO))
        return found


def _unit_name(unit: Unit) -> str:
    return _("hryvnias") if unit is Unit.UAH else _("thousands of hryvnias")


def _unit_words(unit: Unit, totals: Mapping[int, Decimal]) -> str:
    unnamed = _("without a year")
    years = "; ".join(f"{year or unnamed}: {as_printed(f'{amount:.2f}')}" for year, amount in totals.items())
    return _("%(unit)s, so that the plan comes to %(total)s UAH (%(years)s)") % {
        "unit": _unit_name(unit),
        "total": as_printed(f"{sum(totals.values(), ZERO):.2f}"),
        "years": years,
    }


# Sums that the file prints: never imported, never silently wrong ------------------------------------------------------

_OF_TASK = re.compile(r"завдан|напрям|розділ|пункт|ціл[ьі]", re.IGNORECASE)
_OF_ALL = re.compile(r"програм", re.IGNORECASE)


def check_totals(
    asker: Asker, gathered: Gathered, numbers: Mapping[int, str], measures: list[MeasureRead], unit: Unit
) -> tuple[TotalCheck, ...]:
    """Every printed sum beside the computed one; a difference has to be decided on.

    ``numbers`` are those of the tasks by the ids of their sections.
    """
    checks: list[TotalCheck] = []
    for total in gathered.totals:
        before = [number for s in gathered.sections[: total.section] if (number := numbers.get(id(s)))]
        if not before:
            continue
        everything = [m for m in measures if m["task"] in before]
        scope = _scope(total, [m for m in measures if m["task"] == before[-1]], everything, unit)
        for column in total.line.columns.money:
            sums = _sums(total, column, scope, unit)
            place = total.line.money_cell(column).place
            if sums is not None and all(check.place != place for check in checks):
                whole = len(everything) == len(scope) and not (column.source or total.source)
                checks.append(TotalCheck(place, total.lead.line, column.heading, *sums, column.year, whole))
    for check in checks:
        if check.difference:
            _ask(asker, check)
    return tuple(checks)


def _scope(
    total: TotalLine, of_task: list[MeasureRead], everything: list[MeasureRead], unit: Unit
) -> list[MeasureRead]:
    """The measures that a sum is about: of the last task or of all so far, by its words, else by what fits."""
    if _OF_ALL.search(total.lead.line):
        return everything
    if _OF_TASK.search(total.lead.line):
        return of_task

    def fits(measures: list[MeasureRead]) -> bool:
        sums = [_sums(total, column, measures, unit) for column in total.line.columns.money]
        return all(found is None or found[0] == found[1] for found in sums)

    return of_task if fits(of_task) and not fits(everything) else everything


def _sums(
    total: TotalLine, column: MoneyColumn, measures: list[MeasureRead], unit: Unit
) -> tuple[Decimal, Decimal] | None:
    """What the file prints in a column, and what the measures add up to; None where it prints nothing of its own."""
    cell = total.line.money_cell(column)
    printed = read_amount(cell.value).hryvnias(unit)
    if printed is None or cell.column < column.column:
        return None
    wanted = _source_filter(column.source or total.source)
    amounts = [
        Decimal(each["amount"])
        for measure in measures
        for each in measure["allocations"]
        if column.year in (None, each["year"]) and wanted(each["source"])
    ]
    return printed, sum(amounts, ZERO)


def _source_filter(name: str) -> Callable[[str], bool]:
    """Whether a source is the one that a sum names, by its words or, where they differ, by its level."""
    if not name:
        return lambda source: True
    return lambda source: key(source) in key(name) or key(name) in key(source) or level_of(source) == level_of(name)


def _ask(asker: Asker, check: TotalCheck) -> None:
    choices = (
        Choice("measures", _("the measures are right: %(amount)s") % {"amount": as_printed(f"{check.computed:f}")}),
    )
    asker.ask(
        Topic.TOTAL_DIFFERS,
        check.place,
        f"{check.printed:f}",
        "measures",
        must=True,
        choices=choices,
        detail=f"{check.difference:+f}",
    )
