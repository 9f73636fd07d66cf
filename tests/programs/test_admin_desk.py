"""The desk: figures, self-check, what is left, last changes and shortcuts, to each role its own."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import services
from programs.models import Allocation, FundingSource, Measure, MeasureRow, PassportTotal, Program

Person = Callable[[str], User]


def desk(person: Person, role: str) -> Any:
    client = Client()
    client.force_login(person(role))
    response = client.get(reverse("admin:index"))
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

    figures = desk(person, "coordinator").context["desk"].figures

    assert [(key, amount.replace("\u00a0", " ")) for key, _label, amount in figures] == [
        ("amended", "1 000 000,00"),
        ("committed", "36 000,00"),
        ("accepted", "0,00"),
        ("paid", "9 000,00"),
        ("left", "991 000,00"),
    ]


def test_the_bar_of_a_measure_is_as_long_as_its_money(person: Person, program: Program) -> None:
    pay(person, "33500")  # a quarter of the 134 000 of the whole term

    bars = desk(person, "coordinator").context["desk"].bars

    bar = next(bar for bar in bars if bar.number == "1.1.2")
    assert (bar.paid_width, bar.left.replace("\u00a0", " "), bar.over) == (50, "100 500,00", False)
    assert len(bars) == 9  # measures that need no money have no bar


def test_the_self_check_says_that_the_plan_adds_up(person: Person, program: Program) -> None:
    assert "План зведено: заходи дорівнюють паспорту" in desk(person, "head").content.decode()


def test_the_self_check_says_by_how_much_the_plan_does_not_add_up(person: Person, program: Program) -> None:
    total = PassportTotal.objects.get(year=2022)
    total.amount = Decimal("399000.00")
    services.save_plan_row(row=total, by=person("coordinator"), reason="перевірка")

    response = desk(person, "head")

    assert response.context["desk"].differences == [(2022, "+1\u00a0000,00")]
    assert "План не зведено (заходи − паспорт):" in response.content.decode()


def test_a_draft_that_does_not_add_up_yet_is_shown_to_those_who_prepare_it(person: Person, program: Program) -> None:
    draft = services.open_draft_edition(program=program, by=person("coordinator"))
    row = draft.measure_rows.get(measure__code="online-media")
    services.set_allocation(
        measure_row=row,
        year=2023,
        source=FundingSource.objects.get(),
        amount=Decimal("50000"),
        by=person("coordinator"),
    )

    shown = desk(person, "coordinator").context["desk"]

    assert (shown.draft, shown.draft_differences, shown.differences) == (draft, [(2023, "+1\u00a0000,00")], [])


def test_the_last_changes_say_who_what_and_why(person: Person, program: Program) -> None:
    row = MeasureRow.objects.get(measure__code="online-media")
    services.set_allocation(
        measure_row=row,
        year=2022,
        source=FundingSource.objects.get(),
        amount=Decimal("49001"),
        by=person("coordinator"),
        reason="описка в додатку 1",
    )

    last = desk(person, "head").context["desk"].deeds[0]

    assert (last.who, last.what, last.deed, last.why) == (
        "coordinator",
        "Обсяг фінансування",
        "змінено",
        "описка в додатку 1",
    )


def test_what_was_loaded_in_one_go_is_one_line(person: Person, program: Program) -> None:
    deeds = desk(person, "head").context["desk"].deeds

    assert [(deed.who, deed.count > 50) for deed in deeds] == [("портал", True)]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("coordinator", ["Додати подію", "Оцінити стан виконання", "Звіт за період", "Відкрити проєкт редакції"]),
        ("head", ["Додати подію", "Оцінити стан виконання", "Звіт за період"]),
        ("accountant", ["Записати оплату", "Записати договір", "Записати акт", "Імпорт журналу", "Звіт за період"]),
        ("administrator", ["Додати особу", "Люди та ролі", "Заблоковані входи"]),
    ],
)
def test_each_role_has_shortcuts_of_its_own(person: Person, program: Program, role: str, labels: list[str]) -> None:
    shortcuts = desk(person, role).context["desk"].shortcuts

    assert [shortcut.label for shortcut in shortcuts] == labels


@pytest.mark.parametrize("role", ["coordinator", "accountant", "head", "administrator"])
def test_every_shortcut_and_every_line_of_the_menu_opens(person: Person, program: Program, role: str) -> None:
    response = desk(person, role)
    client = Client()
    client.force_login(person(role))
    links = [shortcut.address for shortcut in response.context["desk"].shortcuts]
    links += [model["admin_url"] for group in response.context["available_apps"] for model in group["models"]]

    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_head_is_led_to_the_draft_that_waits(person: Person, program: Program) -> None:
    services.open_draft_edition(program=program, by=person("coordinator"))

    labels = [shortcut.label for shortcut in desk(person, "head").context["desk"].shortcuts]

    assert labels[-3:] == ["Редагувати проєкт редакції", "Імпорт заходів", "Прийняти редакцію"]


def test_the_administrator_sees_no_money(person: Person, program: Program) -> None:
    text = desk(person, "administrator").content.decode()

    assert ("1\u00a0000\u00a0000,00" in text, "План і кошти – справа інших" in text) == (False, True)


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
        "activity": "Додайте першу подію",
    }.items():
        assert words in client.get(reverse(f"admin:programs_{name}_changelist")).content.decode()


def test_the_desk_asks_as_often_for_many_measures_as_for_few(person: Person, program: Program) -> None:
    client = Client()
    client.force_login(person("coordinator"))
    draft = services.open_draft_edition(program=program, by=person("coordinator"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:index"))
        return len(captured)

    before = queries()
    source = FundingSource.objects.get()
    first = MeasureRow.objects.filter(edition__number=1).first()
    assert first
    for number in range(15):
        measure = services.save_record(record=Measure(program=program, code=f"more-{number}"), by=None)
        row = MeasureRow(edition=first.edition, measure=measure, task_row=first.task_row, source=source, order=50)
        row.number, row.title = f"9.{number}", "Ще один"
        services.save_plan_row(row=row, by=None, reason="перевірка")
        services.save_plan_row(
            row=Allocation(measure_row=row, year=2023, source=source, amount=Decimal(1)), by=None, reason="перевірка"
        )

    assert (queries(), draft.is_draft) == (before, True)


def test_no_english_is_left_on_the_pages_of_the_desk(person: Person, program: Program) -> None:
    """Words in Latin letters that are no code, address or name stand for a translation that was forgotten."""
    client = Client()
    client.force_login(person("coordinator"))
    allowed = {"xlsx", "coordinator", "program_2021_2023", "json"}
    pages = ["index", "programs_measurerow_changelist", "programs_edition_changelist", "programs_activity_add"]
    pages += ["programs_progress_add", "programs_legalact_add", "programs_measurerow_import", "programs_program_add"]

    for name in pages:
        text = client.get(reverse(f"admin:{name}")).content.decode()
        body = re.sub(r"<(script|style|svg|code)\b.*?</\1>|<!--.*?-->|<option.*?</option>", " ", text, flags=re.S)
        words = set(re.findall(r"\b[a-z]\w{3,}\b", re.sub(r"<[^>]+>", " ", body).lower()))
        assert (name, words - allowed) == (name, set())
