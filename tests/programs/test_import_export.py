"""Tables leave as XLSX and CSV and come back: what would change is shown, then all of it is written or nothing."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from programs import services
from programs.models import Allocation, Edition, FundingSource, LedgerEntry, Measure, MeasureRow, Program
from programs.reporting.guard import unguarded
from programs.staff.files import read_table
from tests.conftest import account, shared_by_module

Person = Callable[[str], User]
Row = dict[str, Any]
MODELS = {"measures": "measurerow", "allocations": "allocation", "ledger": "ledgerentry"}
CLERK = {"measures": "coordinator", "allocations": "coordinator", "ledger": "accountant"}


@pytest.fixture(scope="module", autouse=True)
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        post_entries(account("accountant"))
        yield


def post_entries(by: User) -> None:
    """A contract, two payments of the same content and a reversed one."""
    common: Row = {"measure": Measure.objects.get(code="online-media"), "source": FundingSource.objects.get()}
    common |= {"by": by, "budget_year": 2021, "kekv": "2240", "kpkvk": "0118410"}
    post = services.post_entry
    post(stage="committed", date=date(2021, 2, 1), amount=Decimal("3000"), document_number="=1+1", **common)
    half = {"stage": "paid", "date": date(2021, 3, 1), "amount": Decimal("500.50"), "document_number": "7", **common}
    post(**half, apart=[post(**half).pk])
    wrong = post(stage="paid", date=date(2021, 4, 1), amount=Decimal("100"), document_number="8", **common)
    services.reverse_entry(entry=wrong, date=date(2021, 4, 2), by=by, note="хибна сума")


@pytest.fixture
def entries(program: Program) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.order_by("pk"))


@pytest.fixture(scope="module")
def files(module_data: None) -> dict[str, bytes]:
    """Every table as its clerk gets it from the portal."""
    return {table: export(clerk(account, table), table, "csv") for table in MODELS}


@pytest.fixture
def exported(files: dict[str, bytes], db: None) -> dict[str, bytes]:
    return files


def page(table: str, name: str, *args: str) -> str:
    return reverse(f"admin:programs_{MODELS[table]}_{name}", args=args)


def export(client: Client, table: str, extension: str, **filters: Any) -> bytes:
    response = client.get(page(table, "export", extension), filters)
    assert response.status_code == 200
    return bytes(response.content)


def rows_of(content: bytes) -> list[Row]:
    """The rows of a CSV as the portal writes it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def as_csv(rows: list[Row], *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    output = io.StringIO()
    writer = csv.DictWriter(output, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue().encode(encoding)


def upload(client: Client, table: str, content: bytes, name: str = "table.csv") -> Any:
    return client.post(page(table, "import"), {"file": SimpleUploadedFile(name, content)})


def confirm(client: Client, table: str, **answers: str) -> Any:
    return client.post(page(table, "import_confirm"), answers)


def clerk(person: Person, table: str) -> Client:
    client = Client()
    client.force_login(person(CLERK[table]))
    return client


def everything() -> tuple[Any, ...]:
    return (
        list(MeasureRow.objects.order_by("pk").values()),
        list(Allocation.objects.order_by("pk").values()),
        list(LedgerEntry.objects.order_by("pk").values()),
    )


# ---- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_an_exported_table_comes_back_without_any_change(
    person: Person, entries: list[LedgerEntry], extension: str
) -> None:
    client, before = clerk(person, "ledger"), everything()

    response = upload(client, "ledger", export(client, "ledger", extension), f"table.{extension}")

    preview = response.context["preview"]
    assert (preview.has_errors, preview.changing, preview.skipped > 0) == (False, [], True)
    assert "Змін немає." in response.content.decode()
    assert everything() == before


def test_the_export_holds_what_the_filters_of_the_list_let_through(person: Person, entries: list[LedgerEntry]) -> None:
    client = clerk(person, "ledger")

    rows = rows_of(export(client, "ledger", "csv", stage__exact="committed"))

    assert [row["Запис №"] for row in rows] == [str(entries[0].pk)]


def test_headings_and_words_of_a_table_are_ukrainian_for_a_reader_of_english_too(
    person: Person, entries: list[LedgerEntry]
) -> None:
    client = clerk(person, "ledger")
    client.cookies["django_language"] = "en"

    first = rows_of(export(client, "ledger", "csv"))[0]

    assert (first["Етап"], first["Дата"], first["Сума, грн"]) == ("сплачено", "02.04.2021", "-100,00")


def test_an_exported_text_never_runs_as_a_formula(person: Person, entries: list[LedgerEntry]) -> None:
    client = clerk(person, "ledger")

    text = rows_of(export(client, "ledger", "csv", stage__exact="committed"))[0]["Документ №"]
    sheet = openpyxl.load_workbook(io.BytesIO(export(client, "ledger", "xlsx", stage__exact="committed"))).active
    cell = next(cell for cell in sheet[2] if cell.value == "=1+1")

    assert (text, cell.data_type) == ("'=1+1", "s")


def test_a_csv_opens_in_excel_with_its_letters(person: Person, program: Program) -> None:
    assert export(clerk(person, "measures"), "measures", "csv").startswith("\ufeff".encode())


@pytest.mark.parametrize("table", ["measures", "allocations"])
def test_a_plan_has_one_door_for_files(person: Person, program: Program, table: str) -> None:
    """Its measures and amounts are taken away as tables; they come back through the import of a plan alone."""
    client = clerk(person, table)

    found = client.get(page(table, "changelist")).content.decode()
    answer = client.post(f"{page(table, 'changelist')}import/", {"file": SimpleUploadedFile("t.csv", b"a;b")})

    assert ("exportlink" in found, "importlink" in found) == (True, False)
    assert answer.status_code in {302, 404}  # no page of this name: the list's own address of a record


@pytest.mark.both_databases("imports")
def test_what_moved_since_the_preview_is_shown_anew_before_anything_is_written(
    person: Person, exported: dict[str, bytes]
) -> None:
    client = clerk(person, "ledger")
    row = next(row for row in rows_of(exported["ledger"]) if row["Документ №"] == "7")
    fresh = {**row, "Запис №": "", "Документ №": "9", "Дата": "05.05.2021"}
    upload(client, "ledger", as_csv([fresh]))
    services.post_entry(
        stage="paid",
        date=date(2021, 5, 5),
        amount=Decimal("500.50"),
        document_number="9",
        measure=Measure.objects.get(code="online-media"),
        source=FundingSource.objects.get(),
        by=person("accountant"),
        budget_year=2021,
        kekv="2240",
        kpkvk="0118410",
    )

    response = confirm(client, "ledger")

    assert len(response.context["preview"].changing) == 0
    assert LedgerEntry.objects.filter(document_number="9").count() == 1


# ---- the ledger ------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases("imports")
def test_new_entries_are_posted_by_the_person_and_the_same_file_posts_nothing_more(
    person: Person, entries: list[LedgerEntry], exported: dict[str, bytes]
) -> None:
    client = clerk(person, "ledger")
    rows = [row for row in rows_of(exported["ledger"]) if row["Документ №"] == "7"]
    fresh = [{**row, "Запис №": "", "Документ №": "9", "Дата": "05.05.2021"} for row in rows]

    upload(client, "ledger", as_csv(fresh))
    asked = confirm(client, "ledger")
    confirm(client, "ledger", repeated_3="other")
    again = upload(client, "ledger", as_csv(fresh))

    assert "Рядок 3" in asked.content.decode()
    assert "Те саме вже є в рядку 2 цього файла" in asked.content.decode()
    assert (again.context["preview"].changing, again.context["preview"].questions) == ([], [])
    posted = LedgerEntry.objects.filter(document_number="9")
    assert [(entry.amount, entry.kpkvk, entry.recorded_by.username) for entry in posted] == [
        (Decimal("500.50"), "0118410", "accountant")
    ] * 2


def test_an_entry_that_stands_already_is_never_changed_by_a_file(person: Person, entries: list[LedgerEntry]) -> None:
    client, before = clerk(person, "ledger"), everything()
    rows = rows_of(export(client, "ledger", "csv", stage__exact="committed"))
    rows[0]["Сума, грн"] = "2 000,00"

    preview = upload(client, "ledger", as_csv(rows)).context["preview"]

    ((column, sentence),) = preview.erroneous[0].errors
    assert column == "Запис №"
    assert sentence.startswith(f"Запис № {entries[0].pk} є в журналі з іншим вмістом (Сума, грн).")
    assert everything() == before


@pytest.mark.both_databases("imports")
def test_one_bad_entry_keeps_the_whole_file_out(person: Person, entries: list[LedgerEntry]) -> None:
    client, before = clerk(person, "ledger"), everything()
    row = rows_of(export(client, "ledger", "csv", stage__exact="committed"))[0]
    good = {**row, "Запис №": "", "Документ №": "21"}
    bad = {**good, "КЕКВ": "22", "Бюджетний рік": "2030"}

    preview = upload(client, "ledger", as_csv([good, bad])).context["preview"]
    confirm(client, "ledger")

    assert {column for row in preview.erroneous for column, _sentence in row.errors} == {"КЕКВ", "Бюджетний рік"}
    assert everything() == before


def test_a_reversal_is_not_imported(person: Person, entries: list[LedgerEntry], exported: dict[str, bytes]) -> None:
    client = clerk(person, "ledger")
    row = rows_of(exported["ledger"])[0]

    preview = upload(client, "ledger", as_csv([{**row, "Запис №": "", "Документ №": "99"}])).context["preview"]

    assert [error for row in preview.erroneous for error in row.errors] == [
        ("Сторнує запис №", "Сторнування не імпортують: відкрийте запис і натисніть «Сторнувати».")
    ]


# ---- files as office programs make them ------------------------------------------------------------------------------


def test_a_csv_is_read_in_whatever_way_it_was_saved(person: Person, exported: dict[str, bytes]) -> None:
    rows = [{name: unguarded(text) for name, text in row.items()} for row in rows_of(exported["ledger"])]
    ways = list(product(";,\t", ("utf-8-sig", "utf-8", "cp1251", "utf-16")))

    files = {way: as_csv(rows, delimiter=way[0], encoding=way[1]) for way in ways}
    preview = upload(clerk(person, "ledger"), "ledger", files["\t", "cp1251"]).context["preview"]

    read = {way: [{k: v or "" for k, v in row.items()} for row in read_table("t.csv", files[way]).dict] for way in ways}
    assert read == dict.fromkeys(ways, rows)
    assert (preview.has_errors, preview.changing) == (False, [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 \x00\x01\x02", "«table.csv» – не таблиця: виберіть файл XLSX або CSV."),
        (b"\xd0\xcf\x11\xe0 old", "Це старий файл Excel (XLS). Відкрийте його і збережіть як XLSX."),
        (b"PK\x03\x04 not a workbook", "Це не книга Excel, або її пошкоджено. Збережіть її ще раз як XLSX."),
        (b"\xff\x98\x00", "«table.csv» – не таблиця: виберіть файл XLSX або CSV."),
        (b"\n \n", "Файл порожній."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(
    person: Person, program: Program, content: bytes, sentence: str
) -> None:
    response = upload(clerk(person, "ledger"), "ledger", content)

    assert response.context["form"].errors == {"file": [sentence]}


def test_missing_unknown_and_doubled_columns_are_named(person: Person, exported: dict[str, bytes]) -> None:
    _first, *rest = rows_of(exported["ledger"])[0]
    content = ";".join(["Примітка-2", *rest, rest[-1]]).encode()

    (sentence,) = upload(clerk(person, "ledger"), "ledger", content + b"\n").context["form"].errors["file"]

    assert f"Невідомі стовпці: Примітка-2. Стовпці, що повторюються: {rest[-1]}." in sentence
    assert sentence.endswith("Вивантажте таблицю, щоб побачити, якою вона має бути.")


def test_columns_stand_in_any_order(person: Person, exported: dict[str, bytes]) -> None:
    rows = [dict(reversed(row.items())) for row in rows_of(exported["ledger"])]

    assert upload(clerk(person, "ledger"), "ledger", as_csv(rows)).context["preview"].changing == []


def test_one_persons_file_is_not_confirmed_by_another(person: Person, exported: dict[str, bytes]) -> None:
    accountant, other = clerk(person, "ledger"), Client()
    other.force_login(person("head"))
    row = next(row for row in rows_of(exported["ledger"]) if row["Документ №"] == "7")
    upload(accountant, "ledger", as_csv([{**row, "Запис №": "", "Документ №": "9"}]))

    confirm(other, "ledger")

    assert not LedgerEntry.objects.filter(document_number="9").exists()


def test_the_export_of_a_draft_stays_with_the_staff(client: Client, person: Person, program: Program) -> None:
    draft: Edition = services.open_draft_edition(program=program, by=person("coordinator"))
    client.force_login(person("commission"))

    response = client.get(page("measures", "export", "csv"), {"edition": draft.pk})

    assert response.status_code in {302, 403}
