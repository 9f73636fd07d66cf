"""Search finds every word in any case of letters and of grammar, takes no sign for an instruction, and knows nothing
that is not public.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from programs.models import LegalAct, MeasureRow, Program
from programs.services import open_draft_edition, save_plan_row

from .execution import Execution, program_of
from .reading import main


def hits(client: Client, text: str) -> list[str]:
    """The numbers of the measures, the programmes and the acts that are found, in the order of the page."""
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    return [
        link.attributes["href"].split("/")[-2] for group in main(response).all(css="hits") for link in group.all("a")
    ]


@pytest.mark.both_databases("search")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("семінар", ["security-seminars"]),
        ("СЕМІНАРІВ", ["security-seminars"]),
        ("  безпеки   семінарів ", ["security-seminars"]),
        ("4.3", ["mini-grant-contests"]),
        ("техпідтримка", ["site-support"]),  # an executor
        ("фінансове управління", ["budget-discussion", "community-development-budget"]),
        ("сайт супровод", ["site-support"]),
        ("зв’язки з громадськістю", ["online-trainings"]),  # the document has «зв`язки»
        ("зв'язки з громадськістю", ["online-trainings"]),
        ("ЇХ ІНІЦІАТИВ", ["institutions-in-working-groups"]),
        ("рішення виконавчого комітету", ["passport"]),  # «виконавчий комітет»
        ("рішенням", ["passport"]),
        ("семінарами", ["security-seminars"]),
        ("консультація", ["public-consultations"]),
        ("рішучість виконавчого", []),
        ("рішення № 46", ["passport"]),
        ("Рішення виконавчий комітет", ["passport"]),
        ("виконавчий комітет", ["passport"]),
        ("46", ["passport"]),
    ],
)
def test_every_word_is_found_in_any_case(client: Client, program: Program, text: str, found: list[str]) -> None:
    assert hits(client, text) == found


@pytest.mark.both_databases("search")
def test_a_sign_is_a_sign_and_nothing_else(client: Client, program: Program) -> None:
    """An apostrophe alone finds each of its kinds."""
    signs = ["%", "_", "%%", "семінар%", "сем_нар", "'; DROP TABLE", "\\", "<>", "&", "?", '"', "'"]

    found = {text: hits(client, text) for text in signs}

    assert found == {text: [] for text in signs}


def test_what_was_looked_for_is_kept_as_written(client: Client, program: Program) -> None:
    page = main(client.get("/search/", {"q": '<script>"сайт"</script>'}))

    assert page.one("input").attributes["value"] == '<script>"сайт"</script>'
    assert page.all("script") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("я" * 201, "Текст задовгий: шукайте за кількома словами."),
        ("сайт\x00", "У тексті є знак, якого немає в жодному слові: напишіть його заново."),
    ],
)
def test_a_text_that_cannot_be_looked_for_is_refused_in_words(
    client: Client, program: Program, text: str, reason: str
) -> None:
    response = client.get("/search/", {"q": text})

    assert response.status_code == 400
    assert main(response).one(css="field-error").text == f"✕ {reason}"


@pytest.mark.parametrize("text", ["", "   ", "№"])
def test_without_a_text_the_page_says_what_can_be_found(client: Client, program: Program, text: str) -> None:
    page = main(client.get("/search/", {"q": text}))

    assert [part.text.split(",")[0] for part in page.all(css="prose")] == [
        "Програми – за назвою",
        "Отримувачі оплат – за назвою або номером документа.",
        "Договори – за номером",
    ]


def test_nothing_found_says_what_to_try(client: Client, program: Program) -> None:
    page = main(client.get("/search/", {"q": "пароплав"}))

    assert page.one(css="found").text == "Нічого не знайдено"
    assert page.one(css="prose").text.startswith("Спробуйте менше слів")


@pytest.mark.parametrize(("count", "words"), [(1, "1 запис"), (2, "2 записи"), (5, "5 записів"), (21, "21 запис")])
def test_hits_are_counted_in_the_right_case(client: Client, program: Program, count: int, words: str) -> None:
    program_of(count)
    MeasureRow.objects.filter(title__startswith="Захід").update(title="Пароплав", folded="пароплав")

    assert main(client.get("/search/", {"q": "пароплав"})).one(css="found").text == f"Знайдено {words}"


def test_many_hits_are_cut_and_say_so(client: Client, program: Program) -> None:
    program_of(53)

    page = main(client.get("/search/", {"q": "захід"}))  # also «прес-заходи»

    assert [len(group.all("li")) for group in page.all(css="hits")] == [1, 50]  # the programme is one «на 53 заходи»
    assert "Ще 4 не показано: додайте слово, щоб звузити пошук." in page.text


def test_the_words_are_marked_where_they_stand(client: Client, program: Program) -> None:
    page = main(client.get("/search/", {"q": "молодого школи"}))

    assert [mark.text for mark in page.all("mark")][:4] == ["Школа", "молодого", "Школи", "молодого"]


def test_drafts_are_not_found(client: Client, program: Program) -> None:
    draft = open_draft_edition(program=program, by=None)
    row = draft.measure_rows.get(measure__code="print-media")
    row.title = "Пароплав"
    save_plan_row(row=row, by=None)
    unborn = program_of(1, status="draft", title="Пароплав", short_title="Пароплав")
    MeasureRow.objects.filter(edition__program=unborn).update(title="Пароплав", folded="пароплав")
    LegalAct.objects.filter(program=unborn).update(title="Пароплав", folded="пароплав")

    assert hits(client, "пароплав") == []


@pytest.mark.both_databases("search")
def test_only_the_wording_in_force_is_found(client: Client, program: Program, person: Callable[[str], User]) -> None:
    Execution(program, person("head")).drop("mini-grant-contests", "2022-06-01")

    assert hits(client, "міні-грантів") == []
    assert hits(client, "семінар") == ["security-seminars"]


def test_a_programme_whose_first_edition_is_still_to_come_is_found(client: Client, program: Program) -> None:
    coming = program_of(1)
    coming.editions.update(in_force_from=date(2099, 1, 1))

    assert hits(client, "Захід 1") == ["of-1-measures", "measure-1"]
