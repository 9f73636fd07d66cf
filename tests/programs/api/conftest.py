"""The cast of the API's tests, a draft that only staff may know of, and programmes of any size."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from simple_history.utils import bulk_create_with_history

from programs.models import (
    Activity,
    Allocation,
    BudgetAppropriation,
    Edition,
    Executor,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureExecutor,
    MeasureRow,
    PassportTotal,
    Program,
    Task,
    TaskRow,
)
from programs.services import adopt_edition, create_program

API = "/api/v1"
SLUG = "information-space-2021-2023"
COLLECTIONS = (
    "programs",
    "legal-acts",
    "editions",
    "tasks",
    "measures",
    "allocations",
    "appropriations",
    "ledger",
    "activities",
)
SECRET = "ПРИХОВАНО"
Client = Callable[..., Any]


@pytest.fixture
def api(person: Callable[[str], User]) -> Client:
    """A client of the API: a visitor, or an account of a role; it changes whatever stands unless a test names a tag."""

    def make(role: str | None = None) -> Any:
        client = APIClient(HTTP_IF_MATCH="*")
        if role:
            client.force_authenticate(person(role))
        return client

    return make


@pytest.fixture
def source(db: None) -> FundingSource:
    return FundingSource.objects.get(code="community-budget")


@pytest.fixture
def print_media(program: Program) -> Measure:
    return Measure.objects.get(program=program, code="print-media")


@pytest.fixture
def entry(print_media: Measure, source: FundingSource, person: Any) -> LedgerEntry:
    """A payment of 2021 with a note that is for staff."""
    return LedgerEntry.objects.create(
        recorded_by=person("accountant"),
        stage="paid",
        measure=print_media,
        budget_year=2021,
        source=source,
        date=date(2021, 4, 6),
        amount=Decimal("10560.00"),
        document_number="пд № 101",
        kekv="2240",
        kpkvk="0118410",
        counterparty="ТОВ «Зразок»",
        note=f"{SECRET}: текст платіжки",
    )


@dataclass(frozen=True)
class Draft:
    """The next edition of the founding programme as the department prepares it, and what hangs on it."""

    edition: Edition
    task: TaskRow
    measure: MeasureRow
    allocation: Allocation
    appropriation: BudgetAppropriation
    act: LegalAct
    activity: Activity
    unpublished: Activity
    program: Program


def copy_of(edition: Edition) -> Edition:
    """A draft with the rows of an edition, written straight into the tables: the service's copy has its own tests."""
    draft = Edition.objects.create(program=edition.program, number=edition.number + 1)
    new: dict[Any, Any] = {edition: draft}

    def copy(rows: Any, *parents: str) -> None:
        rows = list(rows)
        copies = []
        for row in rows:
            values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
            values |= {f"{name}_id": new[getattr(row, name)].pk for name in parents}
            copies.append(type(row)(**values))
        if copies:
            new.update(zip(rows, type(copies[0])._base_manager.bulk_create(copies), strict=True))

    for part in ("passport_rows", "passport_totals", "aspects", "task_rows"):
        copy(getattr(edition, part).all(), "edition")
    tags = TaskRow.aspects.through
    old = tags.objects.filter(taskrow__edition=edition).select_related("taskrow", "aspect")
    tags.objects.bulk_create(tags(taskrow=new[tag.taskrow], aspect=new[tag.aspect]) for tag in old)
    copy(edition.measure_rows.select_related("task_row"), "edition", "task_row")
    for model in (MeasureExecutor, Allocation):
        copy(model.objects.filter(measure_row__edition=edition).select_related("measure_row"), "measure_row")
    return draft


def written(record: Any, by: User) -> Any:
    """A record written straight into its table, with its author in the history as a service would leave it."""
    record._history_user, record._change_reason = by, SECRET
    record.save()
    return record


@pytest.fixture
def draft(program: Program) -> Draft:
    return secret_draft(program)


def secret_draft(program: Program) -> Draft:
    """Everything that a visitor must not see, marked by a word that is looked for in every answer."""
    source = FundingSource.objects.get(code="community-budget")
    hidden = User.objects.create_user("hidden-account", first_name=SECRET, last_name=SECRET)
    edition = copy_of(program.editions.get())
    edition.note = f"{SECRET}: нотатка"
    written(edition, hidden)
    for row in MeasureRow.objects.of(edition)[:2]:
        row.title = f"{SECRET} {row.title}"
        written(row, hidden)
    task = written(Task(program=program, code="hidden-task"), hidden)
    task_row = written(TaskRow(edition=edition, task=task, number="9", order=90, title=f"{SECRET}: завдання"), hidden)
    measure = written(Measure(program=program, code="hidden-measure"), hidden)
    first = TaskRow.objects.of(edition).first()
    measure_row = written(
        MeasureRow(
            edition=edition,
            measure=measure,
            task_row=first,
            number="9.1",
            order=91,
            title=f"{SECRET}: захід",
            source=source,
        ),
        hidden,
    )
    allocation = written(
        Allocation(measure_row=measure_row, year=2023, source=source, amount=Decimal("777.77")), hidden
    )
    appropriation = written(
        BudgetAppropriation(
            measure=measure, year=2023, source=source, amount=Decimal("777.77"), effective_from=date(2023, 1, 10)
        ),
        hidden,
    )
    LedgerEntry.objects.create(
        stage="committed",
        measure=measure,
        budget_year=2023,
        source=source,
        date=date(2023, 2, 1),
        amount=Decimal("777.77"),
        document_number=f"{SECRET}-1",
        counterparty=SECRET,
        note=SECRET,
        recorded_by=hidden,
    )
    old = Measure.objects.get(program=program, code="press-events")
    unpublished = written(
        Activity(measure=old, kind="briefing", date=date(2022, 2, 1), title=f"{SECRET}: брифінг"), hidden
    )
    activity = written(
        Activity(measure=measure, kind="briefing", date=date(2022, 2, 2), title=SECRET, is_public=True),
        hidden,
    )
    other = Program(
        slug="hidden-program",
        title=f"{SECRET}: програма",
        short_title=SECRET,
        council=SECRET,
        responsible_unit=SECRET,
        chief_spending_unit=SECRET,
        start_year=2024,
        end_year=2025,
    )
    written(other, hidden)
    written(Edition(program=other, number=1), hidden)
    act = LegalAct(program=other, role="adoption", body=SECRET, number="0", date=date(2023, 12, 1), title=SECRET)
    return Draft(
        edition=edition,
        task=task_row,
        measure=measure_row,
        allocation=allocation,
        appropriation=appropriation,
        act=written(act, hidden),
        activity=activity,
        unpublished=unpublished,
        program=other,
    )


def stored(records: list[Any]) -> list[Any]:
    """Records of one kind, all at once: in their table and in its history, where it keeps one."""
    kind = type(records[0])
    made: list[Any] = (
        bulk_create_with_history(records, kind) if hasattr(kind, "history") else kind.objects.bulk_create(records)
    )
    return made


@pytest.fixture
def program_with(db: None, source: FundingSource, person: Any) -> Callable[[int], Program]:
    """A programme in force with that many tasks, measures, entries and activities."""

    def make(count: int) -> Program:
        by = person("coordinator")
        program = Program(
            slug=f"program-of-{count}",
            title=f"Програма з {count}",
            short_title=f"Програма {count}",
            council="Каховська міська рада",
            responsible_unit="Відділ",
            chief_spending_unit="Рада",
            start_year=2021,
            end_year=2023,
        )
        create_program(program=program, by=by)
        edition = program.editions.get()
        executor, _made = Executor.objects.get_or_create(name="Загальний відділ")
        years = (2021, 2022, 2023)
        tasks = stored([Task(program=program, code=f"task-{n}") for n in range(1, count + 1)])
        task_rows = stored(
            [TaskRow(edition=edition, task=task, number=str(n), order=n, title="З") for n, task in enumerate(tasks, 1)]
        )
        measures = stored([Measure(program=program, code=f"measure-{n}") for n in range(1, count + 1)])
        rows = stored(
            [
                MeasureRow(
                    edition=edition,
                    measure=measure,
                    task_row=task_row,
                    number=f"{n}.1",
                    order=n,
                    title="Захід",
                    source=source,
                )
                for n, (measure, task_row) in enumerate(zip(measures, task_rows, strict=True), 1)
            ]
        )
        stored([MeasureExecutor(measure_row=row, executor=executor) for row in rows])
        stored(
            [
                Allocation(measure_row=row, year=year, source=source, amount=Decimal("100.00"))
                for row in rows
                for year in years
            ]
        )
        stored(
            [
                BudgetAppropriation(
                    measure=measure, year=year, source=source, amount=Decimal("90.00"), effective_from=date(year, 1, 1)
                )
                for measure in measures
                for year in years
            ]
        )
        stored([PassportTotal(edition=edition, year=year, amount=Decimal(100 * count)) for year in years])
        act = LegalAct.objects.create(
            program=program, role="adoption", body="Рада", number=str(count), date=date(2021, 1, 1), title="Про"
        )
        adopt_edition(edition=edition, act=act, in_force_from=date(2021, 1, 1), by=by)
        stored(
            [
                Activity(measure=measure, kind="other", date=date(2021, 5, 1), title="Виконана робота", is_public=True)
                for measure in measures
            ]
        )
        LedgerEntry.objects.bulk_create(
            LedgerEntry(
                recorded_by=by,
                stage="paid",
                measure=measure,
                budget_year=2021,
                source=source,
                date=date(2021, 6, 1),
                amount=Decimal("10.00"),
                document_number="1",
            )
            for measure in measures
        )
        program.refresh_from_db()
        return program

    return make


@pytest.fixture
def bodies(draft: Draft, program_with: Callable[[int], Program]) -> dict[str, dict[str, Any]]:
    """A record that each collection takes."""
    other = program_with(1)
    money = {"source": "community-budget", "amount": "10.00", "measure": Measure.objects.get(program=other).pk}
    task = TaskRow.objects.of(draft.edition).first()
    assert task is not None
    return {
        "programs": {
            "slug": "new",
            "title": "Нова",
            "short_title": "Нова",
            "council": "Рада",
            "responsible_unit": "Відділ",
            "chief_spending_unit": "Рада",
            "start_year": 2024,
            "end_year": 2024,
        },
        "legal-acts": {"role": "other", "body": "Рада", "number": "6", "date": "2022-02-02", "title": "Про"},
        "editions": {"program": other.slug},
        "tasks": {"edition": draft.edition.pk, "number": "10", "title": "Нове завдання"},
        "measures": {
            "edition": draft.edition.pk,
            "task": task.task_id,
            "number": "10.1",
            "title": "Новий захід",
            "funding": "not_required",
        },
        "allocations": {
            "edition": draft.edition.pk,
            "year": 2022,
            **money,
            "measure": draft.measure.measure_id,
        },
        "appropriations": {**money, "year": 2022, "effective_from": "2022-03-01"},
        "ledger": {**money, "stage": "paid", "budget_year": 2022, "date": "2022-03-01", "document_number": "2"},
        "activities": {"measure": money["measure"], "kind": "seminar", "date": "2022-03-01", "title": "Семінар"},
    }


def told(answer: Any) -> dict[str, Any]:
    """What a refusal says beside the members that every refusal has (RFC 9457), which are as its code asks."""
    body = dict(answer.json())
    assert answer["Content-Type"] == "application/problem+json"
    assert body.pop("status") == answer.status_code
    assert body.pop("type").startswith("https://www.rfc-editor.org/rfc/")
    assert body.pop("title").isascii(), "a name that stays the same in every language"
    errors = body.pop("errors", {})
    assert {**errors, **body} == {**body, **errors}, "a field says the same in both places"
    return {**body, **errors}
