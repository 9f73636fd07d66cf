"""How long the portal takes to answer with its demonstration data on this machine: `make bench`."""

import json
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.server import running_portal

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


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, running_portal(Path(folder)) as portal:
        print(f"{'median':>8} {'slowest':>8} {'size':>8}   of {ROUNDS} answers, milliseconds and kilobytes")
        for address in addresses(portal.url):
            times, size = timed(portal.url + address)
            print(f"{statistics.median(times):8.0f} {max(times):8.0f} {size / 1024:8.1f}   {address}")


if __name__ == "__main__":
    main()
