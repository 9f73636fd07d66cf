"""The staff's site: Django's admin with the portal's start page, its menu by kinds of work, and its log-in."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.modules import modules
from programs.staff.once import sent_once


def menu_groups() -> list[tuple[str, Any, list[str]]]:
    """Groups of the menu in the order of a department's day: key, title and labels of models."""
    groups: list[tuple[str, Any, list[str]]] = []
    for module in modules():
        for group in module.staff_menu:
            labels = [name if "." in name else f"{module.app}.{name}" for name in group.models]
            keys = [key for key, _title, _labels in groups]
            place = keys.index(group.after) + 1 if group.after else len(groups)
            groups.insert(place, (group.key, group.title, labels))
    return groups


class PortalAdminSite(AdminSite):
    """The department's desk."""

    site_header = _("Programme portal")
    site_title = _("Programme portal")
    index_title = _("Desk")
    index_template = "admin/desk.html"
    empty_value_display = "—"
    enable_nav_sidebar = False  # the menu stands on top: a list beside a filter beside a table leaves no room

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The menu: kinds of records by kinds of work instead of by application."""
        apps = super().get_app_list(request)
        models = {f"{app['app_label']}.{model['object_name']}": model for app in apps for model in app["models"]}
        for model in models.values():  # records of other applications are named by their pages, in the portal's words
            model["name"] = str(getattr(self.get_model_admin(model["model"]), "list_title", "") or model["name"])
        for module in modules():
            for name in module.without_menu:
                models.pop(f"{module.app}.{name}", None)
        groups = []
        for key, name, wanted in menu_groups():
            found = [models.pop(label) for label in wanted if label in models]
            if key == "imports":
                found += self.imports_to_begin(request)
            groups.append(_group(key, name, found))
        for app in apps:
            rest = [model for model in app["models"] if f"{app['app_label']}.{model['object_name']}" in models]
            groups.append(_group(app["app_label"], app["name"], rest))
        return [group for group in groups if group["models"]]

    @staticmethod
    def imports_to_begin(request: HttpRequest) -> list[dict[str, Any]]:
        """The imports that this person may begin, as further lines of the menu."""
        from programs.admin.imports.pages import ways

        line: dict[str, Any] = {"object_name": "", "perms": {}, "add_url": None, "view_only": True}
        return [{**line, "name": name, "admin_url": address} for name, address in ways(request.user)]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from programs.admin.desk import desk_of  # the models are not loaded yet when this site is made

        from .access import access_of, told_to
        from .backup.copies import backup_of

        asked = {"slug": request.GET.get("program", ""), "year": request.GET.get("year", "")}
        desk = desk_of(request.user, today=timezone.localdate(), **asked)
        now = timezone.now()
        access = {"access": access_of(request.user, now=now), "told": told_to(request.user, now=now)}
        access |= {"backup": backup_of(request.user, now=now)}
        return super().index(request, {"desk": desk, **access, **(extra_context or {})})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of staff goes through here: log-in, nothing kept by a browser, what is sent twice taken once."""
        return super().admin_view(sent_once(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal has one log-in; whoever is logged in without a desk of their own is led from the desk to where
        they belong, and refused at any other page of it.

        Django's own form is never reached: it asks for a password alone and would let past the second factor.
        """
        from .accounts import home_of  # allauth's forms need the models

        desk = reverse("admin:index")
        is_asked = request.GET.get(REDIRECT_FIELD_NAME, desk) == desk
        if is_asked and request.user.is_authenticated and not self.has_permission(request):
            return HttpResponseRedirect(home_of(request.user))
        return secure_admin_login(_to_the_desk)(request, extra_context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """The menu replaces Django's page of one application."""
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """One page for everybody's password, staff or not."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(reverse("account_logout"))


def _to_the_desk(request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:index"))


def _group(key: str, name: Any, models: Iterable[Any]) -> dict[str, Any]:
    return {"app_label": key, "name": str(name), "app_url": "", "has_module_perms": True, "models": list(models)}
