"""What the portal says of itself: one record, opened at once from the menu."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Portal
from ..staff.base import PortalAdmin


@admin.register(Portal)
class PortalRecordAdmin(PortalAdmin):
    """The portal's own record (портал): there is one, so its list is its form."""

    change_title = _("Portal")
    fieldsets = (
        (None, {"fields": ("council",)}),
        (_("How the council is reached"), {"fields": ("address", ("phone", "email"), "site")}),
        (_("Texts of the page “About the portal”"), {"fields": ("privacy", "accessibility")}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:programs_portal_change", args=[1]))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
