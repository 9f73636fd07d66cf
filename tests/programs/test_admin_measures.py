"""A coordinator edits measures of a draft: wording, executors and yearly amounts on one page."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from programs import services
from programs.models import Allocation, Edition, Executor, FundingSource, Measure, MeasureRow, Program
from tests.conftest import account, shared_by_module
from tests.programs.filling import fields_of, open_form, send, sentences

Person = Callable[[str], User]
LIST = reverse("admin:programs_measurerow_changelist")


@pytest.fixture
def coordinator(client: Client, person: Person) -> Client:
    client.force_login(person("coordinator"))
    return client


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        services.open_draft_edition(program=Program.objects.get(), by=account("coordinator"))
        yield


@pytest.fixture
def draft(module_data: None, program: Program) -> Edition:
    return program.editions.get(status="draft")


@pytest.fixture
def draft_row(draft: Edition) -> MeasureRow:
    """Online media: 36 000, 49 000, 49 000."""
    return draft.measure_rows.get(measure__code="online-media")


def address(row: MeasureRow) -> str:
    return reverse("admin:programs_measurerow_change", args=[row.pk])


def amounts(row: MeasureRow) -> dict[int, Decimal]:
    return dict(Allocation.objects.filter(measure_row=row).values_list("year", "amount"))


def cell(year: int) -> str:
    return f"amount_{FundingSource.objects.get().pk}_{year}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("49 500,00", Decimal("49500.00")),
        ("49500 грн", Decimal("49500.00")),
        ("49\u00a0500", Decimal("49500.00")),
        ("49.500,50", Decimal("49500.50")),
        ("0", Decimal("0.00")),
        ("0,0", Decimal("0.00")),
    ],
)
def test_amounts_are_understood_as_people_write_them(
    coordinator: Client, draft_row: MeasureRow, typed: str, kept: Decimal
) -> None:
    form = open_form(coordinator, address(draft_row))

    send(coordinator, address(draft_row), form, **{cell(2022): typed})

    assert amounts(draft_row) == {2021: Decimal("36000.00"), 2022: kept, 2023: Decimal("49000.00")}


@pytest.mark.parametrize("typed", ["", "-", "—"])
def test_an_empty_cell_is_not_foreseen_and_not_zero(coordinator: Client, draft_row: MeasureRow, typed: str) -> None:
    form = open_form(coordinator, address(draft_row))

    send(coordinator, address(draft_row), form, **{cell(2022): typed})

    assert amounts(draft_row) == {2021: Decimal("36000.00"), 2023: Decimal("49000.00")}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("сорок", "Напишіть суму в гривнях, наприклад 36 000,00."),
        ("36.000", "Копійки пишіть двома цифрами, тисячі відділяйте пробілом: 36 000,00."),
        ("-5", "Сума не може бути від’ємною."),
    ],
)
def test_an_amount_that_cannot_be_read_is_refused_and_nothing_typed_is_lost(
    coordinator: Client, draft_row: MeasureRow, typed: str, sentence: str
) -> None:
    form = open_form(coordinator, address(draft_row))

    response = send(coordinator, address(draft_row), form, title="Нова назва", **{cell(2022): typed})

    again = fields_of(response)
    assert response.context["adminform"].form.errors == {cell(2022): [sentence]}
    assert (again["title"], again[cell(2022)]) == (["Нова назва"], [typed])
    draft_row.refresh_from_db()
    assert (draft_row.title == "Нова назва", amounts(draft_row)[2022]) == (False, Decimal("49000.00"))


def test_the_totals_of_the_plan_stand_beside_the_form_without_any_script(
    coordinator: Client, draft_row: MeasureRow
) -> None:
    form = open_form(coordinator, address(draft_row))

    # a refused form shows the totals with what was typed
    response = send(coordinator, address(draft_row), form, title="", **{cell(2022): "50 000"})

    lines = response.context["adminform"].form.totals["lines"]
    assert {key: [amount for _year, amount in cells] for key, _label, cells in lines} == {
        "measure": [Decimal("36000"), Decimal("50000"), Decimal("49000"), Decimal("135000")],
        "task": [Decimal("180000"), Decimal("286000"), Decimal("259000"), Decimal("725000")],
        "plan": [Decimal("200000"), Decimal("401000"), Decimal("400000"), Decimal("1001000")],
        "passport": [Decimal("200000"), Decimal("400000"), Decimal("400000"), Decimal("1000000")],
        "difference": [Decimal("0"), Decimal("1000"), Decimal("0"), Decimal("1000")],
    }


def test_a_measure_that_needs_no_funding_cannot_keep_its_amounts(coordinator: Client, draft_row: MeasureRow) -> None:
    form = open_form(coordinator, address(draft_row))

    response = send(coordinator, address(draft_row), form, funding="not_required", source="")

    assert response.context["adminform"].form.errors == {
        "funding": ["Захід має річні суми: приберіть їх або залиште «фінансується»."]
    }


def test_a_measure_stops_being_funded_in_one_save(coordinator: Client, draft_row: MeasureRow) -> None:
    form = open_form(coordinator, address(draft_row))
    empty = {cell(year): "" for year in (2021, 2022, 2023)}

    response = send(coordinator, address(draft_row), form, funding="not_required", source="", **empty)

    draft_row.refresh_from_db()
    assert (response.status_code, draft_row.funding, amounts(draft_row)) == (302, "not_required", {})


def test_executors_are_added_reordered_and_taken_away_with_the_measure(
    coordinator: Client, draft_row: MeasureRow
) -> None:
    form = open_form(coordinator, address(draft_row))
    council = Executor.objects.get(name="Громадські організації")
    count = int(form["executor_links-TOTAL_FORMS"][0])

    send(
        coordinator,
        address(draft_row),
        form,
        **{
            "executor_links-TOTAL_FORMS": str(count + 1),
            f"executor_links-{count}-id": "",
            f"executor_links-{count}-measure_row": str(draft_row.pk),
            f"executor_links-{count}-executor": str(council.pk),
            f"executor_links-{count}-by_consent": "on",
            f"executor_links-{count}-order": "9",
            "executor_links-0-DELETE": "on",
        },
    )

    assert [str(link) for link in draft_row.executor_links.all()] == ["Громадські організації (за згодою)"]


def test_a_new_measure_in_a_draft_gets_its_identity_and_its_amounts(
    coordinator: Client, draft: Edition, draft_row: MeasureRow
) -> None:
    new = reverse("admin:programs_measurerow_add")
    form = open_form(coordinator, f"{new}?edition={draft.pk}")
    values = {"task_row": draft_row.task_row_id, "number": "1.1.9", "title": "Подкасти", "funding": "funded"}
    values |= {"source": FundingSource.objects.get().pk, cell(2023): "5 000"}

    response = send(coordinator, new, form, **values)

    added = MeasureRow.objects.get(title="Подкасти")
    assert (response.status_code, added.edition, added.measure.program) == (302, draft, draft.program)
    assert amounts(added) == {2023: Decimal("5000.00")}
    listed = coordinator.post(address(added), open_form(coordinator, address(added)), follow=True)
    assert [row.title for row in listed.context["cl"].result_list if row.number == "1.1.9"] == ["Подкасти"]
    assert listed.context["grid_address"] == reverse("admin:programs_edition_grid", args=[draft.pk])


def test_a_measure_of_a_draft_is_deleted_with_its_amounts(coordinator: Client, draft_row: MeasureRow) -> None:
    coordinator.post(reverse("admin:programs_measurerow_delete", args=[draft_row.pk]), {"post": "yes"})

    assert not MeasureRow.objects.filter(pk=draft_row.pk).exists()
    assert MeasureRow.history.filter(id=draft_row.pk).first().history_user.username == "coordinator"


# ---- two people ------------------------------------------------------------------------------------------------------


def test_of_two_people_the_second_sees_both_versions_loses_nothing_and_decides(
    coordinator: Client, draft_row: MeasureRow, person: Person
) -> None:
    head = Client()
    head.force_login(person("head"))
    mine, theirs = open_form(coordinator, address(draft_row)), open_form(head, address(draft_row))
    send(head, address(draft_row), theirs, **{cell(2022): "50 000"})

    response = send(coordinator, address(draft_row), mine, title="Моя назва")

    conflict = response.context["conflict"]
    shown = {line["label"].lower(): (line["stored"], line["typed"]) for line in conflict["rows"]}
    assert conflict["last"].history_user.username == "head"
    assert shown["бюджет громади, 2022, грн"] == ("50\u00a0000,00", "49\u00a0000,00")
    assert shown["назва"][1] == "Моя назва"
    draft_row.refresh_from_db()
    assert (draft_row.title == "Моя назва", amounts(draft_row)[2022]) == (False, Decimal("50000.00"))

    decided = send(coordinator, address(draft_row), fields_of(response), **{cell(2022): "50 000"})

    draft_row.refresh_from_db()
    assert decided.status_code == 302
    assert (draft_row.title, amounts(draft_row)[2022]) == ("Моя назва", Decimal("50000.00"))


def test_a_form_that_hides_its_version_saves_nothing(coordinator: Client, draft_row: MeasureRow) -> None:
    form = {
        name: value for name, value in open_form(coordinator, address(draft_row)).items() if name != "seen_version_"
    }

    response = send(coordinator, address(draft_row), form, title="Моя назва")

    draft_row.refresh_from_db()
    assert (bool(sentences(response)), draft_row.title == "Моя назва") == (True, False)


# ---- the list --------------------------------------------------------------------------------------------------------


def test_the_list_opens_with_the_edition_in_force_and_sums_it_up(coordinator: Client, draft: Edition) -> None:
    changes = coordinator.get(LIST).context["cl"]

    assert {row.edition.number for row in changes.result_list} == {1}
    assert [cell.replace("\u00a0", " ") for cell in changes.foot] == [
        "",
        "Сума за списком",
        "200 000,00",
        "400 000,00",
        "400 000,00",
        "1 000 000,00",
        "0,00",
        "0,00",
        "1 000 000,00",
    ]


def test_a_list_asks_as_often_for_thirty_measures_as_for_one(
    coordinator: Client, draft: Edition, draft_row: MeasureRow, person: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(LIST, {"edition": draft.pk}).status_code == 200
        return len(captured)

    draft.measure_rows.exclude(pk=draft_row.pk).delete()
    one, source = queries(), FundingSource.objects.get()
    measures = Measure.objects.bulk_create(Measure(program=draft.program, code=f"more-{n}") for n in range(29))
    common: dict[str, Any] = {
        "edition": draft,
        "task_row": draft_row.task_row,
        "title": "Ще один захід",
        "source": source,
    }
    rows = MeasureRow.objects.bulk_create(
        MeasureRow(measure=measure, number=f"9.{n}", order=50 + n, **common) for n, measure in enumerate(measures)
    )
    Allocation.objects.bulk_create(
        Allocation(measure_row=row, year=2022, source=source, amount=Decimal(5)) for row in rows
    )

    assert queries() == one
