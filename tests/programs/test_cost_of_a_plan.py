"""What writing a plan asks of the database: one service for every door, each row validated and each file read once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import services
from programs.imports.reading import document
from programs.models import Edition, FundingSource, MeasureRow, Program

from .filling import fields_of, open_form, send
from .test_admin_imports import NEW, WORD, address, bring

Person = Callable[[str], User]


@contextmanager
def at_most(queries: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    assert len(captured) <= queries, "\n".join(query["sql"][:200] for query in captured.captured_queries)


@pytest.fixture
def coordinator(client: Client, person: Person) -> Client:
    client.force_login(person("coordinator"))
    return client


@pytest.fixture
def draft(program: Program, person: Person) -> Edition:
    return services.open_draft_edition(program=program, by=person("coordinator"))


@pytest.fixture
def row(draft: Edition) -> MeasureRow:
    return draft.measure_rows.get(measure__code="online-media")


def in_2022(row: MeasureRow) -> Decimal:
    return row.allocations.get(year=2022).amount


def test_one_amount_typed_into_the_form_of_its_measure(coordinator: Client, row: MeasureRow) -> None:
    page = reverse("admin:programs_measurerow_change", args=[row.pk])
    form = open_form(coordinator, page)
    cell = f"amount_{FundingSource.objects.get().pk}_2022"

    with at_most(30):
        send(coordinator, page, form, **{cell: "49 500,00"})

    assert in_2022(row) == Decimal("49500.00")


def test_one_amount_typed_into_the_sheet_of_the_plan(coordinator: Client, draft: Edition, row: MeasureRow) -> None:
    sheet = fields_of(coordinator.get(reverse("admin:programs_edition_grid", args=[draft.pk])))
    save = reverse("admin:programs_edition_grid_save", args=[draft.pk])

    with at_most(28):
        coordinator.post(save, {**sheet, "online-media:community-budget:2022": "49 600,00"})

    assert in_2022(row) == Decimal("49600.00")


def test_one_amount_sent_by_a_program_moves_the_version_of_its_measure(coordinator: Client, row: MeasureRow) -> None:
    allocation = f"/api/v1/allocations/{row.allocations.get(year=2022).pk}/"
    tag = {"If-Match": coordinator.get(allocation)["ETag"]}

    with at_most(25):
        coordinator.patch(allocation, {"amount": "49700.00"}, content_type="application/json", headers=tag)

    before = row.version
    row.refresh_from_db()
    assert (in_2022(row), row.version) == (Decimal("49700.00"), before + 1)


def test_the_founding_annex_is_taken_apart_once_and_written_in_few_statements(
    coordinator: Client, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bring(coordinator, "plan", WORD, "Додаток 1.docx", new=True, **NEW)
    answers = fields_of(page)
    read: list[int] = []

    def read_word(content: bytes) -> Any:
        read.append(len(content))
        return module_data(content)

    module_data = document.read_word
    monkeypatch.setattr(document, "read_word", read_word)
    with at_most(460):
        coordinator.post(address("write", page.context["upload"].pk), answers)

    assert (Program.objects.get(slug="again").editions.get().measure_rows.count(), read) == (17, [len(WORD)])
