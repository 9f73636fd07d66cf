"""A workbook that is damaged, locked or without measure is refused with a sentence, whatever part of it is wrong."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from programs.models import Program

Person = Callable[[str], User]
SHEET = "xl/worksheets/sheet1.xml"
MISSING_TEXT = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>'
)
DAMAGED = "Це не книга Excel, або її пошкоджено. Збережіть її ще раз як XLSX."


def workbook(columns: int = 3) -> bytes:
    book, output = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"Стовпець {number}" for number in range(columns)])
    book.save(output)
    return output.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """The workbook with one part of its package replaced."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as package, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for part in package.namelist():
            new.writestr(part, content if part == name else package.read(part))
    return output.getvalue()


def locked() -> bytes:
    """The workbook as a package whose parts are encrypted."""
    content = bytearray(workbook())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def scratched() -> bytes:
    """The workbook with the packed bytes of its sheet overwritten."""
    content = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = package.getinfo(SHEET)
    start = part.header_offset + 30 + len(SHEET) + 4
    content[start : start + 40] = b"\xff" * 40
    return bytes(content)


def refusal(person: Person, content: bytes) -> str:
    client = Client()
    client.force_login(person("accountant"))
    page = reverse("admin:programs_ledgerentry_import")
    response = client.post(page, {"file": SimpleUploadedFile("table.xlsx", content)})
    (sentence,) = response.context["form"].errors["file"]
    return str(sentence)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(with_part(SHEET, b"<worksheet><row"), id="a sheet cut short"),
        pytest.param(with_part(SHEET, b""), id="an empty sheet"),
        pytest.param(with_part("xl/workbook.xml", b"<<<"), id="a list of sheets that is no XML"),
        pytest.param(with_part("xl/styles.xml", b"<<<"), id="styles that are no XML"),
        pytest.param(with_part("[Content_Types].xml", b"<"), id="a table of contents that is no XML"),
        pytest.param(with_part(SHEET, MISSING_TEXT), id="a text that is missing"),
        pytest.param(scratched(), id="packed bytes overwritten"),
        pytest.param(locked(), id="a package with a password"),
    ],
)
def test_a_damaged_workbook_is_refused_with_a_sentence(person: Person, content: bytes) -> None:
    assert refusal(person, content) == DAMAGED


def test_a_table_wider_than_any_of_the_portals_is_refused_before_it_is_read(person: Person) -> None:
    sentence = refusal(person, workbook(columns=101))

    assert sentence == "У файлі понад 100 стовпців: таких широких таблиць портал не має."


def test_a_small_file_that_unpacks_without_measure_is_not_unpacked(person: Person) -> None:
    content = with_part(SHEET, b" " * (101 * 1024 * 1024))

    assert refusal(person, content) == "Файл розпаковується понад 100 МБ: поділіть його."


def test_a_sheet_that_only_claims_to_reach_far_is_read_as_far_as_it_is_filled(person: Person) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        sheet = package.read(SHEET)

    sentence = refusal(person, with_part(SHEET, sheet.replace(b'ref="A1:C1"', b'ref="A1:XFD1048576"')))

    assert "Невідомі стовпці: Стовпець 0, Стовпець 1, Стовпець 2." in sentence


def test_a_file_that_the_server_has_cleared_away_meanwhile_is_asked_for_again(
    person: Person, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = Client()
    client.force_login(person("accountant"))
    heading = client.get(reverse("admin:programs_ledgerentry_export", args=["csv"])).content.decode()
    entry = {
        "Етап": "сплачено",
        "Дата": "01.03.2021",
        "Програма (адреса)": program.slug,
        "Код заходу": "online-media",
        "Бюджетний рік": "2021",
        "Джерело фінансування": "Бюджет громади",
        "Сума, грн": "1,00",
    }
    row = ";".join(entry.get(column, "") for column in heading.removeprefix("\ufeff").strip().split(";"))
    changed = f"{heading}{row}\r\n".encode()

    def upload() -> int:
        file = SimpleUploadedFile("table.csv", changed)
        return client.post(reverse("admin:programs_ledgerentry_import"), {"file": file}).status_code

    upload()
    for kept in tmp_path.iterdir():
        kept.unlink()
    confirmed = client.post(reverse("admin:programs_ledgerentry_import_confirm"), follow=True)

    assert [str(message) for message in confirmed.context["messages"]] == [
        "Виберіть файл ще раз: немає чого підтверджувати."
    ]
    assert upload() == 200
