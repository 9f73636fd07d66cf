"""How much of the office machine one address may have without an account."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle


class AnonymousRate(AnonRateThrottle):
    """What one address may ask for; people with an account are not counted."""

    scope = "anonymous"


class AnonymousFileRate(AnonRateThrottle):
    """Whole files of a list cost more than a page of it, so visitors get fewer of them."""

    scope = "anonymous_files"

    def allow_request(self, request: Request, view: Any) -> bool:
        return request.accepted_renderer.format not in {"csv", "xlsx"} or super().allow_request(request, view)
