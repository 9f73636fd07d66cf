"""What the portal says of itself, in its one record."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Portal
from ..staff.base import PortalAdmin


@admin.register(Portal)
class PortalRecordAdmin(PortalAdmin):
    """The portal's own record (портал): there is one, which nobody adds or deletes."""

    change_title = _("Portal")
    list_lead = _("What the page “About the portal” says: whose it is, how that is reached, how data are kept.")
    list_display = ("__str__", "address", "phone", "email")
    fieldsets = (
        (None, {"fields": ("council",)}),
        (_("How the council is reached"), {"fields": ("address", ("phone", "email"), "site")}),
        (_("Texts of the page “About the portal”"), {"fields": ("privacy", "accessibility")}),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
