"""Advisory bodies: a quorum by the membership of the day, minutes that stay, decisions done, nobody named unasked."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pytest_django import DjangoDbBlocker

from civil_society.documents.minutes import approve_minutes
from civil_society.models import (
    AdvisoryBody,
    BodyDecision,
    BodyMember,
    BodyMinutesFile,
    BodySitting,
    Institution,
    Participation,
    SupportRequest,
)
from civil_society.reports import AdvisoryBodies
from civil_society.services import (
    cancel_body_sitting,
    quorum_of,
    record_sitting,
    save_body,
    save_body_sitting,
    save_decision,
    save_institution,
    save_support,
)
from civil_society.statement import InteractionFigures, bodies_of_program, support_of_program
from programs.duties import duties_on
from programs.events import all_events
from programs.models import Activity, Headcount, Program
from programs.modules import public_addresses, reached
from programs.period import Period
from programs.services import save_record, switch_restricted_mode
from programs.statement import statement_for
from tests.civil_society.sitting import council, institutions, member, sat
from tests.conftest import account, shared_by_module
from tests.programs.filling import fields_of, open_form

SECRET = "аємн"  # of every name that nobody agreed to show
YEAR = Period.year(2021)
THREE_AWAY = {1: "absent", 2: "absent", 3: "absent"}


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A council of nine: six associations, a group that is not shown, two officials; one is replaced in June.

    Three sittings: the first approved with two decisions, one of them done; in May only four came; in July all did.
    """
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        known = institutions(by, 7)
        group = Institution(type="initiative_group", name="Таємна група двору", is_public=False, has_personality=False)
        group = save_institution(institution=group, by=by)
        body = council(by, until=date(2023, 2, 28), note="таємна-примітка", unit="Відділ інформаційної роботи")
        member(body, by, institution=known[0], name="Ольга ВЕРБА", post="head", consented_on=date(2021, 3, 1))
        for number in range(1, 6):
            seat = {"institution": known[number], "name": f"Таємний ЧЛЕН-{number}", "deputy": f"Таємна ЗАМІНА-{number}"}
            member(body, by, until=date(2021, 5, 31) if number == 5 else None, **seat)
        member(body, by, institution=known[6], name="Таємна НАСТУПНИЦЯ", since=date(2021, 6, 1))
        member(body, by, institution=group, name="Таємна СУСІДКА")
        official = {"is_official": True, "office": "Відділ інформаційної роботи"}
        member(body, by, name="Петро КЛЕН", post="secretary", **official)
        member(body, by, name="Ірина ЛИПА", **official)
        everybody = [each.pk for each in body.members.on(date(2021, 5, 4))]
        decided = {
            1: {"text": "Схвалити план роботи", "unit": "Відділ інформаційної роботи", "due": date(2021, 4, 30)},
            2: {"text": "Звернутися до управління освіти", "unit": "Управління освіти", "due": date(2021, 6, 30)},
        }
        first = sat(
            body, date(2021, 4, 6), by, questions=("Про план роботи", "Про школи", "Різне"), decided=decided,
            came={everybody[2]: "deputy", everybody[3]: "link", everybody[4]: "absent"},
        )  # fmt: skip
        sat(body, date(2021, 5, 4), by, number="2", came=dict.fromkeys(everybody[:5], "absent"), chaired_by=None)
        sat(body, date(2021, 7, 6), by, number="3", decided={1: {"text": "Провести ярмарок громадських організацій"}})
        done = BodyDecision.objects.get(text="Схвалити план роботи")
        done.done_on, done.result = date(2021, 4, 20), "План розміщено на сайті"
        save_decision(decision=done, by=by)
        approve_minutes(sitting=first, number="1", on=date(2021, 4, 9), by=by)
        about = {"measure": body.measure, "asked_on": date(2021, 5, 3)}
        hall = SupportRequest(institution=group, asked="Зала для зборів", note="таємна-примітка", **about)
        hall.state, hall.done_on, hall.done = SupportRequest.State.GIVEN, date(2021, 5, 12), "Надано залу на дві години"
        save_support(request=hall, by=by)
        stage = SupportRequest(institution=known[1], asked="Сцена для свята", answer_until=date(2021, 6, 2), **about)
        save_support(request=stage, by=by)
        yield


@pytest.fixture
def body(module_data: None, db: None) -> AdvisoryBody:
    return AdvisoryBody.objects.select_related("measure__program").get()


@pytest.fixture
def by(body: AdvisoryBody) -> User:
    return account("coordinator")


def sitting(number: str) -> BodySitting:
    return BodySitting.objects.select_related("body__measure__program").get(number=number)


# ---- sittings --------------------------------------------------------------------------------------------------------


def test_the_quorum_follows_the_membership_of_the_day(body: AdvisoryBody) -> None:
    found = [(each, quorum_of(body, each.presences.all())) for each in body.sittings.order_by("date")]

    assert [(each.number, each.state, quorum.full, quorum.found, quorum.needed) for each, quorum in found] == [
        ("1", "held", 9, 8, 5),
        ("2", "no_quorum", 9, 4, 5),
        ("3", "held", 9, 9, 5),
    ]
    names = {number: {row.name for row in sitting(number).presences.all()} for number in ("1", "3")}
    assert names["1"] - names["3"] == {"Таємна ЗАМІНА-1", "Таємний ЧЛЕН-5"}
    assert names["3"] - names["1"] == {"Таємний ЧЛЕН-1", "Таємна НАСТУПНИЦЯ"}


def test_each_sitting_is_one_activity_also_without_a_quorum(body: AdvisoryBody) -> None:
    kept = Activity.objects.filter(kind="sitting").order_by("date")

    assert [(each.title, each.is_public, dict(each.headcounts.values_list("group", "count"))) for each in kept] == [
        ("Громадська рада: засідання № 1", True, {Headcount.Group.CIVIL_SOCIETY: 6, Headcount.Group.OFFICIALS: 2}),
        ("Громадська рада: засідання № 2", True, {Headcount.Group.CIVIL_SOCIETY: 3, Headcount.Group.OFFICIALS: 1}),
        ("Громадська рада: засідання № 3", True, {Headcount.Group.CIVIL_SOCIETY: 7, Headcount.Group.OFFICIALS: 2}),
    ]
    took_part = Participation.objects.filter(activity__in=kept).order_by("activity__date")
    counted = [took_part.filter(activity=each).count() for each in kept]
    assert counted == [6, 3, 7]


def test_whoever_hides_a_body_hides_its_sittings(body: AdvisoryBody, by: User) -> None:
    body.is_public = False
    save_body(body=body, by=by)

    assert set(Activity.objects.filter(kind="sitting").values_list("is_public", flat=True)) == {False}


@pytest.mark.parametrize(
    ("votes", "text", "words"),
    [
        ((None, 5, 5), "Так", "голосів більше, ніж присутніх"),
        ((8, 2, None), "Так", "голосів більше, ніж присутніх"),
        ((None, 6, None), "Так", "«за» не більше, ніж «проти»"),
    ],
)
def test_votes_fit_those_who_were_there(
    votes: tuple[int | None, ...], text: str, words: str, body: AdvisoryBody, by: User
) -> None:
    third = sitting("3")
    said = {third.items.get().pk: {"votes": votes, "decisions": [{"text": text, "unit": "", "due": None}]}}

    with pytest.raises(ValidationError, match=words):
        record_sitting(sitting=third, presences={}, items=said, about={}, by=by)


def test_without_a_quorum_nothing_is_decided(body: AdvisoryBody, by: User) -> None:
    third = sitting("3")
    came = {each.pk: "absent" for each in body.members.on(third.date)[:5]}
    said = {third.items.get().pk: {"decisions": [{"text": "Так", "unit": "", "due": None}]}}

    with pytest.raises(ValidationError, match="без кворуму рішень не ухвалюють"):
        record_sitting(sitting=third, presences=came, items=said, about={}, by=by)
    assert sitting("3").state == "held"


def test_a_sitting_lies_within_the_term_and_a_deputy_is_known(body: AdvisoryBody, by: User) -> None:
    head = body.members.get(post="head")
    with pytest.raises(ValidationError, match="повноваження органу не поширюються"):
        save_body_sitting(sitting=BodySitting(body=body, number="9", date=date(2023, 3, 1)), by=by)
    with pytest.raises(ValidationError, match="хто заступає"):
        record_sitting(sitting=sitting("3"), presences={head.pk: "deputy"}, items={}, about={}, by=by)
    with pytest.raises(ValidationError, match="відсутн"):
        about = {"chaired_by": head}
        record_sitting(sitting=sitting("3"), presences={head.pk: "absent"}, items={}, about=about, by=by)


# ---- minutes ---------------------------------------------------------------------------------------------------------


def text_of(content: bytes, extension: str) -> str:
    if extension == "docx":
        return "\n".join(each.text for each in Document(BytesIO(content)).paragraphs).replace("\u00a0", " ")
    with pikepdf.open(BytesIO(content)) as pdf:
        [attached] = [pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments]
    return attached.decode()


def test_approved_minutes_say_what_was_entered_and_stay(body: AdvisoryBody, by: User) -> None:
    files = {(each.name, each.extension): bytes(each.content) for each in BodyMinutesFile.objects.all()}
    full, told = (text_of(files[name, "docx"], "docx") for name in ("full", "public"))

    assert {*files} == {(name, extension) for name in ("full", "public") for extension in ("pdf", "docx")}
    for text in (
        "ПРОТОКОЛ № 1", "Громадська рада", "9; присутні 8, для кворуму потрібно 5", "1. Про план роботи",
        "ВИРІШИЛИ: Схвалити план роботи. Відповідає: Відділ інформаційної роботи. Строк: до 30.04.2021.",
        "ГОЛОСУВАЛИ: «за» – 8, «проти» – 0, «утрималися» – 0.", "Петро КЛЕН, Відділ інформаційної роботи, секретар",
        "ГО «Спільнота 2» – через того, хто заступає",
    ):  # fmt: skip
        assert text in told, text
        assert text.removeprefix("ГО ") in full
    assert "Таємна ЗАМІНА-1, ГО «Спільнота 2»" in full
    assert SECRET not in told
    assert "ВЕРБА" not in told  # a consent may be taken back, a file stays
    data = json.loads(text_of(files["public", "pdf"], "pdf"))
    assert (data["composition"], data["present"], data["quorum"]) == (9, 8, True)
    for act in (
        lambda: save_body_sitting(sitting=sitting("1"), by=by),
        lambda: record_sitting(sitting=sitting("1"), presences={}, items={}, about={}, by=by),
        lambda: save_decision(decision=changed(BodyDecision.objects.first(), text="Інше"), by=by),
    ):
        with pytest.raises(ValidationError, match="Протокол цього засідання підписано"):
            act()


def changed(record: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    return record


def test_a_file_of_minutes_is_known_by_its_bytes(body: AdvisoryBody, client: Client) -> None:
    kept = BodyMinutesFile.objects.get(name="public", extension="pdf")
    content = client.get(f"{kept.minutes.sitting.get_absolute_url()}minutes.pdf").content
    said = client.post("/verify/", {"file": SimpleUploadedFile("p.pdf", content)}).content.decode()
    other = client.post("/verify/", {"file": SimpleUploadedFile("p.pdf", content + b" ")}).content.decode()

    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert "Протокол № 1 від 06.04.2021, Громадська рада" in said
    assert kept.minutes.sitting.get_absolute_url() in said
    assert "Протокол № 1" not in other


# ---- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases("aggregates")
def test_figures_agree_between_page_report_api_file_and_database(body: AdvisoryBody, client: Client) -> None:
    program = body.measure.program
    counted = {"sittings": 3, "no_quorum": 1, "decisions": 3, "done": 1, "open": 2, "overdue": 1}
    report = AdvisoryBodies().table(statement_for(program, YEAR))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM civil_society_bodysitting WHERE state IN ('held', 'no_quorum')), "
            "(SELECT count(*) FROM civil_society_bodydecision), "
            "(SELECT count(*) FROM civil_society_bodydecision WHERE done_on IS NOT NULL)"
        )
        in_database = cursor.fetchone()
    api = client.get("/api/v1/advisory-bodies/").json()["results"][0]["counted"]
    row = client.get("/advisory-bodies/list.csv").getvalue().decode("utf-8-sig").splitlines()[1]
    page = client.get(body.get_absolute_url()).context["body"].counted
    rows = {each.key: each.count for each in reached(program, YEAR.end, body.measure)[body.measure_id]}

    assert {**bodies_of_program(program, start=YEAR.start, on=YEAR.end)} == counted
    assert [{key: each.cells[key] for key in counted} for each in report.rows] == [counted, counted]
    assert report.notes == ["Запити на організаційну підтримку: 2, надано: 1, відмовлено: 0."]
    assert in_database == (3, 3, 1)
    assert (api, dict(page)) == (counted, counted)
    assert ";3;1;3;1;2;1;" in row or ",3,1,3,1,2,1," in row
    assert {key: rows[key] for key in ("sitting", "body-decisions", "body-decisions-done", "support")} == {
        "sitting": 3,
        "body-decisions": 3,
        "body-decisions-done": 1,
        "support": 1,
    }
    told = InteractionFigures(YEAR, program).of(YEAR)
    names = ("sittings", "no_quorum", "decisions", "decisions_done", "support_asked", "support")
    assert [told[name] for name in names] == [3, 1, 3, 1, 2, 1]
    assert {**support_of_program(program, start=YEAR.start, on=YEAR.end)} == {
        "asked": 2, "given": 1, "refused": 0, "open": 1
    }  # fmt: skip


# ---- the desk and the calendar ---------------------------------------------------------------------------------------


def titles(program: Program, on: date) -> list[str]:
    kinds = ("term-of-body", "body-", "support")
    return [duty.title for duty in duties_on([program], on) if duty.key.startswith(kinds)]


def test_the_desk_tells_of_terms_decisions_minutes_and_requests(body: AdvisoryBody) -> None:
    program = body.measure.program

    assert titles(program, date(2021, 8, 1)) == [
        "Відповісти на запит ГО «Спільнота 2»: Сцена для свята",
        "Виконати рішення: Звернутися до управління освіти",
        "Затвердити протокол засідання № 2: Громадська рада",
        "Затвердити протокол засідання № 3: Громадська рада",
    ]
    before, within = date(2022, 12, 29), date(2022, 12, 30)
    assert [any("Закінчується строк" in each for each in titles(program, on)) for on in (before, within)] == [
        False,
        True,
    ]


def test_a_sitting_to_come_is_told_unless_it_is_kept_back(body: AdvisoryBody, by: User, client: Client) -> None:
    body.until = None
    save_body(body=body, by=by)
    day = timezone.localdate() + timedelta(days=5)
    ahead = BodySitting(body=body, number="40", date=day, time=time(14), place="Мала зала")
    save_body_sitting(sitting=ahead, by=by)
    [told] = [each for each in all_events() if "№ 40" in each.title]
    assert (told.hours, told.place, told.sequence, told.kind) == ("14:00", "Мала зала", 0, "sitting")

    save_body_sitting(sitting=changed(ahead, withheld_until=day), by=by)
    page = client.get(ahead.get_absolute_url()).content.decode()
    answered = client.get(f"/api/v1/body-sittings/{ahead.pk}/").json()
    assert [each for each in all_events() if "№ 40" in each.title] == []
    assert f"{day:%d.%m.%Y}" not in page
    assert "Мала зала" not in page
    assert (answered["date"], answered["time"], answered["place"]) == (None, None, "")

    save_body_sitting(sitting=changed(ahead, withheld_until=None), by=by)
    cancel_body_sitting(sitting=ahead, reason="Повітряна тривога", by=by)
    [told] = [each for each in all_events() if "№ 40" in each.title]
    assert (told.is_cancelled, told.sequence) == (True, 1)


# ---- people ----------------------------------------------------------------------------------------------------------

API = ("advisory-bodies", "body-sittings", "body-decisions", "support-requests")


def everything_told(client: Client) -> dict[str, str]:
    addresses = [each.path for each in public_addresses()]
    addresses += [f"/api/v1/{name}/{ending}" for name in API for ending in ("", "?format=csv")]
    wanted = [each for each in addresses if any(part in each for part in ("bodies", "bod", "support", "calendar"))]
    return {each: client.get(each).getvalue().decode(errors="ignore") for each in wanted}


def test_nobody_is_named_unasked(body: AdvisoryBody, by: User, client: Client) -> None:
    told = everything_told(client)

    assert [each for each, text in told.items() if SECRET in text] == []
    page = told[body.get_absolute_url()]
    assert [name in page for name in ("Ольга ВЕРБА", "Петро КЛЕН", "Ініціативна група")] == [True, True, True]
    agreed = body.members.get(post="head")
    save_record(record=changed(agreed, consented_on=None), by=by)
    assert "Ольга ВЕРБА" not in client.get(body.get_absolute_url()).content.decode()


def test_the_restricted_mode_hides_people_places_files_and_what_is_to_come(body: AdvisoryBody, client: Client) -> None:
    by = account("administrator")
    first = sitting("1")
    body.until = None
    save_body(body=body, by=by)
    ahead = BodySitting(body=body, number="40", date=timezone.localdate() + timedelta(days=5))
    save_body_sitting(sitting=ahead, by=by)
    switch_restricted_mode(is_on=True, reason="Воєнний стан", by=by)
    told = everything_told(client)

    for text in ("ВЕРБА", "КЛЕН", "Спільнота", "Зала засідань", "№ 40", SECRET):
        assert [each for each, page in told.items() if text in page] == [], text
    gone = [f"{first.get_absolute_url()}minutes.pdf", ahead.get_absolute_url()]
    assert [client.get(each).status_code for each in gone] == [404, 404]
    assert "Схвалити план роботи" in client.get(first.get_absolute_url()).content.decode()


# ---- a clerk's way ---------------------------------------------------------------------------------------------------


class Counted:
    """A browser that counts its presses: a link, a button, a field that is changed."""

    def __init__(self, who: User) -> None:
        self.client, self.presses = Client(), 0
        self.client.force_login(who)

    def open(self, address: str) -> dict[str, list[str]]:
        self.presses += 1
        return open_form(self.client, address)

    def press(self, address: str, form: dict[str, Any], **changes: Any) -> tuple[str, dict[str, list[str]]]:
        self.presses += 1 + len(changes)
        sent = {name: values for name, values in form.items() if "__prefix__" not in name}
        answer = self.client.post(address, {**sent, **changes}, follow=True)
        assert answer.redirect_chain, answer.context["form"].errors if "form" in answer.context else answer.content
        return answer.redirect_chain[-1][0], fields_of(answer)


def test_a_sitting_of_nine_members_and_five_questions_takes_forty_presses(body: AdvisoryBody, by: User) -> None:
    """Two are absent, one comes by link, one question is voted on otherwise; five decisions have a unit and a day."""
    browser = Counted(by)
    browser.open(reverse("admin:index"))
    add = reverse("admin:civil_society_bodysitting_add")
    form = browser.open(add)
    browser.press(add, form, date="05.10.2021", questions="\n".join(f"Про питання {number}" for number in range(1, 6)))
    recorded = BodySitting.objects.get(date=date(2021, 10, 5))
    page = reverse("admin:civil_society_bodysitting_record", args=[recorded.pk])
    form = browser.open(page)
    items = list(recorded.items.values_list("pk", flat=True))
    members = list(body.members.on(recorded.date))
    changes = {f"how_{each.pk}": "absent" for each in members[3:5]} | {f"how_{members[5].pk}": "link"}
    browser.presses += len(changes)  # a choice in a list takes two
    for number, pk in enumerate(items, 1):
        changes |= {f"text0_{pk}": f"Рішення {number}", f"unit0_{pk}": "Відділ", f"due0_{pk}": "01.12.2021"}
    browser.presses += 1  # the vote of a question is opened
    browser.press(page, form, **changes, **{f"against_{items[4]}": "2"})
    recorded.refresh_from_db()

    assert (recorded.number, recorded.state, recorded.place) == ("4", "held", "Зала засідань")
    assert [each.votes for each in recorded.items.all()] == [(7, 0, 0)] * 4 + [(5, 2, 0)]
    assert BodyDecision.objects.filter(item__sitting=recorded, unit="Відділ", due=date(2021, 12, 1)).count() == 5
    assert browser.presses + 2 <= 40  # the minutes are approved by two buttons


def test_what_is_refused_comes_back_as_it_was_typed(body: AdvisoryBody, by: User, client: Client) -> None:
    client.force_login(by)
    third = sitting("3")
    page = reverse("admin:civil_society_bodysitting_record", args=[third.pk])
    form = open_form(client, page)
    key = third.items.get().pk
    away = {f"how_{each.pk}": "absent" for each in body.members.on(third.date)[2:7]}
    answer = client.post(page, {**form, **away, f"text0_{key}": "Провести два ярмарки"})

    assert answer.status_code == 200
    assert "без кворуму рішень не ухвалюють" in answer.content.decode()
    assert fields_of(answer)[f"text0_{key}"] == ["Провести два ярмарки"]
    assert BodyMember.objects.count() == 10


def test_a_program_enters_a_request_and_what_became_of_it_and_of_a_decision(body: AdvisoryBody, by: User) -> None:
    api = Client()
    api.force_login(by)
    asked = Institution.objects.get(name="ГО «Спільнота 3»")
    values = {"measure": body.measure_id, "institution": asked.pk, "asked_on": "2021-09-01", "asked": "Проєктор"}
    made = api.post("/api/v1/support-requests/", values, content_type="application/json")
    given = {"state": "given", "done_on": "2021-09-03", "done": "Надано проєктор", "note": "таємна-примітка"}
    answered = api.patch(made["Location"], given, content_type="application/json", headers={"If-Match": made["ETag"]})
    decision = BodyDecision.objects.get(text="Звернутися до управління освіти")
    address = f"/api/v1/body-decisions/{decision.pk}/"
    tag = api.get(address)["ETag"]
    frozen = api.patch(address, {"unit": "Інший"}, content_type="application/json", headers={"If-Match": tag})
    done = {"done_on": "2021-07-01", "result": "Лист надіслано"}
    did = api.patch(address, done, content_type="application/json", headers={"If-Match": tag})

    assert (made.status_code, answered.status_code, did.status_code) == (201, 200, 200)
    assert (answered.json()["cost"], "note" in answered.json(), frozen.status_code) == (None, False, 400)
    kept = SupportRequest.objects.get(asked="Проєктор").activity
    assert kept and (kept.title, kept.kind) == ("Надано проєктор", "support")
    assert list(Participation.objects.filter(activity=kept).values_list("institution", flat=True)) == [asked.pk]
    assert bodies_of_program(body.measure.program, start=YEAR.start, on=YEAR.end)["done"] == 2
