"""A whole plan read from a Word table or a sheet: the founding Annex 1 with all its oddities."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from programs.imports.plan.apply import known_to_the_portal
from programs.imports.plan.reader import Known, read_plan
from programs.imports.plan.state import MeasureState, PlanReading, state_of
from programs.imports.reading.document import Document
from programs.imports.reading.questions import Severity
from programs.models import Program

from . import annex_1
from .office_files import docx, xlsx

WORD = docx(annex_1.table(), before=[annex_1.CAPTION])
MERGED_SHEET = xlsx(annex_1.table(), above=[annex_1.CAPTION])
BLANK_SHEET = xlsx(annex_1.table(), merge=False, above=[annex_1.CAPTION])
FILES = pytest.mark.parametrize("content", [WORD, MERGED_SHEET, BLANK_SHEET], ids=["docx", "xlsx", "unmerged xlsx"])


def task_table(reading: PlanReading) -> list[tuple[Any, ...]]:
    return [
        (t["label"], t["number"], n, t["title"], t["results"], t["parent"])
        for n, t in enumerate(reading.tasks, start=1)
    ]


def measure_table(measures: Iterable[MeasureState]) -> list[tuple[Any, ...]]:
    return [
        (
            m["task"],
            m["label"],
            m["number"],
            m["title"],
            m["funding"],
            m["source"],
            m["results"],
            [(e["name"], e["by_consent"], e["wording"]) for e in m["executors"]],
            [(a["year"], a["source"], a["amount"]) for a in m["allocations"]],
        )
        for m in measures
    ]


def portal_tables(program: Program) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The founding plan as the fixture has it, in the form of the two tables above."""
    state = state_of(program.editions.get())
    tasks = [(t["label"], t["number"], t["order"], t["title"], t["results"], t["parent"]) for t in state["tasks"]]
    return tasks, measure_table(state["measures"])


# ---- the founding Annex 1 --------------------------------------------------------------------------------------------


@FILES
def test_the_founding_annex_reads_as_exactly_the_plan_of_the_fixture(program: Program, content: bytes) -> None:
    tasks, measures = portal_tables(program)
    reading = read_plan(Document(content), known=known_to_the_portal(program))
    assert task_table(reading) == tasks
    assert measure_table(reading.measures) == measures
    assert reading.open_questions == []
    assert (reading.unit, reading.printed_unit) == ("uah", "uah")


@FILES
def test_it_reads_the_same_in_a_portal_that_knows_nobody_yet(program: Program, content: bytes) -> None:
    tasks, measures = portal_tables(program)
    reading = read_plan(Document(content))
    assert (task_table(reading), measure_table(reading.measures)) == (tasks, measures)
    assert reading.sources == {"Бюджет громади": "community"}


def test_every_oddity_of_the_annex_is_a_question_with_its_place_and_reading() -> None:
    reading = read_plan(Document(WORD))
    found = [(d.kind.value, d.place.row, d.place.column, d.read, d.suggestion) for d in reading.questions]
    money = [row for row in found if row[0] in {"amount_written_out", "planned_zero"}]
    written = [[c.strip(" ") for c in row[4:7]] for row in annex_1.ROWS]
    expected = [
        ("planned_zero" if text == "0,0" else "amount_written_out", r, c, text.replace("\n", " "))
        for r, row in enumerate(written, start=3)
        for c, text in enumerate(row, start=5)
        if text == "0,0" or "грн" in text
    ]
    assert [row[:4] for row in money] == expected
    assert {row[3]: row[4] for row in money} == {
        "36000 грн": "36000.00",
        "49000 грн": "49000.00",
        "38400 грн": "38400.00",
        "48000 грн": "48000.00",
        "20000 грн": "20000.00",
        "0,0": "0.00",
        "6000 грн": "6000.00",
        "10000 грн": "10000.00",
        "12000 грн": "12000.00",
        "30000 грн": "30000.00",
    }
    site = "Загальний відділ Каховської міської ради"
    units = "Структурні підрозділи міської ради"
    civil, media = "Інститути громадянського суспільства", "Засоби масової інформації"
    others = [row for row in found if row not in money]
    assert [(kind, r, c, read if len(read) < 70 else read[:30], s[:30]) for kind, r, c, read, s in others] == [
        ("unit_assumed", 0, 0, "гривні", "uah"),
        (
            "bullet",
            3,
            2,
            "-Всебічно висвітлювати діяльність Каховської міської ради та",
            "Всебічно висвітлювати діяльніс",
        ),
        (
            "bullet",
            4,
            2,
            "- Висвітлення діяльності Каховської міської ради та її викон",
            "Висвітлення діяльності Каховсь",
        ),
        (
            "bullet",
            5,
            2,
            "- Розміщення відповідних нормативно-правових актів та/або ви",
            "Розміщення відповідних нормати",
        ),
        (
            "bullet",
            6,
            2,
            "-Друк інформаційних матеріалів (банери, біл-борди, сіті – ла",
            "Друк інформаційних матеріалів ",
        ),
        ("several_measures", 7, 2, "Підготовка та обробка інформац", "keep"),
        ("wrapped_line", 7, 2, "Актуально” та інших для офіцій", "join"),
        ("longer_name", 7, 3, site, "Загальний відділ"),
        ("wrapped_line", 7, 8, "налення механізму інформування", "join"),
        ("stray_number", 8, 1, "2.", "same"),
        ("executors_parted", 8, 3, f"{site}, техпідтримка сайту", f"{site}\nтехпідтримка сайту"[:30]),
        ("longer_name", 8, 3, site, "Загальний відділ"),
        ("hard_hyphen", 9, 1, "Підвищен-ня", "Підвищення"),
        ("hard_hyphen", 9, 1, "ефектив-ності", "ефективності"),
        ("amount_not_stated", 11, 2, "-", "amount_not_stated"),
        ("several_measures", 12, 2, "Залучення ІГС до роботи у скла", "keep"),
        ("odd_label", 13, 1, "3 .", "3"),
        ("abbreviation", 13, 3, "ІГС", civil[:30]),
        ("late_capital", 16, 3, "компетенціІ", "компетенції"),
        ("longer_name", 16, 3, f"{units} в межах компетенції", units[:30]),
        ("abbreviation", 17, 3, "ІГС", civil[:30]),
        ("late_capital", 17, 8, "журналістськоІ", "журналістської"),
        ("abbreviation", 18, 3, "ІГС", civil[:30]),
        ("abbreviation", 19, 3, "ІГС", civil[:30]),
        ("abbreviation", 19, 3, "ЗМІ", media[:30]),
    ]
    assert {d.severity for d in reading.questions} == {Severity.MAY_CHECK}


def test_the_unit_is_stated_with_the_totals_that_either_would_give() -> None:
    reading = read_plan(Document(WORD))
    sums = {2021: Decimal("200000"), 2022: Decimal("400000"), 2023: Decimal("400000")}
    [unit] = [question for question in reading.questions if question.kind == "unit_assumed"]
    assert [choice.label.replace("\u00a0", " ") for choice in unit.choices] == [
        "гривні, тоді план становитиме 1 000 000,00 грн (2021: 200 000,00; 2022: 400 000,00; 2023: 400 000,00)",
        "тисячі гривень, тоді план становитиме 1 000 000 000,00 грн "
        "(2021: 200 000 000,00; 2022: 400 000 000,00; 2023: 400 000 000,00)",
    ]
    assert reading.totals_by_year == sums


def test_a_heading_in_thousands_over_hryvnias_waits_for_a_decision() -> None:
    rows = annex_1.table()
    rows[0][4] = "Обсяги фінансування, тис. грн."
    first = read_plan(Document(docx(rows, before=[annex_1.CAPTION])))
    [unit] = [d for d in first.questions if d.kind == "unit_contradicts"]
    assert (unit.suggestion, unit.open, first.printed_unit) == ("uah", True, "thousand_uah")
    decided = read_plan(Document(docx(rows, before=[annex_1.CAPTION])), answers={unit.key: "uah"})
    assert decided.total == Decimal("1000000.00")
    assert unit.key not in {d.key for d in decided.open_questions}


def test_a_person_may_decide_otherwise_than_suggested() -> None:
    first = read_plan(Document(WORD))
    keys = {(d.kind.value, d.place.row): d.key for d in first.questions}
    zero = next(d.key for d in first.questions if d.kind == "planned_zero" and d.place.row == 13)
    answers = {
        keys["stray_number", 8]: "new",
        keys["several_measures", 12]: "split",
        keys["amount_not_stated", 11]: "not_foreseen",
        keys["hard_hyphen", 9]: "Поліпшення",
        zero: "-",
    }
    reading = read_plan(Document(WORD), answers=answers)
    assert [t["number"] for t in reading.tasks] == ["1.1", "1.2", "2", "2-2", "3", "4"]
    by_number = {m["number"]: m for m in reading.measures}
    assert (by_number["2-2.3"]["funding"], by_number["2-2.3"]["allocations"]) == ("funded", [])
    assert by_number["2-2.5"]["title"] == "Надання організаційної підтримки ІГС у процесі реалізації їх ініціатив"
    assert [each["year"] for each in by_number["3.1"]["allocations"]] == [2022, 2023]
    assert "Поліпшення" in reading.tasks[3]["title"]


def test_an_answer_that_is_no_answer_leaves_the_question_open() -> None:
    rows = [[*annex_1.table()[0]], [*annex_1.table()[1]], [*annex_1.table()[2]]]
    rows[2][4] = "сто тисяч"
    first = read_plan(Document(docx(rows)))
    [question] = first.open_questions
    assert (question.kind.value, question.place.row, question.place.column, question.read) == (
        "amount_unreadable",
        3,
        5,
        "сто тисяч",
    )
    assert read_plan(Document(docx(rows)), answers={question.key: "багато"}).open_questions == [question]
    decided = read_plan(Document(docx(rows)), answers={question.key: "100 000,00"})
    assert decided.open_questions == []
    assert decided.totals_by_year[2021] == Decimal("100000.00")


def test_an_annex_torn_over_pages_with_its_heading_repeated_reads_the_same(program: Program) -> None:
    rows = annex_1.table()
    heading, numbering = rows[:2], [str(number) for number in range(1, 9)]
    torn = docx(rows[:12], [*heading, numbering, *rows[12:]], before=[annex_1.CAPTION])
    tasks, measures = portal_tables(program)
    reading = read_plan(Document(torn), known=Known(executors=known_to_the_portal(program)["executors"]))
    assert (task_table(reading), measure_table(reading.measures)) == (tasks, measures)
