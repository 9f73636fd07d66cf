"""What the portal adds to Django's own applications."""

from collections.abc import Iterable

from django.apps import AppConfig
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    """Django's admin with the portal's own start page and log-in."""

    default_site = "kakhovka_portal.admin_site.PortalAdminSite"


class PortalConfig(AppConfig):
    """The place where the applications meet; the last of them, so that all others are ready and migrated before."""

    name = "kakhovka_portal"

    def ready(self) -> None:
        from . import (
            after_migrations,  # noqa: F401  (listens)
            mail_pages,  # noqa: F401
            people,  # noqa: F401  (after the applications' own pages: it words some of them anew)
        )

        switch_off(admin.site, settings.MODULES_OFF)


def switch_off(site: admin.AdminSite, modules_off: Iterable[str]) -> None:
    """Take the pages of the modules that the council does not use out of the staff's site."""
    for model in [model for model in site._registry if model._meta.app_label in {*modules_off}]:
        site.unregister(model)
