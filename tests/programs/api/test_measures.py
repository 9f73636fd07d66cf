"""/api/v1/measures/: the four kinds of «no money» whole, executors, editions, writes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.models import Allocation, FundingSource, LedgerEntry, LegalAct, Measure, MeasureRow, Program, TaskRow
from programs.services import adopt_edition
from programs.statement import statement_on
from tests.programs.api.conftest import API, SLUG, Client, Draft, copy_of, told

DEPARTMENT = "Відділ організаційно-кадрової роботи, інформаційної політики та взаємодії з громадськістю"
STAGES = (
    "approved", "amended", "appropriated", "committed", "accepted", "paid", "paid_without_contract", "remainder",
    "available",
)  # fmt: skip


def planned(year: int, amount: str) -> dict[str, Any]:
    stages = dict.fromkeys(("committed", "accepted", "paid", "paid_without_contract"), "0.00")
    plan = "planned_zero" if amount == "0.00" else "amount"
    return {
        "year": year,
        "approved": amount,
        "amended": amount,
        "appropriated": None,
        **stages,
        "remainder": amount,
        "available": amount,
        "plan": plan,
        "amended_by": None,
        "quarters": None,
    }


def without(year: int, plan: str) -> dict[str, Any]:
    return {"year": year, **dict.fromkeys(STAGES), "plan": plan, "amended_by": None, "quarters": None}


def the_measure(api: Client, code: str, **query: object) -> Any:
    found = api().get(f"{API}/measures/", {"code": code, **query}).json()
    assert found["count"] == 1
    return found["results"][0]


def expected(program: Program, code: str, **rest: Any) -> dict[str, Any]:
    row = MeasureRow.objects.get(edition__program=program, measure__code=code)
    return {
        "id": row.measure_id,
        "code": code,
        "short_name": row.measure.short_name,
        "program": SLUG,
        "edition": row.edition_id,
        "task": row.task_row.task_id,
        "results": [],
        "predecessors": [],
        "in_plan": True,
        "progress": None,
        **rest,
    }


def test_a_measure_with_amounts_whole(api: Client, program: Program) -> None:
    assert the_measure(api, "print-media") == expected(
        program,
        "print-media",
        short_name="Висвітлення у друкованих ЗМІ",
        task_number="1.1",
        label="-",
        number="1.1.1",
        order=1,
        title="Всебічно висвітлювати діяльність Каховської міської ради та її виконавчих органів (відповідні "
        "нормативно-правові акти та/або витяги з них, оголошення тощо), а також громадсько-політичне, економічне, "
        "культурне, спортивне життя територіальної громади у друкованих ЗМІ",
        funding="funded",
        source="community-budget",
        executors=[
            {"name": DEPARTMENT, "by_consent": False},
            {"name": "Виконавчі органи міської ради", "by_consent": False},
        ],
        total="455600.00",
        years=[planned(2021, "105600.00"), planned(2022, "188000.00"), planned(2023, "162000.00")],
    )


def test_a_measure_with_a_planned_zero_whole(api: Client, program: Program) -> None:
    assert the_measure(api, "security-seminars") == expected(
        program,
        "security-seminars",
        task_number="3",
        label="",
        number="3.1",
        order=11,
        title="Проведення семінарів з інформаційної безпеки",
        funding="funded",
        source="community-budget",
        executors=[{"name": DEPARTMENT, "by_consent": False}, {"name": "ІГС", "by_consent": True}],
        total="16000.00",
        years=[planned(2021, "0.00"), planned(2022, "6000.00"), planned(2023, "10000.00")],
    )


def test_a_measure_that_needs_no_funding_whole(api: Client, program: Program) -> None:
    assert the_measure(api, "media-monitoring") == expected(
        program,
        "media-monitoring",
        task_number="3",
        label="",
        number="3.2",
        order=12,
        title="Здійснення моніторингу інформаційного простору",
        funding="not_required",
        source=None,
        executors=[{"name": DEPARTMENT, "by_consent": False}],
        total=None,
        years=[without(year, "not_required") for year in (2021, 2022, 2023)],
    )


def test_a_measure_whose_amount_is_not_stated_whole(api: Client, program: Program) -> None:
    title = MeasureRow.objects.get(measure__code="community-development-budget").title

    assert the_measure(api, "community-development-budget") == expected(
        program,
        "community-development-budget",
        task_number="2",
        label="",
        number="2.3",
        order=9,
        title=title,
        funding="amount_not_stated",
        source="community-budget",
        executors=[
            {"name": "Фінансове управління", "by_consent": False},
            {"name": DEPARTMENT, "by_consent": False},
            {"name": "Громадські організації", "by_consent": False},
        ],
        total=None,
        years=[without(year, "amount_not_stated") for year in (2021, 2022, 2023)],
    )


def test_a_year_without_an_allocation_is_not_foreseen(api: Client, program: Program) -> None:
    Allocation.objects.filter(measure_row__measure__code="security-seminars", year=2021).delete()

    years = the_measure(api, "security-seminars")["years"]

    assert years == [without(2021, "not_foreseen"), planned(2022, "6000.00"), planned(2023, "10000.00")]


@pytest.mark.both_databases("aggregates")
def test_all_measures_add_up_to_the_passport(api: Client, program: Program) -> None:
    answer = api().get(f"{API}/measures/", {"program": SLUG}).json()

    sums = {
        year: sum(Decimal(y["amended"] or 0) for item in answer["results"] for y in item["years"] if y["year"] == year)
        for year in (2021, 2022, 2023)
    }
    assert answer["count"] == 17
    assert sums == {2021: 200_000, 2022: 400_000, 2023: 400_000}


def test_a_year_shows_its_own_figures_alone(api: Client, program: Program) -> None:
    answer = api().get(f"{API}/measures/", {"program": SLUG, "year": 2022, "page_size": 500}).json()

    assert {len(item["years"]) for item in answer["results"]} == {1}
    assert {item["years"][0]["year"] for item in answer["results"]} == {2022}
    assert api().get(f"{API}/measures/", {"year": 2031}).json()["count"] == 0


@pytest.mark.both_databases("search")
@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"funding": "amount_not_stated"}, ["community-development-budget"]),
        ({"search": "СЕМІНАРІВ"}, ["security-seminars"]),
        ({"search": "журналіста школи"}, ["young-journalist-school"]),
        ({"code": "site-support"}, ["site-support"]),
        ({"label": "2."}, ["site-support"]),
        ({"ordering": "-order", "page_size": 2}, ["mini-grant-contests", "online-trainings"]),
        ({"ordering": "code", "page_size": 2}, ["budget-discussion", "community-development-budget"]),
        # З before і: the Ukrainian alphabet, not the bytes
        ({"search": "здійснення", "ordering": "title"}, ["media-monitoring"]),
    ],
)
def test_filters_search_and_order(api: Client, program: Program, query: dict[str, Any], codes: list[str]) -> None:
    answer = api().get(f"{API}/measures/", query).json()

    assert [item["code"] for item in answer["results"]] == codes


@pytest.mark.both_databases("collation")
def test_titles_are_ordered_by_the_ukrainian_alphabet(api: Client, program: Program) -> None:
    rows = {}
    for code, title in (("site-content", "Ґрунт"), ("site-support", "Ідея"), ("press-events", "Їжак")):
        rows[code] = MeasureRow.objects.get(measure__code=code)
        rows[code].title = title
        rows[code].save()

    answer = api().get(f"{API}/measures/", {"ordering": "title", "page_size": 500}).json()

    titles = [item["title"] for item in answer["results"]]
    assert titles.index("Ґрунт") < titles.index("Здійснення моніторингу інформаційного простору")
    assert titles.index("Ідея") + 1 == titles.index("Їжак")
    assert titles.index("Їжак") < titles.index("Проведення семінарів з інформаційної безпеки")


def amended_plan(program: Program, person: Any) -> MeasureRow:
    """The founding plan amended from 12.05.2022: the school is dropped, its money goes to the trainings."""
    draft = copy_of(program.editions.get())
    school = draft.measure_rows.get(measure__code="young-journalist-school")
    trainings = draft.measure_rows.get(measure__code="online-trainings")
    for allocation in school.allocations.all():
        other = trainings.allocations.get(year=allocation.year)
        other.amount += allocation.amount
        other.save()
    school.delete()
    act = LegalAct.objects.create(
        program=program, role="amendment", body="Рада", number="210", date=date(2022, 5, 12), title="Про зміни"
    )
    adopt_edition(edition=draft, act=act, in_force_from=date(2022, 5, 12), by=person("head"))
    return trainings


@pytest.mark.parametrize("day", ["2021-02-15", "2021-12-31", "2022-05-11", "2022-05-12", "2026-01-01"])
def test_the_list_is_the_statement_of_the_date(api: Client, program: Program, person: Any, day: str) -> None:
    amended_plan(program, person)
    statement = statement_on(program, date.fromisoformat(day))

    answer = api().get(f"{API}/measures/", {"on": day, "page_size": 500}).json()

    assert sorted((item["code"], item["in_plan"], item["total"]) for item in answer["results"]) == sorted(
        (
            line.row.measure.code,
            line.in_plan,
            str(line.total.amended) if isinstance(line.total.amended, Decimal) else None,
        )
        for line in statement.measures
    )


def test_a_dropped_measure_stays_in_sight_as_promised(api: Client, program: Program, person: Any) -> None:
    amended_plan(program, person)

    school = the_measure(api, "young-journalist-school")

    assert (school["in_plan"], school["years"][1]["approved"], school["years"][1]["amended"]) == (
        False,
        "20000.00",
        None,
    )


def test_an_old_edition_is_read_by_its_id(api: Client, program: Program, person: Any) -> None:
    amended_plan(program, person)
    first = program.editions.get(number=1)

    item = the_measure(api, "young-journalist-school", edition=first.pk)

    assert (item["edition"], item["in_plan"], item["years"][1]) == (first.pk, True, planned(2022, "20000.00"))


def test_money_stands_at_its_stage(api: Client, entry: LedgerEntry) -> None:
    item = the_measure(api, "print-media", on="2021-04-06")

    assert item["years"][0] == {
        **planned(2021, "105600.00"),
        "paid": "10560.00",
        "paid_without_contract": "10560.00",
        "remainder": "95040.00",
        "available": "95040.00",
    }


# ---- writing --------------------------------------------------------------------------------------------------------


def test_a_new_measure_gets_an_identity_and_a_row(api: Client, draft: Draft) -> None:
    task = TaskRow.objects.get(edition=draft.edition, task__code="official-site")
    body = {
        "edition": draft.edition.pk,
        "task": task.task_id,
        "number": "1.2.3",
        "title": "Переклад сайту англійською",
        "funding": "funded",
        "source": "community-budget",
        "results": ["Сайт двома мовами", "Більше читачів"],
        "executors": [{"name": "Загальний відділ"}, {"name": "Громадські організації", "by_consent": True}],
    }

    answer = api("coordinator").post(f"{API}/measures/", body)

    item = answer.json()
    made = Measure.objects.get(pk=item["id"])
    assert (answer.status_code, made.program.slug, made.rows.count()) == (201, SLUG, 1)
    assert answer["Location"] == f"http://testserver{API}/measures/{made.pk}/?edition={draft.edition.pk}"
    assert item["executors"] == [
        {"name": "Загальний відділ", "by_consent": False},
        {"name": "Громадські організації", "by_consent": True},
    ]
    assert (item["code"], item["results"], item["task_number"]) == (made.code, body["results"], "1.2")
    assert made.rows.get().history.get().history_user.username == "coordinator"
    assert api().get(f"{API}/measures/{made.pk}/").status_code == 404


def test_a_measure_of_the_draft_is_changed_without_a_reason(api: Client, draft: Draft, print_media: Measure) -> None:
    address = f"{API}/measures/{print_media.pk}/?edition={draft.edition.pk}"

    answer = api("coordinator").patch(address, {"title": "Друковані ЗМІ", "executors": [{"name": DEPARTMENT}]})

    assert (answer.status_code, answer.json()["title"], len(answer.json()["executors"])) == (200, "Друковані ЗМІ", 1)
    assert the_measure(api, "print-media")["title"].startswith("Всебічно висвітлювати")


def test_an_adopted_measure_is_changed_only_with_a_reason(api: Client, program: Program, print_media: Measure) -> None:
    address, before = f"{API}/measures/{print_media.pk}/", the_measure(api, "print-media")

    refused = api("coordinator").patch(address, {"number": "1.1.7", "executors": []})

    assert refused.status_code == 400
    assert told(refused) == {
        "reason": [
            "Цю редакцію затверджено: для виправлення технічної помилки вкажіть причину, наприклад «технічна помилка "
            "в додатку 1»."
        ]
    }
    assert the_measure(api, "print-media") == before

    done = api("coordinator").patch(address, {"number": "1.1.7", "reason": "описка в додатку 1"})

    assert (done.status_code, done.json()) == (200, {**before, "number": "1.1.7"})
    last = MeasureRow.objects.get(measure=print_media).history.first()
    assert (last.history_user.username, last.history_change_reason) == ("coordinator", "описка в додатку 1")


@pytest.mark.both_databases("constraints")
def test_an_executor_keeps_the_wording_of_the_document(api: Client, draft: Draft) -> None:
    row = MeasureRow.objects.get(edition=draft.edition, measure__code="mini-grant-contests")
    address = f"{API}/measures/{row.measure_id}/?edition={draft.edition.pk}"
    executors = api("coordinator").get(address).json()["executors"]

    answer = api("coordinator").patch(address, {"executors": executors[::-1]})

    assert [item["name"] for item in answer.json()["executors"]] == ["ЗМІ", "ІГС", DEPARTMENT]


def test_an_unknown_executor_is_named(api: Client, draft: Draft) -> None:
    address = f"{API}/measures/{draft.measure.measure_id}/?edition={draft.edition.pk}"

    answer = api("coordinator").patch(address, {"title": "Інша", "executors": [{"name": "Відділ мрій"}]})

    assert answer.status_code == 400
    assert told(answer) == {
        "executors": ["У довіднику виконавців немає: Відділ мрій. Спершу додайте їх туди або виправте написання."]
    }
    draft.measure.refresh_from_db()
    assert draft.measure.title != "Інша"


@pytest.mark.both_databases("constraints")
def test_a_measure_leaves_the_draft_and_comes_back_under_its_code(
    api: Client, draft: Draft, print_media: Measure, source: FundingSource
) -> None:
    coordinator = api("coordinator")
    row = MeasureRow.objects.get(edition=draft.edition, measure=print_media)
    body = {
        "edition": draft.edition.pk,
        "code": "print-media",
        "task": row.task_row.task_id,
        "number": row.number,
        "title": "Знову",
        "source": source.code,
    }

    gone = coordinator.delete(f"{API}/measures/{print_media.pk}/?edition={draft.edition.pk}")
    back = coordinator.post(f"{API}/measures/", body)

    assert (gone.status_code, back.status_code, back.json()["id"]) == (204, 201, print_media.pk)
    assert coordinator.post(f"{API}/measures/", {**body, "number": "77"}).status_code == 400
    assert the_measure(api, "print-media")["in_plan"] is True


def test_an_adopted_measure_is_not_deleted_without_a_reason(api: Client, print_media: Measure) -> None:
    address = f"{API}/measures/{print_media.pk}/"

    assert api("coordinator").delete(address).status_code == 400
    assert api("coordinator").delete(f"{address}?reason=двічі набрано").status_code == 204


def test_a_short_name_is_given_without_a_reason_and_only_by_those_who_change_the_plan(
    api: Client, print_media: Measure
) -> None:
    address = f"{API}/measures/{print_media.pk}/"
    head = api("head")

    refused = api("commission").patch(address, {"short_name": "Газети"})
    given = head.patch(address, {"short_name": "Газети"}, HTTP_IF_MATCH=head.get(address).headers["ETag"])

    assert (refused.status_code, given.status_code, given.json()["short_name"]) == (403, 200, "Газети")
    assert [row["code"] for row in api().get(f"{API}/measures/", {"search": "газети"}).json()["results"]] == [
        "print-media"
    ]
