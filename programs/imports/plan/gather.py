"""From tables to sections: every row of a plan put under its task and its measure, sums and strays set aside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..reading.cells import one_line
from ..reading.columns import Columns, Role, find_columns, is_source
from ..reading.grid import Cell, Grid
from ..reading.questions import Asker, Choice, Place
from ..reading.sentences import Topic
from ..reading.texts import key, number_of, part_label
from .lines import Group, Line, LineKind, Section, TotalLine, kind_of

_TASK_LABEL = re.compile(
    r"^\W*(?P<label>(?:завдання|напрям\w*|розділ|пріоритет\w*|ціль|стратегічна ціль|оперативна ціль)\s*№?\s*"
    r"(?P<number>[\d.]*\d|[IІVХX]+)\s*[.:)]?)\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Gathered:
    """The rows of a file under their tasks; ``carried`` are rows whose text goes on in the measure before."""

    sections: list[Section] = field(default_factory=list)
    totals: list[TotalLine] = field(default_factory=list)
    tables: list[Columns] = field(default_factory=list)
    context: str = ""
    carried: dict[int, list[Cell]] = field(default_factory=dict)  # id of a group -> further cells of its title


@dataclass
class Gatherer:
    """Walks through the tables once, from top to bottom."""

    asker: Asker
    found: Gathered = field(default_factory=Gathered)
    after: LineKind | None = None

    def gather(self, grids: Iterable[Grid]) -> Gathered:
        last: tuple[Columns, int] | None = None
        texts: list[str] = []
        for grid in grids:
            texts += [grid.title, grid.before]
            own = find_columns(grid)
            columns = own or (last[0] if last and last[1] == grid.width else None)
            if columns is None:
                self._leave_out(grid)
                continue
            if own is not None:
                texts.append(own.heading)
                self.found.tables.append(own)
                self._note_ignored(grid, own)
            last = columns, grid.width
            heading = own.last_row if own else 0
            amounts = [c for money in columns.money for c in range(money.column, money.last + 1)]
            grid.refuse_formulas(below=heading, asked=amounts)
            for row in range(heading + 1, grid.height + 1):
                self._take(Line(grid, row, columns))
        self.found.context = "\n".join(text for text in texts if text)
        return self.found

    def _leave_out(self, grid: Grid) -> None:
        first = next((cell.line for cell in grid.cells() if cell.text), "")
        if first:
            self.asker.ask(Topic.TABLE_LEFT_OUT, Place(grid.number), first[:80])

    def _note_ignored(self, grid: Grid, columns: Columns) -> None:
        for number, heading in enumerate(columns.ignored):
            self.asker.ask(Topic.COLUMN_LEFT_OUT, Place(grid.number), heading, part=number)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _take(self, line: Line) -> None:
        kind = kind_of(
            line,
            after_measure=self.after in {LineKind.MEASURE, LineKind.CONTINUATION},
            after_total=self.after is LineKind.TOTAL,
        )
        if kind is LineKind.SKIP:
            return
        if kind is LineKind.MEASURE and self._carries_on(line):
            kind = LineKind.CONTINUATION
        elif kind is LineKind.MEASURE:
            self._measure(line)
        elif kind is LineKind.CONTINUATION and self._group() is not None:
            self._group().lines.append(line)  # type: ignore[union-attr]
        elif kind is LineKind.TASK:
            self._task_row(line)
        elif kind is LineKind.TOTAL:
            self._total(line)
        else:
            read = " | ".join(cell.line for cell in line.grid.filled(line.row))
            self.asker.ask(Topic.ROW_LEFT_OUT, Place(line.grid.number, line.row), read[:200])
        self.after = kind

    def _group(self) -> Group | None:
        sections = self.found.sections
        return sections[-1].groups[-1] if sections and sections[-1].groups else None

    def _carries_on(self, line: Line) -> bool:
        """A row that a page break tore off the one before: small letters, and nothing beside them."""
        group = self._group()
        cell = line.cell(line.measure_role)
        if group is None or cell is None or line.row != 1 or not cell.text[:1].islower():
            return False
        if line.has_amount or line.begins(Role.SOURCE) or line.text(Role.NUMBER):
            return False
        choices = (Choice("join", _("part of the measure above")), Choice("part", _("a measure of its own")))
        if self.asker.ask(Topic.TORN_ROW, cell.place, cell.line, "join", choices=choices) == "part":
            return False
        self.found.carried.setdefault(id(group), []).append(cell)
        return True

    def _measure(self, line: Line) -> None:
        section = self._section(line)
        section.groups.append(Group([line]))

    def _section(self, line: Line) -> Section:
        """The section that a measure belongs to: a new one where its task cell says so."""
        sections = self.found.sections
        current = sections[-1] if sections else None
        cell = line.cell(Role.TASK)
        if cell is None or not cell.text or (current and current.cell is cell):
            return current or self._open(None)
        if current and current.cell and key(cell.text) and key(cell.text) == key(current.cell.text):
            return current
        if current and current.cell and not part_label(cell.line)[1]:
            return self._stray_number(cell, current)
        return self._open(cell)

    def _stray_number(self, cell: Cell, current: Section) -> Section:
        """«2.» alone in a task cell: a slip of numbering inside the task, or a task whose title was forgotten."""
        choices = (Choice("same", _("the task goes on")), Choice("new", _("a new task begins")))
        answer = self.asker.ask(Topic.STRAY_NUMBER, cell.place, cell.line, "same", choices=choices)
        return current if answer == "same" else self._open(cell)

    def _open(self, cell: Cell | None, label: str = "", *, is_heading_row: bool = False) -> Section:
        section = Section(cell, label, is_heading_row)
        self.found.sections.append(section)
        return section

    def _task_row(self, line: Line) -> None:
        cells = [cell for cell in line.grid.filled(line.row) if cell.row == line.row]
        title = next((cell for cell in cells if part_label(cell.line)[1]), cells[0])
        label = next((cell.line for cell in cells if cell is not title), "")
        self._open(title, label, is_heading_row=True)

    def _total(self, line: Line) -> None:
        lead = line.lead or line.grid.at(line.row, 1)
        source = lead.line if is_source(lead.line) else ""
        named = line.cell(Role.SOURCE)
        if named is not None and named is not lead and is_source(named.line):
            source = named.line
        self.found.totals.append(TotalLine(line, lead, len(self.found.sections), one_line(source)))


def task_label(text: str) -> tuple[str, str, str]:
    """Label, number and title of a task: «Завдання 1. Розвиток» is («Завдання 1.», «1», «Розвиток»).

    A number alone is its own title until a person gives it one.
    """
    if found := _TASK_LABEL.match(text):
        return one_line(found["label"]), found["number"], found["rest"]
    label, rest = part_label(text)
    return (label, number_of(label), rest or label) if label else ("", "", text)
