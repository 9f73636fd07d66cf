"""Sections of a plan's table read into tasks and measures: titles, labels, numbers, executors, results."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ...models import Funding
from ..reading.columns import Role
from ..reading.grid import FileCell
from ..reading.questions import Asker, Choice
from ..reading.sentences import Topic
from ..reading.texts import BULLETS, Texts, number_of, part_bullet, part_label
from .executors import Executors
from .gather import Gathered, Group, Section, task_label
from .money import MoneyReader
from .state import ExecutorState, FundingState, MeasureRead, TaskRead


@dataclass
class TaskReader:
    """Reads the sections of one file in their order."""

    asker: Asker
    texts: Texts
    executors: Executors
    money: MoneyReader
    gathered: Gathered
    _numbers: set[str] = field(default_factory=set)

    def read(self, sections: list[Section]) -> tuple[list[TaskRead], list[MeasureRead]]:
        tasks: list[TaskRead] = []
        measures: list[MeasureRead] = []
        parent: str | None = None
        for section in sections:
            label, number, title = self._title_of_task(section, len(tasks) + 1)
            results, of_measures = self._results(section)
            if not section.groups:
                parent = number
            tasks.append(
                {
                    "code": "",
                    "short_name": "",
                    "label": label,
                    "number": number,
                    "order": 0,
                    "title": title,
                    "results": results,
                    "parent": parent if section.groups else None,
                    "aspects": [],
                    "place": section.cell.place if section.cell else section.groups[0].measure_cell.place,
                }
            )
            before = len(measures)
            for group, own in zip(section.groups, of_measures, strict=True):
                measures += self._measures(section, group, number, len(measures) - before + 1, own)
        return tasks, measures

    # ---- the task ------------------------------------------------------------------------------------------------

    def _title_of_task(self, section: Section, order: int) -> tuple[str, str, str]:
        if section.cell is None:
            title = self.asker.ask(
                Topic.TASK_UNNAMED,
                section.groups[0].measure_cell.place,
                "",
                "Заходи програми",
                accepts=lambda text: bool(text.strip()),
            )
            return "", self._free_number("", str(order), section), title
        lines = self.texts.lines(section.cell)
        label, number, title = task_label("\n".join(lines))
        if section.label:
            label, number = section.label, number_of(section.label)
        elif not label and (beside := self._number_beside(section)):
            label, number = beside, number_of(beside)
        number = self._free_number(number, str(order), section)
        if " " in label.strip() and not label[0].isalpha():
            self.asker.ask(Topic.ODD_LABEL, section.cell.place, label, number)
        return label[:50], number, part_bullet(title)[1]

    def _number_beside(self, section: Section) -> str:
        """The number in a column of its own, where it numbers tasks: it begins and ends with the task's cell."""
        cell = section.groups[0].first.cell(Role.NUMBER) if section.groups else None
        if cell is None or section.cell is None or not cell.text or cell is section.cell:
            return ""
        alone = all(not group.first.begins(Role.NUMBER) for group in section.groups[1:])
        merged = section.cell.rows > 1 and (cell.row, cell.rows) == (section.cell.row, section.cell.rows)
        blank_below = alone and len(section.groups) > 1 and cell.rows == 1
        return cell.line if merged or blank_below else ""

    def _free_number(self, wanted: str, otherwise: str, section: Section) -> str:
        """A number that no task of the plan has yet; a repeated one is a slip of the document."""
        wanted = wanted[:20] or otherwise
        number = wanted
        tail = 2
        while number in self._numbers:
            number = f"{wanted}-{tail}"
            tail += 1
        if number != wanted and section.cell is not None:
            self.asker.ask(Topic.NUMBER_TWICE, section.cell.place, wanted, number)
        self._numbers.add(number)
        return number

    # ---- measures ------------------------------------------------------------------------------------------------

    def _measures(self, section: Section, group: Group, task: str, position: int, results: str) -> list[MeasureRead]:
        """One measure, or several where a person splits a cell."""
        label, lines = self._lines(section, group)
        money = self.money.read(group)
        executors = self._executors(group)
        found: list[MeasureRead] = []
        for part, title in enumerate(self._titles(group, lines)):
            if part:  # the amounts stay with the first until a person divides them
                label, money = "", _without_amounts(money)
            found.append(
                {
                    "code": "",
                    "short_name": "",
                    "task": task,
                    "label": label,
                    "number": self._number(label, task, position + part),
                    "order": 0,
                    "title": title,
                    "funding": money["funding"],
                    "source": money["source"],
                    "results": results,
                    "executors": executors,
                    "predecessors": [],
                    "allocations": money["allocations"],
                    "place": group.measure_cell.place,
                }
            )
        return found

    def _lines(self, section: Section, group: Group) -> tuple[str, list[str]]:
        """The label of a measure as printed and the lines of its title."""
        cells = [group.measure_cell, *self.gathered.carried.get(id(group), [])]
        lines = self.texts.lines(cells[0])
        for cell in cells[1:]:
            further = self.texts.lines(cell)
            lines[-1] = " ".join([lines[-1], *further[:1]])
            lines += further[1:]
        label = self._label_beside(section, group)
        bullet, rest = part_bullet(lines[0])
        if bullet and rest:
            if not label:
                self.asker.ask(Topic.BULLET, cells[0].place, lines[0][:60], rest[:60])
            return label or bullet, [rest, *(part_bullet(line)[1] for line in lines[1:])]
        inside, rest = part_label(lines[0])
        if inside and rest:
            return label or inside, [rest, *lines[1:]]
        return label, lines

    def _label_beside(self, section: Section, group: Group) -> str:
        """The label that stands beside a measure: in a column of numbers, or astray in its task cell («2.»)."""
        cell = group.first.cell(Role.NUMBER)
        if cell is not None and cell.text and cell.row >= group.first.row and cell.line != self._number_beside(section):
            return cell.line[:50]
        task = group.first.cell(Role.TASK)
        if task is not None and task is not section.cell and task.text and not part_label(task.line)[1]:
            return task.line[:50]
        return ""

    def _titles(self, group: Group, lines: list[str]) -> list[str]:
        """The title of a measure; several sentences on lines of their own may be several measures."""
        whole = "\n".join(lines)
        if len(lines) < 2 or lines[0].endswith(":"):
            return [whole]
        choices = (Choice("keep", _("one measure")), Choice("split", _("a measure for each line")))
        answer = self.asker.ask(Topic.SEVERAL_MEASURES, group.measure_cell.place, whole, "keep", choices=choices)
        return lines if answer == "split" else [whole]

    def _number(self, label: str, task: str, position: int) -> str:
        """The portal's own number: the printed one where it continues the task's, else the place in the task."""
        printed = number_of(label)
        taken = f"measure {printed}"
        if (
            printed.startswith(f"{task}.")
            and printed[-1:].isdigit()
            and len(printed) <= 20
            and taken not in self._numbers
        ):
            number = printed
        else:
            number = f"{task}.{position}"
            while f"measure {number}" in self._numbers:
                position += 1
                number = f"{task}.{position}"
        self._numbers.add(f"measure {number}")
        return number

    def _executors(self, group: Group) -> list[ExecutorState]:
        cells: list[FileCell] = []
        for line in group.lines:
            cell = line.cell(Role.EXECUTORS)
            if cell is not None and cell.text and not any(cell is other for other in cells):
                cells.append(cell)
        found: dict[str, ExecutorState] = {}
        for cell in cells:
            for executor in self.executors.read(cell, self.texts.lines(cell, bullets=True)):
                found.setdefault(executor["name"], executor)
        if not found:
            self.asker.ask(Topic.NO_EXECUTOR, group.measure_cell.place, "")
        return list(found.values())

    # ---- results -------------------------------------------------------------------------------------------------

    def _results(self, section: Section) -> tuple[str, list[str]]:
        """The expected results of the task, and those of each of its measures."""
        groups = section.groups
        task, measures = "", [""] * len(groups)
        position = 0
        while position < len(groups):
            cell = groups[position].first.cell(Role.RESULTS)
            length = 1
            while position + length < len(groups) and groups[position + length].first.cell(Role.RESULTS) is cell:
                length += 1
            if cell is not None and not _is_blank(cell):
                text = "\n".join(self.texts.lines(cell, bullets=True))
                if position == 0 and self._are_of_the_task(groups, length, cell, text):
                    task = text
                else:
                    if length > 1:
                        self.asker.ask(Topic.RESULTS_OF_SEVERAL, cell.place, text[:80])
                    measures[position : position + length] = [text] * length
            position += length
        return task, measures

    def _are_of_the_task(self, groups: list[Group], length: int, cell: FileCell, text: str) -> bool:
        """Results merged over a task are the task's; where the first measure alone has any, a person may say so."""
        if length > 1 or len(groups) == 1:
            return True
        if not _is_blank(groups[1].first.cell(Role.RESULTS)):
            return False
        choices = (Choice("task", _("results of the task")), Choice("measure", _("results of this measure alone")))
        return self.asker.ask(Topic.RESULTS_OF_TASK, cell.place, text[:80], "task", choices=choices) == "task"


def _is_blank(cell: FileCell | None) -> bool:
    return cell is None or not cell.text.strip(BULLETS + " \n")


def _without_amounts(money: FundingState) -> FundingState:
    if money["funding"] == Funding.NOT_REQUIRED:
        return money
    return {"funding": Funding.AMOUNT_NOT_STATED.value, "source": money["source"], "allocations": []}
