"""Days of what is done: never ahead of today, outside of the programme's term only with a reason."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from programs.models import (
    Activity,
    BudgetAppropriation,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    Program,
    Progress,
)
from programs.services import check_day, post_entry, save_activity, save_appropriation, save_progress
from tests.programs.filling import fields_of

Person = Callable[[str], User]
TOMORROW = timezone.localdate() + timedelta(days=1)
OUTSIDE, WITHIN = (date(2020, 12, 31), date(2024, 1, 1)), (date(2021, 1, 1), date(2023, 12, 31))


def fields_refused(work: Callable[[], Any]) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        work()
    return list(refusal.value.message_dict)


@pytest.mark.parametrize("day", [*WITHIN, *OUTSIDE])
@pytest.mark.parametrize("reason", ["", "оплата за рішенням суду"])
def test_a_day_outside_of_the_term_asks_for_a_reason(program: Program, day: date, reason: str) -> None:
    if day in OUTSIDE and not reason:
        assert fields_refused(lambda: check_day(program, day, reason=reason)) == ["reason"]
    else:
        check_day(program, day, reason=reason)


def test_a_day_that_has_not_come_is_refused_whatever_the_reason(program: Program) -> None:
    assert fields_refused(lambda: check_day(program, TOMORROW, reason="так треба", field="day")) == ["day"]
    assert fields_refused(lambda: check_day(None, TOMORROW)) == ["date"]
    check_day(None, date(1999, 1, 1))  # what is under no programme is asked about no term


@pytest.fixture
def measure(program: Program) -> Measure:
    return Measure.objects.get(code="print-media")


def records(measure: Measure, day: date) -> Iterator[tuple[str, str, Callable[[User, str], Any]]]:
    """Each kind of record with the field of its day, and how it is saved."""
    activity = Activity(measure=measure, kind="briefing", date=day, title="Брифінг")
    start = day.replace(day=1)
    progress = Progress(measure=measure, period_start=start, period_end=day, state="in_progress", work_percent=1)
    source = FundingSource.objects.get()
    given = BudgetAppropriation(measure=measure, year=2021, source=source, amount=Decimal("1.00"), effective_from=day)
    yield "activity", "date", lambda by, reason: save_activity(activity=activity, by=by, reason=reason)
    yield "progress", "period_end", lambda by, reason: _judged(progress, by, reason)
    yield "appropriation", "effective_from", lambda by, reason: save_appropriation(row=given, by=by, reason=reason)


def _judged(progress: Progress, by: User, reason: str) -> Progress:
    progress.reason = reason
    return save_progress(progress=progress, by=by)


def test_every_record_of_a_programme_holds_its_day_against_today_and_the_term(measure: Measure, person: Person) -> None:
    by = person("head")
    found = {}
    for (kind, _field, late), (_kind, _same, ahead) in zip(
        records(measure, OUTSIDE[1]), records(measure, TOMORROW), strict=True
    ):
        found[kind] = fields_refused(partial(late, by, "")), fields_refused(partial(ahead, by, "так треба"))
    assert found == {
        "activity": (["reason"], ["date"]),
        "progress": (["reason"], ["period_end"]),
        "appropriation": (["reason"], ["effective_from"]),
    }
    assert [save(by, "суд").pk > 0 for _kind, _field, save in records(measure, OUTSIDE[1])] == [True] * 3


def test_an_old_day_is_not_asked_about_again(measure: Measure, person: Person) -> None:
    by = person("coordinator")
    activity = Activity(measure=measure, kind="briefing", date=OUTSIDE[1], title="Брифінг")
    save_activity(activity=activity, by=by, reason="підсумкова зустріч")
    activity.title = "Підсумковий брифінг"
    save_activity(activity=activity, by=by)
    activity.date = date(2024, 2, 1)
    assert fields_refused(lambda: save_activity(activity=activity, by=by)) == ["reason"]


@pytest.mark.parametrize(("day", "reason", "is_taken"), [(11, "", False), (11, "так у рішенні", True), (12, "", True)])
def test_an_appropriation_is_in_force_from_its_act_or_says_why_earlier(
    measure: Measure, person: Person, day: int, reason: str, is_taken: bool
) -> None:
    act = LegalAct.objects.create(
        role="budget", body="Каховська міська рада", number="9", date=date(2021, 1, 12), title="Про бюджет"
    )
    row = BudgetAppropriation(
        measure=measure, year=2021, source=FundingSource.objects.get(), amount=Decimal("1.00"), act=act
    )
    row.effective_from = date(2021, 1, day)

    def save() -> BudgetAppropriation:
        return save_appropriation(row=row, by=person("accountant"), reason=reason)

    if is_taken:
        assert save().pk
    else:
        assert fields_refused(save) == ["reason"]


def test_money_that_moved_after_the_term_says_why_in_its_note(measure: Measure, person: Person) -> None:
    def post(day: date, note: str) -> LedgerEntry:
        return post_entry(
            by=person("accountant"),
            stage="paid",
            measure=measure,
            budget_year=2023,
            source=FundingSource.objects.get(),
            date=day,
            amount=Decimal("10.00"),
            document_number=f"пд № {day:%d%m}",
            note=note,
        )

    assert fields_refused(lambda: post(OUTSIDE[1], " ")) == ["note"]
    assert post(OUTSIDE[1], "зареєстровано в останній день року").pk
    assert post(WITHIN[1], "").pk


def test_a_form_asks_for_the_reason_when_it_is_needed_and_keeps_what_was_typed(
    measure: Measure, client: Client, person: Person
) -> None:
    client.force_login(person("coordinator"))
    address = f"{reverse('admin:programs_activity_add')}?measure={measure.pk}"
    page = client.get(address)
    form = fields_of(page) | {"kind": "briefing", "title": "Підсумковий брифінг", "date": "10.01.2024"}
    assert "reason_" not in page.content.decode()
    assert form["date"] == "10.01.2024"

    asked = client.post(address, form)
    assert asked.context["adminform"].form.errors == {
        "reason_": ["10.01.2024 – поза строком програми 2021–2023: виправте дату або вкажіть причину."]
    }
    assert 'name="reason_"' in asked.content.decode()
    assert asked.context["adminform"].form["title"].value() == "Підсумковий брифінг"

    wrong = client.post(address, {**form, "reason_": "захід перенесли", "date": "31.02.2024"})
    assert 'value="захід перенесли"' in wrong.content.decode()

    client.post(address, {**form, "reason_": "захід перенесли"})
    assert Activity.objects.get().history.get().history_change_reason == "захід перенесли"


def test_forms_begin_with_the_last_days_of_the_programme_and_not_with_today(
    measure: Measure, client: Client, person: Person
) -> None:
    client.force_login(person("coordinator"))
    activity = client.get(f"{reverse('admin:programs_activity_add')}?measure={measure.pk}")
    progress = client.get(f"{reverse('admin:programs_progress_add')}?measure={measure.pk}")
    form = progress.context["adminform"].form
    assert activity.context["adminform"].form["date"].value() is None
    assert (form["period_start"].value(), form["period_end"].value()) == (date(2023, 10, 1), date(2023, 12, 31))


def test_pages_open_with_the_day_of_the_demonstration_and_with_today_where_there_is_none(
    program: Program, client: Client, person: Person
) -> None:
    def days() -> list[date]:
        client.force_login(person("coordinator"))
        programs, register = reverse("programs:index"), reverse("programs:payments")
        of_program = client.get(reverse("programs:program", args=[program.slug]))
        return [
            of_program.context["asof"].date,
            client.get(programs).context["asof"].date,
            client.get(register).context["choice"].on,
            client.get(reverse("admin:index")).context["desk"]["statement"].period.end,
            client.get(f"/api/v1/programs/{program.slug}/").json()["on"],
        ]

    assert set(map(str, days())) == {str(timezone.localdate())}

    Program.objects.update(demonstration_day=date(2023, 5, 4))
    assert set(map(str, days())) == {"2023-05-04"}

    # beside the demonstration a programme that is still a draft has its own today, and so has what is about both
    Program.objects.create(slug="roads", title="Дороги", short_title="Дороги", start_year=2023, end_year=2027)
    assert [str(day) == "2023-05-04" for day in days()] == [True, True, False, False, False]


def test_the_api_asks_for_the_reason_too(measure: Measure, person: Person, program: Program) -> None:
    client = APIClient()
    client.force_authenticate(person("coordinator"))
    body = {"measure": measure.pk, "kind": "briefing", "title": "Брифінг"}
    answers = [
        client.post("/api/v1/activities/", {**body, **more}, format="json")
        for more in (
            {"date": "2024-01-10"},
            {"date": TOMORROW.isoformat(), "reason": "так"},
            {"date": "2024-01-10", "reason": "захід перенесли"},
        )
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 201]
    assert ["reason" in answers[0].json(), "date" in answers[1].json()] == [True, True]


@pytest.mark.parametrize(
    "page",
    [
        "programs_activity",
        "programs_progress",
        "programs_ledgerentry",
        "programs_budgetappropriation",
        "programs_indicator",
        "media_contracts_contract",
    ],
)
def test_with_two_programmes_the_person_chooses_the_programme_first(
    measure: Measure, client: Client, person: Person, page: str
) -> None:
    accountants = ("programs_ledgerentry", "programs_budgetappropriation")
    client.force_login(person("accountant" if page in accountants else "coordinator"))
    address = reverse(f"admin:{page}_add")
    assert "links" not in client.get(address).context  # one programme is nobody's question
    Program.objects.create(
        slug="second", title="Друга програма", short_title="Друга програма", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=2024, end_year=2026, status="in_force",
    )  # fmt: skip

    links = dict(client.get(f"{address}?period_start=2023-10-01").context["links"])
    assert {program.slug: address for program, address in links.items()} == {
        "second": "?period_start=2023-10-01&program=second",
        measure.program.slug: f"?period_start=2023-10-01&program={measure.program.slug}",
    }
    for program, found in links.items():
        field = client.get(address + found).context["adminform"].form.fields["measure"]
        assert {each.program_id for each in field.queryset} == ({program.pk} if program == measure.program else set())
    assert "links" not in client.get(f"{address}?measure={measure.pk}").context
