"""The roles of the portal and the rights that each module gives them."""

import json

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from .modules import all_modules
from .permissions import ROLES

MODEL_ACTIONS = {"view", "add", "change", "delete"}


def rights_of_roles() -> dict[str, set[tuple[str, str, str]]]:
    """By role the rights that the modules give it, as (application, model, codename); also of those switched off."""
    found: dict[str, set[tuple[str, str, str]]] = {role: set() for role in ROLES}
    for module in all_modules():
        if module.rights is None:
            continue
        for role, records in json.loads(module.rights.read_text()).items():
            for label, actions in records.items():
                app, model = label.split(".")
                codenames = {f"{action}_{model}" if action in MODEL_ACTIONS else action for action in actions}
                found[role] |= {(app, model, codename) for codename in codenames}
    return found


@transaction.atomic
def load_roles() -> int:
    """Make the roles and give each what the modules name for it; returns how many rights were new.

    What an administrator gave a role beside them stays: rights are added here and never taken away.
    """
    stored = {
        (permission.content_type.app_label, permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    new = 0
    for role, rights in rights_of_roles().items():
        group, _made = Group.objects.get_or_create(name=role)
        has = set(group.permissions.values_list("pk", flat=True))
        missing = [stored[right] for right in sorted(rights) if stored[right].pk not in has]
        group.permissions.add(*missing)
        new += len(missing)
    return new
