"""Ukrainian in the database: search in any case and the order of the alphabet, the same on SQLite and PostgreSQL."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model, OrderBy, TextField
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from programs.models import Executor, MeasureRow, Program
from programs.modules import modules
from programs.rest.filters import Ordering
from programs.texts import alphabetical

pytestmark = pytest.mark.both_databases("search", "collation")


@pytest.mark.parametrize("query", ["ДРУКОВАНИХ", "друкованих", "Друкованих", "друкованих змі", "ШКОЛИ МОЛОДОГО"])
def test_a_search_finds_cyrillic_in_any_case(program: Program, query: str) -> None:
    expected = "4.1" if "ШКОЛИ" in query else "1.1.1"
    assert expected in MeasureRow.objects.filter(title__icontains=query).values_list("number", flat=True)


@pytest.mark.parametrize("query", ["%", "_", "\\", "100%"])
def test_signs_of_like_are_searched_as_themselves(program: Program, query: str) -> None:
    assert list(MeasureRow.objects.filter(title__icontains=query)) == []


def test_an_exact_lookup_minds_the_case_and_a_loose_one_does_not(program: Program) -> None:
    assert not Executor.objects.filter(name="загальний відділ").exists()
    assert Executor.objects.get(name__iexact="загальний ВІДДІЛ").name == "Загальний відділ"


NAMES = "2-й відділ Гай Ґанок Енергія Єдність Жито Зоря Іскра Їжак Яблуко Ялинка".replace("й в", "й\u00a0в").split(" ")


def test_names_sort_by_the_ukrainian_alphabet(db: None) -> None:
    for name in reversed(NAMES):
        Executor.objects.create(name=name)

    assert list(Executor.objects.filter(name__in=NAMES).values_list("name", flat=True)) == NAMES
    assert sorted(set(NAMES), key=alphabetical) == NAMES


def without_alphabet(model: type[Model], ordering: Iterable[Any]) -> list[str]:
    """The texts of an order that their column's signs would sort."""
    found = []
    for order in ordering:
        part = order.expression if isinstance(order, OrderBy) else order
        path = getattr(part, "name", part)
        if isinstance(path, str) and path != "pk":
            with suppress(NotRelationField, FieldDoesNotExist):  # an annotation orders itself
                field = get_fields_from_path(model, path)[-1]
                text = isinstance(field, CharField | TextField) and not field.choices
                found += [path] if text and not getattr(field, "db_collation", None) else []
    return found


def test_lists_of_the_staff_sort_every_column_of_texts_by_the_alphabet(rf: RequestFactory, db: None) -> None:
    asked, offenders = 0, []
    for model, page in admin.site._registry.items():
        request = rf.get("/")
        request.user = User(is_superuser=True, is_staff=True)
        for number in range(len(page.get_list_display(request)) + 1):
            request.GET = QueryDict(f"o={number}" if number else "")
            listed = page.get_changelist_instance(request)
            ordering = listed.get_ordering(request, page.get_queryset(request))
            offenders += [(model.__name__, path) for path in without_alphabet(model, ordering)]
            asked += 1

    assert offenders == []
    assert asked > 100


def test_the_api_sorts_every_text_by_the_alphabet(db: None) -> None:
    asked, offenders = 0, []
    for module in modules():
        for _name, path in module.endpoints:
            view = import_string(path)()
            view.action, view.request = "list", Request(APIRequestFactory().get("/"))
            rows = view.get_queryset()
            for field in [*view.orderings, *view.default_ordering]:
                if field in view.orderings:
                    view.request = Request(APIRequestFactory().get("/", {"ordering": field}))
                ordering = Ordering().filter_queryset(view.request, rows, view).query.order_by
                offenders += [(path, each) for each in without_alphabet(rows.model, ordering)]
                asked += 1

    assert offenders == []
    assert asked > 50
