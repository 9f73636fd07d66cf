"""The calendar: what people may come to, what was held, and both for the calendars and readers of those who follow."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..default_day import default_day
from ..events import all_events, as_icalendar
from ..modules import Event
from ..reporting.addresses import absolute
from ..rest.feeds import Entry, atom
from ..rest.public import public
from ..texts import number_in

KIND = 50  # characters of an address' value that a kind may have


def _kind(request: HttpRequest) -> str:
    return request.GET.get("kind", "").replace("\0", "")[:KIND]


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """What is ahead, all of it, and what was held, a year at a time; by months, of one kind if it is chosen."""
    events, kind, on = all_events(), _kind(request), default_day()
    of_kind = [event for event in events if kind in {"", event.kind}]
    ahead = [event for event in of_kind if event.day >= on]
    past = [event for event in of_kind if event.day < on][::-1]
    years = [*dict.fromkeys(event.day.year for event in past)]
    chosen = number_in(request.GET.get("year", ""), 9999)
    year = chosen if chosen in years else next(iter(years), None)
    context = {
        "on": on,
        "kind": kind,
        "kinds": [
            {"title": title, "address": _query(kind="" if key == kind else key), "chosen": key == kind, "count": count}
            for (key, title), count in Counter((each.kind, str(each.kind_name)) for each in events).most_common()
        ],
        "query": _query(kind=kind) if kind else "",
        "ahead": _months(ahead),
        "years": [
            {"year": each, "address": f"{_query(kind=kind, year=str(each))}#past-title", "chosen": each == year}
            for each in years
        ],
        "past": _months(event for event in past if event.day.year == year),
        "count": len(ahead),
        "held": sum(not event.is_cancelled for event in past if event.day.year == year),
        "year": year,
    }
    return render(request, "programs/calendar.html", context)


def _query(**parts: str) -> str:
    """«?kind=briefing»; a bare «?» takes the choice back."""
    return f"?{urlencode({key: value for key, value in parts.items() if value})}"


def _months(events: Iterable[Event]) -> list[dict[str, Any]]:
    months = groupby(events, key=lambda event: event.day.replace(day=1))
    return [{"month": month, "events": list(of)} for month, of in months]


@public
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The same for a calendar that subscribes to it."""
    site = absolute("", request)
    content = as_icalendar(all_events(_kind(request)), name=_("Calendar of events"), site=site)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response


@public
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The same for a reader of feeds: what was changed last stands first."""
    changed = sorted(all_events(_kind(request)), key=lambda event: (event.changed_at, event.key), reverse=True)
    entries = [
        Entry(
            key=event.key,
            title=_("Cancelled: %(event)s") % {"event": event.title} if event.is_cancelled else event.title,
            page=event.page,
            text="\n".join(filter(None, [_when(event), event.place, event.about])),
            changed_at=event.changed_at,
            kind=str(event.kind_name),
        )
        for event in changed
    ]
    return atom(request, entries, title=_("Calendar of events"), page=reverse("programs:calendar"))


def _when(event: Event) -> str:
    """«14.12.2026, 16:00–18:00»."""
    start = timezone.make_aware(datetime.combine(event.day, time()))
    return ", ".join(filter(None, [f"{start:%d.%m.%Y}", event.hours]))
