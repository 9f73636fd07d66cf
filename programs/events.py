"""What people may come to and came to, as all modules know it, and as calendars take it in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Activity
from .modules import Event, modules


def all_events(kind: str = "") -> list[Event]:
    """Everything that everybody may see, by its day and hour; of one kind where it is named.

    An activity that a record of another module owns stands here as that module tells it.
    """
    found = [event for module in modules() for event in module.events()]
    owned = {activity_key(event.activity) for event in found if event.activity}
    return sorted((each for each in found if each.key not in owned and kind in {"", each.kind}), key=_by_hour)


def _by_hour(event: Event) -> tuple[date, str, str]:
    return event.day, event.hours, event.key


def activity_key(pk: int) -> str:
    return f"activity-{pk}"


def events_of_activities() -> list[Event]:
    """The activities that people came to: two queries.

    How often one was moved to another day is read in its history: the record of today does not know.
    """
    held = Activity.objects.published().filter(kind__in=Activity.WITH_GUESTS).select_related("measure__program")
    days: dict[int, list[date]] = {}
    changed: dict[int, datetime] = {}
    states = Activity.history.filter(id__in=held.order_by().values("pk")).order_by("history_id")
    for pk, day, at in states.values_list("id", "date", "history_date"):
        known = days.setdefault(pk, [day])
        if known[-1] != day:
            known.append(day)
        changed[pk] = at
    return [
        Event(
            key=activity_key(each.pk),
            kind=each.kind,
            kind_name=each.get_kind_display(),
            title=each.title,
            start=each.date,
            changed_at=changed.get(each.pk) or timezone.make_aware(datetime.combine(each.date, datetime.min.time())),
            page=f"{reverse('programs:measure', args=[each.measure.program.slug, each.measure.code])}#activities-title",
            about=each.description,
            sequence=len(days.get(each.pk, [])[1:]),
        )
        for each in held
    ]


def as_icalendar(events: Iterable[Event], *, name: str, site: str) -> bytes:
    """The events as a file that calendars subscribe to (RFC 5545): equal events give equal bytes.

    ``site`` is where the portal is found: it makes keys unique in the whole world, and addresses whole.
    """
    from icalendar import Calendar, Timezone  # 0.2 s that no other page should pay
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", f"-//{site.partition('//')[2]}//{name}//{(get_language() or 'uk').upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", timezone.get_default_timezone_name())
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    listed = list(events)
    if any(isinstance(event.start, datetime) for event in listed):
        first = min(event.day for event in listed)
        zone = timezone.get_default_timezone_name()
        calendar.add_component(Timezone.from_tzid(zone, first_date=first, last_date=date(first.year + 30, 1, 1)))
    for event in listed:
        entry = Entry()
        entry.add("uid", f"{event.key}@{site.partition('//')[2]}")
        entry.add("dtstamp", event.changed_at.astimezone(UTC))
        entry.add("last-modified", event.changed_at.astimezone(UTC))
        entry.add("sequence", event.sequence)
        entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
        entry.add("summary", _("Cancelled: %(event)s") % {"event": event.title} if event.is_cancelled else event.title)
        for key, value in _times(event):
            entry.add(key, value)
        entry.add("categories", [str(event.kind_name)])
        for key, text in (("location", event.place or event.link), ("description", event.about)):
            if text:
                entry.add(key, text)
        if event.page:
            entry.add("url", f"{site}{event.page}")
        calendar.add_component(entry)
    return calendar.to_ical(sorted=False)


def _times(event: Event) -> list[tuple[str, Any]]:
    """When it begins and ends; a calendar's last day is the one after it."""
    if isinstance(event.start, datetime):
        times = [("dtstart", timezone.localtime(event.start))]
        if isinstance(event.end, datetime) and event.end > event.start:
            times.append(("dtend", timezone.localtime(event.end)))
        return times
    last = event.end if isinstance(event.end, date) else event.start
    return [("dtstart", event.start), ("dtend", last + timedelta(days=1))]
