"""A draft edition taken apart and put together: measures split off, merged and renumbered, a task dropped whole."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from programs.comparison import Comparison
from programs.models import Edition, MeasureRow, Program, TaskRow
from programs.services import delete_plan_row, new_numbers, open_draft_edition, renumber, save_plan_row

from .amending import Amendment
from .filling import open_form, send

LIST = "programs_measurerow_changelist"


@pytest.fixture
def coordinator(client: Client, person: Callable[[str], User]) -> Client:
    client.force_login(person("coordinator"))
    return client


@pytest.fixture
def draft(program: Program, person: Callable[[str], User]) -> Edition:
    return open_draft_edition(program=program, by=person("coordinator"))


def numbers(edition: Edition) -> list[str]:
    return list(MeasureRow.objects.of(edition).values_list("number", flat=True))


def test_a_measure_is_split_off_beside_its_origin_and_every_later_edition_knows_it(
    coordinator: Client, draft: Edition, program: Program, person: Callable[[str], User]
) -> None:
    origin = draft.measure_rows.get(number="1.1.4")
    delete_plan_row(row=draft.measure_rows.get(number="1.1.3"), by=person("coordinator"))  # its number is free
    page = f"{reverse('admin:programs_measurerow_add')}?edition={draft.pk}&split={origin.pk}"
    form = open_form(coordinator, page)

    send(coordinator, page, form, title="Білборди")

    part = draft.measure_rows.get(title="Білборди")
    assert (part.number, part.order, part.task_row, part.source) == (
        "1.1.5",
        origin.order,
        origin.task_row,
        origin.source,
    )
    assert [link.name for link in part.executor_links.all()] == [link.name for link in origin.executor_links.all()]
    assert (list(part.predecessors.all()), part.allocations.count()) == ([origin.measure], 0)
    assert numbers(draft)[2:6] == ["1.1.4", "1.1.5", "1.2.1", "1.2.2"]

    first = program.editions.get(number=1)
    [line] = [c for c in Comparison(first, draft).wording() if c.what == "продовжує заходи"]
    assert (line.subject, line.was) == ("Захід 1.1.5", "")
    assert line.became.startswith("1.1.4 ")
    Amendment(draft, person("coordinator")).adopt("318", "2021-12-23")
    later = open_draft_edition(program=program, by=person("coordinator"))
    assert list(later.measure_rows.get(title="Білборди").predecessors.all()) == [origin.measure]
    public = Client().get(f"/programs/{program.slug}/measures/{part.measure.code}/?on=2022-01-01").content.decode()
    assert f'href="/programs/{program.slug}/measures/{origin.measure.code}/?on=2022-01-01"' in public
    assert "Білборди" in Client().get(f"/programs/{program.slug}/measures/{origin.measure.code}/").content.decode()


def test_a_task_is_dropped_with_its_measures_and_the_rest_closes_up(coordinator: Client, draft: Edition) -> None:
    task = draft.task_rows.get(number="2")
    page = reverse("admin:programs_taskrow_delete", args=[task.pk])

    said = coordinator.get(page).content.decode()
    coordinator.post(page, {"post": "yes"})

    assert "Заходи: 4" in said
    assert [row.number for row in TaskRow.objects.of(draft)] == ["1.1", "1.2", "3", "4"]
    coordinator.post(reverse("admin:programs_edition_renumber", args=[draft.pk]))
    assert [row.number for row in TaskRow.objects.of(draft)] == ["1.1", "1.2", "2", "3"]
    assert numbers(draft)[6:] == ["2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3"]


def test_measures_that_change_places_change_numbers(draft: Edition, person: Callable[[str], User]) -> None:
    assert new_numbers(draft) == []
    first, second = (draft.measure_rows.get(number=number) for number in ("1.1.1", "1.1.2"))
    first.order, second.order = second.order, first.order
    for row in (first, second):
        save_plan_row(row=row, by=None)

    changed = renumber(edition=draft, by=person("coordinator"))

    assert changed == 2
    assert [draft.measure_rows.get(measure=row.measure).number for row in (first, second)] == ["1.1.2", "1.1.1"]


def test_an_adopted_plan_is_not_renumbered(program: Program, person: Callable[[str], User]) -> None:
    with pytest.raises(ValidationError):
        renumber(edition=program.editions.get(number=1), by=person("coordinator"))
