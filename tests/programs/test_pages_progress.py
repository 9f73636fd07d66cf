"""The progress page: what was promised, paid and left on a date, in figures, bars, words and whole tables."""

import csv
import re
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
from .reading import main

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


def sentence(program: Program, on: str) -> str:
    with translation.override("uk"):
        text = strip_tags(Overview(statement_on(program, date.fromisoformat(on))).sentence())
    return " ".join(text.split())


# ---- the first screen ------------------------------------------------------------------------------------------------


def test_without_a_ledger_the_page_claims_no_zero(client: Client, program: Program) -> None:
    assert amounts(client.get(HOME)) == [
        ("Передбачено", "1 000 000,00 грн на 2021–2023"),
        ("Сплачено", "даних ще немає на цю дату журнал коштів порожній"),
        ("Ще не сплачено", "даних ще немає без даних про видатки його не порахувати"),
    ]


def test_promised_paid_and_left_are_hryvnias_first_and_per_cent_second(shown: dict[str, Any]) -> None:
    assert amounts(shown[f"{HOME}?on=2022-06-30"]) == [
        ("Передбачено", "1 000 000,00 грн на 2021–2023"),
        ("Сплачено", "171 166,67 грн 17,1 % передбаченого з них без договору: 171 166,67 грн"),
        ("Ще не сплачено", "828 833,33 грн 82,9 % передбаченого"),
        ("Ще не законтрактовано", "828 833,33 грн у межах плану й бюджетних призначень"),
    ]


def test_the_page_of_a_past_date_knows_nothing_of_later_money(shown: dict[str, Any]) -> None:
    assert amounts(shown[f"{HOME}?on=2021-12-31"])[1] == (
        "Сплачено",
        "155 500,00 грн 15,6 % передбаченого з них без договору: 155 500,00 грн",
    )


def test_an_amended_plan_shows_the_first_edition_in_small_print(client: Client, execution: Execution) -> None:
    execution.drop("mini-grant-contests", "2022-06-01")

    assert amounts(client.get(f"{HOME}?on=2022-06-30"))[0] == (
        "Передбачено",
        "970 000,00 грн за першою редакцією: 1 000 000,00 грн",
    )
    assert amounts(client.get(f"{HOME}?on=2022-05-31"))[0] == ("Передбачено", "1 000 000,00 грн на 2021–2023")


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

    assert page.one(css="amounts").pairs()[2] == ("Сплачено понад план", "0,01 грн")
    assert page.one(css="check-bad").text == (
        "✕ Понад ліміти Понад план і бюджет: 894 400,01 грн – захід 1.1.1, 2021 рік 01.05.2021 , 1 000 000,01 грн"
    )

    place = {"gate": "paid", "measure": execution.measure("print-media"), "year": 2021, "source": execution.source}
    permission = {"program": execution.program, "reason": "Рішення керівника", "granted_by": execution.by}
    Override.objects.create(**place, **permission, amount=Decimal("894400.01"))
    page = main(client.get(HOME))

    assert page.all(css="check-bad") == []
    assert [note.text for note in page.all(css="check-note")] == [
        "▲ Понад ліміт із дозволу керівника Понад план і бюджет: 894 400,01 грн – захід 1.1.1, 2021 рік "
        "01.05.2021 , 1 000 000,01 грн",
        "▲ Керівник дозволив перевищити ліміт 1 раз; причина – нижче.",
    ]


def test_the_source_of_the_figures_is_named(shown: dict[str, Any]) -> None:
    page = main(shown[f"{HOME}?on=2022-06-30"])

    assert page.one(css="source").text == (
        "Станом на 30.06.2022 . Дані: план – рішення № 46 від 16.02.2021 (редакція 1); "
        "видатки – касові видатки з журналу коштів, останній запис від 10.02.2022."
    )


def test_money_work_and_time_stand_side_by_side_and_are_not_averaged(client: Client, paid: Execution) -> None:
    paid.judge("print-media", "partly", work=34, reason="Воєнний стан")

    page = main(client.get(f"{HOME}?on=2022-12-31"))

    assert page.one(css="gauges").pairs() == [
        ("Кошти", "17,1 % сплачено від плану на весь строк"),
        ("Робота", "2,0 % від роботи за весь строк: середнє власних оцінок виконавців за всіма заходами"),
        ("Час", "66,7 % строку 2021–2023 минуло"),
    ]


def test_work_that_nobody_judged_has_no_bar(shown: dict[str, Any]) -> None:
    assert [name for name, _ in main(shown[HOME]).one(css="gauges").pairs()] == ["Кошти", "Час"]


def test_the_self_check_is_said(client: Client, program: Program) -> None:
    checks = [node.text for node in main(client.get(HOME)).all(css="check")]

    assert checks == ["✓ План сходиться з паспортом: сума заходів дорівнює паспорту в кожному році."]


# ---- the sentence ----------------------------------------------------------------------------------------------------


def test_the_sentence_without_any_money_moved(program: Program) -> None:
    assert sentence(program, "2021-06-30") == (
        "На 2021–2023 передбачено 1 000 000,00 грн; про рух коштів ще нічого не внесено."
    )


def test_within_the_first_year_nobody_is_called_late(paid: Execution) -> None:
    paid.pay("online-media", "2021-03-01", "0.01", stage="accepted")

    assert sentence(paid.program, "2021-06-30") == (
        "Сплачено 0,0 % із 1 000 000,00 грн; найбільший залишок 2021 року має захід 1.1.1 "
        "«Висвітлення у друкованих ЗМІ»: 105 600,00 грн."
    )


def test_after_a_year_the_measure_furthest_behind_is_named(paid: Execution) -> None:
    assert sentence(paid.program, "2021-12-31") == (
        "Сплачено 15,6 % із 1 000 000,00 грн; найбільше не сплачено за заходом 1.1.4 "
        "«Друк інформаційних матеріалів»: "
        "38 400,00 грн із плану 2021 року."
    )


def test_after_several_years_the_plans_of_all_of_them_count(paid: Execution) -> None:
    assert sentence(paid.program, "2022-12-31") == (
        "Сплачено 17,1 % із 1 000 000,00 грн; найбільше не сплачено за заходом 1.1.1 "
        "«Висвітлення у друкованих ЗМІ»: "
        "178 433,33 грн із плану 2021–2022 років."
    )


def test_a_plan_that_is_paid_in_full_lags_nowhere(person: Callable[[str], User]) -> None:
    small = program_of(1)
    Execution(small, person("accountant")).pay("measure-1", "2022-05-05", "100.00")

    assert sentence(small, "2022-12-31") == "Сплачено 100,0 % із 100,00 грн."
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

    assert "Станом на 05.03.2022" in page.one(css="source").text


@pytest.mark.parametrize(
    ("on", "status", "said"),
    [
        ("2023-12-31", "in_force", "чинна 2021–2023 рішення № 46 від 16.02.2021"),
        ("2024-01-01", "in_force", "строк дії закінчився 31.12.2023 2021–2023 рішення № 46 від 16.02.2021"),
        ("2024-01-01", "completed", "завершена 2021–2023 рішення № 46 від 16.02.2021"),
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
    assert page.one(css="gauges").pairs()[-1] == ("Час", "100,0 % строку 2021–2023 минуло")


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


def test_the_tree_has_every_task_with_its_years(client: Client, program: Program) -> None:
    tree = main(client.get(HOME)).one(css="tree")

    tasks = [
        [part.text for part in summary.all("span") if "tree-" in part.attributes.get("class", "")]
        for summary in tree.all("summary")
    ]
    figures = [[re.sub(r"^\d{4}: |^план: ", "", text) for text in task[2:] if text != "план:"] for task in tasks]
    assert figures == [
        ["180 000,00", "285 000,00", "259 000,00", "724 000,00"],
        ["20 000,00", "49 000,00", "49 000,00", "118 000,00"],
        [NOT_STATED],
        ["0,00", "16 000,00", "22 000,00", "38 000,00"],
        ["0,00", "50 000,00", "70 000,00", "120 000,00"],
    ]


def test_the_whole_of_annex_1_stands_in_the_table(client: Client, program: Program) -> None:
    rows = main(client.get(HOME)).one("table", css="table--plan").rows()

    measures = [[row[0], *row[3:-2]] for row in rows if re.fullmatch(r"\d\.\d(\.\d)?", row[0]) and len(row) > 4]
    assert [row for row in measures if row[0] not in {"1.1", "1.2"}] == PLAN
    assert rows[-1] == ["", "Разом", "200 000,00", "400 000,00", "400 000,00", "1 000 000,00", "0,00", "0,00"]


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


def test_the_chart_of_the_years_says_what_it_shows(shown: dict[str, Any]) -> None:
    chart = main(shown[f"{HOME}?on=2022-06-30"]).all("figure")[0]

    most = "Найбільше сплачено з коштів 2021 року: 155 500,00 грн, це 77,8 % плану року."
    assert chart.one(css="chart-sentence").text == most  # of 2023, which has not begun, nothing is to be said
    later = main(shown[HOME]).all("figure")[0].one(css="chart-sentence").text
    assert later == f"{most} З коштів 2023 року не сплачено нічого."
    assert [group.pairs() for group in chart.all("dl")] == [
        [
            ("За програмою (перша редакція)", "200 000,00"),
            ("Законтрактовано", "0,00"),
            ("Прийнято за актами", "0,00"),
            ("Сплачено", "155 500,00"),
            ("З них без договору", "155 500,00"),
        ],
        [
            ("За програмою (перша редакція)", "400 000,00"),
            ("Законтрактовано", "0,00"),
            ("Прийнято за актами", "0,00"),
            ("Сплачено", "15 666,67"),
            ("З них без договору", "15 666,67"),
        ],
        [
            ("За програмою (перша редакція)", "400 000,00"),
            ("Законтрактовано", "0,00"),
            ("Прийнято за актами", "0,00"),
            ("Сплачено", "0,00"),
            ("З них без договору", "0,00"),
        ],
    ]


def test_bars_are_as_long_as_their_share_of_the_longest(shown: dict[str, Any]) -> None:
    chart = main(shown[f"{HOME}?on=2022-06-30"]).all("figure")[1]

    lengths = [bar.attributes["width"] for bar in chart.all("rect") if "bar-none" not in bar.attributes["class"]]
    assert lengths == ["100.00%", "20.88%", "20.88%", "16.30%", "2.76%", "2.76%", "5.25%", "16.57%"]


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

    entries = [" ".join(part.text for part in item.all("span")[:1]) for item in page.one(css="changes").all("li")]
    assert entries == ["10.02.2022", "18.01.2022", "20.12.2021", "20.12.2021", "20.12.2021"]
    assert page.one(css="changes").all("li")[1].text.startswith("18.01.2022 Брифінг Брифінг про бюджет захід 3.3")


def test_nothing_that_happened_later_is_among_the_changes(shown: dict[str, Any]) -> None:
    page = main(shown[f"{HOME}?on=2021-12-31"])

    assert [item.all("span")[0].text for item in page.one(css="changes").all("li")] == ["20.12.2021"] * 3


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


def test_the_list_says_promised_and_paid(shown: dict[str, Any]) -> None:
    card = main(shown["/"]).one(css="program-card")

    assert card.one("dl").pairs() == [("Передбачено", "1 000 000,00 грн"), ("Сплачено", "171 166,67 грн 17,1 %")]


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
    assert max(few.values()) <= 40


@pytest.mark.parametrize("address", ["/", "/search/?q=захід", "/open-data/"])
def test_a_list_asks_as_often_for_1_programme_as_for_10(client: Client, program: Program, address: str) -> None:
    program_of(1)
    before = queries(client, address)

    for number in range(2, 11):
        program_of(number)

    assert queries(client, address) == before
