"""Consultations with the public: planned, announced in time, changed with a reason, held, counted once, shown."""

from collections.abc import Callable
from datetime import UTC, date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civil_society.models import (
    Consultation,
    ConsultationEvent,
    ConsultationPlan,
    Institution,
    Invitation,
    Participation,
    PlanAmendment,
    PlanItem,
    Proposal,
    ProposalAuthor,
    PublicationNotice,
    Regime,
    Stage,
    Term,
)
from civil_society.services import (
    announce,
    announcement_notices,
    cancel,
    count_activity,
    count_closed,
    count_event,
    move_term,
    save_consultation,
    save_event,
    save_institution,
    take_step,
    timeline,
    turn_into_consultation,
)
from civil_society.services.moderation import publish
from civil_society.services.proposals import enter
from civil_society.staff.consultations import Extend
from programs.duties import duties_on
from programs.models import Activity, Headcount, LegalAct, Measure, Program
from programs.modules import public_addresses
from programs.services import Conflict, save_record, switch_restricted_mode
from tests.civil_society.consulting import announced, at, drafted, moment


@pytest.fixture
def by(person: Callable[[str], User], program: Program) -> User:
    return person("coordinator")


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


# ---- rules and terms -------------------------------------------------------------------------------------------------


def test_the_portal_comes_with_rules_that_nobody_has_confirmed_yet(db: None) -> None:
    assert list(Regime.objects.values_list("name", "is_default", "is_active")) == [
        ("Положення ради про консультації з громадськістю", True, True),
        ("Порядок № 996", False, True),
        ("Закон про публічні консультації", False, False),
    ]
    assert not Term.objects.exclude(confirmed_on=None).exists()
    assert [str(term) for term in Regime.objects.get(name="Порядок № 996").terms.all()] == [
        "пропозиції збирають не менш як 15 календарних днів",
        "звіт про результати оприлюднюють упродовж 14 календарних днів",
        "отриману пропозицію показують упродовж 5 робочих днів",
    ]


@pytest.mark.both_databases("moments")
@pytest.mark.parametrize(
    ("announced_on", "until", "in_utc"),
    [
        ("2026-03-20", "2026-04-04 17:00", "14:00"),  # summer time begins on 29 March
        ("2026-10-20", "2026-11-04 17:00", "15:00"),  # winter time on 25 October
        ("2026-06-01", "2026-06-16 17:00", "14:00"),
    ],
)
def test_fifteen_days_end_at_the_same_hour_of_kyiv_whatever_the_clocks_did(
    by: User, announced_on: str, until: str, in_utc: str
) -> None:
    term = Regime.objects.get(is_default=True).term("collecting", date(2026, 1, 1))
    assert term is not None
    end = term.due(moment(announced_on, "10:30"))
    kept = Consultation.objects.get(pk=drafted(by, opens_at=moment(announced_on, "10:30"), closes_at=end).pk)

    assert kept.closes_at is not None
    assert f"{timezone.localtime(kept.closes_at):%Y-%m-%d %H:%M}" == until
    assert f"{kept.closes_at.astimezone(UTC):%H:%M}" == in_utc
    assert (kept.is_open(end - timedelta(minutes=1)), kept.is_open(end)) == (False, False)
    Consultation.objects.update(state="announced")
    last, over = end - timedelta(minutes=1), end
    assert [Consultation.objects.open(now).count() for now in (last, over)] == [1, 0]
    assert [Consultation.objects.at_stage("closed", now).count() for now in (last, over)] == [0, 1]
    day = date.fromisoformat(until[:10])
    assert [Consultation.objects.filter(closes_at__date=each).count() for each in (day, day + timedelta(1))] == [1, 0]


@pytest.mark.both_databases("moments")
@pytest.mark.parametrize(
    ("closes", "due", "duty"),
    [
        ("2026-03-26", "29.03.2026 18:00 +0300", date(2026, 3, 29)),  # an hour of the night of 29 March is left out
        ("2026-10-22", "25.10.2026 16:00 +0200", date(2026, 10, 25)),  # and one of 25 October comes twice
    ],
)
def test_an_answer_due_in_hours_is_due_at_the_same_moment_on_both_databases(
    by: User, closes: str, due: str, duty: date
) -> None:
    Regime.objects.get(is_default=True).terms.create(step="answer", start="closed", count=72, unit="hours")
    begun = moment(closes, "09:00") - timedelta(days=20)
    with time_machine.travel(begun, tick=False):
        day = f"{timezone.localdate():%Y-%m-%d}"
        consultation = announced(by, day, opens_at=begun, closes_at=moment(closes))
    author = ProposalAuthor(name="Ганна ВИГАДАНА", address="вул. Вигадана, 1", erase_on=date(2027, 1, 1))
    with at(closes, "16:59"):
        proposal = Proposal(consultation=consultation, channel="oral", received_on=timezone.localdate(), text="Лавки")
        publish(proposal=enter(proposal=proposal, author=author, by=by), by=by, at=timezone.now())
    kept = Consultation.objects.get(pk=consultation.pk)
    step = next(each for each in timeline(kept) if each.key == "answered")
    assert step.due is not None
    with time_machine.travel(step.due, tick=False):
        found = duties_on(Program.objects.all(), timezone.localdate())
        exactly = [step.is_missed(timezone.now() + timedelta(minutes=each)) for each in (0, 1)]

    assert f"{timezone.localtime(step.due):%d.%m.%Y %H:%M %z}" == due
    assert [each.due for each in found if each.key == f"proposals-to-answer-{kept.pk}"] == [duty]
    assert exactly == [False, True]


def test_hours_run_on_while_the_clocks_change_and_working_days_follow_the_calendar(db: None) -> None:
    hours = Term(step="answer", start="received", count=72, unit="hours")
    working = Term(step="shown", start="received", count=5, unit="working_days", closing_hour=time(16, 15))

    assert f"{hours.due(moment('2026-03-28', '10:00')):%d.%m %H:%M %z}" == "31.03 11:00 +0300"
    assert f"{hours.due(moment('2026-10-24', '10:00')):%d.%m %H:%M %z}" == "27.10 09:00 +0200"
    assert f"{working.due(moment('2021-12-30', '10:00')):%d.%m.%Y %H:%M}" == "10.01.2022 16:15"  # two holidays between
    assert f"{working.due(moment('2026-03-27', '10:00')):%d.%m.%Y %H:%M}" == "03.04.2026 16:15"


def test_the_row_that_says_most_is_the_term(db: None) -> None:
    regime = Regime.objects.get(is_default=True)
    Term.objects.create(regime=regime, step="collecting", count=20, form="hearing")
    Term.objects.create(regime=regime, step="collecting", count=30, valid_from=date(2025, 1, 1))

    def count(day: date, form: str = "electronic", matter: str = "question") -> int:
        term = Regime.objects.get(is_default=True).term("collecting", day, form=form, matter=matter)
        return term.count if term else 0

    assert [
        count(date(2022, 1, 1)),
        count(date(2025, 1, 1)),
        count(date(2025, 1, 1), form="hearing"),
        count(date(2025, 1, 1), form="hearing", matter="draft_budget"),
    ] == [15, 30, 20, 9]
    for wrong in (
        {"closing_hour": time(0, 0)},
        {"count": 0},
        {"valid_from": date(2022, 2, 1), "valid_to": date(2022, 1, 1)},
    ):
        with pytest.raises(ValidationError):
            save_record(record=Term(**({"regime": regime, "step": "report", "count": 14} | wrong)), by=None)


# ---- announcing ------------------------------------------------------------------------------------------------------


def test_a_term_too_short_is_said_before_publishing_with_the_day_that_would_do(by: User) -> None:
    with at("2022-03-01"):
        short = drafted(by, closes_at=moment("2022-03-14"))
        notices = {notice.code: notice.sentence for notice in announcement_notices(short, date(2022, 3, 1))}
        with pytest.raises(ValidationError) as refusal:
            announce(
                consultation=short,
                on=date(2022, 3, 1),
                notice=PublicationNotice(place="portal"),
                by=by,
                now=timezone.now(),
            )
        state = Consultation.objects.get(pk=short.pk).state
        announce(
            consultation=short,
            on=date(2022, 3, 1),
            notice=PublicationNotice(place="portal"),
            by=by,
            now=timezone.now(),
            reason="Бюджет затверджують 20 березня",
        )

    assert notices["term_too_short"] == (
        "Строк закороткий: пропозиції збирають не менш як 15 календарних днів. Пропозиції слід приймати щонайменше до "
        "16.03.2022, 17:00."
    )
    assert "16.03.2022, 17:00" in refused(refusal)
    assert (state, short.state, short.steps.get().reason) == ("draft", "announced", "Бюджет затверджують 20 березня")
    assert [(step.key, step.is_short) for step in timeline(short)][:2] == [("announced", False), ("collecting", True)]
    assert timeline(short)[1].words == (
        "пропозиції збирають не менш як 15 календарних днів: тривало б до 16.03.2022, 17:00, бракує 2 днів"
    )


def test_the_term_runs_from_the_last_place_where_it_was_published(by: User) -> None:
    consultation = announced(by)
    before = timeline(Consultation.objects.get(pk=consultation.pk))[1].is_short
    newspaper = PublicationNotice(place="newspaper", name="Каховська зоря", issue="9", published_on=date(2022, 3, 4))
    newspaper.consultation = consultation
    save_record(record=newspaper, by=by)
    found = Consultation.objects.get(pk=consultation.pk)

    assert (before, found.announced_on) == (False, date(2022, 3, 4))
    assert timeline(found)[1].words.endswith("тривало б до 19.03.2022, 17:00, бракує 3 днів")
    assert str(newspaper) == "Каховська зоря, № 9, 04.03.2022"


def test_what_the_public_was_told_changes_with_a_reason_and_the_term_by_its_own_steps(by: User) -> None:
    consultation = announced(by)
    consultation.summary = "Інакше."
    with pytest.raises(ValidationError) as no_reason:
        save_consultation(consultation=consultation, by=by)
    consultation.refresh_from_db()
    consultation.closes_at = moment("2022-03-20")
    with pytest.raises(ValidationError) as by_hand:
        save_consultation(consultation=consultation, by=by, reason="Так треба")
    consultation.refresh_from_db()
    consultation.note = "Нагадати Олені"
    save_consultation(consultation=consultation, by=by)

    assert refused(no_reason) == "Оголошення оприлюднено: вкажіть, чому його виправлено."
    assert (
        refused(by_hand)
        == "Про цей строк громадськості повідомили: продовжте або перенесіть його із зазначенням причини."
    )


def test_an_extension_a_postponement_and_a_cancelling_keep_reason_and_notice(by: User) -> None:
    extended, postponed, cancelled = (announced(by) for _each in range(3))
    hearing = ConsultationEvent(consultation=cancelled, starts_at=moment("2030-03-10", "15:00"), place="Зала засідань")
    save_event(event=hearing, by=by)
    site: dict[str, Any] = {"place": "site", "name": "kakhovka-rada.gov.ua"}
    told: dict[str, Any] = {"on": date(2022, 3, 10), "by": by, "now": timezone.now()}
    move_term(
        consultation=extended,
        kind="extended",
        closes_at=moment("2022-03-25"),
        reason="Надійшли прохання",
        notice=PublicationNotice(**site),
        **told,
    )
    move_term(
        consultation=postponed,
        kind="postponed",
        opens_at=moment("2022-04-01", "09:00"),
        closes_at=moment("2022-04-18"),
        reason="Воєнний стан",
        notice=PublicationNotice(**site),
        **told,
    )
    cancel(consultation=cancelled, reason="Проєкт відкликано", notice=PublicationNotice(**site), **told)
    hearing.refresh_from_db()
    wrong: dict[str, dict[str, Any]] = {
        "without a reason": {"kind": "extended", "closes_at": moment("2022-03-30"), "reason": " "},
        "shorter": {"kind": "extended", "closes_at": moment("2022-03-20"), "reason": "Так"},
    }
    for each in wrong.values():
        with pytest.raises(ValidationError):
            move_term(consultation=extended, notice=PublicationNotice(**site), **each, **told)
    with pytest.raises(ValidationError):
        cancel(consultation=cancelled, reason="Ще раз", notice=PublicationNotice(**site), **told)

    def told_of(consultation: Consultation) -> list[tuple[str, str, str]]:
        return [(n.change.kind, n.change.reason, str(n)) for n in consultation.notices.all() if n.change]

    assert told_of(extended) == [("extended", "Надійшли прохання", "kakhovka-rada.gov.ua, 10.03.2022")]
    assert told_of(postponed) == [("postponed", "Воєнний стан", "kakhovka-rada.gov.ua, 10.03.2022")]
    assert told_of(cancelled) == [("cancelled", "Проєкт відкликано", "kakhovka-rada.gov.ua, 10.03.2022")]
    assert (extended.closes_at, extended.first_closes_at) == (moment("2022-03-25"), moment("2022-03-16"))
    assert (postponed.opens_at, cancelled.stage(timezone.now())) == (moment("2022-04-01", "09:00"), Stage.CANCELLED)
    assert (hearing.cancelled_on, hearing.sequence, hearing.cancelled_because) == (
        date(2022, 3, 10),
        1,
        "Проєкт відкликано",
    )
    assert list(Consultation.objects.counted().order_by("pk")) == [extended, postponed]


@pytest.mark.both_databases("constraints")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"closes_at": moment("2022-03-17", "00:00")}, "closes_at"),
        ({"closes_at": moment("2022-02-01")}, "__all__"),
        ({"organiser": "other_body"}, "__all__"),
        ({"subject": "Звернення 3184710691 щодо двору"}, "subject"),
    ],
)
def test_what_no_consultation_can_say_is_refused(by: User, said: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        drafted(by, **said)

    assert list(refusal.value.message_dict) == [field]


def test_the_plan_of_a_year_is_brought_in_as_one_table(by: User, client: Client) -> None:
    client.force_login(by)
    plan = save_record(record=ConsultationPlan(year=2024), by=by)
    page = client.get(f"/admin/civil_society/consultationplan/{plan.pk}/change/").content.decode()
    rows = [
        "рік;№;питання або проєкт;форма;інші форми;з місяця;до місяця;відповідальний підрозділ",
        "2024;1;Проєкт бюджету;громадські слухання;круглий стіл;листопад;12;Фінансове управління",
        "2024;2;Правила благоустрою;електронна консультація;;Березень;april;Відділ",
    ]

    def brought(*lines: str) -> Any:
        file = SimpleUploadedFile("план.csv", "\r\n".join(lines).encode())
        preview = client.post("/admin/civil_society/planitem/import/", {"file": file}).context
        client.post("/admin/civil_society/planitem/import/confirm/")
        return preview

    brought(*rows)
    first = [*PlanItem.objects.values_list("number", "subject", "form", "first_month", "last_month", "matter")]
    changed = rows[2].replace("april", "травень")
    again = brought(rows[0], rows[1], changed)["preview"]
    wrong = brought(rows[0], rows[1].replace("2024", "2031"), rows[2].replace("Березень", "бер"), rows[2])["preview"]
    taken = client.get("/admin/civil_society/planitem/export/csv/").content.decode()

    assert 'href="/admin/civil_society/planitem/import/"' in page
    assert first == [
        (1, "Проєкт бюджету", "hearing", 11, 12, "question"),
        (2, "Правила благоустрою", "electronic", 3, 4, "question"),
    ]
    assert [words for words, _count in again.summary] == ["змінено", "без змін"]
    assert PlanItem.objects.get(number=2).last_month == 5
    said = " ".join(sentence for row in wrong.rows for _column, sentence in row.errors)
    for words in ("Плану на 2031 рік ще немає", "«бер» – це не місяць", "Той самий пункт є в рядку 3"):
        assert words in said
    assert "2024;2;Правила благоустрою;електронна консультація;;питання або проєкт рішення;березень;травень" in taken


# ---- steps, counts, the one activity ---------------------------------------------------------------------------------


def test_where_it_stands_follows_from_the_clock_and_then_from_its_steps(by: User) -> None:
    consultation = announced(by)
    days = {
        day: consultation.stage(moment(day, "12:00"))
        for day in ("2022-02-28", "2022-03-01", "2022-03-16", "2022-03-17")
    }
    with pytest.raises(ValidationError) as too_early:
        take_step(consultation=consultation, kind="answered", on=date(2022, 3, 15), by=by)
    take_step(consultation=consultation, kind="decided", on=date(2022, 3, 25), by=by)
    decided = consultation.state
    take_step(consultation=consultation, kind="reported", on=date(2022, 4, 15), by=by)
    with pytest.raises(ValidationError) as twice:
        take_step(consultation=consultation, kind="reported", on=date(2022, 4, 16), by=by)
    nobody = {step.key for step in timeline(consultation) if step.is_missed(timezone.now())}
    Proposal.objects.create(consultation=consultation, number=1, text="Лавки", received_on=date(2022, 3, 2))
    steps = {step.key: step for step in timeline(Consultation.objects.get(pk=consultation.pk))}

    assert days == {
        "2022-02-28": Stage.AHEAD,
        "2022-03-01": Stage.OPEN,
        "2022-03-16": Stage.OPEN,
        "2022-03-17": Stage.CLOSED,
    }
    assert "збирають" in refused(too_early)
    assert refused(twice) == "Цей крок уже зроблено."
    assert (decided, consultation.state) == ("decided", "decided")
    assert steps["reported"].due == moment("2022-04-08")  # two weeks after the decision
    now = timezone.now()
    assert nobody == {"reported"}  # without a proposal nobody waits for an answer
    assert {key for key, step in steps.items() if step.is_missed(now)} == {"answered", "reported"}


def test_a_consultation_is_one_activity_of_its_measure_and_counts_once(by: User) -> None:
    measure = Measure.objects.get(code="public-consultations")
    with at("2022-03-01"):
        consultation = announced(by, measure=measure)
        first, second = (
            save_event(
                event=ConsultationEvent(consultation=consultation, starts_at=moment(day, "15:00"), place="Зала"), by=by
            )
            for day in ("2022-03-10", "2022-03-18")
        )
        group = save_institution(institution=Institution(type="association", name="ГО «Вигадана дія»"), by=by)
        save_record(record=Invitation(consultation=consultation, institution=group, took_part=True), by=by)
        count_activity(consultation=consultation, by=by)
        assert not Activity.objects.exists()
    with at("2022-03-17"):
        said = count_closed(now=timezone.now())
        again = count_closed(now=timezone.now())
        count_event(event=first, people={"residents": 12, "youth": 3}, by=by)
    with at("2022-03-20"):
        count_event(event=second, people={"residents": 5}, by=by)
        take_step(consultation=consultation, kind="answered", on=date(2022, 3, 20), by=by)
    activity = Activity.objects.get()

    assert (said, again) == ("Consultations that ended: 1 counted", "Consultations that ended: 0 counted")
    assert (activity.kind, activity.date, activity.measure, activity.is_public) == (
        "consultation",
        date(2022, 3, 18),
        measure,
        True,
    )
    assert dict(Headcount.objects.values_list("group", "count")) == {"residents": 17, "youth": 3}
    assert Participation.objects.get().institution == group
    assert Consultation.objects.get().activity == activity

    told: dict[str, Any] = {
        "on": date(2022, 3, 20),
        "by": by,
        "now": timezone.now(),
        "notice": PublicationNotice(place="site"),
    }
    other = announced(by, measure=measure, organiser="other_body", organiser_name="Обласна рада")
    count_activity(consultation=other, by=by)
    dropped = announced(by, measure=measure)
    count_closed(now=timezone.now())
    cancel(consultation=dropped, reason="Помилка", **told)
    assert list(Activity.objects.all()) == [activity]


def test_two_who_write_at_once_do_not_write_over_each_other(by: User) -> None:
    drafted(by)
    mine, hers = Consultation.objects.get(), Consultation.objects.get()
    mine.subject, hers.subject = "Моя", "Її"
    save_consultation(consultation=mine, by=by)

    with pytest.raises(Conflict):
        save_consultation(consultation=hers, by=by)
    with pytest.raises(Conflict):
        announce(
            consultation=hers,
            on=date(2022, 3, 1),
            notice=PublicationNotice(place="site", name="сайт"),
            by=by,
            now=timezone.now(),
            expected_version=1,
        )


# ---- the plan of a year ----------------------------------------------------------------------------------------------


def test_an_item_of_the_plan_becomes_one_consultation(by: User) -> None:
    plan = save_record(record=ConsultationPlan(year=2023), by=by)
    item = PlanItem(plan=plan, number=1, subject="Зміни до програми", matter="draft_edition", unit="Відділ")
    item.form, item.first_month, item.last_month = "hearing", 4, 6
    save_record(record=item, by=by)
    draft = turn_into_consultation(item=item, by=by)
    with pytest.raises(ValidationError) as twice:
        turn_into_consultation(item=item, by=by)

    assert (draft.address, draft.form, draft.matter, draft.subject, draft.unit, draft.regime.is_default) == (
        "2023-1",
        "hearing",
        "draft_edition",
        "Зміни до програми",
        "Відділ",
        True,
    )
    assert refused(twice) == "За цим пунктом консультація вже є: № 2023-1 Зміни до програми."
    assert (item.months, item.is_over(date(2023, 6, 30)), item.is_over(date(2023, 7, 1))) == (
        "квітень – червень",
        False,
        True,
    )


# ---- what everybody reads --------------------------------------------------------------------------------------------

# what no public surface says: before the announcement everything, then notes of staff
SECRET = ("таємний-проєкт", "таємна-примітка")


@pytest.fixture
def year(by: User) -> dict[str, Consultation]:
    """A year as it stands on 10 March 2022: one open, one over, one cancelled, one of another body, a draft."""
    act = LegalAct.objects.earliest("pk")
    plan = save_record(record=ConsultationPlan(year=2022, act=act, note="таємна-примітка"), by=by)
    items = {}
    for number, subject in {1: "Правила благоустрою", 2: "Ринок", 3: "Вулиці"}.items():
        item = PlanItem(plan=plan, number=number, subject=subject, unit="Відділ", first_month=1, last_month=2)
        items[number] = save_record(record=item, by=by)
    items[3].removed_by = save_record(record=PlanAmendment(plan=plan, act=act), by=by)
    save_record(record=items[3], by=by)
    measure = Measure.objects.get(code="public-consultations")
    budget: dict[str, Any] = {"subject": "Проєкт бюджету", "matter": "draft_budget"}
    budget |= {"opens_at": moment("2022-02-01", "09:00"), "closes_at": moment("2022-02-07")}
    found = {
        "open": announced(by, plan_item=items[1], measure=measure, note="таємна-примітка", office="кабінет 14"),
        "over": announced(by, "2022-02-01", reason="Сесія 9 лютого", **budget),
        "cancelled": announced(by, subject="Маршрут № 5"),
        "elsewhere": announced(by, subject="Стратегія області", organiser="other_body", organiser_name="Обласна рада"),
        "draft": drafted(by, subject="таємний-проєкт"),
    }
    told: dict[str, Any] = {"on": date(2022, 3, 5), "by": by, "now": timezone.now()}
    cancel(consultation=found["cancelled"], reason="Відкликано", notice=PublicationNotice(place="site"), **told)
    for name, day in (("open", "2022-03-12"), ("over", "2022-02-04")):
        event = ConsultationEvent(consultation=found[name], starts_at=moment(day, "15:00"), place=f"зала-{name}")
        save_event(event=event, by=by)
    count_event(event=found["over"].events.get(), people={"residents": 34, "youth": 6}, by=by)
    group = save_institution(institution=Institution(type="association", name="ГО «Вигадана дія»"), by=by)
    save_record(record=Invitation(consultation=found["open"], institution=group), by=by)
    return found


def test_the_register_the_page_and_the_plan_say_the_same(
    client: Client, by: User, year: dict[str, Consultation]
) -> None:
    with at("2022-03-10"):
        register = client.get("/consultations/").context
        chosen = client.get("/consultations/?stage=open").context
        lines = client.get("/consultations/consultations.csv").getvalue().decode("utf-8-sig").splitlines()
        page = client.get(year["open"].get_absolute_url()).content.decode()
        over = client.get(year["over"].get_absolute_url()).content.decode()
        gone = client.get(year["draft"].get_absolute_url()).status_code
        plan = client.get("/consultations/plan/2022/")
        api = client.get("/api/v1/consultations/?ordering=id").json()["results"]
        measure = client.get("/programs/information-space-2021-2023/measures/public-consultations/").content.decode()

    assert (register["count"], register["own"], register["held"], register["people"]) == (4, 2, 1, 40)
    assert [option.label for option, _address, _chosen in register["facets"][0]["links"]] == [
        "Триває",
        "Пропозиції зібрано",
        "Скасовано",
    ]
    assert [each.subject for each in chosen["open"]] == ["Стратегія області", year["open"].subject]
    assert len(lines) == 5
    assert [word for word in ("ще 6 днів", "зала-open", "ГО «Вигадана дія»", "кабінет 14") if word not in page] == []
    assert [word for word in ("коротше, ніж вимагає порядок", "40 учасників") if word not in over] == []
    assert gone == 404
    assert plan.context["figures"] == {"planned": 2, "held": 0, "unplanned": 1, "held_unplanned": 1}
    assert [(each["subject"], each["stage"]) for each in api] == [
        (year["open"].subject, "open"),
        ("Проєкт бюджету", "closed"),
        ("Маршрут № 5", "cancelled"),
        ("Стратегія області", "open"),
    ]
    assert year["open"].get_absolute_url() in measure


def test_the_restricted_mode_leaves_what_is_over_and_hides_whom_and_where(
    client: Client, person: Callable[[str], User], year: dict[str, Consultation]
) -> None:
    with at("2022-03-10"):
        public = [address.path for address in public_addresses() if "consultation" in address.path]
        before = "".join(client.get(path).getvalue().decode(errors="ignore") for path in public)
        switch_restricted_mode(is_on=True, reason="Загроза", by=person("administrator"))
        shown = [each.path for each in public_addresses() if each.path.startswith("/consultations/2022-")]
        over = client.get(year["over"].get_absolute_url()).content.decode()
        register = client.get("/consultations/").context["count"]
        statuses = {name: client.get(each.get_absolute_url()).status_code for name, each in year.items()}
        api = client.get("/api/v1/consultations/").json()
        calendar = client.get(reverse("programs:calendar-file")).content.decode()

    assert [word for word in SECRET if word in before] == []
    assert "зала-open" in before
    assert [path for path in shown if "proposals" not in path] == [year["over"].get_absolute_url()]
    assert [word for word in ("зала-", "кабінет 14") if word in over + calendar] == []
    assert register == api["count"] == 1
    assert api["results"][0]["events"] == []
    assert statuses == {"open": 404, "over": 200, "cancelled": 404, "elsewhere": 404, "draft": 404}


def test_each_missed_step_stands_on_the_desk_with_its_day(by: User, year: dict[str, Consultation]) -> None:
    def due(day: str) -> list[tuple[str, date | None]]:
        found = duties_on(Program.objects.all(), date.fromisoformat(day))
        return [
            (duty.title, duty.due) for duty in found if duty.key.startswith(("consultation/", "plan-item", "terms-"))
        ]

    proposal = Proposal(consultation=year["over"], channel="post", received_on=date(2022, 2, 3), text="Лавка")
    author = ProposalAuthor(name="Ганна ВИГАДАНА", address="вул. Вигадана, 1")
    with at("2022-02-03"):
        enter(proposal=proposal, author=author, by=by)
    with at("2022-03-10"):
        assert due("2022-03-10") == [
            ("Відповіді на пропозиції: № 2022-2 Проєкт бюджету", date(2022, 2, 21)),
            ("Консультація за планом: 2. Ринок", date(2022, 2, 28)),
            ("4 строки консультацій не звірено з актом", None),
        ]
    with at("2022-03-20"):
        count = ("Кількість учасників: 12.03.2022 15:00 електронна консультація", date(2022, 3, 18))
        assert count in due("2022-03-20")


def test_the_quarter_says_that_no_event_was_held_and_the_page_has_no_empty_section(client: Client, by: User) -> None:
    with at("2022-03-01"):
        consultation = announced(by)
        Consultation.objects.update(channels="", office="", told_how="", told_on=None, platform_link="")
    with at("2022-03-20"):
        quarter = client.get("/consultations/quarters/2022-01-01--2022-03-31/").content.decode()
        page = client.get(consultation.get_absolute_url()).content.decode()
        save_event(
            event=ConsultationEvent(consultation=consultation, starts_at=moment("2022-03-02"), place="Зала"), by=by
        )
        held = client.get("/consultations/quarters/2022-01-01--2022-03-31/").content.decode()

    assert "заходів не було" in quarter and "ніхто не прийшов" not in quarter + held
    assert "ще не обліковано" in held
    assert "Як узяти участь" not in page


@pytest.mark.usefixtures("program")
def test_in_the_demonstration_a_term_is_extended_by_its_day() -> None:
    Program.objects.update(demonstration_day=date(2022, 3, 9))
    opened = moment("2022-03-01", "09:00")
    open_then = Consultation(state="announced", opens_at=opened, closes_at=moment("2022-03-10"))
    ended_then = Consultation(state="announced", opens_at=opened, closes_at=moment("2022-03-08"))

    assert [Extend.offered(each) for each in (open_then, ended_then)] == [True, False]


def test_months_in_the_wrong_order_are_said_at_their_field() -> None:
    item = PlanItem(number=1, subject="Ринок", unit="Відділ", first_month=5, last_month=2)
    with pytest.raises(ValidationError) as wrong:
        item.full_clean(exclude=["plan"])

    assert wrong.value.message_dict == {"last_month": ["Останній місяць не може передувати першому."]}


def test_a_draft_is_announced_extended_and_closed_on_pages_in_few_presses(client: Client, by: User) -> None:
    client.force_login(by)
    with at("2022-03-01"):
        draft = drafted(by, closes_at=moment("2022-03-10"))
        page = f"/admin/civil_society/consultation/{draft.pk}/"
        told: dict[str, Any] = {"date": "01.03.2022", "place": "portal", "seen_version": 1}
        asked = client.post(f"{page}do/announce/", told).content.decode()
        client.post(f"{page}do/announce/", {**told, "reason": "Терміново"})
        shown = client.get(f"{page}change/").content.decode()
    draft.refresh_from_db()
    with at("2022-03-09"):
        longer = {"date": "09.03.2022", "place": "portal", "reason": "Прохання", "seen_version": draft.version}
        client.post(f"{page}do/extend/", {**longer, "closes_at_0": "16.03.2022", "closes_at_1": "17:00"})
    draft.refresh_from_db()
    with at("2022-03-17"):
        client.post(f"{page}do/answered/", {"date": "17.03.2022", "seen_version": draft.version})
    draft.refresh_from_db()

    assert "Строк закороткий" in asked
    assert "Продовжити строк" in shown and "Триває" in shown
    assert (draft.state, draft.closes_at) == ("answered", moment("2022-03-16"))
    assert list(draft.steps.values_list("kind", "reason")) == [
        ("announced", "Терміново"),
        ("extended", "Прохання"),
        ("answered", ""),
    ]


def test_a_subject_alone_makes_a_draft(client: Client, by: User) -> None:
    """The hours that the form proposes ask for no day."""
    client.force_login(by)
    form = client.get("/admin/civil_society/consultation/add/").context["adminform"].form
    typed = {"subject": "Назва вулиці", "form": "electronic", "matter": "question", "organiser": "council"}
    typed |= {"opens_at_0": "", "opens_at_1": "09:00", "closes_at_0": "", "regime": form["regime"].value()}
    sheets = {"documents-TOTAL_FORMS": 0, "documents-INITIAL_FORMS": 0}
    odd = client.post("/admin/civil_society/consultation/add/", {**typed, **sheets, "closes_at_1": "16:15"})
    client.post("/admin/civil_society/consultation/add/", {**typed, **sheets, "closes_at_1": "17:00"})
    draft = Consultation.objects.get()

    assert {*odd.context["adminform"].form.errors} == {"closes_at"}  # an hour that somebody typed wants its day
    assert (draft.subject, draft.opens_at, draft.closes_at, draft.state) == ("Назва вулиці", None, None, "draft")


def test_an_item_of_the_plan_is_begun_in_one_press(client: Client, by: User, year: dict[str, Consultation]) -> None:
    client.force_login(by)
    plan = ConsultationPlan.objects.get()
    page = client.get(f"/admin/civil_society/consultationplan/{plan.pk}/change/")
    [(words, address)] = page.context["to_begin"]
    made = client.post(address, {"year": "2022"})

    assert words == "2. Ринок"
    assert made.status_code == 302 and Consultation.objects.filter(plan_item__number=2).count() == 1


def test_the_api_writes_drafts_and_keeps_what_the_public_was_told(client: Client, by: User) -> None:
    client.force_login(by)
    said = {"subject": "Ринок", "form": "meeting", "opens_at": "2022-03-01T09:00:00+02:00"}
    as_json: dict[str, Any] = {"content_type": "application/json"}
    made = client.post("/api/v1/consultations/", said, **as_json)
    address = f"/api/v1/consultations/{made.json()['id']}/"
    unseen = client.patch(address, {"unit": "Відділ"}, **as_json)
    seen = client.patch(address, {"unit": "Відділ"}, **as_json, headers={"If-Match": made.headers["ETag"]})
    told = f"/api/v1/consultations/{announced(by).pk}/"
    kept = client.delete(told, headers={"If-Match": "*"})
    later = {"closes_at": "2022-03-30T17:00:00+03:00"}
    moved = client.patch(told, later, **as_json, headers={"If-Match": "*"})

    assert (made.status_code, made.json()["address"], made.json()["state"]) == (201, "2022-1", "draft")
    assert (unseen.status_code, seen.status_code, seen.json()["unit"]) == (428, 200, "Відділ")
    assert (kept.status_code, moved.status_code, Client().get(address).status_code) == (400, 400, 404)
    assert "продовжте або перенесіть" in str(moved.json())
