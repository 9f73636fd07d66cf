"""How deep, how wide and how many: what may come in from outside, whatever its size. One place for the limits.

A body or a file of two megabytes can ask for gigabytes, or for a recursion that ends the process: it is measured here
before anything reads it.
"""

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

MAX_JSON_DEPTH = 20  # the deepest body of the API has four levels
MAX_JSON_ITEM = 10_000  # values of one record of a long file
MAX_BODY = 2 * 1024 * 1024  # of JSON that is read at once
MAX_LINE = 64 * 1024  # characters of a line of CSV
MAX_LINES_OF_ROW = 200  # a row of CSV may have breaks in its texts
MAX_ROWS_OF_FORM = 300  # of a table that is sent by a form
MAX_ENTRIES = 2_000  # parts of an office file
MAX_DIRECTORY = 1024 * 1024  # bytes of a package's list of its parts
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ELEMENTS = 4_000_000  # of all XML in an office file
MAX_DEPTH = 200  # of XML
MAX_CELLS = 200_000  # of a sheet of a plan
MAX_CELLS_OF_TABLE = 1_000_000  # of a list that is brought back
MAX_POSITIONS = 10_000_000  # of the cells of a sheet, those between them with them
MAX_COVERED = 500_000  # positions that merged cells and links of a sheet cover

_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
_END = b"PK\x05\x06"


class FileProblem(Exception):
    """A file that cannot be taken at all, with a sentence that says what to do."""


# JSON -----------------------------------------------------------------------------------------------------------------


def check_json(body: bytes) -> None:
    """Refuse JSON nested deeper than any record; half a second of text is nothing to a regular expression."""
    if len(body) > MAX_BODY:
        raise ValueError(_("The text is longer than 2 MB: send it in parts."))
    depth = 0
    for bracket in _BRACKETS.finditer(_STRINGS.sub(b"", body)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_JSON_DEPTH:
            raise ValueError(_too_deep())


def _too_deep() -> str:
    return _("Lists and objects stand in one another more than %(depth)s deep.") % {"depth": MAX_JSON_DEPTH}


def checked_events(events: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """What ijson meets in a long JSON file, ended where a record is none: too deep or without an end."""
    depth = values = 0
    for event in events:
        kind = event[0]
        if kind == "start_map" or kind == "start_array":
            depth += 1
            if depth > MAX_JSON_DEPTH:
                raise FileProblem(_too_deep())
        elif kind == "end_map" or kind == "end_array":
            depth -= 1
            if depth <= 2:
                values = 0
        if depth > 2:
            values += 1
            if values > MAX_JSON_ITEM:
                raise FileProblem(_("A record of the file has more than 10,000 values."))
        yield event


# CSV ------------------------------------------------------------------------------------------------------------------


class Lines:
    """The lines of a text for csv.reader, none of them without measure; ``row_begins`` is told before each row."""

    def __init__(self, text: IO[str]) -> None:
        self.text, self.of_row = text, 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self.text.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.of_row += 1
        if len(line) > MAX_LINE or self.of_row > MAX_LINES_OF_ROW:
            raise FileProblem(_("A row of the file has no end: a quote is missing, or it is no CSV."))
        return line

    def rows(self, reader: Iterable[Any]) -> Iterator[Any]:
        """The rows of a reader of these lines."""
        rows = iter(reader)
        while True:
            self.of_row = 0
            try:
                row = next(rows)
            except StopIteration:
                return
            yield row


# Packages: XLSX, DOCX and whatever else is a zip ----------------------------------------------------------------------


def check_directory(file: IO[bytes]) -> None:
    """Refuse a package whose list of parts is itself too long to read."""
    file.seek(0, 2)
    file.seek(max(file.tell() - 66_000, 0))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END)
    if at >= 0 and len(tail) >= at + 20:
        count, size = struct.unpack("<HI", tail[at + 10 : at + 16])
        if count > MAX_ENTRIES or size > MAX_DIRECTORY:
            raise FileProblem(_("The file holds more than 2,000 parts: no document is made like that."))


def check_office(file: IO[bytes], cells: int = MAX_CELLS) -> None:
    """Refuse an office file that says little and means much: by what it unpacks to, and by its XML as it is written."""
    check_directory(file)
    with zipfile.ZipFile(file) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise FileProblem(_("The file unpacks to more than 100 MB: divide it."))
        left = MAX_ELEMENTS
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                with package.open(part) as source:
                    left = _Measure(left, cells).read(source)
    file.seek(0)


class _Measure:
    """One part of an office file, measured as it is read: elements, attributes, depth, cells and what they cover."""

    def __init__(self, left: int, cells: int) -> None:
        self.left, self.cells_left, self.depth, self.covered = left, cells, 0, 0
        self.positions = self.column = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.declared

    def read(self, source: IO[bytes]) -> int:
        """The elements that the other parts may still have."""
        with suppress(expat.ExpatError):  # whoever reads the file says what is damaged: some parts nobody reads
            self.parser.ParseFile(source)
        return self.left

    def declared(self, *_declaration: Any) -> None:
        raise FileProblem(_("The file declares entities of its own: no office program writes such files."))

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.left -= 1 + len(attributes) // 4
        self.depth += 1
        if self.left < 0 or self.depth > MAX_DEPTH:
            raise FileProblem(_("The file is written in more pieces than a table has: save only its table anew."))
        name = name.rpartition(":")[2]
        if name == "c":
            self.cells_left -= 1
            if self.cells_left < 0:
                raise FileProblem(_("A sheet has more cells than a table of the portal: keep only its table."))
            self.column = _area(attributes.get("r", ""))[0] or self.column + 1
        elif name == "row":
            self.positions += self.column
            self.column = 0
            if self.positions > MAX_POSITIONS:
                raise FileProblem(_("The cells of a sheet stand too far from one another: keep only its table."))
        elif name in {"mergeCell", "hyperlink"}:
            self.covered += _area(attributes.get("ref", ""))[1]
            if self.covered > MAX_COVERED:
                raise FileProblem(_("The cells of a sheet are merged over more rows and columns than a plan has."))

    def end(self, _name: str) -> None:
        self.depth -= 1


def _area(reference: str) -> tuple[int, int]:
    """The first column of «B2:C7», and how many cells it covers; zeros of what is no reference."""
    found = _REFERENCE.match(reference)
    if not found:
        return 0, 0
    left, top = _number(found[1]), int(found[2])
    right, bottom = (_number(found[3]), int(found[4])) if found[3] else (left, top)
    return left, (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
