"""The act under an adopted edition: its text is added freely, what it says is corrected with a reason alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from programs.models import LegalAct, Program
from programs.services import save_legal_act
from tests.programs.api.conftest import told
from tests.programs.filling import open_form, send, sentences

Person = Callable[[str], User]
ASKED = "За цим документом затверджено редакцію програми. Укажіть причину виправлення, наприклад «технічна помилка»."


@pytest.fixture
def act(program: Program) -> LegalAct:
    return LegalAct.objects.get(program=program)


def number(act: LegalAct) -> str:
    return LegalAct.objects.get(pk=act.pk).number


def test_what_it_says_is_corrected_with_a_reason_in_its_history(act: LegalAct, person: Person) -> None:
    act.number = "64"
    with pytest.raises(ValidationError) as refusal:
        save_legal_act(act=act, by=person("head"), reason=" ")
    kept = number(act)
    save_legal_act(act=act, by=person("head"), reason="описка в номері")

    assert (refusal.value.messages, kept, number(act)) == ([ASKED], "46", "64")
    last = act.history.latest()
    assert (last.history_user, last.history_change_reason) == (person("head"), "описка в номері")


def test_its_text_is_added_freely_and_replaced_with_a_reason(act: LegalAct, person: Person) -> None:
    act.link = "https://rada.example.org/46"
    save_legal_act(act=act, by=person("coordinator"))
    act.link = "https://rada.example.org/47"

    with pytest.raises(ValidationError):
        save_legal_act(act=act, by=person("coordinator"))
    assert LegalAct.objects.get(pk=act.pk).link == "https://rada.example.org/46"


def test_an_act_under_no_edition_is_corrected_freely(program: Program, person: Person) -> None:
    budget = LegalAct(role="budget", body="Рада", number="9", date=date(2021, 1, 9), title="Про бюджет")
    save_legal_act(act=budget, by=person("accountant"))
    budget.number = "10"
    save_legal_act(act=budget, by=person("coordinator"))

    assert number(budget) == "10"


@pytest.mark.parametrize("kind", ["legalact", "program"])
def test_each_form_on_which_it_stands_asks_for_the_reason(
    client: Client, act: LegalAct, person: Person, kind: str
) -> None:
    """Also the programme's own, among whose rows the act stands."""
    record, name = {"legalact": (act, "number"), "program": (act.program, "legal_acts-0-number")}[kind]
    assert record is not None
    address = reverse(f"admin:programs_{kind}_change", args=[record.pk])
    client.force_login(person("coordinator"))

    refused = send(client, address, open_form(client, address), **{name: "64"})
    kept = number(act)
    saved = send(client, address, open_form(client, address), **{name: "64", "reason_": "описка"})

    assert ([ASKED in sentence for sentence in sentences(refused)], kept) == ([True], "46")
    name_of_page = refused.context["title"].casefold()
    assert name_of_page == str(record).casefold()  # what stands, not what was typed
    assert (saved.status_code, number(act)) == (302, "64")
    assert act.history.latest().history_change_reason == "описка"


def test_so_does_the_api(act: LegalAct, person: Person) -> None:
    client = APIClient()
    client.force_authenticate(person("head"))
    address = f"/api/v1/legal-acts/{act.pk}/"
    headers: dict[str, Any] = {"HTTP_IF_MATCH": client.get(address)["ETag"]}

    refused = client.patch(address, {"number": "64"}, **headers)
    kept = number(act)
    saved = client.patch(address, {"number": "64", "reason": "описка"}, **headers)

    assert (refused.status_code, told(refused), kept) == (400, {"reason": [ASKED]}, "46")
    assert (saved.status_code, number(act)) == (200, "64")
