"""In which letters a request comes: the portal reads UTF-8, whatever codec of Python's a client names."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
REFUSAL = "Портал читає лише UTF-8: надішліть запит без іншого набору символів (charset).\n"


def only_utf_8(application: Application) -> Application:
    """Refuse a request that says it comes in other letters, before Django makes an object of it: that would decode
    the address and the form with any codec that Python has, also with those that decode no text.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _kind, said = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if said.get("charset", "utf-8").lower().replace("_", "-") in {"utf-8", "utf8", ""}:
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [REFUSAL.encode()]

    return answer
