"""What is due of the monitoring and of press work."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.duties import Day, Duty, Page

from ..models import MonitoringNote, PressEvent

MONITORING = gettext_lazy("monitoring")
PRESS = gettext_lazy("work with the press")
AHEAD = timedelta(days=7)


def answers_to_give(day: Day) -> Iterator[Duty]:
    """What media said that the council answers, each by its day."""
    waiting = MonitoringNote.objects.unanswered().filter(measure__program__in=day.programs)
    for note in waiting.select_related("measure__program", "outlet").order_by("answer_until", "pk"):
        words = _("Answer “%(heading)s” (%(where)s)")
        yield Duty(
            key=f"answer-{note.pk}",
            title=words % {"heading": note.heading, "where": note.where},
            program=note.measure.program,
            kind=MONITORING,
            page=Page("admin:civil_society_monitoringnote_change", [note.pk]),
            action=_("Write what was answered"),
            permission="civil_society.change_monitoringnote",
            note=note.answered_by,
            due=note.answer_until,
        )


def events_to_hold(day: Day) -> Iterator[Duty]:
    """Events for the press that come within a week, and those whose day has come: held or not, somebody says it."""
    coming = PressEvent.objects.filter(state="planned", date__lte=day.on + AHEAD, measure__program__in=day.programs)
    for event in coming.select_related("measure__program").order_by("date", "pk"):
        is_over = event.date < day.on
        words = _("Say whether “%(heading)s” was held") if is_over else _("Hold “%(heading)s”")
        yield Duty(
            key=f"press-{event.pk}",
            title=words % {"heading": event.heading},
            program=event.measure.program,
            kind=PRESS,
            page=Page("admin:civil_society_pressevent_change", [event.pk]),
            action=_("Write what came of it"),
            permission="civil_society.change_pressevent",
            note=event.place,
            due=event.date,
        )
