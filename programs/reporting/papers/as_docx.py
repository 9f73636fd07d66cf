"""A paper as DOCX, for whoever edits or sends it: the same texts in the same order as in its PDF."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..cells import head_rows, printed_rows
from ..table import Level, Table
from .minutes import Said, SittingPaper
from .official import OfficialPaper
from .signed import Annex, Grid, Part, Side, SignedPaper

FONT = "Times New Roman"
LEFT, RIGHT, EDGE = Mm(25), Mm(15), Mm(20)
WIDTH = Mm(210 - 25 - 15)
ALIGN = {
    "start": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "end": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
RULE = "_" * 20


def render(paper: SignedPaper) -> bytes:
    document = Document()
    _set_up(document, paper)
    _head(document, paper)
    for text in paper.lead:
        _paragraph(document, text, align="justify", indent=True)
    for part in paper.parts:
        _part(document, part)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # signatures never stand alone on a page
    _title(document, paper.closing)
    _sides(document, paper.sides, requisites=True)
    for annex in paper.annexes:
        _annex(document, annex, paper.sides)
    stored = BytesIO()
    document.save(stored)
    return stored.getvalue()


def render_official(paper: OfficialPaper) -> bytes:
    """A paper that one body issues."""
    document = Document()
    _set_up(document, paper)
    for line in paper.mark:
        _paragraph(document, line).paragraph_format.left_indent = Mm(95)
    _paragraph(document, paper.council.upper(), align="center", bold=True, after=10)
    heading = document.add_heading(level=1)
    _run(heading, paper.heading, bold=True, size=15)
    heading.alignment = ALIGN["center"]
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
    for line in paper.subheading:
        _paragraph(document, line, align="center", bold=True)
    _paragraph(document, "", size=6)
    if paper.facts:
        table = document.add_table(rows=len(paper.facts), cols=2)
        table.autofit = False
        for row, (name, text) in enumerate(paper.set_facts):
            _fill(table.cell(row, 0), name, "start", size=11)
            _fill(table.cell(row, 1), text, "start", size=11)
        for column, share in zip(table.columns, (32, 68), strict=True):
            _widen(column, int(WIDTH * share / 100))
    for number, part in enumerate(paper.parts, start=1):
        if part.title:
            title = document.add_heading(level=2)
            _run(title, f"{number}. {part.title}", bold=True)
            title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(14), Pt(4)
        for text in part.set_texts:
            _paragraph(document, text, align="justify", indent=True)
        if part.table:
            _table(document, part.table)
    _paragraph(document, "", size=6)
    for signatory in paper.signatories:
        words = f"{signatory.position}\t{RULE}  {RULE}"
        line = _paragraph(document, words, before=14)
        line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_ALIGN_PARAGRAPH.RIGHT)
    stored = BytesIO()
    document.save(stored)
    return stored.getvalue()


def render_sitting(paper: SittingPaper) -> bytes:
    """Minutes, an extract or a conclusion, on the margins of official letters."""
    document = Document()
    _set_up(document, paper)
    section = document.sections[0]
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    if paper.council:
        _paragraph(document, paper.council.upper(), align="center", bold=True, after=10)
    _head(document, paper)
    for label, lines in paper.facts:
        _labelled(document, f"{label}:", lines[0] if len(lines) == 1 else "")
        for line in lines if len(lines) > 1 else []:
            row = _paragraph(document, f"– {line}")
            row.paragraph_format.left_indent = Mm(10)
    for said in paper.lead:
        _said(document, said)
    for question in paper.questions:
        if question.title:
            title = document.add_heading(level=2)
            _run(title, question.title, bold=True)
            title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(14), Pt(4)
        for said in question.said:
            _said(document, said)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # signatures never stand alone on a page
    _paragraph(document, "", size=10).paragraph_format.keep_with_next = True
    for position, name in paper.signed_by:
        line = _paragraph(document, f"{position}\t{RULE}  {name or RULE}", before=14)
        line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.keep_with_next = (position, name) != paper.signed_by[-1]
    for number, mark in enumerate(paper.annex if paper.roll else []):
        line = _paragraph(document, mark, align="end")
        line.paragraph_format.page_break_before = number == 0
    for number, (words, grid) in enumerate(paper.roll):
        if number == 0:
            _title(document, "Поіменне голосування")
        _paragraph(document, words, bold=True, before=6, after=4)
        _grid(document, grid)
    stored = BytesIO()
    document.save(stored)
    return stored.getvalue()


def _labelled(document: Any, label: str, text: str) -> Any:
    """A paragraph that begins with a word in bold."""
    paragraph = _paragraph(document, "", after=3)
    _run(paragraph, label, bold=True)
    if text:
        _run(paragraph, f" {text}")
    return paragraph


def _said(document: Any, said: Said) -> None:
    for number, line in enumerate(said.set_lines):
        paragraph = (
            _labelled(document, f"{said.label}:", line) if number == 0 and said.label else _paragraph(document, line)
        )
        paragraph.alignment = ALIGN["justify"]
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_before = Pt(6 if number == 0 else 0)


def _table(document: Any, table: Table) -> None:
    """A table of the report framework: heading, rows, sums in bold, notes below."""
    heads, rows = head_rows(table), printed_rows(table)
    if not rows:
        _paragraph(document, table.empty, align="justify", indent=True)
        return
    drawn = document.add_table(rows=len(heads) + len(rows), cols=len(table.columns))
    drawn.style, drawn.alignment, drawn.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.width for column in table.columns)
    for number, column in enumerate(table.columns):
        _widen(drawn.columns[number], int(WIDTH * column.width / whole))
    for at, head in enumerate(heads):
        taken = {id(cell.column) for row in heads[:at] for cell in row if cell.column}
        place = 0
        for cell in head:
            while at and id(table.columns[place]) in taken:
                place += 1
            corner = drawn.cell(at + cell.rowspan - 1, place + cell.colspan - 1)
            _fill(drawn.cell(at, place).merge(corner), cell.title, "center", bold=True, size=9)
            place += cell.colspan
        _repeat(drawn.rows[at])
    for at, row in enumerate(rows, start=len(heads)):
        for number, printed in enumerate(row.cells):
            align = "end" if printed.column.kind.numeric else "start"
            text = "\n".join(printed.lines) if printed.lines else printed.text
            _fill(drawn.cell(at, number), text, align, bold=row.level != Level.ITEM, size=9)
        _keep_together(drawn.rows[at])
    for note in table.notes:
        _paragraph(document, note, size=9)
    _paragraph(document, "", size=6)


def _set_up(document: Any, paper: SignedPaper | OfficialPaper | SittingPaper) -> None:
    """Page, type, running lines and what the file says of itself: the council, never a person."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin = section.bottom_margin = EDGE
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "uk-UA")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.1
    if paper.notices:
        _paragraph(section.header, " · ".join(paper.notices), align="center", bold=True, size=9, color="A4262C")
    document.styles["Footer"].font.size = Pt(8)
    foot = _paragraph(section.footer, f"{paper.name} · сторінка ", align="center", size=8)
    _field(foot, "PAGE")
    foot.add_run(" із ")
    _field(foot, "NUMPAGES")
    about, made = document.core_properties, datetime.combine(paper.dated, time())
    about.title, about.author, about.last_modified_by = paper.name, paper.council, paper.council
    about.subject, about.comments, about.language = paper.program[:255], "", "uk-UA"
    about.created = about.modified = made


def _head(document: Any, paper: SignedPaper | SittingPaper) -> None:
    heading = document.add_heading(level=1)
    _run(heading, paper.heading, bold=True, size=15)
    heading.alignment = ALIGN["center"]
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
    for line in paper.subheading:
        _paragraph(document, line, align="center", bold=True)
    day = _paragraph(document, f"{paper.place or RULE}\t{paper.day}", before=14, after=12)
    day.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_ALIGN_PARAGRAPH.RIGHT)


def _part(document: Any, part: Part) -> None:
    if part.title:
        _title(document, part.title)
    for text, grid in part.set_blocks:
        if grid is None:
            _paragraph(document, text, align="justify", indent=True)
        else:
            _grid(document, grid)


def _title(document: Any, text: str) -> None:
    title = document.add_heading(level=2)
    _run(title, text.upper(), bold=True)
    title.alignment = ALIGN["center"]
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(14), Pt(6)


def _annex(document: Any, annex: Annex, sides: list[Side]) -> None:
    for number, line in enumerate(annex.mark):
        mark = _paragraph(document, line)
        mark.paragraph_format.left_indent = Mm(95)
        mark.paragraph_format.page_break_before = number == 0
    _title(document, annex.title)
    _paragraph(document, annex.lead, align="center", after=8)
    _part(document, annex.part)
    _paragraph(document, "", after=6)
    _sides(document, sides, requisites=False)


def _grid(document: Any, grid: Grid) -> None:
    heads = grid.heads
    table = document.add_table(rows=len(heads) + len(grid.rows) + len(grid.totals), cols=len(grid.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for number, column in enumerate(grid.columns):
        _widen(table.columns[number], int(WIDTH * column.share / 100))
    for row, head in enumerate(heads):
        for cell in head:
            corner = table.cell(row + cell.rows - 1, cell.place + cell.span - 1)
            _fill(table.cell(row, cell.place).merge(corner), cell.text, "center", bold=True, size=9)
        _repeat(table.rows[row])
    for row, cells in enumerate(grid.cells, start=len(heads)):
        for number, cell in enumerate(cells):
            _fill(table.cell(row, number), cell.text, cell.align)
    for row, (name, amount) in enumerate(grid.sums, start=len(heads) + len(grid.rows)):
        _fill(table.cell(row, 0).merge(table.cell(row, name.span - 1)), name.text, name.align, bold=True)
        _fill(table.cell(row, name.span), amount.text, amount.align, bold=True)
    _paragraph(document, "", size=6)


def _sides(document: Any, sides: list[Side], *, requisites: bool) -> None:
    """Two columns without rules: requisites of both parties, below them the signatures on one line."""
    table = document.add_table(rows=2, cols=2)
    table.autofit = False
    for number, side in enumerate(sides):
        upper, lower = table.cell(0, number), table.cell(1, number)
        lower.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        lines = [(side.role.upper(), True)]
        if requisites:
            lines += [(side.name, True), *((f"{name}: {text}" if name else text, False) for name, text in side.rows)]
        _lines(upper, lines)
        _lines(
            lower,
            [
                ("", False),
                (side.position or RULE, False),
                *([(side.ground, False)] if side.ground else []),
                ("", False),
                (f"{RULE} {side.signatory or RULE}", False),
                *([(side.signed_on, False)] if side.signed_on else []),
            ],
        )
        _widen(table.columns[number], WIDTH // 2)
    for row in table.rows:
        _keep_together(row)


def _lines(cell: Any, lines: list[tuple[str, bool]]) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _run(paragraph, text, bold=bold, size=11)
        paragraph.paragraph_format.keep_with_next = True


def _fill(cell: Any, text: str, align: str, *, bold: bool = False, size: float = 10) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    paragraph.paragraph_format.line_spacing = 1.0
    _run(paragraph, text, bold=bold, size=size)


def _paragraph(
    holder: Any,
    text: str,
    *,
    align: str = "start",
    indent: bool = False,
    bold: bool = False,
    size: float = 12,
    color: str = "",
    before: float = 0,
    after: float = 0,
) -> Any:
    """A paragraph; of a header or footer the one that stands there empty."""
    empty = [row for row in holder.paragraphs if not row.text] if hasattr(holder, "is_linked_to_previous") else []
    paragraph = empty[0] if empty else holder.add_paragraph()
    paragraph.alignment = ALIGN[align]
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = _run(paragraph, text, bold=bold, size=size)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)
    return paragraph


def _run(paragraph: Any, text: str, *, bold: bool = False, size: float = 12) -> Any:
    """A piece of text in the document's own type, also where a built-in heading would bring another."""
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), FONT
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        run._element.rPr.rFonts.attrib.pop(qn(theme), None)
    run.font.color.rgb = RGBColor(0, 0, 0)
    return run


def _field(paragraph: Any, code: str) -> None:
    """A number that the word processor counts."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)


def _widen(column: Any, width: int) -> None:
    """Some programs read the width of the column, some that of its cells."""
    column.width = width
    for cell in column.cells:
        cell.width = width


def _repeat(row: Any) -> None:
    """A heading row that stands on every page of its table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _keep_together(row)


def _keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
