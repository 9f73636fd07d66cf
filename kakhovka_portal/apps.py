"""What the portal adds to Django's own applications."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    """Django's admin with the portal's own start page and log-in."""

    default_site = "kakhovka_portal.admin_site.PortalAdminSite"

    def ready(self) -> None:
        super().ready()
        from . import people  # noqa: F401  (after the applications' own pages: it words some of them anew)

        site, off = admin.site, settings.MODULES_OFF
        for model in [model for model in site._registry if model._meta.app_label in off]:
            site.unregister(model)
