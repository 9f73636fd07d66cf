"""«Було / стало»: whatever an amendment changes stands in the table, and nothing else does."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from programs.comparison import Comparison, money_table, wording_table
from programs.models import Edition, FundingSource, Measure, MeasureRow, PassportTotal, Program, TaskRow
from programs.services import delete_plan_row, open_draft_edition, save_measure, save_plan_row

from .amending import executors


@pytest.fixture
def coordinator(person: Any) -> User:
    return person("coordinator")


@pytest.fixture
def first(program: Program) -> Edition:
    return program.editions.get()


@pytest.fixture
def draft(program: Program, coordinator: User) -> Edition:
    return open_draft_edition(program=program, by=coordinator)


def money(comparison: Comparison) -> list[tuple[str, int, str, str, str]]:
    return [(c.subject, c.year, str(c.was), str(c.became), str(c.difference)) for c in comparison.money()]


def test_a_fresh_draft_changes_nothing(first: Edition, draft: Edition) -> None:
    comparison = Comparison(first, draft)
    assert (comparison.money(), comparison.wording()) == ([], [])
    assert [(table.rows, table.empty) for table in (money_table(comparison), wording_table(comparison))] == [
        ([], "Жодна сума не змінюється."),
        ([], "Жоден текст не змінюється."),
    ]


def test_sums_moved_between_years_and_measures_are_listed_with_their_difference(
    first: Edition, draft: Edition, coordinator: User
) -> None:
    source = FundingSource.objects.get()
    row = {code: draft.measure_rows.get(measure__code=code) for code in ("print-media", "security-seminars")}
    save_measure(row=row["print-media"], amounts={(source, 2022): Decimal("168000.50")}, by=coordinator)
    save_measure(row=row["security-seminars"], amounts={(source, 2021): None}, by=coordinator)
    total = PassportTotal.objects.get(edition=draft, year=2022)
    total.amount = Decimal("380000.50")
    save_plan_row(row=total, by=coordinator)
    row["security-seminars"].number = "3.9"  # a new measure may get its old number
    save_plan_row(row=row["security-seminars"], by=coordinator)

    assert money(Comparison(first, draft)) == [
        ("Захід 1.1.1", 2022, "188000.00", "168000.50", "-19999.50"),
        ("Захід 3.1 → 3.9", 2021, "0.00", "not_foreseen", "0.00"),
        ("Паспорт", 2022, "400000.00", "380000.50", "-19999.50"),
    ]
    assert money(Comparison(draft, first))[0] == ("Захід 1.1.1", 2022, "168000.50", "188000.00", "19999.50")


def test_a_dropped_and_an_added_measure_stand_whole(first: Edition, draft: Edition, coordinator: User) -> None:
    delete_plan_row(row=draft.measure_rows.get(measure__code="press-releases"), by=coordinator)
    measure = Measure.objects.create(program=draft.program, code="podcasts")
    task = TaskRow.objects.get(edition=draft, number="3")
    new = MeasureRow(
        edition=draft, measure=measure, task_row=task, number="3.5", order=18, title="Подкасти", funding="funded",
        source=FundingSource.objects.get(),
    )  # fmt: skip
    save_plan_row(row=new, by=coordinator)
    save_measure(row=new, amounts={(FundingSource.objects.get(), 2023): Decimal("5000")}, by=coordinator)

    comparison = Comparison(first, draft)

    assert money(comparison) == [("Захід 3.5", 2023, "not_foreseen", "5000.00", "5000.00")]
    found = [(c.subject, c.what, c.was, c.became) for c in comparison.wording()]
    assert [row[:2] for row in found] == [
        ("Захід 3.4", "номер"),
        ("Захід 3.4", "назва"),
        ("Захід 3.4", "завдання"),
        ("Захід 3.4", "порядок"),
        ("Захід 3.4", "фінансування"),
        ("Захід 3.4", "виконавці"),
        ("Захід 3.5", "номер"),
        ("Захід 3.5", "назва"),
        ("Захід 3.5", "завдання"),
        ("Захід 3.5", "порядок"),
        ("Захід 3.5", "фінансування"),
        ("Захід 3.5", "джерело фінансування"),
    ]
    assert found[1] == ("Захід 3.4", "назва", "Підготовка прес-релізів, прес-анонсів", "")
    assert found[7] == ("Захід 3.5", "назва", "", "Подкасти")


def test_a_reworded_task_and_changed_executors_are_named_field_by_field(
    first: Edition, draft: Edition, coordinator: User
) -> None:
    task = TaskRow.objects.get(edition=draft, number="2")
    task.number = "5"
    save_plan_row(row=task, by=coordinator)
    row = draft.measure_rows.get(measure__code="security-seminars")
    save_measure(row=row, executors=executors([(row.executor_links.first().executor, True)]), by=coordinator)  # type: ignore[union-attr]

    unit = "Відділ організаційно-кадрової роботи, інформаційної політики та взаємодії з громадськістю"
    assert [(c.subject, c.what, c.was, c.became) for c in Comparison(first, draft).wording()] == [
        ("Завдання 2", "номер", "2", "5"),
        ("Захід 2.1", "завдання", "2", "5"),
        ("Захід 2.2", "завдання", "2", "5"),
        ("Захід 2.3", "завдання", "2", "5"),
        ("Захід 2.4", "завдання", "2", "5"),
        ("Захід 3.1", "виконавці", f"{unit}; ІГС (за згодою)", f"{unit} (за згодою)"),
    ]


def test_editions_of_two_programmes_are_not_compared(first: Edition) -> None:
    other = Program.objects.create(
        slug="other", title="Інша", short_title="Інша", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=2026, end_year=2027,
    )  # fmt: skip
    with pytest.raises(ValueError, match="різних програм"):
        Comparison(first, Edition(program=other, number=1))


def test_every_field_of_the_plan_is_copied_into_a_draft(first: Edition, draft: Edition) -> None:
    own = {"id", "version", "edition", "task_row", "measure_row", "parent"}
    for name in ("passport_rows", "passport_totals", "aspects", "task_rows", "measure_rows"):
        rows = [list(getattr(edition, name).order_by("pk")) for edition in (first, draft)]
        fields = [f.attname for f in rows[0][0]._meta.concrete_fields if f.name not in own]
        was, became = ([[getattr(row, f) for f in fields] for row in side] for side in rows)
        assert was == became
    for child in ("allocations", "executor_links"):
        sides = []
        for edition in (first, draft):
            found = [c for row in edition.measure_rows.order_by("pk") for c in getattr(row, child).order_by("pk")]
            fields = [f.attname for f in found[0]._meta.concrete_fields if f.name not in own]
            sides.append([[getattr(row, f) for f in fields] for row in found])
        assert sides[0] == sides[1]
    parents = [[row.parent and row.parent.task_id for row in e.task_rows.order_by("pk")] for e in (first, draft)]
    assert parents[0] == parents[1]
