"""HTML printed as PDF: the one piece of work that holds a processor for seconds.

It knows nothing of the portal, so that it can run as a process of its own: there it is of low priority, has a limit of
memory and time, and whatever becomes of it, the server goes on.
"""

import json
import os
import resource
import subprocess
import sys
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import url2pathname

NICE = 10
EMBLEM = "data:image/png;base64,"
MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = 15 * 60  # of a processor


class PrintingFailed(Exception):
    """The process that printed ended without a file; its words are in the log."""


def static_files_only(folders: list[str]) -> Any:
    """A fetcher that reads the fonts and marks of the papers and refuses every other address, near or far."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(EMBLEM):  # carried by the page itself
                return URLFetcherResponse(url, b64decode(url.removeprefix(EMBLEM)), {"Content-Type": "image/png"})
            path = Path(url2pathname(url.removeprefix("file://"))).resolve()
            if not url.startswith("file://") or not any(path.is_relative_to(folder) for folder in folders):
                raise PermissionError(f"A paper may not read {url}.")
            return URLFetcherResponse(url, path.read_bytes())

    return StaticFilesOnly(fail_on_errors=True)


def print_pdf(
    *, html: str, sheet: str, widths: str, folders: list[str], data: str, attachment: dict[str, str]
) -> bytes:
    """The PDF of a page: printed with the style sheet and the widths, carrying the data as a file."""
    # Costs half a second, which only those who make a PDF should pay.
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), static_files_only(folders)
    sheets = [
        CSS(filename=sheet, font_config=fonts, url_fetcher=fetcher),
        CSS(string=widths, font_config=fonts, url_fetcher=fetcher),
    ]
    # An attachment has to be dated: by what the data are of, not by the clock.
    dated = datetime.fromisoformat(attachment["dated"])
    attached = Attachment(
        string=data.encode(),
        name=attachment["name"],
        description=attachment["description"],
        relationship="Data",
        created=dated,
        modified=dated,
        url_fetcher=fetcher,
    )
    content: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-3a", attachments=[attached], custom_metadata=False
    )
    return content


def print_apart(**job: Any) -> bytes:
    """The same by a process of its own."""
    command = [sys.executable, "-I", __file__]
    done = subprocess.run(command, input=json.dumps(job).encode(), capture_output=True, check=False)  # noqa: S603
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PrintingFailed(f"Printing ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(print_pdf(**json.load(sys.stdin)))
