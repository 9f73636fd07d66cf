"""A file of an office program as the tables that it holds."""

import hashlib

from .excel import read_excel
from .files import office_kind
from .word import has_tracked_changes, read_word


class Document:
    """A Word document or an Excel workbook, taken apart once however often its tables are read."""

    def __init__(self, content: bytes) -> None:
        is_word = office_kind(content) == "docx"
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.grids = read_word(content) if is_word else read_excel(content)
        self.has_tracked_changes = is_word and has_tracked_changes(content)
