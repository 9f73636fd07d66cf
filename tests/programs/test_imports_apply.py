"""A plan brought from a file into a draft edition: whole or not at all, under its old identities, and back again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from programs.imports.plan.apply import apply_plan, propose_plan
from programs.imports.plan.state import PlanState, state_of
from programs.imports.reading.document import Document
from programs.imports.uploads.uploads import undo_import
from programs.models import (
    Edition,
    Executor,
    FundingSource,
    ImportBatch,
    Measure,
    MeasureRow,
    Program,
    Task,
)
from programs.services import open_draft_edition, save_measure

from . import annex_1
from .office_files import docx, xlsx

WORD = docx(annex_1.table(), before=[annex_1.CAPTION])


@pytest.fixture
def coordinator(person: Any) -> User:
    return person("coordinator")


@pytest.fixture
def new_program(db: None) -> Program:
    return Program(
        slug="information-space-again",
        title="Програма, яку набирають наново",
        short_title="Наново",
        council="Каховська міська рада",
        responsible_unit="Відділ",
        chief_spending_unit="Каховська міська рада",
        start_year=2021,
        end_year=2023,
    )


def bring(content: bytes, program: Program, by: User, **answers: str) -> Any:
    return apply_plan(document=Document(content), file_name="Додаток 1.docx", answers=answers, program=program, by=by)


def accepted(content: bytes, program: Program) -> dict[str, str]:
    """The answers of a person who takes every suggestion."""
    return {
        d.key: d.suggestion
        for d in propose_plan(document=Document(content), answers={}, program=program).open_questions
    }


def without_codes(state: PlanState) -> dict[str, Any]:
    return {
        "tasks": [{**task, "code": "", "short_name": "", "aspects": []} for task in state["tasks"]],
        "measures": [{**measure, "code": "", "short_name": ""} for measure in state["measures"]],
    }


def amended() -> list[list[object]]:
    """The annex after an amendment: a measure reworded, one dropped, one added, money moved."""
    rows = annex_1.table()
    rows[2][4:7] = ["105600", "168000", "162000"]
    rows[12][1] = "Проведення семінарів та вебінарів з інформаційної безпеки"
    rows[17][1] = "Видання збірки творів юних журналістів"
    rows[17][4:7] = ["-", "40000", "20 000,00"]
    return rows


# ---- a new programme -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [WORD, xlsx(annex_1.table(), merge=False, above=[annex_1.CAPTION])], ids=["docx", "unmerged xlsx"]
)
def test_the_annex_becomes_a_new_programme_equal_to_the_founding_one(
    program: Program, new_program: Program, coordinator: User, content: bytes
) -> None:
    done = bring(content, new_program, coordinator)
    assert without_codes(state_of(done.edition)) == without_codes(state_of(program.editions.get()))
    assert (done.edition.is_draft, new_program.status) == (True, "draft")
    assert done.summary == {
        "tasks": 5,
        "measures": 17,
        "totals": {"2021": "200000.00", "2022": "400000.00", "2023": "400000.00"},
        "unit": "uah",
        "changes": 22,
        "questions": done.summary["questions"],
    }
    assert Executor.objects.count() == 9
    assert FundingSource.objects.count() == 1


def test_in_an_empty_portal_the_directories_come_with_the_plan(
    empty_portal: None, new_program: Program, coordinator: User
) -> None:
    Executor.objects.all().delete()
    FundingSource.objects.all().delete()
    done = bring(WORD, new_program, coordinator)
    assert list(FundingSource.objects.values_list("code", "name", "level")) == [
        ("community-budget", "Бюджет громади", "community")
    ]
    assert Executor.objects.count() == 9
    undo_import(batch=done, by=coordinator, reason="Не та програма")
    assert [m.objects.count() for m in (Program, Edition, Task, Measure, MeasureRow, Executor, FundingSource)] == [
        0
    ] * 7


# ---- a standing programme --------------------------------------------------------------------------------------------


def test_a_file_that_says_what_stands_changes_nothing(program: Program, coordinator: User) -> None:
    assert bring(WORD, program, coordinator) is None
    assert program.editions.count() == 1


@pytest.mark.both_databases("imports")
def test_an_amended_annex_becomes_the_next_draft_under_the_old_identities(program: Program, coordinator: User) -> None:
    content = docx(amended(), before=[annex_1.CAPTION])
    before = state_of(program.editions.get())
    proposal = propose_plan(document=Document(content), answers={}, program=program)
    assert [(d.kind.value, d.read[:30]) for d in proposal.open_questions] == [
        ("measure_dropped", "4.2. Організація тематичних он")
    ]
    assert [
        (d.kind.value, d.suggestion) for d in proposal.questions if d.kind in {"measure_reworded", "measure_new"}
    ] == [
        ("measure_reworded", "security-seminars"),
        ("measure_new", ""),
    ]
    answers = accepted(content, program)
    proposal = propose_plan(document=Document(content), answers=answers, program=program)
    done = bring(content, program, coordinator, **answers)
    after = state_of(done.edition)
    assert [(number, field) for number, _title, field, _before, _after in proposal.changes] == [
        ("1.1.1", "allocations"),
        ("3.1", "title"),
        ("4.2", "added"),
        ("4.2", "dropped"),
    ]
    codes = [m["code"] for m in before["measures"]]
    assert [m["code"] for m in after["measures"]] == [
        *codes[:15],
        "vydannia-zbirky-tvoriv-yunykh-zhurnalistiv",
        codes[16],
    ]
    assert state_of(program.editions.get(number=1)) == before
    assert [row.aspects.count() for row in done.edition.task_rows.order_by("order")] == [1, 1, 3, 1, 2]


def test_renumbered_and_reordered_measures_keep_their_identity(program: Program, coordinator: User) -> None:
    rows = annex_1.table()
    rows[12], rows[14] = rows[12][:1] + rows[14][1:7] + rows[12][7:], rows[14][:1] + rows[12][1:7] + rows[14][7:]
    done = bring(docx(rows, before=[annex_1.CAPTION]), program, coordinator)
    numbers = dict(done.edition.measure_rows.values_list("measure__code", "number"))
    assert (numbers["press-events"], numbers["security-seminars"]) == ("3.1", "3.3")


# ---- all or nothing --------------------------------------------------------------------------------------------------


def test_an_open_decision_stops_the_whole_import(program: Program, coordinator: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        bring(docx(amended()), program, coordinator)
    assert len(refusal.value.messages) == 1
    assert "4.2. Організація тематичних" in refusal.value.messages[0]
    assert (program.editions.count(), ImportBatch.objects.count()) == (1, 0)


def test_amounts_outside_the_term_are_refused_together_and_nothing_is_written(
    new_program: Program, coordinator: User
) -> None:
    new_program.end_year = 2022
    with pytest.raises(ValidationError) as refusal:
        bring(WORD, new_program, coordinator)
    assert len(refusal.value.messages) == 9
    assert not Program.objects.filter(slug=new_program.slug).exists()


@pytest.mark.both_databases("imports")
def test_a_row_that_the_portal_refuses_leaves_nothing_half_written(
    new_program: Program, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = annex_1.table()
    rows[18][2] = "Відділ " + "дуже довгої назви " * 20
    content = docx(rows, before=[annex_1.CAPTION])
    with pytest.raises(ValidationError):
        bring(content, new_program, coordinator, **accepted(content, new_program))
    assert not Program.objects.filter(slug=new_program.slug).exists()
    assert not ImportBatch.objects.exists()


# ---- undoing ---------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases("imports")
def test_undoing_brings_an_edited_draft_back_as_it_was(program: Program, coordinator: User) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    row = draft.measure_rows.get(measure__code="print-media")
    source = FundingSource.objects.get()
    save_measure(row=row, amounts={(source, 2021): None}, by=coordinator)
    origins = Measure.objects.filter(program=program, code__in=["print-media", "online-media"])
    for code in ("online-trainings", "site-support"):  # the import drops the first and keeps the second
        draft.measure_rows.get(measure__code=code).predecessors.set(origins)
    before = state_of(draft)
    content = docx(amended(), before=[annex_1.CAPTION])
    done = bring(content, program, coordinator, **accepted(content, program))
    assert done.edition == draft
    assert state_of(draft) != before
    assert list(draft.measure_rows.get(measure__code="site-support").predecessors.all()) == list(origins)
    undo_import(batch=done, by=coordinator, reason="Не той файл")
    assert state_of(draft) == before
    assert Measure.objects.filter(program=program).count() == 17
