"""Consultations as the department holds them, for the tests that need one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from civil_society.models import (
    Consultation,
    ConsultationDocument,
    ConsultationEvent,
    ConsultationPlan,
    EventHeadcount,
    Institution,
    Invitation,
    PlanItem,
    Position,
    PublicationNotice,
    at_hour,
)
from civil_society.services import announce, save_consultation, save_event
from programs.models import LegalAct
from programs.services import save_record


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


def one_of_each_kind(by: User) -> None:
    """A plan with an item, a draft, and a consultation that was held, with its event and all that proves it."""
    plan = save_record(record=ConsultationPlan(year=2022, act=LegalAct.objects.earliest("pk")), by=by)
    item = PlanItem(plan=plan, number=1, subject="Правила благоустрою", unit="Відділ", first_month=3, last_month=4)
    save_record(record=item, by=by)
    drafted(by)
    held = announced(by, plan_item=item)
    event = save_event(
        event=ConsultationEvent(consultation=held, starts_at=moment("2022-03-10", "15:00"), place="Зала засідань"),
        by=by,
    )
    for row in (
        EventHeadcount(event=event, group="residents", count=12),
        ConsultationDocument(consultation=held, title="Проєкт рішення", link="https://kakhovka-rada.gov.ua/proiekt"),
        Invitation(consultation=held, institution=Institution.objects.earliest("pk")),
        Position(consultation=held, kind="for", count=8),
    ):
        save_record(record=row, by=by)
