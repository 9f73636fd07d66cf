"""The formats that a report can be had in; page, command and API write them through here."""

from collections.abc import Callable
from dataclasses import dataclass

from . import as_json, as_pdf, as_xlsx
from .report import Report


@dataclass(frozen=True)
class Format:
    """A file format of a report: what it is called, what a browser is told, what writes it."""

    label: str
    content_type: str
    render: Callable[[Report], bytes]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", as_pdf.render),
    "xlsx": Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx.render),
    "json": Format("JSON", "application/json", as_json.render),
}
