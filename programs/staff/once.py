"""A form of the staff is recorded once, however often its button is pressed."""

import json
import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from ..services import SentAlready, once

TOKEN = "sent_once_"  # noqa: S105  (the name of a field)


def token_of(request: HttpRequest) -> str:
    """The token of a form: made when it is shown first, the same when it comes back with a refusal."""
    given = str(request.POST.get(TOKEN, ""))
    return given if re.fullmatch(r"[\w-]{20,60}", given, re.ASCII) else secrets.token_urlsafe(24)


def sent_once(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page whose form brings its token: the second press shows what the first one made.

    What leads on to another page was recorded; a form that comes back may be sent again.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = request.POST.get(TOKEN, "") if request.method == "POST" else ""
        is_looked_at = "_check" in request.POST  # a form that is only checked waits for no writer
        if not token or token != token_of(request) or hasattr(request, TOKEN) or is_looked_at:
            return view(request, *args, **kwargs)
        setattr(request, TOKEN, token)  # a page may hand on to another one, which does not ask again
        sent = {name: values for name, values in request.POST.lists() if name not in {TOKEN, "csrfmiddlewaretoken"}}
        asked = json.dumps([request.path, sent, sorted(str(file) for file in request.FILES.values())])
        user: Any = request.user
        try:
            with once(by=user, key=f"form {token}", asked=asked) as first:
                response: HttpResponseBase = view(request, *args, **kwargs)
                if isinstance(response, HttpResponseRedirect):
                    first.status, first.location = response.status_code, response.url
                    first.answer = " ".join(map(str, _said(request)))
                return response
        except SentAlready as again:
            words = _("This form was sent twice and recorded once.")
            if not again.alike:
                words = _("This form has been recorded already; what you changed in it since was not. Open a new one.")
            told = messages.info if again.alike else messages.warning
            told(request, f"{words} {again.first.answer}".strip())
            return HttpResponseRedirect(again.first.location)

    return answer


def _said(request: HttpRequest) -> list[Any]:
    """The sentences that the next page will show."""
    return list(getattr(getattr(request, "_messages", None), "_queued_messages", []))
