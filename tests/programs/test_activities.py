"""Activities entered in seconds, and evidence that only those see who may."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programs import services
from programs.models import Activity, Headcount, Indicator, IndicatorValue, Measure, Program
from programs.period import Period
from programs.reports import Indicators
from programs.statement import statement_for
from tests.programs.filling import fields_of, sentences

Person = Callable[[str], User]
ADD = "admin:programs_activity_add"


@pytest.fixture
def coordinator(client: Client, person: Person) -> Client:
    client.force_login(person("coordinator"))
    return client


@pytest.fixture
def briefing(program: Program, person: Person) -> Activity:
    measure = Measure.objects.get(code="press-events")
    activity = Activity(measure=measure, kind="briefing", date=date(2022, 2, 3), title="Брифінг", quantity=4)
    activity.link, activity.is_public = "https://example.org/1", True
    services.save_record(record=activity, by=person("coordinator"))
    services.save_record(record=Headcount(activity=activity, group="media", count=9), by=person("coordinator"))
    return activity


def test_from_the_desk_the_last_activity_is_repeated_in_two_presses(coordinator: Client, briefing: Activity) -> None:
    shortcuts = coordinator.get(reverse("admin:index")).context["desk"]["shortcuts"]
    address = next(found.address for found in shortcuts if found.label == "Скопіювати останню виконану роботу")
    form = fields_of(coordinator.get(address))

    today = f"{timezone.localdate():%d.%m.%Y}"
    late = {"date": today, "reason_": "зустріч після завершення програми"}  # its term is over
    answer = coordinator.post(address, {**form, **late, "headcounts-0-count": "12", "_again": "1"})

    new = Activity.objects.exclude(pk=briefing.pk).get()
    what = (new.measure, new.kind, new.title, new.date, new.quantity, new.link, new.is_public)
    assert what == (briefing.measure, "briefing", "Брифінг", timezone.localdate(), 1, "", False)
    assert list(new.headcounts.values_list("group", "count")) == [("media", 12)]
    assert answer.headers["Location"] == f"{reverse(ADD)}?like={new.pk}"


def test_a_group_without_a_number_is_not_saved_and_the_address_may_name_a_date(
    coordinator: Client, briefing: Activity
) -> None:
    address = f"{reverse(ADD)}?measure={briefing.measure_id}&like=last&date=2022-02-10"

    answer = coordinator.post(address, fields_of(coordinator.get(address)))

    new = Activity.objects.exclude(pk=briefing.pk).get()
    assert (answer.status_code, new.date, new.headcounts.count()) == (302, date(2022, 2, 10), 0)


@pytest.mark.parametrize("query", ["like=999", "like=x", "like=last&measure=x", "date=2022-02-30", "measure=1e9"])
def test_an_address_that_names_nothing_gives_an_empty_form(coordinator: Client, program: Program, query: str) -> None:
    form = coordinator.get(f"{reverse(ADD)}?{query}")

    # the term of the only programme is over, so that today would not be its day
    assert (form.status_code, form.context["adminform"].form.initial["date"]) == (200, None)


def test_the_list_offers_to_repeat_the_last_one_it_shows(coordinator: Client, briefing: Activity) -> None:
    text = coordinator.get(reverse("admin:programs_activity_changelist")).content.decode()

    assert f"{reverse(ADD)}?like={briefing.pk}" in text


def test_an_activity_counts_into_the_indicator_that_counts_its_kind(briefing: Activity, program: Program) -> None:
    indicator = Indicator(program=program, measure=briefing.measure, group="output", name="Брифінги", unit="разів")
    indicator.counts = "briefing"
    services.save_record(record=indicator, by=None)
    services.save_record(record=IndicatorValue(indicator=indicator, year=2022, plan=5), by=None)

    table = Indicators().table(statement_for(program, Period.year(2022)))

    assert [row.cells["actual"] for row in table.rows if row.cells.get("name") == "Брифінги"] == [4]


@pytest.mark.parametrize(
    ("name", "words"), [("note.html", "Такі файли не приймаються"), ("film.mp4", "Файл більший за 0 МБ")]
)
def test_evidence_is_read_and_never_run(
    coordinator: Client, briefing: Activity, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.setattr("programs.models.files.LARGEST", 0)
    form = fields_of(coordinator.get(change(briefing)))

    answer = coordinator.post(change(briefing), {**form, "file": SimpleUploadedFile(name, b"<script></script>")})

    assert [words in sentence for sentence in sentences(answer)] == [True], sentences(answer)
    briefing.refresh_from_db()
    assert not briefing.file


def test_evidence_keeps_no_name_of_its_own_and_opens_for_whom_it_may(
    coordinator: Client, briefing: Activity, person: Person
) -> None:
    secret, public = (
        "Іваненко Марія 8-Б.pdf",
        reverse("programs:activity-file", args=["information-space-2021-2023", 0]),
    )
    form = {**fields_of(coordinator.get(change(briefing))), "is_public": ""}
    form.pop("is_public")
    coordinator.post(change(briefing), {**form, "file": SimpleUploadedFile(secret, b"%PDF-1.7 names")})
    briefing.refresh_from_db()
    assert (briefing.is_public, "Іваненко" in str(briefing.file), str(briefing.file)[-4:]) == (False, False, ".pdf")
    evidence = reverse("admin:programs_activity_evidence", args=[briefing.pk])
    assert evidence in coordinator.get(change(briefing)).content.decode()

    answers = {
        "visitor": answer(Client(), evidence),
        "public": answer(Client(), public.replace("/0/", f"/{briefing.pk}/")),
    }
    for role in ("coordinator", "accountant", "head", "administrator", "commission"):
        other = Client()
        other.force_login(person(role))
        answers[role] = answer(other, evidence)

    file = f'attachment; filename="activity-{briefing.date.isoformat()}.pdf"'
    assert answers == {
        "visitor": 302,
        "public": 404,
        "coordinator": file,
        "accountant": file,
        "head": file,
        "administrator": 403,
        "commission": 302,
    }


def change(activity: Activity) -> str:
    return reverse("admin:programs_activity_change", args=[activity.pk])


def answer(client: Client, address: str) -> Any:
    found = client.get(address)
    return found.headers["Content-Disposition"] if found.status_code == 200 else found.status_code


RNOKPP = "1234567899"


@pytest.mark.parametrize(
    ("changes", "is_public", "said"),
    [
        ({"kind": "press_release"}, True, "Її бачать усі."),
        ({"kind": "site_publication"}, True, "Її бачать усі."),
        ({"kind": "printed_material"}, True, "Її бачать усі."),
        ({"kind": "briefing"}, False, "Її бачать лише працівники: у роботах цього виду беруть участь люди."),
        ({"kind": "briefing", "shown_": "1"}, True, "Її бачать усі."),
        ({"kind": "press_release", "shown_": "0"}, False, "Її бачать лише працівники: так вибрано."),
        (
            {"kind": "press_release", "headcounts-0-group": "youth", "headcounts-0-count": "7"},
            False,
            "Її бачать лише працівники: у ній брали участь люди.",
        ),
        (
            {"kind": "press_release", "description": f"Переможець {RNOKPP}"},
            False,
            "Її бачать лише працівники: у її тексті є номер особи.",
        ),
        (
            {"kind": "press_release", "file": SimpleUploadedFile("реліз.pdf", b"%PDF-1.7 \n%%EOF")},
            False,
            "Її бачать лише працівники: до неї додано файл.",
        ),
    ],
)
def test_what_has_no_participants_is_shown_at_once_and_the_page_says_who_sees_it(
    coordinator: Client, program: Program, changes: dict[str, Any], is_public: bool, said: str
) -> None:
    form = fields_of(coordinator.get(f"{reverse(ADD)}?date=2022-02-03"))
    measure = Measure.objects.get(code="press-releases").pk
    changes = {name: getattr(value, "open", lambda value=value: value)() or value for name, value in changes.items()}

    answer = coordinator.post(reverse(ADD), {**form, "measure": measure, "title": "Реліз", **changes}, follow=True)

    assert (Activity.objects.get().is_public, said in answer.content.decode()) == (is_public, True)


def test_what_is_shown_with_its_file_stays_so_until_another_file_comes(briefing: Activity, person: Person) -> None:
    by, paper = person("coordinator"), b"%PDF-1.7 \n%%EOF"
    briefing.file = SimpleUploadedFile("перший.pdf", paper)
    services.save_activity(activity=briefing, by=by, show=True)

    seen = []
    for title, file in (("Інша назва", None), ("Ще інша", SimpleUploadedFile("другий.pdf", paper))):
        again = Activity.objects.get(pk=briefing.pk)
        again.title, again.file = title, file or again.file
        seen.append(services.save_activity(activity=again, by=by, has_people=True).is_public)

    assert seen == [True, False]


def test_an_activity_of_no_measure_is_refused_in_words(person: Person) -> None:
    nowhere = Activity(kind="press_release", date=date(2022, 2, 3), title="Реліз")

    with pytest.raises(ValidationError) as refusal:
        services.save_activity(activity=nowhere, by=person("coordinator"))

    assert "measure" in refusal.value.message_dict


def test_a_text_with_a_number_of_a_person_is_not_shown_even_by_choice(coordinator: Client, program: Program) -> None:
    form = fields_of(coordinator.get(f"{reverse(ADD)}?date=2022-02-03"))
    measure = Measure.objects.get(code="press-releases").pk
    changes = {"measure": measure, "kind": "press_release", "title": f"Переможець {RNOKPP}", "shown_": "1"}

    answer = coordinator.post(reverse(ADD), {**form, **changes})

    assert "РНОКПП" in " ".join(sentences(answer))
    assert not Activity.objects.exists()


def test_what_gets_people_is_hidden_until_somebody_has_looked(program: Program, person: Person) -> None:
    by, measure = person("coordinator"), Measure.objects.get(code="press-releases")
    release = Activity(measure=measure, kind="press_release", date=date(2022, 2, 3), title="Реліз")
    services.save_activity(activity=release, by=by)
    seen = [release.is_public]

    release.title = "Реліз про звіт"
    said: list[dict[str, Any]] = [{}, {"has_people": True}, {"has_people": True, "show": True}]
    for changes in said:
        services.save_activity(activity=release, by=by, **changes)
        seen.append(release.is_public)
    services.save_record(record=Headcount(activity=release, group="youth", count=7), by=by)
    services.save_activity(activity=release, by=by, has_people=True)

    assert [*seen, release.is_public] == [True, True, False, True, True]
