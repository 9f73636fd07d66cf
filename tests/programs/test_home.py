"""The first page of a council with several programmes: totals, statuses, order, search, files."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from programs.models import DutyDone, LegalAct, Program
from programs.overview import standings

from .execution import Execution, program_of
from .reading import main


@pytest.fixture
def several(program: Program, person: Callable[[str], User]) -> Program:
    """The founding programme, half a year before its end, beside one that is paid whole and one that was completed."""
    Execution(program, person("accountant")).pay("print-media", "2021-12-20", "99500.00")
    paid, completed = program_of(1), program_of(2)
    Execution(paid, person("accountant")).pay("measure-1", "2022-05-05", "100.00")
    Program.objects.filter(pk=paid.pk).update(title="Абетка")
    Program.objects.filter(pk=completed.pk).update(status="completed")
    return program


def groups(client: Client, query: str = "") -> dict[str, list[str]]:
    with time_machine.travel("2022-07-01T12:00:00+03:00"):
        page = main(client.get(f"/{query}"))
    return {
        group.one("h2").text: [row.text for row in group.all("li", css="program-row")]
        for group in page.all("section", css="group")
    }


FOUNDING = (
    "Програма розвитку інформаційного простору та громадянського суспільства на 2021-2023 роки "
    "99 500 грн · 10,0 % без звіту: 17"
)


def test_programmes_stand_by_status_with_money_and_states(client: Client, several: Program) -> None:
    assert groups(client) == {
        "Чинні": ["Програма на 1 заходів 100 грн · 100,0 % без звіту: 1", FOUNDING],
        "Завершені": ["Програма на 2 заходів план 200 грн без звіту: 2"],
    }


def test_the_programmes_furthest_behind_may_come_first(client: Client, several: Program) -> None:
    assert groups(client, "?sort=-lag")["Чинні"][0] == FOUNDING


def test_words_and_a_status_narrow_the_list_and_its_totals(client: Client, several: Program) -> None:
    assert list(groups(client, "?q=інформаційного").values()) == [[FOUNDING]]
    assert list(groups(client, "?status=completed")) == ["Завершені"]
    assert groups(client, "?q=немає такої") == {}

    with time_machine.travel("2022-07-01T12:00:00+03:00"):
        totals = main(client.get("/")).one("dl", css="amounts").pairs()
    assert totals == [
        ("Передбачено", "1 000 300 грн 3 програми"),
        ("Сплачено", "99 600 грн 10,0 %"),
        ("Ще не сплачено", "900 700 грн"),
    ]


def test_the_file_has_what_the_page_shows(client: Client, several: Program) -> None:
    with time_machine.travel("2022-07-01T12:00:00+03:00"):
        response = client.get("/programs/programs.csv?q=інформаційного")

    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    assert [row[2:8] for row in rows] == [
        ["Строк реалізації", "Стан", "Передбачено, грн", "Сплачено, грн", "Сплачено, %", "Заходи за станом"],
        ["2021–2023", "чинна", "1000000,00", "99500,00", "10,0", "без звіту: 17"],
    ]


def test_what_is_known_of_the_final_report_is_said_once_the_term_is_over(
    program: Program, person: Callable[[str], User]
) -> None:
    over, later = date(2023, 12, 31), date(2024, 6, 1)

    def said(on: date = later) -> str:
        return standings([program], on)[program.pk].words

    found = [said(over), said()]
    values = {"title": "Підсумковий звіт", "done_on": date(2024, 1, 12), "recorded_by": person("head")}
    DutyDone.objects.create(program=program, key="report/2021-01-01--2023-12-31", **values)
    found += [said(date(2024, 1, 11)), said()]
    LegalAct.objects.create(
        program=program, role="report", body="Рада", number="7", date=date(2024, 2, 20), title="Про звіт"
    )
    found.append(said())

    assert found == [
        "чинна",
        "строк закінчився 31.12.2023 · підсумкового звіту ще немає",
        "строк закінчився 31.12.2023 · підсумкового звіту ще немає",
        "строк закінчився 31.12.2023 · підсумковий звіт подано 12.01.2024",
        "строк закінчився 31.12.2023 · підсумковий звіт розглянуто: рішення № 7 від 20.02.2024",
    ]
