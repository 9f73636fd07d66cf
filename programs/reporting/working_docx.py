"""The working copy of a report as DOCX, from a template with placeholders: what a council's office goes on writing.

A template is somebody's file: it is filled in a sandbox, which lets it read the values given to it and nothing else.
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from jinja2 import TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from .on_paper import PaperTable, on_paper
from .report import Report
from .table import Level

PARTS = ("title", "caption", "heads", "rows", "notes")


def render(report: Report, template: bytes | None = None) -> bytes:
    """The working copy; without a template of the council's own by the portal's."""
    from docxtpl import DocxTemplate

    with translation.override("uk"):
        document = DocxTemplate(BytesIO(template or usual_template()))
        document.render(values(report), ImmutableSandboxedEnvironment(autoescape=True), autoescape=True)
        _lay_out(document.docx, [on_paper(table) for _title, table in _tables(report)])
        target = BytesIO()
        document.save(target)
    return target.getvalue()


def _lay_out(document: Any, tables: list[PaperTable]) -> None:
    """Give the tables of sections, told by their heads, the widths that paper gives them: a loop over cells makes all
    columns alike. Figures stand at the right, sums are bold, what has one reason is one cell, a row stays whole.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Emu
    from docx.table import _Cell

    page = document.sections[0]
    whole = page.page_width - page.left_margin - page.right_margin
    waiting = [(_heads(table), table) for table in tables]
    for made in document.tables:
        texts = [cell.text for cell in made.rows[0].cells]
        table = next((table for heads, table in waiting if heads == texts), None)
        if table is None:
            continue
        waiting.remove((texts, table))
        widths = [Emu(int(whole * share / sum(table.shares))) for share in table.shares]
        made.autofit = False
        sides = "".join(f'<w:{side} w:w="55" w:type="dxa"/>' for side in ("left", "right"))
        made._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
        for column, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=False):
            column.w = width
        for row, (level, spans) in zip(made.rows, _levels(table), strict=False):
            if level != "below":
                row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for tc, width, column in zip(row._tr.tc_lst, widths, table.columns, strict=False):
                tc.width = width
                for paragraph in _Cell(tc, made).paragraphs:
                    paragraph.paragraph_format.space_after = 0
                    if column.kind.numeric and level not in {"head", "below"}:
                        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                    for run in paragraph.runs:
                        run.bold = run.bold or level in {"head", Level.GROUP, Level.SUBTOTAL, Level.TOTAL}
            cells, place = row.cells, 0
            for span in spans:
                if span > 1:
                    for spare in cells[place + 1 : place + span]:
                        spare.paragraphs[0].clear()  # what is not empty would be moved over
                    joined = cells[place].merge(cells[place + span - 1])
                    if level == Level.ITEM:
                        joined.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                place += span


def _levels(table: PaperTable) -> Iterator[tuple[str, list[int]]]:
    """What each row of a table is, and how many columns each of its cells takes."""
    yield "head", []
    for row in table.rows:
        yield row.level, [cell.colspan for cell in row.cells]
        yield from (("below", [row.width]) for _cell in row.below)


def _heads(table: PaperTable) -> list[str]:
    return [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]


def values(report: Report) -> dict[str, Any]:
    """What a template can name."""
    issued = report.issued
    return {
        "mark": _("WORKING COPY – not the report as it is submitted"),
        "council": report.council,
        "title": report.title,
        "program": report.program,
        "period": report.period_label,
        "dates": report.period.dates,
        "act": report.act,
        "edition": report.edition,
        "state": report.state,
        "number": issued.number if issued else "",
        "report_edition": issued.edition if issued else "",
        "facts": [{"label": fact.label, "text": f"{fact.text} {fact.unit}".strip()} for fact in report.facts],
        "summary": list(report.summary),
        "words": [{"heading": heading, "text": text} for heading, text in issued.words] if issued else [],
        "narrative": issued.narrative if issued else "",
        "proposal": issued.proposal if issued else "",
        "rules": list(report.rules),
        "sections": [
            _section(number, title, on_paper(table)) for number, (title, table) in enumerate(_tables(report), 1)
        ],
        "signatories": [{"part": row.part, "position": row.position, "name": row.name} for row in report.signatories],
    }


def _tables(report: Report) -> list[tuple[str, Any]]:
    return [(title, table) for title, table in report.tables if table.printed and table.rows]


def _section(number: int, title: str, table: Any) -> dict[str, Any]:
    """A table as cells of text: as many in each row as there are columns."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            cells += ["\n".join(cell.lines) or cell.text, *[""] * (cell.colspan - 1)]
        rows.append({"cells": cells, "level": row.level.value})
        rows += [
            {"cells": ["\n".join(cell.lines) or cell.text, *[""] * (row.width - 1)], "level": "below"}
            for cell in row.below
        ]
    parts = (f"{number}. {title}", table.caption, _heads(table), rows, list(table.notes))
    return {"key": table.key, **dict(zip(PARTS, parts, strict=True))}


def check_template(content: bytes, sample: Report) -> None:
    """Refuse a template that names what the portal does not know, by the names, or that cannot be read."""
    from docxtpl import DocxTemplate

    known = values(sample)
    asked: set[str] = set()

    class Unknown(Undefined):
        """Remembers its name, and goes on, so that all are told at once."""

        def __init__(self, hint: Any = None, obj: Any = None, name: Any = None, exc: Any = None) -> None:
            super().__init__(name=str(name))
            of = str(getattr(obj, "asked", "")) if isinstance(obj, Undefined) else ""
            self.asked: str = f"{of}.{name}" if of else str(name)
            asked.add(self.asked)

        def __getattr__(self, name: str) -> Any:
            if name[:2] == "__":
                raise AttributeError(name)
            return Unknown(obj=self, name=name)

        def __getitem__(self, name: Any) -> Any:
            return Unknown(obj=self, name=name)

    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=Unknown)
    try:
        document = DocxTemplate(BytesIO(content))
        asked |= document.get_undeclared_template_variables(ImmutableSandboxedEnvironment()) - known.keys()
        DocxTemplate(BytesIO(content)).render(known, environment, autoescape=True)
    except SecurityError as error:
        raise ValidationError(
            _("The template asks for what no template may have: %(what)s") % {"what": error}
        ) from error
    except TemplateError as error:
        raise ValidationError(
            _("A placeholder of the template is written wrong: %(what)s") % {"what": error}
        ) from error
    except Exception as error:
        raise ValidationError(_("The file is no DOCX template, or is broken.")) from error
    if asked:
        names = ", ".join(f"{{{{ {name} }}}}" for name in sorted(asked))
        raise ValidationError(
            _("The portal does not know these placeholders: %(names)s. Known are: %(known)s.")
            % {"names": names, "known": ", ".join(sorted(known))}
        )


@cache
def usual_template() -> bytes:
    """The portal's own template; a council takes it as the beginning of its own."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(20), Mm(15), Mm(20), Mm(15)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(12)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)

    def line(text: str, *, size: float = 12, bold: bool = False, middle: bool = False) -> None:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(size)
        if middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    line("{{ mark }}", size=10, bold=True, middle=True)
    line("{{ council }}", size=14, bold=True, middle=True)
    line("{{ title }} за {{ period }}", size=16, bold=True, middle=True)
    line("{{ program }}", middle=True)
    line("{{ act }}; {{ edition }}. {{ state }}.", size=11)
    for loop, text in (
        ("fact in facts", "{{ fact.label }}: {{ fact.text }}"),
        ("sentence in summary", "{{ sentence }}"),
    ):
        line(f"{{%p for {loop} %}}")
        line(text)
        line("{%p endfor %}")
    line("{%p for part in words %}")
    line("{{ part.heading }}", bold=True)
    line("{{ part.text }}")
    line("{%p endfor %}")
    line("{%p for section in sections %}")
    for text, size in (("{{ section.title }}", 13), ("{{ section.caption }}", 10)):
        line(text, size=size, bold=size > 10)
        document.paragraphs[-1].paragraph_format.keep_with_next = True  # no heading alone at the end of a page
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    for row, texts in enumerate(
        (
            ("{%tc for head in section.heads %}", "{{ head }}", "{%tc endfor %}"),
            ("{%tr for row in section.rows %}", "", ""),
            ("{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}"),
            ("{%tr endfor %}", "", ""),
        )
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(8), row == 0
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    line("{%p for note in section.notes %}")
    line("{{ note }}", size=9)
    line("{%p endfor %}")
    line("{%p endfor %}")
    for loop, text in (
        ("rule in rules", "{{ rule }}"),
        ("row in signatories", "{{ row.part }}: {{ row.position }}  ______________  {{ row.name }}"),
    ):
        line(f"{{%p for {loop} %}}")
        line(text, size=9 if "rule" in loop else 12)
        line("{%p endfor %}")
    target = BytesIO()
    document.save(target)
    return target.getvalue()
