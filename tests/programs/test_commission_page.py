"""The commission's page: what its members find there, and who else may read it."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programs.models import Program
from tests.programs.execution import Execution, program_of

Person = Callable[[str], User]
PAGE = "/commission/"


def test_the_page_opens_for_those_who_follow_programmes(person: Person, program: Program) -> None:
    answers = {"visitor": Client().get(PAGE).status_code}
    for role in ("commission", "coordinator", "accountant", "head", "administrator"):
        client = Client()
        client.force_login(person(role))
        answers[role] = client.get(PAGE).status_code

    assert answers == {
        "visitor": 302, "commission": 200, "coordinator": 200, "accountant": 200, "head": 200, "administrator": 403,
    }  # fmt: skip


def test_a_member_finds_reports_figures_and_deviations_with_their_reasons(person: Person, program: Program) -> None:
    execution = Execution(program, person("accountant"))
    execution.pay("print-media", "2023-02-01", "100000")
    execution.judge("print-media", "not_done", year=2023, reason="Воєнний стан", work=10)
    client = Client()
    client.force_login(person("commission"))

    response = client.get(PAGE)

    shown = response.context
    assert [period.label for period in shown["reports"]] == [
        "2021–2023 роки",
        "2023 рік",
        "IV квартал 2023 року",
        "дев’ять місяців 2023 року",
        "III квартал 2023 року",
        "перше півріччя 2023 року",
    ]
    files = [f'/reports/{shown["reports"][0].code}/report.{extension}"' for extension in ("pdf", "xlsx", "json")]
    assert [file in response.content.decode() for file in files] == [True] * 3
    assert str(shown["statement"].total.paid) == "100000.00"
    keys = ("measures", "deviation", "reason")
    assert [tuple(str(row.cells[key]) for key in keys) for row in shown["attention"].rows][-1] == (
        "['1.1.1\\xa0(62\\xa0000,00)']",
        "62000.00",
        "Воєнний стан",
    )
    assert response.headers["Cache-Control"].split(", ")[0] == "max-age=0"


def test_an_empty_portal_and_a_draft_programme_show_nothing(person: Person, program: Program) -> None:
    program.status = Program.Status.DRAFT
    program.save()
    client = Client()
    client.force_login(person("commission"))

    text = client.get(PAGE).content.decode()

    assert ("Ще не оприлюднено жодної програми" in text, program.short_title in text) == (True, False)


def test_the_number_of_queries_does_not_grow_with_measures(person: Person, db: None) -> None:
    client = Client()
    client.force_login(person("commission"))
    slugs = [program_of(count).slug for count in (1, 30)]
    counts = []
    for slug in slugs:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{PAGE}?program={slug}")
        counts.append(len(captured))

    assert counts[0] == counts[1]
