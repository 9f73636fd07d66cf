"""Measures of an edition that an act has set: corrected with a reason alone, and listed with their sums."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from programs import services
from programs.admin.measures import year_column
from programs.models import Allocation, FundingSource, Measure, MeasureRow, Program
from tests.programs.filling import fields_of, open_form, send, sentences
from tests.programs.test_admin_measures import LIST, Person, address, amounts, cell


@pytest.fixture
def coordinator(client: Client, person: Person) -> Client:
    client.force_login(person("coordinator"))
    return client


@pytest.fixture
def row(program: Program) -> MeasureRow:
    """Online media: 36 000, 49 000, 49 000."""
    return MeasureRow.objects.get(measure__program=program, measure__code="online-media")


def test_without_a_draft_the_page_says_where_a_new_measure_goes(coordinator: Client, program: Program) -> None:
    response = coordinator.get(reverse("admin:programs_measurerow_add"))

    assert "Жодного проєкту редакції не відкрито." in response.content.decode()
    assert Measure.objects.count() == 17


def test_a_correction_of_an_adopted_edition_needs_its_reason(coordinator: Client, row: MeasureRow) -> None:
    form = open_form(coordinator, address(row))

    response = send(coordinator, address(row), form, **{cell(2022): "49 001"})

    errors = response.context["adminform"].form.errors
    assert list(errors) == ["reason_"]
    assert fields_of(response)[cell(2022)] == ["49 001"]
    assert amounts(row)[2022] == Decimal("49000.00")


def test_a_correction_is_kept_with_who_and_why(coordinator: Client, row: MeasureRow, person: Person) -> None:
    form = open_form(coordinator, address(row))

    refused = send(coordinator, address(row), form, **{cell(2022): "49 001", "reason_": "описка в додатку 1"})
    waits = send(coordinator, address(row), form, **{cell(2022): "48 999", "reason_": "описка в додатку 1"})
    assert "нехай це виправлення внесе керівник" in sentences(waits)[0]
    coordinator.force_login(person("head"))
    send(coordinator, address(row), form, **{cell(2022): "48 999", "reason_": "описка в додатку 1"})

    record = Allocation.objects.get(measure_row=row, year=2022).history.first()
    assert "Заходи на 2022 рік перевищили б паспорт на 1,00" in sentences(refused)[0].replace("\xa0", " ")
    assert amounts(row)[2022] == Decimal("48999.00")
    assert (record.history_user.username, record.history_change_reason) == ("head", "описка в додатку 1")
    history = coordinator.get(reverse("admin:programs_measurerow_history", args=[row.pk])).content.decode()
    for words in ("49\u00a0000,00", "48\u00a0999,00", "head", "описка в додатку 1"):
        assert words in history


def test_saving_an_adopted_measure_unchanged_needs_no_reason_and_leaves_no_trace(
    coordinator: Client, row: MeasureRow
) -> None:
    before = (row.version, row.history.count())
    form = open_form(coordinator, address(row))

    response = send(coordinator, address(row), form)

    row.refresh_from_db()
    assert (response.status_code, row.version, row.history.count()) == (302, *before)


def test_a_short_name_is_changed_without_a_reason_and_never_over_another_unseen(
    coordinator: Client, row: MeasureRow
) -> None:
    form = open_form(coordinator, address(row))
    before = (row.version, row.history.count())

    first = send(coordinator, address(row), form, short_name="Онлайн")
    second = send(coordinator, address(row), form, short_name="Інтернет")
    row.refresh_from_db()

    assert (first.status_code, row.measure.short_name, row.measure.code) == (302, "Онлайн", "online-media")
    assert (row.version, row.history.count()) == before
    assert second.context["adminform"].form.errors == {
        "short_name": ["Тим часом хтось змінив коротку назву: тепер вона «Онлайн»."]
    }
    history = coordinator.get(reverse("admin:programs_measurerow_history", args=[row.pk])).content.decode()
    assert "Висвітлення в інтернет-виданнях" in history and "Онлайн" in history


def test_a_measure_of_an_adopted_edition_cannot_be_deleted(coordinator: Client, row: MeasureRow) -> None:
    response = coordinator.post(reverse("admin:programs_measurerow_delete", args=[row.pk]), {"post": "yes"})

    assert (response.status_code, MeasureRow.objects.filter(pk=row.pk).exists()) == (403, True)


# ---- the list --------------------------------------------------------------------------------------------------------


def test_the_foot_sums_what_the_filters_let_through(coordinator: Client, program: Program) -> None:
    changes = coordinator.get(LIST, {"task": "modern-communication"}).context["cl"]

    assert [cell.replace("\u00a0", " ") for cell in changes.foot][2:6] == [
        "0,00",
        "50 000,00",
        "70 000,00",
        "120 000,00",
    ]


def test_the_four_kinds_of_no_money_stay_apart_in_the_list(
    coordinator: Client, row: MeasureRow, person: Person
) -> None:
    source = FundingSource.objects.get()
    services.save_measure(row=row, amounts={(source, 2021): None}, by=person("head"), reason="описка")

    changes = coordinator.get(LIST).context["cl"]

    rows = {row.number: row for row in changes.result_list}
    shown = {number: strip_tags(changes.model_admin.in_all(rows[number])) for number in ("2.3", "2.4", "3.1")}
    assert shown == {"2.3": "суму не визначено", "2.4": "не потребує фінансування", "3.1": "16\u00a0000,00"}
    first_year = year_column(2021)
    assert {number: first_year(rows[number]) for number in ("1.1.2", "2.3", "3.1")} == {
        "1.1.2": "—",
        "2.3": "",
        "3.1": "0,00",
    }
