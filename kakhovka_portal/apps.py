from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    """Django's admin with the portal's own start page and log-in."""

    default_site = "kakhovka_portal.admin_site.PortalAdminSite"
