"""Sheets of an Excel workbook (.xlsx) as grids."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from ...texts import canonical
from .cells import Value
from .files import MAX_CELLS, FileProblem, damage_is, formulas_without_values
from .grid import Cell, Grid, build_grid
from .questions import Place

MAX_SHEET_ROWS, MAX_COLUMNS = 5_000, 100


def read_excel(content: bytes) -> list[Grid]:
    """Every visible sheet that holds anything."""
    from openpyxl import load_workbook

    with damage_is(_("This is not an Excel workbook, or it is damaged. Save it anew as XLSX.")):
        _check_extent(content)
        values = load_workbook(io.BytesIO(content), data_only=True)
        formulas = load_workbook(io.BytesIO(content)) if formulas_without_values(content) else values
        grids: list[Grid] = []
        for sheet in values.worksheets:
            if sheet.sheet_state == "visible":
                grid = _grid(sheet, formulas[sheet.title], len(grids) + 1)
                if grid is not None:
                    grids.append(grid)
        return grids


def _check_extent(content: bytes) -> None:
    """Refuse sheets without measure before the library makes a cell for every position of theirs."""
    from openpyxl.utils.cell import range_boundaries

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            sheet = package.read(name)
            if sheet.count(b"<c ") > MAX_CELLS:
                raise FileProblem(_("A sheet has more than 200,000 cells: no plan is that large. Keep only its table."))
            size = 0
            for found in re.finditer(rb'<mergeCell [^>]*?ref="([A-Z0-9:$]+)"', sheet):
                left, top, right, bottom = range_boundaries(found[1].decode())
                size += (right - left + 1) * (bottom - top + 1)
            if size > MAX_SHEET_ROWS * MAX_COLUMNS:
                raise FileProblem(_("The cells of a sheet are merged over more rows and columns than a plan has."))


def _grid(sheet: Any, formulas: Any, number: int) -> Grid | None:
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    cells: list[Cell] = []
    height = width = 0
    # the cells that the file really has: iter_rows() would make every empty one up to a lone cell far below
    for (row, column), cell in sorted(sheet._cells.items()):
        formula = formulas._cells.get((row, column), cell)
        if cell.value is None and formula.value is None:
            continue
        if row > MAX_SHEET_ROWS or column > MAX_COLUMNS:
            raise FileProblem(
                _("Sheet “%(name)s” is larger than 5,000 rows or 100 columns: no plan is that large.")
                % {"name": sheet.title}
            )
        read = _cell(cell, formula, number, spans.get((row, column)))
        cells.append(read)
        height, width = max(height, row + read.rows - 1), max(width, column + read.columns - 1)
    if not cells:
        return None
    filled = {(cell.row, cell.column) for cell in cells}
    cells += [
        Cell(_place(number, row, column), None, area.max_row - row + 1, area.max_col - column + 1)
        for (row, column), area in spans.items()
        if (row, column) not in filled and row <= height and column <= width
    ]
    return build_grid(number, cells, height=height, width=width, title=sheet.title)


def _place(table: int, row: int, column: int) -> Place:
    from openpyxl.utils import get_column_letter

    return Place(table, row, column, get_column_letter(column))


def _cell(cell: Any, formula: Any, table: int, area: Any | None) -> Cell:
    rows = min(area.max_row, MAX_SHEET_ROWS) - area.min_row + 1 if area else 1
    columns = min(area.max_col, MAX_COLUMNS) - area.min_col + 1 if area else 1
    return Cell(
        _place(table, cell.row, cell.column),
        _value(cell.value),
        rows,
        columns,
        is_percent="%" in str(cell.number_format or ""),
        formula_without_value=cell.value is None and formula.value is not None,
    )


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, bool | time) or not isinstance(value, int | float | datetime | date):
        return None if value is None else str(value)
    return value
