"""A paper as a tagged PDF/A-3a, printed from the same HTML table as the pages and carrying its data as JSON.

Nothing of it depends on the clock, the network or the machine's fonts: the same paper gives the same bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from ..costly import NotPrinted
from ..words import unbroken
from .as_json import check_code
from .as_json import render as render_json
from .on_paper import WIDTH, PaperTable, on_paper
from .paper import Paper
from .printer import PrintingFailed, print_apart, print_pdf

STYLESHEET = "css/document.css"
FONTS = "fonts/tinos"
IMAGES = "img/states"


def render(paper: Paper) -> bytes:
    """The PDF of a paper, in Ukrainian; printed by a process of its own, so that the server's threads go on."""
    run = print_apart if settings.PRINT_APART else print_pdf
    html, widths = _set(paper)
    try:
        return run(
            html=html,
            sheet=_static(STYLESHEET),
            widths=widths,
            folders=_folders(),
            data=render_json(paper).decode(),
            attachment={
                "name": paper.data_name,
                "description": paper.name,
                "dated": datetime.combine(paper.dated, time()).isoformat(),
            },
        )
    except PrintingFailed as error:
        raise NotPrinted from error


def _folders() -> list[str]:
    return [str(Path(_static(folder)).resolve()) for folder in (FONTS, IMAGES)]


def digest(paper: Paper) -> str:
    """What the PDF follows from, as a hash: two papers of one digest are one file."""
    html, widths = _set(paper)
    source = hashlib.sha256(html.encode())
    source.update(render_json(paper))
    source.update(widths.encode())
    source.update(Path(_static(STYLESHEET)).read_bytes())
    return source.hexdigest()


def markup(paper: Paper) -> str:
    """The HTML that is printed."""
    return _set(paper)[0]


def _set(paper: Paper) -> tuple[str, str]:
    """The HTML that is printed, and the widths of its columns."""
    address = f"{paper.site}{paper.link}" if paper.site and paper.link else ""
    with translation.override("uk"):
        sections = _noted_once(
            [
                (title, on_paper(table, getattr(paper, "sheet", WIDTH)))
                for title, table in paper.tables
                if table.printed and table.rows
            ]
        )
        context = {
            "paper": paper,
            "sections": sections,
            "rules_after": _rules_after([table for _title, table in sections]),
            "absent": [table.empty for _title, table in paper.tables if table.printed and not table.rows],
            "check_code": check_code(paper),
            "address": address,
            "qr": _qr(address, paper) if address else "",
        }
        look = _look(getattr(paper, "form", None) or {})
        return unbroken(render_to_string(paper.template, context)), look + _widths(sections)


def _noted_once(sections: list[tuple[str, PaperTable]]) -> list[tuple[str, PaperTable]]:
    """The sections without notes that a section before says word for word."""
    said: set[str] = set()
    found = []
    for title, table in sections:
        found.append((title, replace(table, notes=[note for note in table.notes if note not in said])))
        said.update(table.notes)
    return found


def _qr(address: str, paper: Paper) -> SafeString:
    """The code that leads from paper to its page on the portal, as an SVG with its meaning in words."""
    import segno

    drawing = segno.make(address, error="m", micro=False)
    title = paper.pointer(address)
    return mark_safe(  # noqa: S308 - drawn here, the address is escaped by segno
        drawing.svg_inline(scale=3, border=0, dark="#14213d", title=title, omitsize=True, svgclass="qr", lineclass=None)
    )


def _look(form: Mapping[str, Any]) -> str:
    """Margins and size of the text as the form of a report wishes; of a sheet on its side the margins turn with it."""
    rules = ""
    if form.get("margins") == "letter":
        rules = "@page { margin: 20mm 10mm 20mm 30mm }\n@page wide { margin: 30mm 20mm 10mm 20mm }\n"
    if (size := int(form.get("size", 11))) != 11:
        rules += f".words, .words__title, .summary {{ font-size: {size}pt }}\n"
    return rules


def _rules_after(tables: list[PaperTable]) -> str:
    """The key of the section behind which it is told how the figures are counted: the basic data, or the last."""
    found = next((table for table in tables if table.pairs), None) or (tables[-1] if tables else None)
    return found.key if found else ""


def _widths(sections: list[tuple[str, PaperTable]]) -> str:
    """The columns' shares of the width, which a page has no place for under its policy against inline styles."""
    rules = []
    for _title, table in sections:
        rules += [
            f".table--{table.key} .table__col:nth-child({number}) {{ width: {share:.2f}% }}"
            for number, share in enumerate(table.shares, start=1)
        ]
    return "\n".join(rules)


def _static(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"A paper needs the static file {path}, which is not there.")
    return found
