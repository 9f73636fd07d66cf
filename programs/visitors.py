"""Where a request comes from, and how often something was asked from there."""

from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from time import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

NETWORK = 64  # a subscriber of IPv6 has at least so many addresses as this prefix leaves


def address_of(request: HttpRequest) -> str | None:
    """The address that a request comes from, for lock-outs, limits and logs alike.

    Each proxy adds at the end of ``X-Forwarded-For`` whom it heard; what stands further in front anybody may have
    written. So the address is the one that the outermost of our proxies added; a request that did not come through all
    of them, or brings no address there, has the address of whoever is connected. Of IPv6 the network is told: each
    subscriber has millions of addresses in it.
    """
    connected = request.META.get("REMOTE_ADDR", "")
    heard = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(heard):
        return _read(heard[-settings.PROXY_COUNT]) or _read(connected)
    return _read(connected)


def _read(text: str) -> str | None:
    """The address in its one spelling, without a port; nothing where it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    with suppress(ValueError):
        address = ip_address(text.partition("%")[0])
        if not isinstance(address, IPv6Address):
            return str(address)
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, NETWORK), strict=False).network_address)
    return None


def times(key: str, seconds: int) -> int:
    """How often this was asked with the same key within the seconds since it was asked first, this time with it: one
    count of all workers, in which no request is counted twice or not at all.
    """
    for _again in range(2):  # two who come first add at once: one of them counts on
        with suppress(ValueError):
            return cache.incr(key)
        if cache.add(key, 1, seconds):
            return 1
    return 1


def seconds_to_wait(key: str, most: int, seconds: int) -> int:
    """Count this, by the clock's own periods of so many seconds: how long there is no room for it, 0 where there is."""
    now = time()
    count = times(f"{key}-{now // seconds:.0f}", seconds)
    return ceil(seconds - now % seconds) if count > most else 0
