"""The sections of an execution report: whole tables, deviations at their edges, reasons, order, queries."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from programs.finance import Absence
from programs.models import Activity, BudgetAppropriation, FundingSource, Headcount, LegalAct, Measure, Program
from programs.period import Period
from programs.registration import Programs
from programs.reporting import Level, Row, Table
from programs.reports import build_report, happened
from programs.services import (
    close_period,
    grant_override,
    reopen_period,
    reverse_entry,
    save_appropriation,
    save_record,
)
from tests.sampling import examples

from .execution import Execution, program_of

NOT_REQUIRED, NOT_STATED, NOT_FORESEEN = Absence.NOT_REQUIRED, Absence.AMOUNT_NOT_STATED, Absence.NOT_FORESEEN
UNEXPLAINED = ["Причину не вказано."]
YEAR = Period.year(2022)


@pytest.fixture
def execution(program: Program, person: Any) -> Execution:
    return Execution(program, person("accountant"))


def table(program: Program, key: str, period: Period = YEAR) -> Table:
    return next(table for _title, table in build_report(program, period).tables if table.key == key)


def row(found: Table, number: str) -> Row:
    return next(row for row in found.rows if row.cells.get("number") == number)


def figures(found: Row) -> list[str]:
    """Approved, amended, paid, deviation, per cent of a row, as short texts."""
    return [str(found.cells[key]) for key in ("approved", "amended", "paid", "deviation", "percent")]


def test_the_main_table_of_2022_is_this_one(program: Program, execution: Execution) -> None:
    execution.pay("print-media", "2022-02-10", "15666.67")
    execution.pay("site-support", "2022-02-10", "49000.00")
    execution.judge("print-media", "partly", result="Вийшло 8 випусків.", reason="Воєнний стан")
    execution.judge("site-support", "done", work=66)
    execution.judge("security-seminars", "impossible", reason="Воєнний стан", work=0)

    found = [
        (
            row.level.value,
            row.cells.get("number", ""),
            *figures(row),
            getattr(row.cells.get("state"), "code", None),
            row.cells.get("reason"),
        )
        for row in table(program, "measures").rows
    ]

    none = [NOT_REQUIRED] * 4
    assert found == [
        ("group", "1.1", "285000.00", "285000.00", "15666.67", "269333.33", "5.5", None, None),
        (
            "item",
            "1.1.1",
            "188000.00",
            "188000.00",
            "15666.67",
            "172333.33",
            "8.3",
            "partly",
            ["Вийшло 8 випусків.", "Воєнний стан"],
        ),
        ("item", "1.1.2", "49000.00", "49000.00", "0.00", "49000.00", "0.0", None, UNEXPLAINED),
        ("item", "1.1.3", *none, "None", None, []),
        ("item", "1.1.4", "48000.00", "48000.00", "0.00", "48000.00", "0.0", None, UNEXPLAINED),
        ("group", "1.2", "49000.00", "49000.00", "49000.00", "0.00", "100.0", None, None),
        ("item", "1.2.1", *none, "None", None, []),
        ("item", "1.2.2", "49000.00", "49000.00", "49000.00", "0.00", "100.0", "done", []),
        ("group", "2", *[NOT_STATED] * 4, "None", None, None),
        ("item", "2.1", *none, "None", None, []),
        ("item", "2.2", *none, "None", None, []),
        ("item", "2.3", *[NOT_STATED] * 4, "None", None, []),
        ("item", "2.4", *none, "None", None, []),
        ("group", "3", "16000.00", "16000.00", "0.00", "16000.00", "0.0", None, None),
        ("item", "3.1", "6000.00", "6000.00", "0.00", "6000.00", "0.0", "impossible", ["Воєнний стан"]),
        ("item", "3.2", *none, "None", None, []),
        ("item", "3.3", "10000.00", "10000.00", "0.00", "10000.00", "0.0", None, UNEXPLAINED),
        ("item", "3.4", *none, "None", None, []),
        ("group", "4", "50000.00", "50000.00", "0.00", "50000.00", "0.0", None, None),
        ("item", "4.1", "20000.00", "20000.00", "0.00", "20000.00", "0.0", None, UNEXPLAINED),
        ("item", "4.2", "20000.00", "20000.00", "0.00", "20000.00", "0.0", None, UNEXPLAINED),
        ("item", "4.3", "10000.00", "10000.00", "0.00", "10000.00", "0.0", None, UNEXPLAINED),
        ("subtotal", "", "400000.00", "400000.00", "64666.67", "335333.33", "16.2", None, None),
        ("total", "", "400000.00", "400000.00", "64666.67", "335333.33", "16.2", None, None),
    ]


def test_financing_of_the_whole_term_is_this_one(program: Program, execution: Execution) -> None:
    execution.pay("print-media", "2021-03-10", "105600.00", stage="committed")
    execution.pay("print-media", "2021-04-10", "99500.00", stage="accepted")
    execution.pay("print-media", "2021-04-20", "99500.00")
    execution.pay("printed-materials", "2022-02-01", "8000.10")

    found = table(program, "financing", Period(date(2021, 1, 1), date(2023, 12, 31)))

    keys = ("approved", "amended", "appropriated", "committed", "accepted", "paid", "deviation", "percent")
    assert [
        (r.level.value, r.cells["year"], r.cells["source"], *(str(r.cells[key]) for key in keys)) for r in found.rows
    ] == [
        (
            "item",
            "2021",
            "Бюджет громади",
            "200000.00",
            "200000.00",
            "None",
            "105600.00",
            "99500.00",
            "99500.00",
            "100500.00",
            "49.8",
        ),
        (
            "subtotal",
            "2021",
            "Усього за рік",
            "200000.00",
            "200000.00",
            "None",
            "105600.00",
            "99500.00",
            "99500.00",
            "100500.00",
            "49.8",
        ),
        (
            "item",
            "2022",
            "Бюджет громади",
            "400000.00",
            "400000.00",
            "None",
            "0.00",
            "0.00",
            "8000.10",
            "391999.90",
            "2.0",
        ),
        (
            "subtotal",
            "2022",
            "Усього за рік",
            "400000.00",
            "400000.00",
            "None",
            "0.00",
            "0.00",
            "8000.10",
            "391999.90",
            "2.0",
        ),
        (
            "item",
            "2023",
            "Бюджет громади",
            "400000.00",
            "400000.00",
            "None",
            "0.00",
            "0.00",
            "0.00",
            "400000.00",
            "0.0",
        ),
        (
            "subtotal",
            "2023",
            "Усього за рік",
            "400000.00",
            "400000.00",
            "None",
            "0.00",
            "0.00",
            "0.00",
            "400000.00",
            "0.0",
        ),
        (
            "subtotal",
            "",
            "Усього: Бюджет громади",
            "1000000.00",
            "1000000.00",
            "None",
            "105600.00",
            "99500.00",
            "107500.10",
            "892499.90",
            "10.8",
        ),
        (
            "total",
            "",
            "Разом",
            "1000000.00",
            "1000000.00",
            "None",
            "105600.00",
            "99500.00",
            "107500.10",
            "892499.90",
            "10.8",
        ),
    ]


def test_what_calls_for_attention_stands_under_its_reasons_and_first_what_has_none(
    program: Program, execution: Execution
) -> None:
    execution.judge("public-consultations", "impossible", reason="Воєнний стан", work=0)
    execution.judge("budget-discussion", "impossible", reason="Воєнний стан", work=0)
    execution.judge("print-media", "not_done", reason="Газета не виходить", work=0)

    found = table(program, "attention")

    keys = ("reason", "count", "deviation", "states")
    assert [(*(r.cells[key] for key in keys), _plain(r.cells["measures"])) for r in found.rows] == [
        (
            *(UNEXPLAINED[0], 8, Decimal("212000.00"), ["не внесено\xa0– 8"]),
            "1.1.2 (49 000,00) · 1.2.2 (49 000,00) · 1.1.4 (48 000,00) · 4.1 (20 000,00) · 4.2 (20 000,00) · "
            "3.3 (10 000,00) · 4.3 (10 000,00) · 3.1 (6 000,00)",
        ),
        ("Газета не виходить", 1, Decimal("188000.00"), ["не виконано\xa0– 1"], "1.1.1 (188 000,00)"),
        ("Воєнний стан", 2, NOT_REQUIRED, ["виконати неможливо\xa0– 2"], "2.1 · 2.2"),
    ]


def _plain(lines: Any) -> str:
    return " ".join(lines).replace("\xa0", " ")


# ---- deviations at their edges ---------------------------------------------------------------------------------------


def test_money_paid_without_a_plan_deviates_by_the_whole_payment(program: Program, execution: Execution) -> None:
    execution.pay("site-publication", "2022-05-05", "700.00")
    found = table(program, "measures")
    assert figures(row(found, "1.1.3")) == [NOT_REQUIRED, NOT_REQUIRED, "700.00", "-700.00", "None"]
    assert row(found, "1.1.3").cells["reason"] == UNEXPLAINED
    assert "Захід 1.1.3, 2022 рік: сплачено понад план на 700,00\u00a0грн." in found.notes


def test_a_planned_zero_with_a_payment_never_divides_by_zero(program: Program, execution: Execution) -> None:
    execution.pay("press-events", "2021-05-05", "1.00")
    found = table(program, "measures", Period.year(2021))
    assert figures(row(found, "3.3")) == ["0.00", "0.00", "1.00", "-1.00", "None"]
    assert figures(row(found, "3.1")) == ["0.00", "0.00", "0.00", "0.00", "None"]


def test_a_payment_reversed_in_the_period_leaves_nothing_paid(program: Program, execution: Execution) -> None:
    entry = execution.pay("print-media", "2022-05-05", "500.00")
    reverse_entry(entry=entry, date=date(2022, 6, 1), by=execution.by, note="Записано двічі")
    assert figures(row(table(program, "measures"), "1.1.1")) == ["188000.00", "188000.00", "0.00", "188000.00", "0.0"]


def test_a_reversal_in_a_later_year_shows_where_it_happened(program: Program, execution: Execution) -> None:
    entry = execution.pay("print-media", "2021-12-20", "500.00")
    reverse_entry(entry=entry, date=date(2022, 1, 15), by=execution.by, note="Повернуто банком")

    found = table(program, "measures")

    assert figures(row(found, "1.1.1")) == ["188000.00", "188000.00", "-500.00", "188500.00", "-0.3"]
    assert "Ураховано рух коштів інших бюджетних років, плану на які в періоді немає: 2021." in found.notes


def test_a_measure_dropped_by_a_later_edition_stays_with_its_money(program: Program, execution: Execution) -> None:
    execution.pay("mini-grant-contests", "2022-03-03", "2500.00")
    execution.drop("mini-grant-contests", "2022-07-01")

    found = table(program, "measures")

    assert [(r.level, r.cells.get("number"), *figures(r)) for r in list(found.rows)[-4:]] == [
        (Level.GROUP, None, "10000.00", NOT_FORESEEN, "2500.00", "-2500.00", "None"),
        (Level.ITEM, "4.3", "10000.00", NOT_FORESEEN, "2500.00", "-2500.00", "None"),
        (Level.SUBTOTAL, None, "400000.00", "390000.00", "2500.00", "387500.00", "0.6"),
        (Level.TOTAL, None, "400000.00", "390000.00", "2500.00", "387500.00", "0.6"),
    ]
    moved = "План змінено: рішення № 17 від 01.07.2022"
    assert row(found, "4.3").cells["reason"] == ["У чинній редакції цього заходу вже немає.", *UNEXPLAINED, moved]
    assert row(table(program, "measures", Period(date(2022, 1, 1), date(2022, 6, 30))), "4.3").level == Level.ITEM


def test_money_of_the_first_quarter_is_not_left_in_the_second(program: Program, execution: Execution) -> None:
    execution.pay("print-media", "2022-02-02", "100000.00")
    execution.pay("print-media", "2022-05-05", "8000.00")

    found = row(table(program, "measures", Period(date(2022, 4, 1), date(2022, 6, 30))), "1.1.1")

    assert [str(found.cells[key]) for key in ("paid", "paid_since", "remainder", "percent")] == [
        "8000.00",
        "108000.00",
        "80000.00",
        "57.4",
    ]


def test_before_the_programme_was_adopted_there_is_no_plan_to_deviate_from(program: Program) -> None:
    report = build_report(program, Period(date(2021, 1, 1), date(2021, 1, 31)))
    [total] = report.tables[2][1].rows
    assert figures(total) == [NOT_FORESEEN] * 4 + ["None"]
    assert report.edition == "на кінець періоду жодна редакція не була чинною"
    assert report.summary == [
        "На роки цього періоду сум у плані немає; сплачено 0,00\u00a0грн.",
        "Жоден захід не відхиляється від плану.",
    ]


PAID_EVERYWHERE = [
    ("print-media", date(2021, 5, 4), 2021, Decimal("100.10")),
    ("site-publication", date(2021, 6, 1), 2021, Decimal("0.03")),
    ("security-seminars", date(2022, 2, 1), 2022, Decimal("200.25")),
    ("community-development-budget", date(2022, 3, 1), 2022, Decimal("7.77")),
    ("mini-grant-contests", date(2022, 4, 1), 2022, Decimal("30.01")),  # the last of its task
]

payments = st.tuples(
    st.sampled_from([code for code, *_paid in PAID_EVERYWHERE]),
    st.dates(date(2021, 1, 1), date(2023, 12, 31)),
    st.sampled_from([2021, 2022, 2023]),
    st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2),
)


@examples(12)
@example(paid=PAID_EVERYWHERE, start=date(2021, 3, 1), days=500)
@given(
    paid=st.lists(payments, max_size=4), start=st.dates(date(2021, 3, 1), date(2022, 6, 30)), days=st.integers(0, 500)
)
def test_measures_tasks_sources_and_total_always_add_up(
    program: Program, execution: Execution, paid: list[Any], start: date, days: int
) -> None:
    """Entries of one example stay for the next: the ledger only grows, and has to add up all the same."""
    for code, on, year, amount in paid:
        execution.pay(code, on.isoformat(), str(amount), year=year)
    end = min(date.fromordinal(start.toordinal() + days), date(2023, 12, 31))

    found = table(program, "measures", Period(start, end))

    sums = {
        level: [sum(_amounts(found, level, key)) for key in ("approved", "amended", "paid", "remainder")]
        for level in Level
    }
    assert sums[Level.ITEM] == sums[Level.GROUP] == sums[Level.SUBTOTAL] == sums[Level.TOTAL]


def _amounts(found: Table, level: Level, key: str) -> list[Decimal]:
    values = [r.cells[key] for r in found.rows if r.level == level]
    return [value for value in values if isinstance(value, Decimal)]


def test_what_the_head_allowed_beyond_a_limit_is_listed(program: Program, execution: Execution) -> None:
    assert "overrides" not in [found.key for _title, found in build_report(program, YEAR).tables]

    execution.pay("print-media", "2022-02-10", "188700.00")

    [listed] = table(program, "overrides").rows
    keys = ("year", "gate", "measure", "amount", "reason")
    assert [listed.cells[key] for key in keys] == [
        "2022",
        "оплата понад ліміт",
        "1.1.1 Всебічно висвітлювати діяльність Каховської міської ради та її виконавчих органів…",
        Decimal("700.00"),
        "Рішення керівника",
    ]


def test_one_decision_about_three_limits_is_one_row(
    client: Client, program: Program, execution: Execution, person: Any
) -> None:
    for stage in ("committed", "accepted", "paid"):
        execution.pay("print-media", "2022-02-10", "188700.00", stage=stage)
    measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
    grant_override(
        gate="paid", program=program, measure=measure, year=2022, source=source, amount=Decimal("700.00"),
        reason="Рішення керівника", by=person("accountant"),
    )  # fmt: skip

    assert [(row.cells["gate"], row.cells["amount"]) for row in table(program, "overrides").rows] == [
        ("зобов’язання понад ліміт, прийняття понад ліміт, оплата понад ліміт", Decimal("700.00")),
        ("оплата понад ліміт", Decimal("700.00")),
    ]
    assert "Керівник дозволив перевищити ліміт 2 рази." in client.get(f"/programs/{program.slug}/").content.decode()


def test_override_and_closing_are_told_to_everybody_without_names(
    client: Client, program: Program, execution: Execution, person: Any
) -> None:
    execution.pay("print-media", "2022-02-10", "188700.00")
    closed = close_period(program=program, through=date(2022, 3, 31), by=person("accountant"))
    reopen_period(program=program, through=None, reason="Не внесено акт", by=person("accountant"))
    page = client.get(f"/programs/{program.slug}/").content.decode()

    [row] = [r for r in table(program, "basic-data").rows if r.cells["name"] == "Закриття журналу коштів"]
    on = f"{timezone.localdate(closed.recorded_at):%d.%m.%Y}"
    assert row.cells["value"] == [
        f"{on} журнал знову відкрито повністю: Не внесено акт",
        f"{on} журнал закрито до 31.03.2022 включно: записів із датою до цього дня він більше не приймає",
    ]
    assert [page.count(text) for text in ("Керівник дозволив перевищити ліміт 1 раз", "Рішення керівника")] == [1, 1]
    steps: Any = row.cells["value"]
    assert [text in page for text in steps] == [True, True]
    assert [name for name in ("accountant", "head") if f">{name}<" in page] == []


# ---- the report as a whole -------------------------------------------------------------------------------------------


def test_the_first_page_says_how_the_programme_went(program: Program, execution: Execution) -> None:
    execution.pay("print-media", "2022-02-10", "200000.00")
    execution.judge("print-media", "done", reason="Ціни зросли", work=100)

    report = build_report(program, YEAR)

    assert [(fact.key, str(fact.value)) for fact in report.facts] == [
        ("amended", "400000.00"),
        ("paid", "200000.00"),
        ("remainder", "200000.00"),
        ("percent", "50.0"),
    ]
    assert [sentence.replace("\u00a0", " ") for sentence in report.summary] == [
        "Із запланованих 400 000,00 грн (2022 рік) сплачено 200 000,00 грн, 50,0 %; залишок – 200 000,00 грн.",
        "Заходів у програмі: 17, з них виконано – 1, стан не внесено – 16.",
        "Найбільше відхилення має захід 1.1.2 «Висвітлення діяльності Каховської міської ради та її виконавчих органів "
        "(громадсько-політичне,…»: 49 000,00 грн.",
        "Без зазначеної причини – 8 заходів із 9, що мають відхилення.",
    ]


def test_the_report_is_ukrainian_whatever_the_reader_reads(program: Program) -> None:
    with translation.override("en"):
        assert build_report(program, YEAR).title == "Звіт про виконання програми"


def test_the_report_says_by_which_acts_the_budget_gave(program: Program, person: Any) -> None:
    act = LegalAct.objects.create(
        role="budget",
        body="Каховська міська рада",
        number="77",
        date=date(2021, 12, 23),
        title="Про бюджет на 2022 рік",
    )
    for amount, day, of in (("150000.00", date(2022, 1, 1), act), ("120000.00", date(2022, 9, 1), None)):
        save_appropriation(
            row=BudgetAppropriation(
                measure=Measure.objects.get(program=program, code="print-media"), year=2022, amount=Decimal(amount),
                source=FundingSource.objects.get(), act=of, effective_from=day,
            ),
            by=person("accountant"),
        )  # fmt: skip
    found = {
        end: [list(row.cells.values())[2:] for row in table(program, "appropriations", Period(YEAR.start, end)).rows]
        for end in (date(2022, 6, 30), date(2022, 12, 31))
    }
    first: list[Any] = ["Бюджет громади, загальний фонд", Decimal("150000.00"), date(2022, 1, 1)]
    first.append("рішення № 77 від 23.12.2021, Каховська міська рада")
    second = [first[0], Decimal("120000.00"), date(2022, 9, 1), "розпорядчий документ не вказано"]
    assert found == {date(2022, 6, 30): [first], date(2022, 12, 31): [first, second]}


def test_demonstration_data_is_marked_as_such(program: Program) -> None:
    assert build_report(program, YEAR).notices == []
    program.is_demonstration = True
    assert build_report(program, YEAR).notices == ["ДЕМОНСТРАЦІЙНІ ДАНІ"]


def test_sections_stand_in_the_order_of_the_modules(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [table.key for _title, table in build_report(program, YEAR).tables] == [
        "attention",
        "basic-data",
        "measures",
        "indicators",
        "financing",
    ]
    monkeypatch.setattr(Programs, "report_sections", ["programs.reports.Financing"])
    monkeypatch.setattr(Programs, "closing_sections", ["programs.reports.BasicData"])
    assert [table.key for _title, table in build_report(program, YEAR).tables] == ["financing", "basic-data"]


def test_signatories_are_the_settings_with_the_programmes_own_names(program: Program, settings: Settings) -> None:
    settings.REPORT_SIGNATORIES = [("Погоджено", "Голова: {council}")]
    found = [(row.part, row.position) for row in build_report(program, YEAR).signatories]
    assert found == [("Погоджено", "Голова: Каховська міська рада")]


def test_a_section_that_does_not_resolve_is_named_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    named = ["programs.reports.Measures", "programs.reports.Meazures", "programs.finance.Figures"]
    monkeypatch.setattr(Programs, "report_sections", named)
    assert [error.id for error in run_checks() if error.id and error.id.startswith("programs.")] == [
        "programs.E001",
        "programs.E002",
    ]


@pytest.mark.parametrize("period", [YEAR, Period(date(2022, 4, 1), date(2022, 6, 30))], ids=["year", "quarter"])
def test_a_report_of_thirty_measures_asks_no_more_than_one_of_one(program: Program, period: Period) -> None:
    def asked(measures: int) -> int:
        made = program_of(measures)
        with CaptureQueriesContext(connection) as queries:
            build_report(made, period)
        return len(queries)

    # four of them for consultations: those held, the plan of the year, what was held of it, and those of other bodies;
    # fourteen for advisory bodies, support and the interaction that section IV wants counted: one for each kind of fact
    assert asked(1) == asked(30) <= 78


def cells(found: Table, *keys: str) -> list[tuple[Any, ...]]:
    return [(row.level.value, *(row.cells.get(key) for key in keys)) for row in found.rows]


def test_the_ledger_and_the_activities_of_the_period_are_listed_by_measure(
    program: Program, execution: Execution, monkeypatch: pytest.MonkeyPatch
) -> None:
    for on, amount, year in (
        ("2022-01-15", "300.00", 2021),
        ("2022-02-01", "40.50", 2022),
        ("2021-12-30", "7.00", 2021),
    ):
        execution.pay("print-media", on, amount, year=year)
    slip = execution.pay("site-support", "2022-03-01", "50.00", stage="accepted")
    reverse_entry(entry=slip, date=date(2022, 4, 1), by=execution.by, note="Помилка")
    for title, on, public in (
        ("Брифінг", "2022-05-05", True),
        ("Внутрішнє", "2022-05-06", False),
        ("Рання", "2021-05-06", True),
    ):
        activity = Activity(
            measure=execution.measure("press-events"), kind="briefing", date=on, title=title, quantity=2
        )
        activity.is_public = public
        save_record(record=activity, by=execution.by)
        Headcount.objects.create(activity=activity, group="media", count=12)

    money, print_media = (
        Decimal,
        "1.1.1 Всебічно висвітлювати діяльність Каховської міської ради та її виконавчих органів…",
    )
    total = ("total", None, "Разом", None, money("0.00"), money("0.00"), money("340.50"))
    entries = cells(table(program, "ledger"), "date", "document", "year", "committed", "accepted", "paid")
    assert entries[:3] == [
        ("group", None, print_media, None, money("0.00"), money("0.00"), money("340.50")),
        ("item", date(2022, 1, 15), "пд № 7", 2021, None, None, money("300.00")),
        ("item", date(2022, 2, 1), "пд № 7", 2022, None, None, money("40.50")),
    ]
    assert [(row[0], row[2], row[5]) for row in entries[4:6]] == [
        ("item", "пд № 7", money("50.00")),
        ("item", "пд № 7, сторно запису від 01.03.2022", money("-50.00")),
    ]
    assert entries[6:] == [total]
    assert table(program, "measures").rows[-1].cells["paid"] == total[-1]  # type: ignore[index]
    held = cells(table(program, "activities"), "date", "title", "people", "quantity")
    assert [row[:1] + row[2:] for row in held[1:]] == [
        ("item", "Брифінг", ["представники медіа – 12"], 2),
        ("total", "Разом", None, 2),
    ]

    late = "300,00 грн за 2021 бюджетний рік сплачено у 2022 році."
    told = [[note.replace("\xa0", " ") for note in table(program, key).notes] for key in ("measures", "financing")]
    assert [late in notes for notes in told] == [True, True]

    monkeypatch.setattr(happened, "MOST", 3)
    short = table(program, "ledger")
    assert [row[0] for row in cells(short)] == ["group", "group", "total"]
    assert short.notes == ["Окремі записи наведено на сторінках заходів порталу."]
    assert cells(short, "date", "document", "year", "committed", "accepted", "paid")[-1] == total
