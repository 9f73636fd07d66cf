"""How long the portal takes to answer with its demonstration data on this machine: `make bench`."""

import json
import os
import statistics
import tempfile
import time
import urllib.request
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import django

from tests.server import Portal, running_portal

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


def timed(address: str, rounds: int = ROUNDS) -> tuple[list[float], int]:
    """Milliseconds of each answer and the bytes of the last."""
    times, size = [], 0
    for _ in range(rounds):
        start = time.perf_counter()
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
            size = len(answer.read())
        times.append((time.perf_counter() - start) * 1000)
    return times, size


# What is asked of a log of publications, short and long: pages, narrowed pages and whole files.
LOG = (
    "/publications/",
    "/publications/?kind=council&q=бюджет",
    "/media/",
    "/api/v1/publications/?kind=council",
    "/publications/publications.csv",
    "/publications/publications.xlsx",
    "/api/v1/publications/?format=csv",
    "/api/v1/publications/?format=xlsx",
)
LENGTHS = (1_000, 10_000)
LENGTHEN = """
from datetime import date, timedelta
from media_contracts.models import ContractLine, Publication
line = ContractLine.objects.filter(contract__date_signed__isnull=False, outlet__isnull=False).earliest("pk")
Publication.objects.bulk_create(
    Publication(
        outlet_id=line.outlet_id, contract_line=line, date=date(2021, 3, 1) + timedelta(days=number % 1000), quantity=1,
        kind=list(Publication.Kind)[number % 4], headline=f"Сесія міської ради про бюджет громади, № {{number}}",
    )
    for number in range(Publication.objects.count(), {length})
)
"""
# The most memory that the answer takes, in kilobytes, by a client in the portal's own process.
PEAK = """
import tracemalloc
from django.test import Client
client = Client(SERVER_NAME="localhost")
client.get("{address}")
tracemalloc.start()
answer = client.get("{address}")
sum(len(piece) for piece in answer)
print(tracemalloc.get_traced_memory()[1] // 1024)
tracemalloc.stop()
"""


# Seconds that a table of the ledger or of publications takes to be tried, and to be made ready and written.
BROUGHT = """
import time
from django.contrib.auth.models import User
from tablib import Dataset
{rows}
resource = {resource}(by=User.objects.first())
dataset = Dataset(*rows, headers=names)
resource.rename_headers(dataset)
begun = time.perf_counter()
results = resource.run(dataset)
tried = time.perf_counter()
if not resource.write(results):
    raise SystemExit("the table was refused")
print(f"{{tried - begun:.1f}} {{time.perf_counter() - tried:.1f}}")
"""
ENTRIES = """
from programs.models import FundingSource, Measure
from programs.resources import LedgerResource
measure, source = Measure.objects.first(), FundingSource.objects.first()
names = ("stage", "date", "program", "code", "budget_year", "source", "amount", "document_number")
year = measure.program.start_year
rows = [("paid", f"01.03.{{year}}", measure.program.slug, measure.code, year, source.code, "0.01", f"bench {{n}}")
        for n in range({length})]
"""
PIECES = """
from media_contracts.models import MediaOutlet
from media_contracts.resources import PublicationResource
outlet = MediaOutlet.objects.first()
names = ("outlet", "date", "kind", "headline", "link")
rows = [(outlet.slug, f"{{n % 28 + 1:02}}.03.2021", "council", f"Сесія ради, № {{n}}", f"https://bench.example/{{n}}")
        for n in range({length})]
"""
TABLES = {"LedgerResource": (ENTRIES, "ledger entries"), "PublicationResource": (PIECES, "publications")}


def measured(portal: Portal, length: int) -> list[tuple[float, int]]:
    """Milliseconds of each question about a log of so many publications, and kilobytes of memory that it takes."""
    portal.colleague.run(LENGTHEN.format(length=length))
    found = []
    for address in LOG:
        times, _size = timed(portal.url + quote(address, safe="/?&="), rounds=3)
        found.append((statistics.median(times), int(portal.colleague.run(PEAK.format(address=address)))))
    return found


def logs(portal: Portal) -> None:
    """A page of a long log takes what one of a short log does; a file takes its time by the row, and no more memory."""
    short, long = (measured(portal, length) for length in LENGTHS)
    few, many = LENGTHS
    print(
        f"\n{few:>8,} {many:>8,} {'ratio':>6}   {few:>8,} {many:>8,}   publications: milliseconds; kilobytes of memory"
    )
    for address, (before, room), (after, more) in zip(LOG, short, long, strict=True):
        print(f"{before:8.0f} {after:8.0f} {after / before:6.1f}   {room:8,} {more:8,}   {address}")


def printed(rows: int) -> tuple[float, int]:
    """Milliseconds and bytes of a report's PDF whose main table has so many rows, printed anew."""
    from programs.period import Period
    from programs.reporting import Column, Kind, Report, Row, Table, as_pdf

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
        logs(portal)
        for resource, (table, what) in TABLES.items():
            code = BROUGHT.format(rows=table.format(length=LENGTHS[-1]), resource=resource)
            tried, written = portal.colleague.run(code).split()
            print(f"\n{tried:>8} {written:>8}   seconds to try and to write a table of {LENGTHS[-1]:,} {what}")
    print()
    django.setup()
    printed(1)  # the first one imports the library and reads the fonts
    for rows in (17, 500):
        milliseconds, size = printed(rows)
        print(f"{milliseconds:8.0f} {'':8} {size / 1024:8.1f}   a report of {rows} rows printed as PDF")


if __name__ == "__main__":
    main()
