"""Plans of other towns and years: tables built in other ways than the founding annex, each read right."""

import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from programs.imports.plan.reader import Known, read_plan
from programs.imports.plan.state import MeasureState, PlanReading
from programs.imports.reading.document import Document
from programs.imports.reading.files import FileProblem
from programs.models import FundingSource

from .office_files import LEFT, UP, docx, xlsx

CITY, STATE, OBLAST, OTHER = "Місцевий бюджет", "Державний бюджет", "Обласний бюджет", "Інші джерела"


def amounts(measure: MeasureState) -> dict[tuple[int, str], str]:
    return {(each["year"], each["source"]): each["amount"] for each in measure["allocations"]}


def outline(reading: PlanReading) -> list[tuple[Any, ...]]:
    """Tasks and measures with their money, as one compares them by eye."""
    return [
        (
            f"{task['number']} {task['title']}",
            [
                (m["number"], m["title"], m["funding"], m["source"], amounts(m))
                for m in reading.measures
                if m["task"] == task["number"]
            ],
        )
        for task in reading.tasks
    ]


def questions(reading: PlanReading, *, open_only: bool = False) -> list[tuple[str, str, str]]:
    found = reading.open_questions if open_only else reading.questions
    return [(d.kind.value, d.read, d.suggestion) for d in found]


def test_a_one_year_programme_in_thousands_with_one_money_column() -> None:
    content = xlsx(
        [
            ["№ з/п", "Заходи", "Виконавці", "Джерело фінансування", "Обсяг фінансування, тис. грн."],
            ["1", "2", "3", "4", "5"],
            ["Завдання 1. Освітлення вулиць", LEFT, LEFT, LEFT, LEFT],
            ["1.1", "Придбання світильників", "Відділ ЖКГ, КП «Світло»", "Місцевий бюджет", "105,600"],
            ["1.2", "Оплата електроенергії", "КП «Світло»", "Місцевий бюджет", "1 250,5"],
            ["Разом за завданням 1:", LEFT, LEFT, LEFT, "1 356,1"],
            ["Завдання 2. Облік", LEFT, LEFT, LEFT, LEFT],
            ["2.1", "Перевірка лічильників", "Відділ ЖКГ", "Не потребує фінансування", "-"],
            ["Усього:", LEFT, LEFT, LEFT, "1356,1"],
        ],
        above=["Заходи програми освітлення вулиць на 2026 рік"],
    )
    reading = read_plan(Document(content))
    assert outline(reading) == [
        (
            "1 Освітлення вулиць",
            [
                ("1.1", "Придбання світильників", "funded", CITY, {(2026, CITY): "105600.00"}),
                ("1.2", "Оплата електроенергії", "funded", CITY, {(2026, CITY): "1250500.00"}),
            ],
        ),
        ("2 Облік", [("2.1", "Перевірка лічильників", "not_required", None, {})]),
    ]
    assert [(t.what, str(t.printed), str(t.difference)) for t in reading.totals] == [
        ("Разом за завданням 1:", "1356100.00", "0.00"),
        ("Усього:", "1356100.00", "0.00"),
    ]
    assert [(e["name"], e["by_consent"]) for e in reading.measures[0]["executors"]] == [
        ("Відділ ЖКГ", False),
        ("КП «Світло»", False),
    ]
    assert questions(reading) == [
        ("unit_assumed", "тисячі гривень", "thousand_uah"),
        ("year_assumed", "", "2026"),
    ]


def test_years_by_sources_under_a_heading_of_three_rows() -> None:
    money = [f"{year} рік" for year in (2024, 2025)]
    content = docx(
        [
            ["№", "Завдання", "Зміст заходу", "Відповідальні виконавці", "Обсяги фінансування, грн", *[LEFT] * 7],
            [UP, UP, UP, UP, money[0], LEFT, LEFT, LEFT, money[1], LEFT, LEFT, LEFT],
            [UP, UP, UP, UP, *(["Усього", "державний бюджет", "обласний бюджет", "місцевий бюджет"] * 2)],
            [str(n) for n in range(1, 13)],
            ["1", "Безпека", "Укриття", "Управління освіти", "300", "100", "150", "50", "20", "-", "-", "20"],
            [UP, UP, "Навчання", "Управління освіти", "-", "-", "-", "-", "0", "-", "-", "0,00"],
            ["2", "Здоров’я", "Ліки", "Відділ охорони здоров’я", "70", "-", "70", "-", "-", "-", "-", "-"],
            ["Всього за програмою:", LEFT, LEFT, LEFT, "370", "100", "220", "50", "20", "-", "-", "20"],
        ]
    )
    reading = read_plan(Document(content))
    oblast, state, city = "Обласний бюджет", "Державний бюджет", "Місцевий бюджет"
    assert outline(reading) == [
        (
            "1 Безпека",
            [
                (
                    "1.1",
                    "Укриття",
                    "funded",
                    state,
                    {(2024, state): "100.00", (2024, oblast): "150.00", (2024, city): "50.00", (2025, city): "20.00"},
                ),
                ("1.2", "Навчання", "funded", city, {(2025, city): "0.00"}),
            ],
        ),
        ("2 Здоров’я", [("2.1", "Ліки", "funded", oblast, {(2024, oblast): "70.00"})]),
    ]
    assert [str(t.difference) for t in reading.totals] == ["0.00"] * 6
    assert list(reading.sources.items()) == [
        (state, "state"),
        (oblast, "oblast"),
        (city, "community"),
    ]
    assert reading.open_questions == []


def test_sources_as_rows_of_a_measure() -> None:
    content = docx(
        [
            [
                "Завдання",
                "Захід",
                "Виконавець",
                "Джерела фінансування",
                "Обсяги, тис. грн",
                LEFT,
                "Очікуваний результат",
            ],
            [UP, UP, UP, UP, "2022", "2023", UP],
            ["Дороги", "Ремонт мосту", "Відділ ЖКГ", "Всього", "30,0", "45,5", "Міст відремонтовано"],
            [UP, UP, UP, "Обласний бюджет", "20,0", "-", UP],
            [UP, UP, UP, "Бюджет громади", "10,0", "45,5", UP],
            [UP, "Розмітка", "Відділ ЖКГ", "Бюджет громади", "5", "5", "Розмічено 10 км"],
            ["Всього по програмі", LEFT, LEFT, LEFT, "35,0", "50,5", ""],
            ["Обласний бюджет", LEFT, LEFT, LEFT, "20,0", "-", ""],
            ["Бюджет громади", LEFT, LEFT, LEFT, "15,0", "50,5", ""],
        ]
    )
    reading = read_plan(Document(content), known=Known(sources={"Бюджет громади": FundingSource.Level.COMMUNITY}))
    oblast, city = "Обласний бюджет", "Бюджет громади"
    assert outline(reading) == [
        (
            "1 Дороги",
            [
                (
                    "1.1",
                    "Ремонт мосту",
                    "funded",
                    oblast,
                    {(2022, oblast): "20000.00", (2022, city): "10000.00", (2023, city): "45500.00"},
                ),
                ("1.2", "Розмітка", "funded", city, {(2022, city): "5000.00", (2023, city): "5000.00"}),
            ],
        )
    ]
    assert [m["results"] for m in reading.measures] == ["Міст відремонтовано", "Розмічено 10 км"]
    assert [str(t.difference) for t in reading.totals] == ["0.00"] * 5
    assert questions(reading) == [("unit_assumed", "тисячі гривень", "thousand_uah")]


def test_tasks_and_measures_in_one_column_with_a_column_that_the_plan_has_no_place_for() -> None:
    content = docx(
        [
            [
                "№ з/п",
                "Завдання і заходи",
                "Термін виконання",
                "Виконавці",
                "Джерела",
                "2023, грн",
                "2024, грн",
                "Разом",
            ],
            ["1.", "Підтримка родин", "", "", "", "", "", ""],
            [
                "1.1.",
                "Допомога",
                "протягом року",
                "Управління праці;\nЦентр служб (за згодою)",
                "Бюджет громади",
                "100 000,50",
                "–",
                "100 000,50",
            ],
            ["1.2.", "Відпочинок", "літо", "Відділ молоді та спорту", "Бюджет громади", "—", "—", "—"],
            ["2.", "Дозвілля", "", "", "", "", "", ""],
            ["2.1.", "Свято", "травень", "Відділ культури, туризму", "Бюджет громади, інші джерела", "5", "7", "12"],
            ["", "ВСЬОГО:", "", "", "", "100 005,50", "7", "100 012,50"],
        ]
    )
    first = read_plan(Document(content))
    assert questions(first, open_only=True) == [
        ("several_sources", "Бюджет громади, інші джерела", "Бюджет громади"),
    ]
    reading = read_plan(Document(content), answers={first.open_questions[0].key: "Бюджет громади"})
    city = "Бюджет громади"
    assert outline(reading) == [
        (
            "1 Підтримка родин",
            [
                ("1.1", "Допомога", "funded", city, {(2023, city): "100000.50"}),
                ("1.2", "Відпочинок", "amount_not_stated", city, {}),
            ],
        ),
        ("2 Дозвілля", [("2.1", "Свято", "funded", city, {(2023, city): "5.00", (2024, city): "7.00"})]),
    ]
    assert [[(e["name"], e["by_consent"]) for e in m["executors"]] for m in reading.measures] == [
        [("Управління праці", False), ("Центр служб", True)],
        [("Відділ молоді та спорту", False)],
        [("Відділ культури, туризму", False)],
    ]
    assert reading.open_questions == []
    assert [d.read for d in reading.questions if d.kind == "column_left_out"] == ["Термін виконання"]


def test_a_sheet_that_repeats_the_task_in_every_row_and_ends_with_a_signature() -> None:
    content = xlsx(
        [
            ["Напрям діяльності", "Перелік заходів", "Виконавець", "Джерело", 2022, 2023],
            ["Спорт", "Змагання", "Відділ спорту", "Бюджет громади", 12000.5, 0],
            ["Спорт", "Форма", "Відділ спорту", "Бюджет громади", None, 8000],
            ["Спорт", "Збори громади", "Відділ спорту", "Не потребує фінансування", LEFT, LEFT],
            ["Молодь", "Форум", "Відділ молоді", "Бюджет громади", 300, 400],
            ["Разом", None, None, None, 12300.5, 8400],
            [None, None, None, None, None, None],
            ["Секретар ради", None, None, None, None, "Ім’я ПРІЗВИЩЕ"],
        ],
        merge=True,
        above=["Додаток 1, гривень"],
    )
    reading = read_plan(Document(content))
    city = "Бюджет громади"
    assert outline(reading) == [
        (
            "1 Спорт",
            [
                ("1.1", "Змагання", "funded", city, {(2022, city): "12000.50", (2023, city): "0.00"}),
                ("1.2", "Форма", "funded", city, {(2023, city): "8000.00"}),
                ("1.3", "Збори громади", "not_required", None, {}),
            ],
        ),
        ("2 Молодь", [("2.1", "Форум", "funded", city, {(2022, city): "300.00", (2023, city): "400.00"})]),
    ]
    assert questions(reading) == [
        ("unit_assumed", "гривні", "uah"),
        ("planned_zero", "0", "0.00"),
        ("row_left_out", "Секретар ради | Ім’я ПРІЗВИЩЕ", ""),
    ]


def test_money_by_source_for_the_only_year_of_the_programme() -> None:
    content = docx(
        [
            ["Заходи програми", "Відповідальні за виконання", "Джерела фінансування (тис. грн)", LEFT, LEFT, LEFT],
            [UP, UP, "Бюджет громади", "Інші джерела, не заборонені законом", "Спеціальний фонд", "Всього"],
            ["Сортування", "КП «Чисте місто»", "12,5", "-", "1", "13,5"],
            ["Субота", "КП «Чисте місто»", "-", "-", "-", "-"],
        ],
        before=["Програма благоустрою на 2025 рік"],
    )
    first = read_plan(Document(content))
    assert questions(first, open_only=True) == [("neither_source_nor_amount", "-", "not_required")]
    reading = read_plan(Document(content), answers={first.open_questions[0].key: "not_required"})
    city, special = "Бюджет громади", "Спеціальний фонд"
    assert outline(reading) == [
        (
            "1 Заходи програми",
            [
                ("1.1", "Сортування", "funded", city, {(2025, city): "12500.00", (2025, special): "1000.00"}),
                ("1.2", "Субота", "not_required", None, {}),
            ],
        )
    ]


def test_several_sources_and_amounts_in_one_cell_are_paired_line_by_line() -> None:
    content = docx(
        [
            ["Завдання", "Заходи", "Виконавці", "Джерела", "2026 рік, грн"],
            ["Ліс", "Посадка", "Лісгосп", "Державний бюджет\nМісцевий бюджет", "700\n300"],
        ]
    )
    reading = read_plan(Document(content))
    assert outline(reading)[0][1] == [
        ("1.1", "Посадка", "funded", STATE, {(2026, STATE): "700.00", (2026, CITY): "300.00"})
    ]
    assert [d.kind.value for d in reading.questions] == ["unit_assumed", "amounts_paired"]


def test_a_total_and_a_row_sum_that_do_not_add_up_wait_for_a_decision() -> None:
    content = docx(
        [
            ["Завдання", "Заходи", "Виконавці", "Джерела", "2025, грн", "2026, грн", "Усього"],
            ["Вода", "Свердловина", "КП «Водоканал»", "Бюджет громади", "700", "300", "1 100"],
            ["Разом", LEFT, LEFT, LEFT, "700", "400", "1 000"],
        ]
    )
    first = read_plan(Document(content))
    assert [(d.kind.value, d.place.row, d.place.column, d.read, d.detail) for d in first.open_questions] == [
        ("row_sum_differs", 2, 7, "1 100", "+100.00"),
        ("total_differs", 3, 6, "400.00", "+100.00"),
    ]
    decided = read_plan(Document(content), answers={d.key: d.suggestion for d in first.open_questions})
    assert decided.open_questions == []
    assert decided.total == Decimal("1000.00")


def test_amounts_without_a_source_a_unit_or_a_year_ask_for_each() -> None:
    content = docx([["Завдання", "Заходи", "Виконавці", "Сума"], ["Ліс", "Посадка", "Лісгосп", "700"]])
    first = read_plan(Document(content), known=Known(years=[2025, 2026]))
    assert [d.kind.value for d in first.open_questions] == ["source_assumed", "unit_unknown", "year_unknown"]
    answers = {d.key: a for d, a in zip(first.open_questions, ("Обласний бюджет", "thousand_uah", "2026"), strict=True)}
    reading = read_plan(Document(content), known=Known(years=[2025, 2026]), answers=answers)
    assert reading.open_questions == []
    assert amounts(reading.measures[0]) == {(2026, OBLAST): "700000.00"}


def test_other_tables_of_a_decision_are_left_out_and_said_so() -> None:
    passport = [["1.", "Ініціатор розроблення програми", "Відділ"], ["9.", "Загальний обсяг, тис. грн.", "1 000"]]
    plan = [["Завдання", "Заходи", "Виконавці", "Джерела", "2026, грн"], ["Ліс", "Посадка", "Лісгосп", CITY, "700"]]
    reading = read_plan(Document(docx(passport, plan)))
    assert [(d.kind.value, d.place.table) for d in reading.questions if d.place.table] == [("table_left_out", 1)]
    assert reading.total == Decimal("700.00")


def test_every_hyphen_that_may_have_broken_a_word_is_a_question() -> None:
    titles = [
        "Розви-ток сімейної меди-цини для насе-лення, викона-ння робіт",
        "Соціально-економічна підтримка дітей-сиріт, прес-конференції, майстер-класи, будь-який захід",
        "Закупівля чек-листів і вико-нання плану; Івано-Франківськ, ВІЛ-інфекція",
    ]
    content = xlsx(
        [
            ["Завдання", "Заходи", "Виконавці", "Джерела", "2026, грн"],
            *(["Здоров’я", title, "Відділ", CITY, 7] for title in titles),
        ]
    )
    first = read_plan(Document(content))

    found = [(d.kind.value, d.place.row, d.read, d.suggestion, d.open) for d in first.questions if "hyphen" in d.kind]
    assert found == [
        ("hard_hyphen", 2, "викона-ння", "виконання", False),
        ("hard_hyphen", 2, "насе-лення", "населення", False),
        ("hyphen_unsure", 2, "Розви-ток", "Розвиток", True),
        ("hyphen_unsure", 2, "меди-цини", "медицини", True),
        ("hyphen_unsure", 3, "дітей-сиріт", "дітей-сиріт", False),
        ("hyphen_unsure", 4, "вико-нання", "виконання", True),
    ]
    reading = read_plan(
        Document(content), answers={question.key: question.suggestion for question in first.open_questions}
    )
    assert reading.open_questions == []
    assert [m["title"] for m in reading.measures] == [
        "Розвиток сімейної медицини для населення, виконання робіт",
        titles[1],
        "Закупівля чек-листів і виконання плану; Івано-Франківськ, ВІЛ-інфекція",
    ]
    as_printed = {question.key: question.read for question in first.open_questions}
    assert (
        read_plan(Document(content), answers=as_printed).measures[0]["title"].startswith("Розви-ток сімейної меди-цини")
    )


SHEET_OF_FORMULAS: list[list[str | None]] = [
    ["№", "Завдання", "Заходи", "Виконавці", "Обсяги фінансування, грн, 2025", "Обсяги фінансування, грн, 2026"],
    ["1", "Освітлення", "Заміна світильників", "КП «Світло»", "=100*1500", "=E2*2"],
    [None, None, "Ремонт опор", None, "=E2", None],
    [None, "Разом", None, None, "=SUM(E2:E3)", "=SUM(F2:F3)"],
]


def test_an_amount_that_was_never_computed_is_asked_about() -> None:
    reading = read_plan(Document(xlsx(SHEET_OF_FORMULAS)))

    asked = [d.place for d in reading.open_questions if d.kind == "formula_without_value"]
    assert [(place.row, place.letter) for place in asked] == [(2, "E"), (2, "F"), (3, "E")]
    assert [m["title"] for m in reading.measures] == ["Заміна світильників", "Ремонт опор"]


@pytest.mark.parametrize(
    ("row", "cells", "named"),
    [
        (0, {5: '="Обсяги фінансування, грн, "&2026'}, "F1, F2, F4"),
        (1, {2: '="Заміна "&"світильників"'}, "C2"),
        (2, dict.fromkeys(range(6), "=1+1"), "A3, B3, C3, D3"),
    ],
    ids=["a heading", "a title", "a whole row"],
)
def test_a_plan_whose_words_were_never_computed_is_refused(row: int, cells: dict[int, str], named: str) -> None:
    rows = [list(line) for line in SHEET_OF_FORMULAS]
    for column, formula in cells.items():
        rows[row][column] = formula

    with pytest.raises(FileProblem, match=f"клітинках {named} не мають обчислених значень"):
        read_plan(Document(xlsx(rows)))


def test_a_sheet_whose_heading_was_never_computed_is_refused_and_not_left_out() -> None:
    book = load_workbook(io.BytesIO(xlsx([SHEET_OF_FORMULAS[0], [1, "Освітлення", "Опори", None, 5, 6]])))
    sheet = book.copy_worksheet(book.active)
    sheet.delete_cols(6)  # of another width, so that it is not the same table going on
    for cell in sheet[1]:
        cell.value = f'="{cell.value}"'
    output = io.BytesIO()
    book.save(output)

    with pytest.raises(FileProblem, match="клітинках A1, B1, C1, D1, E1 не мають обчислених значень"):
        read_plan(Document(output.getvalue()))


def test_a_source_that_is_no_more_than_a_mark_names_none() -> None:
    content = xlsx(
        [
            ["№", "Заходи", "Виконавці", "Джерело фінансування", "Обсяг фінансування, грн, 2026"],
            ["1.1", "Світильники", "КП «Світло»", ".", "100"],
        ]
    )
    assert questions(read_plan(Document(content)), open_only=True) == [("source_assumed", "", "Місцевий бюджет")]
