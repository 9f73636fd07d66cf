"""A plan that was brought from a file into a draft: brought again, and taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from pytest_django import DjangoDbBlocker

from programs.imports.uploads.uploads import undo_import
from programs.models import Edition, ImportBatch, Measure, MeasureRow, Program
from programs.services import save_plan_row
from programs.statement import statement_on
from tests.conftest import account, shared_by_module

from . import annex_1
from .office_files import docx
from .test_imports_apply import accepted, amended, bring

AMENDED = docx(amended(), before=[annex_1.CAPTION])


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        program = Program.objects.get()
        bring(AMENDED, program, account("coordinator"), **accepted(AMENDED, program))
        yield


@pytest.fixture
def batch(module_data: None, db: None) -> ImportBatch:
    return ImportBatch.objects.get()


@pytest.fixture
def coordinator(person: Any) -> User:
    return person("coordinator")


def test_the_same_file_twice_changes_nothing_the_second_time(
    program: Program, batch: ImportBatch, coordinator: User
) -> None:
    rows = MeasureRow.history.count()
    assert bring(AMENDED, program, coordinator) is None
    assert MeasureRow.history.count() == rows
    assert ImportBatch.objects.count() == 1


def test_undoing_takes_the_draft_away_that_the_import_began(
    program: Program, batch: ImportBatch, coordinator: User
) -> None:
    reason = f"Не той файл: {'у додатку до рішення переплутано стовпці, тож суми стоять не в тих роках; ' * 2}"
    undo_import(batch=batch, by=coordinator, reason=reason)
    assert [kind.history.first().history_change_reason for kind in (Edition, MeasureRow)] == [reason, reason]
    batch.refresh_from_db()
    assert (batch.is_undone, batch.undone_by, batch.edition) == (True, coordinator, None)
    assert program.editions.count() == 1
    assert Measure.objects.filter(program=program).count() == 17
    assert statement_on(program, program.editions.get().in_force_from).balanced  # type: ignore[arg-type]


@pytest.mark.both_databases("imports")
def test_an_import_is_undone_once_and_not_over_later_work(batch: ImportBatch, coordinator: User) -> None:
    assert batch.edition
    row = batch.edition.measure_rows.get(number="3.1")
    row.title = "Семінари"
    save_plan_row(row=row, by=coordinator)
    with pytest.raises(ValidationError, match="план змінювали"):
        undo_import(batch=batch, by=coordinator, reason="Не той файл")
    row.title = "Проведення семінарів та вебінарів з інформаційної безпеки"
    save_plan_row(row=row, by=coordinator)
    with pytest.raises(ValidationError):
        undo_import(batch=batch, by=coordinator, reason=" ")
    undo_import(batch=batch, by=coordinator, reason="Не той файл")
    with pytest.raises(ValidationError):
        undo_import(batch=batch, by=coordinator, reason="Ще раз")
