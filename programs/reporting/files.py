"""The formats that a report can be had in, and a file as a browser gets it."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from . import as_json, as_pdf, as_xlsx

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What page, command and API write a report with.
FORMATS: dict[str, Callable[[Any], bytes]] = {
    "pdf": as_pdf.render,
    "xlsx": as_xlsx.render,
    "json": as_json.render,
}


def attachment(content: bytes | Iterable[bytes], name: str, *, plain: str = "") -> HttpResponseBase:
    """A file to be kept under its name, whole or piece by piece; ``plain`` is for programs that know no Cyrillic."""
    answer: Any = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response: HttpResponseBase = answer(content, content_type=TYPES[name.rpartition(".")[2]])
    spelt = quote(name.replace("/", "-"), safe="")  # numbers of contracts like «15/Д» are common
    more = f"; filename*=UTF-8''{spelt}" if plain else ""
    response["Content-Disposition"] = f'attachment; filename="{plain or name}"{more}'
    return response
