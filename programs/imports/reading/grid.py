"""A table as a grid of cells, wherever it came from: a merged cell stands at every position that it covers."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

from .cells import Value, one_line, tidy
from .files import refuse_formulas
from .questions import Place


@dataclass(frozen=True, eq=False)
class FileCell:
    """One cell with its own place (upper left corner) and extent; two cells are the same only if they are one."""

    place: Place
    value: Value
    rows: int = 1
    columns: int = 1
    is_percent: bool = False
    formula_without_value: bool = False

    @cached_property
    def text(self) -> str:
        """What is printed, spaces tidied, line breaks kept."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else tidy(str(value))

    @cached_property
    def raw(self) -> str:
        """What is printed, with every space at the end of its lines: some of them are leftovers of wrapped lines."""
        return self.value if isinstance(self.value, str) else self.text

    @property
    def address(self) -> str:
        """«C4», as a workbook calls it."""
        return f"{self.place.letter}{self.row}"

    @property
    def line(self) -> str:
        return one_line(self.text)

    @property
    def row(self) -> int:
        return self.place.row

    @property
    def column(self) -> int:
        return self.place.column


@dataclass(frozen=True)
class Grid:
    """A rectangular table; rows and columns count from one. ``before`` is the text that leads to it."""

    number: int
    rows: tuple[tuple[FileCell, ...], ...]
    before: str = ""
    title: str = ""

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def at(self, row: int, column: int) -> FileCell:
        return self.rows[row - 1][column - 1]

    def distinct(self, row: int) -> list[FileCell]:
        """The cells of a row, each once."""
        found: list[FileCell] = []
        for cell in self.rows[row - 1]:
            if not any(cell is other for other in found):
                found.append(cell)
        return found

    def filled(self, row: int) -> list[FileCell]:
        return [cell for cell in self.distinct(row) if cell.text]

    def texts(self, row: int) -> tuple[str, ...]:
        return tuple(cell.line for cell in self.rows[row - 1])

    def refuse_formulas(self, *, below: int = 0, asked: Container[int] = ()) -> None:
        """Refuse formulas without values, but for amounts that the reader asks about: columns below a heading."""
        refuse_formulas(
            [
                cell.address
                for cell in self.cells()
                if cell.formula_without_value and not (cell.row > below and cell.column in asked)
            ]
        )

    def cells(self) -> Iterator[FileCell]:
        """Every cell once, in the order of reading."""
        for number, row in enumerate(self.rows, start=1):
            for position, cell in enumerate(row, start=1):
                if (cell.row, cell.column) == (number, position):
                    yield cell


def build_grid(
    number: int, cells: list[FileCell], *, height: int, width: int, before: str = "", title: str = ""
) -> Grid:
    """Lay cells out by their places; a position that no cell covers gets an empty cell of its own."""
    laid: list[list[FileCell | None]] = [[None] * width for _row in range(height)]
    for cell in cells:
        for row in range(cell.row, min(cell.row + cell.rows, height + 1)):
            for column in range(cell.column, min(cell.column + cell.columns, width + 1)):
                laid[row - 1][column - 1] = cell
    rows = tuple(
        tuple(cell or FileCell(Place(number, row, column), None) for column, cell in enumerate(line, start=1))
        for row, line in enumerate(laid, start=1)
    )
    return Grid(number, rows, before, title)
