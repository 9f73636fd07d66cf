"""One list of what a row of the plan says: whoever copies, compares, corrects, imports or sends it misses nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from programs.comparison import Comparison, compare
from programs.corrections import Correction, corrections_of
from programs.imports.plan.apply import _whole_state
from programs.models import (
    Allocation,
    Aspect,
    Edition,
    Funding,
    FundingSource,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    Program,
    TaskRow,
)
from programs.period import Period
from programs.reports import Corrections
from programs.services import open_draft_edition, save_measure, save_plan_row
from programs.staff.history import Reading, changes_of
from programs.statement import statement_for

from .reading import main

# What only tells which row it is.
IDENTITY: dict[Any, set[str]] = {
    PassportRow: {"id", "edition"},
    PassportTotal: {"id", "edition"},
    Aspect: {"id", "edition"},
    TaskRow: {"id", "edition", "task", "version"},
    MeasureRow: {"id", "edition", "measure", "version"},
    MeasureExecutor: {"id", "measure_row"},
    Allocation: {"id", "measure_row"},
}
ROWS = (PassportRow, Aspect, TaskRow, MeasureRow)
SAID = [(model, name) for model in ROWS for name in model.WORDING]
REASON = "описка в додатку 1"
HOME = "/programs/information-space-2021-2023/"
everything_said = pytest.mark.parametrize(
    ("model", "name"), SAID, ids=[f"{model.__name__}.{name}" for model, name in SAID]
)


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture
def edition(program: Program) -> Edition:
    return program.editions.get()


def row_of(model: Any, edition: Edition) -> Any:
    """A measure whose amount the plan does not state, the last task, and the first rows of the passport."""
    if model is MeasureRow:
        return edition.measure_rows.get(funding=Funding.AMOUNT_NOT_STATED)
    if model is TaskRow:
        return edition.task_rows.order_by("order").last()
    return model.objects.filter(edition=edition).order_by("number").first()


def other(row: Any, name: str) -> Any:
    """Something else that the row may say."""
    edition, standing = row.edition, getattr(row, name)
    pointed = {
        "parent": lambda: edition.task_rows.exclude(pk=row.pk).first(),
        "task_row": lambda: edition.task_rows.exclude(pk=row.task_row_id).first(),
        "source": lambda: FundingSource.objects.create(code="other", name="Інші джерела", level="other"),
        "aspects": lambda: [*row.aspects.all(), *edition.aspects.exclude(task_rows=row)[:1]],
        "predecessors": lambda: [edition.measure_rows.exclude(pk=row.pk)[0].measure],
        "executors": lambda: by_consent_now(row),
        "funding": lambda: Funding.FUNDED,
    }
    if name in pointed:
        return pointed[name]()
    if isinstance(standing, int):
        return standing + 70
    return f"{standing}9" if name == "number" else f"{standing} (інакше)"


def by_consent_now(row: MeasureRow) -> list[MeasureExecutor]:
    links = list(row.executor_links.all())
    links[0].by_consent = not links[0].by_consent
    return links


def reword(row: Any, name: str, by: User, reason: str = "") -> None:
    value = other(row, name)
    if isinstance(row, MeasureRow) and name in {"executors", "predecessors"}:
        save_measure(row=row, by=by, reason=reason, **{name: value})
        return
    if name != "aspects":
        setattr(row, name, value)
    save_plan_row(row=row, by=by, reason=reason)
    if name == "aspects":
        row.aspects.set(value)


def word(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


@pytest.mark.parametrize("model", IDENTITY)
def test_a_field_is_said_or_tells_which_row_it_is(model: Any) -> None:
    searched = {"folded", "folded_more"}  # the same words once more, for searching
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)} - searched

    assert (fields, len(model.WORDING)) == (IDENTITY[model] | set(model.WORDING), len(set(model.WORDING)))


@everything_said
def test_a_correction_of_it_is_shown_and_stays_in_the_next_draft(
    edition: Edition, coordinator: User, program: Program, model: Any, name: str
) -> None:
    state = _whole_state(edition)
    row = row_of(model, edition)
    reword(row, name, coordinator, REASON)
    edition = Edition.objects.get(pk=edition.pk)

    [found] = corrections_of(edition)
    parts = MeasureExecutor if name == "executors" else model
    where = {"measure_row_id": row.pk} if name == "executors" else {"id": row.pk}
    changes = changes_of([Reading(parts, where)])
    draft = open_draft_edition(program=program, by=coordinator)

    said = word(MeasureExecutor, "by_consent") if name == "executors" else word(model, name)
    assert (found.what, found.reason, found.before != found.after) == (said, REASON, True)
    assert [field.name.lower() for field in changes[0].fields] == [said.lower()]
    assert _whole_state(edition) != state
    assert Comparison(edition, draft).wording() == []


@everything_said
def test_a_change_of_it_is_compared(
    edition: Edition, coordinator: User, program: Program, model: Any, name: str
) -> None:
    draft = open_draft_edition(program=program, by=coordinator)
    reword(row_of(model, draft), name, coordinator)

    changes = Comparison(edition, draft).wording()

    # a row of the passport is told by its number: under another one it is another row, new from its first word on
    told_by = name == "number" and model in (PassportRow, Aspect)
    said = {word(model, field) for field in model.WORDING if field != name} if told_by else {word(model, name)}
    assert said <= {change.what for change in changes}


@everything_said
def test_the_api_says_it(edition: Edition, coordinator: User, client: Client, model: Any, name: str) -> None:
    row = row_of(model, edition)
    addresses = {
        TaskRow: f"tasks/{getattr(row, 'task_id', 0)}/",
        MeasureRow: f"measures/{getattr(row, 'measure_id', 0)}/",
    }
    address = f"/api/v1/{addresses.get(model, f'editions/{edition.pk}/')}"
    before = client.get(address).json()

    reword(row, name, coordinator, REASON)

    after = client.get(address).json()
    key = {"task_row": "task"}.get(name, {PassportRow: "passport", Aspect: "aspects"}.get(model, name))
    assert before[key] != after[key]


# ---- where corrections are shown -------------------------------------------------------------------------------------


@pytest.fixture
def corrected(edition: Edition, coordinator: User) -> Edition:
    """Three slips that were shown nowhere before: of a task, of the passport, of a measure's place."""
    for model, name in ((TaskRow, "title"), (PassportRow, "text"), (MeasureRow, "order")):
        reword(row_of(model, edition), name, coordinator, REASON)
    return edition


PLACES = ["Захід 2.3, порядок", "Паспорт, рядок 1, текст", "Завдання 4, назва"]


def places(corrections: list[Correction]) -> list[str]:
    return [f"{correction.subject}, {correction.what}" for correction in corrections]


def test_all_of_them_stand_under_their_edition(client: Client, corrected: Edition) -> None:
    page = main(client.get(f"{HOME}editions/"))

    assert places(corrections_of(corrected)) == PLACES
    assert [item.text.split(" : ")[0].split(" ", 1)[1] for item in page.one(css="corrections").all("li")] == PLACES


def test_those_of_the_passport_stand_on_its_page_too(client: Client, corrected: Edition) -> None:
    page = main(client.get(f"{HOME}passport/"))

    assert [item.text.split(" : ")[0].split(" ", 1)[1] for item in page.one(css="corrections").all("li")] == PLACES[1:2]


def test_programs_read_them_with_their_edition(client: Client, corrected: Edition) -> None:
    found = client.get(f"/api/v1/editions/{corrected.pk}/?format=json").json()["corrections"]

    assert [f"{item['subject']}, {item['what']}" for item in found] == PLACES
    assert {item["reason"] for item in found} == {REASON}


def test_the_report_and_the_comparison_print_them(client: Client, program: Program, corrected: Edition) -> None:
    statement = statement_for(program, Period(date(2021, 1, 1), date(2021, 12, 31)))
    draft = open_draft_edition(program=program, by=None)

    rows = Corrections().table(statement).rows
    paper = compare(program, corrected, draft, neighbours=True)

    printed = [f"{row.cells['subject']}, {str(row.cells['what']).lower()}" for row in rows]
    assert printed == PLACES
    assert [(title, len(list(table.rows))) for title, table in paper.tables] == [
        ("Зміни обсягів фінансування", 0),
        ("Зміни тексту", 0),
        ("Виправлення технічних помилок", 3),
    ]
