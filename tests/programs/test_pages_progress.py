"""The progress page: what was promised, paid and left on a date, in figures, bars, words and whole tables."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from programs.models import Activity, FundingSource, LedgerEntry, Override, Program, Progress
from programs.overview import Overview, largest_lag
from programs.reporting.guard import unguarded
from programs.services import save_record
from programs.statement import statement_on, totals_on
from tests.conftest import account, shared_by_module

from .execution import Execution, program_of
from .reading import Node, main

SLUG = "information-space-2021-2023"
HOME = f"/programs/{SLUG}/"
NOT_REQUIRED, NOT_STATED = "не потребує фінансування", "суму не визначено"


@pytest.fixture
def execution(program: Program, person: Callable[[str], User]) -> Execution:
    return Execution(program, person("accountant"))


def pay_two_years(execution: Execution) -> None:
    """2021 without the printed materials, and two months of 2022."""
    for code, amount in {"print-media": "99500.00", "online-media": "36000.00", "site-support": "20000.00"}.items():
        execution.pay(code, "2021-12-20", amount)
    execution.pay("print-media", "2022-02-10", "15666.67")


@pytest.fixture
def paid(execution: Execution) -> Execution:
    pay_two_years(execution)
    return execution


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    with shared_by_module(django_db_blocker):
        pay_two_years(Execution(Program.objects.get(), account("accountant")))
        client = Client()
        parts = ["", *(f"?on={on}" for on in ("2021-12-31", "2022-06-30", "2099-12-31", "9999-12-31"))]
        parts += ["plan.csv?on=2021-12-31", "plan.csv?on=2022-06-30", "plan.xlsx?on=2022-06-30"]
        parts += ["charts/money-by-year.csv?on=2022-06-30"]
        return {address: client.get(address) for address in ["/", *(HOME + part for part in parts)]}


@pytest.fixture
def shown(asked: dict[str, Any], db: None) -> dict[str, Any]:
    """Pages and files of the programme with two years paid, by their addresses."""
    return asked


def amounts(response: Any) -> list[tuple[str, str]]:
    return main(response).one(css="amounts").pairs()


def fold(page: Node, title: str) -> Node:
    """What is folded under a heading."""
    return next(each for each in page.one(css="folds").all("details") if each.one("h2").text == title)


def sentence(program: Program, on: str) -> str:
    with translation.override("uk"):
        text = strip_tags(Overview(statement_on(program, date.fromisoformat(on))).sentence())
    return " ".join(text.split())


# ---- the first screen ------------------------------------------------------------------------------------------------


def test_without_a_ledger_the_page_claims_no_zero(client: Client, program: Program) -> None:
    assert amounts(client.get(HOME)) == [
        ("Передбачено", "1 000 000 грн на 2021–2023"),
        ("Сплачено", "даних ще немає на цю дату журнал коштів порожній"),
        ("Ще не сплачено", "даних ще немає без даних про видатки його не порахувати"),
    ]


def test_promised_paid_and_left_are_hryvnias_first_and_per_cent_second(shown: dict[str, Any]) -> None:
    assert amounts(shown[f"{HOME}?on=2022-06-30"]) == [
        ("Передбачено", "1 000 000 грн на 2021–2023"),
        ("Сплачено", "171 167 грн 17,1 % · без договору: 171 167 грн"),
        ("Ще не сплачено", "828 833 грн ще не законтрактовано: 828 833 грн"),
    ]


def test_the_page_of_a_past_date_knows_nothing_of_later_money(shown: dict[str, Any]) -> None:
    assert amounts(shown[f"{HOME}?on=2021-12-31"])[1] == (
        "Сплачено",
        "155 500 грн 15,6 % · без договору: 155 500 грн",
    )


def test_an_amended_plan_shows_the_first_edition_in_small_print(client: Client, execution: Execution) -> None:
    execution.drop("mini-grant-contests", "2022-06-01")

    assert amounts(client.get(f"{HOME}?on=2022-06-30"))[0] == (
        "Передбачено",
        "970 000 грн за першою редакцією: 1 000 000 грн",
    )
    assert amounts(client.get(f"{HOME}?on=2022-05-31"))[0] == ("Передбачено", "1 000 000 грн на 2021–2023")


def test_more_paid_than_planned_is_a_fault_until_the_head_allows_it(client: Client, execution: Execution) -> None:
    values: dict[str, Any] = {
        "stage": "paid",
        "budget_year": 2021,
        "source": execution.source,
        "recorded_by": execution.by,
    }
    LedgerEntry.objects.create(
        measure=execution.measure("print-media"), date=date(2021, 5, 1), amount=Decimal("1000000.01"), **values
    )

    page = main(client.get(HOME))

    assert [text.split(" грн")[0] for _title, text in page.one(css="amounts").pairs()] == [
        "1 000 000,00",
        "1 000 000,01",
        "0,01",  # in whole hryvnias it would be nothing
    ]
    assert page.one(css="check-bad").text == (
        "✕ Понад ліміти Понад план і бюджет: 894 400,01 грн – захід 1.1.1, 2021 рік 01.05.2021 , 1 000 000,01 грн"
    )

    place = {"gate": "paid", "measure": execution.measure("print-media"), "year": 2021, "source": execution.source}
    permission = {"program": execution.program, "reason": "Рішення керівника", "granted_by": execution.by}
    Override.objects.create(**place, **permission, amount=Decimal("894400.01"))
    page = main(client.get(HOME))

    assert page.all(css="check-bad") == []
    assert page.one("p", css="source").one("a").text == "▲ Керівник дозволив перевищити ліміт 1 раз."
    assert [item.text for item in fold(page, "Дозвіл на перевищення ліміту").one("ul").all("li")] == [
        "Понад план і бюджет: 894 400,01 грн – захід 1.1.1, 2021 рік 01.05.2021 , 1 000 000,01 грн"
    ]


def test_the_source_of_the_figures_is_named(shown: dict[str, Any]) -> None:
    page = main(shown[f"{HOME}?on=2022-06-30"])

    assert page.one(css="dated").one("summary").text == "Станом на 30.06.2022 – змінити"
    assert page.one(css="source").text == ("Останній запис журналу – 10.02.2022. ✓ План сходиться з паспортом.")
    assert fold(page, "Як читати ці цифри").one("dl").pairs()[0] == (
        "Звідки вони",
        "План – рішення № 46 від 16.02.2021 (редакція 1); видатки – касові видатки з журналу коштів.",
    )


def test_money_work_and_time_stand_side_by_side_and_are_not_averaged(client: Client, paid: Execution) -> None:
    paid.judge("print-media", "partly", work=34, reason="Воєнний стан")

    page = main(client.get(f"{HOME}?on=2022-12-31"))

    assert page.one(css="gauges").pairs() == [
        ("Кошти", "17,1 %"),
        ("Робота", "2,0 %"),
        ("Час", "66,7 %"),
    ]
    assert fold(page, "Як читати ці цифри").one("dl").pairs()[2:5] == [
        ("Кошти", "сплачено від плану на весь строк"),
        ("Робота", "від роботи за весь строк: середнє власних оцінок виконавців за всіма заходами"),
        ("Час", "строку 2021–2023 минуло"),
    ]


def test_work_that_nobody_judged_has_no_bar(shown: dict[str, Any]) -> None:
    assert [name for name, _ in main(shown[HOME]).one(css="gauges").pairs()] == ["Кошти", "Час"]


def test_the_self_check_is_said(client: Client, program: Program) -> None:
    page = main(client.get(HOME))

    assert page.one(css="fits").text == "✓ План сходиться з паспортом."
    assert page.all(css="check") == []


# ---- the sentence ----------------------------------------------------------------------------------------------------


def test_the_sentence_without_any_money_moved(program: Program) -> None:
    assert sentence(program, "2021-06-30") == (
        "На 2021–2023 передбачено 1 000 000 грн; про рух коштів ще нічого не внесено."
    )


def test_within_the_first_year_nobody_is_called_late(paid: Execution) -> None:
    paid.pay("online-media", "2021-03-01", "0.01", stage="accepted")

    assert sentence(paid.program, "2021-06-30") == (
        "Сплачено 0,0 % із 1 000 000 грн; найбільший залишок 2021 року має захід 1.1.1 "
        "«Висвітлення у друкованих ЗМІ»: 105 600 грн."
    )


def test_after_a_year_the_measure_furthest_behind_is_named(paid: Execution) -> None:
    assert sentence(paid.program, "2021-12-31") == (
        "Сплачено 15,6 % із 1 000 000 грн; найбільше не сплачено за заходом 1.1.4 "
        "«Друк інформаційних матеріалів»: 38 400 грн із плану 2021 року."
    )


def test_after_several_years_the_plans_of_all_of_them_count(paid: Execution) -> None:
    assert sentence(paid.program, "2022-12-31") == (
        "Сплачено 17,1 % із 1 000 000 грн; найбільше не сплачено за заходом 1.1.1 "
        "«Висвітлення у друкованих ЗМІ»: "
        "178 433 грн із плану 2021–2022 років."
    )


def test_a_plan_that_is_paid_in_full_lags_nowhere(person: Callable[[str], User]) -> None:
    small = program_of(1)
    Execution(small, person("accountant")).pay("measure-1", "2022-05-05", "100.00")

    assert sentence(small, "2022-12-31") == "Сплачено 100,0 % із 100 грн."
    assert largest_lag(statement_on(small, date(2022, 12, 31))) is None


@pytest.mark.parametrize(
    ("measures", "text"),
    [
        (1, "Із 1 заходу: 1 виконано."),
        (2, "Із 2 заходів: 1 виконано, 1 без звіту."),
        (5, "Із 5 заходів: 1 виконано, 4 без звіту."),
        (21, "Із 21 заходу: 1 виконано, 20 без звіту."),
    ],
)
def test_measures_are_counted_in_the_right_case(person: Callable[[str], User], measures: int, text: str) -> None:
    program = program_of(measures)
    Execution(program, person("coordinator")).judge("measure-1", "done", work=100)

    assert sentence(program, "2022-12-31").endswith(f"{text} Стан зазначено за 2022 рік.")


# ---- the date --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["2022-13-40", "30.02.2022", "вчора", "2022", "20220630", "%00", "2022-06-30'--", "99999-01-01", "٢٠٢٢"]
)
def test_a_date_that_cannot_be_read_is_kept_and_explained(client: Client, program: Program, text: str) -> None:
    response = client.get(HOME, {"on": text})

    form = main(response).one("form", css="asof")
    assert response.status_code == 400
    assert form.one("input").attributes["value"] == text
    assert form.one("input").attributes["type"] == "text"
    assert "Поки що показано стан без вибраної дати." in form.one(css="field-error").text


@pytest.mark.parametrize("text", ["2022-13-40", "вчора"])
def test_a_file_of_a_date_that_cannot_be_read_is_refused_in_words(client: Client, program: Program, text: str) -> None:
    response = client.get(f"{HOME}plan.csv", {"on": text})

    assert (response.status_code, response.content.decode()) == (
        400,
        "Це не дата. Напишіть її як день.місяць.рік, наприклад 30.06.2022.\n",
    )


@pytest.mark.parametrize("text", ["2022-06-30", "30.06.2022", " 2022-06-30 "])
def test_a_date_is_read_as_people_and_browsers_write_it(client: Client, program: Program, text: str) -> None:
    page = main(client.get(HOME, {"on": text}))

    assert page.one("form", css="asof").one("input").attributes["value"] == "2022-06-30"


def test_no_date_is_today(client: Client, program: Program) -> None:
    with time_machine.travel("2022-03-05T23:30:00+02:00"):
        page = main(client.get(f"{HOME}?on="))

    assert page.one(css="dated").one("summary").text == "Станом на 05.03.2022 – змінити"


@pytest.mark.parametrize(
    ("on", "status", "said"),
    [
        ("2023-12-31", "in_force", "чинна 2021–2023 · рішення № 46 від 16.02.2021"),
        (
            "2024-01-01",
            "in_force",
            "строк закінчився 31.12.2023 · підсумкового звіту ще немає 2021–2023 · рішення № 46 від 16.02.2021",
        ),
        ("2024-01-01", "completed", "завершена 2021–2023 · рішення № 46 від 16.02.2021"),
        ("2021-02-15", "in_force", "2021–2023"),
    ],
)
def test_the_status_does_not_outlive_the_term_in_silence(
    client: Client, program: Program, on: str, status: str, said: str
) -> None:
    Program.objects.update(status=status)

    assert main(client.get(HOME, {"on": on})).one(css="facts").text == said


def test_before_the_first_edition_the_page_says_so_and_leads_to_its_first_day(client: Client, program: Program) -> None:
    response = client.get(f"{HOME}?on=2021-02-15")

    page = main(response)
    assert response.status_code == 200
    assert page.one(css="empty").text == (
        "На 15.02.2021 програма ще не діяла Її перша редакція чинна з 16.02.2021 (рішення № 46 від 16.02.2021). "
        "Показати програму на той день"
    )
    assert page.one(css="empty").one("a").attributes["href"] == "?on=2021-02-16"


@pytest.mark.parametrize("text", ["0001-01-01", "1990-05-05", "9999-12-31"])
def test_a_date_at_the_ends_of_the_calendar_breaks_nothing(client: Client, program: Program, text: str) -> None:
    pages = ["", "passport/", "measures/print-media/", "plan.csv", "plan.xlsx", "charts/money-by-year.csv"]

    assert [client.get(f"{HOME}{page}?on={text}").status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("text", ["2099-12-31", "9999-12-31"])
def test_a_date_still_to_come_is_marked(shown: dict[str, Any], text: str) -> None:
    page = main(shown[f"{HOME}?on={text}"])

    assert page.one(css="source").text.endswith("Ця дата ще не настала: сторінка показує те, що відомо сьогодні.")
    assert page.one(css="gauges").pairs()[-1] == ("Час", "100,0 %")


def test_links_of_a_dated_page_lead_to_the_same_date(client: Client, program: Program) -> None:
    page = main(client.get(f"{HOME}?on=2022-06-30"))

    links = [node.attributes["href"] for node in page.all("a")]
    assert {link for link in links if "/measures/" in link and not link.endswith("?on=2022-06-30")} == set()
    assert f"{HOME}plan.csv?on=2022-06-30" in links


# ---- the tree and the whole plan -------------------------------------------------------------------------------------

PLAN = [
    ["1.1.1", "Бюджет громади", "105 600,00", "188 000,00", "162 000,00", "455 600,00"],
    ["1.1.2", "Бюджет громади", "36 000,00", "49 000,00", "49 000,00", "134 000,00"],
    ["1.1.3", NOT_REQUIRED, NOT_REQUIRED],
    ["1.1.4", "Бюджет громади", "38 400,00", "48 000,00", "48 000,00", "134 400,00"],
    ["1.2.1", NOT_REQUIRED, NOT_REQUIRED],
    ["1.2.2", "Бюджет громади", "20 000,00", "49 000,00", "49 000,00", "118 000,00"],
    ["2.1", NOT_REQUIRED, NOT_REQUIRED],
    ["2.2", NOT_REQUIRED, NOT_REQUIRED],
    ["2.3", "Бюджет громади", NOT_STATED],
    ["2.4", NOT_REQUIRED, NOT_REQUIRED],
    ["3.1", "Бюджет громади", "0,00", "6 000,00", "10 000,00", "16 000,00"],
    ["3.2", NOT_REQUIRED, NOT_REQUIRED],
    ["3.3", "Бюджет громади", "0,00", "10 000,00", "12 000,00", "22 000,00"],
    ["3.4", NOT_REQUIRED, NOT_REQUIRED],
    ["4.1", "Бюджет громади", "0,00", "20 000,00", "30 000,00", "50 000,00"],
    ["4.2", "Бюджет громади", "0,00", "20 000,00", "20 000,00", "40 000,00"],
    ["4.3", "Бюджет громади", "0,00", "10 000,00", "20 000,00", "30 000,00"],
]


def test_the_tasks_say_how_their_measures_stand_and_what_of_the_plan_is_paid(client: Client, paid: Execution) -> None:
    paid.judge("print-media", "partly", work=34, reason="Воєнний стан")

    page = main(client.get(f"{HOME}?on=2022-12-31"))
    tasks = [
        [span.text for span in task.content if not isinstance(span, str)] for task in page.all("summary", css="task")
    ]

    assert page.one("h2", css="with-unit").text == "Завдання сплачено / план, тис. грн"
    assert [task[-2:] for task in tasks] == [
        ["Сплачено 151 / із плану 724", "◐ 1 виконано частково: 1 без звіту: 3"],
        ["Сплачено 20 / із плану 118", "без звіту: 2"],
        [NOT_STATED, "без звіту: 4"],
        ["Сплачено 0 / із плану 38", "без звіту: 4"],
        ["Сплачено 0 / із плану 120", "без звіту: 3"],
    ]


def test_the_states_of_the_sentence_lead_to_the_measures_that_stand_so(client: Client, paid: Execution) -> None:
    paid.judge("print-media", "partly", work=34, reason="Воєнний стан")
    states = [link.attributes["href"] for link in main(client.get(HOME)).one("p", css="sentence").all("a")[1:]]

    lists = [[row.one("a").text for row in main(client.get(state)).all("li", css="task")] for state in states]

    assert states == [f"{HOME}measures/?state=partly", f"{HOME}measures/?state=none"]
    assert lists[0] == ["Висвітлення у друкованих ЗМІ"]
    assert len(lists[1]) == 16
    assert len(main(client.get(f"{HOME}measures/")).all("li", css="task")) == 17


def test_the_whole_of_annex_1_stands_in_the_table(client: Client, program: Program) -> None:
    table = fold(main(client.get(HOME)), "Увесь план (додаток 1)").one("table", css="sheet")
    rows = [row for row in table.all("tr") if row.attributes.get("class") == "sheet-item"]

    measures = [[cell.text for cell in row.content if isinstance(cell, Node)] for row in rows]
    assert [
        [name.split()[0], source, *amounts] for name, *amounts, _paid, _direct, source, _who, _what in measures
    ] == PLAN
    assert table.rows()[-1][:7] == ["Разом", "200 000,00", "400 000,00", "400 000,00", "1 000 000,00", "0,00", "0,00"]


def rows_of_csv(response: Any) -> list[list[str]]:
    """The fields of a CSV file; what keeps Excel from reading «1.1» as a date is taken off."""
    rows = csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    return [[unguarded(field) for field in row] for row in rows]


def test_the_csv_holds_what_the_page_shows_on_the_same_date(shown: dict[str, Any]) -> None:
    response = shown[f"{HOME}plan.csv?on=2021-12-31"]

    rows = rows_of_csv(response)
    assert rows[0] == [
        *["№", "Завдання / захід", "Виконавці", "Джерело фінансування"],
        *["Сума, грн: 2021", "Сума, грн: 2022", "Сума, грн: 2023", "Сума, грн: Усього", "Сплачено"],
        *["З них без договору", "Очікувані результати"],
    ]
    assert len(rows) == 1 + 5 + 17 + 1
    assert [row[0] for row in rows if row[0] in {line[0] for line in PLAN}] == [line[0] for line in PLAN]
    assert rows[-1][4:10] == ["200000,00", "400000,00", "400000,00", "1000000,00", *["155500,00"] * 2]
    assert response["Content-Disposition"] == f'attachment; filename="{SLUG}-plan-2021-12-31.csv"'


def test_the_workbook_holds_the_same_figures_as_the_csv(shown: dict[str, Any]) -> None:
    query = "?on=2022-06-30"
    text = rows_of_csv(shown[f"{HOME}plan.csv{query}"])[1:]

    sheet = load_workbook(BytesIO(shown[f"{HOME}plan.xlsx{query}"].content)).active
    assert sheet is not None
    numbers = [[cell.value for cell in row] for row in sheet.iter_rows()]
    table = [row for row in numbers if (row[0] or "") in {line[0] for line in text} and row[1]]
    workbook = [[f"{v:.2f}".replace(".", ",") if isinstance(v, int | float) else v for v in row[4:10]] for row in table]
    assert workbook == [[cell or None for cell in row[4:10]] for row in text]


# ---- charts ----------------------------------------------------------------------------------------------------------


def test_the_picture_of_the_years_has_its_sentence_and_its_table(shown: dict[str, Any]) -> None:
    page = main(shown[f"{HOME}?on=2022-06-30"])
    money = fold(page, "Кошти за роками й етапами")

    most = "Найбільше сплачено з коштів 2021 року: 155 500,00 грн, це 77,8 % плану року."
    assert money.all(css="chart-sentence")[0].text == most  # of 2023, which has not begun, nothing is to be said
    later = fold(main(shown[HOME]), "Кошти за роками й етапами").all(css="chart-sentence")[0].text
    assert later == f"{most} З коштів 2023 року не сплачено нічого."
    assert page.one("dl", css="year-bars").pairs() == [("2021", "156 з 200"), ("2022", "16 з 400"), ("2023", "0 з 400")]
    assert money.all("table")[0].rows() == [
        ["2021", "200 000,00", "0,00", "0,00", "155 500,00", "155 500,00"],
        ["2022", "400 000,00", "0,00", "0,00", "15 666,67", "15 666,67"],
        ["2023", "400 000,00", "0,00", "0,00", "0,00", "0,00"],
        ["Усього", "1 000 000,00", "0,00", "0,00", "171 166,67", "171 166,67"],
    ]


def test_bars_are_as_high_as_their_share_of_the_highest(shown: dict[str, Any]) -> None:
    picture = main(shown[f"{HOME}?on=2022-06-30"]).one("dl", css="year-bars")

    heights = [(bar.attributes["class"], bar.attributes["height"]) for bar in picture.all("rect")]
    assert heights == [
        ("bar-amended", "50.00%"),
        ("bar-paid", "38.88%"),
        ("bar-amended", "100.00%"),
        ("bar-paid", "3.92%"),
        ("bar-amended", "100.00%"),
    ]


def test_whom_the_money_went_to_leads_to_the_payments(client: Client, paid: Execution) -> None:
    for name, amount in {"ТОВ «Перше»": "70000.00", "ТОВ «Друге»": "5.50"}.items():
        values = {"stage": "paid", "budget_year": 2022, "source": paid.source, "recorded_by": paid.by}
        measure, day = paid.measure("printed-materials"), date(2022, 3, 1)
        LedgerEntry.objects.create(measure=measure, date=day, amount=Decimal(amount), counterparty=name, **values)

    payees = main(client.get(HOME)).one("ul", css="payees").all("li")

    assert [payee.text for payee in payees] == [
        "ТОВ «Перше» 70 000 грн",
        "ТОВ «Друге» 6 грн",
        "отримувача не названо 171 167 грн",
    ]
    assert (
        main(client.get(payees[0].one("a").attributes["href"])).one(css="amounts").pairs()[0][1].startswith("70 000,00")
    )


def test_the_csv_of_a_chart_is_its_table(shown: dict[str, Any]) -> None:
    rows = rows_of_csv(shown[f"{HOME}charts/money-by-year.csv?on=2022-06-30"])

    assert rows == [
        [
            "Рік",
            "За програмою (перша редакція)",
            "Законтрактовано",
            "Прийнято за актами",
            "Сплачено",
            "З них без договору",
        ],
        ["2021", "200000,00", "0,00", "0,00", "155500,00", "155500,00"],
        ["2022", "400000,00", "0,00", "0,00", "15666,67", "15666,67"],
        ["2023", "400000,00", "0,00", "0,00", "0,00", "0,00"],
        ["Усього", "1000000,00", "0,00", "0,00", "171166,67", "171166,67"],
    ]


# ---- what changed lately ---------------------------------------------------------------------------------------------


def test_the_latest_money_and_public_activities_stand_newest_first(client: Client, paid: Execution) -> None:
    activity = {"measure": paid.measure("press-events"), "kind": "briefing", "title": "Брифінг про бюджет"}
    save_record(record=Activity(date=date(2022, 1, 18), is_public=True, **activity), by=paid.by)
    save_record(record=Activity(date=date(2022, 1, 19), is_public=False, **activity), by=paid.by)

    page = main(client.get(f"{HOME}?on=2022-06-30"))

    entries = [" ".join(part.text for part in item.all("span")[:1]) for item in page.all(css="changes")[0].all("li")]
    assert entries == ["10.02.2022", "18.01.2022", "20.12.2021"]
    assert [len(item.all("p")) for item in page.all(css="changes")[0].all("li")] == [1, 1, 2]
    assert len(fold(page, "Журнал").all("p")) == 1
    assert page.all(css="changes")[0].all("li")[1].text.startswith("18.01.2022 Брифінг: Брифінг про бюджет · захід 3.3")


def test_nothing_that_happened_later_is_among_the_changes(shown: dict[str, Any]) -> None:
    page = main(shown[f"{HOME}?on=2021-12-31"])

    assert [(item.all("span")[0].text, len(item.all("p"))) for item in page.one(css="changes").all("li")] == [
        ("20.12.2021", 3)
    ]


# ---- the list and the number of queries ------------------------------------------------------------------------------


def test_the_list_has_the_figures_of_the_statement(client: Client, paid: Execution) -> None:
    paid.drop("mini-grant-contests", "2022-06-01")
    others = [program_of(2), program_of(0)]
    programs = [paid.program, *others]

    for on in (date(2021, 1, 1), date(2021, 12, 31), date(2023, 6, 30)):
        totals = totals_on(programs, on)
        for program in programs:
            total = statement_on(program, on).total
            paid_sum = total.paid if statement_on(program, on).last_entry else None
            assert (totals[program.pk].planned, totals[program.pk].paid) == (total.amended, paid_sum)


def test_of_one_programme_the_first_page_is_its_first_screen(shown: dict[str, Any]) -> None:
    page, own = main(shown["/"]), main(shown[HOME])

    assert page.one(css="amounts").pairs() == own.one(css="amounts").pairs()
    assert page.one(css="gauges").pairs() == own.one(css="gauges").pairs()
    assert page.one(css="sentence").text == own.one(css="sentence").text
    assert [item.text for item in page.one(css="changes").all("p")] == ["Сплачено 15 667 грн : пд № 7 · захід 1.1.1"]
    assert page.one("a", css="file").text == "Звіт за 2021–2023 роки, PDF"


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def filled(measures: int, by: User) -> Program:
    """A programme whose every measure has money, progress and an activity."""
    program = program_of(measures)
    found = list(program.measures.all())
    source, on = FundingSource.objects.get(code="community-budget"), date(2022, 3, 1)
    money: dict[str, Any] = {"stage": "paid", "budget_year": 2022, "source": source, "amount": Decimal("10.00")}
    year: dict[str, Any] = {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}
    event: dict[str, Any] = {"kind": "other", "date": on, "title": "Виконана робота", "is_public": True}
    LedgerEntry.objects.bulk_create(
        LedgerEntry(measure=measure, date=on, document_number="7", recorded_by=by, **money) for measure in found
    )
    Progress.objects.bulk_create(Progress(measure=measure, state="done", work_percent=100, **year) for measure in found)
    Activity.objects.bulk_create(Activity(measure=measure, **event) for measure in found)
    return program


def test_a_page_asks_as_often_for_1_measure_as_for_30(client: Client, person: Callable[[str], User]) -> None:
    pages = ["", "passport/", "editions/", "measures/measure-1/", "plan.csv", "plan.xlsx"]
    pages += ["charts/plan-and-paid-by-task.csv"]
    one, thirty = (filled(number, person("accountant")) for number in (1, 30))

    few, many = (
        {page: queries(client, f"/programs/{program.slug}/{page}") for page in pages} for program in (one, thirty)
    )

    assert few == many
    # a page asks what each part has of the programme: two each for consultations and for decisions of advisory bodies,
    # one each for registers and sittings
    assert max(few.values()) <= 50


@pytest.mark.parametrize("address", ["/", "/search/?q=захід", "/open-data/"])
def test_a_list_asks_as_often_for_1_programme_as_for_10(client: Client, program: Program, address: str) -> None:
    program_of(1)
    before = queries(client, address)

    for number in range(2, 11):
        program_of(number)

    assert queries(client, address) == before
