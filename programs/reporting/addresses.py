"""The addresses that files carry."""

from django.conf import settings
from django.http import HttpRequest


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """A page of the portal as a file names it: at PUBLIC_URL, else where the request found the portal.

    Where neither is known there is no address: from a file on somebody's disk a relative one leads nowhere.
    """
    site = settings.PUBLIC_URL or (request.build_absolute_uri("/").rstrip("/") if request else "")
    return f"{site}{path}" if site else ""
