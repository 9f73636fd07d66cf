"""The plan of an edition as a table for Excel, and the same table brought back: told by its codes, not by its words.

Every row of the table is a task or a measure under the task above it. Brought back, a cell that says what it said
changes nothing, an emptied one leaves what stands, and only a dash or the word «немає» takes it away.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ...models import Edition, Executor, Funding, FundingSource
from ...reporting import Column, Kind, Level, Row, Table
from ...texts import fold
from ...words import LONGEST_NAME
from ..reading.cells import DASHES, Unit, read_amount
from ..reading.cells import Kind as CellKind
from ..reading.grid import FileCell, Grid
from ..reading.questions import Asker, Choice, Place
from ..reading.sentences import Topic
from ..reading.texts import CONSENT
from .money import MoneyReader, Sources, paid_by
from .state import ExecutorState, FundingState, MeasureRead, PlanReading, PlanState, TaskRead, state_of

AMOUNT = re.compile(r"^(?P<source>.+), (?P<year>20\d{2}), грн$", re.DOTALL)
TAKEN_AWAY = "немає"
EARLIER_LABEL = "Позначення в документі"  # what files of an earlier version have over the labels


def headings() -> dict[str, str]:
    """The columns before the amounts; a file of the portal is Ukrainian whatever its reader's language."""
    with translation.override("uk"):
        return {
            "code": _("Code in the portal"),
            "kind": _("Row"),
            "number": _("Number"),
            "label": _("Label in the document"),
            "title": _("Task, measure"),
            "short_name": capfirst(_("short name")),
            "parent": _("Part of task"),
            "executors": _("Responsible executors"),
            "funding": _("Funding"),
            "source": _("Funding source"),
            "results": _("Expected results"),
            "aspects": capfirst(_("aspects")),
            "predecessors": _("Continues the measures"),
        }


def _words() -> dict[str, str]:
    with translation.override("uk"):
        return {"task": _("task"), "measure": _("measure")} | {value: str(label) for value, label in Funding.choices}


# The table ------------------------------------------------------------------------------------------------------------


def plan_table(edition: Edition) -> Table:
    """The whole plan of an edition with everything that a row of it says."""
    state, words = state_of(edition), _words()
    used = {each["source"] for row in state["measures"] for each in row["allocations"]}
    used |= {row["source"] for row in state["measures"] if row["source"]}
    sources = [source.name for source in FundingSource.objects.all() if source.name in used]
    wide = {"title": 6, "executors": 4, "results": 4}
    with translation.override("uk"):
        columns = [
            Column(key, heading, width=wide.get(key, 1.5), heads=key == "title") for key, heading in headings().items()
        ]
        columns += [
            Column(f"{source}:{year}", _amount_heading(source, year), Kind.MONEY, width=1.6)
            for source in sources
            for year in edition.program.years
        ]
        return Table(
            key="plan",
            caption=_(
                "Change what is to change and bring the file back as a plan: rows are told by their codes, an emptied "
                "cell leaves what stands, a dash takes it away."
            ),
            columns=columns,
            rows=[Row(cells, level) for cells, level in _rows(state, words)],
        )


def _amount_heading(source: str, year: int) -> str:
    return _("%(source)s, %(year)s, UAH") % {"source": source, "year": year}


def _rows(state: PlanState, words: Mapping[str, str]) -> Iterable[tuple[dict[str, Any], Level]]:
    for task in state["tasks"]:
        yield _said(task, words), Level.GROUP
        for measure in state["measures"]:
            if measure["task"] == task["number"]:
                yield _said(measure, words), Level.ITEM


def _said(row: Any, words: Mapping[str, str]) -> dict[str, Any]:
    """What the cells of a row say, by column."""
    said: dict[str, Any] = {name: row[name] for name in ("code", "short_name", "number", "label", "title", "results")}
    if "funding" not in row:
        parent, aspects = row["parent"], row["aspects"]
        return said | {"kind": words["task"], "parent": parent or "", "aspects": ", ".join(map(str, aspects))}
    return said | {
        "kind": words["measure"],
        "executors": "\n".join(_executor_line(each) for each in row["executors"]),
        "funding": words[row["funding"]],
        "source": row["source"] or "",
        "predecessors": ", ".join(row["predecessors"]),
        **{f"{each['source']}:{each['year']}": Decimal(each["amount"]) for each in row["allocations"]},
    }


def _executor_line(executor: Mapping[str, Any]) -> str:
    """The executor as the measure words it; who takes part by consent is marked as the document does."""
    name = executor["wording"] or executor["name"]
    return f"{name} (за згодою)" if executor["by_consent"] else name


# Brought back ---------------------------------------------------------------------------------------------------------


def find_exported(grids: Iterable[Grid]) -> tuple[Grid, int, dict[str, int]] | None:
    """The portal's own table in a file: its grid, the row of its headings, the column of each."""
    known = {fold(heading): key for key, heading in [("label", EARLIER_LABEL), *headings().items()]}
    for grid in grids:
        for row in range(1, min(grid.height, 10) + 1):
            cells = [cell for cell in grid.filled(row) if cell.row == row]
            found = {known[fold(cell.line)]: cell.column for cell in cells if fold(cell.line) in known}
            if {"code", "kind", "title"} <= found.keys():
                return grid, row, found
    return None


class ExportedReader:
    """Reads the portal's own table beside the plan that stands."""

    def __init__(
        self, exported: tuple[Grid, int, dict[str, int]], current: PlanState, sources: Mapping[str, Any], asker: Asker
    ) -> None:
        self.grid, self.heading_row, self.columns = exported
        self.asker, self.words = asker, _words()
        self.sources = Sources(asker, dict(sources))
        self.tasks = {row["code"]: row for row in current["tasks"]}
        self.measures = {row["code"]: row for row in current["measures"]}
        self.executors = {fold(name): name for name in Executor.objects.values_list("name", flat=True)}
        self.amounts = self._amount_columns()
        self.money = MoneyReader(asker, self.sources, Unit.UAH, self._default_source, lambda: None)

    def read(self) -> PlanReading:
        self.grid.refuse_formulas(below=self.heading_row, asked=self.amounts)
        tasks: list[TaskRead] = []
        measures: list[MeasureRead] = []
        numbers: dict[str, str] = {}  # of the tasks in the file, by their codes
        for row in range(self.heading_row + 1, self.grid.height + 1):
            kind = fold(self._text(row, "kind"))
            if kind == fold(self.words["task"]):
                tasks.append(self._task(row, numbers))
            elif kind == fold(self.words["measure"]) and tasks:
                measures.append(self._measure(row, tasks[-1]["number"]))
            elif any(cell.text for cell in self.grid.distinct(row)):
                read = " | ".join(cell.line for cell in self.grid.filled(row))
                self.asker.ask(Topic.ROW_LEFT_OUT, Place(self.grid.number, row), read[:200])
        return PlanReading(
            tasks=tasks,
            measures=measures,
            says=frozenset({"short_name", "executors", "results", "aspects", "predecessors"}),
            sources=self.sources.found,
            years=sorted({each["year"] for measure in measures for each in measure["allocations"]}),
            unit=Unit.UAH,
            questions=self.asker.questions,
            is_exported=True,
        )

    # Cells ---------------------------------------------------------------------------------------

    def _cell(self, row: int, key: str) -> FileCell | None:
        column = self.columns.get(key)
        return self.grid.at(row, column) if column else None

    def _text(self, row: int, key: str) -> str:
        cell = self._cell(row, key)
        return cell.text.strip() if cell else ""

    def _words_of(self, row: int, key: str, standing: str, *, needed: bool = False) -> str:
        """What a cell says: as it stood where it is empty or gone, nothing where it is taken away in so many words."""
        cell = self._cell(row, key)
        text = cell.text.strip() if cell else standing
        if text == standing or cell is None:
            return standing
        is_dash = set(text) <= DASHES and key not in {"label", "title"}  # a dash may label a measure
        if text and (fold(text) == TAKEN_AWAY or is_dash) and not needed:
            return ""
        if not text:
            self._left(cell, key, standing)
            return standing
        return text

    def _left(self, cell: FileCell, key: str, standing: str) -> None:
        if standing:
            self.asker.ask(Topic.CELL_EMPTIED, cell.place, self._heading(key), standing[:120])

    def _heading(self, key: str) -> str:
        return self.grid.at(self.heading_row, self.columns[key]).line

    # Rows ----------------------------------------------------------------------------------------

    def _task(self, row: int, numbers: dict[str, str]) -> TaskRead:
        known: Any = self.tasks.get(self._text(row, "code"))
        said = _said(known, self.words) if known else {}
        number = self._words_of(row, "number", said.get("number", ""), needed=True) or str(len(numbers) + 1)
        parent = self._words_of(row, "parent", said.get("parent", ""))
        above = next((code for code, task in self.tasks.items() if parent and task["number"] == parent), "")
        numbers[known["code"] if known else f"new {row}"] = number
        aspects = self._words_of(row, "aspects", said.get("aspects", ""))
        return {
            "code": known["code"] if known else "",
            "short_name": self._words_of(row, "short_name", said.get("short_name", ""))[:LONGEST_NAME],
            "label": self._words_of(row, "label", said.get("label", ""))[:50],
            "number": number[:20],
            "order": 0,
            "title": self._words_of(row, "title", said.get("title", ""), needed=True),
            "results": self._words_of(row, "results", said.get("results", "")),
            "parent": numbers.get(above, parent) or None,
            "aspects": [int(found) for found in re.findall(r"\d+", aspects)],
            "place": Place(self.grid.number, row),
        }

    def _measure(self, row: int, task: str) -> MeasureRead:
        known: Any = self.measures.get(self._text(row, "code"))
        said = _said(known, self.words) if known else {}
        money = self._money(row, known, said)
        predecessors = self._words_of(row, "predecessors", said.get("predecessors", ""))
        return {
            "code": known["code"] if known else "",
            "short_name": self._words_of(row, "short_name", said.get("short_name", ""))[:LONGEST_NAME],
            "task": task,
            "label": self._words_of(row, "label", said.get("label", ""))[:50],
            "number": self._words_of(row, "number", said.get("number", ""), needed=True)[:20],
            "order": 0,
            "title": self._words_of(row, "title", said.get("title", ""), needed=True),
            "funding": money["funding"],
            "source": money["source"],
            "results": self._words_of(row, "results", said.get("results", "")),
            "executors": self._executors(row, known, said),
            "predecessors": re.findall(r"[\w-]+", predecessors),
            "allocations": money["allocations"],
            "place": Place(self.grid.number, row),
        }

    def _executors(self, row: int, known: Any, said: Mapping[str, Any]) -> list[ExecutorState]:
        """A line for each; one that stands at the measure already keeps its name and its wording."""
        standing = {
            fold(_executor_line({**each, "by_consent": False})): each for each in (known["executors"] if known else [])
        }
        found: dict[str, ExecutorState] = {}
        for line in self._words_of(row, "executors", said.get("executors", "")).splitlines():
            name = " ".join(CONSENT.sub(" ", line).split())
            if not name:
                continue
            stood = standing.get(fold(name), {"name": self.executors.get(fold(name), name), "wording": ""})
            by_consent, wording = bool(CONSENT.search(line)), stood["wording"]
            found.setdefault(stood["name"], {"name": stood["name"], "by_consent": by_consent, "wording": wording})
        return list(found.values())

    # Money ---------------------------------------------------------------------------------------

    def _amount_columns(self) -> dict[int, tuple[str, int]]:
        """Source and year of each column of amounts; any other column that the portal does not know is left out."""
        found: dict[int, tuple[str, int]] = {}
        for number, cell in enumerate(self.grid.filled(self.heading_row)):
            if match := AMOUNT.match(cell.line):
                found[cell.column] = self.sources.read(cell.place, match["source"]), int(match["year"])
            elif cell.column not in self.columns.values():
                self.asker.ask(Topic.COLUMN_LEFT_OUT, Place(self.grid.number), cell.line, part=number)
        return found

    def _default_source(self) -> str:
        return next(iter(self.sources.known), "")

    def _money(self, row: int, known: Any, said: Mapping[str, Any]) -> FundingState:
        standing = {
            (each["year"], each["source"]): Decimal(each["amount"]) for each in (known["allocations"] if known else [])
        }
        amounts = {key: amount for key, amount in standing.items() if key[::-1] not in self.amounts.values()}
        for column, (source, year) in self.amounts.items():
            amount = self._amount(self.grid.at(row, column), standing.get((year, source)))
            if amount is not None:
                amounts[year, source] = amount
        funding = self._funding(row, known, said, bool(amounts))
        if funding != Funding.FUNDED:
            amounts = {}
        source = self._words_of(row, "source", said.get("source", ""))
        if funding == Funding.NOT_REQUIRED:
            return paid_by(funding, None, {})
        if not source:
            source = next((source for _year, source in amounts), "") or self._asked_source(row)
        cell = self._cell(row, "source")
        named = source if known and source == known["source"] else self.sources.read(_place(cell), source)
        return paid_by(funding, named, amounts)

    def _amount(self, cell: FileCell, standing: Decimal | None) -> Decimal | None:
        read = read_amount(cell.value)
        if read.kind is CellKind.EMPTY and not cell.formula_without_value:
            if standing is not None:
                heading = self.grid.at(self.heading_row, cell.column).line
                self.asker.ask(Topic.CELL_EMPTIED, cell.place, heading, f"{standing:.2f}")
            return standing
        if standing is not None and read.hryvnias(Unit.UAH) == standing:
            return standing
        if isinstance(cell.value, str) and fold(cell.value) == TAKEN_AWAY:
            return None
        return self.money.amount(cell, read)

    def _funding(self, row: int, known: Any, said: Mapping[str, Any], has_amounts: bool) -> Funding:
        """How the measure stands to money; where it would have amounts that it cannot have, a person says which."""
        likely = Funding(known["funding"]) if known else Funding.FUNDED if has_amounts else Funding.NOT_REQUIRED
        text = self._words_of(row, "funding", said.get("funding", ""), needed=True)
        by_words = {fold(self.words[value]): Funding(value) for value in Funding.values}
        place = _place(self._cell(row, "funding")) if "funding" in self.columns else Place(self.grid.number, row)
        choices = [Choice(value, str(label)) for value, label in Funding.choices]
        funding = by_words.get(fold(text), likely)
        if text and fold(text) not in by_words:
            answer = self.asker.ask(Topic.FUNDING_UNREADABLE, place, text[:80], likely, must=True, choices=choices)
            funding = Funding(answer)
        if funding != Funding.FUNDED and has_amounts:
            choices = [choice for choice in choices if choice.value in {Funding.FUNDED.value, funding.value}]
            answer = self.asker.ask(Topic.FUNDING_CONTRADICTS, place, text, funding, must=True, choices=choices)
            funding = Funding(answer)
        return funding

    def _asked_source(self, row: int) -> str:
        accepts: Callable[[str], bool] = lambda text: bool(text.strip())  # noqa: E731
        place = Place(self.grid.number, row)
        return self.asker.ask(Topic.SOURCE_ASSUMED, place, "", self._default_source(), must=True, accepts=accepts)


def _place(cell: FileCell | None) -> Place:
    return cell.place if cell else Place()
