"""Uploaded files: which kinds are kept, how large they may be, and how each kind is told by what is inside.

The checks are validators of the fields, so that forms, services and API refuse the same.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import IO, Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from ..bounds import FileProblem, check_directory

BEFORE = b"\xef\xbb\xbf\0 \t\r\n"  # what some scanners write before the beginning
HEAD = 4096  # as much of a text is looked at as of everything else
NO_TEXT = re.compile(b"[\0-\x08\x0e-\x19\x1b-\x1f]")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of DOC and XLS

Look = Callable[[bytes, IO[bytes]], bool]


def _begins(*beginnings: bytes) -> Look:
    return lambda head, _file: head.lstrip(BEFORE).startswith(beginnings)


def _has(offset: int, mark: bytes) -> Look:
    return lambda head, _file: head[offset:].startswith(mark)


def _is_text(head: bytes, _file: IO[bytes]) -> bool:
    """Letters in the encodings of offices: those of Unicode, or that of old Windows, which knows nearly every byte."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not NO_TEXT.search(head)


def _packs(names: str = "", mimetype: str = "") -> Look:
    """An archive that holds a file whose name begins so, or says of itself that it is of that type."""

    def looks_so(_head: bytes, file: IO[bytes]) -> bool:
        try:
            check_directory(file)
            with ZipFile(file) as archive:
                inside = archive.namelist()
                if mimetype and "mimetype" in inside and archive.getinfo("mimetype").file_size < HEAD:
                    return archive.read("mimetype").strip().startswith(mimetype.encode())
                return not mimetype and any(name.startswith(names) for name in inside)
        except (
            FileProblem,
            BadZipFile,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ):  # broken, unknown or locked
            return False

    return looks_so


def _is_office(folder: str) -> Look:
    of_folder, of_types = _packs(folder), _packs("[Content_Types].xml")
    return lambda head, file: of_types(head, file) and of_folder(head, file)


def _is_of_opendocument(kind: str) -> Look:
    return _packs(mimetype=f"application/vnd.oasis.opendocument.{kind}")


_is_signed = _packs(mimetype="application/vnd.etsi.asic-e+zip")

LOOKS: dict[str, Look] = {
    "pdf": _begins(b"%PDF-"),
    **dict.fromkeys(("jpg", "jpeg"), _begins(b"\xff\xd8\xff")),
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "webp": lambda head, _file: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
    **dict.fromkeys(("tif", "tiff"), _begins(b"II*\0", b"MM\0*")),
    "docx": _is_office("word/"),
    "xlsx": _is_office("xl/"),
    "pptx": _is_office("ppt/"),
    "odt": _is_of_opendocument("text"),
    "ods": _is_of_opendocument("spreadsheet"),
    "odp": _is_of_opendocument("presentation"),
    "asice": lambda head, file: _is_signed(head, file) or _packs("META-INF/")(head, file),
    "zip": _packs(),
    **dict.fromkeys(("doc", "xls"), _begins(OLE)),
    "rtf": _begins(b"{\\rtf"),
    **dict.fromkeys(("txt", "csv"), _is_text),
    "p7s": _begins(b"0", b"MI", b"-----BEGIN"),  # a signature in bytes, in letters, and in letters between two lines
    "mp3": _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "mp4": _has(4, b"ftyp"),
}
PAPERS = ("pdf", "jpg", "jpeg", "png", "webp", "tif", "tiff", "docx", "p7s", "asice")
LARGEST_PAPER, LARGEST = 20, 50  # megabytes


def check_paper(file: Any) -> None:
    """The validator of a scan: of what was signed, or of a page that was published."""
    _check(file, PAPERS, LARGEST_PAPER)


def check_file(file: Any) -> None:
    """The validator of any file that somebody reads: an act's text, evidence of what was done."""
    _check(file, LOOKS, LARGEST)


def _check(file: Any, kinds: Iterable[str], megabytes: int) -> None:
    """Refuse a new file that is of no known kind, too large, or not what its name says; a stored one was looked at."""
    if getattr(file, "_committed", True):
        return
    kind = PurePath(file.name or "").suffix.lower().lstrip(".")
    if kind not in kinds:
        words = _("A file of this kind is not taken. Known are: %(kinds)s.")
        raise ValidationError(words, code="kind", params={"kinds": ", ".join(kinds)})
    if file.size > megabytes * 1024 * 1024:
        raise ValidationError(_("The file is larger than %(size)s MB."), code="size", params={"size": megabytes})
    if not _is_of_kind(file, kind):
        words = _("The file is named %(kind)s, but it is something else inside: save it in that format anew.")
        raise ValidationError(words, code="content", params={"kind": kind.upper()})


def _is_of_kind(file: File, kind: str) -> bool:
    file.seek(0)
    head: bytes = file.read(HEAD)
    file.seek(0)
    found = LOOKS[kind](head, file)
    file.seek(0)
    return found


def unnamed(folder: str, file_name: str) -> str:
    """A name of the portal's own: the one that the file came with may tell who is in it."""
    return f"{folder}/{uuid4().hex}{PurePath(file_name).suffix.lower()[:10]}"
