"""The fixture against the founding document: Annex 1 to the kopiika, the passport, the executors."""

from datetime import date
from decimal import Decimal

import pytest

from programs.models import Allocation, Edition, MeasureRow, PassportRow, Program, TaskRow
from programs.services import plan_differences
from programs.statement import statement_on

pytestmark = pytest.mark.both_databases("aggregates", "imports")


FUNDED, NOT_REQUIRED, NOT_STATED = "funded", "not_required", "amount_not_stated"

ANNEX_1 = [
    ("1.1", "1.1.1", "print-media", FUNDED, "105600.00", "188000.00", "162000.00"),
    ("1.1", "1.1.2", "online-media", FUNDED, "36000.00", "49000.00", "49000.00"),
    ("1.1", "1.1.3", "site-publication", NOT_REQUIRED, None, None, None),
    ("1.1", "1.1.4", "printed-materials", FUNDED, "38400.00", "48000.00", "48000.00"),
    ("1.2", "1.2.1", "site-content", NOT_REQUIRED, None, None, None),
    ("1.2", "1.2.2", "site-support", FUNDED, "20000.00", "49000.00", "49000.00"),
    ("2", "2.1", "public-consultations", NOT_REQUIRED, None, None, None),
    ("2", "2.2", "budget-discussion", NOT_REQUIRED, None, None, None),
    ("2", "2.3", "community-development-budget", NOT_STATED, None, None, None),
    ("2", "2.4", "institutions-in-working-groups", NOT_REQUIRED, None, None, None),
    ("3", "3.1", "security-seminars", FUNDED, "0.00", "6000.00", "10000.00"),
    ("3", "3.2", "media-monitoring", NOT_REQUIRED, None, None, None),
    ("3", "3.3", "press-events", FUNDED, "0.00", "10000.00", "12000.00"),
    ("3", "3.4", "press-releases", NOT_REQUIRED, None, None, None),
    ("4", "4.1", "young-journalist-school", FUNDED, "0.00", "20000.00", "30000.00"),
    ("4", "4.2", "online-trainings", FUNDED, "0.00", "20000.00", "20000.00"),
    ("4", "4.3", "mini-grant-contests", FUNDED, "0.00", "10000.00", "20000.00"),
]

UNIT = "Відділ організаційно-кадрової роботи, інформаційної політики та взаємодії з громадськістю"
EXECUTORS = {
    "1.1.1": [UNIT, "Виконавчі органи міської ради"],
    "1.1.2": [UNIT],
    "1.1.3": ["Загальний відділ", UNIT, "Виконавчі органи міської ради"],
    "1.1.4": [UNIT, "Виконавчі органи міської ради"],
    "1.2.1": [UNIT, "Загальний відділ Каховської міської ради"],
    "1.2.2": ["Загальний відділ Каховської міської ради", "Техпідтримка сайту"],
    "2.1": ["Структурні підрозділи міської ради"],
    "2.2": ["Фінансове управління", UNIT],
    "2.3": ["Фінансове управління", UNIT, "Громадські організації"],
    "2.4": [UNIT, "Структурні підрозділи міської ради"],
    "3.1": [UNIT, "ІГС (за згодою)"],
    "3.2": [UNIT],
    "3.3": [UNIT],
    "3.4": [UNIT, "Структурні підрозділи міської ради в межах компетенції"],
    "4.1": [UNIT, "ІГС (за згодою)"],
    "4.2": [UNIT, "Загальний відділ", "ІГС (за згодою)"],
    "4.3": [UNIT, "ІГС (за згодою)", "ЗМІ (за згодою)"],
}


@pytest.fixture
def edition(program: Program) -> Edition:
    return program.editions.get()


def test_annex_1_is_the_plan_to_the_kopiika(edition: Edition) -> None:
    table = []
    for row in MeasureRow.objects.of(edition).with_plan():
        amounts = {allocation.year: str(allocation.amount) for allocation in row.allocations.all()}
        years = [amounts.get(year) for year in (2021, 2022, 2023)]
        table.append((row.task_row.number, row.number, row.measure.code, row.funding, *years))
    assert table == ANNEX_1


def test_every_executor_stands_as_the_document_words_it(edition: Edition) -> None:
    found = {
        row.number: [f"{link.name} (за згодою)" if link.by_consent else link.name for link in row.executor_links.all()]
        for row in MeasureRow.objects.of(edition).with_plan()
    }
    assert found == EXECUTORS


def test_the_measures_equal_the_passport_and_section_viii(edition: Edition) -> None:
    passport = dict(edition.passport_totals.values_list("year", "amount"))
    assert passport == {2021: Decimal("200000.00"), 2022: Decimal("400000.00"), 2023: Decimal("400000.00")}
    assert plan_differences(edition) == []
    assert sum(Allocation.objects.of(edition).values_list("amount", flat=True)) == Decimal("1000000.00")


def test_the_passport_has_its_eleven_rows(edition: Edition) -> None:
    labels = list(PassportRow.objects.filter(edition=edition).values_list("number", "label"))
    assert labels == [
        (1, "Ініціатор розроблення програми"),
        (2, "Дата, номер і назва розпорядчого документа про розроблення програми"),
        (3, "Розробник програми"),
        (4, "Відповідальний виконавець програми"),
        (5, "Головний розпорядник коштів"),
        (6, "Учасники програми"),
        (7, "Мета програми"),
        (8, "Термін реалізації програми"),
        (9, "Загальний обсяг фінансових ресурсів, тис. грн., у тому числі кошти міського бюджету"),
        (10, "Очікувані результати"),
        (11, "Контроль за виконанням (орган, уповноважений здійснювати контроль за виконанням)"),
    ]
    assert edition.passport_rows.get(number=9).text == "2021 — 200 000 грн.\n2022 – 400 000 грн.\n2023 – 400 000 грн."
    assert (edition.unit, edition.printed_unit) == ("uah", "thousand_uah")


def test_broken_numbering_is_kept_as_printed_beside_the_portals_own(edition: Edition) -> None:
    labels = list(TaskRow.objects.of(edition).values_list("label", "number"))
    assert labels == [("1.1.", "1.1"), ("1.2.", "1.2"), ("2.", "2"), ("3 .", "3"), ("4.", "4")]
    assert MeasureRow.objects.get(number="1.2.2").label == "2."


def test_results_belong_to_the_task_and_the_last_measure_has_its_own(edition: Edition) -> None:
    assert [len(row.results.splitlines()) for row in TaskRow.objects.of(edition)] == [5, 2, 2, 2, 2]
    assert [row.number for row in MeasureRow.objects.of(edition).exclude(results="")] == ["4.3"]


def test_the_four_aspects_tag_the_tasks(edition: Edition) -> None:
    names = list(edition.aspects.values_list("name", flat=True))
    assert names == [
        "Інформаційний аспект",
        "Інституційно-інфраструктурний аспект",
        "Комунікаційний аспект",
        "Контрольно-моніторинговий",
    ]
    assert {row.number: [a.number for a in row.aspects.all()] for row in TaskRow.objects.of(edition)} == {
        "1.1": [1],
        "1.2": [1],
        "2": [2, 3, 4],
        "3": [1],
        "4": [2, 3],
    }


def test_one_commission_and_one_programme_carry_their_other_names(program: Program) -> None:
    assert program.commission is not None
    assert (
        program.commission.name == "Постійна комісія з питань прав людини, законності, депутатської етики та регламенту"
    )
    assert program.commission.aliases == "Постійна комісія з питань законності, депутатської діяльності і етики"
    assert len(program.aliases.splitlines()) == 2


def test_typing_slips_are_mended_and_nothing_is_left_of_them(edition: Edition) -> None:
    texts = [t for row in MeasureRow.objects.of(edition) for t in (row.title, row.results)]
    texts += [t for row in TaskRow.objects.of(edition) for t in (row.title, row.results)]
    texts += [t for row in edition.passport_rows.all() for t in (row.label, row.text)]
    assert [t for t in texts if "  " in t or "ефектив-ності" in t or "Підвищен-ня" in t or "компетенціІ" in t] == []


def test_the_statement_keeps_the_four_kinds_of_no_money_apart(program: Program) -> None:
    statement = statement_on(program, date(2021, 6, 30))
    cells = {line.row.number: [str(line.years[year].amended) for year in (2021, 2022)] for line in statement.measures}
    assert cells["1.1.3"] == ["not_required", "not_required"]
    assert cells["2.3"] == ["amount_not_stated", "amount_not_stated"]
    assert cells["3.1"] == ["0.00", "6000.00"]
    assert str(statement.total.amended) == "1000000.00"
    assert statement.balanced
