"""Addresses of pages that inner layers name."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


def address_of(name: str, about: Sequence[Any] = (), given: Mapping[str, Any] | None = None) -> str:
    """The address of a page by its name, about a record where it is about one, with what is filled in its form."""
    return reverse(name, args=about) + (f"?{urlencode(given)}" if given else "")
