"""The school, seminars and trainings: three numbers, sessions counted once, a list that is erased on its day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from civil_society.models import Course, CourseProduct, CourseSession, Participant
from civil_society.services import number_certificates, save_course, save_session
from civil_society.services.courses import erase_lists
from programs.duties import duties_on
from programs.events import all_events
from programs.models import Activity, Measure
from programs.modules import public_addresses
from programs.services import save_record, switch_restricted_mode
from tests.conftest import account, shared_by_module

NAMES = ["Таємна ПЕРША", "Таємний ДРУГИЙ", "Таємна ТРЕТЯ"]


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A season of the school: 20 enrolled, two sessions held, three on the list, two of them finished."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        course = Course(
            measure=Measure.objects.get(code="young-journalist-school"), kind="school_session",
            title="Школа молодого журналіста", season="2023", enrolled=20, finished=12, series="ШЮЖ-2023",
            purpose="друк сертифікатів", erase_on=date(2024, 3, 1), note="таємна-примітка",
        )  # fmt: skip
        save_course(course=course, by=by)
        for day, topic, youth in ((21, "Новина", 16), (28, "Фото", 17)):
            held = CourseSession(course=course, date=date(2023, 9, day), topic=topic, youth=youth, hours=2)
            save_session(session=held, by=by)
        for number, name in enumerate(NAMES):
            parents = {"parents_agreed_on": date(2023, 9, 1), "contact": "таємний-контакт"}
            save_record(record=Participant(course=course, name=name, has_finished=number < 2, **parents), by=by)
        yield


@pytest.fixture
def course(module_data: None, db: None) -> Course:
    return Course.objects.select_related("measure__program").get()


@pytest.fixture
def by(course: Course) -> User:
    return account("coordinator")


def test_each_session_is_one_activity_with_its_heads(course: Course, by: User) -> None:
    course.is_public = False
    save_course(course=course, by=by)
    kept = Activity.objects.filter(measure=course.measure).order_by("date")

    assert [
        (each.kind, each.title, each.is_public, list(each.headcounts.values_list("group", "count"))) for each in kept
    ] == [
        ("school_session", "Новина", False, [("youth", 16)]),
        ("school_session", "Фото", False, [("youth", 17)]),
    ]


@pytest.mark.both_databases("constraints")
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"finished": 21}, "Закінчили більше"),
        ({"certificates": 13}, "Сертифікатів більше"),
        ({"erase_on": None}, "день, коли його буде стерто"),
        ({"mark_after": 101}, "100"),
        ({"products": "РНОКПП 1234567899"}, "РНОКПП"),
    ],
)
def test_the_three_numbers_and_the_list_hold_together(
    values: dict[str, object], words: str, course: Course, by: User
) -> None:
    for name, value in values.items():
        setattr(course, name, value)

    with pytest.raises(ValidationError, match=words):
        save_course(course=course, by=by)


def test_somebody_under_eighteen_is_listed_once_the_parents_agreed(course: Course, by: User) -> None:
    with pytest.raises(ValidationError, match="погодилися батьки"):
        save_record(record=Participant(course=course, name="Хтось"), by=by)
    save_record(record=Participant(course=course, name="Доросла", is_minor=False), by=by)


def test_a_planned_session_stands_in_the_calendar_and_on_the_desk(course: Course, by: User) -> None:
    coming = CourseSession(
        course=course, state="planned", date=timezone.localdate() + timedelta(days=3), topic="Етика", time=time(15)
    )
    save_session(session=coming, by=by)
    [told] = [each for each in all_events() if each.title == "Етика"]
    due = duties_on([course.measure.program], timezone.localdate())

    assert (told.hours, told.sequence, coming.activity) == ("15:00", 0, None)
    assert [duty.title for duty in due if duty.key == f"session-{coming.pk}"] == ["Провести захід «Етика»"]
    coming.youth = 3
    with pytest.raises(ValidationError, match="лише для проведеного"):
        save_session(session=coming, by=by)


def test_certificates_are_numbered_in_one_step_and_again_the_same(course: Course, by: User, client: Client) -> None:
    client.force_login(by)
    address = f"/admin/civil_society/course/{course.pk}/certificates/"
    led = client.post(address, {}, follow=True)
    Participant.objects.filter(name=NAMES[2]).update(has_finished=True)
    number_certificates(course=course, by=by)

    assert led.content.startswith(b"%PDF-")
    assert list(Participant.objects.order_by("number").values_list("name", "number")) == [
        (NAMES[0], 1),
        (NAMES[1], 2),
        (NAMES[2], 3),
    ]
    course.refresh_from_db()
    assert (course.enrolled, course.finished, course.certificates) == (20, 12, 3)


def test_a_list_goes_on_its_day_and_the_numbers_stay(course: Course, by: User) -> None:
    number_certificates(course=course, by=by)
    before = list(Course.objects.values_list("enrolled", "finished", "certificates"))
    kyiv = ZoneInfo("Europe/Kyiv")
    said = [erase_lists(now=datetime(2024, month, day, 1, tzinfo=kyiv)) for month, day in ((2, 29), (3, 1))]

    assert said == [
        "Lists of participants whose day came: 0, people on them: 0",
        "Lists of participants whose day came: 1, people on them: 3",
    ]
    assert Participant.objects.count() == 0
    assert list(Course.objects.values_list("enrolled", "finished", "certificates")) == before == [(20, 12, 2)]


def test_nobody_reads_a_name_or_a_contact(course: Course, client: Client) -> None:
    addresses = [each.path for each in public_addresses() if "/courses" in each.path]
    addresses += ["/api/v1/courses/", f"/api/v1/courses/{course.pk}/", "/api/v1/courses/?format=csv"]
    told = {each: client.get(each).getvalue().decode(errors="ignore") for each in addresses}

    assert [each for each, text in told.items() if "аємн" in text] == []
    assert "Школа молодого журналіста" in told[course.get_absolute_url()]
    switch_restricted_mode(is_on=True, reason="Воєнний стан", by=account("administrator"))
    assert client.get(course.get_absolute_url()).status_code == 404


def test_a_pupils_work_is_shown_by_consent_and_goes_on_its_day(client: Client, course: Course, by: User) -> None:
    for title, about in (
        ("Спільна стінгазета", {"is_of_pupil": False}),
        ("Репортаж за згодою", {"agreed_on": date(2023, 10, 1), "agreed_until": date(2030, 1, 1)}),
        ("Репортаж без згоди", {}),
        ("Репортаж із давньою згодою", {"agreed_on": date(2023, 10, 1), "agreed_until": date(2024, 1, 1)}),
    ):
        save_record(record=CourseProduct(course=course, title=title, **about), by=by)
    page = client.get(course.get_absolute_url()).content.decode()
    titles = CourseProduct.objects.values_list("title", flat=True)

    assert [title in page for title in titles] == [True, True, False, False]
    erase_lists(now=timezone.now())
    assert [*titles.all()] == ["Спільна стінгазета", "Репортаж за згодою", "Репортаж без згоди"]
    assert not CourseProduct.history.filter(title="Репортаж із давньою згодою").exists()
