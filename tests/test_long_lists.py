"""A portal of a large council: lists open with thousands of measures, and no filter has a choice for each of them."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from media_contracts.models import Contract, MediaOutlet, Publication, Supplier
from programs.models import (
    Activity,
    BudgetAppropriation,
    FundingSource,
    LedgerEntry,
    MeasureRow,
    Progress,
)
from tests.conftest import shared_by_module
from tests.kinds_of_records import one_of_each_kind

MANY = 2_100  # SQLite takes 2,000 columns
FEW = 24
SOME = 60


def many(record: Any, change: Callable[[int], dict[str, Any]], count: int = MANY) -> list[Any]:
    """Copies of a record, each changed by its number; written past the services, as they only have to stand."""
    copies = []
    for number in range(count):
        each = copy.copy(record)
        each.pk, each._state = None, copy.copy(record._state)
        for name, value in change(number).items():
            setattr(each, name, value)
        copies.append(each)
    return type(record)._base_manager.bulk_create(copies)


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        one_of_each_kind()
        User.objects.create_superuser("root", password="long enough for a test")
        row = MeasureRow.objects.get(measure__code="print-media")
        sources = many(FundingSource.objects.first(), lambda n: {"code": f"s{n}", "name": f"Джерело {n}"}, SOME)
        tasks = many(row.task_row.task, lambda n: {"code": f"t{n}"}, SOME)
        task_rows = many(row.task_row, lambda n: {"task": tasks[n], "number": f"{n}.", "order": 100 + n}, SOME)
        measures = many(row.measure, lambda n: {"code": f"m{n}"})
        many(
            row,
            lambda n: {"measure": measures[n], "task_row": task_rows[n % SOME], "number": f"77.{n}", "order": 100 + n},
        )
        for model in (Activity, Progress, BudgetAppropriation):
            many(model._base_manager.first(), lambda n: {"measure": measures[n]})
        many(LedgerEntry.objects.first(), lambda n: {"measure": measures[n], "source": sources[n % SOME]})
        suppliers = many(
            Supplier.objects.exclude(edrpou="").first(),
            lambda n: {"name": f"Постачальник {n}", "edrpou": f"{n:08}"},
            SOME,
        )
        outlets = many(MediaOutlet.objects.first(), lambda n: {"slug": f"o{n}", "name": f"О {n}"}, SOME)
        signed = Contract.objects.exclude(date_signed=None).get()
        contracts = many(signed, lambda n: {"number": f"д{n}", "measure": measures[n], "supplier": suppliers[n]}, SOME)
        lines = many(signed.lines.get(), lambda n: {"contract": contracts[n], "outlet": outlets[n]}, SOME)
        many(Publication.objects.first(), lambda n: {"contract_line": lines[n], "outlet": outlets[n]}, SOME)
        yield


@pytest.fixture(autouse=True)
def large_portal(db: None, module_data: None) -> None:
    """Every test begins with what the module made."""


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="root"))
    return client


def listed(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_every_list_of_staff_opens_and_its_filters_have_few_choices(root: Client) -> None:
    """Each choice used to be a counted column: ledger, activities, progress and appropriations ended in a 500."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="root")
    found = {}
    for model in admin.site._registry:
        answer = root.get(listed(model))
        changelist = answer.context["cl"] if answer.status_code == 200 else None
        filters = changelist.filter_specs if changelist else []
        found[model.__name__] = (
            [spec.title for spec in filters if len(list(spec.choices(changelist))) > FEW]
            if answer.status_code == 200
            else answer.status_code
        )

    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) > 20


def test_any_measure_is_found_by_its_number_or_words(root: Client) -> None:
    for model, asked, rows in [
        (LedgerEntry, "m2050", 1),
        (LedgerEntry, "77.2050", 1),
        (Activity, "77.2099", 1),
        (Progress, "пароплав", 0),
        (Progress, "m2099\0", 1),
    ]:
        answer = root.get(listed(model), {"measure": asked})

        assert (model, asked, answer.context["cl"].result_count) == (model, asked, rows)


@pytest.mark.parametrize(
    "address", ["/contracts/", "/publications/", "/media/", "/contracts/?measure=x", "/search/?q=77"]
)
def test_public_facets_have_few_choices(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert [facet["key"] for facet in answer.context.get("facets", []) if len(facet["links"]) > FEW] == []
