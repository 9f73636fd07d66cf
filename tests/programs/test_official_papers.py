"""A paper that one body issues: the same words on the page, in PDF and in DOCX, and read back from its data."""

import json
import subprocess
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from docx import Document

from programs.reporting import Column, Kind, Level, Row, Signatory, Table, as_json, as_pdf
from programs.reporting.papers import OfficialPaper, OfficialPart, as_docx


@pytest.fixture(scope="module")
def paper() -> OfficialPaper:
    table = Table(
        key="proposals",
        caption="Пропозиції за результатами.",
        columns=[
            Column("number", "№", Kind.YEAR, width=1, heads=True),
            Column("text", "Зміст", width=5),
            Column("whole", "Враховано", Kind.NUMBER, "Скільки", width=2),
            Column("partly", "Частково", Kind.NUMBER, "Скільки", width=2),
        ],
        rows=[
            Row({"number": 1, "text": "Лавки в парку", "whole": 1, "partly": 0}),
            Row({"text": "Разом", "whole": 1, "partly": 0}, Level.TOTAL),
        ],
        notes=["Зміст подано скорочено."],
    )
    return OfficialPaper(
        data_name="result.json",
        file_stem="zvit",
        name="Звіт про консультацію № 2026-1",
        heading="ЗВІТ",
        subheading=["про результати консультації"],
        facts=[("Орган", "Вигадана рада"), ("Строк", "з 01.02.2026\nпо 16.02.2026")],
        parts=[
            OfficialPart("Хто брав участь", ["Прийшло 12 осіб.", "Витрачено 100 грн."]),
            OfficialPart("Пропозиції", [], table),
        ],
        signatories=[Signatory("Підпис", "Начальник відділу")],
        council="Вигадана міська рада",
        program="Програма",
        dated=date(2026, 3, 1),
        link="/consultations/2026-1/result/",
        site="https://portal.example.org",
        figures={"proposals": 1},
    )


def test_a_paper_is_read_back_from_its_data(paper: OfficialPaper) -> None:
    data = json.loads(as_json.render(paper))

    again = OfficialPaper.of(data)

    assert json.loads(json.dumps(again.data())) == json.loads(json.dumps(paper.data())) == data
    assert again.figures == {"proposals": 1}


def test_pdf_and_docx_say_the_same_and_carry_the_data(paper: OfficialPaper) -> None:
    content = as_pdf.render(paper)
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    printed = " ".join(read.stdout.decode().split())
    document = Document(BytesIO(as_docx.render_official(paper)))
    [facts, table] = document.tables

    for words in ("ВИГАДАНА МІСЬКА РАДА", "ЗВІТ", "1. Хто брав участь", "Прийшло 12 осіб.", "Лавки в парку"):
        assert words in printed
    with pikepdf.open(BytesIO(content)) as pdf:
        assert json.loads(pdf.attachments["result.json"].get_file().read_bytes())["figures"] == {"proposals": 1}
    assert [cell.text for cell in facts.columns[1].cells] == ["Вигадана рада", "з 01.02.2026\nпо 16.02.2026"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["№", "Зміст", "Скільки", "Скільки"],
        ["№", "Зміст", "Враховано", "Частково"],
        ["1", "Лавки в парку", "1", "0"],
        ["", "Разом", "1", "0"],
    ]
    assert [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 2"
    ] == [
        "1. Хто брав участь",
        "2. Пропозиції",
    ]
    assert document.core_properties.author == "Вигадана міська рада"
