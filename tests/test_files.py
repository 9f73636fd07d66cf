"""Every CSV, XLSX and JSON that the portal gives: exact figures, whole addresses, and nothing lost on the way back."""

import csv
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoDbBlocker, Settings

from kakhovka_portal.api import router
from media_contracts import services
from media_contracts.charts import MEDIA_CHARTS
from media_contracts.resources import Size
from programs.charts import PROGRAM_CHARTS
from programs.models import Program
from programs.reporting import Column, Kind, Row, Table, as_csv, as_xlsx
from programs.reporting.guard import for_excel, for_workbook, harmless, unguarded
from programs.services import post_entry
from programs.staff.columns import Amount, Code, Day, Text, Whole
from programs.staff.exchange import ExchangeAdmin
from programs.staff.files import read_table
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import drafted_act, in_force, newspaper, pay, publish
from tests.programs.execution import Execution

SLUG = "information-space-2021-2023"
REPORT = f"/programs/{SLUG}/reports/2022-01-01--2022-12-31/report"
SITE = "https://programs.example.org"


@pytest.fixture(scope="module", autouse=True)
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A contract with a signed act that is paid, and a payment that makes 88.6 % of a year's plan."""
    with shared_by_module(django_db_blocker):
        by, accountant = account("coordinator"), account("accountant")
        paper = newspaper(by)
        contract = in_force(paper, by)
        for day in (5, 12):
            publish(paper, date(2021, 3, day), by)
        act = services.sign_act(act=drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
        pay(contract, act, "1500.00", date(2021, 4, 6), "пд № 1", accountant)
        execution = Execution(Program.objects.get(slug=SLUG), accountant)
        entry = execution.pay("print-media", "2022-02-10", "166568.00")
        post_entry(
            by=accountant,
            stage="paid",
            measure=entry.measure,
            source=entry.source,
            budget_year=2021,
            date=date(2021, 2, 1),
            amount=Decimal("10.00"),
            document_number="=1+1",
            kpkvk="0118410",
        )
        User.objects.create_superuser("root", password="root")
        yield


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="root"))
    return client


def content(client: Client, address: str) -> bytes:
    response: Any = client.get(address)
    assert response.status_code == 200, address
    return bytes(response.getvalue())


def collections(extension: str) -> list[str]:
    return [f"{reverse(f'api:{name}-list')}?format={extension}" for _prefix, _view, name in router.registry]


def exports(extension: str) -> list[str]:
    """The tables that staff take away."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export", args=[extension])
        for model, page in admin.site._registry.items()
        if isinstance(page, ExchangeAdmin)
    ]


def files(extension: str) -> list[str]:
    """Every address that gives a table in this format."""
    found = [
        *(f"/{name}/{name}.{extension}" for name in ("contracts", "publications", "payments")),
        *(f"/open-data/{name}.{extension}" for name in ("contracts", "additional-documents")),
        f"/programs/{SLUG}/plan.{extension}",
        *collections(extension),
        *exports(extension),
    ]
    if extension == "xlsx":
        return [*found, f"{REPORT}.xlsx"]
    charts = [f"/programs/{SLUG}/charts/{key}.csv" for key in PROGRAM_CHARTS]
    charts += [f"/media/charts/{key}.csv" for key in MEDIA_CHARTS]
    return [*found, *charts, f"/programs/{SLUG}/measures/print-media/ledger.csv"]


# ---- figures ---------------------------------------------------------------------------------------------------------

# The decimals that a number of this format may have.
DECIMALS = {"#,##0.00": 2, "0.0": 1, "#,##0": 0, "0": 0, "dd.mm.yyyy": 0, "General": 4}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"


def raw_numbers(content: bytes) -> Iterator[tuple[str, str]]:
    """The number format and the written digits of each numeric cell of a workbook."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        for number, sheet in enumerate(load_workbook(BytesIO(content)).worksheets, start=1):
            for cell in ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml")).iter(CELL):  # noqa: S314
                value = cell.findtext(f"{CELL[:-1]}v")
                if value is not None:
                    yield sheet[cell.attrib["r"]].number_format, value


def test_no_workbook_has_a_binary_fraction(root: Client) -> None:
    numbers = {address: list(raw_numbers(content(root, address))) for address in files("xlsx")}

    wrong = [
        (address, text)
        for address, found in numbers.items()
        for form, text in found
        if not re.fullmatch(rf"-?\d+(\.\d{{1,{DECIMALS[form]}}})?" if DECIMALS[form] else r"-?\d+", text)
    ]
    assert wrong == []
    assert ("0.0", "88.6") in numbers[f"{REPORT}.xlsx"]


def test_a_fraction_among_whole_numbers_is_not_rounded_away() -> None:
    rows = [Row({"plan": 12}), Row({"plan": Decimal("12.50")})]
    workbook = as_xlsx.render_list("Показники", Table("t", "", [Column("plan", "План", Kind.NUMBER)], rows))

    assert list(raw_numbers(workbook)) == [("#,##0", "12"), ("General", "12.5")]


def test_thousands_in_a_csv_are_numbers_to_excel() -> None:
    columns = [Column("count", "Кількість", Kind.NUMBER), Column("size", "Обсяг", Kind.QUANTITY)]
    table = Table("t", "", columns, [Row({"count": 12_001, "size": Decimal("9950.500")})])

    assert as_csv.render(table).decode("utf-8-sig").splitlines() == ["Кількість;Обсяг", "12001;9950,5"]


# ---- addresses -------------------------------------------------------------------------------------------------------

RELATIVE = re.compile(r"(?<![\w.:-])/(?:programs|contracts|publications|media|api)/")


def words(address: str, content: bytes) -> str:
    if ".xlsx" not in address and "xlsx" not in address.rpartition("=")[2].rpartition("/")[2]:
        return content.decode()
    book = load_workbook(BytesIO(content))
    return "\n".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


@pytest.mark.parametrize(("public", "site"), [("", "http://testserver"), (SITE, SITE)])
def test_addresses_in_files_are_whole(root: Client, settings: Settings, public: str, site: str) -> None:
    settings.PUBLIC_URL = public
    addresses = [*files("csv"), f"{REPORT}.json", "/api/v1/contracts/ocds/", "/contracts/contracts.xlsx"]
    texts = {address: words(address, content(root, address)) for address in addresses}

    assert [address for address, text in texts.items() if RELATIVE.search(text)] == []
    having = [address for address, text in texts.items() if f"{site}/" in text]
    assert having == [
        "/contracts/contracts.csv",
        "/payments/payments.csv",
        "/open-data/contracts.csv",
        "/open-data/additional-documents.csv",
        "/api/v1/ledger/?format=csv",
        f"{REPORT}.json",
        "/api/v1/contracts/ocds/",
        "/contracts/contracts.xlsx",
    ]


def test_a_report_made_by_command_has_whole_addresses_or_none(db: None, settings: Settings, tmp_path: Path) -> None:
    def links() -> set[str | None]:
        file = tmp_path / "report.json"
        call_command(
            "build_report", SLUG, "--from=2022-01-01", "--to=2022-12-31", f"--output={file}", stdout=StringIO()
        )
        data = json.loads(file.read_text())
        return {row["link"] for section in data["sections"] for row in section["rows"]}

    settings.PUBLIC_URL = ""
    assert links() == {None}
    settings.PUBLIC_URL = SITE
    assert {str(link)[: len(SITE) + 10] for link in links() - {None}} == {
        f"{SITE}/{page}" for page in ("programs/", "contracts", "payments/")
    }


# ---- texts -----------------------------------------------------------------------------------------------------------

STARTS = ["", "'", "''", " ", "\t", "\r", "\n", "\u00a0", " '"]
SIGNS = ["", "=", "+", "-", "@", "＝", "＋", "－", "＠", '="', "–", "−"]
ENDS = [
    "",
    "1+1",
    "0118410",
    "1.1.2",
    "380441234567",
    "380 44 123-45-67",
    "-",
    "SUM(A1)",
    '"',
    "12:30",
    "1E5",
    "5",
    "; ,",
]
nasty = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(STARTS), st.sampled_from(SIGNS), st.sampled_from(ENDS)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.text(st.sampled_from("'\"=+-@＝ \t0123456789.,/:eE;"), max_size=12),
)


# A constant, a number, a telephone number.
HARMLESS = re.compile(r'="[^"]*"|\s*[+-]?[\d\s.,]*|\+[\d ()\u00a0-]+')


@given(nasty)
def test_the_guard_is_undone_without_a_trace_and_lets_no_formula_through(text: str) -> None:
    assert unguarded(for_workbook(text)) == text
    for guarded in (harmless(text), for_excel(text), for_excel(text, code=True)):
        assert unguarded(guarded) == text
        begins_a_formula = guarded.lstrip()[:1] in set("=+-@＝＋－＠")
        assert not begins_a_formula or HARMLESS.fullmatch(guarded)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0118410", '="0118410"'),
        ("00012345", '="00012345"'),
        ("123456789012345678", '="123456789012345678"'),
        ("1.1.2", '="1.1.2"'),
        ("+380441234567", '="+380441234567"'),
        ("2240", "2240"),
        ("92400000-5", "92400000-5"),
        ("-", "-"),
        ("–", "–"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("- перше", "'- перше"),
    ],
)
def test_what_excel_would_spoil_stays_a_text(text: str, written: str) -> None:
    assert for_excel(text) == written


def test_a_code_keeps_its_zeros_in_every_csv_for_excel(root: Client) -> None:
    [ledger] = [address for address in exports("csv") if "ledgerentry" in address]
    rows = list(csv.DictReader(StringIO(content(root, ledger).decode("utf-8-sig")), delimiter=";"))
    register = content(root, "/contracts/contracts.csv").decode("utf-8-sig")
    [contract, *_sums] = csv.DictReader(StringIO(register), delimiter=";")

    assert {row["КПКВК"] for row in rows} == {'="0118410"', ""}
    assert re.fullmatch(r'="\d{8}"', contract["ЄДРПОУ"])


READ = {
    "text": (Kind.TEXT, Text()),
    "code": (Kind.CODE, Code()),
    "amount": (Kind.MONEY, Amount()),
    "size": (Kind.QUANTITY, Size()),
    "day": (Kind.DATE, Day()),
    "year": (Kind.YEAR, Whole()),
}
records = st.fixed_dictionaries(
    {
        "text": nasty,
        "code": st.from_regex(r"[0-9]{1,15}", fullmatch=True),
        "amount": st.decimals(Decimal(-(10**9)), Decimal(10**9), places=2),
        "size": st.decimals(Decimal(0), Decimal(10**6), places=3),
        "day": st.dates(date(1991, 1, 1), date(2100, 12, 31)),
        "year": st.integers(0, 10**8),
    }
)


@given(st.lists(records, min_size=1, max_size=5), st.sampled_from(["csv", "xlsx"]))
def test_what_is_exported_comes_back_unchanged(rows: list[dict[str, Any]], extension: str) -> None:
    columns = [Column(name, name, kind) for name, (kind, _widget) in READ.items()]
    table = Table("t", "Таблиця", columns, [Row(row) for row in rows])
    file = as_csv.render(table) if extension == "csv" else as_xlsx.render_list("Таблиця", table)

    found = [
        {name: widget.clean(row[name]) for name, (_kind, widget) in READ.items()} for row in read_table("t", file).dict
    ]

    assert found == [{**row, "text": bare(row["text"], extension)} for row in rows]


def test_a_csv_that_excel_saved_as_a_workbook_is_read_as_well() -> None:
    book, file = Workbook(), BytesIO()
    book.active.append(["Документ №"])
    for cell in ("'=1+1", '="0118410"', "1.1.2"):
        book.active.append([cell])
        book.active.cell(book.active.max_row, 1).data_type = "s"
    book.save(file)

    assert read_table("t.xlsx", file.getvalue())["Документ №"] == ["=1+1", "0118410", "1.1.2"]


def bare(text: str, extension: str) -> str:
    """A text as the portal stores it: without blanks at its ends; and without what a workbook cannot carry."""
    if extension == "xlsx":
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
    return text.replace("\r\n", "\n").strip()
