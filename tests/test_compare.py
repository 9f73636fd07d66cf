"""The comparison of two portals finds what differs between them, where, and nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from openpyxl import Workbook

from tests.compare import DESCRIPTION, Walk, figures, main

PAGE, JSON, CSV, PDF = "text/html; charset=utf-8", "application/json", "text/csv", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Answers = dict[str, tuple[str, bytes]]
DAY = "2022-06-30"


def text(words: str) -> bytes:
    return words.encode()


def workbook(*rows: list[Any]) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@cache
def printed(words: str) -> bytes:
    from weasyprint import HTML

    made: bytes = HTML(string=f"<p>{words}</p>").write_pdf()
    return made


def page(paid: str, more: str = "") -> bytes:
    links = "".join(f'<a href="/p/{name}">' for name in ("plan.csv", "plan.xlsx", "report.pdf", "act.pdf"))
    return text(
        f"<title>Програма</title><h1>Програма</h1><table><caption>Кошти</caption><tr><th>Сплачено<td>{paid}</table>"
        f"<form><input type=hidden name=csrfmiddlewaretoken value={id(object())}></form>{links}"
        f'<a href="/admin/">Вхід</a><a href="https://example.org/">Рада</a>{more}'
    )


def collection(ids: list[int], following: str | None = None) -> bytes:
    results = [{"id": key, "amount": f"{key * 1000}.00"} for key in ids]
    return text(json.dumps({"count": 2, "next": following, "previous": None, "results": results}))


def described() -> bytes:
    formats = {"name": "format", "in": "query", "schema": {"enum": ["csv", "json"]}}
    paths = {
        "/api/v1/ledger/": {"get": {"parameters": [formats, {"name": "page_size"}]}, "post": {}},
        "/api/v1/ledger/{id}/": {"get": {"parameters": [formats, {"name": "on"}]}},
        "/api/v1/tokens/": {"post": {}},
    }
    return text(json.dumps({"paths": paths}))


def portal(host: str) -> Answers:
    """A small portal: a programme's page as of two days with its files, and a collection of two pages."""
    ledger = "/api/v1/ledger/"
    return {
        "/": (PAGE, text('<h1>Портал</h1><a href="/about/?sort=a">Про портал</a>')),
        "/about/?sort=a": (PAGE, text('<a href="?sort=b">b</a>')),
        "/sitemap.xml": ("application/xml", text(f"<urlset><url><loc>http://{host}/p/</loc></url></urlset>")),
        "/p/": (PAGE, page("105 600,00")),
        f"/p/?on={DAY}": (PAGE, page("10 560,00")),
        "/p/plan.csv": (CSV, text("\ufeffзахід;сума\r\n«друк; сайт»;105600,00\r\n")),
        "/p/plan.xlsx": (XLSX, workbook(["захід", "сума"], ["Газети", 105600.5])),
        "/p/report.pdf": (PDF, printed("Сплачено 105 600,00 грн")),
        "/p/act.pdf": (PDF, b"no PDF at all"),
        DESCRIPTION: (JSON, described()),
        f"{ledger}?format=csv": (CSV, text("id,amount\n1,1000.00\n2,2000.00\n")),
        f"{ledger}?format=json&page_size=100": (JSON, collection([1], f"http://{host}{ledger}?page=2")),
        f"{ledger}?page=2": (JSON, collection([2])),
        **{f"{ledger}{key}/?format=csv": (CSV, text(f"id\n{key}\n")) for key in (1, 2)},
        **{f"{ledger}{key}/?format=json": (JSON, text(f'{{"id": {key}}}')) for key in (1, 2)},
        **{f"{ledger}{key}/?format=json&on={DAY}": (JSON, text(f'{{"id": {key}}}')) for key in (1, 2)},
    }


@contextmanager
def served(change: Callable[[Answers], Any]) -> Iterator[str]:
    """The small portal with something changed, at an address of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, (PAGE, text("<h1>Немає</h1>")))
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """The tests' own output is enough."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host = f"127.0.0.1:{server.server_port}"
        answers = portal(host)
        change(answers)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://{host}"
        server.shutdown()


def nothing(answers: Answers) -> None:
    """The portal as it is."""


def walked(change: Callable[[Answers], Any]) -> Walk:
    """Both portals walked through, the second one with something changed."""
    with ExitStack() as stack:
        walk = Walk(stack.enter_context(served(nothing)), stack.enter_context(served(change)), [DAY])
        walk.run()
    return walk


def found(change: Callable[[Answers], Any]) -> list[tuple[str, ...]]:
    """What differs, in Ukrainian: this portal says the same in English."""
    return [tuple(each) for each in sorted(walked(change).found) if "(en)" not in each.address]


def test_two_portals_alike_differ_in_nothing_and_every_address_of_them_is_asked() -> None:
    walk = walked(nothing)

    asked = {address for address in walk.named if not address.startswith("/search/")}
    missing = {"/robots.txt", "/healthz", "/commission/", "/nowhere/", "/api/v1/nowhere/", "/api/v1/"}
    assert (walk.found, asked - missing) == ([], set(portal("portal")))
    in_one_language = 6 + 1  # records and the report
    assert (walk.answers, walk.figures > 100) == (2 * len(walk.named) - in_one_language, True)


def test_one_kopiika_is_found_where_it_stands_and_nowhere_else() -> None:
    def change(answers: Answers) -> None:
        answers[f"/p/?on={DAY}"] = (PAGE, page("10 560,01"))

    assert found(change) == [(f"/p/?on={DAY} (uk)", "line 5, under «Кошти»", "10 560,00", "10 560,01")]


def test_a_kopiika_is_found_in_every_format() -> None:
    def change(answers: Answers) -> None:
        answers["/p/plan.csv"] = (CSV, text("\ufeffзахід;сума\r\n«друк; сайт»;105600,01\r\n"))
        answers["/p/plan.xlsx"] = (XLSX, workbook(["захід", "сума"], ["Газети", 105600.51]))
        answers["/p/report.pdf"] = (PDF, printed("Сплачено 105 600,01 грн"))
        answers["/api/v1/ledger/?page=2"] = (JSON, collection([2]).replace(b"2000.00", b"2000.01"))

    assert found(change) == [
        ("/api/v1/ledger/?page=2 (uk)", "$.results[0].amount", 'amount: "2000.00"', 'amount: "2000.01"'),
        ("/p/plan.csv (uk)", "row 2", "«друк | сайт» | 105600,00", "«друк | сайт» | 105600,01"),
        (
            "/p/plan.xlsx (uk)",
            "sheet «Sheet», row 2",
            "A: Газети | B: 105600.5",
            "A: Газети | B: 105600.51",
        ),
        ("/p/report.pdf (uk)", "page 1, line 1", "Сплачено 105 600,00 грн", "Сплачено 105 600,01 грн"),
    ]


def test_a_word_in_a_workbook_is_found() -> None:
    def change(answers: Answers) -> None:
        answers["/p/plan.xlsx"] = (XLSX, workbook(["захід", "сума"], ["Газета", 105600.5]))

    before, after = (f"A: {word} | B: 105600.5" for word in ("Газети", "Газета"))
    assert found(change) == [("/p/plan.xlsx (uk)", "sheet «Sheet», row 2", before, after)]


def test_an_address_that_only_one_portal_names_or_answers_is_found() -> None:
    def change(answers: Answers) -> None:
        del answers["/p/plan.csv"]
        answers["/p/"] = (PAGE, page("105 600,00", '<p><a href="/p/new/">Нове</a>'))
        answers["/p/new/"] = (PAGE, text("<h1>Нове</h1>"))

    assert found(change) == [
        ("/p/ (uk)", "line 7, under «Кошти»", "", "[a href=/p/new/] Нове"),
        ("/p/new/", "named by one portal alone", "", "/p/new/"),
        ("/p/new/ (uk)", "status", "404", "200"),
        ("/p/plan.csv (uk)", "status", "200", "404"),
    ]


def test_a_number_written_another_way_is_no_other_figure() -> None:
    assert figures("105\u00a0600,00 грн за 2022".replace("\u00a0", " ")) == figures("2022: 105600.00")
    assert figures("88.59999999999999") == figures("88,6")
    assert figures("1 | /contracts/12/") == figures("1 | http://portal/contracts/12/")  # addresses have none
    assert figures('link: "/contracts/12/"') == figures('link: "http://portal/contracts/12/"') == []
    assert figures("105 600,00") != figures("105 600,01")


@pytest.mark.parametrize("paid, code", [("105 600,00", 0), ("105 600,01", 1)])
def test_the_command_says_what_it_found_and_fails(paid: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    def change(answers: Answers) -> None:
        answers["/p/"] = (PAGE, page(paid))

    with served(nothing) as first, served(change) as second:
        assert main([first, second, "--dates", DAY, "--skip", "pdf"]) == code

    *said, summary = capsys.readouterr().out.splitlines()
    place = "line 5, under «Кошти»"
    assert (
        said
        == [
            "FIGURE in 2 places",
            "  - 105 600,00",
            "  + 105 600,01",
            f"    /p/ (en) · {place}",
            f"    /p/ (uk) · {place}",
        ]
        * code
    )
    assert summary.endswith(f"{2 * code} differences, {2 * code} of them of figures.")
