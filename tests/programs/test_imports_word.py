"""What Word hides in a table: tracked changes, controls, merged leftovers, inner tables, hyphens of its own."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import load_workbook
from openpyxl.styles import Font

from programs.imports.plan.reader import read_plan
from programs.imports.reading import document
from programs.imports.reading.document import has_tracked_changes, read_word
from programs.imports.reading.files import FileProblem

from .office_files import LEFT, UP, docx, xlsx


def word_table(rows: list[str], before: str = "") -> bytes:
    """A document with one table made of raw row XML."""
    document = Document()
    if before:
        document.add_paragraph(before)
    body: Any = document.element.body
    table = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    body.insert(len(body) - 1, parse_xml(table))
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inside}</w:p></w:tc>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(content: bytes) -> list[list[str]]:
    [grid] = read_word(content)
    return [[grid.at(row, column).text for column in range(1, grid.width + 1)] for row in range(1, grid.height + 1)]


def test_tracked_changes_read_as_accepted() -> None:
    inserted = f'<w:ins w:id="1" w:author="a">{run("нове ")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>старе </w:delText></w:r></w:del>'
    content = word_table([cell(inserted + deleted + run("слово"))])
    assert texts(content) == [["нове слово"]]
    assert has_tracked_changes(content)
    assert not has_tracked_changes(word_table([cell(run("слово"))]))


def test_breaks_tabs_and_hyphens_of_word_are_characters() -> None:
    inside = run("біл") + "<w:r><w:noBreakHyphen/></w:r>" + run("борди") + "<w:r><w:br/></w:r>"
    inside += run("ін") + "<w:r><w:softHyphen/></w:r>" + run("форма") + "<w:r><w:tab/></w:r>" + run("ція")
    assert texts(word_table([cell(inside)])) == [["біл-борди\nінформа ція"]]


def test_cells_in_controls_and_rows_that_begin_later_keep_their_columns() -> None:
    control = f"<w:sdt><w:sdtContent>{cell(run('б'))}</w:sdtContent></w:sdt>"
    shifted = f'<w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell(run("г"))}'
    assert texts(word_table([cell(run("а")) + control, shifted])) == [["а", "б"], ["", "г"]]


def test_a_cell_merged_downwards_keeps_text_that_hides_in_its_lower_part() -> None:
    rows = [
        cell(run("вгорі"), '<w:vMerge w:val="restart"/>') + cell(run("1")),
        cell(run("внизу"), "<w:vMerge/>") + cell(run("2")),
    ]
    assert texts(word_table(rows)) == [["вгорі\nвнизу", "1"], ["вгорі\nвнизу", "2"]]


def test_a_table_inside_a_cell_is_text_of_the_cell() -> None:
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell(run('всередині'))}</w:tr></w:tbl><w:p/>"
    assert texts(word_table([f"<w:tc><w:tcPr/><w:p>{run('зовні')}</w:p>{inner}</w:tc>"])) == [["зовні\nвсередині"]]


def test_merged_cells_are_one_cell_at_every_position() -> None:
    [grid] = read_word(docx([["а", LEFT, "б"], [UP, UP, "в"]]))
    assert [[c.text for c in grid.distinct(row)] for row in (1, 2)] == [["а", "б"], ["а", "в"]]
    assert grid.at(1, 1) is grid.at(2, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 old office",
        b"%PDF-1.7",
        docx([["Захід", "Сума"]]),
        xlsx([["Назва", 1]]),
        docx(),
    ],
    ids=["empty", "broken", "doc", "pdf", "no plan in docx", "no plan in xlsx", "no table"],
)
def test_a_file_that_holds_no_plan_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(FileProblem, match=r"\w+"):
        read_plan(document.Document(content))


PLAN: list[list[Any]] = [
    ["Завдання", "Заходи", "Виконавці", "Джерела", "2026, грн"],
    ["Ліс", "Посадка", "Лісгосп", "Місцевий бюджет", 7],
]


def test_a_lone_cell_far_below_and_a_span_without_measure_do_not_fill_the_memory() -> None:
    book = load_workbook(io.BytesIO(xlsx(PLAN)))
    book.active.cell(1_048_576, 16_384).font = Font(bold=True)
    output = io.BytesIO()
    book.save(output)
    assert [m["title"] for m in read_plan(document.Document(output.getvalue())).measures] == ["Посадка"]
    wide = word_table([cell(run("а"), '<w:gridSpan w:val="999999999"/>')])
    assert texts(wide) == [["а"] * 63]


def test_a_sheet_merged_as_a_whole_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(PLAN))) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>'
            target.writestr(name, source.read(name).replace(b"</sheetData>", merged))
    with pytest.raises(FileProblem):
        read_plan(document.Document(output.getvalue()))
