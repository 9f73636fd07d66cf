"""A public council of nine, its sittings and a request for support, as tests of advisory bodies begin with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from civil_society.models import AdvisoryBody, BodyMember, BodySitting, Institution, SupportRequest
from civil_society.services import (
    put_questions,
    record_sitting,
    save_body,
    save_body_sitting,
    save_institution,
    save_support,
)
from programs.models import Measure
from programs.services import save_record

DAY = date(2021, 4, 6)


def institutions(by: User, count: int) -> list[Institution]:
    return [
        save_institution(institution=Institution(type="association", name=f"ГО «Спільнота {number}»"), by=by)
        for number in range(1, count + 1)
    ]


def council(by: User, **about: Any) -> AdvisoryBody:
    measure = Measure.objects.get(code="institutions-in-working-groups")
    body = AdvisoryBody(
        **{"measure": measure, "kind": "public_council", "name": "Громадська рада", "since": date(2021, 3, 1), **about}
    )
    return save_body(body=body, by=by)


def member(body: AdvisoryBody, by: User, **about: Any) -> BodyMember:
    saved: BodyMember = save_record(record=BodyMember(body=body, **about), by=by)
    return saved


def sat(
    body: AdvisoryBody,
    day: date,
    by: User,
    *,
    number: str = "1",
    questions: tuple[str, ...] = ("Про план роботи",),
    decided: Mapping[int, Mapping[str, Any]] | None = None,
    came: Mapping[int, str] | None = None,
    **about: Any,
) -> BodySitting:
    """A sitting that took place; of each question the first decision is for all who were there."""
    sitting = save_body_sitting(sitting=BodySitting(body=body, number=number, date=day, place="Зала засідань"), by=by)
    items = put_questions(sitting=sitting, questions=questions, by=by)
    said = {
        item.pk: {"decisions": [{"text": "", "unit": "", "due": None, **(decided or {}).get(item.number, {})}]}
        for item in items
    }
    chair = body.members.on(day).first()
    return record_sitting(
        sitting=sitting, presences=came or {}, items=said, about={"chaired_by": chair, **about}, by=by
    )


def one_of_each_kind(by: User) -> None:
    """For tests that walk through all forms and pages: a body with a member, a sitting with a decision, a request."""
    institution = Institution.objects.first() or institutions(by, 1)[0]
    body = council(by)
    member(body, by, institution=institution, name="Іван ДУБ", post="head")
    sat(body, DAY, by, decided={1: {"text": "Схвалити план"}})
    measure = body.measure
    request = SupportRequest(measure=measure, institution=institution, asked_on=DAY, asked="Зала для зборів")
    save_support(request=request, by=by)
