"""What is only read, public pages and open data alike: how browsers may keep it, and what the restricted mode hides."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie

from ..models.restricted import asked_once

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """A page that is only read. Its ETag is the hash of what it says, so a browser that has it gets 304 and no body.

    It is asked for anew each time (no-cache): a payment recorded a minute ago has to show. The language is a cookie.
    It may be compressed: no page carries a token that the length of the answer could give away.
    """
    decorated: Any = view
    for decorator in (vary_on_cookie, cache_control(no_cache=True), conditional_page, gzip_page, require_safe):
        decorated = decorator(decorated)
    return decorated


def of_staff(request: HttpRequest) -> bool:
    """Whether a page is of those who work with what the restricted mode hides: they see all of it."""
    return request.path_info.startswith(("/admin/", "/staff/", "/accounts/"))


def for_whom(get_response: View) -> View:
    """The middleware that tells whom a request answers: staff on their own pages, everywhere else the public."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        answer: list[bool] = [False] if of_staff(request) else []
        with asked_once(answer):
            response = get_response(request)
        if isinstance(response, StreamingHttpResponse):  # its rows are read when this request has been left already
            response.streaming_content = _within(answer, response.streaming_content)
        return response

    return respond


def _within(answer: list[bool], pieces: Any) -> Iterator[bytes]:
    pieces = iter(pieces)
    while True:
        with asked_once(answer):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
