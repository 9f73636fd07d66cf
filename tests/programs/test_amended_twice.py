"""The founding programme amended twice: on three dates every figure is the same on page, XLSX, PDF, API and comparison.

The first amendment moves money of the print media to a later year and half a hryvnia of the online media; the second
drops the mini-grant contests, adds podcasts and takes five thousand from the print media again.
"""

import csv
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from programs.amendments import amendments
from programs.models import Edition, MeasureRow, Program
from programs.period import Period
from programs.reports import build_report, short_title
from tests.conftest import account, shared_by_module

from .amending import Amendment
from .reading import main

SLUG = "information-space-2021-2023"
HOME = f"/programs/{SLUG}/"
YEARS = (2021, 2022, 2023)
SOURCE = "Бюджет громади"
Plan = dict[str, list[Decimal | None]]


def plan(**rows: str) -> Plan:
    """«m1_1_1="105600 188000 162000"»: the amounts of a measure by year; a dash is «not foreseen»."""
    return {
        name.removeprefix("m").replace("_", "."): [None if part == "-" else Decimal(part) for part in text.split()]
        for name, text in rows.items()
    }


FIRST = plan(
    m1_1_1="105600 188000 162000",
    m1_1_2="36000 49000 49000",
    m1_1_4="38400 48000 48000",
    m1_2_2="20000 49000 49000",
    m3_1="0 6000 10000",
    m3_3="0 10000 12000",
    m4_1="0 20000 30000",
    m4_2="0 20000 20000",
    m4_3="0 10000 20000",
)
SECOND = FIRST | plan(m1_1_1="105600 168000 182000", m1_1_2="36000 48999.50 49000.50")
THIRD = {number: row for number, row in SECOND.items() if number != "4.3"} | plan(
    m1_1_1="105600 168000 177000", m3_5="- - 25000.50"
)
PASSPORT = {1: "200000 400000 400000", 2: "200000 379999.50 420000.50", 3: "200000 369999.50 420001"}
# The date, the edition in force on it, what that edition plans.
DATES = [("2021-06-30", 1, FIRST), ("2022-06-30", 2, SECOND), ("2023-06-30", 3, THIRD)]
ACTS = {2: "рішення № 318 від 23.12.2021", 3: "рішення № 541 від 17.11.2022"}


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        amend_twice(Program.objects.get(slug=SLUG), account("coordinator"))
        yield


def amend_twice(program: Program, coordinator: User) -> None:
    change = Amendment.open(program, coordinator)
    change.plan("print-media", 2022, "168000")
    change.plan("print-media", 2023, "182000")
    change.plan("online-media", 2022, "48999.50")
    change.plan("online-media", 2023, "49000.50")
    change.promise(2022, "379999.50")
    change.promise(2023, "420000.50")
    change.adopt("318", "2021-12-23")
    change = Amendment.open(program, coordinator)
    change.drop("mini-grant-contests")
    change.add("podcasts", "3.5", "Подкасти", task="3")
    change.plan("podcasts", 2023, "25000.50")
    change.plan("print-media", 2023, "177000")
    change.promise(2022, "369999.50")
    change.promise(2023, "420001")
    change.adopt("541", "2022-11-17")


@pytest.fixture
def amended_twice(module_data: None, program: Program) -> list[Edition]:
    return list(program.editions.order_by("number"))


def amount(text: str) -> Decimal | None:
    """«105 600,00»; a dash and its words for a screen reader are «not foreseen»."""
    return None if text.startswith("—") else Decimal(re.sub(r"\s", "", text).replace(",", ".").replace("−", "-"))


def bare(text: object) -> str:
    return re.sub(r"[\s\u00a0\u00ad\u2010-]+", "", str(text))


def total(row: list[Decimal | None]) -> Decimal:
    return sum((cell for cell in row if cell is not None), Decimal(0))


def with_total(found: Plan) -> Plan:
    return {number: [*row, total(row)] for number, row in found.items()}


def funded(found: Plan) -> Plan:
    """The rows that have money; the others say why they have none."""
    return {number: row for number, row in found.items() if any(cell is not None for cell in row)}


def of_page(client: Client, on: str) -> tuple[Plan, list[Decimal | None], list[str]]:
    """The measures of Annex 1, its grand total, what it says of the changes."""
    table = main(client.get(f"{HOME}?on={on}")).all("table", css="sheet")[0]
    found = {}
    for row in table.all("tr", css="sheet-item"):
        number, figures = row.one("th").text.split()[0], row.all("td", css="figure")
        texts = [cell.text for cell in figures for _ in range(int(cell.attributes.get("colspan", "1")))][:4]
        found[number] = [amount(text) if re.match(r"[\d—]", text) else None for text in texts]
    [grand] = table.all("tr", css="sheet-total")
    lines = [" ".join(line.split()) for cell in table.all("td") for line in cell.content if isinstance(line, str)]
    changes = [line for line in lines if "за першою редакцією" in line]
    return funded(found), [amount(cell.text) for cell in grand.all(css="figure")][:4], changes


def of_workbook(client: Client, on: str) -> Plan:
    sheet = load_workbook(BytesIO(client.get(f"{HOME}plan.xlsx?on={on}").content)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if re.fullmatch(r"\d+(\.\d+)+", str(row[0]))]
    measures = {str(row[0]): row[4:8] for row in rows if row[3]}
    return funded(
        {
            number: [Decimal(str(cell)) if isinstance(cell, int | float) else None for cell in cells]
            for number, cells in measures.items()
        }
    )


def of_api(client: Client, on: str) -> tuple[Plan, Plan, dict[tuple[str, int], int]]:
    """What is amended, what was approved at first, and the acts behind the differences."""
    items: list[Any] = client.get(f"/api/v1/measures/?program={SLUG}&on={on}&page_size=100").json()["results"]

    def cells(item: Any, stage: str) -> list[Decimal | None]:
        return [None if year[stage] is None else Decimal(year[stage]) for year in item["years"]]

    amended = {item["number"]: cells(item, "amended") for item in items}
    approved = {item["number"]: cells(item, "approved") for item in items}
    acts = {
        (item["number"], year["year"]): year["amended_by"]
        for item in items
        for year in item["years"]
        if year["amended_by"]
    }
    return funded(amended), funded(approved), acts


def of_report(client: Client, on: str) -> str:
    """The report of the last date as PDF, of the others as the page that has the same tables."""
    if on != DATES[-1][0]:
        return bare(re.sub(r"<[^>]+>", " ", client.get(f"{HOME}reports/2021-01-01--{on}/").content.decode()))
    content = client.get(f"{HOME}reports/2021-01-01--{on}/report.pdf").content
    return bare(
        subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    )


def printed(found: Decimal | None) -> str:
    return "—" if found is None else f"{found:.2f}".replace(".", ",")


def until(row: list[Decimal | None], on: str) -> Decimal | None:
    """What the report of a period compares with: the plan of the years that it touches."""
    cells = [cell for year, cell in zip(YEARS, row, strict=True) if year <= int(on[:4])]
    return total(cells) if any(cell is not None for cell in cells) else None


def changed(was: Plan, became: Plan) -> dict[tuple[str, int], tuple[Decimal | None, Decimal | None]]:
    """The cells in which two plans differ."""
    nothing: list[Decimal | None] = [None, None, None]
    return {
        (number, year): (old, new)
        for number in {**was, **became}
        for year, old, new in zip(YEARS, was.get(number, nothing), became.get(number, nothing), strict=True)
        if old != new
    }


def of_comparison(
    client: Client, was: int, became: int
) -> dict[tuple[str, int], tuple[Decimal | None, Decimal | None]]:
    text = client.get(f"{HOME}editions/{was}-{became}/comparison.csv").content.decode("utf-8-sig")
    return {
        (row[0].removeprefix("Захід "), int(row[2])): (amount(row[4]), amount(row[5]))
        for row in list(csv.reader(StringIO(text), delimiter=";"))[1:]
    }


def test_every_figure_is_right_on_three_dates_everywhere(client: Client, amended_twice: list[Edition]) -> None:
    acts = {edition.number: edition.act_id for edition in amended_twice}
    titles = dict(MeasureRow.objects.filter(edition__in=amended_twice).values_list("number", "title"))
    plans = {number: found for _on, number, found in DATES}

    for on, number, expected in DATES:
        passport = [Decimal(part) for part in PASSPORT[number].split()]
        page, grand, changes = of_page(client, on)
        amended, approved, behind = of_api(client, on)
        totals = client.get(f"/api/v1/programs/{SLUG}/?on={on}").json()
        differences = changed(FIRST, expected)

        assert page == with_total(expected)
        assert grand == [*passport, sum(passport)]
        assert of_workbook(client, on) == with_total(expected)
        assert (amended, approved) == (expected, FIRST)
        assert [Decimal(year["amended"]) for year in totals["totals_by_year"]] == passport
        assert (Decimal(totals["total"]), totals["self_check"]["balanced"]) == (sum(passport), True)
        assert behind.keys() == differences.keys()
        assert len(changes) == len(differences)

        report = of_report(client, on)
        for measure in expected.keys() | FIRST.keys():
            first, now = (until(found.get(measure, [None] * 3), on) for found in (FIRST, expected))
            if first is not None or now is not None:
                amounts = re.escape(bare(f"{printed(first)}{printed(now)}"))
                row = re.escape(bare(titles[measure])) + rf"(?:\D*{bare(SOURCE)}|[\d,]*)" + amounts
                assert re.search(row, report), (on, measure)

    assert behind == {
        ("1.1.1", 2022): acts[2],
        ("1.1.1", 2023): acts[3],
        ("1.1.2", 2022): acts[2],
        ("1.1.2", 2023): acts[2],
        ("3.5", 2023): acts[3],
        **{("4.3", year): acts[3] for year in YEARS},
    }
    assert changes[:2] == [
        f"2022: за першою редакцією 188 000,00 грн, зі змінами 168 000,00 грн – редакція 2 ({ACTS[2]})",
        f"2023: за першою редакцією 162 000,00 грн, зі змінами 177 000,00 грн – редакція 3 ({ACTS[3]})",
    ]
    for was, became in ((1, 2), (2, 3), (1, 3), (3, 1)):
        sides = zip(*(map(Decimal, PASSPORT[side].split()) for side in (was, became)), strict=True)
        promised = {("Паспорт", year): pair for year, pair in zip(YEARS, sides, strict=True) if pair[0] != pair[1]}
        assert of_comparison(client, was, became) == changed(plans[was], plans[became]) | promised


def test_the_page_of_a_measure_names_the_act_of_each_change(client: Client, amended_twice: list[Edition]) -> None:
    found = main(client.get(f"{HOME}measures/print-media/?on=2023-06-30"))
    table = found.one(css="years-table").one("table")

    rows = [[row[0], row[-2], row[1], row[-1]] for row in table.rows()]
    links = [a.attributes["href"] for a in found.all("a") if "/editions/1-3/" in a.attributes["href"]]

    assert rows == [
        ["2021", "105 600,00", "105 600,00", ""],
        ["2022", "188 000,00", "168 000,00", f"редакція 2 ({ACTS[2]})"],
        ["2023", "162 000,00", "177 000,00", f"редакція 3 ({ACTS[3]})"],
        ["Усього", "455 600,00", "450 600,00", ""],
    ]
    assert links == [f"{HOME}editions/1-3/"]


def test_the_report_names_the_act_of_each_changed_amount(program: Program, amended_twice: list[Edition]) -> None:
    report = build_report(program, Period(date(2022, 1, 1), date(2023, 12, 31)))
    tables = {table.key: table for _title, table in report.tables}

    found = [
        (
            row.level.value,
            str(row.cells["measure"]).split("; чинне")[0],
            row.cells.get("year"),
            row.cells.get("source"),
            *(str(row.cells[key]) for key in ("was", "became", "difference")),
        )
        for row in tables["amendments"].rows
    ]
    titles = dict(MeasureRow.objects.filter(edition=amended_twice[0]).values_list("number", "title"))
    print_media, online, contests = (f"{n} {short_title(titles[n])}" for n in ("1.1.1", "1.1.2", "4.3"))
    council = "Каховська міська рада"

    assert found == [
        ("group", f"{ACTS[2]}, {council}", None, None, "448000.00", "448000.00", "0.00"),
        ("item", print_media, "2022", SOURCE, "188000.00", "168000.00", "-20000.00"),
        ("item", print_media, "2023", SOURCE, "162000.00", "182000.00", "20000.00"),
        ("item", online, "2022", SOURCE, "49000.00", "48999.50", "-0.50"),
        ("item", online, "2023", SOURCE, "49000.00", "49000.50", "0.50"),
        ("group", f"{ACTS[3]}, {council}", None, None, "212000.00", "202000.50", "-9999.50"),
        ("item", print_media, "2023", SOURCE, "182000.00", "177000.00", "-5000.00"),
        ("item", "3.5 Подкасти", "2023", SOURCE, "not_foreseen", "25000.50", "25000.50"),
        ("item", contests, "2022", SOURCE, "10000.00", "not_foreseen", "-10000.00"),
        ("item", contests, "2023", SOURCE, "20000.00", "not_foreseen", "-20000.00"),
    ]
    assert [note for note in tables["measures"].notes if note.startswith("Зміни")] == [
        f"Зміни: {ACTS[2]}, {council}: 1.1.1 (2022, 2023); 1.1.2 (2022, 2023).",
        f"Зміни: {ACTS[3]}, {council}: 1.1.1 (2023); 3.5 (2023); 4.3 (2022, 2023).",
    ]


def test_an_amount_that_came_back_to_the_first_one_names_no_act(
    client: Client, amended_twice: list[Edition], person: Callable[[str], User]
) -> None:
    change = Amendment.open(amended_twice[0].program, person("coordinator"))
    change.plan("print-media", 2022, "188000")
    change.promise(2022, "389999.50")
    change.adopt("600", "2023-02-01")

    _amended, _approved, behind = of_api(client, "2023-06-30")

    assert [key for key in behind if key[0] == "1.1.1"] == [("1.1.1", 2023)]


def test_the_acts_behind_the_changes_cost_two_queries_however_many_there_are(amended_twice: list[Edition]) -> None:
    def queries(editions: list[Edition]) -> int:
        with CaptureQueriesContext(connection) as captured:
            amendments(editions, YEARS)
        return len(captured)

    assert [queries(amended_twice[:count]) for count in (0, 1, 2, 3)] == [0, 0, 2, 2]
