"""Each step that records money, a plan or a mark, pressed twice: what was done stands once, and the page says so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from kakhovka_portal import granting
from media_contracts import services as contracts
from media_contracts.models import Contract, SupplementaryAgreement
from programs import services
from programs.models import ImportBatch, LegalAct, Program
from tests.conftest import account, shared_by_module
from tests.media_contracts import contracting
from tests.programs.filling import open_form

TODAY, AN_HOUR_LATER = "2022-01-20 12:00+02:00", "2022-01-20 13:00+02:00"
KEPT_ASIDE = {"sessions.session", "programs.sentonce"}  # the visit itself, and that the form was sent


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A draft contract, one in force with acts, an agreement and a payment, a draft edition with its act, an import."""
    with shared_by_module(django_db_blocker), time_machine.travel(TODAY):
        by, program = account("head"), Program.objects.get()
        contracting.draft(contracting.newspaper(by), by)
        site = contracting.site(by)
        signed = contracting.in_force(site, by, number="13")
        for month in (3, 4, 5):
            contracting.publish(site, date(2021, month, 6), by)
        act = contracting.drafted_act(signed, date(2021, 3, 1), date(2021, 3, 31), by, number="1")
        contracts.sign_act(act=act, by=by)
        contracting.drafted_act(signed, date(2021, 4, 1), date(2021, 4, 30), by, number="2")
        unpaid = contracting.drafted_act(signed, date(2021, 5, 1), date(2021, 5, 31), by, number="3")
        contracts.sign_act(act=unpaid, by=by)
        longer = SupplementaryAgreement(contract=signed, number="1", reason="Потреба", new_date_to=date(2022, 1, 31))
        contracts.save_document(document=longer, by=by)
        contracting.pay(signed, act, "100.00", date(2021, 4, 5), "5", account("accountant"))
        services.open_draft_edition(program=program, by=by)
        LegalAct.objects.create(role="amends", body="Рада", number="9", date=date(2022, 1, 9), title="Про зміни")
        ImportBatch.objects.create(kind="monthly", program=program, file_name="Файл", sha256="0", imported_by=by)
        person, administrator = User.objects.create_user("olena", email="olena@example.org"), account("administrator")
        granting.set_roles(person, Group.objects.filter(name="accountant"), by=administrator, reason="наказ")
        yield


REASON = {"reason": "Потреба"}
ROW = {"rows-0-headline": "Сесія ради", "rows-0-link": "https://example.org/sesiia"}
STEPS: dict[str, tuple[str, str, dict[str, str]]] = {  # who takes it, where with what, and what is typed
    "the text of a contract is agreed": ("coordinator", "contract_do_agree 12", {}),
    "an agreement is drawn up": ("coordinator", "supplementaryagreement_add 13", REASON),
    "an agreement is signed": ("coordinator", "supplementaryagreement_sign 1", {}),
    "an act is drawn up": ("coordinator", "act_add 13", {}),
    "an act is signed": ("coordinator", "act_sign 2", {}),
    "an act is annulled": ("coordinator", "act_annul 3", REASON),
    "a payment is recorded": ("accountant", "payment_add 13", {"document_number": "6"}),
    "a payment is taken back": ("accountant", "payment_reverse 5", REASON),
    "publications are typed down": ("coordinator", "publication_sheet", ROW),
    "an edition is adopted": ("head", "edition_adopt 2", {"act": "9"}),
    "a draft edition is given up": ("coordinator", "edition_discard 2", REASON),
    "a duty is marked as done": ("coordinator", "dutydone_add", {"duty": ""}),
    "an import is undone": ("accountant", "importbatch_undo Файл", REASON),
    "access is confirmed": ("head", "access:confirm olena", {}),
    "access is refused": ("head", "access:refuse olena", REASON),
}


def address_of(step: str) -> str:
    """Where a step is taken with the record of a number, or what is drawn up under a contract."""
    name, _space, number = step.partition(" ")
    if name.startswith("access:"):
        return reverse(name, args=[granting.Proposal.objects.get(person__username=number).pk])
    kind, action = name.split("_", 1)
    model = next(model for model in apps.get_models() if model._meta.model_name == kind)
    address = f"admin:{model._meta.app_label}_{name}"
    if not number:
        return reverse(address)
    if action == "add":
        return f"{reverse(address)}?contract={Contract.objects.get(number=number).pk}"
    field = {"payment": "document_number", "importbatch": "file_name"}.get(kind, "number")
    return reverse(address, args=[model._base_manager.get(**{field: number}).pk])


def all_tables() -> dict[str, list[Any]]:
    """Every row of every table, those of histories, of the ledger and of letters among them."""
    models: list[type[Model]] = apps.get_models()
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model._meta.label_lower not in KEPT_ASIDE
    }


@pytest.mark.parametrize("what", STEPS)
def test_a_step_that_is_pressed_twice_is_taken_once(module_data: None, client: Client, person: Any, what: str) -> None:
    role, step, typed = STEPS[what]
    with time_machine.travel(AN_HOUR_LATER):  # after everything that the step rests on was recorded
        client.force_login(person(role))
        address = address_of(step)
        form: dict[str, Any] = {**open_form(client, address), **typed}
        form = {name: value for name, value in form.items() if "__prefix__" not in name}
        if "act" in typed:
            form["act"] = LegalAct.objects.get(number="9").pk
        if "duty" in typed:
            found = client.get(address).content.decode()
            form["duty"] = found.split('<select name="duty"')[1].split('<option value="')[1].split('"')[0]
        before = all_tables()

        first = client.post(address, form)
        once = all_tables()
        again = client.post(address, form)
        twice, page = all_tables(), client.get(again.get("Location", address)).content.decode()

    assert (first.status_code, again.status_code, again.get("Location")) == (302, 302, first.get("Location")), (
        first.content.decode()
    )
    assert (once != before, twice == once) == (True, True)
    assert "Форму надіслано двічі, але запис зроблено лише один." in page
