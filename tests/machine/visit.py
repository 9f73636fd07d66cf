"""What people do on a portal that was set up by the guide: through nginx and its certificate, by Python alone."""

import re
import secrets
import ssl
import sys
import uuid
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

PORTAL = "https://programs.example.org"
LOGINS = Path("/var/lib/portal/demo-logins.txt")
PROGRAM = "information-space-2021-2023"


class Forms(HTMLParser):
    """The fields of a page's forms with what stands in them, as a browser would send them back."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.fields: dict[str, str] = {}
        self.select = self.area = ""
        self.feed(page)

    def having(self, name: str) -> dict[str, str]:
        """The form with this field: the page has others, which choose a language or search."""
        return next(fields for fields in self.found if name in fields)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.fields = {}
            self.found.append(self.fields)
        elif tag == "input" and name and given.get("type") not in {"submit", "file", "button"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.fields[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
            self.fields[name] = ""
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


class Person:
    """Somebody with a browser that checks certificates."""

    def __init__(self) -> None:
        trusted = ssl.create_default_context(cafile="/etc/portal/certificate.pem")
        self.browser: OpenerDirector = build_opener(HTTPSHandler(context=trusted), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[str, str, bytes]:
        answer = self.browser.open(urljoin(PORTAL, path), timeout=120)
        return answer.url, answer.headers.get("Content-Type", ""), answer.read()

    def send(
        self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None
    ) -> tuple[str, str]:
        body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if files:
            edge = uuid.uuid4().hex
            parts = [
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                for name, value in fields.items()
            ]
            parts += [
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
                f"Content-Type: application/pdf\r\n\r\n".encode()
                + content
                + b"\r\n"
                for name, (file, content) in files.items()
            ]
            body, kind = b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
        address = urljoin(PORTAL, path)
        request = Request(address, body, {"Content-Type": kind, "Referer": address})  # noqa: S310 - it begins with PORTAL
        answer = self.browser.open(request, timeout=120)
        return answer.url, answer.read().decode()

    def log_in(self, name: str, password: str) -> str:
        url, _kind, page = self.get("/accounts/login/")
        fields = Forms(page.decode()).having("login") | {"login": name, "password": password}
        where, words = self.send(url, fields)
        assert "/login/" not in where, f"{name} was not let in: {words[:2000]}"
        return where


def first(name: str, password: str) -> None:
    """The first administrator is asked for another password, and nothing else opens before."""
    person = Person()
    where = person.log_in(name, password)
    assert "password" in where, where
    url, _kind, page = person.get(where)
    new = secrets.token_urlsafe(16)
    fields = Forms(page.decode()).having("oldpassword")
    fields |= {"oldpassword": password, "password1": new, "password2": new}
    where, words = person.send(url, fields)
    assert "password/change" not in where, words[:2000]
    assert person.get("/admin/")[0].endswith("/admin/"), "the desk does not open"
    print("the first administrator is at the desk")


def people() -> None:
    """Every role of the demonstration logs in; a coordinator keeps a scan of 3 MB; everybody gets the report."""
    logins = dict(line.split() for line in LOGINS.read_text(encoding="utf-8").splitlines())
    for name, password in logins.items():
        print(f"{name}: {Person().log_in(name, password)}")
    coordinator = Person()
    coordinator.log_in("coordinator", logins["coordinator"])
    listed = coordinator.get("/admin/programs/legalact/")[2].decode()
    act = re.search(r"/admin/programs/legalact/(\d+)/change/", listed)
    assert act, "no legal act is listed"
    _url, _kind, page = coordinator.get(act[0])
    scan = b"%PDF-1.4\n" + b"%" + secrets.token_hex(1_500_000).encode() + b"\n%%EOF\n"
    fields = Forms(page.decode()).having("number") | {"_continue": "1"}
    where, words = coordinator.send(act[0], fields, {"file": ("скан рішення.pdf", scan)})
    kept = re.search(r'href="(/admin/programs/legalact/[0-9]+/file/)"', words)
    assert kept, f"the scan was not kept: {where} {words[:3000]}"
    assert coordinator.get(kept[1])[2] == scan, "the scan came back as something else"
    print(f"a scan of {len(scan)} bytes is kept: {kept[1]}")
    visitor = Person()
    _url, kind, paper = visitor.get(f"/programs/{PROGRAM}/reports/2022-01-01--2022-12-31/report.pdf")
    assert kind == "application/pdf", kind
    assert paper.startswith(b"%PDF-"), paper[:20]
    print(f"the report of 2022 is a PDF of {len(paper)} bytes")
    _url, _kind, page = visitor.get("/")
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page.decode())
    assert styles, "the page has no style"
    assert all(re.search(r"\.[0-9a-f]{12}\.css$", style) for style in styles), styles
    answer = visitor.browser.open(PORTAL + styles[0])
    assert "immutable" in answer.headers["Cache-Control"], answer.headers
    print(f"{styles[0]}: {answer.headers['Cache-Control']}")


def figures() -> None:
    """What the API says of all money, to be compared before and after."""
    print(Person().get("/api/v1/programs/")[2].decode())
    print(Person().get("/api/v1/ledger/?page_size=500")[2].decode())


if __name__ == "__main__":
    if sys.argv[1] == "first":
        first(*sys.argv[2:])
    elif sys.argv[1] == "people":
        people()
    else:
        figures()
