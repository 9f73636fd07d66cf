"""What the columns of a plan's table are, told by its heading: roles, and for money the year and the source."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ...texts import number_in
from .cells import Unit, needs_no_funding, one_line, read_unit, read_years
from .grid import FileCell, Grid

MAX_HEADING_ROWS = 6


class Role(StrEnum):
    NUMBER = "number"
    TASK = "task"
    MEASURE = "measure"
    TASK_AND_MEASURE = "task_and_measure"
    EXECUTORS = "executors"
    SOURCE = "source"
    TERM = "term"
    RESULTS = "results"
    MONEY = "money"


_TOTAL = re.compile(
    r"^(?:\W*)(?:усього|всього|разом|загальн\w+\s+(?:обсяг|сума)|підсумок|итого|загалом)\b", re.IGNORECASE
)
_SOURCE = re.compile(
    r"бюджет|субвенц|інші\s+(?:джерела|кошти)|інших\s+джерел|небюджет|позабюджет|спонсор|грант|ґрант|донор|"
    r"власні\s+(?:кошти|надходження)|кошти\s+(?:підпри|насел|інвест)|(?:загальний|спеціальний)\s+фонд",
    re.IGNORECASE,
)
_MONEY = re.compile(r"обсяг|фінансування|кошт|вартість|сума|витрат|ресурс", re.IGNORECASE)
_PATTERNS = (
    (Role.RESULTS, re.compile(r"результат|ефект\b|показник", re.IGNORECASE)),
    (
        Role.EXECUTORS,
        re.compile(r"викона(?:в|вець|вці)|виконання,?\s*відповід|відповідальн|розпорядник", re.IGNORECASE),
    ),
    (Role.SOURCE, re.compile(r"джерел", re.IGNORECASE)),
    (Role.TERM, re.compile(r"строк|термін|етап", re.IGNORECASE)),
)
_TASK = re.compile(r"завдан|напрям|пріоритет|ціл[ьі]\b", re.IGNORECASE)
_MEASURE = re.compile(r"\bзах(?:ід|оди|одів|оду)\b|\bназва\s+робіт|\bнайменування\s+робіт", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:№|n)\s*(?:з\s*/\s*п|п\s*/\s*п|з\s*п|п\s*п)?\.?$", re.IGNORECASE)


def is_total(text: str) -> bool:
    """«Усього», «Разом» and their kin at the beginning of a cell."""
    return bool(_TOTAL.match(text))


def is_source(text: str) -> bool:
    """Whether a text names a source of money; «не потребує фінансування» does not."""
    return bool(_SOURCE.search(text)) and not needs_no_funding(text)


@dataclass(frozen=True)
class MoneyColumn:
    """A column of amounts: of a year or of the only one, of a source or of the one that the row names; or a sum."""

    column: int
    last: int  # the heading may stand over several columns of the grid
    year: int | None
    source: str
    is_sum: bool
    heading: str


@dataclass(frozen=True)
class Columns:
    """The heading of a table: where each role stands, and the last row of the heading."""

    roles: dict[Role, int]
    money: tuple[MoneyColumn, ...]
    heading: str
    last_row: int
    texts: frozenset[tuple[str, ...]] = field(default_factory=frozenset)
    ignored: tuple[str, ...] = ()

    @property
    def unit(self) -> Unit | None:
        return read_unit(self.heading)

    @property
    def years(self) -> list[int]:
        return sorted({money.year for money in self.money if money.year})

    def column(self, role: Role) -> int | None:
        return self.roles.get(role)


def find_columns(grid: Grid) -> Columns | None:
    """The heading of a plan's table, or None: one that names measures and two more things."""
    for row in range(1, min(grid.height, 40) + 1):
        if _looks_like_heading(grid, row):
            return _columns(grid, row)
    return None


def _role(text: str) -> Role | None:
    if not text or len(text) > 200:
        return None
    if _NUMBER.match(text):
        return Role.NUMBER
    if _MEASURE.search(text) and not _MONEY.search(text) and not re.search(r"викон|результат|термін|строк", text, re.I):
        return Role.TASK_AND_MEASURE if _TASK.search(text) else Role.MEASURE
    if _MONEY.search(text) and not re.match(r"\W*джерел", text, re.I):
        return Role.MONEY
    for role, pattern in _PATTERNS:
        if pattern.search(text):
            return role
    return Role.TASK if _TASK.search(text) else None


def _looks_like_heading(grid: Grid, row: int) -> bool:
    roles = {_role(cell.line) for cell in grid.filled(row)} - {None}
    return bool(roles & {Role.MEASURE, Role.TASK_AND_MEASURE}) and len(roles) >= 3


def _columns(grid: Grid, first: int) -> Columns:
    last = _last_heading_row(grid, first)
    roles: dict[Role, int] = {}
    money: list[MoneyColumn] = []
    ignored: list[str] = []
    for column, width in _headings(grid, last):
        path = _path(grid, first, last, column)
        role = _role_of_path(path) if path else None
        if role is Role.MONEY:
            money.append(_money_column(column, column + width - 1, path))
        elif role is None or role is Role.TERM or role in roles:
            ignored += [" / ".join(path)] if path else []
        else:
            number, roles[role] = _body_columns(grid, last, column, width)
            if number:
                roles.setdefault(Role.NUMBER, number)
    heading_cells = [cell for row in range(1, last + 1) for cell in grid.filled(row)]
    heading = "\n".join(dict.fromkeys(cell.line for cell in heading_cells))
    texts = frozenset(grid.texts(row) for row in range(first, last + 1))
    if all(column.is_sum for column in money):  # a single «Усього» over no parts is the amount itself
        money = [replace(column, is_sum=False) for column in money]
    return Columns(roles, tuple(money), heading, last, texts, tuple(dict.fromkeys(ignored)))


def _headings(grid: Grid, last: int) -> list[tuple[int, int]]:
    """First column and width of each heading cell of the lowest heading row."""
    found: list[tuple[int, int]] = []
    for column in range(1, grid.width + 1):
        cell = grid.at(last, column)
        if cell.column == column or not found:
            found.append((column, cell.columns - (column - cell.column)))
    return found


def _body_columns(grid: Grid, last: int, column: int, width: int) -> tuple[int | None, int]:
    """Where the numbers and where the texts stand under one heading over several columns."""
    if width == 1:
        return None, column
    texts = {
        c: [
            cell.line for row in range(last + 1, grid.height + 1) if (cell := grid.at(row, c)).text and cell.column == c
        ]
        for c in range(column, column + width)
    }
    longest = max(texts, key=lambda c: sum(map(len, texts[c])))
    numbers = [c for c, found in texts.items() if found and all(re.fullmatch(r"[\d\s.)]+", text) for text in found)]
    return (numbers[0] if numbers and numbers[0] != longest else None), longest


def _last_heading_row(grid: Grid, first: int) -> int:
    """The heading goes on over merged cells and over rows that hold years, sources and units alone."""
    last = max(cell.row + cell.rows - 1 for cell in grid.filled(first) if cell.rows <= MAX_HEADING_ROWS)
    row = last + 1
    while row <= min(grid.height, first + MAX_HEADING_ROWS) and _is_subheading(grid, row):
        last = row
        row += 1
    return last


def _is_subheading(grid: Grid, row: int) -> bool:
    cells = grid.filled(row)
    return bool(cells) and not is_numbering(grid, row) and all(_is_part_of_heading(cell) for cell in cells)


def _is_part_of_heading(cell: FileCell) -> bool:
    text = cell.line
    if len(text) > 80 or needs_no_funding(text):
        return False
    if re.fullmatch(
        r"(?:на\s+)?20\d{2}(?:\s*(?:рік|р\.?|роки))?(?:\s*\(?(?:план|прогноз)\)?)?,?(?:\s*(?:тис\.?\s*)?грн\.?)?", text
    ):
        return True
    if re.fullmatch(r"(?:у|в)\s+т(?:ому|\.)\s*ч(?:ислі|\.).*", text, re.I):
        return True
    return is_total(text) or is_source(text) or bool(re.fullmatch(r"\(?(?:тис\.?\s*)?грн\.?\)?|сума.*", text, re.I))


def is_numbering(grid: Grid, row: int) -> bool:
    """«1 2 3 4 5»: the row that numbers the columns."""
    texts = [cell.line for cell in grid.filled(row)]
    numbers = [number_in(text) for text in texts]
    first = numbers[0] if len(numbers) >= 3 else None
    return first is not None and first <= 2 and numbers == list(range(first, first + len(numbers)))


def _path(grid: Grid, first: int, last: int, column: int) -> list[str]:
    """The heading texts above a column from the top; over an unmerged top cell the text to the left counts."""
    path: list[str] = []
    for row in range(first, last + 1):
        cell = grid.at(row, column)
        text = cell.line
        if not text and row < last and grid.at(last, column).text:
            text = _to_the_left(grid, row, column, last)
        if text and text not in path:
            path.append(text)
    return path


def _to_the_left(grid: Grid, row: int, column: int, last: int) -> str:
    for other in range(column - 1, 0, -1):
        cell = grid.at(row, other)
        if cell.text:
            under = grid.at(last, other)
            return cell.line if under.text and under is not cell else ""
    return ""


def _role_of_path(path: list[str]) -> Role | None:
    leaf = path[-1]
    if len(path) > 1 and (is_source(leaf) or is_total(leaf) or read_years(leaf)):
        return Role.MONEY
    if (
        is_total(leaf)
        or re.match(r"\W*(?:на\s+)?20\d{2}", leaf)
        or (is_source(leaf) and _role(leaf) is not Role.SOURCE)
    ):
        return Role.MONEY
    found = [role for text in reversed(path) if (role := _role(text))]
    return found[0] if found else None


def _money_column(column: int, last: int, path: list[str]) -> MoneyColumn:
    year, source = None, ""
    for text in path:
        years = read_years(text)
        if len(years) == 1:
            year = years[0]
        if is_source(text) and not re.match(r"\W*(?:обсяг|джерел)", text, re.IGNORECASE):
            source = re.sub(r",?\s*(?:тис\.?\s*)?грн\.?$", "", one_line(text), flags=re.IGNORECASE).strip(" ,")
    return MoneyColumn(column, last, year, source, any(is_total(text) for text in path), " / ".join(path))
