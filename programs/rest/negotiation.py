"""How a request is read: the format that is asked for, and a body that is JSON to the letter."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from ..bounds import MAX_BODY, check_json

MOST_DIGITS = 100  # of a whole number, which no record has


def _no_constant(name: str) -> NoReturn:
    raise ValueError(_("%(name)s is not a number of JSON") % {"name": name})


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError(_("A number has more than %(most)s digits") % {"most": MOST_DIGITS})
    return int(text)


class ExactJSONParser(JSONParser):
    """JSON whose numbers are never floats, and whose every oddity is a refusal instead of a server error.

    An amount of 0.1 arrives as that very decimal. NaN, half of a surrogate pair, a number beyond all bounds and a body
    nested too deep to read are refused here, before anything can meet them.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            body = stream.read(MAX_BODY + 1)
            check_json(body)
            text = body.decode("utf-8")
            data = json.loads(text, parse_float=Decimal, parse_int=_whole, parse_constant=_no_constant)
            json.dumps(data, ensure_ascii=False, default=str).encode("utf-8")
        except (ValueError, ArithmeticError, RecursionError) as error:
            words = _("The body is not valid JSON: %(error)s.") % {"error": str(error).removesuffix(".")}
            raise ParseError(words) from error
        return data


class ByFormatParameter(DefaultContentNegotiation):
    """``?format=csv`` decides whatever the Accept header says, so that a link in a browser gives the file."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        asked = request.query_params.get("format")
        if not asked:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, str(renderer.media_type)
        known = ", ".join(str(renderer.format) for renderer in renderers)
        raise ValidationError({"format": [_("Ask for one of these formats: %(known)s.") % {"known": known}]})
