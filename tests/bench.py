"""How long the portal takes to answer with its demonstration data on this machine: `make bench`."""

import json
import os
import statistics
import tempfile
import time
import urllib.request
from decimal import Decimal
from pathlib import Path

import django

from tests.server import running_portal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
ROUNDS = 20


def addresses(url: str) -> list[str]:
    """The pages and answers that people ask for most, of the first programme there is."""
    with urllib.request.urlopen(f"{url}/api/v1/programs/", timeout=60) as answer:  # noqa: S310 - our own server
        slug = json.load(answer)["results"][0]["slug"]
    page, api = f"/programs/{slug}/", "/api/v1"
    return [
        "/healthz",
        "/",
        page,
        f"{page}passport/",
        f"{page}reports/2022-01-01--2022-12-31/",
        f"{page}reports/2022-01-01--2022-12-31/report.json",
        f"{page}reports/2022-01-01--2022-12-31/report.pdf",
        f"{api}/programs/{slug}/",
        f"{api}/measures/?program={slug}",
        f"{api}/measures/?program={slug}&format=csv",
        f"{api}/measures/?program={slug}&format=xlsx",
        f"{api}/ledger/?stage=paid",
        f"{api}/schema/",
    ]


def timed(address: str) -> tuple[list[float], int]:
    """Milliseconds of each answer and the bytes of the last."""
    times, size = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
            size = len(answer.read())
        times.append((time.perf_counter() - start) * 1000)
    return times, size


def printed(rows: int) -> tuple[float, int]:
    """Milliseconds and bytes of a report's PDF whose main table has so many rows, printed anew."""
    from programs.reporting import Column, Kind, Period, Report, Row, Table, as_pdf

    columns = [Column("number", "№"), Column("title", "Захід", width=4, heads=True)]
    columns += [Column(f"sum{n}", f"Сума {n}", Kind.MONEY) for n in range(6)]
    sums = {f"sum{n}": Decimal("105600.00") for n in range(6)}
    items = [
        Row({"number": f"1.{n}", "title": "Висвітлення діяльності міської ради " * 3, **sums}) for n in range(rows)
    ]
    report = Report(
        slug="bench",
        title="Звіт",
        program="Програма",
        short_title="Програма",
        council="Рада",
        act="—",
        edition="—",
        edition_mark="—",
        period=Period.year(2022),
        period_label="2022 рік",
        state="—",
        facts=[],
        summary=[],
        tables=[("Заходи", Table("measures", "Заходи, грн.", columns, items))],
        signatories=[],
    )
    start = time.perf_counter()
    content = as_pdf.render(report)
    return (time.perf_counter() - start) * 1000, len(content)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, running_portal(Path(folder)) as portal:
        print(f"{'median':>8} {'slowest':>8} {'size':>8}   of {ROUNDS} answers, milliseconds and kilobytes")
        for address in addresses(portal.url):
            times, size = timed(portal.url + address)
            print(f"{statistics.median(times):8.0f} {max(times):8.0f} {size / 1024:8.1f}   {address}")
    django.setup()
    printed(1)  # the first one imports the library and reads the fonts
    for rows in (17, 500):
        milliseconds, size = printed(rows)
        print(f"{milliseconds:8.0f} {'':8} {size / 1024:8.1f}   a report of {rows} rows printed as PDF")


if __name__ == "__main__":
    main()
