"""Addresses that nobody writes on purpose, cut or changed on their way, are answered in words and not by a failure."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from programs.models import Program
from programs.services import open_draft_edition
from programs.texts import number_in
from tests.conftest import account, shared_by_module
from tests.programs.filling import open_form, send

Person = Callable[[str], User]
BEYOND = "9" * 24  # no database has such a key, no calendar such a year


@pytest.fixture
def head(person: Person, program: Program) -> Client:
    client = Client()
    client.force_login(person("head"))
    return client


@pytest.mark.both_databases("numbers")
@pytest.mark.parametrize(
    ("model", "filters"),
    [
        ("activity", {"date__year": BEYOND}),
        ("ledgerentry", {"date__year": BEYOND}),
        ("commission", {"program": BEYOND}),
        ("legalact", {"edition": BEYOND}),
        ("measurerow", {"foo": "1"}),
    ],
)
def test_a_list_that_cannot_be_filtered_so_leads_back_to_itself(
    head: Client, model: str, filters: dict[str, str]
) -> None:
    address = reverse(f"admin:programs_{model}_changelist")

    response = head.get(address, filters)

    # SQLite cannot even ask for such a number; PostgreSQL asks and finds nothing
    found = response["Location"] if response.status_code == 302 else response.context["cl"].result_count
    assert found in {f"{address}?e=1", 0}


def counted(client: Client, model: str, **filters: str) -> int:
    """How many records a list of the staff's site shows."""
    return client.get(reverse(f"admin:programs_{model}_changelist"), filters).context["cl"].result_count


@pytest.fixture(scope="module")
def in_force(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, int]:
    """How many records the lists of an edition show where none is asked for."""
    with shared_by_module(django_db_blocker):
        client = Client()
        client.force_login(account("head"))
        return {model: counted(client, model) for model in ("measurerow", "allocation", "taskrow")}


@pytest.mark.parametrize("model", ["measurerow", "allocation", "taskrow"])
@pytest.mark.parametrize("edition", [BEYOND, "²", "٢", "-1", "x"])
def test_a_list_of_an_edition_that_cannot_be_shows_the_one_in_force(
    head: Client, in_force: dict[str, int], model: str, edition: str
) -> None:
    assert counted(head, model, edition=edition) == in_force[model]


@pytest.mark.parametrize("model", ["allocation", "ledgerentry"])
@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_a_table_that_cannot_be_filtered_so_leads_back_to_its_list(head: Client, model: str, extension: str) -> None:
    address = reverse(f"admin:programs_{model}_export", args=[extension])

    response = head.get(address, {"id__exact": "x"})

    assert (response.status_code, response["Location"]) == (
        302,
        reverse(f"admin:programs_{model}_changelist") + "?e=1",
    )


@pytest.mark.both_databases("numbers")
@pytest.mark.parametrize("model", ["edition", "ledgerentry", "measurerow"])
@pytest.mark.parametrize("key", ["²", BEYOND, "x"])
def test_a_record_that_cannot_be_is_not_found(head: Client, model: str, key: str) -> None:
    found: Any = head.get(f"{reverse(f'admin:programs_{model}_changelist')}{key}/change/", follow=True)

    assert found.status_code == 200
    assert [message.level_tag for message in found.context["messages"]] == ["warning"]


def test_a_source_that_cannot_be_is_refused_on_the_form_of_a_measure(head: Client, program: Program) -> None:
    row = program.editions.get().measure_rows.get(measure__code="print-media")
    form = open_form(head, reverse("admin:programs_measurerow_change", args=[row.pk]))

    refused = send(head, reverse("admin:programs_measurerow_change", args=[row.pk]), form, source="²")

    assert "source" in refused.context["adminform"].form.errors


@pytest.mark.parametrize("task", ["x", "²", "٢", BEYOND, "9" * 5000])
def test_a_task_that_cannot_be_is_refused_on_the_form_of_a_measure(head: Client, program: Program, task: str) -> None:
    draft = open_draft_edition(program=program, by=account("coordinator"))
    address = reverse("admin:programs_measurerow_change", args=[draft.measure_rows.order_by("pk")[0].pk])
    form = open_form(head, address)

    refused = send(head, address, form, task_row=task)

    assert "task_row" in refused.context["adminform"].form.errors


@pytest.mark.parametrize("year", ["²", "٢٠٢٢", "-1", "0", "0000", "x", BEYOND, "9" * 5000])
def test_a_year_that_cannot_be_finds_nothing_and_the_desk_keeps_its_own(
    head: Client, program: Program, year: str
) -> None:
    pages = {address: head.get(address, {"year": year}) for address in ("/publications/", "/admin/")}
    file = head.get("/publications/publications.csv", {"year": year})

    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(pages, 200)
    assert len(b"".join(file).decode().strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("²", None)]
    + [(text, None) for text in ("", " 7", "+7", "-7", "7.0", "1_0", "٢", "7\n", "\ud800", "a", "NaN")],
)
def test_a_number_of_an_address_is_digits_and_no_more_than_a_database_counts(text: str, number: int | None) -> None:
    assert number_in(text) == number
