"""The formats that a report can be had in; page, command and API write them through here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import as_json, as_pdf, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """A file format of a document: what it is called, what a browser is told, what writes it."""

    label: str
    content_type: str
    render: Callable[[Any], bytes]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", as_pdf.render),
    "xlsx": Format("XLSX", XLSX, as_xlsx.render),
    "json": Format("JSON", "application/json", as_json.render),
}
