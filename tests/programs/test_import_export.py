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
from programs.models import Allocation, Edition, FundingSource, LedgerEntry, Measure, MeasureRow, Override, Program
from programs.reporting.guard import unguarded
from programs.staff.files import read_table
from tests.conftest import account, shared_by_module

pytestmark = pytest.mark.both_databases("imports")

Person = Callable[[str], User]
Row = dict[str, Any]
MODELS = {"measures": "measurerow", "allocations": "allocation", "ledger": "ledgerentry"}
CLERK = {"measures": "coordinator", "allocations": "coordinator", "ledger": "accountant"}


@pytest.fixture(scope="module", autouse=True)
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        the_head_lets_the_plan_exceed_its_passport(Program.objects.get())
        post_entries(account("accountant"))
        yield


def the_head_lets_the_plan_exceed_its_passport(program: Program) -> None:
    """These tests are about files: what a correction may do to an adopted plan is asked elsewhere."""
    for year in program.years:
        services.grant_override(
            gate="ceiling",
            program=program,
            year=year,
            amount=Decimal(1_000_000),
            reason="Субвенція",
            by=account("head"),
        )


def post_entries(by: User) -> None:
    """A contract, two payments of the same content and a reversed one."""
    common: Row = {"measure": Measure.objects.get(code="online-media"), "source": FundingSource.objects.get()}
    common |= {"by": by, "budget_year": 2021, "kekv": "2240", "kpkvk": "0118410"}
    post = services.post_entry
    post(stage="committed", date=date(2021, 2, 1), amount=Decimal("3000"), document_number="=1+1", **common)
    for _again in range(2):
        post(stage="paid", date=date(2021, 3, 1), amount=Decimal("500.50"), document_number="7", **common)
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


def confirm(client: Client, table: str, reason: str = "виправлення з файлу") -> Any:
    return client.post(page(table, "import_confirm"), {"reason": reason})


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
@pytest.mark.parametrize("table", list(MODELS))
def test_an_exported_table_comes_back_without_any_change(
    person: Person, entries: list[LedgerEntry], table: str, extension: str
) -> None:
    client, before = clerk(person, table), everything()

    response = upload(client, table, export(client, table, extension), f"table.{extension}")

    preview = response.context["preview"]
    assert (preview.has_errors, preview.changing, preview.skipped > 0) == (False, [], True)
    assert "Нічого не змінилось." in response.content.decode()
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

    assert (first["Стадія"], first["Дата"], first["Сума, грн"]) == ("сплачено", "02.04.2021", "-100,00")


def test_an_exported_text_never_runs_as_a_formula(person: Person, entries: list[LedgerEntry]) -> None:
    client = clerk(person, "ledger")

    text = rows_of(export(client, "ledger", "csv", stage__exact="committed"))[0]["Документ №"]
    sheet = openpyxl.load_workbook(io.BytesIO(export(client, "ledger", "xlsx", stage__exact="committed"))).active
    cell = next(cell for cell in sheet[2] if cell.value == "=1+1")

    assert (text, cell.data_type) == ("'=1+1", "s")


def test_a_csv_opens_in_excel_with_its_letters(person: Person, program: Program) -> None:
    assert export(clerk(person, "measures"), "measures", "csv").startswith("\ufeff".encode())


# ---- measures and amounts --------------------------------------------------------------------------------------------


def test_the_preview_shows_before_and_after_and_writes_nothing(person: Person, exported: dict[str, bytes]) -> None:
    client, before = clerk(person, "measures"), everything()
    rows = rows_of(exported["measures"])
    rows[0]["Захід"] = "Інша назва"

    preview = upload(client, "measures", as_csv(rows)).context["preview"]

    (changed,) = preview.changing
    (cell,) = changed.cells
    assert (changed.number, cell.heading, cell.after) == (2, "Захід", "Інша назва")
    assert cell.before.startswith("Всебічно висвітлювати")
    assert everything() == before


def test_a_confirmed_import_is_written_with_who_and_why(person: Person, exported: dict[str, bytes]) -> None:
    client = clerk(person, "measures")
    rows = rows_of(exported["measures"])
    rows[0]["Захід"] = "Інша назва"
    rows[1]["Виконавці, по одному в рядку"] = "Громадські організації (за згодою)\nФінансове управління"
    upload(client, "measures", as_csv(rows))

    response = confirm(client, "measures")

    row, second = MeasureRow.objects.order_by("order")[:2]
    record = row.history.first()
    assert (response.status_code, row.title) == (302, "Інша назва")
    assert (record.history_user.username, record.history_change_reason) == ("coordinator", "виправлення з файлу")
    assert [str(link) for link in second.executor_links.all()] == [
        "Громадські організації (за згодою)",
        "Фінансове управління",
    ]


def test_a_correction_of_an_adopted_edition_is_not_imported_without_its_reason(
    person: Person, exported: dict[str, bytes]
) -> None:
    client, before = clerk(person, "measures"), everything()
    rows = rows_of(exported["measures"])
    rows[0]["Захід"] = "Інша назва"
    upload(client, "measures", as_csv(rows))

    response = confirm(client, "measures", reason="")

    assert response.context["confirm"].errors == {"reason": ["Файл виправляє прийняту редакцію: вкажіть причину."]}
    assert everything() == before


def test_all_errors_are_said_at_once_with_row_and_column(person: Person, exported: dict[str, bytes]) -> None:
    client, before = clerk(person, "measures"), everything()
    rows = rows_of(exported["measures"])
    rows[0]["Захід"] = "Інша назва"
    rows[1]["Фінансування"] = "колись"
    rows[2]["Код завдання"] = "невідоме"
    rows[3]["Місце в документі"] = "перше"
    rows[4]["Виконавці, по одному в рядку"] = "Невідомий підрозділ"
    rows[5]["Редакція №"] = "7"
    rows[6]["Місце в документі"] = "²"

    preview = upload(client, "measures", as_csv(rows)).context["preview"]

    assert [(row.number, column, sentence) for row in preview.erroneous for column, sentence in row.errors] == [
        (
            3,
            "Фінансування",
            "«колись» тут невідоме: напишіть одне з: фінансується, не потребує фінансування, суму не визначено.",
        ),
        (4, "Код завдання", "«невідоме» немає в довіднику: спершу додайте туди."),
        (5, "Місце в документі", "«перше» – не ціле число."),
        (6, "Виконавці, по одному в рядку", "«Невідомий підрозділ» немає в довіднику: спершу додайте туди."),
        (7, "Редакція №", "Програма «information-space-2021-2023» не має редакції 7."),
        (8, "Місце в документі", "«²» – не ціле число."),
    ]
    assert confirm(client, "measures").status_code == 302  # there is nothing to confirm
    assert everything() == before


def test_a_new_measure_comes_into_a_draft_and_not_into_an_adopted_edition(person: Person, program: Program) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    client = clerk(person, "measures")
    rows = rows_of(export(client, "measures", "csv", edition=draft.pk))
    new = {**rows[0], "Код заходу": "podcasts", "Номер": "1.1.9", "Місце в документі": "18", "Захід": "Подкасти"}

    refused = upload(client, "measures", as_csv([{**new, "Редакція №": "1"}])).context["preview"]
    upload(client, "measures", as_csv([new]))
    confirm(client, "measures")

    assert [error for row in refused.erroneous for error in row.errors] == [
        ("Код заходу", "У прийнятій редакції немає заходу з кодом «podcasts»; нові заходи додають у проєкт.")
    ]
    assert draft.measure_rows.get(measure__code="podcasts").title == "Подкасти"


def test_amounts_of_a_file_are_understood_as_people_write_them(person: Person, exported: dict[str, bytes]) -> None:
    client = clerk(person, "allocations")
    rows = rows_of(exported["allocations"])
    for row, typed in zip(rows, ("190 000,50", "190000.5", "0"), strict=False):
        row["Сума, грн"] = typed

    upload(client, "allocations", as_csv(rows))
    confirm(client, "allocations")

    found = Allocation.objects.filter(measure_row__measure__code="print-media").order_by("year")
    assert list(found.values_list("amount", flat=True)) == [Decimal("190000.50"), Decimal("190000.50"), Decimal(0)]


def test_an_empty_amount_takes_the_year_away_and_the_preview_says_that_the_plan_would_not_add_up(
    person: Person, exported: dict[str, bytes]
) -> None:
    client = clerk(person, "allocations")
    rows = rows_of(exported["allocations"])
    rows[1]["Сума, грн"] = "-"

    preview = upload(client, "allocations", as_csv(rows)).context["preview"]
    confirm(client, "allocations")

    assert [(row.kind, row.word) for row in preview.changing] == [("delete", "прибрано")]
    assert [(d.year, d.amount) for rows in preview.unbalanced.values() for d in rows] == [(2022, Decimal("-188000.00"))]
    assert not Allocation.objects.filter(measure_row__measure__code="print-media", year=2022).exists()


def test_a_correction_by_file_is_held_to_the_ceiling_by_its_result(person: Person, exported: dict[str, bytes]) -> None:
    """Money may move between measures whichever row of the file comes first; what would pass the ceiling is said."""
    Override.objects.all()._raw_delete("default")
    client = clerk(person, "allocations")
    rows = rows_of(exported["allocations"])
    printed, online = (
        next(row for row in rows if row["Код заходу"] == code and row["Рік"] == "2021")
        for code in ("print-media", "online-media")
    )
    printed["Сума, грн"] = "115 600"
    above = upload(client, "allocations", as_csv(rows)).context["preview"]
    refused = confirm(client, "allocations")
    online["Сума, грн"] = "26 000"

    moved = upload(client, "allocations", as_csv(rows)).context["preview"]
    confirm(client, "allocations")

    sentence = "Заходи на 2021 рік перевищили б паспорт на 10\xa0000,00\xa0грн: спершу виправте паспорт або попросіть"
    assert [problem.startswith(sentence) for problem in above.problems] == [True]
    assert refused.status_code == 302
    assert moved.problems == []
    found = Allocation.objects.filter(year=2021, measure_row__measure__code__in=("print-media", "online-media"))
    assert list(found.order_by("amount").values_list("amount", flat=True)) == [
        Decimal("26000.00"),
        Decimal("115600.00"),
    ]


def test_an_import_of_amounts_moves_the_version_of_their_measure(person: Person, exported: dict[str, bytes]) -> None:
    """Who has the measure's form open must meet a conflict instead of writing the old amounts back."""
    client = clerk(person, "allocations")
    rows = rows_of(exported["allocations"])
    rows[1]["Сума, грн"] = "188 001"

    upload(client, "allocations", as_csv(rows))
    confirm(client, "allocations")

    assert MeasureRow.objects.get(measure__code="print-media").version == 2


def test_what_moved_since_the_preview_is_shown_anew_before_anything_is_written(
    person: Person, exported: dict[str, bytes]
) -> None:
    client = clerk(person, "allocations")
    rows = rows_of(exported["allocations"])
    rows[1]["Сума, грн"] = "188 001"
    upload(client, "allocations", as_csv(rows))
    row = MeasureRow.objects.get(measure__code="print-media")
    services.save_measure(row=row, amounts={(FundingSource.objects.get(), 2021): Decimal(1)}, by=None, reason="описка")

    response = confirm(client, "allocations")

    assert len(response.context["preview"].changing) == 2
    assert Allocation.objects.get(measure_row=row, year=2022).amount == Decimal("188000.00")
    assert confirm(client, "allocations").status_code == 302
    assert Allocation.objects.get(measure_row=row, year=2022).amount == Decimal("188001.00")


# ---- the ledger ------------------------------------------------------------------------------------------------------


def test_new_entries_are_posted_by_the_person_and_the_same_file_posts_nothing_more(
    person: Person, entries: list[LedgerEntry], exported: dict[str, bytes]
) -> None:
    client = clerk(person, "ledger")
    rows = [row for row in rows_of(exported["ledger"]) if row["Документ №"] == "7"]
    fresh = [{**row, "Запис №": "", "Документ №": "9", "Дата": "05.05.2021"} for row in rows]

    for _again in range(2):
        upload(client, "ledger", as_csv(fresh))
        confirm(client, "ledger")

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
    assert sentence.startswith(f"Запис № {entries[0].pk} стоїть у журналі з іншим вмістом (Сума, грн).")
    assert everything() == before


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
    client = clerk(person, "allocations")
    rows = [{name: unguarded(text) for name, text in row.items()} for row in rows_of(exported["allocations"])]
    rows[1]["Сума, грн"] = "188 001"
    ways = list(product(";,\t", ("utf-8-sig", "utf-8", "cp1251", "utf-16")))

    files = {way: as_csv(rows, delimiter=way[0], encoding=way[1]) for way in ways}
    preview = upload(client, "allocations", files["\t", "cp1251"]).context["preview"]

    assert {way: read_table("table.csv", file).dict for way, file in files.items()} == dict.fromkeys(ways, rows)
    assert [cell.after for row in preview.changing for cell in row.cells] == ["188\u00a0001,00"]


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
    response = upload(clerk(person, "measures"), "measures", content)

    assert response.context["form"].errors == {"file": [sentence]}


def test_missing_unknown_and_doubled_columns_are_named(person: Person, program: Program) -> None:
    client = clerk(person, "allocations")
    content = "Програма (адреса);Редакція №;Рік;Рік;Примітка\na;1;2021;2021;x\n".encode()

    (sentence,) = upload(client, "allocations", content).context["form"].errors["file"]

    assert sentence == (
        "Бракує стовпців: Код заходу, Джерело фінансування, Сума, грн. Невідомі стовпці: Примітка. "
        "Стовпці, що стоять двічі: Рік. Вивантажте таблицю, щоб побачити, якою вона має бути."
    )


def test_columns_stand_in_any_order(person: Person, exported: dict[str, bytes]) -> None:
    client = clerk(person, "measures")
    rows = [dict(reversed(row.items())) for row in rows_of(exported["measures"])]

    assert upload(client, "measures", as_csv(rows)).context["preview"].changing == []


def test_one_persons_file_is_not_confirmed_by_another(person: Person, exported: dict[str, bytes]) -> None:
    coordinator, head = clerk(person, "measures"), Client()
    head.force_login(person("head"))
    rows = rows_of(exported["measures"])
    rows[0]["Захід"] = "Інша назва"
    upload(coordinator, "measures", as_csv(rows))

    confirm(head, "measures")

    assert not MeasureRow.objects.filter(title="Інша назва").exists()


def test_the_export_of_a_draft_stays_with_the_staff(client: Client, person: Person, program: Program) -> None:
    draft: Edition = services.open_draft_edition(program=program, by=person("coordinator"))
    client.force_login(person("commission"))

    response = client.get(page("measures", "export", "csv"), {"edition": draft.pk})

    assert response.status_code in {302, 403}
