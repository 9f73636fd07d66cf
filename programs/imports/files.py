"""What kind of file it is, told by what it holds rather than by its name, and the sentence for one not to be taken."""

import hashlib
import io
import zipfile

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class FileProblem(Exception):
    """A file that cannot be taken at all, with a sentence that says what to do."""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def office_kind(content: bytes) -> str:
    """ "docx" or "xlsx"; anything else is refused with its remedy."""
    if not content:
        raise FileProblem(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise FileProblem(_("The file is larger than 20 MB: leave pictures and other sheets out."))
    if content.startswith(OLD_OFFICE):
        raise FileProblem(_("This is an old Word or Excel file (DOC, XLS). Open it and save it as DOCX or XLSX."))
    if not content.startswith(ZIP):
        raise FileProblem(_("This is neither a Word document (DOCX) nor an Excel workbook (XLSX)."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            unpacked = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile as error:
        raise FileProblem(_("The file is damaged. Save it anew.")) from error
    if unpacked > MAX_UNPACKED:
        raise FileProblem(_("The file unpacks to more than 300 MB and is not taken."))
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise FileProblem(_("This is neither a Word document (DOCX) nor an Excel workbook (XLSX)."))
