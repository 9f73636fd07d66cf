"""The REST API put together: the endpoints of all modules, and how refusals become answers."""

from math import ceil
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404
from django.urls import include, path, re_path
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView
from rest_framework.views import exception_handler as default_handler

from programs.modules import modules
from programs.rest.collection import ChangedMeanwhile
from programs.services import Conflict, Question, by_field

from .documentation import Description, Documentation

router = SimpleRouter()
for module in modules():
    for prefix, view in module.endpoints:
        router.register(prefix, import_string(view), prefix)


class Root(APIView):
    """Where a person or a program begins: the collections and the two descriptions."""

    renderer_classes = [JSONRenderer, TemplateHTMLRenderer]
    permission_classes: list[Any] = []

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        collections = [
            (prefix, view, reverse(f"api:{name}-list", request=request)) for prefix, view, name in router.registry
        ]
        pages = {name: reverse(f"api:{name}", request=request) for name in ("schema", "docs")}
        if request.accepted_renderer.format == "html":
            return Response({"collections": collections, **pages}, template_name="kakhovka_portal/api_root.html")
        return Response({**{prefix: address for prefix, _view, address in collections}, **pages})


class Nowhere(APIView):
    """Any other address of the API: a program that asked for JSON gets no page of HTML."""

    permission_classes: list[Any] = []
    schema = None

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        if request.method in SAFE_METHODS and not request.path.endswith("/"):
            address = request.get_full_path(force_append_slash=True)
            return Response(status=status.HTTP_308_PERMANENT_REDIRECT, headers={"Location": address})
        raise exceptions.NotFound(
            _("The API has no such address; %(root)s lists what it has.") % {"root": reverse("api:root")}
        )


app_name = "api"
urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", gzip_page(Description.as_view()), name="schema"),
    path("docs/", gzip_page(Documentation.as_view()), name="docs"),
    path("", include(router.urls)),
    re_path("", Nowhere.as_view()),
]


# Refusals ------------------------------------------------------------------------------------------------------------

# Sentences of the framework that its own Ukrainian catalogue lacks or words badly; ours has them.
FRAMEWORK_SENTENCES = (
    gettext_lazy("Authentication credentials were not provided."),
    gettext_lazy("Could not satisfy the request Accept header."),
    gettext_lazy("Must be a valid boolean."),
    gettext_lazy("Not a valid string."),
    gettext_lazy("Not found."),
    gettext_lazy("Ensure this field has no more than {max_length} elements."),
    gettext_lazy("This field is required."),
)


class Contradiction(exceptions.APIException):
    """The record contradicts one that stands already, or others lean on it."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "contradiction"


class SameMoney(exceptions.APIException):
    """Such money may stand in the ledger already: the answer shows it, and a person says whether it is the same."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, question: Question) -> None:
        super().__init__(code=question.code)
        entries = [
            {
                "id": entry.pk,
                "date": f"{entry.date:%Y-%m-%d}",
                "amount": f"{entry.amount:.2f}",
                "document_number": entry.document_number,
                "counterparty": entry.counterparty,
            }
            for entry in question.entries
        ]
        self.detail = {"detail": question.messages[0], "code": question.code, "entries": entries}  # type: ignore[dict-item]


# What a program tells a refusal by: its name in HTTP, and where HTTP says what it means (RFC 9457).
RFC = "https://www.rfc-editor.org/rfc/"
PROBLEMS = {
    400: ("Bad Request", f"{RFC}rfc9110#section-15.5.1"),
    401: ("Unauthorized", f"{RFC}rfc9110#section-15.5.2"),
    403: ("Forbidden", f"{RFC}rfc9110#section-15.5.4"),
    404: ("Not Found", f"{RFC}rfc9110#section-15.5.5"),
    405: ("Method Not Allowed", f"{RFC}rfc9110#section-15.5.6"),
    406: ("Not Acceptable", f"{RFC}rfc9110#section-15.5.7"),
    409: ("Conflict", f"{RFC}rfc9110#section-15.5.10"),
    412: ("Precondition Failed", f"{RFC}rfc9110#section-15.5.13"),
    413: ("Content Too Large", f"{RFC}rfc9110#section-15.5.14"),
    415: ("Unsupported Media Type", f"{RFC}rfc9110#section-15.5.16"),
    422: ("Unprocessable Content", f"{RFC}rfc9110#section-15.5.21"),
    428: ("Precondition Required", f"{RFC}rfc6585#section-3"),
    429: ("Too Many Requests", f"{RFC}rfc6585#section-4"),
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as ``{"detail"}`` or sentences by field, whatever layer it comes from, with what RFC 9457 names."""
    view = context.get("view")
    response = default_handler(as_api_error(error, getattr(view, "field_names", {})), context)
    if response is not None:
        response.data = as_problem(response.status_code, readable(response.data))
        renderer = getattr(context.get("request"), "accepted_renderer", None)
        if renderer is None or renderer.format != "html":
            response.content_type = "application/problem+json"
    return response


def as_problem(code: int, data: dict[str, Any]) -> dict[str, Any]:
    """A refusal with its type, title and status. Sentences by field stand in ``errors``, and beside it under the
    field's own name, but for fields that are named as the three are.
    """
    title, kind = PROBLEMS.get(code, ("Refused", "about:blank"))
    problem = {"type": kind, "title": title, "status": code}
    if code != status.HTTP_400_BAD_REQUEST:
        return {**problem, **data}
    errors = {name: told for name, told in data.items() if name != "detail"}
    return {**data, **problem, **({"errors": errors} if errors else {})}


def as_api_error(error: Exception, names: dict[str, str]) -> Exception:
    """The framework's own exception for what models, services and the database refuse with."""
    if isinstance(error, Question):
        return SameMoney(error)
    if isinstance(error, ModelValidationError):
        if isinstance(error.__cause__, ProtectedError | RestrictedError):
            return Contradiction(" ".join(error.messages))
        return exceptions.ValidationError(sentences(error, names))
    if isinstance(error, RequestDataTooBig):
        return exceptions.ParseError(_("The text is longer than 2 MB: send it in parts."))
    if isinstance(error, Conflict):
        return ChangedMeanwhile()
    if isinstance(error, ProtectedError | RestrictedError):
        return Contradiction(_("This cannot be deleted: other records lean on it."))
    if isinstance(error, IntegrityError):
        return Contradiction(_("This contradicts a record that stands already: read the collection anew and compare."))
    if isinstance(error, exceptions.Throttled):
        text = _("Too many requests: try again in %(seconds)s seconds, or send a token.")
        error.detail = exceptions.ErrorDetail(text % {"seconds": ceil(getattr(error, "wait", None) or 60)}, "throttled")
    if isinstance(error, exceptions.PermissionDenied) and "CSRF" in str(error.detail):
        return exceptions.PermissionDenied(
            _("A write in a browser's session needs the X-CSRFToken header with the value of the csrftoken cookie.")
        )
    if isinstance(error, Http404 | exceptions.NotFound) and str(getattr(error, "detail", "")) in {"", _("Not found.")}:
        return exceptions.NotFound(_("There is no such record, or it is not public."))
    return error


def sentences(error: ModelValidationError, names: dict[str, str]) -> dict[str, list[str]]:
    """A model's sentences by the names that the API gives to its fields."""
    found: dict[str, list[str]] = {}
    for field, messages in by_field(error).items():
        found.setdefault(names.get(field, field) or "detail", []).extend(messages)
    return found


def readable(data: Any) -> Any:
    """``detail`` is one text, also where several sentences came together."""
    if isinstance(data, list):
        return {"detail": " ".join(str(item) for item in data)}
    if isinstance(data, dict) and isinstance(data.get("detail"), list):
        return {**data, "detail": " ".join(str(item) for item in data["detail"])}
    return data
