"""Consultations as the department holds them, for the tests that need one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from civil_society.models import Consultation, PublicationNotice, at_hour
from civil_society.services import announce, save_consultation


def moment(day: str, hour: str = "17:00") -> datetime:
    """«2022-03-16» at an hour of Kyiv's clock."""
    return at_hour(date.fromisoformat(day), time.fromisoformat(hour))


@contextmanager
def at(day: str, hour: str = "10:00") -> Iterator[None]:
    """The clock stands at this moment."""
    with time_machine.travel(moment(day, hour), tick=False):
        yield


def drafted(by: User, **said: Any) -> Consultation:
    """A draft of the council's own that could be announced on 1 March 2022 without any warning but one."""
    about = {
        "subject": "Проєкт рішення про правила благоустрою",
        "summary": "Як утримувати двори та вулиці громади.",
        "unit": "Відділ інформаційної політики",
        "opens_at": moment("2022-03-01", "09:00"),
        "closes_at": moment("2022-03-16"),
    }
    return save_consultation(consultation=Consultation(**(about | said)), by=by)


def announced(by: User, day: str = "2022-03-01", *, reason: str = "", place: str = "site", **said: Any) -> Consultation:
    """The same, told to the public on a day."""
    consultation = drafted(by, **said)
    announce(
        consultation=consultation,
        on=date.fromisoformat(day),
        notice=PublicationNotice(place=place, name="kakhovka-rada.gov.ua"),
        by=by,
        now=timezone.now(),
        reason=reason,
    )
    return consultation
