"""Sittings of commissions: quorum, votes by name, conclusions, recommendations, minutes as signed."""

import csv
import hashlib
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pytest_django import DjangoDbBlocker

from programs import services
from programs.duties import duties_on
from programs.models import (
    Commission,
    CommissionMember,
    Conclusion,
    ConclusionVerb,
    ExecutionReport,
    Minutes,
    MinutesFile,
    Motion,
    Outcome,
    Recommendation,
    ReportStep,
    Sitting,
    Vote,
    totals_of,
)
from programs.models.agenda import TOTALS
from programs.reports.commissioned import recommendations_table, remarks_table
from programs.reports.lines import placed, questions_about
from programs.reports.minutes import sign_minutes, votes_data
from tests.conftest import account, shared_by_module

from .filling import fields_of, open_form
from .reading import main
from .sitting import submitted_reports, two_commissions

pytestmark = pytest.mark.django_db

ON = date(2022, 1, 27)
ROLES = ("commission", "secretary", "coordinator", "accountant", "head", "administrator")
V = Vote.Value


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two commissions, three reports that wait, and the accounts of every role."""
    with shared_by_module(django_db_blocker):
        two_commissions()
        submitted_reports()
        for role in ROLES:
            account(role)
        yield


@pytest.fixture
def reports(module_data: None, db: None) -> list[ExecutionReport]:
    return list(ExecutionReport.objects.order_by("number"))


@pytest.fixture
def first(reports: list[ExecutionReport]) -> Commission:
    return reports[0].program.commission  # type: ignore[return-value]


@pytest.fixture
def second(first: Commission) -> Commission:
    return Commission.objects.exclude(pk=first.pk).get()


def planned(*bodies: Commission, on: date = ON, reports: Any = ()) -> Sitting:
    """A sitting of commissions with reports on its agenda."""
    by = account("secretary")
    sitting = services.save_sitting(sitting=Sitting(number="3", date=on, time=time(10), place="м. Каховка"), by=by)
    sitting.bodies.set(bodies)
    services.put_on_agenda(sitting=sitting, reports=reports, by=by)
    return sitting


def member(surname: str) -> CommissionMember:
    return CommissionMember.objects.get(surname=surname)


def held(sitting: Sitting, *, without: tuple[str, ...] = (), **said: Any) -> Sitting:
    """Hold it: everybody is there but those named; the head and the secretary of the first body lead it."""
    absent = {member(name).pk: {"is_present": False, "reason": "відрядження"} for name in without}
    return services.hold_sitting(
        sitting=sitting,
        presences=absent | said.pop("presences", {}),
        chaired_by=member("Вербицька"),
        written_by=member("Дубова"),
        began=time(10),
        ended=time(11, 30),
        by=account("secretary"),
    )


def vote(motion: Motion, **values: Any) -> list[Vote]:
    """Everybody who is there votes for, but those named by surname."""
    said = {member(name).pk: value if isinstance(value, tuple) else (value, "") for name, value in values.items()}
    return services.record_votes(motion=motion, values=said, by=account("secretary"))


def vote_on_all(sitting: Sitting) -> None:
    for motion in sitting.motions.all():
        vote(motion)


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def verb(state: str) -> ConclusionVerb:
    return ConclusionVerb.objects.filter(state=state).first()  # type: ignore[return-value]


def outcome(motion: Motion) -> Outcome:
    return services.outcome_of(motion, list(motion.votes.all()))


# ---- quorum and votes ------------------------------------------------------------------------------------------------


def test_a_quorum_is_half_of_the_full_composition_of_each_body(first: Commission, second: Commission) -> None:
    """Nine need five, five need three; where the rule says more than half, nine need five as well, four need three."""
    four_of_nine = ("Житник", "Заруба", "Калинова", "Ліщина", "Орлик")
    two_of_five = ("Осика", "Тополя", "Ясен")

    found = {
        name: held(planned(*bodies), without=absent).state
        for name, bodies, absent in (
            ("five of nine", (first,), four_of_nine[:4]),
            ("four of nine", (first,), four_of_nine),
            ("joint, both", (first, second), (*four_of_nine[:4], *two_of_five[:2])),
            ("joint, the second without", (first, second), two_of_five),
        )
    }

    assert found == {
        "five of nine": "held",
        "four of nine": "no_quorum",
        "joint, both": "held",
        "joint, the second without": "no_quorum",
    }


def test_a_motion_takes_the_majority_of_the_full_composition_of_each_body(
    first: Commission, second: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, second, reports=reports[:1]), without=("Яворський", "Ясен"))
    agenda, on_report = sitting.motions.all()

    vote(agenda)
    votes = vote(on_report, Тополя=V.AGAINST, Осика=V.ABSTAINED, Житник=V.NOT_VOTED)

    counts = [(count.full, count.found, count.needed) for count in services.majorities(votes)]
    assert counts == [(5, 2, 3), (9, 7, 5)]
    assert (outcome(agenda), outcome(on_report)) == (Outcome.ADOPTED, Outcome.NOT_ADOPTED)
    assert totals_of(votes) == {"for": 9, "against": 1, "abstained": 1, "not_voted": 1, "absent": 2, "recused": 0}


def test_a_member_who_left_before_the_vote_is_absent_from_it(first: Commission) -> None:
    sitting = held(planned(first), presences={member("Орлик").pk: {"left": time(10, 40)}})
    motion = sitting.motions.get()
    motion.began = time(11)
    services.save_record(record=motion, by=account("secretary"))

    votes = {each.name: each.value for each in vote(motion)}

    assert votes["Наталія ОРЛИК"] == V.ABSENT
    with pytest.raises(ValidationError, match="Наталія ОРЛИК під час голосування відсутній"):
        vote(motion, Орлик=V.FOR)


def test_who_has_a_conflict_of_interest_takes_no_part_since_2021_and_could_vote_before(first: Commission) -> None:
    after = held(planned(first)).motions.get()
    CommissionMember.objects.update(since=None)
    before = held(planned(first, on=date(2021, 3, 17))).motions.get()
    announced = "працює в редакції, з якою укладено договір"

    voted = {each.name: each.value for each in vote(before, Заруба=(V.FOR, announced))}
    recused = vote(after, Заруба=(V.RECUSED, announced))

    assert voted["Євген ЗАРУБА"] == V.FOR
    assert totals_of(recused)["recused"] == 1
    with pytest.raises(ValidationError, match=r"з 18\.03\.2021 не бере участі"):
        vote(after, Заруба=(V.FOR, announced))
    with pytest.raises(ValidationError, match="укажіть, про який конфлікт"):
        vote(after, Заруба=V.RECUSED)


def test_a_member_who_was_replaced_asks_for_presence_and_votes_anew(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    """Neither the vote of one who left counts any more nor is one who came passed over."""
    by, sitting = account("secretary"), held(planned(first, reports=reports[:1]))
    vote_on_all(sitting)
    left = member("Яворський")
    left.until = ON - timedelta(days=1)
    services.save_record(record=left, by=by)
    CommissionMember.objects.create(commission=first, name="Віра", surname="Новак", since=ON)
    CommissionMember.objects.create(commission=first, name="Інна", surname="Нова", since=ON)
    [item] = sitting.items.all()

    def conclude() -> None:
        services.conclude(item=item, verb=verb("noted"), text="Узяти", by=by)

    refused = []
    for mend in (lambda: held(sitting), lambda: vote_on_all(sitting)):
        with pytest.raises(ValidationError) as refusal:
            conclude()
        refused += refusal.value.messages
        mend()
    conclude()

    assert refused == [
        "Склад комісії на 27.01.2022 інший, ніж записано: запишіть присутніх заново.",
        "Пропозиції без голосування: 2.",
    ]
    votes = sitting.motions.last().votes.all()  # type: ignore[union-attr]
    assert {each.name for each in votes} >= {"Віра НОВАК", "Інна НОВА"}
    assert (len(votes), "Юрій ЯВОРСЬКИЙ" in {each.name for each in votes}) == (10, False)


def test_another_day_or_body_of_a_sitting_asks_for_presence_anew(
    first: Commission, second: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, reports=reports[:1]))
    vote_on_all(sitting)
    sitting.bodies.set([second])

    for refused in (
        lambda: services.check_signable(sitting),
        lambda: services.record_roll(sitting=sitting, rolls=[], by=account("secretary")),
    ):
        with pytest.raises(ValidationError, match="запишіть присутніх заново"):
            refused()
    client = Client()
    client.force_login(account("secretary"))
    page = client.get(reverse("admin:programs_sitting_votes", args=[sitting.pk])).content.decode()
    assert reverse("admin:programs_sitting_presence", args=[sitting.pk]) in page


def test_a_question_leaves_the_agenda_with_what_was_only_proposed(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    client, sitting = Client(), held(planned(first, reports=reports[:2]))
    client.force_login(account("secretary"))
    address = reverse("admin:programs_sitting_change", args=[sitting.pk])
    vote(sitting.motions.get(number=3))
    answers = []
    for place in ("1", "0"):
        form = {name: value for name, value in open_form(client, address).items() if "__prefix__" not in name}
        answers.append(client.post(address, {**form, f"items-{place}-DELETE": "on"}).status_code)
    with pytest.raises(ValidationError, match="Цей звіт уже є в порядку денному"):
        services.put_on_agenda(sitting=sitting, reports=reports[1:2], by=account("secretary"))
    planned_one = planned(first, reports=reports[2:])
    client.post(reverse("admin:programs_sitting_delete", args=[planned_one.pk]), {"post": "yes"})

    assert answers == [200, 302]  # the second question was voted on
    assert [each.report for each in sitting.items.all()] == [reports[1]]
    assert [each.number for each in sitting.motions.all()] == [1, 3]
    assert not Sitting.objects.filter(pk=planned_one.pk).exists()


def test_a_vote_keeps_name_and_post_of_its_day(first: Commission) -> None:
    motion = held(planned(first)).motions.get()
    vote(motion)
    renamed = member("Калинова")
    renamed.surname, renamed.post = "Калинова-Степова", "deputy"
    services.save_record(record=renamed, by=account("secretary"))

    kept = motion.votes.get(member=renamed)

    assert (kept.name, kept.post, kept.commission_name) == ("Лариса КАЛИНОВА", "member", first.name)


# ---- conclusions -----------------------------------------------------------------------------------------------------


def test_a_conclusion_is_a_step_of_the_report(first: Commission, reports: list[ExecutionReport]) -> None:
    sitting = held(planned(first, reports=reports))
    vote_on_all(sitting)

    for item, state in zip(sitting.items.all(), ("noted", "approved", "satisfactory"), strict=True):
        services.conclude(item=item, verb=verb(state), text="Вирішено.", by=account("secretary"))

    steps = ReportStep.objects.order_by("pk").values_list("report__number", "kind", "date", "document")
    assert list(steps) == [
        (1, "noted", ON, "Засідання № 3 від 27.01.2022"),
        (2, "endorsed", ON, "Засідання № 3 від 27.01.2022"),
        (3, "satisfactory", ON, "Засідання № 3 від 27.01.2022"),
    ]
    assert not services.waiting_reports([first]).exists()


def test_nothing_is_concluded_without_an_adopted_motion(first: Commission, reports: list[ExecutionReport]) -> None:
    sitting = held(planned(first, reports=reports[:1]))
    [item] = sitting.items.all()
    vote(item.motions.get(), **dict.fromkeys(("Житник", "Заруба", "Калинова", "Ліщина", "Орлик"), V.AGAINST))

    with pytest.raises(ValidationError, match="Жодної пропозиції"):
        services.conclude(item=item, verb=verb("noted"), text="Узяти", by=account("secretary"))
    services.conclude(item=item, verb=verb("not_considered"), text="Не розглядати", by=account("secretary"))

    assert reports[0].steps.get().kind == "not_considered"


def test_without_a_quorum_only_that_is_said_and_the_report_waits_on(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, reports=reports[:1]), without=("Житник", "Заруба", "Калинова", "Ліщина", "Орлик"))
    [item] = sitting.items.all()

    with pytest.raises(ValidationError, match="Кворуму не було"):
        services.conclude(item=item, verb=verb("noted"), text="Узяти", by=account("secretary"))
    services.conclude(item=item, verb=verb("no_quorum"), text="Кворуму немає", by=account("secretary"))

    assert (sitting.motions.count(), reports[0].steps.get().kind) == (0, "no_quorum")
    assert reports[0] in services.waiting_reports([first])


def test_a_returned_report_is_open_again_with_its_remarks_on_their_lines_and_a_new_term(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, reports=reports[:1]))
    vote_on_all(sitting)
    remarks = "1.1.1 Пояснити залишок «35 200,00 грн».\nДодати перелік видань."

    services.conclude(
        item=sitting.items.get(),
        verb=verb("returned"),
        text="Повернути звіт на доопрацювання.",
        remarks=remarks,
        new_term=date(2022, 2, 10),
        by=account("secretary"),
    )

    following = reports[0].program.execution_reports.get(number=1, edition=2)
    found = services.remarks_to_meet(following)
    assert following.is_draft
    assert [(remark.measure and remark.measure.code, remark.quoted, remark.text) for remark in found] == [
        ("print-media", "35 200,00 грн", "1.1.1 Пояснити залишок «35 200,00 грн»."),
        (None, "", "Додати перелік видань."),
    ]
    assert {remark.conclusion.new_term for remark in found} == {date(2022, 2, 10)}


def test_what_was_asked_and_answered_before_a_sitting_is_closed_as_it_begins(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    """Whoever records the conclusion later: what came after ten o'clock stands behind it and says so."""
    report, [sitting] = reports[0], [planned(first, reports=reports[:1])]
    member_, department = account("commission"), account("coordinator")
    early = services.ask(report=report, text="Чи є акт?", by=member_, at=moment("2022-01-27 09:59"))
    services.ask(report=report, text="А договір?", by=member_, at=moment("2022-01-27 10:00"))
    for at in ("2022-01-27 09:59", "2022-01-27 11:00"):
        services.answer(question=early, text="Є.", by=department, at=moment(at))
    locks = [services.locked(report)]
    held(sitting)
    locks.append(services.locked(report))
    vote_on_all(sitting)
    services.conclude(item=sitting.items.get(), verb=verb("noted"), text="Узяти", by=account("secretary"))
    services.record_step(report=report, kind="executive", date=date(2022, 2, 3), by=account("head"))
    locks.append(services.locked(report))
    asked = placed(questions_about(report), report, [], locks[-1])

    assert [lock and (lock["day"], lock["what"], str(lock["who"])) for lock in locks] == [
        None,
        ("27.01.2022, 10:00", "Засідання № 3 від 27.01.2022", "secretary"),
        ("27.01.2022, 10:00", "Засідання № 3 від 27.01.2022: узято до відома", "secretary"),
    ]
    assert [(each.after, [answer.after for answer in each.answers.all()]) for each in asked] == [
        ("", ["", "після початку засідання"]),
        ("після початку засідання", []),
    ]


def test_a_sitting_that_did_not_take_a_report_up_closes_nothing(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    for state in ("not_considered", "withdrawn"):
        sitting = held(planned(first, reports=reports[:1]))
        services.conclude(item=sitting.items.get(), verb=verb(state), text="Ні", by=account("secretary"))
        assert services.locked(reports[0]) is None


# ---- the secretary's way ---------------------------------------------------------------------------------------------


class Counted:
    """A browser that counts its presses: a link, a button, a field that is changed."""

    def __init__(self) -> None:
        self.client, self.presses = Client(), 0
        self.client.force_login(account("secretary"))

    def open(self, address: str) -> dict[str, list[str]]:
        self.presses += 1
        return open_form(self.client, address)

    def press(self, address: str, form: dict[str, Any], **changes: Any) -> tuple[str, dict[str, list[str]]]:
        """Send the form as it stands but for the changes; where it leads, with the form of that page."""
        self.presses += 1 + 2 * len(changes)  # a choice in a list takes two
        sent = {name: values for name, values in form.items() if "__prefix__" not in name}
        answer = self.client.post(address, {**sent, **changes}, follow=True)
        assert answer.redirect_chain, answer.context["form"].errors if "form" in answer.context else answer.content
        return answer.redirect_chain[-1][0], fields_of(answer)


def test_a_sitting_with_three_reports_and_nine_votes_is_recorded_in_forty_presses(first: Commission) -> None:
    """Two are absent, two vote otherwise; the rest is as proposed."""
    browser = Counted()
    add = reverse("admin:programs_sitting_add")
    browser.open(reverse("admin:index"))
    form = browser.open(add)
    page, _form = browser.press(add, {**form, "bodies": [str(first.pk)]}, date="27.01.2022")
    sitting = Sitting.objects.get()
    presence = reverse("admin:programs_sitting_presence", args=[sitting.pk])
    form = browser.open(presence)
    for absent in ("Ліщина", "Яворський"):
        del form[f"present_{member(absent).pk}"]
        browser.presses += 1

    votes, form = browser.press(presence, form)
    motion = sitting.motions.last()
    assert motion is not None
    changes = {
        f"vote_{motion.pk}_{member(name).pk}": value for name, value in (("Житник", V.AGAINST), ("Орлик", V.ABSTAINED))
    }
    conclusions, form = browser.press(votes, form, **changes)
    page, _form = browser.press(conclusions, form)

    sitting.refresh_from_db()
    assert page == reverse("admin:programs_sitting_sign", args=[sitting.pk])
    assert sitting.state == Sitting.State.HELD
    assert [totals_of(each.votes.all())["for"] for each in sitting.motions.all()] == [7, 7, 7, 5]
    assert [step.kind for step in ReportStep.objects.all()] == ["noted", "noted", "noted"]
    assert browser.presses + 2 <= 40  # the buttons of signing and publishing, to which the pages lead on


def test_a_vote_has_the_hours_that_the_secretary_typed(first: Commission) -> None:
    """A member who left at eleven is absent from a vote at half past, by what the page proposes."""
    sitting = held(planned(first), presences={member("Орлик").pk: {"left": time(11)}})
    [motion] = sitting.motions.all()
    client = Client()
    client.force_login(account("secretary"))
    address = reverse("admin:programs_sitting_votes", args=[sitting.pk])
    form = open_form(client, address) | {f"vote_{motion.pk}_{member('Орлик').pk}": ["absent"]}
    refused = client.post(address, {**form, f"began_{motion.pk}": "11:30", f"ended_{motion.pk}": "11:29"})
    client.post(address, {**form, f"began_{motion.pk}": "11:30", f"ended_{motion.pk}": "11:32"})
    [said] = votes_data(sitting)["motions"]

    assert "Голосування не може закінчитися раніше, ніж почнеться." in refused.content.decode()
    assert fields_of(refused)[f"ended_{motion.pk}"] == ["11:29"]
    assert (said["start"], said["end"], said["totals"]["absent"]) == ("11:30", "11:32", 1)


def test_the_second_of_two_who_record_a_sitting_sees_what_the_first_recorded(first: Commission) -> None:
    sitting = held(planned(first))
    [motion] = sitting.motions.all()
    client = Client()
    client.force_login(account("secretary"))
    address = reverse("admin:programs_sitting_votes", args=[sitting.pk])
    form = open_form(client, address)
    other = f"vote_{motion.pk}_{member('Орлик').pk}"
    client.post(address, {**open_form(client, address), other: V.AGAINST})

    answer = client.post(address, {**form, f"vote_{motion.pk}_{member('Житник').pk}": V.ABSTAINED})

    assert (answer.status_code, 'class="conflict"' in answer.content.decode()) == (200, True)
    assert fields_of(answer)[f"vote_{motion.pk}_{member('Житник').pk}"] == [V.ABSTAINED]
    assert totals_of(motion.votes.all())["abstained"] == 0


def test_the_secretarys_desk_is_done_only_when_no_sitting_waits(first: Commission) -> None:
    client = Client()
    client.force_login(account("secretary"))
    desk = client.get(reverse("admin:index")).content.decode()
    planned(first)
    waiting = client.get(reverse("admin:index")).content.decode()

    assert ("Усе зроблено" in desk, "Більше нічого" in desk) == (True, False)
    assert ("Усе зроблено" in waiting, "Більше нічого" in waiting) == (False, True)


# ---- minutes, signed and published -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(module_data: None) -> dict[str, bytes]:
    """The files of one joint sitting with everything in it, made once: printing takes most of the time."""
    with transaction.atomic():
        files = {name_of(each): bytes(each.content) for each in signed(joint()).minutes.files.all()}
        transaction.set_rollback(True)
    return files


def name_of(file: MinutesFile) -> str:
    return f"{file.name}.{file.extension}"


def joint() -> Sitting:
    """A report before two commissions: one against, one who abstained, one recused, one absent of each."""
    first = Commission.objects.get(program__isnull=False)
    report = ExecutionReport.objects.get(number=3)
    sitting = held(planned(first, Commission.objects.exclude(pk=first.pk).get(), reports=[report]), without=("Ясен",))
    agenda, motion = sitting.motions.all()
    vote(agenda)
    vote(motion, Житник=V.AGAINST, Осика=V.ABSTAINED, Заруба=(V.RECUSED, "працює в редакції"))
    item = sitting.items.get()
    by = account("secretary")
    services.conclude(item=item, verb=verb("noted"), text="Узяти звіт до відома.", draft_number="1412", by=by)
    services.recommend(item=item, text="Подати графік", addressee="Відділ", due=date(2022, 4, 1), by=by)
    return Sitting.objects.get(pk=sitting.pk)


def signed(sitting: Sitting) -> Sitting:
    sign_minutes(sitting=sitting, number="3", signers="two", on=ON, by=account("secretary"))
    return Sitting.objects.get(pk=sitting.pk)


def kept(files: dict[str, bytes]) -> Sitting:
    """The same sitting, signed with files that were made before."""
    sitting = joint()
    item = sitting.items.get()
    services.keep_minutes(
        sitting=sitting,
        number="3",
        signers="two",
        on=ON,
        files=[
            (name, item if name in {"extract", "conclusion"} else None, extension, content)
            for full, content in files.items()
            for name, _dot, extension in [full.partition(".")]
        ],
        by=account("secretary"),
        is_unchanged=lambda: True,
    )
    return Sitting.objects.get(pk=sitting.pk)


def test_the_totals_equal_the_names_in_every_output(printed: dict[str, bytes], tmp_path: Path) -> None:
    motion = json.loads(printed["votes.json"])["motions"][1]
    rows = list(csv.DictReader(StringIO(printed["votes.csv"].decode("utf-8-sig"))))
    of_csv = Counter(row["vote"] for row in rows if row["number"] == "2")
    words = {
        name: " ".join(text_of(name, content, tmp_path).split())
        for name, content in printed.items()
        if not name.startswith("votes")
    }

    names = Counter(vote["value"] for vote in motion["votes"])
    assert {value: count for value, count in motion["totals"].items() if count} == dict(names)
    assert motion["totals"] == {"for": 10, "against": 1, "abstained": 1, "not_voted": 0, "absent": 1, "recused": 1}
    assert of_csv == Counter(
        {"За": 10, "Проти": 1, "Утримався": 1, "Відсутній": 1, "Не брав участі (конфлікт інтересів)": 1}
    )
    said = (
        "«за» – 10, «проти» – 1, «утрималися» – 1, «не голосували» – 0, «відсутні» – 1, "
        "«не брали участі через конфлікт інтересів» – 1. Прийнято."
    )
    assert {name: said in text for name, text in words.items()} == dict.fromkeys(words, True)
    assert {name: "(5, " in text or "потрібно «за» – 3" in text for name, text in words.items()} == dict.fromkeys(
        words, True
    )


def test_page_staff_and_api_count_the_same_names(printed: dict[str, bytes]) -> None:
    sitting = kept(printed)
    for what in ("agenda", "votes"):
        services.publish_of_sitting(sitting=sitting, what=what, on=ON, by=account("secretary"))
    names = Counter(sitting.motions.get(number=2).votes.values_list("value", flat=True))
    said = {str(TOTALS[value]): count for value, count in names.items()}
    page = main(Client().get(reverse("programs:sitting", args=[sitting.pk])))
    [row] = [node.text for node in page.all("p") if "Прийнято ·" in node.text and "проти" in node.text]
    rolls = [[item.one("strong").text for item in roll.all("li")] for roll in page.all("ul", css="roll-call")]
    votes = Client().get("/api/v1/votes/?motion=2").json()["results"]
    client = Client()
    client.force_login(account("secretary"))
    staff = client.get(reverse("admin:programs_sitting_change", args=[sitting.pk])).context["motions"]

    assert names == Counter({"for": 10, "against": 1, "abstained": 1, "absent": 1, "recused": 1})
    assert sorted(row.split(" · ")[1:]) == sorted(f"{words} {count}" for words, count in said.items())
    assert Counter(rolls[1]) == Counter({str(Vote.Value(value).label): count for value, count in names.items()})
    assert Counter(each["value"] for each in votes) == names and all(each["name"] for each in votes)
    assert staff[1]["totals"] == ", ".join(f"{TOTALS[value]} – {names[value]}" for value in V.values if names[value])


def text_of(name: str, content: bytes, folder: Path) -> str:
    """The words of a PDF or a DOCX."""
    if name.endswith(".docx"):
        document = Document(BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells).replace("\u00a0", " ")
    file = folder / name
    file.write_bytes(content)
    found = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True)
    return found.stdout.replace("\u00a0", " ")


def test_minutes_have_the_parts_that_a_commission_writes(printed: dict[str, bytes], tmp_path: Path) -> None:
    text = " ".join(text_of("minutes.docx", printed["minutes.docx"], tmp_path).split())

    for words in (
        "ПРОТОКОЛ № 3",
        "спільного засідання",
        "27 січня 2022 року",
        "Головує: Оксана ВЕРБИЦЬКА, голова комісії",
        "Роман ЯСЕН, член комісії – відрядження",
        "ПОРЯДОК ДЕННИЙ: 1. Про звіт № 3",
        "СЛУХАЛИ: ",
        "ВИРІШИЛИ: Узяти звіт до відома.",
        "Проєкт рішення № 1412.",
        "ГОЛОСУВАЛИ: «за» – 10",
        "Євген ЗАРУБА – працює в редакції; участі в розгляді й голосуванні не було",
        "РЕКОМЕНДАЦІЇ: 1. Подати графік. Кому: Відділ. Строк: до 01.04.2022.",
        "Додаток до протоколу засідання від 27.01.2022 № 3",
    ):
        assert words in text, words


@pytest.mark.both_databases("triggers")
def test_signed_minutes_change_no_more(printed: dict[str, bytes]) -> None:
    sitting = kept(printed)
    motion, item = sitting.motions.last(), sitting.items.get()
    assert motion is not None
    by = account("secretary")
    refused = {
        "the sitting": lambda: services.save_sitting(sitting=sitting, by=by),
        "presence": lambda: held(sitting),
        "a vote": lambda: vote(motion),
        "a motion": lambda: services.add_motion(sitting=sitting, item=None, title="Ще", by=by),
        "a conclusion": lambda: services.conclude(item=item, verb=verb("noted"), text="Ні", because="Ні", by=by),
        "a recommendation": lambda: services.recommend(item=item, text="Ще", addressee="Відділ", by=by),
        "signing": lambda: services.check_signable(sitting),
    }

    for what, attempt in refused.items():
        with pytest.raises(ValidationError, match="Протокол цього засідання"):
            attempt()
            pytest.fail(what)
    for model in (Minutes, MinutesFile, Conclusion):
        rows: models.QuerySet[Any] = models.QuerySet(model)
        for change in ("update", "_raw_delete"):
            with pytest.raises(DatabaseError), transaction.atomic():
                getattr(rows, change)(**({"id": 0} if change == "update" else {"using": "default"}))
    answer = services.answer_recommendation(
        recommendation=item.recommendations.get(), outcome="done", date=ON, text="Подано", by=by
    )
    assert answer.pk


def test_the_minutes_are_not_signed_while_something_is_missing(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    sitting = held(planned(first, reports=reports[:1]))

    with pytest.raises(ValidationError) as refusal:
        services.check_signable(sitting)

    assert refusal.value.messages == ["Пропозиції без голосування: 1, 2.", "Питання без висновку: 1."]


def test_the_public_reads_each_thing_after_it_was_published(printed: dict[str, bytes]) -> None:
    sitting = kept(printed)
    page = reverse("programs:sitting", args=[sitting.pk])
    files = {
        name: reverse(
            "programs:sitting-item-file" if name.startswith(("extract", "conclusion")) else "programs:sitting-file",
            args=[sitting.pk, *([1] if name.startswith(("extract", "conclusion")) else []), *name.split(".")],
        )
        for name in printed
    }
    seen = {}

    for what in ("", "agenda", "votes", "conclusions", "recommendations", "minutes"):
        if what:
            services.publish_of_sitting(sitting=sitting, what=what, on=ON, by=account("secretary"))
        answer = Client().get(page)
        text = answer.content.decode() if answer.status_code == 200 else ""
        there = [name for name, address in files.items() if Client().get(address).status_code == 200]
        words = ("Про звіт № 3", "Тарас ОСИКА", "Узяти звіт до відома", "Подати графік")
        seen[what] = (answer.status_code, [each for each in words if each in text], there)

    papers = ["extract.pdf", "extract.docx", "conclusion.pdf", "conclusion.docx"]
    votes = ["votes.csv", "votes.json"]
    assert seen == {
        "": (404, [], []),
        "agenda": (200, ["Про звіт № 3"], []),
        "votes": (200, ["Про звіт № 3", "Тарас ОСИКА", "Узяти звіт до відома"], votes),
        "conclusions": (200, ["Про звіт № 3", "Тарас ОСИКА", "Узяти звіт до відома"], [*papers, *votes]),
        "recommendations": (
            200,
            ["Про звіт № 3", "Тарас ОСИКА", "Узяти звіт до відома", "Подати графік"],
            [*papers, *votes],
        ),
        "minutes": (
            200,
            ["Про звіт № 3", "Тарас ОСИКА", "Узяти звіт до відома", "Подати графік"],
            ["minutes.pdf", "minutes.docx", *papers, *votes],
        ),
    }
    got = Client().get(files["minutes.pdf"])
    assert hashlib.sha256(got.content).hexdigest() == sitting.minutes.files.get(name="minutes", extension="pdf").sha256


def test_sittings_are_found_by_what_was_published_of_them(printed: dict[str, bytes]) -> None:
    sitting, page = kept(printed), reverse("programs:sittings")

    def found(words: str) -> int:
        return len(Client().get(page, {"q": words, "year": "2020"}).context["rows"])

    words = ("ЗВІТ № 3", "узяти до відома", "графік", "бюджету", "немає такого")
    seen = []
    for what in ("minutes", "agenda", "conclusions", "recommendations"):
        services.publish_of_sitting(sitting=sitting, what=what, on=ON, by=account("secretary"))
        seen.append([found(each) for each in words])

    assert seen == [[0, 0, 0, 1, 0], [1, 0, 0, 1, 0], [1, 1, 0, 1, 0], [1, 1, 1, 1, 0]]
    assert [Client().get(f"{page}?q={text}").status_code for text in ("%00", "а" * 201)] == [400, 400]
    assert "Нічого не знайдено" in Client().get(f"{page}?q=немає").content.decode()


def test_names_and_files_with_names_are_withheld_by_a_setting_and_in_the_restricted_mode(
    printed: dict[str, bytes],
) -> None:
    sitting = kept(printed)
    for what in ("agenda", "votes", "minutes"):
        services.publish_of_sitting(sitting=sitting, what=what, on=ON, by=account("secretary"))
    page = reverse("programs:sitting", args=[sitting.pk])
    file = reverse("programs:sitting-file", args=[sitting.pk, "minutes", "pdf"])

    def shown() -> tuple[bool, bool, int]:
        text = Client().get(page).content.decode()
        return "Тарас ОСИКА" in text, "за <b>10</b>" in text, Client().get(file).status_code

    as_usual = shown()
    services.switch_restricted_mode(is_on=True, reason="Воєнний стан", by=account("administrator"))
    restricted = shown()
    services.switch_restricted_mode(is_on=False, reason="Знято", by=account("administrator"))
    Commission.objects.update(shows_names=False)
    by_setting = shown()

    assert (as_usual, restricted, by_setting) == ((True, True, 200), (False, True, 404), (False, True, 404))


def test_place_and_day_are_withheld_until_the_day_that_is_named(first: Commission) -> None:
    sitting = planned(first)
    sitting.withheld_until = timezone.localdate() + timedelta(days=2)
    sitting.date = timezone.localdate() + timedelta(days=1)
    services.save_sitting(sitting=sitting, by=account("secretary"))
    services.publish_of_sitting(sitting=sitting, what="agenda", on=timezone.localdate(), by=account("secretary"))

    pages = [reverse("programs:sittings"), reverse("programs:sitting", args=[sitting.pk])]
    texts = [Client().get(page).content.decode() for page in pages]
    services.switch_restricted_mode(is_on=True, reason="Воєнний стан", by=account("administrator"))
    restricted = [Client().get(page).status_code for page in pages]

    for text in texts:
        assert "м. Каховка" not in text and f"{sitting.date:%d.%m.%Y}" not in text
    assert "не показано задля безпеки" in texts[1]
    assert "За цей період засідань не було." in texts[0]
    assert restricted == [200, 404]


# ---- afterwards ------------------------------------------------------------------------------------------------------


def test_a_returned_report_prints_how_each_remark_was_met_and_the_next_one_what_became_of_recommendations(
    first: Commission, reports: list[ExecutionReport]
) -> None:
    by = account("secretary")
    sitting = held(planned(first, reports=reports[:1]))
    vote_on_all(sitting)
    [item] = sitting.items.all()
    words: dict[str, Any] = {"text": "Повернути", "remarks": "1.1.1 Пояснити залишок", "new_term": date(2022, 2, 10)}
    services.conclude(item=item, verb=verb("returned"), by=by, **words)
    overdue = services.recommend(item=item, text="Подати графік", addressee="Відділ", due=date(2022, 2, 1), by=by)
    done = services.recommend(item=item, text="Узгодити рубрики", addressee="Відділ", by=by)
    services.answer_recommendation(recommendation=done, outcome="done", date=ON, text="Узгоджено", by=by)
    following = reports[0].program.execution_reports.get(number=1, edition=2)
    assert [remark.text for remark in services.unmet_remarks(following)] == ["1.1.1 Пояснити залишок"]

    client = Client()
    client.force_login(account("coordinator"))
    address = reverse("admin:programs_executionreport_remarks", args=[following.pk])
    [remark] = services.remarks_to_meet(following)
    client.post(address, {**open_form(client, address), f"remark_{remark.pk}": "Залишок – економія за торгами"})

    met, recommended = remarks_table(following), recommendations_table(following, date(2022, 2, 9))
    assert met is not None and recommended is not None
    assert [row.cells for row in met.rows] == [
        {"line": "1.1.1", "remark": "1.1.1 Пояснити залишок", "met": "Залишок – економія за торгами"}
    ]
    assert [(row.cells["text"], row.cells["answer"]) for row in recommended.rows] == [
        ("Подати графік", "прострочено"),
        ("Узгодити рубрики", "виконано, 27.01.2022: Узгоджено"),
    ]
    assert list(Recommendation.objects.overdue(date(2022, 2, 9))) == [overdue]
    again = [(duty.key, duty.due) for duty in duties_on([following.program], date(2022, 2, 9)) if "again" in duty.key]
    assert again == [(f"again/{following.pk}", date(2022, 2, 10))]


# ---- who may do what -------------------------------------------------------------------------------------------------

STEPS = """
              commission  secretary  coordinator  accountant  head  administrator
presence      no          yes        no           no          no    no
votes         no          yes        no           no          no    no
conclusions   no          yes        no           no          no    no
sign          no          yes        no           no          no    no
publish       no          yes        no           no          no    no
motion        no          yes        no           no          no    no
cancel        no          yes        no           no          no    no
change        no          yes        yes          yes         yes   no
draft         no          yes        yes          yes         yes   no
answer        no          yes        yes          no          yes   no
"""
OFFERED = {
    "planned": {"presence", "publish", "cancel"},
    "held": {"presence", "votes", "conclusions", "sign", "publish", "motion"},
    "no quorum": {"presence", "conclusions", "sign", "publish"},
    "cancelled": set(),
    "signed": {"publish"},
}


def test_each_role_takes_the_steps_of_the_table_in_each_state(
    first: Commission, reports: list[ExecutionReport], printed: dict[str, bytes]
) -> None:
    absent = ("Житник", "Заруба", "Калинова", "Ліщина", "Орлик")
    sittings = {
        "planned": planned(first, reports=reports[:1]),
        "held": held(planned(first, reports=reports[:1])),
        "no quorum": held(planned(first, reports=reports[:1]), without=absent),
        "cancelled": services.cancel_sitting(sitting=planned(first), reason="Тривога", by=account("secretary")),
        "signed": kept(printed),
    }
    lines = [line.split() for line in STEPS.splitlines() if line.strip()]
    may = {step: dict(zip(lines[0], row, strict=True)) for step, *row in lines[1:]}
    recommendation = Recommendation.objects.get()
    clients = {role: Client() for role in ROLES}
    for role, client in clients.items():
        client.force_login(account(role))

    opened: dict[str, dict[str, str]] = {}
    for step in may:
        about = [recommendation.pk] if step == "answer" else [sittings["held"].pk]
        model = "recommendation" if step == "answer" else "sitting"
        address = reverse(f"admin:programs_{model}_{step}", args=[*about, *(["docx"] if step == "draft" else [])])
        opened[step] = {
            role: "yes" if client.get(address).status_code == 200 else "no" for role, client in clients.items()
        }
    offered = {}
    for state, sitting in sittings.items():
        page = clients["secretary"].get(reverse("admin:programs_sitting_change", args=[sitting.pk]))
        offered[state] = {link["address"].rstrip("/").rsplit("/", 1)[1] for link in page.context["steps"]}

    assert opened == may
    assert offered == OFFERED


def test_a_member_of_a_commission_records_the_sittings_of_that_commission_alone(
    first: Commission, second: Commission
) -> None:
    ours, theirs, both = planned(first), planned(second), planned(first, second)
    seat = member("Дубова")
    seat.account = account("secretary")
    services.save_record(record=seat, by=account("secretary"))
    client = Client()
    client.force_login(account("secretary"))

    pages = [client.get(reverse("admin:programs_sitting_presence", args=[each.pk])) for each in (ours, theirs, both)]

    assert [page.status_code for page in pages] == [200, 404, 200]
