"""Reads a page as its visitors do: texts without markup, tables and lists as rows, the language of each text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source"}
SPOKEN = ("aria-label", "placeholder", "title", "alt")


@dataclass
class Node:
    """An element with its attributes and what is in it, in order."""

    tag: str
    attributes: dict[str, str]
    parent: "Node | None" = None
    content: list["Node | str"] = field(default_factory=list)

    def all(self, tag: str = "", *, css: str = "") -> list["Node"]:
        """The elements below with this tag and class."""
        return [
            node
            for node in self.walk()
            if (not tag or node.tag == tag) and (not css or css in node.attributes.get("class", "").split())
        ]

    def one(self, tag: str = "", *, css: str = "") -> "Node":
        found = self.all(tag, css=css)
        assert len(found) == 1, f"{len(found)} elements {tag}.{css}"
        return found[0]

    def walk(self) -> Iterator["Node"]:
        for part in self.content:
            if isinstance(part, Node):
                yield part
                yield from part.walk()

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with the language it is in; spoken attributes count as texts of their element."""
        for name in SPOKEN:
            if self.attributes.get(name):
                yield self.attributes[name], self.language
        for part in self.content:
            if isinstance(part, Node):
                yield from part.texts()
            elif part.strip():
                yield part, self.language

    @property
    def language(self) -> str:
        return self.attributes.get("lang") or (self.parent.language if self.parent else "")

    @property
    def text(self) -> str:
        """What can be read, spaces collapsed; breaks of lines and no-break spaces are spaces."""
        return " ".join(" ".join(self._strings()).split())

    def _strings(self) -> Iterator[str]:
        for part in self.content:
            if isinstance(part, Node):
                yield part.text
            else:
                yield part

    def rows(self) -> list[list[str]]:
        """The body rows of a table as texts."""
        body = self.one("tbody")
        return [[cell.text for cell in row.content if isinstance(cell, Node)] for row in body.all("tr")]

    def pairs(self) -> list[tuple[str, str]]:
        """A list of terms and descriptions."""
        return [(group.one("dt").text, group.one("dd").text) for group in self.all("div") if group.all("dt")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.node = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.node)
        self.node.content.append(node)
        if tag not in VOID:
            self.node = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.node.content.append(Node(tag, {name: value or "" for name, value in attrs}, self.node))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.node.tag == tag, f"</{tag}> closes <{self.node.tag}>"
        assert self.node.parent
        self.node = self.node.parent

    def handle_data(self, data: str) -> None:
        self.node.content.append(data)


def read(response: Any) -> Node:
    """The page as a tree; an element that is not closed, or closed in the wrong place, fails the test."""
    reader = _Reader()
    reader.feed(response.content.decode())
    assert reader.node is reader.root, f"<{reader.node.tag}> is not closed"
    return reader.root


def main(response: Any) -> Node:
    return read(response).one("main")


def cyrillic(text: str) -> bool:
    return re.search("[а-яіїєґ]", text, re.IGNORECASE) is not None
