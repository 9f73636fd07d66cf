"""Writes of press work, publications on the site and notes of the monitoring."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from programs.models import Measure
from programs.services import save_with_activity

from ..models import PressEvent, SitePublication

OF_CALENDAR = ("date", "time", "place", "state")  # what people who took the event into their calendars must learn


@transaction.atomic
def save_press_event(
    *, event: PressEvent, by: User | None, reason: str = "", expected_version: int | None = None
) -> PressEvent:
    """Save what the press hears or is invited to; moved or cancelled, it is news for calendars."""
    stored = PressEvent.objects.filter(pk=event.pk).first()
    if stored and any(getattr(stored, name) != getattr(event, name) for name in OF_CALENDAR):
        event.sequence = stored.sequence + 1
    saved: PressEvent = save_with_activity(record=event, by=by, reason=reason, expected_version=expected_version)
    return saved


@transaction.atomic
def take_in(*, measure: Measure, items: Iterable[dict[str, Any]], by: User | None) -> list[SitePublication]:
    """Record publications of the site, all or none; whose link stands already is passed over. Gives the new ones."""
    rows = list(items)
    standing = set(
        SitePublication.objects.filter(link__in=[row["link"] for row in rows]).values_list("link", flat=True)
    )
    found = []
    for row in rows:
        if row["link"] not in standing:
            standing.add(row["link"])
            found.append(save_with_activity(record=SitePublication(measure=measure, **row), by=by))
    return found
