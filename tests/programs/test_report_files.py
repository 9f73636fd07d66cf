"""The report as files: the same figures in JSON, XLSX and PDF, byte for byte the same each time."""

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from programs.models import Program
from programs.period import Period
from programs.reporting import Column, Kind, Level, Report, Row, Table, as_json, as_pdf, as_xlsx
from programs.reporting.cells import printed_rows
from programs.reporting.on_paper import on_paper
from programs.reporting.printer import static_files_only
from programs.reports import build_report
from programs.words import unbroken
from tests.conftest import account, shared_by_module

from .execution import Execution

YEAR = Period.year(2022)
# The attachment's name and the name of the hash are written in Latin letters.
LATIN = {"report", "json", "SHA", "XLSX", "III"}


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Program]:
    with shared_by_module(django_db_blocker):
        program = Program.objects.get()
        execution = Execution(program, account("accountant"))
        execution.pay("print-media", "2022-02-10", "15666.67")
        execution.pay("site-publication", "2022-03-10", "700.00")
        execution.judge("print-media", "partly", result="Вийшло 8 випусків.", reason="Воєнний стан")
        execution.judge("security-seminars", "postponed", reason="=ЯКЩО(1)", work=0)
        yield program


@pytest.fixture
def report(module_data: Program, program: Program) -> Report:
    return build_report(program, YEAR)


@pytest.fixture(scope="module")
def printed(module_data: Program) -> bytes:
    """The report printed once for all tests: printing takes most of their time."""
    return as_pdf.render(build_report(module_data, YEAR))


@pytest.fixture
def pdf(printed: bytes, db: None) -> bytes:
    return printed


@pytest.fixture
def text(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def bare(text: str) -> str:
    """Text without spaces and hyphens, which a narrow column breaks as it likes."""
    return re.sub(r"[\s\u00a0\u00ad\u2010-]+", "", text)


def measures(report: Report) -> Table:
    return next(table for _title, table in report.tables if table.key == "measures")


# ---- JSON ------------------------------------------------------------------------------------------------------------


def test_the_json_is_the_tables_and_nothing_of_the_clock(report: Report, program: Program) -> None:
    data = json.loads(as_json.render(report))
    assert [section["key"] for section in data["sections"]] == [table.key for _title, table in report.tables]
    assert (data["program"]["slug"], data["period"]["start"], data["period"]["end"], data["demonstration"]) == (
        program.slug,
        "2022-01-01",
        "2022-12-31",
        False,
    )
    [paid] = [
        row["cells"]["paid"]
        for section in data["sections"]
        if section["key"] == "measures"
        for row in section["rows"]
        if row["level"] == "total"
    ]
    assert paid == "16366.67"
    assert as_json.render(report) == as_json.render(build_report(program, YEAR))


def test_the_check_code_changes_with_a_single_kopiika(report: Report, program: Program, person: Any) -> None:
    before = as_json.check_code(report)
    Execution(program, person("accountant")).pay("print-media", "2022-02-11", "0.01")
    after = as_json.check_code(build_report(program, YEAR))
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", before)
    assert before != after


# ---- XLSX ------------------------------------------------------------------------------------------------------------


def test_the_workbook_holds_the_same_table_with_real_numbers(report: Report) -> None:
    sheet = load_workbook(BytesIO(as_xlsx.render(report)))["Завдання і заходи"]
    table = measures(report)
    printed = printed_rows(table)
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=4 + len(printed))]
    expected = [
        [
            float(row.cells[cell.column.key])  # type: ignore[arg-type]
            if isinstance(row.cells.get(cell.column.key), Decimal)
            else ("\n".join(cell.lines) or str(cell.text) or None)
            for cell in printed_row.cells
        ]
        for row, printed_row in zip(table.rows, printed, strict=True)
    ]
    assert found == expected
    assert sheet["E5"].number_format == "#,##0.00"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C5", "$3:$4")
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)


def test_a_text_that_looks_like_a_formula_stays_a_text(report: Report) -> None:
    sheet = load_workbook(BytesIO(as_xlsx.render(report)))["Завдання і заходи"]
    [found] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=ЯКЩО(1)"]
    assert found.data_type == "s"


def test_the_workbook_names_the_council_and_no_person_nor_time(report: Report) -> None:
    content = as_xlsx.render(report)
    properties = load_workbook(BytesIO(content)).properties
    assert (properties.creator, properties.lastModifiedBy, properties.title) == (
        "Каховська міська рада",
        None,
        "Звіт про виконання програми, 2022 рік",
    )
    assert {entry.date_time for entry in zipfile.ZipFile(BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert content == as_xlsx.render(report)


def test_the_first_sheet_has_the_headings_and_key_figures(report: Report) -> None:
    book = load_workbook(BytesIO(as_xlsx.render(report)))
    sheet = book.worksheets[0]
    pairs = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert [
        pairs[name] for name in ("План з урахуванням змін", "Касові видатки", "Залишок", "Виконання", "Контрольний код")
    ] == [400000, 16366.67, 383633.33, 4.1, as_json.check_code(report)]
    assert book.sheetnames[0] == "Звіт"
    assert len(book.sheetnames) == 1 + len(report.tables)


def test_sheets_have_names_that_excel_accepts() -> None:
    table = Table("t", "Т", [Column("a", "А")], [Row({"a": "б"})])
    title = "Договори [усі]: за / рік? та ще багато слів після того"
    content = as_xlsx.render_tables([(title, table), (title, table)], title="Т", subject="Т", creator="Рада")
    assert load_workbook(BytesIO(content)).sheetnames == [
        "Договори усі за рік та ще багат",
        "Договори усі за рік та ще баг 2",
    ]


# ---- PDF -------------------------------------------------------------------------------------------------------------


def test_the_pdf_has_every_measure_and_every_sum(report: Report, text: str) -> None:
    printed = bare(text)
    tables = [table for _title, table in report.tables if table.printed]
    paper = [on_paper(table) for table in tables if table.rows]
    said = [cell for table in paper for row in table.rows for cell in [*row.cells, *row.below]]
    figures = [
        cell for table in tables for row in printed_rows(table) for cell in row.cells if cell.column.kind.numeric
    ]
    notes = [note for table in paper for note in table.notes]
    expected = {bare(part) for cell in said + figures for part in [str(cell.text), *cell.lines] if part}
    assert [part for part in sorted({*expected, *map(bare, notes)}) if part not in printed] == []
    assert [title for title in report.files_alone if bare(title) not in printed] == []


def test_the_pdf_speaks_ukrainian_alone(text: str) -> None:
    words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"\b[0-9a-f]{4}(-[0-9a-f]{4}){2}\b", "", text)))
    assert words - LATIN == set()


def test_a_year_of_seventeen_measures_takes_no_more_than_six_pages(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages) in {5, 6}


def test_every_page_has_its_number_the_period_and_the_check_code(report: Report, text: str) -> None:
    pages = text.split("\f")[:-1]
    code = as_json.check_code(report)
    feet = [re.search(r"2022 рік · редакція 1\s+сторінка (\d+) із (\d+) · (\S+)", page) for page in pages]
    assert [foot and foot.groups() for foot in feet] == [
        (str(number), str(len(pages)), code) for number in range(1, len(pages) + 1)
    ]


def test_the_pdf_is_tagged_archival_and_ukrainian(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root
        with document.open_metadata() as metadata:
            archival = (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["dc:title"])
        assert archival == ("3", "A", "Звіт про виконання програми, 2022 рік")
        assert (str(root.Lang), bool(root.MarkInfo.Marked), str(root.OutputIntents[0].S)) == ("uk", True, "/GTS_PDFA1")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/CreationDate" not in document.docinfo
        wide = [page.mediabox[2] > page.mediabox[3] for page in document.pages]
        assert (wide[0], wide[-1]) == (False, True)


def test_the_tags_tell_headings_tables_and_their_headers(pdf: bytes) -> None:
    structure = subprocess.run(["pdfinfo", "-struct", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    names = set(re.findall(r"^\s*([A-Za-z0-9]+)", structure, re.MULTILINE))
    assert {"H1", "H2", "P", "L", "LI", "Table", "Caption", "THead", "TBody", "TR", "TH", "TD"} - names == set()
    assert "Figure" in names


def test_the_pictures_of_the_first_page_say_in_words_what_they_show(report: Report) -> None:
    titles = re.findall(r"<svg[^>]*><title>(.*?)</title>", as_pdf.markup(report))
    assert [title.replace("\xa0", " ").split("; ")[-1] for title in titles] == [
        "IV: заплановано 400 000,00 грн, сплачено 16 366,67 грн",
        "виконано частково – 1, відкладено – 1, стан не внесено – 15",
    ]


def test_every_font_is_embedded_and_is_the_projects_own(pdf: bytes) -> None:
    lines = (
        subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    )
    assert {re.split(r"[+\s]", line)[1] for line in lines} == {"Tinos", "Tinos-Bold"}
    assert [line for line in lines if not re.search(r"\byes yes yes\b", line)] == []


def test_the_pdf_carries_the_very_bytes_of_the_json(report: Report, pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        attached = document.attachments["report.json"]
        assert attached.get_file().read_bytes() == as_json.render(report)
        assert (attached.get_file().mime_type, str(attached.obj.AFRelationship)) == ("application/json", "/Data")
        assert {entry.objgen for entry in document.Root.AF} == {attached.obj.objgen}


def test_no_number_begins_a_line_without_its_sign_or_dash() -> None:
    assert unbroken("інструкція № 71, залишок – 10 850,00 грн") == "інструкція №\u00a071, залишок –\u00a010 850,00 грн"
    assert unbroken("захід – 2.1 і слово – слово") == "захід –\u00a02.1 і слово – слово"


def test_demonstration_data_is_marked_on_every_page(report: Report, program: Program) -> None:
    program.is_demonstration = True
    content = as_pdf.render(build_report(program, YEAR))
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    pages = text.split("\f")[:-1]
    assert [bare(page).count("ДЕМОНСТРАЦІЙНІДАНІ") for page in pages] == [1] * len(pages)


def test_the_code_on_paper_leads_to_the_report_where_the_address_is_known(report: Report) -> None:
    assert 'class="qr"' not in as_pdf.markup(report)
    report = replace(report, site="https://programs.example.org")
    address = "https://programs.example.org/programs/information-space-2021-2023/reports/2022-01-01--2022-12-31/"
    markup = as_pdf.markup(report)
    assert f"<title>Сторінка звіту на порталі: {address}</title>" in markup
    assert f"<p>{address}</p>" in markup


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/pixel.png",
        "http://127.0.0.1:8000/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "ftp://example.org/x",
    ],
)
def test_a_report_reads_nothing_but_its_own_fonts_and_marks(address: str) -> None:
    with pytest.raises(PermissionError):
        static_files_only(as_pdf._folders()).fetch(address)


def test_a_report_reads_no_file_beside_its_fonts(tmp_path: Path) -> None:
    fonts = Path(as_pdf._static("fonts/tinos"))
    fetcher = static_files_only(as_pdf._folders())
    with pytest.raises(PermissionError):
        fetcher.fetch(f"file://{fonts}/../../css/public.css")
    assert fetcher.fetch(f"file://{fonts}/Tinos-Regular.ttf").read(4) == b"\x00\x01\x00\x00"


def test_a_row_that_fits_on_a_page_is_not_split() -> None:
    """Rows of five lines each: wherever a page ends, all five are on one side."""
    rows = [Row({"title": f"рядок-{n}", "lines": [f"р{n}-{part}" for part in "абвгд"]}) for n in range(60)]
    table = Table("rows", "Рядки", [Column("title", "Рядок"), Column("lines", "Частини", Kind.LINES)], rows)
    pages = _pages_of(table)
    places = [
        {number for number, page in enumerate(pages) if f"р{n}-{part}" in page} for n in range(60) for part in "абвгд"
    ]
    assert all(len(place) == 1 for place in places)
    assert all(len(set.union(*places[n * 5 : n * 5 + 5])) == 1 for n in range(60))
    assert len([page for page in pages if "Частини" in page]) > 2


def _pages_of(table: Table) -> list[str]:
    report = Report(
        slug="s",
        title="Звіт",
        program="Програма",
        short_title="Програма",
        council="Рада",
        act="—",
        edition="—",
        edition_mark="—",
        period=YEAR,
        period_label="2022 рік",
        state="—",
        facts=[],
        summary=[],
        tables=[("Рядки", table)],
        signatories=[],
    )
    content = as_pdf.render(report)
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def test_long_amounts_get_the_width_they_need() -> None:
    row = Row({"name": "б", "sum": Decimal("123456789012.34")}, Level.TOTAL)
    table = Table("wide", "Т", [Column("name", "А", width=10), Column("sum", "Б", Kind.MONEY)], [row])
    name, amount = on_paper(table).shares
    assert amount > 15
    assert round(name + amount) == 100


def test_amounts_of_billions_keep_their_width_beside_wide_words() -> None:
    money = [Column(key, key, Kind.MONEY, width=1.7) for key in "abcde"]
    row = Row({"name": "б", **dict.fromkeys("abcde", Decimal("1114531200.46"))}, Level.TOTAL)
    table = Table("wide", "Т", [Column("name", "А", width=10), Column("why", "В", width=12), *money], [row])

    name, why, *amounts = on_paper(table).shares

    longest = 273 * min(amounts) / 100  # millimetres: sixteen signs of 9 pt with their padding
    assert longest > 24
    assert (round(name + why + sum(amounts)), round(why / name, 2)) == (100, 1.2)


# ---- the same figures everywhere -------------------------------------------------------------------------------------

AMOUNT = re.compile(r"(?<![\d,.])[-−]?\d{1,3}(?:[ \u00a0\u202f]\d{3})*,\d{2}(?!\d)")


def amounts_of(text: str) -> list[Decimal]:
    return [Decimal(re.sub(r"[\s\u00a0\u202f]", "", each).replace(",", ".").replace("−", "-"))
            for each in AMOUNT.findall(text)]  # fmt: skip


def in_order(amounts: list[Decimal], line: list[Decimal]) -> bool:
    """Whether a line of a page has these amounts in this order; words of the row may name others between."""
    rest = iter(line)
    return all(amount in rest for amount in amounts)


def test_every_amount_of_the_pages_stands_in_the_order_of_its_columns(report: Report, pdf: bytes) -> None:
    """Table after table, row after row; the JSON that is attached has these tables to the byte."""
    laid_out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    lines = iter([found for line in laid_out.stdout.decode().splitlines() if (found := amounts_of(line))])
    missing, found_rows = [], 0
    for _title, table in report.tables:
        for row in on_paper(table).rows if table.printed and table.rows else ():
            amounts = [each for cell in row.cells if cell.column.kind.numeric for each in amounts_of(cell.text)]
            found_rows += bool(amounts)
            if amounts and not any(in_order(amounts, line) for line in lines):
                missing.append((table.key, amounts))

    assert missing == [] and found_rows > 20


@pytest.mark.both_databases("aggregates")
def test_workbook_api_and_query_have_the_amounts_of_the_json(report: Report, program: Program) -> None:
    """Of every section the numbers of the sheet row by row; of every measure plan and payments."""
    data = json.loads(as_json.render(report))
    book = load_workbook(BytesIO(as_xlsx.render(report)))
    for section, sheet in zip(data["sections"], book.worksheets[1:], strict=True):
        numbers = [each["key"] for each in section["columns"] if each["kind"] in {"money", "percent"}]
        told = [[Decimal(value) for name in numbers if isinstance(value := row["cells"].get(name), str)]
                for row in section["rows"]]  # fmt: skip
        typed = [[Decimal(str(cell.value)) for cell in row if cell.number_format in {"#,##0.00", "0.0"}
                  and isinstance(cell.value, int | float)] for row in sheet.iter_rows()]  # fmt: skip
        assert [row for row in typed if row] == [row for row in told if row], section["key"]
    [table] = [each for each in data["sections"] if each["key"] == "measures"]
    lines = {row["cells"]["number"]: row["cells"] for row in table["rows"] if row["level"] == "item"}
    answer = Client().get(f"/api/v1/measures/?program={program.slug}&on=2022-12-31").json()["results"]
    of_api = {each["number"]: next(year for year in each["years"] if year["year"] == 2022) for each in answer}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.number, (SELECT SUM(a.amount) FROM programs_allocation a WHERE a.measure_row_id = r.id AND "
            "a.year = 2022), (SELECT SUM(l.amount) FROM programs_ledgerentry l WHERE l.measure_id = r.measure_id AND "
            "l.stage = 'paid' AND l.date BETWEEN '2022-01-01' AND '2022-12-31') FROM programs_measurerow r"
        )
        of_query = {number: tuple(map(two, amounts)) for number, *amounts in cursor.fetchall()}

    assert len(lines) == 17
    assert {
        number: tuple(two(line[name]) for name in ("amended", "paid")) for number, line in lines.items()
    } == of_query
    assert {
        number: tuple(two(year[name]) for name in ("amended", "paid")) for number, year in of_api.items()
    } == of_query


def two(amount: Any) -> str:
    """An amount with its kopiikas; what is no amount is none, whatever it is called."""
    return f"{Decimal(str(amount)):.2f}" if amount and not isinstance(amount, dict) else "0.00"
