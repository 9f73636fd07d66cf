"""The calendar: what people came to, on its page, in calendars that subscribe to it and in readers of feeds."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from programs.events import as_icalendar
from programs.models import Activity, Measure, Program
from programs.modules import Event
from programs.services import save_record, switch_restricted_mode
from tests.conftest import account
from tests.programs.reading import read

ATOM = "{http://www.w3.org/2005/Atom}"
KYIV = ZoneInfo("Europe/Kyiv")


def held(kind: str, day: date, title: str, by: User, *, shown: bool = True) -> Activity:
    measure = Measure.objects.get(code="press-events")
    activity = Activity(measure=measure, kind=kind, date=day, title=title, is_public=shown)
    return save_record(record=activity, by=by)


@pytest.fixture
def briefing(program: Program, person: Callable[[str], User]) -> Activity:
    by = person("coordinator")
    held("press_release", date(2021, 6, 3), "Повідомлення", by)
    held("briefing", date(2021, 6, 4), "Прихований брифінг", by, shown=False)
    held("seminar", date(2022, 2, 1), "Семінар", by)
    return held("briefing", date(2021, 6, 2), "Брифінг; підсумки, плани", by)


def subscribed(client: Client, address: str = "/calendar.ics") -> dict[str, tuple[Any, ...]]:
    """What a calendar reads there: by the title, the key with its sequence, and the days."""
    entries = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    columns = ("uid", "sequence", "status")
    return {
        str(each["summary"]): (*(str(each[key]) for key in columns), each.decoded("dtstart"), each.decoded("dtend"))
        for each in entries
    }


def test_what_people_came_to_stands_in_the_calendar_by_year_and_kind(client: Client, briefing: Activity) -> None:
    page = read(client.get("/calendar/"))
    earlier = read(client.get("/calendar/?kind=briefing&year=2021"))

    headings = ["Вид події", "Попереду 0", "Відбулося у 2022 році 1"]
    assert [node.text for node in page.one("main").all("h2")] == headings
    assert "Семінар" in page.text
    assert "Брифінг; підсумки, плани" in earlier.text
    for hidden in ("Повідомлення", "Прихований брифінг"):
        assert hidden not in page.text + earlier.text


def test_a_moved_event_keeps_its_key_and_raises_its_sequence_a_reworded_one_does_not(
    client: Client, briefing: Activity
) -> None:
    key, by = f"activity-{briefing.pk}@testserver", account("coordinator")
    first = subscribed(client, "/calendar.ics?kind=briefing")
    briefing.title = "Брифінг"
    save_record(record=briefing, by=by)
    reworded = subscribed(client)
    briefing.date = date(2021, 6, 9)
    save_record(record=briefing, by=by)
    moved = subscribed(client)

    days = (date(2021, 6, 2), date(2021, 6, 3))
    assert first == {"Брифінг; підсумки, плани": (key, "0", "CONFIRMED", *days)}
    assert reworded["Брифінг"] == (key, "0", "CONFIRMED", *days)
    assert moved["Брифінг"] == (key, "1", "CONFIRMED", date(2021, 6, 9), date(2021, 6, 10))
    assert set(moved) == {"Брифінг", "Семінар"}


def test_hours_are_those_of_kyiv_on_both_sides_of_a_change_of_the_clock() -> None:
    """A meeting at ten on the day before the clock is set back, and at ten after it; one was cancelled."""
    said = datetime(2026, 10, 1, 9, tzinfo=KYIV)
    days = [datetime(2026, 10, day, 10, tzinfo=KYIV) for day in (24, 26)]
    events = [
        Event(
            key=f"event-{number}",
            kind="meeting",
            kind_name="зустріч",
            title="Зустріч",
            start=day,
            end=day + timedelta(hours=2),
            changed_at=said,
            place="Вигадана, 1",
            is_cancelled=number == 1,
            sequence=number,
        )
        for number, day in enumerate(days)
    ]
    content = as_icalendar(events, name="Календар", site="https://portal.example.org")
    entries = Calendar.from_ical(content).walk("VEVENT")

    starts = re.findall(r"DTSTART;TZID=Europe/Kyiv:(\d+T\d+)", content.decode())
    utc = [f"{each.decoded('dtstart').astimezone(ZoneInfo('UTC')):%d %H:%M}" for each in entries]
    assert starts == ["20261024T100000", "20261026T100000"]
    assert utc == ["24 07:00", "26 08:00"]
    assert [str(each["status"]) for each in entries] == ["CONFIRMED", "CANCELLED"]
    assert str(entries[1]["summary"]) == "Скасовано: Зустріч"
    assert b"BEGIN:VTIMEZONE" in content
    assert [event.hours for event in events] == ["10:00–12:00"] * 2
    assert as_icalendar(events, name="Календар", site="https://portal.example.org") == content


def test_a_reader_of_feeds_learns_of_what_was_changed_last_first(client: Client, briefing: Activity) -> None:
    briefing.title = "Брифінг <b>&"
    save_record(record=briefing, by=account("coordinator"))
    feed = ElementTree.fromstring(client.get("/calendar.atom").content)  # noqa: S314 - our own

    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Брифінг <b>&", "Семінар"]
    assert feed.findtext(f"{ATOM}title") == "Календар подій"


def test_in_the_restricted_mode_calendar_and_feed_are_empty_and_valid(client: Client, briefing: Activity) -> None:
    held("seminar", timezone.localdate() + timedelta(days=3), "Завтрашній", account("coordinator"))
    opened = subscribed(client), "Завтрашній" in read(client.get("/calendar/")).text
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    feed = ElementTree.fromstring(client.get("/calendar.atom").content)  # noqa: S314 - our own
    page = read(client.get("/calendar/")).text

    assert (len(opened[0]), opened[1]) == (3, True)
    assert subscribed(client) == {}
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated")
    assert "В обмеженому режимі майбутні події не показуються" in page
    assert "Завтрашній" not in page
