"""What migrations give the roles and take from them: each right once, whatever people gave and took meanwhile."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from kakhovka_portal.models import AccessEvent, RoleRight
from kakhovka_portal.roles import rights_of_roles
from programs.permissions import ROLES


def rights_of(role: str) -> set[str]:
    found = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{each.content_type.app_label}.{each.content_type.model}.{each.codename}" for each in found}


def right(name: str) -> Permission:
    app, model, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, content_type__model=model, codename=codename)


def migrate() -> str:
    said = StringIO()
    call_command("migrate", verbosity=0, interactive=False, stdout=said)
    return said.getvalue()


def test_every_named_right_exists_and_none_is_named_and_withdrawn(db: None) -> None:
    named, withdrawn = rights_of_roles(), rights_of_roles(withdrawn=True)

    assert {role: rights_of(role) for role in ROLES} == {role: {*map(".".join, named[role])} for role in ROLES}
    assert {role: named[role] & withdrawn[role] for role in ROLES} == {role: set() for role in ROLES}
    assert [right(".".join(one)) for rights in withdrawn.values() for one in rights]


@pytest.mark.both_databases("migrations")
def test_what_an_administrator_gave_or_took_stays_and_new_rights_come(db: None) -> None:
    group, ledger = Group.objects.get(name="commission"), "programs.ledgerentry.view_ledgerentry"
    head, adopt, new = (
        Group.objects.get(name="head"),
        "programs.edition.adopt_edition",
        "programs.override.add_override",
    )
    before = rights_of("head")
    group.permissions.add(right(ledger))
    head.permissions.remove(right(adopt), right(new))
    RoleRight.objects.get(role="head", right=new).delete()  # as if this version named it first

    migrate()

    asking = "programs.reportquestion.add_reportquestion"
    assert rights_of("commission") == {"programs.commission.follow_programs", asking, ledger}
    assert rights_of("head") == before - {adopt}


@pytest.mark.both_databases("migrations")
def test_a_withdrawn_right_is_taken_once_and_told(client: Client, person: Callable[[str], User]) -> None:
    accountant, change = Group.objects.get(name="accountant"), "programs.legalact.change_legalact"
    before = rights_of("accountant")
    accountant.permissions.add(right(change))
    RoleRight.objects.filter(role="accountant", right=change).update(given=True)  # as an earlier version gave it

    said = [migrate()]
    taken = rights_of("accountant")
    accountant.permissions.add(right(change))
    said.append(migrate())

    told = {}
    for role in ("accountant", "administrator", "head"):
        client.force_login(person(role))
        told[role] = "Бухгалтер: Розпорядчі документи: змінювати" in client.get("/admin/").content.decode()
    client.force_login(person("administrator"))
    history = client.get(reverse("admin:auth_group_history", args=[accountant.pk])).content.decode()
    assert told == {"accountant": True, "administrator": True, "head": False}
    assert "Нова версія порталу вилучила право: Бухгалтер: Розпорядчі документи: змінювати" in history
    assert said == [f"This version withdraws a right of a role – accountant: {change}\n", ""]
    assert (taken, rights_of("accountant")) == (before, before | {change})


def test_a_right_with_money_that_a_version_brings_stands_in_the_history_and_is_told(
    client: Client, person: Callable[[str], User]
) -> None:
    accountant, money = Group.objects.get(name="accountant"), "programs.ledgerentry.add_ledgerentry"
    plain = ["programs.ledgerentry.view_ledgerentry"]
    accountant.permissions.remove(*map(right, [money, *plain]))
    RoleRight.objects.filter(role="accountant", right__in=[money, *plain]).delete()  # as if this version named them
    before = AccessEvent.objects.count()

    migrate()
    migrate()

    told = {}
    for role in ROLES[1:]:
        client.force_login(person(role))
        told[role] = "Нова версія порталу надала право: Бухгалтер: " in client.get("/admin/").content.decode()
    client.force_login(person("administrator"))
    history = client.get(reverse("admin:auth_group_history", args=[accountant.pk])).content.decode()
    events = [(event.what, event.role, event.right, event.by) for event in AccessEvent.objects.all()]
    assert (before, events) == (0, [("right_brought", "accountant", money, None)])
    nobody = dict.fromkeys(("secretary", "coordinator", "moderator"), False)
    assert told == nobody | dict.fromkeys(("accountant", "head", "administrator"), True)
    assert "Нова версія порталу надала право: Бухгалтер: " in history


def test_a_role_that_was_deleted_comes_back_whole(db: None) -> None:
    before = rights_of("accountant")
    Group.objects.get(name="accountant").delete()

    migrate()

    assert rights_of("accountant") == before


@pytest.mark.both_databases("migrations")
def test_a_portal_that_remembers_nothing_yet_keeps_what_was_taken_and_gets_what_is_new(db: None) -> None:
    """An earlier version gave its roles everything of its time; a record that came since has the newest rights."""
    head, adopt = Group.objects.get(name="head"), "programs.edition.adopt_edition"
    before = rights_of("head")
    head.permissions.remove(right(adopt))
    rights_to_see = right("programs.rowmatch.view_rowmatch")
    kind, name = rights_to_see.content_type, rights_to_see.name
    rights_to_see.delete()
    Permission.objects.create(content_type=kind, codename="view_rowmatch", name=name)
    RoleRight.objects.all().delete()

    migrate()

    assert rights_of("head") == before - {adopt}
