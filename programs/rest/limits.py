"""How much of the office machine one address may have without an account."""

from time import time
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from ..visitors import address_of, times


class AnonymousRate(AnonRateThrottle):
    """What one address may ask for, by the clock's own minutes; people with an account are not counted."""

    scope = "anonymous"
    duration: int
    num_requests: int

    def get_ident(self, request: Request) -> str:
        return str(address_of(request))

    def allow_request(self, request: Request, view: Any) -> bool:
        key = self.rate and self.get_cache_key(request, view)
        if not key:
            return True
        now = time()
        self.seconds_left = self.duration - now % self.duration
        return times(f"{key}-{now // self.duration:.0f}", self.duration) <= self.num_requests

    def wait(self) -> float:
        return self.seconds_left


class AnonymousFileRate(AnonymousRate):
    """Whole files of a list cost more than a page of it, so visitors get fewer of them."""

    scope = "anonymous_files"

    def allow_request(self, request: Request, view: Any) -> bool:
        return request.accepted_renderer.format not in {"csv", "xlsx"} or super().allow_request(request, view)
