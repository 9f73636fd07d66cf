"""Ukrainian in the database: search in any case and the order of the alphabet, the same on SQLite and PostgreSQL."""

import pytest

from programs.models import Executor, MeasureRow, Program

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


def test_names_sort_by_the_ukrainian_alphabet(db: None) -> None:
    names = ["Яблуко", "Їжак", "Зоря", "Іскра", "Ґанок", "Гай", "Єдність", "Енергія", "Жито", "Ялинка", "2-й відділ"]
    for name in names:
        Executor.objects.create(name=name)
    assert list(Executor.objects.filter(name__in=names).values_list("name", flat=True)) == [
        "2-й відділ",
        "Гай",
        "Ґанок",
        "Енергія",
        "Єдність",
        "Жито",
        "Зоря",
        "Іскра",
        "Їжак",
        "Яблуко",
        "Ялинка",
    ]
