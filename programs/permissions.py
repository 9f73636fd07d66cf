"""Who may do what beyond Django's model permissions, which the groups carry (fixtures/roles).

The roles: commission, secretary, coordinator, accountant, head, administrator, moderator. A visitor has no account.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext_lazy as _

Person = User | AnonymousUser | Any

# The names of the groups are codes that stay; people see these words.
ROLE_NAMES = {
    "commission": _("Commission member – reads drafts of reports, asks, concludes"),
    "secretary": _("Secretary of the commission – records sittings, votes and minutes"),
    "coordinator": _("Coordinator – keeps the plan's drafts, activities and progress"),
    "accountant": _("Accountant – records the money"),
    "head": _("Head – adopts editions, submits reports"),
    "administrator": _("Administrator – people, roles; not the money"),
    "moderator": _("Moderator of consultations – announces, collects, answers"),
}
ROLES = tuple(ROLE_NAMES)
# those who work at the desk
STAFF_ROLES = ("secretary", "coordinator", "accountant", "head", "administrator", "moderator")


def may_see_drafts(user: Person) -> bool:
    """Draft editions and programmes are for those who work on them."""
    return user.is_authenticated and user.has_perm("programs.view_edition")


def may_adopt(user: Person) -> bool:
    """Adoption freezes the plan and is the head's alone."""
    return user.is_authenticated and user.has_perm("programs.adopt_edition")


def may_follow_programs(user: Person) -> bool:
    """The commission's page; those who prepare its reports see it as the commission does."""
    return user.is_authenticated and user.has_perm("programs.follow_programs")


def may_see_notes(user: Person) -> bool:
    """Notes of the ledger are for staff: they may quote a payment's text."""
    return user.is_authenticated and user.has_perm("programs.view_ledgerentry")
