"""A plan written as a table is read back as that plan; whatever else stands in a table never breaks the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from programs.imports.plan.reader import read_plan
from programs.imports.plan.state import MeasureState, PlanReading
from programs.imports.reading.document import Document
from programs.imports.reading.files import FileProblem
from tests.sampling import examples

from .office_files import LEFT, UP, docx, xlsx

SLOW = examples(30)
YEARS = (2024, 2025)
EXECUTORS = ("Відділ культури", "Управління освіти", "КП «Парк»", "Фінансове управління")
WORDS = ("ремонт", "навчання", "висвітлення", "свято", "придбання", "обстеження", "заміна", "підтримка")
NOT_REQUIRED, NOT_STATED = "not_required", "amount_not_stated"


@dataclass(frozen=True)
class Written:
    """A measure as it goes into a table."""

    title: str
    executors: tuple[tuple[str, bool], ...]
    funding: str
    amounts: tuple[Decimal | None, ...]


money = st.decimals(min_value=Decimal(0), max_value=Decimal("9999999.99"), places=2)
executors = st.lists(
    st.tuples(st.sampled_from(EXECUTORS), st.booleans()), min_size=1, max_size=3, unique_by=lambda e: e[0]
)


@st.composite
def measures(draw: Callable[..., Any]) -> Written:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=5))
    amounts = draw(st.one_of(st.just(None), st.tuples(*[st.one_of(st.none(), money) for _year in YEARS])))
    if amounts is None:
        return Written(" ".join(words).capitalize(), tuple(draw(executors)), NOT_REQUIRED, (None,) * len(YEARS))
    funding = "funded" if any(amount is not None for amount in amounts) else NOT_STATED
    return Written(" ".join(words).capitalize(), tuple(draw(executors)), funding, amounts)


plans = st.lists(st.lists(measures(), min_size=1, max_size=3), min_size=1, max_size=3)


@dataclass(frozen=True)
class Form:
    """One of the ways in which a town lays its table out."""

    as_docx: bool
    merged: bool
    numbered: bool
    task_rows: bool
    thousands: bool
    totals: bool
    space: str

    def amount(self, amount: Decimal | None) -> str:
        if amount is None:
            return "–"
        text = f"{amount / 1000:,.5f}" if self.thousands else f"{amount:,.2f}"
        return text.replace(",", self.space).replace(".", ",")

    def rows(self, plan: list[list[Written]]) -> list[list[Any]]:
        unit = "тис. грн" if self.thousands else "грн"
        rows: list[list[Any]] = [
            ["№ з/п", "Завдання", "Заходи", "Виконавці", "Джерела", *(f"{year} рік, {unit}" for year in YEARS)]
        ]
        for number, task in enumerate(plan, start=1):
            if self.task_rows:
                rows.append([f"Завдання {number}. Напрям {number}", *[LEFT] * (len(rows[0]) - 1)])
            for place, measure in enumerate(task, start=1):
                name = "" if self.task_rows else UP if place > 1 else f"{number}. Напрям {number}"
                rows.append([f"{number}.{place}" if self.numbered else "", name, *self.cells(measure)])
        if self.totals:
            sums = [sum((m.amounts[n] or Decimal(0) for t in plan for m in t), Decimal(0)) for n in range(len(YEARS))]
            rows.append(["Усього за програмою:", LEFT, LEFT, LEFT, LEFT, *(self.amount(total) for total in sums)])
        return rows

    def cells(self, measure: Written) -> list[Any]:
        named = ", ".join(f"{name} (за згодою)" if consent else name for name, consent in measure.executors)
        source = "Не потребує фінансування" if measure.funding == NOT_REQUIRED else "Бюджет громади"
        return [measure.title, named, source, *(self.amount(amount) for amount in measure.amounts)]

    def file(self, plan: list[list[Written]]) -> bytes:
        rows = self.rows(plan)
        if self.as_docx:
            return docx(rows)
        return xlsx(rows, merge=self.merged)


flags = st.booleans()
spaces = st.sampled_from(["", " ", "\u00a0", "\u202f"])
forms = st.builds(Form, flags, flags, flags, flags, flags, flags, spaces)


def amounts(measure: MeasureState) -> dict[tuple[int, str], Decimal]:
    return {(each["year"], each["source"]): Decimal(each["amount"]) for each in measure["allocations"]}


def outline(reading: PlanReading) -> list[list[Written]]:
    return [
        [
            Written(
                m["title"],
                tuple((e["name"], e["by_consent"]) for e in m["executors"]),
                m["funding"],
                tuple(amounts(m).get((year, "Бюджет громади")) for year in YEARS),
            )
            for m in reading.measures
            if m["task"] == task["number"]
        ]
        for task in reading.tasks
    ]


@SLOW
@given(plans, forms)
def test_a_plan_written_as_a_table_is_read_back(plan: list[list[Written]], form: Form) -> None:
    content = form.file(plan)
    first = read_plan(Document(content))
    # a table in thousands with amounts that look like hryvnias asks for its unit; this person knows it
    unit = "thousand_uah" if form.thousands else "uah"
    answers = {question.key: unit for question in first.open_questions if question.kind == "unit_contradicts"}
    reading = read_plan(Document(content), answers=answers)
    assert outline(reading) == plan
    assert [question.sentence for question in reading.open_questions] == []
    assert [str(check.difference) for check in reading.totals] == ["0.00"] * (len(YEARS) if form.totals else 0)


texts = st.one_of(
    st.sampled_from(
        [
            "Заходи",
            "Завдання",
            "Виконавці",
            "2024, грн",
            "Джерела",
            "Усього",
            "-",
            "",
            "1.",
            "Бюджет громади",
            "0,0",
            "№",
        ]
    ),
    st.text(max_size=12),
    st.integers(),
    st.none(),
    st.just(LEFT),
    st.just(UP),
)


@SLOW
@given(st.lists(st.lists(texts, min_size=5, max_size=5), min_size=1, max_size=8), st.booleans())
def test_any_table_is_read_or_refused_with_a_sentence(rows: list[list[Any]], heading: bool) -> None:
    head = [["Завдання", "Заходи", "Виконавці", "Джерела", "2024, грн"]] if heading else []
    table = [[_safe(r, c, cell) for c, cell in enumerate(row)] for r, row in enumerate([*head, *rows])]
    try:
        reading = read_plan(Document(xlsx(table, merge=False)))
    except FileProblem as problem:
        assert str(problem)
    else:
        assert all(question.sentence for question in reading.questions)


def _safe(row: int, column: int, cell: Any) -> Any:
    """What openpyxl can write at this place."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if (cell is LEFT and column == 0) or (cell is UP and row == 0):
        return None
    if isinstance(cell, str):
        return ILLEGAL_CHARACTERS_RE.sub("", cell).lstrip("=")
    return max(min(cell, 10**15), -(10**15)) if isinstance(cell, int) else cell
