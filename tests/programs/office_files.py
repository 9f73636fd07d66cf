"""Word and Excel files for the import tests, built from rows in which UP and LEFT mark what is merged."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

UP, LEFT = object(), object()  # this position belongs to the cell above, or to the one on the left
Rows = Sequence[Sequence[Any]]


def areas(rows: Rows) -> list[tuple[int, int, int, int, Any]]:
    """First row and column, last row and column and the content of every cell, counted from zero."""
    found = []
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is UP or value is LEFT:
                continue
            last_c = c
            while last_c + 1 < len(row) and row[last_c + 1] is LEFT:
                last_c += 1
            last_r = r
            while last_r + 1 < len(rows) and rows[last_r + 1][c] is UP:
                last_r += 1
            found.append((r, c, last_r, last_c, value))
    return found


def docx(*tables: Rows, before: Iterable[str] = ()) -> bytes:
    """A Word document with text and tables."""
    from docx import Document

    document = Document()
    for text in before:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        cells = [row.cells for row in table.rows]  # the table would look for each of them among all others
        for r, c, last_r, last_c, value in areas(rows):
            cell = cells[r][c]
            if (last_r, last_c) != (r, c):
                cell = cell.merge(cells[last_r][last_c])
            cell.text = "" if value is None else str(value)
        document.add_paragraph("")
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def xlsx(rows: Rows, *, merge: bool = True, above: Iterable[str] = ()) -> bytes:
    """An Excel workbook with one sheet; without ``merge`` the merged positions are left blank, as many people do."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    start = 1
    for text in above:
        sheet.cell(start, 1, text)
        start += 1
    for r, c, last_r, last_c, value in areas(rows):
        sheet.cell(start + r, 1 + c, value)
        if merge and (last_r, last_c) != (r, c):
            sheet.merge_cells(start_row=start + r, start_column=1 + c, end_row=start + last_r, end_column=1 + last_c)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def xlsx_sheets(sheets: Mapping[str, Rows]) -> bytes:
    """An Excel workbook with several named sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
