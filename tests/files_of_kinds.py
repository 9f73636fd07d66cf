"""Small files of every kind that the portal keeps, and what is none of them."""

from io import BytesIO
from zipfile import ZipFile


def packed(**files: str) -> bytes:
    """An archive of named files; «__» stands for «/», and ``types`` for an office's list of types."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr({"types": "[Content_Types].xml"}.get(name, name.replace("__", "/")), text)
    return content.getvalue()


def opendocument(kind: str) -> bytes:
    return packed(mimetype=f"application/vnd.oasis.opendocument.{kind}", content="<xml/>")


PDF = b"%PDF-1.7 paper with two signatures"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document"
RIGHT = {
    "pdf": PDF,
    "jpg": b"\xff\xd8\xff\xe0 picture",
    "jpeg": b"\xff\xd8\xff\xe0 picture",
    "png": b"\x89PNG\r\n\x1a\n picture",
    "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "tif": b"II*\0 picture",
    "tiff": b"MM\0* picture",
    "docx": packed(types="<Types/>", word__document="<xml/>"),
    "xlsx": packed(types="<Types/>", xl__workbook="<xml/>"),
    "pptx": packed(types="<Types/>", ppt__presentation="<xml/>"),
    "odt": opendocument("text"),
    "ods": opendocument("spreadsheet"),
    "odp": opendocument("presentation"),
    "asice": packed(mimetype="application/vnd.etsi.asic-e+zip", file="підпис"),
    "zip": packed(photo="зображення"),
    "doc": OLE,
    "xls": OLE,
    "rtf": b"{\\rtf1 text}",
    "txt": "Стенограма".encode("cp1251"),
    "csv": "дата;подія\r\n".encode("utf-8-sig"),
    "p7s": b"-----BEGIN PKCS7-----",
    "mp3": b"ID3\x03 sound",
    "mp4": b"\0\0\0\x18ftypmp42",
}
PAGE = b"<!doctype html><script>alert(1)</script>"
# What people send under another name: a page of the web; where that is a text all the same, a program.
WRONG = dict.fromkeys(RIGHT, PAGE) | {
    "txt": b"MZ\x90\0\x03\0\0\0",
    "csv": RIGHT["xlsx"],
    "docx": RIGHT["xlsx"],
    "xlsx": RIGHT["zip"],
    "pptx": b"PK\x03\x04 broken",
    "odt": RIGHT["ods"],
    "asice": RIGHT["docx"],
    "webp": b"RIFF\x10\0\0\0WAVEfmt ",
}
