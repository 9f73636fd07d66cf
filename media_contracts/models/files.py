"""Scans and screenshots: kept for staff alone, under names that tell nothing."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

LARGEST = 20 * 1024 * 1024
check_extension = FileExtensionValidator(
    ["pdf", "jpg", "jpeg", "png", "webp", "tif", "tiff", "docx", "p7s", "asice"],
    _("A file of this kind is not taken. Known are: %(allowed_extensions)s."),
)
# How a file of a kind begins: a page of the web that was saved as «.pdf» begins otherwise.
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "webp": (b"RIFF",),
    **dict.fromkeys(("tif", "tiff"), (b"II*\0", b"MM\0*")),
    **dict.fromkeys(("docx", "asice"), (b"PK\x03\x04",)),
    "p7s": (b"0", b"MI", b"-----BEGIN"),  # a signature in bytes, in letters, and in letters between two lines
}
BEFORE = b"\xef\xbb\xbf\0 \t\r\n"  # what some scanners write before the beginning


def private_name(instance: Any, filename: str) -> str:
    """A random name in the private folder: what a person called the file may hold somebody's name or number."""
    return f"private/contracts/{uuid4().hex}{PurePath(filename).suffix.lower()}"


def check_size(file: File) -> None:
    """Refuse a new file that no scanner of an office makes."""
    if not getattr(file, "_committed", True) and file.size and file.size > LARGEST:
        raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": LARGEST // 1024 // 1024})


def check_content(file: File) -> None:
    """Refuse a new file that is not what its name says; what is stored was looked at when it came."""
    if getattr(file, "_committed", True):
        return
    suffix = PurePath(file.name or "").suffix.lower().lstrip(".")
    file.seek(0)
    beginning = file.read(1024).lstrip(BEFORE)
    file.seek(0)
    if suffix in BEGINNINGS and not beginning.startswith(BEGINNINGS[suffix]):
        words = _("The file is named %(kind)s, but it is something else inside: save it as PDF or as a picture anew.")
        raise ValidationError(words, code="content", params={"kind": suffix.upper()})
