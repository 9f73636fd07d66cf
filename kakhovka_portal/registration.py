"""What the place where the applications meet adds itself: people and their access."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.background import OVERSEE
from programs.modules import MenuGroup, Module, Shortcut


class Portal(Module):
    """People, roles, keys of the API and log-ins."""

    app = "kakhovka_portal"
    staff_menu = (
        MenuGroup(
            "people",
            gettext_lazy("People and access"),
            [
                "auth.User",
                "auth.Group",
                "axes.AccessAttempt",
                "programs.Letter",
                "programs.RestrictedMode",
                "programs.Portal",
            ],
        ),
    )
    background = (("mail", "kakhovka_portal.mail.Sending"),)
    conditions = (
        "kakhovka_portal.health.database",
        "kakhovka_portal.health.migrations",
        "kakhovka_portal.health.guards",
        "kakhovka_portal.health.disk",
        "kakhovka_portal.health.last_backup",
    )
    housekeeping = (
        "kakhovka_portal.backup.copies.copy_of_the_day",
        "kakhovka_portal.housekeeping.ended_sessions",
        "kakhovka_portal.housekeeping.old_attempts_to_log_in",
        "kakhovka_portal.housekeeping.files_of_no_record",
        "kakhovka_portal.mail.letters_of_the_day",
        "kakhovka_portal.mail.letters_left_behind",
        "kakhovka_portal.mail.clear_letters",
    )
    staff_urls = "kakhovka_portal.staff_urls"
    guarded_rights = ("kakhovka_portal.confirm_proposal",)
    rights = settings.BASE_DIR / "fixtures" / "roles" / "people.json"

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        if user.has_perm("auth.add_user"):
            yield Shortcut(_("Add a person"), reverse("admin:auth_user_add"), primary=True)
        if user.has_perm("auth.view_user"):
            yield Shortcut(_("People and roles"), reverse("admin:auth_user_changelist"))
        if user.has_perm("axes.view_accessattempt"):
            yield Shortcut(_("Locked log-ins"), reverse("admin:axes_accessattempt_changelist"))
        if user.has_perm("programs.add_restrictedmode"):
            yield Shortcut(_("Restricted mode"), reverse("admin:programs_restrictedmode_changelist"))
        if user.has_perm(OVERSEE):
            yield Shortcut(_("Background work"), reverse("background:works"))
