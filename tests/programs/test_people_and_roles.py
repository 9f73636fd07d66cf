"""What a forged form does not get past, and what the administrator does with people and roles."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from programs.models import LedgerEntry, Measure, MeasureRow, Program, TaskRow
from programs.permissions import ROLE_NAMES, ROLES
from tests.programs.filling import open_form, send

Person = Callable[[str], User]


def test_nobody_but_the_accountant_posts_money_even_by_a_forged_form(
    client: Client, person: Person, program: Program
) -> None:
    """The form is the accountant's own, filled in to be sent."""
    address = reverse("admin:programs_ledgerentry_add")
    client.force_login(person("accountant"))
    form = {**open_form(client, f"{address}?stage=paid"), "measure": Measure.objects.get(code="online-media").pk}
    form |= {"budget_year": "2021", "date": "01.03.2021", "amount": "9 000,00", "document_number": "7"}
    posted = {}

    for role in ("coordinator", "head", "administrator", "commission", "accountant"):
        client.force_login(person(role))
        send(client, address, form)
        posted[role] = LedgerEntry.objects.count()

    assert posted == {"coordinator": 0, "head": 0, "administrator": 0, "commission": 0, "accountant": 1}


def test_every_role_has_its_words(db: None) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLE_NAMES)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_saved_unchanged_keeps_its_rights(client: Client, person: Person, role: str) -> None:
    client.force_login(person("administrator"))
    group = Group.objects.get(name=role)
    before = set(group.permissions.values_list("codename", flat=True))
    address = reverse("admin:auth_group_change", args=[group.pk])

    response = send(client, address, open_form(client, address))

    assert response.status_code == 302
    assert set(group.permissions.values_list("codename", flat=True)) == before


def test_the_administrator_cannot_make_a_superuser_nor_see_one(client: Client, person: Person) -> None:
    root = User.objects.create_superuser("root", password="long enough for a test")
    client.force_login(person("administrator"))
    other = person("coordinator")

    address = reverse("admin:auth_user_change", args=[other.pk])
    saved = send(client, address, open_form(client, address), first_name="Олена", is_superuser="on")

    other.refresh_from_db()
    assert (saved.status_code, other.first_name, other.is_superuser) == (302, "Олена", False)
    assert client.get(reverse("admin:auth_user_change", args=[root.pk])).status_code == 302
    assert "root" not in client.get(reverse("admin:auth_user_changelist")).content.decode()


@pytest.mark.parametrize(("role", "works"), [("administrator", True), ("commission", False)])
def test_the_role_decides_who_works_at_the_desk(client: Client, person: Person, role: str, works: bool) -> None:
    client.force_login(person("administrator"))
    form: dict[str, object] = {"username": "newcomer", "email": "newcomer@example.org", "reason_": "наказ № 5"}
    form |= {"groups": Group.objects.get(name=role).pk}

    response = client.post(reverse("admin:auth_user_add"), form)

    assert response.status_code == 302
    assert User.objects.get(username="newcomer").is_staff is works


def test_an_account_is_switched_off_not_deleted(client: Client, person: Person) -> None:
    client.force_login(person("administrator"))
    leaving = person("accountant")

    response = client.post(reverse("admin:auth_user_delete", args=[leaving.pk]), {"post": "yes"})

    assert (response.status_code, User.objects.filter(pk=leaving.pk).exists()) == (403, True)


def test_rows_of_an_adopted_edition_are_not_deleted_by_anybody(
    client: Client, person: Person, program: Program
) -> None:
    row, task = MeasureRow.objects.first(), TaskRow.objects.first()
    assert row and task
    for role in ("coordinator", "head"):
        client.force_login(person(role))
        for name, record in (("measurerow", row), ("taskrow", task)):
            address = reverse(f"admin:programs_{name}_delete", args=[record.pk])
            assert client.post(address, {"post": "yes"}).status_code == 403
