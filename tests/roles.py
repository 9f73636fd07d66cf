"""The tables of who may do what in the staff's site: read from text, asked of the permissions, tried on the pages."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from programs.permissions import ROLES, STAFF_ROLES

# Letters: v – see, a – add, c – change, d – delete; a dot where the action does not exist for the record or is refused.
Table = dict[str, dict[str, str]]


def read(table: str) -> Table:
    """What each role may do with each kind of record or on each page, of a table written as text."""
    roles, *lines = [line for line in table.splitlines() if line.strip()]
    return {line[:21].strip(): dict(zip(roles.split(), line[21:].split(), strict=True)) for line in lines}


def may(user: User, model: type[Model], record: Model | None) -> str:
    """The letters of what the person may do with a record, as the permissions of its pages say."""
    request = RequestFactory().get("/admin/")
    request.user = user
    if not admin.site.has_permission(request):
        return "...."
    pages = admin.site.get_model_admin(model)
    rights = (
        pages.has_view_or_change_permission(request, record),
        pages.has_add_permission(request),
        pages.has_change_permission(request, record),
        pages.has_delete_permission(request, record),
    )
    return "".join(letter if yes else "." for letter, yes in zip("vacd", rights, strict=True))


def logged_in(person: Callable[[str], User]) -> dict[str, Client]:
    """A browser of each role's own."""
    clients = {role: Client() for role in ROLES}
    for role, client in clients.items():
        client.force_login(person(role))
    return clients


def entered(client: Client, address: str) -> bool:
    """Whether a page opens for the person; everybody else is refused, or sent to the log-in first."""
    response = client.get(address)
    assert response.status_code in {200, 302, 403}, (address, response.status_code)
    # an empty choice says in words that nothing is chosen
    assert b"---------" not in response.content, address
    return response.status_code == 200


def pages_of(record: Model, letters: Mapping[str, str]) -> dict[str, tuple[str, list[str]]]:
    """The pages of a kind of record: the address of each and the roles that may open it."""
    name = f"admin:{record._meta.label_lower.replace('.', '_')}"

    def those_with(rights: str) -> list[str]:
        return [role for role in STAFF_ROLES if set(rights) <= set(letters[role])]

    form = reverse(f"{name}_change", args=[record.pk])
    return {
        "list": (reverse(f"{name}_changelist"), those_with("v")),
        "new": (reverse(f"{name}_add"), those_with("a")),
        "form": (form, those_with("vc")),
        "form to read": (form, [role for role in those_with("v") if "c" not in letters[role]]),
    }


def misled(records: Mapping[str, Model], table: Table, as_role: Mapping[str, Client]) -> list[Any]:
    """The pages that stay shut for the first who may open them, or open for the first who may not."""
    found = []
    for what, record in records.items():
        shut = [role for role in ROLES if "v" not in table[what][role]]
        for page, (address, allowed) in pages_of(record, table[what]).items():
            refused = [role for role in ROLES if role not in allowed] if page in {"list", "new"} else shut
            for role, opens in (*((role, True) for role in allowed[:1]), *((role, False) for role in refused[-1:])):
                if entered(as_role[role], address) != opens:
                    found.append((what, page, role))
    return found
