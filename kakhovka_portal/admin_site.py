"""The staff's site: Django's admin with the portal's start page and its log-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    """The department's desk."""

    site_header = _("Programme portal")
    site_title = _("Programme portal")
    index_title = _("Desk")
    login = secure_admin_login(AdminSite.login)
