"""/api/v1/programs/ against the founding programme, whole."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.models import LedgerEntry, LegalAct, Program
from programs.services import adopt_edition, save_measure
from tests.programs.api.conftest import API, SLUG, Client, copy_of, told

UNTOUCHED = {
    "appropriated": None,
    "committed": "0.00",
    "accepted": "0.00",
    "paid": "0.00",
    "paid_without_contract": "0.00",
}


def year(number: int, amount: str) -> dict[str, object]:
    return {
        "year": number,
        "approved": amount,
        "amended": amount,
        **UNTOUCHED,
        "remainder": amount,
        "available": amount,
        "plan": "amount",
    }


def test_the_founding_programme_whole(api: Client, program: Program) -> None:
    answer = api().get(f"{API}/programs/{SLUG}/?on=2021-12-31")

    assert answer.json() == {
        "id": program.pk,
        "slug": SLUG,
        "title": "Міська програма сприяння розвитку інформаційного простору та громадянського суспільства "
        "на 2021-2023 роки",
        "short_title": "Програма розвитку інформаційного простору та громадянського суспільства на 2021-2023 роки",
        "aliases": [
            "Міська Програма розвитку інформаційного простору та громадянського суспільства на 2021-2023 роки",
            "Програма сприяння розвитку інформаційного простору та громадянського суспільства Каховської міської "
            "територіальної громади на 2021 – 2023 роки",
        ],
        "council": "Каховська міська рада",
        "responsible_unit": "Відділ організаційно-кадрової роботи, інформаційної політики та взаємодії "
        "з громадськістю Каховської міської ради",
        "chief_spending_unit": "Каховська міська рада",
        "commission": "Постійна комісія з питань прав людини, законності, депутатської етики та регламенту",
        "start_year": 2021,
        "end_year": 2023,
        "status": "in_force",
        "currency": "UAH",
        "is_demonstration": False,
        "on": "2021-12-31",
        "edition": program.editions.get().pk,
        "total": "1000000.00",
        "totals_by_year": [year(2021, "200000.00"), year(2022, "400000.00"), year(2023, "400000.00")],
        "self_check": {"balanced": True, "differences": [], "beyond": []},
        "tasks_count": 5,
        "measures_count": 17,
        "last_entry": None,
    }


def test_before_its_edition_was_in_force_the_programme_had_no_plan(api: Client, program: Program) -> None:
    answer = api().get(f"{API}/programs/{SLUG}/?on=2021-02-15").json()

    assert (answer["edition"], answer["total"], answer["self_check"]["balanced"]) == (None, None, False)
    assert [item["plan"] for item in answer["totals_by_year"]] == ["not_foreseen"] * 3


def test_money_counts_from_the_day_of_its_entry(api: Client, entry: LedgerEntry) -> None:
    paid = {
        day: api().get(f"{API}/programs/{SLUG}/?on={day}").json()["totals_by_year"][0]
        for day in ("2021-04-05", "2021-04-06")
    }

    assert paid["2021-04-05"] == year(2021, "200000.00")
    assert paid["2021-04-06"] == {
        **year(2021, "200000.00"),
        **dict.fromkeys(("paid", "paid_without_contract"), "10560.00"),
        **dict.fromkeys(("remainder", "available"), "189440.00"),
    }


def test_an_amendment_shows_beside_what_was_approved(api: Client, program: Program, person: Any) -> None:
    draft = copy_of(program.editions.get())
    row = draft.measure_rows.get(measure__code="print-media")
    source = row.source
    assert source is not None
    save_measure(row=row, amounts={(source, 2023): Decimal("152000.00")}, by=None)
    total = draft.passport_totals.get(year=2023)
    total.amount = Decimal("390000.00")
    total.save()
    act = LegalAct.objects.create(
        program=program, role="amendment", body="Рада", number="210", date=date(2022, 5, 12), title="Про зміни"
    )
    adopt_edition(edition=draft, act=act, in_force_from=date(2022, 5, 12), by=person("head"))

    before = api().get(f"{API}/programs/{SLUG}/?on=2022-05-11").json()
    after = api().get(f"{API}/programs/{SLUG}/?on=2022-05-12").json()

    assert before["totals_by_year"][2] == year(2023, "400000.00")
    assert after["totals_by_year"][2] == {
        **year(2023, "390000.00"),
        "approved": "400000.00",
    }
    assert (before["total"], after["total"], after["edition"]) == ("1000000.00", "990000.00", draft.pk)


def test_a_plan_that_does_not_add_up_says_by_how_much(api: Client, program: Program) -> None:
    program.editions.get().passport_totals.filter(year=2022).update(amount=Decimal("399000.00"))

    answer = api().get(f"{API}/programs/{SLUG}/").json()

    assert answer["self_check"] == {
        "balanced": False,
        "differences": [{"year": 2022, "passport": "399000.00", "measures": "400000.00", "amount": "1000.00"}],
        "beyond": [],
    }


@pytest.mark.parametrize("word", ["ІНФОРМАЦІЙНОГО", "громадянського", "Сприяння розвитку", "територіальної ГРОМАДИ"])
def test_search_reads_cyrillic_in_any_case(api: Client, program: Program, word: str) -> None:
    answer = api().get(f"{API}/programs/", {"search": word}).json()

    assert [item["slug"] for item in answer["results"]] == [SLUG]


def test_a_list_is_an_envelope_of_count_next_previous_and_results(api: Client, program_with: Any) -> None:
    program_with(1)

    pages = [
        api().get(f"{API}/programs/", {"page_size": 1, "page": page, "ordering": "slug"}).json() for page in (1, 2)
    ]

    assert [list(page) for page in pages] == [["count", "next", "previous", "results"]] * 2
    assert [[item["slug"] for item in page["results"]] for page in pages] == [[SLUG], ["program-of-1"]]
    assert [page["count"] for page in pages] == [2, 2]
    assert pages[0]["next"] == f"http://testserver{API}/programs/?ordering=slug&page=2&page_size=1"
    assert pages[1]["previous"] == f"http://testserver{API}/programs/?ordering=slug&page_size=1"


def test_filters_by_term_and_status(api: Client, program: Program) -> None:
    def found(**query: object) -> int:
        return api().get(f"{API}/programs/", query).json()["count"]

    assert [found(year=2021), found(year=2024), found(status="in_force"), found(status="completed")] == [1, 0, 1, 0]


def test_a_new_programme_begins_as_a_draft_with_its_first_edition(api: Client, program: Program) -> None:
    body = {
        "slug": "youth-2024",
        "title": "Програма «Молодь»",
        "short_title": "Молодь",
        "aliases": ["Молодіжна програма"],
        "council": "Каховська міська рада",
        "responsible_unit": "Відділ молоді",
        "chief_spending_unit": "Каховська міська рада",
        "start_year": 2024,
        "end_year": 2026,
    }

    answer = api("coordinator").post(f"{API}/programs/", body)

    assert (answer.status_code, answer["Location"]) == (201, f"http://testserver{API}/programs/youth-2024/")
    assert {key: answer.json()[key] for key in body} == body
    made = Program.objects.get(slug="youth-2024")
    assert (made.status, made.history.get().history_user.username) == ("draft", "coordinator")
    assert [(edition.number, edition.status) for edition in made.editions.all()] == [(1, "draft")]
    assert api().get(f"{API}/programs/youth-2024/").status_code == 404


def test_a_change_is_recorded_with_who_and_why(api: Client, program: Program) -> None:
    answer = api("coordinator").patch(f"{API}/programs/{SLUG}/", {"status": "suspended", "reason": "воєнний стан"})

    assert (answer.status_code, answer.json()["status"]) == (200, "suspended")
    last = program.history.first()
    assert (last.history_user.username, last.history_change_reason) == ("coordinator", "воєнний стан")


def test_the_address_of_a_programme_is_permanent(api: Client, program: Program) -> None:
    answer = api("coordinator").patch(f"{API}/programs/{SLUG}/", {"slug": "another"})

    assert told(answer) == {"slug": ["Це поле тут не можна задати: приберіть його."]}
