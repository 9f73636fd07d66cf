"""The form of a report: unit, sign, sections and signatures on real data, its working copy, what paper leaves out."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from programs.finance import Absence, Figures, Money, add_figures, amount_of
from programs.models import (
    BudgetAppropriation,
    ExecutionReport,
    FundingSource,
    Indicator,
    IndicatorValue,
    Program,
)
from programs.reporting import Column, Kind, Level, Report, Row, Table, as_json, as_pdf, as_xlsx
from programs.reporting.on_paper import on_paper
from programs.reporting.table import Value
from programs.reporting.working_docx import check_template, render
from programs.reports import working_copy
from programs.reports.form import ReportForm, in_form
from programs.reports.submission import gaps
from programs.services import save_appropriation, save_record, save_report
from tests.conftest import account, shared_by_module
from tests.sampling import examples

from .execution import Execution
from .filling import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The draft of an annual report with payments, an appropriation, a reason that measures share and a long one."""
    with shared_by_module(django_db_blocker):
        program = Program.objects.get()
        execution = Execution(program, account("accountant"))
        execution.pay("print-media", "2022-02-10", "15666.67")
        execution.pay("site-support", "2022-03-10", "49000.00")
        given_by_budget = BudgetAppropriation(
            measure=execution.measure("print-media"), year=2022, amount=Decimal("150000.00"),
            source=FundingSource.objects.get(), effective_from=date(2022, 1, 1),
        )  # fmt: skip
        save_appropriation(row=given_by_budget, by=account("accountant"))
        for code in ("printed-materials", "security-seminars", "press-events"):
            execution.judge(code, "impossible", reason="Воєнний стан з 24.02.2022", work=0)
        execution.judge("print-media", "partly", result="Вийшло 8 випусків.", reason="довге " * 1700)
        report = ExecutionReport(
            program=program, kind="year", period_start=date(2022, 1, 1), period_end=date(2022, 12, 31),
            proposal="Взяти звіт до відома.", narrative="Рік війни.", judgement="Мети досягнуто частково.",
        )  # fmt: skip
        save_report(report=report, by=account("coordinator"))
        account("head")
        yield


@pytest.fixture
def draft(module_data: None, db: None) -> ExecutionReport:
    return ExecutionReport.objects.select_related("program").get()


def made(draft: ExecutionReport, **form: Any) -> Report:
    draft.form = form
    return working_copy(draft)


def table(report: Report, key: str) -> Table:
    return next(table for _title, table in report.tables if table.key == key)


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(account(role))
    return client


# ---- unit, sign, sections, signatures --------------------------------------------------------------------------------


def test_sums_in_thousands_are_rounded_once_and_stay_exact_in_the_data(draft: ExecutionReport) -> None:
    report = made(draft, unit="thousand", decimals=1)
    found = table(report, "measures")
    paid = next(place for place, column in enumerate(found.columns) if column.key == "paid")

    [total] = [row for row in on_paper(found).rows if row.level == Level.TOTAL]
    sheet = load_workbook(BytesIO(as_xlsx.render(report)))["Завдання і заходи"]
    [written] = [row for row in sheet.iter_rows() if row[1].value == "Разом"]
    data = json.loads(as_json.render(report))
    [section] = [section for section in data["sections"] if section["key"] == "measures"]

    by_key = {cell.column.key: cell.text for cell in total.cells}
    assert (by_key["paid"], by_key["amended"]) == ("64,7", "400,0")
    assert (written[paid].value, written[paid].number_format) == (64.66667, "#,##0.0")
    assert section["rows"][-1]["cells"]["paid"] == "64666.67"
    assert found.caption == "Виконання завдань і заходів за 2022 рік, тис. грн."
    assert any("сума округлених може не збігатися" in rule for rule in report.rules)


def test_the_sign_of_a_deviation_turns_with_its_formula_and_its_rule(draft: ExecutionReport) -> None:
    usual, turned = table(made(draft), "measures"), made(draft, sign="paid")
    column = next(column for column in table(turned, "measures").columns if column.key == "deviation")
    before, after = ([row.cells["deviation"] for row in found.rows] for found in (usual, table(turned, "measures")))
    assert column.title == "Відхилення (касові видатки − план з урахуванням змін)"
    assert after == [-value if isinstance(value, Decimal) else value for value in before]
    assert turned.rules[0] == "Від’ємне відхилення – невикористані кошти плану, додатне – сплачене понад план."


def test_the_preset_of_order_836_has_three_figures_of_each_fund(draft: ExecutionReport) -> None:
    report = made(draft, preset="836")
    printed = [found.key for _title, found in report.tables if found.printed]
    keys = [f"{stage}_{fund}" for fund in ("general", "special", "all") for stage in ("given", "paid", "deviation")]
    rows = [
        [row.cells.get("number"), *(row.cells[key] for key in keys)]
        for row in table(report, "by-fund").rows
        if row.level != Level.GROUP
    ]
    nothing, none = [Absence.NOT_FORESEEN] * 3, None
    media = [Decimal("150000.00"), Decimal("15666.67"), Decimal("134333.33")]
    support = [none, Decimal("49000.00"), Absence.NOT_FORESEEN]
    whole = [Decimal("150000.00"), Decimal("64666.67"), Decimal("85333.33")]
    assert printed[:3] == ["basic-data", "by-fund", "measures"]
    assert rows == [
        ["1.1.1", *media, *nothing, *media],
        ["1.2.2", *support, *nothing, *support],
        [None, *whole, *nothing, *whole],
    ]


def test_the_page_of_the_form_keeps_it_with_the_draft_and_the_next_report_begins_with_it(
    draft: ExecutionReport,
) -> None:
    client, address = client_of("head"), f"/admin/programs/executionreport/{draft.pk}/form/"
    fields = fields_of(client.get(address))
    changed = {
        **fields, "unit": ["thousand"], "decimals": ["2"], "section_measures": ["1"], "section_attention": ["9"],
        "sign_1_acting": ["on"], "sign_1_position_of": ["начальника відділу"], "sign_1_name": ["Ольга ПЕТРЕНКО"],
    }  # fmt: skip
    lacking = client.post(address, {**changed, "sign_1_position_of": [""]})
    client.post(address, changed)
    draft.refresh_from_db()
    report = working_copy(draft)

    following = ExecutionReport(
        program=draft.program, kind="quarter", period_start=date(2023, 1, 1), period_end=date(2023, 3, 31), proposal="—"
    )
    save_report(report=following, by=account("coordinator"))

    assert "Для «в.о.» укажіть посаду в родовому відмінку." in lacking.content.decode()
    form = ReportForm.of(draft.form)
    assert (form.unit, form.decimals, form.sections and form.sections[:2]) == (
        "thousand",
        2,
        ("measures", "basic-data"),
    )
    assert (report.signatories[0].position, report.signatories[0].name) == ("В.о. начальника відділу", "Ольга ПЕТРЕНКО")
    assert following.form == draft.form


def test_a_submitted_report_says_its_form(draft: ExecutionReport) -> None:
    data = made(draft, preset="short", unit="thousand").data()
    assert (data["form"]["preset"], data["form"]["unit"], data["title"]) == (
        "short",
        "thousand",
        "Інформація про хід виконання програми",
    )


# ---- working copy ----------------------------------------------------------------------------------------------------


def docx_of(*lines: str) -> bytes:
    document, target = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def test_a_template_is_refused_with_the_names_of_the_placeholders_that_nobody_knows(draft: ExecutionReport) -> None:
    report = working_copy(draft)
    wrong = docx_of("{{ title }} {{ mayor }}", "{% for fact in facts %}{{ fact.sum }}{% endfor %}")
    spy = docx_of("{{ title.__class__.__mro__ }}")
    refusals = []
    for content in (wrong, spy, docx_of("{% for %}"), b"no file"):
        with pytest.raises(ValidationError) as refusal:
            check_template(content, report)
        refusals.append(refusal.value.messages[0])
    check_template(docx_of("{{ title }} {% for section in sections %}{{ section.title }}{% endfor %}"), report)

    assert refusals[0].startswith("Портал не знає цих полів: {{ mayor }}, {{ sum }}. Відомі: act, ")
    assert "__class__" in refusals[1]
    assert refusals[2].startswith("Поле шаблону записано з помилкою: ")
    assert refusals[3] == "Файл не є шаблоном DOCX або пошкоджений."


def test_the_working_copy_is_made_from_the_councils_template_and_says_what_it_is(draft: ExecutionReport) -> None:
    client, address = client_of("head"), f"/admin/programs/executionreport/{draft.pk}/form/"
    template = SimpleUploadedFile("зразок.docx", docx_of("Наш шаблон: {{ title }} за {{ period }}"))
    client.post(address, {**fields_of(client.get(address)), "template_file": template})

    answer = client.get(f"/commission/drafts/{draft.pk}/report.docx")
    own = [paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs]
    usual = Document(BytesIO(render(working_copy(draft))))

    assert own == ["Наш шаблон: Звіт про виконання програми за 2022 рік"]
    assert "robocha-kopiia" in answer["Content-Disposition"]
    assert usual.paragraphs[0].text == "РОБОЧА КОПІЯ – не поданий звіт"
    cells = [[cell.text for cell in row.cells] for found in usual.tables for row in found.rows]
    assert any("64\xa0666,67" in row for row in cells)
    [main] = [found for found in usual.tables if found.rows[0].cells[0].text == "№" and len(found.columns) > 8]
    title, first = (main.columns[place].width or 0 for place in (1, 0))
    free = next(row for row in main.rows if row.cells[0].text == "1.1.3")
    assert title > 5 * first  # words have room, a number needs none
    assert [cell.text for cell in free.cells].count("не потребує фінансування") > 3  # one cell over all stages
    assert len(free._tr.tc_lst) < len(main.columns)


def test_only_those_who_see_reports_see_a_draft(draft: ExecutionReport) -> None:
    address = f"/commission/drafts/{draft.pk}/"
    assert [client_of(role).get(address).status_code for role in ("head", "coordinator")] == [200, 200]
    assert (Client().get(address).status_code, client_of("head").get(f"{address}report.exe").status_code) == (403, 404)


# ---- effectiveness and gaps ------------------------------------------------------------------------------------------


def test_effectiveness_is_judged_in_words_or_by_an_index_that_says_why_it_is_not_defined(
    draft: ExecutionReport,
) -> None:
    def index() -> list[tuple[Any, ...]]:
        rows = table(made(draft, effectiveness="index"), "effectiveness").rows
        return [(row.cells.get("value"), *row.cells["why"]) for row in rows]  # type: ignore[misc]

    words = [row.cells["why"] for row in table(made(draft), "effectiveness").rows]
    by, undefined = account("coordinator"), index()
    for group, plan, actual, better in (("efficiency", "5000", "4000", "less"), ("quality", "50", "40", "more")):
        indicator = Indicator(
            program=draft.program, group=group, name=group, unit="%", value_type="decimal", better=better
        )
        save_record(record=indicator, by=by)
        for year, value in ((2021, plan), (2022, actual)):
            row = IndicatorValue(indicator=indicator, year=year, plan=Decimal(plan), actual=Decimal(value))
            save_record(record=row, by=by)

    assert words == [["Мети досягнуто частково."]]
    assert undefined[0] == (None, "таких показників немає")
    assert undefined[3][0] is None
    assert index() == [
        (Decimal("125.0"),),
        (Decimal("80.0"),),
        (Decimal("25"),),
        (Decimal("230.0"), "Ефективність: висока."),
        (None, "Мети досягнуто частково."),
    ]


def test_a_draft_names_signs_that_would_print_empty(draft: ExecutionReport) -> None:
    draft.narrative = "Дякуємо 😀 за № 5, ціна 10 ₴ – «так» ѣ"
    assert [gap.sentence for gap in gaps(draft) if "знаки" in gap.sentence] == [
        "Ці знаки не надрукуються: 😀. Запишіть їх словами."
    ]


def test_signs_of_titles_and_other_records_are_named_before_a_report_is_submitted(draft: ExecutionReport) -> None:
    address = f"/admin/programs/executionreport/{draft.pk}/submit/"
    words = "Деінде у звіті не надрукуються такі знаки: 📰."
    before = client_of("head").get(address).content.decode()
    program = draft.program
    program.responsible_unit = "Відділ новин 📰"
    save_record(record=program, by=account("administrator"), reason="назва відділу")

    after = client_of("head").get(address).content.decode()

    assert (words in before, words in after) == (False, True)


def test_words_about_tasks_begin_with_what_was_recorded_and_stay_as_they_are_written(draft: ExecutionReport) -> None:
    client, address = client_of("coordinator"), f"/admin/programs/executionreport/{draft.pk}/change/"
    fields = fields_of(client.get(address))
    names = [name for name in fields if name.startswith("task_words_")]
    begun = fields[names[0]]
    client.post(address, {**fields, names[0]: ["Газета виходила до лютого."], names[1]: [""]})
    draft.refresh_from_db()

    said = [words for heading, words in working_copy(draft).issued.words if heading.startswith("1.1 ")]  # type: ignore[union-attr]
    again = fields_of(client.get(address))

    assert begun == ["1.1.1: Вийшло 8 випусків."]
    assert said == ["Газета виходила до лютого."]
    assert [again[name][0] for name in names[:2]] == ["Газета виходила до лютого.", ""]


# ---- paper -----------------------------------------------------------------------------------------------------------


def test_a_reason_of_ten_thousand_signs_leaves_no_page_empty_and_repeats_the_head(draft: ExecutionReport) -> None:
    content = as_pdf.render(made(draft))
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    pages = text.split("\f")[:-1]
    flowing = [page for page in pages if page.count("довге") > 100]
    assert [len(page) > 700 for page in pages[:-1]] == [True] * (len(pages) - 1)
    assert len(flowing) >= 2
    assert all(re.search(r"Касові\s+видатки", page) for page in flowing)
    assert sum(page.count("довге") for page in flowing) >= 1700
    assert "Підписи" in pages[-1]
    assert "Фінансування за джерелами" in pages[-1].split("Підписи")[0]  # signatures never stand alone
    assert "Мети досягнуто частково." in text
    [contents] = re.findall(r"Завдання і заходи\s+(\d+)", pages[0])
    assert "Виконання завдань і заходів за 2022 рік" in pages[int(contents) - 1]


def test_paper_says_once_what_all_rows_say_and_sums_nothing_twice() -> None:
    money = [Column("plan", "План", Kind.MONEY, plan=True), Column("paid", "Сплачено", Kind.MONEY)]
    columns = [
        Column("title", "Захід", heads=True), Column("source", "Джерело", once=True), *money,
        Column("who", "Виконавці", Kind.LINES, noted="all"), Column("why", "Причина", Kind.LINES, noted="repeated"),
    ]  # fmt: skip
    one, none = {"plan": Decimal("5.00"), "paid": Decimal("1.00")}, Absence.NOT_REQUIRED
    rows = [
        Row({"title": "Завдання", **one}, Level.GROUP),
        Row({"title": "А", "source": "Бюджет", **one, "who": ["Відділ"], "why": ["Війна"]}),
        Row({"title": "Інше", "plan": none, "paid": none}, Level.GROUP),
        Row({"title": "Б", "source": "", "plan": none, "paid": none, "who": ["Рада", "Відділ"], "why": ["Війна"]}),
        Row({"title": "Бюджет", **one}, Level.SUBTOTAL),
        Row({"title": "Разом", **one}, Level.TOTAL),
    ]
    paper = on_paper(Table("t", "Т", columns, rows))
    assert [[cell.text or cell.lines for cell in row.cells] for row in paper.rows] == [
        ["Завдання"],
        ["А", "5,00", "1,00", "1", ["прим.\xa0А"]],
        ["Інше"],
        ["Б", "не потребує фінансування", "2, 1", ["прим.\xa0А"]],
        ["Разом", "5,00", "1,00", [], []],
    ]
    assert paper.notes == ["Джерело: Бюджет.", "Виконавці: 1\xa0– Відділ; 2\xa0– Рада.", "А\xa0– Війна"]


def test_columns_that_say_nothing_are_left_out_of_paper_and_named_below_the_table() -> None:
    columns = [
        Column("title", "Захід", heads=True),
        Column("approved", "Затверджено", Kind.MONEY, "План", same_as="amended"),
        Column("amended", "Зі змінами", Kind.MONEY, "План"),
        Column("paid", "Сплачено", Kind.MONEY),
        Column("direct", "Без договору", Kind.MONEY, once=True),
    ]
    nothing: dict[str, Value] = {"paid": Decimal("0.00"), "direct": Absence.NOT_FORESEEN}
    rows = [
        Row({"title": "А", "approved": Decimal("5.00"), "amended": Decimal("5.00"), **nothing}),
        Row({"title": "Б", "approved": Absence.NOT_REQUIRED, "amended": Absence.NOT_REQUIRED, **nothing}),
    ]
    moved = replace(rows[0], cells={**rows[0].cells, "amended": Decimal("4.00"), "direct": Decimal("1.00")})

    plain, changed = (on_paper(Table("t", "Т", columns, given)) for given in (rows, [moved, rows[1]]))

    assert [head.title for head in plain.heads[0]] == ["Захід", "План", "Сплачено"]
    assert plain.notes == [
        "«Затверджено» і «Зі змінами» в усіх рядках однакові: надруковано одну графу.",
        "Графи без сум не надруковано: «Без договору».",
    ]
    assert [column.key for column in changed.columns] == [column.key for column in columns]
    assert changed.notes == []


def test_words_take_the_room_that_makes_a_table_shortest() -> None:
    columns = [Column("title", "Захід", width=8, heads=True), Column("why", "Причина", Kind.LINES, width=8)]
    rows = [Row({"title": f"Захід {number}", "why": ["слово " * 60]}) for number in range(8)]

    title, why = on_paper(Table("t", "Т", [*columns, Column("plan", "План", Kind.MONEY)], rows)).shares[:2]

    assert why > 2 * title


# ---- random programmes -----------------------------------------------------------------------------------------------

cells = st.one_of(
    st.sampled_from(list(Absence)),
    st.just(Decimal("0.00")),
    st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2),
)
moved = st.decimals(Decimal("-99999.99"), Decimal("999999.99"), places=2)  # reversals of earlier years are negative


@st.composite
def lines(draw: Any) -> list[list[Figures]]:
    """Measures with their years: plans of every kind, amended or not, and what was paid, taken back or not."""
    years = st.lists(st.builds(line, cells, cells, st.one_of(cells, moved)), min_size=1, max_size=3)
    found: list[list[Figures]] = draw(st.lists(years, min_size=1, max_size=4))
    return found


def line(approved: Money, amended: Money, paid: Money) -> Figures:
    zero = Decimal("0.00")
    return Figures(approved, amended, None, zero, zero, paid, zero, zero)


@examples(40)
@given(measures=lines(), decimals=st.integers(0, 3))
def test_parts_sum_to_totals_whatever_the_plan_and_no_sign_flips(measures: list[list[Figures]], decimals: int) -> None:
    whole = add_figures(add_figures(years) for years in measures)
    every = [figures for years in measures for figures in years]

    for stage in ("approved", "amended", "paid"):
        amounts = [amount for figures in every if (amount := amount_of(getattr(figures, stage))) is not None]
        assert amount_of(getattr(whole, stage)) == (sum(amounts, Decimal(0)) if amounts else None)
    plan, paid, left = (amount_of(cell) for cell in (whole.amended, whole.paid, whole.remainder))
    if left is not None:
        assert left == (plan or 0) - (paid or 0)
    assert (whole.paid_percent is None) == (not plan or paid is None)

    column = Column("deviation", "Відхилення (план − видатки)", Kind.MONEY)
    rows = [Row({"deviation": figures.remainder}) for figures in [*every, whole]]
    form = ReportForm(unit="thousand", decimals=decimals, sign="paid")
    [(_title, found)] = in_form([("Т", Table("t", "Т, грн.", [column], rows))], form)
    for was, now, shown in zip(rows, found.rows, on_paper(found).rows, strict=False):
        value = was.cells["deviation"]
        assert now.cells["deviation"] == (-value if isinstance(value, Decimal) else value)
        if isinstance(value, Decimal):
            rounded = (-value / 1000).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            assert Decimal(shown.cells[0].text.replace("\xa0", "").replace("−", "-").replace(",", ".")) == rounded
