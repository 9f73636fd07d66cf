"""The roles of the portal and the rights that each module gives them."""

import json

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Max

from programs.modules import all_modules
from programs.permissions import ROLES

from .granting import guarded_rights
from .models import AccessEvent, RoleRight

MODEL_ACTIONS = {"view", "add", "change", "delete"}
WITHDRAWN = "withdrawn"

Rights = dict[str, set[tuple[str, str, str]]]


def rights_of_roles(*, withdrawn: bool = False) -> Rights:
    """By role the rights that the modules give it, as (application, model, codename), or those that an earlier version
    gave and a later one withdrew; also of modules that are switched off.
    """
    found: Rights = {role: set() for role in ROLES}
    for module in all_modules():
        if module.rights is None:
            continue
        named = json.loads(module.rights.read_text())
        taken = named.pop(WITHDRAWN, {})
        for role, records in (taken if withdrawn else named).items():
            for label, actions in records.items():
                app, model = label.split(".")
                codenames = {f"{action}_{model}" if action in MODEL_ACTIONS else action for action in actions}
                found[role] |= {(app, model, codename) for codename in codenames}
    return found


@transaction.atomic
def load_roles() -> list[RoleRight]:
    """Give each role what the modules newly name for it and take what they newly withdraw; returns what changed.

    Each is done once and remembered: what an administrator gives or takes afterwards stays. What is taken, and what
    carries money or adopting, stands in the history of the role.
    """
    groups, newly_made = {}, set()
    for role in ROLES:
        groups[role], made = Group.objects.get_or_create(name=role)
        newly_made |= {role} if made else set()
    RoleRight.objects.filter(role__in=newly_made).delete()
    known = {(row.role, row.right): row.given for row in RoleRight.objects.all()}
    # A portal that remembers nothing yet got its roles from an earlier version, with every right of that time.
    held = Permission.objects.filter(group__name__in=ROLES)
    last_given = 0 if known else held.aggregate(last=Max("pk"))["last"] or 0
    stored = {
        (permission.content_type.app_label, permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    decided: list[RoleRight] = []
    changed: list[RoleRight] = []
    for given in (True, False):
        for role, rights in rights_of_roles(withdrawn=not given).items():
            permissions = groups[role].permissions
            has = set(permissions.values_list("pk", flat=True))
            since = 0 if role in newly_made else last_given
            # the rights on records whose tables are still to come are given with the tables
            new = [right for right in sorted(rights & stored.keys()) if known.get((role, ".".join(right))) != given]
            rows = {stored[right]: RoleRight(role=role, right=".".join(right), given=given) for right in new}
            if given:
                moved = [one for one in rows if one.pk not in has and one.pk > since]
                permissions.add(*moved)
            else:
                moved = [one for one in rows if one.pk in has]
                permissions.remove(*moved)
            decided += rows.values()
            changed += [rows[one] for one in moved]
    RoleRight.objects.bulk_create(
        decided, update_conflicts=True, unique_fields=["role", "right"], update_fields=["given", "at"]
    )
    guarded = {".".join([*right.content_type.natural_key(), right.codename]) for right in guarded_rights()}
    told = [row for row in changed if not row.given or (row.right in guarded and row.role not in newly_made)]
    What = AccessEvent.What
    AccessEvent.objects.bulk_create(
        AccessEvent(what=What.RIGHT_BROUGHT if row.given else What.RIGHT_WITHDRAWN, role=row.role, right=row.right)
        for row in told
    )
    return changed
