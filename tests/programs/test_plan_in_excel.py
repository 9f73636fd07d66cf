"""A plan taken away as a table, changed in Excel and brought back: exactly what was changed is said and written."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from programs.imports.plan.apply import PlanProposal, apply_plan, propose_plan
from programs.imports.plan.exported import headings, plan_table
from programs.imports.plan.state import state_of
from programs.imports.reading.document import Document
from programs.imports.reading.files import FileProblem
from programs.models import Edition, MeasureRow, Program, TaskRow
from programs.services import open_draft_edition

from .office_files import xlsx
from .test_import_export import upload
from .test_plan_wording import reword, row_of

IN_2022 = "Бюджет громади, 2022, грн"


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture
def edition(program: Program) -> Edition:
    return program.editions.get()


@pytest.fixture
def exported(client: Client, coordinator: User) -> bytes:
    client.force_login(coordinator)
    return client.get(reverse("admin:programs_measurerow_export", args=["xlsx"])).content


class Sheet:
    """The exported workbook open in Excel; a cell is named by the code of its row and the heading of its column."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book.active
        rows = list(self.sheet.iter_rows())
        heads = next(row for row in rows if headings()["code"] in [cell.value for cell in row])
        self.columns = {str(cell.value): cell.column for cell in heads}
        self.rows = {row[0].value: row[0].row for row in rows[heads[0].row :] if row[0].value}

    def cell(self, code: str, heading: str) -> Any:
        return self.sheet.cell(self.rows[code], self.columns[headings().get(heading, heading)])

    def saved(self) -> bytes:
        output = io.BytesIO()
        self.book.save(output)
        return output.getvalue()


def propose(content: bytes, program: Program, **answers: str) -> PlanProposal:
    return propose_plan(document=Document(content), answers=answers, program=program)


def said(proposal: PlanProposal) -> list[tuple[str, str]]:
    return [(number, field) for number, _title, field, _before, _after in proposal.changes]


def notes(proposal: PlanProposal) -> list[tuple[str, str, str]]:
    return [(question.kind.value, question.read, question.suggestion) for question in proposal.questions]


def test_a_plan_that_nobody_changed_changes_nothing(exported: bytes, program: Program) -> None:
    proposal = propose(exported, program)

    assert (said(proposal), notes(proposal), len(proposal.reading.measures)) == ([], [], 17)


def test_one_amount_one_wording_and_one_executor_are_said_and_nothing_else(
    exported: bytes, program: Program, coordinator: User
) -> None:
    sheet = Sheet(exported)
    sheet.cell("online-media", IN_2022).value = 45000
    sheet.cell("security-seminars", "title").value = "Проведення вебінарів"
    sheet.cell("press-releases", "executors").value = "Фінансове управління (за згодою)"
    content = sheet.saved()

    proposal = propose(content, program)
    done = apply_plan(document=Document(content), file_name="план.xlsx", answers={}, program=program, by=coordinator)

    assert (said(proposal), notes(proposal)) == ([("1.1.2", "allocations"), ("3.1", "title"), ("3.4", "executors")], [])
    assert done is not None and done.edition is not None
    assert state_of(done.edition) == proposal.target
    rows = {row.measure.code: row for row in MeasureRow.objects.of(done.edition).with_plan()}
    assert [str(link) for link in rows["press-releases"].executor_links.all()] == ["Фінансове управління (за згодою)"]
    assert [f"{each.amount}" for each in rows["online-media"].allocations.all()] == ["36000.00", "45000.00", "49000.00"]


def test_a_measure_is_told_by_its_code_whatever_it_is_called(exported: bytes, program: Program) -> None:
    sheet = Sheet(exported)
    sheet.cell("online-media", "number").value = "1.1.9"
    sheet.cell("online-media", "title").value = "Зовсім інша назва"

    proposal = propose(sheet.saved(), program)

    assert (said(proposal), notes(proposal)) == ([("1.1.9", "number"), ("1.1.9", "title")], [])


def test_an_emptied_cell_leaves_what_stands_and_a_dash_takes_it_away(exported: bytes, program: Program) -> None:
    sheet = Sheet(exported)
    sheet.cell("online-media", IN_2022).value = None
    sheet.cell("security-seminars", "executors").value = None
    sheet.cell("security-seminars", "title").value = " "
    emptied = propose(sheet.saved(), program)
    sheet = Sheet(exported)
    sheet.cell("online-media", IN_2022).value = "–"
    sheet.cell("security-seminars", "executors").value = "немає"
    taken = propose(sheet.saved(), program)

    assert said(emptied) == []
    assert [(kind, read) for kind, read, _stands in notes(emptied)] == [
        ("cell_emptied", IN_2022),
        ("cell_emptied", headings()["title"]),
        ("cell_emptied", headings()["executors"]),
    ]
    assert notes(emptied)[0][2] == "49000.00"
    assert (said(taken), notes(taken)) == ([("1.1.2", "allocations"), ("3.1", "executors")], [])


def test_what_cannot_be_read_is_asked_and_a_formula_without_a_value_too(exported: bytes, program: Program) -> None:
    sheet = Sheet(exported)
    sheet.cell("online-media", IN_2022).value = "сорок"
    sheet.cell("print-media", IN_2022).value = "=1+1"
    sheet.cell("press-releases", "funding").value = "колись"
    proposal = propose(sheet.saved(), program)
    sheet.cell("press-releases", "title").value = '="а"&"б"'

    assert sorted(question.kind.value for question in proposal.open_questions) == [
        "amount_unreadable",
        "formula_without_value",
        "funding_unreadable",
    ]
    with pytest.raises(FileProblem, match="Формули в клітинках"):
        propose(sheet.saved(), program)


def test_a_new_row_is_a_new_measure_and_a_dropped_one_is_asked_about(exported: bytes, program: Program) -> None:
    sheet = Sheet(exported)
    row = sheet.rows["mini-grant-contests"]
    for heading, value in {"code": None, "number": "4.4", "title": "Подкасти", "label": None, "results": None}.items():
        sheet.sheet.cell(row, sheet.columns[headings()[heading]]).value = value

    proposal = propose(sheet.saved(), program)

    assert [question.kind.value for question in proposal.open_questions] == ["measure_dropped"]
    assert said(proposal) == [("4.4", "added"), ("4.3", "dropped")]


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model in (TaskRow, MeasureRow) for name in model.WORDING if name != "order"]
)
def test_the_table_has_everything_that_a_row_says(program: Program, coordinator: User, model: Any, name: str) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    before = [row.cells for row in plan_table(draft).rows]

    reword(row_of(model, draft), name, coordinator)

    assert [row.cells for row in plan_table(Edition.objects.get(pk=draft.pk)).rows] != before


def test_the_list_of_measures_is_taken_away_and_not_brought_back(client: Client, exported: bytes) -> None:
    page = client.get(reverse("admin:programs_measurerow_changelist")).content.decode()

    assert ("/export/xlsx/" in page, "/measurerow/import/" in page) == (True, False)


def test_a_formula_without_a_value_is_refused_in_the_ledgers_file_too(
    client: Client, person: Any, program: Program
) -> None:

    client.force_login(person("accountant"))

    page = upload(client, "ledger", xlsx([["Етап", "Сума, грн"], ["paid", "=1+1"]]), "ledger.xlsx")

    assert page.context["form"].errors["file"][0].startswith("Формули в клітинках B2 не мають обчислених значень")
