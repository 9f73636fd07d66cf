"""Attachments of proposals: taken as what they are inside, and kept without what they say of their makers.

A picture is drawn anew, so that place, camera and preview stay behind; a document of an office is packed anew without
its properties, comments' and changes' authors, earlier versions, macros and data of others; a text is written anew; of
a PDF its pages alone go into a new one (pdf.py).
"""

import re
from io import BytesIO
from pathlib import PurePath
from posixpath import normpath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from programs.bounds import FileProblem, check_office
from programs.models.files import LOOKS

from . import pdf

MEGABYTES = 10
LARGEST_PICTURE = 40_000_000  # points
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
DOCUMENTS = ("docx", "odt")
KINDS = ("pdf", *PICTURES, *DOCUMENTS, "txt")

# parts of a document that say who made it, on what, and out of what
LEFT_BEHIND = re.compile(
    r"(^docProps/|^customXml/|^meta\.xml$|^Thumbnails/|^Configurations2/|^settings\.xml$|^META-INF/documentsignatures"
    r"|/people\.xml$|printerSettings|^VersionList\.xml$|^Versions/|/comments(Ids|Extended|Extensible)\.xml$)"
)
# files within the file, and what runs: nobody cleans those
WITHIN = re.compile(r"(vbaProject|vbaData|/embeddings/|^Object |^ObjectReplacements/|^Basic/|^Scripts/|/activeX/)")
# who changed or commented and when, inside of the text
NAMED = re.compile(rb'(\s)((?:w|w15|office|text):(?:author|initials|date|userId|providerId|rsid\w*))="[^"]*"')
ELEMENTS = re.compile(
    rb"<((?:dc:creator|dc:date|meta:creator-initials|meta:initial-creator|text:author-name|text:author-initials|text:initial-creator"
    rb"|text:creator|text:sender-\w+|text:modification-date|text:creation-date|text:print\w+))(\b[^<>]*)>[^<]*</\1>"
)
OF_THE_DISK = re.compile(rb"<w:attachedTemplate\b[^>]*/>|<w:(rsids|docVars)>.*?</w:\1>", re.DOTALL)
REFERRED = re.compile(rb"<(?:Relationship|Override|Default|manifest:file-entry)\b[^>]*?/>", re.DOTALL)
TARGET = re.compile(rb'(?:Target|PartName|manifest:full-path)="/?([^"]*)"')


def cleaned(file: Any) -> ContentFile:
    """The attachment as it is kept, under a name that tells its kind alone; refused where it is not what it says."""
    kind = PurePath(file.name or "").suffix.lower().lstrip(".")
    if kind not in KINDS:
        words = _("A file of this kind is not taken. Known are: %(kinds)s.")
        raise ValidationError(words % {"kinds": ", ".join(KINDS)}, code="kind")
    if file.size > MEGABYTES * 1024 * 1024:
        raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": MEGABYTES}, code="size")
    file.seek(0)
    content: bytes = file.read()
    if not content or not LOOKS[kind](content[:4096], BytesIO(content)):
        raise _something_else(kind)
    if kind in PICTURES:
        clean = _picture(content, kind)
    elif kind in DOCUMENTS:
        clean = _document(content, kind)
    else:
        clean = _pdf(content) if kind == "pdf" else _text(content)
    return ContentFile(clean, name=f"attachment.{kind}")


def _something_else(kind: str) -> ValidationError:
    words = _("The file is named %(kind)s, but it is something else inside: save it in that format anew.")
    return ValidationError(words % {"kind": kind.upper()}, code="content")


def _picture(content: bytes, kind: str) -> bytes:
    """The points of a picture alone, turned as the camera was held."""
    written = BytesIO()
    try:
        with Image.open(BytesIO(content), formats=[PICTURES[kind]]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise ValidationError(_("The picture is too large: make it smaller."), code="size")
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGB" if kind in {"jpg", "jpeg"} else "RGBA")
            bare = Image.new(plain.mode, plain.size)
            bare.paste(plain)
            bare.save(written, PICTURES[kind], **({"quality": 88} if kind != "png" else {}))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as damage:
        if isinstance(damage, ValidationError):
            raise
        raise _something_else(kind) from damage
    return written.getvalue()


def _text(content: bytes) -> bytes:
    for encoding in (
        ("utf-8-sig", "utf-16", "cp1251") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251")
    ):
        try:
            return content.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    raise _something_else("txt")


def _pdf(content: bytes) -> bytes:
    try:
        return pdf.rewritten(content)
    except pdf.Refused as refusal:
        code = str(refusal)
        words = {
            pdf.LOCKED: _("The PDF is locked by a password: save it without one."),
            pdf.ACTIVE: _("The PDF carries other files or programs: print it into a new PDF and send that."),
            pdf.FORM: _("The PDF is a form that is still being filled in: print it into a new PDF and send that."),
            pdf.LONG: _("The PDF has more than %(pages)s pages or is too intricate: send a part of it.")
            % {"pages": pdf.MOST_PAGES},
            pdf.BROKEN: _("The PDF cannot be read: print it into a new PDF and send that."),
        }
        raise ValidationError(words[code], code=code) from refusal


def _document(content: bytes, kind: str) -> bytes:
    """A document packed anew: each part that says something of its makers is left out or emptied."""
    written = BytesIO()
    try:
        check_office(BytesIO(content))
        with ZipFile(BytesIO(content)) as packed, ZipFile(written, "w", ZIP_DEFLATED) as anew:
            parts = packed.infolist()
            if any(WITHIN.search(part.filename) for part in parts):
                raise ValidationError(
                    _("The document has other files or programs in it: take them out."), code="within"
                )
            left = {part.filename for part in parts if LEFT_BEHIND.search(part.filename)}
            for part in sorted(parts, key=lambda each: each.filename != "mimetype"):  # an ODT names itself first
                if part.filename not in left and not part.is_dir():
                    plain = ZipInfo(part.filename)  # no day, no system, no comment
                    plain.compress_type = 0 if part.filename == "mimetype" else ZIP_DEFLATED
                    anew.writestr(plain, _part(part.filename, packed.read(part), left))
    except FileProblem as problem:
        raise ValidationError(str(problem), code="content") from problem
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, error) as damage:
        raise _something_else(kind) from damage
    return written.getvalue()


def _part(name: str, content: bytes, left: set[str]) -> bytes:
    suffix = name.rpartition(".")[2].lower()
    if suffix in PICTURES:
        return _picture(content, suffix)
    if suffix not in {"xml", "rels"}:
        return content
    bare = NAMED.sub(rb'\1\2=""', content)
    bare = OF_THE_DISK.sub(b"", ELEMENTS.sub(rb"<\1\2></\1>", bare))
    if (left and suffix == "rels") or name in {"[Content_Types].xml", "META-INF/manifest.xml"}:
        bare = REFERRED.sub(lambda found: b"" if _leads_to(found[0], name, left) else found[0], bare)
    return bare


def _leads_to(entry: bytes, name: str, left: set[str]) -> bool:
    """Whether an entry of a directory leads to a part that was left out."""
    if b'TargetMode="External"' in entry and b"attachedTemplate" in entry:
        return True  # the place of a template on somebody's disk
    found = TARGET.search(entry)
    if found is None:
        return False
    target = found[1].decode(errors="replace")
    folder = PurePath(name).parent.parent if name.endswith(".rels") else PurePath()
    return target in left or normpath(folder / target) in left
