"""The portal with other modules than the settings name: its addresses are made anew, and as they were afterwards."""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.test import override_settings
from django.urls import clear_url_caches

from kakhovka_portal import api, urls
from kakhovka_portal.apps import switch_off


@contextmanager
def portal_of(
    *,
    more: Sequence[str] = (),
    off: Sequence[str] = (),
    records: Mapping[type[Model], type[admin.ModelAdmin]] = MappingProxyType({}),
) -> Iterator[None]:
    """The portal with ``more`` modules and pages of their ``records``, without those that are switched ``off``."""
    pages = dict(admin.site._registry)
    try:
        with override_settings(MODULES=[*settings.MODULES, *more], MODULES_OFF=[*off]):
            switch_off(admin.site, off)
            for model, page in records.items():
                admin.site.register(model, page)
            _make_addresses_anew()
            yield
    finally:
        admin.site._registry = pages
        _make_addresses_anew()


def _make_addresses_anew() -> None:
    importlib.reload(api)
    importlib.reload(urls)
    clear_url_caches()
