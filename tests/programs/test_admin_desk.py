"""The desk: figures, self-check, what is left, last changes and shortcuts, to each role its own."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from programs import services
from programs.models import Activity, FundingSource, Measure, MeasureRow, PassportTotal, Program, Progress
from tests.conftest import account, shared_by_module
from tests.programs.execution import Execution, program_of

Person = Callable[[str], User]


@pytest.fixture(scope="module")
def first_desks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """What every role finds before anything is recorded."""
    with shared_by_module(django_db_blocker):
        return {role: desk(account, role) for role in ("coordinator", "accountant", "head", "administrator")}


@pytest.fixture
def desks(first_desks: dict[str, Any], program: Program) -> dict[str, Any]:
    return first_desks


def desk(person: Person, role: str, query: str = "") -> Any:
    client = Client()
    client.force_login(person(role))
    response = client.get(reverse("admin:index") + query)
    assert response.status_code == 200
    return response


def pay(person: Person, amount: str, *, stage: str = "paid") -> None:
    services.post_entry(
        by=person("accountant"),
        stage=stage,
        measure=Measure.objects.get(code="online-media"),
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 3, 1),
        amount=Decimal(amount),
        document_number="1",
    )


def test_the_figures_are_those_of_the_statement(person: Person, program: Program) -> None:
    pay(person, "36000", stage="committed")
    pay(person, "9000")

    figures = desk(person, "coordinator").context["desk"]["figures"]

    assert [(key, amount.replace("\u00a0", " ")) for key, _label, amount in figures] == [
        ("amended", "1 000 000,00"),
        ("committed", "36 000,00"),
        ("accepted", "0,00"),
        ("paid", "9 000,00"),
        ("direct", "9 000,00"),
        ("left", "964 000,00"),
    ]


def test_the_bar_of_a_measure_is_as_long_as_its_money(person: Person, program: Program) -> None:
    pay(person, "33500")  # a quarter of the 134 000 of the whole term

    shown = {year: desk(person, "coordinator", f"?year={year}").context["desk"] for year in ("all", "2021", "2023")}

    bar = next(bar for bar in shown["all"]["bars"] if bar["row"].number == "1.1.2")
    assert {name: amount.replace("\u00a0", " ") for name, amount in bar["cells"].items()} == {
        "amended": "134 000,00",
        "appropriated": "—",
        "committed": "0,00",
        "accepted": "0,00",
        "paid": "33 500,00",
        "direct": "33 500,00",
        "free": "100 500,00",
    }
    assert (bar["paid_width"], bar["over"]) == (50, False)
    # measures without money have no bar; the seminars and the like have a planned zero in 2021
    assert {year: len(found["bars"]) for year, found in shown.items()} == {"all": 9, "2021": 4, "2023": 9}


def test_the_self_check_says_that_the_plan_adds_up(desks: dict[str, Any]) -> None:
    assert "план сходиться з паспортом" in desks["head"].content.decode()


def test_the_self_check_says_by_how_much_the_plan_does_not_add_up(person: Person, program: Program) -> None:
    total = PassportTotal.objects.get(year=2022)
    total.amount = Decimal("401000.00")
    services.save_plan_row(row=total, by=person("head"), reason="перевірка")

    response = desk(person, "head")

    found = [
        (year, amount, [each.reason for each in made]) for year, amount, made in response.context["desk"]["imbalances"]
    ]
    assert found == [(2022, "−1\u00a0000,00", ["перевірка"])]
    assert "План не сходиться з паспортом (заходи − паспорт):" in response.content.decode()


def test_a_draft_that_does_not_add_up_yet_is_shown_to_those_who_prepare_it(person: Person, program: Program) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    row = draft.measure_rows.get(measure__code="online-media")
    services.save_measure(
        row=row, amounts={(FundingSource.objects.get(), 2023): Decimal("50000")}, by=person("coordinator")
    )

    shown = desk(person, "coordinator").context["desk"]

    assert (shown["draft"], shown["draft_differences"], shown["imbalances"]) == (draft, [(2023, "+1\u00a0000,00")], [])


def test_the_last_changes_say_who_what_and_why(person: Person, program: Program) -> None:
    row = MeasureRow.objects.get(measure__code="online-media")
    services.save_measure(
        row=row,
        amounts={(FundingSource.objects.get(), 2022): Decimal("48999")},
        by=person("head"),
        reason="описка в додатку 1",
    )

    last = desk(person, "head").context["desk"]["changes"][0]

    words = "Захід: змінено, Обсяг фінансування: змінено"
    lines = [(line["words"], line["why"]) for line in last["lines"]]
    assert (last["day"], last["who"], lines) == ("сьогодні", "head", [(words, "описка в додатку 1")])


def test_what_was_done_in_one_go_is_one_line_that_counts_each_kind_of_record(person: Person, program: Program) -> None:
    measure, by = Measure.objects.get(code="online-media"), person("coordinator")
    for number in (1, 2):
        activity = Activity(measure=measure, kind="seminar", date=date(2021, 5, number), title=f"Семінар {number}")
        services.save_record(record=activity, by=by)
    judged = Progress(measure=measure, period_start=date(2021, 1, 1), period_end=date(2021, 3, 31), state="done")
    judged.work_percent = 100
    services.save_record(record=judged, by=by)

    changes = desk(person, "head").context["desk"]["changes"]

    assert [(change["who"], [(line["words"], line["links"]) for line in change["lines"]]) for change in changes] == [
        ("coordinator", [("Виконана робота: додано ×2, Стан виконання: додано", [])]),
        ("портал", [("Редакція: додано, Програма: додано, Захід: додано ×17, та ще 86 записів", [])]),
    ]


def test_what_a_person_posted_on_a_day_by_one_document_is_one_line(person: Person, program: Program) -> None:
    pay(person, "30000", stage="committed")
    for amount in ("9000", "500"):
        pay(person, amount)

    changes = desk(person, "head").context["desk"]["changes"]

    by = [(change["who"], [line["words"] for line in change["lines"]]) for change in changes]
    assert by[0] == ("accountant", ["сплачено 500,00", "сплачено 9\u00a0000,00", "зобов’язання 30\u00a0000,00"])


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            "coordinator",
            [
                "Додати консультацію",
                "Додати інститут",
                "Додати реліз або захід",
                "Вставити публікації сайту",
                "Додати запис моніторингу",
                "Додати курс",
                "Додати друкований матеріал",
                "Додати виконану роботу",
                "Додати стан виконання",
                "Звіт за період",
                "Імпорт плану",
                "Відкрити проєкт редакції",
            ],
        ),
        (
            "head",
            [
                "Додати консультацію",
                "Додати інститут",
                "Додати реліз або захід",
                "Вставити публікації сайту",
                "Додати запис моніторингу",
                "Додати курс",
                "Додати друкований матеріал",
                "Додати виконану роботу",
                "Додати стан виконання",
                "Дозволити перевищення ліміту",
                "Звіт за період",
            ],
        ),
        (
            "accountant",
            [
                *(f"Додати {what} без договору" for what in ("оплату", "зобов’язання", "акт")),
                "Імпорт місячної довідки",
                *("Імпорт операцій казначейства", "Імпорт журналу", "Звіт за період"),
            ],
        ),
        ("administrator", ["Додати особу", "Люди та ролі", "Заблоковані входи", "Обмежений режим", "Тривалі операції"]),
    ],
)
def test_each_role_has_shortcuts_of_its_own(desks: dict[str, Any], role: str, labels: list[str]) -> None:
    shortcuts = desks[role].context["desk"]["shortcuts"]

    assert [shortcut.label for shortcut in shortcuts] == labels


def test_each_role_has_one_primary_button_which_is_its_own_work(desks: dict[str, Any]) -> None:
    """The head decides and signs; entering, which others do, stands beside it."""
    found = {
        role: (response.context["desk"]["primary"].label, [each.adds for each in response.context["desk"]["adds"]])
        for role, response in desks.items()
        if response.context["desk"]["primary"]
    }

    assert found == {
        "coordinator": ("Додати виконану роботу", []),
        "head": ("Звіт за період", ["виконану роботу"]),
        "administrator": ("Додати особу", []),
    }


def test_of_much_that_is_due_five_stand_open_and_the_rest_is_folded(person: Person, program: Program) -> None:
    found = desk(person, "coordinator").context["desk"]

    days = [row["duty"].due for row in (*found["due_first"], *found["due_later"]) if row["duty"].due]
    assert (len(found["due_first"]) <= 5, days) == (True, sorted(days))


def test_a_measure_of_the_desk_opens_its_card_with_money_results_and_what_comes_next(
    person: Person, program: Program
) -> None:
    pay(person, "9000")
    measure = Measure.objects.get(code="online-media")
    services.save_record(
        record=Activity(measure=measure, kind="seminar", date=date(2021, 5, 1), title="Семінар"),
        by=person("coordinator"),
    )
    client = Client()
    client.force_login(person("coordinator"))
    address = reverse("measures:card", args=[measure.pk])

    card = client.get(address)

    assert address in desk(person, "coordinator").content.decode()
    figures = [amount.replace("\u00a0", " ") for _label, amount in card.context["figures"]]
    assert figures == ["134 000,00", "0,00", "0,00", "9 000,00", "125 000,00"]
    tables = {sheet.key: [[str(cell.text) for cell in row] for row in sheet.rows] for sheet in card.context["sheets"]}
    assert tables == {
        "contracts": [],
        "publications": [],
        "activities": [["01.05.2021", "семінар", "Семінар"]],
        "progress": [],
        "ledger": [["01.03.2021", "Сплачено", "1", "2021", "9\u00a0000,00"]],
    }
    assert [each["label"] for each in card.context["buttons"]] == [
        "Додати виконану роботу",
        "Додати стан виконання",
        "Формулювання й суми редакції",
    ]


def test_every_shortcut_and_every_line_of_the_menu_opens(person: Person, desks: dict[str, Any]) -> None:
    """A shortcut for everybody who has it, a line of the menu for the first: the roles' table says who else may."""
    found: dict[tuple[str, str], int] = {}
    opened: set[str] = set()
    for role, response in desks.items():
        client = Client()
        client.force_login(person(role))
        lines = {model["admin_url"] for group in response.context["available_apps"] for model in group["models"]}
        links = {shortcut.address for shortcut in response.context["desk"]["shortcuts"]} | lines - opened
        found |= {(role, link): client.get(link, follow=True).status_code for link in links}
        opened |= lines

    assert len(opened) > 20
    assert found == dict.fromkeys(found, 200)


def test_a_head_is_led_to_the_draft_that_waits(person: Person, program: Program) -> None:
    services.open_draft_edition(program=program, by=person("coordinator"))

    labels = [shortcut.label for shortcut in desk(person, "head").context["desk"]["shortcuts"]]

    assert labels[-3:] == ["Звіт за період", "Редагувати проєкт редакції", "Затвердити редакцію"]


def test_the_administrator_sees_no_money(desks: dict[str, Any]) -> None:
    text = desks["administrator"].content.decode()

    assert ("1\u00a0000\u00a0000,00" in text, "План і кошти ведуть інші" in text) == (False, True)


def test_a_draft_that_was_opened_is_one_line_though_its_tags_name_nobody(person: Person, program: Program) -> None:
    services.open_draft_edition(program=program, by=person("coordinator"))

    changes = desk(person, "head").context["desk"]["changes"]

    lines = [(of["who"], [line["words"] for line in of["lines"]]) for of in changes if of["who"] != "портал"]
    assert lines == [("coordinator", ["Редакція: додано, Захід: додано ×17, Завдання: додано ×5, та ще 80 записів"])]


def test_an_empty_portal_says_what_to_do_first(person: Person, empty_portal: None) -> None:
    text = desk(person, "coordinator").content.decode()

    assert "Жодної програми ще немає." in text
    assert reverse("admin:programs_program_add") in text


def test_empty_lists_say_what_to_do_first(person: Person, empty_portal: None) -> None:
    client = Client()
    client.force_login(person("coordinator"))

    for name, words in {
        "measurerow": "Відкрийте проєкт редакції, додайте завдання, а тоді перший захід.",
        "edition": "Спершу додайте програму",
        "activity": "Додайте першу роботу",
    }.items():
        assert words in client.get(reverse(f"admin:programs_{name}_changelist")).content.decode()


@pytest.mark.parametrize("role", ["coordinator", "accountant", "head"])
def test_the_desk_asks_as_often_for_many_measures_as_for_few(person: Person, role: str) -> None:
    on = timezone.localdate()
    slugs = [program_of(count, start_year=on.year - 1, end_year=on.year).slug for count in (1, 30)]
    client = Client()
    client.force_login(person(role))
    counts = []
    for slug in slugs:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:index") + f"?program={slug}")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_accountant_sees_what_waits_to_be_posted(person: Person, program: Program) -> None:
    pay(person, "30000", stage="committed")
    pay(person, "20000", stage="accepted")
    pay(person, "15000")

    found = desk(person, "accountant").context["desk"]

    rows = [(row["row"].number, row["year"], row["to_accept"]) for row in found["to_post"]]
    assert rows == [("1.1.2", 2021, "10\u00a0000,00")]
    # what waits for its payment stands in the one list of what is to be done, so that it never says that all is done
    waits = [row["duty"].note.replace("\xa0", " ") for row in found["due"] if row["duty"].key == "accepted-to-pay"]
    assert waits == ["Прийнято в журналі без договору: 5 000,00 грн."]


def test_a_payment_beyond_its_own_source_is_not_hidden_by_what_another_has_left(
    person: Person, program: Program
) -> None:
    measure, state = Measure.objects.get(code="online-media"), FundingSource(code="state", name="Субвенція")
    pay(person, "15000")
    state.save()
    where: dict[str, Any] = {"measure": measure, "source": state, "amount": Decimal("700.00")}
    services.grant_override(gate="paid", program=program, year=2021, reason="Лист", by=person("head"), **where)
    services.post_entry(
        by=person("accountant"), stage="paid", budget_year=2021, date=date(2021, 3, 2), document_number="2", **where
    )

    rows = desk(person, "accountant").context["desk"]["statement"].beyond

    assert [
        (row["line"].row.number, row["year"], str(row["source"]), str(row["title"]), row["amount"], row["allowed"])
        for row in rows
    ] == [("1.1.2", 2021, "Субвенція", "Понад план і бюджет", Decimal("700.00"), Decimal("700.00"))]


def test_the_head_sees_overrides_and_what_nobody_explained(person: Person, program: Program) -> None:
    measure, source = Measure.objects.get(code="online-media"), FundingSource.objects.get()
    services.grant_override(
        gate="paid", program=program, measure=measure, year=2021, source=source,
        amount=Decimal("500.00"), reason="Субвенція", by=person("head"),
    )  # fmt: skip
    execution = Execution(program, person("accountant"))
    execution.judge("print-media", "not_done", year=2023, reason="Воєнний стан", work=0)

    found = desk(person, "head").context["desk"]["decisions"]

    assert [(row.year, gates, amount, row.reason, who) for row, gates, amount, who in found["overrides"]] == [
        (2021, "оплата понад ліміт", "500,00", "Субвенція", "head")
    ]
    assert (found["year"], [row["line"].row.number for row in found["unexplained"]]) == (
        2023,
        ["1.1.2", "1.1.4", "1.2.2", "3.1", "3.3", "4.1", "4.2", "4.3"],
    )


def test_the_administrator_sees_roles_and_who_is_locked_out(person: Person, program: Program) -> None:
    for role in ("coordinator", "head"):
        person(role)
    for name, failures in (("bukhhalter", 5), ("kerivnyk", 4)):
        AccessAttempt.objects.create(username=name, ip_address="10.0.0.1", failures_since_start=failures)

    access = desk(person, "administrator").context["access"]

    assert [(role["name"], role["people"]) for role in access["roles"]] == [
        ("Член комісії", 0),
        ("Секретар комісії", 0),
        ("Координатор", 1),
        ("Бухгалтер", 0),
        ("Керівник", 1),
        ("Адміністратор", 1),
        ("Модератор консультацій", 0),
    ]
    assert [attempt.username for attempt in access["locked"]] == ["bukhhalter"]
    assert desk(person, "head").context["access"] is None


def test_no_english_is_left_on_the_pages_of_the_desk(person: Person, program: Program) -> None:
    """Words in Latin letters that are no code, address or name stand for a translation that was forgotten."""
    client = Client()
    client.force_login(person("coordinator"))
    allowed = {"xlsx", "coordinator", "program_2021_2023", "json"}
    pages = ["index", "programs_measurerow_changelist", "programs_edition_changelist", "programs_activity_add"]
    pages += ["programs_progress_add", "programs_legalact_add", "programs_program_add"]

    for name in pages:
        text = client.get(reverse(f"admin:{name}")).content.decode()
        body = re.sub(r"<(script|style|svg|code)\b.*?</\1>|<!--.*?-->|<option.*?</option>", " ", text, flags=re.S)
        words = set(re.findall(r"\b[a-z]\w{3,}\b", re.sub(r"<[^>]+>", " ", body).lower()))
        assert (name, words - allowed) == (name, set())
