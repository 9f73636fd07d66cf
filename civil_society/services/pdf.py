"""A PDF written anew from the pages that somebody reads; run as a file of its own, it is the process that does so.

Of the document nothing is taken along but its pages: no properties, no earlier versions, no names, no data of programs.
Notes and filled fields are drawn into their page, then dropped with the names of who wrote them. What stands in a PDF
without being read – metadata of each picture and font, thumbnails, places on a map – is taken out wherever it stands.
A document that is locked, runs something or carries other files is refused: nobody would know what was kept.

The reader of PDF is no Python: it works in a process of its own, with a bound on memory and time, so that an evil file
ends that process and no page of the portal.
"""

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

SECONDS, MEMORY, UNPACKED = 10, 1024**3, 200 * 1024**2
MOST_PAGES, MOST_OBJECTS = 300, 200_000

# What a page needs to be read. Left out are, among others, its notes, thumbnail, actions and places on a map.
OF_A_PAGE = {
    *("/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    *("/Rotate", "/UserUnit", "/Group"),
}
# What anything of a page may carry along about its making: metadata, data of programs, other renditions, other files.
CARRIED = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/CreatorInfo", "/Measure", "/PtData")
CARRIED_BY_STREAMS = (*CARRIED, "/OPI", "/Alternates", "/Ref", "/F", "/FFilter", "/FDecodeParms")
RUNS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/Rendition", "/Movie", "/Sound", "/Trans3D"}
WITHIN = {"/EmbeddedFiles", "/EF", "/JS", "/XFA", "/RichMediaContent", "/Collection"}

# why a document is not taken, by the status that the process ends with
LOCKED, ACTIVE, FORM, LONG, BROKEN = "locked", "active", "form", "long", "broken"
MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
STATUS = {10: LOCKED, 11: ACTIVE, 12: FORM, 13: LONG, 14: BROKEN}


class Refused(Exception):
    """A document that is not taken; its text is one of the reasons above."""


def rewritten(content: bytes) -> bytes:
    """The document as it is kept; refused where it is one that is not."""
    try:
        done = subprocess.run(  # noqa: S603 - this very file
            [sys.executable, "-I", __file__], input=content, capture_output=True, timeout=3 * SECONDS
        )
    except subprocess.TimeoutExpired as late:
        raise Refused(BROKEN) from late
    if done.returncode:
        raise Refused(STATUS.get(done.returncode, BROKEN))
    return done.stdout


def _objects(pdf: Any) -> Iterator[Any]:
    """Every dictionary of a document, also those that stand inside of others and in lists."""
    import pikepdf

    stack, count = list(pdf.objects), 0
    while stack:
        each = stack.pop()
        below: Any
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            yield each
            below = [each[name] for name in each.keys()]  # noqa: SIM118  (going through one gives no names)
        elif isinstance(each, pikepdf.Array):
            below = each
        else:
            continue
        count += 1
        if count > MOST_OBJECTS:
            raise Refused(LONG)
        stack += [found for found in below if isinstance(found, pikepdf.Object) and not found.is_indirect]


def _check(pdf: Any) -> None:
    """Refuse what is locked, runs, carries files, or is still a form that its program would draw."""
    if pdf.is_encrypted:
        raise Refused(LOCKED)
    if len(pdf.pages) > MOST_PAGES:
        raise Refused(LONG)
    for each in _objects(pdf):
        if each.keys() & WITHIN or str(each.get("/S", "")) in RUNS or str(each.get("/Subtype", "")) in {"/3D", "/PS"}:
            raise Refused(ACTIVE)
    form = pdf.Root.get("/AcroForm", {})
    if form.get("/NeedAppearances", False):
        raise Refused(FORM)


def clean(content: bytes) -> bytes:
    """The pages alone, in a new document."""
    import pikepdf

    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=UNPACKED, run_length_max_memory=UNPACKED, png_max_memory=UNPACKED, tiff_max_memory=UNPACKED
    )
    try:
        with pikepdf.open(BytesIO(content)) as pdf, pikepdf.new() as new:
            _check(pdf)
            pdf.flatten_annotations("all")
            for page in pdf.pages:
                for name in {*page.obj.keys()} - OF_A_PAGE:
                    del page.obj[name]
            new.pages.extend(pdf.pages)
            for each in _objects(new):
                is_stream = isinstance(each, pikepdf.Stream)
                for name in {*each.keys()} & {*(CARRIED_BY_STREAMS if is_stream else CARRIED)}:
                    del each[name]
                if is_stream and str(each.get("/Subtype", "")) == "/Image":
                    _bare(each)
            new.remove_unreferenced_resources()
            written = BytesIO()
            new.save(written, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError as refusal:
        raise Refused(LOCKED) from refusal
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as damage:
        raise Refused(BROKEN) from damage
    return written.getvalue()


def _bare(image: Any) -> None:
    """A picture of a page without what its camera or program wrote into it: its points stay as they are."""
    import pikepdf

    filters = image.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    bare = {"/DCTDecode": _bare_jpeg, "/JPXDecode": _bare_jpx}
    if not bare.keys() & {*names}:
        return
    if len(names) > 1:
        raise Refused(BROKEN)  # packed twice: no program that people use does so
    parms = image.get("/DecodeParms")
    image.write(bare[names[0]](image.read_raw_bytes()), filter=pikepdf.Name(names[0]), decode_parms=parms)


def _bare_jpeg(data: bytes) -> bytes:
    """Tables, sizes and points of a JPEG until its end; of what programs add only how its colours are meant."""
    bare, at = bytearray(b"\xff\xd8"), 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if data[at] != 0xFF:
            raise Refused(BROKEN)
        marker = data[at + 1]
        if marker == 0xD9:
            return bytes(bare) + b"\xff\xd9"
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            bare += data[at:end]
        at = end
        if marker == 0xDA:  # the points follow, until the next mark
            following = MARK.search(data, at)
            end = following.start() if following else len(data)
            bare += data[at:end]
            at = end
            if following is None:
                return bytes(bare) + b"\xff\xd9"


def _bare_jpx(data: bytes) -> bytes:
    """The boxes of a JPEG 2000 that make the picture."""
    if not data.startswith(b"\0\0\0\x0cjP  "):
        return data  # the points without boxes
    bare, at = bytearray(), 0
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        end = at + size if size else len(data)
        if end < at + 8:
            raise Refused(BROKEN)
        if kind in {b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jp2c"}:
            bare += data[at:end]
        at = end
    return bytes(bare)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sys.stdout.buffer.write(clean(sys.stdin.buffer.read()))
    except Refused as refusal:
        sys.exit(next(status for status, reason in STATUS.items() if reason == str(refusal)))
    except (MemoryError, RuntimeError, IndexError, RecursionError):
        sys.exit(14)
