"""Lists as CSV and XLSX: the same records, typed, whole, and harmless in a spreadsheet."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from programs.models import Activity, LedgerEntry, Program
from programs.reporting import Column, Row, Table, as_xlsx
from programs.reporting.guard import harmless
from tests.programs.api.conftest import API, COLLECTIONS, SLUG, Client, Draft

STAGES = (
    "approved", "amended", "appropriated", "committed", "accepted", "paid", "paid_without_contract", "remainder",
    "available", "plan", "amended_by", "quarters",
)  # fmt: skip


def csv_rows(answer: Any) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def xlsx_rows(answer: Any) -> list[dict[str, Any]]:
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    head, *rows = sheet.values
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_csv_has_the_columns_of_json_in_their_order(api: Client, program: Program) -> None:
    item = api().get(f"{API}/measures/").json()["results"][0]
    answer = api().get(f"{API}/measures/?format=csv")

    columns = list(csv_rows(answer)[0])

    plain = [name for name in item if name not in {"years", "progress"}]
    assert [name for name in columns if name in plain] == plain
    assert columns[-36:] == [f"{stage}_{year}" for year in (2021, 2022, 2023) for stage in STAGES]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="measures.csv"'


def test_csv_keeps_the_kinds_of_no_money_apart(api: Client, program: Program) -> None:
    rows = {row["code"]: row for row in csv_rows(api().get(f"{API}/measures/?format=csv&year=2021"))}

    assert [
        (rows[code]["amended_2021"], rows[code]["plan_2021"])
        for code in ("print-media", "security-seminars", "media-monitoring", "community-development-budget")
    ] == [("105600.00", "amount"), ("0.00", "planned_zero"), ("", "not_required"), ("", "amount_not_stated")]
    assert rows["security-seminars"]["executors"].endswith("; ІГС (за згодою)")


def test_xlsx_has_typed_cells_under_ukrainian_headings(api: Client, entry: LedgerEntry) -> None:
    row = xlsx_rows(api().get(f"{API}/ledger/?format=xlsx"))[0]

    assert row == {
        "ID": entry.pk,
        "Етап": "сплачено",
        "Програма": SLUG,
        "Захід": entry.measure_id,
        "Код заходу": "print-media",
        "Бюджетний рік": 2021,
        "Джерело фінансування": "community-budget",
        "Фонд": "загальний фонд",
        "Дата": datetime(2021, 4, 6),
        "Сума, грн": 10560,
        "Номер документа": "пд № 101",
        "КЕКВ": "2240",
        "КПКВК": "0118410",
        "Контрагент": "ТОВ «Зразок»",
        "За договором на порталі": "ні",
        "Договір": None,
        "Сторінка договору": None,
        "Сторнує запис": None,
        "Сторновано записом": None,
    }


def test_xlsx_formats_money_and_dates(api: Client, entry: LedgerEntry) -> None:
    sheet = load_workbook(BytesIO(api().get(f"{API}/ledger/?format=xlsx").content)).active
    assert sheet is not None

    formats = {str(head.value): cell.number_format for head, cell in zip(sheet[1], sheet[2], strict=True)}

    assert (formats["Сума, грн"], formats["Дата"], sheet.freeze_panes) == ("#,##0.00", "dd.mm.yyyy", "A2")


def test_no_heading_is_left_in_english(api: Client, draft: Draft, entry: LedgerEntry) -> None:
    staff = api("coordinator")

    headings = {
        heading
        for name in COLLECTIONS
        for heading in xlsx_rows(staff.get(f"{API}/{name}/?format=xlsx"))[0]
        if not any("а" <= letter <= "я" for letter in heading.lower())
    }

    assert headings == {"ID"}


def test_english_is_spoken_on_request(api: Client, entry: LedgerEntry) -> None:
    row = xlsx_rows(api().get(f"{API}/ledger/?format=xlsx", headers={"Accept-Language": "en"}))[0]

    assert (row["Stage"], row["Code of the measure"]) == ("paid", "print-media")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_all_that_is_filtered_not_a_page(
    api: Client, program_with: Callable[[int], Program], kind: str
) -> None:
    program_with(6)
    read = {"csv": csv_rows, "xlsx": xlsx_rows}[kind]

    rows = read(api().get(f"{API}/measures/?format={kind}&program=program-of-6&search=захід&page_size=5"))

    assert len(rows) == 6


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_list_still_has_its_headings(api: Client, program: Program, kind: str) -> None:
    answer = api().get(f"{API}/activities/?format={kind}")

    text = answer.content.decode("utf-8-sig") if kind == "csv" else ""
    sheet = load_workbook(BytesIO(answer.content)).active if kind == "xlsx" else None
    assert text.splitlines() == ([] if sheet else [ACTIVITY_COLUMNS])
    assert sheet is None or (sheet.max_row, sheet["A1"].value) == (1, "ID")


ACTIVITY_COLUMNS = "id,program,measure,measure_code,kind,date,title,description,quantity,headcounts,link,is_public"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_record_is_a_file_of_one_row(api: Client, program: Program, kind: str) -> None:
    answer = api().get(f"{API}/programs/{SLUG}/?format={kind}")

    rows: list[dict[str, Any]] = {"csv": csv_rows, "xlsx": xlsx_rows}[kind](answer)
    assert len(rows) == 1
    assert answer["Content-Disposition"] == f'attachment; filename="programs.{kind}"'


DANGEROUS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_text_runs_as_a_formula(api: Client, draft: Draft, kind: str) -> None:
    for number, text in enumerate(DANGEROUS):
        Activity.objects.create(
            measure=draft.unpublished.measure,
            kind="other",
            date=date(2022, 3, 1 + number),
            title=text,
            is_public=True,
        )
    answer = api().get(f"{API}/activities/?format={kind}&ordering=date")
    rows: list[dict[str, Any]] = {"csv": csv_rows, "xlsx": xlsx_rows}[kind](answer)

    found = [row["title"] if kind == "csv" else f"'{row['Назва']}" for row in rows]  # a cell of XLSX says it is a text
    assert found == [f"'{text}" for text in DANGEROUS]


@pytest.mark.parametrize(
    "text", ["-", "-500.00", "+380 44 123-45-67", "+380441234567", "1.1.", "–", "", "а = б", "5-6"]
)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_what_no_xml_can_carry_does_not_break_the_workbook() -> None:
    table = Table("t", "", [Column("title", "Назва")], [Row({"title": "До\x0bпісля\x01\ufffe"})])

    sheet = load_workbook(BytesIO(as_xlsx.render_list("Аркуш", table))).active

    assert sheet is not None
    assert sheet["A2"].value == "Допісля"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_refusal_is_json_whatever_was_asked_for(api: Client, program: Program, kind: str) -> None:
    answer = api().get(f"{API}/measures/?format={kind}&year=abc")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_the_accept_header_asks_as_well(api: Client, program: Program) -> None:
    answers = [api().get(f"{API}/programs/", headers={"Accept": kind}) for kind in ("text/csv", "image/png", "*/*")]

    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [
        (200, "text/csv; charset=utf-8"),
        (406, "application/problem+json"),
        (200, "application/json"),
    ]
