"""The restricted mode: one switch of the administrator; what it hides stands in tests/test_every_page.py."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from media_contracts.models import Supplier
from programs.models import LedgerEntry, Program, RestrictedMode
from programs.services import switch_restricted_mode
from tests.conftest import account
from tests.media_contracts.contracting import in_force, site
from tests.programs.execution import paid_by_hand

ADD = "/admin/programs/restrictedmode/add/"


def rendered() -> Path:
    place = Path(settings.RENDERED_ROOT) / "made-before.pdf"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"%PDF")
    return place


@pytest.mark.usefixtures("nothing_is_rendered")
def test_the_administrator_switches_it_with_a_reason_and_every_switching_stays(
    client: Client, person: Callable[[str], User], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    made_before = rendered()
    client.force_login(person("administrator"))
    page = client.get(ADD).content.decode()
    nothing_said = client.post(ADD, {"is_on": "True", "reason": ""})
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        client.post(ADD, {"is_on": "True", "reason": "Загроза людям"})
    pressed_twice = client.post(ADD, {"is_on": "True", "reason": "Ще раз"}).content.decode()
    desk = client.get("/admin/").content.decode()
    client.post(ADD, {"is_on": "False", "reason": "Загроза минула"})

    assert ("Увімкнути обмежений режим" in page, 'value="Увімкнути"' in page, "додати ще" in page) == (
        True,
        True,
        False,
    )
    assert nothing_said.status_code == 200
    assert "Обмежений режим уже ввімкнено" in pressed_twice
    assert "Обмежений режим." in desk
    assert not made_before.exists()
    assert [(row.is_on, row.reason, row.switched_by.username) for row in RestrictedMode.objects.all()] == [
        (False, "Загроза минула", "administrator"),
        (True, "Загроза людям", "administrator"),
    ]


def test_nobody_else_switches_it_and_the_head_reads_who_did(client: Client, person: Callable[[str], User]) -> None:
    switch_restricted_mode(is_on=True, reason="Загроза", by=person("administrator"))

    answers = {}
    for role in ("head", "coordinator", "accountant"):
        client.force_login(person(role))
        pages = (ADD, reverse("admin:programs_restrictedmode_changelist"))
        answers[role] = [client.get(page).status_code for page in pages]

    assert answers == {"head": [403, 200], "coordinator": [403, 403], "accountant": [403, 403]}
    with pytest.raises(ValidationError, match="уже ввімкнено"):
        switch_restricted_mode(is_on=True, reason="Ще раз", by=person("administrator"))


def test_what_is_recorded_meanwhile_keeps_its_names(client: Client, program: Program) -> None:
    """Only what is shown changes: the ledger, and the pages of staff, name a sole trader as ever."""
    head = account("head")
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    outlet = site(head)
    contract = in_force(outlet, head)
    paid_by_hand(account("accountant"), date(2021, 3, 1), "10.00", "пд № 8", payee="ТОВ «Вигадана друкарня»")
    client.force_login(head)
    staff = client.get(reverse("admin:media_contracts_supplier_changelist")).content.decode()
    public = client.get(f"/contracts/{contract.pk}/").content.decode()
    payments = client.get("/payments/").content.decode()

    assert Supplier.objects.get().public_name == "фізична особа"
    assert {entry.counterparty for entry in LedgerEntry.objects.under_contract()} == {"ФОП Вигадана Марія Іванівна"}
    assert "ФОП Вигадана Марія Іванівна" in staff
    assert ("Вигадана Марія" in public, "фізична особа" in public) == (False, True)
    assert "ТОВ «Вигадана друкарня»" in payments
