"""The pages of the plan grid: who may open them, what they carry to and fro, what they refuse."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from programs.grid.sheet import Place, Sheet, read_sheet, shown
from programs.models import Edition, LegalAct, Program
from programs.services import (
    adopt_edition,
)
from tests.programs.grid.sheets import COMMUNITY, NBSP, cell, change, plan_of


def grid_url(edition: Edition, action: str = "") -> str:
    return reverse(f"admin:programs_edition_grid{action}", args=[edition.pk])


def form_of(sheet: Sheet, typed: dict[str, str]) -> dict[str, str]:
    """The fields of the page's form."""
    amounts = {place.name: shown(sheet.content(place)) for place in sheet.places([COMMUNITY]) if not place.is_funding}
    funding = {Place(code).name: sheet.content(Place(code)) for code in sheet.measures}
    return {"seen": json.dumps(sheet.by_measure()), **amounts, **funding, **typed}


PERMISSIONS = {
    # role: sheet of the draft, check, save, sheet of an adopted edition, save into an adopted edition
    "visitor": (302, 302, 302, 302, 302),
    "commission": (302, 302, 302, 302, 302),
    "accountant": (403, 403, 403, 403, 403),
    "administrator": (403, 403, 403, 403, 403),
    "coordinator": (200, 200, 302, 302, 409),
    "head": (200, 200, 302, 302, 409),
}


@pytest.mark.parametrize(("role", "expected"), PERMISSIONS.items())
def test_the_sheet_is_for_those_who_edit_the_plan_and_for_drafts_alone(
    draft: Edition, program: Program, person: Callable[[str], User], role: str, expected: tuple[int, ...]
) -> None:
    client = Client()
    if role != "visitor":
        client.force_login(person(role))
    adopted = program.editions.get(number=1)
    name = cell("print-media", 2022).name
    before = plan_of(adopted)
    form, stale = (form_of(read_sheet(edition), {name: "190000"}) for edition in (draft, adopted))

    answers = (
        client.get(grid_url(draft)),
        client.post(grid_url(draft, "_check"), form),
        client.post(grid_url(draft, "_save"), form),
        client.get(grid_url(adopted)),
        client.post(grid_url(adopted, "_save"), stale),
    )

    may = role in {"coordinator", "head"}
    assert tuple(answer.status_code for answer in answers) == expected
    assert read_sheet(draft).content(cell("print-media", 2022)) == ("190000.00" if may else "188000.00")
    assert plan_of(adopted) == before


BUTTONS = {"coordinator": [True, False], "head": [True, False], "accountant": [False, False]}


@pytest.mark.parametrize(("role", "expected"), BUTTONS.items())
def test_the_edition_leads_to_its_sheet_while_it_is_a_draft(
    draft: Edition, program: Program, person: Callable[[str], User], client: Client, role: str, expected: list[bool]
) -> None:
    client.force_login(person(role))
    editions = [draft, program.editions.get(number=1)]

    pages = [client.get(reverse("admin:programs_edition_change", args=[edition.pk])) for edition in editions]

    shown = [grid_url(edition) in page.content.decode() for edition, page in zip(editions, pages, strict=True)]
    assert shown == expected


def test_checking_shows_totals_and_the_difference_and_writes_nothing(
    draft: Edition, coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    sheet = read_sheet(draft)

    page = client.post(grid_url(draft, "_check"), form_of(sheet, {cell("print-media", 2022).name: "193000 грн"}))

    table = page.context["table"]
    assert [(d["year"], d["sign"], d["text"]) for d in table.differences] == [
        (2021, "equal", "0,00"),
        (2022, "over", f"+5{NBSP}000,00"),
        (2023, "equal", "0,00"),
        (0, "over", f"+5{NBSP}000,00"),
    ]
    assert f'value="193{NBSP}000,00"' in page.content.decode()
    assert plan_of(draft) == dict(sheet.contents)


def test_a_sheet_with_a_bad_cell_comes_back_whole(draft: Edition, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)
    typed = {cell("print-media", 2022).name: "багато", cell("online-media", 2022).name: "47000"}

    page = client.post(grid_url(draft, "_save"), form_of(read_sheet(draft), typed))

    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="багато"' in text
    assert f'value="47{NBSP}000,00"' in text
    assert "Це не сума" in text


def test_the_page_of_a_conflict_carries_both_versions_until_one_is_chosen(
    draft: Edition, coordinator: User, head: User, client: Client
) -> None:
    client.force_login(coordinator)
    name = cell("print-media", 2022).name
    form = form_of(read_sheet(draft), {name: "190 000"})
    change(draft, "print-media", 2022, "180000", by=head)

    first = client.post(grid_url(draft, "_save"), form)
    hidden = {field: getattr(first.context["table"], field) for field in ("seen", "undecided", "lost")}
    second = client.post(grid_url(draft, "_save"), {**form, **hidden})
    third = client.post(grid_url(draft, "_save"), {**form, **hidden, f"choice:{name}": "mine"})

    assert [answer.status_code for answer in (first, second, third)] == [409, 409, 302]
    assert [(row["seen"], row["stored"], row["typed"]) for row in second.context["table"].conflict["rows"]] == [
        (f"188{NBSP}000,00", f"180{NBSP}000,00", "190 000")
    ]
    assert read_sheet(draft).content(cell("print-media", 2022)) == "190000.00"


def test_what_was_typed_into_an_edition_adopted_meanwhile_stays_visible(
    draft: Edition, coordinator: User, head: User, amendment: LegalAct, client: Client
) -> None:
    client.force_login(coordinator)
    form = form_of(read_sheet(draft), {cell("print-media", 2022).name: "190000"})
    adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)

    answers = [client.post(grid_url(draft, action), form) for action in ("_save", "_check")]

    for page in answers:
        text = page.content.decode()
        assert page.status_code == 409
        assert "цю редакцію затверджено" in text
        assert f'value="190{NBSP}000,00"' in text
    assert read_sheet(draft).content(cell("print-media", 2022)) == "188000.00"


FOREIGN = {
    "no seen": {"seen": ""},
    "no json": {"seen": "{"},
    "a list": {"seen": "[]"},
    "cells as a text": {"seen": '{"print-media": "x"}'},
    "a made-up amount": {"seen": '{"print-media": {"community-budget:2022": "1e9"}}'},
    "cells without end": {"seen": "[" * 100_000},
    "a made-up conflict": {"undecided": '{"print-media:community-budget:2022": "NaN"}'},
}


@pytest.mark.parametrize("fields", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_form_that_is_not_the_pages_own_is_refused(
    draft: Edition, coordinator: User, client: Client, fields: dict[str, str]
) -> None:
    client.force_login(coordinator)

    answer = client.post(grid_url(draft, "_save"), {**form_of(read_sheet(draft), {}), **fields})

    assert answer.status_code == 400


def test_fields_that_name_no_cell_change_nothing(draft: Edition, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)
    sheet = read_sheet(draft)
    strange = {
        "print-media:nobody:2022": "5",
        "print-media:community-budget:1999": "5",
        "ghost:community-budget:2022": "5",
    }

    answer = client.post(grid_url(draft, "_save"), form_of(sheet, strange))

    assert (answer.status_code, plan_of(draft)) == (302, dict(sheet.contents))


def test_the_way_back_from_the_log_in_leads_to_the_sheet(draft: Edition, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)

    answers = [client.get(grid_url(draft, action)) for action in ("_check", "_save")]

    assert [answer.headers["Location"] for answer in answers] == [grid_url(draft)] * 2
