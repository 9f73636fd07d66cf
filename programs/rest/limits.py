"""How much of the office machine one visitor may have."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, BaseThrottle

from ..costly import costly_wait, is_costly
from ..visitors import address_of, seconds_to_wait


class AnonymousRate(AnonRateThrottle):
    """What one address may ask for, by the clock's own minutes; people with an account are not counted."""

    scope = "anonymous"
    duration: int
    num_requests: int

    def get_ident(self, request: Request) -> str:
        return str(address_of(request))

    def allow_request(self, request: Request, view: Any) -> bool:
        key = self.rate and self.get_cache_key(request, view)
        self.seconds = seconds_to_wait(key, self.num_requests, self.duration) if key else 0
        return not self.seconds

    def wait(self) -> float:
        return self.seconds


class CostlyRate(BaseThrottle):
    """Whole files and searches cost more than a page: each visitor, with an account or without, has so many of them,
    here and on the pages together.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        self.seconds = costly_wait(request, request.user) if is_costly(request._request) else 0
        return not self.seconds

    def wait(self) -> float:
        return self.seconds
