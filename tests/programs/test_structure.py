"""A draft edition taken apart and put together: measures split off, merged and renumbered, a task dropped whole."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from programs.comparison import Comparison
from programs.models import Edition, MeasureRow, Program, TaskRow
from programs.services import delete_plan_row, new_numbers, open_draft_edition, renumber, save_measure, save_plan_row
from tests.programs.api.conftest import told

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


@pytest.mark.both_databases("constraints")
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


@pytest.mark.both_databases("constraints")
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


@pytest.mark.both_databases("constraints")
def test_one_number_alone_is_set_right_and_a_ring_of_three_as_well(
    draft: Edition, person: Callable[[str], User]
) -> None:
    by_place = numbers(draft)
    MeasureRow.objects.filter(edition=draft, number=by_place[-1]).update(number="9.9")
    assert [(new.was, new.becomes) for new in new_numbers(draft)] == [("9.9", by_place[-1])]
    assert (renumber(edition=draft, by=person("coordinator")), numbers(draft)) == (1, by_place)
    ring = list(MeasureRow.objects.of(draft))[:3]
    for row, order in zip(ring, (ring[2].order, ring[0].order, ring[1].order), strict=True):
        MeasureRow.objects.filter(pk=row.pk).update(order=order)
    assert (renumber(edition=draft, by=person("coordinator")), numbers(draft)) == (3, by_place)


@pytest.mark.parametrize(
    ("were", "become"),
    [
        ("1.1 1.2 2 3 4", "1.1 1.2 2 3 4"),  # the document has no task 1
        ("1.1 1.3 2 3.1 3.2", "1.1 1.2 2 3.1 3.2"),
        ("2.1 2.2 5 1.1 1.2", "1.1 1.2 2 3.1 3.2"),
        ("1.1 2 1.2 3 4", "1.1 2 3.1 4 5"),
        ("1.1 1.2 2 2.1 3", "1.1 1.2 2 3.1 4"),
        ("7 2 3 4 1", "1 2 3 4 5"),
    ],
)
def test_tasks_are_numbered_by_their_places_and_keep_the_groups_of_the_document(
    draft: Edition, person: Callable[[str], User], were: str, become: str
) -> None:
    number_tasks(draft, were)

    renumber(edition=draft, by=person("coordinator"))

    tasks = list(TaskRow.objects.of(draft))
    assert " ".join(task.number for task in tasks) == become
    for task in tasks:
        found = [row.number for row in MeasureRow.objects.of(draft) if row.task_row_id == task.pk]
        assert found == [f"{task.number}.{place}" for place in range(1, len(found) + 1)]


def number_tasks(draft: Edition, numbers: str) -> None:
    for each in draft.task_rows.all():
        TaskRow.objects.filter(pk=each.pk).update(number=f"*{each.number}")
    for each, number in zip(TaskRow.objects.of(draft), numbers.split(), strict=True):
        TaskRow.objects.filter(pk=each.pk).update(number=number)


def test_measures_of_a_task_follow_the_tasks_under_it(draft: Edition, person: Callable[[str], User]) -> None:
    number_tasks(draft, "1 2 3 2.1 2.2")
    _first, upper, _third, fourth, fifth = TaskRow.objects.of(draft)
    TaskRow.objects.filter(pk__in=[fourth.pk, fifth.pk]).update(parent=upper)

    renumber(edition=draft, by=person("coordinator"))

    by_task = {task.pk: task.number for task in draft.task_rows.all()}
    assert (by_task[upper.pk], by_task[fourth.pk], by_task[fifth.pk]) == ("2", "2.1", "2.2")
    own = [row.number for row in MeasureRow.objects.of(draft) if row.task_row_id == upper.pk]
    under = [row.number for row in MeasureRow.objects.of(draft) if row.task_row_id == fifth.pk]
    assert (own[:2], under[:2]) == (["2.3", "2.4"], ["2.2.1", "2.2.2"])


def test_an_adopted_plan_is_not_renumbered(program: Program, person: Callable[[str], User]) -> None:
    with pytest.raises(ValidationError):
        renumber(edition=program.editions.get(number=1), by=person("coordinator"))


# A tree --------------------------------------------------------------------------------------------------------------

UNDER_ITSELF = "Завдання не може входити до самого себе або до завдання, яке йому підпорядковане."


@pytest.fixture
def upper(draft: Edition) -> TaskRow:
    """A task with another one under it."""
    return draft.task_rows.exclude(children=None).first() or stood_under(*draft.task_rows.all()[:2])


def stood_under(upper: TaskRow, lower: TaskRow) -> TaskRow:
    TaskRow.objects.filter(pk=lower.pk).update(parent=upper)
    return upper


def test_a_task_stands_neither_under_itself_nor_under_a_task_below_it(
    coordinator: Client, draft: Edition, upper: TaskRow, person: Callable[[str], User]
) -> None:
    lower = upper.children.get_queryset().first()
    lowest = draft.task_rows.filter(children=None, parent=None).first()
    assert lower is not None and lowest is not None
    save_plan_row(row=moved(lowest, lower), by=person("coordinator"))

    refused = []
    for parent in (upper, lower, lowest):
        with pytest.raises(ValidationError) as refusal:
            save_plan_row(row=moved(upper, parent), by=person("coordinator"))
        refused.append(refusal.value.message_dict["parent"][0])
    address = reverse("admin:programs_taskrow_change", args=[upper.pk])
    page = send(coordinator, address, open_form(coordinator, address), parent=str(lowest.pk))

    assert set(refused) == {UNDER_ITSELF}
    assert page.context["adminform"].form.errors["parent"] == [UNDER_ITSELF]
    assert TaskRow.objects.get(pk=upper.pk).parent is None


def moved(row: TaskRow, parent: TaskRow) -> TaskRow:
    found = TaskRow.objects.get(pk=row.pk)
    found.parent = TaskRow.objects.get(pk=parent.pk)
    return found


def test_the_api_refuses_a_ring_of_tasks(upper: TaskRow, person: Callable[[str], User]) -> None:
    client, lower = APIClient(), upper.children.get_queryset().first()
    client.force_authenticate(person("coordinator"))
    address = f"/api/v1/tasks/{upper.task_id}/?edition={upper.edition_id}"
    assert lower is not None
    tag = client.get(address)["ETag"]

    answer = client.patch(address, {"parent": lower.task_id}, format="json", headers={"if-match": tag})

    assert (answer.status_code, told(answer)) == (400, {"parent": [UNDER_ITSELF]})


@pytest.mark.both_databases("constraints")
def test_the_database_refuses_a_task_under_itself(draft: Edition) -> None:
    row = draft.task_rows.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskRow.objects.filter(pk=row.pk).update(parent=row)


def test_the_page_that_deletes_a_ring_of_tasks_answers(coordinator: Client, upper: TaskRow) -> None:
    """Two rows that were written past the services: they are shown, and they go."""
    lower = upper.children.get_queryset().first()
    assert lower is not None
    TaskRow.objects.filter(pk=upper.pk).update(parent=lower)
    address = reverse("admin:programs_taskrow_delete", args=[upper.pk])

    shown, gone = coordinator.get(address), coordinator.post(address, {"post": "yes"})

    assert (shown.status_code, gone.status_code) == (200, 302)
    assert not TaskRow.objects.filter(pk__in=[upper.pk, lower.pk]).exists()


def test_a_ring_that_an_older_portal_let_be_closed_opens_at_its_first_task(upper: TaskRow) -> None:
    lower = upper.children.get_queryset().first()
    assert lower is not None
    TaskRow.objects.filter(pk=upper.pk).update(parent=lower)

    import_module("programs.migrations.0012_tasks_are_a_tree").open_rings(apps, None)

    parents = dict(TaskRow.objects.filter(pk__in=[upper.pk, lower.pk]).values_list("pk", "parent"))
    assert parents == {upper.pk: None, lower.pk: upper.pk}


def test_a_measure_does_not_continue_itself(draft: Edition, person: Callable[[str], User]) -> None:
    row = draft.measure_rows.get(number="1.1.4")

    with pytest.raises(ValidationError, match="Захід не може продовжувати сам себе"):
        save_measure(row=row, predecessors=[row.measure], by=person("coordinator"))

    assert not row.predecessors.exists()
