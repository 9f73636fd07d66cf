"""A paper as a tagged PDF/A-3a, printed from the same HTML table as the pages and carrying its data as JSON.

Nothing of it depends on the clock, the network or the machine's fonts: the same paper gives the same bytes.
"""

import hashlib
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from ..costly import NotPrinted
from .as_json import check_code
from .as_json import render as render_json
from .cells import printed_rows
from .paper import Paper
from .printer import PrintingFailed, print_apart, print_pdf
from .table import Table

STYLESHEET = "css/document.css"
FONTS = "fonts/tinos"
IMAGES = "img/states"


def render(paper: Paper) -> bytes:
    """The PDF of a paper, in Ukrainian; printed by a process of its own, so that the server's threads go on."""
    run = print_apart if settings.PRINT_APART else print_pdf
    try:
        return run(
            html=markup(paper),
            sheet=_static(STYLESHEET),
            widths=_widths(paper),
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
    source = hashlib.sha256(markup(paper).encode())
    source.update(render_json(paper))
    source.update(_widths(paper).encode())
    source.update(Path(_static(STYLESHEET)).read_bytes())
    return source.hexdigest()


def markup(paper: Paper) -> str:
    """The HTML that is printed."""
    address = f"{paper.site}{paper.link}" if paper.site and paper.link else ""
    context = {
        "paper": paper,
        "check_code": check_code(paper),
        "address": address,
        "qr": _qr(address, paper) if address else "",
    }
    with translation.override("uk"):
        return render_to_string(paper.template, context)


def _qr(address: str, paper: Paper) -> SafeString:
    """The code that leads from paper to its page on the portal, as an SVG with its meaning in words."""
    import segno

    drawing = segno.make(address, error="m", micro=False)
    title = paper.pointer(address)
    return mark_safe(  # noqa: S308 - drawn here, the address is escaped by segno
        drawing.svg_inline(scale=3, border=0, dark="#14213d", title=title, omitsize=True, svgclass="qr", lineclass=None)
    )


WIDTH = 23.9  # of a sheet on its side between the margins, in shares


def _widths(paper: Paper) -> str:
    """The columns' shares of the width, which a page has no place for under its policy against inline styles."""
    rules = []
    for _title, table in paper.tables:
        rules += [
            f".table--{table.key} .table__col:nth-child({number}) {{ width: {share:.2f}% }}"
            for number, share in enumerate(_shares(table), start=1)
        ]
    return "\n".join(rules)


def _shares(table: Table) -> list[float]:
    """Per cent of the width as the section wishes, but never too little for the longest amount of a column: words wrap
    and share what the amounts leave.
    """
    rows = printed_rows(table)
    needed = [
        max((_needed(row.cells[index].text) for row in rows), default=0.0) if column.kind.numeric else 0.0
        for index, column in enumerate(table.columns)
    ]
    wished = [max(column.width, least) for column, least in zip(table.columns, needed, strict=True)]
    short: set[int] = set()
    while True:
        left = WIDTH - sum(needed[index] for index in short)
        scale = left / sum(width for index, width in enumerate(wished) if index not in short)
        more = {index for index, width in enumerate(wished) if index not in short and width * scale < needed[index]}
        if not more or len(short | more) == len(wished):
            break
        short |= more
    widths = [needed[index] if index in short else width * scale for index, width in enumerate(wished)]
    return [100 * width / sum(widths) for width in widths]


def _needed(text: str) -> float:
    """The width of a number in 9 pt Tinos with its padding, in shares of about 11.4 mm; words wrap and need less."""
    if not text[-1:].isdigit():
        return 0
    return (2.3 + sum(1.6 if sign.isdigit() or sign == "−" else 0.8 for sign in text)) / 11.4


def _static(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"A paper needs the static file {path}, which is not there.")
    return found
