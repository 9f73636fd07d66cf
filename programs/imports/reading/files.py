"""What kind of file it is, told by what it holds rather than by its name, and the sentence for one not to be taken."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext as _

from ...bounds import FileProblem, check_office

MAX_BYTES = 20 * 1024 * 1024
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What a part of the package can be besides whole: no package, no XML (SyntaxError), packed wrongly, under a password
# (RuntimeError), leading to parts or texts that are not there, or of values that no cell can have.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, RuntimeError, EOFError, OSError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
)


# A cell with a formula and no value behind it; some programs write every name with a prefix.
FORMULA_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
SHOWN_CELLS = 20


@contextmanager
def damage_is(sentence: str) -> Iterator[None]:
    """Turn whatever a library says about a part that is not whole into the sentence for the person."""
    try:
        yield
    except DAMAGE as error:
        raise FileProblem(sentence) from error


def formulas_without_values(content: bytes) -> list[str]:
    """The cells of a workbook whose formula was never computed; read as values they would pass for empty ones."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    return [found[1].decode() for sheet in sheets for found in FORMULA_WITHOUT_VALUE.finditer(sheet)]


def refuse_formulas(cells: Sequence[str]) -> None:
    """Refuse a file for formulas without values: nobody can say what stands there.

    Every reader of a workbook comes here. Amounts of a plan alone are asked about instead: a person has them at hand.
    """
    if cells:
        shown = ", ".join(cells[:SHOWN_CELLS]) + ("…" if len(cells) > SHOWN_CELLS else "")
        raise FileProblem(
            _("Formulas in the cells %(cells)s have no computed values: open the file in Excel and save it.")
            % {"cells": shown}
        )


def office_kind(content: bytes) -> str:
    """ "docx" or "xlsx"; anything else is refused with its remedy."""
    if not content:
        raise FileProblem(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise FileProblem(_("The file is larger than 20 MB: leave pictures and other sheets out."))
    if content.startswith(OLD_OFFICE):
        raise FileProblem(
            _(
                "This is an old Word or Excel file (DOC, XLS), or one under a password. Open it and save it as DOCX or "
                "XLSX without a password."
            )
        )
    if not content.startswith(ZIP):
        raise FileProblem(_("This is neither a Word document (DOCX) nor an Excel workbook (XLSX)."))
    with damage_is(_("The file is damaged. Save it anew.")):
        check_office(io.BytesIO(content))
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise FileProblem(_("This is neither a Word document (DOCX) nor an Excel workbook (XLSX)."))
