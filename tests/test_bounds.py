"""What is small by its bytes and large by its meaning is refused with a sentence, before anything reads it."""

import io
import json
import re
import struct
import zipfile
from time import process_time
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from programs.bounds import FileProblem
from programs.imports.reading.document import Document
from programs.imports.treasury.transactions import read_transactions
from programs.models import Program
from programs.models.files import check_file
from programs.staff.files import read_table
from tests.conftest import account
from tests.programs.treasury_files import transaction

SHEET = "xl/worksheets/sheet1.xml"
BEGIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</worksheet>"


def workbook(sheet: bytes) -> bytes:
    """A workbook whose sheet is written by hand."""
    book, output, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as package, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.namelist():
            target.writestr(name, sheet if name == SHEET else package.read(name))
    return output.getvalue()


def row(cells: bytes) -> bytes:
    return BEGIN + b'<row r="1">' + cells + b"</row></sheetData>"


HOSTILE = {
    "cells merged over a whole sheet": row(b"") + b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' + END,
    "a link over a whole sheet": row(b'<c r="A1"><v>1</v></c>') + b'<hyperlinks><hyperlink ref="A1:XFD1048576"/>'
    b"</hyperlinks>" + END,
    "elements in one another": BEGIN + b"<a>" * 300_000,
    "entities of its own": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + row(b"") + END,
    "a million cells and more": BEGIN + b"<row>" + b"<c/>" * 1_100_000 + b"</row></sheetData>" + END,
}


@pytest.mark.parametrize("sheet", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_small_workbook_that_means_much_is_refused_by_every_reader(sheet: bytes) -> None:
    content = workbook(sheet)
    before = process_time()

    for read in (Document, lambda file: read_table("table.xlsx", file)):
        with pytest.raises(FileProblem):
            read(content)

    assert len(content) < 100_000
    assert process_time() - before < 4


def test_cells_far_from_one_another_are_refused() -> None:
    far = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (number, number) for number in range(1, 2_000))

    with pytest.raises(FileProblem, match="надто далеко"):
        read_table("table.xlsx", workbook(BEGIN + far + b"</sheetData>" + END))


def test_a_long_list_of_parts_is_refused() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as many:
        for number in range(2_100):
            many.writestr(f"word/{number}.xml", b"")

    with pytest.raises(FileProblem, match="понад 2 000 частин"):
        Document(package.getvalue())
    evidence: Any = SimpleUploadedFile("evidence.docx", package.getvalue())
    evidence._committed = False
    with pytest.raises(ValidationError):
        check_file(evidence)


def test_a_package_that_only_claims_its_parts_is_not_believed() -> None:
    claim = b"PK\x03\x04" + b"\0" * 100 + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 0, 0)

    with pytest.raises(FileProblem):
        Document(claim)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(",".join("a" * 100_000), id="a heading without end"),
        pytest.param('a,b\n"' + "a\n" * 100_000, id="a quote that is never closed"),
        pytest.param("a,b\n" + "a" * 500_000, id="a long field"),
        pytest.param("," * 2_000_000, id="commas alone"),
    ],
)
def test_a_table_of_text_has_rows_that_end(text: str) -> None:
    with pytest.raises(FileProblem):
        read_table("table.csv", text.encode())
    with pytest.raises(FileProblem):
        list(read_transactions(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 1_000_000, id="lists in one another"),
        pytest.param('{"a":' * 100_000, id="objects in one another"),
        pytest.param(json.dumps([transaction(x=[[[[0]]]] * 20_000)]), id="one record of many values"),
        pytest.param(json.dumps([transaction(x=json.loads("[" * 50 + "]" * 50))]), id="a deep field"),
    ],
)
def test_a_long_json_file_has_plain_records(text: str) -> None:
    with pytest.raises(FileProblem):
        list(read_transactions(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="lists"),
        pytest.param(b'{"a":' * 30_000, id="objects"),
        pytest.param(b'{"title": "' + b"[" * 30 + b'", "x": ' + b"[" * 30, id="behind a text"),
        pytest.param(b"1" * 5_000, id="a number without end"),
        pytest.param(b"1" * 2_200_000, id="more than a body"),
        pytest.param(b"1" * 3_000_000, id="more than any request"),
    ],
)
def test_a_body_of_the_api_is_as_deep_and_long_as_a_record(program: Program, body: bytes) -> None:
    client = Client()
    client.force_login(account("coordinator"))
    before = process_time()

    answer = client.post("/api/v1/measures/", body, content_type="application/json")

    assert answer.status_code == 400
    said = answer.json()["detail"]
    assert re.fullmatch(r"Тіло запиту не є правильним JSON: [А-Яа-яіїєґ’\d :]+\.|.* МБ.*", said), said
    assert process_time() - before < 1


def test_brackets_in_a_text_are_no_depth(program: Program) -> None:
    client = Client()
    client.force_login(account("coordinator"))

    answer = client.post(
        "/api/v1/measures/", json.dumps({"title": '\\"' + "[" * 1000}), content_type="application/json"
    )

    assert "detail" not in answer.json()


def test_rows_of_a_form_have_a_largest_number(program: Program) -> None:
    """Their number is typed by the browser; Django made two thousand forms of whatever stands there."""
    client = Client()
    client.force_login(account("coordinator"))
    row = program.editions.get().measure_rows.all()[0]
    before = process_time()
    address = reverse("admin:programs_measurerow_change", args=[row.pk])

    answer = client.post(address, {"executor_links-TOTAL_FORMS": "1000000", "executor_links-INITIAL_FORMS": "0"})

    assert answer.status_code == 200
    assert "Таблиця приймає щонайбільше 300 рядків за раз." in answer.content.decode()
    assert process_time() - before < 8
