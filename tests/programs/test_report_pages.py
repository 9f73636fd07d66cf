"""Choosing a period, the report as a page, and its files with their caching."""

import json
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from programs.models import Program
from programs.period import Period
from programs.reporting import as_json
from programs.reports import build_report

from .execution import Execution
from .reading import main

BASE = "/programs/information-space-2021-2023/reports/"
YEAR = f"{BASE}2022-01-01--2022-12-31/"


@pytest.fixture
def execution(program: Program, person: Any) -> Execution:
    return Execution(program, person("accountant"))


def test_the_usual_periods_of_every_year_are_offered(program: Program, client: Client) -> None:
    page = client.get(BASE).content.decode()
    offered = re.findall(rf'href="{BASE}([^"]+)/"', page)
    assert len(offered) == 3 * 8 + 1
    assert {"2021-01-01--2021-12-31", "2023-01-01--2023-09-30", "2021-01-01--2023-12-31"} <= set(offered)


def test_the_years_are_ladders_that_say_where_there_is_no_data(
    program: Program, client: Client, execution: Execution
) -> None:
    execution.pay("print-media", "2022-02-10", "15666.67")
    with time_machine.travel("2022-08-01T12:00:00+03:00"):
        client.get(f"{YEAR}report.pdf")
        page = main(client.get(BASE))

    rungs = [[rung.text for rung in ladder.all("li")] for ladder in page.all("ul", css="ladder")]
    assert rungs[0][0].startswith("2021–2023 роки ще не завершився PDF")
    assert rungs[1] == [
        "I квартал 2023 року немає даних",
        "Перше півріччя 2023 року немає даних",
        "Дев’ять місяців 2023 року немає даних",
        "2023 рік немає даних",
    ]
    assert rungs[3][0] == "I квартал 2022 року PDF I квартал 2022 року"
    assert re.fullmatch(r"2022 рік ще не завершився PDF 2022 рік , \d+ КБ", rungs[3][3])
    assert rungs[4][0] == "II квартал 2022 року немає даних"


@pytest.mark.parametrize("dates", [("01.07.2021", "30.06.2022"), ("2021-07-01", "2022-06-30")])
def test_two_dates_lead_to_the_report(program: Program, client: Client, dates: tuple[str, str]) -> None:
    answer = client.get(BASE, {"start": dates[0], "end": dates[1]})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{BASE}2021-07-01--2022-06-30/")


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("31.02.2022", "30.06.2022", "Це не дата. Напишіть її як день.місяць.рік, наприклад 30.06.2022."),
        ("", "30.06.2022", "Укажіть перший день періоду."),
        ("01.01.2022", "", "Укажіть останній день періоду."),
        ("30.06.2022", "01.01.2022", "Період не може закінчитися раніше, ніж почався."),
        (
            "01.01.2019",
            "31.12.2019",
            "Строк програми – 2021–2023: виберіть період, що хоча б одним днем припадає на нього.",
        ),
        ('"><script>', "30.06.2022", "Це не дата. Напишіть її як день.місяць.рік, наприклад 30.06.2022."),
    ],
)
def test_wrong_dates_are_explained_and_stay_to_be_mended(
    program: Program, client: Client, start: str, end: str, message: str
) -> None:
    answer = client.get(BASE, {"start": start, "end": end})
    page = answer.content.decode()
    assert (answer.status_code, message in page, "<script>" in page) == (400, True, False)
    typed = re.findall(r'<input type="text" name="(start|end)"(?: value="([^"]*)")?', page)
    assert typed == [("start", start.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")), ("end", end)]


def test_the_page_prints_the_tables_of_the_report(program: Program, client: Client, execution: Execution) -> None:
    execution.pay("print-media", "2022-02-10", "15666.67")
    answer = client.get(YEAR)
    page = answer.content.decode()
    report = build_report(program, Period.year(2022))
    said = [table.caption if table.rows else table.empty for _title, table in report.tables]
    assert [sentence for sentence in said if sentence not in page] == []
    assert "15\u00a0666,67" in page
    assert as_json.check_code(report) in page
    links = re.findall(r'href="([^"]+/report\.(?:pdf|xlsx|json))">', page)
    assert links == [f"{YEAR}report.pdf", f"{YEAR}report.xlsx", f"{YEAR}report.json"]


def test_the_report_stays_ukrainian_on_an_english_page(program: Program, client: Client) -> None:
    page = client.get(YEAR, headers={"Accept-Language": "en"}).content.decode()
    document = page[page.index("<article") : page.index("</article>")]
    assert '<html lang="en">' in page
    assert 'lang="uk"' in document.split(">")[0]
    assert set(re.findall(r"[A-Za-z]{4,}", re.sub(r"<[^>]*>", " ", document))) <= {"nbsp", "JSON", "XLSX"}


@pytest.mark.parametrize(
    "address",
    [
        f"{BASE}2022/",
        f"{BASE}2022-01-01--2022-02-30/",
        f"{BASE}2022-12-31--2022-01-01/",
        f"{BASE}2019-01-01--2019-12-31/",
        f"{BASE}2022-13-01--2022-12-31/report.pdf",
        f"{YEAR}report.docx",
        "/programs/nothing/reports/",
        "/programs/nothing/reports/2022-01-01--2022-12-31/report.json",
    ],
)
def test_what_is_no_report_is_not_found_in_ukrainian(program: Program, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert '<html lang="uk">' in answer.content.decode()


def test_a_draft_programme_has_no_public_reports(program: Program, client: Client) -> None:
    program.status = Program.Status.DRAFT
    program.save()
    assert [client.get(address).status_code for address in (BASE, YEAR, f"{YEAR}report.json")] == [404] * 3


def test_a_new_payment_makes_a_new_file(program: Program, client: Client, execution: Execution) -> None:
    before = client.get(f"{YEAR}report.json")
    execution.pay("print-media", "2022-02-10", "0.01")
    after = client.get(f"{YEAR}report.json", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["ETag"] == before.headers["ETag"]) == (200, False)


def test_the_files_data_does_not_depend_on_the_readers_language(program: Program, client: Client) -> None:
    answers = [client.get(f"{YEAR}report.json", headers={"Accept-Language": language}) for language in ("uk", "en")]
    assert answers[0].content == answers[1].content
    with translation.override("uk"):
        assert json.loads(answers[1].content)["title"] == "Звіт про виконання програми"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reports_are_only_read(program: Program, client: Client, method: str) -> None:
    send = getattr(client, method)
    assert [send(address).status_code for address in (BASE, YEAR, f"{YEAR}report.pdf")] == [405] * 3
