"""The permanent page of a measure: plan, money, people, results, what was done, what was corrected; and its files."""

import csv
from collections.abc import Callable
from copy import copy
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from programs.models import Activity, Executor, LedgerEntry, LegalAct, MeasureRow, Program
from programs.services import (
    delete_plan_row,
    post_entry,
    reverse_entry,
    save_measure,
    save_plan_row,
    save_record,
)

from .amending import executors
from .execution import Execution
from .reading import Node, main

HOME = "/programs/information-space-2021-2023/"
MEASURE = f"{HOME}measures/print-media/"


@pytest.fixture
def execution(program: Program, person: Callable[[str], User]) -> Execution:
    return Execution(program, person("accountant"))


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture
def row(program: Program) -> MeasureRow:
    return MeasureRow.objects.get(measure__code="print-media", edition__program=program)


def page(client: Client, code: str = "print-media", query: str = "") -> Node:
    response = client.get(f"{HOME}measures/{code}/{query}")
    assert response.status_code == 200
    return main(response)


def about(client: Client, code: str) -> dict[str, str]:
    return dict(page(client, code).one("dl", css="passport").pairs())


# ---- what it is ------------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_document_says(client: Client, program: Program) -> None:
    found = about(client, "mini-grant-contests")

    assert found == {
        "Офіційне формулювання": (
            "Проведення тематичних конкурсів міні-грантів з професійної майстерності та міні-грантів з конкурсу "
            "макетів соціальної реклами"
        ),
        "Завдання": "4 Школа й підтримка журналістів",
        "Відповідальні": (
            "Відділ організаційно-кадрової роботи, інформаційної політики та взаємодії з громадськістю "
            "ІГС (за згодою) ЗМІ (за згодою)"
        ),
        "Джерело фінансування": "Бюджет громади",
        "Очікувані результати": (
            "Підвищення суспільної самосвідомості і громадянської активності на теренах Каховської міської "
            "територіальної громади, підтримка творчих ініціатив громадян."
        ),
        "Розпорядчий документ": "рішення № 46 від 16.02.2021",
    }


def test_results_of_the_task_are_not_passed_off_as_the_measures_own(client: Client, program: Program) -> None:
    assert about(client, "security-seminars")["Очікувані результати"].startswith(
        "У документі визначено результати для завдання загалом: Підвищення рівня прозорості"
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("press-releases", "Цей захід не потребує фінансування."),
        (
            "community-development-budget",
            "У документі вказано джерело фінансування, але суму не визначено: кошти надходять через інший інструмент.",
        ),
    ],
)
def test_no_money_is_said_in_words(client: Client, program: Program, code: str, words: str) -> None:
    assert page(client, code).one(css="no-money").text == words


def test_neighbours_follow_the_order_of_the_document(client: Client, program: Program) -> None:
    links = {code: [a.attributes["href"] for a in page(client, code).one(css="neighbours").all("a")] for code in (
        "print-media", "site-content", "mini-grant-contests",
    )}  # fmt: skip

    assert links == {
        "print-media": [f"{HOME}measures/", f"{HOME}measures/online-media/"],
        "site-content": [
            f"{HOME}measures/printed-materials/",
            f"{HOME}measures/",
            f"{HOME}measures/site-support/",
        ],
        "mini-grant-contests": [f"{HOME}measures/online-trainings/", f"{HOME}measures/"],
    }


# ---- money -----------------------------------------------------------------------------------------------------------


def test_every_stage_of_every_year_stands_in_the_table(client: Client, execution: Execution) -> None:
    for stage, amount in {"committed": "99500.00", "accepted": "95000.00", "paid": "84480.00"}.items():
        execution.pay("print-media", "2021-12-20", amount, stage=stage)

    rows = page(client).one(css="years-table").one("table").rows()

    assert rows == [
        [
            *["2021", "105 600,00", "84 480,00", "84 480,00", "21 120,00", "80,0", "не внесено"],
            *["99 500,00", "95 000,00", "6 100,00"],
        ],
        [
            *["2022", "188 000,00", "0,00", "0,00", "188 000,00", "0,0", "не внесено"],
            *["0,00", "0,00", "188 000,00"],
        ],
        [
            *["2023", "162 000,00", "0,00", "0,00", "162 000,00", "0,0", "не внесено"],
            *["0,00", "0,00", "162 000,00"],
        ],
        [
            *["Усього", "455 600,00", "84 480,00", "84 480,00", "371 120,00", "18,5", "не внесено"],
            *["99 500,00", "95 000,00", "356 100,00"],
        ],
    ]


def test_a_planned_zero_is_a_zero_and_its_payment_has_no_per_cent(client: Client, program: Program) -> None:
    rows = page(client, "security-seminars").one(css="years-table").one("table").rows()

    assert [row[1] for row in rows] == ["0,00", "6 000,00", "10 000,00", "16 000,00"]
    assert rows[0][5] == "— не обчислюється"


@pytest.fixture
def entries(execution: Execution) -> Any:
    """A contract, a payment entered twice, and the reversal of the second."""
    values: dict[str, Any] = {
        "by": execution.by,
        "measure": execution.measure("print-media"),
        "budget_year": 2021,
        "source": execution.source,
        "kekv": "2240",
        "kpkvk": "0118410",
        "counterparty": "Редакція газети «Зразок»",
        "note": "службова нотатка",
    }
    post_entry(
        stage="committed", date=date(2021, 3, 15), amount=Decimal("99500.00"), document_number="договір № 12", **values
    )
    twice = {"stage": "paid", "amount": Decimal("10560.00"), "document_number": "пд № 101", **values}
    first = post_entry(date=date(2021, 4, 6), **twice)
    second = post_entry(date=date(2021, 4, 7), apart=[first.pk], **twice)
    return reverse_entry(entry=second, date=date(2021, 4, 8), by=execution.by, note="записано двічі")


def test_the_money_moves_month_by_month_and_a_reversal_is_shown_as_one(client: Client, entries: Any) -> None:
    found = page(client)

    assert [fold.text for fold in found.all("summary") if "2021" in fold.text] == [
        "квітень 2021 3 записи · сплачено 10 560 грн",
        "березень 2021 1 запис",
    ]
    assert [item.text for item in found.all(css="movement")] == [
        "08.04 сплачено – сторно · пд № 101 −10 560,00",
        "07.04 сплачено · пд № 101 10 560,00",
        "06.04 сплачено · пд № 101 10 560,00",
        "15.03 зобов’язання · договір № 12 99 500,00",
    ]
    assert found.all(css="movement-more")[0].text == (
        "Редакція газети «Зразок» · сторнує запис від 07.04.2021 · кошти 2021 року · Бюджет громади , загальний фонд "
        "· КЕКВ 2240 · КПКВК 0118410"
    )


def test_who_was_paid_stands_with_the_sum_and_says_that_there_is_no_contract(client: Client, entries: Any) -> None:
    assert [item.text for item in page(client).one(css="payees").all("li")] == [
        "Редакція газети «Зразок» 10 560 грн без договору"
    ]


def test_the_ledgers_csv_has_the_same_entries(client: Client, entries: Any) -> None:
    response = client.get(f"{MEASURE}ledger.csv?on=2021-04-07")

    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [
        *["Дата", "Етап", "Бюджетний рік", "Документ", "Контрагент", "КЕКВ / КПКВК", "Джерело фінансування", "Сума"]
    ]
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("07.04.2021", "10560,00"),
        ("06.04.2021", "10560,00"),
        ("15.03.2021", "99500,00"),
    ]


def test_a_long_ledger_is_cut_and_says_so(client: Client, execution: Execution) -> None:
    payment = execution.pay("print-media", "2021-04-06", "1.00")
    payment.pk = None
    LedgerEntry.objects.bulk_create(copy(payment) for _number in range(102))

    found = page(client)

    assert len(found.all(css="movement")) == 100
    assert "Показано останні 100 із 103." in found.text


# ---- what was done ---------------------------------------------------------------------------------------------------


def test_progress_is_told_with_its_period_and_its_reason(client: Client, execution: Execution) -> None:
    execution.judge("print-media", "done", year=2021, result="Вийшло 41 число", work=33)
    execution.judge("print-media", "partly", year=2022, result="Вийшло 8 чисел", reason="Воєнний стан", work=38)

    assert [item.text for item in page(client).all(css="progress")] == [
        "◐ виконано частково за 2022 рік за оцінкою виконавця зроблено 38 % роботи за весь строк програми "
        "Вийшло 8 чисел Причина відхилення: Воєнний стан",
        "✓ виконано за 2021 рік за оцінкою виконавця зроблено 33 % роботи за весь строк програми Вийшло 41 число",
    ]


def test_a_public_activity_shows_its_evidence_and_heads(
    client: Client, coordinator: User, execution: Execution
) -> None:
    activity = Activity(
        measure=execution.measure("print-media"),
        kind="press_tour",
        date=date(2021, 5, 20),
        title="Пресу повели на водоканал",
        description="Два автобуси",
        quantity=2,
        link="https://example.org/tour",
        is_public=True,
    )
    activity.file.save("Іваненко Марія 9-А.pdf", ContentFile(b"%PDF"), save=False)
    save_record(record=activity, by=coordinator)
    activity.headcounts.create(group="media", count=12)
    activity.headcounts.create(group="youth", count=3)

    found = page(client)
    item = found.one(css="changes")

    assert item.text == (
        "20.05.2021 Престур Пресу повели на водоканал × 2 Два автобуси Взяли участь: представники медіа – 12, "
        "молодь – 3 Підтвердження: посилання Підтвердження: файл"
    )
    assert found.one(css="reached").text == "2 престури 20.05.2021 · × 2 Пресу повели на водоканал усі 2"
    assert [link.attributes["href"] for link in item.all("a")] == [
        "https://example.org/tour",
        f"{HOME}activities/{activity.pk}/file/",
    ]


def test_what_is_looked_up_is_folded(client: Client, row: MeasureRow, coordinator: User, execution: Execution) -> None:
    for day in (date(2021, 5, 20), date(2021, 6, 20), date(2022, 5, 20)):
        activity = Activity(
            measure=execution.measure("print-media"), kind="press_tour", date=day, title="Тур", is_public=True
        )
        save_record(record=activity, by=coordinator)
    for paid in ("2021-05-20", "2022-05-20", "2022-06-20", "2022-06-21"):
        execution.pay("print-media", paid, "10.00")
    execution.judge("print-media", "partly", year=2022, reason="Воєнний стан", work=38)

    found = page(client)

    assert [fold.text for fold in found.one(css="folds").all("summary")] == [
        "Офіційне формулювання, виконавці, очікувані результати",
        "Усе виконане 3",
        "Оцінки виконавця за періодами 1",
    ]
    months = found.all(css="months")[0].all("summary")
    assert [fold.text for fold in months if "class" not in fold.attributes] == [
        "червень 2022 2 записи · сплачено 20 грн",
        "травень 2022 1 запис · сплачено 10 грн",
        "раніше 1 запис",
        "травень 2021 1 запис · сплачено 10 грн",
    ]
    assert found.one(css="why").text == "Воєнний стан станом на 31.12.2022, ◐ виконано частково"


# ---- corrections -----------------------------------------------------------------------------------------------------


def corrections(client: Client) -> list[str]:
    found = page(client).all(css="corrections")
    return [item.text.split(" ", 1)[1] for item in found[0].all("li")] if found else []


def test_what_a_file_brought_is_no_correction(client: Client, program: Program) -> None:
    assert corrections(client) == []


def test_a_corrected_amount_shows_what_was_what_became_and_why(
    client: Client, row: MeasureRow, execution: Execution, person: Callable[[str], User]
) -> None:
    source, head = execution.source, person("head")
    save_measure(row=row, amounts={(source, 2021): Decimal("105599.00")}, by=head, reason="описка в сумі")
    save_measure(row=row, amounts={(source, 2023): None}, by=head, reason="зайвий рядок")

    assert corrections(client) == [
        "Сума на 2023 рік : було: 162 000,00 грн → стало: нічого Причина: зайвий рядок",
        "Сума на 2021 рік : було: 105 600,00 грн → стало: 105 599,00 грн Причина: описка в сумі",
    ]


def test_corrected_words_and_executors_are_shown_too(client: Client, row: MeasureRow, coordinator: User) -> None:
    row.title = "Висвітлювати діяльність ради"
    save_plan_row(row=row, by=coordinator, reason="описка в назві")
    site = Executor.objects.get(name="Техпідтримка сайту")
    kept = row.executor_links.select_related("executor").order_by("order")[0]
    save_measure(row=row, executors=executors([(kept.executor, False), (site, True)]), by=coordinator, reason="помилка")

    found = corrections(client)

    assert [text.split(" : ")[0] for text in found] == ["Виконавець", "За згодою", "Виконавець", "Назва"]
    assert found[0] == "Виконавець : було: нічого → стало: Техпідтримка сайту Причина: помилка"
    assert found[2] == "Виконавець : було: Виконавчі органи міської ради → стало: нічого Причина: помилка"
    assert found[3].endswith("→ стало: Висвітлювати діяльність ради Причина: описка в назві")


# ---- a plan that changes ---------------------------------------------------------------------------------------------


def test_a_dropped_measure_keeps_its_address(client: Client, execution: Execution) -> None:
    execution.pay("mini-grant-contests", "2022-03-01", "500.00")
    execution.drop("mini-grant-contests", "2022-06-01")

    before = page(client, "mini-grant-contests", "?on=2022-05-31")
    after = page(client, "mini-grant-contests", "?on=2022-06-30")

    assert [tag.text for tag in before.all(css="tag")] == []
    assert [tag.text for tag in after.all(css="tag")] == ["у чинній редакції вже немає"]
    assert after.one(css="amounts").pairs()[1][1].startswith("500 грн")


def test_before_the_first_edition_the_page_says_when_the_plan_begins(client: Client, program: Program) -> None:
    found = page(client, "print-media", "?on=2021-01-01")

    assert found.one(css="empty").text == (
        "У плані на 01.01.2021 цього заходу немає Він є в плані: редакція 1, чинна з 16.02.2021. "
        "Показати захід на той день"
    )


def test_a_deleted_executor_link_leaves_a_readable_page(client: Client, row: MeasureRow, coordinator: User) -> None:
    for link in row.executor_links.all():
        delete_plan_row(row=link, by=coordinator, reason="помилково внесено")

    assert about(client, "print-media")["Відповідальні"] == "не названо"


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def act(program: Program) -> LegalAct:
    found = LegalAct.objects.get(program=program)
    found.file.save("Скан паспорта Іваненка.pdf", ContentFile(b"%PDF-1.7"))
    return found


def test_the_file_of_an_act_comes_under_a_neutral_name(client: Client, act: LegalAct) -> None:
    response = client.get(f"{HOME}acts/{act.pk}/file/")

    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="act-46-2021-02-16.pdf"'
    assert b"".join(response.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]


def test_the_form_of_an_act_leads_to_its_file(
    client: Client, act: LegalAct, program: Program, person: Callable[[str], User]
) -> None:
    """The staff open it also while the programme is a draft; the act of a budget stands above the programmes."""
    form, address = (reverse(f"admin:programs_legalact_{name}", args=[act.pk]) for name in ("change", "file"))
    Program.objects.update(status=Program.Status.DRAFT)
    answers = [client.get(f"{HOME}acts/{act.pk}/file/").status_code, client.get(address).status_code]
    client.force_login(person("coordinator"))

    assert f'href="{address}"' in client.get(form).content.decode()
    response = client.get(address)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Content-Disposition"] == 'attachment; filename="act-46-2021-02-16.pdf"'
    assert answers == [404, 302]
    Program.objects.update(status=Program.Status.IN_FORCE)
    LegalAct.objects.update(program=None)
    assert Client().get(f"{HOME}acts/{act.pk}/file/").status_code == 200


def test_the_passport_links_the_text_or_admits_that_there_is_none(client: Client, program: Program) -> None:
    def acts() -> str:
        return main(client.get(f"{HOME}passport/")).one(css="acts").text

    without = acts()
    LegalAct.objects.update(link="https://example.org/46")

    assert without.endswith("Посилання на текст ще не внесено.")
    assert acts().endswith("Текст акта")


def test_a_lost_file_is_not_found(client: Client, act: LegalAct) -> None:
    act.file.storage.delete(str(act.file.name))

    assert client.get(f"{HOME}acts/{act.pk}/file/").status_code == 404


@pytest.mark.parametrize("is_public", [False, True])
def test_the_file_of_an_activity_is_as_public_as_the_activity(
    client: Client, execution: Execution, is_public: bool, person: Callable[[str], User]
) -> None:
    activity = Activity(
        measure=execution.measure("print-media"), kind="other", date=date(2021, 5, 1), title="Звіт", is_public=is_public
    )
    activity.file.save("evidence.pdf", ContentFile(b"%PDF"), save=False)
    save_record(record=activity, by=None)
    address = f"{HOME}activities/{activity.pk}/file/"

    answers = [client.get(address).status_code]
    client.force_login(person("head"))
    answers.append(client.get(address).status_code)

    assert answers == ([200, 200] if is_public else [404, 404])
