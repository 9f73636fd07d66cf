"""Two portals say the same, or where they do not: `python -m tests.compare http://127.0.0.1:8001 http://127.0.0.1:8002`.

Both have the same data and different code. Whatever the public can open is asked of both, in both languages: the pages
of the site map today and as of the dates, what they link to, every collection and record of the API in every format.
What a reader sees of each answer becomes lines; a line that only one of the two has is a difference, as is an address.
Only the host, and what no reader sees, may differ.
"""

import argparse
import csv
import hashlib
import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import product, zip_longest
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urldefrag, urlencode, urljoin, urlsplit
from zipfile import BadZipFile

import yaml
from openpyxl import load_workbook
from yaml import CSafeLoader

DATES = ("2021-09-30", "2022-06-30", "2023-12-31")
LANGUAGES = ("uk", "en")
# Reports are Ukrainian whoever asks, and what a record says in English its collection does.
IN_ONE_LANGUAGE = re.compile(r"/report\.\w+$|^/api/v1/[\w-]+/[\w-]+/")
API = "/api/v1/"
DESCRIPTION = f"{API}schema/?format=json"
# What no page links to; the search is asked for what stands in plans, contracts, publications and nowhere.
BEGINNINGS = (
    *("/", "/sitemap.xml", "/robots.txt", "/healthz", "/commission/", "/nowhere/", f"{API}nowhere/", API, DESCRIPTION),
    *(f"/search/?q={quote(words)}" for words in ("", "преса", "договір", "бюджет", "2022", "щось зовсім інше")),
)
OF_PEOPLE = ("/admin/", "/accounts/", "/i18n/", "/static/")
HERE = "http://portal"
STATUS, ALONE, FORMATS = "status", "named by one portal alone", "formats of its cells"
UNREAD = re.compile(r"""\b(?:href|src|action)=\S+|\bhttps?://\S+|(?<![^\s"])/\S+|\bSHA-256 \S+""")
FIGURE = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")


class Answer(NamedTuple):
    """What a portal says to one question."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


class Line(NamedTuple):
    """What a reader sees in one place of an answer."""

    place: str
    text: str


class Difference(NamedTuple):
    address: str
    place: str
    first: str
    second: str

    @property
    def of_figures(self) -> bool:
        return not self.place.endswith((STATUS, ALONE, FORMATS)) and figures(self.first) != figures(self.second)


def figures(text: str) -> list[Decimal]:
    """The numbers of a text, however they are written: 105 600,00 and 105600.00 are the same, and so are the decimal
    and the binary spelling of one number.
    """
    found = (Decimal(number.replace(" ", "").replace(",", ".")) for number in FIGURE.findall(UNREAD.sub("", text)))
    return sorted(round(number, 6) for number in found)


# Asking -------------------------------------------------------------------------------------------------------------


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Where an address leads to is itself something to compare."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def ask(site: str, address: str, language: str) -> Answer:
    """The portal's answer; where it lets nobody ask so often, it is asked again when it says so."""
    headers = {"Accept-Language": language, "Cookie": f"django_language={language}"}
    request = urllib.request.Request(site + address, headers=headers)  # noqa: S310 - the address is the caller's
    try:
        with OPENER.open(request, timeout=120) as response:
            answer = Answer(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        answer = Answer(error.code, dict(error.headers), error.read())
    except OSError as error:
        answer = Answer(0, {"Content-Type": "text/plain"}, str(error).encode())
    if answer.status == 429:
        time.sleep(int(answer.headers.get("Retry-After", "5")))
        return ask(site, address, language)
    return answer


# Reading ------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page as its lines, under their headings, with what a browser says of its links, fields and drawings."""

    inline: tuple[str, ...] = (
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "code",
        "em",
        "i",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
    )
    inline += ("time", "tspan", "wbr")
    apart = ("small", "span")  # the style sheet keeps these off what stands before them
    silent = ("script", "style")
    headings = ("h1", "h2", "h3", "h4", "caption", "summary")
    spoken = ("href", "src", "action", "alt", "title", "aria-label", "placeholder", "value", "content", "datetime")
    drawn = ("x", "y", "width", "height", "d", "points", "transform")
    drawings = ("svg", "rect", "path", "line", "polyline", "text")
    states = ("checked", "selected", "disabled", "required", "hidden")

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.under, self.hears = "", True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.inline:
            self.end_line()
        elif tag in self.apart:
            self.words.append(" ")
        self.hears = tag not in self.silent
        values = {name: value or "" for name, value in attrs}
        address = values.get("href", "")
        if values.get("name") == "csrfmiddlewaretoken" or address.startswith("/static/"):
            return
        said = [*self.spoken, *(self.drawn if tag in self.drawings else ())]
        marks = [f"{name}={values[name]}" for name in said if values.get(name)]
        marks += [name for name in self.states if name in values]
        if marks:
            self.words.append(f" [{tag} {' '.join(marks)}] ")
        if tag == "a" and address:
            self.links.append(address)

    def handle_data(self, data: str) -> None:
        if self.hears:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.hears = True
        if tag not in self.inline:
            text = self.end_line()
            if tag in self.headings and text:
                self.under = text

    def end_line(self) -> str:
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            self.lines.append(Line(f"line {len(self.lines) + 1}, under «{self.under}»", text))
        return text


def page_of(body: bytes) -> Page:
    page = Page()
    page.feed(body.decode())
    page.close()
    page.end_line()
    return page


def html_lines(body: bytes) -> Iterable[Line]:
    return page_of(body).lines


def sitemap_lines(body: bytes) -> list[Line]:
    """The order of a site map means nothing."""
    return sorted(Line("an address", text) for _place, text in html_lines(body))


def json_lines(body: bytes) -> Iterator[Line]:
    """Every value with the name before it; its place is the way to it."""

    def leaves(value: Any, way: str, name: str) -> Iterator[Line]:
        if isinstance(value, dict) and value:
            for key, inner in sorted(value.items()):  # JSON knows no order of names
                yield from leaves(inner, f"{way}.{key}", f"{key}: ")
        elif isinstance(value, list) and value:
            for number, inner in enumerate(value):
                yield from leaves(inner, f"{way}[{number}]", name)
        else:
            yield Line(way, name + json.dumps(value, ensure_ascii=False))

    # a number is compared as it is written
    yield from leaves(json.loads(body, parse_float=Decimal), "$", "")


def yaml_lines(body: bytes) -> Iterator[Line]:
    return json_lines(json.dumps(yaml.load(body, CSafeLoader), default=str).encode())


def csv_lines(body: bytes) -> Iterator[Line]:
    text = body.decode("utf-8-sig")
    comma = ";" if ";" in text.partition("\n")[0] else ","
    mark = "with" if body.startswith(BOM_UTF8) else "without"
    yield Line("dialect", f"«{comma}», {mark} the mark of UTF-8")
    for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=comma), 1):
        yield Line(f"row {number}", " | ".join(row))


def xlsx_lines(body: bytes) -> Iterator[Line]:
    book = load_workbook(BytesIO(body))
    yield Line("properties", f"{book.properties.title} | {book.properties.subject} | {book.properties.creator}")
    for sheet in book:
        formats: dict[str, set[str]] = defaultdict(set)
        for row in sheet.iter_rows():
            cells = [cell for cell in row if cell.value is not None]
            for cell in cells:
                formats[cell.column_letter].add("text" if cell.data_type == "s" else cell.number_format)
            if cells:
                text = " | ".join(f"{cell.column_letter}: {cell.value}" for cell in cells)
                yield Line(f"sheet «{sheet.title}», row {row[0].row}", text)
        for column, names in formats.items():
            yield Line(f"sheet «{sheet.title}», {FORMATS}", f"{column} is written as {', '.join(sorted(names))}")


def pdf_lines(body: bytes) -> Iterator[Line]:
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=body, capture_output=True, check=True).stdout.decode()
    for page, lines in enumerate(text.split("\f"), 1):
        for number, line in enumerate(lines.splitlines(), 1):
            yield Line(f"page {page}, line {number}", line)


def text_lines(body: bytes) -> Iterator[Line]:
    for number, line in enumerate(body.decode().splitlines(), 1):
        yield Line(f"line {number}", line)


def other_lines(body: bytes) -> Iterator[Line]:
    yield Line("content", f"{len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()}")


READERS = {
    "text/html": html_lines,
    "application/xml": sitemap_lines,
    "application/json": json_lines,
    "application/problem+json": json_lines,
    "application/vnd.oai.openapi+json": json_lines,
    "application/vnd.oai.openapi": yaml_lines,
    "text/csv": csv_lines,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": xlsx_lines,
    "application/pdf": pdf_lines,
    "text/plain": text_lines,
}
UNREADABLE = (ValueError, KeyError, BadZipFile, yaml.YAMLError, subprocess.CalledProcessError)


def read(answer: Answer) -> list[Line]:
    """The lines of an answer; one that is not what it says it is, or nothing that is read here, to the byte."""
    if not answer.body:
        return []
    try:
        return list(READERS.get(answer.kind, other_lines)(answer.body))
    except UNREADABLE:
        return list(other_lines(answer.body))


def lines_of(site: str, answer: Answer) -> list[Line]:
    """The answer as a reader has it: what it is, then what it says, without the host it came from."""
    named = ("Content-Type", "Content-Disposition", "Location")
    head = [Line(STATUS, str(answer.status)), *(Line(name, answer.headers.get(name, "")) for name in named)]
    host = urlsplit(site).netloc
    return [
        Line(place, " ".join(text.replace(site, HERE).replace(host, "portal").split()))
        for place, text in (*head, *read(answer))
    ]


# Comparing ----------------------------------------------------------------------------------------------------------


def differences(address: str, first: list[Line], second: list[Line]) -> Iterator[Difference]:
    """Where two answers to one question do not say the same."""
    if first[0] != second[0]:  # where one refuses, all that it says is another page
        first, second = first[:1], second[:1]
    before, after = ([line.text for line in lines] for lines in (first, second))
    nothing = Line("", "")
    for step, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if step != "equal":
            for one, other in zip_longest(first[a:b], second[c:d], fillvalue=nothing):
                if one.text != other.text:  # a line that is often repeated may stand within a step
                    yield Difference(address, one.place or other.place, one.text, other.text)


class Walk:
    """Both portals, address by address; each address that either of them names is asked of both."""

    def __init__(
        self, first: str, second: str, dates: Iterable[str] = DATES, *, threads: int = 4, skip: str = "$^"
    ) -> None:
        self.sites = (first.rstrip("/"), second.rstrip("/"))
        self.dates, self.threads, self.skip = list(dates), threads, re.compile(skip)
        self.named: dict[str, set[str]] = {}
        self.records: dict[str, set[str]] = defaultdict(set)
        self.found: list[Difference] = []
        self.answers = self.lines = self.figures = 0

    def run(self) -> None:
        wave = list(BEGINNINGS)
        self.named = {address: set(self.sites) for address in wave}
        with ThreadPoolExecutor(self.threads) as pool:
            while wave:
                met = list(pool.map(self.visit, wave))
                known = set(self.named)
                for site, address in (pair for pairs in met for pair in pairs):
                    if not self.skip.search(address):
                        self.named.setdefault(address, set()).add(site)
                wave = sorted(self.named.keys() - known)
        for address, sites in sorted(self.named.items()):
            if len(sites) == 1:
                here = [address if site in sites else "" for site in self.sites]
                self.found.append(Difference(address, ALONE, *here))

    def visit(self, address: str) -> list[tuple[str, str]]:
        """Compare what both say to an address; the addresses that either names, with the portal that does."""
        met: list[tuple[str, str]] = []
        for language in LANGUAGES[:1] if IN_ONE_LANGUAGE.search(address) else LANGUAGES:
            answers = [ask(site, address, language) for site in self.sites]
            first, second = (lines_of(site, answer) for site, answer in zip(self.sites, answers, strict=True))
            self.found += differences(f"{address} ({language})", first, second)
            self.answers += 1
            self.lines += len(first)
            self.figures += sum(len(figures(line.text)) for line in first)
        for site, answer in zip(self.sites, answers, strict=True):
            met += [(site, link) for link in self.links(site, address, answer)]
        return met

    # What an answer leads to

    def links(self, site: str, address: str, answer: Answer) -> Iterator[str]:
        if answer.status != 200:
            return
        if address == "/sitemap.xml":
            for link in re.findall(r"<loc>([^<]+)</loc>", answer.body.decode()):
                path = urlsplit(link).path
                yield from (path, *(f"{path}?on={day}" for day in self.dates))
        elif answer.kind == "text/html":
            yield from self.linked(address, answer)
        elif address == DESCRIPTION:
            yield from self.described(json.loads(answer.body)["paths"])
        elif address.startswith(API) and answer.kind == "application/json":
            yield from self.listed(address, json.loads(answer.body))

    def linked(self, address: str, answer: Answer) -> Iterator[str]:
        """What a page leads to. A narrowed list offers to narrow it further, without end: those are left."""
        here = urlsplit(address)
        for link in page_of(answer.body).links:
            target = urlsplit(urldefrag(urljoin(HERE + address, link)).url)
            narrows = parse_qs(target.query).keys() - {"on", "page"}
            if f"{target.scheme}://{target.netloc}" != HERE or target.path.startswith(OF_PEOPLE):
                continue
            if not narrows or not parse_qs(here.query) or target.path != here.path:
                yield target._replace(scheme="", netloc="").geturl()

    def described(self, paths: dict[str, Any]) -> Iterator[str]:
        """Every collection in every format, today and on the dates; how a record of it is asked for is kept."""
        for path, methods in paths.items():
            names = {field["name"]: field for field in methods.get("get", {}).get("parameters", [])}
            if "get" not in methods:
                continue
            days = [None, *self.dates] if "on" in names else [None]
            formats = names.get("format", {}).get("schema", {}).get("enum", [None])
            size = "100" if "page_size" in names else None
            for day, form in product(days, formats):
                asked = {"format": form, "on": day, "page_size": size if form in (None, "json") else None}
                query = urlencode({name: value for name, value in asked.items() if value})
                question = f"{path}?{query}" if query else path
                if "{" not in path:
                    yield question
                elif form == "json" or not day:
                    self.records[path.partition("{")[0]].add(question)

    def listed(self, address: str, data: Any) -> Iterator[str]:
        """The next page of a collection and each of its records."""
        if not isinstance(data, dict) or "count" not in data:
            return
        if data["next"]:
            target = urlsplit(data["next"])
            yield f"{target.path}?{target.query}"
        for row, template in product(data["results"], sorted(self.records[urlsplit(address).path])):
            yield template.replace("{", "{0[").replace("}", "]}").format(row)


# Saying what was found ----------------------------------------------------------------------------------------------


def around(first: str, second: str, room: int = 60) -> tuple[str, str]:
    """Two texts, each cut to the part in which they differ and a little beside it."""
    start = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return tuple(  # type: ignore[return-value]
        ("…" if start > room else "") + text[max(start - room, 0) : start + 2 * room] for text in (first, second)
    )


def report(found: Iterable[Difference], *, whole: bool = False) -> Iterator[str]:
    """The differences, those of figures first; one that stands in many places is told once, with the first of them."""
    alike: dict[tuple[bool, str, str], list[Difference]] = defaultdict(list)
    for difference in sorted(found):
        alike[not difference.of_figures, *around(difference.first, difference.second)].append(difference)
    for (of_text, first, second), places in sorted(alike.items()):
        yield f"{'TEXT' if of_text else 'FIGURE'} in {len(places)} place{'s' if len(places) > 1 else ''}"
        yield f"  - {first or '(nothing)'}"
        yield f"  + {second or '(nothing)'}"
        shown = places if whole else places[:3]
        yield from (f"    {place.address} · {place.place}" for place in shown)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare what two portals with the same data say to the public.")
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--dates", nargs="*", default=DATES, type=lambda text: date.fromisoformat(text).isoformat())
    parser.add_argument("--whole", action="store_true", help="name every place, not the first three of each difference")
    parser.add_argument("--skip", default="$^", help="a regular expression of addresses to leave out: 'report.pdf'")
    parser.add_argument("--threads", type=int, default=4)
    chosen = parser.parse_args(arguments)
    walk = Walk(chosen.first, chosen.second, chosen.dates, threads=chosen.threads, skip=chosen.skip)
    start = time.monotonic()
    walk.run()
    for line in report(walk.found, whole=chosen.whole):
        print(line)
    of_figures = sum(difference.of_figures for difference in walk.found)
    print(
        f"{len(walk.named)} addresses, {walk.answers} answers of each, {walk.lines} texts and {walk.figures} figures "
        f"compared in {time.monotonic() - start:.0f} s: {len(walk.found)} differences, {of_figures} of them of figures."
    )
    return 1 if walk.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
