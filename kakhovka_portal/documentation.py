"""The API's documentation page: the OpenAPI description read into what a person wants to know, without a script."""

import json
import re
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import force_bytes
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, override
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from programs.reporting.addresses import absolute

Schema = dict[str, Any]

METHODS = ("get", "post", "patch", "delete")  # reading stands first
TYPES = {
    "array": gettext_lazy("list"),
    "boolean": gettext_lazy("true or false"),
    "date": gettext_lazy("date"),
    "date-time": gettext_lazy("date and time"),
    "decimal": gettext_lazy("amount"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
    "object": gettext_lazy("record"),
    "string": gettext_lazy("text"),
    "uri": gettext_lazy("web address"),
}
SAMPLES = {"boolean": True, "date": "2022-06-30", "decimal": "1000.00", "integer": 1, "number": 1, "string": "…"}
SAMPLE_YEAR = 2022
CHOICE = re.compile(r"^\* `(.*?)` - (.*)$", re.MULTILINE)


@cache
def description(language: str) -> Schema:
    """The OpenAPI description in a language: it is the same for everybody as long as the server runs."""
    with override(language):
        found: Schema = SchemaGenerator().get_schema(request=None, public=True)
    return found


@cache
def written(language: str, media_type: str) -> bytes:
    renderer = next(kind for kind in Description.renderer_classes if kind.media_type == media_type)()
    return force_bytes(renderer.render(description(language), renderer_context={}))


class Description(SpectacularAPIView):
    """The description for programs, as YAML or JSON; made once for a language, whoever asks."""

    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        return HttpResponse(
            written(get_language() or "uk", renderer.media_type),
            content_type=f"{renderer.media_type}{charset}",
            headers={"Content-Disposition": f'inline; filename="api-v1.{renderer.format}"'},
        )


class Reading:
    """A description, read."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def collections(self) -> list[Schema]:
        """The collections, each with its operations and the fields of its records."""
        found: dict[str, Schema] = {}
        for path, methods in self.schema["paths"].items():
            for method, operation in sorted(methods.items(), key=lambda item: METHODS.index(item[0])):
                title = operation["tags"][0]
                if title not in found:  # the first operation of a collection is its list
                    records = self.body(operation["responses"]["200"])["properties"]["results"]["items"]
                    key, about = path.strip("/").split("/")[-1], operation["description"]
                    found[title] = {"title": title, "key": key, "about": about, "fields": self.fields(records)}
                collection = found[title]
                collection.setdefault("operations", []).append(
                    self.operation(path, method.upper(), operation, collection["about"])
                )
        return list(found.values())

    def operation(self, path: str, method: str, operation: Schema, about: str) -> Schema:
        body = self.body(operation.get("requestBody", {}))
        return {
            "key": operation["operationId"].replace("_", "-"),
            "method": method,
            "path": path,
            "title": capfirst(operation["summary"].partition(": ")[2]),
            "about": "" if operation["description"] == about else operation["description"],
            "opens": method == "GET" and "{" not in path,  # a link shows the answer
            "parameters": [self.parameter(item) for item in operation.get("parameters", [])],
            "body": self.fields(body),
            "example": json.dumps(self.sample(body), ensure_ascii=False) if body else "",
            "answers": [(code, answer["description"]) for code, answer in operation["responses"].items()],
        }

    def body(self, content: Schema) -> Schema:
        """The schema of a body or an answer in JSON."""
        return self.unfolded(content.get("content", {}).get("application/json", {}).get("schema", {}))

    def fields(self, schema: Schema, within: str = "") -> list[Schema]:
        """The fields of a record and of the records in it, from the top down: «executors», «executors[].name»."""
        record, found = self.unfolded(schema), []
        for name, part in record.get("properties", {}).items():
            inner = self.unfolded(part)
            found.append(self.field(f"{within}{name}", inner, required=name in record.get("required", [])))
            items = inner.get("items")
            found += self.fields(items, f"{within}{name}[].") if items else self.fields(inner, f"{within}{name}.")
        return found

    def parameter(self, item: Schema) -> Schema:
        schema = self.unfolded(item["schema"]) | {"title": "", "description": item.get("description", "")}
        return self.field(item["name"], schema, required=item.get("required", False))

    def field(self, name: str, schema: Schema, *, required: bool) -> Schema:
        """A parameter or a field of a record, as the page prints it."""
        text = ". ".join(dict.fromkeys(capfirst(schema[key]) for key in ("title", "description") if schema.get(key)))
        one = self.unfolded(schema["items"]) if "items" in schema else schema
        labels = dict(CHOICE.findall(text)) or one.get("labels", {})
        return {
            "name": name,
            "type": TYPES[schema["format"] if schema.get("format") in TYPES else schema["type"]],
            "meaning": CHOICE.sub("", text).strip(),
            "choices": [(value, labels.get(value, "")) for value in one.get("enum", []) if value and value[0] != "-"],
            "required": required,
            "nullable": schema.get("nullable", False),
            "read_only": schema.get("readOnly", False),
        }

    def unfolded(self, schema: Schema) -> Schema:
        """A schema without references and alternatives: one type, nullable or not, with the words of its choices."""
        found = dict(schema)
        for part in [*found.pop("allOf", []), *found.pop("oneOf", [])]:
            inner = self.unfolded(part)
            found = {**found, "nullable": True} if inner.get("type") == "null" else {**inner, **found}
        if "$ref" in found:
            target = self.schema["components"]["schemas"][found.pop("$ref").rpartition("/")[2]]
            inner = self.unfolded(target)
            if "enum" in inner:
                inner["labels"] = dict(CHOICE.findall(inner.pop("description", "")))
            found = {**inner, **found}
        if isinstance(found.get("type"), list):
            found |= {"type": found["type"][0], "nullable": "null" in found["type"]}
        return found

    def sample(self, schema: Schema) -> Any:
        """The least that can be sent: what is required or, where nothing is, the first field."""
        found = self.unfolded(schema)
        if "enum" in found:
            return found["enum"][0]
        if found["type"] == "array":
            return [self.sample(found["items"])]
        if found["type"] == "object":
            parts = {name: part for name, part in found["properties"].items() if not part.get("readOnly")}
            names = [name for name in parts if name in found.get("required", [])] or [*parts][:1]
            return {name: SAMPLE_YEAR if name.endswith("year") else self.sample(parts[name]) for name in names}
        return SAMPLES[found["format"] if found.get("format") in SAMPLES else found["type"]]


def marked(text: str) -> SafeString:
    """A text with what stands between backticks as code."""
    pieces = ((format_html("<code>{}</code>", piece) if at % 2 else piece,) for at, piece in enumerate(text.split("`")))
    return format_html_join("", "{}", pieces)


class Documentation(TemplateView):
    """The description as a page to read, search and print, made by this server alone."""

    template_name = "kakhovka_portal/api_docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schema = description(get_language() or "uk")
        collections = Reading(schema).collections()
        answers = [
            answer for each in collections for operation in each["operations"] for answer in operation["answers"]
        ]
        return super().get_context_data(
            about=[marked(text) for text in schema["info"]["description"].split("\n\n")],
            collections=collections,
            refusals=sorted({(code, text) for code, text in answers if code >= "400"}),
            host=absolute("", self.request),
            **kwargs,
        )
