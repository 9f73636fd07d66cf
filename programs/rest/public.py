"""How browsers may keep what is only read: public pages and open data alike."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie

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
