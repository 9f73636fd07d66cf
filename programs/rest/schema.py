"""How the API describes itself: OpenAPI 3.1 with the refusals, conditional requests and files of every collection."""

from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from ..modules import modules

SUMMARIES = {
    "list": gettext_lazy("List"),
    "retrieve": gettext_lazy("One record"),
    "create": gettext_lazy("Add"),
    "partial_update": gettext_lazy("Change"),
    "destroy": gettext_lazy("Delete"),
}
REFUSALS = {
    "400": gettext_lazy("Something in the request is wrong: the answer names the field and says what to change."),
    "401": gettext_lazy("A write needs an account: a session, or a token in the Authorization header."),
    "403": gettext_lazy("The roles of the account do not allow this."),
    "404": gettext_lazy("There is no such record, or it is not public."),
    "405": gettext_lazy("The address does not take this method."),
    "406": gettext_lazy("The Accept header asks for a format that the address does not have."),
    "409": gettext_lazy("Other records lean on this one, or it contradicts one that stands already."),
    "412": gettext_lazy("Somebody changed the record meanwhile: the answer has what was sent and what stands now."),
    "415": gettext_lazy("The body must be JSON."),
    "422": gettext_lazy("The Idempotency-Key was sent before with another request."),
    "428": gettext_lazy("The request does not say which version of the record it changes: send If-Match."),
    "429": gettext_lazy("Too many requests, files or searches: wait as long as Retry-After says."),
    "503": gettext_lazy("The portal makes other files or cannot reach its data: ask again after Retry-After."),
}
ALWAYS = ("400", "401", "404", "406", "429", "503")
WRITES = ("403", "409", "415")
CHANGES = ("412",)
VERSIONED = ("partial_update", "destroy")  # what asks for If-Match
# What a field or a parameter is called where nothing nearer names it.
WORDS = {
    "amount": gettext_lazy("Amount, UAH"),
    "count": gettext_lazy("Number of records"),
    "format": gettext_lazy("Format of the answer; the Accept header says the same"),
    "id": gettext_lazy("Number of the record, for good"),
    "label": gettext_lazy("Heading of the row"),
    "measures": gettext_lazy("Sum of the measures, UAH"),
    "name": gettext_lazy("Name"),
    "next": gettext_lazy("Address of the next page"),
    "number": gettext_lazy("Number"),
    "passport": gettext_lazy("Amount of the passport, UAH"),
    "previous": gettext_lazy("Address of the previous page"),
    "results": gettext_lazy("Records of this page"),
    "slug": gettext_lazy("Part of the programme's permanent address"),
    "text": gettext_lazy("Text"),
    "totals_by_year": gettext_lazy("Money of every year"),
    "year": gettext_lazy("Year"),
    "years": gettext_lazy("Money of every year"),
}
PARAMETERS = {
    "on": OpenApiParameter(
        "on", OpenApiTypes.DATE, description=gettext_lazy("The state as of the end of this day; today if left out.")
    ),
    "edition": OpenApiParameter(
        "edition",
        {"type": "integer", "minimum": 1},
        description=gettext_lazy("Id of the edition whose plan is meant; the one in force if left out."),
    ),
    "reason": OpenApiParameter(
        "reason", str, description=gettext_lazy("Why. Demanded where an adopted edition is corrected.")
    ),
}
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201, 304],
    description=gettext_lazy("Names the state of the record; send it back as If-None-Match or If-Match."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description=gettext_lazy("The ETag of the answer you have: 304 if it is still the same."),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description=gettext_lazy(
        "The ETag that you saw, strong or weak: 412 if somebody changed the record since. “*” means whatever stands."
    ),
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,150}$"},
    OpenApiParameter.HEADER,
    description=gettext_lazy(
        "A text of your own, new for each request that you mean: the same request repeated with it is done once and "
        "gets the first answer again. It is kept for a week, for your account alone."
    ),
)
IF_MATCH_REQUIRED = OpenApiParameter(
    IF_MATCH.name, str, OpenApiParameter.HEADER, required=True, description=IF_MATCH.description
)


class CollectionSchema(AutoSchema):
    """Reads the description of an operation off the collection instead of repeating it in decorators."""

    view: Any

    def get_tags(self) -> list[str]:
        """The collection's address: a name that stays the same in every language."""
        return [self.view.basename]

    def get_summary(self) -> str:
        action = self.view.action
        own = getattr(self.view, f"{action}_summary", None)
        return f"{self.view.title}: {str(own or SUMMARIES[action]).lower()}"

    def get_description(self) -> str:  # type: ignore[override]
        return str(getattr(self.view, f"{self.view.action}_about", self.view.about))

    def get_auth(self) -> list[Any]:
        """Everybody reads; the empty requirement is OpenAPI's word for «or without»."""
        return [*super().get_auth(), *([{}] if self.method == "GET" else [])]

    def get_override_parameters(self) -> list[Any]:
        view, action = self.view, self.view.action
        found = [PARAMETERS[name] for name in view.own_parameters]
        if action == "retrieve":
            found += [IF_NONE_MATCH]
        elif action in VERSIONED:
            found += [IF_MATCH_REQUIRED]
        elif action in view.steps:
            found += [IF_MATCH]
        if self.method == "POST":
            found += [IDEMPOTENCY_KEY]
        return [*found, *([] if action == "list" else [ETAG])]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        action = self.view.action
        codes = [*ALWAYS]
        if self.method != "GET":
            codes += WRITES
        if action in {*VERSIONED, *self.view.steps}:
            codes += CHANGES
        codes += ["428"] if action in VERSIONED else []
        codes += ["422"] if self.method == "POST" else []
        for code in sorted(codes):
            name = {"412": "Changed"}.get(code, "Problem")
            bodies[code] = {
                "description": str(REFUSALS[code]),
                "content": {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
            }
        if action == "retrieve":
            bodies["304"] = {"description": str(_("What you have is still the same."))}
        return dict(sorted(bodies.items()))

    def _get_response_for_code(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        body: dict[str, Any] = super()._get_response_for_code(*args, **kwargs)
        content = body.get("content", {})
        if self.view.action in {"list", "retrieve"}:
            content |= {
                renderer.media_type: {"schema": {"type": "string"}}
                for renderer in self.view.renderer_classes
                if renderer.format != "json"
            }
        else:
            body["content"] = {kind: schema for kind, schema in content.items() if kind == "application/json"}
        return body

    def _get_format_parameters(self) -> list[dict[str, Any]]:
        return super()._get_format_parameters() if self.method == "GET" else []


def name_everything(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Hook of the description: every field and parameter says what it is, in the reader's language.

    A record's own description is its serializer's docstring, which speaks to the maintainer, in English.
    """
    for schema in result["components"]["schemas"].values():
        if "properties" in schema:
            schema.pop("description", None)
            for name, field in schema["properties"].items():
                if name in WORDS and not field.get("title") and not field.get("description"):
                    field["title"] = str(WORDS[name])
    result["tags"] = [
        {"name": prefix, "description": str(import_string(view).title)}
        for module in modules()
        for prefix, view in module.endpoints
    ]
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] in WORDS:
                    parameter.setdefault("description", str(WORDS[parameter["name"]]))
    return result
