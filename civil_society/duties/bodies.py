"""What is due of advisory bodies: a term that ends, a sitting, a decision to be done, a request to be answered."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.duties import Day, Duty, Page
from programs.words import date_text

from ..models import AdvisoryBody, BodyDecision, BodySitting, SupportRequest

BODY = gettext_lazy("advisory body")
SUPPORT = gettext_lazy("support of institutions")
TERM_ENDS = timedelta(days=60)  # before the last day of a body's term
AHEAD = timedelta(days=7)
FORGOTTEN = timedelta(days=365)  # a body whose term ended longer ago is not going to be prolonged


def terms_to_end(day: Day) -> Iterator[Duty]:
    """Bodies whose term ends within 60 days, and those whose term has ended: prolonged, or formed anew."""
    ending = AdvisoryBody.objects.filter(
        until__range=(day.on - FORGOTTEN, day.on + TERM_ENDS), measure__program__in=day.programs
    )
    for body in ending.select_related("measure__program").order_by("until", "pk"):
        is_over = bool(body.until and body.until < day.on)
        words = _("The term of “%(body)s” has ended") if is_over else _("The term of “%(body)s” ends")
        yield Duty(
            key=f"term-of-body-{body.pk}",
            title=words % {"body": body},
            program=body.measure.program,
            kind=BODY,
            page=Page("admin:civil_society_advisorybody_change", [body.pk]),
            action=_("Prolong the term or form it anew"),
            permission="civil_society.change_advisorybody",
            note=body.unit,
            due=body.until,
        )


def sittings_to_hold(day: Day) -> Iterator[Duty]:
    """Sittings within a week; those whose day has come to be recorded, and those recorded without approved minutes."""
    open_ones = BodySitting.objects.filter(
        date__lte=day.on + AHEAD, minutes=None, body__measure__program__in=day.programs
    ).exclude(state=BodySitting.State.CANCELLED)
    for sitting in open_ones.select_related("body__measure__program").order_by("date", "pk"):
        if sitting.took_place:
            words, action = _("Approve the minutes of sitting № %(number)s: %(body)s"), _("Approve the minutes")
        elif sitting.date < day.on:
            words, action = _("Record sitting № %(number)s: %(body)s"), _("Record the sitting")
        else:
            words, action = _("Hold sitting № %(number)s: %(body)s"), _("Record the sitting")
        yield Duty(
            key=f"body-sitting-{sitting.pk}",
            title=words % {"number": sitting.number, "body": sitting.body},
            program=sitting.body.measure.program,
            kind=BODY,
            page=Page("admin:civil_society_bodysitting_change", [sitting.pk]),
            action=action,
            permission="civil_society.change_bodysitting",
            note=sitting.place,
            due=None if sitting.took_place else sitting.date,  # of minutes no act sets a day
        )


def decisions_to_do(day: Day) -> Iterator[Duty]:
    """Decisions of bodies whose day is near or has passed."""
    waiting = BodyDecision.objects.open(day.on).filter(
        due__lte=day.on + AHEAD, item__sitting__body__measure__program__in=day.programs
    )
    for each in waiting.select_related("item__sitting__body__measure__program").order_by("due", "pk"):
        sitting = each.item.sitting
        yield Duty(
            key=f"body-decision-{each.pk}",
            title=_("Do what was decided: %(text)s") % {"text": each.text},
            program=sitting.body.measure.program,
            kind=BODY,
            page=Page("admin:civil_society_bodydecision_change", [each.pk]),
            action=_("Write what was done"),
            permission="civil_society.change_bodydecision",
            note=", ".join(filter(None, [each.unit, str(sitting.body), date_text(sitting.date)])),
            due=each.due,
        )


def requests_to_answer(day: Day) -> Iterator[Duty]:
    """Requests for support that nobody answered, each by its day."""
    waiting = SupportRequest.objects.filter(state=SupportRequest.State.OPEN, measure__program__in=day.programs)
    for each in waiting.select_related("measure__program", "institution").order_by("answer_until", "pk"):
        yield Duty(
            key=f"support-{each.pk}",
            title=_("Answer the request of %(institution)s: %(asked)s")
            % {"institution": each.institution, "asked": each.asked},
            program=each.measure.program,
            kind=SUPPORT,
            page=Page("admin:civil_society_supportrequest_change", [each.pk]),
            action=_("Write what was done"),
            permission="civil_society.change_supportrequest",
            due=each.answer_until,
            title_in_letter=_("Answer a request for support"),
        )
