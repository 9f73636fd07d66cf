"""Reads a page as a browser's parser does, which forgives what is not closed: what it names, points to and says."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote

SPACED = re.compile(r"\d\s\d(?!\d:)")  # a moment, «2026-11-22 00:00», is no number
SPACED_YEAR = re.compile(r"(?<![\d\s.,–−-])(?:1\s9|2\s0)\d\d(?![\d,]|\s\d)")
WHOLE = re.compile(r"\d{1,3}(\s\d{3})+")  # a number of a record in data-…, where amounts stand with their kopiikas
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
TYPED = {"text", "search", "url", "email", "number", "date", None}  # inputs whose value is what a person typed


class Page(HTMLParser):
    """What a page names, what it points to, what it says, and the numbers that are written with spaces."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.faults: list[str] = []
        self.pointed: set[str] = set()
        self.silent = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.silent = tag if tag in {"script", "style", "textarea"} else ""
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        exact = ["id", "href", "name", "action", *REFERENCES]
        if tag != "input" or found.get("type") not in TYPED:
            exact.append("value")
        self.faults += [f'{name}="{found[name]}"' for name in exact if SPACED.search(unquote(found.get(name) or ""))]
        self.faults += [
            f'{name}="{value}"' for name, value in attrs if name.startswith("data-") and WHOLE.fullmatch(value or "")
        ]
        self.pointed |= {target for name in REFERENCES for target in (found.get(name) or "").split()}

    def handle_endtag(self, tag: str) -> None:
        self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent and SPACED_YEAR.search(data):
            self.faults.append(data.strip())
