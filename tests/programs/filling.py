"""Forms filled in as a person does it: open the page, change a few fields, press the button."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """The fields of the page's main form with the values that they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.in_form = False
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        present = dict(attrs).keys()
        if tag == "form":
            self.in_form = found.get("method", "").lower() == "post" and "logout" not in found.get("action", "")
        if not self.in_form:
            return
        name = found.get("name", "")
        if tag == "input" and name and found.get("type") not in {"submit", "file"}:
            ticked = found.get("type") in {"checkbox", "radio"}
            if not ticked or "checked" in present:
                self.values.setdefault(name, []).append(found.get("value", "on" if ticked else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in present:
            self.values.setdefault(self.select, []).append(found.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.in_form = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            text = self.values[self.textarea][0]
            self.values[self.textarea] = [text.replace("\n", "\r\n")]  # as every browser sends its line ends
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # HTML drops the line break that Django writes before the text of an area
            self.values[self.textarea][0] += data.removeprefix("\n") if not self.values[self.textarea][0] else data


def fields_of(response: Any) -> dict[str, list[str]]:
    """What the page's form would send as it stands."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.values


def open_form(client: Client, address: str) -> dict[str, list[str]]:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return fields_of(response)


def send(client: Client, address: str, form: Mapping[str, Any], **changes: Any) -> Any:
    """Press «Save and stay here» on a form that was opened, with some fields changed."""
    data = {name: values for name, values in form.items() if "__prefix__" not in name}
    return client.post(address, {**data, "_continue": "1", **changes})


def sentences(response: Any) -> list[str]:
    """Every sentence of refusal on the page: of the form and of its rows."""
    return [str(error) for error in response.context["errors"]] if response.context else []
