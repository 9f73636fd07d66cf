"""What the collections of the API have in common.

Requests are read strictly, answers carry an entity tag, lists come as files too, writes go through the services.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import APIException, MethodNotAllowed, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.serializer_helpers import ReturnDict

from ..costly import made_in_room, room
from ..default_day import default_day
from ..services import Conflict, SentAlready, delete_record, once, save_record
from .filters import Ordering, Search
from .formats import CsvRenderer, XlsxRenderer
from .negotiation import ByFormatParameter
from .rights import Rights, signed
from .schema import CollectionSchema


class ChangedMeanwhile(APIException):
    """Somebody else was first; of a record, the answer shows what was sent and what stands now."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = Conflict.message
    default_code = "changed_meanwhile"


class VersionNotNamed(APIException):
    """A record that several people work on is changed by those alone who say which version they saw (RFC 6585)."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy(
        "Send If-Match with the record's ETag as you read it, so that nobody's change is overwritten unseen; “*” "
        "means whatever stands there."
    )
    default_code = "version_not_named"


class KeyOfAnother(APIException):
    """The Idempotency-Key was sent before with something else."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = gettext_lazy("This Idempotency-Key was sent before with another request: make a new key.")
    default_code = "key_of_another"


def digest(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def parsed_date(text: str, *, name: str) -> date:
    """A date of a query parameter; the refusal says how to write it."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError({name: [_("Write the date as YEAR-MONTH-DAY, for example 2022-06-30.")]}) from error


class ReadCollection(viewsets.GenericViewSet):
    """A collection that everybody may read, as far as each may know of its records."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    permission_classes = [Rights]
    renderer_classes = [JSONRenderer, CsvRenderer, XlsxRenderer]
    content_negotiation_class = ByFormatParameter
    filter_backends = [DjangoFilterBackend, Search, Ordering]
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,18}"  # what a key of either database can be
    schema = CollectionSchema()

    writes: type[Model]  # the kind of record; a write needs the model permissions on it
    title: Any  # of the collection, for the description
    about: Any  # one paragraph on what the collection is and how it is asked
    field_names: dict[str, str] = {}  # how the API calls fields that a model names otherwise
    filterset_class: Any = None
    search_fields: Sequence[str] = ()
    orderings: Mapping[str, Any] = {}
    default_ordering: tuple[Any, ...] = ("pk",)
    list_parameters: tuple[str, ...] = ()  # understood beside the filters
    detail_parameters: tuple[str, ...] = ()
    write_parameters: tuple[str, ...] = ()
    method_hint: Any = ""
    steps: tuple[str, ...] = ()  # named actions that heed If-Match

    @property
    def queryset(self) -> QuerySet:  # type: ignore[override]
        """Tells the description the model; the records themselves depend on who asks."""
        return self.writes._base_manager.none()

    # The request ----------------------------------------------------------------------------------------------------

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.action is None:
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
            raise self.not_allowed(request)
        super().initial(request, *args, **kwargs)
        self.check_parameters(request)
        if request.method == "POST" and "Idempotency-Key" in request.headers:
            # found by the framework when it asks the view to answer, which it does next
            self.post = self.taken_once(getattr(self, self.action))

    def taken_once(self, answer: Callable[..., Response]) -> Callable[..., Response]:
        """Answer a repeated request as the first time instead of doing it again."""

        def again_or_first(request: Request, *args: Any, **kwargs: Any) -> Response:
            key = request.headers["Idempotency-Key"].strip()
            if not re.fullmatch(r"[!-~]{1,150}", key):
                raise ValidationError(_("An Idempotency-Key is a text of 1 to 150 visible Latin characters."))
            asked = json.dumps([request.get_full_path(), request.data], sort_keys=True, default=str)
            try:
                with once(by=self.person, key=f"api {key}", asked=asked) as sent:
                    response = answer(request, *args, **kwargs)
                    sent.status, sent.answer = response.status_code, JSONRenderer().render(response.data).decode()
                    sent.location, sent.tag = response.get("Location", ""), response.get("ETag", "")
            except SentAlready as again:
                if not again.alike:
                    raise KeyOfAnother from again
                first = again.first
                headers = {name: text for name, text in (("Location", first.location), ("ETag", first.tag)) if text}
                return Response(json.loads(first.answer), status=first.status, headers=headers)
            return response

        return again_or_first

    def not_allowed(self, request: Request) -> MethodNotAllowed:
        text = _("This address does not take %(method)s; it takes %(allowed)s.") % {
            "method": request.method,
            "allowed": ", ".join(self.allowed_methods),
        }
        return MethodNotAllowed(str(request.method), f"{text} {self.method_hint}".strip())

    @property
    def own_parameters(self) -> tuple[str, ...]:
        """What the action of the request understands beside filters, pages and formats."""
        if self.action == "list":
            return self.list_parameters
        if self.action == "retrieve":
            return self.detail_parameters
        return ("reason", *self.write_parameters) if self.action == "destroy" else self.write_parameters

    def check_parameters(self, request: Request) -> None:
        """A filter with a slip in its name must not give the whole list as if it had been applied."""
        known = {*self.own_parameters}
        if self.action == "list":
            known |= {"page", "page_size", "format", "ordering"}
            known |= {"search"} if self.search_fields else set()
            known |= set(self.filterset_class.base_filters) if self.filterset_class else set()
        elif self.action == "retrieve":
            known.add("format")
        errors: dict[str, list[str]] = {}
        for name, values in request.query_params.lists():
            if name not in known:
                names = ", ".join(sorted(known)) or "–"
                errors[name] = [_("Unknown parameter. Known here: %(names)s.") % {"names": names}]
            elif len(values) > 1:
                errors[name] = [_("Give this parameter once.")]
            elif not values[0].strip():
                errors[name] = [_("Give this parameter a value, or leave it out.")]
        if errors:
            raise ValidationError(errors)
        self.check_moment()

    def check_moment(self) -> date:
        """A date that makes no sense is refused also where no record needs it."""
        return self.on

    @cached_property
    def on(self) -> date:
        """The date as of which the answer is: ``?on=``, or the day that pages open with."""
        asked = self.request.query_params.get("on", "")
        return parsed_date(asked, name="on") if asked else default_day()

    @property
    def person(self) -> Any:
        return signed(self.request.user)

    def checked(self, item: Any = None, serializer_class: type[serializers.Serializer] | None = None) -> dict[str, Any]:
        """The values that the body sets; every mistake in it is named at once."""
        if not isinstance(self.request.data, Mapping):
            raise ValidationError({"detail": [_("Send an object of JSON with the fields of the record.")]})
        make: Any = serializer_class or self.get_serializer_class()
        context = self.get_serializer_context()
        serializer = make(item, data=self.request.data, partial=item is not None, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    # The answer -----------------------------------------------------------------------------------------------------

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        """The records as the serializer wants them, with what a page of them needs looked up at once."""
        return items

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = self.filter_queryset(self.get_queryset())
        if request.accepted_renderer.format != "json":
            pages: Any = self.paginator
            pages.check(request)
            place = room()  # before the work: the file is made where the answer is rendered
            return made_in_room(Response(self.get_serializer(self.decorate(found.all()), many=True).data), place)
        page = self.decorate(self.paginate_queryset(found) or [])
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        item = self.get_item()
        answer = self.answer(item)
        if self.names(request.headers.get("If-None-Match", ""), answer["ETag"], weak=True):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": answer["ETag"]})
        return answer

    def get_item(self) -> Any:
        """The record that the address names, as the serializer wants it; 404 where the person may not know of it."""
        for item in self.decorate([self.get_object()]):
            return item
        raise Http404

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """A record of its own address is found by that alone."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def answer(self, item: Any, code: int = status.HTTP_200_OK) -> Response:
        data = self.get_serializer(item).data
        return Response(data, status=code, headers={"ETag": self.etag(item, data)})

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        accepted = getattr(request, "accepted_renderer", None)
        if not isinstance(accepted, JSONRenderer | None) and not hasattr(response.data, "serializer"):
            # a refusal is read by a program or a person, never by a spreadsheet
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.accepted_renderer.format != "json" and response.status_code == status.HTTP_200_OK:
            name = f"{self.basename}.{response.accepted_renderer.format}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        patch_cache_control(response, no_cache=True, private=True)
        return response

    # Versions -------------------------------------------------------------------------------------------------------

    def own_parts(self, item: Any) -> Sequence[Any]:
        """What belongs to the record and is changed with it, beside its own columns."""
        return []

    def stamp(self, item: Any) -> str:
        """Names the state that a write would overwrite: figures that only hang on the record do not belong to it."""
        columns = [getattr(item, field.attname) for field in item._meta.concrete_fields]
        return digest(columns, self.own_parts(item))

    def state(self, item: Any, data: Any) -> str:
        """The state of the record as far as the person may know it: a tag must not tell what the answer keeps back."""
        kind = self.writes._meta
        works_here = self.person and self.person.has_perm(f"{kind.app_label}.view_{kind.model_name}")
        return self.stamp(item) if works_here else digest(data)

    def etag(self, item: Any, data: ReturnDict) -> str:
        """Strong: the state of the record, then everything that this answer shows, in this format and language."""
        shown = digest(data, self.request.accepted_renderer.format, get_language())
        return f'"{self.state(item, data)}.{shown}"'

    @staticmethod
    def names(header: str, etag: str, *, weak: bool = False) -> bool:
        """Whether a header of entity tags names this one, by the comparison that RFC 9110 wants for it."""
        tags = [tag.strip() for tag in header.split(",")]
        return "*" in tags or etag in ([tag.removeprefix("W/") for tag in tags] if weak else tags)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """The record of the address for this writer alone; the write is whole or not at all.

        One place says who was first, whether the client's tag shows it or a service notices.
        """
        try:
            with transaction.atomic():
                yield self.locked_item()
        except Conflict as conflict:
            changed = ChangedMeanwhile()
            sent = self.request.data if isinstance(self.request.data, Mapping) else {}
            current = self.get_serializer(self.get_item()).data
            changed.detail = {"detail": str(conflict), "sent": sent, "current": current}  # type: ignore[dict-item]
            raise changed from conflict

    def locked_item(self) -> Any:
        """The record until the transaction ends, unless it is not the one that the client saw."""
        record = self.get_item()
        type(record)._base_manager.select_for_update().filter(pk=record.pk).first()
        item = self.get_item()
        expected = self.request.headers.get("If-Match", "").strip()
        if not expected and self.request.method != "POST":
            raise VersionNotNamed
        # a tag of any format or language of the record's present state will do, weak or strong: the part before the
        # point names it
        states = {tag.strip().removeprefix("W/").partition(".")[0] for tag in expected.split(",")}
        if expected and not {"*", f'"{self.state(item, self.get_serializer(item).data)}'} & states:
            raise Conflict(item)
        return item

    # After a write --------------------------------------------------------------------------------------------------

    def step(self, take: Callable[[Any], Any]) -> Response:
        """A named action on the record of the address, if it is still the one that the client saw."""
        with self.writing() as item:
            take(item)
        return self.answer(self.reread(item))

    def made(self, record: Any) -> Response:
        item = self.reread(record)
        response = self.answer(item, status.HTTP_201_CREATED)
        response["Location"] = self.address(item)
        return response

    def reread(self, record: Any) -> Any:
        """The record as a reader sees it after the write."""
        self.kwargs[self.lookup_url_kwarg] = getattr(record, self.lookup_field)
        return self.get_item()

    def address(self, item: Any) -> str:
        return self.reverse_action("detail", args=[getattr(item, self.lookup_field)])


class Collection(ReadCollection):
    """A collection whose records are also made, changed and deleted, each write whole or not at all."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked()
        with transaction.atomic():
            record = self.make(values, reason=values.pop("reason", ""))
        return self.made(record)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with self.writing() as item:
            values = self.checked(item)
            self.change(item, values, reason=values.pop("reason", ""))
        return self.answer(self.reread(item))

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        reason = request.query_params.get("reason", "")
        if isinstance(request.data, Mapping):
            reason = str(request.data.get("reason", reason))
        with self.writing() as item:
            self.remove(item, reason=reason)
        return Response(status=status.HTTP_204_NO_CONTENT)

    # What a collection does otherwise -------------------------------------------------------------------------------

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        return self.save(self.writes(**values), reason=reason)

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        for name, value in values.items():
            setattr(item, name, value)
        self.save(item, reason=reason)

    def save(self, record: Any, *, reason: str) -> Any:
        return save_record(record=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_record(record=item, by=self.person, reason=reason)
