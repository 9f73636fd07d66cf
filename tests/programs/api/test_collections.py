"""The other collections: whole answers of the founding fixture, and a plan amended through the API alone."""

from decimal import Decimal
from typing import Any

import pytest

from programs.models import Activity, Edition, LedgerEntry, LegalAct, Measure, Program
from tests.programs.api.conftest import API, SLUG, Client, Draft, told


def results(client: Any, collection: str, **query: object) -> Any:
    return client.get(f"{API}/{collection}/", query).json()["results"]


def test_the_act_whole(api: Client, program: Program) -> None:
    assert results(api(), "legal-acts") == [
        {
            "id": program.legal_acts.get().pk,
            "program": SLUG,
            "role": "draft_approval",
            "body": "Виконавчий комітет Каховської міської ради",
            "kind": "decision",
            "number": "46",
            "date": "2021-02-16",
            "title": "Про міську Програму розвитку інформаційного простору та громадянського суспільства "
            "на 2021-2023 роки",
            "link": "",
        }
    ]


def test_the_edition_whole_but_for_the_texts_of_its_passport(api: Client, program: Program) -> None:
    edition = program.editions.get()
    item = results(api(), "editions")[0]
    passport, aspects = item.pop("passport"), item.pop("aspects")

    assert item == {
        "id": edition.pk,
        "program": SLUG,
        "number": 1,
        "status": "adopted",
        "act": edition.act_id,
        "in_force_from": "2021-02-16",
        "earlier_reason": "",
        "unit": "uah",
        "printed_unit": "thousand_uah",
        "note": "Рядок 9 паспорта озаглавлено «тис. грн.», а суми в ньому наведено у гривнях.",
        "passport_totals": [
            {"year": 2021, "amount": "200000.00"},
            {"year": 2022, "amount": "400000.00"},
            {"year": 2023, "amount": "400000.00"},
        ],
        "self_check": {"balanced": True, "differences": []},
        "corrections": [],
    }
    assert [row["number"] for row in passport] == list(range(1, 12))
    assert passport[4] == {"number": 5, "label": "Головний розпорядник коштів", "text": "Каховська міська рада"}
    assert [aspect["name"] for aspect in aspects] == [
        "Інформаційний аспект",
        "Інституційно-інфраструктурний аспект",
        "Комунікаційний аспект",
        "Контрольно-моніторинговий",
    ]


def test_the_tasks_in_the_order_of_the_document(api: Client, program: Program) -> None:
    items = results(api(), "tasks", program=SLUG)

    assert [(item["code"], item["label"], item["number"], item["aspects"]) for item in items] == [
        ("media-cooperation", "1.1.", "1.1", [1]),
        ("official-site", "1.2.", "1.2", [1]),
        ("civil-society", "2.", "2", [2, 3, 4]),
        ("information-security", "3 .", "3", [1]),
        ("modern-communication", "4.", "4", [2, 3]),
    ]
    assert list(items[0]) == [
        "id",
        "code",
        "short_name",
        "program",
        "edition",
        "parent",
        "label",
        "number",
        "order",
        "title",
        "results",
        "aspects",
    ]


def test_the_allocations_of_annex_1(api: Client, program: Program) -> None:
    items = results(api(), "allocations", program=SLUG, page_size=500)

    assert len(items) == 27
    assert [item["amount"] for item in items if item["measure_code"] == "security-seminars"] == [
        "0.00",
        "6000.00",
        "10000.00",
    ]
    assert items[0] == {
        "id": items[0]["id"],
        "program": SLUG,
        "edition": program.editions.get().pk,
        "measure": Measure.objects.get(code="print-media").pk,
        "measure_code": "print-media",
        "year": 2021,
        "source": "community-budget",
        "amount": "105600.00",
    }


@pytest.mark.parametrize(
    ("collection", "query", "count"),
    [
        ("allocations", {"year": 2022}, 9),
        ("allocations", {"measure_code": "print-media"}, 3),
        ("allocations", {"year": 2022, "source": "community-budget", "search": "СЕМІНАРІВ"}, 1),
        ("allocations", {"on": "2021-02-15"}, 0),
        ("tasks", {"aspects": 1}, 3),
        ("tasks", {"search": "офіційного САЙТУ"}, 1),
        ("tasks", {"on": "2021-02-15"}, 0),
        ("legal-acts", {"year": 2021, "role": "draft_approval"}, 1),
        ("legal-acts", {"role": "budget"}, 0),
        ("editions", {"status": "draft"}, 0),
        ("editions", {"program": SLUG, "number": 1}, 1),
        ("ledger", {"stage": "paid", "year": 2021, "program": SLUG}, 1),
        ("ledger", {"stage": "committed"}, 0),
        ("ledger", {"date_from": "2021-04-06", "date_to": "2021-04-06"}, 1),
        ("ledger", {"date_from": "2021-04-07"}, 0),
        ("ledger", {"search": "зразок"}, 1),
        ("ledger", {"kekv": "2210"}, 0),
    ],
)
def test_filters(api: Client, entry: LedgerEntry, collection: str, query: dict[str, Any], count: int) -> None:
    assert api().get(f"{API}/{collection}/", query).json()["count"] == count


def test_an_entry_whole(api: Client, entry: LedgerEntry) -> None:
    public = {
        "id": entry.pk,
        "stage": "paid",
        "program": SLUG,
        "measure": entry.measure_id,
        "measure_code": "print-media",
        "budget_year": 2021,
        "source": "community-budget",
        "fund": "general",
        "date": "2021-04-06",
        "amount": "10560.00",
        "document_number": "пд № 101",
        "kekv": "2240",
        "kpkvk": "0118410",
        "counterparty": "ТОВ «Зразок»",
        "under_contract": False,
        "contract": "",
        "contract_page": "",
        "reverses": None,
        "reversed_by": None,
    }

    assert results(api(), "ledger") == [public]
    assert results(api("accountant"), "ledger") == [{**public, "note": entry.note}]


def test_an_accountant_posts_and_reverses(api: Client, print_media: Measure) -> None:
    accountant = api("accountant")
    body = {
        "stage": "paid",
        "measure": print_media.pk,
        "budget_year": 2021,
        "source": "community-budget",
        "date": "2021-04-06",
        "amount": 100.1,
        "document_number": "пд № 7",
        "kekv": "2240",
        "kpkvk": "0118410",
        "note": "оплата",
    }

    posted = accountant.post(f"{API}/ledger/", body)
    where = posted["Location"]
    reversal = accountant.post(f"{where}reverse/", {"date": "2021-04-07", "note": "двічі проведено"})
    again = accountant.post(f"{where}reverse/", {"date": "2021-04-07", "note": "двічі проведено"})
    early = accountant.post(f"{reversal['Location']}reverse/", {"date": "2021-04-06", "note": "x"})

    assert (posted.status_code, posted.json()["amount"]) == (201, "100.10")
    assert (reversal.status_code, reversal.json()["amount"]) == (201, "-100.10")
    assert reversal.json()["reverses"] == posted.json()["id"]
    assert accountant.get(where).json()["reversed_by"] == reversal.json()["id"]
    assert [again.status_code, early.status_code, LedgerEntry.objects.count()] == [400, 400, 2]
    assert LedgerEntry.objects.latest("pk").recorded_by.username == "accountant"


def test_what_the_budget_gave_is_recorded_and_shown(api: Client, print_media: Measure) -> None:
    accountant = api("accountant")
    body = {
        "measure": print_media.pk,
        "year": 2021,
        "source": "community-budget",
        "amount": "90000.00",
        "effective_from": "2021-02-20",
    }

    made = accountant.post(f"{API}/appropriations/", body)
    changed = accountant.patch(made["Location"], {"amount": "95000.00", "reason": "уточнено рішенням № 12"})
    figures = api().get(f"{API}/measures/{print_media.pk}/").json()["years"][0]

    assert (made.status_code, changed.status_code) == (201, 200)
    assert changed.json() == {**made.json(), "amount": "95000.00"}
    assert [figures[name] for name in ("appropriated", "remainder", "available")] == [
        "95000.00",
        "105600.00",
        "95000.00",
    ]
    last = print_media.appropriations.get().history.first()
    assert (last.history_user.username, last.history_change_reason) == ("accountant", "уточнено рішенням № 12")
    assert accountant.delete(made["Location"]).status_code == 204


def test_a_budget_above_the_programme_is_recorded_only_when_confirmed(
    api: Client, print_media: Measure, entry: LedgerEntry
) -> None:
    accountant = api("accountant")
    body = {"measure": print_media.pk, "year": 2021, "source": "community-budget", "effective_from": "2021-02-20"}
    above = {**body, "amount": "105600.01"}

    refused = accountant.post(f"{API}/appropriations/", above)
    made = accountant.post(f"{API}/appropriations/", {**above, "confirm": True})
    again = accountant.patch(made["Location"], {"amount": "200000.00"})

    assert (refused.status_code, made.status_code, again.status_code) == (400, 201, 400)
    assert refused.json()["confirm"] == [
        "Бюджетом було б виділено на 0,01\u00a0грн більше, ніж передбачає програма: перевірте суму або спершу внесіть "
        "зміни до "
        "програми. Витратити можна лише передбачене програмою.",
        "Щоб усе одно записати, надішліть «confirm»: true.",
    ]
    assert [row.amount for row in print_media.appropriations.all()] == [Decimal("105600.01")]


def test_an_activity_is_hidden_until_somebody_shows_it(api: Client, print_media: Measure) -> None:
    coordinator = api("coordinator")
    body = {
        "measure": print_media.pk,
        "kind": "seminar",
        "date": "2022-02-01",
        "title": "Семінар",
        "headcounts": [{"group": "youth", "count": 14}, {"group": "media", "count": 3}],
    }

    made = coordinator.post(f"{API}/activities/", body)
    hidden = results(api(), "activities")
    shown = coordinator.patch(made["Location"], {"is_public": True, "headcounts": [{"group": "youth", "count": 15}]})

    assert (made.status_code, hidden, shown.status_code) == (201, [], 200)
    assert results(api(), "activities") == [
        {
            "id": Activity.objects.get().pk,
            "program": SLUG,
            "measure": print_media.pk,
            "measure_code": "print-media",
            "kind": "seminar",
            "date": "2022-02-01",
            "title": "Семінар",
            "description": "",
            "quantity": 1,
            "headcounts": [{"group": "youth", "count": 15}],
            "link": "",
            "is_public": True,
        }
    ]


def test_a_release_is_shown_unless_its_sender_or_its_text_says_otherwise(api: Client, print_media: Measure) -> None:
    body = {"measure": print_media.pk, "kind": "press_release", "date": "2022-02-01", "title": "Реліз"}
    heads = {"headcounts": [{"group": "youth", "count": 14}]}
    coordinator = api("coordinator")

    made = [
        coordinator.post(f"{API}/activities/", {**body, **more}).json()["is_public"]
        for more in ({}, {"is_public": False}, heads, {**heads, "is_public": True}, {"description": "1234567899"})
    ]
    first = Activity.objects.order_by("pk")[0]
    changed = coordinator.patch(f"{API}/activities/{first.pk}/", heads).json()["is_public"]

    assert ([*made, changed], len(results(api(), "activities"))) == ([True, False, False, True, False, False], 1)


def test_an_allocation_of_the_draft_is_taken_away_and_set_again(api: Client, draft: Draft) -> None:
    coordinator = api("coordinator")
    mine = results(coordinator, "allocations", edition=draft.edition.pk, measure_code="security-seminars")
    address, place = f"{API}/allocations/{mine[0]['id']}/", {k: mine[0][k] for k in ("edition", "measure", "year")}

    def plan() -> str:
        item = results(coordinator, "measures", edition=draft.edition.pk, code="security-seminars")[0]
        return str(item["years"][0]["plan"])

    kinds = [plan()]
    gone = coordinator.delete(address)
    kinds.append(plan())
    back = coordinator.post(f"{API}/allocations/", {**place, "source": "community-budget", "amount": "5.00"})
    kinds.append(plan())
    twice = coordinator.post(f"{API}/allocations/", {**place, "source": "community-budget", "amount": "6.00"})

    assert (gone.status_code, back.status_code, twice.status_code) == (204, 201, 400)
    assert told(twice) == {"detail": "Захід уже має суму за цей рік і джерело."}
    assert kinds == ["planned_zero", "not_foreseen", "amount"]


def test_an_adopted_allocation_needs_a_reason(api: Client, program: Program) -> None:
    address = f"{API}/allocations/{results(api(), 'allocations')[0]['id']}/"

    answers = [
        api(role).patch(address, body).status_code
        for role, body in (
            ("coordinator", {"amount": "105599.00"}),
            ("coordinator", {"amount": "105599.00", "reason": "описка"}),
            ("head", {"amount": "105599.00", "reason": "описка"}),
            ("coordinator", {"year": 2022}),
        )
    ]

    assert answers == [400, 400, 200, 400]
    assert [api("coordinator").delete(address).status_code, results(api(), "allocations")[0]["amount"]] == [
        400,
        "105599.00",
    ]


def test_a_plan_is_amended_and_adopted_through_the_api(api: Client, program: Program) -> None:
    """A draft opens as a copy, a sum and the passport change, the head adopts: the public sees both by date."""
    coordinator, head = api("coordinator"), api("head")
    draft = coordinator.post(f"{API}/editions/", {"program": SLUG}).json()
    allocation = results(coordinator, "allocations", edition=draft["id"], measure_code="print-media", year=2023)[0]
    act = coordinator.post(
        f"{API}/legal-acts/",
        {
            "program": SLUG,
            "role": "amendment",
            "body": "Каховська міська рада",
            "number": "210",
            "date": "2022-05-12",
            "title": "Про зміни",
        },
    ).json()
    adoption = {"act": act["id"], "in_force_from": "2022-05-12"}

    coordinator.patch(f"{API}/allocations/{allocation['id']}/", {"amount": "152000.00"})
    early = head.post(f"{API}/editions/{draft['id']}/adopt/", adoption)
    totals = [*draft["passport_totals"][:2], {"year": 2023, "amount": "390000.00"}]
    balanced = coordinator.patch(f"{API}/editions/{draft['id']}/", {"passport_totals": totals})
    adopted = head.post(f"{API}/editions/{draft['id']}/adopt/", adoption)
    late = head.post(f"{API}/editions/{draft['id']}/adopt/", adoption)

    assert (draft["number"], draft["status"], draft["act"]) == (2, "draft", None)
    assert early.status_code == 400
    assert balanced.json()["self_check"] == {"balanced": True, "differences": []}
    assert (adopted.status_code, adopted.json()["status"], adopted.json()["act"]) == (200, "adopted", act["id"])
    assert late.status_code == 400
    assert {
        day: api().get(f"{API}/programs/{SLUG}/?on={day}").json()["total"] for day in ("2022-05-11", "2022-05-12")
    } == {"2022-05-11": "1000000.00", "2022-05-12": "990000.00"}


def test_the_passport_of_a_draft_is_replaced_whole(api: Client, draft: Draft) -> None:
    address = f"{API}/editions/{draft.edition.pk}/"
    before = api("coordinator").get(address).json()["passport"]
    wanted = [
        before[0],
        {"number": 2, "label": "Підстава", "text": "Закон"},
        {"number": 20, "label": "Ще", "text": "…"},
    ]

    answer = api("coordinator").patch(address, {"passport": wanted})
    twice = api("coordinator").patch(address, {"passport": [wanted[0], wanted[0]]})

    assert (answer.status_code, answer.json()["passport"]) == (200, wanted)
    assert told(twice) == {"passport": ["Два рядки мають однаковий номер або рік."]}
    assert draft.edition.passport_rows.get(number=1).history.count() == 0


def test_an_adopted_passport_needs_a_reason_and_an_adopted_edition_stays(api: Client, program: Program) -> None:
    edition = program.editions.get()
    address = f"{API}/editions/{edition.pk}/"

    answers = [
        api("coordinator").patch(address, {"note": "x"}),
        api("coordinator").patch(address, {"note": "x", "reason": "описка"}),
        api("coordinator").delete(address),
    ]

    assert [answer.status_code for answer in answers] == [400, 200, 400]
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_a_draft_is_given_up_with_all_its_rows(api: Client, draft: Draft, program: Program) -> None:
    answer = api("coordinator").delete(f"{API}/editions/{draft.edition.pk}/")

    assert answer.status_code == 204
    assert [edition.number for edition in program.editions.all()] == [1]
    assert api().get(f"{API}/programs/{SLUG}/").json()["measures_count"] == 17


def test_an_act_behind_an_edition_is_not_deleted(api: Client, program: Program) -> None:
    act = program.legal_acts.get()

    answer = api("head").delete(f"{API}/legal-acts/{act.pk}/")

    assert (answer.status_code, LegalAct.objects.filter(pk=act.pk).exists()) == (409, True)


def test_an_act_is_recorded_once(api: Client, program: Program) -> None:
    act = results(api(), "legal-acts")[0]
    del act["id"]

    answer = api("coordinator").post(f"{API}/legal-acts/", act)

    assert (answer.status_code, list(told(answer))) == (400, ["detail"])
